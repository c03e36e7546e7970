"""JSON Lines: one object a line, lines end at ``\\n`` only, in UTF-8, UTF-16 or UTF-32."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal, RefusedSpan, Span
from transforms.normalize.encoding import decode, stream_encoding
from transforms.read import strictjson
from transforms.read.compression import StreamDamage
from transforms.read.framed import framed
from transforms.read.records import kind_of, record_of

_HEAD_BYTES: Final = 4096
_BLANKS: Final = b" \t\r\n\x0b\x0c"
_WIDTHS: Final = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}


class JsonLinesReader:
    """Reads one JSON object a line; blank lines are no records. Spans leave out line ends and a byte order mark."""

    format: Final = "jsonl"
    is_structured: Final = True

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """One span a line that is not blank. A line above ``max_record_bytes`` is refused without being held, and
        framing goes on at the next line end. A last line without its end is TRUNCATED if it stops within a string or
        bracket."""
        return framed(_Framer(limits), chunks)

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """One line → its record. Keys are mapped by ``fields``; unknown ones are kept in ``extra``."""
        if len(data) > limits.max_record_bytes:
            return Refusal("REC_TOO_LARGE", f"{len(data)} bytes")
        loaded = strictjson.loads(data, limits)
        if isinstance(loaded, Refusal):
            return loaded
        value, flags = loaded
        if not isinstance(value, dict):
            return Refusal("SCHEMA_TYPE", f"{kind_of(value)} where an object should be")
        return record_of(value, flags, limits, context)


class _Framer:
    """The line in hand, and how far the stream has come. Offsets are bytes of the decompressed stream."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self.newline = b""
        self.width = 1
        self.held = bytearray()
        self.held_start = 0
        self.searched = 0
        self.lost_bytes = 0
        self.number = 0

    def feed(self, chunk: bytes) -> Iterator[Span | RefusedSpan]:
        self.held += chunk
        if not self.newline:
            if len(self.held) < _HEAD_BYTES:
                return
            self._begin()
        yield from self._lines()

    def finish(self, damage: StreamDamage | None) -> Iterator[Span | RefusedSpan]:
        if not self.newline:
            self._begin()
            yield from self._lines()
        end = self.held_start + len(self.held)
        start = self.held_start - self.lost_bytes
        if damage is not None:
            if self.lost_bytes == 0 and self._is_whole(bytes(self.held)):
                yield from self._line(bytes(self.held), self.held_start)
                start = end
            self.number += 1
            yield RefusedSpan(Span(self.number, start, end), Refusal(damage.reason, damage.detail))
        elif self.lost_bytes or self.held:
            line = bytes(self.held)
            if (
                not self.lost_bytes
                and len(line) <= self.limits.max_record_bytes
                and not self._is_blank(line)
                and self._is_cut(line)
            ):
                self.number += 1
                yield RefusedSpan(
                    self._span(line, self.held_start), Refusal("TRUNCATED", "the last line stops within a record")
                )
            else:
                yield from self._line(line, self.held_start)

    def _begin(self) -> None:
        encoding, bom_bytes, _ = stream_encoding(bytes(self.held[:_HEAD_BYTES]))
        self.newline = "\n".encode(encoding)
        self.width = _WIDTHS.get(encoding, 1)
        del self.held[:bom_bytes]
        self.held_start = bom_bytes

    def _lines(self) -> Iterator[Span | RefusedSpan]:
        held, width = self.held, self.width
        start = 0
        end = self._find(0 if self.searched < 0 else self.searched)
        while end >= 0:
            yield from self._line(bytes(held[start:end]), self.held_start + start)
            start = end + width
            end = self._find(start)
        if start:
            del held[:start]
            self.held_start += start
        # A wide line end may be cut by the chunk: search its last units again.
        self.searched = len(held) - len(held) % width
        if len(held) > self.limits.max_record_bytes:
            dropped = self.searched
            del held[:dropped]
            self.held_start += dropped
            self.lost_bytes += dropped
            self.searched = 0

    def _find(self, start: int) -> int:
        """Next line end at a whole unit from ``start`` (a multiple of the width), or -1."""
        found = self.held.find(self.newline, start)
        while found >= 0 and found % self.width:
            found = self.held.find(self.newline, found + 1)
        return found

    def _line(self, line: bytes, start: int) -> Iterator[Span | RefusedSpan]:
        size_bytes = self.lost_bytes + len(line)
        if size_bytes > self.limits.max_record_bytes:
            self.number += 1
            span = Span(self.number, start - self.lost_bytes, start + len(line))
            self.lost_bytes = 0
            yield RefusedSpan(span, Refusal("REC_TOO_LARGE", f"{size_bytes} bytes"))
        elif not self._is_blank(line):
            self.number += 1
            yield self._span(line, start)

    def _span(self, line: bytes, start: int) -> Span:
        end = start + len(line)
        if self.width == 1 and line.endswith(b"\r"):
            end -= 1
        return Span(self.number, start, end)

    def _is_blank(self, line: bytes) -> bool:
        if self.width == 1:
            return not line or line.isspace()
        return not line.strip(_BLANKS + b"\0")

    def _text(self, line: bytes) -> str:
        decoded = decode(line)
        return "" if isinstance(decoded, Refusal) else decoded.text

    def _is_cut(self, line: bytes) -> bool:
        text = self._text(line).strip()
        return text.startswith(("{", "[")) and strictjson.is_cut(text)

    def _is_whole(self, line: bytes) -> bool:
        if self._is_blank(line):
            return False
        text = self._text(line).strip()
        return text.startswith("{") and text.endswith("}") and not strictjson.is_cut(text)
