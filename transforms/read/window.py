"""A stream that passes once, with its last bytes within reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

SLACK_BYTES: Final = 4 * 2**20
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
