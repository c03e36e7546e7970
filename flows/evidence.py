"""The bytes that an article was read from: taken from the archive, as they were delivered."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from warehouse.archive import DAMAGE, ArchiveError, open_archived
from warehouse.paths import Home
from warehouse.store import Store

if TYPE_CHECKING:
    from transforms.model import ReadLimits

BEGINNING_BYTES: Final = 480
"""Bytes of a record that are shown: its first keys or sentences, six lines of a terminal."""

CHUNK_BYTES: Final = 1 << 20

MOST_UNPACKED_BYTES: Final = 2 * 2**30
"""How far into a compressed file a record is looked for: unpacking runs at some 300 MB/s, so this is a few seconds."""

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NoEvidence(Exception):
    """The bytes cannot be shown; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: its file, how that is packed (``format`` of the whole, ``compression``), the member of the
    archive that it is, and the span in the decompressed file or member, end exclusive."""

    sha256: str
    format: str | None
    compression: str | None
    member: str | None
    start_byte: int
    end_byte: int


def beginning(home: Home, place: Place) -> bytes:
    """The first bytes of a record. Raises NoEvidence."""
    sha256, compression, start_byte = place.sha256, place.compression, place.start_byte
    wanted = min(place.end_byte - start_byte, BEGINNING_BYTES)
    try:
        with open_archived(home, Store(), sha256) as delivered:
            if place.member is not None:
                return _of_member(delivered, place, wanted)
            if compression is None:
                delivered.seek(start_byte)
                return delivered.read(wanted)
            return _unpacked(_chunks(delivered), compression, start_byte, wanted)
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


def _of_member(delivered: BinaryIO, place: Place, wanted: int) -> bytes:
    from transforms.read.archive import Member, tar_members, zip_members
    from transforms.read.compression import compression_of, inflate

    limits = _limits()
    if place.format == "zip":
        members = zip_members(delivered, limits)
    else:
        members = tar_members(inflate(_chunks(delivered), place.compression, limits), limits)
    for member in members:
        if isinstance(member, Member) and member.name == place.member:
            first = next(member.chunks, b"")
            chunks = itertools.chain((first,), member.chunks)
            return _unpacked(chunks, compression_of(first), place.start_byte, wanted)
    raise NoEvidence(f"The archive has no member {place.member} any more.")


def _limits() -> ReadLimits:
    from transforms.model import ReadLimits

    return ReadLimits(max_unpacked_bytes=MOST_UNPACKED_BYTES * 2, max_unpack_ratio=2**20)


def _unpacked(chunks: Iterable[bytes], compression: str | None, start_byte: int, wanted: int) -> bytes:
    from transforms.read.compression import StreamDamage, inflate

    if start_byte > MOST_UNPACKED_BYTES:
        raise NoEvidence(f"The record lies {start_byte:,} bytes deep in a compressed file, too deep for a quick look.")
    at = 0
    found = b""
    try:
        for chunk in inflate(chunks, compression, _limits()):
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
