"""Where the items of a feed stand: the mark-up that bounds them is found in the stream, and each is tried by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from transforms.model import Framed, Preamble, ReadLimits, Refusal, RefusedSpan, Span
from transforms.read.compression import StreamDamage
from transforms.read.feed.channel import Channel, channel_of
from transforms.read.feed.markup import syntax_error
from transforms.read.feed.prolog import PROLOG_BYTES, WIDTHS, Root, declared_encoding, look, narrow

HEADER_BYTES: Final = 256 * 1024
"""Of what stands before the first item: as much is looked through for the channel's title and rights."""
_OVERLAP: Final = 512
"""Units at the end of what was searched that are searched again: the longest mark is shorter."""
_ENDS: Final = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}


def _marks(root: Root) -> re.Pattern[bytes]:
    item, name = re.escape(root.item_name), re.escape(root.name)
    if root.name == root.item_name:
        name = rb"(?!)"
    # In RDF the channel ends before its items begin.
    over = name if root.name.endswith(b"RDF") else rb"(?:channel|" + name + rb")"
    return re.compile(
        rb"(?P<opening><!--|<!\[CDATA\[|<\?)|(?P<item><" + item + rb")(?=[\s/>])|(?P<end></" + item + rb"\s{0,100}>)"
        rb"|(?P<over></" + over + rb"\s{0,100}>)|(?P<root><" + name + rb")(?=[\s>])"
    )


class Framer:
    """The item in hand, and how far the stream has come. Places are units (bytes, but of UTF-16 and UTF-32) of the
    decompressed stream behind its byte order mark; ``text`` holds one byte for each from ``base`` on."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self.raw = bytearray()
        self.text = bytearray()
        self.size_bytes = 0
        self.has_begun = False
        self.refusal: Refusal | None = None
        self.bom_bytes = 0
        self.encoding = "utf-8"
        self.width = 1
        self.base = 0
        self.at = 0
        self.number = 0
        self.marks = self.item_start = re.compile(b"(?!)")
        self.start: int | None = None
        """Where the item in hand begins, in ``text``; negative where its beginning has been given up."""
        self.opening: bytes = b""
        self.opened_at = 0
        self.lacking: set[bytes] = set()
        self.header: bytearray | None = bytearray()
        self.channel = Channel()
        self.is_preamble_due = True
        self.is_over = False

    def feed(self, chunk: bytes) -> Iterator[Framed]:
        """More of the stream → what is complete with it."""
        self.size_bytes += len(chunk)
        if self.refusal is not None:
            return
        self.raw += chunk
        if not self.has_begun:
            if len(self.raw) < 4 * PROLOG_BYTES:
                return
            self._begin()
        yield from self._go_on(is_final=False)

    def finish(self, damage: StreamDamage | None) -> Iterator[Framed]:
        """The end of the stream → what is left: an item without end and what ``damage`` took away are TRUNCATED."""
        if not self.has_begun:
            self._begin()
        if self.refusal is not None:
            refusal = self.refusal
            if damage is not None and refusal.reason == "TYPE_UNSUPPORTED":
                refusal = Refusal(damage.reason, damage.detail)
            yield RefusedSpan(Span(1, 0, self.size_bytes), refusal)
            return
        yield from self._go_on(is_final=False)
        yield from self._go_on(is_final=True)
        end = len(self.text)
        missing = Refusal(damage.reason, damage.detail) if damage is not None else None
        if self.start is not None and (is_empty := self._empty_item(end)) is not None:
            yield from self._item(is_empty)
        if self.start is not None:
            yield self._refused(self.start, None, missing or self._cut_item())
        elif missing is not None or not self.is_over:
            yield self._refused(end, None, missing or Refusal("TRUNCATED", "the feed has no end"))

    def _cut_item(self) -> Refusal:
        """Why the last item has no end: its XML breaks, or it just stops."""
        if self.start is not None and self.start >= 0:
            data = bytes(self.raw[self.start * self.width : len(self.text) * self.width])
            found = syntax_error(data, self.encoding, is_whole=False)
            if found is not None:
                return found
        return Refusal("TRUNCATED", "the last item has no end")

    def _begin(self) -> None:
        """Decide on the head of the stream what the document is."""
        self.has_begun = True
        self.encoding, self.bom_bytes = declared_encoding(bytes(self.raw[: 64 * 1024]))
        self.width = WIDTHS.get(self.encoding, 1)
        del self.raw[: self.bom_bytes]
        head = bytes(self.raw[: PROLOG_BYTES * self.width])
        root = look(narrow(head[: len(head) - len(head) % self.width], self.encoding))
        if isinstance(root, Refusal):
            self.refusal = root
            self.raw.clear()
            return
        self.marks = _marks(root)
        self.item_start = re.compile(b"<" + re.escape(root.item_name) + rb"(?=[\s/>])")
        self.channel = Channel(encoding=self.encoding)
        self._widen()
        self._drop(root.start, is_header=False)
        # The root's own tag must not be taken for that of a second document; a lone entry is its own item.
        self.at = len(root.name) + 1 if root.name != root.item_name else 0
        self.is_over = root.name == root.item_name

    def _widen(self) -> None:
        """Bring ``text`` up to ``raw``."""
        if self.width == 1:
            self.text = self.raw
            return
        known = len(self.text) * self.width
        whole = len(self.raw) - len(self.raw) % self.width
        self.text += narrow(bytes(self.raw[known:whole]), self.encoding)

    def _drop(self, count: int, *, is_header: bool = True) -> None:
        """Forget the first units; those before the first item are kept apart, for the channel."""
        if count <= 0:
            return
        if is_header and self.header is not None and self.start is None:
            room = HEADER_BYTES * self.width - len(self.header)
            self.header += self.raw[: min(count * self.width, max(room, 0))]
        del self.raw[: count * self.width]
        if self.width > 1:
            del self.text[:count]
        self.base += count
        self.at = max(self.at - count, 0)
        self.opened_at -= count
        if self.start is not None:
            self.start -= count

    def _go_on(self, *, is_final: bool) -> Iterator[Framed]:
        if self.refusal is not None:
            return
        self._widen()
        while True:
            if self.opening:
                if self._close_opening():
                    continue
                if not is_final:
                    break
                yield from self._without_end()
                continue
            match = self.marks.search(self.text, self.at)
            if match is None:
                self.at = max(self.at, len(self.text) - _OVERLAP)
                break
            self.at = match.end()
            yield from self._mark(match)
        self._trim()

    def _close_opening(self) -> bool:
        """Look for the end of the comment, CDATA section or instruction in hand."""
        close = _ENDS[self.opening]
        end = -1 if close in self.lacking else self.text.find(close, self.at)
        if end < 0:
            self.at = max(self.at, len(self.text) - len(close) + 1)
            return False
        self.at = end + len(close)
        self.opening = b""
        return True

    def _trim(self) -> None:
        """Hold no more than one record: one that has grown too large is given up, all but its place."""
        most = self.limits.max_record_bytes // self.width
        anchor = self.start
        if anchor is None and self.opening:
            anchor = self.opened_at
        if anchor is None or len(self.text) - anchor > most:
            self._drop(self.at)
        else:
            self._drop(anchor)

    def _mark(self, match: re.Match[bytes]) -> Iterator[Framed]:
        place = match.start()
        if match["opening"]:
            self.opening, self.opened_at = match["opening"], place
        elif match["item"]:
            yield from self._give_up(place, "the item has no end before the next begins")
            self._open(place)
        elif match["end"]:
            if self.start is None:
                self._break()
            else:
                yield from self._item(match.end())
        elif match["over"]:
            yield from self._give_up(place, "the item has no end before the feed's")
            self.is_over = True
        elif match["root"] and self.start is None and self.header is None:
            # A second document in the same file has a channel of its own.
            self._drop(place)
            self.at = match.end() - place
            self.header, self.is_over = bytearray(), False

    def _open(self, place: int) -> None:
        if self.header is not None:
            self._drop(place)
            place = 0
            found = channel_of(bytes(self.header), self.encoding, self.limits)
            self.channel = replace(found, is_recovered=self.channel.is_recovered)
            self.header = None
            self.is_preamble_due = True
        self.start = place

    def _give_up(self, place: int, detail: str) -> Iterator[Framed]:
        """End the item in hand, which has no end tag, at a place where it must have ended."""
        if self.start is None:
            return
        empty_end = self._empty_item(place)
        if empty_end is not None:
            yield from self._item(empty_end)
            return
        yield self._refused(self.start, place, Refusal("XML_SYNTAX", detail))
        self._break()

    def _empty_item(self, place: int) -> int | None:
        """Where the item in hand ends, if its first tag is its last (``<item/>``)."""
        start = self.start
        if start is None or start < 0:
            return None
        end = self.text.find(b"<", start + 1, place)
        tag = bytes(self.text[start : place if end < 0 else end]).rstrip()
        return start + len(tag) if tag.endswith(b"/>") else None

    def _item(self, end: int) -> Iterator[Framed]:
        """An item with its end tag: a span, if its XML is whole."""
        start = self.start or 0
        is_too_large = (end - start) * self.width > self.limits.max_record_bytes
        if is_too_large or start < 0:
            yield self._refused(start, end, Refusal("REC_TOO_LARGE", f"{(end - start) * self.width} bytes"))
            return
        data = bytes(self.raw[start * self.width : end * self.width])
        found = syntax_error(data, self.encoding)
        if found is not None:
            yield self._refused(start, end, found)
            self._break()
            return
        if self.is_preamble_due:
            yield Preamble(self.channel.to_bytes())
            self.is_preamble_due = False
        self.number += 1
        yield self._span(start, end)
        self.start = None

    def _without_end(self) -> Iterator[Framed]:
        """A comment or CDATA section that never ends: the items that it swallows are read all the same."""
        self.lacking.add(_ENDS[self.opening])
        at = self.opened_at + len(self.opening)
        opening, self.opening = self.opening, b""
        self._break()
        if self.opened_at < 0 or (self.start is not None and self.start < 0):
            self.at = len(self.text)
            if self.start is None:
                yield self._refused(at, None, Refusal("XML_SYNTAX", "what begins here never ends"))
            return
        if self.start is None:
            self.at = at
            return
        match = self.item_start.search(self.text, at)
        if match is None:
            self.at = len(self.text)
            return
        kind = "a CDATA section" if opening == b"<![CDATA[" else "a comment"
        yield self._refused(self.start, match.start(), Refusal("XML_SYNTAX", f"{kind} never ends"))
        self.at = match.start()

    def _break(self) -> None:
        """The document is broken here: what follows is told so."""
        if not self.channel.is_recovered:
            self.channel = replace(self.channel, is_recovered=True)
            self.is_preamble_due = True

    def _refused(self, start: int, end: int | None, refusal: Refusal) -> RefusedSpan:
        """The record in hand is lost. Without ``end`` the stretch runs to the end of the stream."""
        self.start = None
        self.number += 1
        span = self._span(start, len(self.text) if end is None else end)
        if end is None:
            span = replace(span, end_byte=max(self.size_bytes, span.start_byte))
        if span.end_byte - span.start_byte > self.limits.max_record_bytes and refusal.reason == "XML_SYNTAX":
            refusal = Refusal("REC_TOO_LARGE", f"{span.end_byte - span.start_byte} bytes")
        return RefusedSpan(span, refusal)

    def _span(self, start: int, end: int) -> Span:
        first, last = ((self.base + place) * self.width + self.bom_bytes for place in (start, end))
        return Span(self.number, first, last)
