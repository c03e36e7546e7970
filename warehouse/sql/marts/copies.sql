-- title: Copies
-- description: Every document that copies an earlier one of another article, or says that it is a translation.
-- built: table
WITH clusters AS (
    SELECT document_id, original_document_id, similarity, containment, role
    FROM internal.copy_clusters
),

documents AS (
    SELECT
        document_id, article_id, language, outlet_id, outlet, outlet_domain, published_utc, wire_evidence,
        translation_credit
    FROM lake.documents
),

story_places AS (
    SELECT document_id, story_id
    FROM internal.story_places
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
        document_id, article_id, language, outlet_id, published_utc, story_id, translation_credit AS credit,
        -- Letters and digits between single blanks, so that an outlet's name is found as whole words.
        ' ' || trim(regexp_replace(lower(translation_credit), '[^\pL\pN]+', ' ', 'g')) || ' ' AS credit_words
    FROM documents LEFT JOIN story_places USING (document_id)
    WHERE translation_credit IS NOT NULL
),

-- Of the same story, in another language, no later, from an outlet that the credit names: the first of them.
translated AS (
    SELECT translations.document_id, originals.document_id AS original_document_id
    FROM translations
    JOIN story_places AS places USING (story_id)
    JOIN documents AS originals ON originals.document_id = places.document_id
    WHERE originals.article_id <> translations.article_id
        AND originals.language <> translations.language
        AND originals.outlet_id IS DISTINCT FROM translations.outlet_id
        AND (
            originals.published_utc <= translations.published_utc
            OR originals.published_utc IS NULL
            OR translations.published_utc IS NULL
        )
        AND EXISTS (
            FROM (
                SELECT unnest([originals.outlet, originals.outlet_domain]) AS name
            )
            WHERE length(name) > 1 AND contains(
                credit_words, ' ' || trim(regexp_replace(lower(name), '[^\pL\pN]+', ' ', 'g')) || ' '
            )
        )
    QUALIFY row_number() OVER (
        PARTITION BY translations.document_id ORDER BY originals.published_utc NULLS LAST, originals.document_id
    ) = 1
),

told_translations AS (
    SELECT
        document_id,
        original_document_id,
        NULL::DOUBLE AS similarity,
        NULL::DOUBLE AS containment,
        'translation' AS role,
        credit
    FROM translations LEFT JOIN translated USING (document_id)
)

FROM copies
UNION ALL
FROM told_translations ANTI JOIN copies USING (document_id)
ORDER BY document_id
