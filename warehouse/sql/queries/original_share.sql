-- title: Original share of outlets
-- description: How much of what each outlet brings is its own, most articles first. Counts the latest text of each article.
--   Headlines without a text are left out, because nothing tells a copy of those; so are, with since or until, articles without a
--   day of publication. How many were left out is told.
-- parameters:
--   outlet text = null: only this outlet (its id)
--   least integer = 1: only outlets of so many articles at least
--   since date = null: first day
--   until date = null: last day
--   limit integer = 50: rows at most
-- columns:
--   outlet_id: the outlet; null for articles of no known outlet
--   outlet: its name
--   document_count: its articles
--   original_count: those that copy nothing that has landed, and are no translations by their own word
--   original_share: those among all
--   own_count: original articles that credit no news agency either
--   own_share: those among all
--   agencies: the agencies that it credits, most often credited first
--   left_out_count: its headlines without a text, and articles whose date is no day
WITH documents AS (
    SELECT
        document_id,
        outlet_id,
        wire,
        NOT coalesce(list_contains(flags, 'NO_BODY'), false) AS has_body,
        CASE WHEN published_precision IN ('day', 'minute') THEN published_utc::DATE END AS day,
        $since::DATE IS NOT NULL OR $until::DATE IS NOT NULL AS has_period
    FROM main.documents
    WHERE is_latest AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
),

outlets AS (
    SELECT outlet_id, label
    FROM main.outlets
),

copies AS (
    SELECT document_id
    FROM main.copies
),

judged AS (
    SELECT
        document_id,
        outlet_id,
        wire,
        document_id NOT IN (SELECT document_id FROM copies) AS is_original,
        coalesce(len(wire), 0) > 0 AS is_wire,
        NOT has_body OR (has_period AND day IS NULL) AS is_left_out
    FROM documents
    WHERE NOT has_period
        OR day IS NULL
        OR (day >= coalesce($since::DATE, day) AND day <= coalesce($until::DATE, day))
),

agency_counts AS (
    SELECT outlet_id, agency, count(*) AS document_count
    FROM (SELECT outlet_id, unnest(wire) AS agency FROM judged WHERE NOT is_left_out)
    GROUP BY outlet_id, agency
),

agencies AS (
    SELECT outlet_id, list(agency ORDER BY document_count DESC, agency) AS agencies
    FROM agency_counts
    GROUP BY outlet_id
),

counts AS (
    SELECT
        outlet_id,
        count(*) FILTER (NOT is_left_out) AS document_count,
        count(*) FILTER (is_original AND NOT is_left_out) AS original_count,
        count(*) FILTER (is_original AND NOT is_wire AND NOT is_left_out) AS own_count,
        count(*) FILTER (is_left_out) AS left_out_count
    FROM judged
    GROUP BY outlet_id
)

SELECT
    counts.outlet_id,
    outlets.label AS outlet,
    counts.document_count,
    counts.original_count,
    round(counts.original_count / counts.document_count, 3) AS original_share,
    counts.own_count,
    round(counts.own_count / counts.document_count, 3) AS own_share,
    coalesce(agencies.agencies, []) AS agencies,
    counts.left_out_count
FROM counts
LEFT JOIN outlets USING (outlet_id)
LEFT JOIN agencies ON agencies.outlet_id IS NOT DISTINCT FROM counts.outlet_id
WHERE counts.document_count >= greatest($least::BIGINT, 1)
ORDER BY counts.document_count DESC, counts.outlet_id
LIMIT $limit::BIGINT
