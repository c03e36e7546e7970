"""Copies over the whole archive: found anew for the clusters that a batch touches.

Works on the connection of a ``linking.Batch`` and the views of ``standing``; of documents it reads signatures, never
texts. Pairs of texts that are copies (``copy_pairs``) are closed to clusters, and the first document of a cluster is
its original.

All of this is a function of the set of documents that stand, so it does not matter in what order they came. A batch
asks only for what it changes: pairs that it brings (of new texts, and where a text became leader), and clusters that it
may part (a document left, or a text leads no more), which are put together again from the signatures of their members.
"""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from warehouse.copy_pairs import EDGES, CopyRules, find_pairs, insert_rows, judged
from warehouse.duck import create_table, rows_table, scalar

__all__ = ["COPY_SOURCES", "CopyRules", "find_copies"]

COPY_SOURCES: Final = {"copy_observations": "found_copies"}
"""Lake table → the table of rows that a commit adds to it."""

_MEASURED: Final = pa.schema(
    [*EDGES, ("similarity", pa.float64()), ("containment", pa.float64()), ("role", pa.string())]
)


def find_copies(con: duckdb.DuckDBPyConnection, rules: CopyRules) -> None:
    """Make table ``found_copies`` (rows of ``copy_observations``): the documents whose place changed."""
    con.execute("CREATE OR REPLACE TABLE found_copies AS SELECT * FROM lake.copy_observations WHERE false")
    _find_changed(con)
    if not scalar(con, "SELECT count(*) FROM copy_changed"):
        return
    _find_places(con)
    find_pairs(con, rules)
    _find_clusters(con, rules)
    _find_rows(con, rules)


def _find_changed(con: duckdb.DuckDBPyConnection) -> None:
    """Table ``copy_changed``: texts of which a document comes, goes or belongs to another article now. Table
    ``copy_unsettled``: documents of the head whose cluster may part by it."""
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_unsettled AS
        SELECT document_id FROM removed UNION SELECT document_id FROM rekeyed_landed
        """
    )
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_changed AS
        SELECT text_hash FROM batch_signatures WHERE text_hash IS NOT NULL
        UNION
        SELECT text_hash FROM lake.signatures SEMI JOIN copy_unsettled USING (document_id) WHERE text_hash IS NOT NULL
        """
    )


def _find_places(con: duckdb.DuckDBPyConnection) -> None:
    """Table ``copy_place``: where each document stood, also one that stands no more. Table ``copy_parting``: clusters,
    by their original, that may part."""
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_place AS
        SELECT document_id, original_document_id, similarity, containment, role
        FROM lake.copy_observations JOIN internal.commit_order USING (run_id)
        QUALIFY row_number() OVER (PARTITION BY document_id ORDER BY place DESC) = 1
        """
    )
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_parting AS
        SELECT DISTINCT original_document_id FROM copy_place SEMI JOIN copy_unsettled USING (document_id)
        """
    )


def _find_clusters(con: duckdb.DuckDBPyConnection, rules: CopyRules) -> None:
    """Table ``copy_cluster``: every document whose cluster is touched, with the first of it, and whether the cluster
    holds two articles. Clusters that nothing parts are joined as they stood."""
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_standing AS
        WITH members AS (
            SELECT original_document_id, text_hash
            FROM copy_place
            ANTI JOIN copy_parting USING (original_document_id)
            JOIN (FROM lake.signatures ANTI JOIN removed USING (document_id)) AS signatures USING (document_id)
            WHERE text_hash IS NOT NULL
        )
        SELECT DISTINCT text_hash, min(text_hash) OVER (PARTITION BY original_document_id) AS other_text_hash
        FROM members
        """
    )
    pairs = con.sql(
        """
        WITH touched AS (
            SELECT text_hash FROM copy_changed
            UNION SELECT text_hash FROM copy_parted
            UNION SELECT text_hash FROM copy_edge
            UNION SELECT other_text_hash FROM copy_edge
        ),
        standing AS (
            SELECT text_hash, other_text_hash
            FROM copy_standing
            SEMI JOIN (
                SELECT other_text_hash FROM copy_standing SEMI JOIN touched USING (text_hash)
            ) AS met USING (other_text_hash)
        )
        SELECT text_hash, other_text_hash FROM copy_edge
        UNION ALL
        SELECT text_hash, other_text_hash FROM standing
        UNION ALL
        SELECT text_hash, text_hash FROM touched
        """
    ).to_arrow_table()
    create_table(con, "copy_group", rules.groups(pairs))
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_cluster AS
        SELECT
            document_id,
            text_hash,
            first(document_id) OVER firsts AS original_document_id,
            first(text_hash) OVER firsts AS original_text_hash,
            min(article_id) OVER members < max(article_id) OVER members AS has_copies
        FROM standing_signatures
        JOIN copy_group USING (text_hash)
        JOIN standing_documents USING (document_id)
        WINDOW
            members AS (PARTITION BY group_hash),
            firsts AS (PARTITION BY group_hash ORDER BY published_utc NULLS LAST, document_id)
        """
    )


def _find_rows(con: duckdb.DuckDBPyConnection, rules: CopyRules) -> None:
    """Rows of the documents in ``copy_cluster`` that stand elsewhere than they did, or at another distance."""
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_moved AS
        SELECT copy_cluster.*
        FROM copy_cluster LEFT JOIN copy_place AS before USING (document_id)
        WHERE before.document_id IS NULL
            OR before.original_document_id <> copy_cluster.original_document_id
            OR NOT has_copies
            OR text_hash IN (FROM copy_changed)
            OR original_text_hash IN (FROM copy_changed)
        """
    )
    con.execute(
        """
        CREATE OR REPLACE TABLE copy_distance AS
        SELECT DISTINCT text_hash, original_text_hash AS other_text_hash, false AS is_one_outlet
        FROM copy_moved
        WHERE has_copies AND text_hash <> original_text_hash
        """
    )
    create_table(con, "copy_measured", rows_table([], _MEASURED))
    for pairs, verdicts in judged(con, rules, "copy_distance"):
        measured = [verdicts[name] for name in ("similarity", "containment", "role")]
        insert_rows(con, "copy_measured", pa.table([*pairs.select(EDGES.names).columns, *measured], schema=_MEASURED))
    con.execute(
        """
        INSERT INTO found_copies BY NAME
        WITH places AS (
            SELECT
                document_id,
                original_document_id,
                CASE WHEN copy_moved.text_hash = original_text_hash THEN 1.0 ELSE similarity END AS similarity,
                CASE WHEN copy_moved.text_hash = original_text_hash THEN 1.0 ELSE containment END AS containment,
                CASE WHEN copy_moved.text_hash = original_text_hash THEN 'identical' ELSE role END AS role
            FROM copy_moved
            LEFT JOIN copy_measured AS measured
                ON measured.text_hash = copy_moved.text_hash AND other_text_hash = original_text_hash
            WHERE has_copies AND document_id <> original_document_id
            UNION ALL
            SELECT document_id, document_id, NULL, NULL, 'original'
            FROM copy_moved
            WHERE NOT has_copies OR document_id = original_document_id
            UNION ALL
            -- Told again, and without words enough to be told from others.
            SELECT document_id, document_id, NULL, NULL, 'original' FROM batch_signatures WHERE text_hash IS NULL
        )
        SELECT places.*, run.run_id
        FROM places CROSS JOIN run LEFT JOIN copy_place AS before USING (document_id)
        WHERE CASE
            WHEN before.document_id IS NULL THEN places.role <> 'original' OR places.document_id IN (
                SELECT original_document_id FROM copy_cluster WHERE has_copies
            )
            ELSE (places.original_document_id, places.similarity, places.containment, places.role)
                IS DISTINCT FROM (before.original_document_id, before.similarity, before.containment, before.role)
        END
        """
    )
