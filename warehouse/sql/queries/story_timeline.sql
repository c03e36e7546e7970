-- title: Timeline of a story
-- description: The articles of one story in the order in which they were published, copies marked; those without a date come last.
--   An id that the story had before leads to it. Shows the latest text of each article.
-- parameters:
--   story text: the story's id, an earlier id of it, or the id of a document in it
--   language text = null: only articles in this language (BCP 47)
-- columns:
--   published_utc: when it was published, as finely as is known
--   published_precision: year, month, day or minute
--   outlet: who published it
--   language: BCP 47
--   title: its headline
--   copy_role: identical, syndicated, near or translation; null for an original
--   original_outlet: who published the text that it copies
--   score: how well it fits the story
--   story_id: the story
--   original_document_id: the text that it copies
--   document_id: the document
WITH RECURSIVE documents AS (
    SELECT document_id, published_utc, published_precision, outlet, language, title
    FROM main.documents
    WHERE is_latest AND ($language::VARCHAR IS NULL OR language = $language)
),

members AS (
    SELECT story_id, document_id, score
    FROM main.story_members
),

copies AS (
    SELECT copies.document_id, copies.role, copies.original_document_id, originals.outlet AS original_outlet
    FROM main.copies AS copies
    LEFT JOIN main.documents AS originals ON originals.document_id = copies.original_document_id
),

reached AS (
    SELECT $story::VARCHAR AS story_id

    UNION

    SELECT redirects.to_story_id AS story_id
    FROM reached
    JOIN main.story_redirects AS redirects ON redirects.from_story_id = reached.story_id
    WHERE redirects.from_story_id NOT IN (SELECT story_id FROM members)
),

wanted AS (
    SELECT story_id
    FROM reached

    UNION

    SELECT story_id
    FROM members
    WHERE document_id = $story
)

SELECT
    documents.published_utc,
    documents.published_precision,
    documents.outlet,
    documents.language,
    documents.title,
    copies.role AS copy_role,
    copies.original_outlet,
    members.score,
    members.story_id,
    copies.original_document_id,
    members.document_id
FROM members
SEMI JOIN wanted USING (story_id)
JOIN documents USING (document_id)
LEFT JOIN copies USING (document_id)
ORDER BY documents.published_utc NULLS LAST, members.document_id
