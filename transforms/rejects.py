"""Rows of the books: what became of a record, and why one was refused."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from transforms.model import Refusal, Span


def _digest(*parts: object) -> str:
    joined = "\0".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def record_row(
    reading_id: str,
    source_sha256: str | None,
    span: Span | None,
    document_id: str | None,
    seen_utc: datetime,
    run_id: str,
) -> dict[str, Any]:
    """One row of ``records``: accepted with a document, rejected without. A refused file has no span and is its own
    record 1."""
    return {
        "reading_id": reading_id,
        "source_sha256": source_sha256,
        "record_number": span.record_number if span else 1,
        "start_byte": span.start_byte if span else None,
        "end_byte": span.end_byte if span else None,
        "verdict": "rejected" if document_id is None else "accepted",
        "document_id": document_id,
        "seen_utc": seen_utc,
        "run_id": run_id,
    }


def reject_row(
    level: str,
    source_path: str,
    source_sha256: str | None,
    span: Span | None,
    refusal: Refusal,
    run_id: str,
    *,
    table_name: str | None = None,
    row_key: str | None = None,
) -> dict[str, Any]:
    """One row of ``rejects``. The id hashes source, place, table, row and reason, so that one fault read twice is one
    row."""
    source = source_sha256 or source_path
    return {
        "reject_id": _digest(
            source, span and span.record_number, span and span.start_byte, table_name, row_key, refusal.reason
        ),
        "level": level,
        "table_name": table_name,
        "row_key": row_key,
        "source_path": source_path,
        "source_sha256": source_sha256,
        "record_number": span.record_number if span else None,
        "start_byte": span.start_byte if span else None,
        "end_byte": span.end_byte if span else None,
        "reason": refusal.reason,
        "detail": refusal.detail,
        "run_id": run_id,
    }
