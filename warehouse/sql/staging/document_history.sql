-- title: The revisions of every article, in the order of observation
-- description: A record is observed when its file is first read and whenever the same file is delivered again. Reading a file
--   once more under a newer pipeline is no observation: it only says what the earlier ones gave.
-- columns:
--   document_id: one row per document
--   revision: place among the article's texts, by first observation, from 1
--   supersedes: the document first observed before this one
--   is_latest: whether the article's last observation gave this document
--   first_seen_utc, snapshot_id: commit of the run that first landed it
WITH records AS (
    SELECT reading_id, source_sha256, record_number, document_id, seen_utc, run_id
    FROM lake.records
    WHERE document_id IS NOT NULL
),

sources AS (
    SELECT reading_id, reading_ordinal, is_acknowledged
    FROM lake.sources
),

documents AS (
    SELECT document_id, article_id, run_id
    FROM lake.documents
),

commit_order AS (
    SELECT run_id, place, finished_utc, snapshot_id
    FROM internal.commit_order
),

readings_of_records AS (
    SELECT
        records.record_number,
        records.seen_utc,
        commit_order.place,
        sources.reading_ordinal,
        sources.is_acknowledged,
        row_number() OVER in_order AS reading_number,
        last_value(records.document_id) OVER (
            in_order ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS document_id
    FROM records
    JOIN sources USING (reading_id)
    JOIN commit_order USING (run_id)
    WINDOW in_order AS (
        PARTITION BY records.source_sha256, records.record_number ORDER BY commit_order.place, sources.reading_ordinal
    )
),

observations AS (
    SELECT
        documents.article_id,
        documents.document_id,
        row_number() OVER (
            PARTITION BY documents.article_id
            ORDER BY seen_utc, place, reading_ordinal, record_number, documents.document_id
        ) AS place_in_article
    FROM readings_of_records
    JOIN documents USING (document_id)
    WHERE reading_number = 1 OR is_acknowledged
),

spans AS (
    SELECT document_id, min(place_in_article) AS first_place, max(place_in_article) AS last_place
    FROM observations
    GROUP BY document_id
)

SELECT
    documents.document_id,
    row_number() OVER by_article AS revision,
    lag(documents.document_id) OVER by_article AS supersedes,
    coalesce(spans.last_place, 0) = max(coalesce(spans.last_place, 0)) OVER (
        PARTITION BY documents.article_id
    ) AS is_latest,
    commit_order.finished_utc AS first_seen_utc,
    commit_order.snapshot_id
FROM documents
LEFT JOIN spans USING (document_id)
LEFT JOIN commit_order USING (run_id)
WINDOW by_article AS (PARTITION BY documents.article_id ORDER BY spans.first_place, documents.document_id)
