-- title: Most alluded to
-- description: What most articles point to without naming it, beside how many name it. Counts the latest text of each article.
-- parameters:
--   language text = null: only articles in this language, BCP 47
--   kind text = null: demonym or metonym
--   limit integer = 20: rows at most
-- columns:
--   label: the name to show
--   entity_id: its id
--   document_count: articles that allude to it
--   unnamed_count: those of them that do not name it
--   allusion_count: how often they do
WITH documents AS (
    SELECT document_id
    FROM main.documents
    WHERE is_latest AND ($language::VARCHAR IS NULL OR language = $language)
),

allusions AS (
    SELECT document_id, entity_id
    FROM main.allusions
    WHERE $kind::VARCHAR IS NULL OR kind = lower($kind)
),

entities AS (
    SELECT entity_id, label
    FROM main.entities
),

named AS (
    SELECT DISTINCT document_id, entity_id, true AS is_named
    FROM main.mentions
),

counts AS (
    SELECT
        allusions.entity_id,
        count(DISTINCT document_id) AS document_count,
        count(DISTINCT CASE WHEN named.is_named IS NULL THEN document_id END) AS unnamed_count,
        count(*) AS allusion_count
    FROM allusions
    SEMI JOIN documents USING (document_id)
    LEFT JOIN named USING (document_id, entity_id)
    GROUP BY allusions.entity_id
)

SELECT entities.label, counts.entity_id, counts.document_count, counts.unnamed_count, counts.allusion_count
FROM counts
JOIN entities USING (entity_id)
ORDER BY counts.document_count DESC, counts.entity_id
LIMIT $limit::BIGINT
