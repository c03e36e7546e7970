"""What is asked of mentions: that each is a name in its field, tied to a thing that was observed."""

from __future__ import annotations

from typing import Final

from expectations.severity import Range
from expectations.suites.model import RowCheck, ShareCheck, Suite
from expectations.suites.spans import (
    DOCUMENTS_SQL,
    HELD_BY_REFERENCE,
    span_checks,
    span_flags,
    span_projection,
    span_records,
)

TABLE: Final = "mentions"

PROJECTION: Final = {
    **span_projection(TABLE, "surface"),
    "is_local": "starts_with(stored_entity_id, 'local:')",
    "is_linked": "link_confidence IS NOT NULL",
    "is_unresolved": "stored_entity_id NOT IN (SELECT entity_id FROM staged_entity_observations)",
}

ROWS_SQL: Final = f"""
SELECT
    {span_flags("surface")}
    s.is_local = s.is_linked AS is_link_torn,
    s.is_unresolved,
    s.place
FROM mentions AS s
{DOCUMENTS_SQL}
"""

ROWS: Final = (
    *span_checks(TABLE, "name", "surface"),
    RowCheck(
        "entity_is_resolvable",
        "is_unresolved",
        "every entity id was observed in the run",
        "fail",
        column_name="stored_entity_id",
    ),
    RowCheck(
        "link_confidence_fits_id",
        "is_link_torn",
        "link_confidence is null for local ids, and only there",
        "fail",
        column_name="link_confidence",
    ),
)

SUMMARY_SQL: Final = """
SELECT source_sha256, coalesce(word_count, 0) AS word_count, NULL AS is_local, 0 AS mention FROM documents
UNION ALL
SELECT source_sha256, 0, is_local, 1
FROM mentions JOIN (SELECT record_key, source_sha256 FROM documents) USING (record_key)
"""

SHARES: Final = (
    ShareCheck(
        "mentions_per_1000_words",
        "1000.0 * sum(mention) / nullif(sum(word_count), 0)",
        "count(*) FILTER (mention = 0)",
        Range(5, 150),
        None,
        None,
        "names per 1,000 words; a mixed corpus of 26,724 articles names 37",
    ),
    ShareCheck(
        "share_local_ids",
        "avg(is_local::INT)",
        "sum(mention)",
        Range(highest=0.8),
        None,
        "stored_entity_id",
        "share of mentions whose thing the knowledge base does not hold",
    ),
)

SUITE: Final = Suite(
    TABLE, TABLE, PROJECTION, ROWS_SQL, ROWS, span_records(TABLE), SUMMARY_SQL, SHARES, HELD_BY_REFERENCE
)
