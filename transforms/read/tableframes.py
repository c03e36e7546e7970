"""Where the rows of a table stand: quoted line ends respected, a broken quote contained, nothing large held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Final

from transforms.model import Framed, Preamble, ReadLimits, Refusal, Skipped
from transforms.normalize.encoding import decode
from transforms.read.compression import StreamDamage
from transforms.read.fields import FieldKeys
from transforms.read.tabledialect import (
    MAX_NAMED_CHARS,
    MAX_PREAMBLE_BYTES,
    Dialect,
    Header,
    cells_of,
    find_header,
    fits,
)
from transforms.read.units import WIDTHS, UnitFramer

HEAD_UNITS: Final = 64 * 1024
"""How much is looked at for a header."""
_ABOVE: Final = "line above a table's header"
_BROKEN: Final = Refusal("CSV_SYNTAX", "a quoted field is broken, or never ends")


class _Row(Enum):
    WHOLE = 0
    BROKEN = 1
    """A quoted field does not end where a field ends."""
    OPEN = 2
    """More is needed."""


class Framer(UnitFramer):
    """The place reached in a stream. Feed it all chunks, then finish it. Places are counted in units."""

    def __init__(self, limits: ReadLimits, field_keys: FieldKeys = ()) -> None:
        super().__init__(limits)
        self.field_keys = field_keys
        self.held = bytearray()
        self.raw = bytearray()
        self.held_from = 0
        self.at = 0
        self.header: Header | None = None
        self.is_refused = False
        self.retry_units = 0
        """No row can be whole before so many units are held: what is open is looked at again when it has doubled."""
        self.found: Header | None = None
        self.broken_to = 0
        self.broken_from: int | None = None
        """Where a broken row begins, until a row that fits the header is met."""
        self.large_from: int | None = None
        """Where a row above the limit begins, which is passed by without being held."""
        self.is_in_quotes = False

    def feed(self, chunk: bytes) -> Iterator[Framed]:
        """The frames that the chunk completes."""
        self._hold(*self.units.feed(chunk))
        if self.header is None and not self.is_refused:
            if len(self.held) < HEAD_UNITS:
                return
            yield from self._begin(is_cut=True)
        yield from self._rows(is_last=False)

    def finish(self, damage: StreamDamage | None) -> Iterator[Framed]:
        """The frames that the stream's end completes, and what is missing."""
        self._hold(*self.units.finish())
        if self.header is None and not self.is_refused:
            yield from self._begin(is_cut=len(self.held) > HEAD_UNITS)
        yield from self._rows(is_last=damage is None)
        end = self.held_from + len(self.held)
        if self.header is None:
            yield self._refused(0, end, self._no_header())
        elif self.large_from is not None:
            yield self._too_large(self.large_from, end)
            self.at = len(self.held)
        elif self.broken_from is not None:
            yield from self._end_of_broken()
        elif not self.number and damage is None:
            yield self._refused(end, end, Refusal("SCHEMA_MISSING", "a header and no rows"))
        if damage is not None:
            start = self.held_from + self.at if self.header is not None else end
            yield self._refused(start, end, Refusal(damage.reason, damage.detail))

    def _hold(self, units: bytes, raw: bytes) -> None:
        self.held += units
        if self.header is None and not self.is_refused:
            self.raw += raw

    # The header

    def _begin(self, is_cut: bool) -> Iterator[Framed]:
        head = bytes(self.held[:HEAD_UNITS])
        self.newline = b"\n" if b"\n" in head or b"\r" not in head else b"\r"
        whole = head.rfind(self.newline) + 1 if is_cut else len(head)
        text, encoding = self._text(whole or len(head))
        header = find_header(text, self.newline.decode(), encoding, self.field_keys)
        self.raw.clear()
        self.found = header
        if header is None or not header.is_of_articles or len(header.dialect.to_bytes()) > MAX_PREAMBLE_BYTES:
            self.is_refused = True
            return
        self.header = header
        self._compile(header.dialect)
        yield from (Skipped(_ABOVE) for _ in header.above)
        yield Preamble(header.dialect.to_bytes())
        # A text's characters are not the stream's units: the header is found again by its line.
        for _ in range(text.count(self.newline.decode(), 0, header.end) + 1):
            end = self.held.find(self.newline, self.at)
            self.at = len(self.held) if end < 0 else end + 1

    def _text(self, units: int) -> tuple[str, str]:
        """The head as text, and its encoding where rows cannot tell it themselves."""
        encoding = self.units.encoding
        if encoding in WIDTHS:
            return bytes(self.raw[: units * self.units.width]).decode(encoding, "replace"), encoding
        decoded = decode(bytes(self.held[:units]))
        if isinstance(decoded, Refusal):
            return bytes(self.held[:units]).decode("latin-1"), ""
        return decoded.text, "" if decoded.encoding == "utf-8" else decoded.encoding

    def _no_header(self) -> Refusal:
        if self.found is None:
            return Refusal("SCHEMA_MISSING", "no header")
        if self.found.is_of_articles:
            return Refusal("REC_TOO_WIDE", f"a header of more than {MAX_PREAMBLE_BYTES} bytes")
        names = ", ".join(self.found.dialect.columns)
        cut = names if len(names) <= MAX_NAMED_CHARS else names[:MAX_NAMED_CHARS] + "…"
        return Refusal("SCHEMA_MISSING", f"no column gives a title or a text; the first line reads: {cut}")

    def _compile(self, dialect: Dialect) -> None:
        mark = re.escape(dialect.delimiter.encode("latin-1", "replace"))
        end = re.escape(self.newline)
        quoted = rb'"(?:[^"]++|"")*+"'
        cell = rb"(?:" + quoted + rb'|(?:[^"' + mark + end + rb"][^" + mark + end + rb"]*+)?)"
        start = rb"(?:" + cell + mark + rb")*+"
        self.row = re.compile(start + cell + rb"(\r?" + end + rb")")
        self.last_row = re.compile(start + cell + rb"(\s*+\Z)")
        self.cells = re.compile(start)
        self.quoted = re.compile(quoted)
        self.in_quotes = re.compile(rb'(?:[^"]++|"")*+')
        self.out_of_quotes = re.compile(rb'(?:[^"' + end + rb']++|"")*+')
        self.blank = re.compile(rb"[\s\0" + mark + rb"]*+")
        self.dialect = dialect

    # Rows

    def _rows(self, is_last: bool) -> Iterator[Framed]:
        if self.header is None:
            self.held_from += len(self.held)
            self.held.clear()
            return
        while self.at < len(self.held):
            if self.large_from is not None:
                frame = self._pass_by()
                if frame is None:
                    break
                yield frame
                continue
            if len(self.held) - self.at < self.retry_units and not is_last:
                break
            kind, end, after = self._look(is_last)
            if kind is _Row.OPEN:
                # Only within quotes can a row be open for long.
                self.retry_units = min(2 * (len(self.held) - self.at), self._limit_units() + 1)
                break
            self.retry_units = 0
            yield from self._row(kind, end, after)
        del self.held[: self.at]
        self.held_from += self.at
        self.at = 0

    def _limit_units(self) -> int:
        return self.limits.max_record_bytes // self.units.width

    def _look(self, is_last: bool) -> tuple[_Row, int, int]:
        """The row that begins here: (what it is, its end, where the next begins), as indices. Of a broken row the end
        is how far it was looked at."""
        most = self.at + self._limit_units()
        match = self.row.match(self.held, self.at) or (self.last_row.match(self.held, self.at) if is_last else None)
        if match is not None:
            if match.end() - bool(match.group(1)) > most:
                return _Row.BROKEN, most + 1, 0
            return _Row.WHOLE, match.start(1), match.end()
        cells = self.cells.match(self.held, self.at)
        place = cells.end() if cells else self.at
        if self.held.startswith(b'"', place):
            quoted = self.quoted.match(self.held, place)
            if (
                quoted is not None
                and bytes(self.held[quoted.end() : quoted.end() + 2]) not in (b"", b"\r")
                and quoted.end() <= most
            ):
                is_line_held = is_last or self.held.find(self.newline, self.at, most + 1) >= 0
                return (_Row.BROKEN if is_line_held or len(self.held) > most else _Row.OPEN), quoted.end(), 0
        is_open = len(self.held) <= most and not is_last
        return (_Row.OPEN if is_open else _Row.BROKEN), min(most + 1, len(self.held)), 0

    def _row(self, kind: _Row, end: int, after: int) -> Iterator[Framed]:
        start = self.at
        most = start + self._limit_units()
        line_end = self.held.find(self.newline, start, most + 1)
        is_line_large = line_end < 0 and len(self.held) > most
        line_end = len(self.held) if line_end < 0 else line_end
        if kind is _Row.BROKEN and (is_line_large or (end > most and not self._is_row_ahead(line_end + 1, most + 1))):
            yield from self._end_of_broken()
            self.large_from = self.held_from + start
            self.is_in_quotes = False
            return
        if kind is _Row.BROKEN and self._fits(start, line_end):
            kind, end, after = _Row.WHOLE, line_end, line_end + 1
        if kind is _Row.WHOLE and self.blank.fullmatch(self.held, start, end):
            self.at = after
        elif kind is _Row.BROKEN or self._is_broken(start, end, line_end):
            if self.broken_from is None:
                self.broken_from = self.held_from + start
            self.broken_to = self.held_from + line_end
            self.at = min(line_end + 1, len(self.held))
        else:
            yield from self._end_of_broken()
            self.at = min(after, len(self.held))
            end -= self.held.endswith(b"\r", start, end)
            yield self._framed(self.held_from + start, self.held_from + end)

    def _is_broken(self, start: int, end: int, line_end: int) -> bool:
        """Whether what looks whole is not: lines behind a broken row that do not fit the header are its own; a row over
        several lines that does not fit is broken if the line behind its first is a row."""
        if self.broken_from is None and line_end >= end:
            return False
        if self._fits(start, end):
            return False
        return self.broken_from is not None or self._is_row(line_end + 1)

    def _fits(self, start: int, end: int) -> bool:
        text = self.held[start:end].decode("latin-1").removesuffix("\r")
        return fits(cells_of(text, self.dialect.delimiter), self.dialect.columns)

    def _is_row(self, start: int) -> bool:
        end = self.held.find(self.newline, start)
        return end > start and self._fits(start, end)

    def _is_row_ahead(self, start: int, until: int) -> bool:
        while (end := self.held.find(self.newline, start, until)) >= 0:
            if end > start and self._fits(start, end):
                return True
            start = end + 1
        return False

    def _end_of_broken(self) -> Iterator[Framed]:
        if self.broken_from is not None:
            yield self._refused(self.broken_from, self.broken_to, _BROKEN)
            self.broken_from = None

    # A row above the limit

    def _pass_by(self) -> Framed | None:
        """On to the end of a large row, quotes respected; None where it lies further on."""
        while self.at < len(self.held):
            within = (self.in_quotes if self.is_in_quotes else self.out_of_quotes).match(self.held, self.at)
            self.at = within.end() if within else self.at
            if self.held.startswith(b'"', self.at):
                self.is_in_quotes = not self.is_in_quotes
                self.at += 1
            elif self.at < len(self.held):
                start, end, self.large_from = self.large_from or 0, self.held_from + self.at, None
                self.at += 1
                return self._too_large(start, end)
        return None

    # Frames

    def _too_large(self, start: int, end: int) -> Framed:
        size_bytes = self.units.byte_at(end) - self.units.byte_at(start)
        return self._refused(start, end, Refusal("REC_TOO_LARGE", f"{size_bytes} bytes"))
