"""A shard says what happened to every record, and gives the same rows whatever surrounds it."""

from __future__ import annotations

import json
from datetime import datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms import shard as room
from transforms.contracts.tables import staged_schema
from transforms.model import Span
from transforms.shard import SHARD_TABLES, Shard, ShardOptions, SourceSlice, work

NOON = datetime(2024, 5, 1, 12)  # noqa: DTZ001 - tables hold naive UTC
OPTIONS = ShardOptions("run", "0.1.0+test", NOON)
GOOD = {
    "url": "https://dagblad.example/1",
    "title": "Haven dicht",
    "text": "De haven van Rotterdam blijft dicht, zei havenmeester Karel Duinstra. De NAVO let op. " * 3,
    "published": "2024-05-01",
}


def record(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def slice_of(records: list[bytes]) -> SourceSlice:
    starts = [sum(len(data) for data in records[:number]) for number in range(len(records))]
    spans = tuple(
        Span(number + 1, start, start + len(data))
        for number, (start, data) in enumerate(zip(starts, records, strict=True))
    )
    return SourceSlice("a" * 32, "b" * 64, "delivery/haven.jsonl", "jsonl", None, spans)


def worked(records: list[bytes]) -> dict[str, pa.Table]:
    return work(Shard(0, (slice_of(records),)), lambda _: records, OPTIONS)


def test_every_table_has_its_staged_schema() -> None:
    tables = worked([record()])
    assert tuple(sorted(tables)) == tuple(sorted(SHARD_TABLES))
    for name, table in tables.items():
        assert table.schema.equals(staged_schema(name)), name


def test_a_bad_record_is_a_reject_and_its_neighbours_land() -> None:
    tables = worked(
        [record(), b'{"title": "broken"', record(url="https://dagblad.example/2", text="Kort.", title=None)]
    )
    assert tables["records"]["verdict"].to_pylist() == ["accepted", "rejected", "rejected"]
    assert tables["rejects"]["reason"].to_pylist() == ["JSON_SYNTAX", "TEXT_TOO_SHORT"]
    assert tables["rejects"]["start_byte"].to_pylist()[0] == len(record())
    assert tables["documents"].num_rows == 1


def test_the_place_and_the_evidence_of_a_document() -> None:
    (row,) = worked([record()])["documents"].to_pylist()
    assert (row["source_path"], row["record_number"], row["start_byte"]) == ("delivery/haven.jsonl", 1, 0)
    assert row["end_byte"] == len(record())
    assert row["external_id"] == "haven.jsonl"
    assert row["published_evidence"].startswith("record_field")


def test_mentions_are_substrings_of_their_field() -> None:
    tables = worked([record()])
    (document,) = tables["documents"].to_pylist()
    mentions = tables["mentions"].to_pylist()
    assert {"Rotterdam", "Karel Duinstra", "NAVO"} <= {mention["surface"] for mention in mentions}
    for mention in mentions:
        assert document[mention["field"]][mention["start_char"] : mention["end_char"]] == mention["surface"]


def test_a_crash_of_ours_costs_one_record(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = room.enrich

    def crashes_on_titles_with_x(title: str | None, *rest: object, **named: object) -> object:
        if "X" in (title or ""):
            raise RuntimeError("a defect")
        return sound(title, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(room, "enrich", crashes_on_titles_with_x)
    tables = worked(
        [record(), record(title="X", url="https://dagblad.example/x"), record(url="https://dagblad.example/3")]
    )
    assert tables["records"]["verdict"].to_pylist() == ["accepted", "rejected", "accepted"]
    assert tables["rejects"].to_pylist()[0]["reason"] == "PARSE_CRASH"
    assert tables["rejects"].to_pylist()[0]["detail"] == "RuntimeError"


def test_a_record_that_breaks_a_row_rule_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = room.document_row

    def with_a_wrong_id(*given: object) -> dict[str, object]:
        row = sound(*given)  # type: ignore[arg-type]
        return {**row, "document_id": "no hash"} if row["title"] == "Fout" else row

    monkeypatch.setattr(room, "document_row", with_a_wrong_id)
    tables = worked([record(title="Fout"), record()])
    assert tables["records"]["verdict"].to_pylist() == ["rejected", "accepted"]
    assert tables["rejects"]["reason"].to_pylist() == ["ROW_RULE"]
    assert set(tables["segments"]["record_number"].to_pylist()) == {2}
    assert set(tables["mentions"]["record_number"].to_pylist()) == {2}


def test_a_record_that_arrow_does_not_take_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = room.document_row

    def with_a_surrogate(*given: object) -> dict[str, object]:
        row = sound(*given)  # type: ignore[arg-type]
        return {**row, "section": "\ud800"} if row["title"] == "Fout" else row

    monkeypatch.setattr(room, "document_row", with_a_surrogate)
    tables = worked([record(), record(title="Fout"), record(url="https://dagblad.example/3")])
    assert tables["records"]["verdict"].to_pylist() == ["accepted", "rejected", "accepted"]
    assert tables["rejects"]["reason"].to_pylist() == ["PARSE_CRASH"]


@settings(max_examples=25)
@given(st.lists(st.sampled_from(range(5)), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_kept_plus_rejects_equals_input_in_any_company(kinds: list[int], random: object) -> None:
    choices = [record(), b"{", b"[1]", record(title=None, text="x"), record(title="Ander nieuws", url=None)]
    tables = worked([choices[kind] for kind in kinds])
    assert tables["records"]["record_number"].to_pylist() == list(range(1, len(kinds) + 1))
    assert tables["documents"].num_rows + tables["rejects"].num_rows == len(kinds)
    alone = {kind: worked([choices[kind]])["documents"] for kind in set(kinds)}
    at = 0
    for kind in kinds:
        if alone[kind].num_rows:
            mine = tables["documents"].slice(at, 1).to_pylist()[0]
            expected = alone[kind].to_pylist()[0]
            for name in ("document_id", "article_id", "title", "body", "language", "published_utc", "record_hash"):
                assert mine[name] == expected[name]
            at += 1
