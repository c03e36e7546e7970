-- title: Share of voice
-- description: How much of the coverage names whom, a text and its copies counting once. Counts the latest text of each article; of
--   a text and its copies the first that fits the question stands for all. With since or until, articles without a day of
--   publication are left out; how many is told in every row.
-- parameters:
--   entity_type text = null: PERSON, ORGANIZATION or LOCATION; shares are then among these
--   entity text = null: only this entity (its id or any of its names); shares stay those among all
--   language text = null: only articles in this language (BCP 47)
--   outlet text = null: only articles of this outlet (its id)
--   since date = null: first day
--   until date = null: last day
--   limit integer = 20: rows at most
-- columns:
--   label: the name to show
--   entity_type: PERSON, ORGANIZATION or LOCATION
--   entity_id: its id
--   independent_count: texts that name it, net of copies
--   text_share: those among all texts
--   mention_count: how often they name it
--   mention_share: those among all mentions
--   quote_count: quotations of it in these texts; the pieces of a broken one count once
--   document_count: articles that name it, copies included
--   document_share: those among all articles: what the share would be if copies counted
--   left_out_count: articles left out because their date is no day
WITH documents AS (
    SELECT
        document_id,
        article_id,
        published_utc,
        CASE WHEN published_precision IN ('day', 'minute') THEN published_utc::DATE END AS day,
        $since::DATE IS NOT NULL OR $until::DATE IS NOT NULL AS has_period
    FROM main.documents
    WHERE is_latest
        AND ($language::VARCHAR IS NULL OR language = $language)
        AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
),

entities AS (
    SELECT entity_id, entity_type, label
    FROM main.entities
    WHERE $entity_type::VARCHAR IS NULL OR entity_type = upper($entity_type)
),

wanted AS (
    SELECT entity_id
    FROM main.entity_aliases
    WHERE strip_accents(lower(alias)) = strip_accents(lower($entity::VARCHAR))

    UNION

    SELECT entity_id
    FROM entities
    WHERE entity_id = $entity::VARCHAR OR strip_accents(lower(label)) = strip_accents(lower($entity::VARCHAR))

    UNION

    SELECT to_entity_id AS entity_id
    FROM internal.redirects
    WHERE from_entity_id = $entity::VARCHAR
),

originals AS (
    SELECT copies.document_id, originals.article_id
    FROM main.copies AS copies
    JOIN main.documents AS originals ON originals.document_id = copies.original_document_id
),

shown AS (
    SELECT
        document_id,
        row_number() OVER (
            PARTITION BY coalesce(originals.article_id, documents.article_id)
            ORDER BY documents.published_utc NULLS LAST, document_id
        ) = 1 AS stands_for_all
    FROM documents
    LEFT JOIN originals USING (document_id)
    WHERE NOT has_period
        OR (day >= coalesce($since::DATE, day) AND day <= coalesce($until::DATE, day))
),

named AS (
    SELECT mentions.entity_id, document_id, any_value(shown.stands_for_all) AS stands_for_all, count(*) AS mention_count
    FROM main.mentions AS mentions
    JOIN shown USING (document_id)
    SEMI JOIN entities ON entities.entity_id = mentions.entity_id
    GROUP BY mentions.entity_id, document_id
),

quotes AS (
    SELECT quotes.speaker_entity_id AS entity_id, count(*) AS quote_count
    FROM main.quotes AS quotes
    JOIN shown USING (document_id)
    WHERE shown.stands_for_all AND quotes.continues_quote_id IS NULL
    GROUP BY quotes.speaker_entity_id
),

whole AS (
    SELECT
        count(*) FILTER (stands_for_all) AS text_count,
        count(*) AS document_count,
        (SELECT sum(mention_count)::BIGINT FROM named WHERE stands_for_all) AS mention_count
    FROM shown
),

left_out AS (
    SELECT count(*) AS left_out_count
    FROM documents
    WHERE has_period AND day IS NULL
),

counts AS (
    SELECT
        entity_id,
        count(*) FILTER (stands_for_all) AS independent_count,
        coalesce(sum(mention_count) FILTER (stands_for_all), 0)::BIGINT AS mention_count,
        count(*) AS document_count
    FROM named
    GROUP BY entity_id
)

SELECT
    entities.label,
    entities.entity_type,
    counts.entity_id,
    counts.independent_count,
    round(counts.independent_count / whole.text_count, 4) AS text_share,
    counts.mention_count,
    CASE WHEN whole.mention_count > 0 THEN round(counts.mention_count / whole.mention_count, 4) END AS mention_share,
    coalesce(quotes.quote_count, 0) AS quote_count,
    counts.document_count,
    round(counts.document_count / whole.document_count, 4) AS document_share,
    left_out.left_out_count
FROM counts
JOIN entities USING (entity_id)
LEFT JOIN quotes USING (entity_id)
CROSS JOIN whole
CROSS JOIN left_out
WHERE $entity::VARCHAR IS NULL OR counts.entity_id IN (SELECT entity_id FROM wanted)
ORDER BY counts.independent_count DESC, counts.mention_count DESC, counts.entity_id
LIMIT $limit::BIGINT
