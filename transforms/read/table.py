"""Tables with separators: CSV, TSV, and those with semicolons or bars; one row is one record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final

from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal
from transforms.normalize.encoding import decode
from transforms.read.framed import framed
from transforms.read.records import record_of
from transforms.read.tabledialect import cells_of, dialect_in, fits
from transforms.read.tableframes import Framer
from transforms.read.units import BOMS


class TableReader:
    """Reads a table whose header names at least a title or a text. Quoting is that of RFC 4180."""

    format: Final = "table"
    is_structured: Final = True

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """One span a row that is not blank; the dialect with its header comes first, as a Preamble.

        Lines above the header are Skipped. A table whose header maps neither to title nor to text is one refused span,
        SCHEMA_MISSING, which names its columns. A row with a broken quote is CSV_SYNTAX, with the lines behind it that
        are no rows; reading goes on at the first line that fits the header. A row above ``max_record_bytes`` is
        refused without being held. ``context.field_keys`` are the user's own names of columns.
        """
        return framed(Framer(limits, context.field_keys), chunks)

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """One row → its record, by the header in ``context.preamble``. Empty cells say nothing; columns without a known
        name are kept as extra. Refuses CSV_SYNTAX where the row does not fit the header, and as ``records`` does."""
        if len(data) > limits.max_record_bytes:
            return Refusal("REC_TOO_LARGE", f"{len(data)} bytes")
        dialect = dialect_in(context.preamble)
        if dialect is None:
            return Refusal("SCHEMA_MISSING", "no header")
        if len(dialect.columns) > limits.max_record_keys:
            return Refusal("REC_TOO_WIDE", f"{len(dialect.columns)} columns")
        decoded = decode(BOMS.get(dialect.encoding, b"") + data)
        if isinstance(decoded, Refusal):
            return decoded
        text, flags = decoded.text, decoded.flags
        if dialect.encoding and dialect.encoding not in BOMS:
            # The table's own encoding is surer than what one short row looks like.
            with suppress(UnicodeDecodeError):
                text, flags = data.decode(dialect.encoding), frozenset({"ENC_MISDECLARED"})
        cells = cells_of(text, dialect.delimiter)
        if cells is None:
            return Refusal("CSV_SYNTAX", "a quoted field is broken")
        if not fits(cells, dialect.columns):
            return Refusal("CSV_SYNTAX", f"{len(cells)} cells where the header has {len(dialect.columns)}")
        row = {name: cell for name, cell in zip(dialect.columns, cells, strict=False) if cell.strip()}
        return record_of(row, flags - {"ENC_GUESSED"}, limits, context)
