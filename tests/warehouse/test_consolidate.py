"""Consolidate: sorted files, whole rows, and only what is new about entities."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tests.warehouse.factory import RULES, File, Name, Newsroom, Record, moment
from transforms.contracts.tables import TABLES, arrow_schema
from warehouse.consolidate import LandingRules, consolidate, consolidate_failed
from warehouse.lake import read_files
from warehouse.linking import InvariantBroken
from warehouse.observations import REDIRECTED_SCHEMA

HOLM = Name("Holm", "geonames:1", "LOCATION", country="NO")
DORN = Name("Dorn", "local:dorn")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom.at(tmp_path / "home")


def article(number: int, *names: Name) -> Record:
    return Record(title=f"News {number}", body=" ".join(["Today"] + [name.surface for name in names]), names=names)


def test_every_file_is_sorted_by_its_tables_key(newsroom: Newsroom) -> None:
    plan = newsroom.run(File("a.jsonl", tuple(article(number, HOLM, DORN) for number in range(20))))
    assert {file.table_name for file in plan.files_added} == {
        "documents",
        "segments",
        "mentions",
        "entity_observations",
        "records",
        "sources",
    }
    for file in plan.files_added:
        stored = arrow_schema(file.table_name).names
        key = [name for name in TABLES[file.table_name].key if name in stored]
        rows = [tuple(row[name] for name in key) for row in read_files(newsroom.home, [file]).to_pylist()]
        assert rows == sorted(rows)
        assert len(set(rows)) == len(rows) == file.row_count


def test_children_stand_only_under_documents(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (article(1, DORN), article(1, DORN))), File("b.jsonl", (article(1, DORN), article(2))))
    documents = [row["document_id"] for row in newsroom.rows("documents")]
    assert len(documents) == len(set(documents)) == 2
    assert sorted(row["document_id"] for row in newsroom.rows("segments")) == sorted(documents * 2)
    assert len(newsroom.rows("mentions")) == 1


def test_replacing_rewrites_only_the_files_that_hold_the_row(newsroom: Newsroom) -> None:
    least, greatest = sorted((Record(noise=letter) for letter in "ab"), key=lambda record: record.record_hash)
    newsroom.run(File("a.jsonl", (article(1), article(2))))
    newsroom.run(File("b.jsonl", (greatest, article(3))))
    before = {file.file_id: file for file in newsroom.catalog.files(newsroom.catalog.head())}
    plan = newsroom.run(File("c.jsonl", (least,)))
    touched = [before[file_id] for file_id in plan.files_removed]
    assert sorted((file.table_name, file.added_sequence) for file in touched) == [("documents", 2), ("segments", 2)]
    assert len(newsroom.rows("documents")) == 4


def test_a_file_of_which_nothing_is_left_goes(newsroom: Newsroom) -> None:
    least, greatest = sorted((Record(noise=letter) for letter in "ab"), key=lambda record: record.record_hash)
    newsroom.run(File("b.jsonl", (greatest,)))
    plan = newsroom.run(File("c.jsonl", (least,)))
    assert len([file for file in plan.files_added if file.table_name == "documents"]) == 1
    assert [row["record_hash"] for row in newsroom.rows("documents")] == [least.record_hash]


def test_an_entity_is_observed_once_until_something_is_new(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (article(1, HOLM, DORN),)))
    newsroom.run(File("b.jsonl", (article(2, HOLM, DORN),)))
    assert [(row["entity_id"], row["run_id"]) for row in newsroom.rows("entity_observations")] == [
        ("geonames:1", "run001"),
        ("local:dorn", "run001"),
    ]
    fuller = Name("Ilse Dorn", "local:dorn")
    newsroom.run(File("c.jsonl", (article(3, fuller),)))
    newsroom.run(
        File(
            "d.jsonl", (article(4, Name("I Dorn", "local:dorn"), Name("Holm", "geonames:1", "LOCATION", country="SE")),)
        )
    )
    added = [(row["entity_id"], row["label"], row["country"]) for row in newsroom.rows("entity_observations")[2:]]
    assert added == [("local:dorn", "Ilse Dorn", None), ("geonames:1", "Holm", "SE")]


def test_a_local_name_that_became_known_is_redirected_once(newsroom: Newsroom) -> None:
    asked: list[list[str]] = []

    def redirect(local: pa.Table) -> pa.Table:
        asked.append(local["entity_id"].to_pylist())
        known = {
            "from_entity_id": "local:dorn",
            "to_entity_id": "wikidata:Q1",
            "reason": "label",
            "entity_type": "PERSON",
            "label": "Ilse Dorn",
            "country": "DE",
            "latitude": None,
            "longitude": None,
        }
        return pa.Table.from_pylist([known], schema=REDIRECTED_SCHEMA)

    newsroom.run(
        File("a.jsonl", (article(1, DORN, Name("Kai Moe", "local:moe")),)), rules=LandingRules(redirect=redirect)
    )
    newsroom.run(File("b.jsonl", (article(2),)), rules=LandingRules(redirect=redirect))
    assert asked == []  # one pipeline made everything
    newsroom.pipeline_version = "2"
    newsroom.run(File("c.jsonl", (article(3),)), rules=LandingRules(redirect=redirect))
    newsroom.run(File("d.jsonl", (article(4),)), rules=LandingRules(redirect=redirect))
    assert asked == [["local:dorn", "local:moe"], ["local:moe"]]
    changed = newsroom.rows("entity_redirects")[0]
    assert (changed["from_entity_id"], changed["to_entity_id"], changed["kind"]) == (
        "local:dorn",
        "wikidata:Q1",
        "known",
    )
    assert "wikidata:Q1" in {row["entity_id"] for row in newsroom.rows("entity_observations")}


def test_quality_results_land_with_the_run_and_with_a_failed_one(newsroom: Newsroom) -> None:
    row = {
        "run_id": "run001",
        "suite": "documents",
        "expectation": "row_count",
        "column_name": None,
        "source_sha256": None,
        "observed": "2",
        "threshold": "1",
        "severity": "warn",
        "is_success": True,
        "unexpected_count": None,
        "checked_utc": None,
    }
    results = pa.Table.from_pylist([row | {"checked_utc": moment(2031, 1, 1)}], schema=arrow_schema("quality_results"))
    with newsroom.start([File("a.jsonl", (article(1),))]) as batch:
        batch.link(RULES)
        newsroom.commit(batch, consolidate(batch, newsroom.home, newsroom.store, quality_results=results))
    assert len(newsroom.rows("quality_results")) == 1
    failed = consolidate_failed(newsroom.home, newsroom.store, results)
    assert [file.table_name for file in failed.files_added] == ["quality_results"]
    assert set(failed.counts.values()) == {0}


def test_rows_lost_between_link_and_file_stop_the_run(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    import warehouse.consolidate as room

    with newsroom.start([File("a.jsonl", (article(1), article(2)))]) as batch:
        batch.link(RULES)
        lossy = dict(room._SOURCES) | {"documents": "(FROM batch_documents LIMIT 1)"}
        monkeypatch.setattr(room, "_SOURCES", lossy)
        with pytest.raises(InvariantBroken, match="2 documents should have been added, 1 were"):
            consolidate(batch, newsroom.home, newsroom.store)


@pytest.mark.parametrize("is_in_extra", [False, True])
def test_a_batch_larger_than_its_memory_spills(newsroom: Newsroom, is_in_extra: bool) -> None:
    long = "".join(chr(97 + i % 26) for i in range(100_000))
    records = tuple(
        Record(title=f"Long {number}", extra=f"{number} {long}")
        if is_in_extra
        else Record(title=f"Long {number}", body=f"{number} {long}")
        for number in range(3_000)
    )
    with newsroom.start([File("a.jsonl", records)]) as batch:
        batch.con.execute("SET memory_limit = '200MB'")
        batch.link(RULES)
        plan = consolidate(batch, newsroom.home, newsroom.store)
    assert next(file for file in plan.files_added if file.table_name == "documents").row_count == 3_000
