-- title: Stories that a language lacks
-- description: Stories that other languages tell and this one does not, most told first. A story of one document is left out; so
--   are, with since or until, stories without a dated document. The family no stands for nb and nn.
-- parameters:
--   language text: the language that lacks them (BCP 47)
--   told_in text = null: only stories that this language tells
--   independent integer = 2: only stories of so many articles at least, net of copies
--   since date = null: only stories that went on on this day or later
--   until date = null: only stories that began on this day or earlier
--   limit integer = 30: rows at most
-- columns:
--   story: the headline of the story
--   languages: languages that tell it
--   independent_count: articles that do, net of copies
--   document_count: documents, copies and revisions included
--   outlet_count: outlets that tell it
--   first_utc: when the first dated document was published
--   last_utc: when the last was
--   story_id: the story
WITH stories AS (
    SELECT *
    FROM main.stories
    WHERE document_count > 1
        AND independent_count >= $independent::BIGINT
        AND ($since::DATE IS NULL OR last_utc::DATE >= $since)
        AND ($until::DATE IS NULL OR first_utc::DATE <= $until)
),

lacking AS (
    SELECT *
    FROM stories
    WHERE NOT list_contains(languages, $language::VARCHAR)
        AND NOT ($language = 'no' AND list_has_any(languages, ['nb', 'nn']))
        AND (
            $told_in::VARCHAR IS NULL
            OR list_contains(languages, $told_in)
            OR ($told_in = 'no' AND list_has_any(languages, ['nb', 'nn']))
        )
),

outlets AS (
    SELECT members.story_id, count(DISTINCT documents.outlet_id) AS outlet_count
    FROM main.story_members AS members
    SEMI JOIN lacking USING (story_id)
    JOIN main.documents AS documents USING (document_id)
    GROUP BY members.story_id
)

SELECT
    lacking.label AS story,
    lacking.languages,
    lacking.independent_count,
    lacking.document_count,
    outlets.outlet_count,
    lacking.first_utc,
    lacking.last_utc,
    lacking.story_id
FROM lacking
JOIN outlets USING (story_id)
ORDER BY lacking.independent_count DESC, lacking.document_count DESC, lacking.story_id
LIMIT $limit::BIGINT
