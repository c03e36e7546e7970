"""The catalog: one line of snapshots, whatever two runs, clocks and crashes do."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from warehouse.catalog import Catalog, CatalogError, Commit, DataFile, LostLease, RunRow, Snapshot, StaleHead
from warehouse.database import Database
from warehouse.lease import is_dead, this_holder
from warehouse.paths import Home, open_home
from warehouse.store import Store

NOON = datetime(2024, 5, 1, 12)  # noqa: DTZ001 - tables hold naive UTC


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home", Store())


@pytest.fixture
def catalog(home: Home) -> Catalog:
    return Catalog.open(home, Store())


def run_row(run_id: str, status: str = "succeeded") -> RunRow:
    return RunRow(run_id, NOON, status, "v1", read_count=3, accepted_count=2, rejected_count=1)


def data_file(file_id: str, table_name: str = "documents") -> DataFile:
    return DataFile(file_id, table_name, f"lake/{table_name}/{file_id}.parquet", 2, 100, "0" * 64)


def commit(catalog: Catalog, run_id: str, added: str = "", removed: str = "") -> Snapshot:
    files = [data_file(file_id) for file_id in added.split()]
    return catalog.commit(Commit(catalog.head(), "run", run_row(run_id), files, removed.split()))


def names(catalog: Catalog, snapshot: Snapshot | None, table_name: str | None = None) -> list[str]:
    return [file.file_id for file in catalog.files(snapshot, table_name)]


def test_a_new_catalog_has_no_head_and_no_files(catalog: Catalog) -> None:
    assert catalog.head() is None
    assert catalog.files(None) == []
    assert catalog.snapshots() == []
    assert catalog.runs() == []


def test_each_snapshot_keeps_its_own_files(catalog: Catalog) -> None:
    first = commit(catalog, "one", "a b")
    second = commit(catalog, "two", "c", removed="a")
    assert names(catalog, first) == ["a", "b"]
    assert names(catalog, second) == ["b", "c"]
    assert names(catalog, second, "mentions") == []
    assert catalog.head() == second
    assert (second.sequence, second.parent_id) == (2, first.snapshot_id)
    assert catalog.known_paths() == {f"lake/documents/{name}.parquet" for name in "abc"}


def test_the_run_is_committed_with_its_snapshot(catalog: Catalog) -> None:
    snapshot = commit(catalog, "one")
    (run,) = catalog.runs()
    assert (run.run_id, run.status, run.snapshot_id) == ("one", "succeeded", snapshot.snapshot_id)
    assert run.finished_utc == snapshot.committed_utc
    assert (run.read_count, run.accepted_count, run.duplicate_count, run.rejected_count) == (3, 2, 0, 1)


def test_the_second_of_two_writers_is_told_that_the_head_is_stale(catalog: Catalog) -> None:
    head = commit(catalog, "one", "a")
    catalog.commit(Commit(head, "run", run_row("two")))
    with pytest.raises(StaleHead):
        catalog.commit(Commit(head, "run", run_row("three"), [data_file("b")]))
    assert [run.run_id for run in catalog.runs()] == ["one", "two"]
    assert catalog.known_paths() == {"lake/documents/a.parquet"}


def test_a_commit_of_unknown_outcome_can_be_looked_up_and_repeated(catalog: Catalog) -> None:
    wanted = Commit(None, "run", run_row("one"), [data_file("a")])
    assert catalog.find_commit("one") is None
    done = catalog.commit(wanted)
    assert catalog.find_commit("one") == done
    assert catalog.commit(wanted) == done
    assert len(catalog.snapshots()) == 1


def test_a_file_that_the_head_does_not_hold_cannot_be_removed(catalog: Catalog) -> None:
    commit(catalog, "one", "a")
    commit(catalog, "two", removed="a")
    with pytest.raises(CatalogError, match="not in the head"):
        commit(catalog, "three", "b", removed="a")
    assert len(catalog.snapshots()) == 2


def test_a_failed_run_keeps_the_files_of_the_head_and_adds_its_own(catalog: Catalog) -> None:
    commit(catalog, "one", "a")
    failed = catalog.commit_failed_run(
        RunRow("two", NOON, "failed", "v1", error="Books do not balance."), [data_file("q", "quality_results")]
    )
    assert failed.kind == "failed_run"
    assert names(catalog, failed) == ["a", "q"]
    assert catalog.runs()[-1].error == "Books do not balance."


def test_a_rollback_is_a_new_snapshot_with_an_old_set_of_files(catalog: Catalog) -> None:
    first = commit(catalog, "one", "a")
    second = commit(catalog, "two", "b", removed="a")
    again = DataFile("a-again", "documents", "lake/documents/a.parquet", 2, 100, "0" * 64)
    third = catalog.commit(Commit(second, "rollback", run_row("three"), [again], ["b"]))
    paths = [[file.path for file in catalog.files(each)] for each in (first, second, third)]
    assert paths[0] == paths[2] != paths[1]


def test_a_holder_that_was_replaced_cannot_commit(home: Home) -> None:
    clock = [NOON]
    catalog = Catalog.open(home, Store(), now=lambda: clock[0])
    with catalog.lease("link", "first") as first:
        clock[0] += timedelta(hours=1)
        with catalog.lease("link", "second") as second:
            assert second.token == first.token + 1
            with pytest.raises(LostLease):
                catalog.commit(Commit(None, "run", run_row("one"), lease=first))
            catalog.commit(Commit(None, "run", run_row("two"), lease=second))
    assert [run.run_id for run in catalog.runs()] == ["two"]


def test_a_held_lease_is_waited_for(catalog: Catalog) -> None:
    order: list[str] = []

    def other() -> None:
        with catalog.lease("link"):
            order.append("other")

    with catalog.lease("link"):
        with pytest.raises(CatalogError, match="not free"), catalog.lease("link", patience=timedelta(0)):
            pass
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "other"]


def test_a_lease_is_renewed_while_it_is_held(catalog: Catalog) -> None:
    with catalog.lease("link", "slow", ttl=timedelta(seconds=0.3)) as lease:
        with pytest.raises(CatalogError, match="not free"), catalog.lease("link", patience=timedelta(seconds=0.8)):
            pass
        assert not lease.is_lost
        catalog.commit(Commit(None, "run", run_row("one"), lease=lease))


def test_a_killed_holder_loses_its_lease_at_once(home: Home) -> None:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with Catalog.open(home, Store()).lease("link", ttl=timedelta(hours=1)):
            os.write(write, b"held")
            signal.pause()
    assert os.read(read, 4) == b"held"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with Catalog.open(home, Store()).lease("link", patience=timedelta(seconds=5)) as lease:
        assert lease.token == 2


def test_only_a_process_of_this_machine_can_be_known_dead() -> None:
    me = this_holder()
    assert not is_dead(me)
    machine, _, start = me.split(" ")[0].split("-")
    assert is_dead(f"{machine}-4194305-{start} word@host")
    assert not is_dead(f"elsewhere-4194305-{start} word@host")
    assert not is_dead("some other words")


def test_a_connection_that_breaks_after_the_commit_is_no_failure(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = Database.writing

    @contextmanager
    def breaking(self: Database) -> Iterator[sa.Connection]:
        with writing(self) as connection:
            yield connection
        raise sa.exc.OperationalError("COMMIT", {}, Exception("the server went away"))

    monkeypatch.setattr(Database, "writing", breaking)
    snapshot = commit(catalog, "one", "a")
    assert catalog.head() == snapshot
    assert names(catalog, snapshot) == ["a"]


def test_a_newer_schema_is_refused(home: Home) -> None:
    Catalog.open(home, Store()).close()
    engine = sa.create_engine(f"sqlite:///{home.catalog_path}")
    with engine.begin() as connection:
        connection.execute(sa.text("update catalog_schema set version = 99"))
    with pytest.raises(CatalogError, match="99"):
        Catalog.open(home, Store())


def test_many_processes_open_and_commit_at_once(home: Home) -> None:
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                catalog = Catalog.open(home, Store())
                for turn in range(5):
                    with catalog.lease("link") as lease:
                        catalog.commit(Commit(catalog.head(), "run", run_row(f"{number}-{turn}"), lease=lease))
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0, 0]
    sequences = [snapshot.sequence for snapshot in Catalog.open(home, Store()).snapshots()]
    assert sequences == list(range(1, 21))
