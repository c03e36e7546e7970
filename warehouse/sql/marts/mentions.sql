-- title: Mentions
-- description: The landed mentions under the ids that stand now.
-- built: view
WITH mentions AS (
    SELECT *
    FROM lake.mentions
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
    mentions.document_id,
    mentions.field,
    mentions.start_char,
    mentions.end_char,
    mentions.surface,
    mentions.entity_type,
    coalesce(parted.entity_id, redirects.to_entity_id, mentions.stored_entity_id) AS entity_id,
    mentions.stored_entity_id,
    mentions.method,
    mentions.confidence,
    mentions.link_confidence,
    mentions.link_reason,
    mentions.rival_entity_ids
FROM mentions
LEFT JOIN redirects ON redirects.from_entity_id = mentions.stored_entity_id
LEFT JOIN parted USING (document_id, field, start_char, stored_entity_id)
