-- title: Allusions to a thing
-- description: With what words articles point to a country, place or body without naming it, by language. Counts the latest text
--   of each article.
-- parameters:
--   entity text: its id or any of its names
--   kind text = null: demonym or metonym
--   limit integer = 30: rows at most
-- columns:
--   label: the name of what is alluded to
--   language: language of the articles, BCP 47
--   kind: demonym or metonym
--   surface: the words, in one of their spellings
--   allusion_count: how often they stand there
--   document_count: articles that have them
WITH documents AS (
    SELECT document_id, language
    FROM main.documents
    WHERE is_latest
),

allusions AS (
    SELECT document_id, surface, kind, entity_id
    FROM main.allusions
    WHERE $kind::VARCHAR IS NULL OR kind = lower($kind)
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
    WHERE entity_id = $entity OR strip_accents(lower(label)) = strip_accents(lower($entity))
),

wanted AS (
    SELECT entity_id
    FROM names
    GROUP BY entity_id
    ORDER BY sum(mention_count) DESC, entity_id
    LIMIT 1
)

SELECT
    any_value(entities.label) AS label,
    documents.language,
    allusions.kind,
    max(allusions.surface) AS surface,
    count(*) AS allusion_count,
    count(DISTINCT document_id) AS document_count
FROM allusions
SEMI JOIN wanted USING (entity_id)
JOIN entities USING (entity_id)
JOIN documents USING (document_id)
GROUP BY documents.language, allusions.kind, lower(allusions.surface)
ORDER BY allusion_count DESC, documents.language, surface
LIMIT $limit::BIGINT
