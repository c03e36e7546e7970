"""Rows on their way to a person or a machine: a table on the terminal, or CSV, JSON or Parquet.

Content is hostile: control characters never reach a terminal, and a CSV cell never starts a formula. Heavy libraries
are imported where a format needs them, so that a short question starts fast.
"""

from __future__ import annotations

import io
import itertools
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Any, Final, cast

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Characters that make a spreadsheet read a cell as a formula (OWASP, CSV injection)."""

JOINERS: Final = frozenset("\u200c\u200d")
"""Format characters that shape the letters beside them (Persian, Indic scripts, emoji) and do nothing else."""

HIDDEN_CATEGORIES: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Unicode categories of what is not seen but can move the cursor, set colours or turn the direction of writing."""

CELL_CHARS: Final = 240
"""Longest cell of a printed table, in code points: three lines of a terminal. Machine formats are never cut."""

MIN_COLUMN_CHARS: Final = 9
"""Least average width of a column; with less, rows are printed one below the other, a value a line."""

PLAIN_WIDTH: Final = 100_000
"""Width of a table that goes to a pipe or a file: nothing there folds a line, and nobody wants it folded."""

LARGEST_JSON_INTEGER: Final = 2**63 - 1

MIN_HEADER_CHARS: Final = 13
"""Most width that a column is given for a word of its name, however narrow its values are."""

LONG_HASH: Final = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{12,56}\b")
"""Hashed ids: on a terminal their start says enough, and ``show`` takes it."""

BLANKS_AT_END: Final = re.compile(r" +$", re.MULTILINE)


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class OutputError(Exception):
    """What was asked for cannot be printed there; the message says what to do."""


class QuietConsole(Console):
    """A console whose reader may walk away (``| head``): that is no error of the program, so it is raised as it is."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class _Trimmed(io.TextIOBase):
    """Standard output where no terminal is: without the blanks that fill a table's lines up."""

    def write(self, text: str) -> int:
        return sys.stdout.write(BLANKS_AT_END.sub("", text))

    def flush(self) -> None:
        sys.stdout.flush()


def console(*, is_error: bool = False) -> Console:
    """Standard output (or standard error) for a person. Colours only on a terminal, and not with NO_COLOR."""
    made = QuietConsole(stderr=is_error, highlight=False, markup=False, emoji=False)
    if made.is_terminal:
        return made
    width = None if os.environ.get("COLUMNS") else PLAIN_WIDTH
    file = None if is_error else cast(IO[str], _Trimmed())
    return QuietConsole(stderr=is_error, file=file, width=width, highlight=False, markup=False, emoji=False)


def visible(text: str) -> str:
    """A text with U+FFFD for each character that is not seen but does something; line feeds and joiners stay.

    One code point gives one, so offsets hold.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character == "\t":
        return " "
    if character == "\n" or character in JOINERS or unicodedata.category(character) not in HIDDEN_CATEGORIES:
        return character
    return "\ufffd"


def printable(value: object) -> str:
    """A value as one line for a terminal."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M" if value.time() != time() else "%Y-%m-%d")
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1_000 else f"{value:,.0f}"
    if isinstance(value, list):
        return ", ".join(printable(item) for item in value)
    return visible(" ".join(str(value).split()))


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 file``, ``2,000 files``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def safe_cell(value: object) -> object:
    """A value for a CSV cell: texts that would start a formula get an apostrophe in front, lists are joined."""
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def write_rows(rows: pa.Table, format: Format, *, title: str | None = None) -> None:
    """Print rows on standard output in the format asked for. Raises OutputError, BrokenPipeError."""
    names = _unique(rows.column_names)
    if format is Format.TABLE:
        print_table(names, _values(rows), title=title)
    elif format is Format.PARQUET:
        _write_parquet(rows.rename_columns(names))
    elif format is Format.CSV:
        write_text(_csv_lines(names, _values(rows)))
    else:
        write_text(json_lines(dict(zip(names, row, strict=True)) for row in _values(rows)))


def print_table(names: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> None:
    """Print a table for a person. On a terminal too narrow for its columns, each row stands as a list of its values."""
    out = console()
    shown = [[*row] for row in rows]
    if title:
        out.print(Text(visible(title), style="italic"), soft_wrap=True)
    if not shown:
        out.print("(no rows)", style="dim")
    elif not out.is_terminal:
        write_text(_plain_lines(names, shown))
    elif out.width // max(len(names), 1) < MIN_COLUMN_CHARS:
        _print_records(out, names, shown)
    else:
        out.print(grid(names, shown))


def grid(names: Sequence[str], rows: Sequence[Sequence[Any]], *, is_cut: bool | None = None) -> Table:
    """Rows as a table without lines. Long cells and long hashes are cut where ``is_cut``, by default on a terminal."""
    is_cut = console().is_terminal if is_cut is None else is_cut
    table = Table(header_style="bold", box=None, pad_edge=False)
    for name, is_numeric in zip(names, _numeric_columns(names, rows), strict=True):
        words = visible(name).replace("_", " ").split()
        table.add_column(
            Text(" ".join(words)),
            justify="right" if is_numeric else "left",
            overflow="fold",
            no_wrap=is_cut and bool(words) and words[-1] == "id",
            min_width=min(max(map(cell_len, words), default=1), MIN_HEADER_CHARS),
        )
    for row in rows:
        table.add_row(*(value if isinstance(value, Text) else Text(_cell(value, is_cut)) for value in row))
    return table


def _plain_lines(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Rows as lines of padded columns, whole: what ``grid`` shows, for a pipe, where there may be many of them."""
    is_right = _numeric_columns(names, rows)
    cells = [[visible(name) for name in names], *([printable(value) for value in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (
            " " * (width - _width(text)) + text if right else text + " " * (width - _width(text))
            for text, width, right in zip(row, widths, is_right, strict=True)
        )
        yield "  ".join(padded).rstrip() + "\n"


def _width(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


def _numeric_columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[bool]:
    return [
        any(_is_number(row[number]) for row in rows)
        and all(row[number] is None or _is_number(row[number]) for row in rows)
        for number in range(len(names))
    ]


def _print_records(out: Console, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    for number, row in enumerate(rows):
        table = Table.grid(padding=(0, 2))
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for name, value in zip(names, row, strict=True):
            table.add_row(Text(visible(name)), Text(_cell(value, is_cut=True)))
        if number:
            out.print()
        out.print(table)


def _cell(value: object, is_cut: bool) -> str:
    text = printable(value)
    if is_cut and isinstance(value, str):
        text = LONG_HASH.sub(r"\1…", text)
    return text[: CELL_CHARS - 1] + "…" if is_cut and len(text) > CELL_CHARS else text


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unique(names: Sequence[str]) -> list[str]:
    """Column names, each once: SQL may give one name to two columns."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return unique


def _values(rows: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in rows.to_batches():
        yield from zip(*([_plain(value) for value in column.to_pylist()] for column in batch.columns), strict=True)


def _plain(value: Any) -> Any:
    """A sum of integers comes from SQL as a decimal; people and JSON want a number."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _csv_lines(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in itertools.chain([names], rows):
        writer.writerow([safe_cell(value) for value in row])
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def json_lines(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Objects as JSON Lines. Times as ISO 8601 without a zone (they are UTC)."""
    import orjson

    for row in objects:
        yield orjson.dumps(_json(row), option=orjson.OPT_APPEND_NEWLINE).decode()


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if isinstance(value, int) and abs(value) > LARGEST_JSON_INTEGER:
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if value is None or isinstance(value, str | bool | int | float | datetime | date | time):
        return value
    return str(value)


def write_text(lines: Iterable[str]) -> None:
    """Lines as UTF-8 on standard output; on a terminal without what could steer it."""
    is_terminal = sys.stdout.isatty()
    for line in lines:
        sys.stdout.buffer.write((visible(line) if is_terminal else line).encode("utf-8", "replace"))
    sys.stdout.flush()


def write_json(value: dict[str, Any]) -> None:
    """One object as a line of JSON on standard output."""
    write_text(json_lines([value]))


def _write_parquet(rows: pa.Table) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if sys.stdout.isatty():
        raise OutputError("Parquet is no text for a terminal; send it to a file: … --format parquet > rows.parquet")
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink)
    sys.stdout.buffer.write(sink.getvalue())
    sys.stdout.flush()
