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
)

SELECT
    allusions.document_id,
    allusions.field,
    allusions.start_char,
    allusions.end_char,
    allusions.surface,
    allusions.kind,
    coalesce(redirects.to_entity_id, allusions.stored_entity_id) AS entity_id,
    allusions.stored_entity_id,
    allusions.confidence
FROM allusions
LEFT JOIN redirects ON redirects.from_entity_id = allusions.stored_entity_id
