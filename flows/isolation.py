"""Working records where they can be killed: a child process per worker, ended by the system when one record takes too
long or too much, and begun anew for the rest. Only the record that did it is lost, to ``rejects``."""

from __future__ import annotations

import atexit
import mmap
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection
from typing import Any, Final, TypeVar

import pyarrow as pa

from flows.cell import PLACE
from flows.own_knowledge import knowledge_of
from flows.settings import Settings, SetupError
from transforms.model import Refusal
from transforms.relabel import StoredDocument, joined, relabel_items
from transforms.shard import Item, ShardOptions, Tables, gathered, work_items

CRASHES_TO_REFUSE = 2
"""Crashes on one record before it is refused. The first may be another's doing: the system ended it to save memory."""

CELL_ENVIRONMENT: Final = {"ARROW_DEFAULT_MEMORY_POOL": "system"}
"""Arrow's own allocator reserves a gigabyte that it may never touch, and the limit of a cell's memory counts it."""

NO_START: Final = (
    "The process that works records ends before it can work any; raise max_record_memory_bytes, or see whether the "
    "machine has memory left."
)

PRELOADED: tuple[str, ...] = ()
"""Modules that a cell imports before it serves. Tests put readers there that hang and crash."""


class CellGone(Exception):
    """The cell ended before it answered; ``signal_number`` says how, 0 for an exit by itself."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal_number)
        self.signal_number = signal_number


class Cell:
    """One child process. Not for several threads. ``seconds`` and ``memory_bytes`` bound what one record may take."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        self.seconds = seconds
        self.memory_bytes = memory_bytes
        child_reads, we_write = os.pipe()
        we_read, child_writes = os.pipe()
        with tempfile.TemporaryFile() as page:
            page.truncate(PLACE.size)
            self._place = mmap.mmap(page.fileno(), PLACE.size)
            descriptors = (child_reads, child_writes, page.fileno())
            self._process = self._started(descriptors)
        os.close(child_reads)
        os.close(child_writes)
        self._requests: Connection[Any, Any] = Connection(we_write, readable=False)
        self._answers: Connection[Any, Any] = Connection(we_read, writable=False)
        self._is_ready = False

    def _started(self, descriptors: tuple[int, ...]) -> subprocess.Popen[bytes]:
        limits = (str(self.seconds), str(self.memory_bytes))
        return subprocess.Popen(  # noqa: S603 - our own module, our own interpreter
            [sys.executable, "-m", "flows.cell", *map(str, descriptors), *limits, *PRELOADED],
            pass_fds=descriptors,
            env={**os.environ, **CELL_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    @property
    def begun(self) -> int:
        """The place of the record that the child was at last, -1 for none yet, their number for the making of rows."""
        place: int = PLACE.unpack_from(self._place)[0]
        return place

    def work(self, items: Sequence[Item] | Sequence[StoredDocument], options: ShardOptions) -> Tables:
        """The rows of some records. Raises CellGone; then ``begun`` says which record it was at, and the cell is of no
        more use."""
        PLACE.pack_into(self._place, 0, -1)
        try:
            while not self._is_ready:
                self._is_ready = self._answers.recv() == "ready"
            self._requests.send_bytes(pickle.dumps((items, options), protocol=pickle.HIGHEST_PROTOCOL))
            answer: dict[str, bytes] = self._answers.recv()
        except (EOFError, OSError) as error:
            raise CellGone(max(0, -self.close())) from error
        return {name: pa.ipc.open_stream(data).read_all() for name, data in answer.items()}

    def close(self) -> int:
        """End the child. Returns its exit code, negative for a signal."""
        self._requests.close()
        self._answers.close()
        try:
            return self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


_cells: dict[tuple[int, float, int], Cell] = {}
"""The cell of this process, by what bounds it. The process id stands in the key because a fork inherits the
dictionary but not the child."""


def start_cell(seconds: float, memory_bytes: int) -> Cell:
    """The cell of this process, started if there is none yet; it gets ready while its parent goes on."""
    key = (os.getpid(), seconds, memory_bytes)
    if key not in _cells:
        _cells[key] = Cell(seconds, memory_bytes)
    return _cells[key]


def close_cells() -> None:
    """End the cells of this process; a later shard starts a new one."""
    for key in [key for key in _cells if key[0] == os.getpid()]:
        _cells.pop(key).close()


atexit.register(close_cells)


def work_records(batches: Iterable[Sequence[Item]], options: ShardOptions, settings: Settings) -> Tables:
    """The rows of some records, worked as the settings have it: in a cell, or here."""
    if not settings.isolates_records:
        knowledge = knowledge_of(options.knowledge_files)
        return gathered([work_items(items, options, knowledge=knowledge) for items in batches])
    return work_isolated(batches, options, settings.max_record_seconds, settings.max_record_memory_bytes)


def work_isolated(
    batches: Iterable[Sequence[Item]], options: ShardOptions, seconds: float, memory_bytes: int
) -> Tables:
    """``transforms.shard.work`` in a cell: the same rows, but that a record which hangs is refused with PARSE_TIMEOUT
    and one which twice ends its process with PARSE_CRASH.

    Raises SetupError if a cell cannot even start.
    """
    return gathered([_work_batch(list(items), options, seconds, memory_bytes, gathered) for items in batches])


def relabel(items: Sequence[StoredDocument], options: ShardOptions, settings: Settings) -> Tables:
    """``transforms.relabel.relabel_items`` as the settings have it: in a cell, where what hangs or crashes leaves its
    document as it was, or here. Raises SetupError if a cell cannot even start."""
    if not settings.isolates_records:
        return relabel_items(items, options, knowledge=knowledge_of(options.knowledge_files))
    bounds = (settings.max_record_seconds, settings.max_record_memory_bytes)
    return _work_batch(list(items), options, *bounds, joined)


Worked = TypeVar("Worked", Item, StoredDocument)


def _work_batch(
    items: list[Worked],
    options: ShardOptions,
    seconds: float,
    memory_bytes: int,
    join: Callable[[Sequence[Tables]], Tables],
) -> Tables:
    crashes: dict[int, int] = {}
    while True:
        cell = start_cell(seconds, memory_bytes)
        try:
            return cell.work(items, options)
        except CellGone as gone:
            _cells.pop((os.getpid(), seconds, memory_bytes), None)
            place = cell.begun
            crashes[place] = crashes.get(place, 0) + 1
            refusal = _refusal(gone, seconds, crashes[place])
            if refusal is None:
                continue
            if place == len(items) > 1:
                # Making the rows failed, and no record was at hand: one by one they tell which it is.
                return join([_work_batch([item], options, seconds, memory_bytes, join) for item in items])
            place = min(place, len(items) - 1)
            if place < 0 or items[place].refusal is not None:
                raise SetupError(NO_START) from gone
            items[place] = items[place].refused(refusal)


def _refusal(gone: CellGone, seconds: float, crash_count: int) -> Refusal | None:
    if gone.signal_number == signal.SIGALRM:
        return Refusal("PARSE_TIMEOUT", f"more than {seconds:g} seconds")
    if crash_count < CRASHES_TO_REFUSE:
        return None
    how = signal.Signals(gone.signal_number).name if gone.signal_number else "an exit"
    return Refusal("PARSE_CRASH", f"its process was ended by {how}, {crash_count} times")
