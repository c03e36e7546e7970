"""Large inputs of invented news: ``python tools/make_inputs.py KIND SIZE PATH [--seed N]``.

KIND is ``jsonl`` (a dump: one article a line, with its page's markup), ``warc`` (a crawl: pages with requests, pictures
and pages that are gone; by record compressed where PATH ends in ``.gz``) or ``folder`` (plain texts of about 1 KiB).
SIZE is bytes before compression (``2GB``, ``300MB``), and for a folder the number of files. The same seed gives the
same bytes. All words of weight, people, places and papers are made up; it writes as it goes and holds one article.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import orjson

TEXT_CHARS = 2_500
PARAGRAPH_SENTENCES = 3
DUMP_PAGE_BYTES = 40_000
CRAWL_PAGE_BYTES = (60_000, 100_000)
FILE_BYTES = 1_000
FILLER_BYTES = 6_000
"""Bytes of one piece of furniture: a script, a style sheet or a list of links."""
PICTURE_EVERY = 4
GONE_EVERY = 15
CODED_EVERY = 8
"""Of so many pages one comes with a picture, one is gone, and one is sent compressed."""
COMPRESS_LEVEL = 1
FIRST_DAY = datetime(2019, 1, 1, 6, tzinfo=UTC)
DAYS = 2_400

UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9}

_ONSETS = "b br d dr f g gr h j k kl l m n p pr r s st t tr v vl w z".split()
_VOWELS = "a e i o u aa ee oo ie ou".split()
_CODAS = "l m n r s t k nd rn st lm rk".split()
_PLACE_ENDS = "haven wick dale stad burg foss minde holm mouth by".split()
_BODIES = "Council|Water Board|Rail Union|Harbour Trust|Grain Exchange|Film Fund|Ferry Company|Teachers League".split(
    "|"
)
_FRAMES = (
    "{person} said on Monday that the {thing} near {place} would stay shut until the {body} had paid for the repairs.",
    "The {body} has asked for {number} million crowns to build a second {thing} beside the old one in {place}.",
    "In {place}, more than {number} people waited in the rain to see the new {thing} for the first time.",
    "According to {person}, who led the inquiry, nobody had looked at the {thing} for almost {number} years.",
    "“We did not expect this in {place},” said {person}, a spokeswoman for the {body}, on Thursday evening.",
    "The plan was first made public by {person}, and it was changed after the {body} had heard the residents.",
    "Last week the {body} moved its office from {place} to a quieter street, where the rent is {number} percent lower.",
    "It is the third time this year that a {thing} in {place} has had to close because of the high water.",
    "Some of the residents fear that the price of a {thing} will rise by {number} percent before the winter comes.",
    "{person} and {other} have known each other since they shared a small boat that was built in {place}.",
    "A judge in {place} will decide in the coming months whether the {body} may sell the {thing} at all.",
    "Nearly {number} letters reached the {body}, and most of them asked why the {thing} had been painted green.",
)


@dataclass(frozen=True, slots=True)
class Article:
    """One invented article; ``number`` counts from 0."""

    number: int
    url: str
    outlet: str
    title: str
    paragraphs: tuple[str, ...]
    author: str
    published: datetime

    @property
    def text(self) -> str:
        """Its paragraphs, an empty line between them."""
        return "\n\n".join(self.paragraphs)


class Press:
    """A small world of people, places and papers, and the articles that it prints, one after the other."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.places = [self._word(2) + self.chance.choice(_PLACE_ENDS) for _ in range(400)]
        self.people = [f"{self._word(2)} {self._word(3)}" for _ in range(4_000)]
        self.bodies = [f"{place} {body}" for place in self.places[:60] for body in _BODIES]
        self.things = [self._word(2).lower() for _ in range(600)]
        self.outlets = [
            f"{self._word(2)} {paper}" for paper in ("Courier", "Post", "Tidings", "Gazette") for _ in range(12)
        ]
        self.sentences = [self._sentence() for _ in range(40_000)]
        self.furniture = [make() for make in (self._script, self._style, self._links) for _ in range(12)]

    def article(self, number: int, text_chars: int = TEXT_CHARS) -> Article:
        """The next article, about ``text_chars`` long."""
        chance = self.chance
        sentences: list[str] = []
        size = 0
        while size < text_chars:
            sentences.append(chance.choice(self.sentences))
            size += len(sentences[-1]) + 1
        starts = range(0, len(sentences), PARAGRAPH_SENTENCES)
        outlet = chance.choice(self.outlets)
        thing = chance.choice(self.things)
        place = chance.choice(self.places)
        title = f"{chance.choice(self.people)} speaks of a {thing} and {chance.randrange(3, 900)} crowns in {place}"
        published = FIRST_DAY + timedelta(days=chance.randrange(DAYS), minutes=chance.randrange(900))
        domain = outlet.lower().replace(" ", "-")
        return Article(
            number=number,
            url=f"https://www.{domain}.example/{published:%Y/%m}/{thing}-{place.lower()}-{number}",
            outlet=outlet,
            title=title,
            paragraphs=tuple(" ".join(sentences[start : start + PARAGRAPH_SENTENCES]) for start in starts),
            author=chance.choice(self.people),
            published=published,
        )

    def page(self, article: Article, size_bytes: int) -> str:
        """The article's page with furniture around it, about ``size_bytes`` long."""
        stamp = article.published.isoformat()
        linked = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "datePublished": stamp,
            "author": {"@type": "Person", "name": article.author},
            "publisher": {"@type": "Organization", "name": article.outlet},
        }
        body = "\n".join(f"<p>{text}</p>" for text in article.paragraphs)
        count = max(0, size_bytes - len(body) - 1_500) // FILLER_BYTES
        pieces = self.chance.choices(self.furniture, k=count)
        above, below = "\n".join(pieces[: count // 2]), "\n".join(pieces[count // 2 :])
        return (
            f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
            f'<title>{article.title} | {article.outlet}</title><meta name="author" content="{article.author}">\n'
            f'<link rel="canonical" href="{article.url}"><meta property="og:title" content="{article.title}">\n'
            f'<meta property="og:site_name" content="{article.outlet}">\n'
            f'<meta property="article:published_time" content="{stamp}">\n'
            f'<script type="application/ld+json">{orjson.dumps(linked).decode()}</script></head>\n<body>\n{above}\n'
            f'<main><article><h1>{article.title}</h1>\n<p class="byline">By {article.author}</p>'
            f'<time datetime="{stamp}">{article.published:%d %B %Y}</time>\n{body}\n</article></main>\n{below}\n'
            f"<footer><p>© {article.published:%Y} {article.outlet}</p></footer></body></html>\n"
        )

    def _word(self, syllables: int) -> str:
        parts = [self.chance.choice(_ONSETS) + self.chance.choice(_VOWELS) for _ in range(syllables)]
        return ("".join(parts) + self.chance.choice(_CODAS)).capitalize()

    def _sentence(self) -> str:
        chance = self.chance
        return chance.choice(_FRAMES).format(
            person=chance.choice(self.people),
            other=chance.choice(self.people),
            place=chance.choice(self.places),
            body=chance.choice(self.bodies),
            thing=chance.choice(self.things),
            number=chance.randrange(2, 99),
        )

    def _script(self) -> str:
        state = {self._word(2).lower(): self.chance.getrandbits(64) for _ in range(FILLER_BYTES // 32)}
        return f"<script>window.__{self._word(1)} = {orjson.dumps(state).decode()};</script>"

    def _style(self) -> str:
        rules = (
            f".{self._word(2).lower()}{{margin:{self.chance.randrange(40)}px;color:#{self.chance.getrandbits(24):06x}}}"
            for _ in range(FILLER_BYTES // 40)
        )
        return f"<style>{''.join(rules)}</style>"

    def _links(self) -> str:
        items = (
            f'<li class="item"><a href="/{self._word(2).lower()}/{number}">{self._word(2)} {self._word(2)}</a></li>'
            for number in range(FILLER_BYTES // 75)
        )
        return f'<nav class="menu"><ul>{"".join(items)}</ul></nav>'


def dump_lines(press: Press) -> Iterator[bytes]:
    """Lines of a dump, without end."""
    number = 0
    while True:
        article = press.article(number)
        yield orjson.dumps(
            {
                "id": f"{article.outlet.lower().replace(' ', '-')}-{number}",
                "url": article.url,
                "title": article.title,
                "author": article.author,
                "source": article.outlet,
                "published": article.published.isoformat(),
                "text": article.text,
                "raw_html": press.page(article, DUMP_PAGE_BYTES),
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )
        number += 1


def crawl_records(press: Press) -> Iterator[bytes]:
    """Records of a crawl, without end: requests, pages, pictures, and pages that are gone."""
    note = b"software: presswatch benchmarks\r\nformat: WARC File Format 1.1\r\n"
    yield _record("warcinfo", "", FIRST_DAY, note, "application/warc-fields")
    number = 0
    while True:
        article = press.article(number)
        url, crawled = article.url, article.published + timedelta(hours=5)
        host, _, path = url.removeprefix("https://").partition("/")
        request = f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\n\r\n".encode()
        yield _record("request", url, crawled, request, "application/http;msgtype=request")
        yield _response(
            url,
            crawled,
            press.page(article, press.chance.randint(*CRAWL_PAGE_BYTES)).encode(),
            is_coded=number % CODED_EVERY == 0,
        )
        if number % PICTURE_EVERY == 0:
            picture = b"\xff\xd8\xff\xe0" + press.chance.randbytes(press.chance.randrange(4_000, 40_000))
            yield _response(f"{url}/main.jpg", crawled, picture, mime="image/jpeg")
        if number % GONE_EVERY == 0:
            gone = b"<html><head><title>404</title></head><body><h1>Not found</h1></body></html>"
            yield _response(f"{url}/old", crawled, gone, status="404 Not Found")
        number += 1


def _response(
    url: str,
    crawled: datetime,
    body: bytes,
    *,
    status: str = "200 OK",
    mime: str = "text/html; charset=utf-8",
    is_coded: bool = False,
) -> bytes:
    coding = ""
    if is_coded:
        body, coding = gzip.compress(body, COMPRESS_LEVEL, mtime=0), "Content-Encoding: gzip\r\n"
    head = f"HTTP/1.1 {status}\r\nContent-Type: {mime}\r\n{coding}Content-Length: {len(body)}\r\nServer: press\r\n\r\n"
    return _record("response", url, crawled, head.encode() + body, "application/http;msgtype=response", payload=body)


def _record(kind: str, url: str, crawled: datetime, block: bytes, mime: str, payload: bytes | None = None) -> bytes:
    digest = _sha1(block)
    fields = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:sha1:{digest}>",
        f"WARC-Date: {crawled:%Y-%m-%dT%H:%M:%SZ}",
        *([f"WARC-Target-URI: {url}"] if url else []),
        f"WARC-Block-Digest: sha1:{digest}",
        *([f"WARC-Payload-Digest: sha1:{_sha1(payload)}"] if payload is not None else []),
        f"Content-Type: {mime}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(fields).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def _sha1(content: bytes) -> str:
    return base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode("ascii")


def write_stream(parts: Iterator[bytes], size_bytes: int, file: BinaryIO, *, is_packed: bool = False) -> int:
    """Writes parts until ``size_bytes`` are reached; each is a gzip member of its own if ``is_packed``. Returns the
    bytes before compression."""
    written = 0
    for part in parts:
        file.write(gzip.compress(part, COMPRESS_LEVEL, mtime=0) if is_packed else part)
        written += len(part)
        if written >= size_bytes:
            break
    return written


def write_folder(press: Press, count: int, folder: Path) -> int:
    """Writes ``count`` texts into one folder. Returns their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for number in range(count):
        article = press.article(number, FILE_BYTES - 200)
        content = f" date {article.published:%Y-%m-%d} \n{article.title}\n\n{article.text}\n".encode()
        (folder / f"article-{number:07}.txt").write_bytes(content)
        written += len(content)
    return written


def size_of(given: str) -> int:
    """``2GB`` → 2,000,000,000; a bare number stands for itself."""
    unit = UNITS.get(given[-2:].upper())
    return int(float(given[:-2]) * unit) if unit else int(given)


def main() -> None:
    """Writes one input and says how fast."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=("jsonl", "warc", "folder"))
    parser.add_argument("size", type=size_of)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=20)
    given = parser.parse_args()
    started = time.perf_counter()
    press = Press(given.seed)
    if given.kind == "folder":
        written = write_folder(press, given.size, given.path)
    else:
        parts = dump_lines(press) if given.kind == "jsonl" else crawl_records(press)
        with given.path.open("wb", buffering=1 << 20) as file:
            written = write_stream(parts, given.size, file, is_packed=given.path.suffix == ".gz")
    seconds = time.perf_counter() - started
    sys.stdout.write(f"{given.path}: {written:,} bytes in {seconds:.1f} s, {written / seconds / 1e6:.0f} MB/s\n")


if __name__ == "__main__":
    main()
