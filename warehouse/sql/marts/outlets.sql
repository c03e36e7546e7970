-- title: Outlets
-- description: Every publisher of a landed document, under the name that most of its documents give, then the first by alphabet.
-- built: table
WITH documents AS (
    SELECT outlet_id, outlet_domain, outlet, outlet_country, outlet_kind
    FROM lake.documents
    WHERE outlet_id IS NOT NULL
),

names AS (
    SELECT
        outlet_id,
        outlet,
        outlet_domain,
        outlet_country,
        outlet_kind,
        count(*) AS document_count,
        sum(count(*)) OVER (PARTITION BY outlet_id) AS outlet_document_count
    FROM documents
    GROUP BY outlet_id, outlet, outlet_domain, outlet_country, outlet_kind
)

SELECT
    outlet_id,
    outlet_domain AS domain,
    coalesce(outlet, outlet_domain, outlet_id) AS label,
    outlet_country AS country,
    outlet_kind AS kind,
    outlet_document_count::BIGINT AS document_count
FROM names
QUALIFY row_number() OVER (
    PARTITION BY outlet_id ORDER BY document_count DESC, outlet, outlet_domain, outlet_country, outlet_kind
) = 1
ORDER BY outlet_id
