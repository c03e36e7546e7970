"""The bytes that an article was read from: taken from the archive, as they were delivered."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO, Final

from warehouse.archive import DAMAGE, ArchiveError, open_archived
from warehouse.paths import Home
from warehouse.store import Store

BEGINNING_BYTES: Final = 480
"""Bytes of a record that are shown: its first keys or sentences, six lines of a terminal."""

CHUNK_BYTES: Final = 1 << 20

MOST_UNPACKED_BYTES: Final = 2 * 2**30
"""How far into a compressed file a record is looked for: unpacking runs at some 300 MB/s, so this is a few seconds."""

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NoEvidence(Exception):
    """The bytes cannot be shown; the message says why."""


def beginning(home: Home, sha256: str, compression: str | None, start_byte: int, end_byte: int) -> bytes:
    """The first bytes of a record; the span is of the decompressed file, end exclusive. Raises NoEvidence."""
    wanted = min(end_byte - start_byte, BEGINNING_BYTES)
    try:
        with open_archived(home, Store(), sha256) as delivered:
            if compression is None:
                delivered.seek(start_byte)
                return delivered.read(wanted)
            return _unpacked(delivered, compression, start_byte, wanted)
    except ArchiveError as error:
        raise NoEvidence(str(error)) from error
    except DAMAGE as error:
        raise NoEvidence(f"The archive's copy of {sha256} is damaged: {error}") from error


def readable(found: bytes) -> str:
    """Bytes as text, for a look at them: what is no text stands as ``\\xNN``."""
    for mark, encoding in _MARKS:
        if found.startswith(mark):
            even = len(found) if encoding == "utf-8-sig" else len(found) // 2 * 2
            return found[:even].decode(encoding, "replace")
    return found.decode("utf-8", "backslashreplace")


def _unpacked(delivered: BinaryIO, compression: str, start_byte: int, wanted: int) -> bytes:
    from transforms.model import ReadLimits
    from transforms.read.compression import StreamDamage, inflate

    if start_byte > MOST_UNPACKED_BYTES:
        raise NoEvidence(f"The record lies {start_byte:,} bytes deep in a compressed file, too deep for a quick look.")
    limits = ReadLimits(max_unpacked_bytes=MOST_UNPACKED_BYTES * 2, max_unpack_ratio=2**20)
    at = 0
    found = b""
    try:
        for chunk in inflate(_chunks(delivered), compression, limits):
            if at + len(chunk) > start_byte:
                found += chunk[max(0, start_byte - at) :][: wanted - len(found)]
            at += len(chunk)
            if len(found) >= wanted:
                break
    except (StreamDamage, ValueError) as error:
        if not found:
            raise NoEvidence(f"The file cannot be unpacked as far as the record: {error}") from error
    return found


def _chunks(delivered: BinaryIO) -> Iterator[bytes]:
    while chunk := delivered.read(CHUNK_BYTES):
        yield chunk
