-- title: Roles of a person
-- description: In what capacity articles name a person, most given first. A name that several bear stands for the one that it
--   names most often. Titles are counted without regard to case. Counts the latest text of each article.
-- parameters:
--   entity text: the person's id or any of the names
--   limit integer = 30: rows at most
-- columns:
--   person: the name to show
--   title: the office, title or function, as it is written most often
--   organization: the body or country that it belongs to, where the articles say so
--   organization_entity_id: its id
--   role_count: how often it is given
--   document_count: articles that give it
--   first_utc: when the first of these was published
--   last_utc: when the last was
WITH documents AS (
    SELECT document_id, published_utc
    FROM main.documents
    WHERE is_latest
),

roles AS (
    SELECT document_id, title, entity_id, organization_entity_id
    FROM main.roles
),

entities AS (
    SELECT entity_id, label, mention_count
    FROM main.entities
),

names AS (
    SELECT entity_id, mention_count
    FROM main.entity_aliases
    WHERE strip_accents(lower(alias)) = strip_accents(lower($entity::VARCHAR))

    UNION ALL

    SELECT entity_id, mention_count
    FROM entities
    WHERE entity_id = $entity OR strip_accents(lower(label)) = strip_accents(lower($entity))
),

wanted AS (
    SELECT entity_id
    FROM names
    GROUP BY entity_id
    ORDER BY sum(mention_count) DESC, entity_id
    LIMIT 1
),

given AS (
    SELECT
        mode(roles.title ORDER BY roles.title) AS title,
        roles.entity_id,
        roles.organization_entity_id,
        count(*) AS role_count,
        count(DISTINCT document_id) AS document_count,
        min(documents.published_utc) AS first_utc,
        max(documents.published_utc) AS last_utc
    FROM roles
    SEMI JOIN wanted USING (entity_id)
    JOIN documents USING (document_id)
    GROUP BY roles.entity_id, lower(roles.title), roles.organization_entity_id
)

SELECT
    people.label AS person,
    given.title,
    bodies.label AS organization,
    given.organization_entity_id,
    given.role_count,
    given.document_count,
    given.first_utc,
    given.last_utc
FROM given
JOIN entities AS people USING (entity_id)
LEFT JOIN entities AS bodies ON bodies.entity_id = given.organization_entity_id
ORDER BY given.role_count DESC, given.title, given.organization_entity_id
LIMIT $limit::BIGINT
