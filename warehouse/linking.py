"""One run's staged rows, held against what has landed: which records become documents, and which only repeat one.

A ``Batch`` is one DuckDB connection of bounded memory with these tables and views:

- ``staged_<table>``   what the shards staged (Parquet), without void readings (refused as a whole, or acknowledged)
- ``lake.<table>``     the head's data files (Parquet)
- ``linked``, ``kept`` one row per staged record that gave a document: its document id and verdict; those kept
- ``removed``          documents of the head whose rows go
- ``rekeyed``, ``rekeyed_landed`` staged records and documents of the head whose article is another, see shared_urls
- ``batch_<table>``    what a commit would add now, each row with its reading, record and source
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

import duckdb
import pyarrow as pa

from transforms.contracts.reasons import REASONS
from transforms.contracts.tables import LAKE_TABLES, STAGED_WITH_RECORD, arrow_schema, staged_schema
from warehouse.books import (
    InvariantBroken,
    SourceCounts,
    add_file_rejects,
    add_row_rejects,
    balance,
    define_books,
    find_earlier_readings,
)
from warehouse.candidates import find_landed, parts
from warehouse.catalog import CommittedRun, DataFile
from warehouse.duck import connect, create_table, relation, rows_table, scalar
from warehouse.lake import StagedFile
from warehouse.namesakes import define_spellings
from warehouse.observations import define_observations
from warehouse.paths import Home
from warehouse.readings import READINGS_SCHEMA, LinkRules, Reading, RefusedRow, Verdicts
from warehouse.shared_urls import define_rekeyed, rekey_shared_urls, rekeyed_columns

__all__ = ["Batch", "InvariantBroken", "LinkRules", "Reading", "RefusedRow", "SourceCounts", "Verdicts"]

STAGED_TABLES: Final = (*STAGED_WITH_RECORD, "entity_observations", "records", "rejects")


_REFUSED: Final = pa.schema([("reading_id", pa.string()), ("record_number", pa.int64())])
_LINKED: Final = pa.schema(
    [
        ("reading_id", pa.string()),
        ("record_number", pa.int64()),
        ("document_id", pa.string()),
        ("verdict", pa.string()),
        ("is_kept", pa.bool_()),
        ("carried_run_id", pa.string()),
    ]
)
_REMOVED: Final = pa.schema([("document_id", pa.string())])


class Batch:
    """One run's staged rows over a DuckDB connection. Use as a context manager; not for several threads."""

    def __init__(
        self,
        home: Home,
        con: duckdb.DuckDBPyConnection,
        run_id: str,
        pipeline_version: str,
        landed: Sequence[DataFile],
        memory_bytes: int,
    ) -> None:
        self.home = home
        self.con = con
        self.run_id = run_id
        self.pipeline_version = pipeline_version
        self.landed = tuple(landed)
        self.memory_bytes = memory_bytes
        self._rules: LinkRules | None = None

    @classmethod
    def open(
        cls,
        home: Home,
        *,
        run_id: str,
        started_utc: datetime,
        pipeline_version: str,
        readings: Sequence[Reading],
        staged: Sequence[StagedFile],
        landed: Sequence[DataFile],
        runs: Sequence[CommittedRun],
        memory_bytes: int = 512 * 2**20,
        threads: int = 2,
    ) -> Batch:
        """``staged`` is what the shards of this run wrote, ``landed`` the files of the head that it is held
        against, and ``runs`` the runs committed so far. ``memory_bytes`` bounds DuckDB, which spills into the
        run's folder.

        Raises InvariantBroken if a reading is acknowledged that the head does not hold.
        """
        folder = home.run_folder(run_id)
        con = connect(folder / "duckdb", memory_bytes=memory_bytes, threads=threads)
        batch = cls(home, con, run_id, pipeline_version, landed, memory_bytes)
        try:
            con.execute("CREATE SCHEMA lake")
            con.execute("CREATE SCHEMA internal")
            con.execute("CREATE TABLE version AS SELECT ?::VARCHAR AS pipeline_version", [pipeline_version])
            create_table(con, "readings", rows_table((asdict(reading) for reading in readings), READINGS_SCHEMA))
            batch._define_files(staged)
            batch._define_runs(runs)
            create_table(con, "refused_record", rows_table([], _REFUSED))
            create_table(con, "linked", rows_table([], _LINKED))
            create_table(con, "removed", rows_table([], _REMOVED))
            define_rekeyed(con)
            find_earlier_readings(con, pipeline_version)
            define_books(con, run_id, started_utc)
            add_file_rejects(con, "reason IS NOT NULL", {})
            define_spellings(con)
            define_observations(con)
        except BaseException:
            con.close()
            raise
        return batch

    def _define_files(self, staged: Sequence[StagedFile]) -> None:
        """Views over what was staged and what has landed; every empty table has its columns all the same.

        What was staged of a file that was refused, or that another run landed in the meantime, is void.
        """
        self.con.execute(
            "CREATE VIEW void_reading AS SELECT * FROM readings WHERE reason IS NOT NULL OR is_acknowledged"
        )
        for name in LAKE_TABLES:
            files = [self.home.absolute(file.path) for file in self.landed if file.table_name == name]
            self.con.execute(f"CREATE VIEW lake.{name} AS SELECT * FROM {relation(files, arrow_schema(name))}")
        for name in STAGED_TABLES:
            files = [self.home.absolute(file.path) for file in staged if file.table_name == name]
            schema = staged_schema(name)
            is_void = ""
            if "reading_id" in schema.names:
                is_void = "WHERE reading_id NOT IN (SELECT reading_id FROM void_reading)"
            elif "source_path" in schema.names:
                is_void = "WHERE source_path NOT IN (SELECT source_path FROM void_reading)"
            self.con.execute(f"CREATE VIEW staged_{name} AS SELECT * FROM {relation(files, schema)} {is_void}")

    def _define_runs(self, runs: Sequence[CommittedRun]) -> None:
        schema = pa.schema(
            [
                ("run_id", pa.string()),
                ("started_utc", pa.timestamp("us")),
                ("place", pa.int64()),
                ("pipeline_version", pa.string()),
                ("has_landed", pa.bool_()),
            ]
        )
        rows = (
            {
                "run_id": run.run_id,
                "started_utc": run.started_utc,
                "place": place,
                "pipeline_version": run.pipeline_version,
                "has_landed": run.status == "succeeded",
            }
            for place, run in enumerate(runs)
        )
        create_table(self.con, "internal.commit_order", rows_table(rows, schema))

    def link(self, rules: LinkRules) -> list[SourceCounts]:
        """Decide on every staged record; the books of every reading, in order. Raises InvariantBroken."""
        if self._rules is None:
            self._define_batch()
        self._rules = rules
        return self._decide()

    def _decide(self) -> list[SourceCounts]:
        if self._rules is None:
            raise ValueError("link first, then refuse")
        rekey_shared_urls(self.con, self._rules.are_unlike, self._rules.identify, self.pipeline_version)
        self.con.execute(
            """
            CREATE OR REPLACE TABLE staged_candidate AS
            SELECT reading_id, record_number, document_id, record_hash, source_sha256, external_id
            FROM staged_documents ANTI JOIN refused_record USING (reading_id, record_number)
            """
        )
        find_landed(self.con, self.pipeline_version)
        self.con.execute("DELETE FROM linked")
        self.con.execute("DELETE FROM removed")
        for staged, landed in parts(self.con):
            verdicts = self._rules.decide(staged, landed, self.pipeline_version)
            for name, rows in (("linked", verdicts.records), ("removed", verdicts.removed)):
                self.con.register("incoming_verdicts", rows)
                self.con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming_verdicts")
                self.con.unregister("incoming_verdicts")
        self._check_children()
        return balance(self.con)

    def _check_children(self) -> None:
        """Each accepted record staged one document, each document one accepted record, and no row hangs in the air."""
        documents, accepted, orphans = self.con.execute(
            """
            SELECT
                (SELECT count(*) FROM staged_documents),
                (SELECT count(*) FROM staged_records WHERE verdict = 'accepted'),
                (SELECT count(*) FROM staged_records ANTI JOIN staged_documents USING (reading_id, record_number)
                    WHERE verdict = 'accepted')
            """
        ).fetchall()[0]
        if documents != accepted or orphans:
            raise InvariantBroken(
                f"{accepted} records gave a document, {documents} documents were staged ({orphans} lost)."
            )

    def _define_batch(self) -> None:
        """What a commit would add now: the rows of the records that are kept."""
        self.con.execute(
            """
            CREATE VIEW kept AS
            SELECT reading_id, record_number, document_id, verdict, carried_run_id, source_sha256
            FROM linked JOIN (SELECT reading_id, source_sha256 FROM readings) AS readings USING (reading_id)
            WHERE is_kept
            """
        )
        self.con.execute(
            f"""
            CREATE VIEW batch_documents AS
            SELECT staged.* REPLACE (
                {rekeyed_columns("staged")},
                coalesce(kept.carried_run_id, staged.run_id) AS run_id
            )
            FROM staged_documents AS staged
            JOIN kept USING (reading_id, record_number)
            LEFT JOIN rekeyed USING (reading_id, record_number)
            """
        )
        for name in STAGED_WITH_RECORD[1:]:
            self.con.execute(
                f"""
                CREATE VIEW batch_{name} AS
                SELECT staged.*, kept.source_sha256
                FROM staged_{name} AS staged JOIN kept USING (reading_id, record_number)
                """
            )

    def project(self, table_name: str, expressions: Mapping[str, str], *, source_sha256: str | None = None) -> pa.Table:
        """Narrow columns (name → SQL expression over the table's columns) of the rows that a commit would add now.

        Tables: documents, segments, mentions, roles, allusions (each with reading_id, record_number,
        source_sha256), records, rejects, entity_observations. With ``source_sha256``, only that source's rows.
        Expressions may ask other ``batch_`` views; they are part of the program, never content. Rows come in no
        particular order.
        """
        if table_name not in STAGED_TABLES:
            raise KeyError(f"no table {table_name} in a batch")
        columns = ", ".join(f'{expression} AS "{name}"' for name, expression in expressions.items())
        sql = f"SELECT {columns} FROM batch_{table_name}"
        if source_sha256 is None:
            return self.con.sql(sql).to_arrow_table()
        return self.con.sql(
            f"{sql} WHERE source_sha256 = $source_sha256", params={"source_sha256": source_sha256}
        ).to_arrow_table()

    def refuse(self, rows: Sequence[RefusedRow]) -> list[SourceCounts]:
        """Refuse the records of these rows with all that they gave, book the reasons, and link again.

        Raises InvariantBroken if a row's record gave no document (so that it cannot have been checked).
        """
        refused = [asdict(row) for row in rows]
        unknown = {row.reason for row in rows} - REASONS.keys()
        if unknown:
            raise KeyError(f"no such reason: {sorted(unknown)}")
        places = rows_table(
            (
                {"reading_id": reading_id, "record_number": number}
                for reading_id, number in sorted({(row.reading_id, row.record_number) for row in rows})
            ),
            _REFUSED,
        )
        self._refuse_places(places)
        add_row_rejects(self.con, refused)
        return self._decide()

    def refuse_source(self, source_sha256: str, reason: str, detail: str | None) -> list[SourceCounts]:
        """Refuse every record of a source, and link again. What was refused before keeps its own row of
        ``rejects``; the source as a whole gets one of level file."""
        if REASONS[reason].level != "file":
            raise KeyError(f"{reason} is no reason to refuse a file")
        where = "source_sha256 = $source_sha256 AND reason IS NULL AND NOT is_acknowledged"
        places = self.con.sql(
            f"""
            SELECT reading_id, record_number
            FROM staged_documents SEMI JOIN (SELECT reading_id FROM readings WHERE {where}) AS refused USING
            (reading_id)
            ANTI JOIN refused_record USING (reading_id, record_number)
            """,
            params={"source_sha256": source_sha256},
        ).to_arrow_table()
        self._refuse_places(places)
        add_file_rejects(self.con, where, {"source_sha256": source_sha256, "reason": reason, "detail": detail})
        return self._decide()

    def _refuse_places(self, places: pa.Table) -> None:
        self.con.register("incoming_places", places)
        missing = scalar(
            self.con,
            "SELECT count(*) FROM incoming_places ANTI JOIN staged_documents USING (reading_id, record_number)",
        )
        self.con.execute(
            """
            INSERT INTO refused_record
            SELECT * FROM incoming_places ANTI JOIN refused_record USING (reading_id, record_number)
            """
        )
        self.con.unregister("incoming_places")
        if missing:
            raise InvariantBroken(f"{missing} records are to be refused that gave no document.")

    def counts(self) -> list[SourceCounts]:
        """The books as they stand. Raises InvariantBroken if they do not balance."""
        return balance(self.con)

    def close(self) -> None:
        """Drop what link holds in memory and in its temporary folder."""
        self.con.close()

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
