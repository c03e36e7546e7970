-- title: First to report
-- description: For each outlet, how often it was the first in stories that several outlets told. Dates are taken with their bounds:
--   first is who published before anyone else can have; where dates are too coarse to tell, all who may have been first are
--   counted as undecided. Left out: articles without a day of publication, of no known outlet, and superseded texts.
-- parameters:
--   language text = null: only articles in this language (BCP 47)
--   outlets integer = 2: only stories that so many outlets told at least
--   least integer = 1: only outlets that took part in so many stories at least
--   limit integer = 50: rows at most
-- columns:
--   outlet_id: the outlet
--   outlet: its name
--   story_count: stories of several outlets that it told
--   first_count: those that it told first
--   first_share: those among all
--   undecided_count: those that it may have told first
--   median_hours_behind: hours from the first article to its own, where another was first; the middle value, of dates to the minute
--   left_out_count: its articles in stories, left out because their date is no day
WITH documents AS (
    SELECT
        document_id,
        outlet_id,
        published_precision IN ('day', 'minute') AS has_day,
        CASE WHEN published_precision = 'minute' THEN published_utc END AS exact_utc,
        coalesce(published_from_utc, published_utc) AS from_utc,
        coalesce(published_until_utc, published_utc + INTERVAL 1 MINUTE) AS until_utc
    FROM main.documents
    WHERE is_latest AND outlet_id IS NOT NULL AND ($language::VARCHAR IS NULL OR language = $language)
),

outlets AS (
    SELECT outlet_id, label
    FROM main.outlets
),

stories AS (
    SELECT story_id
    FROM main.stories
    WHERE document_count > 1
),

told AS (
    SELECT members.story_id, documents.*
    FROM main.story_members AS members
    SEMI JOIN stories USING (story_id)
    JOIN documents USING (document_id)
),

earliest AS (
    SELECT
        story_id,
        outlet_id,
        min(from_utc) AS from_utc,
        min(until_utc) AS until_utc,
        min(exact_utc) AS exact_utc,
        count(*) OVER (PARTITION BY story_id) AS outlet_count
    FROM told
    WHERE has_day
    GROUP BY story_id, outlet_id
),

held AS (
    SELECT
        mine.story_id,
        mine.outlet_id,
        mine.exact_utc,
        min(other.exact_utc) AS other_exact_utc,
        min(other.from_utc) >= mine.until_utc AS is_first,
        min(other.until_utc) > mine.from_utc AS may_be_first
    FROM earliest AS mine
    JOIN earliest AS other ON other.story_id = mine.story_id AND other.outlet_id <> mine.outlet_id
    WHERE mine.outlet_count >= greatest($outlets::BIGINT, 2)
    GROUP BY mine.story_id, mine.outlet_id, mine.exact_utc, mine.from_utc, mine.until_utc
),

left_out AS (
    SELECT outlet_id, count(*) AS left_out_count
    FROM told
    WHERE has_day IS NOT TRUE
    GROUP BY outlet_id
),

counts AS (
    SELECT
        outlet_id,
        count(*) AS story_count,
        count(*) FILTER (is_first) AS first_count,
        count(*) FILTER (may_be_first AND NOT is_first) AS undecided_count,
        median(date_diff('minute', other_exact_utc, exact_utc) / 60) FILTER (other_exact_utc < exact_utc) AS hours_behind
    FROM held
    GROUP BY outlet_id
)

SELECT
    counts.outlet_id,
    outlets.label AS outlet,
    counts.story_count,
    counts.first_count,
    round(counts.first_count / counts.story_count, 3) AS first_share,
    counts.undecided_count,
    round(counts.hours_behind, 1) AS median_hours_behind,
    coalesce(left_out.left_out_count, 0) AS left_out_count
FROM counts
LEFT JOIN outlets USING (outlet_id)
LEFT JOIN left_out USING (outlet_id)
WHERE counts.story_count >= $least::BIGINT
ORDER BY counts.first_count DESC, counts.story_count DESC, counts.outlet_id
LIMIT $limit::BIGINT
