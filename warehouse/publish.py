"""The head snapshot as one DuckDB file that any client can read: built aside, swapped in whole.

Lake tables are views that name exactly the snapshot's files by absolute path; what is folded from them
(entities, aliases, outlets, revisions) and the catalog's own tables are native. Schema ``main`` holds the
published tables, ``lake`` the files, ``internal`` what the views are made of.
"""

from __future__ import annotations

import fcntl
import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from transforms.contracts.tables import LAKE_TABLES, TABLES, arrow_schema
from warehouse.catalog import Catalog, CommittedRun, DataFile, Snapshot
from warehouse.decisions import Decision, fold
from warehouse.duck import OLD_CLIENT_STORAGE, connect, create_table, database_path, relation, rows_table, text_literal
from warehouse.paths import Home
from warehouse.sqlfiles import select_text, sql_file, sql_names
from warehouse.staging import run_folder
from warehouse.store import Store

STAGING: Final = (
    *("id_changes", "redirects", "parted_names", "parted_documents", "labels"),
    *("document_history", "closed_rejects", "copy_clusters", "story_places"),
)
"""Folds that are kept as native tables in schema ``internal``, those that others are made of first."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What a published file says of itself. ``sequence`` is 0, ``snapshot_id`` None, before the first commit.

    ``decision_sequence`` is the place of the last decision that it shows, 0 for none; ``contract_version`` is a digest
    of the tables and views that this release publishes.
    """

    home: str
    snapshot_id: str | None
    sequence: int
    decision_sequence: int
    contract_version: str
    published_utc: datetime


def contract_version() -> str:
    """Digest of everything that decides what a published file looks like."""
    parts = [
        f"{table.name} {column.name} {column.type} {column.meaning}"
        for table in TABLES.values()
        for column in table.columns
    ]
    parts += [select_text(folder, name) for folder in ("staging", "marts") for name in sql_names(folder)]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def publish(
    home: Home,
    store: Store,
    catalog: Catalog,
    *,
    memory_bytes: int = 512 * 2**20,
    threads: int = 2,
    is_forced: bool = False,
) -> Publication:
    """Publish the head with every decision, unless the published file already shows them, or something newer of the
    same history.

    One publisher at a time; a reader keeps what it opened. ``is_forced`` builds the file in any case.
    """
    with _one_publisher(home):
        head = catalog.head()
        standing = published_state(home)
        if standing is not None and not is_forced and _is_current(home, standing, head, catalog):
            return standing
        return _build(home, store, catalog, head, memory_bytes, threads)


def published_state(home: Home) -> Publication | None:
    """What the published file says of itself; None where there is none, or none that can be read."""
    if not home.published_path.is_file():
        return None
    columns = ", ".join(Publication.__slots__)
    try:
        with duckdb.connect(str(home.published_path), read_only=True) as con:
            rows = con.execute(f"SELECT {columns} FROM main.publication").fetchall()
    except duckdb.Error:
        return None
    return Publication(*rows[0]) if rows else None


def is_moved(home: Home) -> bool:
    """Whether the published file was built for another folder, so that its views may find no data files."""
    standing = published_state(home)
    return standing is not None and is_elsewhere(home, standing)


def is_elsewhere(home: Home, publication: Publication) -> bool:
    """Whether a publication was built for another folder than this home."""
    return Path(publication.home) != home.root and Path(publication.home).resolve() != home.root.resolve()


@contextmanager
def _one_publisher(home: Home) -> Iterator[None]:
    with home.publish_lock_path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_current(home: Home, standing: Publication, head: Snapshot | None, catalog: Catalog) -> bool:
    if standing.contract_version != contract_version() or is_elsewhere(home, standing):
        return False
    if standing.decision_sequence != catalog.latest_decision():
        return False
    if standing.snapshot_id is None:
        return head is None
    known = {snapshot.snapshot_id for snapshot in catalog.snapshots()}
    return standing.snapshot_id in known and head is not None and standing.sequence >= head.sequence


def _build(
    home: Home, store: Store, catalog: Catalog, head: Snapshot | None, memory_bytes: int, threads: int
) -> Publication:
    decided = catalog.decisions()
    state = Publication(
        str(home.root),
        head.snapshot_id if head else None,
        head.sequence if head else 0,
        decided[-1].sequence if decided else 0,
        contract_version(),
        datetime.now(UTC).replace(tzinfo=None),
    )
    upto = head.sequence if head else 0
    snapshots = [snapshot for snapshot in catalog.snapshots() if snapshot.sequence <= upto]
    held = {snapshot.snapshot_id for snapshot in snapshots}
    runs = [run for run in catalog.runs() if run.snapshot_id in held]
    with run_folder(home, store, f"publish-{uuid.uuid4().hex}") as folder:
        aside = folder / home.published_path.name
        with store.operation("build_published", home.published_path) as middle:
            con = connect(folder, memory_bytes=memory_bytes, threads=threads)
            try:
                with database_path(aside) as path:
                    con.execute(f"ATTACH {text_literal(path)} AS published (STORAGE_VERSION '{OLD_CLIENT_STORAGE}')")
                    con.execute("USE published")
                    _fill(con, home, state, catalog.files(head), snapshots, runs, decided)
                    middle("filled, not closed")
                    con.execute("USE memory")
                    con.execute("DETACH published")
            finally:
                con.close()
        store.sync_file(aside)
        store.replace(aside, home.published_path)
    return state


def _fill(
    con: duckdb.DuckDBPyConnection,
    home: Home,
    state: Publication,
    files: Sequence[DataFile],
    snapshots: Sequence[Snapshot],
    runs: Sequence[CommittedRun],
    decided: Sequence[Decision],
) -> None:
    """Every table and view of the published file, those that others are made of first."""
    con.execute("CREATE SCHEMA lake")
    con.execute("CREATE SCHEMA internal")
    create_table(con, "main.publication", rows_table([asdict(state)], _PUBLICATION))
    _catalog_tables(con, snapshots, runs)
    define_decisions(con, decided)
    for name in LAKE_TABLES:
        paths = [home.absolute(file.path) for file in files if file.table_name == name]
        con.execute(f"CREATE VIEW lake.{name} AS SELECT * FROM {relation(paths, arrow_schema(name))}")
    con.execute(f"CREATE VIEW internal.best_observations AS {select_text('staging', 'best_observations')}")
    for name in STAGING:
        con.execute(f"CREATE TABLE internal.{name} AS {select_text('staging', name)}")
    marts = sorted(sql_names("marts"), key=lambda name: (sql_file("marts", name).text("built") != "view", name))
    for name in marts:
        con.execute(f"CREATE {sql_file('marts', name).text('built')} main.{name} AS {select_text('marts', name)}")
    for name in LAKE_TABLES:
        if name not in marts:
            columns = ", ".join(TABLES[name].column_names)
            con.execute(f"CREATE VIEW main.{name} AS SELECT {columns} FROM lake.{name}")
    comment_tables(con)


_PUBLICATION: Final = pa.schema(
    [
        ("home", pa.string()),
        ("snapshot_id", pa.string()),
        ("sequence", pa.int64()),
        ("decision_sequence", pa.int64()),
        ("contract_version", pa.string()),
        ("published_utc", pa.timestamp("us")),
    ]
)


def _catalog_tables(
    con: duckdb.DuckDBPyConnection, snapshots: Sequence[Snapshot], runs: Sequence[CommittedRun]
) -> None:
    """``runs``, ``snapshots``, and the order in which runs were committed."""
    create_table(con, "main.runs", rows_table((asdict(run) for run in runs), _contract("runs")))
    create_table(
        con, "main.snapshots", rows_table((asdict(snapshot) for snapshot in snapshots), _contract("snapshots"))
    )
    con.execute(
        """
        CREATE TABLE internal.commit_order AS
        SELECT runs.run_id, snapshots.sequence AS place, runs.started_utc, runs.finished_utc, runs.snapshot_id
        FROM main.runs JOIN main.snapshots USING (snapshot_id)
        """
    )


def define_decisions(con: duckdb.DuckDBPyConnection, decided: Sequence[Decision]) -> None:
    """``decisions``, and what they say as a whole, for the views to follow."""
    create_table(con, "main.decisions", rows_table((asdict(each) for each in decided), _contract("decisions")))
    standing = fold(decided)
    tables: dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]] = {
        "decided_redirects": (("from_entity_id", "to_entity_id"), [*sorted(standing.redirects.items())]),
        "held_ids": (("entity_id",), [(each,) for each in sorted(standing.held)]),
        "apart_ids": (("entity_id", "other_entity_id"), [*sorted(standing.apart)]),
        "decided_parts": (
            ("sequence", "entity_id", "part_entity_id", "surface", "document_id", "article_id"),
            [astuple(part) for part in standing.parts],
        ),
        "decided_labels": (
            ("entity_id", "label", "sequence"),
            [(key, *value) for key, value in sorted(standing.labels.items())],
        ),
    }
    for name, (columns, rows) in tables.items():
        schema = pa.schema([(column, pa.int64() if column == "sequence" else pa.string()) for column in columns])
        create_table(
            con, f"internal.{name}", rows_table((dict(zip(columns, row, strict=True)) for row in rows), schema)
        )


def _contract(table_name: str) -> pa.Schema:
    return pa.schema([(column.name, column.type) for column in TABLES[table_name].columns])


def comment_tables(con: duckdb.DuckDBPyConnection) -> None:
    """What the contracts say of tables and columns of the database in use, where a client shows it. In one transaction:
    a commit for each of some hundred comments took a third of the time that filling a small database takes."""
    kinds = dict(
        con.execute(
            """
            SELECT table_name, table_type FROM information_schema.tables
            WHERE table_catalog = current_database() AND table_schema = 'main'
            """
        ).fetchall()
    )
    con.begin()
    for table in TABLES.values():
        kind = "VIEW" if kinds[table.name] == "VIEW" else "TABLE"
        con.execute(f"COMMENT ON {kind} main.{table.name} IS {text_literal(f'One row: {table.grain}.')}")
        for column in table.columns:
            unit = f" Unit: {column.unit}." if column.unit else ""
            con.execute(f"COMMENT ON COLUMN main.{table.name}.{column.name} IS {text_literal(column.meaning + unit)}")
    con.commit()
