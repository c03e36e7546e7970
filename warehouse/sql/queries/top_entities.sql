-- title: Most named entities
-- description: Who and what is named in most articles. Counts the latest text of each article.
-- parameters:
--   language text = null: only articles in this language (BCP 47)
--   outlet text = null: only articles of this outlet (its id)
--   entity_type text = null: PERSON, ORGANIZATION or LOCATION
--   limit integer = 20: rows at most
-- columns:
--   label: the name to show
--   entity_type: PERSON, ORGANIZATION or LOCATION
--   entity_id: its id
--   document_count: articles that name it
--   mention_count: how often they do
WITH documents AS (
    SELECT document_id
    FROM main.documents
    WHERE is_latest
        AND ($language::VARCHAR IS NULL OR language = $language)
        AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
),

mentions AS (
    SELECT entity_id, document_id
    FROM main.mentions
),

entities AS (
    SELECT entity_id, entity_type, label
    FROM main.entities
    WHERE $entity_type::VARCHAR IS NULL OR entity_type = upper($entity_type)
),

counts AS (
    SELECT entity_id, count(DISTINCT document_id) AS document_count, count(*) AS mention_count
    FROM mentions
    SEMI JOIN documents USING (document_id)
    GROUP BY entity_id
)

SELECT entities.label, entities.entity_type, entities.entity_id, counts.document_count, counts.mention_count
FROM counts
JOIN entities USING (entity_id)
ORDER BY counts.document_count DESC, counts.mention_count DESC, entities.entity_id
LIMIT $limit::BIGINT
