-- title: Copies
-- description: Every document that copies an earlier one of another article, or says that it is a translation.
-- built: table
WITH clusters AS (
    SELECT document_id, original_document_id, similarity, containment, role
    FROM internal.copy_clusters
),

documents AS (
    SELECT document_id, article_id, wire_evidence, translation_credit
    FROM lake.documents
),

copies AS (
    SELECT
        clusters.document_id,
        clusters.original_document_id,
        clusters.similarity,
        clusters.containment,
        clusters.role,
        coalesce(documents.translation_credit, documents.wire_evidence) AS credit
    FROM clusters
    JOIN documents USING (document_id)
    JOIN documents AS originals ON originals.document_id = clusters.original_document_id
    WHERE originals.article_id <> documents.article_id
),

translations AS (
    SELECT
        document_id,
        NULL::VARCHAR AS original_document_id,
        NULL::DOUBLE AS similarity,
        NULL::DOUBLE AS containment,
        'translation' AS role,
        translation_credit AS credit
    FROM documents
    WHERE translation_credit IS NOT NULL
)

FROM copies
UNION ALL
FROM translations ANTI JOIN copies USING (document_id)
ORDER BY document_id
