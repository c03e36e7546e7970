-- title: Stories by language
-- description: How much each language has of the stories that several languages tell, biggest stories first: one row a story and
--   language. Counts the latest text of each article; articles whose language is not known (und) are left out.
-- parameters:
--   languages integer = 2: only stories in so many languages at least
--   language text = null: only stories that this language tells too (BCP 47)
--   stories integer = 20: stories at most
-- columns:
--   story: the headline of the story
--   language: BCP 47
--   document_count: its articles in that language
--   independent_count: those net of copies
--   outlet_count: outlets that publish them
--   first_utc: when the first of them was published
--   hours_behind: hours from the first article in any language to the first in this one; null where either is not dated by the minute
--   title: its headline, of the first in that language
--   story_id: the story
WITH documents AS (
    SELECT document_id, article_id, outlet_id, language, title, published_utc, published_precision
    FROM main.documents
    WHERE is_latest AND language <> 'und'
),

stories AS (
    SELECT story_id, label, independent_count, document_count
    FROM main.stories
    WHERE document_count > 1 AND len(languages) >= $languages::BIGINT
),

originals AS (
    SELECT copies.document_id, originals.article_id
    FROM main.copies AS copies
    JOIN main.documents AS originals ON originals.document_id = copies.original_document_id
),

told AS (
    SELECT
        members.story_id,
        documents.*,
        coalesce(originals.article_id, documents.article_id) AS original_article_id
    FROM main.story_members AS members
    SEMI JOIN stories USING (story_id)
    JOIN documents USING (document_id)
    LEFT JOIN originals USING (document_id)
),

counts AS (
    SELECT
        story_id,
        language,
        count(*) AS document_count,
        count(DISTINCT original_article_id) AS independent_count,
        count(DISTINCT outlet_id) AS outlet_count,
        min(published_utc) AS first_utc,
        arg_min(published_precision, published_utc) AS first_precision,
        first(title ORDER BY published_utc NULLS LAST, document_id) FILTER (title IS NOT NULL) AS title
    FROM told
    GROUP BY story_id, language
),

placed AS (
    SELECT
        *,
        count(*) OVER story AS language_count,
        count(*) FILTER (language = $language::VARCHAR) OVER story AS wanted_count,
        min(first_utc) OVER story AS story_first_utc,
        arg_min(first_precision, first_utc) OVER story AS story_first_precision
    FROM counts
    WINDOW story AS (PARTITION BY story_id)
),

ranked AS (
    SELECT
        placed.*,
        stories.label,
        dense_rank() OVER (
            ORDER BY stories.independent_count DESC, stories.document_count DESC, stories.story_id
        ) AS place
    FROM placed
    JOIN stories USING (story_id)
    WHERE placed.language_count >= $languages::BIGINT AND ($language::VARCHAR IS NULL OR placed.wanted_count > 0)
)

SELECT
    label AS story,
    language,
    document_count,
    independent_count,
    outlet_count,
    first_utc,
    CASE
        WHEN first_precision = 'minute' AND story_first_precision = 'minute'
            THEN round(date_diff('minute', story_first_utc, first_utc) / 60, 1)
    END AS hours_behind,
    title,
    story_id
FROM ranked
WHERE place <= $stories::BIGINT
ORDER BY place, first_utc NULLS LAST, language
