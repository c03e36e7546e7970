"""One run's staged rows, held against what has landed: which records become documents, and which only repeat one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from warehouse.paths import Home


class InvariantBroken(Exception):
    """The books do not balance, or staged rows contradict each other: the run must stop and nothing be committed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one input file, as admission saw it: the columns of `sources` that are known before link.

    ``is_acknowledged``: the head holds the file under this pipeline version; it was not read again. A ``reason`` means
    that the file was refused as a whole (a code of level file), and that what its shards staged, if anything, is void.
    """

    reading_id: str
    reading_ordinal: int
    source_path: str
    source_sha256: str | None
    format: str | None = None
    compression: str | None = None
    size_bytes: int | None = None
    modified_ns: int | None = None
    inode: int | None = None
    is_acknowledged: bool = False
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that broke an expectation of severity fail; its whole record is refused."""

    reading_id: str
    record_number: int
    table_name: str
    row_key: str
    detail: str | None = None
    reason: str = "QUALITY_ROW"


class VerdictsLike(Protocol):
    """See transforms.link.Verdicts."""

    @property
    def records(self) -> pa.Table: ...
    @property
    def removed(self) -> pa.Table: ...


@dataclass(frozen=True, slots=True)
class LinkRules:
    """The pure decisions that link is made of; `flows` brings them from `transforms`.

    ``decide(staged, landed, pipeline_version)``: see transforms.link.decide.
    ``are_unlike(texts)``: whether bodies that share one URL are unlike texts, so that the URL is no identity.
    ``identify(outlet_id, external_id, content_hash)``: (article_id, document_id, identity_basis) without the URL.
    """

    decide: Callable[[pa.Table, pa.Table, str], VerdictsLike]
    are_unlike: Callable[[Sequence[str]], bool]
    identify: Callable[[str | None, str | None, str], tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """The books of one reading. ``read_count`` is always the sum of the other three."""

    reading_id: str
    source_sha256: str | None
    source_path: str
    read_count: int
    accepted_count: int
    duplicate_count: int
    rejected_count: int


class Batch:
    """One run's staged rows over a DuckDB connection of bounded memory. Use as a context manager."""

    @classmethod
    def open(
        cls,
        home: Home,
        *,
        run_id: str,
        started_utc: datetime,
        pipeline_version: str,
        readings: Sequence[Reading],
        staged: Mapping[str, Sequence[Path]],
        landed: Mapping[str, Sequence[Path]],
        run_starts: Mapping[str, datetime],
        memory_bytes: int = 512 * 2**20,
        threads: int = 2,
    ) -> Batch:
        """``staged`` and ``landed`` name Parquet files per table: what the shards wrote, and the head's data files.
        ``run_starts``: start of every earlier run (run_id → started_utc), to tell a record's own time from its run's."""
        raise NotImplementedError

    def link(self, rules: LinkRules) -> list[SourceCounts]:
        """Decide on every staged record; the books of every reading, in order."""
        raise NotImplementedError

    def project(
        self, table_name: str, expressions: Mapping[str, str], *, source_sha256: str | None = None
    ) -> pa.Table:
        """Narrow columns (name → SQL expression over the table's columns) of the rows that would be accepted now.

        Tables: documents, segments, mentions (each with reading_id, record_number and source_sha256), records, rejects,
        entity_observations. With ``source_sha256``, only that source's rows.
        """
        raise NotImplementedError

    def refuse(self, rows: Sequence[RefusedRow]) -> list[SourceCounts]:
        """Refuse the records of these rows with all their children, and link again."""
        raise NotImplementedError

    def refuse_source(self, source_sha256: str, reason: str, detail: str | None) -> list[SourceCounts]:
        """Refuse every record of a source, and link again."""
        raise NotImplementedError

    def close(self) -> None:
        """Drop what link holds in memory and in its temporary folder."""
        raise NotImplementedError

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
