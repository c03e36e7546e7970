"""The documents that stories are made of: which a batch touches, when each was published, and their features.

Works on the connection of a ``linking.Batch`` and the views of ``standing``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from transforms.contracts.tables import arrow_schema
from warehouse.duck import relation, scalar
from warehouse.linking import Batch

DOCUMENTS_AT_ONCE: Final = 16_384
"""Documents fetched with their features at a time: 80 MB where they are whole articles, which have 90 features each."""

DOCUMENT_COLUMNS: Final = (
    *("document_id", "article_id", "language", "published_utc", "published_from_utc", "published_until_utc"),
    "published_precision",
)
"""What the rules are told of a document, besides its features."""

_DAY: Final = """
    CASE WHEN published_precision IN ('day', 'minute') THEN published_utc::DATE - DATE '1970-01-01' END
"""
"""The day of a dated document, counted from 1970; null for a loose one."""
_FEATURES: Final = arrow_schema("story_features")
_EVER: Final = (-1_000_000, 4_000_000)
"""Days before and after all that a date can hold: the bounds of a document without any."""


def find_touched(con: duckdb.DuckDBPyConnection) -> None:
    """Make table ``story_touched`` (document_id, day): documents that come, go or change, with the days on which they
    stood and stand.

    A document told again as it was, by the version that told it before, is not touched. One told by another version
    is: its rules may be others, even where its features are the same.
    """
    columns = ", ".join(DOCUMENT_COLUMNS)
    con.execute(
        f"""
        CREATE OR REPLACE TABLE story_touched AS
        WITH before AS (
            SELECT {columns}, coalesce(entities_version, pipeline_version) AS version, evidence
            FROM (FROM lake.documents SEMI JOIN removed USING (document_id)) AS landed
            LEFT JOIN (SELECT document_id, hash(features) AS evidence FROM lake.story_features) USING (document_id)
        ),
        now AS (
            SELECT {columns}, coalesce(entities_version, pipeline_version) AS version, evidence
            FROM batch_documents
            LEFT JOIN (SELECT document_id, hash(features) AS evidence FROM batch_story_features) USING (document_id)
        ),
        changed AS (
            (FROM before EXCEPT FROM now) UNION ALL (FROM now EXCEPT FROM before)
        ),
        rekeyed AS (
            FROM lake.documents SEMI JOIN rekeyed_landed USING (document_id)
        )
        SELECT document_id, {_DAY} AS day FROM changed
        UNION
        SELECT document_id, {_DAY} AS day FROM rekeyed
        """
    )


def place_documents(batch: Batch, window_days: int) -> None:
    """Make ``story_document`` (every standing document with its day and the days that bound it, counted from 1970, and
    whether it is touched); ``story_day``, the days of which pairs are found anew; and ``story_file``, in which file
    of the head the features of a document stand."""
    columns = ", ".join(DOCUMENT_COLUMNS)
    batch.con.execute(
        f"""
        CREATE OR REPLACE TABLE story_document AS
        WITH placed AS (
            SELECT
                {columns},
                {_DAY} AS day,
                published_from_utc::DATE - DATE '1970-01-01' AS from_day,
                (published_until_utc - INTERVAL 1 MICROSECOND)::DATE - DATE '1970-01-01' AS until_day
            FROM standing_documents
        )
        SELECT
            {columns},
            day,
            coalesce(day, from_day, {_EVER[0]}) AS first_day,
            coalesce(day, until_day, {_EVER[1]}) AS last_day,
            document_id IN (SELECT document_id FROM story_touched) AS is_touched
        FROM placed
        """
    )
    batch.con.execute(
        """
        CREATE OR REPLACE TABLE story_day AS
        SELECT DISTINCT touched.day + later.days AS day
        FROM story_touched AS touched CROSS JOIN (SELECT range AS days FROM range($window_days + 1)) AS later
        WHERE touched.day IS NOT NULL
        """,
        {"window_days": window_days},
    )
    paths = [batch.home.absolute(file.path) for file in batch.landed if file.table_name == "story_features"]
    batch.con.execute(
        f"""
        CREATE OR REPLACE TABLE story_file AS
        SELECT document_id, filename FROM {relation(paths, _FEATURES, has_filename=True)}
        """
    )


def documents(batch: Batch, name: str, chosen: str) -> Iterator[pa.Table]:
    """Rows of ``story_document`` (``chosen`` is SQL that follows it) that have features, with these, in the order of
    day (none last) and id, ``DOCUMENTS_AT_ONCE`` at a time. Of the head's files only those are read that hold some of
    them: the documents of a day mostly came in a run or two. Makes table ``name``."""
    batch.con.execute(
        f"""
        CREATE OR REPLACE TABLE {name} AS
        SELECT *, (row_number() OVER (ORDER BY day NULLS LAST, document_id) - 1) // {DOCUMENTS_AT_ONCE} AS part
        FROM story_document {chosen}
        """
    )
    for part in range(scalar(batch.con, f"SELECT max(part) + 1 FROM {name}")):
        files = batch.con.execute(
            f"SELECT DISTINCT filename FROM story_file JOIN {name} USING (document_id) WHERE part = {part}"
        ).fetchall()
        landed = relation([Path(filename) for (filename,) in files], _FEATURES)
        found = batch.con.sql(
            f"""
            WITH features AS (
                SELECT document_id, features FROM {landed} ANTI JOIN removed USING (document_id)
                UNION ALL
                SELECT document_id, features FROM batch_story_features
            )
            SELECT documents.* EXCLUDE (is_touched, part), features
            FROM features JOIN (FROM {name} WHERE part = {part}) AS documents USING (document_id)
            WHERE features IS NOT NULL
            """
        ).to_arrow_table()
        if found.num_rows:
            yield found.sort_by([("day", "ascending"), ("document_id", "ascending")])


def plain(rows: pa.Table) -> pa.Table:
    """The columns that the rules are told."""
    return rows.select([*DOCUMENT_COLUMNS, "features"])
