"""Stores that count, die, fail or forget on purpose."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import signal
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NoReturn

from warehouse.delivery import walk
from warehouse.paths import Home
from warehouse.store import TEMPORARY_SUFFIX, Middle, Store


class CountingStore(Store):
    """A store that names every point it passes. ``points`` are in order; a point's number is its place there."""

    def __init__(self) -> None:
        self.points: list[str] = []
        self._owner = 0

    @contextlib.contextmanager
    def operation(self, name: str, path: Path | None = None) -> Iterator[Middle]:
        label = f"{name} {_place(path)}".strip()
        self._pass(f"before {label}")
        yield lambda moment: self._pass(f"{moment}: {label}")
        self._pass(f"after {label}")

    def _pass(self, point: str) -> None:
        self._owner = self._owner or os.getpid()
        if os.getpid() != self._owner:
            return  # a helper process of the work: its points come in no fixed order
        self.points.append(point)
        self._reached(len(self.points) - 1, point)

    def _reached(self, number: int, point: str) -> None:
        """For the stores below."""


class KillingStore(CountingStore):
    """Kills its process at point ``number`` (none for a number that is never reached)."""

    def __init__(self, number: int, scrap: Path) -> None:
        super().__init__()
        self._number = number
        self._scrap = scrap
        """A folder outside the home, for a store that must keep something aside."""

    def _reached(self, number: int, point: str) -> None:
        if number == self._number:
            self._die()

    def _die(self) -> NoReturn:
        os.kill(os.getpid(), signal.SIGKILL)
        signal.pause()
        raise AssertionError("alive after SIGKILL")


class FailingStore(CountingStore):
    """Raises OSError (no space left) at point ``number`` and at every later one for as many points as ``span``."""

    def __init__(self, number: int, span: int = 1) -> None:
        super().__init__()
        self._failing = range(number, number + span)

    def _reached(self, number: int, point: str) -> None:
        if number in self._failing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), point)


class PowerCutStore(KillingStore):
    """Kills its process, and loses what was not synced by then, as a power cut may.

    A file that is not synced keeps half its bytes; a rename whose folder is not synced has not happened. The catalog's
    database is taken to keep what it promises.
    """

    def __init__(self, number: int, scrap: Path) -> None:
        super().__init__(number, scrap)
        self._unsynced_files: set[Path] = set()
        self._synced_files: set[Path] = set()
        self._unsynced_names: list[tuple[Path, Path, Path | None]] = []

    def _written(self, path: Path) -> None:
        self._unsynced_files.add(path)

    def _sync_file(self, file: BinaryIO, path: Path) -> None:
        self._unsynced_files.discard(path)
        self._synced_files.add(path)

    def _sync_folder(self, folder: Path) -> None:
        self._unsynced_names = [each for each in self._unsynced_names if each[1].parent != folder]

    def _sync_filesystem(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self._unsynced_files.discard(path)
            self._synced_files.add(path)
        folders = {path.parent for path in paths}
        self._unsynced_names = [each for each in self._unsynced_names if each[1].parent not in folders]

    def _rename(self, source: Path, target: Path) -> None:
        kept = None
        if target.is_file() and not target.is_symlink():
            kept = self._scrap / uuid.uuid4().hex
            os.link(target, kept)
        super()._rename(source, target)
        self._unsynced_names.append((source, target, kept))
        is_foreign = source.name.endswith(TEMPORARY_SUFFIX) and source not in self._synced_files
        if source in self._unsynced_files or is_foreign:
            self._unsynced_files.discard(source)
            self._unsynced_files.add(target)
        else:
            self._unsynced_files.discard(target)

    def _die(self) -> NoReturn:
        for path in self._unsynced_files:
            if path.is_file() and not path.is_symlink():
                os.truncate(path, path.stat().st_size // 2)
        for source, target, kept in reversed(self._unsynced_names):
            if os.path.lexists(target):
                target.replace(source)
            if kept is not None:
                os.link(kept, target)
        super()._die()


class ForgetsFileSync(PowerCutStore):
    """The protocol broken: bytes are never synced."""

    def _sync_file(self, file: BinaryIO, path: Path) -> None:
        self._unsynced_files.add(path)


class ForgetsFilesystemSync(PowerCutStore):
    """The protocol broken: files that are named together are never synced."""

    def _sync_filesystem(self, paths: Sequence[Path]) -> None:
        pass


class ForgetsFolderSync(PowerCutStore):
    """The protocol broken: names are never synced."""

    def _sync_folder(self, folder: Path) -> None:
        pass


class MovesBeforeCommit(KillingStore):
    """The protocol broken: the inbox is put away just before the commit."""

    @contextlib.contextmanager
    def operation(self, name: str, path: Path | None = None) -> Iterator[Middle]:
        if name == "catalog.open" and path is not None:
            self._home = Home(path.parent)
        if name == "catalog.commit":
            for found in list(walk(self._home.inbox)):
                target = self._home.processed / found.path.name
                target.parent.mkdir(exist_ok=True)
                found.path.replace(target)
        with super().operation(name, path) as middle:
            yield middle


def _place(path: Path | None) -> str:
    """The folder and the kind of a path, without generated names."""
    if path is None:
        return ""
    folder = re.sub(r"[0-9a-f-]{16,}", "*", path.parent.name)
    return f"{folder}/*{path.suffix}"
