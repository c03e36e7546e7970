"""Data files of earlier versions lack columns that came later: those are null, and everything else stays."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.duck import relation

THEN = pa.schema([("url", pa.string()), ("size", pa.int64())])
NOW = pa.schema([("url", pa.string()), ("member", pa.string()), ("size", pa.int64())])


def test_a_column_that_came_later_is_null_in_older_files(tmp_path: Path) -> None:
    old, new = tmp_path / "old.parquet", tmp_path / "new.parquet"
    pq.write_table(pa.table({"url": ["a"], "size": [1]}, THEN), old)
    pq.write_table(pa.table({"url": ["b"], "member": ["m"], "size": [2]}, NOW), new)
    for files, rows in (([old], [("a", None, 1)]), ([old, new], [("a", None, 1), ("b", "m", 2)]), ([], [])):
        found = duckdb.sql(f"SELECT * FROM {relation(files, NOW)} ORDER BY url")
        assert found.columns == ["url", "member", "size"]
        assert found.fetchall() == rows
