-- title: Documents in which every name of an id was split off to one id
-- description: For what names no place of its own, as the body of a role: there the whole document must agree.
-- columns:
--   document_id, stored_entity_id: the id in that document
--   entity_id: what all its mentions there show
WITH parted AS (
    SELECT document_id, field, start_char, stored_entity_id, entity_id
    FROM internal.parted_names
),

mentions AS (
    SELECT document_id, field, start_char, stored_entity_id
    FROM lake.mentions
    SEMI JOIN parted USING (document_id, stored_entity_id)
)

SELECT mentions.document_id, mentions.stored_entity_id, min(parted.entity_id) AS entity_id
FROM mentions
LEFT JOIN parted USING (document_id, field, start_char, stored_entity_id)
GROUP BY mentions.document_id, mentions.stored_entity_id
HAVING count(*) = count(parted.entity_id) AND count(DISTINCT parted.entity_id) = 1
