"""What is asked of documents: their contract, and that they look like news articles of a known day and language."""

from __future__ import annotations

from typing import Final

from expectations.severity import ROW_LIMITS, Range
from expectations.suites.model import RowCheck, ShareCheck, Suite, contract_checks, contract_projection
from transforms.contracts.reasons import FLAGS

TABLE: Final = "documents"
_FLAG_LIST: Final = ", ".join(f"'{code}'" for code in FLAGS)
LONG_TEXT_CHARS: Final = 200
"""Code points from which a text should show its language: engines agree on sentences of half that length."""
SPACELESS: Final = "('zh', 'ja', 'th', 'lo', 'km', 'my')"
"""Languages written without spaces, whose words cannot be counted by them."""

PROJECTION: Final = {
    "record_key": "hash(reading_id, record_number)",
    "reading_id": "reading_id",
    "record_number": "record_number",
    "source_sha256": "source_sha256",
    "document_id": "document_id",
    **contract_projection(TABLE),
    "title_chars": "CAST(length(title) AS INTEGER)",
    "lead_chars": "CAST(length(lead) AS INTEGER)",
    "body_chars": "CAST(length(body) AS INTEGER)",
    "word_count": "word_count",
    "has_outlet": "outlet_id IS NOT NULL",
    "published_utc": "published_utc",
    "is_date_torn": (
        "(published_utc IS NULL) <> (published_precision IS NULL)"
        " OR (published_utc IS NULL) <> (published_evidence IS NULL)"
        " OR (published_utc IS NULL) <> (published_from_utc IS NULL)"
        " OR (published_utc IS NULL) <> (published_until_utc IS NULL)"
    ),
    "is_date_unbounded": (
        "coalesce(published_from_utc >= published_until_utc OR CASE published_precision"
        " WHEN 'year' THEN published_from_utc < published_utc OR published_until_utc > published_utc + INTERVAL 1 YEAR"
        " WHEN 'month' THEN published_from_utc < published_utc"
        " OR published_until_utc > published_utc + INTERVAL 1 MONTH"
        " ELSE published_from_utc > published_utc OR published_until_utc <= published_utc END, false)"
    ),
    "has_unknown_flag": f"len(list_filter(flags, lambda f: f NOT IN ({_FLAG_LIST}))) > 0",
    "is_span_torn": "end_byte < start_byte",
    "is_und": "language = 'und'",
    "is_spaceless": f"language IN {SPACELESS}",
    "is_language_unreliable": "NOT is_language_reliable",
    "is_reliable_und": "language = 'und' AND is_language_reliable",
    "is_cut": "list_contains(flags, 'TEXT_CUT')",
    "is_damaged": "list_contains(flags, 'ENC_REPLACED') OR list_contains(flags, 'TEXT_SURROGATE')",
}

ROWS_SQL: Final = """
SELECT
    contract_not_null, contract_bounds, contract_allowed, contract_pattern,
    count(*) OVER (PARTITION BY document_id) > 1 AS is_repeated,
    title_chars IS NULL AND body_chars IS NULL AS is_empty,
    title_chars::DOUBLE AS title_chars,
    body_chars::DOUBLE AS body_chars,
    CASE WHEN word_count > 0 AND NOT is_spaceless THEN body_chars / word_count END AS word_chars,
    published_utc, is_date_torn, is_date_unbounded, has_unknown_flag, is_span_torn, is_reliable_und, place
FROM documents
"""

RECORDS_SQL: Final = """
SELECT reading_id, record_number, document_id AS row_key, detail, place FROM broken JOIN documents USING (place)
"""

ROWS: Final = (
    *contract_checks(TABLE, "fail"),
    RowCheck("key_is_unique", "is_repeated", "no document_id twice", "invariant", column_name="document_id"),
    RowCheck("has_title_or_body", "is_empty", "a title or a body in every document", "fail"),
    RowCheck(
        "date_is_whole",
        "is_date_torn",
        "a date has precision, bounds and evidence, or nothing",
        "fail",
        column_name="published_utc",
    ),
    RowCheck(
        "date_within_its_bounds",
        "is_date_unbounded",
        "from ≤ published < until; of a year or month, the bounds lie within it",
        "fail",
        column_name="published_utc",
    ),
    RowCheck("flags_are_known", "has_unknown_flag", "flags of the closed list", "fail", column_name="flags"),
    RowCheck("span_is_forward", "is_span_torn", "start_byte ≤ end_byte", "fail", column_name="end_byte"),
    RowCheck(
        "und_is_never_reliable",
        "is_reliable_und",
        "an undetermined language is not called reliable",
        "fail",
        column_name="is_language_reliable",
    ),
    RowCheck(
        "published_in_range",
        "published_utc",
        "from {earliest} to {latest}",
        "warn",
        "time",
        column_name="published_utc",
    ),
    RowCheck("body_length", "body_chars", "{asked} code points", "warn", "range", "body", ROW_LIMITS.body_chars),
    RowCheck("title_length", "title_chars", "{asked} code points", "warn", "range", "title", ROW_LIMITS.title_chars),
    RowCheck(
        "body_is_prose", "word_chars", "{asked} code points a word", "warn", "range", "body", ROW_LIMITS.word_chars
    ),
)

SUMMARY_SQL: Final = "SELECT * FROM documents"

SHARES: Final = (
    ShareCheck(
        "share_undetermined",
        f"avg((is_und)::INT) FILTER (coalesce(body_chars, title_chars) >= {LONG_TEXT_CHARS})",
        f"count(*) FILTER (coalesce(body_chars, title_chars) >= {LONG_TEXT_CHARS})",
        Range(highest=0.1),
        Range(highest=0.8),
        "language",
        f"share of texts of {LONG_TEXT_CHARS} code points or more whose language is unknown",
    ),
    ShareCheck(
        "share_unreliable_language",
        f"avg((is_language_unreliable)::INT) FILTER (coalesce(body_chars, title_chars) >= {LONG_TEXT_CHARS})",
        f"count(*) FILTER (coalesce(body_chars, title_chars) >= {LONG_TEXT_CHARS})",
        Range(highest=0.25),
        None,
        "is_language_reliable",
        f"share of texts of {LONG_TEXT_CHARS} code points or more whose language is a guess",
    ),
    ShareCheck(
        "share_without_date",
        "avg((published_utc IS NULL)::INT)",
        "count(*)",
        Range(highest=0.6),
        None,
        "published_utc",
        "share of documents without a date",
    ),
    ShareCheck(
        "share_without_title",
        "avg((title_chars IS NULL)::INT)",
        "count(*)",
        Range(highest=0.2),
        None,
        "title",
        "share of documents without a title",
    ),
    ShareCheck(
        "share_without_outlet",
        "avg((NOT has_outlet)::INT)",
        "count(*)",
        Range(highest=0.6),
        None,
        "outlet_id",
        "share of documents whose outlet is unknown",
    ),
    ShareCheck(
        "share_without_body",
        "avg((body_chars IS NULL)::INT)",
        "count(*)",
        Range(highest=0.5),
        None,
        "body",
        "share of documents that are a headline alone",
    ),
    ShareCheck(
        "share_cut",
        "avg(is_cut::INT)",
        "count(*)",
        Range(highest=0.25),
        None,
        "body",
        "share of documents that the supplier cut",
    ),
    ShareCheck(
        "share_damaged",
        "avg(is_damaged::INT)",
        "count(*)",
        Range(highest=0.02),
        Range(highest=0.5),
        "body",
        "share of documents with bytes that fitted no encoding",
    ),
    ShareCheck(
        "median_body_length",
        "median(body_chars)",
        "count(body_chars)",
        Range(200, 20_000),
        None,
        "body",
        "middle length of the bodies, in code points",
    ),
)

SUITE: Final = Suite(TABLE, TABLE, PROJECTION, ROWS_SQL, ROWS, RECORDS_SQL, SUMMARY_SQL, SHARES)
