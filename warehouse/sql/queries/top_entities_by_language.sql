-- title: Most named entities, by language
-- description: For each language of the articles, who and what most of them name. Counts the latest text of each article.
-- parameters:
--   entity_type text = null: PERSON, ORGANIZATION or LOCATION
--   limit integer = 10: rows per language at most
-- columns:
--   language: language of the articles (BCP 47)
--   place: 1 for the most named
--   label: the name to show
--   entity_type: PERSON, ORGANIZATION or LOCATION
--   entity_id: its id
--   document_count: articles in that language that name it
--   mention_count: how often they do
WITH documents AS (
    SELECT document_id, language
    FROM main.documents
    WHERE is_latest
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
    SELECT documents.language, mentions.entity_id, count(DISTINCT document_id) AS document_count, count(*) AS mention_count
    FROM mentions
    JOIN documents USING (document_id)
    SEMI JOIN entities USING (entity_id)
    GROUP BY documents.language, mentions.entity_id
),

ranked AS (
    SELECT
        counts.*,
        row_number() OVER (
            PARTITION BY language ORDER BY document_count DESC, mention_count DESC, entity_id
        ) AS place
    FROM counts
)

SELECT
    ranked.language,
    ranked.place,
    entities.label,
    entities.entity_type,
    entities.entity_id,
    ranked.document_count,
    ranked.mention_count
FROM ranked
JOIN entities USING (entity_id)
WHERE ranked.place <= $limit::BIGINT
ORDER BY ranked.language, ranked.place
