"""What is asked of mentions: that each is a name in its field, tied to a thing that was observed."""

from __future__ import annotations

from typing import Final

from expectations.severity import ROW_LIMITS, Range
from expectations.suites.model import RowCheck, ShareCheck, Suite, contract_checks, contract_projection

TABLE: Final = "mentions"
HELD_BY_REFERENCE: Final = frozenset({"document_id"})
"""Its form is looked at once, in documents; in mentions the record must be found there."""

PROJECTION: Final = {
    "record_key": "hash(reading_id, record_number)",
    "entity_key": "hash(stored_entity_id)",
    **contract_projection(TABLE, without=HELD_BY_REFERENCE),
    "field_code": "CAST(CASE field WHEN 'title' THEN 0 WHEN 'lead' THEN 1 ELSE 2 END AS TINYINT)",
    "start_char": "CAST(start_char AS INTEGER)",
    "end_char": "CAST(end_char AS INTEGER)",
    "surface_chars": "CAST(length(surface) AS INTEGER)",
    "is_local": "starts_with(stored_entity_id, 'local:')",
    "is_linked": "link_confidence IS NOT NULL",
    "is_unresolved": "stored_entity_id NOT IN (SELECT entity_id FROM staged_entity_observations)",
    "is_untrimmed": "surface <> trim(surface)",
}

ROWS_SQL: Final = """
SELECT
    contract_not_null, contract_bounds, contract_allowed, contract_pattern,
    lag(m.end_char) OVER name_order > m.start_char AS is_overlapping,
    d.record_key IS NULL AS is_orphan,
    coalesce(
        m.end_char > CASE m.field_code WHEN 0 THEN d.title_chars WHEN 1 THEN d.lead_chars ELSE d.body_chars END, true
    ) AS is_outside,
    m.surface_chars <> m.end_char - m.start_char AS is_other_length,
    m.is_untrimmed,
    m.is_local = m.is_linked AS is_link_torn,
    m.is_unresolved,
    m.surface_chars::DOUBLE AS surface_chars,
    m.place
FROM mentions AS m
LEFT JOIN (SELECT record_key, any_value(title_chars) AS title_chars, any_value(lead_chars) AS lead_chars,
    any_value(body_chars) AS body_chars FROM documents GROUP BY record_key) AS d USING (record_key)
WINDOW name_order AS (PARTITION BY m.record_key, m.field_code ORDER BY m.start_char, m.end_char)
"""

RECORDS_SQL: Final = """
SELECT d.reading_id, d.record_number,
    concat_ws(':', d.document_id, ['title', 'lead', 'body'][m.field_code + 1], m.start_char) AS row_key, detail, place
FROM broken JOIN mentions AS m USING (place) JOIN documents AS d USING (record_key)
"""

ROWS: Final = (
    *contract_checks(TABLE, "fail", without=HELD_BY_REFERENCE),
    RowCheck(
        "document_exists",
        "is_orphan",
        "every mention's document is in the batch",
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
        "names_do_not_overlap",
        "is_overlapping",
        "each name starts where the one before has ended",
        "fail",
        column_name="start_char",
    ),
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
    RowCheck("surface_is_trimmed", "is_untrimmed", "no white space around a name", "warn", column_name="surface"),
    RowCheck(
        "surface_length", "surface_chars", "{asked} code points", "warn", "range", "surface", ROW_LIMITS.surface_chars
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

SUITE: Final = Suite(TABLE, TABLE, PROJECTION, ROWS_SQL, ROWS, RECORDS_SQL, SUMMARY_SQL, SHARES, HELD_BY_REFERENCE)
