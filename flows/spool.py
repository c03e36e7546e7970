"""Scratch files of one run: records of files that can only be read from the beginning, put aside while being framed.

Inflating a large file anew for every shard would cost the square of its size. A spool lives in the run's folder, is
worthless after a crash, and is removed once its shard is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.context import Run
from warehouse.store import Writer


class Spool:
    """The scratch file of the shard that is being filled; made when the first record is put into it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._writer: Writer | None = None
        self._count = 0

    @property
    def size_bytes(self) -> int:
        """Bytes put in since the last ``take``."""
        return self._writer.size_bytes if self._writer else 0

    def put(self, data: bytes) -> None:
        """Append a record."""
        if self._writer is None:
            self._writer = self._run.store.open_writer(self._run.home.run_folder(self._run.run_id), is_durable=False)
        self._writer.write(data)

    def take(self) -> str | None:
        """Close the file and give its name within the run's folder, None if nothing was put in; the next ``put`` begins
        another."""
        if self._writer is None:
            return None
        self._count += 1
        name = f"spool-{self._count}"
        with self._writer as writer:
            writer.finish(self._run.home.run_folder(self._run.run_id) / name)
        self._writer = None
        return name


def read_spooled(run: Run, name: str, start_byte: int, sizes: Iterable[int]) -> Iterator[bytes]:
    """Records of a spool from ``start_byte`` on, by their sizes."""
    with run.store.open_reader(run.home.run_folder(run.run_id) / name) as spool:
        spool.seek(start_byte)
        for size in sizes:
            yield spool.read(size)


def remove_spool(run: Run, name: str | None) -> None:
    """Remove the spool of a shard that is done."""
    if name is not None:
        run.store.remove(run.home.run_folder(run.run_id) / name)
