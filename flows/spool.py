"""Scratch files of one run: records of files that can only be read from the beginning, put aside while being framed.

Inflating a large file anew for every shard would cost the square of its size. A spool lives in the run's folder, is
worthless after a crash, and is removed once its shard is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flows.context import Run
from warehouse.store import Writer

SLACK_BYTES = 4 * 2**20
"""What a framer may have taken beyond a record before it yields it: two chunks, see ``Reader.frame``, and two more."""


class Window:
    """A stream that remembers its last bytes, so that what a framer has passed can still be cut out of it."""

    def __init__(self, chunks: Iterable[bytes], max_record_bytes: int) -> None:
        self._chunks = iter(chunks)
        self._most_bytes = max_record_bytes + SLACK_BYTES
        self._held = bytearray()
        self._start = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._held += chunk
            if len(self._held) > 2 * self._most_bytes:
                self.forget(self._start + len(self._held) - self._most_bytes)
            yield chunk

    @property
    def end_byte(self) -> int:
        """Place in the stream after the last byte that was taken."""
        return self._start + len(self._held)

    def cut(self, start_byte: int, end_byte: int) -> bytes:
        """The bytes of a span that the framer has just yielded; what lies before its end is forgotten. Raises
        ValueError if the framer yielded it too late."""
        if start_byte < self._start or end_byte > self._start + len(self._held):
            raise ValueError(f"bytes {start_byte} to {end_byte} are not held")
        data = bytes(self._held[start_byte - self._start : end_byte - self._start])
        self.forget(end_byte)
        return data

    def forget(self, before_byte: int) -> None:
        """Let go of what lies before a place of the stream."""
        dropped = before_byte - self._start
        if dropped > 0:
            del self._held[:dropped]
            self._start += dropped


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
