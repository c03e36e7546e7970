"""Run folders: where a run stages, and how another run can tell whether it still lives.

A run holds an flock on ``staging/<run_id>/lock`` for as long as it lives; the system lets go of it when the process
ends, however it ends. Making and clearing run folders happens under the flock of ``staging/lock``, so that no folder is
cleared between being made and being locked. flock works on one machine and on NFS version 4; where machines share a
home over something else, folders and files are spared by their age instead (see recover).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from warehouse.paths import Home
from warehouse.store import Store

LOCK_NAME: Final = "lock"


@dataclass(frozen=True, slots=True)
class RunFolders:
    """The run folders that are there: names of those whose run lives, and of those whose run is gone."""

    live: tuple[str, ...]
    dead: tuple[str, ...]


@contextmanager
def run_folder(home: Home, store: Store, run_id: str) -> Iterator[Path]:
    """The run's folder, made and locked for the time of the block, and removed after it."""
    folder = home.run_folder(run_id)
    with ExitStack() as at_end:
        with _guard(home, store):
            store.make_folder(folder)
            with store.operation("lock", folder / LOCK_NAME):
                descriptor = _open_lock(folder / LOCK_NAME)
                at_end.callback(os.close, descriptor)
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            store.remove_folder(folder)


def clear_dead(home: Home, store: Store) -> RunFolders:
    """Remove the folders of runs that are gone, and say which were there."""
    live: list[str] = []
    dead: list[str] = []
    with _guard(home, store):
        for folder in store.list(home.staging):
            if not folder.is_dir():
                continue
            if _is_live(folder):
                live.append(folder.name)
            else:
                store.remove_folder(folder)
                dead.append(folder.name)
    return RunFolders(tuple(live), tuple(dead))


@contextmanager
def _guard(home: Home, store: Store) -> Iterator[None]:
    if not home.staging.is_dir():
        store.make_folder(home.staging)
    descriptor = _open_lock(home.staging / LOCK_NAME)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_live(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False  # folders are locked before the guard is let go, so this one lost its lock file to a clearing
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
