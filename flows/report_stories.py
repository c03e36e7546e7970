"""What the report page says of stories and voices: answers of saved queries, and the few things that only a page
needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from duckdb import DuckDBPyConnection

from warehouse.query import run_saved

Row = dict[str, Any]

STORIES_SHOWN: Final = 8
MEMBERS_SHOWN: Final = 30
OUTLETS_SHOWN: Final = 15
SPEAKERS_SHOWN: Final = 10
CREDITS_SHOWN: Final = 12
SHARES_SHOWN: Final = 12
TITLE_CHARS: Final = 200
QUOTE_CHARS: Final = (25, 280)
"""Code points of a quotation that makes a good example: a sentence or two. Longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Stories:
    """``counts`` (documents, stories of one and of several documents, of several languages), the biggest as
    `biggest_stories` gives them with ``place``, their articles in order (``place`` of the story, published_utc,
    published_precision, outlet, language, title, copy_role, hours after the story's first, document_id), and
    `first_to_report`."""

    counts: Row
    biggest: tuple[Row, ...]
    members: tuple[Row, ...]
    first: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """``counts`` of quotations, citations and copies; `most_quoted` with ``example`` (a row with quote_text, is_direct,
    outlet, published_utc, published_precision, document_id; or None), `who_credits_whom`, `share_of_voice` of people,
    and `original_share` beside `copies_by_outlet`."""

    counts: Row
    quoted: tuple[Row, ...]
    credits: tuple[Row, ...]
    shares: tuple[Row, ...]
    outlets: tuple[Row, ...]


def read_stories(con: DuckDBPyConnection) -> Stories:
    """The stories as they stand. Empty tables give empty answers."""
    biggest = _saved(con, "biggest_stories", limit=STORIES_SHOWN)
    for place, row in enumerate(biggest, 1):
        row["place"] = place
    places = {row["story_id"]: row["place"] for row in biggest}
    members = _rows(con, MEMBERS, {"ids": list(places), "chars": TITLE_CHARS})
    for row in members:
        row["place"] = places[row["story_id"]]
    return Stories(
        counts=_rows(con, STORY_COUNTS)[0],
        biggest=biggest,
        members=members,
        first=_saved(con, "first_to_report", limit=OUTLETS_SHOWN),
    )


def read_voices(con: DuckDBPyConnection) -> Voices:
    """The voices as they stand. Empty tables give empty answers."""
    quoted = _saved(con, "most_quoted", limit=SPEAKERS_SHOWN)
    least, most = QUOTE_CHARS
    asked = {"ids": [row["entity_id"] for row in quoted], "least": least, "most": most}
    examples = {row["entity_id"]: row for row in _rows(con, EXAMPLES, asked)}
    for row in quoted:
        row["example"] = examples.get(row["entity_id"])
    copies = {row["outlet_id"]: row for row in _saved(con, "copies_by_outlet", limit=10_000)}
    outlets = _saved(con, "original_share", limit=OUTLETS_SHOWN)
    return Voices(
        counts=_rows(con, VOICE_COUNTS)[0],
        quoted=quoted,
        credits=_saved(con, "who_credits_whom", limit=CREDITS_SHOWN),
        shares=_saved(con, "share_of_voice", entity_type="PERSON", limit=SHARES_SHOWN),
        outlets=tuple({**copies.get(row["outlet_id"], {}), **row} for row in outlets),
    )


def _saved(con: DuckDBPyConnection, name: str, **parameters: object) -> tuple[Row, ...]:
    return tuple(run_saved(con, name, parameters).to_pylist())


def _rows(con: DuckDBPyConnection, sql: str, parameters: Row | None = None) -> tuple[Row, ...]:
    found = con.execute(sql, parameters or {})
    names = [column[0] for column in found.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in found.fetchall())


STORY_COUNTS: Final = """
SELECT
    count(*) FILTER (document_count > 1) AS stories,
    count(*) FILTER (document_count = 1) AS alone,
    count(*) FILTER (len(languages) > 1) AS across_languages,
    coalesce(sum(document_count) FILTER (document_count > 1), 0)::BIGINT AS documents,
    (SELECT count(*) FROM copies) AS copies
FROM stories
"""

MEMBERS: Final = """
WITH members AS (
    SELECT story_id, documents.document_id, published_utc, published_precision, outlet, language,
        copies.role AS copy_role,
        CASE WHEN length(coalesce(title, body)) > $chars THEN left(coalesce(title, body), $chars) || '…'
            ELSE coalesce(title, body) END AS title
    FROM story_members
    JOIN documents USING (document_id)
    LEFT JOIN copies USING (document_id)
    WHERE list_contains($ids::VARCHAR[], story_id) AND is_latest
),
dated AS (
    SELECT story_id, min(published_utc) AS first_utc FROM members
    WHERE published_precision IN ('day', 'minute')
    GROUP BY story_id
)
SELECT members.*,
    CASE
        WHEN published_precision IN ('day', 'minute') THEN date_diff('minute', first_utc, published_utc) / 60
    END AS hours
FROM members LEFT JOIN dated USING (story_id)
ORDER BY story_id, published_utc NULLS LAST, document_id
"""

VOICE_COUNTS: Final = """
WITH said AS (
    SELECT is_direct, speaker_entity_id FROM quotes SEMI JOIN (FROM documents WHERE is_latest) USING (document_id)
    WHERE continues_quote_id IS NULL
)
SELECT
    (SELECT count(*) FROM said) AS quotes,
    (SELECT count(*) FROM said WHERE is_direct) AS direct,
    (SELECT count(*) FROM said WHERE speaker_entity_id IS NOT NULL) AS attributed,
    (SELECT count(DISTINCT speaker_entity_id) FROM said) AS speakers,
    (SELECT count(*) FROM citations) AS citations,
    (SELECT count(*) FROM copies) AS copies
"""

# A sentence or two, in the speaker's own words if there is one, from an original; the surest, then the newest.
EXAMPLES: Final = """
SELECT speaker_entity_id AS entity_id, outlet, published_utc, published_precision, document_id, is_direct,
    CASE WHEN length(quote_text) > $most THEN left(quote_text, $most) || '…' ELSE quote_text END AS quote_text
FROM quotes JOIN documents USING (document_id)
WHERE list_contains($ids::VARCHAR[], speaker_entity_id) AND is_latest
QUALIFY row_number() OVER (
    PARTITION BY speaker_entity_id
    ORDER BY is_direct AND length(quote_text) BETWEEN $least AND $most DESC,
        length(quote_text) BETWEEN $least AND $most DESC, is_direct DESC,
        document_id IN (SELECT document_id FROM copies), round(speaker_confidence, 1) DESC NULLS LAST,
        published_utc DESC NULLS LAST, quote_id
) = 1
"""
