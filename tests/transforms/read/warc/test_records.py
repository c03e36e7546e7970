"""What a record says: bodies undone as servers sent them, digests checked, and no image taken for an article."""

from __future__ import annotations

import gzip
import hashlib
import zlib

import brotli
import pytest
import pyzstd

from tests.transforms.read.warc.crawl import (
    GOOD,
    PAGE,
    PARAGRAPHS,
    TEXT,
    TITLE,
    URL,
    body_of,
    chunked,
    http,
    read_crawl,
    record,
    sha1,
)
from transforms.model import ReadLimits, Refusal
from transforms.read.warc import WarcReader
from transforms.read.warc.records import charset_of


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE[:90]) + gzip.compress(PAGE[90:])),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", deflated(PAGE)),
        ("br", brotli.compress(PAGE)),
        ("zstd", pyzstd.compress(PAGE)),
        ("gzip, br", brotli.compress(gzip.compress(PAGE))),
        ("identity", PAGE),
        ("gzip", PAGE),  # the crawler unpacked it and kept the field
        ("utf-8", PAGE),
    ],
)
def test_content_codings_are_undone(coding: str, body: bytes) -> None:
    for sent in (
        http(body, Content_Encoding=coding),
        http(chunked(body), Content_Encoding=coding, Transfer_Encoding="chunked"),
    ):
        crawl = read_crawl(record("response", sent))

        assert (crawl.codes, crawl.only.title) == (["ok"], TITLE)
        assert PARAGRAPHS[2] in body_of(crawl.only)
        assert "WARC_CHUNK" not in crawl.flags


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_bomb_within_a_page_is_refused(coding: str) -> None:
    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": pyzstd.compress, "deflate": zlib.compress}[coding]
    bomb = record("response", http(pack(PAGE + b" " * 2_000_000), Content_Encoding=coding))

    assert read_crawl(bomb, GOOD, limits=ReadLimits(max_record_bytes=1_000_000)).codes == ["DECOMP_LIMIT", "ok"]


def test_codings_without_end_are_refused() -> None:
    block = http(gzip.compress(PAGE), Content_Encoding=", ".join(["gzip"] * 50))

    assert read_crawl(record("response", block)).codes == ["DECOMP_LIMIT"]


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_coding_that_breaks_off_is_refused_unless_the_crawler_says_that_it_cut(coding: str) -> None:
    noise = "".join(hashlib.sha256(b"%d" % number).hexdigest() for number in range(3_000)).encode()
    page = PAGE.replace(b"</article>", b"</article><!--" + noise + b"-->")
    pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": pyzstd.compress}[coding]
    half = http(pack(page)[:-40], Content_Encoding=coding)

    assert read_crawl(record("response", half), GOOD).codes == ["TRUNCATED", "ok"]
    assert read_crawl(record("response", half.replace(pack(page)[:60], b"\xfe\xff\x01\0" * 15))).codes == ["TRUNCATED"]
    cut = read_crawl(record("response", half, WARC_Truncated="length"))
    assert (cut.codes, cut.only.title) == (["ok"], TITLE)
    assert "TEXT_CUT" in cut.flags


def test_wrong_chunks_are_read_as_far_as_they_go() -> None:
    no_chunks = http(PAGE, Transfer_Encoding="chunked")
    cut_chunk = http(chunked(PAGE, 400)[:-30], Transfer_Encoding="chunked")
    bad_size = http(chunked(PAGE, 400).replace(b"190\r\n", b"xyz\r\n"), Transfer_Encoding="chunked")
    short = http(PAGE, Content_Length=str(len(PAGE) + 1))

    for block in (no_chunks, cut_chunk, bad_size, short):
        crawl = read_crawl(record("response", block))
        assert crawl.codes == ["ok"]
        assert "WARC_CHUNK" in crawl.flags
        assert PARAGRAPHS[1] in body_of(crawl.only)


@pytest.mark.parametrize(
    "digest",
    [
        lambda body: sha1(body),
        lambda body: "SHA-1:" + hashlib.sha1(body).hexdigest(),
        lambda body: "sha256:" + hashlib.sha256(body).hexdigest().upper(),
        lambda body: "md5:" + hashlib.md5(body).hexdigest(),
    ],
)
def test_a_flipped_byte_does_not_fit_the_digest(digest) -> None:  # type: ignore[no-untyped-def]
    whole = record("response", http(), WARC_Block_Digest=digest(http()), WARC_Payload_Digest=digest(PAGE))
    flipped = whole.replace(b"wethouder", b"wethoudar")

    assert read_crawl(flipped, whole).codes == ["WARC_DIGEST", "ok"]
    for name in ("WARC_Block_Digest", "WARC_Payload_Digest"):
        only = record("response", http(), **{name: digest(http() if "Block" in name else PAGE)})
        assert read_crawl(only.replace(b"wethouder", b"wethoudar"), only).codes == ["WARC_DIGEST", "ok"]


def test_a_digest_of_an_unknown_kind_says_nothing() -> None:
    assert read_crawl(record("response", http(), WARC_Block_Digest="blake3:00ff")).flags == frozenset()


def test_the_payload_of_a_digest_is_what_any_crawler_took_it_for() -> None:
    packed = gzip.compress(PAGE)
    block = http(chunked(packed), Content_Encoding="gzip", Transfer_Encoding="chunked")
    for payload in (chunked(packed), packed, PAGE):
        assert read_crawl(record("response", block, WARC_Payload_Digest=sha1(payload))).flags == frozenset()


def test_one_digest_that_fits_vouches_for_the_page() -> None:
    whole = record("response", http(Server="a"), WARC_Block_Digest=sha1(http()), WARC_Payload_Digest=sha1(PAGE))

    assert read_crawl(whole).flags == {"WARC_ONE_DIGEST"}


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        (http(b"\x89PNG\r\n\x1a\n\0\0", mime="image/png"), "response image/png"),
        (http(b"\x89PNG\r\n\x1a\n\0\0", mime="text/html"), "response PNG"),
        (http(b"%PDF-1.7 \x01\x02\x03\x04\x05", mime=""), "response PDF"),
        (http(b"body { color: red }", mime="text/css"), "response text/css"),
        (http(b"var a = 1;", mime="application/javascript"), "response application/javascript"),
        (http(b'{"a": 1}', mime="text/html"), "response JSON"),
        (http(b"<?xml version='1.0'?><rss><channel/></rss>", mime="text/html"), "response XML"),
        (http(status="404 Not Found"), "response 404"),
        (http(status="301 Moved"), "response 301"),
        (http(status="500"), "response 500"),
        (http(status="204 No Content"), "response 204"),
        (http(b"  \r\n "), "response without content"),
    ],
)
def test_what_is_no_page_is_skipped_by_what_it_is(block: bytes, kind: str) -> None:
    crawl = read_crawl(record("response", block), GOOD)

    assert (crawl.skipped, crawl.codes) == ([kind], ["ok"])


def test_robots_and_look_ups_and_notes_are_skipped() -> None:
    robots = record(
        "response", http(b"User-agent: *", mime="text/plain"), WARC_Target_URI="https://a.example/robots.txt"
    )
    lookup = record(
        "response", b"20210304\na.example. 1 IN A 1.1.1.1", WARC_Target_URI="dns:a.example", Content_Type="text/dns"
    )
    note = record("resource", TEXT, WARC_Target_URI="metadata://crawler.example/log.txt", Content_Type="text/plain")
    odd = record("Kopie\x01", TEXT, Content_Type="text/plain")

    skipped = read_crawl(robots, lookup, note, odd).skipped
    assert skipped == ["response robots.txt", "response dns:", "resource metadata:", "record of unknown type"]


@pytest.mark.parametrize("mime", ["text/html", "application/xhtml+xml", "", "application/octet-stream", "image/jpeg"])
def test_a_page_is_a_page_by_its_bytes(mime: str) -> None:
    assert read_crawl(record("response", http(mime=mime))).only.title == TITLE


def test_a_page_in_utf_16_and_a_page_below_a_long_comment() -> None:
    for body, mime in (
        (PAGE.decode().replace("utf-8", "utf-16").encode("utf-16"), "text/html"),
        (PAGE.decode().replace("utf-8", "utf-16").encode("utf-16-le"), "text/html; charset=utf-16le"),
        (b"<!-- " + b"x" * 3_000 + b" -->" + PAGE, ""),
    ):
        assert read_crawl(record("response", http(body, mime=mime))).only.title == TITLE


def test_a_response_without_type_of_record_is_known_by_its_status_line() -> None:
    assert read_crawl(record("", http())).only.title == TITLE


def test_an_interim_response_stands_before_the_real_one() -> None:
    assert read_crawl(record("response", b"HTTP/1.1 100 Continue\r\n\r\n" + http())).only.title == TITLE


def test_plain_texts_and_extracted_texts_are_read() -> None:
    told = record("response", http(TEXT, mime="text/plain"))
    resource = record("resource", TEXT, WARC_Target_URI=URL, Content_Type="text/plain; charset=utf-8")
    extracted = record("conversion", TEXT, WARC_Target_URI=URL, Content_Type="text/plain")
    page = record("resource", PAGE, WARC_Target_URI=f"<{URL}>", Content_Type="text/html")

    for crawl in (read_crawl(told), read_crawl(resource), read_crawl(extracted), read_crawl(page)):
        assert (crawl.only.url, crawl.only.collected) == (URL, "2021-03-04T05:06:07Z")
        assert PARAGRAPHS[1] in body_of(crawl.only)


def test_a_text_in_the_encoding_of_its_header() -> None:
    for encoding, text in (
        ("iso-8859-7", "Η γέφυρα έκλεισε για δύο εβδομάδες"),
        ("iso-2022-jp", "橋は二週間閉鎖される"),
    ):
        block = http(text.encode(encoding), mime=f"text/plain; charset={encoding}")
        assert read_crawl(record("response", block)).only.text == text
    wrong = http("Brücke gesperrt".encode(), mime="text/plain; charset=iso-8859-1")
    assert read_crawl(record("response", wrong)).only.text == "Brücke gesperrt"


@pytest.mark.parametrize(
    ("given", "codec"),
    [
        ("text/html; charset=UTF-8", "utf-8"),
        ('text/html; Charset = "windows-1252"', "cp1252"),
        ("text/html; charset=klingon", None),
        ("text/html; charset=base64", None),
        ("text/html; charset=utf-7", None),
        ("text/html; charset=a\0b", None),
        ("text/html", None),
    ],
)
def test_character_encodings_are_those_of_texts(given: str, codec: str | None) -> None:
    assert charset_of(given) == codec


@pytest.mark.parametrize("url", ["http://a.example/met spatie", "javascript:void(0)", "geen adres"])
def test_an_address_that_is_none_is_flagged(url: str) -> None:
    crawl = read_crawl(record("response", http(), WARC_Target_URI=url))

    assert crawl.codes == ["ok"]
    assert "URL_BAD" in crawl.flags


def test_what_the_crawler_cut_is_flagged_and_not_judged_by_the_digest_of_the_whole() -> None:
    cut = record("response", http(PAGE[:-60]), WARC_Truncated="length", WARC_Payload_Digest=sha1(PAGE))
    first = record("response", http(PAGE[:-60]), WARC_Segment_Number="1", WARC_Payload_Digest=sha1(PAGE))
    rest = record("continuation", PAGE[-60:], WARC_Segment_Number="2")

    assert "TEXT_CUT" in read_crawl(cut).flags
    crawl = read_crawl(first, rest)
    assert "TEXT_CUT" in crawl.flags
    assert crawl.skipped == ["continuation"]


def test_an_unknown_coding_is_refused_with_its_reason() -> None:
    block = http(bytes(range(256)) * 4, Content_Encoding="lzma")

    assert read_crawl(record("response", block)).results == [
        Refusal("TYPE_UNSUPPORTED", "a content coding that is not known")
    ]


def test_bytes_that_are_no_record_are_refused() -> None:
    reader, limits = WarcReader(), ReadLimits(max_record_bytes=len(GOOD) - 10)

    assert reader.read(b"WARC/1.0\r\n", limits) == Refusal("WARC_LENGTH", "the header does not end")
    assert reader.read(GOOD[:500], limits).reason == "WARC_LENGTH"  # type: ignore[union-attr]
    assert reader.read(GOOD, limits).reason == "REC_TOO_LARGE"  # type: ignore[union-attr]
    skipped = reader.read(record("request", b"GET / HTTP/1.1\r\n\r\n"), limits)
    assert skipped == Refusal("TYPE_UNSUPPORTED", "request")
