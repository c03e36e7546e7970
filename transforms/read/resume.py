"""Crawls packed record by record: damage of one gzip member costs that member, and unpacking goes on at the next.

Only crawls are read so. Their records say where they begin, so that a reader tells what is missing; the lines of other
formats would run together where a piece was left out.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator
from typing import Final, Protocol

from transforms.read.decoders import GZIP_MAGIC, Deflated, StreamDamage

GAP: Final = b"\r\n\r\n(a damaged gzip member stood here)\r\n\r\n"
"""Stands in the unpacked stream for what could not be unpacked: a reader of crawls refuses it, so that it is counted
even where nothing else is left of the member."""
OUTPUT_BYTES: Final = 2**20
KEPT_BYTES: Final = 4 * 2**20
"""Packed bytes of the member in hand that are kept, to look for the next one in: zlib may run on past the end of a
damaged member before it notices."""
HELD_BYTES: Final = 16 * 2**20
"""Unpacked bytes of a member that are held until its checksum is known; a larger one holds no article."""
TAKEN_BYTES: Final = 16 * 1024
"""Bytes given to zlib at once: it hands back what belongs to the next member as a copy."""
PROBED_BYTES: Final = 4096
"""Packed bytes that show whether a record begins at what looks like a member's head."""

MAX_PROBES: Final = 1_000
"""What looks like a member's head and is none, after which the search ends: chance gives eight in a gigabyte."""

_PADDING: Final = re.compile(rb"\0*")
_HEAD: Final = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_NEXT_RECORD: Final = re.compile(rb"\n(?:WARC/[0-9]|https?://\S+ [0-9A-Fa-f.:]+ [0-9]{8,18} )")
_RECORD: Final = re.compile(rb"WARC/[0-9]|[A-Za-z][A-Za-z0-9+.-]{1,20}:\S")
_CRAWL: Final = (b"WARC/", b"filedesc:")


class Counter(Protocol):
    """Counts what goes in and comes out, and raises StreamDamage where it is too much."""

    packed_bytes: int

    def count(self, unpacked_bytes: int) -> None:
        """Some bytes came out."""
        ...


def is_crawl(packed_head: bytes) -> bool:
    """Whether the first gzip member begins as a crawl does."""
    return packed_head.startswith(GZIP_MAGIC) and _unpacked_head(packed_head).startswith(_CRAWL)


def unpack_crawl(pieces: Iterator[bytes], counter: Counter) -> Iterator[bytes]:
    """Pieces of gzip members → their content, ``GAP`` where one is damaged and a record begins in a later one.

    Raises StreamDamage where no record begins any more, and where the counter does. Memory: ``KEPT_BYTES``,
    ``HELD_BYTES`` and a piece.
    """
    packed = _Packed(pieces, counter)
    while packed.next_member():
        record = _Record()
        damage: StreamDamage | None = StreamDamage(
            "TRAILING_GARBAGE", f"no gzip member before packed byte {counter.packed_bytes}"
        )
        if packed.is_at_head():
            damage = yield from _member(packed, record, counter)
        if damage is None:
            yield from record.rest()
        elif packed.seek_record():
            yield GAP
        else:
            yield from record.rest()
            raise damage


def _member(packed: _Packed, record: _Record, counter: Counter) -> Generator[bytes, None, StreamDamage | None]:
    decoder = Deflated(31)
    while piece := packed.take():
        while True:
            try:
                unpacked = decoder.decompress(piece, OUTPUT_BYTES)
            except zlib.error as error:
                for salvaged in decoder.salvage(OUTPUT_BYTES):
                    counter.count(len(salvaged))
                    yield from record.passed(salvaged)
                record.forget()
                before = f"packed byte {counter.packed_bytes}"
                return StreamDamage("TRUNCATED", f"damaged gzip member before {before}: {error}")
            piece = b""
            counter.count(len(unpacked))
            yield from record.passed(unpacked)
            if decoder.eof:
                packed.put_back(len(decoder.unused_data))
                return None
            if decoder.needs_input:
                break
    return StreamDamage("TRUNCATED", f"gzip stream ends within a member, after {counter.packed_bytes} packed bytes")


class _Record:
    """What has been unpacked of a member, held until its checksum is known to fit: a record that was changed on the way
    must not be taken for good. A member with a second record in it, or too much, is handed on as it comes."""

    def __init__(self) -> None:
        self.held = bytearray()
        self.is_held = True

    def passed(self, unpacked: bytes) -> Iterator[bytes]:
        """What may be handed on now."""
        if not self.is_held:
            if unpacked:
                yield unpacked
            return
        looked_at = max(0, len(self.held) - len("\nWARC/"))
        self.held += unpacked
        if len(self.held) > HELD_BYTES or _NEXT_RECORD.search(self.held, looked_at):
            self.is_held = False
            yield from self.rest()

    def rest(self) -> Iterator[bytes]:
        """What is still held."""
        if self.held:
            yield bytes(self.held)
            self.forget()

    def forget(self) -> None:
        """What is held is damaged."""
        self.held.clear()


class _Packed:
    """The packed bytes from the beginning of the member in hand, and the place up to which it has been given away."""

    def __init__(self, pieces: Iterator[bytes], counter: Counter) -> None:
        self.pieces = pieces
        self.counter = counter
        self.held = bytearray()
        self.at = 0

    def take(self) -> bytes:
        """The next bytes of the member; none at the end of the stream."""
        if self.at == len(self.held):
            if len(self.held) > KEPT_BYTES:
                del self.held[: len(self.held) - KEPT_BYTES // 2]
                self.at = len(self.held)
            self._pull()
        taken = bytes(self.held[self.at : self.at + TAKEN_BYTES])
        self.at += len(taken)
        return taken

    def put_back(self, count: int) -> None:
        """The last bytes taken are no part of the member."""
        self.at -= count

    def next_member(self) -> bool:
        """Go on behind the member and the NUL bytes that pad it; False where nothing follows."""
        while True:
            padding = _PADDING.match(self.held, self.at)
            del self.held[: padding.end() if padding else self.at]
            self.at = 0
            if self.held:
                break
            if not self._pull():
                return False
        while len(self.held) < len(GZIP_MAGIC) and self._pull():
            pass
        return True

    def is_at_head(self) -> bool:
        """Whether a member begins here."""
        return self.held.startswith(GZIP_MAGIC)

    def seek_record(self) -> bool:
        """Go to the next member within which a record begins; False where there is none."""
        start, probe_count = 1, 0
        while True:
            while head := _HEAD.search(self.held, start):
                probe_count += 1
                if probe_count > MAX_PROBES:
                    return False
                place, start = head.start(), head.start() + 1
                while len(self.held) < place + PROBED_BYTES and self._pull():
                    pass
                if _RECORD.match(_unpacked_head(bytes(self.held[place : place + PROBED_BYTES]))):
                    del self.held[:place]
                    self.at = 0
                    return True
            start = max(1, len(self.held) - 3)
            if start > KEPT_BYTES:
                del self.held[: start - 1]
                start = 1
            if not self._pull():
                return False

    def _pull(self) -> bool:
        piece = next(self.pieces, b"")
        self.counter.packed_bytes += len(piece)
        self.held += piece
        return bool(piece)


def _unpacked_head(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(packed[:PROBED_BYTES], 64)
    except zlib.error:
        return b""
