"""A file is what its content says."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.transforms.read.stream import ARTICLE, lines, read_file
from transforms.model import Refusal
from transforms.read import Sniffed, sniff

PROSE = (
    b"Russia and Ukraine reopen grain talks in Geneva\n\nBy Philippa Norgate\n\nGENEVA - Talks resumed on Tuesday.\n"
)


@pytest.mark.parametrize(
    ("head", "detail"),
    [
        (b"<!DOCTYPE html><html><body>x</body></html>", "HTML"),
        (b"\xef\xbb\xbf\n <div class='a'>x</div>", "HTML"),
        (b'<?xml version="1.0"?><rss version="2.0">', "XML"),
        (b"<rss version='2.0'>", "XML"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "WARC"),
        (json.dumps([ARTICLE]).encode(), "a JSON array"),
        (json.dumps([ARTICLE, ARTICLE], indent=2).encode(), "one JSON document over several lines"),
        (json.dumps(ARTICLE, indent=2).encode(), "one JSON document over several lines"),
        (b"id;title;text\n1;a;b\n", "a table with separators"),
        (b'"url","title","published_at"\n', "a table with separators"),
    ],
)
def test_known_formats_that_are_not_read_are_named(head: bytes, detail: str) -> None:
    for name in ("a.txt", "a.dat"):
        assert sniff(head, name) == Refusal("TYPE_UNSUPPORTED", detail)
    packed = sniff(gzip.compress(head), "a.gz")
    assert packed == Refusal("TYPE_UNSUPPORTED", detail)


@pytest.mark.parametrize(
    "prose",
    [
        PROSE,
        b"[Update] The talks have ended.\n",
        b"[1] See the footnote below.\n",
        b"{Oslo} The ferry ran aground.\n",
        b"<3 says the mayor, who loves her town.\n",
        b"RIFFS of the week: a guitarist speaks\n",
        b"DUCK hunters DUCK the law, says ranger\n",
        b"Oslo, Bergen, Stavanger\n",
        b"42 people came.\n",
        "\u201eOhne Vertrauen f\u00e4hrt kein Schiff\u201c\n".encode("cp1252"),
        b"Nul\x00 bytes stray into \x00 texts\n" * 3,
    ],
)
def test_prose_is_text_whatever_it_begins_with(prose: bytes) -> None:
    assert sniff(prose, "a.txt") == Sniffed("text")
    assert sniff(gzip.compress(prose), "a.txt.gz") == Sniffed("text", "gzip")


@pytest.mark.parametrize("first", [b"not json at all\n", b'"title": "its head is gone"}\n', b"\n \n"])
def test_one_bad_line_at_the_top_does_not_make_json_lines_a_text(first: bytes) -> None:
    data = first + lines(ARTICLE, ARTICLE, ARTICLE)
    assert sniff(data, "a.jsonl") == Sniffed("jsonl")
    assert read_file(data).codes.count("ok") == 3


def test_a_long_first_record_needs_no_end_within_the_head() -> None:
    data = lines({"title": "a", "text": "b" * 300_000}, ARTICLE)
    assert read_file(data, size=70_000).codes == ["ok", "ok"]
    assert read_file(gzip.compress(data), size=70_000).codes == ["ok", "ok"]


def test_white_space_before_the_content_is_passed_over() -> None:
    reading = read_file(b"\n" * 200_000 + lines(ARTICLE), size=30_000)
    assert reading.codes == ["ok"]
    assert reading.frames[0].start_byte == 200_000  # type: ignore[union-attr]


def test_names_decide_nothing_but_a_flag() -> None:
    assert sniff(PROSE, "a.html") == Sniffed("text", None, frozenset({"TYPE_MISNAMED"}))
    assert sniff(PROSE, "") == sniff(PROSE, "README") == sniff(PROSE, "x'); DROP TABLE a;--.txt") == Sniffed("text")
    assert sniff(lines(ARTICLE), "a.json") == sniff(lines(ARTICLE), "\udcff[*].ndjson") == Sniffed("jsonl")


def test_a_damaged_gzip_head_is_refused() -> None:
    packed = gzip.compress(PROSE)
    assert isinstance(sniff(packed[:6], "a.gz"), Refusal)
    assert isinstance(sniff(b"\x1f\x8b\xff\xff not gzip", "a.gz"), Refusal)
    assert read_file(packed[:11], "a.gz").file_code == "TRUNCATED"
