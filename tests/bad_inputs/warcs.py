"""W: crawls that are cut off, miscounted or mispacked."""

from __future__ import annotations

import base64
import gzip
import hashlib
import uuid

from tests.bad_inputs.articles import Article
from tests.bad_inputs.case import CASE, Delivery, case


def response(made: Article, head: str = "", body: bytes | None = None) -> bytes:
    """What a server said: a page, behind its HTTP head."""
    page = made.page().encode() if body is None else body
    length = "" if "Transfer-Encoding" in head else f"Content-Length: {len(page)}\r\n"
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{head}{length}\r\n".encode() + page


def record(
    payload: bytes,
    url: str,
    kind: str = "response",
    *,
    length: str | None = None,
    digest: bool = False,
    content_type: str = "application/http; msgtype=response",
) -> bytes:
    """One WARC record. ``length`` is the header as it lies, "" for none."""
    stated = f"Content-Length: {len(payload)}" if length is None else length
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url + kind)}>",
        "WARC-Date: 2024-03-06T10:00:00Z",
        f"WARC-Target-URI: {url}",
        f"Content-Type: {content_type}",
    ]
    if digest:
        head.append("WARC-Block-Digest: sha1:" + base64.b32encode(hashlib.sha1(payload).digest()).decode())
    lines = "\r\n".join([*head, stated] if stated else head)
    return f"{lines}\r\n\r\n".encode() + payload + b"\r\n\r\n"


def page_record(made: Article, **more: object) -> bytes:
    """The article as a crawled page."""
    return record(response(made), made.url, **more)  # type: ignore[arg-type]


@case("W01", "partial TRUNCATED")
def cut_record(d: Delivery) -> None:
    """A crawl that stops within its last record, plain and packed by record."""
    last = page_record(d.article())
    d.put("cut.warc", page_record(d.good()) + page_record(d.good()) + last[: len(last) // 2], CASE)
    packed = gzip.compress(page_record(d.article("packed")), mtime=0)
    d.put("cut.warc.gz", gzip.compress(page_record(d.good()), mtime=0) + packed[: len(packed) // 2], CASE)


@case("W02", "partial WARC_LENGTH")
def wrong_lengths(d: Delivery) -> None:
    """Lengths that are too small, negative, missing, and far too large."""
    for name, length in (
        ("small", "Content-Length: 100"),
        ("negative", "Content-Length: -5"),
        ("missing", ""),
        ("large", "Content-Length: 2500"),
    ):
        bad = page_record(d.article(name), length=length)
        d.put(f"{name}.warc", page_record(d.good()) + bad + page_record(d.good()) + page_record(d.good()), CASE)


@case("W03", "reject WARC_DIGEST")
def flipped_byte(d: Delivery) -> None:
    """A record one of whose bytes is not the one that was hashed."""
    bad = page_record(d.article(), digest=True).replace(b"first visitors", b"worst visitors")
    d.put("rows.warc", page_record(d.good(), digest=True) + bad + page_record(d.good(), digest=True), CASE)


@case("W04", "accept+flag WARC_GZIP")
def packed_as_one(d: Delivery) -> None:
    """A crawl that was packed as one piece and not record by record."""
    records = page_record(d.whole("one")) + page_record(d.whole("two"))
    d.put("whole.warc.gz", gzip.compress(records, mtime=0), CASE, CASE)
    d.put("good.warc.gz", b"".join(gzip.compress(page_record(d.good()), mtime=0) for _ in range(2)))


@case("W05", "accept+flag WARC_CHUNK")
def wrong_chunks(d: Delivery) -> None:
    """A response that says it comes in chunks, and does not."""
    made = d.whole()
    bad = record(response(made, "Transfer-Encoding: chunked\r\n"), made.url)
    half = d.article("half")
    page = half.page().encode()
    chunks = f"{len(page) - 40:x}\r\n".encode() + page[:-40] + b"\r\nzz\r\n" + page[-40:]
    broken = record(response(half, "Transfer-Encoding: chunked\r\n", chunks), half.url)
    d.put("rows.warc", page_record(d.good()) + bad + broken + page_record(d.good()), CASE, CASE)
    d.allow("HTML_BROKEN")


@case("W06", "accept+flag URL_BAD")
def bad_addresses(d: Delivery) -> None:
    """Addresses with blanks, of scripts, and of nothing."""
    rows = b"".join(
        record(response(made, body=made.page().replace(made.url, "").encode()), url)
        for made, url in (
            (d.whole("blank"), "http://wharf gazette.example/a b"),
            (d.whole("script"), "javascript:alert(1)"),
            (d.whole("nothing"), "not an address"),
        )
    )
    d.put("rows.warc", page_record(d.good()) + rows + page_record(d.good()), CASE, CASE, CASE)


@case("W07", "accept")
def no_responses(d: Delivery) -> None:
    """A crawl of revisits and metadata only: no documents, and no loss."""
    url = d.article().url
    rows = record(b"HTTP/1.1 304 Not Modified\r\n\r\n", url, "revisit")
    rows += record(b"fetchTimeMs: 12\r\n", url, "metadata", content_type="application/warc-fields")
    rows += record(b"software: Example Crawler\r\n", url, "warcinfo", content_type="application/warc-fields")
    for name, data in (("rows.warc", rows), ("rows.warc.gz", gzip.compress(rows, mtime=0))):
        d.put(name, data)
        d.skip(name, 3)
