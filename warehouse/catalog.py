"""The catalog: which data files each snapshot holds, which runs there were, and who holds which lease.

SQLAlchemy Core over SQLite by default (``catalog.db`` in the home) or PostgreSQL by URL; nothing in the core paths is of
one database only. A snapshot is one committed state of every table, and a commit is one SQL transaction: the snapshot,
the files added and removed, the run. Snapshots form one line: ``sequence`` counts from 1 and two snapshots cannot have
one parent, so the second of two writers fails with StaleHead, whatever leases and clocks say.

A file is in snapshot s if ``added_sequence <= s.sequence`` and it is not removed by then. A rollback is a new snapshot
that adds old paths again (under new file ids), so no row of an older snapshot ever changes but for ``removed_sequence``.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from warehouse.lease import Holder, is_dead
from warehouse.paths import Home
from warehouse.store import Store

SCHEMA_VERSION: Final = 1
BUSY_SECONDS: Final = 60
"""How long a transaction waits for another one on SQLite; commits take milliseconds, so only a stuck disk comes near."""


class CatalogError(Exception):
    """The catalog cannot be used; the message says why."""


class StaleHead(CatalogError):
    """Another run committed first. Link and check again on the new head, then commit again."""


class LostLease(CatalogError):
    """The lease was taken over after it ran out. Take it again, link and check again."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One committed state of every table. Times are naive UTC."""

    snapshot_id: str
    sequence: int
    parent_id: str | None
    committed_utc: datetime
    kind: str
    run_id: str
    pipeline_version: str


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of one table. ``path`` is relative to the home, ``checksum`` the SHA-256 of its bytes. The
    sequences are None until a commit adds or removes it."""

    file_id: str
    table_name: str
    path: str
    row_count: int
    byte_count: int
    checksum: str
    added_sequence: int | None = None
    removed_sequence: int | None = None


@dataclass(frozen=True, slots=True)
class RunRow:
    """One row of ``runs`` as a run hands it in. Counts are sums over ``records``; a failed run counts none."""

    run_id: str
    started_utc: datetime
    status: str
    pipeline_version: str
    read_count: int = 0
    accepted_count: int = 0
    duplicate_count: int = 0
    rejected_count: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class CommittedRun:
    """One row of ``runs`` as published."""

    run_id: str
    started_utc: datetime
    finished_utc: datetime
    status: str
    read_count: int
    accepted_count: int
    duplicate_count: int
    rejected_count: int
    error: str | None
    pipeline_version: str
    snapshot_id: str


@dataclass(frozen=True, slots=True)
class Commit:
    """What one commit changes. ``parent`` is the head that link and check looked at (None: the catalog was empty);
    ``files_removed`` are file ids that the parent holds; without a ``lease`` only the head is compared."""

    parent: Snapshot | None
    kind: str
    run: RunRow
    files_added: Sequence[DataFile] = ()
    files_removed: Sequence[str] = ()
    lease: Lease | None = None


class Lease:
    """A lease that is held. ``token`` grows with every holder, so that a commit can tell a holder that was replaced."""

    def __init__(self, name: str, holder: str, token: int) -> None:
        self.name = name
        self.holder = holder
        self.token = token
        self.is_lost = False


class Catalog:
    def __init__(self, engine: Engine, store: Store, now: Callable[[], datetime]) -> None: ...

    @classmethod
    def open(cls, home: Home, store: Store, url: str | None = None, now: Callable[[], datetime] | None = None) -> Catalog:
        """The home's catalog, or the one at ``url``; its tables are made if missing. ``now`` gives naive UTC."""
        raise NotImplementedError

    def close(self) -> None: ...

    def head(self) -> Snapshot | None:
        """The newest snapshot; None before the first commit."""
        raise NotImplementedError

    def snapshots(self) -> list[Snapshot]:
        """All snapshots, oldest first."""
        raise NotImplementedError

    def runs(self) -> list[CommittedRun]:
        """All runs in the order of their commits."""
        raise NotImplementedError

    def files(self, snapshot: Snapshot | None, table_name: str | None = None) -> list[DataFile]:
        """The data files of a snapshot (none for None), of one table or of all, in the order they were added."""
        raise NotImplementedError

    def known_paths(self) -> set[str]:
        """Paths of all data files that any snapshot holds or held."""
        raise NotImplementedError

    @contextmanager
    def lease(self, name: str, holder: str, ttl: timedelta = timedelta(seconds=60)) -> Iterator[Lease]:
        """Hold the lease of that name: waits until it is free, run out, or its holder is dead; renewed by a thread."""
        raise NotImplementedError

    def commit(self, commit: Commit) -> Snapshot:
        """One SQL transaction. Raises StaleHead or LostLease, and then nothing has changed."""
        raise NotImplementedError

    def find_commit(self, run_id: str) -> Snapshot | None:
        """The snapshot that a run committed, for a commit whose outcome is unknown; None if it did not."""
        raise NotImplementedError

    def commit_failed_run(self, run: RunRow, files_added: Sequence[DataFile] = ()) -> Snapshot:
        """The row and the quality results of a failed run, in a snapshot of kind failed_run on whatever head there is."""
        raise NotImplementedError
