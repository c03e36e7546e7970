"""What is asked of rejects and of the books: known reasons, nothing lost in silence, and not too much refused."""

from __future__ import annotations

from typing import Final

from expectations.severity import Range
from expectations.suites.model import RowCheck, ShareCheck, Suite, contract_checks, contract_projection
from transforms.contracts.reasons import REASONS

TABLE: Final = "rejects"
_REASON_LIST: Final = ", ".join(f"'{code}'" for code in REASONS)

PROJECTION: Final = {
    "reject_id": "reject_id",
    "source_sha256": "source_sha256",
    "record_number": "record_number",
    **contract_projection(TABLE),
    "is_unknown_reason": f"reason NOT IN ({_REASON_LIST})",
    "is_span_torn": "coalesce(end_byte < start_byte, false)",
    "is_row_torn": "(level = 'row') <> (table_name IS NOT NULL)",
    "is_crash": "reason = 'PARSE_CRASH'",
}

RECORDS_PROJECTION: Final = {
    "record_key": "hash(reading_id, record_number)",
    "source_sha256": "source_sha256",
    "is_rejected": "verdict = 'rejected'",
}
"""The batch's records stand beside its rejects, because a share of rejects is a share of them."""

ROWS_SQL: Final = """
SELECT contract_not_null, contract_bounds, contract_allowed, contract_pattern, is_unknown_reason, is_span_torn,
    is_row_torn, place
FROM rejects
"""

ROWS: Final = (
    *contract_checks(TABLE, "invariant"),
    RowCheck("reason_is_known", "is_unknown_reason", "a reason of the closed list", "invariant", column_name="reason"),
    RowCheck("span_is_forward", "is_span_torn", "start_byte ≤ end_byte", "warn", column_name="end_byte"),
    RowCheck(
        "row_names_its_table",
        "is_row_torn",
        "table_name exactly where a row was refused",
        "warn",
        column_name="table_name",
    ),
)

SUMMARY_SQL: Final = """
SELECT source_sha256, 1 AS record, is_rejected::INT AS rejected, 0 AS crash FROM records
UNION ALL
SELECT source_sha256, 0, 0, is_crash::INT FROM rejects
"""

SHARES: Final = (
    ShareCheck(
        "share_rejected",
        "sum(rejected) / nullif(sum(record), 0)",
        "sum(record)",
        Range(highest=0.05),
        Range(highest=0.5),
        None,
        "share of records that were refused",
    ),
    ShareCheck(
        "share_crashed",
        "sum(crash) / nullif(sum(record), 0)",
        "sum(record)",
        Range(highest=0.001),
        None,
        "reason",
        "share of records on which reading failed inside the program",
    ),
)

SUITE: Final = Suite(TABLE, TABLE, PROJECTION, ROWS_SQL, ROWS, None, SUMMARY_SQL, SHARES)
