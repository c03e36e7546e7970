"""Link: which records become documents, whatever the order in which they come."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.factory import RULES, File, Name, Newsroom, Record, identify, moment, verdicts
from warehouse.consolidate import consolidate
from warehouse.linking import InvariantBroken, RefusedRow

VIRE = Record(title="Bridge opens", url="https://courier.example/vire", noise="a")
FERRY = Record(
    title="Ferry stays",
    body="The ferry to Holm stays in port until the wind drops.",
    url="https://courier.example/ferry",
)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom.at(tmp_path / "home")


def test_each_new_text_is_accepted_and_its_copies_are_duplicates(newsroom: Newsroom) -> None:
    plan = newsroom.run(File("a.jsonl", (VIRE, FERRY, VIRE)))
    assert plan.counts == {"read_count": 3, "accepted_count": 2, "duplicate_count": 1, "rejected_count": 0}
    assert verdicts(newsroom) == ["accepted", "accepted", "duplicate"]
    assert len(newsroom.rows("documents")) == 2
    assert len(newsroom.rows("segments")) == 4


def test_a_run_over_nothing_changes_nothing(newsroom: Newsroom) -> None:
    plan = newsroom.run()
    assert plan.files_added == ()
    assert plan.files_removed == ()
    assert set(plan.counts.values()) == {0}


def test_a_broken_record_is_rejected_and_its_neighbours_land(newsroom: Newsroom) -> None:
    plan = newsroom.run(File("a.jsonl", (VIRE, Record(is_broken=True), FERRY)))
    assert plan.counts["rejected_count"] == 1
    assert plan.counts["accepted_count"] == 2
    assert [row["record_number"] for row in newsroom.rows("rejects")] == [2]


def test_a_file_that_landed_is_acknowledged_record_by_record(newsroom: Newsroom) -> None:
    file = File("a.jsonl", (VIRE, Record(is_broken=True), VIRE))
    newsroom.run(file)
    before = newsroom.lasting()
    plan = newsroom.run(file)
    assert plan.counts == {"read_count": 3, "accepted_count": 0, "duplicate_count": 3, "rejected_count": 0}
    assert newsroom.lasting() == before
    first, again = (
        sorted(
            ((r["record_number"], r["document_id"]) for r in newsroom.rows("records") if r["run_id"] == run), key=repr
        )
        for run in ("run001", "run002")
    )
    assert first == again
    assert [row["is_acknowledged"] for row in newsroom.rows("sources")] == [False, True]


def test_an_acknowledged_record_keeps_its_own_time_and_else_gets_the_new_runs(newsroom: Newsroom) -> None:
    own_time = moment(2030, 5, 5, 12, 0)
    file = File("a.jsonl", (Record(title="One", collected=own_time), Record(title="Two")))
    newsroom.run(file)
    newsroom.run(file)
    seen = {(r["run_id"], r["record_number"]): r["seen_utc"] for r in newsroom.rows("records")}
    assert seen["run002", 1] == own_time
    assert seen["run002", 2] > seen["run001", 2]


def test_two_names_of_the_same_bytes_are_one_document(newsroom: Newsroom) -> None:
    plan = newsroom.run(File("north/b.jsonl", (VIRE,)), File("south/a.jsonl", (VIRE,)))
    assert verdicts(newsroom) == ["accepted", "duplicate"]
    assert [source.read_count for source in plan.sources] == [1, 1]
    assert [row["external_id"] for row in newsroom.rows("documents")] == ["a.jsonl"]


def test_the_kept_row_is_replaced_when_a_lesser_record_arrives_later(newsroom: Newsroom, tmp_path: Path) -> None:
    records = sorted(
        (Record(noise=letter, names=(Name("Vire", "local:vire"),)) for letter in "abc"), key=lambda r: r.record_hash
    )
    least, _, greatest = records
    newsroom.run(File("late.jsonl", (greatest, FERRY)))
    plan = newsroom.run(File("early.jsonl", (least,)))
    assert len(plan.files_removed) == 3  # documents, segments, mentions
    kept = {row["record_hash"]: row for row in newsroom.rows("documents")}
    assert set(kept) == {least.record_hash, FERRY.record_hash}
    assert kept[least.record_hash]["run_id"] == "run001"  # first seen stays
    assert kept[least.record_hash]["source_path"] == "early.jsonl"
    assert len(newsroom.rows("mentions")) == 1
    assert plan.counts["duplicate_count"] == 1
    other = Newsroom.at(tmp_path / "other")
    other.run(File("early.jsonl", (least,)), File("late.jsonl", (greatest, FERRY)))
    assert other.lasting() == newsroom.lasting()


def test_a_b_a_makes_two_documents_and_three_records(newsroom: Newsroom) -> None:
    changed = Record(title="Bridge opens at last", url=VIRE.url)
    for number, record in enumerate((VIRE, changed, VIRE)):
        newsroom.run(File(f"{number}.jsonl", (record, Record(title=f"Filler {number}"))))
    found = {row["title"]: row["article_id"] for row in newsroom.rows("documents") if row["url"]}
    assert set(found) == {"Bridge opens", "Bridge opens at last"}
    assert len(set(found.values())) == 1
    assert verdicts(newsroom).count("duplicate") == 1


def test_a_newer_pipeline_replaces_rows_and_makes_no_revision(newsroom: Newsroom) -> None:
    file = File("a.jsonl", (VIRE, FERRY))
    newsroom.run(file)
    newsroom.pipeline_version = "2"
    plan = newsroom.run(file)
    assert plan.counts["duplicate_count"] == 2
    assert {(row["pipeline_version"], row["run_id"]) for row in newsroom.rows("documents")} == {("2", "run001")}
    assert {row["text"] for row in newsroom.rows("segments")} == {None, "Menu 2"}
    assert len(newsroom.rows("segments")) == 4


def test_what_a_newer_pipeline_reads_as_another_document_takes_the_old_ones_place(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = File("a.jsonl", (VIRE, FERRY))
    newsroom.run(file)
    old = {row["document_id"] for row in newsroom.rows("documents")}
    newsroom.pipeline_version = "2"
    monkeypatch.setattr(Record, "content_hash", property(lambda self: identify(None, None, self.title)[0]))
    plan = newsroom.run(file)
    new = {row["document_id"] for row in newsroom.rows("documents")}
    assert len(new) == 2
    assert not new & old
    assert plan.counts["accepted_count"] == 2
    assert {row["document_id"] for row in newsroom.rows("segments")} == new


def test_a_url_on_unlike_texts_is_no_identity(newsroom: Newsroom) -> None:
    url = "https://aggregator.example/article"
    records = (
        Record(title="Harvest", body="Wheat prices fell sharply across northern markets", url=url),
        Record(title="Chess", body="Young grandmaster wins title after long endgame", url=url, external_id="c7"),
        Record(title="Harvest", body="Wheat prices fell sharply across northern markets", url=url, noise="again"),
        Record(title="Ferry", body="Short note here", url="https://aggregator.example/ferry"),
    )
    newsroom.run(File("a.jsonl", records))
    found = {row["title"]: row for row in newsroom.rows("documents")}
    assert len(found) == 3
    assert found["Harvest"]["identity_basis"] == "content"
    assert found["Chess"]["identity_basis"] == "outlet_record"
    assert found["Ferry"]["identity_basis"] == "url"
    assert found["Harvest"]["flags"] == ["URL_NO_IDENTITY"]
    assert found["Ferry"]["flags"] == []
    assert len({row["article_id"] for row in found.values()}) == 3
    ids = {row["document_id"] for row in found.values()}
    assert {row["document_id"] for row in newsroom.rows("segments")} == ids
    assert {row["document_id"] for row in newsroom.rows("records")} == ids


def test_texts_that_share_words_are_revisions_of_one_url(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (VIRE, Record(title="Bridge open", url=VIRE.url))))
    assert len({row["article_id"] for row in newsroom.rows("documents")}) == 1


def test_a_refused_row_takes_its_record_and_the_next_best_stands_in(newsroom: Newsroom) -> None:
    one, two = sorted((Record(noise=letter) for letter in "ab"), key=lambda record: record.record_hash)
    with newsroom.start([File("a.jsonl", (one, two, FERRY))]) as batch:
        batch.link(RULES)
        kept = batch.project(
            "documents",
            {"reading_id": "reading_id", "number": "record_number", "key": "document_id", "words": "word_count"},
        ).to_pylist()
        assert sorted(row["number"] for row in kept) == [1, 3]
        bad = next(row for row in kept if row["number"] == 1)
        counts = batch.refuse([RefusedRow(bad["reading_id"], 1, "documents", bad["key"], "word_count is odd")])
        assert (counts[0].accepted_count, counts[0].duplicate_count, counts[0].rejected_count) == (2, 0, 1)
        newsroom.commit(batch, consolidate(batch, newsroom.home, newsroom.store))
    assert {row["record_hash"] for row in newsroom.rows("documents")} == {two.record_hash, FERRY.record_hash}
    reject = newsroom.rows("rejects")[0]
    assert (reject["level"], reject["reason"], reject["table_name"], reject["row_key"]) == (
        "row",
        "QUALITY_ROW",
        "documents",
        bad["key"],
    )
    assert (reject["start_byte"], reject["end_byte"]) == (0, 100)


def test_a_refused_source_lands_nothing_and_the_others_land(newsroom: Newsroom) -> None:
    bad = File("bad.jsonl", (Record(title="One"), Record(is_broken=True)))
    with newsroom.start([bad, File("good.jsonl", (FERRY,))]) as batch:
        batch.link(RULES)
        assert batch.project("documents", {"t": "title"}, source_sha256=bad.sha256).to_pylist() == [{"t": "One"}]
        counts = batch.refuse_source(bad.sha256, "SOURCE_QUALITY", "half of it is broken")
        assert [(c.accepted_count, c.rejected_count) for c in counts] == [(0, 2), (1, 0)]
        newsroom.commit(batch, consolidate(batch, newsroom.home, newsroom.store))
    assert [row["title"] for row in newsroom.rows("documents")] == [FERRY.title]
    assert sorted((row["level"], row["reason"]) for row in newsroom.rows("rejects")) == [
        ("file", "SOURCE_QUALITY"),
        ("record", "JSON_SYNTAX"),
    ]


def test_a_refused_file_is_one_rejected_record_each_time_and_one_reject(newsroom: Newsroom) -> None:
    newsroom.pipeline_version = "1"
    empty = File("empty.jsonl", (), reason="FILE_EMPTY")
    assert newsroom.run(empty).counts["rejected_count"] == 1
    newsroom.pipeline_version = "2"
    assert newsroom.run(empty, File("b.jsonl", (VIRE,))).counts["rejected_count"] == 1
    assert [row["run_id"] for row in newsroom.rows("rejects")] == ["run001"]
    assert [row["read_count"] for row in newsroom.rows("sources")] == [1, 1, 1]


def test_records_lost_on_the_way_stop_the_run(newsroom: Newsroom) -> None:
    with newsroom.start([File("a.jsonl", (VIRE, FERRY))]) as batch:
        batch.con.execute("UPDATE readings SET record_count = 3")
        with pytest.raises(InvariantBroken, match="3 records were framed and 2 came back"):
            batch.link(RULES)


def test_rows_of_a_reading_that_the_run_does_not_have_stop_it(newsroom: Newsroom) -> None:
    with newsroom.start([File("a.jsonl", (VIRE,)), File("b.jsonl", (FERRY,))]) as batch:
        batch.con.execute("DELETE FROM readings WHERE reading_ordinal = 1")
        with pytest.raises(InvariantBroken):
            batch.link(RULES)


ALPHABET = [
    Record(title=title, body=body, url=url, external_id=own_id, noise=noise, names=names)
    for title, body, url, own_id, names in (
        ("Harvest", "Wheat prices fell sharply across northern markets", "https://a.example/1", None, ()),
        ("Chess", "Young grandmaster wins title after long endgame", "https://a.example/1", None, ()),
        ("Council", "Mayor Ilse Dorn spoke", "https://a.example/2", None, (Name("Ilse Dorn", "local:dorn"),)),
        ("Council", "Mayor I. Dorn spoke again", "https://a.example/2", None, (Name("I. Dorn", "local:dorn"),)),
        ("Storm", "Roofs lost in Holm", None, "s1", (Name("Holm", "geonames:1", "LOCATION"),)),
        ("Storm", "Roofs lost in Holm", None, None, (Name("Holm", "geonames:1", "LOCATION"),)),
    )
    for noise in ("x", "y")
]


@settings(max_examples=12)
@given(
    contents=st.lists(st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=4), min_size=1, max_size=5),
    seed=st.integers(0, 1_000),
)
def test_order_and_split_do_not_matter(contents: list[list[Record]], seed: int) -> None:
    files = [File(f"{number}.jsonl", tuple(records)) for number, records in enumerate(contents)]
    files = list({file.sha256: file for file in files}.values())
    shuffled = files.copy()
    random.Random(seed).shuffle(shuffled)
    with tempfile.TemporaryDirectory() as folder:
        whole = Newsroom.at(Path(folder, "whole"))
        whole.run(*files)
        split = Newsroom.at(Path(folder, "split"))
        for part in range(3):
            split.run(*shuffled[part::3])
        split.run(*files)
        assert split.lasting() == whole.lasting()
        accepted = verdicts(whole).count("accepted")
        assert accepted == len(whole.rows("documents")) == verdicts(split).count("accepted")
