"""Whatever the bytes: framing and reading never raise, no byte is lost, and chunks make no difference."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.read.warc.crawl import GOOD, INFO, REQUEST, SMALL, chunked, http, pieces, record
from tests.transforms.read.warc.test_arc import VERSION, arc
from transforms.contracts import FLAGS, REASONS
from transforms.model import RawRecord, Refusal, RefusedSpan, Span
from transforms.read.compression import StreamDamage
from transforms.read.warc import ArcReader, WarcReader, is_compressed_as_one

SHORT = record("response", http(b"<p>kort</p>"))
PARTS = st.sampled_from(
    [
        GOOD,
        INFO,
        REQUEST,
        SHORT,
        SHORT[:-30],
        SHORT.replace(b"Content-Length: ", b"Content-Length: 1"),
        SHORT.replace(b"Content-Length: ", b"Content-Length: -"),
        record("response", http(chunked(b"<p>kort</p>", 4)[:-7], Transfer_Encoding="chunked", Content_Encoding="gzip")),
        record("response", http(b"x" * 5_000)),
        record("resource", b"WARC/1.0\r\nX: y\r\n\r\n", length=30),
        b"WARC/1.0\r\n",
        b"WARC/1.1\nContent-Length: 5\n\nabcde\n\n",
        b"WARC/",
        b"Content-Length: 3\r\n\r\n",
        b"\r\n\r\n",
        b"\n",
        VERSION,
        arc(http(b"<p>kort</p>")),
        arc(http(b"<p>kort</p>"), length=50),
        arc(b"", length=-1),
        b"http://a.example/ 192.0.2.1 20140101000000 text/html 3\nabc\n",
        b"http://a.example/ 192.0.2.1 2014",
    ]
)
CONTENT = st.lists(st.one_of(PARTS, st.binary(max_size=12)), max_size=7).map(b"".join)
READERS = (WarcReader(), ArcReader())


@settings(max_examples=60, deadline=None)
@given(CONTENT, st.sampled_from(READERS), st.integers(1, 400))
def test_frames_do_not_depend_on_chunks_and_keep_their_order(content: bytes, reader: WarcReader, size: int) -> None:
    frames = list(reader.frame([content], SMALL))

    assert list(reader.frame(pieces(content, size), SMALL)) == frames
    spans = [frame.span if isinstance(frame, RefusedSpan) else frame for frame in frames]
    spans = [span for span in spans if isinstance(span, Span)]
    assert [span.record_number for span in spans] == list(range(1, len(spans) + 1))
    edge = 0
    for span in spans:
        assert edge <= span.start_byte <= span.end_byte <= len(content)
        edge = span.end_byte
    for frame in frames:
        assert not isinstance(frame, RefusedSpan) or frame.refusal.reason in REASONS


@settings(max_examples=60, deadline=None)
@given(CONTENT, st.sampled_from(READERS))
def test_bytes_outside_all_frames_are_blank(content: bytes, reader: WarcReader) -> None:
    frames = list(reader.frame([content], SMALL))
    spans = [frame.span if isinstance(frame, RefusedSpan) else frame for frame in frames if not hasattr(frame, "kind")]
    if len(spans) < len(frames):
        return
    rest = content
    for span in reversed(spans):
        assert isinstance(span, Span)
        rest = rest[: span.start_byte] + rest[span.end_byte :]
    assert not rest.removeprefix(b"\xef\xbb\xbf").strip()


@settings(max_examples=60, deadline=None)
@given(CONTENT, st.sampled_from(READERS))
def test_whatever_a_record_holds_it_is_read_or_refused(content: bytes, reader: WarcReader) -> None:
    for frame in reader.frame([content], SMALL):
        if isinstance(frame, Span):
            found = reader.read(content[frame.start_byte : frame.end_byte], SMALL)
            assert isinstance(found, RawRecord | Refusal)
            assert (found.reason in REASONS) if isinstance(found, Refusal) else found.flags <= set(FLAGS)
    assert isinstance(reader.read(content, SMALL), RawRecord | Refusal)
    assert isinstance(is_compressed_as_one(content), bool)


@settings(max_examples=40, deadline=None)
@given(CONTENT, st.sampled_from(READERS), st.integers(0, 2_000))
def test_damage_is_one_more_refused_stretch(content: bytes, reader: WarcReader, cut: int) -> None:
    def stream() -> object:
        yield content[:cut]
        raise StreamDamage("TRUNCATED", "cut off")

    *before, last = reader.frame(stream(), SMALL)  # type: ignore[arg-type]
    assert isinstance(last, RefusedSpan)
    assert (last.refusal.reason, last.span.end_byte) == ("TRUNCATED", min(cut, len(content)))
    whole = list(reader.frame([content[:cut]], SMALL))
    assert before == whole[: len(before)]
    assert len(whole) - len(before) in (0, 1)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([GOOD, SHORT, REQUEST, INFO]), max_size=6), st.data())
def test_a_flipped_length_never_costs_a_neighbour(records: list[bytes], data: st.DataObject) -> None:
    length = data.draw(st.one_of(st.integers(-9, 900), st.integers(0, 10**15), st.text("0123456789-x ", max_size=6)))
    wrong = record("response", http(), length=str(length))
    place = data.draw(st.integers(0, len(records)))
    content = b"".join([*records[:place], wrong, *records[place:]])
    spans = [frame for frame in WarcReader().frame([content], SMALL) if isinstance(frame, Span)]

    starts = {span.start_byte for span in spans}
    edge = 0
    for number, one in enumerate([*records[:place], wrong, *records[place:]]):
        if number != place and one in (GOOD, SHORT):
            assert edge in starts
        edge += len(one)


def test_noise_over_a_crawl_never_raises() -> None:
    chance = random.Random(7)
    crawl = bytearray(INFO + GOOD + REQUEST + SHORT)
    for _ in range(80):
        noisy = bytearray(crawl)
        for _ in range(chance.randrange(1, 12)):
            noisy[chance.randrange(len(noisy))] = chance.randrange(256)
        for frame in WarcReader().frame([bytes(noisy)], SMALL):
            if isinstance(frame, Span):
                assert isinstance(
                    WarcReader().read(bytes(noisy[frame.start_byte : frame.end_byte]), SMALL), RawRecord | Refusal
                )
