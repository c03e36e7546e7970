"""What is asked of allusions: that each is words of its field beside the names, and points to an observed thing."""

from __future__ import annotations

from typing import Final

from expectations.severity import ROW_LIMITS
from expectations.suites.model import RowCheck, Suite, contract_checks, contract_projection

TABLE: Final = "allusions"
HELD_BY_REFERENCE: Final = frozenset({"document_id"})
"""Its form is looked at once, in documents; in allusions the record must be found there."""

PROJECTION: Final = {
    "record_key": "hash(reading_id, record_number)",
    "entity_key": "hash(stored_entity_id)",
    **contract_projection(TABLE, without=HELD_BY_REFERENCE),
    "field_code": "CAST(CASE field WHEN 'title' THEN 0 WHEN 'lead' THEN 1 ELSE 2 END AS TINYINT)",
    "start_char": "CAST(start_char AS INTEGER)",
    "end_char": "CAST(end_char AS INTEGER)",
    "surface_chars": "CAST(length(surface) AS INTEGER)",
    "is_unresolved": "stored_entity_id NOT IN (SELECT entity_id FROM staged_entity_observations)",
    "is_untrimmed": "surface <> trim(surface)",
}

ROWS_SQL: Final = """
SELECT
    contract_not_null, contract_bounds, contract_allowed, contract_pattern,
    lag(a.end_char) OVER allusion_order > a.start_char AS is_overlapping,
    a.place IN (SELECT place FROM named) AS is_on_a_name,
    d.record_key IS NULL AS is_orphan,
    coalesce(
        a.end_char > CASE a.field_code WHEN 0 THEN d.title_chars WHEN 1 THEN d.lead_chars ELSE d.body_chars END, true
    ) AS is_outside,
    a.surface_chars <> a.end_char - a.start_char AS is_other_length,
    a.is_unresolved,
    a.is_untrimmed,
    a.surface_chars::DOUBLE AS surface_chars,
    a.place
FROM allusions AS a
LEFT JOIN (SELECT record_key, any_value(title_chars) AS title_chars, any_value(lead_chars) AS lead_chars,
    any_value(body_chars) AS body_chars FROM documents GROUP BY record_key) AS d USING (record_key)
WINDOW allusion_order AS (PARTITION BY a.record_key, a.field_code ORDER BY a.start_char, a.end_char)
"""

_NAMED: Final = """
WITH named AS (
    SELECT DISTINCT a.place
    FROM allusions AS a
    JOIN mentions AS m USING (record_key, field_code)
    WHERE m.start_char < a.end_char AND m.end_char > a.start_char
)
"""

RECORDS_SQL: Final = """
SELECT d.reading_id, d.record_number,
    concat_ws(':', d.document_id, ['title', 'lead', 'body'][a.field_code + 1], a.start_char) AS row_key, detail, place
FROM broken JOIN allusions AS a USING (place) JOIN documents AS d USING (record_key)
"""

ROWS: Final = (
    *contract_checks(TABLE, "fail", without=HELD_BY_REFERENCE),
    RowCheck(
        "document_exists",
        "is_orphan",
        "every allusion's document is in the batch",
        "invariant",
        column_name="document_id",
    ),
    RowCheck("offsets_in_field", "is_outside", "end_char ≤ length of the field", "fail", column_name="end_char"),
    RowCheck(
        "offsets_fit_surface",
        "is_other_length",
        "end_char − start_char = length of surface",
        "fail",
        column_name="surface",
    ),
    RowCheck(
        "allusions_do_not_overlap",
        "is_overlapping",
        "each allusion starts where the one before has ended",
        "fail",
        column_name="start_char",
    ),
    RowCheck("allusion_is_no_name", "is_on_a_name", "no mention stands there", "fail", column_name="start_char"),
    RowCheck(
        "entity_is_resolvable",
        "is_unresolved",
        "every entity id was observed in the run",
        "fail",
        column_name="stored_entity_id",
    ),
    RowCheck("surface_is_trimmed", "is_untrimmed", "no white space around it", "warn", column_name="surface"),
    RowCheck(
        "surface_length", "surface_chars", "{asked} code points", "warn", "range", "surface", ROW_LIMITS.surface_chars
    ),
)

SUITE: Final = Suite(TABLE, TABLE, PROJECTION, _NAMED + ROWS_SQL, ROWS, RECORDS_SQL, trusted_columns=HELD_BY_REFERENCE)
