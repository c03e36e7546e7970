"""Whatever is delivered, admitting never hangs, never follows a link, and says what happened to every file."""

from __future__ import annotations

import hashlib
import os
import pickle
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.stores import CountingStore
from warehouse.admit import Admission, AdmitLimits, admit, path_text
from warehouse.archive import open_archived
from warehouse.paths import Home, open_home
from warehouse.store import Store, Writer

STORE = Store()
LATER = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home", STORE)


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    folder = tmp_path / "delivery"
    folder.mkdir()
    return folder


def take(
    home: Home, paths: Sequence[Path] | None = None, limits: AdmitLimits | None = None, started: datetime = LATER
) -> list[Admission]:
    return list(admit(paths, home, STORE, "run", limits or AdmitLimits(), started, pause=lambda _: None))


def told(admissions: list[Admission]) -> dict[str, str | None]:
    return {Path(each.source_path).name: each.reason for each in admissions}


def test_a_named_file_is_archived_and_stays(home: Home, delivery: Path) -> None:
    path = delivery / "a.txt"
    path.write_bytes(b"text")
    (admission,) = take(home, [path])
    assert admission.source_sha256 == hashlib.sha256(b"text").hexdigest()
    assert (admission.source_path, admission.size_bytes, admission.inbox_path) == (str(path), 4, None)
    assert (admission.modified_ns, admission.inode) == (path.stat().st_mtime_ns, path.stat().st_ino)
    with open_archived(home, STORE, admission.source_sha256) as opened:
        assert opened.read() == b"text"
    assert pickle.loads(pickle.dumps(admission)) == admission


def test_a_folder_is_walked_by_name_and_readings_are_numbered(home: Home, delivery: Path) -> None:
    for name in ("b.txt", "a.txt", "deep/er/c.txt"):
        (delivery / name).parent.mkdir(parents=True, exist_ok=True)
        (delivery / name).write_text(name)
    admissions = take(home, [delivery])
    assert list(told(admissions)) == ["a.txt", "b.txt", "c.txt"]
    assert [each.reading_ordinal for each in admissions] == [0, 1, 2]
    assert len({each.reading_id for each in admissions}) == 3


def test_the_inbox_is_taken_oldest_first(home: Home) -> None:
    for name, age in (("new", 10), ("old", 30), ("same-b", 20), ("same-a", 20)):
        path = home.inbox / name
        path.write_text(name)
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    admissions = take(home)
    assert [each.source_path for each in admissions] == ["inbox/old", "inbox/same-a", "inbox/same-b", "inbox/new"]
    assert admissions[0].inbox_path == home.inbox / "old"


def test_links_pipes_sockets_and_folders_with_a_files_name_are_refused(
    home: Home, delivery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (delivery / "link.txt").symlink_to("/etc/hostname")
    (delivery / "dangling.txt").symlink_to("nowhere")
    (delivery / "linked").symlink_to(delivery)
    os.mkfifo(delivery / "pipe.jsonl")
    (delivery / "folder.jsonl").mkdir()
    monkeypatch.chdir(delivery)  # names of sockets are short
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("socket.txt")
        admissions = take(home, [delivery])
    assert set(told(admissions).values()) == {"NOT_REGULAR"}
    assert len(admissions) == 6
    assert not any(each.is_deferred for each in admissions)
    assert [path for path in home.archive.rglob("*") if path.is_file()] == []


def test_hidden_and_temporary_files_are_skipped_and_told(home: Home) -> None:
    for name in (".hidden", "a.txt.part", "b.tmp", "c~"):
        (home.inbox / name).write_text("text")
    admissions = take(home)
    assert set(told(admissions).values()) == {"NOT_REGULAR"}
    assert all(each.is_deferred and each.inbox_path is None for each in admissions)


def test_a_hidden_file_that_is_named_is_read(home: Home, delivery: Path) -> None:
    (delivery / ".named.txt").write_text("text")
    assert told(take(home, [delivery / ".named.txt"])) == {".named.txt": None}


def test_a_file_that_is_not_there_is_told_and_the_rest_is_read(home: Home, delivery: Path) -> None:
    (delivery / "a.txt").write_text("text")
    missing, read = take(home, [delivery / "missing.txt", delivery / "a.txt"])
    assert (missing.reason, missing.is_deferred, missing.size_bytes) == ("FILE_UNREADABLE", True, None)
    assert read.reason is None


def test_a_file_that_may_not_be_read_is_deferred(home: Home, delivery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (delivery / "closed.txt").write_text("text")
    real = os.open

    def closed(path: str | Path, *arguments: int, **named: int) -> int:
        if str(path).endswith("closed.txt"):
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **named)

    monkeypatch.setattr(os, "open", closed)
    (admission,) = take(home, [delivery])
    assert (admission.reason, admission.detail, admission.is_deferred) == ("FILE_UNREADABLE", "Permission denied", True)


def test_a_file_over_the_limit_is_refused_unread(home: Home, delivery: Path) -> None:
    (delivery / "large.txt").write_text("text" * 10)
    (admission,) = take(home, [delivery], AdmitLimits(max_file_bytes=39))
    assert (admission.reason, admission.source_sha256, admission.size_bytes) == ("FILE_TOO_LARGE", None, 40)
    assert not admission.is_deferred


def test_a_further_hard_link_is_flagged(home: Home, delivery: Path) -> None:
    (delivery / "a.txt").write_text("text")
    os.link(delivery / "a.txt", delivery.parent / "other")
    (admission,) = take(home, [delivery])
    assert admission.flags == ("NLINK",)


def test_a_young_inbox_file_is_read_after_a_pause_if_it_stays_the_same(home: Home) -> None:
    (home.inbox / "a.txt").write_text("text")
    (home.inbox / "b.txt").write_text("text")
    os.utime(home.inbox / "b.txt", (1_700_000_000, 1_700_000_000))
    pauses: list[float] = []
    earlier = LATER - timedelta(hours=2)
    admissions = list(admit(None, home, STORE, "run", AdmitLimits(settle_seconds=3), earlier, pauses.append))
    assert list(told(admissions).items()) == [("b.txt", None), ("a.txt", None)]
    assert pauses == [3]


def test_a_file_that_is_still_written_is_deferred_and_untouched(home: Home) -> None:
    path = home.inbox / "a.txt"
    path.write_text("begin")

    def write_on(_: float) -> None:
        with path.open("a") as file:
            file.write(" and more")

    (admission,) = admit(None, home, STORE, "run", AdmitLimits(), LATER - timedelta(hours=2), write_on)
    assert (admission.reason, admission.is_deferred, admission.inbox_path) == ("FILE_UNSTABLE", True, None)


@pytest.mark.parametrize("is_inbox", [True, False])
def test_a_file_that_changes_while_it_is_copied_is_not_taken(
    home: Home, delivery: Path, monkeypatch: pytest.MonkeyPatch, is_inbox: bool
) -> None:
    path = (home.inbox if is_inbox else delivery) / "a.txt"
    path.write_bytes(b"x" * 3_000_000)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    real = Writer.write

    def change(self: Writer, data: bytes) -> int:
        with path.open("ab") as file:
            file.write(b"more")
        return real(self, data)

    monkeypatch.setattr(Writer, "write", change)
    (admission,) = take(home, None if is_inbox else [path])
    assert (admission.reason, admission.is_deferred) == ("FILE_CHANGED", is_inbox)
    assert [path for path in home.archive.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_no_fault_of_the_file(home: Home, delivery: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (delivery / "a.txt").write_text("text")

    def full(self: Writer, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Writer, "write", full)
    with pytest.raises(OSError, match="No space"):
        take(home, [delivery])


@pytest.mark.parametrize("name", [b"x'); DROP TABLE a;--.jsonl", b"a*[0-9]?.jsonl", b"new\nline", b"100%.txt"])
def test_any_name_is_only_a_name(home: Home, delivery: Path, name: bytes) -> None:
    (delivery / os.fsdecode(name)).write_text("text")
    (admission,) = take(home, [delivery])
    assert admission.source_path == f"{delivery}/{name.decode()}"
    assert admission.reason is None


def test_a_name_that_is_no_utf8_becomes_text(home: Home, delivery: Path) -> None:
    (delivery / os.fsdecode(b"caf\xe9 100%.txt")).write_text("text")
    (admission,) = take(home, [delivery])
    assert admission.source_path == f"{delivery}/caf%E9 100%25.txt"
    assert path_text(Path("café.txt")) == "café.txt"


def test_an_inbox_file_that_another_run_put_away_is_passed_over(home: Home) -> None:
    for name in ("a.txt", "b.txt"):
        (home.inbox / name).write_text("text")

    class OtherRun(Store):
        def open_writer(self, folder: Path, is_durable: bool = True) -> Writer:
            (home.inbox / "b.txt").unlink(missing_ok=True)
            return super().open_writer(folder, is_durable)

    admissions = admit(None, home, OtherRun(), "run", AdmitLimits(), LATER)
    assert [each.source_path for each in admissions] == ["inbox/a.txt"]


def test_many_small_files_are_given_in_order_and_are_durable_when_given(home: Home, delivery: Path) -> None:
    for number in range(30):
        (delivery / f"{number:02}.txt").write_text(f"text {number % 20}")
    store = CountingStore()
    given = []
    for admission in admit([delivery], home, store, "run", AdmitLimits(), LATER):
        assert admission.source_sha256 is not None
        assert home.archived(admission.source_sha256).is_file()
        given.append(Path(admission.source_path).name)
    assert given == [f"{number:02}.txt" for number in range(30)]
    assert len(list(home.archive.glob("*/*.zst"))) == 20
    assert list(home.archive.glob(".*")) == []
    assert sum(point.startswith("before finish_all") for point in store.points) == 1
