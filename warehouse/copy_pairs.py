"""Which texts may be copies, and which are: candidates from buckets, judged by their sketches.

Works on the connection of a ``linking.Batch``, the views of ``standing`` and the tables of ``copies``. Documents with
the same words are one *text*, named by their hash.

Two texts are candidates where they stand in one bucket (share a band) of which either is a *leader*: one of its
``LEADERS`` texts with the least hashes. So a bucket costs what it has members, not their square: a set phrase that
stands in 50,000 articles is looked at once for each, and of a wire story that 500 sites have cut each its own way, all
are held against the same few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.duck import create_table, rows_table, scalar

LEADERS: Final = 8
"""Texts of a bucket that all others are held against. One in 6,000 buckets of 13,000 articles, and one in 1,200 of
35,000 teasers, has more; 32 leaders give four times the candidates there and the same clusters."""
PART_TEXTS: Final = 20_000
"""Texts whose buckets are looked at together: half a million, some 100 MB with their members."""
JUDGED_PAIRS: Final = 4_096
"""Pairs judged at a time: 16 MB of sketches."""

_SIGNED: Final = ("shingle_count", "title_sketch", "sketch")
EDGES: Final = pa.schema([("text_hash", pa.int64()), ("other_text_hash", pa.int64())])


@dataclass(frozen=True, slots=True)
class CopyRules:
    """The pure decisions on copies.

    ``judge``: pairs of signatures (shingle_count, title_sketch, sketch, the same of the other, is_one_outlet) → a row
    each, in order: is_copy, similarity, containment, role. ``groups``: pairs of texts (text_hash, other_text_hash) →
    (text_hash, group_hash), equal for all texts that pairs join.
    """

    judge: Callable[[pa.Table], pa.Table]
    groups: Callable[[pa.Table], pa.Table]


def find_pairs(con: duckdb.DuckDBPyConnection, rules: CopyRules) -> None:
    """Table ``copy_edge``: pairs of texts that are copies, of those whose verdict a batch may change; all within the
    clusters of table ``copy_parting``, to which those are added that the batch may part. Table ``copy_parted``: the
    texts of these clusters."""
    create_table(con, "copy_candidate", rows_table([], EDGES))
    for part, parts in _parts(con, "copy_changed"):
        _find_members(con, "copy_changed", part, parts)
        con.execute(_NEW_PAIRS)
        con.execute(_PARTED)
    _find_parted(con)
    for part, parts in _parts(con, "copy_parted"):
        _find_members(con, "copy_parted", part, parts)
        con.execute(_PAIRS_WITHIN)
    _judge_candidates(con, rules)


def _parts(con: duckdb.DuckDBPyConnection, texts: str) -> Iterator[tuple[int, int]]:
    """(number, count) of the parts in which the buckets of these texts are looked at."""
    parts = -(-scalar(con, f"SELECT count(*) FROM {texts}") // PART_TEXTS)
    return ((part, parts) for part in range(parts))


_BANDS_OF: Final = {
    "copy_changed": """
        SELECT bands FROM batch_signatures
        UNION ALL
        SELECT bands FROM lake.signatures SEMI JOIN copy_unsettled USING (document_id)
    """,
    "copy_parted": "SELECT bands FROM standing_signatures SEMI JOIN copy_parted USING (text_hash)",
}

_SIGNATURES: Final = """
    SELECT text_hash, bands, true AS stood, removed.document_id IS NULL AS stands
    FROM lake.signatures LEFT JOIN removed USING (document_id) WHERE text_hash IS NOT NULL
    UNION ALL
    SELECT text_hash, bands, false AS stood, true AS stands FROM batch_signatures WHERE text_hash IS NOT NULL
"""


def _find_members(con: duckdb.DuckDBPyConnection, texts: str, part: int, parts: int) -> None:
    """Table ``copy_member``: (band, text_hash) of the texts that stood or stand in the buckets of ``texts``, with
    whether they lead there."""
    con.execute(
        f"""
        CREATE OR REPLACE TABLE copy_bucket AS
        SELECT DISTINCT band FROM (SELECT unnest(bands) AS band FROM ({_BANDS_OF[texts]})) WHERE band % {parts} = {part}
        """
    )
    con.execute(
        f"""
        CREATE OR REPLACE TABLE copy_member AS
        WITH members AS (
            SELECT band, text_hash, bool_or(stood) AS stood, bool_or(stands) AS stands
            FROM (SELECT text_hash, stood, stands, unnest(bands) AS band FROM ({_SIGNATURES}))
            SEMI JOIN copy_bucket USING (band)
            GROUP BY band, text_hash
        ),
        leaders AS (
            SELECT
                band,
                max(text_hash) FILTER (stood AND place_before <= {LEADERS}) AS last_before,
                max(text_hash) FILTER (stands AND place_now <= {LEADERS}) AS last_now
            FROM (
                SELECT
                    band, text_hash, stood, stands,
                    sum(stood::INT) OVER places AS place_before,
                    sum(stands::INT) OVER places AS place_now
                FROM members
                SEMI JOIN (SELECT band FROM members GROUP BY band HAVING count(*) > {LEADERS}) AS large USING (band)
                WINDOW places AS (PARTITION BY band ORDER BY text_hash ROWS UNBOUNDED PRECEDING)
            )
            GROUP BY band
        )
        SELECT
            band,
            text_hash,
            stands,
            stood AND (last_before IS NULL OR text_hash <= last_before) AS led,
            stands AND (last_now IS NULL OR text_hash <= last_now) AS leads
        FROM members LEFT JOIN leaders USING (band)
        """
    )


_NEW_PAIRS: Final = """
    INSERT INTO copy_candidate
    WITH movers AS (
        SELECT band, text_hash, leads FROM copy_member SEMI JOIN copy_changed USING (text_hash) WHERE stands
        UNION
        SELECT band, text_hash, leads FROM copy_member WHERE leads AND NOT led
    ),
    met AS (
        SELECT movers.text_hash, leaders.text_hash AS other_text_hash
        FROM movers JOIN copy_member AS leaders USING (band)
        WHERE leaders.leads
        UNION ALL
        SELECT movers.text_hash, members.text_hash
        FROM movers JOIN copy_member AS members USING (band)
        WHERE movers.leads AND members.stands
    )
    SELECT DISTINCT least(text_hash, other_text_hash), greatest(text_hash, other_text_hash)
    FROM met WHERE text_hash <> other_text_hash
"""
"""Pairs that the batch makes candidates, or whose documents it changes."""

_PARTED: Final = """
    INSERT INTO copy_parting
    SELECT DISTINCT original_document_id
    FROM copy_place
    JOIN (
        SELECT document_id, text_hash FROM standing_signatures
        SEMI JOIN (SELECT text_hash FROM copy_member WHERE led AND stands AND NOT leads) AS demoted USING (text_hash)
    ) AS demoted USING (document_id)
    ANTI JOIN copy_parting USING (original_document_id)
"""
"""Clusters of a text that leads a bucket no more."""

_PAIRS_WITHIN: Final = """
    INSERT INTO copy_candidate
    WITH members AS (
        SELECT band, text_hash, leads FROM copy_member SEMI JOIN copy_parted USING (text_hash) WHERE stands
    )
    SELECT DISTINCT least(one.text_hash, other.text_hash), greatest(one.text_hash, other.text_hash)
    FROM members AS one JOIN members AS other USING (band)
    WHERE one.leads AND one.text_hash <> other.text_hash
"""


def _find_parted(con: duckdb.DuckDBPyConnection) -> None:
    """Table ``copy_parted``: the texts of clusters that may part and are to be put together again."""
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_parted AS
        SELECT DISTINCT text_hash
        FROM standing_signatures
        SEMI JOIN (
            SELECT document_id FROM copy_place SEMI JOIN copy_parting USING (original_document_id)
        ) AS parted USING (document_id)
        WHERE text_hash IS NOT NULL
        """
    )


def _judge_candidates(con: duckdb.DuckDBPyConnection, rules: CopyRules) -> None:
    """Table ``copy_edge``: the candidates that are copies. Two texts of one article are its revisions."""
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_text AS
        WITH texts AS (
            SELECT text_hash FROM copy_candidate UNION SELECT other_text_hash FROM copy_candidate
        )
        SELECT
            text_hash,
            min(article_id) AS first_article,
            max(article_id) AS last_article,
            CASE WHEN count(outlet_id) = count(*) THEN min(outlet_id) END AS first_outlet,
            max(outlet_id) AS last_outlet
        FROM standing_signatures
        SEMI JOIN texts USING (text_hash)
        JOIN standing_documents USING (document_id)
        GROUP BY text_hash
        """
    )
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_pair AS
        SELECT DISTINCT
            candidate.text_hash,
            other_text_hash,
            coalesce(least(one.first_outlet, other.first_outlet) = greatest(one.last_outlet, other.last_outlet)
                AND one.first_outlet IS NOT NULL AND other.first_outlet IS NOT NULL, false) AS is_one_outlet
        FROM copy_candidate AS candidate
        JOIN copy_text AS one ON one.text_hash = candidate.text_hash
        JOIN copy_text AS other ON other.text_hash = other_text_hash
        WHERE least(one.first_article, other.first_article) < greatest(one.last_article, other.last_article)
        """
    )
    columns = ", ".join(("text_hash", *_SIGNED))
    con.execute(f"CREATE OR REPLACE TABLE copy_signed AS SELECT {columns} FROM lake.signatures WHERE false")
    create_table(con, "copy_edge", rows_table([], EDGES))
    for pairs, verdicts in judged(con, rules, "copy_pair"):
        insert_rows(con, "copy_edge", pairs.select(EDGES.names).filter(verdicts["is_copy"]))


def judged(con: duckdb.DuckDBPyConnection, rules: CopyRules, source: str) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Pairs of texts of a table with what the rules say of them, some at a time."""
    _fetch_signed(con, source)
    one = ", ".join(f"one.{name}" for name in _SIGNED)
    other = ", ".join(f"other.{name} AS other_{name}" for name in _SIGNED)
    cursor = con.cursor()
    try:
        for batch in cursor.sql(
            f"""
            SELECT pairs.text_hash, pairs.other_text_hash, pairs.is_one_outlet, {one}, {other}
            FROM {source} AS pairs
            JOIN copy_signed AS one ON one.text_hash = pairs.text_hash
            JOIN copy_signed AS other ON other.text_hash = pairs.other_text_hash
            """
        ).to_arrow_reader(JUDGED_PAIRS):
            pairs = pa.Table.from_batches([batch])
            yield pairs, rules.judge(pairs)
    finally:
        cursor.close()


def _fetch_signed(con: duckdb.DuckDBPyConnection, source: str) -> None:
    """Add to table ``copy_signed`` the sketches of texts in these pairs that it lacks; each is read from one document.
    Reading them is what a run costs most, so it is done but where a text is new to it."""
    con.execute(
        f"""
        CREATE OR REPLACE TABLE copy_asked AS
        SELECT text_hash
        FROM (SELECT text_hash FROM {source} UNION SELECT other_text_hash FROM {source})
        ANTI JOIN copy_signed USING (text_hash)
        """
    )
    if scalar(con, "SELECT count(*) FROM copy_asked"):
        con.execute(
            f"""
            INSERT INTO copy_signed
            SELECT text_hash, {", ".join(_SIGNED)}
            FROM standing_signatures
            SEMI JOIN (
                SELECT min(document_id) AS document_id
                FROM standing_signatures SEMI JOIN copy_asked USING (text_hash)
                GROUP BY text_hash
            ) AS chosen USING (document_id)
            """
        )


def insert_rows(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Add rows to a table by their columns' names."""
    con.register("incoming_copies", rows)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming_copies")
    con.unregister("incoming_copies")
