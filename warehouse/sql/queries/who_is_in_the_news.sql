-- title: Who is in the news
-- description: The people whom most articles name, whatever the language or spelling, with the organisation and place that stand
--   beside them most often. Counts the latest text of each article.
-- parameters:
--   limit integer = 10: rows at most
-- columns:
--   label: the name to show
--   entity_id: the person's id
--   document_count: articles that name the person
--   mention_count: how often they do
--   languages: languages of these articles, most frequent first
--   names: under which names, most frequent first, five at most
--   organization: named in most of these articles
--   location: named in most of these articles
WITH documents AS (
    SELECT document_id, language
    FROM main.documents
    WHERE is_latest
),

mentions AS (
    SELECT entity_id, document_id, surface
    FROM main.mentions
    SEMI JOIN documents USING (document_id)
),

entities AS (
    SELECT entity_id, entity_type, label
    FROM main.entities
),

people AS (
    SELECT entity_id, count(DISTINCT document_id) AS document_count, count(*) AS mention_count
    FROM mentions
    SEMI JOIN (SELECT entity_id FROM entities WHERE entity_type = 'PERSON') AS persons USING (entity_id)
    GROUP BY entity_id
    ORDER BY document_count DESC, mention_count DESC, entity_id
    LIMIT $limit::BIGINT
),

articles AS (
    SELECT DISTINCT entity_id, document_id
    FROM mentions
    SEMI JOIN people USING (entity_id)
),

language_counts AS (
    SELECT articles.entity_id, documents.language, count(*) AS document_count
    FROM articles
    JOIN documents USING (document_id)
    GROUP BY articles.entity_id, documents.language
),

languages AS (
    SELECT entity_id, list(language ORDER BY document_count DESC, language) AS languages
    FROM language_counts
    GROUP BY entity_id
),

name_counts AS (
    SELECT entity_id, surface, count(*) AS mention_count
    FROM mentions
    SEMI JOIN people USING (entity_id)
    GROUP BY entity_id, surface
),

names AS (
    SELECT entity_id, list(surface ORDER BY mention_count DESC, surface)[1:5] AS names
    FROM name_counts
    GROUP BY entity_id
),

company AS (
    SELECT articles.entity_id, entities.entity_type, entities.label, count(DISTINCT articles.document_id) AS document_count
    FROM articles
    JOIN mentions ON mentions.document_id = articles.document_id AND mentions.entity_id <> articles.entity_id
    JOIN entities ON entities.entity_id = mentions.entity_id
    WHERE entities.entity_type <> 'PERSON'
    GROUP BY articles.entity_id, entities.entity_type, entities.entity_id, entities.label
),

closest AS (
    SELECT
        entity_id,
        max_by(label, (document_count, label)) FILTER (entity_type = 'ORGANIZATION') AS organization,
        max_by(label, (document_count, label)) FILTER (entity_type = 'LOCATION') AS location
    FROM company
    GROUP BY entity_id
)

SELECT
    entities.label,
    people.entity_id,
    people.document_count,
    people.mention_count,
    languages.languages,
    names.names,
    closest.organization,
    closest.location
FROM people
JOIN entities USING (entity_id)
JOIN languages USING (entity_id)
JOIN names USING (entity_id)
LEFT JOIN closest USING (entity_id)
ORDER BY people.document_count DESC, people.mention_count DESC, people.entity_id
