"""A reader that hangs, dies or eats memory where a record says so. The process that works records imports it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator
from typing import Any

from tests.bad_inputs.faults import DIE, EAT, HANG, LEAVE
from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal
from transforms.read.registry import READERS

PIECE_BYTES = 256 * 2**20


class FailingReader:
    """Another reader, but for the marked records."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self.format = reader.format
        self.is_structured = reader.is_structured

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """As the other."""
        framed: Iterator[Framed] = self.reader.frame(chunks, limits)
        return framed

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """As the other, if it comes to that."""
        while HANG in data:
            pass
        if DIE in data:
            os.kill(os.getpid(), signal.SIGSEGV)
        if LEAVE in data:
            os._exit(0)
        held = []
        while EAT in data:
            held.append(bytes(PIECE_BYTES))
        read: RawRecord | Refusal = self.reader.read(data, limits, context)
        return read


READERS["jsonl"] = FailingReader(READERS["jsonl"])
