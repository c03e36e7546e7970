"""What is asked of roles: that each is words of its field, of a person named there and a body that was observed."""

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

TABLE: Final = "roles"

PROJECTION: Final = {
    **span_projection(TABLE, "title"),
    "organization_key": "hash(stored_organization_entity_id)",
    "mention_start_char": "CAST(mention_start_char AS INTEGER)",
    "is_half_named": "(stored_entity_id IS NULL) <> (mention_start_char IS NULL)",
    "is_unresolved": (
        "coalesce(stored_organization_entity_id NOT IN (SELECT entity_id FROM staged_entity_observations), false)"
    ),
}

ROWS_SQL: Final = f"""
SELECT
    {span_flags("title")}
    s.is_half_named,
    s.mention_start_char IS NOT NULL AND m.record_key IS NULL AS is_unnamed,
    s.is_unresolved,
    s.place
FROM roles AS s
{DOCUMENTS_SQL}
LEFT JOIN (SELECT DISTINCT record_key, field_code, start_char, entity_key FROM mentions) AS m
    ON m.record_key = s.record_key AND m.field_code = s.field_code
        AND m.start_char = s.mention_start_char AND m.entity_key = s.entity_key
"""

ROWS: Final = (
    *span_checks(TABLE, "role", "title"),
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
)

SUITE: Final = Suite(TABLE, TABLE, PROJECTION, ROWS_SQL, ROWS, span_records(TABLE), trusted_columns=HELD_BY_REFERENCE)
