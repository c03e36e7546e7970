"""The numbers that are judged, made by DuckDB from the projected tables: Arrow in, Arrow out."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import duckdb
import pyarrow as pa

from expectations.suites import PROJECTIONS, Suite
from expectations.verdict import RefusedRecord

MEMORY_LIMIT: Final = "256MB"
"""What DuckDB may take for joining the projected tables before it spills; 600,000 mentions need a third of it."""

FORMS: Final = {
    "flag": "coalesce({0}, false) AS {0}",
    "code": "coalesce({0}, 0) AS {0}",
    "range": "{0}::DOUBLE AS {0}",
    "time": "epoch({0})::DOUBLE AS {0}",
}
"""How a check's column is looked at, by its kind: flags and codes without nulls, moments as seconds since 1970."""


@contextmanager
def connected(tables: Mapping[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables by name in a database of their own, each row with its ``place`` (from 0)."""
    with tempfile.TemporaryDirectory(prefix="presswatch-check-") as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": folder,
            "threads": 2,
            "python_enable_replacements": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(":memory:", config=config) as con:
            for name, columns in PROJECTIONS.items():
                table = tables[name].select(list(columns))
                con.register(name, table.append_column("place", pa.array(range(table.num_rows), pa.int64())))
            yield con


def live_sources(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Sources of which something is not refused yet: refusing the others once more would change nothing."""
    rows = con.execute("SELECT DISTINCT source_sha256 FROM records WHERE NOT is_rejected AND source_sha256 IS NOT NULL")
    return frozenset(source for (source,) in rows.fetchall())


def sources_of(con: duckdb.DuckDBPyConnection, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The source of each of these records."""
    wanted = pa.table(
        {
            "reading_id": pa.array([reading_id for reading_id, _ in places], pa.string()),
            "record_number": pa.array([number for _, number in places], pa.int64()),
        }
    )
    con.register("wanted", wanted)
    found = con.execute(
        """
        SELECT reading_id, record_number, source_sha256
        FROM documents SEMI JOIN wanted USING (reading_id, record_number)
        """
    )
    return {(reading_id, number): source for reading_id, number, source in found.fetchall()}


def row_frame(con: duckdb.DuckDBPyConnection, suite: Suite) -> pa.Table:
    """One row per row of the suite's table, in order of place; one column of numbers or flags per check."""
    columns = ", ".join(FORMS[check.kind].format(check.frame_column) for check in suite.rows)
    return con.sql(f"SELECT {columns} FROM ({suite.rows_sql}) ORDER BY place").to_arrow_table()


def summary_frame(con: duckdb.DuckDBPyConnection, suite: Suite) -> pa.Table:
    """One row for the whole batch (first) and one per source: for each share its value, and of how many it is one."""
    columns = ", ".join(
        f"({share.value_sql})::DOUBLE AS {share.name}, ({share.count_sql})::DOUBLE AS {share.name}__count"
        for share in suite.shares
    )
    return con.sql(
        f"""
        SELECT source_sha256, grouping(source_sha256) = 1 AS is_batch, {columns}
        FROM ({suite.summary_sql})
        GROUP BY GROUPING SETS ((), (source_sha256))
        ORDER BY is_batch DESC, source_sha256
        """
    ).to_arrow_table()


def records_to_refuse(
    con: duckdb.DuckDBPyConnection, suite: Suite, broken: Mapping[int, list[str]]
) -> list[RefusedRecord]:
    """Rows of a suite's table (by place, with what each broke) → the records that gave them, each with its first."""
    if not broken or suite.records_sql is None:
        return []
    details = [f"{suite.name}: {', '.join(what)}" for what in broken.values()]
    con.register("broken", pa.table({"place": pa.array(broken, pa.int64()), "detail": pa.array(details, pa.string())}))
    found = con.execute(
        f"""
        SELECT reading_id, record_number, arg_min(row_key, place), arg_min(detail, place), count(DISTINCT place) - 1
        FROM ({suite.records_sql})
        GROUP BY reading_id, record_number
        """
    ).fetchall()
    con.unregister("broken")
    return [
        RefusedRecord(
            reading_id, number, suite.table_name, row_key, f"{detail} (and {more} rows more)" if more else detail
        )
        for reading_id, number, row_key, detail, more in found
    ]
