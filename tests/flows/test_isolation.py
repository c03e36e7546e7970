"""Records that hang or crash what works them are lost alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

import pytest

from flows import isolation
from flows.isolation import work_isolated
from flows.settings import SetupError
from transforms.model import Span
from transforms.rows import ShardOptions, SourceSlice
from transforms.shard import Item, gathered, work_items

OPTIONS = ShardOptions(run_id="0" * 32, pipeline_version="test", as_of=datetime.combine(date(2026, 5, 4), time()))
SECONDS = 4.0
MEMORY_BYTES = 2**29


@pytest.fixture(autouse=True)
def faulty_cells(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(isolation, "PRELOADED", ("tests.flows.faulty_reader",))
    yield
    isolation.close_cells()


def items(*words: str, format: str = "faulty") -> list[Item]:
    spans = tuple(Span(number, number * 100, number * 100 + 9) for number in range(1, len(words) + 1))
    part = SourceSlice("a" * 32, "b" * 64, "news.txt", format, None, spans)
    return [Item(part, span, word.encode()) for span, word in zip(spans, words, strict=True)]


def test_a_cell_gives_the_rows_that_working_here_gives() -> None:
    batch = items(*(f'{{"title": "Harbour of Bruvik, berth {number}"}}' for number in range(5)), format="jsonl")
    here = gathered([work_items(batch, OPTIONS)])
    there = work_isolated([batch[:2], batch[2:]], OPTIONS, SECONDS, MEMORY_BYTES)
    assert here.keys() == there.keys()
    assert all(here[name].equals(there[name]) for name in here)


def test_only_the_records_that_did_it_are_lost() -> None:
    batch = items("Berth one", "hang", "Berth two", "segfault", "devour", "Berth three")
    tables = work_isolated([batch], OPTIONS, SECONDS, MEMORY_BYTES)
    assert tables["documents"]["title"].to_pylist() == ["Berth one", "Berth two", "Berth three"]
    assert tables["records"]["record_number"].to_pylist() == [1, 2, 3, 4, 5, 6]
    refused = {row["record_number"]: row["reason"] for row in tables["rejects"].to_pylist()}
    assert refused == {2: "PARSE_TIMEOUT", 4: "PARSE_CRASH", 5: "PARSE_CRASH"}


def test_rows_that_cannot_be_made_cost_their_own_record() -> None:
    batch = items("Berth one", "no row", "Berth two")
    tables = work_isolated([batch], OPTIONS, SECONDS, MEMORY_BYTES)
    assert tables["documents"]["title"].to_pylist() == ["Berth one", "Berth two"]
    assert [(row["record_number"], row["reason"]) for row in tables["rejects"].to_pylist()] == [(2, "PARSE_CRASH")]


def test_a_cell_that_cannot_begin_is_a_broken_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "PRELOADED", ("tests.flows.no_such_module",))
    with pytest.raises(SetupError, match="max_record_memory_bytes"):
        work_isolated([items("Berth one")], OPTIONS, 5.0, MEMORY_BYTES)
