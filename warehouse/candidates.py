"""Landed rows that new ones may match: found in SQL, out of core, from ids and hashes alone.

Every function works on the connection of a ``linking.Batch`` and its tables:

- ``staged_candidate``  one row per staged record that gave a document and is not refused
- ``lake.documents``  the head's documents (Parquet; only the columns that are named here are ever read)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.duck import scalar

BUCKET_ROWS: Final = 200_000
"""Candidates decided on at a time: about 0.2 GB as Python values."""


def find_landed(con: duckdb.DuckDBPyConnection, pipeline_version: str) -> None:
    """Make table ``landed_candidate``: the landed documents that a staged record repeats, or whose record was
    read again by a newer pipeline, in the shape of transforms.link.LANDED_SCHEMA."""
    con.execute(
        """
        CREATE OR REPLACE TABLE landed_candidate AS
        WITH same_document AS (
            SELECT document_id, record_hash, source_sha256, record_number, external_id, pipeline_version, run_id
            FROM lake.documents SEMI JOIN staged_candidate USING (document_id)
        ),
        same_record AS (
            SELECT document_id, record_hash, source_sha256, record_number, external_id, pipeline_version, run_id
            FROM lake.documents SEMI JOIN staged_candidate USING (source_sha256, record_number)
            WHERE pipeline_version <> $pipeline_version
        ),
        reread AS (
            SELECT source_sha256, record_number, min(document_id) AS reread_document_id
            FROM staged_candidate
            GROUP BY ALL
        )
        SELECT found.*, reread.reread_document_id
        FROM (FROM same_document UNION FROM same_record) AS found
        LEFT JOIN reread USING (source_sha256, record_number)
        """,
        {"pipeline_version": pipeline_version},
    )


def parts(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Staged and landed candidates in parts of bounded size; all rows of one document come together."""
    rows = scalar(con, "SELECT count(*) FROM staged_candidate") + scalar(con, "SELECT count(*) FROM landed_candidate")
    buckets = 1 + rows // BUCKET_ROWS
    for bucket in range(buckets):
        where = f"('0x' || document_id[1:4])::BIGINT % {buckets} = {bucket}"
        staged = con.sql(
            f"""
            SELECT reading_id, record_number, document_id, record_hash, source_sha256, external_id
            FROM staged_candidate
            WHERE {where}
            ORDER BY document_id, reading_id, record_number
            """
        ).to_arrow_table()
        landed = con.sql(
            f"""
            SELECT document_id, record_hash, source_sha256, record_number, external_id, pipeline_version, run_id,
                reread_document_id
            FROM landed_candidate
            WHERE {where}
            ORDER BY document_id
            """
        ).to_arrow_table()
        yield staged, landed
