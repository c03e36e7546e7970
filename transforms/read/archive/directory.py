"""The directory at the end of a zip: what members it names, and whether they can be true all at once."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, NamedTuple

from transforms.model import ReadLimits, Refusal
from transforms.read.archive.members import MAX_NAME_BYTES, name_text

END: Final = struct.Struct("<4s4H2LH")
END_MAGIC: Final = b"PK\x05\x06"
END_64: Final = struct.Struct("<4sQ2H2L4Q")
END_64_MAGIC: Final = b"PK\x06\x06"
LOCATOR: Final = struct.Struct("<4sLQL")
LOCATOR_MAGIC: Final = b"PK\x06\x07"
ENTRY: Final = struct.Struct("<4s6H3L5H2L")
ENTRY_MAGIC: Final = b"PK\x01\x02"
MAX_COMMENT_BYTES: Final = 65_535
MAX_NAMES_BYTES: Final = 64 * 2**20
"""All names of one archive: 600 bytes for each of 100,000 members. They are held in memory."""
MIN_MEMBER_BYTES: Final = 30
"""What a member's own header takes at least."""

_EXTRA_64: Final = 1
_FULL_32: Final = 0xFFFF_FFFF
_FULL_16: Final = 0xFFFF


class ZipFault(Exception):
    """Why a whole archive is refused."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.refusal = Refusal(reason, detail)


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One member as the directory has it. ``mode`` is Unix's, 0 where it is not given; the member ends before
    ``limit_byte``, where the next one or the directory begins. ``refusal`` says why the entry cannot be used."""

    raw_name: bytes
    name: str
    flags: int
    method: int
    checksum: int
    packed_bytes: int
    size_bytes: int
    start_byte: int
    mode: int
    refusal: Refusal | None = None
    limit_byte: int = 0


class _End(NamedTuple):
    """Where the directory lies, and how far everything is shifted by bytes before the archive (a program, say)."""

    member_count: int
    start_byte: int
    size_bytes: int
    shift_bytes: int


def entries_of(file: BinaryIO, limits: ReadLimits) -> list[ZipEntry]:
    """All members that the directory names, in its order, none of which overlaps another. Raises ZipFault
    (ARCHIVE_BAD, ARCHIVE_MEMBERS). Takes the memory of ``max_members`` entries."""
    end = _find_end(file)
    entries: list[ZipEntry] = []
    names_bytes = 0
    for entry in _entries(file, end):
        names_bytes += len(entry.raw_name)
        if len(entries) >= limits.max_members:
            raise ZipFault("ARCHIVE_MEMBERS", f"more than {limits.max_members}")
        if names_bytes > MAX_NAMES_BYTES:
            raise ZipFault("ARCHIVE_BAD", f"names of more than {MAX_NAMES_BYTES} bytes together")
        entries.append(entry)
    return _bounded(entries, end.start_byte)


def _find_end(file: BinaryIO) -> _End:
    file_bytes = file.seek(0, 2)
    tail_start = max(0, file_bytes - END.size - MAX_COMMENT_BYTES)
    file.seek(tail_start)
    tail = file.read(END.size + MAX_COMMENT_BYTES)
    place = tail.rfind(END_MAGIC)
    while place >= 0:
        if place + END.size <= len(tail):
            fields = END.unpack_from(tail, place)
            if place + END.size + fields[7] <= len(tail):
                break
        place = tail.rfind(END_MAGIC, 0, place)
    if place < 0:
        raise ZipFault("ARCHIVE_BAD", "no directory at the end; the archive is cut off or damaged")
    _, disk, start_disk, _, count, size_bytes, offset, _ = fields
    directory_end = tail_start + place
    if _FULL_32 in (size_bytes, offset) or count == _FULL_16:
        large = _find_end_64(file, directory_end)
        if large is not None:
            disk, start_disk, count, size_bytes, offset, directory_end = large
    if disk or start_disk:
        raise ZipFault("ARCHIVE_BAD", "one part of an archive of several")
    start = directory_end - size_bytes
    if start < offset or start < 0:
        raise ZipFault("ARCHIVE_BAD", "the directory is not where the archive's end says")
    return _End(count, start, size_bytes, start - offset)


def _find_end_64(file: BinaryIO, end_byte: int) -> tuple[int, int, int, int, int, int] | None:
    """(disk, disk of the directory, members, directory's size, its offset, its end) of an archive above 4 GiB."""
    if end_byte < LOCATOR.size + END_64.size:
        return None
    file.seek(end_byte - LOCATOR.size)
    magic, disk, place, _ = LOCATOR.unpack(file.read(LOCATOR.size))
    if magic != LOCATOR_MAGIC:
        return None
    # bytes before the archive shift the record, which mostly stands right before its locator
    for start in (place, end_byte - LOCATOR.size - END_64.size):
        if 0 <= start <= end_byte - LOCATOR.size - END_64.size:
            file.seek(start)
            fields = END_64.unpack(file.read(END_64.size))
            if fields[0] == END_64_MAGIC:
                return disk, fields[5], fields[7], fields[8], fields[9], start
    raise ZipFault("ARCHIVE_BAD", "the record of an archive above 4 GiB is missing")


def _entries(file: BinaryIO, end: _End) -> Iterator[ZipEntry]:
    file.seek(end.start_byte)
    left = end.size_bytes
    count = 0
    while left >= ENTRY.size:
        fields = ENTRY.unpack(file.read(ENTRY.size))
        if fields[0] != ENTRY_MAGIC:
            break
        name_bytes, extra_bytes, comment_bytes = fields[10:13]
        left -= ENTRY.size + name_bytes + extra_bytes + comment_bytes
        if left < 0:
            break
        raw_name = file.read(name_bytes)
        extra = file.read(extra_bytes)
        file.seek(comment_bytes, 1)
        count += 1
        yield _entry(fields, raw_name, extra, end)
    # the count is kept in 16 bits where an archive has more members and no record for large ones
    if count != end.member_count and count & _FULL_16 != end.member_count:
        raise ZipFault("ARCHIVE_BAD", f"the directory breaks off after {count} of {end.member_count} members")


def _entry(fields: tuple[int, ...], raw_name: bytes, extra: bytes, end: _End) -> ZipEntry:
    _, _, _, flags, method, _, _, checksum, packed, size, _, _, _, disk, _, attributes, start = fields
    refusal = None
    if _FULL_32 in (packed, size, start):
        size, packed, start, is_whole = _large(extra, size, packed, start)
        if not is_whole:
            refusal = Refusal("ARCHIVE_BAD", "a size above 4 GiB is missing")
    if disk not in (0, _FULL_16):
        refusal = Refusal("ARCHIVE_BAD", "the member lies in another part of the archive")
    if len(raw_name) > MAX_NAME_BYTES:
        refusal = Refusal("ARCHIVE_BAD", f"a name of {len(raw_name)} bytes")
        raw_name = raw_name[:MAX_NAME_BYTES]
    return ZipEntry(
        raw_name=raw_name,
        name=name_text(raw_name),
        flags=flags,
        method=method,
        checksum=checksum,
        packed_bytes=packed,
        size_bytes=size,
        start_byte=start + end.shift_bytes,
        mode=attributes >> 16,
        refusal=refusal,
    )


def _large(extra: bytes, size: int, packed: int, start: int) -> tuple[int, int, int, bool]:
    """Size, packed size and place of a member with 64 bits where 32 do not suffice, and whether all were given."""
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == _EXTRA_64:
            body = extra[place + 4 : place + 4 + length]
            values = [int.from_bytes(body[at : at + 8], "little") for at in range(0, len(body) - 7, 8)]
            found = [values.pop(0) if value == _FULL_32 and values else value for value in (size, packed, start)]
            return found[0], found[1], found[2], _FULL_32 not in found
        place += 4 + length
    return size, packed, start, False


def _bounded(entries: list[ZipEntry], directory_byte: int) -> list[ZipEntry]:
    """The entries with the byte that each must end before. Raises ZipFault where two cannot both be true: members that
    share bytes are how a small archive unpacks to a huge one."""
    order = sorted(range(len(entries)), key=lambda index: entries[index].start_byte)
    bounded = list(entries)
    limit = directory_byte
    for index in reversed(order):
        entry = entries[index]
        least_end = entry.start_byte + MIN_MEMBER_BYTES + len(entry.raw_name) + entry.packed_bytes
        if entry.start_byte < 0 or least_end > limit:
            raise ZipFault("ARCHIVE_BAD", f"members overlap from byte {entry.start_byte} on")
        bounded[index] = replace(entry, limit_byte=limit)
        limit = entry.start_byte
    return bounded
