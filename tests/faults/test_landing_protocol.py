"""The landing protocol in small: sources alone, without reading what is in them.

Whatever kills it and wherever, one plain rerun lands every file once; and each way of breaking the protocol is noticed.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from tests.faults.damage import damage
from tests.faults.stores import (
    ForgetsFileSync,
    ForgetsFilesystemSync,
    ForgetsFolderSync,
    KillingStore,
    MovesBeforeCommit,
    PowerCutStore,
)
from tests.faults.sweep import failure_sweep, in_child, points, sweep
from transforms.contracts import arrow_schema
from transforms.contracts.tables import staged_schema
from warehouse import archive
from warehouse.admit import Admission, AdmitLimits, admit
from warehouse.catalog import Catalog, Commit, RunRow
from warehouse.lake import land, read_files, stage
from warehouse.paths import Home, open_home
from warehouse.recover import put_away, recover
from warehouse.staging import run_folder
from warehouse.store import Store

NOON = datetime(2024, 5, 1, 12)  # noqa: DTZ001 - tables hold naive UTC
FILES = {"a.txt": b"One article. " * 100, "b.txt": b"Another. " * 50}


def prepare(folder: Path) -> None:
    home = open_home(folder / "home", Store())
    for name, content in FILES.items():
        (home.inbox / name).write_bytes(content)
        os.utime(home.inbox / name, (1_700_000_000, 1_700_000_000))


def run(folder: Path, store: Store) -> None:
    """A run as the flow makes it, with one row for each file."""
    run_id = uuid.uuid4().hex
    home = open_home(folder / "home", store)
    catalog = Catalog.open(home, store)
    with run_folder(home, store, run_id):
        recover(home, store, catalog)
        admissions = list(admit(None, home, store, run_id, AdmitLimits(), NOON, pause=lambda _: None))
        if not admissions:
            return
        rows = pa.Table.from_pylist([_row(each, run_id) for each in admissions], schema=arrow_schema("sources"))
        stage(home, store, run_id, "sources", rows, staged_schema("sources"))
        with catalog.lease("link") as lease:
            head = catalog.head()
            done = set(_sources(home, catalog).column("source_sha256").to_pylist())
            is_done = pa.array([each.source_sha256 in done for each in admissions])
            rows = rows.set_column(rows.schema.get_field_index("is_acknowledged"), "is_acknowledged", is_done)
            file = land(home, store, "sources", rows)
            assert file is not None
            row = RunRow(run_id, NOON, "succeeded", "v1")
            catalog.commit(Commit(head, "run", row, [file], lease=lease))
        put_away(home, store, admissions)


def check(folder: Path) -> list[str]:
    """What differs from the golden state."""
    home = Home(folder / "home")
    catalog = Catalog.open(home, Store())
    wrong = damage(home, Store(), catalog, is_thorough=True)
    landed = Counter(row["source_path"] for row in _sources(home, catalog).to_pylist() if not row["is_acknowledged"])
    expected = Counter(f"inbox/{name}" for name in FILES)
    if landed != expected:
        wrong.append(f"landed {dict(landed)}")
    if left := [path.name for path in home.inbox.iterdir()]:
        wrong.append(f"left in the inbox: {left}")
    if left := [path.name for path in home.staging.iterdir() if path.is_dir()]:
        wrong.append(f"left in staging: {left}")
    processed = {path.read_bytes() for path in home.processed.rglob("*.txt")}
    if processed != set(FILES.values()):
        wrong.append("put away: other files than delivered")
    return wrong


def look(folder: Path) -> list[str]:
    """What is wrong before the rerun: an inbox file that is gone while no snapshot holds it, or a damaged snapshot."""
    home = Home(folder / "home")
    catalog = Catalog.open(home, Store())
    wrong = damage(home, Store(), catalog, is_thorough=True)
    landed = set() if wrong else set(_sources(home, catalog).column("source_path").to_pylist())
    lost = [name for name in FILES if not (home.inbox / name).exists() and f"inbox/{name}" not in landed]
    return [*wrong, *(f"lost: {name}" for name in lost)]


def _row(admission: Admission, run_id: str) -> dict[str, object]:
    return {
        "reading_id": admission.reading_id,
        "reading_ordinal": admission.reading_ordinal,
        "source_sha256": admission.source_sha256,
        "source_path": admission.source_path,
        "size_bytes": admission.size_bytes,
        "modified_ns": admission.modified_ns,
        "inode": admission.inode,
        "is_acknowledged": False,
        "read_count": 1,
        "accepted_count": 1,
        "duplicate_count": 0,
        "rejected_count": 0,
        "pipeline_version": "v1",
        "run_id": run_id,
    }


def _sources(home: Home, catalog: Catalog) -> pa.Table:
    return read_files(home, catalog.files(catalog.head(), "sources"), schema=arrow_schema("sources"))


def test_two_runs_of_the_same_work_pass_the_same_points(tmp_path: Path) -> None:
    first = points(run, prepare, tmp_path / "first")
    assert first == points(run, prepare, tmp_path / "second")
    assert sum("catalog.commit" in point for point in first) == 3
    assert check(tmp_path / "first") == []


@pytest.mark.long
@pytest.mark.parametrize("store_type", [KillingStore, PowerCutStore])
def test_a_kill_anywhere_is_mended_by_one_rerun(tmp_path: Path, store_type: type[KillingStore]) -> None:
    report = sweep(run, prepare, check, tmp_path, store_type, look=look)
    print(f"{store_type.__name__}: {report}")
    assert report.wrong == []
    assert report.stopped_count == report.point_count > 50


@pytest.mark.long
@pytest.mark.parametrize("store_type", [ForgetsFileSync, ForgetsFolderSync, MovesBeforeCommit])
def test_a_broken_protocol_is_noticed(tmp_path: Path, store_type: type[KillingStore]) -> None:
    report = sweep(run, prepare, check, tmp_path, store_type, step=4, look=look)
    print(f"{store_type.__name__}: {report}")
    assert report.wrong


@pytest.mark.long
@pytest.mark.parametrize("store_type", [KillingStore, PowerCutStore, ForgetsFilesystemSync])
def test_files_that_are_named_together_are_as_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store_type: type[KillingStore]
) -> None:
    monkeypatch.setattr(archive, "FEW_FILES", 0)
    report = sweep(run, prepare, check, tmp_path, store_type, step=4, look=look)
    print(f"{store_type.__name__}: {report}")
    assert bool(report.wrong) == (store_type is ForgetsFilesystemSync)


@pytest.mark.long
def test_a_full_disk_anywhere_is_mended_by_one_rerun(tmp_path: Path) -> None:
    report = failure_sweep(run, prepare, check, tmp_path)
    print(f"FailingStore: {report}")
    assert report.wrong == []
    assert report.stopped_count == report.point_count


def test_two_runs_at_once_both_end_well_and_land_nothing_twice(tmp_path: Path) -> None:
    for attempt in range(5):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        prepare(folder)
        reader, writer = os.pipe()
        children = []
        for _ in range(2):
            child = os.fork()
            if child == 0:
                os.close(writer)
                os.read(reader, 1)  # both start when the parent closes its end
                os._exit(in_child(lambda: run(folder, Store())))  # noqa: B023 - the child ends here
            children.append(child)
        os.close(reader)
        os.close(writer)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
        assert check(folder) == []
