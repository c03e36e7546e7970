"""What framers have in common: bytes are fed to them as they come, and the end tells whether the stream was whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from transforms.model import Framed
from transforms.read.compression import StreamDamage


class StreamFramer(Protocol):
    """The bytes in hand of one stream, and what has been found in it."""

    def feed(self, chunk: bytes) -> Iterator[Framed]:
        """What is complete with these bytes."""
        ...

    def finish(self, damage: StreamDamage | None) -> Iterator[Framed]:
        """What is left when the stream ends, by itself or by ``damage``."""
        ...


def framed(framer: StreamFramer, chunks: Iterable[bytes]) -> Iterator[Framed]:
    """All that a framer finds in a stream, whether it ends well or is damaged."""
    damage: StreamDamage | None = None
    try:
        for chunk in chunks:
            yield from framer.feed(chunk)
    except StreamDamage as found:
        damage = found
    yield from framer.finish(damage)
