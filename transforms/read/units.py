"""A stream of bytes as a stream of code units of one byte each, so that one scanner reads UTF-8, UTF-16 and UTF-32."""

from __future__ import annotations

import codecs
from typing import Final

from transforms.model import Framed, ReadLimits, Refusal, RefusedSpan, Span
from transforms.normalize.encoding import stream_encoding

HEAD_BYTES: Final = 4096
"""Bytes from which the encoding is told."""
WIDTHS: Final = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
BOMS: Final = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
_LOW_PLANE: Final = {"utf-16-le": 0, "utf-16-be": 1, "utf-32-le": 0, "utf-32-be": 3}
_IS_SET: Final = bytes([0]) + bytes([0xFF]) * 255


class Units:
    """Bytes in, units out. A unit of UTF-16 or UTF-32 below U+0100 is its own byte, any other is 0xFF, which no
    format's syntax has. Positions are counted in units; ``byte_at`` gives their bytes."""

    def __init__(self) -> None:
        self.encoding = ""
        self.width = 1
        self.bom_bytes = 0
        self.total_bytes = 0
        self._pending = b""

    def feed(self, chunk: bytes) -> tuple[bytes, bytes]:
        """(units, the bytes they came from); nothing until the encoding is known."""
        self.total_bytes += len(chunk)
        self._pending += chunk
        if not self.encoding:
            if len(self._pending) < HEAD_BYTES:
                return b"", b""
            self._begin()
        whole = len(self._pending) - len(self._pending) % self.width
        data, self._pending = self._pending[:whole], self._pending[whole:]
        return self._narrow(data), data

    def finish(self) -> tuple[bytes, bytes]:
        """What is left. A part of a unit at the end counts as one."""
        if not self.encoding:
            self._begin()
        data, self._pending = self._pending, b""
        data += bytes(-len(data) % self.width)
        return self._narrow(data), data

    def byte_at(self, unit: int) -> int:
        """The byte where a unit starts; the stream's end for what lies behind it."""
        return min(self.bom_bytes + unit * self.width, self.total_bytes)

    def _begin(self) -> None:
        self.encoding, self.bom_bytes, _ = stream_encoding(self._pending[:HEAD_BYTES])
        self.width = WIDTHS.get(self.encoding, 1)
        self._pending = self._pending[self.bom_bytes :]

    def _narrow(self, data: bytes) -> bytes:
        if self.width == 1 or not data:
            return data
        low = _LOW_PLANE[self.encoding]
        joined = int.from_bytes(data[low :: self.width], "little")
        for plane in range(self.width):
            if plane != low:
                # A set high byte turns the unit into 0xFF, whatever its low byte is.
                joined |= int.from_bytes(data[plane :: self.width].translate(_IS_SET), "little")
        return joined.to_bytes(len(data) // self.width, "little")


class UnitFramer:
    """What framers over units share: records are numbered as they are found, and told by their bytes in the stream.
    Places are units from the stream's start; ``number`` is that of the last record or refused stretch."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self.units = Units()
        self.number = 0

    def _span(self, start: int, end: int) -> Span:
        self.number += 1
        return Span(self.number, self.units.byte_at(start), self.units.byte_at(end))

    def _framed(self, start: int, end: int) -> Framed:
        """The record at a place, or its refusal where it is too large."""
        span = self._span(start, end)
        size_bytes = span.end_byte - span.start_byte
        if size_bytes > self.limits.max_record_bytes:
            return RefusedSpan(span, Refusal("REC_TOO_LARGE", f"{size_bytes} bytes"))
        return span

    def _refused(self, start: int, end: int, refusal: Refusal) -> Framed:
        return RefusedSpan(self._span(start, end), refusal)
