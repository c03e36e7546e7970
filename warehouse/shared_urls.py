"""URLs that stand on several texts, and which of them identify no article: decided over all that landed and is to land.

The decision is a function of the set of texts under a URL, and once made it stays: a text more never unmakes it. So it
comes out the same in whatever order, files and runs the texts arrive. It moves no row: a document is one text under one
URL before and after, and keeps its id. Only the article that it belongs to changes, so a landed document is
mended in place.

Works on the connection of a ``linking.Batch``. The place of a URL is what follows its scheme: http and https are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

import duckdb
import pyarrow as pa

from warehouse.duck import create_table, rows_table, scalar

SHARED_URL_CHARS: Final = 20_000
"""Code points of each text looked at: enough for 3,000 words."""
PART_CHARS: Final = 8 * 2**20
"""Code points of texts sorted at a time: 8 to 16 MiB, of which DuckDB holds a few copies."""
FETCH_ROWS: Final = 64
"""Texts that travel at once from DuckDB: about 1 MB."""

_IDENTITY: Final = [("article_id", pa.string()), ("identity_basis", pa.string())]
_REKEYED: Final = pa.schema([("reading_id", pa.string()), ("record_number", pa.int64()), *_IDENTITY])
_REKEYED_LANDED: Final = pa.schema([("document_id", pa.string()), *_IDENTITY])
_NO_IDENTITY: Final = pa.schema([("place", pa.string())])

Identify = Callable[[str | None, str | None, str], tuple[str, str]]


def define_rekeyed(con: duckdb.DuckDBPyConnection) -> None:
    """Make tables ``rekeyed`` (staged records) and ``rekeyed_landed`` (documents of the head), both empty."""
    con.execute("CREATE MACRO place_of(url) AS substr(url, strpos(url, '://') + 3)")
    create_table(con, "rekeyed", rows_table([], _REKEYED))
    create_table(con, "rekeyed_landed", rows_table([], _REKEYED_LANDED))


def rekeyed_columns(rows: str) -> str:
    """SQL of the columns that differ in rows (an alias) that are left-joined with a table named ``rekeyed``."""
    return f"""
        coalesce(rekeyed.article_id, {rows}.article_id) AS article_id,
        coalesce(rekeyed.identity_basis, {rows}.identity_basis) AS identity_basis,
        CASE WHEN rekeyed.article_id IS NULL THEN {rows}.flags
            ELSE list_sort(list_distinct(list_append({rows}.flags, 'URL_NO_IDENTITY'))) END AS flags
    """


def rekey_shared_urls(
    con: duckdb.DuckDBPyConnection,
    are_unlike: Callable[[Iterable[str]], bool],
    identify: Identify,
    pipeline_version: str,
) -> None:
    """Fill ``rekeyed`` and ``rekeyed_landed``: one row per staged record, and per landed document not rekeyed yet,
    whose URL is no identity.

    Asked are the URLs of staged records that are not refused; with them stand the texts that landed, but for those
    whose record is read again here by a newer pipeline. Their identity is what ``identify(outlet_id, record's own id,
    content_hash)`` gives without the URL. A base name that stands in for a missing id is no id.
    """
    _find_texts(con, pipeline_version)
    unlike: list[dict[str, object]] = [{"place": place} for place, texts in _shared_urls(con) if are_unlike(texts)]
    create_table(con, "no_identity_place", rows_table(unlike, _NO_IDENTITY))
    con.execute("INSERT INTO no_identity_place SELECT DISTINCT place FROM landed_at_url WHERE identity_basis <> 'url'")
    for name, source, key, schema in (
        ("rekeyed", "staged_at_url", "reading_id, record_number", _REKEYED),
        ("rekeyed_landed", "landed_at_url", "document_id", _REKEYED_LANDED),
    ):
        found = con.execute(
            f"""
            SELECT {key}, outlet_id, external_id, source_path, content_hash
            FROM {source} SEMI JOIN no_identity_place USING (place)
            WHERE identity_basis = 'url'
            ORDER BY {key}
            """
        ).fetchall()
        rows = []
        for *place, outlet_id, external_id, source_path, content_hash in found:
            own_id = None if external_id == source_path.rpartition("/")[2] else external_id
            values = (*place, *identify(outlet_id, own_id, content_hash))
            rows.append(dict(zip(schema.names, values, strict=True)))
        create_table(con, name, rows_table(rows, schema))


def _find_texts(con: duckdb.DuckDBPyConnection, pipeline_version: str) -> None:
    """Make tables ``staged_at_url``, ``landed_at_url`` (only under URLs of the former) and ``shared_text``: one row per
    text under a URL that stands on several and is not known to be no identity, with the part in which it is read."""
    columns = "place_of(canonical_url) AS place, content_hash, char_count, identity_basis, outlet_id, external_id"
    con.execute(
        f"""
        CREATE OR REPLACE TABLE staged_at_url AS
        SELECT {columns}, source_path, reading_id, record_number
        FROM staged_documents ANTI JOIN refused_record USING (reading_id, record_number)
        WHERE identity_basis = 'url' AND canonical_url IS NOT NULL
        """
    )
    con.execute(
        f"""
        CREATE OR REPLACE TABLE landed_at_url AS
        WITH read_again AS (
            SELECT DISTINCT source_sha256, record_number, true AS is_read_again
            FROM staged_documents ANTI JOIN refused_record USING (reading_id, record_number)
        ),
        places AS (
            SELECT DISTINCT place FROM staged_at_url
        ),
        landed AS (
            SELECT {columns}, source_path, document_id, source_sha256, record_number, pipeline_version
            FROM lake.documents
            WHERE canonical_url IS NOT NULL
        )
        SELECT landed.* EXCLUDE (source_sha256, record_number, pipeline_version)
        FROM landed SEMI JOIN places USING (place)
        LEFT JOIN read_again USING (source_sha256, record_number)
        WHERE pipeline_version = $pipeline_version OR is_read_again IS NULL
        """,
        {"pipeline_version": pipeline_version},
    )
    con.execute(
        """
        CREATE OR REPLACE TABLE shared_text AS
        WITH standing AS (
            SELECT place, content_hash, char_count FROM staged_at_url
            UNION ALL
            SELECT place, content_hash, char_count FROM landed_at_url
        ),
        known AS (
            SELECT place FROM landed_at_url WHERE identity_basis <> 'url'
        ),
        texts AS (
            SELECT place, content_hash, least(max(coalesce(char_count, 0)), $chars) AS chars
            FROM standing ANTI JOIN known USING (place)
            GROUP BY place, content_hash
            QUALIFY count(*) OVER (PARTITION BY place) > 1
        )
        SELECT place, content_hash, (sum(chars) OVER (ORDER BY place, content_hash) // $part_chars)::BIGINT AS part
        FROM texts
        """,
        {"chars": SHARED_URL_CHARS, "part_chars": PART_CHARS},
    )


def _shared_urls(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, Iterator[str]]]:
    """(place, its texts) of the URLs in question. Texts are read as they are asked for: take each place's in turn."""
    for place, rows in groupby(_texts(con), key=itemgetter(0)):
        yield place, (text for _, text in rows)


def _texts(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """(place, text) in the order of places. Bodies are read of the rows in question alone."""
    parts = scalar(con, "SELECT max(part) + 1 FROM shared_text")
    cursor = con.cursor()
    try:
        for part in range(parts):
            cursor.execute(
                """
                WITH wanted AS (
                    SELECT place, content_hash FROM shared_text WHERE part = $part
                ),
                staged AS (
                    SELECT place, at_url.content_hash, body
                    FROM staged_documents
                    JOIN (
                        SELECT place, content_hash, reading_id, record_number
                        FROM staged_at_url SEMI JOIN wanted USING (place, content_hash)
                    ) AS at_url USING (reading_id, record_number)
                ),
                landed AS (
                    SELECT place, at_url.content_hash, body
                    FROM lake.documents
                    JOIN (
                        SELECT place, content_hash, document_id
                        FROM landed_at_url SEMI JOIN wanted USING (place, content_hash)
                    ) AS at_url USING (document_id)
                ),
                texts AS (
                    SELECT place, content_hash, left(coalesce(body, ''), $chars) AS text
                    FROM (FROM staged UNION ALL FROM landed)
                )
                SELECT place, min(text) AS text
                FROM texts
                GROUP BY place, content_hash
                ORDER BY place, content_hash
                """,
                {"part": part, "chars": SHARED_URL_CHARS},
            )
            while rows := cursor.fetchmany(FETCH_ROWS):
                yield from rows
    finally:
        cursor.close()
