"""The seam between formats and everything else: what a reader is, and which there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from transforms.model import RawRecord, ReadLimits, Refusal, RefusedSpan, Span
from transforms.read.jsonlines import JsonLinesReader
from transforms.read.text import TextReader


class Reader(Protocol):
    """One format. Both methods are pure and never raise."""

    @property
    def format(self) -> str:
        """The format's name, as it stands in ``documents.format``."""
        ...

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits) -> Iterator[Span | RefusedSpan]:
        """Stream of decompressed bytes → one span per record, in the order of the file.

        ``record_number`` counts records and refused stretches together, from 1. Spans do not overlap, and every byte
        outside them is white space, a byte order mark or a separator. Memory is bounded by ``max_record_bytes``. A
        ``StreamDamage`` that ``chunks`` raises ends the frames: complete records stand, and one refused span (possibly
        of no bytes) stands for what is missing.
        """
        ...

    def read(self, data: bytes, limits: ReadLimits) -> RawRecord | Refusal:
        """The bytes of one span → the record, or why it is none."""
        ...


READERS: Final[dict[str, Reader]] = {reader.format: reader for reader in (TextReader(), JsonLinesReader())}
