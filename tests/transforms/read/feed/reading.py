"""What the feed tests share: feeds about an invented outlet, and a feed's bytes through frame and read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tests.transforms.read.stream import pieces
from transforms.model import (
    Article,
    Context,
    Framed,
    NormalizeOptions,
    Preamble,
    RawRecord,
    ReadLimits,
    Refusal,
    RefusedSpan,
    Span,
)
from transforms.normalize.article import normalize
from transforms.read.feed import FeedReader

LIMITS = ReadLimits()
AS_OF = datetime(2024, 6, 1)  # noqa: DTZ001 naive UTC, as all times here are
BODY = (
    "<p>The lock at Oosterwaarde closes for two weeks, the harbour board said.</p>"
    "<p>Skippers have to go round by the Wierdiep &amp; pay no toll there.</p>"
)


@dataclass
class FeedReading:
    """A feed as read: its frames in order, and what each record gave."""

    frames: list[Framed]
    results: list[RawRecord | Refusal] = field(default_factory=list)
    spans: list[bytes] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """``ok`` or the reason, per record."""
        return [result.reason if isinstance(result, Refusal) else "ok" for result in self.results]

    @property
    def records(self) -> list[RawRecord]:
        """The records that were read."""
        return [result for result in self.results if isinstance(result, RawRecord)]


def read_feed(data: bytes, limits: ReadLimits = LIMITS, size: int = 1_000) -> FeedReading:
    """A feed through frame and read."""
    return read_chunks(pieces(data, size), data, limits)


def read_chunks(chunks: Iterable[bytes], data: bytes, limits: ReadLimits = LIMITS) -> FeedReading:
    """The same with chunks of the test's own."""
    reader = FeedReader()
    reading = FeedReading(list(reader.frame(chunks, limits)))
    preamble = b""
    for frame in reading.frames:
        if isinstance(frame, Preamble):
            preamble = frame.data
        elif isinstance(frame, RefusedSpan):
            reading.results.append(frame.refusal)
            reading.spans.append(data[frame.span.start_byte : frame.span.end_byte])
        elif isinstance(frame, Span):
            span = data[frame.start_byte : frame.end_byte]
            reading.spans.append(span)
            reading.results.append(reader.read(span, limits, Context(preamble=preamble)))
    return reading


def only(data: bytes) -> RawRecord:
    """The one record of a feed."""
    reading = read_feed(data)
    assert reading.codes == ["ok"], reading.results
    return reading.records[0]


def article_of(record: RawRecord) -> Article:
    """The record as an article."""
    article = normalize(record, NormalizeOptions(), is_structured=True, as_of=AS_OF)
    assert isinstance(article, Article), article
    return article


def item(number: int = 1, inner: str = "") -> str:
    """An RSS item with a title and a link, and whatever else is given."""
    return f"<item><title>Lock {number} closes</title><link>https://havenkrant.example/nieuws/{number}</link>{inner}</item>"


def rss(*items: str, channel: str = "", head: str = '<?xml version="1.0"?>', end: str = "</channel></rss>") -> bytes:
    """An RSS 2.0 feed of the Havenkrant."""
    return (
        f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Havenkrant</title>'
        f"<link>https://havenkrant.example/</link>{channel}{''.join(items)}{end}"
    ).encode()


def atom(*entries: str, channel: str = "") -> bytes:
    """An Atom 1.0 feed of the Havenkrant."""
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Havenkrant</title>'
        f'<link href="https://havenkrant.example/"/>{channel}{"".join(entries)}</feed>'
    ).encode()
