"""One article, written in every format that is read."""

from __future__ import annotations

import base64
import bz2
import csv
import gzip
import hashlib
import html
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from typing import Final

import pyzstd

URL: Final = "https://harbourpost.example/2026/03/ferry-strike-ends"
TITLE: Final = "Ferry strike ends after eleven days"
PARAGRAPHS: Final = (
    "The crews of the Bruvik ferries return to work on Friday, eleven days after they walked out over night shifts.",
    "“We have what we came for,” said Marit Solheim, who led the talks for the seamen. “Nobody sails two nights in a "
    "row without rest again.”",
    "The company, Nordfjord Lines, put the cost of the strike at four million kroner and said that fares would not "
    "rise before the summer.",
    "In the harbour of Bruvik, lorries had waited in a line of two kilometres since the first day of the walk-out.",
)
PUBLISHED: Final = "2026-03-13T06:30:00Z"
OUTLET: Final = "Harbour Post"


def as_html() -> bytes:
    """A page with a menu, structured data and a footer around the article."""
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": TITLE,
        "datePublished": PUBLISHED,
        "publisher": {"@type": "Organization", "name": OUTLET},
    }
    paragraphs = "".join(f"<p>{html.escape(text)}</p>\n" for text in PARAGRAPHS)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE} | {OUTLET}</title>
<link rel="canonical" href="{URL}"><meta property="og:title" content="{TITLE}">
<meta property="og:site_name" content="{OUTLET}">
<script type="application/ld+json">{json.dumps(linked)}</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>{TITLE}</h1>
{paragraphs}</article></main>
<footer><a href="/about">About us</a> <a href="/privacy">Privacy</a></footer></body></html>""".encode()


def _record() -> dict[str, str]:
    return {
        "url": URL,
        "title": TITLE,
        "text": "\n\n".join(PARAGRAPHS),
        "published": PUBLISHED,
        "outlet": OUTLET,
        "language": "en",
    }


def as_jsonl() -> bytes:
    """One JSON object on a line."""
    return json.dumps(_record()).encode() + b"\n"


def as_array() -> bytes:
    """A JSON array over several lines."""
    return json.dumps([_record()], indent=2).encode()


def as_newsapi() -> bytes:
    """The wrapper of a news API."""
    article = {
        "source": {"id": None, "name": OUTLET},
        "author": None,
        "title": TITLE,
        "description": None,
        "url": URL,
        "publishedAt": PUBLISHED,
        "content": "\n\n".join(PARAGRAPHS),
    }
    return json.dumps({"status": "ok", "totalResults": 1, "articles": [article]}).encode()


def as_json_feed() -> bytes:
    """A JSON Feed."""
    item = {
        "id": URL,
        "url": URL,
        "title": TITLE,
        "content_html": "".join(f"<p>{html.escape(text)}</p>" for text in PARAGRAPHS),
        "date_published": PUBLISHED,
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": OUTLET, "language": "en", "items": [item]}
    return json.dumps(feed).encode()


def as_schema_org() -> bytes:
    """A NewsArticle of schema.org."""
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": URL,
        "headline": TITLE,
        "articleBody": "\n\n".join(PARAGRAPHS),
        "datePublished": PUBLISHED,
        "publisher": {"@type": "Organization", "name": OUTLET},
    }
    return json.dumps(article, indent=1).encode()


def as_csv() -> bytes:
    """A table with a header; the text stands in quotes over several lines."""
    return _table(",")


def as_tsv() -> bytes:
    """The same with tabs."""
    return _table("\t")


def _table(separator: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(_record()), delimiter=separator)
    writer.writeheader()
    writer.writerow(_record())
    return out.getvalue().encode()


def as_rss() -> bytes:
    """An RSS feed with the whole text."""
    content = "".join(f"<p>{html.escape(text)}</p>" for text in PARAGRAPHS)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{OUTLET}</title><link>https://harbourpost.example/</link><language>en</language>
<item><title>{TITLE}</title><link>{URL}</link><guid>{URL}</guid><pubDate>Fri, 13 Mar 2026 06:30:00 GMT</pubDate>
<content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>""".encode()


def as_atom() -> bytes:
    """An Atom feed with the whole text."""
    content = html.escape("".join(f"<p>{html.escape(text)}</p>" for text in PARAGRAPHS))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>{OUTLET}</title><id>urn:feed</id>
<updated>{PUBLISHED}</updated><entry><title>{TITLE}</title><link href="{URL}"/><id>{URL}</id>
<published>{PUBLISHED}</published><updated>{PUBLISHED}</updated><content type="html">{content}</content></entry>
</feed>""".encode()


def as_warc() -> bytes:
    """A crawl: its description, a request, and the page."""
    page = as_html()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(page)
    return b"".join(_warc_records(head + page))


def _warc_records(response: bytes) -> list[bytes]:
    request = b"GET /2026/03/ferry-strike-ends HTTP/1.1\r\nHost: harbourpost.example\r\n\r\n"
    return [
        _warc_record("warcinfo", "application/warc-fields", b"software: a crawler\r\n"),
        _warc_record("request", "application/http; msgtype=request", request),
        _warc_record("response", "application/http; msgtype=response", response),
    ]


def _warc_record(kind: str, content_type: str, block: bytes) -> bytes:
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    number = hashlib.sha256(block).hexdigest()
    target = "" if kind == "warcinfo" else f"WARC-Target-URI: {URL}\r\n"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2026-03-14T09:00:00Z\r\n{target}"
        f"WARC-Record-ID: <urn:uuid:{number[:8]}-{number[8:12]}-4{number[13:16]}-8{number[17:20]}-{number[20:32]}>\r\n"
        f"WARC-Block-Digest: sha1:{digest}\r\nContent-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def as_warc_gz() -> bytes:
    """The same crawl, compressed by record."""
    page = as_html()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page)
    return b"".join(gzip.compress(record, mtime=0) for record in _warc_records(head + page))


FORMATS: Final[dict[str, Callable[[], bytes]]] = {
    "page.html": as_html,
    "lines.jsonl": as_jsonl,
    "array.json": as_array,
    "newsapi.json": as_newsapi,
    "schema.json": as_schema_org,
    "feed.json": as_json_feed,
    "table.csv": as_csv,
    "table.tsv": as_tsv,
    "feed.rss": as_rss,
    "feed.atom": as_atom,
    "crawl.warc": as_warc,
    "crawl.warc.gz": as_warc_gz,
}


def zipped(names: dict[str, bytes]) -> bytes:
    """A zip archive of some files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(names: dict[str, bytes], mode: str = "w") -> bytes:
    """A tar archive of some files; ``mode`` as tarfile has it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in names.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


COMPRESSIONS: Final[dict[str, Callable[[bytes], bytes]]] = {
    ".gz": lambda data: gzip.compress(data, mtime=0),
    ".zst": pyzstd.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}
