-- title: Outlet profile
-- description: What each outlet delivers: how much, how long, how fresh, in which language. Counts the latest text of each article.
-- parameters:
--   outlet text = null: only this outlet (its id)
--   limit integer = 50: rows at most
-- columns:
--   outlet_id: the outlet; null for articles of no known outlet
--   outlet: its name
--   country: of its domain (ISO 3166-1 alpha-2)
--   document_count: its articles
--   main_language: the language of most of them
--   language_count: languages it writes in
--   median_words: of its articles
--   no_body_count: headlines without a text
--   dated_share: articles dated by day or minute
--   first_published_utc: its oldest dated article
--   last_published_utc: its newest dated article
WITH documents AS (
    SELECT
        outlet_id,
        language,
        word_count,
        list_contains(flags, 'NO_BODY') AS has_no_body,
        CASE WHEN published_precision IN ('day', 'minute') THEN published_utc END AS published_utc
    FROM main.documents
    WHERE is_latest AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
),

outlets AS (
    SELECT outlet_id, label, country
    FROM main.outlets
),

profiles AS (
    SELECT
        outlet_id,
        count(*) AS document_count,
        mode(language ORDER BY language) AS main_language,
        count(DISTINCT language) AS language_count,
        median(word_count)::BIGINT AS median_words,
        count(*) FILTER (has_no_body) AS no_body_count,
        round(count(published_utc) / count(*), 3) AS dated_share,
        min(published_utc) AS first_published_utc,
        max(published_utc) AS last_published_utc
    FROM documents
    GROUP BY outlet_id
)

SELECT
    profiles.outlet_id,
    outlets.label AS outlet,
    outlets.country,
    profiles.document_count,
    profiles.main_language,
    profiles.language_count,
    profiles.median_words,
    profiles.no_body_count,
    profiles.dated_share,
    profiles.first_published_utc,
    profiles.last_published_utc
FROM profiles
LEFT JOIN outlets USING (outlet_id)
ORDER BY profiles.document_count DESC, profiles.outlet_id
LIMIT $limit::BIGINT
