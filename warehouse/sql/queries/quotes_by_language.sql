-- title: Quotations by language
-- description: How much articles of each language quote, and how often it is told who speaks; of one speaker, if one is given.
--   Counts the latest text of each article, copies included. The pieces of a broken quotation count once.
-- parameters:
--   speaker text = null: the speaker's id or any of the names
--   outlet text = null: only articles of this outlet (its id)
-- columns:
--   language: BCP 47
--   document_count: articles that quote
--   article_share: those among all articles of the language
--   quote_count: quotations
--   direct_count: those in the speaker's own words
--   attributed_count: quotations whose speaker is told
--   attributed_share: those among all
--   speaker_count: different speakers
--   most_quoted: who is quoted most often
WITH documents AS (
    SELECT document_id, language
    FROM main.documents
    WHERE is_latest AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
),

entities AS (
    SELECT entity_id, label, mention_count
    FROM main.entities
),

names AS (
    SELECT entity_id, mention_count
    FROM main.entity_aliases
    WHERE strip_accents(lower(alias)) = strip_accents(lower($speaker::VARCHAR))

    UNION ALL

    SELECT entity_id, mention_count
    FROM entities
    WHERE entity_id = $speaker::VARCHAR OR strip_accents(lower(label)) = strip_accents(lower($speaker::VARCHAR))

    UNION ALL

    SELECT to_entity_id AS entity_id, 0 AS mention_count
    FROM internal.redirects
    WHERE from_entity_id = $speaker::VARCHAR
),

wanted AS (
    SELECT entity_id
    FROM names
    GROUP BY entity_id
    ORDER BY sum(mention_count) DESC, entity_id
    LIMIT 1
),

quotes AS (
    SELECT document_id, is_direct, speaker_entity_id
    FROM main.quotes
    WHERE continues_quote_id IS NULL
        AND ($speaker::VARCHAR IS NULL OR speaker_entity_id IN (SELECT entity_id FROM wanted))
),

articles AS (
    SELECT language, count(*) AS document_count
    FROM documents
    GROUP BY language
),

counts AS (
    SELECT
        documents.language,
        count(DISTINCT document_id) AS document_count,
        count(*) AS quote_count,
        count(*) FILTER (quotes.is_direct) AS direct_count,
        count(quotes.speaker_entity_id) AS attributed_count,
        count(DISTINCT quotes.speaker_entity_id) AS speaker_count,
        mode(quotes.speaker_entity_id ORDER BY quotes.speaker_entity_id) AS entity_id
    FROM quotes
    JOIN documents USING (document_id)
    GROUP BY documents.language
)

SELECT
    counts.language,
    counts.document_count,
    round(counts.document_count / articles.document_count, 3) AS article_share,
    counts.quote_count,
    counts.direct_count,
    counts.attributed_count,
    round(counts.attributed_count / counts.quote_count, 3) AS attributed_share,
    counts.speaker_count,
    entities.label AS most_quoted
FROM counts
JOIN articles USING (language)
LEFT JOIN entities USING (entity_id)
ORDER BY counts.quote_count DESC, counts.language
