"""Where the records of a crawl stand in its stream, also where the stream lies about it.

The machine is the same for WARC and ARC. Each step looks at the bytes in hand and either goes on, yields a frame, or
waits for more. A step decides only on bytes that no later chunk can change, so that any chunking gives the same frames.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from transforms.model import Framed, ReadLimits, Refusal, RefusedSpan, Skipped, Span
from transforms.read.compression import StreamDamage
from transforms.read.framed import framed
from transforms.read.resume import GAP
from transforms.read.warc.heads import Dialect, Head
from transforms.read.warc.kinds import LOOKED_AT_BYTES, kind_of

MAX_BLANK_BYTES: Final = 4096
"""Blank bytes after a block that are looked through for the next record before its end is taken as it is."""
MAX_INNER_STARTS: Final = 8
"""Starts of records within a block that are followed up: a page about the format quotes some."""

_BLANKS: Final = re.compile(rb"[\r\n\t ]*")
_BOM: Final = b"\xef\xbb\xbf"


class _Wait:
    """The answer of a step that needs more bytes."""


_WAIT: Final = _Wait()
Step = Callable[[], Framed | _Wait | None]


def frame_records(chunks: Iterable[bytes], limits: ReadLimits, dialect: Dialect) -> Iterator[Framed]:
    """Stream of decompressed bytes → a Span per record that may hold an article, a Skipped per other one, a RefusedSpan
    per stretch that cannot be read. Never raises on content."""
    return framed(Framer(limits, dialect), chunks)


class Framer:
    """The bytes in hand, and what is known of the record that they belong to. Places are offsets of the stream."""

    def __init__(self, limits: ReadLimits, dialect: Dialect) -> None:
        self.limits = limits
        self.dialect = dialect
        self.held = bytearray()
        self.base = 0
        self.number = 0
        self.is_end = False
        self.damage: StreamDamage | None = None
        self.is_damage_told = False
        self.step: Step = self._seek
        self.at = 0  # where the next thing to look at stands; nothing before it is needed again
        self.start = 0  # where the record, or the stretch to be refused, begins
        self.head: Head | None = None
        self.verdict: Skipped | Refusal | None = None
        self.refusal = Refusal("WARC_LENGTH")
        self.refusal_at_end = Refusal("WARC_LENGTH")

    def feed(self, chunk: bytes) -> Iterator[Framed]:
        """The frames that are certain once ``chunk`` has come."""
        self.held += chunk
        yield from self._run()

    def finish(self, damage: StreamDamage | None = None) -> Iterator[Framed]:
        """The last frames. ``damage`` says why there is no more."""
        self.is_end = True
        self.damage = damage
        yield from self._run()
        if damage is not None and not self.is_damage_told:
            end = self.base + len(self.held)
            yield self._refused(end, end, Refusal(damage.reason, damage.detail))

    def _run(self) -> Iterator[Framed]:
        while True:
            found = self.step()
            if isinstance(found, _Wait):
                break
            if found is not None:
                yield found
        dropped = self.at - self.base
        del self.held[:dropped]
        self.base += dropped

    # --- steps -------------------------------------------------------------------------------------------------------

    def _seek(self) -> Framed | _Wait | None:
        """Between records: white space, then the next one, or bytes that belong to none."""
        if self.at == 0 and self.held.startswith(_BOM):
            self.at = len(_BOM)
        self._pass_blanks()
        place = self.at - self.base
        if place == len(self.held) or (self.at == 0 and not self.is_end and _BOM.startswith(self.held[: len(_BOM)])):
            return _WAIT
        begins = self.dialect.begins(self.held, place, is_end=self.is_end)
        if begins is None:
            return _WAIT
        self.start = self.at
        if begins or (self.is_end and self.dialect.begins_cut(self.held, place)):
            self.step = self._read_head
        else:
            is_gap = self._is_gap(place)
            if is_gap is None:
                return _WAIT
            lost = Refusal("TRUNCATED", "a damaged gzip member")
            self._resync(lost if is_gap else Refusal("WARC_LENGTH", "bytes that belong to no record"))
        return None

    def _read_head(self) -> Framed | _Wait | None:
        """At the start of a record: its header."""
        head = self.dialect.head(self.held, self.start - self.base, is_end=self.is_end)
        if head is None:
            if not self.is_end:
                return _WAIT
            return self._last(Refusal("TRUNCATED", "the last record stops within its header"))
        self.head = head
        if head.block_bytes is None:
            self._resync(Refusal("WARC_LENGTH", head.complaint))
        elif head.head_bytes + head.block_bytes > self.limits.max_record_bytes:
            self.verdict = None
            self.step = self._pass_large
        else:
            self.step = self._take_block
        return None

    def _take_block(self) -> Framed | _Wait | None:
        """A record that may be held: whole or not."""
        head, size = self._sizes()
        end = self.start + head.head_bytes + size
        if not self.is_end and len(self.held) < end - self.base:
            return _WAIT
        if len(self.held) < end - self.base:
            self._resync_too_long(size)
            return None
        is_boundary = self._is_boundary(end)
        if is_boundary is None:
            return _WAIT
        block_at = self.start - self.base + head.head_bytes
        if not is_boundary:
            self._resync(Refusal("WARC_LENGTH", f"no record ends {size} bytes after the header"))
            return None
        if self._holds_records(block_at, end - self.base, head):
            self._resync(Refusal("WARC_LENGTH", f"other records stand within the {size} bytes"))
            return None
        found = self._frame(head, bytes(self.held[block_at : min(block_at + LOOKED_AT_BYTES, end - self.base)]), end)
        self.at = end
        self.step = self._seek
        return found

    def _pass_large(self) -> Framed | _Wait | None:
        """A record above the limit: its kind by its beginning, then its end, without holding it. A record that begins
        within it shows that its length is wrong."""
        head, size = self._sizes()
        end = self.start + head.head_bytes + size
        if self.verdict is None:
            block_at = self.start - self.base + head.head_bytes
            block = bytes(self.held[block_at : min(block_at + LOOKED_AT_BYTES, end - self.base)])
            if len(block) < min(LOOKED_AT_BYTES, size) and not self.is_end:
                return _WAIT
            kind = kind_of(head, block)
            large = Refusal("REC_TOO_LARGE", f"{head.head_bytes + size} bytes")
            self.verdict = Skipped(kind.label) if kind.form == "none" else large
            self.at = self.start + head.head_bytes - 1
        place, is_start = self.dialect.next_start(self.held, self.at - self.base, is_end=self.is_end)
        if is_start and place < end - self.base:
            self.refusal = Refusal("WARC_LENGTH", f"other records stand within the {size} bytes")
            return self._refuse_up_to(place)
        if len(self.held) < end - self.base:
            if self.is_end:
                return self._last(Refusal("TRUNCATED", f"the last record stops within its {size} bytes"))
            self.at = self.base + place
            return _WAIT
        is_boundary = self._is_boundary(end)
        if is_boundary is None:
            self.at = min(end, self.base + place)
            return _WAIT
        if not is_boundary:
            self.at = end
            self._resync(Refusal("WARC_LENGTH", f"no record ends {size} bytes after the header"), is_from_start=False)
            return None
        self.at = end
        self.step = self._seek
        if isinstance(self.verdict, Skipped):
            return self.verdict
        return self._refused(self.start, end, self.verdict)

    def _find_start(self) -> Framed | _Wait | None:
        """Within a stretch that cannot be read: the next line that begins a record."""
        place, is_start = self.dialect.next_start(self.held, self.at - self.base, is_end=self.is_end)
        if is_start:
            return self._refuse_up_to(place)
        if self.is_end:
            return self._last(self.refusal_at_end)
        self.at = self.base + place
        return _WAIT

    # --- what steps share --------------------------------------------------------------------------------------------

    def _sizes(self) -> tuple[Head, int]:
        head = self.head
        if head is None or head.block_bytes is None:
            raise AssertionError("a block is read after its header only")
        return head, head.block_bytes

    def _pass_blanks(self) -> None:
        blanks = _BLANKS.match(self.held, self.at - self.base)
        if blanks:
            self.at = self.base + blanks.end()

    def _is_boundary(self, end: int) -> bool | None:
        """Whether a block may end at ``end``: the stream ends there, or a record begins after white space, or the line
        ends that close a record are there; None where more bytes must come."""
        place = end - self.base
        blanks = _BLANKS.match(self.held, place)
        after = blanks.end() if blanks else place
        if after - place >= MAX_BLANK_BYTES:
            return True
        if after == len(self.held):
            return True if self.is_end else None
        begins = self.dialect.begins(self.held, after, is_end=self.is_end)
        if begins is False:
            begins = self._is_gap(after)
        if begins is not False:
            return begins
        is_closed = any(self.held.startswith(trailer, place) for trailer in self.dialect.trailers)
        return is_closed or (self.is_end and self.dialect.begins_cut(self.held, after))

    def _is_gap(self, place: int) -> bool | None:
        """Whether unpacking left a mark here for what it could not unpack."""
        mark = GAP.strip()
        if len(self.held) - place >= len(mark) or self.is_end:
            return self.held.startswith(mark, place)
        return None if mark.startswith(self.held[place:]) else False

    def _holds_records(self, start: int, end: int, head: Head) -> bool:
        """Whether whole records fill the end of a block: then its length swallowed them. A page that quotes a record
        goes on behind it."""
        if "warc" in (head.mime or "").lower():
            return False
        at = start - 1
        for _ in range(MAX_INNER_STARTS):
            at, is_start = self.dialect.next_start(self.held, at, is_end=True)
            if not is_start or at >= end:
                return False
            if self._is_chain(at, end):
                return True
        return False

    def _is_chain(self, at: int, end: int) -> bool:
        while at < end:
            head = self.dialect.head(self.held, at, is_end=True)
            if head is None or head.block_bytes is None:
                return False
            after = at + head.head_bytes + head.block_bytes
            if after > end:
                return False
            blanks = _BLANKS.match(self.held, after, end)
            at = blanks.end() if blanks else after
        return True

    def _frame(self, head: Head, block: bytes, end: int) -> Framed:
        kind = kind_of(head, block)
        if kind.form == "none":
            return Skipped(kind.label)
        self.number += 1
        return Span(self.number, self.start, end)

    def _resync(self, refusal: Refusal, *, is_from_start: bool = True) -> None:
        self.refusal = self.refusal_at_end = refusal
        if is_from_start:
            self.at = self.start
        self.step = self._find_start

    def _resync_too_long(self, size: int) -> None:
        """The stream ends before the block: the record is cut off, unless another begins within it."""
        self._resync(Refusal("WARC_LENGTH", f"its {size} bytes reach past other records"))
        self.refusal_at_end = Refusal("TRUNCATED", f"the last record stops within its {size} bytes")

    def _refuse_up_to(self, place: int) -> Framed:
        self.at = self.base + place
        found = self._refused(self.start, self.at, self.refusal)
        self.start = self.at
        self.step = self._read_head
        return found

    def _last(self, refusal: Refusal) -> Framed:
        """The stretch that the stream ends in."""
        if self.damage is not None:
            refusal = Refusal(self.damage.reason, self.damage.detail)
            self.is_damage_told = True
        end = self.base + len(self.held)
        self.at = end
        self.step = self._seek
        return self._refused(self.start, end, refusal)

    def _refused(self, start: int, end: int, refusal: Refusal) -> RefusedSpan:
        self.number += 1
        return RefusedSpan(Span(self.number, start, end), refusal)
