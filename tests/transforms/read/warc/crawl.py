"""What the tests of web archives share: crawls built record by record, and read as a shard would."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transforms.model import Framed, RawRecord, ReadLimits, Refusal, RefusedSpan, Skipped, Span
from transforms.read.compression import StreamDamage
from transforms.read.warc import ArcReader, WarcReader

URL = "https://havenkrant.example/nieuws/sluis-dicht"
TITLE = "Sluis bij Oosterwaarde twee weken dicht"
PARAGRAPHS = (
    "De sluis bij Oosterwaarde gaat twee weken dicht voor groot onderhoud, meldt de gemeente.",
    "Schippers moeten in die tijd omvaren over het Lange Kanaal, zegt wethouder Truus Meinsma.",
    "De laatste keer dat de deuren werden vervangen was in de jaren zeventig van de vorige eeuw.",
)
PAGE = (
    f"<!doctype html><html lang='nl'><head><meta charset='utf-8'><title>{TITLE}</title></head><body>"
    f"<article><h1>{TITLE}</h1>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</article></body></html>"
).encode()
TEXT = (TITLE + "\n\n" + "\n\n".join(PARAGRAPHS) + "\n").encode()
SMALL = ReadLimits(max_record_bytes=4_000)


def record(kind: str = "response", block: bytes = b"", *, length: int | str | None = -1, **fields: str) -> bytes:
    """One WARC record with its closing line ends. ``length`` -1 is the true one; None leaves it out. Underscores in
    names stand for hyphens."""
    named = {"WARC-Type": kind, "WARC-Record-ID": "<urn:uuid:0>", "WARC-Date": "2021-03-04T05:06:07Z"}
    if kind in ("response", "revisit"):
        named |= {"WARC-Target-URI": URL, "Content-Type": "application/http;msgtype=response"}
    elif kind == "request":
        named |= {"WARC-Target-URI": URL, "Content-Type": "application/http;msgtype=request"}
    named |= {name.replace("_", "-"): value for name, value in fields.items()}
    if length is not None:
        named["Content-Length"] = str(len(block) if length == -1 else length)
    lines = [b"WARC/1.0", *(f"{name}: {value}".encode() for name, value in named.items())]
    return b"\r\n".join(lines) + b"\r\n\r\n" + block + b"\r\n\r\n"


def http(body: bytes = PAGE, status: str = "200 OK", mime: str = "text/html; charset=utf-8", **fields: str) -> bytes:
    """A response of a server."""
    named = {"Content-Type": mime} | {name.replace("_", "-"): value for name, value in fields.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def sha1(content: bytes) -> str:
    """A digest as crawlers write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(content).digest()).decode()


def chunked(body: bytes, size: int = 100) -> bytes:
    """The body in chunks."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


INFO = record("warcinfo", b"software: maakkrant 1\r\n", Content_Type="application/warc-fields")
REQUEST = record("request", b"GET /nieuws/sluis-dicht HTTP/1.1\r\nHost: havenkrant.example\r\n\r\n")
GOOD = record("response", http())


@dataclass(frozen=True)
class Crawl:
    """A crawl as read: its frames, and what each span gave."""

    frames: list[Framed]
    results: list[RawRecord | Refusal]

    @property
    def codes(self) -> list[str]:
        """``ok`` or the reason, per record and refused stretch."""
        return [result.reason if isinstance(result, Refusal) else "ok" for result in self.results]

    @property
    def skipped(self) -> list[str]:
        """The kinds of what was passed over."""
        return [frame.kind for frame in self.frames if isinstance(frame, Skipped)]

    @property
    def only(self) -> RawRecord:
        """The one record."""
        (found,) = [result for result in self.results if isinstance(result, RawRecord)]
        return found

    @property
    def flags(self) -> frozenset[str]:
        """The flags of the one record."""
        return self.only.flags


def pieces(data: bytes, size: int = 700) -> Iterator[bytes]:
    """The bytes in chunks."""
    return (data[start : start + size] for start in range(0, len(data), size))


def damaged(data: bytes, reason: str = "TRUNCATED") -> Iterator[bytes]:
    """The bytes, and then the damage that ends them."""
    yield from pieces(data)
    raise StreamDamage(reason, "cut off")


def read_crawl(
    *parts: bytes,
    limits: ReadLimits | None = None,
    reader: WarcReader | ArcReader | None = None,
    chunks: Iterable[bytes] | None = None,
) -> Crawl:
    """The parts of a crawl, one after the other, through frame and read."""
    reader = reader or WarcReader()
    limits = limits or ReadLimits()
    content = b"".join(parts)
    frames = list(reader.frame(pieces(content) if chunks is None else chunks, limits))
    results: list[RawRecord | Refusal] = []
    for frame in frames:
        if isinstance(frame, RefusedSpan):
            results.append(frame.refusal)
        elif isinstance(frame, Span):
            results.append(reader.read(content[frame.start_byte : frame.end_byte], limits))
    return Crawl(frames, results)


def packed(*records: bytes) -> bytes:
    """Each record as a gzip member of its own."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def body_of(found: RawRecord) -> str:
    """The words of a record."""
    return "\n\n".join(block.text for block in found.blocks) if found.blocks else found.text or ""
