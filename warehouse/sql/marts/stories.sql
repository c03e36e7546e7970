-- title: Stories
-- description: Every story, a document alone in its own included, with its extent in time and over languages.
-- built: table
WITH members AS (
    SELECT document_id, story_id
    FROM internal.story_places
),

documents AS (
    SELECT document_id, article_id, title, language, published_utc
    FROM lake.documents
),

copies AS (
    SELECT document_id, original_document_id
    FROM main.copies
),

originals AS (
    SELECT copies.document_id, documents.article_id
    FROM copies
    JOIN documents ON documents.document_id = copies.original_document_id
),

told AS (
    SELECT
        members.story_id,
        members.document_id,
        coalesce(originals.article_id, documents.article_id) AS original_article_id,
        documents.title,
        documents.language,
        documents.published_utc,
        row_number() OVER (
            PARTITION BY members.story_id ORDER BY documents.published_utc NULLS LAST, members.document_id
        ) AS place
    FROM members
    JOIN documents USING (document_id)
    LEFT JOIN originals USING (document_id)
)

SELECT
    story_id,
    min_by(title, place) FILTER (WHERE title IS NOT NULL) AS label,
    min_by(document_id, place) AS first_document_id,
    min(published_utc) AS first_utc,
    max(published_utc) AS last_utc,
    count(*) AS document_count,
    count(DISTINCT original_article_id) AS independent_count,
    list_sort(list(DISTINCT language)) AS languages
FROM told
GROUP BY story_id
ORDER BY story_id
