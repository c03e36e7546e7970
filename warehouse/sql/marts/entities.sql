-- title: Entities
-- description: Every entity that a landed document names, with the label that a person gave, else the one that is known best.
-- built: table
WITH mentions AS (
    SELECT entity_id, entity_type, surface, document_id
    FROM main.mentions
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
)

SELECT
    named.entity_id,
    coalesce(observations.entity_type, named.entity_type) AS entity_type,
    coalesce(labels.label, observations.label, merged.label, named.surface) AS label,
    observations.country,
    observations.latitude,
    observations.longitude,
    coalesce(observations.is_known, false) AS is_known,
    named.mention_count,
    named.document_count,
    named.first_seen_utc,
    named.last_seen_utc
FROM named
LEFT JOIN observations USING (entity_id)
LEFT JOIN labels USING (entity_id)
LEFT JOIN merged USING (entity_id)
ORDER BY named.entity_id
