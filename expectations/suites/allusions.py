"""What is asked of allusions: that each is words of its field beside the names, and points to an observed thing."""

from __future__ import annotations

from typing import Final

from expectations.suites.model import RowCheck, Suite
from expectations.suites.spans import (
    DOCUMENTS_SQL,
    HELD_BY_REFERENCE,
    span_checks,
    span_flags,
    span_projection,
    span_records,
)

TABLE: Final = "allusions"

PROJECTION: Final = {
    **span_projection(TABLE, "surface"),
    "is_unresolved": "stored_entity_id NOT IN (SELECT entity_id FROM staged_entity_observations)",
}

ROWS_SQL: Final = f"""
WITH named AS (
    SELECT DISTINCT a.place
    FROM allusions AS a
    JOIN mentions AS m USING (record_key, field_code)
    WHERE m.start_char < a.end_char AND m.end_char > a.start_char
)
SELECT
    {span_flags("surface")}
    s.place IN (SELECT place FROM named) AS is_on_a_name,
    s.is_unresolved,
    s.place
FROM allusions AS s
{DOCUMENTS_SQL}
"""

ROWS: Final = (
    *span_checks(TABLE, "allusion", "surface"),
    RowCheck("allusion_is_no_name", "is_on_a_name", "no mention stands there", "fail", column_name="start_char"),
    RowCheck(
        "entity_is_resolvable",
        "is_unresolved",
        "every entity id was observed in the run",
        "fail",
        column_name="stored_entity_id",
    ),
)

SUITE: Final = Suite(TABLE, TABLE, PROJECTION, ROWS_SQL, ROWS, span_records(TABLE), trusted_columns=HELD_BY_REFERENCE)
