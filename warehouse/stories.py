"""Stories over the whole archive: told anew for what a batch touches.

Works on the connection of a ``linking.Batch`` and the views of ``standing``. Which story a document is in follows from
the pairs that stand (``story_pairs``), and those from the set of documents: so stories come out the same in whatever
order, files and runs the documents arrive. Pairs and places are append-only, the latest run holds; what changes is
added, and what became of the ids that stood before is told in ``story_redirects``.
"""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from warehouse.duck import create_table, rows_table, scalar
from warehouse.linking import Batch
from warehouse.story_pairs import StoryRules, find_pairs

__all__ = ["STORY_SOURCES", "StoryRules", "find_stories"]

STORY_SOURCES: Final = {
    "story_pairs": "found_story_pairs",
    "story_observations": "found_stories",
    "story_redirects": "found_story_redirects",
}
"""Lake table → the table of rows that a commit adds to it."""

SEED_DOCUMENTS: Final = 20_000
"""Changed documents whose components are clustered at a time: with all that pairs lead to from them, some 100 MB."""

_PLACED: Final = pa.schema([("document_id", pa.string()), ("story_id", pa.string()), ("score", pa.float64())])


def find_stories(batch: Batch, rules: StoryRules) -> None:
    """Make the tables of ``STORY_SOURCES``: pairs whose score changed, documents whose place changed (or that had
    none), and what became of each story id that stood and is another now."""
    con = batch.con
    find_pairs(batch, rules)
    bar = rules.loose_bar(scalar(con, "SELECT count(*) FROM story_document WHERE day IS NULL"))
    _find_seeds(con, rules.linked_score, is_moved=bar != rules.loose_bar(scalar(con, _LOOSE_BEFORE)))
    create_table(con, "story_place", rows_table([], _PLACED))
    while scalar(con, "SELECT count(*) FROM story_seed"):
        _cluster(con, rules, bar)
    _find_before(con)
    con.execute(
        """
        CREATE OR REPLACE TABLE found_story_pairs AS
        SELECT document_id, other_document_id, score, run_id FROM changed_pair CROSS JOIN run
        """
    )
    con.execute(
        """
        CREATE OR REPLACE TABLE found_stories AS
        SELECT document_id, now.story_id, now.score, run_id
        FROM story_place AS now LEFT JOIN story_before AS before USING (document_id) CROSS JOIN run
        WHERE (now.story_id, now.score) IS DISTINCT FROM (before.story_id, before.score)
        """
    )
    con.execute(f"CREATE OR REPLACE TABLE found_story_redirects AS {_REDIRECTS}")


_LOOSE_BEFORE: Final = """
    SELECT count(*) FROM lake.documents WHERE coalesce(published_precision, 'none') NOT IN ('day', 'minute')
"""


def _find_seeds(con: duckdb.DuckDBPyConnection, linked_score: float, is_moved: bool) -> None:
    """Make ``story_seed``, the documents whose stories are told anew: those touched, those of changed pairs, and those
    that have no place yet (all, where an older release landed them), and all where the bar of loose documents moved;
    and ``story_edge``: all pairs that can join, or
    ever could. Weaker ones make no component: they would join most of a warehouse, and tell only within one.

    Both go by hashes of ids. Two ids with one hash, or a pair that is none any more, only join what need not be.
    """
    con.execute(
        """
        CREATE OR REPLACE TABLE story_seed AS
        SELECT hash(document_id) AS node
        FROM (
            SELECT document_id FROM story_touched
            UNION
            SELECT document_id FROM changed_pair
            UNION
            (SELECT document_id FROM story_document EXCEPT SELECT document_id FROM lake.story_observations)
            UNION
            SELECT document_id FROM story_document WHERE $is_moved
        )
        """,
        {"is_moved": is_moved},
    )
    con.execute(
        """
        CREATE OR REPLACE TABLE story_edge AS
        WITH pairs AS (
            SELECT hash(document_id) AS one, hash(other_document_id) AS other
            FROM lake.story_pairs WHERE score >= $linked_score
            UNION ALL
            SELECT hash(document_id) AS one, hash(other_document_id) AS other
            FROM changed_pair WHERE score >= $linked_score
        )
        SELECT one, other FROM pairs UNION ALL SELECT other AS one, one AS other FROM pairs
        """,
        {"linked_score": linked_score},
    )


def _cluster(con: duckdb.DuckDBPyConnection, rules: StoryRules, bar: float) -> None:
    """Place the documents of some seeds, with all that pairs lead to from them, and strike these off."""
    con.execute(
        f"""
        CREATE OR REPLACE TABLE story_reached AS
        WITH RECURSIVE reached AS (
            SELECT node FROM (FROM story_seed ORDER BY node LIMIT {SEED_DOCUMENTS})
            UNION
            SELECT other AS node FROM story_edge JOIN reached ON one = node
        )
        FROM reached
        """
    )
    con.execute("DELETE FROM story_seed USING story_reached WHERE story_seed.node = story_reached.node")
    con.execute(
        """
        CREATE OR REPLACE TABLE story_component AS
        SELECT document_id FROM story_document WHERE hash(document_id) IN (FROM story_reached)
        """
    )
    documents = con.sql(
        """
        SELECT document_id, published_utc, published_precision
        FROM story_document SEMI JOIN story_component USING (document_id)
        ORDER BY document_id
        """
    ).to_arrow_table()
    placed = rules.clusters(documents, con.sql(_COMPONENT_PAIRS).to_arrow_table(), bar)
    con.register("incoming_places", placed)
    con.execute(
        """
        INSERT INTO story_place
        SELECT document_id, 'story:' || first_document_id, round(score, 6) FROM incoming_places
        """
    )
    con.unregister("incoming_places")


_COMPONENT_PAIRS: Final = """
    WITH landed AS (
        SELECT document_id, other_document_id, score, run_id
        FROM lake.story_pairs SEMI JOIN story_component USING (document_id)
    ),
    standing AS (
        SELECT document_id, other_document_id, score
        FROM landed JOIN internal.commit_order USING (run_id)
        ANTI JOIN changed_pair USING (document_id, other_document_id)
        QUALIFY row_number() OVER (PARTITION BY document_id, other_document_id ORDER BY place DESC) = 1
    ),
    changed AS (
        FROM changed_pair SEMI JOIN story_component USING (document_id)
    )
    SELECT document_id, other_document_id, score
    FROM (FROM standing UNION ALL FROM changed)
    SEMI JOIN (SELECT document_id AS other_document_id FROM story_component) USING (other_document_id)
    WHERE score > 0
    ORDER BY document_id, other_document_id
"""
"""The pairs that stand once the batch has landed, among the documents of ``story_component``."""


def _find_before(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``story_before``: the latest place of every document that was placed anew or leaves; ``has_stood`` where the
    head shows it."""
    con.execute(
        """
        CREATE OR REPLACE TABLE story_before AS
        WITH concerned AS (
            SELECT document_id FROM story_place UNION SELECT document_id FROM leaving
        ),
        latest AS (
            SELECT document_id, story_id, score
            FROM (FROM lake.story_observations SEMI JOIN concerned USING (document_id))
            JOIN internal.commit_order USING (run_id)
            QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY place DESC) = 1
        )
        SELECT latest.*, document_id IN (SELECT document_id FROM lake.documents) AS has_stood FROM latest
        """
    )


_REDIRECTS: Final = """
    WITH moves AS (
        SELECT
            before.story_id AS from_story_id,
            now.story_id AS to_story_id,
            count(*) AS document_count,
            bool_or('story:' || document_id = before.story_id) AS has_first
        FROM story_before AS before JOIN story_place AS now USING (document_id)
        WHERE before.has_stood
        GROUP BY ALL
    ),
    whole AS (
        SELECT *
        FROM moves
        QUALIFY row_number() OVER (
            PARTITION BY from_story_id ORDER BY has_first DESC, document_count DESC, to_story_id
        ) = 1
    ),
    meeting AS (
        SELECT to_story_id FROM whole GROUP BY to_story_id HAVING count(*) > 1
    )
    SELECT
        moves.from_story_id,
        moves.to_story_id,
        CASE
            WHEN whole.from_story_id IS NULL THEN 'split'
            WHEN moves.to_story_id IN (FROM meeting) THEN 'merge'
            WHEN moves.has_first THEN 'earlier'
            ELSE 'split'
        END AS kind,
        run_id
    FROM moves
    LEFT JOIN whole ON whole.from_story_id = moves.from_story_id AND whole.to_story_id = moves.to_story_id
    CROSS JOIN run
    WHERE moves.from_story_id <> moves.to_story_id
"""
"""Where the documents of each story that stood are now. A story goes on (``whole``) where its first document is, or,
where that one left, most of the others. Where several go on as one it is a merge; where one alone got another first
document, earlier; every other way out of a story is a split, and so is a name lost with its document."""
