"""Copies over the whole archive: found anew for the clusters that a batch touches.

Works on the connection of a ``linking.Batch`` and the views of ``standing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb

COPY_SOURCES: Final = {"copy_observations": "found_copies"}
"""Lake table → the table of rows that a commit adds to it."""


@dataclass(frozen=True, slots=True)
class CopyRules:
    """The pure decisions on copies."""


def find_copies(con: duckdb.DuckDBPyConnection, rules: CopyRules) -> None:
    """Make table ``found_copies`` (rows of ``copy_observations``): the documents whose place changed."""
    con.execute("CREATE OR REPLACE TABLE found_copies AS SELECT * FROM lake.copy_observations WHERE false")
