-- title: Copies by outlet
-- description: What each outlet takes over from others, and what others take from it. Counts the latest text of each article. An
--   article copies another where it shares its text; which of both was first is told by date alone, and an article without
--   one counts as later. Copies of texts that have not landed are not seen.
-- parameters:
--   outlet text = null: only this outlet (its id)
--   limit integer = 50: rows at most
-- columns:
--   outlet_id: the outlet; null for articles of no known outlet
--   outlet: its name
--   document_count: its articles
--   copy_count: those that copy an earlier one, or say that they are translations
--   identical_count: with the same text
--   syndicated_count: cut, topped or retitled
--   near_count: with much of it reworded
--   translation_count: translations by their own word
--   own_count: copies of other articles of the same outlet
--   wire_count: its articles that credit a news agency, copies or not
--   takes_from: the other outlet that it copies most
--   takes_count: how many of its articles copy that outlet
--   copied_count: articles of other outlets that copy it
--   copied_by: the other outlet that copies it most
WITH documents AS (
    SELECT document_id, outlet_id, wire
    FROM main.documents
    WHERE is_latest
),

outlets AS (
    SELECT outlet_id, label
    FROM main.outlets
),

copies AS (
    SELECT copies.document_id, documents.outlet_id, copies.role, originals.outlet_id AS original_outlet_id
    FROM main.copies AS copies
    JOIN documents USING (document_id)
    LEFT JOIN main.documents AS originals ON originals.document_id = copies.original_document_id
),

articles AS (
    SELECT outlet_id, count(*) AS document_count, count(*) FILTER (len(wire) > 0) AS wire_count
    FROM documents
    GROUP BY outlet_id
),

roles AS (
    SELECT
        outlet_id,
        count(*) AS copy_count,
        count(*) FILTER (role = 'identical') AS identical_count,
        count(*) FILTER (role = 'syndicated') AS syndicated_count,
        count(*) FILTER (role = 'near') AS near_count,
        count(*) FILTER (role = 'translation') AS translation_count,
        count(*) FILTER (original_outlet_id = outlet_id) AS own_count
    FROM copies
    GROUP BY outlet_id
),

pairs AS (
    SELECT outlet_id, original_outlet_id, count(*) AS copy_count
    FROM copies
    WHERE original_outlet_id IS NOT NULL AND original_outlet_id IS DISTINCT FROM outlet_id
    GROUP BY outlet_id, original_outlet_id
),

taken AS (
    SELECT outlet_id, copy_count AS takes_count, original_outlet_id AS takes_from
    FROM pairs
    QUALIFY row_number() OVER (PARTITION BY outlet_id ORDER BY copy_count DESC, original_outlet_id) = 1
),

given AS (
    SELECT
        original_outlet_id AS outlet_id,
        sum(copy_count)::BIGINT AS copied_count,
        max_by(outlet_id, (copy_count, outlet_id)) FILTER (outlet_id IS NOT NULL) AS copied_by
    FROM pairs
    GROUP BY original_outlet_id
)

SELECT
    articles.outlet_id,
    outlets.label AS outlet,
    articles.document_count,
    coalesce(roles.copy_count, 0) AS copy_count,
    coalesce(roles.identical_count, 0) AS identical_count,
    coalesce(roles.syndicated_count, 0) AS syndicated_count,
    coalesce(roles.near_count, 0) AS near_count,
    coalesce(roles.translation_count, 0) AS translation_count,
    coalesce(roles.own_count, 0) AS own_count,
    articles.wire_count,
    coalesce(sources.label, taken.takes_from) AS takes_from,
    coalesce(taken.takes_count, 0) AS takes_count,
    coalesce(given.copied_count, 0) AS copied_count,
    coalesce(takers.label, given.copied_by) AS copied_by
FROM articles
LEFT JOIN outlets USING (outlet_id)
LEFT JOIN roles ON roles.outlet_id IS NOT DISTINCT FROM articles.outlet_id
LEFT JOIN taken ON taken.outlet_id IS NOT DISTINCT FROM articles.outlet_id
LEFT JOIN given ON given.outlet_id = articles.outlet_id
LEFT JOIN outlets AS sources ON sources.outlet_id = taken.takes_from
LEFT JOIN outlets AS takers ON takers.outlet_id = given.copied_by
WHERE $outlet::VARCHAR IS NULL OR articles.outlet_id = $outlet
ORDER BY copy_count DESC, articles.document_count DESC, articles.outlet_id
LIMIT $limit::BIGINT
