"""Unpacking as a stream: limits before work, and damage told apart from its end."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from transforms.model import ReadLimits

GZIP_MAGIC: Final = b"\x1f\x8b"
PIECE_BYTES: Final = 64 * 1024
"""Compressed bytes given to zlib at once: zlib hands back what it has not yet used as a copy, so pieces stay small."""
OUTPUT_BYTES: Final = 1024 * 1024
"""Most bytes unpacked at once; bounds what a bomb can fill before the limits are looked at."""
RATIO_FROM_BYTES: Final = 16 * 2**20
"""Unpacked size from which the ratio is looked at: small files may be as repetitive as they like."""
_GZIP_WBITS: Final = 31


class StreamDamage(Exception):
    """The stream ends before its time. What was yielded before is good. ``reason`` is TRUNCATED, TRAILING_GARBAGE or
    DECOMP_LIMIT; ``detail`` says what exactly was wrong."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def inflate(chunks: Iterable[bytes], compression: str | None, limits: ReadLimits) -> Iterator[bytes]:
    """Bytes as delivered → decompressed bytes, in non-empty chunks.

    ``compression`` is None (handed through) or ``gzip``: all members are read, padding of NUL bytes after the last is
    allowed. Raises StreamDamage after the last good bytes, and ValueError for a compression that it does not know.
    """
    if compression is None:
        return (chunk for chunk in chunks if chunk)
    if compression == "gzip":
        return _gunzip(chunks, limits)
    raise ValueError(f"unknown compression {compression!r}")


def _gunzip(chunks: Iterable[bytes], limits: ReadLimits) -> Iterator[bytes]:
    stream = _GzipStream(limits)
    for piece in _pieces(chunks):
        yield from stream.feed(piece)
    yield from stream.finish()


class _GzipStream:
    """The member in hand, and how much has gone in and come out."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self.packed_bytes = 0
        self.unpacked_bytes = 0
        self.member = zlib.decompressobj(_GZIP_WBITS)
        self.is_between_members = False
        self.between = b""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        self.packed_bytes += len(piece)
        pending = piece
        while pending:
            if self.is_between_members:
                pending = self._begin_member(pending)
                if not pending:
                    return
            before = self.member.copy()
            try:
                unpacked = self.member.decompress(pending, OUTPUT_BYTES)
            except zlib.error as error:
                yield from self._salvage(before, pending)
                raise StreamDamage(
                    "TRUNCATED", f"damaged gzip stream before packed byte {self.packed_bytes}: {error}"
                ) from None
            pending = self.member.unconsumed_tail
            yield from self._checked(unpacked, self.packed_bytes - len(pending))
            if self.member.eof:
                self.is_between_members = True
                pending = self.member.unused_data

    def finish(self) -> Iterator[bytes]:
        if self.is_between_members:
            if self.between.strip(b"\0"):
                raise StreamDamage("TRAILING_GARBAGE", f"{len(self.between)} bytes after the last gzip member")
            return
        try:
            while rest := self.member.decompress(self.member.unconsumed_tail, OUTPUT_BYTES):
                yield from self._checked(rest, self.packed_bytes)
        except zlib.error as error:
            raise StreamDamage("TRUNCATED", f"damaged gzip stream at its end: {error}") from None
        if not self.member.eof:
            raise StreamDamage("TRUNCATED", f"gzip stream ends within a member, after {self.packed_bytes} packed bytes")

    def _begin_member(self, pending: bytes) -> bytes:
        """The bytes of a new member, or none yet. NUL bytes pad an archive to whole blocks; anything else is
        garbage."""
        between = self.between + pending
        if not between.strip(b"\0"):
            self.between = between[:1]
            return b""
        if len(between) < len(GZIP_MAGIC) and GZIP_MAGIC.startswith(between):
            self.between = between
            return b""
        if not between.startswith(GZIP_MAGIC):
            raise StreamDamage("TRAILING_GARBAGE", f"no gzip member before packed byte {self.packed_bytes}")
        self.between = b""
        self.is_between_members = False
        self.member = zlib.decompressobj(_GZIP_WBITS)
        return between

    def _salvage(self, member: zlib._Decompress, pending: bytes) -> Iterator[bytes]:
        """What unpacks before the damage: zlib keeps back the output of the very call that fails, so byte by byte."""
        try:
            for place in range(len(pending)):
                unpacked = member.decompress(member.unconsumed_tail + pending[place : place + 1], OUTPUT_BYTES)
                yield from self._checked(unpacked, self.packed_bytes)
        except zlib.error:
            return

    def _checked(self, unpacked: bytes, packed_bytes: int) -> Iterator[bytes]:
        self.unpacked_bytes += len(unpacked)
        if self.unpacked_bytes > self.limits.max_unpacked_bytes:
            raise StreamDamage("DECOMP_LIMIT", f"more than {self.limits.max_unpacked_bytes} bytes unpacked")
        most = self.limits.max_unpack_ratio * max(packed_bytes, 1)
        if self.unpacked_bytes >= RATIO_FROM_BYTES and self.unpacked_bytes > most:
            raise StreamDamage(
                "DECOMP_LIMIT",
                f"{self.unpacked_bytes} bytes from {packed_bytes}: more than {self.limits.max_unpack_ratio} to 1",
            )
        if unpacked:
            yield unpacked


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if len(chunk) <= PIECE_BYTES:
            yield chunk
        else:
            for start in range(0, len(chunk), PIECE_BYTES):
                yield chunk[start : start + PIECE_BYTES]
