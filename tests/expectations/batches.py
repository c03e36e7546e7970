"""Small batches as the shards stage them, and their projection as link would give it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from expectations.suites import PROJECTIONS
from transforms.contracts.tables import staged_schema

STARTED = datetime.fromisoformat("2024-05-06T07:08:00")
CHECKED = STARTED + timedelta(minutes=1)
BODY = "The harbour council of Vessel met on Monday. " * 8
SOURCE = "a" * 64


def key(*parts: object) -> str:
    """A 32-digit hash of anything."""
    return hashlib.md5(repr(parts).encode(), usedforsecurity=False).hexdigest()


def document(number: int, source: str = SOURCE, **changes: Any) -> dict[str, Any]:
    """A sound document, the record of that number in its source."""
    day = datetime.fromisoformat("2024-05-01")
    return {
        "document_id": key("document", source, number),
        "article_id": key("article", source, number),
        "identity_basis": "url",
        "external_id": str(number),
        "source_path": "news.jsonl",
        "source_sha256": source,
        "record_number": number,
        "start_byte": number * 100,
        "end_byte": number * 100 + 99,
        "format": "jsonl",
        "url": f"https://bulletin.example/{number}",
        "canonical_url": f"https://bulletin.example/{number}",
        "outlet_id": "bulletin.example",
        "outlet": "The Bulletin",
        "outlet_domain": "bulletin.example",
        "title": f"Harbour council meets, part {number}",
        "byline": [],
        "body": BODY,
        "language": "en",
        "language_confidence": 0.99,
        "is_language_reliable": True,
        "published_utc": day,
        "published_from_utc": day,
        "published_until_utc": day + timedelta(days=1),
        "published_precision": "day",
        "published_evidence": "record_field: 2024-05-01",
        "content_hash": key("content", number),
        "record_hash": key("record", number) * 2,
        "word_count": len(BODY.split()),
        "char_count": len(BODY),
        "flags": [],
        "pipeline_version": "1",
        "run_id": "run",
        "reading_id": key("reading", source),
        **changes,
    }


def mention(number: int, source: str = SOURCE, start: int = 4, end: int = 11, **changes: Any) -> dict[str, Any]:
    """A sound mention in the body of that document: BODY[4:11] is `harbour`."""
    return {
        "document_id": key("document", source, number),
        "field": "body",
        "start_char": start,
        "end_char": end,
        "surface": BODY[start:end],
        "entity_type": "ORGANIZATION",
        "stored_entity_id": "local:harbour",
        "method": "form",
        "confidence": 0.8,
        "link_confidence": None,
        "link_reason": None,
        "reading_id": key("reading", source),
        "record_number": number,
        **changes,
    }


def role(number: int, source: str = SOURCE, **changes: Any) -> dict[str, Any]:
    """A sound role of whoever the mention at 4 names: BODY[12:19] is `council`."""
    return {
        "document_id": key("document", source, number),
        "ordinal": 0,
        "field": "body",
        "start_char": 12,
        "end_char": 19,
        "title": BODY[12:19],
        "stored_entity_id": "local:harbour",
        "mention_start_char": 4,
        "stored_organization_entity_id": "local:harbour",
        "confidence": 0.9,
        "reading_id": key("reading", source),
        "record_number": number,
        **changes,
    }


def allusion(number: int, source: str = SOURCE, **changes: Any) -> dict[str, Any]:
    """A sound allusion: BODY[23:29] is `Vessel`."""
    return {
        "document_id": key("document", source, number),
        "field": "body",
        "start_char": 23,
        "end_char": 29,
        "surface": BODY[23:29],
        "kind": "demonym",
        "stored_entity_id": "local:harbour",
        "confidence": 0.9,
        "reading_id": key("reading", source),
        "record_number": number,
        **changes,
    }


def quote(number: int, source: str = SOURCE, **changes: Any) -> dict[str, Any]:
    """A sound quotation, said by whoever the mention at 4 names: BODY[30:43] is `met on Monday`."""
    return {
        "quote_id": key("quote", source, number),
        "document_id": key("document", source, number),
        "field": "body",
        "start_char": 30,
        "end_char": 43,
        "quote_text": BODY[30:43],
        "is_direct": True,
        "speaker_surface": BODY[4:11],
        "speaker_start_char": 4,
        "stored_speaker_entity_id": "local:harbour",
        "cue": None,
        "confidence": 0.9,
        "speaker_confidence": 0.9,
        "continues_quote_id": None,
        "reading_id": key("reading", source),
        "record_number": number,
        **changes,
    }


def citation(number: int, source: str = SOURCE, **changes: Any) -> dict[str, Any]:
    """A sound credit: BODY[23:29] is `Vessel`."""
    return {
        "document_id": key("document", source, number),
        "field": "body",
        "start_char": 23,
        "end_char": 29,
        "cue": BODY[20:22],
        "cited_surface": BODY[23:29],
        "cited_outlet_id": "vessel.example",
        "stored_cited_entity_id": "local:harbour",
        "kind": "report",
        "confidence": 0.9,
        "reading_id": key("reading", source),
        "record_number": number,
        **changes,
    }


def observation(entity_id: str = "local:harbour", **changes: Any) -> dict[str, Any]:
    """A sound observation of one entity."""
    return {
        "entity_id": entity_id,
        "entity_type": "ORGANIZATION",
        "label": "Harbour council",
        "is_known": not entity_id.startswith("local:"),
        "pipeline_version": "1",
        "run_id": "run",
        **changes,
    }


def record(number: int, verdict: str = "accepted", source: str = SOURCE) -> dict[str, Any]:
    """What became of one record."""
    return {
        "reading_id": key("reading", source),
        "source_sha256": source,
        "record_number": number,
        "verdict": verdict,
        "document_id": key("document", source, number) if verdict == "accepted" else None,
        "seen_utc": STARTED,
        "run_id": "run",
    }


def reject(number: int, source: str = SOURCE, **changes: Any) -> dict[str, Any]:
    """A refused record."""
    return {
        "reject_id": key("reject", source, number),
        "level": "record",
        "source_path": "news.jsonl",
        "source_sha256": source,
        "record_number": number,
        "start_byte": 0,
        "end_byte": 9,
        "reason": "JSON_SYNTAX",
        "run_id": "run",
        **changes,
    }


def sound_batch(count: int, source: str = SOURCE) -> dict[str, list[dict[str, Any]]]:
    """So many accepted records with three mentions and one of everything else each; names per word as in news."""
    numbers = range(1, count + 1)
    return {
        "documents": [document(number, source) for number in numbers],
        "mentions": [mention(number, source, start, start + 7) for number in numbers for start in (4, 49, 94)],
        "roles": [role(number, source) for number in numbers],
        "allusions": [allusion(number, source) for number in numbers],
        "quotes": [quote(number, source) for number in numbers],
        "citations": [citation(number, source) for number in numbers],
        "entity_observations": [observation()],
        "records": [record(number, source=source) for number in numbers],
        "rejects": [],
    }


def project(rows: dict[str, Iterable[dict[str, Any]]]) -> dict[str, pa.Table]:
    """Rows of staged tables → the narrow tables that are checked. Tables that are not given are empty."""
    con = duckdb.connect()
    projected = {}
    for name in PROJECTIONS:
        schema = pa.schema([field.with_nullable(True) for field in staged_schema(name)])
        con.register(f"staged_{name}", pa.Table.from_pylist(list(rows.get(name, ())), schema))
    for name, columns in PROJECTIONS.items():
        listed = ", ".join(f'{expression} AS "{column}"' for column, expression in columns.items())
        projected[name] = con.sql(f"SELECT {listed} FROM staged_{name}").to_arrow_table()
    con.close()
    return projected
