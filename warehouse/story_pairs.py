"""Pairs of documents that tell one event: held against each other anew where a batch touches them.

Works on the connection of a ``linking.Batch`` and the views of ``standing``. A document that is dated to the day is
held against those of its day and of the days before; how common a feature is, those days tell. So a document that
comes, goes or changes touches the pairs of its own day and of the days after it, as far as the window reaches, and no
others. Documents without a day (loose ones) are held against all whose dates allow it, by what the two say alone: there
a document touches no pairs but its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.duck import create_table, rows_table, scalar, text_literal
from warehouse.linking import Batch
from warehouse.story_documents import documents, find_touched, place_documents, plain

PENDING_ROWS: Final = 50_000
"""Pairs collected before they are stored: thousands of days find a handful each."""
ROWS_AT_ONCE: Final = 16_384
"""Documents of days, each with those of its window, that are held at a time."""
SCORE_DIGITS: Final = 6
"""Decimals of a score that count: below them only the order of summing shows."""

PAIRS_SCHEMA: Final = pa.schema(
    [("document_id", pa.string()), ("other_document_id", pa.string()), ("score", pa.float64())]
)

_LOOSE: Final = """
    (one.day IS NULL OR other.day IS NULL)
    AND one.first_day - {window_days} <= other.last_day AND other.first_day - {window_days} <= one.last_day
"""
"""Pairs that ``held_loose`` is asked for: with a loose document, and dates that may lie within a window."""


@dataclass(frozen=True, slots=True)
class StoryRules:
    """The pure decisions on stories. Documents come with ``DOCUMENT_COLUMNS`` and ``features``, by id; pairs go as
    ``PAIRS_SCHEMA``, each once, the smaller id first, with a score above 0.

    ``window_days``: how many days before its own a document is held against.
    ``linked_score``: least score of a pair that can bring two stories together. Weaker ones count only among documents
    that such pairs connect.
    ``held``: documents in the order of days, and for each day asked for the positions of its window's first row, of its
    own first, and of the row behind its last → pairs within the day and into the window. Many days come at once, as
    most have few documents; what a day's pairs score does not depend on the others.
    ``held_loose``: documents, and others → pairs of the first among themselves and with the others, each by what its
    two documents say alone. Asked only for pairs with a document that has no day.
    ``loose_bar``: how many loose documents stand → what is taken from each pair with one.
    ``clusters``: documents with published_utc and published_precision, all their pairs, and that bar → document_id,
    first_document_id, score: each one's story by its first document, and how well it fits there. Components that no
    pair of ``linked_score`` connects tell each other nothing.
    """

    window_days: int
    linked_score: float
    held: Callable[[pa.Table, Sequence[tuple[int, int, int]]], pa.Table]
    held_loose: Callable[[pa.Table, pa.Table], pa.Table]
    loose_bar: Callable[[int], float]
    clusters: Callable[[pa.Table, pa.Table, float], pa.Table]


def find_pairs(batch: Batch, rules: StoryRules) -> None:
    """Make table ``changed_pair``: pairs whose score is another than that which stands, 0 for one that is none any
    more; with it the tables of ``story_documents``."""
    con = batch.con
    find_touched(con)
    place_documents(batch, rules.window_days)
    create_table(con, "found_pair", rows_table([], PAIRS_SCHEMA))
    _store(con, _by_day(batch, rules), "true")
    _store(con, _among_loose(batch, rules), _LOOSE.format(window_days=rules.window_days))
    _add_revisions(con)
    _compare(con)


def _by_day(batch: Batch, rules: StoryRules) -> Iterator[pa.Table]:
    """Pairs of every day of ``story_day`` with the days before it, in one pass over the days that this takes."""
    found = batch.con.execute("SELECT DISTINCT day FROM story_day SEMI JOIN story_document USING (day)").fetchall()
    asked = {day for (day,) in found}
    if not asked:
        return
    create_table(batch.con, "fetched_day", _days_with_windows(asked, rules.window_days))
    kept: deque[tuple[int, int, pa.Table]] = deque()
    spans: list[tuple[int, int, int]] = []
    rows = 0
    for day, block in _days(documents(batch, "story_part", "SEMI JOIN fetched_day USING (day)")):
        while kept and not spans and kept[0][0] < day - rules.window_days:
            kept.popleft()
        end = rows + block.num_rows
        if day in asked:
            window_start = next((start for before, start, _ in kept if before >= day - rules.window_days), rows)
            spans.append((window_start, rows, end))
        kept.append((day, rows, block))
        rows = end
        if sum(last - first for first, _, last in spans) >= ROWS_AT_ONCE:
            yield _held(rules, kept, spans)
            spans = []
    if spans:
        yield _held(rules, kept, spans)


def _held(
    rules: StoryRules, kept: Sequence[tuple[int, int, pa.Table]], spans: Sequence[tuple[int, int, int]]
) -> pa.Table:
    """The pairs of days in one table of theirs; ``spans`` count rows from the first that was read."""
    first = spans[0][0]
    together = pa.concat_tables([table for _, start, table in kept if start >= first])
    return rules.held(together, [(window - first, block - first, end - first) for window, block, end in spans])


def _days_with_windows(days: set[int], window_days: int) -> pa.Table:
    reached = sorted({day - before for day in days for before in range(window_days + 1)})
    return pa.table({"day": pa.array(reached, pa.int64())})


def _days(batches: Iterator[pa.Table]) -> Iterator[tuple[int, pa.Table]]:
    """Rows in the order of their days → the rows of each day."""
    day: int | None = None
    parts: list[pa.Table] = []
    for batch in batches:
        runs = pc.run_end_encode(batch.column("day").combine_chunks())
        start = 0
        for end, value in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
            if day is not None and value != day:
                yield day, pa.concat_tables(parts)
                parts = []
            day = value
            parts.append(plain(batch.slice(start, end - start)))
            start = end
    if day is not None:
        yield day, pa.concat_tables(parts)


def _among_loose(batch: Batch, rules: StoryRules) -> Iterator[pa.Table]:
    """Pairs of touched documents of which one or both are loose, a bounded number of documents at a time.

    Touched loose documents meet everything; touched dated ones meet the loose ones that are not touched.
    """
    for block in documents(batch, "story_part", "WHERE is_touched AND day IS NULL"):
        last_id = text_literal(block.column("document_id")[-1].as_py())
        others = f"NOT (is_touched AND day IS NULL AND document_id <= {last_id})"
        yield from _meeting(batch, rules, block, others, has_block=True)
    if not scalar(batch.con, "SELECT count(*) FROM story_document WHERE NOT is_touched AND day IS NULL"):
        return
    for block in documents(batch, "story_part", "WHERE is_touched AND day IS NOT NULL"):
        yield from _meeting(batch, rules, block, "NOT is_touched AND day IS NULL", has_block=False)


def _meeting(
    batch: Batch, rules: StoryRules, block: pa.Table, others_are: str, *, has_block: bool
) -> Iterator[pa.Table]:
    """Pairs of a block with others (SQL over ``story_document``) whose dates allow it; at least one call where pairs
    within the block are asked for (``has_block``)."""
    first_day = pc.min(block.column("first_day")).as_py() - rules.window_days
    last_day = pc.max(block.column("last_day")).as_py() + rules.window_days
    where = f"WHERE ({others_are}) AND last_day >= {first_day} AND first_day <= {last_day}"
    asked = plain(block)
    is_asked = not has_block
    for others in documents(batch, "story_other_part", where):
        yield rules.held_loose(asked, plain(others))
        is_asked = True
    if not is_asked:
        yield rules.held_loose(asked, asked.slice(0, 0))


def _store(con: duckdb.DuckDBPyConnection, found: Iterator[pa.Table], is_asked: str) -> None:
    """Add those of the pairs to ``found_pair`` that were asked for (SQL over ``story_document`` as one and other)."""
    pending: list[pa.Table] = []
    for pairs in found:
        if pairs.num_rows:
            pending.append(pairs.select(PAIRS_SCHEMA.names))
        if sum(table.num_rows for table in pending) >= PENDING_ROWS:
            _insert(con, pending, is_asked)
            pending = []
    if pending:
        _insert(con, pending, is_asked)


def _insert(con: duckdb.DuckDBPyConnection, pending: list[pa.Table], is_asked: str) -> None:
    con.register("incoming_pairs", pa.concat_tables(pending))
    con.execute(
        f"""
        INSERT INTO found_pair
        SELECT pairs.document_id, pairs.other_document_id, round(max(pairs.score), {SCORE_DIGITS})
        FROM incoming_pairs AS pairs
        JOIN story_document AS one ON one.document_id = pairs.document_id
        JOIN story_document AS other ON other.document_id = pairs.other_document_id
        WHERE {is_asked}
        GROUP BY ALL
        """
    )
    con.unregister("incoming_pairs")


def _add_revisions(con: duckdb.DuckDBPyConnection) -> None:
    """Revisions of one article tell one event, whenever they were published and whatever they say: each pair of them is
    in ``found_pair`` with a score of 1, which no pair of two articles has."""
    con.execute(
        """
        INSERT INTO found_pair
        SELECT one.document_id, other.document_id, 1.0
        FROM story_document AS one JOIN story_document AS other USING (article_id)
        WHERE one.document_id < other.document_id AND (
            one.is_touched OR other.is_touched
            OR (one.day IS NOT NULL AND other.day IS NOT NULL
                AND greatest(one.day, other.day) IN (SELECT day FROM story_day))
        )
        """
    )


def _compare(con: duckdb.DuckDBPyConnection) -> None:
    """Make ``changed_pair``: what was found against what stands of the pairs that were asked for."""
    con.execute(
        """
        CREATE OR REPLACE TABLE changed_pair AS
        WITH asked AS (
            SELECT document_id FROM story_touched
            UNION
            SELECT document_id FROM story_document SEMI JOIN story_day USING (day)
        ),
        observed AS (
            SELECT document_id, other_document_id, score, run_id
            FROM lake.story_pairs
            WHERE document_id IN (FROM asked) OR other_document_id IN (FROM asked)
        ),
        standing AS (
            SELECT document_id, other_document_id, score
            FROM observed JOIN internal.commit_order USING (run_id)
            QUALIFY row_number() OVER (PARTITION BY document_id, other_document_id ORDER BY place DESC) = 1
        ),
        held_before AS (
            SELECT standing.*
            FROM standing
            LEFT JOIN story_document AS one ON one.document_id = standing.document_id
            LEFT JOIN story_document AS other ON other.document_id = standing.other_document_id
            WHERE score > 0 AND (
                one.document_id IS NULL OR one.is_touched
                OR other.document_id IS NULL OR other.is_touched
                OR (one.day IS NOT NULL AND other.day IS NOT NULL
                    AND greatest(one.day, other.day) IN (SELECT day FROM story_day))
            )
        ),
        found AS (
            SELECT document_id, other_document_id, max(score) AS score FROM found_pair GROUP BY ALL
        )
        SELECT document_id, other_document_id, coalesce(found.score, 0) AS score
        FROM held_before FULL JOIN found USING (document_id, other_document_id)
        WHERE coalesce(held_before.score, 0) <> coalesce(found.score, 0)
        """
    )
