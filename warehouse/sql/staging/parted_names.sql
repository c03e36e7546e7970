-- title: Names that a person split off
-- description: A name whose id passes through one that was split, under the surface and in the article that the split names,
--   goes on with the id of its own. Each split is used once on the way, so that no ring can hold it.
-- columns:
--   document_id, field, start_char, stored_entity_id: the mention or allusion
--   entity_id: the id that it shows
WITH RECURSIVE parts AS (
    SELECT sequence, entity_id, part_entity_id, surface, document_id, article_id
    FROM internal.decided_parts
),

documents AS (
    SELECT document_id, article_id
    FROM lake.documents
),

part_articles AS (
    SELECT parts.sequence, documents.article_id
    FROM parts
    JOIN documents ON documents.document_id = parts.document_id

    UNION

    SELECT sequence, article_id
    FROM parts
    WHERE article_id IS NOT NULL
),

part_documents AS (
    SELECT part_articles.sequence, documents.document_id
    FROM part_articles
    JOIN documents USING (article_id)
),

names AS (
    SELECT document_id, field, start_char, surface, stored_entity_id
    FROM lake.mentions

    UNION ALL

    SELECT document_id, field, start_char, surface, stored_entity_id
    FROM lake.allusions
),

fitting AS (
    SELECT names.document_id, names.field, names.start_char, names.stored_entity_id, parts.sequence, parts.entity_id,
        parts.part_entity_id
    FROM names
    JOIN parts ON parts.surface = names.surface
    LEFT JOIN part_documents
        ON part_documents.sequence = parts.sequence AND part_documents.document_id = names.document_id
    WHERE parts.document_id IS NULL OR part_documents.document_id IS NOT NULL

    UNION ALL

    SELECT names.document_id, names.field, names.start_char, names.stored_entity_id, parts.sequence, parts.entity_id,
        parts.part_entity_id
    FROM names
    JOIN part_documents ON part_documents.document_id = names.document_id
    JOIN parts ON parts.sequence = part_documents.sequence
    WHERE parts.surface IS NULL
),

walks AS (
    SELECT DISTINCT document_id, field, start_char, stored_entity_id, stored_entity_id AS entity_id, 0 AS length,
        []::BIGINT[] AS used
    FROM fitting

    UNION ALL

    SELECT
        walks.document_id,
        walks.field,
        walks.start_char,
        walks.stored_entity_id,
        coalesce(max_by(fitting.part_entity_id, fitting.sequence), any_value(steps.to_entity_id)) AS entity_id,
        walks.length + 1 AS length,
        CASE WHEN max(fitting.sequence) IS NULL THEN walks.used ELSE list_append(walks.used, max(fitting.sequence)) END AS used
    FROM walks
    LEFT JOIN fitting
        ON fitting.document_id = walks.document_id
        AND fitting.field = walks.field
        AND fitting.start_char = walks.start_char
        AND fitting.stored_entity_id = walks.stored_entity_id
        AND fitting.entity_id = walks.entity_id
        AND NOT list_contains(walks.used, fitting.sequence)
    LEFT JOIN internal.id_changes AS steps ON steps.from_entity_id = walks.entity_id
    WHERE walks.length < 64
    GROUP BY
        walks.document_id, walks.field, walks.start_char, walks.stored_entity_id, walks.entity_id, walks.length,
        walks.used
    HAVING coalesce(max(fitting.sequence)::VARCHAR, any_value(steps.to_entity_id)) IS NOT NULL
)

SELECT document_id, field, start_char, stored_entity_id, max_by(entity_id, length) AS entity_id
FROM walks
WHERE len(used) > 0
GROUP BY document_id, field, start_char, stored_entity_id
