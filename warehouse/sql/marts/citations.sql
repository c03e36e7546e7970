-- title: Citations
-- description: Which media the landed documents credit, under the ids that stand now.
-- built: view
WITH citations AS (
    SELECT *
    FROM lake.citations
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
    citations.document_id,
    citations.field,
    citations.start_char,
    citations.end_char,
    citations.cue,
    citations.cited_surface,
    citations.cited_outlet_id,
    coalesce(parted.entity_id, redirects.to_entity_id, citations.stored_cited_entity_id) AS cited_entity_id,
    citations.stored_cited_entity_id,
    citations.kind,
    citations.confidence
FROM citations
LEFT JOIN redirects ON redirects.from_entity_id = citations.stored_cited_entity_id
LEFT JOIN parted
    ON parted.document_id = citations.document_id
    AND parted.field = citations.field
    AND parted.start_char = citations.start_char
    AND parted.stored_entity_id = citations.stored_cited_entity_id
