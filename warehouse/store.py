"""Every file operation of the landing protocol, so that a test can fail any of them before, in the middle and after.

The rules of durability that the rest builds on:

- a file gets its name by a rename, after its bytes are synced, and the rename is synced with its folder;
- so a name inside the home stands for whole bytes, whenever the process or the machine stops;
- what is only staged (``is_durable=False``) skips the syncs: it is worthless after a crash anyway.

A ``Store`` holds no state and can be sent to another process.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from warehouse import process

COPY_CHUNK_BYTES: Final = 1 << 20
TEMPORARY_SUFFIX: Final = ".tmp"

Middle = Callable[[str], None]
"""Called inside an operation at a moment when half of it has happened, with a word that names the moment."""


def _nothing(moment: str) -> None:
    """The middle of an operation of the real store."""


class Store:
    """File operations on one machine. Every one raises OSError as the system gives it.

    Each runs inside ``operation``, which a faulty store of the tests overrides; ``_sync_file``, ``_sync_folder``,
    ``_rename`` and ``_written`` are the primitives that a store which forgets syncs overrides.
    """

    @contextlib.contextmanager
    def operation(self, name: str, path: Path | None = None) -> Iterator[Middle]:
        """The frame of one operation. Code outside this module uses it for steps of its own that change the disk:
        the catalog's commits, the building of the published file."""
        yield _nothing

    # making and writing

    def make_folder(self, folder: Path) -> None:
        """Make a folder and the missing ones above it, synced. An existing one is left alone."""
        with self.operation("make_folder", folder):
            missing = []
            at = folder
            while not at.is_dir():
                missing.append(at)
                at = at.parent
            for new in reversed(missing):
                new.mkdir(exist_ok=True)
                self._sync_folder(new.parent)

    def write_file(self, path: Path, chunks: Iterable[bytes]) -> int:
        """Write a whole file under its name, replacing an older one, durably; its folder is made. Gives its size."""
        with self.open_writer(path.parent) as writer:
            for chunk in chunks:
                writer.write(chunk)
            writer.finish(path)
        return writer.size_bytes

    def open_writer(self, folder: Path, is_durable: bool = True) -> Writer:
        """A file in ``folder`` (made if missing) without a name yet; ``finish(path)`` names it. See Writer."""
        if not folder.is_dir():
            self.make_folder(folder)
        return Writer(self, folder, is_durable)

    def temporary_path(self, folder: Path) -> Path:
        """A fresh name in ``folder`` for what is made aside, by DuckDB say, and then replaces another file.

        It tells which process made it, so that what a killed one left can be removed.
        """
        return folder / f".{process.identity()}-{uuid.uuid4().hex}{TEMPORARY_SUFFIX}"

    def sync_file(self, path: Path) -> None:
        """Sync a file that something else wrote (DuckDB, say)."""
        with self.operation("sync_file", path), path.open("rb") as file:
            self._sync_file(file, path)

    # naming

    def finish_all(self, written: Sequence[tuple[Writer, Path]]) -> None:
        """Name many files of one file system, durably, for the price of two syncs: first all bytes, then all names.

        Syncing files one by one costs some milliseconds each, which is all the time that a folder of small files takes.
        """
        if not written:
            return
        for folder in sorted({path.parent for _, path in written}):
            if not folder.is_dir():
                self.make_folder(folder)
        with self.operation("finish_all", written[0][1]) as middle:
            for writer, _ in written:
                writer.seal()
            middle("written, not synced")
            self._sync_filesystem([writer.path for writer, _ in written])
            middle("synced, not named")
            for writer, path in written:
                writer.name(path)
            middle("named, names not synced")
            self._sync_filesystem([path for _, path in written])

    def replace(self, source: Path, target: Path) -> None:
        """Rename a file on one file system, in place of what had the name, durably: readers see one or the other."""
        with self.operation("replace", target) as middle:
            self._rename(source, target)
            middle("renamed, not synced")
            self._sync_folder(target.parent)
            if source.parent != target.parent:
                self._sync_folder(source.parent)

    def move(self, source: Path, target: Path) -> bool:
        """Move a file, in one rename, or by a durable copy where ``target`` is on another file system.

        The target's folder is made. False if ``source`` is gone: somebody else moved it.
        """
        if not target.parent.is_dir():
            self.make_folder(target.parent)
        with self.operation("move", target) as middle:
            try:
                self._rename(source, target)
            except FileNotFoundError:
                return False
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                with source.open("rb") as file:
                    self.write_file(target, iter(lambda: file.read(COPY_CHUNK_BYTES), b""))
                middle("copied, not removed")
                source.unlink(missing_ok=True)
            middle("moved, not synced")
            self._sync_folder(target.parent)
            self._sync_folder(source.parent)
        return True

    def remove(self, path: Path) -> None:
        """Remove a file; nothing happens if it is gone."""
        with self.operation("remove", path):
            path.unlink(missing_ok=True)

    def remove_folder(self, folder: Path) -> None:
        """Remove a folder with all that is in it; nothing happens if it is gone."""
        with self.operation("remove_folder", folder) as middle:
            for number, path in enumerate(self.list(folder)):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)
                if number == 0:
                    middle("first entry removed")
            with contextlib.suppress(FileNotFoundError):
                folder.rmdir()

    # looking

    def open_reader(self, path: Path) -> BinaryIO:
        """A file of the home, for reading."""
        return path.open("rb")

    def read_file(self, path: Path) -> bytes:
        """The whole of a small file."""
        return path.read_bytes()

    def list(self, folder: Path) -> list[Path]:
        """What is in a folder, by name; empty if there is no such folder."""
        try:
            return sorted(folder.iterdir())
        except FileNotFoundError:
            return []

    def exists(self, path: Path) -> bool:
        """Whether a name stands for something, a broken link included."""
        return os.path.lexists(path)

    def size_bytes(self, path: Path) -> int:
        """Size of a file."""
        return path.stat().st_size

    # primitives

    def _written(self, path: Path) -> None:
        """A file was made or written to, and is not synced."""

    def _sync_file(self, file: BinaryIO, path: Path) -> None:
        os.fsync(file.fileno())

    def _sync_folder(self, folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _sync_filesystem(self, paths: Sequence[Path]) -> None:
        """Sync the file system that holds ``paths``, bytes and names."""
        descriptor = os.open(paths[0].parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            sync_filesystem(descriptor)
        finally:
            os.close(descriptor)

    def _rename(self, source: Path, target: Path) -> None:
        source.replace(target)


def sync_filesystem(descriptor: int) -> None:
    """Sync the whole file system of an open file; Linux has ``syncfs`` for it, which tells of errors, others sync all
    there is. Raises OSError."""
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        os.sync()
    elif syncfs(descriptor) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


class Writer:
    """A file being written under a temporary name. Sequential; ``write`` takes any buffer, as pyarrow and pyzstd want.

    ``finish(path)`` syncs it and gives it its name; leaving the ``with`` block without it removes the file.
    ``size_bytes`` and ``sha256`` are of the bytes written so far.
    """

    def __init__(self, store: Store, folder: Path, is_durable: bool) -> None:
        self._store = store
        self._is_durable = is_durable
        self._hash = hashlib.sha256()
        self._is_finished = False
        self.size_bytes = 0
        self.path = store.temporary_path(folder)
        with store.operation("create", self.path):
            self._file = self.path.open("xb")
            store._written(self.path)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        view = memoryview(data).cast("B")
        if not self.size_bytes and len(view):
            with self._store.operation("write", self.path) as middle:
                half = max(1, len(view) // 2)
                self._file.write(view[:half])
                self._file.flush()
                middle("half of the first write")
                self._file.write(view[half:])
        else:
            self._file.write(view)
        self._hash.update(view)
        self.size_bytes += len(view)
        return len(view)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    # what pyarrow and pyzstd ask of a file object

    def tell(self) -> int:
        return self.size_bytes

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        """Kept open for ``finish``: pyarrow closes what it writes to before we sync it."""

    @property
    def closed(self) -> bool:
        return self._file.closed

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def finish(self, path: Path) -> None:
        """Sync the bytes, name the file ``path`` (in place of an older one; on the same file system), sync the name."""
        if path.parent != self.path.parent and not path.parent.is_dir():
            self._store.make_folder(path.parent)
        with self._store.operation("finish", path) as middle:
            self._file.flush()
            middle("written, not synced")
            if self._is_durable:
                self._store._sync_file(self._file, self.path)
            self._file.close()
            middle("synced, not named")
            self._store._rename(self.path, path)
            self._is_finished = True
            middle("named, name not synced")
            if self._is_durable:
                self._store._sync_folder(path.parent)
        self.path = path

    def seal(self) -> None:
        """Close the file without a name or a sync, for ``Store.finish_all``; its bytes can be read at ``path``."""
        if not self._file.closed:
            self._file.flush()
            self._file.close()

    def name(self, path: Path) -> None:
        """Rename a sealed file; for ``Store.finish_all``."""
        self._store._rename(self.path, path)
        self._is_finished = True
        self.path = path

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *exception: object) -> None:
        if not self._file.closed:
            self._file.close()
        if not self._is_finished:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
