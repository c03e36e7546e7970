"""What is asked of quotations: that each is words of its field, and its speaker whole and observed."""

from __future__ import annotations

from typing import Final

from expectations.severity import Range
from expectations.suites.model import RowCheck, Suite
from expectations.suites.spans import (
    DOCUMENTS_SQL,
    HELD_BY_REFERENCE,
    span_checks,
    span_flags,
    span_projection,
    span_records,
)

TABLE: Final = "quotes"
CHARS: Final = Range(1, 5_000)
"""Code points in a quotation: a whole answer of an interview has some thousand; what passes 5,000 is as a rule a mark
that was never closed."""

PROJECTION: Final = {
    **span_projection(TABLE, "quote_text", "stored_speaker_entity_id"),
    "speaker_end_char": "CAST(speaker_start_char + length(speaker_surface) AS INTEGER)",
    "is_half_named": "(speaker_surface IS NULL) <> (speaker_start_char IS NULL)",
    "is_unsure": "(stored_speaker_entity_id IS NULL) <> (speaker_confidence IS NULL)",
    "is_unresolved": (
        "coalesce(stored_speaker_entity_id NOT IN (SELECT entity_id FROM staged_entity_observations), false)"
    ),
}

ROWS_SQL: Final = f"""
SELECT
    {span_flags("quote_text")}
    s.is_half_named,
    s.is_unsure,
    s.is_unresolved,
    coalesce(
        s.speaker_end_char
            > CASE s.field_code WHEN 0 THEN d.title_chars WHEN 1 THEN d.lead_chars ELSE d.body_chars END,
        false
    ) AS is_speaker_outside,
    s.place
FROM quotes AS s
{DOCUMENTS_SQL}
"""

ROWS: Final = (
    *span_checks(TABLE, "quotation", "quote_text", is_apart=False, chars=CHARS),
    RowCheck(
        "speaker_is_whole",
        "is_half_named",
        "speaker_surface and where it starts together",
        "fail",
        column_name="speaker_start_char",
    ),
    RowCheck(
        "speaker_in_field",
        "is_speaker_outside",
        "speaker_surface ends within the field",
        "fail",
        column_name="speaker_start_char",
    ),
    RowCheck(
        "speaker_confidence_fits_id",
        "is_unsure",
        "speaker_confidence with a speaker's id, and only there",
        "fail",
        column_name="speaker_confidence",
    ),
    RowCheck(
        "speaker_is_resolvable",
        "is_unresolved",
        "every speaker's id was observed in the run",
        "fail",
        column_name="stored_speaker_entity_id",
    ),
)

SUITE: Final = Suite(TABLE, TABLE, PROJECTION, ROWS_SQL, ROWS, span_records(TABLE), trusted_columns=HELD_BY_REFERENCE)
