"""Where the records of a JSON document stand: a scanner over chunks that holds no more than it must.

A document is one object, an array of objects, a wrapper object around lists of records, or several of these one after
another. The scanner follows strings and brackets by compiled expressions, sees at once where the grammar is broken, and
then looks for the next place that begins like the records before it: so one bad record does not take its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Final

import orjson

from transforms.model import Framed, Preamble, ReadLimits, Refusal, Skipped
from transforms.read.compression import StreamDamage
from transforms.read.fields import fold_key
from transforms.read.jsongrammar import (
    ANY_RECORD,
    CLOSE,
    COLON,
    COMMA,
    END_OF_STRING,
    ITEMS,
    MEMBERS,
    OPEN,
    OTHER,
    REST_OF_STRING,
    SEPARATORS,
    STRING,
    TOKEN,
    WHOLE_AT_TOP,
    WHOLE_IN_LIST,
    WORD,
    record_with,
)
from transforms.read.linked import articles_in
from transforms.read.units import UnitFramer
from transforms.read.wrappers import LIST_KEYS, MAX_HEAD_BYTES, fields_of_head, gives_an_article, preamble_of

MAX_FOLLOWED_DEPTH: Final = 10_000
"""Open brackets that are remembered; no reader takes so many, and each costs a byte."""
_GRAPH: Final = "@graph"
_KEPT_UNITS: Final = 512
"""Units behind the place reached that stay held, for a look back: longer than a boundary can be."""
_LONG_STRING_UNITS: Final = 4096
"""A string that has not ended after so many units is passed through without being held; no key that matters is as
long."""
_LOOK_BACK_UNITS: Final = 200
_MAX_KEY_UNITS: Final = 100
_MAX_FIRST_KEYS: Final = 4

_BRACE, _BRACKET, _BRACKET_END = b"{[]"


class _Mode(IntEnum):
    BETWEEN = 0
    """Between records: at the top, or in a list of records."""
    RECORD = 1
    WRAPPER = 2
    """In a wrapper object, behind a list of its records."""
    LOST = 3
    """Behind a fault, looking for the next record."""


class _Want(IntEnum):
    KEY = 0
    COLON = 1
    VALUE = 2
    ITEM = 3
    AFTER = 4


class Framer(UnitFramer):
    """The place reached in a stream. Feed it all chunks, then finish it. Places are counted in units from the stream's
    start; ``at`` alone is an index in ``held``."""

    def __init__(self, limits: ReadLimits) -> None:
        super().__init__(limits)
        self.held = bytearray()
        self.raw = bytearray()
        self.held_from = 0
        self.at = 0
        self.mode = _Mode.BETWEEN
        self.want = _Want.AFTER
        self.stack = bytearray()
        self.base = 0
        """How many brackets are open around a record: none at the top."""
        self.start = 0
        self.first_key: bytes | None = None
        self.first_keys: list[bytes] = []
        self.last_key = b""
        self.string_from: int | None = None
        self.search_from = 0
        self.wrapper_depth = 0
        """How many of the open brackets may belong to a wrapper."""
        self.is_list_next = False
        self.graph: tuple[int, bytes] | None = None
        """Where the first object of a list stands, and the brackets around it, until it is known whether the list is a
        wrapper's: one of linked data may be one article's graph, one behind a title may be a part of a record."""
        self.is_titled = False
        self.plain: tuple[int, int, int] | None = None
        """Start, end and number of plain values where records should be."""
        self.is_after_plain = False
        self.is_list_empty = False
        self.list_from = 0
        self.has_tail = False
        self.preamble = b""
        self.boundary: re.Pattern[bytes] = ANY_RECORD

    def feed(self, chunk: bytes) -> Iterator[Framed]:
        """The frames that the chunk completes."""
        self._hold(*self.units.feed(chunk))
        yield from self._scan(is_last=False)
        if self.graph is not None and self._place() - self.start > MAX_HEAD_BYTES:
            yield from self._open_graph()
            yield from self._scan(is_last=False)
        self._trim()

    def finish(self, damage: StreamDamage | None) -> Iterator[Framed]:
        """The frames that the stream's end completes, and what is missing."""
        self._hold(*self.units.finish())
        yield from self._scan(is_last=True)
        while self.graph is not None:
            yield from self._open_graph()
            yield from self._scan(is_last=True)
        end = self.held_from + len(self.held)
        missing = Refusal(damage.reason, damage.detail) if damage is not None else None
        if self.mode is _Mode.BETWEEN and self.string_from is not None:
            self._lose(self.string_from)
        if self.mode is _Mode.LOST:
            yield self._framed(self.start, self.held_from + len(self.held.rstrip(b" \t\r\n\x1e")))
        elif self.mode is _Mode.RECORD:
            yield self._unfinished(end, missing)
            missing = None
        else:
            yield from self._flush()
            if self.stack and missing is None:
                missing = Refusal("TRUNCATED", "the document stops before its brackets are closed")
        if missing is not None:
            yield self._refused(self.list_from if self.mode is _Mode.WRAPPER else end, end, missing)

    # What is held

    def _place(self) -> int:
        return self.held_from + self.at

    def _hold(self, units: bytes, raw: bytes) -> None:
        self.held += units
        if self.units.width > 1:
            self.raw += raw

    def _trim(self) -> None:
        """Let go of what is not looked at again."""
        keep = self.at - _KEPT_UNITS
        if self.mode is _Mode.RECORD and self.wrapper_depth:
            if self._place() - self.start > MAX_HEAD_BYTES:
                self.wrapper_depth = 0
            else:
                keep = min(keep, self.start - self.held_from)
        if keep > 0:
            del self.held[:keep]
            del self.raw[: keep * self.units.width]
            self.held_from += keep
            self.at -= keep

    def _bytes_of(self, start: int, end: int) -> bytes:
        start, end = start - self.held_from, end - self.held_from
        width = self.units.width
        return bytes(self.held[start:end]) if width == 1 else bytes(self.raw[start * width : end * width])

    # Tokens

    def _scan(self, is_last: bool) -> Iterator[Framed]:
        while True:
            if self.mode is _Mode.LOST:
                found = self._next_record()
                if found is None:
                    return
                yield found
            elif self.mode is _Mode.BETWEEN:
                whole = self._whole_record()
                if whole is not None:
                    yield whole
                    continue
                token = self._token(is_last)
                if token is None:
                    return
                yield from self._between(*token)
            elif not self._skip_plain():
                token = self._token(is_last)
                if token is None:
                    return
                yield from self._within(*token)

    def _whole_record(self) -> Framed | None:
        """A record that is all in hand, read at once."""
        separators = SEPARATORS.match(self.held, self.at)
        if separators is not None and separators.end() > self.at and self.string_from is None:
            if b"," in separators.group():
                self.is_after_plain = False
            self.at = separators.end()
        if self.plain is not None or self.string_from is not None or (not self.stack and self._is_stale()):
            return None
        match = (WHOLE_IN_LIST if self.stack else WHOLE_AT_TOP).match(self.held, self.at)
        if match is None:
            return None
        self.at = match.end()
        self.is_after_plain = self.is_list_empty = False
        key_start, key_end = match.span(1)
        if key_end - key_start <= _MAX_KEY_UNITS:
            self._learn(match.group(1))
        return self._framed(self.held_from + match.start(2), self._place())

    def _learn(self, first_key: bytes | None) -> None:
        if first_key and first_key not in self.first_keys:
            self.first_keys = [*self.first_keys[-_MAX_FIRST_KEYS + 1 :], bytes(first_key)]

    def _skip_plain(self) -> bool:
        """Pass by whole members or items without brackets; whether there were any."""
        if self.want is _Want.KEY and self.first_key is not None:
            match = MEMBERS.match(self.held, self.at)
        elif self.want is _Want.ITEM:
            match = ITEMS.match(self.held, self.at)
        else:
            return False
        if match is None or match.end() == self.at:
            return False
        self.at = match.end()
        self.search_from = self._place() - 1
        self.is_list_next = False
        self.has_tail = True
        return True

    def _token(self, is_last: bool) -> tuple[int, int, int] | None:
        """The next token as (kind, start, end), or None where it has not ended yet."""
        if self.string_from is not None:
            rest = REST_OF_STRING.match(self.held, self.at)
            assert rest is not None
            self.at = rest.end()
            if rest.group(1) is None:
                return None
            start, self.string_from = self.string_from, None
            return self._string(start, self._place())
        match = TOKEN.match(self.held, self.at)
        if match is None:
            self.at = len(self.held)
            return None
        kind = match.lastindex or OTHER
        start, end = match.span(kind)
        if kind == STRING:
            if match.group(END_OF_STRING) is None:
                if is_last or end - start >= _LONG_STRING_UNITS:
                    self.string_from = self.held_from + start
                    self.at = end
                return None
        elif kind == WORD and end == len(self.held) and not is_last and end - start < _LONG_STRING_UNITS:
            return None
        self.at = end
        start, end = start + self.held_from, end + self.held_from
        return self._string(start, end) if kind == STRING else (kind, start, end)

    def _string(self, start: int, end: int) -> tuple[int, int, int]:
        self.search_from = max(start, end - _LOOK_BACK_UNITS)
        return STRING, start, end

    # Between records

    def _between(self, kind: int, start: int, end: int) -> Iterator[Framed]:
        if kind == OPEN:
            yield from self._flush()
            opener = self.held[start - self.held_from]
            self.is_list_empty = False
            if not self.stack:
                yield from self._announce(b"")
            if opener == _BRACKET and not self.stack:
                self.is_list_empty = True
                self.base = 1
                self.list_from = start
                self.stack.append(opener)
            else:
                self._begin(start, opener)
        elif kind == CLOSE and self.stack and self.held[start - self.held_from] == _BRACKET_END:
            yield from self._end_of_list(end)
        elif kind == COMMA:
            self.is_after_plain = False
        elif kind in (STRING, WORD) and not self.is_after_plain:
            first, _, count = self.plain or (start, end, 0)
            self.plain = first, end, count + 1
            self.is_after_plain = True
            self.is_list_empty = False
        else:
            self._lose(start)

    def _begin(self, start: int, opener: int) -> None:
        self.mode = _Mode.RECORD
        self.start = self.search_from = start
        self.wrapper_depth = 0 if self.stack else 1
        self.first_key = None
        self.is_list_next = False
        self.stack.append(opener)
        self.want = _Want.KEY if opener == _BRACE else _Want.ITEM

    def _end_of_list(self, end: int) -> Iterator[Framed]:
        yield from self._flush()
        if self.is_list_empty:
            yield self._refused(self.list_from, end, Refusal("SCHEMA_MISSING", "the list is empty"))
        self.stack.pop()
        self.base = 0
        self.list_from = end
        if self.stack:
            self.mode = _Mode.WRAPPER
            self.want = _Want.AFTER
            self.wrapper_depth = len(self.stack)
            self.has_tail = False

    def _flush(self) -> Iterator[Framed]:
        """Plain values where records should be count as one refused record."""
        self.is_after_plain = False
        if self.plain is not None:
            start, end, count = self.plain
            self.plain = None
            detail = "a plain value" if count == 1 else f"{count} plain values"
            yield self._refused(start, end, Refusal("SCHEMA_TYPE", f"{detail} where an object should be"))

    # Within a record or wrapper

    def _within(self, kind: int, start: int, end: int) -> Iterator[Framed]:
        is_list_next, self.is_list_next = self.is_list_next, False
        if kind == OPEN:
            opener = self.held[start - self.held_from]
            if is_list_next and opener == _BRACE and self._is_list_of_records(start):
                yield from self._enter_list(start)
            elif self.want in (_Want.VALUE, _Want.ITEM) and len(self.stack) < MAX_FOLLOWED_DEPTH:
                self._open(opener)
            else:
                yield from self._fault(start)
        elif kind == CLOSE:
            closer = self.held[start - self.held_from]
            # In ASCII each closing bracket stands two places behind its opening one.
            if self.stack[-1] != closer - 2:
                yield from self._fault(start)
            else:
                yield from self._close(end)
        elif not self._takes(kind, start, end):
            yield from self._fault(start)

    def _takes(self, kind: int, start: int, end: int) -> bool:
        """Whether the grammar goes on with this comma, colon or plain value. Missing values and doubled commas do no
        harm to the frame: whoever reads the record refuses it."""
        if kind == COMMA:
            self.want = _Want.KEY if self.stack[-1] == _BRACE else _Want.ITEM
            return True
        if kind == COLON:
            is_expected = self.want is _Want.COLON
            self.want = _Want.VALUE
            return is_expected
        if self.want in (_Want.VALUE, _Want.ITEM) and kind in (STRING, WORD):
            self.want = _Want.AFTER
            return True
        if self.want is not _Want.KEY or kind != STRING:
            return False
        self.want = _Want.COLON
        self.has_tail = True
        is_short = end - start <= _MAX_KEY_UNITS
        self.last_key = bytes(self.held[start - self.held_from : end - self.held_from]) if is_short else b""
        if self.first_key is None:
            self.first_key = self.last_key
        return True

    def _open(self, opener: int) -> None:
        if self.wrapper_depth == len(self.stack) and fold_key(self.last_key[1:-1].decode("latin-1")) in LIST_KEYS:
            self.is_list_next = opener == _BRACKET
            self.wrapper_depth += opener == _BRACE
        self.stack.append(opener)
        self.want = _Want.KEY if opener == _BRACE else _Want.ITEM

    def _close(self, end: int) -> Iterator[Framed]:
        self.stack.pop()
        self.wrapper_depth = min(self.wrapper_depth, len(self.stack))
        self.want = _Want.AFTER
        if self.mode is _Mode.WRAPPER:
            if not self.stack:
                self.mode = _Mode.BETWEEN
                if self.has_tail:
                    yield Skipped("fields behind the records of a JSON wrapper")
        elif self.graph is not None and self.is_titled and len(self.stack) == len(self.graph[1]):
            if gives_an_article(self._bytes_as_utf8(self.graph[0], end)):
                yield from self._open_graph()
            else:
                self.graph = None
                self.wrapper_depth = 0
        elif len(self.stack) == self.base:
            if self.graph is not None and not self._is_one_article(end):
                yield from self._open_graph()
                return
            self.graph = None
            self.mode = _Mode.BETWEEN
            self._learn(self.first_key)
            yield self._framed(self.start, end)

    # Wrappers

    def _is_list_of_records(self, start: int) -> bool:
        """Whether a list that stands where a wrapper has its records is that, and not a part of a record."""
        if self.mode is _Mode.WRAPPER:
            return True
        if self.graph is not None or start - self.start > MAX_HEAD_BYTES:
            return False
        fields = fields_of_head(self._head(start))
        if "text" in fields:
            return False
        is_graph = self.last_key == b'"@graph"'
        self.is_titled = "title" in fields and not is_graph
        if is_graph or self.is_titled:
            self.graph = start, bytes(self.stack)
            return False
        return True

    def _head(self, end: int) -> bytes:
        return self._bytes_as_utf8(self.start, end)

    def _bytes_as_utf8(self, start: int, end: int) -> bytes:
        data = self._bytes_of(start, end)
        return data if self.units.width == 1 else data.decode(self.units.encoding, "replace").encode()

    def _enter_list(self, start: int) -> Iterator[Framed]:
        """What has been held is a wrapper's head, and a record of its list starts here."""
        if self.mode is _Mode.RECORD:
            yield from self._announce(self._head(start))
        self.mode = _Mode.BETWEEN
        self.base = len(self.stack)
        self.is_list_empty = False
        self.at = start - self.held_from

    def _is_one_article(self, end: int) -> bool:
        if end - self.start > min(MAX_HEAD_BYTES, self.limits.max_record_bytes):
            return False
        try:
            graph = orjson.loads(self._head(end)).get(_GRAPH)
        except ValueError:
            return False
        return len(articles_in(graph)) == 1

    def _open_graph(self) -> Iterator[Framed]:
        """Go back to the first node of a graph: its nodes are records of their own."""
        assert self.graph is not None
        start, stack = self.graph
        self.graph = self.string_from = None
        self.stack = bytearray(stack)
        yield from self._enter_list(start)

    def _is_stale(self) -> bool:
        """Whether a wrapper's preamble, or none, stands where an object of its own begins."""
        return self.preamble != preamble_of(b"", self.units.encoding)

    def _announce(self, head: bytes) -> Iterator[Framed]:
        preamble = preamble_of(head, self.units.encoding)
        if preamble != self.preamble:
            self.preamble = preamble
            yield Preamble(preamble)

    # Faults

    def _fault(self, place: int) -> Iterator[Framed]:
        if self.graph is not None:
            yield from self._open_graph()
            return
        self._lose(place)

    def _lose(self, place: int) -> None:
        """From here on the brackets cannot be trusted: look for the next record."""
        if self.mode is not _Mode.RECORD:
            self.start = self.plain[0] if self.plain else place
            self.plain = None
            self.is_after_plain = False
            if self.mode is _Mode.WRAPPER:
                self.base = 0
        self.string_from = None
        self.is_list_empty = False
        del self.stack[self.base :]
        self.mode = _Mode.LOST
        self.at = max(self.start, min(self.search_from, place), self.held_from) - self.held_from
        keys = {*self.first_keys, *([self.first_key] if self.first_key else ())}
        self.boundary = record_with(b"|".join(re.escape(key) for key in sorted(keys))) if keys else ANY_RECORD

    def _next_record(self) -> Framed | None:
        match = self.boundary.search(self.held, self.at)
        if match is None:
            self.at = max(self.at, len(self.held) - _KEPT_UNITS)
            return None
        end = match.end(1) if match.group(1) == b"}" else match.start(1)
        self.at = match.start(2)
        self.mode = _Mode.BETWEEN
        return self._framed(self.start, self.held_from + end)

    # Frames

    def _unfinished(self, end: int, missing: Refusal | None) -> Framed:
        if missing is None and len(self.stack) - self.base > self.limits.max_json_depth:
            return self._framed(self.start, end)
        size_bytes = self.units.byte_at(end) - self.units.byte_at(self.start)
        if missing is None and size_bytes > self.limits.max_record_bytes:
            return self._framed(self.start, end)
        return self._refused(self.start, end, missing or Refusal("TRUNCATED", "the last record is cut off"))
