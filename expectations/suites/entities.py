"""What is asked of entities, as the batch saw them: one type an id, whole places, names that can be shown."""

from __future__ import annotations

from typing import Final

from expectations.suites.model import RowCheck, Suite, contract_checks, contract_projection

TABLE: Final = "entity_observations"

PROJECTION: Final = {
    "entity_id": "entity_id",
    "entity_key": "hash(entity_id)",
    **contract_projection(TABLE),
    "is_known_local": "is_known = starts_with(entity_id, 'local:')",
    "is_of_two_types": (
        "entity_id IN (SELECT entity_id FROM staged_entity_observations GROUP BY entity_id"
        " HAVING min(entity_type) <> max(entity_type))"
    ),
    "is_half_place": "(latitude IS NULL) <> (longitude IS NULL)",
    "is_nameless": "trim(label) = ''",
    "is_bad_country": "coalesce(NOT regexp_full_match(country, '[A-Z]{2}'), false)",
}

ROWS_SQL: Final = """
SELECT
    contract_not_null, contract_bounds, contract_allowed, contract_pattern,
    is_of_two_types, is_known_local, is_half_place, is_nameless, is_bad_country, place
FROM entity_observations
"""

# An entity is nobody's record: refused is every record that names it.
RECORDS_SQL: Final = """
SELECT d.reading_id, d.record_number, e.entity_id AS row_key, detail, broken.place
FROM broken JOIN entity_observations AS e USING (place)
JOIN (
    SELECT entity_key, record_key FROM mentions
    UNION ALL SELECT entity_key, record_key FROM allusions
    UNION ALL SELECT organization_key, record_key FROM roles
) USING (entity_key)
JOIN documents AS d USING (record_key)
"""

ROWS: Final = (
    *contract_checks(TABLE, "fail"),
    RowCheck("label_is_a_name", "is_nameless", "no empty label", "fail", column_name="label"),
    RowCheck(
        "known_means_not_local",
        "is_known_local",
        "is_known exactly where the id is not local",
        "fail",
        column_name="is_known",
    ),
    RowCheck("place_is_whole", "is_half_place", "latitude and longitude together", "fail", column_name="latitude"),
    RowCheck("country_is_a_code", "is_bad_country", "ISO 3166-1 alpha-2", "warn", column_name="country"),
    RowCheck(
        "one_type_per_entity", "is_of_two_types", "one entity_type for each id", "warn", column_name="entity_type"
    ),
)

SUITE: Final = Suite("entities", TABLE, PROJECTION, ROWS_SQL, ROWS, RECORDS_SQL)
