"""What is asked of roles: that each is words of its field, of a person named there and a body that was observed."""

from __future__ import annotations

from typing import Final

from expectations.severity import ROW_LIMITS
from expectations.suites.model import RowCheck, Suite, contract_checks, contract_projection

TABLE: Final = "roles"
HELD_BY_REFERENCE: Final = frozenset({"document_id"})
"""Its form is looked at once, in documents; in roles the record must be found there."""

PROJECTION: Final = {
    "record_key": "hash(reading_id, record_number)",
    "entity_key": "hash(stored_entity_id)",
    "organization_key": "hash(stored_organization_entity_id)",
    **contract_projection(TABLE, without=HELD_BY_REFERENCE),
    "field_code": "CAST(CASE field WHEN 'title' THEN 0 WHEN 'lead' THEN 1 ELSE 2 END AS TINYINT)",
    "start_char": "CAST(start_char AS INTEGER)",
    "end_char": "CAST(end_char AS INTEGER)",
    "title_chars": "CAST(length(title) AS INTEGER)",
    "mention_start_char": "CAST(mention_start_char AS INTEGER)",
    "is_half_named": "(stored_entity_id IS NULL) <> (mention_start_char IS NULL)",
    "is_unresolved": (
        "coalesce(stored_organization_entity_id NOT IN (SELECT entity_id FROM staged_entity_observations), false)"
    ),
    "is_untrimmed": "title <> trim(title)",
}

ROWS_SQL: Final = """
SELECT
    contract_not_null, contract_bounds, contract_allowed, contract_pattern,
    lag(r.end_char) OVER role_order > r.start_char AS is_overlapping,
    d.record_key IS NULL AS is_orphan,
    coalesce(
        r.end_char > CASE r.field_code WHEN 0 THEN d.title_chars WHEN 1 THEN d.lead_chars ELSE d.body_chars END, true
    ) AS is_outside,
    r.title_chars <> r.end_char - r.start_char AS is_other_length,
    r.is_half_named,
    r.mention_start_char IS NOT NULL AND m.record_key IS NULL AS is_unnamed,
    r.is_unresolved,
    r.is_untrimmed,
    r.title_chars::DOUBLE AS title_chars,
    r.place
FROM roles AS r
LEFT JOIN (SELECT record_key, any_value(title_chars) AS title_chars, any_value(lead_chars) AS lead_chars,
    any_value(body_chars) AS body_chars FROM documents GROUP BY record_key) AS d USING (record_key)
LEFT JOIN (SELECT DISTINCT record_key, field_code, start_char, entity_key FROM mentions) AS m
    ON m.record_key = r.record_key AND m.field_code = r.field_code
        AND m.start_char = r.mention_start_char AND m.entity_key = r.entity_key
WINDOW role_order AS (PARTITION BY r.record_key, r.field_code ORDER BY r.start_char, r.end_char)
"""

RECORDS_SQL: Final = """
SELECT d.reading_id, d.record_number,
    concat_ws(':', d.document_id, ['title', 'lead', 'body'][r.field_code + 1], r.start_char) AS row_key, detail, place
FROM broken JOIN roles AS r USING (place) JOIN documents AS d USING (record_key)
"""

ROWS: Final = (
    *contract_checks(TABLE, "fail", without=HELD_BY_REFERENCE),
    RowCheck(
        "document_exists", "is_orphan", "every role's document is in the batch", "invariant", column_name="document_id"
    ),
    RowCheck("offsets_in_field", "is_outside", "end_char ≤ length of the field", "fail", column_name="end_char"),
    RowCheck(
        "offsets_fit_title", "is_other_length", "end_char − start_char = length of title", "fail", column_name="title"
    ),
    RowCheck(
        "roles_do_not_overlap",
        "is_overlapping",
        "each role starts where the one before has ended",
        "fail",
        column_name="start_char",
    ),
    RowCheck(
        "person_is_whole",
        "is_half_named",
        "entity id and start of the mention together",
        "fail",
        column_name="mention_start_char",
    ),
    RowCheck(
        "person_is_named",
        "is_unnamed",
        "a mention of that person starts at mention_start_char",
        "fail",
        column_name="stored_entity_id",
    ),
    RowCheck(
        "body_is_resolvable",
        "is_unresolved",
        "every body's id was observed in the run",
        "fail",
        column_name="stored_organization_entity_id",
    ),
    RowCheck("title_is_trimmed", "is_untrimmed", "no white space around a title", "warn", column_name="title"),
    RowCheck("title_length", "title_chars", "{asked} code points", "warn", "range", "title", ROW_LIMITS.surface_chars),
)

SUITE: Final = Suite(TABLE, TABLE, PROJECTION, ROWS_SQL, ROWS, RECORDS_SQL, trusted_columns=HELD_BY_REFERENCE)
