"""What in the warehouse may match the new: found in SQL, out of core, from ids and hashes alone.

Every function works on the connection of a ``linking.Batch`` and its tables:

- ``staged_candidate``  one row per staged record that gave a document and is not refused, with its final document id
- ``lake.documents``  the head's documents (Parquet; only the columns that are named here are ever read)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.duck import create_table, rows_table, scalar

BUCKET_ROWS: Final = 200_000
"""Candidates decided on at a time: about 0.2 GB as Python values."""
SHARED_URL_TEXTS: Final = 24
"""Texts looked at per URL. A URL that means nothing shows it within a few; one that stood on 1,651 articles
was seen."""
SHARED_URL_CHARS: Final = 20_000
"""Code points of each text looked at: enough for 3,000 words, and 24 of them stay under 1 MB."""

REKEYED_SCHEMA: Final = pa.schema(
    [
        ("reading_id", pa.string()),
        ("record_number", pa.int64()),
        ("article_id", pa.string()),
        ("document_id", pa.string()),
        ("identity_basis", pa.string()),
    ]
)


def rekey_shared_urls(
    con: duckdb.DuckDBPyConnection,
    are_unlike: Callable[[Sequence[str]], bool],
    identify: Callable[[str | None, str | None, str], tuple[str, str, str]],
) -> int:
    """Make table ``rekeyed``: one row per staged record whose URL stands, within its source, on several unlike texts.

    Its identity is what ``identify(outlet_id, record's own id, content_hash)`` gives without the URL. A base name that
    stands in for a missing id is no id. Returns the count of rows. Depends on the source alone, so on no order.
    """
    con.execute("CREATE OR REPLACE TABLE no_identity_url (source_sha256 VARCHAR, canonical_url VARCHAR)")
    for source, url, texts in _shared_urls(con):
        if are_unlike(texts):
            con.execute("INSERT INTO no_identity_url VALUES (?, ?)", [source, url])
    rows = con.execute(
        """
        SELECT reading_id, record_number, outlet_id, external_id, source_path, content_hash
        FROM staged_documents SEMI JOIN no_identity_url USING (source_sha256, canonical_url)
        WHERE identity_basis = 'url'
        ORDER BY reading_id, record_number
        """
    ).fetchall()
    rekeyed = []
    for reading_id, record_number, outlet_id, external_id, source_path, content_hash in rows:
        own_id = None if external_id == source_path.rpartition("/")[2] else external_id
        article_id, document_id, basis = identify(outlet_id, own_id, content_hash)
        values = (reading_id, record_number, article_id, document_id, basis)
        rekeyed.append(dict(zip(REKEYED_SCHEMA.names, values, strict=True)))
    create_table(con, "rekeyed", rows_table(rekeyed, REKEYED_SCHEMA))
    return len(rekeyed)


def _shared_urls(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, list[str]]]:
    """(source_sha256, canonical_url, bodies) of the URLs that stand on several texts of one source; bodies by hash."""
    con.execute(
        """
        CREATE OR REPLACE TABLE shared_url AS
        SELECT source_sha256, canonical_url
        FROM staged_documents
        WHERE identity_basis = 'url' AND canonical_url IS NOT NULL
        GROUP BY ALL
        HAVING min(content_hash) <> max(content_hash)
        """
    )
    found = con.cursor()
    found.execute(
        """
        WITH text_of AS (
            SELECT source_sha256, canonical_url, content_hash, min(left(coalesce(body, ''), $chars)) AS body
            FROM staged_documents SEMI JOIN shared_url USING (source_sha256, canonical_url)
            WHERE identity_basis = 'url'
            GROUP BY ALL
        ),
        first_texts AS (
            SELECT *
            FROM text_of
            QUALIFY row_number() OVER (PARTITION BY source_sha256, canonical_url ORDER BY content_hash) <= $texts
        )
        SELECT source_sha256, canonical_url, list(body ORDER BY content_hash) AS bodies
        FROM first_texts
        GROUP BY source_sha256, canonical_url
        ORDER BY source_sha256, canonical_url
        """,
        {"chars": SHARED_URL_CHARS, "texts": SHARED_URL_TEXTS},
    )
    while rows := found.fetchmany(256):
        yield from rows


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
