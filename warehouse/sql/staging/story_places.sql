-- title: The story of each document
-- description: Observations folded to one row per document: the latest run holds. A document that stands no more is left out.
-- columns:
--   document_id: one row per document
--   story_id: its story
--   score: how well it fits
WITH observations AS (
    SELECT document_id, story_id, score, run_id
    FROM lake.story_observations
),

commit_order AS (
    SELECT run_id, place
    FROM internal.commit_order
),

documents AS (
    SELECT document_id
    FROM lake.documents
)

SELECT document_id, story_id, score
FROM observations
JOIN commit_order USING (run_id)
SEMI JOIN documents USING (document_id)
QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY place DESC) = 1
