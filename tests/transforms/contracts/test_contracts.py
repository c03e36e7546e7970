"""The contracts hold together: nothing is declared twice, dangling, or drifting from its derived pages."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.contracts import COLUMNS, FLAGS, LAKE_TABLES, REASONS, TABLES, arrow_schema
from transforms.contracts.dictionary import dictionary, sql_type
from transforms.contracts.reasons_page import reasons_page
from transforms.contracts.rules import breaches, column_rules
from transforms.contracts.tables import staged_schema

PROJECT = Path(__file__).parents[3]

PROMISED = {
    "documents": """document_id article_id revision supersedes is_latest external_id source_path source_sha256
        record_number start_byte end_byte format url canonical_url outlet_id outlet title lead byline section body
        language language_confidence is_language_reliable published_utc published_from_utc published_until_utc
        published_precision published_zone published_evidence collected_utc first_seen_utc content_hash word_count
        char_count flags pipeline_version snapshot_id""",
    "segments": "document_id ordinal role field start_char end_char text",
    "mentions": """document_id field start_char end_char surface entity_type entity_id method confidence
        link_confidence""",
    "entities": "entity_id entity_type label country latitude longitude first_seen_utc last_seen_utc",
    "entity_aliases": "entity_id alias language mention_count",
    "entity_redirects": "from_entity_id to_entity_id",
    "outlets": "outlet_id domain label country",
    "rejects": """reject_id level table_name row_key source_path source_sha256 record_number start_byte end_byte reason
        detail status run_id""",
    "records": "source_sha256 record_number verdict document_id",
    "sources": "source_sha256 source_path format read_count accepted_count duplicate_count rejected_count",
    "runs": """run_id started_utc finished_utc status read_count accepted_count duplicate_count rejected_count
        snapshot_id""",
    "snapshots": "snapshot_id parent_id committed_utc kind run_id pipeline_version",
    "quality_results": """run_id suite expectation column_name observed threshold severity is_success
        checked_utc""",
}
"""The published interface that others query: a name may be added here, and dropped only by a decision record."""


@pytest.mark.parametrize("table", PROMISED)
def test_promised_columns_are_published(table: str) -> None:
    assert set(PROMISED[table].split()) <= set(TABLES[table].column_names)


def test_every_declared_column_is_used() -> None:
    used = {id(column) for table in TABLES.values() for column in table.columns}
    unused = [key for key, column in COLUMNS.items() if id(column) not in used]
    assert unused == []


@pytest.mark.parametrize("name", TABLES)
def test_keys_and_derived_columns_exist_and_names_are_unique(name: str) -> None:
    table = TABLES[name]
    names = table.column_names
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert table.derived <= set(names)
    assert [column.name for column in table.columns if not column.meaning.endswith(".")] == []


@pytest.mark.parametrize("name", LAKE_TABLES)
def test_schemas_follow_the_columns(name: str) -> None:
    schema = arrow_schema(name)
    for column in TABLES[name].stored_columns:
        assert schema.field(column.name).type == column.type
        assert schema.field(column.name).nullable == column.is_nullable
    assert set(schema.names) <= set(staged_schema(name).names)


def test_every_type_has_a_name_in_sql() -> None:
    assert {sql_type(column) for column in COLUMNS.values()} <= {
        "VARCHAR",
        "VARCHAR[]",
        "BIGINT",
        "BIGINT[]",
        "STRUCT(feature VARCHAR, weight DOUBLE)[]",
        "DOUBLE",
        "BOOLEAN",
        "TIMESTAMP",
        'STRUCT("start" BIGINT, "end" BIGINT, "language" VARCHAR)[]',
    }


def test_codes_are_one_sentence_each() -> None:
    for code in (*REASONS.values(), *FLAGS.values()):
        assert code.sentence.endswith(".")
        assert "\n" not in code.sentence
    assert set(REASONS) & set(FLAGS) == {"HTML_DEPTH"}  # a deep page is flagged, a far deeper one refused


def test_the_page_of_codes_is_up_to_date() -> None:
    assert (PROJECT / "docs/reasons.md").read_text("utf-8") == reasons_page()


def test_dictionary_is_up_to_date() -> None:
    assert (PROJECT / "docs/dictionary.md").read_text("utf-8") == dictionary()


def _segments(**changes: list[object]) -> pa.Table:
    row: dict[str, list[object]] = {
        "document_id": ["0" * 32],
        "ordinal": [0],
        "role": ["paragraph"],
        "field": ["body"],
        "start_char": [0],
        "end_char": [4],
        "text": [None],
    }
    return pa.table({**row, **changes}, pa.schema([(f.name, f.type) for f in arrow_schema("segments")]))


def test_a_sound_row_breaks_no_rule() -> None:
    assert breaches("segments", _segments()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("ordinal", -1), ("role", "advertisement"), ("document_id", None), ("document_id", "x"), ("start_char", -4)],
)
def test_each_kind_of_rule_notices(column: str, value: object) -> None:
    found = breaches("segments", _segments(**{column: [value]}))
    assert [(breach.column, breach.row) for breach in found] == [(column, 0)]


@given(st.lists(st.one_of(st.none(), st.floats(-2, 3)), max_size=20))
def test_bounds_agree_with_plain_comparison(values: list[float | None]) -> None:
    column = TABLES["mentions"].column("confidence")
    broken: set[int] = set()
    for _, is_broken in column_rules(column):
        mask = is_broken(pa.chunked_array([pa.array(values, pa.float64())])).to_pylist()
        broken |= {row for row, hit in enumerate(mask) if hit}
    assert broken == {row for row, value in enumerate(values) if value is None or not 0 <= value <= 1}
