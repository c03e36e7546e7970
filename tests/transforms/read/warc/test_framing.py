"""Where records stand: also behind wrong lengths, garbage and cut ends no good neighbour is lost."""

from __future__ import annotations

import tracemalloc

import pytest

from tests.transforms.read.warc.crawl import (
    GOOD,
    INFO,
    REQUEST,
    SMALL,
    TITLE,
    URL,
    body_of,
    damaged,
    http,
    pieces,
    read_crawl,
    record,
)
from transforms.model import ReadLimits, RefusedSpan, Skipped, Span
from transforms.read.warc import WarcReader


def test_a_page_is_read_and_what_stands_around_it_is_skipped() -> None:
    crawl = read_crawl(INFO, REQUEST, GOOD)

    assert crawl.skipped == ["warcinfo", "request"]
    assert crawl.only.title == TITLE
    assert (crawl.only.url, crawl.only.collected) == (URL, "2021-03-04T05:06:07Z")
    assert "wethouder Truus Meinsma" in body_of(crawl.only)


def test_a_span_reaches_from_the_version_line_to_the_end_of_the_block() -> None:
    frames = list(WarcReader().frame([INFO + GOOD], ReadLimits()))

    assert frames == [Skipped("warcinfo"), Span(1, len(INFO), len(INFO + GOOD) - len("\r\n\r\n"))]


def test_a_crawl_without_pages_is_no_fault() -> None:
    crawl = read_crawl(INFO, record("revisit", http(b"")), record("metadata", b"via: x\r\n"))

    assert crawl.codes == []
    assert crawl.skipped == ["warcinfo", "revisit", "metadata"]


@pytest.mark.parametrize(
    "length",
    [
        None,
        "",
        "-5",
        "many",
        "10",
        str(len(http()) - 7),
        str(len(http()) + 9),
        "99999",
        "123456789012",
        "9" * 40,
        "5, 6",
    ],
)
def test_a_wrong_length_costs_its_own_record_only(length: str | None) -> None:
    wrong = record("response", http(), length=length)
    crawl = read_crawl(GOOD, wrong, GOOD, REQUEST, GOOD)

    assert crawl.codes == ["ok", "WARC_LENGTH", "ok", "ok"]
    refused = next(frame for frame in crawl.frames if isinstance(frame, RefusedSpan))
    assert (refused.span.start_byte, refused.span.end_byte) == (len(GOOD), len(GOOD) + len(wrong))


def test_two_unlike_lengths_are_no_length() -> None:
    twice = GOOD.replace(b"Content-Length:", b"Content-Length: 12\r\nContent-Length:")

    assert read_crawl(twice, GOOD).codes == ["WARC_LENGTH", "ok"]


def test_a_length_that_swallows_whole_neighbours_is_found_out() -> None:
    wrong = record("response", http(), length=len(http()) + len(b"\r\n\r\n") + len(GOOD + REQUEST))

    assert read_crawl(wrong, GOOD, REQUEST, GOOD).codes == ["WARC_LENGTH", "ok", "ok"]


def test_a_page_that_quotes_a_record_is_one_page() -> None:
    quoted = http(b"<html><body><p>So sieht ein Eintrag aus:</p><pre>\n\n" + GOOD + b"</pre></body></html>")

    assert [type(frame) for frame in read_crawl(record("response", quoted), GOOD).frames] == [Span, Span]


def test_a_last_record_that_is_cut_off_is_told() -> None:
    for cut in (2_000, len(GOOD) - 5, 60, 3):
        assert read_crawl(GOOD, GOOD[: min(cut, len(GOOD) - 5)]).codes == ["ok", "TRUNCATED"]


def test_a_last_record_without_its_closing_line_ends_is_whole() -> None:
    assert read_crawl(REQUEST, GOOD.removesuffix(b"\r\n\r\n")).codes == ["ok"]


def test_damage_of_the_stream_leaves_what_was_complete() -> None:
    cut = GOOD + GOOD[:500]
    crawl = read_crawl(cut, chunks=damaged(cut))
    assert crawl.codes == ["ok", "TRUNCATED"]

    crawl = read_crawl(GOOD, chunks=damaged(GOOD, "TRAILING_GARBAGE"))
    assert crawl.codes == ["ok", "TRAILING_GARBAGE"]
    assert crawl.frames[-1] == RefusedSpan(Span(2, len(GOOD), len(GOOD)), crawl.results[-1])  # type: ignore[arg-type]


def test_garbage_between_records_is_one_refused_stretch() -> None:
    crawl = read_crawl(GOOD, b"\0\0stray bytes\nof nobody\r\n", GOOD, b"rest")

    assert crawl.codes == ["ok", "WARC_LENGTH", "ok", "WARC_LENGTH"]


def test_headers_in_any_case_with_bare_line_ends_and_blank_lines_between() -> None:
    odd = GOOD.replace(b"WARC-Type", b"warc-TYPE").replace(b"Content-Length:", b"CONTENT-LENGTH :")
    head, _, block = odd.partition(b"\r\n\r\n")
    bare = head.replace(b"\r\n", b"\n") + b"\n\n" + block
    folded = GOOD.replace(b"WARC-Target-URI: ", b"WARC-Target-URI:\r\n  ").replace(b"WARC/1.0", b"WARC/1.1")

    crawl = read_crawl(b"\xef\xbb\xbf\n", odd, b"\r\n\r\n \n", bare, folded)
    assert crawl.codes == ["ok", "ok", "ok"]
    assert {result.url for result in crawl.results} == {URL}  # type: ignore[union-attr]


def test_a_header_that_breaks_off_does_not_cost_its_neighbour() -> None:
    assert read_crawl(GOOD, GOOD[:90], b"\r\n", GOOD).codes == ["ok", "WARC_LENGTH", "ok"]
    assert read_crawl(b"WARC/1.0\r\nX: " + b"y" * 70_000 + b"\r\n", GOOD).codes == ["WARC_LENGTH", "ok"]


def test_a_record_above_the_limit_is_refused_and_one_that_is_no_page_is_skipped() -> None:
    large = record("response", http(b"<p>" + b"x" * 5_000))
    film = record("response", http(b"\0\1" * 9_000, mime="video/mp4"))
    crawl = read_crawl(large, film, GOOD, limits=SMALL)

    assert crawl.codes == ["REC_TOO_LARGE", "ok"]
    assert crawl.skipped == ["response video/mp4"]
    assert read_crawl(large, GOOD, film[:-2_000], limits=SMALL).codes == ["REC_TOO_LARGE", "ok", "TRUNCATED"]


def test_large_records_are_not_held() -> None:
    chunk = b"x" * 2**20
    block = http(b"<html>")
    head = record("response", block, length=len(block) + 40 * len(chunk)).removesuffix(b"\r\n\r\n")

    def chunks() -> object:
        yield head
        for _ in range(40):
            yield chunk
        yield b"\r\n\r\n" + GOOD

    tracemalloc.start()
    frames = list(WarcReader().frame(chunks(), ReadLimits(max_record_bytes=2**20)))  # type: ignore[arg-type]
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(frame) for frame in frames] == [RefusedSpan, Span]
    assert peak_bytes < 8 * 2**20


def test_a_record_is_given_as_soon_as_its_neighbour_begins() -> None:
    taken = 0

    def chunks() -> object:
        nonlocal taken
        for piece in pieces(GOOD * 5, 100):
            taken += len(piece)
            yield piece

    next(iter(WarcReader().frame(chunks(), ReadLimits())))  # type: ignore[arg-type]
    assert taken < len(GOOD) + 300
