"""The store: a name stands for whole bytes, and nothing half-made stays behind."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.store import Store


def test_a_written_file_replaces_the_older_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    store = Store()
    path = tmp_path / "deep" / "folder" / "file"
    store.write_file(path, [b"old"])
    assert store.write_file(path, [b"new ", b"", b"bytes"]) == 9
    assert store.read_file(path) == b"new bytes"
    assert store.list(path.parent) == [path]


def test_a_writer_that_fails_leaves_the_older_file_and_no_temporary_one(tmp_path: Path) -> None:
    store = Store()
    path = tmp_path / "file"
    store.write_file(path, [b"old"])

    def half() -> Iterator[bytes]:
        yield b"half of the new"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write_file(path, half())
    assert store.read_file(path) == b"old"
    assert store.list(tmp_path) == [path]


def test_a_writer_counts_and_hashes_what_it_wrote(tmp_path: Path) -> None:
    with Store().open_writer(tmp_path) as writer:
        writer.write(b"abc")
        writer.write(memoryview(b"defg"))
        writer.finish(tmp_path / "made" / "file")
    assert writer.size_bytes == 7
    assert writer.sha256 == hashlib.sha256(b"abcdefg").hexdigest()
    assert (tmp_path / "made" / "file").read_bytes() == b"abcdefg"


def test_moving_what_somebody_else_moved_is_no_error(tmp_path: Path) -> None:
    store = Store()
    source, target = tmp_path / "inbox" / "a", tmp_path / "processed" / "a"
    store.write_file(source, [b"text"])
    assert store.move(source, target)
    assert not store.move(source, target)
    assert target.read_bytes() == b"text"


def test_a_move_to_another_file_system_copies_and_then_removes(tmp_path: Path) -> None:
    class TwoDisks(Store):
        def _rename(self, source: Path, target: Path) -> None:
            if source.parent != target.parent:
                raise OSError(errno.EXDEV, "another file system")
            super()._rename(source, target)

    store = TwoDisks()
    source, target = tmp_path / "a", tmp_path / "other" / "a"
    store.write_file(source, [b"text"])
    assert store.move(source, target)
    assert not store.exists(source)
    assert target.read_bytes() == b"text"


def test_removing_twice_and_listing_nothing_are_no_errors(tmp_path: Path) -> None:
    store = Store()
    store.write_file(tmp_path / "folder" / "sub" / "file", [b"x"])
    store.write_file(tmp_path / "folder" / "file", [b"x"])
    for _ in range(2):
        store.remove(tmp_path / "folder" / "file")
        store.remove_folder(tmp_path / "folder")
    assert store.list(tmp_path / "folder") == []
