"""The archive: every file as it was delivered, named by its SHA-256, kept in seekable zstd.

Bytes are those of the file before any decompression: a .gz stays a .gz inside, and unpacking it is its reader's
business. The seekable format (https://github.com/facebook/zstd/tree/dev/contrib/seekable_format) is a row of
independent frames with a table of their sizes at the end, so a span is read by unpacking its frames alone, and any
zstd tool still unpacks the whole.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from pyzstd import SeekableFormatError, SeekableZstdFile, ZstdError

from warehouse.paths import Home
from warehouse.store import COPY_CHUNK_BYTES, Store

FRAME_BYTES: Final = 2 * 2**20
"""Delivered bytes of one frame: what reading one record unpacks at most twice of (4 ms each), while larger frames
compress less than 1 % better on news text."""
LEVEL: Final = 3
"""Level of zstd: its default. Higher ones cost more time than reading and linking together."""

DAMAGE: Final = (ZstdError, SeekableFormatError, EOFError, OSError)
"""What reading a damaged copy raises."""


class ArchiveError(Exception):
    """An archived file that is missing or does not hold what its name says."""


@dataclass(frozen=True, slots=True)
class Archived:
    """One delivered file in the archive. ``size_bytes`` counts delivered bytes; ``is_new`` is False if it was there."""

    sha256: str
    size_bytes: int
    is_new: bool


def archive_stream(home: Home, store: Store, source: BinaryIO) -> Archived:
    """Copy a stream, from where it stands to its end, into the archive, durably, and verify the copy.

    The same bytes are kept once, however often they come. Raises ArchiveError if the copy does not read back, OSError
    from either side.
    """
    digest = hashlib.sha256()
    size_bytes = 0
    with store.open_writer(home.archive) as writer:
        with SeekableZstdFile(
            cast(BinaryIO, writer), "w", level_or_option=LEVEL, max_frame_content_size=FRAME_BYTES
        ) as packed:
            while chunk := source.read(COPY_CHUNK_BYTES):
                digest.update(chunk)
                packed.write(chunk)
                size_bytes += len(chunk)
        sha256 = digest.hexdigest()
        if _holds(home, store, sha256, size_bytes):
            return Archived(sha256, size_bytes, is_new=False)
        writer.finish(home.archived(sha256))
    verify(home, store, sha256)
    return Archived(sha256, size_bytes, is_new=True)


def open_archived(home: Home, store: Store, sha256: str) -> BinaryIO:
    """A delivered file for reading, seekable over the delivered bytes. Closing it closes the archive's file.

    Raises ArchiveError if the archive does not hold it.
    """
    try:
        opened = store.open_reader(home.archived(sha256))
    except FileNotFoundError as error:
        raise ArchiveError(f"The archive does not hold {sha256}.") from error
    try:
        return io.BufferedReader(_ArchivedFile(opened), COPY_CHUNK_BYTES)
    except DAMAGE as error:
        opened.close()
        raise ArchiveError(f"The archive's copy of {sha256} is damaged: {error}") from error


def read_span(home: Home, store: Store, sha256: str, start_byte: int, end_byte: int) -> bytes:
    """Delivered bytes from ``start_byte`` to ``end_byte`` (exclusive); shorter where the file ends before."""
    with open_archived(home, store, sha256) as opened:
        opened.seek(start_byte)
        return opened.read(max(0, end_byte - start_byte))


def verify(home: Home, store: Store, sha256: str) -> None:
    """Unpack an archived file and hold it against its name. Raises ArchiveError if it does not fit."""
    digest = hashlib.sha256()
    try:
        with open_archived(home, store, sha256) as opened:
            while chunk := opened.read(COPY_CHUNK_BYTES):
                digest.update(chunk)
    except DAMAGE as error:
        raise ArchiveError(f"The archive's copy of {sha256} is damaged: {error}") from error
    if digest.hexdigest() != sha256:
        raise ArchiveError(f"The archive's copy of {sha256} holds other bytes.")


def _holds(home: Home, store: Store, sha256: str, size_bytes: int) -> bool:
    """Whether a whole copy is there, by its table of frames: a copy cut short has none."""
    if not store.exists(home.archived(sha256)):
        return False
    try:
        with open_archived(home, store, sha256) as opened:
            return opened.seek(0, io.SEEK_END) == size_bytes
    except (ArchiveError, *DAMAGE):
        return False


class _ArchivedFile(io.RawIOBase):
    """A seekable zstd file together with the file under it, which pyzstd leaves open."""

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self._unpacked = SeekableZstdFile(opened, "r")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._unpacked.seek(offset, whence)

    def tell(self) -> int:
        return self._unpacked.tell()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        return self._unpacked.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._unpacked.close()
            self._opened.close()
        super().close()
