-- title: The labels that people gave
-- description: A label follows its id through what the machine found to be the same thing; where a person merged it into another,
--   the label of that one stands. Of several the last counts.
-- columns:
--   entity_id: the entity as it stands now
--   label: the name to show
WITH decided AS (
    SELECT entity_id, label, sequence
    FROM internal.decided_labels
),

redirects AS (
    SELECT from_entity_id, to_entity_id, is_decided
    FROM internal.redirects
)

SELECT coalesce(redirects.to_entity_id, decided.entity_id) AS entity_id, max_by(decided.label, decided.sequence) AS label
FROM decided
LEFT JOIN redirects ON redirects.from_entity_id = decided.entity_id
WHERE redirects.is_decided IS DISTINCT FROM true
GROUP BY coalesce(redirects.to_entity_id, decided.entity_id)
