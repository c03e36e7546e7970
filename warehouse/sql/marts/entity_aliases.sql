-- title: Entity aliases
-- description: Every surface under which an entity is named, by language of the documents.
-- built: table
WITH mentions AS (
    SELECT entity_id, surface, document_id
    FROM main.mentions
),

documents AS (
    SELECT document_id, language
    FROM lake.documents
)

SELECT
    mentions.entity_id,
    mentions.surface AS alias,
    documents.language,
    count(*) AS mention_count
FROM mentions
JOIN documents USING (document_id)
GROUP BY ALL
ORDER BY mentions.entity_id, alias, documents.language
