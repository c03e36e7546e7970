-- title: Named together
-- description: Who and what stands in the same articles as an entity. A name that several entities bear stands for the one that
--   it names most often. Counts the latest text of each article.
-- parameters:
--   entity text: the entity's id or any of its names
--   entity_type text = null: only company of this type (PERSON, ORGANIZATION or LOCATION)
--   limit integer = 20: rows at most
-- columns:
--   entity: the name of the entity asked for
--   label: the name of the other
--   entity_type: PERSON, ORGANIZATION or LOCATION
--   entity_id: the other's id
--   document_count: articles that name both
--   share: those articles among all that name the entity asked for
WITH documents AS (
    SELECT document_id
    FROM main.documents
    WHERE is_latest
),

mentions AS (
    SELECT entity_id, document_id
    FROM main.mentions
),

entities AS (
    SELECT entity_id, entity_type, label, mention_count
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
),

wanted_documents AS (
    SELECT DISTINCT document_id
    FROM mentions
    SEMI JOIN wanted USING (entity_id)
    SEMI JOIN documents USING (document_id)
),

company AS (
    SELECT entity_id, count(DISTINCT document_id) AS document_count
    FROM mentions
    SEMI JOIN wanted_documents USING (document_id)
    ANTI JOIN wanted USING (entity_id)
    GROUP BY entity_id
)

SELECT
    (SELECT label FROM entities SEMI JOIN wanted USING (entity_id)) AS entity,
    entities.label,
    entities.entity_type,
    entities.entity_id,
    company.document_count,
    round(company.document_count / (SELECT count(*) FROM wanted_documents), 3) AS share
FROM company
JOIN entities USING (entity_id)
WHERE $entity_type::VARCHAR IS NULL OR entities.entity_type = upper($entity_type)
ORDER BY company.document_count DESC, entities.entity_id
LIMIT $limit::BIGINT
