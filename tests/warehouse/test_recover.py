"""After a kill, tidying finishes what the books say is done, and touches nothing else."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from transforms.contracts import arrow_schema
from warehouse.admit import Admission, AdmitLimits, admit
from warehouse.catalog import Catalog, Commit, DataFile, RunRow
from warehouse.lake import land, stage
from warehouse.paths import Home, open_home
from warehouse.recover import put_away, recover
from warehouse.staging import run_folder
from warehouse.store import Store

STORE = Store()
NOON = datetime(2024, 5, 1, 12)  # noqa: DTZ001 - tables hold naive UTC
NOW = timedelta(0)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home", STORE)


@pytest.fixture
def catalog(home: Home) -> Catalog:
    return Catalog.open(home, STORE)


def deliver(home: Home, name: str, text: str = "text") -> Path:
    path = home.inbox / name
    path.write_text(text)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def read_inbox(home: Home, run_id: str = "run") -> list[Admission]:
    return list(admit(None, home, STORE, run_id, AdmitLimits(), NOON))


def land_sources(home: Home, admissions: list[Admission]) -> list[DataFile]:
    rows = [
        {
            "reading_id": each.reading_id,
            "reading_ordinal": each.reading_ordinal,
            "source_sha256": each.source_sha256,
            "source_path": each.source_path,
            "size_bytes": each.size_bytes,
            "modified_ns": each.modified_ns,
            "inode": each.inode,
            "is_acknowledged": False,
            "read_count": 1,
            "accepted_count": 1,
            "duplicate_count": 0,
            "rejected_count": 0,
            "pipeline_version": "v1",
            "run_id": "run",
        }
        for each in admissions
    ]
    file = land(home, STORE, "sources", pa.Table.from_pylist(rows, schema=arrow_schema("sources")))
    return [file] if file else []


def commit(catalog: Catalog, files: list[DataFile], run_id: str = "run") -> None:
    catalog.commit(Commit(catalog.head(), "run", RunRow(run_id, NOON, "succeeded", "v1"), files))


def test_committed_files_are_put_away_under_their_hash(home: Home) -> None:
    deliver(home, "a.txt")
    (home.inbox / "link.txt").symlink_to("/etc/hostname")
    admissions = read_inbox(home)
    assert put_away(home, STORE, admissions) == 2
    assert put_away(home, STORE, admissions) == 0
    assert STORE.list(home.inbox) == []
    (kept,) = [path for path in home.processed.rglob("*") if path.is_file()]
    assert kept.name.endswith("-a.txt")
    assert kept.read_text() == "text"
    (refused,) = STORE.list(home.refused)
    assert refused.is_symlink()


def test_files_of_one_name_do_not_meet(home: Home) -> None:
    for text in ("one", "two"):
        deliver(home, "news.txt", text)
        put_away(home, STORE, read_inbox(home))
    assert sorted(path.read_text() for path in home.processed.rglob("*news.txt")) == ["one", "two"]


def test_the_longest_name_can_be_put_away(home: Home) -> None:
    deliver(home, "é" * 120 + ".jsonl")
    assert put_away(home, STORE, read_inbox(home)) == 1
    (kept,) = [path for path in home.processed.rglob("*") if path.is_file()]
    assert kept.name.endswith("é.jsonl")


def test_a_file_that_was_replaced_since_stays(home: Home) -> None:
    path = deliver(home, "a.txt")
    admissions = read_inbox(home)
    path.write_text("newer")
    assert put_away(home, STORE, admissions) == 0
    assert path.read_text() == "newer"


def test_a_killed_run_that_had_committed_gets_its_moves_finished(home: Home, catalog: Catalog) -> None:
    deliver(home, "a.txt")
    deliver(home, os.fsdecode(b"b\xff.txt"))
    commit(catalog, land_sources(home, read_inbox(home)))
    deliver(home, "c.txt")
    tidied = recover(home, STORE, catalog)
    assert sorted(tidied.put_away) == ["inbox/a.txt", "inbox/b%FF.txt"]
    assert [path.name for path in STORE.list(home.inbox)] == ["c.txt"]
    assert not recover(home, STORE, catalog)


def test_a_run_that_had_not_committed_leaves_its_files_for_the_next(home: Home, catalog: Catalog) -> None:
    deliver(home, "a.txt")
    land_sources(home, read_inbox(home))
    assert recover(home, STORE, catalog).put_away == ()
    assert [each.source_path for each in read_inbox(home, "next")] == ["inbox/a.txt"]


def test_other_bytes_under_the_same_look_stay(home: Home, catalog: Catalog) -> None:
    path = deliver(home, "a.txt", "text")
    commit(catalog, land_sources(home, read_inbox(home)))
    path.write_text("TEXT")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert recover(home, STORE, catalog).put_away == ()
    assert path.exists()


def test_a_rolled_back_reading_is_no_longer_done(home: Home, catalog: Catalog) -> None:
    deliver(home, "a.txt")
    files = land_sources(home, read_inbox(home))
    commit(catalog, files)
    row = RunRow("undo", NOON, "succeeded", "v1")
    catalog.commit(Commit(catalog.head(), "rollback", row, files_removed=[files[0].file_id]))
    assert recover(home, STORE, catalog).put_away == ()


def test_the_folder_of_a_killed_run_goes_and_that_of_a_live_one_stays(home: Home, catalog: Catalog) -> None:
    schema = pa.schema([("number", pa.int64())])
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with run_folder(home, STORE, "killed"):
            stage(home, STORE, "killed", "numbers", pa.table({"number": [1]}), schema)
            os.write(write, b"here")
            signal.pause()
    assert os.read(read, 4) == b"here"
    assert recover(home, STORE, catalog).removed_runs == ()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with run_folder(home, STORE, "live") as folder:
        assert recover(home, STORE, catalog).removed_runs == ("killed",)
        assert folder.is_dir()
    assert [path.name for path in STORE.list(home.staging)] == ["lock"]


def test_only_old_files_that_no_snapshot_names_are_removed(home: Home, catalog: Catalog) -> None:
    deliver(home, "a.txt")
    admissions = read_inbox(home)
    kept, orphan = land_sources(home, admissions)[0], land_sources(home, admissions)[0]
    commit(catalog, [kept])
    for folder in (home.archive, home.root, home.table_folder("sources")):
        (folder / ".half.tmp").write_text("")
    (home.root / "notes.tmp").write_text("the owner's own")
    assert recover(home, STORE, catalog).removed_files == ()
    with run_folder(home, STORE, "live"):
        removed = recover(home, STORE, catalog, grace=NOW).removed_files
        assert sorted(removed) == [".half.tmp", "archive/.half.tmp", "lake/sources/.half.tmp"]
    assert recover(home, STORE, catalog, grace=NOW).removed_files == (orphan.path,)
    assert home.absolute(kept.path).exists()
    assert (home.root / "notes.tmp").exists()


def test_what_a_killed_process_was_writing_is_removed_at_once(home: Home, catalog: Catalog) -> None:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        aside = STORE.temporary_path(home.root)
        aside.write_text("half")
        aside.with_name(aside.name + ".wal").write_text("half")
        with STORE.open_writer(home.archive):
            os.write(write, b"here")
            signal.pause()
    assert os.read(read, 4) == b"here"
    with STORE.open_writer(home.archive) as mine:
        assert recover(home, STORE, catalog).removed_files == ()
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert len(recover(home, STORE, catalog).removed_files) == 3
        assert STORE.exists(mine.path)
