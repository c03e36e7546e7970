"""Which files have landed already."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq


def landed_sources(source_files: Iterable[Path], pipeline_version: str) -> frozenset[str]:
    """SHA-256 of every file that these data files of ``sources`` hold as read by this pipeline version.

    Two narrow columns are read. A snapshot's own files are looked at, so after a rollback the sources that landed since
    are not done any more.
    """
    done: set[str] = set()
    for path in source_files:
        rows = pq.read_table(path, columns=["source_sha256", "pipeline_version"])
        is_current = pc.equal(rows["pipeline_version"], pipeline_version)
        done.update(value for value in rows.filter(is_current)["source_sha256"].to_pylist() if value is not None)
    return frozenset(done)
