"""Documents whose language or names another pipeline version found: which they are, and how what is found again takes
the place of what stands.

Works on the connection of a ``linking.Batch`` that has no readings, and makes the views that the checks and the data
files are made from. A document's id stands for its reading: nothing is read again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa

from transforms.contracts.tables import ENRICHED_TABLES, arrow_schema
from warehouse.books import InvariantBroken
from warehouse.catalog import DataFile
from warehouse.consolidate import KNOWN_REDIRECTS, LandingRules, changed_files
from warehouse.duck import connect, create_table, relation, rows_table, scalar
from warehouse.lake import StagedFile
from warehouse.linking import Batch
from warehouse.paths import Home
from warehouse.store import Store

STAGES: Final = ("language", "entities")
"""What can be done again, in the order in which it is done. Names depend on the language, so they go with it."""

_VERSION_OF: Final = {stage: f"coalesce({stage}_version, pipeline_version)" for stage in STAGES}
_TEXT_COLUMNS: Final = (
    "document_id, record_number, title, body, outlet, language, "
    "published_utc, published_from_utc, published_until_utc, published_precision"
)
_LEFT: Final = pa.schema([("document_id", pa.string())])
RELABELLED: Final = "relabelled"


def is_stale(stages: Collection[str]) -> str:
    """SQL over columns of ``documents`` and a parameter ``pipeline_version``: a stage is another version's."""
    return " OR ".join(f"{_VERSION_OF[stage]} <> $pipeline_version" for stage in STAGES if stage in stages)


@contextmanager
def stale_documents(
    home: Home,
    files: Sequence[DataFile],
    folder: Path,
    *,
    stages: Collection[str],
    pipeline_version: str,
    memory_bytes: int,
    batch_rows: int,
) -> Iterator[tuple[int, Iterator[pa.RecordBatch]]]:
    """How many documents of the head are another version's, and their texts, ``batch_rows`` at a time.

    ``files`` are the head's. Columns: document_id, record_number, title, body, outlet, language, and when it was
    published. In no particular order; memory is bounded by ``memory_bytes`` and one batch.
    """
    paths = [home.absolute(file.path) for file in files if file.table_name == "documents"]
    source = f"{relation(paths, arrow_schema('documents'))} WHERE {is_stale(stages)}"
    values = {"pipeline_version": pipeline_version}
    con = connect(folder / "duckdb-texts", memory_bytes=memory_bytes, threads=1)
    try:
        count = scalar(con, f"SELECT count(*) FROM {source}", values)
        texts = con.sql(f"SELECT {_TEXT_COLUMNS} FROM {source}", params=values) if count else None
        yield count, iter(texts.to_arrow_reader(batch_rows)) if texts is not None else iter(())
    finally:
        con.close()


class Relabelled:
    """A batch in which landed documents get new languages and names. ``schema`` is that of the staged files of table
    ``relabelled``: document_id, has_language, the columns of the language, names_status, failure."""

    def __init__(self, batch: Batch, staged: Sequence[StagedFile], schema: pa.Schema, stages: Collection[str]) -> None:
        self.batch = batch
        self.con = batch.con
        self._stages = frozenset(stages)
        self._languages = [name for name in schema.names if name in arrow_schema("documents").names]
        files = [batch.home.absolute(file.path) for file in staged if file.table_name == RELABELLED]
        self.con.execute(f"CREATE VIEW staged_relabelled AS SELECT * FROM {relation(files, schema)}")
        create_table(self.con, "left_alone", rows_table([], _LEFT))
        self._choose()
        self._define()

    @property
    def count(self) -> int:
        """Documents that change."""
        return scalar(self.con, "SELECT count(*) FROM relabelled")

    @property
    def failures(self) -> list[tuple[str, str]]:
        """(document id, why) of those that could not be worked and stay as they are."""
        rows = self.con.execute(
            "SELECT document_id, failure FROM staged_relabelled WHERE failure IS NOT NULL ORDER BY document_id"
        )
        return [(str(document_id), str(why)) for document_id, why in rows.fetchall()]

    @property
    def changes(self) -> dict[str, int]:
        """Counts of what is other than before: documents of another language, and rows before and after by table."""
        counts = {
            "languages": scalar(
                self.con,
                """
                SELECT count(*) FROM relabelled JOIN lake.documents AS landed USING (document_id)
                WHERE relabelled.has_language AND relabelled.language <> landed.language
                """,
            )
        }
        for name in ENRICHED_TABLES:
            counts[f"{name}_before"] = scalar(
                self.con, f"SELECT count(*) FROM lake.{name} SEMI JOIN relabelled USING (document_id)"
            )
            counts[name] = scalar(self.con, f"SELECT count(*) FROM batch_{name}")
        return counts

    def leave(self, document_ids: Sequence[str] = (), sources: Sequence[str] = ()) -> None:
        """Leave these documents, and those of these sources, as they are."""
        self.con.register("incoming_left", rows_table(({"document_id": each} for each in document_ids), _LEFT))
        self.con.execute("INSERT INTO left_alone SELECT document_id FROM incoming_left")
        self.con.unregister("incoming_left")
        self.con.execute(
            """
            INSERT INTO left_alone
            SELECT document_id FROM lake.documents SEMI JOIN relabelled USING (document_id)
            WHERE list_contains($sources::VARCHAR[], source_sha256)
            """,
            {"sources": list(sources)},
        )
        self._choose()

    def consolidate(
        self,
        home: Home,
        store: Store,
        *,
        quality_results: pa.Table,
        rules: LandingRules,
    ) -> tuple[tuple[DataFile, ...], tuple[str, ...]]:
        """Write the data files; those added, and the ids of those removed. Raises InvariantBroken if a document were
        lost or doubled."""
        tables = {name: f"batch_{name}" for name in ("documents", *ENRICHED_TABLES, "entity_observations")}
        added, removed = changed_files(
            self.batch,
            home,
            store,
            {**tables, "entity_redirects": KNOWN_REDIRECTS},
            quality_results=quality_results,
            rules=rules,
        )
        landed = {file.file_id: file for file in self.batch.landed}
        before = sum(landed[file_id].row_count for file_id in removed if landed[file_id].table_name == "documents")
        after = sum(file.row_count for file in added if file.table_name == "documents")
        if before != after:
            raise InvariantBroken(f"{before} documents were to be written anew, {after} were.")
        return added, removed

    def _choose(self) -> None:
        """Those that stand in the head and are still another version's: another run may have come first."""
        self.con.execute(
            f"""
            CREATE OR REPLACE TABLE relabelled AS
            SELECT staged.*
            FROM staged_relabelled AS staged
            SEMI JOIN (
                SELECT document_id FROM lake.documents WHERE {is_stale(self._stages)}
            ) AS stale USING (document_id)
            ANTI JOIN left_alone USING (document_id)
            WHERE failure IS NULL
            """,
            {"pipeline_version": self.batch.pipeline_version},
        )
        self.con.execute("DELETE FROM removed")
        self.con.execute("INSERT INTO removed SELECT document_id FROM relabelled")

    def _define(self) -> None:
        version = "(SELECT pipeline_version FROM version)"
        changed = [
            f"CASE WHEN relabelled.has_language THEN relabelled.{name} ELSE landed.{name} END AS {name}"
            for name in self._languages
            if name not in ("document_id", "names_status")
        ]
        self.con.execute(
            f"""
            CREATE VIEW batch_documents AS
            SELECT
                landed.* REPLACE (
                    {", ".join(changed)},
                    relabelled.names_status AS names_status,
                    {version} AS entities_version,
                    CASE
                        WHEN relabelled.has_language THEN {version} ELSE landed.language_version
                    END AS language_version
                ),
                landed.document_id AS reading_id
            FROM lake.documents AS landed JOIN relabelled ON relabelled.document_id = landed.document_id
            """
        )
        for name in ENRICHED_TABLES:
            self.con.execute(
                f"""
                CREATE VIEW batch_{name} AS
                SELECT staged.*, landed.source_sha256
                FROM staged_{name} AS staged
                JOIN (SELECT document_id, source_sha256 FROM lake.documents) AS landed USING (document_id)
                SEMI JOIN relabelled USING (document_id)
                """
            )
        self.con.execute(
            """
            CREATE OR REPLACE VIEW batch_records AS
            SELECT document_id AS reading_id, record_number, source_sha256, 'accepted' AS verdict
            FROM lake.documents SEMI JOIN relabelled USING (document_id)
            """
        )
