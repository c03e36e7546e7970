-- title: Members of stories
-- description: Every document with its story.
-- built: view
WITH places AS (
    SELECT document_id, story_id, score
    FROM internal.story_places
)

SELECT story_id, document_id, score
FROM places
