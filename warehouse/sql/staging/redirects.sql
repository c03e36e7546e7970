-- title: Where a changed entity id leads in the end
-- description: Chains of steps followed to their end, 64 at most.
-- columns:
--   from_entity_id: the id that stands in older rows
--   to_entity_id: the id that stands for it now
--   is_decided: whether a person said so of any step
WITH RECURSIVE steps AS (
    SELECT from_entity_id, to_entity_id, is_decided
    FROM internal.id_changes
),

chains AS (
    SELECT from_entity_id, to_entity_id, is_decided, 1 AS length
    FROM steps

    UNION ALL

    SELECT
        chains.from_entity_id,
        steps.to_entity_id,
        chains.is_decided OR steps.is_decided AS is_decided,
        chains.length + 1 AS length
    FROM chains
    JOIN steps ON steps.from_entity_id = chains.to_entity_id
    WHERE chains.length < 64
)

SELECT from_entity_id, max_by(to_entity_id, length) AS to_entity_id, bool_or(is_decided) AS is_decided
FROM chains
GROUP BY from_entity_id
