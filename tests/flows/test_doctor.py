"""The doctor sees what is wrong with a home, says what to do, and changes nothing."""

from __future__ import annotations

import fcntl
import io
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows import doctor
from flows.doctor import Finding, examine
from flows.settings import load_settings
from tests.warehouse.factory import File, Name, Newsroom, Record
from warehouse.archive import archive_stream
from warehouse.catalog import Catalog
from warehouse.paths import Home, HomeError, open_home
from warehouse.publish import publish
from warehouse.staging import run_folder
from warehouse.store import Store

DELIVERED = b"one delivery"


@pytest.fixture(autouse=True)
def knows_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """The knowledge base takes seconds to load, and has tests of its own."""
    monkeypatch.setattr("transforms.entities.knowledge.load", lambda: None)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """A home with one landed and published run."""
    made = Newsroom.at(tmp_path / "home")
    file = File("inbox/a.jsonl", (Record(names=(Name("Vire", "local:" + "ab" * 16),)), Record(title="Second")))
    made.run(file)
    path = made.home.archived(file.sha256)
    made.store.make_folder(path.parent)
    archived = archive_stream(made.home, made.store, io.BytesIO(DELIVERED))
    made.home.archived(archived.sha256).rename(path)
    publish(made.home, made.store, made.catalog)
    shutil.rmtree(made.home.run_folder("run001"))
    return made


def wrong(home: Home, *, has_checksums: bool = False) -> list[str]:
    return [finding.sentence for finding in _examine(home, has_checksums) if not finding.is_ok]


def _examine(home: Home, has_checksums: bool = False) -> list[Finding]:
    return examine(load_settings(home.root), home, has_checksums=has_checksums)


def _tree(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(root.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(root)), path.read_bytes()


def test_a_sound_home_is_well_and_stays_as_it_was(newsroom: Newsroom) -> None:
    before = list(_tree(newsroom.home.root))
    assert wrong(newsroom.home, has_checksums=True) == []
    assert list(_tree(newsroom.home.root)) == before


def test_a_new_home_is_well(tmp_path: Path) -> None:
    home = open_home(tmp_path / "new", Store())
    assert wrong(home) == []
    assert not home.catalog_path.exists()


def test_a_moved_home_is_noticed_and_mended_by_publish(newsroom: Newsroom, tmp_path: Path) -> None:
    shutil.move(newsroom.home.root, tmp_path / "elsewhere")
    moved = Home(tmp_path / "elsewhere")
    assert [
        sentence
        for sentence in wrong(moved)
        if "built for another folder" in sentence and "presswatch publish" in sentence
    ]
    publish(moved, Store(), Catalog.open(moved, Store()))
    assert wrong(moved) == []


def test_a_published_file_that_is_gone_damaged_or_behind_is_noticed(newsroom: Newsroom) -> None:
    kept = newsroom.home.published_path.read_bytes()
    newsroom.run(File("inbox/a.jsonl", ()))
    assert [sentence for sentence in wrong(newsroom.home) if "shows snapshot 1, behind the head 2" in sentence]
    newsroom.home.published_path.write_bytes(kept[:1000])
    assert [sentence for sentence in wrong(newsroom.home) if "cannot be read" in sentence]
    newsroom.home.published_path.unlink()
    assert [sentence for sentence in wrong(newsroom.home) if "There is no presswatch.duckdb" in sentence]


def test_missing_cut_and_altered_data_files_are_noticed(newsroom: Newsroom) -> None:
    files = newsroom.catalog.files(newsroom.catalog.head())
    first, second = (newsroom.home.absolute(file.path) for file in files[:2])
    altered = bytearray(first.read_bytes())
    altered[20] ^= 1
    first.write_bytes(altered)
    assert wrong(newsroom.home) == []
    assert [
        sentence
        for sentence in wrong(newsroom.home, has_checksums=True)
        if "1 data file of the head is damaged" in sentence
    ]
    first.write_bytes(altered[:-1])
    second.unlink()
    found = wrong(newsroom.home)
    assert [sentence for sentence in found if "is damaged" in sentence and first.stem in sentence]
    assert [sentence for sentence in found if "is missing" in sentence and second.stem in sentence]


def test_a_delivery_that_the_archive_lost_is_noticed(newsroom: Newsroom) -> None:
    shutil.rmtree(newsroom.home.archive)
    assert [sentence for sentence in wrong(newsroom.home) if sentence.startswith("The archive lacks 1 of 1")]


def test_what_a_dead_run_left_is_noticed_and_a_living_one_is_not(newsroom: Newsroom) -> None:
    home = newsroom.home
    with run_folder(home, Store(), "living"):
        findings = _examine(home)
        assert Finding(True, "1 run in progress.") in findings
        assert all(finding.is_ok for finding in findings)
    dead = home.run_folder("dead")
    dead.mkdir()
    (dead / "lock").touch()
    assert [sentence for sentence in wrong(home) if sentence.startswith("1 run ended before its time")]
    with (dead / "lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert wrong(home) == []


def test_a_lease_tells_the_living_from_the_dead(newsroom: Newsroom) -> None:
    with newsroom.catalog.lease("commit"):
        assert wrong(newsroom.home) == []
    script = "from warehouse.lease import this_holder; print(this_holder())"
    dead = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    with newsroom.catalog.lease("commit", dead, timedelta(hours=1)):
        assert [sentence for sentence in wrong(newsroom.home) if "held by a run that is gone" in sentence]


def test_a_damaged_catalog_is_noticed(newsroom: Newsroom) -> None:
    path = newsroom.home.catalog_path
    with sqlite3.connect(path) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    content = bytearray(path.read_bytes())
    content[2 * page : 3 * page] = b"\xff" * page
    path.write_bytes(content)
    assert [sentence for sentence in wrong(newsroom.home) if "The catalog's database is damaged" in sentence]
    path.write_bytes(b"no database at all" * 100)
    assert [sentence for sentence in wrong(newsroom.home) if "The catalog's database is damaged" in sentence]


def test_waiting_files_are_told_and_are_no_fault(newsroom: Newsroom) -> None:
    (newsroom.home.inbox / "later.txt").write_text("An article.")
    assert Finding(True, "1 file in the inbox; `presswatch run` reads what is there.") in _examine(newsroom.home)


def test_a_full_disk_is_noticed(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 2**62)
    assert [sentence for sentence in wrong(newsroom.home) if "make room" in sentence]


def test_knowledge_that_does_not_load_is_noticed(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("bad table")

    monkeypatch.setattr("transforms.entities.knowledge.load", broken)
    assert wrong(newsroom.home) == ["The knowledge base cannot be loaded (bad table); install the package anew."]


def test_a_home_of_a_later_release_is_refused(newsroom: Newsroom) -> None:
    newsroom.home.format_path.write_text("presswatch-home 99\n")
    with pytest.raises(HomeError, match="use a newer release"):
        _examine(newsroom.home)
