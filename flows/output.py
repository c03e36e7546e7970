"""Rows on their way to a person or a machine: a table on the terminal, or CSV, JSON or Parquet.

Content is hostile: control characters never reach a terminal, and a CSV cell never starts a formula.
"""

from __future__ import annotations

import csv
import io
import sys
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table
from rich.text import Text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Characters that make a spreadsheet read a cell as a formula (OWASP, CSV injection)."""


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def printable(value: object) -> str:
    """A value as one line for a terminal: nothing that moves the cursor, changes colours or turns the direction."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if (value.hour or value.minute) else value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1_000 else f"{value:,.0f}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(printable(item) for item in value)
    return "".join(_visible(character) for character in " ".join(str(value).split()))


def _visible(character: str) -> str:
    return "�" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") else character


def safe_cell(value: object) -> object:
    """A value for a CSV cell: texts that would start a formula get an apostrophe in front, lists are joined."""
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def write_rows(rows: pa.Table, format: Format, *, title: str | None = None) -> None:
    """Print rows on standard output in the format asked for."""
    writers: dict[Format, Callable[[pa.Table, BinaryIO], None]] = {
        Format.CSV: _write_csv,
        Format.JSON: _write_json,
        Format.PARQUET: pq.write_table,
    }
    if format is Format.TABLE:
        print_table(rows.column_names, (row.values() for row in rows.to_pylist()), title=title)
        return
    writers[format](rows, sys.stdout.buffer)
    sys.stdout.flush()


def print_table(names: Iterable[str], rows: Iterable[Iterable[Any]], *, title: str | None = None) -> None:
    """Print a table for a person; numbers to the right."""
    shown = [[*row] for row in rows]
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for number, name in enumerate(names):
        is_numeric = any(isinstance(row[number], int | float) for row in shown) and all(
            row[number] is None or isinstance(row[number], int | float) for row in shown
        )
        table.add_column(name, justify="right" if is_numeric else "left", overflow="fold")
    for row in shown:
        table.add_row(*(Text(printable(value)) for value in row))
    Console().print(table)
    if not shown:
        Console().print("(no rows)", style="dim")


def _write_csv(rows: pa.Table, out: BinaryIO) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.column_names)
    for row in rows.to_pylist():
        writer.writerow([safe_cell(value) for value in row.values()])
    out.write(text.getvalue().encode("utf-8"))


def _write_json(rows: pa.Table, out: BinaryIO) -> None:
    for row in rows.to_pylist():
        out.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE, default=str))
