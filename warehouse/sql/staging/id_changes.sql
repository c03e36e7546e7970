-- title: What each id leads to, one step
-- description: A person's word before the machine's: an id that was merged leads where the person said, one that was split leads
--   nowhere, and what was kept apart is not brought together again. Decided steps alone never run in a ring; where the
--   machine's close one, the id whose step was the machine's stands (of several the first).
-- columns:
--   from_entity_id, to_entity_id: the id and the next one
--   is_decided: whether a person said so
WITH RECURSIVE decided AS (
    SELECT from_entity_id, to_entity_id
    FROM internal.decided_redirects
),

held AS (
    SELECT entity_id
    FROM internal.held_ids
),

apart AS (
    SELECT entity_id, other_entity_id
    FROM internal.apart_ids
),

machine AS (
    SELECT from_entity_id, to_entity_id
    FROM lake.entity_redirects
    ANTI JOIN decided USING (from_entity_id)
    ANTI JOIN held ON held.entity_id = from_entity_id
    ANTI JOIN apart ON apart.entity_id = to_entity_id AND apart.other_entity_id = from_entity_id
    WHERE from_entity_id <> to_entity_id
    QUALIFY row_number() OVER (PARTITION BY from_entity_id ORDER BY kind, to_entity_id) = 1
),

steps AS (
    SELECT from_entity_id, to_entity_id, true AS is_decided
    FROM decided

    UNION ALL

    SELECT from_entity_id, to_entity_id, false AS is_decided
    FROM machine
),

chains AS (
    SELECT from_entity_id, to_entity_id, 1 AS length, CASE WHEN NOT is_decided THEN from_entity_id END AS machine_id
    FROM steps

    UNION ALL

    SELECT
        chains.from_entity_id,
        steps.to_entity_id,
        chains.length + 1 AS length,
        least(chains.machine_id, CASE WHEN NOT steps.is_decided THEN steps.from_entity_id END) AS machine_id
    FROM chains
    JOIN steps ON steps.from_entity_id = chains.to_entity_id
    WHERE chains.length < 64 AND chains.to_entity_id <> chains.from_entity_id
),

standing AS (
    SELECT DISTINCT machine_id AS from_entity_id
    FROM chains
    WHERE to_entity_id = from_entity_id
)

SELECT from_entity_id, to_entity_id, is_decided
FROM steps
ANTI JOIN standing USING (from_entity_id)
