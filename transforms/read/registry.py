"""The seam between formats and everything else: what a reader is, and which there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal
from transforms.read.feed import FeedReader
from transforms.read.html import HtmlReader
from transforms.read.jsondoc import JsonReader
from transforms.read.jsonlines import JsonLinesReader
from transforms.read.table import TableReader
from transforms.read.text import TextReader
from transforms.read.warc import ArcReader, WarcReader


class Reader(Protocol):
    """One format. Both methods are pure and never raise."""

    @property
    def format(self) -> str:
        """The format's name, as it stands in ``documents.format``."""
        ...

    @property
    def is_structured(self) -> bool:
        """Whether its records give title and text apart, so that no title is sought in the text."""
        ...

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """Stream of decompressed bytes → one span per record, in the order of the file. Of ``context`` only the user's
        ``field_keys`` are known yet.

        ``record_number`` counts records and refused stretches together, from 1. Spans do not overlap, and every byte
        outside them is white space, a byte order mark, a separator, or of a part that is ``Skipped`` or stands in a
        ``Preamble`` (which holds for the spans after it, until the next). Memory is bounded by ``max_record_bytes``: a
        span is yielded before more than that and two chunks of 1 MiB are taken after its first byte. A
        ``StreamDamage`` that ``chunks`` raises ends the frames: complete records stand, and one refused span (possibly
        of no bytes) stands for what is missing.
        """
        ...

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """The bytes of one span → the record, or why it is none."""
        ...


_ALL: Final[tuple[Reader, ...]] = (
    TextReader(),
    JsonLinesReader(),
    JsonReader(),
    TableReader(),
    HtmlReader(),
    FeedReader(),
    WarcReader(),
    ArcReader(),
)
READERS: Final[dict[str, Reader]] = {reader.format: reader for reader in _ALL}
