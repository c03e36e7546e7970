"""Rows land in files that say what they hold, or they do not land."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from transforms.contracts import arrow_schema
from transforms.contracts.tables import staged_schema
from warehouse import lake
from warehouse.lake import LakeError, is_intact, land, read_files, stage
from warehouse.paths import Home, open_home
from warehouse.store import Store, Writer

SEGMENT = {"ordinal": 0, "role": "paragraph", "field": "body", "start_char": 0, "end_char": 4, "text": None}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home", Store())


def segments(count: int) -> pa.Table:
    rows = [SEGMENT | {"document_id": f"{number:032x}"} for number in range(count)]
    return pa.Table.from_pylist(rows, schema=arrow_schema("segments"))


def test_landed_rows_read_back_in_order_under_a_generated_name(home: Home) -> None:
    rows = segments(5)
    file = land(home, Store(), "segments", rows)
    assert file is not None
    assert (file.row_count, file.table_name) == (5, "segments")
    assert file.path == f"lake/segments/{file.file_id}.parquet"
    assert home.absolute(file.path).stat().st_size == file.byte_count
    assert read_files(home, [file]).equals(rows)
    assert is_intact(home, Store(), file)


def test_columns_of_any_order_and_safe_type_are_fitted(home: Home) -> None:
    rows = segments(2)
    loose = rows.select(sorted(rows.column_names)).set_column(
        0, "document_id", rows["document_id"].cast(pa.large_string())
    )
    file = land(home, Store(), "segments", loose)
    assert file is not None
    assert read_files(home, [file]).schema == arrow_schema("segments")


def test_no_rows_make_no_file(home: Home) -> None:
    assert land(home, Store(), "segments", segments(0)) is None
    assert Store().list(home.table_folder("segments")) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.drop_columns(["role"]),
        lambda rows: rows.append_column("more", pa.nulls(3)),
        lambda rows: rows.set_column(0, "document_id", pa.nulls(3, pa.string())),
        lambda rows: rows.set_column(1, "ordinal", pa.array([0.5, 1.0, 2.0])),
    ],
    ids=["a column missing", "a column too many", "a null key", "half a number"],
)
def test_rows_that_do_not_fit_leave_nothing(home: Home, spoil: object) -> None:
    with pytest.raises(LakeError):
        land(home, Store(), "segments", spoil(segments(3)))  # type: ignore[operator]
    assert Store().list(home.table_folder("segments")) == []


def test_a_stream_is_cut_into_row_groups(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lake, "LANDED", lake.Encoding(level=1, row_group_rows=100))
    rows = segments(1_050)
    reader = pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches(max_chunksize=30))
    file = land(home, Store(), "segments", reader)
    assert file is not None
    footer = pq.ParquetFile(home.absolute(file.path)).metadata
    groups = [footer.row_group(number).num_rows for number in range(footer.num_row_groups)]
    assert sum(groups) == file.row_count == 1_050
    assert max(groups) <= 120
    assert read_files(home, [file]).equals(rows)


def test_long_rows_close_a_row_group_early(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lake, "LANDED", lake.Encoding(level=1, row_group_bytes=2_000))
    rows = segments(100)
    file = land(home, Store(), "segments", pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches(10)))
    assert file is not None
    assert pq.ParquetFile(home.absolute(file.path)).metadata.num_row_groups > 2


def test_staged_rows_carry_their_record(home: Home) -> None:
    row = SEGMENT | {"document_id": "0" * 32, "reading_id": "1" * 32, "record_number": 7}
    file = stage(home, Store(), "run", "segments", pa.Table.from_pylist([row], schema=staged_schema("segments")))
    assert file is not None
    assert file.path.startswith("staging/run/segments/")
    assert read_files(home, [file], ["record_number"]).to_pylist() == [{"record_number": 7}]


def test_a_run_may_stage_tables_of_its_own(home: Home) -> None:
    schema = pa.schema([("at", pa.timestamp("us"))])
    rows = pa.table({"at": [datetime(2024, 5, 1)]}, schema=schema)  # noqa: DTZ001 - tables hold naive UTC
    file = stage(home, Store(), "run", "moments", rows, schema)
    assert file is not None
    assert read_files(home, [file]).equals(rows)
    assert read_files(home, [], schema=schema).num_rows == 0


def test_a_file_that_lost_bytes_on_its_way_is_noticed(home: Home) -> None:
    class Leaky(Store):
        def _rename(self, source: Path, target: Path) -> None:
            super()._rename(source, target)
            with target.open("r+b") as file:
                file.truncate(40)

    with pytest.raises(LakeError, match="bytes"):
        land(home, Leaky(), "segments", segments(3))


def test_a_damaged_file_is_known_by_its_checksum(home: Home) -> None:
    file = land(home, Store(), "segments", segments(3))
    assert file is not None
    path = home.absolute(file.path)
    content = bytearray(path.read_bytes())
    content[10] ^= 1
    path.write_bytes(content)
    assert not is_intact(home, Store(), file)
    path.unlink()
    assert not is_intact(home, Store(), file)


def test_a_failing_disk_leaves_no_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Writer, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Writer, "write", full)
    with pytest.raises(OSError, match="No space"):
        land(home, Store(), "segments", segments(3))
    assert Store().list(home.table_folder("segments")) == []
