"""The books of one run: what became of every record of every reading, and why the refused ones were refused.

Works on the connection of a ``linking.Batch``. Always ``read = accepted + duplicate + rejected``; a breach
stops the run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from transforms.contracts.reasons import REASONS
from transforms.contracts.tables import arrow_schema
from warehouse.duck import create_table, rows_table, scalar


class InvariantBroken(Exception):
    """The books do not balance, or staged rows contradict each other: the run must stop and nothing be committed."""


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """The books of one reading. ``read_count`` is always the sum of the other three."""

    reading_id: str
    source_sha256: str | None
    source_path: str
    read_count: int
    accepted_count: int
    duplicate_count: int
    rejected_count: int


def define_books(con: duckdb.DuckDBPyConnection, run_id: str, started_utc: datetime) -> None:
    """Make table ``run`` (one row), table ``added_reject`` and views ``batch_records`` and ``batch_rejects``.

    Records: staged ones with their verdict; a refused file as one; of an acknowledged file, one ``duplicate`` for each
    record of its earlier reading. A record that has a time of its own keeps it; otherwise it was seen when
    this run began.
    """
    con.execute(
        "CREATE TABLE run AS SELECT $run_id::VARCHAR AS run_id, $started::TIMESTAMP AS started_utc",
        {"run_id": run_id, "started": started_utc},
    )
    create_table(con, "added_reject", rows_table([], arrow_schema("rejects")))
    con.execute(
        """
        CREATE VIEW batch_records AS
        WITH staged AS (
            SELECT reading_id, source_sha256, member, record_number, start_byte, end_byte,
                coalesce(linked.verdict, 'rejected') AS verdict, linked.document_id, seen_utc, run_id
            FROM staged_records LEFT JOIN linked USING (reading_id, record_number)
        ),
        refused_file AS (
            SELECT reading_id, source_sha256, NULL AS member, 1 AS record_number, NULL AS start_byte, NULL AS end_byte,
                'rejected' AS verdict, NULL AS document_id, started_utc AS seen_utc, run_id
            FROM readings CROSS JOIN run
            WHERE reason IS NOT NULL
        ),
        acknowledged AS (
            SELECT earlier.reading_id, source_sha256, member, record_number, start_byte, end_byte,
                'duplicate' AS verdict, document_id,
                CASE WHEN seen_utc = earlier.started_utc THEN run.started_utc ELSE seen_utc END AS seen_utc, run.run_id
            FROM (
                SELECT reading_id, earlier_reading_id, earlier_reading.started_utc FROM earlier_reading
            ) AS earlier
            JOIN (
                SELECT reading_id AS earlier_reading_id, source_sha256, member, record_number, start_byte, end_byte,
                    document_id, seen_utc
                FROM lake.records
            ) AS landed USING (earlier_reading_id)
            CROSS JOIN run
        )
        FROM staged UNION ALL FROM refused_file UNION ALL FROM acknowledged
        """
    )
    con.execute(
        """
        CREATE VIEW batch_rejects AS
        WITH found AS (
            SELECT * FROM staged_rejects
            UNION ALL BY NAME
            SELECT * FROM added_reject
        )
        SELECT *
        FROM found ANTI JOIN lake.rejects USING (reject_id)
        QUALIFY row_number() OVER (PARTITION BY reject_id ORDER BY source_path, detail) = 1
        """
    )


def find_earlier_readings(con: duckdb.DuckDBPyConnection, pipeline_version: str) -> None:
    """Make table ``earlier_reading``: for each acknowledged reading the landed one that it repeats, and when
    that began.

    Of several, the one that landed most, then the least id. Raises InvariantBroken if the head holds none.
    """
    con.execute(
        """
        CREATE TABLE earlier_reading AS
        WITH acknowledged AS (
            SELECT reading_id, source_sha256 FROM readings WHERE is_acknowledged AND reason IS NULL
        ),
        landed AS (
            SELECT reading_id AS earlier_reading_id, source_sha256, accepted_count + duplicate_count AS landed_count,
                run_id
            FROM lake.sources
            WHERE NOT is_acknowledged AND pipeline_version = $pipeline_version
        )
        SELECT reading_id, earlier_reading_id, commit_order.started_utc
        FROM acknowledged
        JOIN landed USING (source_sha256)
        LEFT JOIN internal.commit_order AS commit_order USING (run_id)
        QUALIFY row_number() OVER (PARTITION BY reading_id ORDER BY landed_count DESC, earlier_reading_id) = 1
        """,
        {"pipeline_version": pipeline_version},
    )
    missing = scalar(
        con,
        """
        SELECT count(*) FROM readings ANTI JOIN earlier_reading USING (reading_id)
        WHERE is_acknowledged AND reason IS NULL
        """,
    )
    if missing:
        raise InvariantBroken(f"{missing} files were acknowledged that the head does not hold; admit them again.")


def reject_id(*place: object) -> str:
    """The id of a refusal: hash of source (SHA-256, else path), record number, start byte, table, row key and
    reason."""
    joined = "\0".join("" if part is None else str(part) for part in place)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def add_file_rejects(con: duckdb.DuckDBPyConnection, where: str, values: Mapping[str, Any]) -> None:
    """One row of ``rejects`` per reading that ``where`` selects (SQL over ``readings``, named values bound).

    ``values`` must name ``reason`` and ``detail`` where the readings have none of their own.
    """
    found = con.execute(
        f"""
        SELECT source_path, source_sha256, coalesce(reason, $reason::VARCHAR) AS reason,
            CASE WHEN reason IS NULL THEN $detail::VARCHAR ELSE detail END AS detail, run_id
        FROM readings CROSS JOIN run
        WHERE {where}
        ORDER BY reading_ordinal
        """,
        {"reason": None, "detail": None, **values},
    ).fetchall()
    _insert(
        con,
        (
            {
                "reject_id": reject_id(sha256 or path, None, None, None, None, reason),
                "level": "file",
                "source_path": path,
                "source_sha256": sha256,
                "reason": reason,
                "detail": detail,
                "run_id": run_id,
            }
            for path, sha256, reason, detail, run_id in found
        ),
    )


def add_row_rejects(con: duckdb.DuckDBPyConnection, refused: Sequence[Mapping[str, Any]]) -> None:
    """One row of ``rejects`` per refused row: mappings of reading_id, record_number, reason, detail,
    table_name, row_key."""
    places = {
        (row[0], row[1]): row[2:]
        for row in con.execute(
            """
            SELECT reading_id, record_number, readings.source_path, readings.source_sha256, member, start_byte,
                end_byte, run_id
            FROM staged_records JOIN readings USING (reading_id) SEMI JOIN refused_record USING (reading_id,
            record_number)
            """
        ).fetchall()
    }
    rows = []
    for row in refused:
        path, sha256, member, start_byte, end_byte, run_id = places[row["reading_id"], row["record_number"]]
        place = (sha256 or path, row["record_number"], start_byte, row["table_name"], row["row_key"], row["reason"])
        rows.append(
            {
                "reject_id": reject_id(*place),
                "level": REASONS[row["reason"]].level,
                "table_name": row["table_name"],
                "row_key": row["row_key"],
                "source_path": path,
                "source_sha256": sha256,
                "member": member,
                "record_number": row["record_number"],
                "start_byte": start_byte,
                "end_byte": end_byte,
                "reason": row["reason"],
                "detail": row["detail"],
                "run_id": run_id,
            }
        )
    _insert(con, rows)


def _insert(con: duckdb.DuckDBPyConnection, rows: Iterable[dict[str, Any]]) -> None:
    con.register("incoming_rejects", rows_table(rows, arrow_schema("rejects")))
    con.execute("INSERT INTO added_reject SELECT * FROM incoming_rejects")
    con.unregister("incoming_rejects")


def balance(con: duckdb.DuckDBPyConnection) -> list[SourceCounts]:
    """The books of every reading, in the order of reading. Raises InvariantBroken if they do not balance.

    Held against each other: the records that framing counted, those that were staged, those that have a
    verdict, and the documents that a commit would add and remove.
    """
    rows = con.execute(
        """
        WITH verdicts AS (
            SELECT reading_id, count(*) AS read_count, count(DISTINCT record_number) AS place_count,
                count(*) FILTER (verdict = 'accepted') AS accepted_count,
                count(*) FILTER (verdict = 'duplicate') AS duplicate_count,
                count(*) FILTER (verdict = 'rejected') AS rejected_count
            FROM batch_records
            GROUP BY ALL
        )
        SELECT reading_id, source_sha256, source_path, coalesce(read_count, 0), coalesce(accepted_count, 0),
            coalesce(duplicate_count, 0), coalesce(rejected_count, 0), coalesce(place_count, 0),
            CASE WHEN reason IS NULL AND NOT is_acknowledged THEN record_count END AS framed_count
        FROM readings LEFT JOIN verdicts USING (reading_id)
        ORDER BY reading_ordinal
        """
    ).fetchall()
    counts = []
    for *book, place_count, framed_count in rows:
        count = SourceCounts(*book)
        if count.read_count != count.accepted_count + count.duplicate_count + count.rejected_count:
            raise InvariantBroken(f"The books of {count.source_path} do not balance: {count}.")
        if place_count != count.read_count:
            raise InvariantBroken(f"{count.source_path}: {count.read_count} records at {place_count} places.")
        if framed_count is not None and framed_count != count.read_count:
            raise InvariantBroken(
                f"{count.source_path}: {framed_count} records were framed and {count.read_count} came back."
            )
        counts.append(count)
    read_count = sum(count.read_count for count in counts)
    if read_count != scalar(con, "SELECT count(*) FROM batch_records"):
        raise InvariantBroken("Records were staged for a reading that this run does not have.")
    _balance_documents(con, sum(count.accepted_count for count in counts))
    return counts


def _balance_documents(con: duckdb.DuckDBPyConnection, accepted_count: int) -> None:
    """Every accepted record adds one document, every replaced one takes its place, and no id stands twice."""
    kept, distinct, replacing, without_rows, twice = con.execute(
        """
        SELECT
            count(*),
            count(DISTINCT document_id),
            count(*) FILTER (verdict = 'duplicate'),
            (SELECT count(*) FROM kept ANTI JOIN staged_documents USING (reading_id, record_number)),
            (SELECT count(*) FROM kept SEMI JOIN lake.documents USING (document_id) ANTI JOIN removed USING
            (document_id))
        FROM kept
        """
    ).fetchall()[0]
    if kept != distinct or kept - replacing != accepted_count or without_rows or twice:
        raise InvariantBroken(
            f"{accepted_count} records accepted, but {kept} documents kept ({distinct} distinct, {replacing} "
            f"replacing, {without_rows} without rows, {twice} standing already)."
        )
