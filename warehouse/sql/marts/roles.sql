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
),

parted AS (
    SELECT document_id, field, start_char, stored_entity_id, entity_id
    FROM internal.parted_names
),

parted_bodies AS (
    SELECT document_id, stored_entity_id, entity_id
    FROM internal.parted_documents
)

SELECT
    roles.document_id,
    roles.ordinal,
    roles.field,
    roles.start_char,
    roles.end_char,
    roles.title,
    coalesce(parted.entity_id, people.to_entity_id, roles.stored_entity_id) AS entity_id,
    roles.stored_entity_id,
    roles.mention_start_char,
    coalesce(
        parted_bodies.entity_id, bodies.to_entity_id, roles.stored_organization_entity_id
    ) AS organization_entity_id,
    roles.stored_organization_entity_id,
    roles.confidence
FROM roles
LEFT JOIN redirects AS people ON people.from_entity_id = roles.stored_entity_id
LEFT JOIN redirects AS bodies ON bodies.from_entity_id = roles.stored_organization_entity_id
LEFT JOIN parted
    ON parted.document_id = roles.document_id
    AND parted.field = roles.field
    AND parted.start_char = roles.mention_start_char
    AND parted.stored_entity_id = roles.stored_entity_id
LEFT JOIN parted_bodies
    ON parted_bodies.document_id = roles.document_id
    AND parted_bodies.stored_entity_id = roles.stored_organization_entity_id
