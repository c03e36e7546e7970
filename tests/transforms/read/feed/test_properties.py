"""What holds of every stream that is read as a feed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.read.feed.reading import item, read_chunks, read_feed, rss
from transforms.model import Context, RawRecord, ReadLimits, Refusal, RefusedSpan, Span
from transforms.read.feed import FeedReader, is_feed, xml_threat

SMALL = ReadLimits(max_record_bytes=300, max_record_keys=20, max_html_depth=12)
PARTS = (
    item(1),
    item(2, "<description>one <b>two</description>"),
    item(3).removesuffix("</item>"),
    item(4, f"<description>{'word ' * 60}</description>"),
    "<item",
    "<item/>",
    "</item>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<title>a &amp; b</title>",
    "&nbsp;&",
    "</channel>",
    "</rss>",
    "<rss>",
    '<rss version="2.0">',
    "<content type='xhtml'><div>",
    "<!DOCTYPE rss [",
    "<!ENTITY a 'b'>",
    "é🚢\x0b",
)
STREAMS = st.lists(st.sampled_from(PARTS), max_size=14).map(
    lambda parts: ('<?xml version="1.0"?><rss version="2.0"><channel><title>H</title>' + "".join(parts)).encode()
)
WIDE = st.tuples(STREAMS, st.sampled_from(["utf-8", "utf-16", "utf-32"])).map(
    lambda pair: pair[0].decode().encode(pair[1])
)


@settings(max_examples=60, deadline=None)
@given(WIDE, st.lists(st.integers(1, 200), min_size=1, max_size=6))
def test_any_chunking_gives_the_same_frames(data: bytes, sizes: list[int]) -> None:
    whole = list(FeedReader().frame([data], SMALL))
    chunks, at, turn = [], 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        chunks.append(data[at : at + size])
        at, turn = at + size, turn + 1
    assert list(FeedReader().frame(chunks, SMALL)) == whole


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_spans_are_counted_in_order_and_lie_within_the_stream(data: bytes) -> None:
    for limits in (SMALL, ReadLimits()):
        frames = read_feed(data, limits).frames
        spans = [f.span if isinstance(f, RefusedSpan) else f for f in frames if isinstance(f, Span | RefusedSpan)]
        assert [span.record_number for span in spans] == list(range(1, len(spans) + 1))
        end = 0
        for span in spans:
            assert end <= span.start_byte <= span.end_byte <= len(data)
            end = span.end_byte


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS[:4]), max_size=6))
def test_every_item_is_read_or_refused_once(parts: list[str]) -> None:
    reading = read_feed(rss(*parts))
    assert reading.codes == ["ok" if part in (PARTS[0], PARTS[3]) else "XML_SYNTAX" for part in parts]


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300) | STREAMS, st.binary(max_size=60))
def test_no_bytes_raise(data: bytes, preamble: bytes) -> None:
    reading = read_chunks([data], data, SMALL)
    assert all(isinstance(result, RawRecord | Refusal) for result in reading.results)
    assert isinstance(FeedReader().read(data, SMALL, Context(preamble=preamble)), RawRecord | Refusal)
    is_feed(data.decode("latin-1"))
    xml_threat(data)
