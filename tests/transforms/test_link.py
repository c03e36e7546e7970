"""The decision of link, on tables small enough to read."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from transforms.link import LANDED_SCHEMA, STAGED_SCHEMA, decide


def staged(*rows: tuple[str, int, str, str]) -> pa.Table:
    """Rows of (reading, record number, document, record hash), each reading a source of its own."""
    return pa.Table.from_pylist(
        [
            {
                "reading_id": reading,
                "record_number": number,
                "document_id": document,
                "record_hash": record_hash,
                "source_sha256": f"source of {reading}",
                "external_id": None,
            }
            for reading, number, document, record_hash in rows
        ],
        schema=STAGED_SCHEMA,
    )


def landed(*rows: dict[str, Any]) -> pa.Table:
    standing = {
        "source_sha256": "source of old",
        "record_number": 1,
        "pipeline_version": "1",
        "run_id": "first",
        "reread_document_id": None,
    }
    return pa.Table.from_pylist([standing | row for row in rows], schema=LANDED_SCHEMA)


def outcome(records: pa.Table) -> list[tuple[str, str, bool]]:
    return [(row["reading_id"], row["verdict"], row["is_kept"]) for row in records.to_pylist()]


def test_the_least_record_of_a_new_document_is_accepted() -> None:
    verdicts = decide(staged(("a", 1, "d", "9"), ("b", 1, "d", "3"), ("c", 1, "e", "5")), landed(), "1")
    assert outcome(verdicts.records) == [("a", "duplicate", False), ("b", "accepted", True), ("c", "accepted", True)]
    assert verdicts.removed.num_rows == 0


def test_a_landed_document_makes_duplicates_only() -> None:
    verdicts = decide(staged(("a", 1, "d", "9")), landed({"document_id": "d", "record_hash": "3"}), "1")
    assert outcome(verdicts.records) == [("a", "duplicate", False)]
    assert verdicts.removed.num_rows == 0


def test_a_lesser_record_replaces_the_landed_rows_and_carries_their_run() -> None:
    verdicts = decide(staged(("a", 1, "d", "2")), landed({"document_id": "d", "record_hash": "3"}), "1")
    assert outcome(verdicts.records) == [("a", "duplicate", True)]
    assert verdicts.records["carried_run_id"].to_pylist() == ["first"]
    assert verdicts.removed.to_pylist() == [{"document_id": "d"}]


def test_reading_again_under_a_newer_pipeline_replaces_the_rows() -> None:
    old = landed({"document_id": "d", "record_hash": "3", "source_sha256": "source of a", "reread_document_id": "d"})
    same = staged(("a", 1, "d", "3"))
    assert outcome(decide(same, old, "2").records) == [("a", "duplicate", True)]
    assert outcome(decide(same, old, "1").records) == [("a", "duplicate", False)]


def test_an_older_row_whose_record_is_not_read_again_stays() -> None:
    verdicts = decide(staged(("a", 1, "d", "9")), landed({"document_id": "d", "record_hash": "3"}), "2")
    assert outcome(verdicts.records) == [("a", "duplicate", False)]


def test_what_reads_as_another_document_now_makes_the_old_one_go() -> None:
    old = landed({"document_id": "d", "record_hash": "3", "reread_document_id": "e"})
    verdicts = decide(staged(("old", 1, "e", "3")), old, "2")
    assert outcome(verdicts.records) == [("old", "accepted", True)]
    assert verdicts.removed.to_pylist() == [{"document_id": "d"}]


def test_a_document_that_another_record_gives_now_outlives_its_own_record() -> None:
    old = landed({"document_id": "d", "record_hash": "3", "reread_document_id": "e"})
    verdicts = decide(staged(("old", 1, "e", "3"), ("b", 1, "d", "7")), old, "2")
    assert outcome(verdicts.records) == [("old", "accepted", True), ("b", "duplicate", True)]
    assert verdicts.removed.to_pylist() == [{"document_id": "d"}]


ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 4), st.sampled_from("de"), st.sampled_from("123")),
    max_size=8,
    unique_by=lambda row: row[:2],
)


@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(rows: list[tuple[str, int, str, str]], order: Any) -> None:
    shuffled = rows.copy()
    order.shuffle(shuffled)
    first, second = (
        sorted(
            decide(staged(*some), landed({"document_id": "d", "record_hash": "2"}), "1").records.to_pylist(), key=repr
        )
        for some in (rows, shuffled)
    )
    assert first == second


@given(rows=ROWS)
def test_every_record_has_a_verdict_and_every_document_one_keeper(rows: list[tuple[str, int, str, str]]) -> None:
    records = decide(staged(*rows), landed(), "1").records.to_pylist()
    assert len(records) == len(rows)
    kept = [row["document_id"] for row in records if row["is_kept"]]
    assert sorted(kept) == sorted({document for _, _, document, _ in rows})
    assert all((row["verdict"] == "accepted") == row["is_kept"] for row in records)
