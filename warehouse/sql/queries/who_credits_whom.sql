-- title: Who credits whom
-- description: Which outlets name which other media as the source of what they tell ("Volgens …", "told …"). Counts the latest text
--   of each article, copies included. Left out: agencies that an article is credited to as a whole (documents.wire), and
--   what an outlet says of itself.
-- parameters:
--   outlet text = null: only what this outlet credits (its id)
--   cited text = null: only credits to this medium: its outlet id, its entity id or its name as it is written
--   kind text = null: report, told, according_to or credit
--   language text = null: only articles in this language (BCP 47)
--   limit integer = 50: rows at most
-- columns:
--   outlet: who credits
--   cited: who is credited, as it is known or else as it is written most often
--   citation_count: how often
--   document_count: in how many articles
--   kinds: in what ways (report: it wrote so; told: somebody told it; according_to: by its account; credit: a source line)
--   example: cue and name as they stand in one of them
--   first_utc: when the first of these articles was published
--   last_utc: when the last was
--   outlet_id: id of who credits; null for articles of no known outlet
--   cited_outlet_id: the medium as an outlet, where it is known
--   cited_entity_id: the medium as a named body, where it is known
WITH documents AS (
    SELECT document_id, outlet_id, published_utc
    FROM main.documents
    WHERE is_latest
        AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
        AND ($language::VARCHAR IS NULL OR language = $language)
),

outlets AS (
    SELECT outlet_id, label
    FROM main.outlets
),

entities AS (
    SELECT entity_id, label
    FROM main.entities
),

citations AS (
    SELECT
        document_id,
        cue,
        cited_surface,
        cited_outlet_id,
        cited_entity_id,
        kind,
        coalesce(cited_outlet_id, cited_entity_id, lower(cited_surface)) AS cited_key
    FROM main.citations
    WHERE $kind::VARCHAR IS NULL OR kind = lower($kind)
),

counts AS (
    SELECT
        documents.outlet_id,
        citations.cited_key,
        mode(citations.cited_surface ORDER BY citations.cited_surface) AS cited_surface,
        any_value(citations.cited_outlet_id) AS cited_outlet_id,
        mode(citations.cited_entity_id ORDER BY citations.cited_entity_id) AS cited_entity_id,
        count(*) AS citation_count,
        count(DISTINCT document_id) AS document_count,
        list_sort(list(DISTINCT citations.kind)) AS kinds,
        min_by(citations.cue || ' … ' || citations.cited_surface, (document_id, citations.cue)) AS example,
        min(documents.published_utc) AS first_utc,
        max(documents.published_utc) AS last_utc
    FROM citations
    JOIN documents USING (document_id)
    WHERE citations.cited_outlet_id IS DISTINCT FROM documents.outlet_id OR citations.cited_outlet_id IS NULL
    GROUP BY documents.outlet_id, citations.cited_key
),

named AS (
    SELECT
        counts.*,
        crediting.label AS outlet,
        coalesce(credited.label, entities.label, counts.cited_surface) AS cited
    FROM counts
    LEFT JOIN outlets AS crediting ON crediting.outlet_id = counts.outlet_id
    LEFT JOIN outlets AS credited ON credited.outlet_id = counts.cited_outlet_id
    LEFT JOIN entities ON entities.entity_id = counts.cited_entity_id
)

SELECT
    outlet,
    cited,
    citation_count,
    document_count,
    kinds,
    example,
    first_utc,
    last_utc,
    outlet_id,
    cited_outlet_id,
    cited_entity_id
FROM named
WHERE $cited::VARCHAR IS NULL
    OR cited_outlet_id = $cited
    OR cited_entity_id = $cited
    OR strip_accents(lower($cited)) IN (strip_accents(lower(cited)), strip_accents(lower(cited_surface)))
ORDER BY document_count DESC, citation_count DESC, outlet, cited, cited_key
LIMIT $limit::BIGINT
