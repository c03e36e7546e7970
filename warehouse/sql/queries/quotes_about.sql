-- title: What is said about somebody
-- description: Quotations in which an entity is named, newest first, whoever speaks. A name that several bear stands for the one
--   that it names most often. Left out: quotations that only point to the entity ("she", "the company"), and superseded texts;
--   copies are shown and marked.
-- parameters:
--   entity text: the entity's id or any of the names
--   speaker text = null: only what this person or body says (its id or any of the names)
--   language text = null: only articles in this language (BCP 47)
--   limit integer = 50: rows at most
-- columns:
--   published_utc: when the article was published, as finely as is known
--   published_precision: year, month, day or minute
--   outlet: who published it
--   language: BCP 47
--   speaker: who speaks; null where that is not sure
--   quote_text: what is quoted
--   is_direct: whether in the speaker's own words
--   names: under which names the entity stands in it
--   is_copy: whether the article copies another
--   title: its headline
--   speaker_entity_id: the speaker's id
--   document_id: the document
--   quote_id: the quotation
WITH documents AS (
    SELECT document_id, published_utc, published_precision, outlet, language, title
    FROM main.documents
    WHERE is_latest AND ($language::VARCHAR IS NULL OR language = $language)
),

entities AS (
    SELECT entity_id, label, mention_count
    FROM main.entities
),

names AS (
    SELECT entity_id, mention_count
    FROM main.entity_aliases
    WHERE strip_accents(lower(alias)) = strip_accents(lower($entity::VARCHAR))

    UNION ALL

    SELECT entity_id, mention_count
    FROM entities
    WHERE entity_id = $entity::VARCHAR OR strip_accents(lower(label)) = strip_accents(lower($entity::VARCHAR))

    UNION ALL

    SELECT to_entity_id AS entity_id, 0 AS mention_count
    FROM internal.redirects
    WHERE from_entity_id = $entity::VARCHAR
),

wanted AS (
    SELECT entity_id
    FROM names
    GROUP BY entity_id
    ORDER BY sum(mention_count) DESC, entity_id
    LIMIT 1
),

speakers AS (
    SELECT entity_id
    FROM main.entity_aliases
    WHERE strip_accents(lower(alias)) = strip_accents(lower($speaker::VARCHAR))

    UNION

    SELECT entity_id
    FROM entities
    WHERE entity_id = $speaker::VARCHAR OR strip_accents(lower(label)) = strip_accents(lower($speaker::VARCHAR))
),

mentions AS (
    SELECT document_id, field, start_char, end_char, surface
    FROM main.mentions
    WHERE entity_id IN (SELECT entity_id FROM wanted)
),

quotes AS (
    SELECT quote_id, document_id, field, start_char, end_char, quote_text, is_direct, speaker_entity_id
    FROM main.quotes
    WHERE $speaker::VARCHAR IS NULL OR speaker_entity_id IN (SELECT entity_id FROM speakers)
),

about AS (
    SELECT quotes.quote_id, list_sort(list(DISTINCT mentions.surface)) AS names
    FROM quotes
    JOIN mentions
        ON mentions.document_id = quotes.document_id
        AND mentions.field = quotes.field
        AND mentions.start_char >= quotes.start_char
        AND mentions.end_char <= quotes.end_char
    GROUP BY quotes.quote_id
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
    about.names,
    quotes.document_id IN (SELECT document_id FROM copies) AS is_copy,
    documents.title,
    quotes.speaker_entity_id,
    quotes.document_id,
    quotes.quote_id
FROM about
JOIN quotes USING (quote_id)
JOIN documents USING (document_id)
LEFT JOIN entities ON entities.entity_id = quotes.speaker_entity_id
ORDER BY documents.published_utc DESC NULLS LAST, quotes.document_id, quotes.field DESC, quotes.start_char, quotes.end_char
LIMIT $limit::BIGINT
