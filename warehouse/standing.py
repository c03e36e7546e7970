"""What stands once a batch has landed: the head without the documents that go, and the rows that come.

Works on the connection of a ``linking.Batch``, once it is linked. What is found over the whole archive (copies,
stories) is found from these views, so that it depends on the set of documents alone.
"""

from __future__ import annotations

from typing import Final

import duckdb

from warehouse.shared_urls import rekeyed_columns

_DOCUMENT_COLUMNS: Final = """document_id, article_id, content_hash, title, outlet_id, language, wire, wire_evidence,
    translation_credit, published_utc, published_from_utc, published_until_utc, published_precision, word_count"""


def define_standing(con: duckdb.DuckDBPyConnection) -> None:
    """Make views ``standing_documents`` (narrow, without bodies), ``standing_signatures`` and
    ``standing_story_features``, one row a document, and tables ``arriving`` and ``leaving`` (document_id): documents
    whose rows the batch brings (new ones, and such as are told again), and such as stand no more."""
    con.execute(
        f"""
        CREATE OR REPLACE VIEW standing_documents AS
        SELECT {_DOCUMENT_COLUMNS}
        FROM (
            SELECT landed.* REPLACE ({rekeyed_columns("landed")})
            FROM (FROM lake.documents ANTI JOIN removed USING (document_id)) AS landed
            LEFT JOIN rekeyed_landed AS rekeyed USING (document_id)
        )
        UNION ALL
        SELECT {_DOCUMENT_COLUMNS} FROM batch_documents
        """
    )
    for name, columns in (
        ("signatures", "document_id, text_hash, shingle_count, title_sketch, sketch, bands"),
        ("story_features", "document_id, features"),
    ):
        con.execute(
            f"""
            CREATE OR REPLACE VIEW standing_{name} AS
            SELECT {columns} FROM lake.{name} ANTI JOIN removed USING (document_id)
            UNION ALL
            SELECT {columns} FROM batch_{name}
            """
        )
    con.execute("CREATE OR REPLACE TABLE arriving AS SELECT DISTINCT document_id FROM batch_documents")
    con.execute(
        "CREATE OR REPLACE TABLE leaving AS SELECT document_id FROM removed ANTI JOIN arriving USING (document_id)"
    )
