"""A tiny newsroom for the tests: invented records → staged files → a committed run, without readers or
language models."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

from transforms.contracts.tables import LAKE_TABLES, TABLES, arrow_schema, staged_schema
from transforms.copies.sign import sign
from transforms.link import decide
from transforms.rows import signature_row
from warehouse.catalog import Catalog, Commit, RunRow, Snapshot
from warehouse.consolidate import NO_RULES, LandingRules, Plan, consolidate
from warehouse.lake import StagedFile, read_files, stage
from warehouse.linking import Batch, LinkRules, Reading
from warehouse.paths import Home, open_home
from warehouse.store import Store


def moment(*parts: int) -> datetime:
    """A moment as the tables hold it: naive UTC."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc,arg-type]


FIRST_RUN = moment(2031, 3, 1, 6, 0)


def digest(*parts: object, size: int = 16) -> str:
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=size).hexdigest()


def begin(run_id: str) -> datetime:
    """When a run of the newsroom began: one an hour."""
    return FIRST_RUN + timedelta(hours=int(run_id[3:]))


@dataclass(frozen=True)
class Name:
    """One name in the body. ``role`` is what the body calls it right there, ``role_at`` the id of the body it is at;
    ``is_allusion``: the words only point to the entity."""

    surface: str
    entity_id: str
    entity_type: str = "PERSON"
    label: str | None = None
    country: str | None = None
    role: str | None = None
    role_at: str | None = None
    is_allusion: bool = False


@dataclass(frozen=True)
class Record:
    """One record of a file. ``noise`` stands in its bytes and nowhere else; ``features`` are those of its story, None
    where an older version found none."""

    title: str = "Bridge opens"
    body: str | None = "The bridge over the Vire opened on Monday."
    url: str | None = None
    outlet: str = "courier.example"
    external_id: str | None = None
    language: str = "en"
    names: tuple[Name, ...] = ()
    collected: datetime | None = None
    published: datetime | None = None
    precision: str | None = None
    flags: tuple[str, ...] = ()
    extra: str | None = None
    noise: str = ""
    is_broken: bool = False
    is_signed: bool = False
    until: datetime | None = None
    features: tuple[str, ...] | None = None

    @property
    def record_hash(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @property
    def content_hash(self) -> str:
        return digest("content", self.title, self.body)


@dataclass(frozen=True)
class File:
    """One delivered file; equal records make equal bytes, whatever its path."""

    path: str
    records: tuple[Record, ...]
    reason: str | None = None

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(repr([record.record_hash for record in self.records]).encode()).hexdigest()


def identify(outlet_id: str | None, external_id: str | None, content_hash: str) -> tuple[str, str]:
    if external_id is not None:
        return digest("record", outlet_id, external_id), "outlet_record"
    return digest("content", outlet_id, content_hash), "content"


def are_unlike(texts: Iterable[str]) -> bool:
    """Texts of five or more words that share none."""
    words = [set(text.lower().split()) for text in texts]
    return any(len(a) >= 5 and len(b) >= 5 and not a & b for number, a in enumerate(words) for b in words[number + 1 :])


RULES = LinkRules(decide, are_unlike, identify)


@dataclass
class Newsroom:
    """One home with its catalog, and a pipeline whose version a test can change."""

    home: Home
    store: Store
    catalog: Catalog
    pipeline_version: str = "1"
    label_suffix: str = ""
    numbers: Any = field(default_factory=lambda: count(1))

    @classmethod
    def at(cls, root: Path) -> Newsroom:
        store = Store()
        home = open_home(root, store)
        clock = count(1)
        return cls(home, store, Catalog.open(home, store, now=lambda: FIRST_RUN + timedelta(minutes=10 * next(clock))))

    def start(self, files: Sequence[File]) -> Batch:
        """Read the files and open the batch of one run over them; what landed under this version is acknowledged."""
        run_id = f"run{next(self.numbers):03d}"
        started_utc = begin(run_id)
        head = self.catalog.head()
        landed = self.catalog.files(head)
        sources = [file for file in landed if file.table_name == "sources"]
        done = {
            (row["source_sha256"], row["pipeline_version"])
            for row in read_files(self.home, sources, schema=arrow_schema("sources")).to_pylist()
        }
        readings = []
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in LAKE_TABLES}
        for ordinal, file in enumerate(files):
            is_acknowledged = (file.sha256, self.pipeline_version) in done
            reading = Reading(
                reading_id=digest("reading", run_id, ordinal, file.path),
                reading_ordinal=ordinal,
                source_path=file.path,
                source_sha256=file.sha256,
                format=None if file.reason else "jsonl",
                size_bytes=100 * len(file.records),
                is_acknowledged=is_acknowledged,
                reason=file.reason,
                record_count=len(file.records),
            )
            readings.append(reading)
            if not is_acknowledged and file.reason is None:
                self._read(reading, file, run_id, started_utc, rows)
        staged = [file for name, found in rows.items() for file in self._stage(run_id, name, found)]
        return Batch.open(
            self.home,
            run_id=run_id,
            started_utc=started_utc,
            pipeline_version=self.pipeline_version,
            readings=readings,
            staged=staged,
            landed=landed,
            runs=self.catalog.runs(),
            memory_bytes=2**28,
            threads=1,
        )

    def _stage(self, run_id: str, name: str, rows: list[dict[str, Any]]) -> list[StagedFile]:
        """In pieces, as shards do."""
        pieces = [rows[at : at + 300] for at in range(0, len(rows), 300)]
        tables = [pa.Table.from_pylist(piece, staged_schema(name)) for piece in pieces]
        files = [stage(self.home, self.store, run_id, name, table) for table in tables]
        return [file for file in files if file is not None]

    def _read(
        self, reading: Reading, file: File, run_id: str, started_utc: datetime, rows: dict[str, list[dict[str, Any]]]
    ) -> None:
        entities: dict[str, Name] = {}
        for number, record in enumerate(file.records, 1):
            place = {"reading_id": reading.reading_id, "record_number": number}
            book = {
                **place,
                "source_sha256": file.sha256,
                "start_byte": 100 * (number - 1),
                "end_byte": 100 * number,
                "seen_utc": record.collected or started_utc,
                "run_id": run_id,
            }
            if record.is_broken:
                rows["records"].append(book | {"verdict": "rejected", "document_id": None})
                rows["rejects"].append(
                    {
                        "reject_id": digest("reject", file.sha256, number),
                        "level": "record",
                        "source_path": file.path,
                        "source_sha256": file.sha256,
                        "record_number": number,
                        "reason": "JSON_SYNTAX",
                        "run_id": run_id,
                    }
                )
                continue
            document = self._document(reading, file, number, record, run_id)
            rows["documents"].append(document)
            rows["records"].append(book | {"verdict": "accepted", "document_id": document["document_id"]})
            child = place | {"document_id": document["document_id"]}
            rows["segments"] += [
                child
                | {"ordinal": 0, "role": "title", "field": "title", "start_char": 0, "end_char": len(record.title)},
                child | {"ordinal": 1, "role": "furniture", "text": f"Menu {self.pipeline_version}"},
            ]
            if record.is_signed:
                signature = sign(record.title, record.body)
                rows["signatures"].append(signature_row(document["document_id"], place, signature))
            if record.features is not None:
                rows["story_features"].append(
                    child | {"features": [{"feature": feature, "weight": 1.0} for feature in record.features]}
                )
            for name in record.names:
                start = (record.body or "").index(name.surface)
                entities[name.entity_id] = name
                where = {"field": "body", "start_char": start, "end_char": start + len(name.surface)}
                if name.is_allusion:
                    words = {"surface": name.surface, "kind": "demonym"}
                    rows["allusions"].append(
                        child | where | words | {"stored_entity_id": name.entity_id, "confidence": 0.9}
                    )
                    continue
                if name.role is not None:
                    rows["roles"].append(
                        child
                        | where
                        | {
                            "ordinal": len(rows["roles"]),
                            "title": name.role,
                            "stored_entity_id": name.entity_id,
                            "mention_start_char": start,
                            "stored_organization_entity_id": name.role_at,
                            "confidence": 0.9,
                        }
                    )
                rows["mentions"].append(
                    child
                    | where
                    | {
                        "surface": name.surface,
                        "entity_type": name.entity_type,
                        "stored_entity_id": name.entity_id,
                        "method": "form",
                        "confidence": 0.8,
                    }
                )
        rows["entity_observations"] += [
            {
                "entity_id": entity_id,
                "entity_type": name.entity_type,
                "label": (name.label or name.surface) + self.label_suffix,
                "country": name.country,
                "is_known": not entity_id.startswith("local:"),
                "pipeline_version": self.pipeline_version,
                "run_id": run_id,
            }
            for entity_id, name in entities.items()
        ]

    def _document(self, reading: Reading, file: File, number: int, record: Record, run_id: str) -> dict[str, Any]:
        if record.url is not None:
            article_id, basis = digest("url", record.url.partition("://")[2]), "url"
        else:
            article_id, basis = identify(record.outlet, record.external_id, record.content_hash)
        return {
            "document_id": digest(article_id, record.content_hash),
            "article_id": article_id,
            "identity_basis": basis,
            "external_id": record.external_id or file.path.rpartition("/")[2],
            "source_path": file.path,
            "source_sha256": file.sha256,
            "record_number": number,
            "start_byte": 100 * (number - 1),
            "end_byte": 100 * number + len(record.extra or ""),
            "format": "jsonl",
            "url": record.url,
            "canonical_url": record.url,
            "outlet_id": record.outlet,
            "outlet": record.outlet.partition(".")[0].title(),
            "outlet_domain": record.outlet,
            "title": record.title,
            "byline": [],
            "body": record.body,
            "language": record.language,
            "language_confidence": 0.9,
            "is_language_reliable": True,
            "published_utc": record.published,
            "published_precision": record.precision,
            "published_from_utc": record.published,
            "published_until_utc": record.until,
            "collected_utc": record.collected,
            "content_hash": record.content_hash,
            "record_hash": record.record_hash,
            "word_count": len((record.body or record.title).split()),
            "char_count": len(record.body or record.title),
            "flags": sorted(record.flags),
            "extra": record.extra,
            "pipeline_version": self.pipeline_version,
            "run_id": run_id,
            "reading_id": reading.reading_id,
        }

    def commit(self, batch: Batch, plan: Plan) -> Snapshot:
        """Commit what was consolidated."""
        run = RunRow(batch.run_id, begin(batch.run_id), "succeeded", self.pipeline_version, **plan.counts)
        return self.catalog.commit(Commit(self.catalog.head(), "run", run, plan.files_added, plan.files_removed))

    def run(self, *files: File, rules: LandingRules = NO_RULES) -> Plan:
        """One whole run over these files."""
        with self.start(files) as batch:
            batch.link(RULES)
            plan = consolidate(batch, self.home, self.store, rules=rules)
            self.commit(batch, plan)
        return plan

    def rows(self, table_name: str) -> list[dict[str, Any]]:
        """The head's rows of a lake table."""
        files = self.catalog.files(self.catalog.head(), table_name)
        return read_files(self.home, files, schema=arrow_schema(table_name)).to_pylist()

    def lasting(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """The head's rows in every column that is not volatile, in no order: what "the same rows" compares."""
        tables = {}
        for name in ("documents", "segments", "mentions"):
            columns = [c.name for c in TABLES[name].stored_columns if not c.is_volatile]
            tables[name] = sorted((tuple(row[column] for column in columns) for row in self.rows(name)), key=repr)
        best: dict[str, tuple[str, ...]] = {}
        for row in self.rows("entity_observations"):
            label = (row["label"], row["entity_type"])
            best[row["entity_id"]] = min(best.get(row["entity_id"], label), label, key=lambda x: (-len(x[0]), x))
        tables["entities"] = sorted(best.items())
        return tables


def verdicts(newsroom: Newsroom) -> list[str]:
    """Verdicts of all records, sorted."""
    return sorted(row["verdict"] for row in newsroom.rows("records"))
