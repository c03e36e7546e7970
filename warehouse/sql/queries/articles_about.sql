-- title: Articles about an entity
-- description: The articles that name an entity, newest first. A name that several entities bear finds all of them; the column
--   entity_id tells them apart. Shows the latest text of each article.
-- parameters:
--   entity text: the entity's id or any of its names
--   language text = null: only articles in this language (BCP 47)
--   limit integer = 20: rows at most
-- columns:
--   published_utc: when it was published, as finely as is known
--   published_precision: year, month, day or minute
--   outlet: who published it
--   language: BCP 47
--   title: its headline
--   mention_count: how often it names the entity
--   surfaces: under which names
--   entity_id: the entity
--   document_id: the document
WITH documents AS (
    SELECT document_id, published_utc, published_precision, outlet, language, title
    FROM main.documents
    WHERE is_latest AND ($language::VARCHAR IS NULL OR language = $language)
),

wanted AS (
    SELECT entity_id
    FROM main.entities
    WHERE entity_id = $entity::VARCHAR OR strip_accents(lower(label)) = strip_accents(lower($entity))

    UNION

    SELECT entity_id
    FROM main.entity_aliases
    WHERE strip_accents(lower(alias)) = strip_accents(lower($entity))

    UNION

    SELECT to_entity_id AS entity_id
    FROM internal.redirects
    WHERE from_entity_id = $entity
),

mentions AS (
    SELECT
        document_id,
        entity_id,
        count(*) AS mention_count,
        list_sort(list(DISTINCT surface)) AS surfaces
    FROM main.mentions
    WHERE entity_id IN (SELECT entity_id FROM wanted)
    GROUP BY document_id, entity_id
)

SELECT
    documents.published_utc,
    documents.published_precision,
    documents.outlet,
    documents.language,
    documents.title,
    mentions.mention_count,
    mentions.surfaces,
    mentions.entity_id,
    documents.document_id
FROM mentions
JOIN documents USING (document_id)
ORDER BY documents.published_utc DESC NULLS LAST, mentions.mention_count DESC, documents.document_id, mentions.entity_id
LIMIT $limit::BIGINT
