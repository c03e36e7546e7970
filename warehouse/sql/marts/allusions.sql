-- title: Allusions
-- description: What the landed documents point to without naming it, under the ids that stand now.
-- built: view
WITH allusions AS (
    SELECT *
    FROM lake.allusions
),

redirects AS (
    SELECT from_entity_id, to_entity_id
    FROM internal.redirects
),

parted AS (
    SELECT document_id, field, start_char, stored_entity_id, entity_id
    FROM internal.parted_names
)

SELECT
    allusions.document_id,
    allusions.field,
    allusions.start_char,
    allusions.end_char,
    allusions.surface,
    allusions.kind,
    coalesce(parted.entity_id, redirects.to_entity_id, allusions.stored_entity_id) AS entity_id,
    allusions.stored_entity_id,
    allusions.confidence
FROM allusions
LEFT JOIN redirects ON redirects.from_entity_id = allusions.stored_entity_id
LEFT JOIN parted USING (document_id, field, start_char, stored_entity_id)
