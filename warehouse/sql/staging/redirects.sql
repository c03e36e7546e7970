-- title: Where a changed entity id leads in the end
-- description: Chains of redirects followed to their end, sixteen steps at most, so that a ring cannot hold a query.
-- columns:
--   from_entity_id: the id that stands in older rows
--   to_entity_id: the id that stands for it now
WITH RECURSIVE redirects AS (
    SELECT from_entity_id, to_entity_id
    FROM lake.entity_redirects
    WHERE from_entity_id <> to_entity_id
),

chains AS (
    SELECT from_entity_id, to_entity_id, 1 AS steps
    FROM redirects

    UNION ALL

    SELECT chains.from_entity_id, redirects.to_entity_id, chains.steps + 1 AS steps
    FROM chains
    JOIN redirects ON redirects.from_entity_id = chains.to_entity_id
    WHERE chains.steps < 16 AND redirects.to_entity_id <> chains.from_entity_id
)

SELECT from_entity_id, max_by(to_entity_id, steps) AS to_entity_id
FROM chains
GROUP BY from_entity_id
