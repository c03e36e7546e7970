"""DuckDB as this room uses it: bounded, offline, and told of files by their exact paths."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from transforms.contracts.columns import HASHES, LANGUAGE_SPANS, STORY_FEATURES

OLD_CLIENT_STORAGE: Final = "v1.5.0"
"""Storage version of published files: clients from 1.5 open it, and the types of the contract lose nothing by it."""

_SQL_TYPES: Final = {
    pa.string(): "VARCHAR",
    pa.list_(pa.string()): "VARCHAR[]",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us"): "TIMESTAMP",
    LANGUAGE_SPANS: 'STRUCT("start" BIGINT, "end" BIGINT, "language" VARCHAR)[]',
    STORY_FEATURES: "STRUCT(feature VARCHAR, weight DOUBLE)[]",
    HASHES: "BIGINT[]",
}
_GLOB: Final = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]"})


def connect(temporary: Path | None, *, memory_bytes: int, threads: int) -> duckdb.DuckDBPyConnection:
    """A connection in memory that spills to ``temporary`` (None: not at all) and never loads an extension from outside.

    Rows keep no order of their own, which saves memory: what must come in order says so.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_bytes}B",
        "threads": threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
        "preserve_insertion_order": False,
        "temp_directory": "" if temporary is None else str(temporary),
    }
    return duckdb.connect(":memory:", config=config)


def text_literal(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def path_literal(path: Path) -> str:
    """A path as an SQL literal that DuckDB takes as this one file: glob characters stand in brackets of their own."""
    return text_literal(str(path).translate(_GLOB))


@contextmanager
def database_path(path: Path) -> Iterator[str]:
    """Where DuckDB can build the database file ``path``: there itself, but for folders with a question mark.
    DuckDB takes what follows one for options and looks for its log elsewhere, so such a file is built in a temporary
    folder and copied.
    """
    if "?" not in str(path):
        yield str(path)
        return
    with tempfile.TemporaryDirectory(prefix="presswatch-") as folder:
        built = Path(folder, "built.duckdb")
        yield str(built)
        shutil.copyfile(built, path)


def sql_type(type: pa.DataType) -> str:
    """The DuckDB type of a contract's Arrow type. Raises KeyError for a type that no contract uses."""
    return _SQL_TYPES[type]


def relation(files: Sequence[Path], schema: pa.Schema, *, has_filename: bool = False) -> str:
    """Parquet files (possibly none) as something to select from, with the columns of ``schema`` and their types.

    Files of earlier versions lack columns that came later: those are null.
    """
    columns = [f"NULL::{sql_type(field.type)} AS {field.name}" for field in schema]
    columns += ["NULL::VARCHAR AS filename"] if has_filename else []
    empty = f"SELECT {', '.join(columns)} WHERE false"
    if not files:
        return f"({empty})"
    options = ", filename = true" if has_filename else ""
    names = ", ".join(path_literal(path) for path in files)
    found = f"read_parquet([{names}], hive_partitioning = false, union_by_name = true{options})"
    return f"({empty} UNION ALL BY NAME SELECT * FROM {found})"


def create_table(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table, schema: pa.Schema | None = None) -> None:
    """A native table (replaced if it exists) that holds ``rows``, with the types of ``schema`` where it is given."""
    if schema is not None:
        rows = rows.select(schema.names).cast(schema)
    con.register("incoming_rows", rows)
    con.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming_rows")
    con.unregister("incoming_rows")


def rows_table(rows: Iterable[dict[str, object]], schema: pa.Schema) -> pa.Table:
    """Dictionaries as an Arrow table."""
    return pa.Table.from_pylist(list(rows), schema=schema)


def scalar(con: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> int:
    """The first value of the first row, as a whole number."""
    rows = con.execute(sql, parameters).fetchall()
    return int(rows[0][0]) if rows and rows[0][0] is not None else 0
