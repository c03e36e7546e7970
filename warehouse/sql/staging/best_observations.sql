-- title: What is known of each entity
-- description: Observations folded to one row per entity. Of a known entity the newest counts; of a local one the longest
--   label, then the first by alphabet, so that the order in which articles arrive does not show.
-- columns:
--   entity_id: the entity as it was stored, before redirects
--   entity_type, label, country, latitude, longitude, is_known: as observed
WITH observations AS (
    SELECT entity_id, entity_type, label, country, latitude, longitude, is_known, run_id
    FROM lake.entity_observations
),

commit_order AS (
    SELECT run_id, place
    FROM internal.commit_order
),

ranked AS (
    SELECT
        observations.*,
        row_number() OVER (
            PARTITION BY entity_id
            ORDER BY CASE WHEN is_known THEN place END DESC NULLS LAST, length(label) DESC, label
        ) AS rank
    FROM observations
    LEFT JOIN commit_order USING (run_id)
)

SELECT entity_id, entity_type, label, country, latitude, longitude, is_known
FROM ranked
WHERE rank = 1
