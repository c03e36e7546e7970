"""Arrow rows ⇄ Parquet files: durable data files of the lake, and quick ones that a run stages for itself."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.contracts import arrow_schema
from transforms.contracts.tables import staged_schema
from warehouse.catalog import DataFile
from warehouse.paths import Home
from warehouse.store import COPY_CHUNK_BYTES, Store

Rows: TypeAlias = pa.Table | pa.RecordBatchReader


class LakeError(Exception):
    """Rows that do not fit their table's contract, or a file that does not hold what was written."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One Parquet file that a run staged. ``path`` is relative to the home. Small: it is what crosses Prefect."""

    table_name: str
    path: str
    row_count: int
    byte_count: int


@dataclass(frozen=True, slots=True)
class Encoding:
    """How rows become bytes."""

    level: int
    """Level of zstd. 3 halves articles at over 200 MB/s a core; 1 is for files that live for seconds."""
    row_group_rows: int = 65_536
    """Rows of a row group: the unit that DuckDB skips by its least and greatest value, and hands to one thread."""
    row_group_bytes: int = 64 * 2**20
    """Size in memory at which a row group is closed early; bounds the writer's memory where rows are long."""


LANDED: Final = Encoding(level=3)
STAGED: Final = Encoding(level=1)


def land(home: Home, store: Store, table_name: str, rows: Rows) -> DataFile | None:
    """Write rows as one data file of a lake table, in the order given, durably, and verify it.

    ``rows`` has the columns of ``contracts.arrow_schema(table_name)``, in any order; other types are cast where nothing
    is lost. Streams: memory is one row group. None for no rows, and then there is no file. The file is in no snapshot
    until a commit adds it. Raises LakeError if the rows do not fit or the file cannot be read back.
    """
    file_id = uuid.uuid4().hex
    path = home.table_folder(table_name) / f"{file_id}.parquet"
    written = _write(store, path, rows, arrow_schema(table_name), LANDED, is_durable=True)
    if written is None:
        return None
    row_count, byte_count, checksum = written
    return DataFile(file_id, table_name, home.relative(path), row_count, byte_count, checksum)


def stage(
    home: Home, store: Store, run_id: str, table_name: str, rows: Rows, schema: pa.Schema | None = None
) -> StagedFile | None:
    """Write rows into the run's folder, quickly and not durably, as one file; None for no rows.

    ``schema`` is ``contracts.tables.staged_schema(table_name)`` unless given; with one, ``table_name`` may be any plain
    word. Raises LakeError as ``land`` does.
    """
    path = home.run_folder(run_id) / table_name / f"{uuid.uuid4().hex}.parquet"
    written = _write(store, path, rows, schema or staged_schema(table_name), STAGED, is_durable=False)
    if written is None:
        return None
    row_count, byte_count, _ = written
    return StagedFile(table_name, home.relative(path), row_count, byte_count)


def file_paths(home: Home, files: Sequence[DataFile] | Sequence[StagedFile]) -> list[Path]:
    """Absolute paths of files, in their order."""
    return [home.absolute(file.path) for file in files]


def read_files(
    home: Home,
    files: Sequence[DataFile] | Sequence[StagedFile],
    columns: Sequence[str] | None = None,
    schema: pa.Schema | None = None,
) -> pa.Table:
    """The rows of files as one table, in the files' order: for small tables and tests.

    ``schema`` is needed where there may be no file at all; the table is then empty.
    """
    tables = [pq.ParquetFile(path).read(columns=columns) for path in file_paths(home, files)]
    if not tables:
        if schema is None:
            raise LakeError("No files and no schema: the columns are unknown.")
        empty = schema.empty_table()
        return empty.select(list(columns)) if columns is not None else empty
    return pa.concat_tables(tables)


def is_intact(home: Home, store: Store, file: DataFile) -> bool:
    """Whether a data file still has the bytes that were committed. Reads all of it."""
    path = home.absolute(file.path)
    if not store.exists(path) or store.size_bytes(path) != file.byte_count:
        return False
    digest = hashlib.sha256()
    with store.open_reader(path) as opened:
        while chunk := opened.read(COPY_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest() == file.checksum


def _write(
    store: Store, path: Path, rows: Rows, schema: pa.Schema, encoding: Encoding, is_durable: bool
) -> tuple[int, int, str] | None:
    """Rows, bytes and checksum of what was written under ``path``; None for no rows."""
    groups = _row_groups(rows, schema, encoding)
    first = next(groups, None)
    if first is None:
        return None
    row_count = 0
    with store.open_writer(path.parent, is_durable) as writer:
        with pq.ParquetWriter(writer, schema, compression="zstd", compression_level=encoding.level) as parquet:
            group: pa.Table | None = first
            while group is not None:
                parquet.write_table(group, row_group_size=encoding.row_group_rows)
                row_count += group.num_rows
                group = next(groups, None)
        writer.finish(path)
    _verify(store, path, schema, row_count, writer.size_bytes)
    return row_count, writer.size_bytes, writer.sha256


def _row_groups(rows: Rows, schema: pa.Schema, encoding: Encoding) -> Iterator[pa.Table]:
    """The rows in pieces of about one row group, with exactly the columns and types of ``schema``."""
    batches = rows.to_batches() if isinstance(rows, pa.Table) else rows
    waiting: list[pa.RecordBatch] = []
    row_count = byte_count = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        waiting.append(batch)
        row_count += batch.num_rows
        byte_count += batch.nbytes
        if row_count >= encoding.row_group_rows or byte_count >= encoding.row_group_bytes:
            yield _fitted(waiting, schema)
            waiting, row_count, byte_count = [], 0, 0
    if waiting:
        yield _fitted(waiting, schema)


def _fitted(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    table = pa.Table.from_batches(batches)
    if sorted(table.column_names) != sorted(schema.names):
        missing = sorted(set(schema.names) - set(table.column_names))
        foreign = sorted(set(table.column_names) - set(schema.names))
        raise LakeError(f"The columns do not fit: missing {missing}, foreign {foreign}, or one stands twice.")
    try:
        return table.select(schema.names).cast(schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise LakeError(f"The rows do not fit their contract: {error}") from error


def _verify(store: Store, path: Path, schema: pa.Schema, row_count: int, byte_count: int) -> None:
    """Open the file again, by its name, and hold its footer against what was written."""
    if store.size_bytes(path) != byte_count:
        raise LakeError(f"{path} has {store.size_bytes(path)} bytes; {byte_count} were written.")
    try:
        with store.open_reader(path) as opened:
            parquet = pq.ParquetFile(opened)
            found = parquet.metadata.num_rows
            is_same = parquet.schema_arrow.equals(schema)
    except pa.ArrowInvalid as error:
        raise LakeError(f"{path} cannot be read back: {error}") from error
    if found != row_count or not is_same:
        raise LakeError(f"{path} does not hold what was written: {found} rows of {row_count}, or other columns.")
