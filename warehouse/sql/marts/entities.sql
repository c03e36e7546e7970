-- title: Entities
-- description: Every entity that a landed document names, alludes to or gives as the body of a role, with the label that a
--   person gave, else the one that is known best. Where it is never named, its mentions and documents are 0.
-- built: table
WITH mentions AS (
    SELECT entity_id, entity_type, surface, document_id
    FROM main.mentions
),

pointed AS (
    SELECT entity_id, stored_entity_id, document_id
    FROM main.allusions
    UNION
    SELECT organization_entity_id, stored_organization_entity_id, document_id
    FROM main.roles
    WHERE organization_entity_id IS NOT NULL
),

seen AS (
    SELECT document_id, first_seen_utc
    FROM internal.document_history
),

observations AS (
    SELECT entity_id, entity_type, label, country, latitude, longitude, is_known
    FROM internal.best_observations
),

labels AS (
    SELECT entity_id, label
    FROM internal.labels
),

merged AS (
    SELECT redirects.to_entity_id AS entity_id, min_by(observations.label, (-length(observations.label), observations.label)) AS label
    FROM observations
    JOIN internal.redirects AS redirects ON redirects.from_entity_id = observations.entity_id
    GROUP BY redirects.to_entity_id
),

named AS (
    SELECT
        mentions.entity_id,
        min(mentions.entity_type) AS entity_type,
        min(mentions.surface) AS surface,
        count(*) AS mention_count,
        count(DISTINCT mentions.document_id) AS document_count,
        min(seen.first_seen_utc) AS first_seen_utc,
        max(seen.first_seen_utc) AS last_seen_utc
    FROM mentions
    JOIN seen USING (document_id)
    GROUP BY mentions.entity_id
),

unnamed AS (
    SELECT
        pointed.entity_id,
        min(observations.entity_type) AS entity_type,
        min(observations.label) AS surface,
        0 AS mention_count,
        0 AS document_count,
        min(seen.first_seen_utc) AS first_seen_utc,
        max(seen.first_seen_utc) AS last_seen_utc
    FROM pointed
    JOIN seen USING (document_id)
    JOIN observations ON observations.entity_id = pointed.stored_entity_id
    WHERE pointed.entity_id NOT IN (SELECT entity_id FROM named)
    GROUP BY pointed.entity_id
),

together AS (
    FROM named
    UNION ALL
    FROM unnamed
)

SELECT
    together.entity_id,
    coalesce(observations.entity_type, together.entity_type) AS entity_type,
    coalesce(labels.label, observations.label, merged.label, together.surface) AS label,
    observations.country,
    observations.latitude,
    observations.longitude,
    coalesce(observations.is_known, false) AS is_known,
    together.mention_count,
    together.document_count,
    together.first_seen_utc,
    together.last_seen_utc
FROM together
LEFT JOIN observations USING (entity_id)
LEFT JOIN labels USING (entity_id)
LEFT JOIN merged USING (entity_id)
ORDER BY together.entity_id
