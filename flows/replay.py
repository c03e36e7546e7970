"""What can be tried again: the archived files in which something refused is still open."""

from __future__ import annotations

from flows.questions import reason_code
from warehouse.admit import Archived
from warehouse.paths import Home
from warehouse.query import QueryError, open_published, run_sql

SHOWN_SOURCES = 5
"""Files named where a name fits several."""


def open_sources(home: Home, source: str | None = None, reason: str | None = None) -> list[Archived]:
    """The archived files with an open reject, by path; of ``source`` and ``reason`` alone where they are given.

    ``source`` is a path, a file name or the start of a SHA-256. Files that were refused unread are in no archive, so
    they are not among them. Raises QueryError for a reason that there is not, and for a source that nothing fits.
    """
    with open_published(home) as con:
        rows = run_sql(
            con,
            """
            SELECT source_sha256, min(source_path) AS source_path
            FROM rejects
            WHERE status = 'open' AND source_sha256 IS NOT NULL AND (reason = $reason OR $reason IS NULL)
                AND ($source IS NULL OR source_path = $source OR ends_with(source_path, '/' || $source)
                    OR starts_with(source_sha256, $source))
            GROUP BY source_sha256
            ORDER BY source_path, source_sha256
            """,
            {"reason": reason_code(reason), "source": source},
        ).to_pylist()
    if source is not None and not rows:
        raise QueryError(f"Nothing of {source!r} is refused and open; `presswatch rejects` lists what is.")
    return [Archived(row["source_sha256"], row["source_path"]) for row in rows]


def source_to_repair(home: Home, source: str | None) -> str:
    """The SHA-256 of the one file with an open reject that ``source`` names. Raises QueryError if it is not one."""
    found = open_sources(home, source)
    if len(found) == 1:
        return found[0].source_sha256
    names = ", ".join(f"{file.source_path} ({file.source_sha256[:12]})" for file in found[:SHOWN_SOURCES])
    raise QueryError(f"Name the one file that is repaired; refused and open are: {names or 'none'}.")
