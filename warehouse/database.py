"""The catalog's database: its tables and its two kinds of transaction.

SQLite is kept as safe as it can be: a rollback journal (one file when idle, so that a copied home is whole; it works on
network disks, which WAL does not), ``synchronous=EXTRA`` (the removal of the journal is the commit, and its folder is
synced too), ``BEGIN IMMEDIATE`` for writing, so that what a transaction has read still holds when it writes.
Connections live for one transaction: nothing is open across a fork.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

SCHEMA_VERSION: Final = 2
"""2 added ``decisions``. A catalog of an earlier version gets what it lacks; an earlier release refuses a later one,
because it would publish without what people decided."""
BUSY_SECONDS: Final = 60
"""How long a SQLite transaction waits for another one; commits take milliseconds, so only a stuck disk comes near."""

METADATA: Final = sa.MetaData()

SNAPSHOTS: Final = sa.Table(
    "snapshots",
    METADATA,
    sa.Column("snapshot_id", sa.String(32), primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),
    sa.Column("parent_id", sa.String(32), sa.ForeignKey("snapshots.snapshot_id"), unique=True),
    sa.Column("committed_utc", sa.DateTime, nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("run_id", sa.String(64), nullable=False, unique=True),
    sa.Column("pipeline_version", sa.Text, nullable=False),
)

DATA_FILES: Final = sa.Table(
    "data_files",
    METADATA,
    sa.Column("file_id", sa.String(32), primary_key=True),
    sa.Column("table_name", sa.String(64), nullable=False),
    sa.Column("path", sa.Text, nullable=False, index=True),
    sa.Column("row_count", sa.BigInteger, nullable=False),
    sa.Column("byte_count", sa.BigInteger, nullable=False),
    sa.Column("checksum", sa.String(64), nullable=False),
    sa.Column("added_sequence", sa.BigInteger, sa.ForeignKey("snapshots.sequence"), nullable=False, index=True),
    sa.Column("removed_sequence", sa.BigInteger, sa.ForeignKey("snapshots.sequence"), index=True),
    sa.Column("place", sa.BigInteger, nullable=False, comment="order within the commit that added it"),
)

RUNS: Final = sa.Table(
    "runs",
    METADATA,
    sa.Column("run_id", sa.String(64), primary_key=True),
    sa.Column("started_utc", sa.DateTime, nullable=False),
    sa.Column("finished_utc", sa.DateTime, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("read_count", sa.BigInteger, nullable=False),
    sa.Column("accepted_count", sa.BigInteger, nullable=False),
    sa.Column("duplicate_count", sa.BigInteger, nullable=False),
    sa.Column("rejected_count", sa.BigInteger, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("pipeline_version", sa.Text, nullable=False),
    sa.Column("snapshot_id", sa.String(32), sa.ForeignKey("snapshots.snapshot_id"), nullable=False),
)

DECISIONS: Final = sa.Table(
    "decisions",
    METADATA,
    sa.Column("decision_id", sa.String(32), primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False, unique=True),
    sa.Column("decided_utc", sa.DateTime, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("entity_id", sa.Text),
    sa.Column("other_entity_id", sa.Text),
    sa.Column("surface", sa.Text),
    sa.Column("document_id", sa.String(32)),
    sa.Column("article_id", sa.String(32)),
    sa.Column("label", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("knowledge_sha256", sa.String(64)),
    sa.Column("undoes_decision_id", sa.String(32)),
)

LEASES: Final = sa.Table(
    "leases",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("holder", sa.Text, comment="null when free"),
    sa.Column("token", sa.BigInteger, nullable=False),
    sa.Column("expires_utc", sa.DateTime, nullable=False),
)

SCHEMA: Final = sa.Table("catalog_schema", METADATA, sa.Column("version", sa.Integer, primary_key=True))


class CatalogError(Exception):
    """The catalog cannot be used; the message says why."""


class Database:
    """One database with the catalog's tables. Safe to use from several threads and processes."""

    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction for looking."""
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: committed at the end of the block, rolled back on any exception."""
        with self._engine.execution_options(is_writing=True).begin() as connection:
            yield connection

    def prepare(self) -> None:
        """Make the tables if they are missing, or those that an earlier release did not have.

        Raises CatalogError if a newer release made them.
        """
        if self._version() == SCHEMA_VERSION:
            return
        try:
            with self.writing() as connection:
                METADATA.create_all(connection)
                connection.execute(SCHEMA.delete().where(SCHEMA.c.version < SCHEMA_VERSION))
                if connection.execute(sa.select(SCHEMA.c.version)).first() is None:
                    connection.execute(SCHEMA.insert().values(version=SCHEMA_VERSION))
        except (IntegrityError, OperationalError, ProgrammingError):
            # another process made the same tables at the same moment
            if self._version() is None:
                raise
        self._version()

    def close(self) -> None:
        self._engine.dispose()

    def _version(self) -> int | None:
        """Schema version of the tables; None where there are none. Raises CatalogError for a newer release's."""
        with self.reading() as connection:
            if not sa.inspect(connection).has_table(SCHEMA.name):
                return None
            version = connection.execute(sa.select(sa.func.max(SCHEMA.c.version))).scalar()
        if version is None or version > SCHEMA_VERSION:
            raise CatalogError(
                f"The catalog has schema {version}, and this release knows {SCHEMA_VERSION}; use a newer release."
            )
        return int(version)


def make_engine(url: str) -> Engine:
    """An engine for ``url``, with SQLite set up as this module's docstring says."""
    if sa.make_url(url).get_backend_name() != "sqlite":
        return sa.create_engine(url)  # READ COMMITTED is enough: constraints and FOR UPDATE decide races
    engine = sa.create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute("PRAGMA synchronous=EXTRA")
        connection.execute("PRAGMA foreign_keys=ON")

    @sa.event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        is_writing = connection.get_execution_options().get("is_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    return engine
