"""What a run says at its end of quotations, copies and stories: a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from flows.output import printable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SPEAKERS_SHOWN: Final = 3
LABEL_CHARS: Final = 24
STORY_CHARS: Final = 28
"""Longest headline that is written out; with the words before it, a line of 80 characters holds it."""


def voice_lines(con: DuckDBPyConnection, run_id: str) -> list[tuple[str, int, Text]]:
    """Name, number and words of each line, about the documents of one run; a line with nothing to count is left out."""
    lines = [_quotations(con, run_id), _copies(con, run_id), _stories(con, run_id)]
    return [line for line in lines if line[1]]


def biggest_story(con: DuckDBPyConnection, run_id: str) -> str | None:
    """The id of the biggest story of several documents that the run told of; None if there is none."""
    found = con.execute(
        """
        SELECT story_id FROM stories
        WHERE document_count > 1 AND story_id IN (
            SELECT story_id FROM story_members JOIN documents USING (document_id) WHERE run_id = ?
        )
        ORDER BY independent_count DESC, document_count DESC, story_id LIMIT 1
        """,
        [run_id],
    ).fetchall()
    return str(found[0][0]) if found else None


def _quotations(con: DuckDBPyConnection, run_id: str) -> tuple[str, int, Text]:
    rows = con.execute(
        """
        SELECT label, count(*), sum(count(*)) OVER ()::BIGINT
        FROM quotes
        JOIN documents USING (document_id)
        LEFT JOIN entities ON entity_id = speaker_entity_id
        WHERE run_id = ? AND continues_quote_id IS NULL
        GROUP BY speaker_entity_id, label
        ORDER BY speaker_entity_id IS NULL, 2 DESC, speaker_entity_id
        """,
        [run_id],
    ).fetchall()
    told = [(label, number) for label, number, _ in rows if label is not None]
    said = sum(number for _, number in told)
    names = " · ".join(f"{_cut(printable(label), LABEL_CHARS)} {number:,}" for label, number in told[:SPEAKERS_SHOWN])
    words = f"{said:,} with a speaker: {names}" if told else "none with a speaker"
    return "quotations", int(rows[0][2]) if rows else 0, Text(words)


def _copies(con: DuckDBPyConnection, run_id: str) -> tuple[str, int, Text]:
    rows = con.execute(
        """
        SELECT role, count(*) FROM copies JOIN documents USING (document_id)
        WHERE run_id = ? GROUP BY role ORDER BY 2 DESC, 1
        """,
        [run_id],
    ).fetchall()
    words = " · ".join(f"{printable(role)} {number:,}" for role, number in rows)
    return "copies", sum(number for _, number in rows), Text(words)


def _stories(con: DuckDBPyConnection, run_id: str) -> tuple[str, int, Text]:
    """Stories of several documents that a document of the run belongs to."""
    number, across, label, documents = con.execute(
        """
        WITH told AS (
            SELECT DISTINCT story_id FROM story_members JOIN documents USING (document_id) WHERE run_id = ?
        )
        SELECT count(*), count(*) FILTER (len(languages) > 1),
            first(label ORDER BY independent_count DESC, document_count DESC, story_id),
            first(document_count ORDER BY independent_count DESC, document_count DESC, story_id)
        FROM stories SEMI JOIN told USING (story_id)
        WHERE document_count > 1
        """,
        [run_id],
    ).fetchall()[0]
    biggest = f"{_cut(printable(label) or '(no headline)', STORY_CHARS)} {documents or 0:,}"
    return "stories", int(number), Text(f"{across:,} across languages · biggest: {biggest}")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
