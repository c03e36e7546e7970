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
    packed_bytes = unpacked_bytes = 0
    member = zlib.decompressobj(_GZIP_WBITS)
    is_between_members = False
    has_member = False
    between = b""
    for piece in _pieces(chunks):
        packed_bytes += len(piece)
        pending = piece
        while pending:
            if is_between_members:
                between += pending
                pending = b""
                if has_member and not between.strip(b"\0"):
                    between = between[:1]
                    continue
                if len(between) < len(GZIP_MAGIC) and GZIP_MAGIC.startswith(between):
                    continue
                if not between.startswith(GZIP_MAGIC):
                    raise StreamDamage("TRAILING_GARBAGE", f"no gzip member {len(between)} bytes before packed byte {packed_bytes}")
                pending, between = between, b""
                member = zlib.decompressobj(_GZIP_WBITS)
                is_between_members = False
            try:
                unpacked = member.decompress(pending, OUTPUT_BYTES)
            except zlib.error as error:
                raise StreamDamage("TRUNCATED", f"damaged gzip stream before packed byte {packed_bytes}: {error}") from None
            pending = member.unconsumed_tail
            unpacked_bytes += len(unpacked)
            _check_limits(unpacked_bytes, packed_bytes - len(pending), limits)
            if unpacked:
                yield unpacked
            if member.eof:
                has_member = True
                is_between_members = True
                pending = member.unused_data
    if is_between_members:
        if between.strip(b"\0"):
            raise StreamDamage("TRAILING_GARBAGE", f"{len(between)} bytes after the last gzip member")
        return
    yield from _drain(member, unpacked_bytes, packed_bytes, limits)
    if not member.eof:
        raise StreamDamage("TRUNCATED", f"gzip stream ends within a member, after {packed_bytes} packed bytes")


def _drain(member: zlib._Decompress, unpacked_bytes: int, packed_bytes: int, limits: ReadLimits) -> Iterator[bytes]:
    """What zlib still holds when the input has ended."""
    try:
        while rest := member.decompress(member.unconsumed_tail, OUTPUT_BYTES):
            unpacked_bytes += len(rest)
            _check_limits(unpacked_bytes, packed_bytes, limits)
            yield rest
    except zlib.error as error:
        raise StreamDamage("TRUNCATED", f"damaged gzip stream at its end: {error}") from None


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if len(chunk) <= PIECE_BYTES:
            yield chunk
        else:
            for start in range(0, len(chunk), PIECE_BYTES):
                yield chunk[start : start + PIECE_BYTES]


def _check_limits(unpacked_bytes: int, packed_bytes: int, limits: ReadLimits) -> None:
    if unpacked_bytes > limits.max_unpacked_bytes:
        raise StreamDamage("DECOMP_LIMIT", f"more than {limits.max_unpacked_bytes} bytes unpacked")
    if unpacked_bytes >= RATIO_FROM_BYTES and unpacked_bytes > limits.max_unpack_ratio * max(packed_bytes, 1):
        raise StreamDamage("DECOMP_LIMIT", f"{unpacked_bytes} bytes unpacked from {packed_bytes}: more than {limits.max_unpack_ratio} to 1")
