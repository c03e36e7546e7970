"""The catalog: which data files each snapshot holds, which runs there were, what people decided, and who holds which
lease.

SQLAlchemy Core over SQLite by default (``catalog.db`` in the home) or PostgreSQL by URL; nothing in the core paths is
of one database only. A snapshot is one committed state of every table, and a commit is one SQL transaction: the
snapshot, the files added and removed, the run. Snapshots form one line: ``sequence`` counts from 1 and two snapshots
cannot have one parent, so the second of two writers fails with StaleHead, whatever leases and clocks say.

A file is in snapshot s if ``added_sequence <= s.sequence`` and it is not removed by then. A rollback is a new snapshot
that adds old paths again (under new file ids), so no row of an older snapshot ever changes but for
``removed_sequence``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row
from sqlalchemy.exc import DBAPIError, IntegrityError

from warehouse import decisions
from warehouse import lease as leases
from warehouse.database import DATA_FILES, RUNS, SNAPSHOTS, CatalogError, Database
from warehouse.decisions import Decision
from warehouse.lease import Lease, LostLease
from warehouse.paths import Home
from warehouse.store import Store

__all__ = [
    "Catalog",
    "CatalogError",
    "Commit",
    "CommittedRun",
    "DataFile",
    "Lease",
    "LostLease",
    "RunRow",
    "Snapshot",
    "StaleHead",
]

LEASE_TTL: Final = timedelta(seconds=60)
"""Time of a lease between renewals. It is renewed three times as often, and a dead holder on this machine loses it at
once, so only a crash of another machine makes anyone wait this long."""


class StaleHead(CatalogError):
    """Another run committed first. Link and check again on the new head, then commit again."""


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


class Catalog:
    """One catalog. Safe to use from several threads and processes; keeps no connection open between calls.

    Every method raises CatalogError, or SQLAlchemy's errors where the database cannot be reached.
    """

    def __init__(self, database: Database, store: Store, now: Callable[[], datetime]) -> None:
        self._database = database
        self._store = store
        self._now = now

    @classmethod
    def open(
        cls, home: Home, store: Store, url: str | None = None, now: Callable[[], datetime] | None = None
    ) -> Catalog:
        """The home's catalog, or the one at ``url``; its tables are made if missing. ``now`` gives naive UTC."""
        database = Database(url or sa.URL.create("sqlite", database=str(home.catalog_path)).render_as_string(False))
        with store.operation("catalog.open", home.catalog_path):
            database.prepare()
        return cls(database, store, now or utc_now)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def head(self) -> Snapshot | None:
        """The newest snapshot; None before the first commit."""
        with self._database.reading() as connection:
            return _head(connection)

    def snapshots(self) -> list[Snapshot]:
        """All snapshots, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(SNAPSHOTS).order_by(SNAPSHOTS.c.sequence)).all()
        return [_snapshot(row) for row in rows]

    def runs(self) -> list[CommittedRun]:
        """All runs in the order of their commits."""
        names = [RUNS.c[name] for name in CommittedRun.__slots__]
        statement = sa.select(*names).join(SNAPSHOTS, SNAPSHOTS.c.snapshot_id == RUNS.c.snapshot_id)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(SNAPSHOTS.c.sequence)).all()
        return [CommittedRun(*row) for row in rows]

    def files(self, snapshot: Snapshot | None, table_name: str | None = None) -> list[DataFile]:
        """The data files of a snapshot (none for None), of one table or of all, in the order they were added."""
        if snapshot is None:
            return []
        statement = sa.select(*[DATA_FILES.c[name] for name in DataFile.__slots__]).where(
            DATA_FILES.c.added_sequence <= snapshot.sequence,
            sa.or_(DATA_FILES.c.removed_sequence.is_(None), DATA_FILES.c.removed_sequence > snapshot.sequence),
        )
        if table_name is not None:
            statement = statement.where(DATA_FILES.c.table_name == table_name)
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(DATA_FILES.c.added_sequence, DATA_FILES.c.place)).all()
        return [DataFile(*row) for row in rows]

    def known_paths(self) -> set[str]:
        """Paths of all data files that any snapshot holds or held."""
        with self._database.reading() as connection:
            return set(connection.execute(sa.select(DATA_FILES.c.path).distinct()).scalars())

    def lease(
        self,
        name: str,
        holder: str | None = None,
        ttl: timedelta = LEASE_TTL,
        patience: timedelta = leases.PATIENCE,
    ) -> AbstractContextManager[Lease]:
        """Hold the lease of that name for a block: waits until it is free, has run out, or its holder is dead; a thread
        renews it. ``holder`` says who holds it, by default this process. Raises CatalogError when ``patience`` is over.
        """
        return leases.held(self._database, self._store, name, holder or leases.this_holder(), ttl, self._now, patience)

    def commit(self, commit: Commit) -> Snapshot:
        """One SQL transaction. Raises StaleHead or LostLease, and then nothing has changed.

        A run that has committed already gets its snapshot again: a commit of unknown outcome can be repeated.
        """
        try:
            with self._store.operation("catalog.commit") as middle, self._database.writing() as connection:
                snapshot = self._write(connection, commit)
                middle("stated, not committed")
        except IntegrityError as error:
            raise StaleHead(f"Another run committed while run {commit.run.run_id} did.") from error
        except DBAPIError:
            # the connection may have broken after the database committed: the books know
            done = self.find_commit(commit.run.run_id)
            if done is None:
                raise
            return done
        return snapshot

    def decide(self, given: Sequence[Decision]) -> list[Decision]:
        """Record what a person decided, all or nothing; see ``decisions.record``."""
        return decisions.record(self._database, self._store, given, self._now)

    def decisions(self) -> list[Decision]:
        """All decisions, in their sequence."""
        with self._database.reading() as connection:
            return decisions.load_decisions(connection)

    def latest_decision(self) -> int:
        """Place of the last decision; 0 without any."""
        with self._database.reading() as connection:
            return decisions.latest(connection)

    def find_commit(self, run_id: str) -> Snapshot | None:
        """The snapshot that a run committed, for a commit whose outcome is unknown; None if it did not."""
        with self._database.reading() as connection:
            return _find(connection, run_id)

    def commit_failed_run(self, run: RunRow, files_added: Sequence[DataFile] = ()) -> Snapshot:
        """The row and the quality results of a failed run, in a snapshot of kind failed_run on whatever the head is."""
        failed = replace(run, status="failed")
        while True:
            try:
                return self.commit(Commit(self.head(), "failed_run", failed, files_added))
            except StaleHead:
                continue

    def _write(self, connection: Connection, commit: Commit) -> Snapshot:
        done = _find(connection, commit.run.run_id)
        if done is not None:
            return done
        if commit.lease is not None:
            leases.check(connection, commit.lease)
        head = _head(connection)
        expected = commit.parent.snapshot_id if commit.parent else None
        if (head.snapshot_id if head else None) != expected:
            raise StaleHead(f"The head is {head}, not {commit.parent}: another run committed first.")
        snapshot = Snapshot(
            uuid.uuid4().hex,
            head.sequence + 1 if head else 1,
            expected,
            self._now(),
            commit.kind,
            commit.run.run_id,
            commit.run.pipeline_version,
        )
        connection.execute(SNAPSHOTS.insert().values(_values(snapshot)))
        added = [
            _values(replace(file, added_sequence=snapshot.sequence, removed_sequence=None)) | {"place": place}
            for place, file in enumerate(commit.files_added)
        ]
        if added:
            connection.execute(DATA_FILES.insert(), added)
        self._remove(connection, snapshot, commit.files_removed)
        connection.execute(
            RUNS.insert().values(
                _values(commit.run) | {"finished_utc": snapshot.committed_utc, "snapshot_id": snapshot.snapshot_id}
            )
        )
        return snapshot

    def _remove(self, connection: Connection, snapshot: Snapshot, file_ids: Sequence[str]) -> None:
        for file_id in file_ids:
            changed = connection.execute(
                DATA_FILES.update()
                .where(
                    DATA_FILES.c.file_id == file_id,
                    DATA_FILES.c.removed_sequence.is_(None),
                    DATA_FILES.c.added_sequence < snapshot.sequence,
                )
                .values(removed_sequence=snapshot.sequence)
            ).rowcount
            if changed != 1:
                raise CatalogError(f"Data file {file_id} is not in the head, so it cannot be removed from it.")


def utc_now() -> datetime:
    """The moment, as the tables hold it: naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def _values(row: Snapshot | DataFile | RunRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}


def _snapshot(row: Row[tuple[object, ...]]) -> Snapshot:
    return Snapshot(**row._mapping)


def _head(connection: Connection) -> Snapshot | None:
    row = connection.execute(sa.select(SNAPSHOTS).order_by(SNAPSHOTS.c.sequence.desc()).limit(1)).first()
    return _snapshot(row) if row else None


def _find(connection: Connection, run_id: str) -> Snapshot | None:
    row = connection.execute(sa.select(SNAPSHOTS).where(SNAPSHOTS.c.run_id == run_id)).first()
    return _snapshot(row) if row else None
