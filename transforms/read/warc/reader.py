"""The readers of WARC and ARC, and whether a crawl was compressed as one piece."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal
from transforms.read.compression import GZIP_MAGIC
from transforms.read.warc.framing import frame_records
from transforms.read.warc.heads import ArcDialect, Dialect, WarcDialect
from transforms.read.warc.records import read_record

MEMBER_BYTES: Final = 4 * 2**20
"""Unpacked bytes of the first gzip member that are looked at: the first record of a crawl is a note of 1 KiB."""

_WARC: Final = WarcDialect()
_ARC: Final = ArcDialect()


class WarcReader:
    """Reads the pages and texts of a WARC file; its requests, images, redirects and notes are skipped by their
    kinds."""

    format: Final = "warc"
    is_structured: Final = False
    """Pages give title and blocks; a plain text gives neither, so its title is sought."""

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """One span a record, from its version line to the end of its block.

        A record whose length is missing or wrong is refused alone (WARC_LENGTH): framing goes on at the next line that
        begins with ``WARC/``. Records above ``max_record_bytes`` are passed over without being held.
        """
        return frame_records(chunks, limits, _WARC)

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """One record → its article; ``url`` and ``collected`` are the record's own."""
        return read_record(data, limits, context, _WARC)


class ArcReader:
    """Reads the pages and texts of an ARC file, in both versions of the format."""

    format: Final = "arc"
    is_structured: Final = False

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """One span a record, from its line to the end of its block; wrong lengths as in WARC, the next record being the
        next line of an address, an IP and a date."""
        return frame_records(chunks, limits, _ARC)

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """One record → its article; ``url`` and ``collected`` are those of its line."""
        return read_record(data, limits, context, _ARC)


def is_compressed_as_one(packed_head: bytes) -> bool:
    """Whether the first gzip member of a crawl holds more than its first record, so that no record can be read by its
    place in the file. ``packed_head``: the first bytes as delivered; 64 KiB are plenty. False for what is no gzip, and
    where the bytes do not show it. Never raises."""
    if not packed_head.startswith(GZIP_MAGIC):
        return False
    try:
        first = bytearray(zlib.decompressobj(31).decompress(packed_head, MEMBER_BYTES))
    except zlib.error:
        return False
    dialect: Dialect = _WARC if first.startswith(b"WARC/") else _ARC
    head = dialect.head(first, 0, is_end=True)
    if head is None or head.block_bytes is None:
        return False
    return dialect.next_start(first, min(head.head_bytes + head.block_bytes, len(first)), is_end=True)[1]
