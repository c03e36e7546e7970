"""The tables of a linked batch that copies are found from, over Parquet files in a folder: what benchmarks of copies
run, without reading, names and a catalog."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.linkage import COPY_RULES
from transforms.contracts.tables import arrow_schema
from warehouse.copies import find_copies
from warehouse.duck import connect, create_table, relation
from warehouse.standing import define_standing

MEMORY_BYTES = 512 * 2**20
"""What a batch has by default."""
TABLES = ("documents", "signatures", "copy_observations", "story_features")


class CopyArchive:
    """Documents and signatures that have landed, and those of the next run. Rows hold the columns that copies ask for;
    the others are null."""

    def __init__(self, folder: Path, memory_bytes: int = MEMORY_BYTES) -> None:
        self.folder = folder
        self.memory_bytes = memory_bytes
        self.files: dict[str, list[Path]] = {name: [] for name in TABLES}
        self.runs: list[str] = []

    def add(self, name: str, rows: pa.Table) -> Path:
        """One data file; it has landed once ``files`` names it."""
        path = self.folder / f"{name}-{time.monotonic_ns()}.parquet"
        pq.write_table(rows, path, compression="zstd", compression_level=1)
        return path

    def run(self, documents: pa.Table, signatures: pa.Table) -> tuple[float, int]:
        """One run that brings these; seconds that finding copies took, and documents whose place changed."""
        run_id = f"run{len(self.runs)}"
        new = {"documents": self.add("documents", documents), "signatures": self.add("signatures", signatures)}
        con = connect(self.folder / "spill", memory_bytes=self.memory_bytes, threads=2)
        try:
            self._define(con, new, run_id)
            started = time.perf_counter()
            find_copies(con, COPY_RULES)
            seconds = time.perf_counter() - started
            found = con.sql("FROM found_copies").to_arrow_table()
        finally:
            con.close()
        for name, path in new.items():
            self.files[name].append(path)
        if found.num_rows:
            self.files["copy_observations"].append(self.add("copy_observations", found))
        self.runs.append(run_id)
        return seconds, found.num_rows

    def _define(self, con: duckdb.DuckDBPyConnection, new: dict[str, Path], run_id: str) -> None:
        con.execute("CREATE SCHEMA lake; CREATE SCHEMA internal")
        for name in TABLES:
            schema = arrow_schema(name)
            con.execute(f"CREATE VIEW lake.{name} AS FROM {relation(self.files[name], schema)}")
            path = new.get(name)
            con.execute(f"CREATE VIEW batch_{name} AS FROM {relation([path] if path else [], schema)}")
        runs = pa.table(
            {"run_id": pa.array(self.runs, pa.string()), "place": pa.array(range(len(self.runs)), pa.int64())}
        )
        create_table(con, "internal.commit_order", runs)
        create_table(con, "run", pa.table({"run_id": [run_id]}))
        con.execute("CREATE TABLE removed (document_id VARCHAR)")
        con.execute("CREATE TABLE rekeyed_landed (document_id VARCHAR, article_id VARCHAR, identity_basis VARCHAR)")
        define_standing(con)

    def clusters(self) -> dict[str, str]:
        """Document → the original of its cluster, of those that are in one."""
        found: dict[str, str] = {}
        for path in self.files["copy_observations"]:
            rows = pq.read_table(path, columns=["document_id", "original_document_id"]).to_pydict()
            found |= dict(zip(*rows.values(), strict=True))
        return found
