-- title: Where each document stands among its copies
-- description: Observations folded to one row per document: the latest run holds. A document that stands no more is left out.
-- columns:
--   document_id: one row per document that was ever found in a cluster
--   original_document_id: the first of its cluster, itself for the first
--   similarity, containment, role: as observed; role original for the first
WITH observations AS (
    SELECT document_id, original_document_id, similarity, containment, role, run_id
    FROM lake.copy_observations
),

commit_order AS (
    SELECT run_id, place
    FROM internal.commit_order
),

documents AS (
    SELECT document_id
    FROM lake.documents
)

SELECT document_id, original_document_id, similarity, containment, role
FROM observations
JOIN commit_order USING (run_id)
SEMI JOIN documents USING (document_id)
QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY place DESC) = 1
