"""Admitted files → readings and shards: the archive is opened, the format found, the records framed.

Framing streams: at any moment one shard is being filled, so that a file of any size costs the memory of one shard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from flows.context import Run
from transforms.contracts.tables import staged_schema
from transforms.model import Preamble, Refusal, RefusedSpan, Skipped, Span
from transforms.read.compression import inflate
from transforms.read.registry import READERS
from transforms.read.sniff import Sniffed, sniff_stream
from transforms.rows import record_row, reject_row
from transforms.shard import Shard, SourceSlice
from warehouse.admit import Admission
from warehouse.archive import open_archived
from warehouse.lake import StagedFile, stage
from warehouse.linking import Reading

CHUNK_BYTES = 1 << 20
REFUSED_ROWS_HELD = 10_000
"""Refused spans held in memory before they are staged: about 10 MB."""


@dataclass(frozen=True, slots=True)
class StagedShard:
    """What working one shard left in staging, small enough to cross processes."""

    number: int
    record_count: int
    files: tuple[StagedFile, ...]


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
        for admission in admissions:
            if admission.is_deferred:
                continue
            for part, part_bytes in self._slices(admission):
                held.append(part)
                held_records += len(part.spans)
                held_bytes += part_bytes
                if held_records >= settings.shard_records or held_bytes >= settings.shard_bytes:
                    yield Shard(number, tuple(held))
                    number, held, held_records, held_bytes = number + 1, [], 0, 0
        if held:
            yield Shard(number, tuple(held))
        self._stage_refused()

    def _slices(self, admission: Admission) -> Iterator[tuple[SourceSlice, int]]:
        """One admitted file as slices that fit a shard, with their sizes in bytes; its reading is noted."""
        sha256 = admission.source_sha256
        if admission.reason is not None or sha256 is None:
            self.readings.append(_reading(admission, reason=admission.reason, detail=admission.detail))
            return
        if sha256 in self.landed_sources:
            self.readings.append(_reading(admission, is_acknowledged=True))
            return
        with open_archived(self.run.home, self.run.store, sha256) as stream:
            name = admission.source_path.rsplit("/", 1)[-1]
            chunks: Iterator[bytes] = iter(lambda: stream.read(CHUNK_BYTES), b"")
            sniffed, stream_chunks = sniff_stream(chunks, name, self.run.settings.read_limits)
            if isinstance(sniffed, Refusal):
                self.readings.append(_reading(admission, reason=sniffed.reason, detail=sniffed.detail))
                return
            yield from self._framed(admission, sniffed, stream_chunks)

    def _framed(
        self, admission: Admission, sniffed: Sniffed, chunks: Iterator[bytes]
    ) -> Iterator[tuple[SourceSlice, int]]:
        settings = self.run.settings
        limits = settings.read_limits
        spans, size, record_count = list[Span](), 0, 0
        for found in READERS[sniffed.format].frame(chunks, limits):
            if isinstance(found, Preamble | Skipped):
                continue
            record_count += 1
            if isinstance(found, RefusedSpan):
                self._refuse(admission, found)
                continue
            spans.append(found)
            size += found.end_byte - found.start_byte
            if len(spans) >= settings.shard_records or size >= settings.shard_bytes:
                yield _slice(admission, sniffed, spans), size
                spans, size = [], 0
        if spans:
            yield _slice(admission, sniffed, spans), size
        self.readings.append(
            _reading(admission, format=sniffed.format, compression=sniffed.compression, record_count=record_count)
        )

    def _refuse(self, admission: Admission, found: RefusedSpan) -> None:
        run = self.run
        self._refused["records"].append(
            record_row(admission.reading_id, admission.source_sha256, found.span, None, run.started_utc, run.run_id)
        )
        self._refused["rejects"].append(
            reject_row(
                "record",
                admission.source_path,
                admission.source_sha256,
                found.span,
                found.refusal,
                run.run_id,
            )
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
        **known,
    )


def _slice(admission: Admission, sniffed: Sniffed, spans: list[Span]) -> SourceSlice:
    if admission.source_sha256 is None:
        raise ValueError("a file without a hash was not archived and cannot be read")
    return SourceSlice(
        reading_id=admission.reading_id,
        source_sha256=admission.source_sha256,
        source_path=admission.source_path,
        format=sniffed.format,
        compression=sniffed.compression,
        spans=tuple(spans),
        flags=frozenset(admission.flags) | sniffed.flags,
    )


def read_slice(run: Run, part: SourceSlice) -> Iterator[bytes]:
    """The bytes of each span of a slice, in order. An uncompressed file is read at its places; a compressed one is
    inflated up to the last span."""
    with open_archived(run.home, run.store, part.source_sha256) as stream:
        if part.compression is None:
            for span in part.spans:
                stream.seek(span.start_byte)
                yield stream.read(span.end_byte - span.start_byte)
            return
        chunks: Iterator[bytes] = iter(lambda: stream.read(CHUNK_BYTES), b"")
        window, window_start = bytearray(), 0
        inflated = inflate(chunks, part.compression, run.settings.read_limits)
        for span in part.spans:
            while window_start + len(window) < span.end_byte:
                if window_start + len(window) <= span.start_byte:
                    window_start += len(window)
                    window.clear()
                window += next(inflated)
            begin = span.start_byte - window_start
            yield bytes(window[begin : begin + span.end_byte - span.start_byte])
            del window[: span.end_byte - window_start]
            window_start = span.end_byte


def stage_tables(run: Run, tables: Mapping[str, pa.Table]) -> list[StagedFile]:
    """Stage every table that has rows."""
    files = (stage(run.home, run.store, run.run_id, name, rows) for name, rows in tables.items())
    return [file for file in files if file is not None]
