-- title: Roles
-- description: In what capacity the landed documents name people, under the ids that stand now.
-- built: view
WITH roles AS (
    SELECT *
    FROM lake.roles
),

redirects AS (
    SELECT from_entity_id, to_entity_id
    FROM internal.redirects
)

SELECT
    roles.document_id,
    roles.ordinal,
    roles.field,
    roles.start_char,
    roles.end_char,
    roles.title,
    coalesce(people.to_entity_id, roles.stored_entity_id) AS entity_id,
    roles.stored_entity_id,
    roles.mention_start_char,
    coalesce(bodies.to_entity_id, roles.stored_organization_entity_id) AS organization_entity_id,
    roles.stored_organization_entity_id,
    roles.confidence
FROM roles
LEFT JOIN redirects AS people ON people.from_entity_id = roles.stored_entity_id
LEFT JOIN redirects AS bodies ON bodies.from_entity_id = roles.stored_organization_entity_id
