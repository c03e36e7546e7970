"""How a table is written: its delimiter, its header, and how a row is cut into cells."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from transforms.read.fields import FieldKeys, fields_of

DELIMITERS: Final = (",", ";", "\t", "|")
MAX_LINES_ABOVE: Final = 10
"""Lines that may stand above a header: exports begin with their title, their date and an empty line."""
MIN_KNOWN_COLUMNS: Final = 2
MAX_NAMED_CHARS: Final = 300
MAX_PREAMBLE_BYTES: Final = 64 * 1024
_SEP_LINE: Final = re.compile(r'[ ]*"?sep=([!#-/:-@\[-`{-~\t])"?[ ,;]*', re.IGNORECASE)
"""How Excel writes which delimiter a file has."""
_NEEDED_FIELDS: Final = frozenset({"title", "text"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """One table's way. ``encoding`` is empty where each row tells its own (UTF-8)."""

    delimiter: str
    columns: tuple[str, ...]
    encoding: str = ""

    def to_bytes(self) -> bytes:
        """As a preamble."""
        said = {"delimiter": self.delimiter, "columns": self.columns, "encoding": self.encoding}
        return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header was found: the lines above it (blank ones left out) as (start, end) in characters, its own end,
    and the fields that its columns give."""

    dialect: Dialect
    above: tuple[tuple[int, int], ...]
    end: int
    fields: frozenset[str]

    @property
    def is_of_articles(self) -> bool:
        """Whether its rows can hold an article."""
        return bool(self.fields & _NEEDED_FIELDS)


@lru_cache(maxsize=16)
def dialect_in(preamble: bytes) -> Dialect | None:
    """A preamble → the dialect, or None where it is none."""
    try:
        said = json.loads(preamble)
        dialect = Dialect(str(said["delimiter"]), tuple(map(str, said["columns"])), str(said["encoding"]))
    except (ValueError, KeyError, TypeError):
        return None
    return dialect if len(dialect.delimiter) == 1 else None


def find_header(text: str, newline: str, encoding: str, field_keys: FieldKeys = ()) -> Header | None:
    """The beginning of a table → its header, or None where nothing is written.

    The first of ten lines that names two known fields, one of them title or text, is the header; else the first line.
    The delimiter is that of Excel's ``sep=`` line, or that which gives most known columns, then most columns.
    """
    delimiters: tuple[str, ...] = DELIMITERS
    above: list[tuple[int, int]] = []
    best: tuple[int, Header] | None = None
    start = 0
    while start < len(text) and len(above) < MAX_LINES_ABOVE:
        end = text.find(newline, start)
        end = len(text) if end < 0 else end
        line = text[start:end].rstrip("\r")
        given = _SEP_LINE.fullmatch(line)
        if given is not None and not above:
            delimiters = (given.group(1),)
            above.append((start, start + len(line)))
        elif line.strip():
            found = _header(line, tuple(above), end, delimiters, encoding, field_keys)
            if found[1].is_of_articles and found[0] >= min(MIN_KNOWN_COLUMNS, len(found[1].dialect.columns)):
                return found[1]
            best = best or found
            above.append((start, start + len(line)))
        start = end + len(newline)
    return best[1] if best else None


def cells_of(row: str, delimiter: str) -> list[str] | None:
    """A row without its line end → its cells; None where a quoted cell is broken (RFC 4180). A cell that begins with a
    quotation and goes on behind it (``"Enough", says mayor``) is taken as it stands, if its quotes are balanced."""
    cells: list[str] = []
    at = 0
    pattern = _cell(delimiter)
    while True:
        match = pattern.match(row, at)
        if match is None:
            return None
        quoted, plain = match.group(1, 2)
        if quoted is not None:
            cells.append(quoted.replace('""', '"'))
        elif (plain.startswith('"') and plain.count('"') % 2) or "\n" in plain:
            return None
        else:
            cells.append(plain)
        at = match.end()
        if not match.group(3):
            return cells


def fits(cells: list[str] | None, columns: tuple[str, ...]) -> bool:
    """Whether a row has as many cells as the header; empty ones behind them do no harm."""
    return cells is not None and len(cells) >= len(columns) and not any(cell.strip() for cell in cells[len(columns) :])


@lru_cache(maxsize=64)
def _cell(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]++|"")*+)"(?={mark}|\Z)|([^{mark}]*+))({mark}|\Z)')


def _header(
    line: str,
    above: tuple[tuple[int, int], ...],
    end: int,
    delimiters: tuple[str, ...],
    encoding: str,
    field_keys: FieldKeys,
) -> tuple[int, Header]:
    """A line read as a header in the way that makes most of it: (known columns, header)."""
    choices: list[tuple[int, int, Header]] = []
    for delimiter in delimiters:
        cells = cells_of(line, delimiter) or [line]
        while len(cells) > 1 and not cells[-1].strip():
            cells.pop()
        columns = _named(cells)
        known = [fields_of(name, field_keys) for name in columns]
        header = Header(Dialect(delimiter, columns, encoding), above, end, frozenset().union(*known))
        choices.append((sum(map(bool, known)), len(columns), header))
    known_count, _, header = max(choices, key=lambda choice: choice[:2])
    return known_count, header


def _named(cells: list[str]) -> tuple[str, ...]:
    """Column names: nameless ones are numbered, repeated ones too."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.strip("\ufeff").split()) or f"column {place}"
        names.append(f"{name} ({place})" if name in names else name)
    return tuple(names)
