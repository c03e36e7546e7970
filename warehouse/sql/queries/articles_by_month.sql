-- title: Articles by month
-- description: Articles by month of publication and language. Counts the latest text of each article, dated by month or finer;
--   how many have no such date is told in every row.
-- parameters:
--   outlet text = null: only articles of this outlet (its id)
-- columns:
--   month: first day of the month; null if no article has one
--   language: BCP 47
--   document_count: articles
--   left_out_count: articles without a month, in all languages
WITH documents AS (
    SELECT
        language,
        CASE
            WHEN published_precision IN ('month', 'day', 'minute') THEN date_trunc('month', published_utc)::DATE
        END AS month
    FROM main.documents
    WHERE is_latest AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
),

months AS (
    SELECT month, language, count(*) AS document_count
    FROM documents
    WHERE month IS NOT NULL
    GROUP BY month, language
),

left_out AS (
    SELECT count(*) AS left_out_count
    FROM documents
    WHERE month IS NULL
)

SELECT months.month, months.language, coalesce(months.document_count, 0) AS document_count, left_out.left_out_count
FROM left_out
LEFT JOIN months ON true
ORDER BY months.month, months.language
