"""Unpacking as a stream: limits before work, and damage told apart from its end."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable, Iterator
from typing import Final

from transforms.model import ReadLimits
from transforms.read.decoders import (
    CODECS,
    DECODER_ERRORS,
    GZIP_MAGIC,
    Codec,
    Decoder,
    Deflated,
    StreamDamage,
    compression_of,
)
from transforms.read.resume import is_crawl, unpack_crawl

__all__ = ["GZIP_MAGIC", "RATIO_FROM_BYTES", "Meter", "StreamDamage", "compression_of", "inflate", "unpack"]

RATIO_FROM_BYTES: Final = 16 * 2**20
"""Unpacked size from which the ratio is looked at: small files may be as repetitive as they like."""


def inflate(chunks: Iterable[bytes], compression: str | None, limits: ReadLimits) -> Iterator[bytes]:
    """Bytes as delivered → decompressed bytes, in non-empty chunks, the same ones however the delivery is cut.

    ``compression`` is None (handed through), gzip, zstd, bz2 or xz: all members, frames or streams are read, padding of
    NUL bytes after each is allowed. Raises StreamDamage after the last good bytes, and ValueError for a compression
    that it does not know. A StreamDamage of ``chunks`` comes through after what can be unpacked before it. In a crawl
    that is packed by record, only the damaged members are lost (see ``resume``).
    """
    if compression is None:
        return (chunk for chunk in chunks if chunk)
    codec = CODECS.get(compression)
    if codec is None:
        raise ValueError(f"unknown compression {compression!r}")
    return _unpacked(chunks, codec, Meter(limits))


def _unpacked(chunks: Iterable[bytes], codec: Codec, meter: Meter) -> Iterator[bytes]:
    pieces = _pieces(chunks, codec.piece_bytes)
    first = next(pieces, b"")
    again = itertools.chain((first,), pieces) if first else pieces
    yield from unpack_crawl(again, meter) if is_crawl(first) else unpack(again, codec, meter)


class Meter:
    """How much has gone in and come out, of one stream or of all members of an archive together."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self.packed_bytes = 0
        self.unpacked_bytes = 0

    def count(self, unpacked_bytes: int) -> None:
        """Some bytes came out. Raises StreamDamage(DECOMP_LIMIT) where that is more than the limits allow."""
        self.unpacked_bytes += unpacked_bytes
        if self.unpacked_bytes > self.limits.max_unpacked_bytes:
            raise StreamDamage("DECOMP_LIMIT", f"more than {self.limits.max_unpacked_bytes} bytes unpacked")
        most = self.limits.max_unpack_ratio * max(self.packed_bytes, 1)
        if self.unpacked_bytes >= RATIO_FROM_BYTES and self.unpacked_bytes > most:
            raise StreamDamage(
                "DECOMP_LIMIT",
                f"{self.unpacked_bytes} bytes from {self.packed_bytes}: more than {self.limits.max_unpack_ratio} to 1",
            )


def unpack(chunks: Iterable[bytes], codec: Codec, meter: Meter) -> Iterator[bytes]:
    """The streams of one codec that follow each other, unpacked. See ``inflate``."""
    stream = _Stream(codec, meter)
    for piece in _pieces(chunks, codec.piece_bytes):
        yield from stream.feed(piece)
        if stream.is_over:
            return
    yield from stream.finish()


class _Stream:
    """The stream in hand, or what stands between two of them."""

    def __init__(self, codec: Codec, meter: Meter) -> None:
        self.codec = codec
        self.meter = meter
        self.decoder: Decoder | None = None
        self.between = b""
        self.has_begun = False
        self.is_over = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        self.meter.packed_bytes += len(piece)
        yield from self._take(self.between + piece if self.between else piece, is_last=False)

    def finish(self) -> Iterator[bytes]:
        yield from self._take(self.between, is_last=True)
        if self.decoder is not None or not self.has_begun:
            raise StreamDamage(
                "TRUNCATED", f"{self.codec.name} stream ends too early, after {self.meter.packed_bytes} packed bytes"
            )

    def _take(self, pending: bytes, is_last: bool) -> Iterator[bytes]:
        self.between = b""
        while pending or self.decoder is not None:
            if self.decoder is None:
                pending = self._begin(pending, is_last)
                if self.decoder is None:
                    return
            unpacked = yield from self._step(self.decoder, pending)
            pending = b""
            if self.decoder.eof:
                pending = self.decoder.unused_data
                self.decoder = None
                self.is_over = self.codec.is_single
                if self.is_over:
                    return
            elif self.decoder.needs_input or (is_last and not unpacked):
                return

    def _step(self, decoder: Decoder, pending: bytes) -> Generator[bytes, None, int]:
        try:
            unpacked = decoder.decompress(pending, self.codec.output_bytes)
        except DECODER_ERRORS as error:
            if isinstance(decoder, Deflated):
                for salvaged in decoder.salvage(self.codec.output_bytes):
                    self.meter.count(len(salvaged))
                    yield salvaged
            raise self._damage(error) from None
        if unpacked:
            self.meter.count(len(unpacked))
            yield unpacked
        return len(unpacked)

    def _begin(self, pending: bytes, is_last: bool) -> bytes:
        """The bytes of a new stream, for which ``decoder`` is then set, or none yet. NUL bytes pad a file to whole
        blocks; anything else is garbage."""
        if self.has_begun:
            pending = pending.lstrip(b"\0")
        if not pending:
            return b""
        if len(pending) < self.codec.header_bytes and not is_last:
            self.between = pending
            return b""
        if not self.codec.begins(pending):
            before = f"packed byte {self.meter.packed_bytes - len(pending)}"
            if self.has_begun:
                raise StreamDamage("TRAILING_GARBAGE", f"no {self.codec.name} stream from {before} on")
            raise StreamDamage("TRUNCATED", f"no head of a {self.codec.name} stream")
        self.has_begun = True
        self.decoder = self.codec.open(pending)
        return pending

    def _damage(self, error: Exception) -> StreamDamage:
        if "emory" in str(error):
            return StreamDamage("DECOMP_LIMIT", f"{self.codec.name} asks for too much memory")
        return StreamDamage(
            "TRUNCATED", f"damaged {self.codec.name} stream before packed byte {self.meter.packed_bytes}: {error}"
        )


def _pieces(chunks: Iterable[bytes], piece_bytes: int) -> Iterator[bytes]:
    """The same bytes in pieces of one size, so that what damage spares does not hang on how they were delivered."""
    held = bytearray()
    damage: StreamDamage | None = None
    try:
        for chunk in chunks:
            start = 0
            if held:
                start = piece_bytes - len(held)
                held += chunk[:start]
                if len(held) < piece_bytes:
                    continue
                yield bytes(held)
                held.clear()
            whole_end = start + (len(chunk) - start) // piece_bytes * piece_bytes
            for place in range(start, whole_end, piece_bytes):
                yield chunk[place : place + piece_bytes]
            held += chunk[whole_end:]
    except StreamDamage as found:
        damage = found
    if held:
        yield bytes(held)
    if damage is not None:
        raise damage
