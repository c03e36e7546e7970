"""Admitted files → readings and shards: the archive is opened, the format found, the records framed.

Framing streams: at any moment one shard is being filled, so that a file of any size costs the memory of one shard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from flows.context import Run
from flows.framing import SourceFramer
from flows.spool import Spool, read_spooled
from transforms.contracts.tables import staged_schema
from transforms.model import RefusedSpan
from transforms.read.compression import inflate
from transforms.read.parts import CHUNK_BYTES, FileRefused
from transforms.read.window import Window
from transforms.rows import record_row, reject_row
from transforms.shard import Shard, SourceSlice
from warehouse.admit import Admission
from warehouse.archive import open_archived
from warehouse.lake import StagedFile, stage
from warehouse.linking import Reading

REFUSED_ROWS_HELD = 10_000
"""Refused spans held in memory before they are staged: about 10 MB."""


@dataclass(frozen=True, slots=True)
class StagedShard:
    """What working one shard left in staging, small enough to cross processes."""

    number: int
    record_count: int
    files: tuple[StagedFile, ...]
    spool: str | None = None


@dataclass(slots=True)
class Intake:
    """The readings of a run, filled while ``shards`` is consumed, and the spans that no reader could be given.

    ``landed_sources`` are the files that the head holds for this pipeline version: they are acknowledged, not read.
    """

    run: Run
    landed_sources: frozenset[str]
    readings: list[Reading] = field(default_factory=list)
    staged: list[StagedFile] = field(default_factory=list)
    _refused: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"records": [], "rejects": []})

    def shards(self, admissions: Iterable[Admission]) -> Iterator[Shard]:
        """The shards of all admitted files, each closed at the settings' number of records or bytes."""
        settings = self.run.settings
        number, held, held_records, held_bytes = 0, list[SourceSlice](), 0, 0
        spool = Spool(self.run)
        for admission in admissions:
            if admission.is_deferred:
                continue
            for part, part_bytes in self._slices(admission, spool):
                held.append(part)
                held_records += len(part.spans)
                held_bytes += part_bytes
                if held_records >= settings.shard_records or held_bytes >= settings.shard_bytes:
                    yield Shard(number, tuple(held), spool.take())
                    number, held, held_records, held_bytes = number + 1, [], 0, 0
        if held:
            yield Shard(number, tuple(held), spool.take())
        self._stage_refused()

    def _slices(self, admission: Admission, spool: Spool) -> Iterator[tuple[SourceSlice, int]]:
        """One admitted file as slices that fit a shard, with their sizes in bytes; its reading is noted."""
        sha256 = admission.source_sha256
        if admission.reason is not None or sha256 is None:
            self.readings.append(_reading(admission, reason=admission.reason, detail=admission.detail))
            return
        if sha256 in self.landed_sources:
            self.readings.append(_reading(admission, is_acknowledged=True))
            return
        framer = SourceFramer(self.run, admission, sha256, spool, self._refuse)
        try:
            yield from framer.slices()
        except FileRefused as refused:
            refusal = refused.refusal
            self.readings.append(_reading(admission, reason=refusal.reason, detail=refusal.detail))
            return
        self.readings.append(
            _reading(
                admission,
                format=framer.sniffed and framer.sniffed.format,
                compression=framer.sniffed and framer.sniffed.compression,
                record_count=framer.record_count,
                skipped_count=framer.skipped_count,
            )
        )

    def _refuse(self, admission: Admission, member: str | None, found: RefusedSpan, level: str) -> None:
        run = self.run
        sha256 = admission.source_sha256
        self._refused["records"].append(
            record_row(admission.reading_id, sha256, found.span, None, run.started_utc, run.run_id, member=member)
        )
        self._refused["rejects"].append(
            reject_row(level, admission.source_path, sha256, found.span, found.refusal, run.run_id, member=member)
        )
        if len(self._refused["records"]) >= REFUSED_ROWS_HELD:
            self._stage_refused()

    def _stage_refused(self) -> None:
        tables = {name: pa.Table.from_pylist(rows, staged_schema(name)) for name, rows in self._refused.items()}
        self.staged += stage_tables(self.run, tables)
        for rows in self._refused.values():
            rows.clear()


def _reading(admission: Admission, **known: Any) -> Reading:
    return Reading(
        reading_id=admission.reading_id,
        reading_ordinal=admission.reading_ordinal,
        source_path=admission.source_path,
        source_sha256=admission.source_sha256,
        size_bytes=admission.size_bytes,
        modified_ns=admission.modified_ns,
        inode=admission.inode,
        repairs_sha256=admission.repairs_sha256,
        **known,
    )


def read_slice(run: Run, shard: Shard, part: SourceSlice) -> Iterator[bytes]:
    """The bytes of each span of a slice, in order: from the shard's spool where they were put there, else from the
    archive, an uncompressed file at its places, a compressed one inflated up to the last span."""
    if part.spool_start_byte is not None:
        if shard.spool is None:
            raise ValueError("a spooled slice came without its spool")
        sizes = (span.end_byte - span.start_byte for span in part.spans)
        yield from read_spooled(run, shard.spool, part.spool_start_byte, sizes)
        return
    with open_archived(run.home, run.store, part.source_sha256) as stream:
        if part.compression is None:
            for span in part.spans:
                stream.seek(span.start_byte)
                yield stream.read(span.end_byte - span.start_byte)
            return
        chunks: Iterator[bytes] = iter(lambda: stream.read(CHUNK_BYTES), b"")
        window = Window(inflate(chunks, part.compression, run.settings.read_limits), run.settings.max_record_bytes)
        passing = iter(window)
        for span in part.spans:
            while window.end_byte < span.end_byte:
                window.forget(min(window.end_byte, span.start_byte))
                next(passing)
            yield window.cut(span.start_byte, span.end_byte)


def stage_tables(run: Run, tables: Mapping[str, pa.Table]) -> list[StagedFile]:
    """Stage every table that has rows."""
    files = (stage(run.home, run.store, run.run_id, name, rows) for name, rows in tables.items())
    return [file for file in files if file is not None]
