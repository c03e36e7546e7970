"""A published file as the faces see it, filled by hand: two articles, one in two revisions, with names and rejects.

The tables are native here, so that these tests ask nothing of linking or publishing. People and outlets are invented.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from transforms.contracts import TABLES
from warehouse.archive import archive_stream
from warehouse.paths import Home, open_home
from warehouse.store import Store

RUN = "0badcafe" * 4
EARLIER_RUN = "0badbeef" * 4
DOCUMENT, OLDER_DOCUMENT, OTHER_DOCUMENT = "aa11" * 8, "aa22" * 8, "bb33" * 8
ARTICLE, OTHER_ARTICLE = "cc44" * 8, "cc55" * 8
PERSON = "local:" + "dd66" * 8

TITLE = "Haven \x1b[31mdicht\x1b[0m na storm"
BODY = "VLISSINGEN — \n\nMaud Terwiel sloot de haven. Dat zei Terwiel in Oslo.\n\nTweede alinea."
LINE = b'{"id": "hk-7", "title": "Haven dicht na storm", "text": "Maud Terwiel sloot de haven."}'
DELIVERED = b'{"id": "hk-6"}\n' + LINE + b"\n"


def moment(text: str) -> datetime:
    """A time as the tables hold it: naive UTC."""
    return datetime.fromisoformat(text)


@dataclass(frozen=True)
class Desk:
    """A home with its published file."""

    home: Home
    sha256: str

    def execute(self, sql: str, *parameters: object) -> None:
        """Change the published file."""
        with duckdb.connect(str(self.home.published_path)) as con:
            con.execute(sql, list(parameters))


def _sql_type(type: pa.DataType) -> str:
    if pa.types.is_list(type):
        return f"{_sql_type(type.value_type)}[]"
    if pa.types.is_struct(type):
        fields = [f'"{field.name}" {_sql_type(field.type)}' for field in type.fields]
        return f"STRUCT({', '.join(fields)})"
    names = {pa.string(): "VARCHAR", pa.int64(): "BIGINT", pa.float64(): "DOUBLE", pa.bool_(): "BOOLEAN"}
    return names.get(type) or "TIMESTAMP"


def _insert(con: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    assert set(values) <= set(TABLES[table].column_names), set(values) - set(TABLES[table].column_names)
    con.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )


def _document(con: duckdb.DuckDBPyConnection, sha256: str, **values: Any) -> None:
    _insert(
        con,
        "documents",
        **{
            "identity_basis": "outlet_record",
            "revision": 1,
            "is_latest": True,
            "source_path": "inbox/haven.jsonl.gz",
            "source_sha256": sha256,
            "record_number": 2,
            "start_byte": 15,
            "end_byte": 15 + len(LINE),
            "format": "jsonl",
            "outlet_id": "havenkrant.example",
            "outlet": "De Havenkrant",
            "byline": ["Ilse Overbos"],
            "language": "nl",
            "language_confidence": 0.98,
            "is_language_reliable": True,
            "first_seen_utc": moment("2031-03-01 07:30"),
            "word_count": 14,
            "char_count": len(BODY),
            "flags": [],
            "pipeline_version": "0.1.0+feed",
            "run_id": RUN,
            **values,
        },
    )


def build(home: Home) -> Desk:
    """Make the published file, and keep the delivered file in the archive."""
    packed = gzip.compress(DELIVERED, mtime=0)
    sha256 = archive_stream(home, Store(), io.BytesIO(packed)).sha256
    assert sha256 == hashlib.sha256(packed).hexdigest()
    with duckdb.connect(str(home.published_path)) as con:
        con.execute("BEGIN")
        con.execute(
            "CREATE TABLE publication AS SELECT ? AS home, 'one' AS snapshot_id, 1 AS sequence, "
            "0 AS decision_sequence, 'test' AS contract_version, TIMESTAMP '2031-03-01 08:00' AS published_utc",
            [str(home.root)],
        )
        for table in TABLES.values():
            columns = ", ".join(f"{column.name} {_sql_type(column.type)}" for column in table.columns)
            con.execute(f"CREATE TABLE {table.name} ({columns})")
        con.execute("CREATE SCHEMA internal")
        con.execute("CREATE VIEW internal.redirects AS SELECT from_entity_id, to_entity_id FROM main.entity_redirects")
        con.execute("CREATE TABLE internal.commit_order AS SELECT ? AS run_id, 1 AS place", [RUN])
        _document(con, sha256, document_id=OLDER_DOCUMENT, article_id=ARTICLE, is_latest=False, title="Haven open")
        _document(
            con,
            sha256,
            document_id=DOCUMENT,
            article_id=ARTICLE,
            external_id="hk-7",
            revision=2,
            title=TITLE,
            body=BODY,
            url="https://havenkrant.example/haven?utm_source=x",
            canonical_url="https://havenkrant.example/haven",
            published_utc=moment("2031-03-01 00:00"),
            published_from_utc=moment("2031-03-01 00:00"),
            published_until_utc=moment("2031-03-02 00:00"),
            published_precision="day",
            published_evidence="record_field: 2031-03-01",
            flags=["TEXT_CONTROL"],
        )
        _document(
            con,
            sha256,
            document_id=OTHER_DOCUMENT,
            article_id=OTHER_ARTICLE,
            external_id="hk-6",
            language="nb",
            title="Oslo venter",
            outlet="Fjordposten",
        )
        end = len(BODY)
        second = BODY.index("Tweede")
        for ordinal, (role, field, start, stop, text) in enumerate(
            [
                ("title", "title", 0, len(TITLE), None),
                ("furniture", None, None, None, "Lees ook: Storm\x1b[2J op komst"),
                ("dateline", "body", 0, 15, None),
                ("paragraph", "body", 15, second - 2, None),
                ("paragraph", "body", second, end, None),
                ("credit", None, None, None, "Foto: Persdienst Zuid"),
                ("comment", None, None, None, None),
            ]
        ):
            _insert(
                con,
                "segments",
                document_id=DOCUMENT,
                ordinal=ordinal,
                role=role,
                field=field,
                start_char=start,
                end_char=stop,
                text=text,
            )
        for surface, entity, kind, at in (
            ("Maud Terwiel", PERSON, "PERSON", BODY.index("Maud")),
            ("Terwiel", PERSON, "PERSON", BODY.rindex("Terwiel")),
            ("Oslo", "geonames:3143244", "LOCATION", BODY.index("Oslo")),
        ):
            _insert(
                con,
                "mentions",
                document_id=DOCUMENT,
                field="body",
                start_char=at,
                end_char=at + len(surface),
                surface=surface,
                entity_type=kind,
                entity_id=entity,
                stored_entity_id=entity,
                method="form" if kind == "PERSON" else "knowledge",
                confidence=0.8,
                link_confidence=None if kind == "PERSON" else 0.95,
                link_reason=None if kind == "PERSON" else "only place of that name above 100,000 people",
            )
        seen = {"first_seen_utc": moment("2031-03-01 07:30"), "last_seen_utc": moment("2031-03-02 00:00")}
        for entity_id, kind, label, is_known, mentions in (
            (PERSON, "PERSON", "Maud Terwiel", False, 2),
            ("geonames:3143244", "LOCATION", "Oslo", True, 1),
            ("local:" + "dd77" * 8, "PERSON", "Oslo", False, 0),
        ):
            _insert(
                con,
                "entities",
                entity_id=entity_id,
                entity_type=kind,
                label=label,
                is_known=is_known,
                mention_count=mentions,
                document_count=1,
                **seen,
            )
        _insert(con, "entity_aliases", entity_id=PERSON, alias="Terwiel", language="nl", mention_count=1)
        _insert(con, "entity_aliases", entity_id=PERSON, alias="Maud Terwiel", language="nl", mention_count=1)
        _insert(
            con,
            "entity_redirects",
            from_entity_id="local:" + "ee88" * 8,
            to_entity_id="geonames:3143244",
            kind="known",
            reason="the knowledge base learned it",
        )
        for number, verdict, document in (
            (1, "accepted", OTHER_DOCUMENT),
            (2, "accepted", DOCUMENT),
            (3, "duplicate", DOCUMENT),
        ):
            _insert(
                con,
                "records",
                reading_id="ab" * 16,
                source_sha256=sha256,
                record_number=number,
                verdict=verdict,
                document_id=document,
                seen_utc=moment("2031-03-01 07:00"),
                run_id=RUN,
            )
        _insert(
            con,
            "sources",
            reading_id="ab" * 16,
            source_sha256=sha256,
            source_path="inbox/haven.jsonl.gz",
            format="jsonl",
            compression="gzip",
            run_id=RUN,
        )
        for number, reason in enumerate(("JSON_SYNTAX", "JSON_SYNTAX", "TEXT_TOO_SHORT"), 4):
            _insert(
                con,
                "rejects",
                reject_id=f"{number:032x}",
                level="record",
                source_path="=cmd|calc\x1b[0m.jsonl",
                record_number=number,
                reason=reason,
                detail="@line 1",
                status="open",
                run_id=RUN,
            )
        for run_id, hour, status in ((EARLIER_RUN, 6, "failed"), (RUN, 7, "succeeded")):
            started = moment(f"2031-03-01 {hour:02}:00")
            _insert(con, "runs", run_id=run_id, started_utc=started, finished_utc=started, status=status)
        for expectation, severity, is_success in (
            ("body is long enough", "warn", False),
            ("title is there", "fail", True),
            ("languages are known", "warn", True),
        ):
            _insert(
                con,
                "quality_results",
                run_id=RUN,
                suite="documents",
                expectation=expectation,
                severity=severity,
                is_success=is_success,
                observed="0.5",
                threshold="0.9",
            )
        con.execute("COMMIT")
    return Desk(home, sha256)


_BUILT: dict[Path, Desk] = {}
"""The desk of this session, by its folder for temporary files; each test gets a copy."""


@pytest.fixture
def desk(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A home with a published file of native tables."""
    base = tmp_path_factory.getbasetemp()
    if base not in _BUILT:
        _BUILT[base] = build(open_home(tmp_path_factory.mktemp("newsdesk") / "home", Store()))
    built = _BUILT[base]
    copied = Desk(Home(Path(shutil.copytree(built.home.root, tmp_path / "home"))), built.sha256)
    copied.execute("UPDATE publication SET home = ?", str(copied.home.root))
    return copied
