"""Stories over the whole archive: told anew for what a batch touches.

Works on the connection of a ``linking.Batch`` and the views of ``standing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb

STORY_SOURCES: Final = {
    "story_pairs": "found_story_pairs",
    "story_observations": "found_stories",
    "story_redirects": "found_story_redirects",
}
"""Lake table → the table of rows that a commit adds to it."""


@dataclass(frozen=True, slots=True)
class StoryRules:
    """The pure decisions on stories."""


def find_stories(con: duckdb.DuckDBPyConnection, rules: StoryRules) -> None:
    """Make the tables of ``STORY_SOURCES``: pairs that were held against each other, the documents whose place
    changed, and what became of the ids."""
    for table, found in STORY_SOURCES.items():
        con.execute(f"CREATE OR REPLACE TABLE {found} AS SELECT * FROM lake.{table} WHERE false")
