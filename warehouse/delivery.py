"""Delivered files, looked at with care: walking folders, opening files without following links, reading them whole.

Nothing here trusts a name or a first look: what counts is ``fstat`` on the file that was opened, before and after it
was read.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

TEMPORARY_SUFFIXES: Final = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", "~")
"""Names under which editors, browsers and copying tools keep what is not complete yet."""
FILE_SUFFIXES: Final = (".txt", ".json", ".jsonl", ".ndjson", ".html", ".htm", ".xml", ".warc", ".csv", ".gz", ".zip")
"""A folder within a delivery with such a name is taken for a mistake, and is refused instead of entered."""


class NotTaken(Exception):
    """A file that is not read: its reason code, what exactly is wrong, and whether to try again in a later run."""

    def __init__(self, reason: str, detail: str, is_deferred: bool = False, is_gone: bool = False) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.is_deferred = is_deferred
        self.is_gone = is_gone


@dataclass(frozen=True, slots=True)
class Found:
    """One name met on a walk, with what the walk itself found wrong with it."""

    path: Path
    problem: NotTaken | None = None


def walk(start: Path) -> Iterator[Found]:
    """The files at and below ``start``, each folder by name, files before folders.

    Links are not followed, except that ``start`` may itself be a link to a folder. Hidden and temporary files and
    folders below ``start`` come with a problem.
    """
    try:
        mode = start.lstat().st_mode
        if stat.S_ISDIR(mode) or (stat.S_ISLNK(mode) and start.is_dir()):
            yield from _walk_folder(start)
            return
    except OSError as error:
        yield Found(start, NotTaken("FILE_UNREADABLE", error.strerror or "unreadable", True, _is_gone(error)))
        return
    yield Found(start, _kind_problem(mode))


def look(path: Path) -> os.stat_result | None:
    """What stands under a name, a link itself included; None if it cannot be looked at."""
    try:
        return path.lstat()
    except OSError:
        return None


@contextmanager
def opened(path: Path, max_bytes: int) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """A regular file for one reading from start to end, with its state when it was opened.

    Reading raises NotTaken(FILE_CHANGED) at the end if the file is not what it was when it was opened. Raises NotTaken
    for anything that is no regular file, is larger than ``max_bytes``, or cannot be opened or read.
    """
    try:
        # O_NONBLOCK: a pipe that took the file's place must not stop us
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise NotTaken("NOT_REGULAR", "a link") from error
        if error.errno == errno.ENXIO:
            raise NotTaken("NOT_REGULAR", "a socket or a device") from error
        raise NotTaken("FILE_UNREADABLE", error.strerror or "unreadable", True, _is_gone(error)) from error
    try:
        seen = os.fstat(descriptor)
        problem = _kind_problem(seen.st_mode)
        if problem is not None:
            raise problem
        if seen.st_size > max_bytes:
            raise NotTaken("FILE_TOO_LARGE", f"{seen.st_size} bytes; max_file_bytes is {max_bytes}")
        yield cast(BinaryIO, _Steady(descriptor, seen)), seen
    finally:
        os.close(descriptor)


def is_same(one: os.stat_result, other: os.stat_result) -> bool:
    """Whether two looks saw one file in one state."""
    return _state(one) == _state(other)


class _Steady:
    """Reads an open file once, and at the end makes sure that it stayed the same."""

    def __init__(self, descriptor: int, seen: os.stat_result) -> None:
        self._descriptor = descriptor
        self._seen = seen
        self._left = seen.st_size + 1  # a file that grows as fast as it is read must come to an end

    def read(self, size: int) -> bytes:
        try:
            chunk = os.read(self._descriptor, min(size, self._left))
            now = os.fstat(self._descriptor)
        except OSError as error:
            raise NotTaken("FILE_UNREADABLE", error.strerror or "unreadable", is_deferred=True) from error
        self._left -= len(chunk)
        is_short = not chunk and self._left != 1
        if self._left == 0 or is_short or not is_same(now, self._seen):
            raise NotTaken("FILE_CHANGED", "it changed while it was read")
        return chunk


def _walk_folder(folder: Path) -> Iterator[Found]:
    folders: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Found(folder, NotTaken("FILE_UNREADABLE", error.strerror or "unreadable", is_deferred=True))
        return
    for entry in ordered:
        path = Path(entry.path)
        name = entry.name.lower()
        if name.startswith(".") or name.endswith(TEMPORARY_SUFFIXES):
            yield Found(path, NotTaken("NOT_REGULAR", "hidden or temporary: skipped", is_deferred=True))
        elif entry.is_dir(follow_symlinks=False):
            if name.endswith(FILE_SUFFIXES):
                yield Found(path, NotTaken("NOT_REGULAR", "a folder with a file's name"))
            else:
                folders.append(path)
        else:
            seen = look(path)
            yield Found(path, _kind_problem(seen.st_mode) if seen is not None else None)
    for inner in folders:
        yield from _walk_folder(inner)


def _kind_problem(mode: int) -> NotTaken | None:
    if stat.S_ISREG(mode):
        return None
    kinds = (
        (stat.S_ISLNK, "a link"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
    )
    return NotTaken("NOT_REGULAR", next((word for is_kind, word in kinds if is_kind(mode)), "a device"))


def _state(seen: os.stat_result) -> tuple[int, ...]:
    return (seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns)


def _is_gone(error: OSError) -> bool:
    return isinstance(error, FileNotFoundError | NotADirectoryError)
