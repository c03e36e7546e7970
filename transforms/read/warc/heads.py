"""What stands above the block of a record: the header of a WARC record, the line of an ARC record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

MAX_HEAD_BYTES: Final = 64 * 1024
"""Longest header block: real ones stay below 4 KiB, save some that carry a crawler's notes."""
MAX_LINE_BYTES: Final = 16 * 1024
"""Longest line of an ARC record: an address, and a hundred bytes."""
_WINDOWS: Final = (2 * 1024, 8 * 1024, MAX_HEAD_BYTES)
"""Bytes in which the end of a header is sought, one after the other: many headers without end would cost much."""
_START_BYTES: Final = 128
"""Bytes from which the start of a WARC record is known: its version line and the name of its first field."""
_MAX_LENGTH_DIGITS: Final = 15

_VERSION: Final = re.compile(rb"WARC/[0-9]{1,2}\.[0-9]{1,3}[ \t]{0,8}\r?\n[!-9;-~]{1,64}[ \t]{0,8}:")
_LINE_VERSION: Final = re.compile(rb"\n(?=WARC/[0-9])")
_BLANK_LINE: Final = re.compile(rb"\n\r?\n")
_ADDRESS_LINE: Final = re.compile(rb"\n(?=[A-Za-z][A-Za-z0-9+.-]{1,20}:)")
_SCHEME: Final = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{1,20}:")
_IP: Final = re.compile(rb"[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]*|-")
_STAMP: Final = re.compile(rb"[0-9]{8,18}")
_STAMP_PARTS: Final = ((0, 4, ""), (4, 6, "-"), (6, 8, "-"), (8, 10, "T"), (10, 12, ":"), (12, 14, ":"))


@dataclass(frozen=True, slots=True)
class Head:
    """One record as its header tells of it.

    ``kind`` is the WARC-Type in small letters (``response`` and ``filedesc`` for ARC), empty where there is none.
    ``head_bytes`` reach to the first byte of the block; ``block_bytes`` is None where the length is missing or no
    length, and ``complaint`` says what was wrong. ``url``, ``mime`` and ``date`` (ISO 8601) are as given.
    """

    kind: str
    head_bytes: int
    block_bytes: int | None
    complaint: str = ""
    url: str | None = None
    mime: str | None = None
    payload_mime: str | None = None
    date: str | None = None
    is_truncated: bool = False
    is_segment: bool = False
    block_digest: str | None = None
    payload_digest: str | None = None


class Dialect(Protocol):
    """How records stand in a stream."""

    trailers: tuple[bytes, ...]
    """What ends a record so surely that even garbage may follow."""

    def begins(self, data: bytearray, at: int, *, is_end: bool) -> bool | None:
        """Whether a record begins at ``at``; None where more bytes must come to say so."""
        ...

    def begins_cut(self, data: bytearray, at: int) -> bool:
        """Whether the stream ends at ``at`` within the first line of a record."""
        ...

    def next_start(self, data: bytearray, at: int, *, is_end: bool) -> tuple[int, bool]:
        """The first line after ``at`` that begins a record, and True; or else the place up to which there is none,
        and False."""
        ...

    def head(self, data: bytes | bytearray, at: int, *, is_end: bool) -> Head | None:
        """The header of the record at ``at``; None where its end has not come."""
        ...


class WarcDialect:
    """WARC 0.17 to 1.1 (ISO 28500): a version line, named fields, an empty line, the block, two line ends."""

    trailers: tuple[bytes, ...] = (b"\r\n\r\n", b"\n\n")

    def begins(self, data: bytearray, at: int, *, is_end: bool) -> bool | None:
        """The version line and a named field; fewer bytes than that decide nothing before the end."""
        if _VERSION.match(data, at):
            return True
        is_known = is_end or len(data) - at >= _START_BYTES or not _may_be_version(data, at)
        return False if is_known else None

    def begins_cut(self, data: bytearray, at: int) -> bool:
        """A version line that the end of the stream cuts off, with or without its field's beginning."""
        return len(data) - at < _START_BYTES and _may_be_version(data, at)

    def next_start(self, data: bytearray, at: int, *, is_end: bool) -> tuple[int, bool]:
        """Lines that begin with ``WARC/`` and a number, followed by a field."""
        for line in _LINE_VERSION.finditer(data, at):
            begins = self.begins(data, line.end(), is_end=is_end)
            if begins is not False:
                return (line.end(), True) if begins else (line.start(), False)
        # A line end or the first letters may be all that has come of the next start.
        return max(at, len(data) - len("\nWARC/1")), False

    def head(self, data: bytes | bytearray, at: int, *, is_end: bool) -> Head | None:
        """Names of fields are taken in any case, lines end with CRLF or LF, and folded lines are joined."""
        blank = None
        for window_bytes in _WINDOWS:
            blank = _BLANK_LINE.search(data, at, at + window_bytes)
            inner = _LINE_VERSION.search(data, at, blank.start() + 1 if blank else at + window_bytes)
            if inner is not None:
                return Head("", inner.end() - at, None, "the header breaks off")
            if blank is not None or len(data) - at < window_bytes:
                break
        if blank is None:
            if len(data) - at < MAX_HEAD_BYTES:
                return None
            return Head("", len("WARC/"), None, "the header does not end")
        values, lengths = _fields(bytes(data[at : blank.start()]))
        length, complaint = _length(lengths)
        return Head(
            kind=values.get("warc-type", "").lower(),
            head_bytes=blank.end() - at,
            block_bytes=length,
            complaint=complaint,
            url=values.get("warc-target-uri", "").strip("<>").strip() or None,
            mime=values.get("content-type"),
            payload_mime=values.get("warc-identified-payload-type"),
            date=values.get("warc-date"),
            is_truncated="warc-truncated" in values,
            is_segment="warc-segment-number" in values,
            block_digest=values.get("warc-block-digest"),
            payload_digest=values.get("warc-payload-digest"),
        )


class ArcDialect:
    """ARC 1 and 2 (Burner and Kahle, 1996): a line of address, IP, date, type and length, the block, a line end."""

    trailers: tuple[bytes, ...] = ()

    def begins(self, data: bytearray, at: int, *, is_end: bool) -> bool | None:
        """A line of an address, an IP and a date, whatever its length says."""
        if len(data) - at >= MAX_LINE_BYTES or is_end or data.find(b"\n", at) >= 0:
            return _SCHEME.match(data, at) is not None and _arc_fields(_line(data, at)) is not None
        return None if len(data) - at < 24 or _SCHEME.match(data, at) else False

    def begins_cut(self, data: bytearray, at: int) -> bool:
        """An address that the end of the stream cuts off."""
        return _SCHEME.match(data, at) is not None and data.find(b"\n", at) < 0

    def next_start(self, data: bytearray, at: int, *, is_end: bool) -> tuple[int, bool]:
        """Lines that begin with an address."""
        for line in _ADDRESS_LINE.finditer(data, at):
            begins = self.begins(data, line.end(), is_end=is_end)
            if begins is not False:
                return (line.end(), True) if begins else (line.start(), False)
        return max(at, len(data) - 24), False

    def head(self, data: bytes | bytearray, at: int, *, is_end: bool) -> Head | None:
        """An address may hold spaces: the IP and the date behind it are told by their form."""
        line = _line(data, at)
        if not line.endswith(b"\n") and len(line) < MAX_LINE_BYTES:
            return None
        fields = _arc_fields(line)
        if fields is None:
            return Head("", 1, None, "no line of an ARC record")
        url, stamp, mime, length_word = fields
        length, complaint = _length([length_word])
        return Head(
            kind="filedesc" if url.lower().startswith("filedesc:") else "response",
            head_bytes=len(line),
            block_bytes=length,
            complaint=complaint,
            url=url,
            mime=None if mime in ("", "no-type", "unknown", "-") else mime,
            date=_iso(stamp),
        )


def _may_be_version(data: bytearray, at: int) -> bool:
    start = bytes(data[at : at + 5])
    return b"WARC/".startswith(start) and start != b""


def _fields(header: bytes) -> tuple[dict[str, str], list[str]]:
    """Fields by their names in small letters, the first of equal names, and every Content-Length."""
    values: dict[str, list[str]] = {}
    lengths: list[str] = []
    parts: list[str] = []
    for line in header.split(b"\n")[1:]:
        if line[:1] in (b" ", b"\t"):
            parts.append(line.strip().decode("utf-8", "replace"))
            continue
        given, colon, rest = line.partition(b":")
        parts = [rest.strip().decode("utf-8", "replace")]
        if colon:
            name = given.strip().decode("latin-1").lower()
            values.setdefault(name, parts)
            if name == "content-length":
                lengths.append(parts[0])
    return {name: " ".join(found).strip() for name, found in values.items()}, lengths


def _length(given: list[str]) -> tuple[int | None, str]:
    if not given:
        return None, "no Content-Length"
    if len(set(given)) > 1:
        return None, "two unlike Content-Lengths"
    word = given[0]
    if not (word.isascii() and word.isdigit()) or len(word) > _MAX_LENGTH_DIGITS:
        return None, "the length is negative" if word.startswith("-") and word[1:].isdigit() else "the length is none"
    return int(word), ""


def _line(data: bytes | bytearray, at: int) -> bytes:
    end = data.find(b"\n", at, at + MAX_LINE_BYTES)
    return bytes(data[at : end + 1 if end >= 0 else at + MAX_LINE_BYTES])


def _arc_fields(line: bytes) -> tuple[str, str, str, str] | None:
    """Address, date, type and length of an ARC line, or None if it is none. The second version of the format has more
    fields between type and length."""
    words = line.strip().split(b" ")
    for place in range(2, len(words) - 1):
        if _STAMP.fullmatch(words[place]) and _IP.fullmatch(words[place - 1]):
            url = b" ".join(words[: place - 1]).decode("utf-8", "replace")
            mime = words[place + 1] if place + 1 < len(words) - 1 else b""
            return url, words[place].decode("ascii"), mime.decode("latin-1"), words[-1].decode("latin-1")
    return None


def _iso(stamp: str) -> str:
    """``20140216050221`` → ``2014-02-16T05:02:21Z``; shorter dates give as much as they hold."""
    iso = "".join(mark + stamp[start:end] for start, end, mark in _STAMP_PARTS if len(stamp) >= end)
    return iso + "Z" if "T" in iso and len(stamp) >= 12 else iso[:10]
