"""Arrow rows ⇄ Parquet files: durable data files of the lake, and quick ones that a run stages for itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from warehouse.catalog import DataFile
from warehouse.paths import Home
from warehouse.store import Store

Rows = pa.Table | pa.RecordBatchReader


class LakeError(Exception):
    """Rows that do not fit their table's contract, or a file that does not hold what was written."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One Parquet file that a run staged. ``path`` is relative to the home. Small: it is what crosses Prefect."""

    table_name: str
    path: str
    row_count: int
    byte_count: int


def land(home: Home, store: Store, table_name: str, rows: Rows) -> DataFile | None:
    """Write rows as one data file of a lake table, in the order given, durably, and verify it.

    ``rows`` must have the columns of ``contracts.arrow_schema(table_name)`` (any order); wrong types are cast if safe.
    None if there are no rows: then there is no file. Streams: memory is one row group. The file is not in any snapshot until a commit
    adds it. Raises LakeError.
    """
    raise NotImplementedError


def stage(
    home: Home, store: Store, run_id: str, table_name: str, rows: Rows, schema: pa.Schema | None = None
) -> StagedFile | None:
    """Write rows of ``schema`` (by default ``contracts.tables.staged_schema(table_name)``) into the run's folder, quickly, not durably.
    None if there are no rows. ``table_name`` may be any word if a schema is given."""
    raise NotImplementedError


def paths(home: Home, files: list[DataFile] | list[StagedFile]) -> list[Path]:
    """Absolute paths of files."""
    return [home.absolute(file.path) for file in files]
