-- title: What somebody is quoted with
-- description: The quotations of a speaker, newest first. A name that several bear stands for the one that it names most often. A
--   quotation that its speaker or a new paragraph breaks is several rows. Quotations whose speaker is not sure are left out, and
--   so are superseded texts; copies are shown and marked.
-- parameters:
--   speaker text: the speaker's id or any of the names
--   language text = null: only articles in this language (BCP 47)
--   outlet text = null: only articles of this outlet (its id)
--   is_direct boolean = null: only the speaker's own words (true), or only reported speech (false)
--   limit integer = 50: rows at most
-- columns:
--   published_utc: when the article was published, as finely as is known
--   published_precision: year, month, day or minute
--   outlet: who published it
--   language: BCP 47
--   speaker: the name to show
--   quote_text: what is quoted
--   is_direct: whether in the speaker's own words
--   said_by: the words that name the speaker there
--   cue: the words that make it speech
--   speaker_confidence: how sure the speaker is
--   is_copy: whether the article copies another
--   title: its headline
--   document_id: the document
--   quote_id: the quotation
WITH documents AS (
    SELECT document_id, published_utc, published_precision, outlet, language, title
    FROM main.documents
    WHERE is_latest
        AND ($language::VARCHAR IS NULL OR language = $language)
        AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
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
    SELECT *
    FROM main.quotes
    WHERE speaker_entity_id IN (SELECT entity_id FROM wanted)
        AND ($is_direct::BOOLEAN IS NULL OR is_direct = $is_direct)
),

copies AS (
    SELECT document_id
    FROM main.copies
)

SELECT
    documents.published_utc,
    documents.published_precision,
    documents.outlet,
    documents.language,
    entities.label AS speaker,
    quotes.quote_text,
    quotes.is_direct,
    quotes.speaker_surface AS said_by,
    quotes.cue,
    quotes.speaker_confidence,
    quotes.document_id IN (SELECT document_id FROM copies) AS is_copy,
    documents.title,
    quotes.document_id,
    quotes.quote_id
FROM quotes
JOIN documents USING (document_id)
LEFT JOIN entities ON entities.entity_id = quotes.speaker_entity_id
ORDER BY documents.published_utc DESC NULLS LAST, quotes.document_id, quotes.field DESC, quotes.start_char, quotes.end_char
LIMIT $limit::BIGINT
