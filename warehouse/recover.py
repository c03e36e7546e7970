"""Tidying: putting inbox files away once they are committed, and finishing what a killed run left behind.

The books decide, not the disk: an inbox file is put away if a reading of exactly that file (path, inode, time, size,
bytes) stands in the head. A file dropped again under the same name is another one, and stays.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from transforms.contracts import arrow_schema
from warehouse.admit import Admission, path_text, stored_inode
from warehouse.catalog import Catalog
from warehouse.delivery import NotTaken, look, opened, walk
from warehouse.lake import read_files
from warehouse.paths import Home
from warehouse.process import is_gone
from warehouse.staging import clear_dead
from warehouse.store import COPY_CHUNK_BYTES, TEMPORARY_SUFFIX, Store

GRACE: Final = timedelta(days=1)
"""Age at which files that no snapshot names are removed: longer than any run, because on machines that share a home a
run's folder lock may not be seen."""
LONGEST_NAME_BYTES: Final = 200
"""Of a name in ``processed`` or ``refused``; file systems take 255, of which the prefix needs 17."""
LARGEST_FILE: Final = 2**62
READING_COLUMNS: Final = ("reading_id", "source_sha256", "source_path", "size_bytes", "modified_ns", "inode")


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was tidied: inbox files put away, folders of dead runs, and files that no snapshot names, below the home."""

    put_away: tuple[str, ...] = ()
    removed_runs: tuple[str, ...] = ()
    removed_files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.put_away or self.removed_runs or self.removed_files)


@dataclass(frozen=True, slots=True)
class _Reading:
    reading_id: str
    source_sha256: str | None
    size_bytes: int | None
    modified_ns: int | None
    inode: int | None

    def is_of(self, seen: os.stat_result) -> bool:
        return (self.size_bytes, self.modified_ns, self.inode) == (
            seen.st_size,
            seen.st_mtime_ns,
            stored_inode(seen),
        )


def recover(home: Home, store: Store, catalog: Catalog, grace: timedelta = GRACE) -> Recovery:
    """Finish what killed runs left. Safe at any time and as often as one likes, also while other runs work.

    A run's own folder counts as live once it is locked. Temporary files go when their process is gone or they are older
    than ``grace``; data files that no snapshot names, when no run lives and they are older than ``grace``.
    """
    folders = clear_dead(home, store)
    put_away = tuple(_finish_moves(home, store, catalog))
    orphans = tuple(_remove_orphans(home, store, catalog, grace, has_live_runs=bool(folders.live)))
    return Recovery(put_away, folders.dead, orphans)


def put_away(home: Home, store: Store, admissions: Iterable[Admission]) -> int:
    """Move the inbox files of committed readings to ``processed`` or ``refused``; gives how many were there to move.

    Call it after the commit and the publishing, and never before. Deferred admissions and files outside the inbox are
    left alone, and so is a file that changed or was replaced since it was read.
    """
    count = 0
    for admission in admissions:
        if admission.inbox_path is not None:
            reading = _Reading(
                admission.reading_id,
                admission.source_sha256,
                admission.size_bytes,
                admission.modified_ns,
                admission.inode,
            )
            count += _put_away(home, store, admission.inbox_path, reading)
    return count


def _finish_moves(home: Home, store: Store, catalog: Catalog) -> Iterator[str]:
    """Put away the inbox files whose reading is in the head; gives their paths, below the home."""
    waiting = {path_text(found.path.relative_to(home.root)): found.path for found in walk(home.inbox)}
    if not waiting:
        return
    files = catalog.files(catalog.head(), "sources")
    rows = read_files(home, files, READING_COLUMNS, arrow_schema("sources"))
    for row in rows.to_pylist():
        source_path = row.pop("source_path")
        path = waiting.get(source_path)
        if path is not None:
            reading = _Reading(**row)
            if _has_bytes_of(path, reading) and _put_away(home, store, path, reading):
                del waiting[source_path]
                yield source_path


def _put_away(home: Home, store: Store, path: Path, reading: _Reading) -> bool:
    seen = look(path)
    if seen is None or not reading.is_of(seen):
        return False
    sha256 = reading.source_sha256
    if sha256 is None:
        target = home.refused / _prefixed(reading.reading_id, path.name)
    else:
        target = home.processed / sha256[:2] / _prefixed(sha256, path.name)
    return store.move(path, target)


def _has_bytes_of(path: Path, reading: _Reading) -> bool:
    """Whether a file still has the bytes that were read; the cheap comparison comes first."""
    seen = look(path)
    if seen is None or not reading.is_of(seen):
        return False
    if reading.source_sha256 is None:
        return True
    digest = hashlib.sha256()
    try:
        with opened(path, LARGEST_FILE) as (file, _):
            while chunk := file.read(COPY_CHUNK_BYTES):
                digest.update(chunk)
    except NotTaken:
        return False
    return digest.hexdigest() == reading.source_sha256


def _prefixed(prefix: str, name: str) -> str:
    """A name that no other delivery has, as long as a file system takes; the end is kept, for the suffix."""
    while len(os.fsencode(name)) > LONGEST_NAME_BYTES:
        name = name[1:]
    return f"{prefix[:16]}-{name}"


def _remove_orphans(home: Home, store: Store, catalog: Catalog, grace: timedelta, has_live_runs: bool) -> Iterator[str]:
    """Remove temporary files of processes that are gone, and data files that no snapshot names; gives their paths."""
    # listed before the catalog is asked: a file that is committed in between is then known
    landed = [path for folder in store.list(home.lake) for path in store.list(folder)]
    beside = [path for folder in (home.root, home.archive, home.reports, home.staging) for path in store.list(folder)]
    known = catalog.known_paths()
    latest = time.time() - grace.total_seconds()
    for path in [*landed, *beside]:
        if _is_temporary(path):
            is_left = _is_old(path, latest) or is_gone(path.name.removeprefix(".").rpartition("-")[0])
        else:
            is_unnamed = path.parent.parent == home.lake and home.relative(path) not in known
            is_left = is_unnamed and not has_live_runs and _is_old(path, latest)
        if is_left:
            store.remove(path)
            yield home.relative(path)


def _is_temporary(path: Path) -> bool:
    """A file that was made aside, or the log that DuckDB keeps beside one."""
    return path.name.startswith(".") and path.name.removesuffix(".wal").endswith(TEMPORARY_SUFFIX)


def _is_old(path: Path, latest: float) -> bool:
    seen = look(path)
    return seen is not None and stat.S_ISREG(seen.st_mode) and seen.st_mtime <= latest
