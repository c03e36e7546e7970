"""zip archives by their directory (PKWARE APPNOTE 6.3.10), with every figure in it checked before it is used."""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from transforms.model import ReadLimits, Refusal, Skipped
from transforms.read.archive.directory import ZipEntry, ZipFault, entries_of
from transforms.read.archive.members import (
    Found,
    Member,
    RefusedMember,
    refusal_of_mode,
    refusal_of_name,
    skipped_kind,
)
from transforms.read.compression import Meter, StreamDamage, unpack
from transforms.read.decoders import CODECS, DEFLATE, MAX_XZ_BYTES, Codec, Decoder

LOCAL_BYTES: Final = 30
LOCAL_MAGIC: Final = b"PK\x03\x04"
READ_BYTES: Final = 2**18
LZMA_HEAD_BYTES: Final = 9

_IS_LOCKED: Final = 0x2041
"""Flags: encrypted, strongly encrypted, directory masked."""
_STORED: Final = 0
_LZMA: Final = 14
_CODEC_OF_METHOD: Final[dict[int, Codec]] = {
    8: DEFLATE,
    12: CODECS["bz2"],
    93: CODECS["zstd"],
    95: CODECS["xz"],
}
_METHOD_NAMES: Final = {1: "shrink", 6: "implode", 9: "deflate64", 97: "WavPack", 98: "PPMd"}


def zip_members(file: BinaryIO, limits: ReadLimits) -> Iterator[Found]:
    """The members of a zip, in the order of its directory. Raises only what ``file`` raises.

    The whole archive is refused, and nothing read, where it has no directory or a damaged one or members that overlap
    (ARCHIVE_BAD), more than ``max_members`` (ARCHIVE_MEMBERS), or where all its files are locked (ARCHIVE_ENCRYPTED).
    DECOMP_LIMIT is looked at for each member and for all together: the first costs the member, the second what follows.
    A member's checksum and length are compared at its end.
    """
    try:
        entries = entries_of(file, limits)
    except ZipFault as fault:
        yield RefusedMember(None, fault.refusal)
        return
    files = [entry for entry in entries if skipped_kind(entry.name) is None]
    if files and all(entry.flags & _IS_LOCKED for entry in files):
        yield RefusedMember(None, Refusal("ARCHIVE_ENCRYPTED", f"files in it: {len(files)}, all of them locked"))
        return
    archive = _Zip(file, limits)
    for entry in entries:
        if archive.is_exhausted:
            yield RefusedMember(None, Refusal("DECOMP_LIMIT", "the members together unpack to too much"))
            return
        archive.turn += 1
        yield archive.found(entry)


class _Zip:
    """The archive while its members are read: what they gave together."""

    def __init__(self, file: BinaryIO, limits: ReadLimits) -> None:
        self.file = file
        self.limits = limits
        self.meter = Meter(limits)
        self.meter.packed_bytes = file.seek(0, 2)
        self.is_exhausted = False
        self.turn = 0

    def found(self, entry: ZipEntry) -> Found:
        refusal = entry.refusal or refusal_of_mode(entry.mode) or refusal_of_name(entry.name)
        if refusal is not None:
            return RefusedMember(entry.name, refusal)
        if (kind := skipped_kind(entry.name)) is not None:
            return Skipped(kind)
        if entry.flags & _IS_LOCKED:
            return RefusedMember(entry.name, Refusal("ARCHIVE_ENCRYPTED", "the member is locked"))
        if entry.method not in (_STORED, _LZMA) and entry.method not in _CODEC_OF_METHOD:
            label = _METHOD_NAMES.get(entry.method, "unknown")
            return RefusedMember(entry.name, Refusal("TYPE_UNSUPPORTED", f"zip method {entry.method} ({label})"))
        start = self._data_start(entry)
        if isinstance(start, Refusal):
            return RefusedMember(entry.name, start)
        return Member(entry.name, self._checked(entry, start, self.turn))

    def _data_start(self, entry: ZipEntry) -> int | Refusal:
        """Where the packed bytes begin, by the member's own header, which must agree with the directory."""
        self.file.seek(entry.start_byte)
        local = self.file.read(LOCAL_BYTES)
        if len(local) < LOCAL_BYTES or not local.startswith(LOCAL_MAGIC):
            return Refusal("ARCHIVE_BAD", f"no member at byte {entry.start_byte}, where the directory has one")
        name_bytes = int.from_bytes(local[26:28], "little")
        extra_bytes = int.from_bytes(local[28:30], "little")
        if self.file.read(name_bytes) != entry.raw_name:
            return Refusal("ARCHIVE_BAD", "the directory has another name than the member")
        start = entry.start_byte + LOCAL_BYTES + name_bytes + extra_bytes
        if start + entry.packed_bytes > entry.limit_byte:
            return Refusal("ARCHIVE_BAD", "the member reaches into the next one")
        return start

    def _checked(self, entry: ZipEntry, start: int, turn: int) -> Iterator[bytes]:
        """The unpacked member, and at its end the word of the directory on it."""
        size_bytes = checksum = 0
        for chunk in self._unpacked(entry, start, turn):
            checksum = zlib.crc32(chunk, checksum)
            size_bytes += len(chunk)
            self._count(len(chunk))
            if size_bytes > entry.size_bytes:
                raise StreamDamage("ARCHIVE_BAD", f"the member is longer than the {entry.size_bytes} bytes announced")
            yield chunk
        if size_bytes < entry.size_bytes:
            raise StreamDamage("TRUNCATED", f"{size_bytes} bytes of {entry.size_bytes}")
        if checksum != entry.checksum:
            raise StreamDamage("ARCHIVE_BAD", "the member's bytes do not fit its checksum")

    def _count(self, size_bytes: int) -> None:
        try:
            self.meter.count(size_bytes)
        except StreamDamage:
            self.is_exhausted = True
            raise

    def _unpacked(self, entry: ZipEntry, start: int, turn: int) -> Iterator[bytes]:
        packed = self._packed(start, entry.packed_bytes, turn)
        if entry.method == _STORED:
            yield from packed
            return
        codec = _CODEC_OF_METHOD.get(entry.method)
        if codec is None:
            head = self._read(start, LZMA_HEAD_BYTES) if entry.packed_bytes >= LZMA_HEAD_BYTES else b""
            codec = _lzma_codec(head, entry.size_bytes)
            packed = self._packed(start + LZMA_HEAD_BYTES, entry.packed_bytes - LZMA_HEAD_BYTES, turn)
        yield from unpack(packed, codec, Meter(self.limits))

    def _packed(self, start: int, size_bytes: int, turn: int) -> Iterator[bytes]:
        end = start + size_bytes
        while start < end:
            if turn != self.turn:
                raise ValueError("the archive has gone on: the chunks of this member are gone")
            piece = self._read(start, min(READ_BYTES, end - start))
            if not piece:
                raise StreamDamage("TRUNCATED", f"the archive ends {end - start} bytes before the member does")
            start += len(piece)
            yield piece

    def _read(self, start: int, size_bytes: int) -> bytes:
        self.file.seek(start)
        return self.file.read(size_bytes)


def _lzma_codec(head: bytes, size_bytes: int) -> Codec:
    """The codec of an lzma member by its head: two bytes of version, the length of what follows (5), lc, lp and pb in
    one byte, the size of the dictionary (APPNOTE 5.8.8)."""
    if len(head) < LZMA_HEAD_BYTES or head[2:4] != b"\x05\x00" or head[4] >= 225:
        raise StreamDamage("TRUNCATED", "no head of an lzma stream")
    dictionary_bytes = int.from_bytes(head[5:9], "little")
    if dictionary_bytes > MAX_XZ_BYTES:
        raise StreamDamage("DECOMP_LIMIT", f"an lzma dictionary of {dictionary_bytes} bytes")
    rest, lc = divmod(head[4], 9)
    pb, lp = divmod(rest, 5)
    if lc + lp > 4:
        raise StreamDamage("TRUNCATED", "no head of an lzma stream")
    options = {"id": lzma.FILTER_LZMA1, "dict_size": max(dictionary_bytes, 4096), "lc": lc, "lp": lp, "pb": pb}
    xz = CODECS["xz"]
    return Codec(
        "lzma",
        xz.piece_bytes,
        xz.output_bytes,
        0,
        lambda head: True,
        lambda head: _Sized(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[options]), size_bytes),
        is_single=True,
    )


class _Sized:
    """A decoder whose stream may bear no mark of its end: it is over when it has given its size."""

    def __init__(self, decoder: Decoder, size_bytes: int) -> None:
        self._decoder = decoder
        self._missing_bytes = size_bytes

    @property
    def eof(self) -> bool:
        """See Decoder."""
        return self._decoder.eof or self._missing_bytes <= 0

    @property
    def needs_input(self) -> bool:
        """See Decoder."""
        return self._decoder.needs_input

    @property
    def unused_data(self) -> bytes:
        """See Decoder."""
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """See Decoder."""
        unpacked = self._decoder.decompress(data, max_length)
        self._missing_bytes -= len(unpacked)
        return unpacked
