"""One admitted file → slices of its records: the format found, archives opened, records framed.

Framing streams. A file that can be read at any place (not compressed, no archive) only gets its spans noted; of others,
the records beyond the first slice are put into the shard's spool while they pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from flows.context import Run
from flows.spool import Spool, Window
from transforms.model import Preamble, ReadLimits, Refusal, RefusedSpan, Skipped, Span
from transforms.read.archive import Member, RefusedMember, tar_members, zip_members
from transforms.read.registry import READERS
from transforms.read.sniff import Sniffed, sniff_stream
from transforms.rows import SourceSlice
from warehouse.admit import Admission
from warehouse.archive import open_archived

CHUNK_BYTES = 1 << 20
ARCHIVES = frozenset(("zip", "tar"))

Refuse = Callable[[Admission, str | None, RefusedSpan, str], None]
"""Takes what no reader can be given: the file, its member, the span, and the level of the refusal."""


class WholeFileRefused(Exception):
    """Nothing of the file can be read; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


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

    @property
    def limits(self) -> ReadLimits:
        """The limits of the run."""
        return self.run.settings.read_limits

    def slices(self) -> Iterator[tuple[SourceSlice, int]]:
        """The file's records in slices that fit a shard, each with its size in bytes. Raises WholeFileRefused."""
        with open_archived(self.run.home, self.run.store, self.sha256) as stream:
            chunks: Iterator[bytes] = iter(lambda: stream.read(CHUNK_BYTES), b"")
            found, content = sniff_stream(chunks, self.admission.source_path.rsplit("/", 1)[-1], self.limits)
            if isinstance(found, Refusal):
                raise WholeFileRefused(found)
            self.sniffed = found
            if found.format == "zip":
                yield from self._members(zip_members(stream, self.limits))
            elif found.format == "tar":
                yield from self._members(tar_members(content, self.limits))
            else:
                yield from _Stream(self, found, None).slices(content)

    def _members(self, members: Iterator[Member | RefusedMember | Skipped]) -> Iterator[tuple[SourceSlice, int]]:
        for member in members:
            if isinstance(member, Skipped):
                self.skipped_count += 1
            elif isinstance(member, Member):
                yield from self._member(member)
            elif member.name is None and self.record_count == 0:
                raise WholeFileRefused(member.refusal)
            else:
                self._refuse_member(member.name, member.refusal)

    def _member(self, member: Member) -> Iterator[tuple[SourceSlice, int]]:
        found, content = sniff_stream(member.chunks, member.name.rsplit("/", 1)[-1], self.limits)
        if isinstance(found, Refusal):
            self._refuse_member(member.name, found)
        elif found.format in ARCHIVES:
            self._refuse_member(member.name, Refusal("ARCHIVE_DEPTH", f"{found.format} within an archive"))
        else:
            yield from _Stream(self, found, member.name).slices(content)

    def _refuse_member(self, name: str | None, refusal: Refusal) -> None:
        self.record_count += 1
        self.refuse(self.admission, name, RefusedSpan(Span(self.record_count, 0, 0), refusal), "member")


@dataclass(slots=True)
class _Stream:
    """One decompressed stream, a file's or a member's, and the slice that is being filled from it."""

    source: SourceFramer
    sniffed: Sniffed
    member: str | None
    preamble: bytes = b""
    spans: list[Span] = field(default_factory=list)
    size_bytes: int = 0
    is_first_slice: bool = True
    spool_start_byte: int | None = None

    def slices(self, content: Iterator[bytes]) -> Iterator[tuple[SourceSlice, int]]:
        settings = self.source.run.settings
        is_kept = self.member is not None or self.sniffed.compression is not None
        window = Window(content, self.source.limits.max_record_bytes) if is_kept else None
        for found in READERS[self.sniffed.format].frame(window or content, self.source.limits):
            if isinstance(found, Preamble):
                yield from self._closed()
                self.preamble = found.data
            elif isinstance(found, Skipped):
                self.source.skipped_count += 1
            elif isinstance(found, RefusedSpan):
                span = replace(found.span, record_number=self._next_number())
                self.source.refuse(self.source.admission, self.member, replace(found, span=span), "record")
            else:
                self._add(found, window)
                if len(self.spans) >= settings.shard_records or self.size_bytes >= settings.shard_bytes:
                    yield from self._closed()
        yield from self._closed()

    def _next_number(self) -> int:
        self.source.record_count += 1
        return self.source.record_count

    def _add(self, found: Span, window: Window | None) -> None:
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
        return self.member is not None or not self.is_first_slice

    def _closed(self) -> Iterator[tuple[SourceSlice, int]]:
        if not self.spans:
            return
        admission = self.source.admission
        part = SourceSlice(
            reading_id=admission.reading_id,
            source_sha256=self.source.sha256,
            source_path=admission.source_path,
            format=self.sniffed.format,
            compression=self.sniffed.compression,
            spans=tuple(self.spans),
            flags=frozenset(admission.flags) | self.sniffed.flags | self._archive_flags,
            member=self.member,
            preamble=self.preamble,
            spool_start_byte=self.spool_start_byte,
        )
        size_bytes = self.size_bytes
        self.spans, self.size_bytes, self.spool_start_byte, self.is_first_slice = [], 0, None, False
        yield part, size_bytes

    @property
    def _archive_flags(self) -> frozenset[str]:
        whole = self.source.sniffed
        return whole.flags if whole is not None and self.member is not None else frozenset()
