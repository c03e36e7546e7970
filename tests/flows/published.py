"""A published database made by hand: the contract's tables with rows that a test gives."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from transforms.contracts import TABLES

Rows = dict[str, list[dict[str, Any]]]
RUN_ID = "5e" * 16
START = datetime.fromisoformat("2024-05-06T07:08:00")


def published(rows: Rows) -> duckdb.DuckDBPyConnection:
    """Every table of the contract, with these rows; columns that a row lacks are null."""
    con = duckdb.connect(":memory:")
    con.execute("SET python_enable_replacements = false")
    for name, table in TABLES.items():
        schema = pa.schema([(column.name, column.type) for column in table.columns])
        con.register("given", pa.Table.from_pylist(rows.get(name, []), schema))
        con.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        con.unregister("given")
    con.execute("CREATE SCHEMA internal")
    con.execute("CREATE VIEW internal.redirects AS SELECT from_entity_id, to_entity_id FROM main.entity_redirects")
    return con


def run(number: int = 0, status: str = "succeeded", **changes: Any) -> dict[str, Any]:
    """The last run, or one of that many hours earlier."""
    started = START - timedelta(hours=number)
    return {
        "run_id": RUN_ID if not number else f"{number:032x}",
        "started_utc": started,
        "finished_utc": started + timedelta(seconds=12.4 + 70 * number),
        "status": status,
        "read_count": 40,
        "accepted_count": 34,
        "duplicate_count": 2,
        "rejected_count": 4,
        "pipeline_version": "0.1.0+3b9ac1f2",
        "snapshot_id": f"{number + 7:032x}",
        **changes,
    }


def document(
    number: int, language: str = "en", published_utc: datetime | None = START, **changes: Any
) -> dict[str, Any]:
    """One article of a day."""
    return {
        "document_id": f"{number:032x}",
        "is_latest": True,
        "title": f"Harbour council meets, part {number}",
        "language": language,
        "is_language_reliable": True,
        "published_utc": published_utc,
        "published_precision": "day" if published_utc else None,
        "first_seen_utc": START,
        **changes,
    }


def entity(label: str, count: int, kind: str = "PERSON", **changes: Any) -> dict[str, Any]:
    """One thing that so many documents name."""
    return {
        "entity_id": f"local:{label}",
        "entity_type": kind,
        "label": label,
        "document_count": count,
        "mention_count": count * 2,
        **changes,
    }


def reject(number: int, reason: str = "JSON_SYNTAX", **changes: Any) -> dict[str, Any]:
    """One refused record of the last run."""
    return {
        "reject_id": f"{number:032x}",
        "level": "record",
        "source_path": "/deliveries/may/bulletin.jsonl",
        "source_sha256": "a" * 64,
        "record_number": number,
        "start_byte": number * 1200,
        "end_byte": number * 1200 + 950,
        "reason": reason,
        "detail": "line 1, column 17: a comma is missing",
        "status": "open",
        "run_id": RUN_ID,
        **changes,
    }


def result(expectation: str, is_success: bool = True, severity: str = "warn", **changes: Any) -> dict[str, Any]:
    """One checked expectation of the last run."""
    return {
        "run_id": RUN_ID,
        "suite": "documents",
        "expectation": expectation,
        "observed": "4 % of 812",
        "threshold": "at most 10 %",
        "severity": severity,
        "is_success": is_success,
        "checked_utc": START,
        **changes,
    }


def source(number: int, **changes: Any) -> dict[str, Any]:
    """One file of the last run."""
    return {
        "reading_id": f"{number:032x}",
        "reading_ordinal": number,
        "source_sha256": "a" * 64 if not number else f"{number:064x}",
        "source_path": f"/deliveries/may/bulletin{number or ''}.jsonl",
        "format": "jsonl",
        "is_acknowledged": False,
        "read_count": 40,
        "accepted_count": 34,
        "duplicate_count": 2,
        "rejected_count": 4,
        "run_id": RUN_ID,
        **changes,
    }


def outlet(number: int) -> dict[str, Any]:
    """One publisher."""
    return {"outlet_id": f"bulletin{number}.example", "label": f"Bulletin {number}", "document_count": 1}


LANGUAGES = ("en nl de fr nb nn es pt ru pl cs uk bg hr sl sv da fi it ro hu el tr ar he fa zh ja ko sw und").split()


def newsroom(languages: Iterable[str] = LANGUAGES, days: int = 150, count: int = 1500) -> Rows:
    """Months of news in many languages, with long names, names in other scripts, scripts for names, and trouble."""
    dice = random.Random(11)
    codes = list(languages)
    weights = [1 / (place + 1) for place in range(len(codes))]
    documents = [
        document(
            number,
            dice.choices(codes, weights)[0],
            START - timedelta(days=dice.randrange(days)) if dice.random() > 0.2 else None,
            is_language_reliable=dice.random() > 0.1,
        )
        for number in range(count)
    ]
    documents[0].update(published_utc=datetime.fromisoformat("1994-02-01"))
    documents[1].update(published_precision="month", published_utc=datetime.fromisoformat("2024-03-01"))
    names = [
        entity("Ukraine", 412, "LOCATION", entity_id="iso3166:UA"),
        entity("European Commission", 377, "ORGANIZATION", entity_id="wikidata:Q8880"),
        entity("Maren Oudeland", 260),
        entity("<script>alert(1)</script>", 201),
        entity("Federal Ministry for Economic Affairs, Climate Action, Harbours, Lighthouses and Inland Waterways", 180,
               "ORGANIZATION"),
        entity("وزارة الخارجية", 171, "ORGANIZATION"),
        entity("משרד החוץ", 166, "ORGANIZATION"),
        entity("Георгий Ладожский", 150),
        entity("Springfield", 120, "LOCATION"),
        entity("Springfield", 119, "LOCATION", entity_id="geonames:2"),
        *(entity(f"Person {number}", 100 - number) for number in range(15)),
    ]  # fmt: skip
    return {
        "documents": documents,
        "entities": names,
        "mentions": [{"document_id": f"{number:032x}", "surface": "x"} for number in range(400)],
        "outlets": [outlet(number) for number in range(14)],
        "runs": [
            run(read_count=1547, accepted_count=count, duplicate_count=6, rejected_count=41),
            *(run(number) for number in range(1, 5)),
            run(5, "failed", error="documents: key_is_unique (document_id) is broken by 2 of 40 rows",
                read_count=0, accepted_count=0, duplicate_count=0, rejected_count=0),
        ],
        "snapshots": [{"snapshot_id": "7", "committed_utc": START}],
        "sources": [
            source(0, source_path="/deliveries/may/" + "an-endless-name-" * 9 + "<b>.jsonl"),
            *(source(number) for number in range(1, 4)),
            source(4, is_acknowledged=True, accepted_count=0, duplicate_count=40, rejected_count=0),
        ],
        "rejects": [
            *(reject(number) for number in range(23)),
            *(reject(100 + number, "TEXT_TOO_SHORT", detail="12 characters and no title") for number in range(9)),
            *(reject(200 + number, "JSON_DUP_KEY", detail="the key <script>alert(2)</script>", status="closed")
              for number in range(4)),
            reject(300, "FILE_EMPTY", level="file", record_number=None, start_byte=None, end_byte=None, detail=None,
                   source_path="/deliveries/may/empty.txt"),
            *(reject(400 + number, "QUALITY_ROW", level="row", table_name="mentions",
                     detail="mentions: offsets_in_field (end_char)") for number in range(2)),
        ],
        "quality_results": [
            result("share_rejected", False, "fail", suite="rejects", source_sha256="a" * 64, observed="57.5 % of 412",
                   threshold="at most 50 %"),
            result("share_without_date", False, "warn", column_name="published_utc", observed="71 % of 1,500",
                   threshold="at most 60 %"),
            result("offsets_in_field", False, "fail", suite="mentions", column_name="end_char",
                   observed="2 of 3,211 rows", threshold="end_char ≤ length of the field", unexpected_count=2),
            result("body_length", column_name="body", observed="0 of 1,500 rows; from 210 to 9,811, median 1,874",
                   threshold="40 to 60,000 code points"),
            result("contract_not_null", severity="fail", observed="0 of 1,500 rows",
                   threshold="no nulls in document_id, article_id, identity_basis, source_path, source_sha256, "
                   "record_number, start_byte, end_byte, format, byline, language"),
            result("reason_is_known", severity="fail", suite="rejects", observed="not judged: no rows",
                   threshold="a reason of the closed list"),
        ],
    }  # fmt: skip
