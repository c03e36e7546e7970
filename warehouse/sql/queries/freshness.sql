-- title: Freshness
-- description: How old the newest article of each outlet was at the last commit. Only articles dated by day or minute count; how
--   many of the outlet's articles have no such date is told beside it.
-- parameters:
--   limit integer = 50: rows at most
-- columns:
--   outlet_id: the outlet; null for articles of no known outlet
--   document_count: its articles
--   last_published_utc: its newest dated article
--   last_landed_utc: when an article of it last landed
--   age_hours: from its newest dated article to the last commit
--   left_out_count: its articles whose date is no day
WITH documents AS (
    SELECT
        outlet_id,
        first_seen_utc,
        CASE WHEN published_precision IN ('day', 'minute') THEN published_utc END AS published_utc
    FROM main.documents
    WHERE is_latest
),

last_commit AS (
    SELECT max(committed_utc) AS committed_utc
    FROM main.snapshots
),

outlets AS (
    SELECT
        outlet_id,
        count(*) AS document_count,
        max(published_utc) AS last_published_utc,
        max(first_seen_utc) AS last_landed_utc,
        count(*) FILTER (published_utc IS NULL) AS left_out_count
    FROM documents
    GROUP BY outlet_id
)

SELECT
    outlets.outlet_id,
    outlets.document_count,
    outlets.last_published_utc,
    outlets.last_landed_utc,
    date_diff('hour', outlets.last_published_utc, last_commit.committed_utc) AS age_hours,
    outlets.left_out_count
FROM outlets
CROSS JOIN last_commit
ORDER BY outlets.last_published_utc DESC NULLS LAST, outlets.outlet_id
LIMIT $limit::BIGINT
