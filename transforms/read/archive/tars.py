"""tar as a stream: ustar, GNU and pax headers (POSIX.1-2017, pax; GNU tar manual, "Basic Tar Format")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from transforms.model import ReadLimits, Refusal, Skipped
from transforms.read.archive.members import (
    MAX_NAME_BYTES,
    Found,
    Member,
    RefusedMember,
    name_text,
    refusal_of_name,
    skipped_kind,
)
from transforms.read.compression import StreamDamage

BLOCK_BYTES: Final = 512
MAX_EXTENSION_BYTES: Final = 2**20
"""Size of one long name or pax header; honest ones take a few hundred bytes."""
MAX_PIECE_BYTES: Final = 2**20

_EMPTY: Final = bytes(BLOCK_BYTES)
_REGULAR: Final = b"\x000-7"
_LINKS: Final = {
    b"1": "a hard link",
    b"2": "a symbolic link",
    b"3": "a device",
    b"4": "a device",
    b"6": "a pipe",
}
_LABELS: Final = b"VgDNX"
"""Headers that describe the archive: volume label, global pax, directory dump, old long names, Solaris attributes."""


def tar_members(chunks: Iterable[bytes], limits: ReadLimits) -> Iterator[Found]:
    """The members of a tar, in its order, in the memory of one header and one chunk. Never raises.

    ``chunks`` are decompressed; a StreamDamage of theirs reaches the member in hand and ends the archive with a fault
    (TRUNCATED and so on, as they say). Links and devices are PATH_TRAVERSAL, sparse files TYPE_UNSUPPORTED. A header
    whose checksum is wrong is a fault ARCHIVE_BAD, and reading goes on at the next good one. An archive that ends
    without its mark is TRUNCATED, bytes after the mark are TRAILING_GARBAGE unless another archive follows.
    """
    blocks = _Blocks(chunks)
    try:
        yield from _Tar(blocks, limits).members()
    except StreamDamage as damage:
        yield RefusedMember(None, Refusal(damage.reason, damage.detail))


class _Blocks:
    """The stream, taken by the byte. Its damage is raised again however often it is asked."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._held = b""
        self._taken_bytes = 0
        self._damage: StreamDamage | None = None
        self.place = 0

    def take(self, size: int) -> bytes:
        """Exactly so many bytes; fewer at the end of the stream."""
        parts: list[bytes] = []
        missing = size
        while missing and (piece := self.piece(missing)):
            parts.append(piece)
            missing -= len(piece)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def piece(self, most: int) -> bytes:
        """Some bytes, at most so many; none at the end of the stream."""
        if self._damage is not None:
            raise self._damage
        try:
            while self._taken_bytes >= len(self._held):
                self._held, self._taken_bytes = next(self._chunks), 0
        except StopIteration:
            return b""
        except StreamDamage as damage:
            self._damage = damage
            raise
        piece = self._held[self._taken_bytes : self._taken_bytes + most]
        self._taken_bytes += len(piece)
        self.place += len(piece)
        return piece


@dataclass(slots=True)
class _Header:
    """One header block, with what the extensions before it say."""

    name: bytes
    size_bytes: int
    kind: bytes


@dataclass(slots=True)
class _Extensions:
    """What long-name and pax headers say of the next member."""

    path: bytes | None = None
    size_bytes: int | None = None
    is_sparse: bool = False
    fault: str | None = None


@dataclass(slots=True)
class _Tar:
    """How far the archive has been read."""

    blocks: _Blocks
    limits: ReadLimits
    extensions: _Extensions = field(default_factory=_Extensions)
    member_count: int = 0
    left_bytes: int = 0
    """Bytes of the member in hand that were not taken yet."""
    turn: int = 0
    """Counts members, so that the chunks of an earlier one are known to be gone."""

    def members(self) -> Iterator[Found]:
        empty_count = 0
        bad_from: int | None = None
        has_ended = False
        while True:
            start = self.blocks.place
            block = self.blocks.take(BLOCK_BYTES)
            if block == _EMPTY:
                empty_count += 1
                has_ended = has_ended or empty_count > 1
                continue
            if len(block) < BLOCK_BYTES:
                if has_ended and block.strip(b"\0") and bad_from is None:
                    bad_from = start
                break
            header = _header_of(block)
            if header is None:
                bad_from = start if bad_from is None else bad_from
                empty_count = 0
                continue
            if bad_from is not None:
                yield self._bad(bad_from, start, has_ended)
                bad_from = None
            has_ended = False
            empty_count = 0
            if header.kind in b"LxK":
                self._extend(header)
                continue
            self.member_count += 1
            if self.member_count > self.limits.max_members:
                yield RefusedMember(None, Refusal("ARCHIVE_MEMBERS", f"more than {self.limits.max_members}"))
                return
            yield from self._entry(header)
        if bad_from is not None:
            yield self._bad(bad_from, self.blocks.place, has_ended)
        elif not has_ended:
            yield RefusedMember(None, Refusal("TRUNCATED", f"no end mark after byte {self.blocks.place}"))

    def _bad(self, start: int, end: int, has_ended: bool) -> RefusedMember:
        if has_ended:
            return RefusedMember(None, Refusal("TRAILING_GARBAGE", f"{end - start} bytes after the end mark"))
        return RefusedMember(None, Refusal("ARCHIVE_BAD", f"bytes {start} to {end} are no header of a member"))

    def _entry(self, header: _Header) -> Iterator[Found]:
        said, self.extensions = self.extensions, _Extensions()
        raw_name = header.name if said.path is None else said.path
        size_bytes = header.size_bytes if said.size_bytes is None else said.size_bytes
        name = name_text(raw_name[:MAX_NAME_BYTES])
        refusal = _refusal(said, raw_name, header.kind, name)
        if header.kind in _LINKS:
            # a hard link's size is that of the file it names; no bytes of it follow
            size_bytes = 0
        self.turn += 1
        self.left_bytes = size_bytes
        padding = -size_bytes % BLOCK_BYTES
        if header.kind in _LABELS:
            yield Skipped("label")
        elif refusal is not None:
            yield RefusedMember(name, refusal)
        elif header.kind == b"5":
            yield Skipped("folder")
        elif (kind := skipped_kind(name)) is not None:
            yield Skipped(kind)
        else:
            yield Member(name, self._chunks(self.turn))
        self._pass_over(padding)

    def _chunks(self, turn: int) -> Iterator[bytes]:
        while True:
            if turn != self.turn:
                raise ValueError("the archive has gone on: the chunks of this member are gone")
            if not self.left_bytes:
                return
            piece = self.blocks.piece(min(self.left_bytes, MAX_PIECE_BYTES))
            if not piece:
                raise StreamDamage("TRUNCATED", f"the archive ends {self.left_bytes} bytes before the member does")
            self.left_bytes -= len(piece)
            yield piece

    def _pass_over(self, padding: int) -> None:
        left, self.left_bytes = self.left_bytes + padding, 0
        while left and (piece := self.blocks.piece(left)):
            left -= len(piece)
        if left > padding:
            raise StreamDamage("TRUNCATED", "the archive ends within a member")

    def _extend(self, header: _Header) -> None:
        """Take what a long-name or pax header says of the member after it."""
        size_bytes = header.size_bytes
        if size_bytes > MAX_EXTENSION_BYTES:
            self.left_bytes = size_bytes
            self.extensions.fault = f"a header of {size_bytes} bytes"
            self._pass_over(-size_bytes % BLOCK_BYTES)
            return
        data = self.blocks.take(size_bytes + -size_bytes % BLOCK_BYTES)[:size_bytes]
        if len(data) < size_bytes:
            raise StreamDamage("TRUNCATED", "the archive ends within a header")
        if header.kind == b"L":
            self.extensions.path = data.split(b"\0", 1)[0]
        elif header.kind == b"x":
            _read_pax(data, self.extensions)


def _refusal(said: _Extensions, raw_name: bytes, kind: bytes, name: str) -> Refusal | None:
    """Why a member is not read, by its headers alone; None if it may be."""
    if said.fault is not None:
        return Refusal("ARCHIVE_BAD", said.fault)
    if len(raw_name) > MAX_NAME_BYTES:
        return Refusal("ARCHIVE_BAD", f"a name of {len(raw_name)} bytes")
    if kind in _LINKS:
        return Refusal("PATH_TRAVERSAL", f"the member is {_LINKS[kind]}")
    if (refusal := refusal_of_name(name)) is not None:
        return refusal
    if said.is_sparse or kind == b"S":
        return Refusal("TYPE_UNSUPPORTED", "a sparse file")
    if kind not in (b"5", *(bytes((code,)) for code in _REGULAR + _LABELS)):
        return Refusal("TYPE_UNSUPPORTED", f"a member of type {kind!r}")
    return None


def is_header(block: bytes) -> bool:
    """Whether a block of 512 bytes is the header of a tar's member: its checksum fits."""
    return _header_of(block) is not None


def _header_of(block: bytes) -> _Header | None:
    if len(block) < BLOCK_BYTES:
        return None
    checksum = _number(block[148:156])
    rest = block[:148] + b" " * 8 + block[156:]
    if checksum is None:
        return None
    # old archivers summed signed bytes
    if checksum != sum(rest) and checksum != sum(byte - 256 if byte > 127 else byte for byte in rest):
        return None
    size_bytes = _number(block[124:136])
    if size_bytes is None:
        return None
    name = block[:100].split(b"\0", 1)[0]
    prefix = block[345:500].split(b"\0", 1)[0]
    # GNU keeps times where ustar keeps the prefix
    if block[257:263] == b"ustar\0" and prefix:
        name = prefix + b"/" + name
    return _Header(name, size_bytes, block[156:157])


def _number(digits: bytes) -> int | None:
    """An octal number, or GNU's base 256 for what is too large for it; None for what is neither."""
    if digits[0] == 0x80:
        return int.from_bytes(digits[1:], "big")
    text = digits.strip(b" \0")
    if not text:
        return 0
    return int(text, 8) if text.isdigit() and not text.strip(b"01234567") else None


def _read_pax(data: bytes, extensions: _Extensions) -> None:
    """``length key=value`` lines; the length counts itself."""
    place = 0
    while place < len(data) and data[place]:
        space = data.find(b" ", place, place + 20)
        digits = data[place:space] if space > 0 else b""
        size = int(digits) if digits.isdigit() else 0
        record = data[space + 1 : place + size]
        if not record.endswith(b"\n") or b"=" not in record:
            extensions.fault = "a pax header that breaks off"
            return
        key, value = record[:-1].split(b"=", 1)
        _take_pax(key, value, extensions)
        place += size


def _take_pax(key: bytes, value: bytes, extensions: _Extensions) -> None:
    if key == b"path":
        extensions.path = value
    elif key == b"size":
        if value.isdigit() and len(value) < 20:
            extensions.size_bytes = int(value)
        else:
            extensions.fault = "a pax size that is no number"
    elif key.startswith(b"GNU.sparse."):
        extensions.is_sparse = True
