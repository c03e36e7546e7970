"""Plain text: one file is one record, with an optional first line that dates it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal, RefusedSpan, Span
from transforms.normalize.encoding import decode
from transforms.read.compression import StreamDamage

HEADER: Final = re.compile(
    r"\s*date[ \t]+([0-9]{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)(?:[ \t]+|(?=[\r\n])|\Z)"
)
"""` date 2021-10 ` or ` date 2021-10-18 ` before anything else; the text may run on in the same line."""


class TextReader:
    """Reads a whole file as one article. Paragraph breaks and indentation are kept: they tell blocks apart."""

    format: Final = "text"
    is_structured: Final = False

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """One span over the whole stream. A stream that is cut off has lost its only record's end, so it is refused;
        garbage behind a complete stream is a second, refused span of no bytes."""
        size_bytes = 0
        damage: StreamDamage | None = None
        try:
            for chunk in chunks:
                size_bytes += len(chunk)
        except StreamDamage as found:
            damage = found
        whole = Span(1, 0, size_bytes)
        if damage is not None and damage.reason != "TRAILING_GARBAGE":
            yield RefusedSpan(whole, Refusal(damage.reason, damage.detail))
            return
        if size_bytes > limits.max_record_bytes:
            yield RefusedSpan(whole, Refusal("REC_TOO_LARGE", f"{size_bytes} bytes"))
        else:
            yield whole
        if damage is not None:
            yield RefusedSpan(Span(2, size_bytes, size_bytes), Refusal(damage.reason, damage.detail))

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """The file's text without its header line; the header's date stands in ``header_date``."""
        if len(data) > limits.max_record_bytes:
            return Refusal("REC_TOO_LARGE", f"{len(data)} bytes")
        decoded = decode(data)
        if isinstance(decoded, Refusal):
            return decoded
        text = decoded.text
        header = HEADER.match(text)
        header_date = None
        if header is not None:
            header_date = header.group(1)
            text = text[header.end() :]
        if not text.strip():
            return Refusal("SCHEMA_MISSING", "nothing but a header line" if header else "nothing but white space")
        return RawRecord(text=text, header_date=header_date, flags=decoded.flags)
