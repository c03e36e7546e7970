-- title: Who is quoted most
-- description: Speakers by the number of texts that quote them, a text and its copies counting once. Counts the latest text of each
--   article; quotations whose speaker is not sure are left out. With since or until, articles without a day of publication are
--   left out; how many of those quote somebody is told in every row.
-- parameters:
--   language text = null: only articles in this language (BCP 47)
--   outlet text = null: only articles of this outlet (its id)
--   entity_type text = null: PERSON, ORGANIZATION or LOCATION
--   since date = null: first day
--   until date = null: last day
--   limit integer = 20: rows at most
-- columns:
--   label: the name to show
--   entity_type: PERSON, ORGANIZATION or LOCATION
--   entity_id: its id
--   independent_count: texts that quote it, net of copies
--   document_count: articles that do, copies included
--   quote_count: quotations in them; the pieces of a broken one count once
--   direct_count: those in the speaker's own words
--   outlet_count: outlets that quote it
--   languages: languages of these articles, most frequent first
--   left_out_count: articles that quote somebody, left out because their date is no day
WITH documents AS (
    SELECT
        document_id,
        article_id,
        outlet_id,
        language,
        CASE WHEN published_precision IN ('day', 'minute') THEN published_utc::DATE END AS day,
        $since::DATE IS NOT NULL OR $until::DATE IS NOT NULL AS has_period
    FROM main.documents
    WHERE is_latest
        AND ($language::VARCHAR IS NULL OR language = $language)
        AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
),

entities AS (
    SELECT entity_id, entity_type, label
    FROM main.entities
    WHERE $entity_type::VARCHAR IS NULL OR entity_type = upper($entity_type)
),

quotes AS (
    SELECT document_id, speaker_entity_id AS entity_id, is_direct
    FROM main.quotes
    WHERE continues_quote_id IS NULL AND speaker_entity_id IN (SELECT entity_id FROM entities)
),

originals AS (
    SELECT copies.document_id, documents.article_id
    FROM main.copies AS copies
    JOIN main.documents AS documents ON documents.document_id = copies.original_document_id
),

said AS (
    SELECT
        quotes.entity_id,
        quotes.is_direct,
        documents.*,
        coalesce(originals.article_id, documents.article_id) AS original_article_id
    FROM quotes
    JOIN documents USING (document_id)
    LEFT JOIN originals USING (document_id)
),

left_out AS (
    SELECT count(DISTINCT document_id) AS left_out_count
    FROM said
    WHERE has_period AND day IS NULL
),

shown AS (
    SELECT *
    FROM said
    WHERE NOT has_period
        OR (day >= coalesce($since::DATE, day) AND day <= coalesce($until::DATE, day))
),

language_counts AS (
    SELECT entity_id, language, count(DISTINCT document_id) AS document_count
    FROM shown
    GROUP BY entity_id, language
),

languages AS (
    SELECT entity_id, list(language ORDER BY document_count DESC, language) AS languages
    FROM language_counts
    GROUP BY entity_id
),

counts AS (
    SELECT
        entity_id,
        count(DISTINCT original_article_id) AS independent_count,
        count(DISTINCT document_id) AS document_count,
        count(*) AS quote_count,
        count(*) FILTER (is_direct) AS direct_count,
        count(DISTINCT outlet_id) AS outlet_count
    FROM shown
    GROUP BY entity_id
)

SELECT
    entities.label,
    entities.entity_type,
    counts.entity_id,
    counts.independent_count,
    counts.document_count,
    counts.quote_count,
    counts.direct_count,
    counts.outlet_count,
    languages.languages,
    left_out.left_out_count
FROM counts
JOIN entities USING (entity_id)
JOIN languages USING (entity_id)
CROSS JOIN left_out
ORDER BY counts.independent_count DESC, counts.quote_count DESC, counts.entity_id
LIMIT $limit::BIGINT
