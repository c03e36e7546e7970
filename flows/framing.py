"""One admitted file → slices of its records: the format found, archives opened, records framed.

Framing streams. A file that can be read at any place (not compressed, no archive) only gets its spans noted; of others,
the records beyond the first slice are put into the shard's spool while they pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from flows.context import Run
from flows.spool import Spool
from transforms.model import Preamble, RefusedSpan, Skipped, Span
from transforms.read.archive import RefusedMember
from transforms.read.parts import Delivered, Part
from transforms.read.sniff import Sniffed
from transforms.rows import SourceSlice
from warehouse.admit import Admission
from warehouse.archive import open_archived

Refuse = Callable[[Admission, str | None, RefusedSpan, str], None]
"""Takes what no reader can be given: the file, its member, the span, and the level of the refusal."""


@dataclass(slots=True)
class SourceFramer:
    """One file on its way into shards. ``record_count`` counts its records and refused stretches over all members,
    ``skipped_count`` the parts that hold no article; both are whole, and ``sniffed`` is known, once ``slices`` is
    exhausted."""

    run: Run
    admission: Admission
    sha256: str
    spool: Spool
    refuse: Refuse
    sniffed: Sniffed | None = None
    record_count: int = 0
    skipped_count: int = 0

    def slices(self) -> Iterator[tuple[SourceSlice, int]]:
        """The file's records in slices that fit a shard, each with its size in bytes. Raises FileRefused."""
        with open_archived(self.run.home, self.run.store, self.sha256) as stream:
            settings = self.run.settings
            name = self.admission.source_path.rsplit("/", 1)[-1]
            delivered = Delivered(stream, name, settings.read_limits, settings.own_field_keys)
            for part in delivered.parts():
                self.sniffed = delivered.sniffed
                if isinstance(part, Skipped):
                    self.skipped_count += 1
                elif isinstance(part, RefusedMember):
                    self.record_count += 1
                    span = Span(self.record_count, 0, 0)
                    self.refuse(self.admission, part.name, RefusedSpan(span, part.refusal), "member")
                else:
                    yield from _Filling(self, part).slices()
            self.sniffed = delivered.sniffed


@dataclass(slots=True)
class _Filling:
    """The slice that is being filled from one stream of records."""

    source: SourceFramer
    part: Part
    preamble: bytes = b""
    spans: list[Span] = field(default_factory=list)
    size_bytes: int = 0
    is_first_slice: bool = True
    spool_start_byte: int | None = None

    def slices(self) -> Iterator[tuple[SourceSlice, int]]:
        settings = self.source.run.settings
        for found in self.part.frames:
            if isinstance(found, Preamble):
                yield from self._closed()
                self.preamble = found.data
            elif isinstance(found, Skipped):
                self.source.skipped_count += 1
            elif isinstance(found, RefusedSpan):
                span = replace(found.span, record_number=self._next_number())
                self.source.refuse(self.source.admission, self.part.member, replace(found, span=span), "record")
            else:
                self._add(found)
                if len(self.spans) >= settings.shard_records or self.size_bytes >= settings.shard_bytes:
                    yield from self._closed()
        yield from self._closed()

    def _next_number(self) -> int:
        self.source.record_count += 1
        return self.source.record_count

    def _add(self, found: Span) -> None:
        window = self.part.window
        if window is not None and self._is_spooled:
            if self.spool_start_byte is None:
                self.spool_start_byte = self.source.spool.size_bytes
            self.source.spool.put(window.cut(found.start_byte, found.end_byte))
        elif window is not None:
            window.forget(found.end_byte)
        self.spans.append(replace(found, record_number=self._next_number()))
        self.size_bytes += found.end_byte - found.start_byte

    @property
    def _is_spooled(self) -> bool:
        """Members are reached through their archive only; a compressed file is inflated again for its first slice, so
        that small files, the most, need no spool."""
        return self.part.member is not None or not self.is_first_slice

    def _closed(self) -> Iterator[tuple[SourceSlice, int]]:
        if not self.spans:
            return
        admission = self.source.admission
        whole = self.source.sniffed
        kept = SourceSlice(
            reading_id=admission.reading_id,
            source_sha256=self.source.sha256,
            source_path=admission.source_path,
            format=self.part.sniffed.format,
            compression=self.part.sniffed.compression,
            spans=tuple(self.spans),
            flags=frozenset(admission.flags) | self.part.sniffed.flags | (whole.flags if whole else frozenset()),
            member=self.part.member,
            preamble=self.preamble,
            spool_start_byte=self.spool_start_byte,
        )
        size_bytes = self.size_bytes
        self.spans, self.size_bytes, self.spool_start_byte, self.is_first_slice = [], 0, None, False
        yield kept, size_bytes
