-- title: Mentions per day
-- description: How often names stand in articles of each day of publication; of one entity, if one is given. Counts the latest
--   text of each article, dated by day or minute; how many articles have no such date is told in every row.
-- parameters:
--   entity text = null: an entity's id or any of its names
--   entity_type text = null: PERSON, ORGANIZATION or LOCATION
--   language text = null: only articles in this language (BCP 47)
--   outlet text = null: only articles of this outlet (its id)
--   since date = null: first day
--   until date = null: last day
-- columns:
--   day: day of publication; null if no article has one
--   mention_count: mentions in articles of that day
--   document_count: articles of that day that hold them
--   left_out_count: articles with such mentions whose date is no day
WITH documents AS (
    SELECT document_id, published_utc, published_precision
    FROM main.documents
    WHERE is_latest
        AND ($language::VARCHAR IS NULL OR language = $language)
        AND ($outlet::VARCHAR IS NULL OR outlet_id = $outlet)
),

wanted_entities AS (
    SELECT entity_id
    FROM main.entities
    WHERE entity_id = $entity::VARCHAR OR strip_accents(lower(label)) = strip_accents(lower($entity))

    UNION

    SELECT entity_id
    FROM main.entity_aliases
    WHERE strip_accents(lower(alias)) = strip_accents(lower($entity))
),

mentions AS (
    SELECT document_id
    FROM main.mentions
    WHERE ($entity_type::VARCHAR IS NULL OR entity_type = upper($entity_type))
        AND ($entity::VARCHAR IS NULL OR entity_id IN (SELECT entity_id FROM wanted_entities))
),

named AS (
    SELECT
        document_id,
        count(*) AS mention_count,
        any_value(CASE WHEN published_precision IN ('day', 'minute') THEN published_utc::DATE END) AS day
    FROM mentions
    JOIN documents USING (document_id)
    GROUP BY document_id
),

days AS (
    SELECT day, sum(mention_count)::BIGINT AS mention_count, count(*) AS document_count
    FROM named
    WHERE day IS NOT NULL
        AND ($since::DATE IS NULL OR day >= $since)
        AND ($until::DATE IS NULL OR day <= $until)
    GROUP BY day
),

left_out AS (
    SELECT count(*) AS left_out_count
    FROM named
    WHERE day IS NULL
)

SELECT
    days.day,
    coalesce(days.mention_count, 0) AS mention_count,
    coalesce(days.document_count, 0) AS document_count,
    left_out.left_out_count
FROM left_out
LEFT JOIN days ON true
ORDER BY days.day
