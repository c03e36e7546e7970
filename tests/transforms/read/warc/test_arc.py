"""The older ARC format, and crawls that are compressed as one piece."""

from __future__ import annotations

import gzip

import pytest

from tests.transforms.read.warc.crawl import GOOD, INFO, REQUEST, TITLE, URL, http, packed, read_crawl
from transforms.model import ReadLimits, Skipped, Span
from transforms.read.warc import ArcReader, is_compressed_as_one

NOTE = b"1 0 Maakkrant\nURL IP-address Archive-date Content-type Archive-length\n"


def arc(
    block: bytes = http(), *, url: str = URL, mime: str = "text/html", length: object = None, more: str = ""
) -> bytes:
    told = len(block) if length is None else length
    return f"{url} 192.0.2.7 20140216050221 {mime} {more}{told}\n".encode() + block + b"\n"


VERSION = arc(NOTE, url="filedesc://crawl.arc", mime="text/plain")


def test_pages_of_an_arc_file_are_read() -> None:
    crawl = read_crawl(VERSION, arc(), arc(b"GIF89a", mime="image/gif"), reader=ArcReader())

    assert crawl.skipped == ["filedesc", "response image/gif"]
    assert (crawl.only.title, crawl.only.url) == (TITLE, URL)
    assert crawl.only.collected == "2014-02-16T05:02:21Z"


def test_the_second_version_has_more_fields() -> None:
    more = "200 7e3a9b - 1234567890 crawl.arc "

    assert read_crawl(VERSION, arc(more=more), reader=ArcReader()).only.collected == "2014-02-16T05:02:21Z"


def test_an_address_may_hold_spaces() -> None:
    crawl = read_crawl(arc(url="http://a.example/?kop=Sluis bij 192.0.2.1 dicht"), reader=ArcReader())

    assert crawl.only.url == "http://a.example/?kop=Sluis bij 192.0.2.1 dicht"
    assert "URL_BAD" in crawl.flags


@pytest.mark.parametrize("length", [-1, "abc", 20, len(http()) + 30, 10**12])
def test_a_wrong_length_costs_its_own_record_only(length: object) -> None:
    crawl = read_crawl(VERSION, arc(), arc(length=length), arc(), arc(), reader=ArcReader())

    assert crawl.codes == ["ok", "WARC_LENGTH", "ok", "ok"]


def test_the_last_record_may_be_cut() -> None:
    assert read_crawl(arc(), arc()[:400], reader=ArcReader()).codes == ["ok", "TRUNCATED"]
    assert read_crawl(arc(), arc()[:30], reader=ArcReader()).codes == ["ok", "TRUNCATED"]
    assert read_crawl(arc()[:-1], reader=ArcReader()).codes == ["ok"]


def test_spans_hold_line_and_block() -> None:
    frames = list(ArcReader().frame([VERSION + arc()], ReadLimits()))

    assert frames == [Skipped("filedesc"), Span(1, len(VERSION), len(VERSION + arc()) - 1)]


def test_one_member_with_many_records_is_told_from_one_member_a_record() -> None:
    assert is_compressed_as_one(gzip.compress(INFO + REQUEST + GOOD))
    assert is_compressed_as_one(gzip.compress((INFO + GOOD) * 500)[:2_000])
    assert is_compressed_as_one(gzip.compress(VERSION + arc()))
    assert not is_compressed_as_one(packed(INFO, REQUEST, GOOD))
    assert not is_compressed_as_one(packed(VERSION, arc()))
    assert not is_compressed_as_one(gzip.compress(INFO))
    assert not is_compressed_as_one(INFO + GOOD)
    assert not is_compressed_as_one(b"\x1f\x8b broken")
    assert not is_compressed_as_one(gzip.compress(b"no crawl at all\n" * 50))
    assert not is_compressed_as_one(b"")
