"""Admit: which files a run reads. Each is looked at without following links, copied into the archive, and numbered.

Deliveries are untrusted: a name may be anything, a file may be a link, a pipe, still growing, or swapped between two
looks. One bad file never stops the rest.
"""

from __future__ import annotations

import hashlib
import io
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from warehouse.archive import ArchiveBatch, open_archived
from warehouse.delivery import Found, NotTaken, is_same, look, opened, walk
from warehouse.paths import Home
from warehouse.store import Store

NANOSECONDS: Final = 1_000_000_000
LARGEST_INTEGER: Final = 2**63 - 1
BATCH_FILES: Final = 500
BATCH_BYTES: Final = 64 * 2**20
"""Files, and delivered bytes, that are named in the archive together: syncing was four fifths of admitting small
files."""


@dataclass(frozen=True, slots=True)
class AdmitLimits:
    """What admitting may cost. Each is a setting."""

    max_file_bytes: int = 16 * 2**30
    """Size of one file as delivered; larger ones are refused unread."""
    settle_seconds: float = 2.0
    """How long an inbox file must have been left alone. Who writes with longer pauses renames a finished file in."""


@dataclass(frozen=True, slots=True)
class Admission:
    """One file that a run met.

    Without ``reason`` it is archived and will be read. With one it is refused (in the books, as one rejected record),
    or deferred: not touched, not in the books, to be told to the user. ``source_path`` is the path as given (of an
    inbox file: relative to the home), bytes that are no UTF-8 percent-encoded; ``inbox_path`` is the file to put away
    after the commit, None for files that stay where they are. ``size_bytes``, ``modified_ns`` and ``inode`` are None
    where the file could not be looked at; ``source_sha256`` is None where it was not read. ``repairs_sha256`` is the
    file that this one was delivered to repair.
    """

    reading_id: str
    reading_ordinal: int
    source_sha256: str | None
    source_path: str
    inbox_path: Path | None
    size_bytes: int | None
    modified_ns: int | None
    inode: int | None
    reason: str | None = None
    detail: str | None = None
    flags: tuple[str, ...] = ()
    is_deferred: bool = False
    repairs_sha256: str | None = None


def admit(
    paths: Sequence[Path] | None,
    home: Home,
    store: Store,
    run_id: str,
    limits: AdmitLimits,
    started_utc: datetime,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Admission]:
    """The files to read, in batches, each archived durably before it is given; deferred ones are among them.

    With ``paths``, files and folders (recursive, by name) in the order given; they stay where they are. Without, the
    home's inbox, oldest first, then by name. Inbox files that were touched less than ``settle_seconds`` before
    ``started_utc`` (naive UTC) come last, after a ``pause`` of that time, if they did not change meanwhile; else they
    are deferred. ``reading_ordinal`` counts all from 0. Raises OSError only if the archive cannot be written.
    """
    with ArchiveBatch(home, store) as batch:
        desk = _Desk(home, store, run_id, limits, batch)
        if paths is not None:
            for path in paths:
                for found in walk(path):
                    yield from desk.take(found)
        else:
            yield from _admit_inbox(desk, started_utc, pause)
        yield from desk.settled()


@dataclass(frozen=True, slots=True)
class Archived:
    """A file that was admitted before and is to be read again. ``source_path`` is the path it came under."""

    source_sha256: str
    source_path: str


def readmit(files: Sequence[Archived], home: Home, store: Store, run_id: str) -> Iterator[Admission]:
    """Files of the archive as admissions. One that the archive no longer holds is deferred: nothing was read, so
    nothing enters the books."""
    for ordinal, file in enumerate(files):
        is_there = store.exists(home.archived(file.source_sha256))
        yield Admission(
            reading_id=_reading_id(run_id, ordinal, file.source_path),
            reading_ordinal=ordinal,
            source_sha256=file.source_sha256,
            source_path=file.source_path,
            inbox_path=None,
            size_bytes=_size_bytes(home, store, file.source_sha256) if is_there else None,
            modified_ns=None,
            inode=None,
            reason=None if is_there else "FILE_UNREADABLE",
            detail=None if is_there else "the archive no longer holds it: deliver it again",
            is_deferred=not is_there,
        )


def _size_bytes(home: Home, store: Store, sha256: str) -> int:
    with open_archived(home, store, sha256) as file:
        return file.seek(0, io.SEEK_END)


def _reading_id(run_id: str, ordinal: int, source_path: str) -> str:
    return hashlib.sha256(f"{run_id}\n{ordinal}\n{source_path}".encode()).hexdigest()[:32]


def path_text(path: Path) -> str:
    """A path as text that any table can hold: bytes that are no UTF-8 become %XX, and then % becomes %25."""
    raw = os.fsencode(path)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(
            f"%{ord(char) - 0xDC00:02X}" if 0xDC80 <= ord(char) <= 0xDCFF else char
            for char in raw.decode("utf-8", "surrogateescape").replace("%", "%25")
        )


def stored_inode(seen: os.stat_result) -> int:
    """The inode as a table can hold it; some file systems use all 64 bits."""
    return seen.st_ino & LARGEST_INTEGER


def _admit_inbox(desk: _Desk, started_utc: datetime, pause: Callable[[float], None]) -> Iterator[Admission]:
    started_ns = int(started_utc.replace(tzinfo=UTC).timestamp() * NANOSECONDS)
    settled_ns = started_ns - int(desk.limits.settle_seconds * NANOSECONDS)
    entries = [(found, look(found.path)) for found in walk(desk.home.inbox)]
    entries.sort(key=lambda entry: (entry[1].st_mtime_ns if entry[1] else 0, os.fsencode(entry[0].path)))
    waiting: list[tuple[Found, os.stat_result]] = []
    for found, seen in entries:
        if seen is not None and found.problem is None and seen.st_mtime_ns > settled_ns:
            waiting.append((found, seen))
        else:
            yield from desk.take(found, is_inbox=True)
    if waiting:
        pause(desk.limits.settle_seconds)
    for found, seen in waiting:
        now = look(found.path)
        if now is None or is_same(now, seen):
            yield from desk.take(found, is_inbox=True)
        else:
            growing = NotTaken("FILE_UNSTABLE", "still being written", is_deferred=True)
            yield from desk.take(Found(found.path, growing), is_inbox=True)


@dataclass(slots=True)
class _Desk:
    """Where files are taken in and numbered."""

    home: Home
    store: Store
    run_id: str
    limits: AdmitLimits
    batch: ArchiveBatch
    next_ordinal: int = 0
    held: list[Admission] = field(default_factory=list)

    def take(self, found: Found, is_inbox: bool = False) -> Iterator[Admission]:
        """Take in one file; give what is settled by it. None for an inbox file that another run has put away
        meanwhile."""
        self.held += self._taken(found, is_inbox)
        if len(self.held) >= BATCH_FILES or self.batch.size_bytes >= BATCH_BYTES:
            yield from self.settled()

    def settled(self) -> Iterator[Admission]:
        """The admissions that wait, after their bytes are durable."""
        self.batch.settle()
        held, self.held = self.held, []
        yield from held

    def _taken(self, found: Found, is_inbox: bool) -> Iterator[Admission]:
        try:
            if found.problem is not None:
                raise found.problem
            with opened(found.path, self.limits.max_file_bytes) as (file, seen):
                kept = self.batch.put(file)
        except NotTaken as problem:
            if not (is_inbox and problem.is_gone):
                # what changes in the inbox is looked at again; a named file is refused, so that the books tell of it
                is_deferred = problem.is_deferred or (is_inbox and problem.reason == "FILE_CHANGED")
                yield self._admission(found.path, is_inbox, look(found.path), None, problem, is_deferred)
        else:
            yield self._admission(found.path, is_inbox, seen, kept.sha256, None, is_deferred=False)

    def _admission(
        self,
        path: Path,
        is_inbox: bool,
        seen: os.stat_result | None,
        sha256: str | None,
        problem: NotTaken | None,
        is_deferred: bool,
    ) -> Admission:
        source_path = path_text(path.relative_to(self.home.root) if is_inbox else path)
        ordinal = self.next_ordinal
        self.next_ordinal += 1
        return Admission(
            reading_id=_reading_id(self.run_id, ordinal, source_path),
            reading_ordinal=ordinal,
            source_sha256=sha256,
            source_path=source_path,
            inbox_path=path if is_inbox and not is_deferred else None,
            size_bytes=seen.st_size if seen else None,
            modified_ns=seen.st_mtime_ns if seen else None,
            inode=stored_inode(seen) if seen else None,
            reason=problem.reason if problem else None,
            detail=problem.detail if problem else None,
            flags=("NLINK",) if sha256 and seen and seen.st_nlink > 1 else (),
            is_deferred=is_deferred,
        )
