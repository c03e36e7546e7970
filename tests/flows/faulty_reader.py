"""A reader whose records say how it shall fail, and rows that do; imported by the cells of the tests that want them."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Iterable, Iterator, Sequence

from transforms import shard
from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal, Span
from transforms.read.registry import READERS
from transforms.shard import Outcome, Tables


class FaultyReader:
    """One record a line. `hang`, `segfault` and `devour` do what they say; others are titles."""

    format = "faulty"
    is_structured = True

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        start = 0
        for number, line in enumerate(b"".join(chunks).splitlines(keepends=True), start=1):
            yield Span(number, start, start + len(line))
            start += len(line)

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        word = data.decode().strip()
        if word == "hang":
            time.sleep(600)
        if word == "segfault":
            ctypes.string_at(0)
        if word == "devour":
            hoard = []
            while True:
                hoard.append(bytearray(64 * 2**20))
        return RawRecord(title=word)


READERS["faulty"] = FaultyReader()


def joined(some: Sequence[Outcome]) -> Tables:
    """Rows as they are made, but for a title that ends the process."""
    if any(row["title"] == "no row" for outcome in some for row in outcome.rows.get("documents", ())):
        os.kill(os.getpid(), signal.SIGSEGV)
    return _joined(some)


_joined = shard._joined
shard._joined = joined
