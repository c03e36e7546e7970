"""The archive: every file as it was delivered, named by its SHA-256, kept in seekable zstd.

Bytes are those of the file before any decompression: a .gz stays a .gz inside, and unpacking it is its reader's
business. The seekable format (https://github.com/facebook/zstd/tree/dev/contrib/seekable_format) is a row of
independent frames with a table of their sizes at the end, so a span is read by unpacking its frames alone, and any
zstd tool still unpacks the whole.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import ExitStack
from dataclasses import dataclass
from typing import BinaryIO, Final, cast

from pyzstd import SeekableFormatError, SeekableZstdFile, ZstdError

from warehouse.paths import Home
from warehouse.store import COPY_CHUNK_BYTES, Store, Writer

FRAME_BYTES: Final = 2 * 2**20
"""Delivered bytes of one frame: what reading one record unpacks at most twice of (4 ms each), while larger frames
compress less than 1 % better on news text."""
LEVEL: Final = 3
"""Level of zstd: its default. Higher ones cost more time than reading and linking together."""

FEW_FILES: Final = 8
"""Files that are synced one by one; more are named together, for the price of two syncs of the file system."""

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


class ArchiveBatch:
    """Files on their way into the archive: each is written and verified at once, and ``settle`` names them together,
    durably. Use as a context manager: what was not settled is removed. The same bytes are kept once, however often they
    come. ``size_bytes`` counts what waits, as delivered."""

    def __init__(self, home: Home, store: Store) -> None:
        self._home = home
        self._store = store
        self._waiting: dict[str, Writer] = {}
        self.size_bytes = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, source: BinaryIO) -> Archived:
        """Copy a stream, from where it stands to its end. Raises ArchiveError if the copy does not read back, OSError
        from either side."""
        digest = hashlib.sha256()
        size_bytes = 0
        with ExitStack() as unless_kept:
            writer = unless_kept.enter_context(self._store.open_writer(self._home.archive))
            with SeekableZstdFile(
                cast(BinaryIO, writer), "w", level_or_option=LEVEL, max_frame_content_size=FRAME_BYTES
            ) as packed:
                while chunk := source.read(COPY_CHUNK_BYTES):
                    digest.update(chunk)
                    packed.write(chunk)
                    size_bytes += len(chunk)
            sha256 = digest.hexdigest()
            if sha256 in self._waiting or _holds(self._home, self._store, sha256, size_bytes):
                return Archived(sha256, size_bytes, is_new=False)
            writer.flush()
            _verify(self._store.open_reader(writer.path), sha256)
            unless_kept.pop_all()
        self._waiting[sha256] = writer
        self.size_bytes += size_bytes
        if len(self._waiting) > FEW_FILES:
            writer.seal()
        return Archived(sha256, size_bytes, is_new=True)

    def settle(self) -> None:
        """Name what waits. Few files are synced one by one, which leaves the rest of the disk alone."""
        written = [(writer, self._home.archived(sha256)) for sha256, writer in self._waiting.items()]
        if len(written) > FEW_FILES:
            self._store.finish_all(written)
        else:
            for writer, path in written:
                writer.finish(path)
        self._waiting.clear()
        self.size_bytes = 0

    def __enter__(self) -> ArchiveBatch:
        return self

    def __exit__(self, *exception: object) -> None:
        for writer in self._waiting.values():
            writer.__exit__(*exception)


def archive_stream(home: Home, store: Store, source: BinaryIO) -> Archived:
    """Copy one stream into the archive, durably, as ``ArchiveBatch.put`` does."""
    with ArchiveBatch(home, store) as batch:
        kept = batch.put(source)
        batch.settle()
    return kept


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
    try:
        opened = store.open_reader(home.archived(sha256))
    except FileNotFoundError as error:
        raise ArchiveError(f"The archive does not hold {sha256}.") from error
    _verify(opened, sha256)


def _verify(opened: BinaryIO, sha256: str) -> None:
    digest = hashlib.sha256()
    try:
        with opened, _ArchivedFile(opened) as unpacked:
            while chunk := unpacked.read(COPY_CHUNK_BYTES):
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
