"""The decoders of compressed streams, made alike: one piece in, a bounded piece out, and none of them may take more
memory than is named here."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from pyzstd import DParameter, ZstdDecompressor, ZstdError

GZIP_MAGIC: Final = b"\x1f\x8b"
BZIP2_MAGIC: Final = b"BZh"
XZ_MAGIC: Final = b"\xfd7zXZ\x00"
ZSTD_MAGIC: Final = b"(\xb5/\xfd"
MAX_WINDOW_LOG: Final = 27
"""Largest window of zstd, as a power of two: 128 MiB. It is what ``zstd --ultra -22`` and ``zstd --long`` write, and
what zstd itself takes unasked; a stream can ask for 2 GiB."""
MAX_XZ_BYTES: Final = 128 * 2**20
"""Memory of one xz decoder: ``xz -9`` needs 65 MiB, a stream can ask for 4 GiB."""
DECODER_ERRORS: Final = (zlib.error, lzma.LZMAError, ZstdError, OSError, EOFError, ValueError)
"""What the decoders raise on damage."""

_GZIP_WBITS: Final = 31
_RAW_WBITS: Final = -15
_SKIPPABLE: Final = (b"\x2a\x4d\x18", range(0x50, 0x60))
_ZSTD_HEADER_BYTES: Final = 18
_SIZE_FIELDS: Final = {0: 1, 1: 2, 2: 4, 3: 8}
_DICTIONARY_FIELDS: Final = {0: 0, 1: 1, 2: 2, 3: 4}


class StreamDamage(Exception):
    """The stream ends before its time. What was yielded before is good. ``reason`` is TRUNCATED, TRAILING_GARBAGE,
    DECOMP_LIMIT, ARCHIVE_BAD (a member of an archive that is not what the archive says of it) or TYPE_UNSUPPORTED (it
    takes a dictionary that it does not bring); ``detail`` says what exactly was wrong."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Decoder(Protocol):
    """One compressed stream in hand. ``decompress`` takes more bytes only while ``needs_input`` is true."""

    @property
    def eof(self) -> bool:
        """Whether the stream is complete."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out before something goes in."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was given beyond the end of the stream."""
        ...

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Some bytes in, at most ``max_length`` out. Raises one of DECODER_ERRORS."""
        ...


class Deflated:
    """zlib with the manners of the other decoders, and able to give what stood before damage."""

    def __init__(self, wbits: int) -> None:
        self._decoder = zlib.decompressobj(wbits)
        self._before = self._decoder
        self._given = b""
        self._is_full = False

    @property
    def eof(self) -> bool:
        """See Decoder."""
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        """See Decoder."""
        return not self._is_full and not self._decoder.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """See Decoder."""
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """See Decoder."""
        # the copy costs 40 KB moved a piece: below 1 % of the time that unpacking the piece takes
        self._before = self._decoder.copy()
        self._given = self._decoder.unconsumed_tail + data
        unpacked = self._decoder.decompress(self._given, max_length)
        self._is_full = len(unpacked) >= max_length
        return unpacked

    def salvage(self, max_length: int) -> Iterator[bytes]:
        """What unpacks before the damage of the last call: zlib keeps that back, so it is fed again, byte by byte."""
        decoder = self._before
        try:
            for place in range(len(self._given)):
                byte = self._given[place : place + 1]
                if unpacked := decoder.decompress(decoder.unconsumed_tail + byte, max_length):
                    yield unpacked
        except zlib.error:
            return


@dataclass(frozen=True, slots=True)
class Codec:
    """How one compression is told and read.

    ``piece_bytes`` go in at once and ``output_bytes`` come out at most: what is lost before damage where a decoder
    keeps back the output of the call that fails (all but zlib do). ``header_bytes`` are what ``begins`` and ``open``
    look at; a stream may be shorter. ``is_single`` says that nothing is sought after the first stream's end.
    """

    name: str
    piece_bytes: int
    output_bytes: int
    header_bytes: int
    begins: Callable[[bytes], bool]
    open: Callable[[bytes], Decoder]
    is_single: bool = False


def _open_zstd(head: bytes) -> Decoder:
    if head.startswith(ZSTD_MAGIC):
        window_bytes = zstd_window_bytes(head)
        if window_bytes is not None and window_bytes > 1 << MAX_WINDOW_LOG:
            raise StreamDamage("DECOMP_LIMIT", f"a zstd window of {window_bytes} bytes; 2^{MAX_WINDOW_LOG} are allowed")
        if len(head) > 4 and head[4] & 3:
            raise StreamDamage("TYPE_UNSUPPORTED", "zstd that needs a dictionary")
    return ZstdDecompressor(option={DParameter.windowLogMax: MAX_WINDOW_LOG})


def _open_bzip2(head: bytes) -> Decoder:
    return bz2.BZ2Decompressor()


def _open_xz(head: bytes) -> Decoder:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_XZ_BYTES)


def zstd_window_bytes(head: bytes) -> int | None:
    """The memory that a zstd frame asks for, by its first bytes; None where they do not reach.

    RFC 8878, 3.1.1.1: a frame in a single segment is held whole, any other says its window as exponent and mantissa.
    """
    if len(head) < _ZSTD_HEADER_BYTES:
        return None
    descriptor = head[4]
    if not descriptor & 0x20:
        base = 1 << (10 + (head[5] >> 3))
        return base + base // 8 * (head[5] & 7)
    start = 5 + _DICTIONARY_FIELDS[descriptor & 3]
    width = _SIZE_FIELDS[descriptor >> 6]
    return int.from_bytes(head[start : start + width], "little") + (256 if width == 2 else 0)


def _is_gzip(head: bytes) -> bool:
    return head.startswith(GZIP_MAGIC)


def _is_zstd(head: bytes) -> bool:
    return head.startswith(ZSTD_MAGIC) or is_skippable(head)


def is_skippable(head: bytes) -> bool:
    """Whether a skippable frame begins here (RFC 8878, 3.1.2); lz4 has the same ones."""
    return len(head) >= 4 and head[1:4] == _SKIPPABLE[0] and head[0] in _SKIPPABLE[1]


def _is_bzip2(head: bytes) -> bool:
    return head.startswith(BZIP2_MAGIC) and head[3:4].isdigit() and head[4:10] in _BZIP2_NEXT


_BZIP2_NEXT: Final = (b"1AY&SY", b"\x17rE8P\x90")
"""What follows the head of a bzip2 stream: the mark of a block or of the end. Texts may begin with BZh."""


def _is_xz(head: bytes) -> bool:
    return head.startswith(XZ_MAGIC)


def _always(head: bytes) -> bool:
    return True


# Larger pieces gain nothing with zlib, which hands back what it has not yet used as a copy; 1 MiB bounds what a bomb
# can fill before the limits are looked at. The others lose the output of a failing call, so it is kept small.
CODECS: Final[dict[str, Codec]] = {
    codec.name: codec
    for codec in (
        Codec("gzip", 64 * 1024, 2**20, len(GZIP_MAGIC), _is_gzip, lambda head: Deflated(_GZIP_WBITS)),
        Codec("zstd", 64 * 1024, 64 * 1024, _ZSTD_HEADER_BYTES, _is_zstd, _open_zstd),
        Codec("bz2", 16 * 1024, 64 * 1024, 10, _is_bzip2, _open_bzip2),
        Codec("xz", 16 * 1024, 32 * 1024, len(XZ_MAGIC), _is_xz, _open_xz),
    )
}
"""The compressions of streams that are read, by name."""

DEFLATE: Final = Codec("deflate", 64 * 1024, 2**20, 0, _always, lambda head: Deflated(_RAW_WBITS), is_single=True)
"""The stream of a zip member: gzip's without its head and its checksum."""


def compression_of(head: bytes) -> str | None:
    """The compression whose stream begins here (32 bytes are plenty), or None. A row of skippable frames is passed over
    as far as ``head`` reaches, because zstd and lz4 share them."""
    place = 0
    while is_skippable(head[place:]) and len(head) >= place + 8:
        place += 8 + int.from_bytes(head[place + 4 : place + 8], "little")
    if place:
        return "zstd" if place >= len(head) or head[place:].startswith(ZSTD_MAGIC) else None
    return next((name for name, codec in CODECS.items() if codec.begins(head)), None)
