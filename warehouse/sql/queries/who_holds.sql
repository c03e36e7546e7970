-- title: Who holds a role
-- description: People whom articles name in a role, by words of its title, by the body or country that it belongs to, or by both.
--   Counts the latest text of each article.
-- parameters:
--   title text = null: words that stand in the title, case and accents aside ("minister", "woordvoerder")
--   body text = null: id or name of the body or country that the role belongs to
--   limit integer = 30: rows at most
-- columns:
--   label: the person's name; null for somebody whom the articles do not name
--   title: the role, as it is written most often
--   organization: the body or country
--   document_count: articles that say so
--   first_utc: when the first of these was published
--   last_utc: when the last was
--   entity_id: the person's id
--   organization_entity_id: the body's
WITH documents AS (
    SELECT document_id, published_utc
    FROM main.documents
    WHERE is_latest
),

entities AS (
    SELECT entity_id, label
    FROM main.entities
),

bodies AS (
    SELECT entity_id
    FROM main.entity_aliases
    WHERE strip_accents(lower(alias)) = strip_accents(lower($body::VARCHAR))

    UNION

    SELECT entity_id
    FROM entities
    WHERE entity_id = $body::VARCHAR OR strip_accents(lower(label)) = strip_accents(lower($body::VARCHAR))
),

roles AS (
    SELECT document_id, title, entity_id, organization_entity_id
    FROM main.roles
    WHERE
        ($title::VARCHAR IS NULL OR contains(strip_accents(lower(title)), strip_accents(lower($title::VARCHAR))))
        AND ($body::VARCHAR IS NULL OR organization_entity_id IN (SELECT entity_id FROM bodies))
),

held AS (
    SELECT
        roles.entity_id,
        mode(roles.title ORDER BY roles.title) AS title,
        roles.organization_entity_id,
        count(DISTINCT document_id) AS document_count,
        min(documents.published_utc) AS first_utc,
        max(documents.published_utc) AS last_utc
    FROM roles
    JOIN documents USING (document_id)
    GROUP BY roles.entity_id, lower(roles.title), roles.organization_entity_id
)

SELECT
    people.label,
    held.title,
    owners.label AS organization,
    held.document_count,
    held.first_utc,
    held.last_utc,
    held.entity_id,
    held.organization_entity_id
FROM held
LEFT JOIN entities AS people ON people.entity_id = held.entity_id
LEFT JOIN entities AS owners ON owners.entity_id = held.organization_entity_id
ORDER BY held.document_count DESC, people.label NULLS LAST, held.title, held.organization_entity_id
LIMIT $limit::BIGINT
