"""What is asked of credits: that each is words of its field, with a cue, and points to an observed body."""

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

TABLE: Final = "citations"

PROJECTION: Final = {
    **span_projection(TABLE, "cited_surface", "stored_cited_entity_id"),
    "is_uncued": "trim(cue) = ''",
    "is_unresolved": (
        "coalesce(stored_cited_entity_id NOT IN (SELECT entity_id FROM staged_entity_observations), false)"
    ),
}

ROWS_SQL: Final = f"""
SELECT
    {span_flags("cited_surface")}
    s.is_uncued,
    s.is_unresolved,
    s.place
FROM citations AS s
{DOCUMENTS_SQL}
"""

ROWS: Final = (
    *span_checks(TABLE, "citation", "cited_surface"),
    RowCheck("cue_is_given", "is_uncued", "words that make it a credit", "fail", column_name="cue"),
    RowCheck(
        "medium_is_resolvable",
        "is_unresolved",
        "every medium's entity id was observed in the run",
        "fail",
        column_name="stored_cited_entity_id",
    ),
)

SUITE: Final = Suite(TABLE, TABLE, PROJECTION, ROWS_SQL, ROWS, span_records(TABLE), trusted_columns=HELD_BY_REFERENCE)
