-- title: Biggest stories
-- description: Stories by the number of articles that tell them, net of copies. A story of one document is left out; so are, with
--   since or until, stories without a dated document.
-- parameters:
--   language text = null: only stories that this language tells (BCP 47)
--   outlet text = null: only stories that this outlet tells (its id)
--   since date = null: only stories that went on on this day or later
--   until date = null: only stories that began on this day or earlier
--   limit integer = 20: rows at most
-- columns:
--   story: the headline of its first document that has one
--   independent_count: articles that tell it, net of copies
--   document_count: documents, copies and revisions included
--   outlet_count: outlets that tell it
--   languages: languages that tell it
--   first_utc: when its first dated document was published
--   last_utc: when its last was
--   first_outlet: who published its first document
--   names: who and what most of its documents name, five at most
--   story_id: the story
WITH stories AS (
    SELECT *
    FROM main.stories
    WHERE document_count > 1
        AND ($language::VARCHAR IS NULL OR list_contains(languages, $language))
        AND ($since::DATE IS NULL OR last_utc::DATE >= $since)
        AND ($until::DATE IS NULL OR first_utc::DATE <= $until)
),

members AS (
    SELECT members.story_id, members.document_id, documents.outlet_id, documents.outlet
    FROM main.story_members AS members
    SEMI JOIN stories USING (story_id)
    JOIN main.documents AS documents USING (document_id)
),

outlets AS (
    SELECT story_id, count(DISTINCT outlet_id) AS outlet_count
    FROM members
    GROUP BY story_id
    HAVING $outlet::VARCHAR IS NULL OR count(*) FILTER (outlet_id = $outlet) > 0
),

shown AS (
    SELECT stories.*, outlets.outlet_count
    FROM stories
    JOIN outlets USING (story_id)
    ORDER BY stories.independent_count DESC, stories.document_count DESC, stories.story_id
    LIMIT $limit::BIGINT
),

name_counts AS (
    SELECT members.story_id, mentions.entity_id, count(DISTINCT members.document_id) AS document_count
    FROM members
    SEMI JOIN shown USING (story_id)
    JOIN main.mentions AS mentions USING (document_id)
    GROUP BY members.story_id, mentions.entity_id
),

names AS (
    SELECT name_counts.story_id, list(entities.label ORDER BY name_counts.document_count DESC, entities.entity_id)[1:5] AS names
    FROM name_counts
    JOIN main.entities AS entities USING (entity_id)
    GROUP BY name_counts.story_id
)

SELECT
    shown.label AS story,
    shown.independent_count,
    shown.document_count,
    shown.outlet_count,
    shown.languages,
    shown.first_utc,
    shown.last_utc,
    first_members.outlet AS first_outlet,
    names.names,
    shown.story_id
FROM shown
LEFT JOIN members AS first_members
    ON first_members.story_id = shown.story_id AND first_members.document_id = shown.first_document_id
LEFT JOIN names ON names.story_id = shown.story_id
ORDER BY shown.independent_count DESC, shown.document_count DESC, shown.story_id
