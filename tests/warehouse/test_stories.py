"""Stories: a function of the set of documents, whatever the order, files and runs; every change of an id is told."""

from __future__ import annotations

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.warehouse.factory import File, Newsroom, Record, begin, moment
from tests.warehouse.test_publish import show
from transforms.contracts.tables import arrow_schema
from warehouse import stories, story_documents, story_pairs
from warehouse.catalog import Commit, DataFile, RunRow
from warehouse.consolidate import LandingRules, Plan
from warehouse.lake import land
from warehouse.stories import StoryRules
from warehouse.story_pairs import PAIRS_SCHEMA

WINDOW = 3
FIRST_DAY = moment(2031, 3, 1)


@dataclass
class ToyRules:
    """Documents of a day count what they share by how rare it is in the window; ``asked`` are the days held so far."""

    asked: list[datetime] = field(default_factory=list)
    met: list[tuple[int, int]] = field(default_factory=list)

    @property
    def landing(self) -> LandingRules:
        return LandingRules(stories=StoryRules(WINDOW, 0.5, self.held_days, self.held_loose, loose_bar, clusters))

    def held_days(self, documents: pa.Table, spans: Sequence[tuple[int, int, int]]) -> pa.Table:
        return pa.concat_tables(
            self.held(documents.slice(block, end - block), documents.slice(window, block - window))
            for window, block, end in spans
        )

    def held(self, block: pa.Table, window: pa.Table) -> pa.Table:
        ours, earlier = block.to_pylist(), window.to_pylist()
        days = {row["published_utc"].date() for row in ours}
        assert len(days) == 1
        assert ours == sorted(ours, key=lambda row: str(row["document_id"]))
        self.asked.append(ours[0]["published_utc"])
        for row in earlier:
            assert 0 < (min(days) - row["published_utc"].date()).days <= WINDOW
        common = Counter(feature for row in ours + earlier for feature in names(row))
        two = [*combinations(ours, 2), *product(ours, earlier)]
        return pairs((a, b, sum(2 / common[each] for each in names(a) & names(b))) for a, b in two)

    def held_loose(self, block: pa.Table, others: pa.Table) -> pa.Table:
        self.met.append((block.num_rows, others.num_rows))
        ours = block.to_pylist()
        two = [*combinations(ours, 2), *product(ours, others.to_pylist())]
        return pairs((a, b, len(names(a) & names(b)) / len(names(a) | names(b))) for a, b in two if names(a) | names(b))


def names(row: dict[str, Any]) -> set[str]:
    return {each["feature"] for each in row["features"]}


def pairs(scored: Iterable[tuple[dict[str, Any], dict[str, Any], float]]) -> pa.Table:
    rows = {(*sorted((a["document_id"], b["document_id"])), min(score, 1.0)) for a, b, score in scored if score >= 0.3}
    return pa.Table.from_pylist([dict(zip(PAIRS_SCHEMA.names, row, strict=True)) for row in rows], PAIRS_SCHEMA)


def loose_bar(count: int) -> float:
    """From three loose documents on, theirs need more."""
    return 0.2 if count >= 3 else 0.0


def clusters(documents: pa.Table, pairs: pa.Table, bar: float) -> pa.Table:
    """Pairs from 0.5 on join; those with a loose document after the bar."""
    precisions = {row["document_id"]: row["published_precision"] for row in documents.to_pylist()}
    near = defaultdict(set)
    scores = defaultdict(list)
    for row in pairs.to_pylist():
        one, other, score = row["document_id"], row["other_document_id"], row["score"]
        if not {precisions[one], precisions[other]} <= {"day", "minute"}:
            score -= bar
        for a, b in ((one, other), (other, one)):
            if score >= 0.5:
                near[a].add(b)
                scores[a].append(score)
    order = {
        row["document_id"]: (row["published_utc"] or moment(9999, 1, 1), row["document_id"])
        for row in documents.to_pylist()
    }
    found: dict[str, str] = {}
    for first in sorted(order, key=lambda each: order[each]):
        waiting = [] if first in found else [first]
        while waiting:
            document_id = waiting.pop()
            if document_id not in found:
                found[document_id] = first
                waiting += near[document_id]
    return pa.Table.from_pylist(
        [
            {
                "document_id": document_id,
                "first_document_id": first,
                "score": sum(sorted(scores[document_id])) / len(scores[document_id]) if scores[document_id] else 1.0,
            }
            for document_id, first in found.items()
        ]
    )


@dataclass(frozen=True)
class Delivery(File):
    """A file whose bytes are the same whatever a pipeline reads in them."""

    @property
    def sha256(self) -> str:  # type: ignore[override]
        return uuid.uuid5(uuid.NAMESPACE_URL, self.path).hex * 2


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom.at(tmp_path / "home")


def told(title: str, features: str, day: int | None = None, **more: Any) -> Record:
    """A record of some day of March with features by letter; without a day it is undated."""
    published = None if day is None else FIRST_DAY + timedelta(days=day - 1, hours=len(title))
    precision = None if day is None else "minute"
    values = {"published": published, "until": published, "precision": precision, **more}
    return Record(title=title, features=tuple(features), external_id=title, **values)


def month(title: str, features: str, first: datetime, until: datetime) -> Record:
    return told(title, features, published=first, until=until, precision="month")


def news(count: int, seed: int) -> list[Record]:
    """Some tell of the same things, some days apart; one in five is undated, one in ten of a month."""
    chance = random.Random(seed)
    records = []
    for number in range(count):
        event = chance.randrange(count // 4)
        features = {f"event {event}", f"place {event % 5}", f"word {chance.randrange(12)}"}
        if chance.random() < 0.5:
            features.add(f"event {chance.randrange(count // 4)}")
        kind = chance.random()
        title = f"Told {number}"
        if kind < 0.2:
            records.append(replace(told(title, ""), features=tuple(sorted(features))))
        elif kind < 0.3:
            dated = month(title, "", moment(2031, 3, 1), moment(2031, 4, 1))
            records.append(replace(dated, features=tuple(sorted(features))))
        else:
            day = event % 20 + chance.randrange(6)
            records.append(replace(told(title, "", day), features=tuple(sorted(features))))
    return records


def places(newsroom: Newsroom) -> dict[str, tuple[str, float]]:
    """The story and score of every document, by title: the latest run holds."""
    titles = {row["document_id"]: row["title"] for row in newsroom.rows("documents")}
    order = {run.run_id: place for place, run in enumerate(newsroom.catalog.runs())}
    found = {}
    for row in sorted(newsroom.rows("story_observations"), key=lambda row: order[row["run_id"]]):
        if row["document_id"] in titles:
            found[titles[row["document_id"]]] = (row["story_id"], row["score"])
    assert sorted(found) == sorted(titles.values())
    return found


def together(newsroom: Newsroom) -> set[frozenset[str]]:
    """Titles by story."""
    found = defaultdict(set)
    for title, (story_id, _) in places(newsroom).items():
        found[story_id].add(title)
    return {frozenset(titles) for titles in found.values()}


def standing_pairs(newsroom: Newsroom) -> dict[tuple[str, str], float]:
    order = {run.run_id: place for place, run in enumerate(newsroom.catalog.runs())}
    rows = sorted(newsroom.rows("story_pairs"), key=lambda row: order[row["run_id"]])
    latest = {(row["document_id"], row["other_document_id"]): row["score"] for row in rows}
    return {pair: score for pair, score in latest.items() if score}


def at_once(newsroom: Newsroom) -> dict[str, tuple[str, float]]:
    """What the rules say of all that stands, told in the simplest way."""
    rules = ToyRules()
    features = {row["document_id"]: row["features"] for row in newsroom.rows("story_features")}
    rows = [row | {"features": features[row["document_id"]]} for row in newsroom.rows("documents")]
    rows.sort(key=lambda row: str(row["document_id"]))
    is_dated = [row["published_precision"] in ("day", "minute") for row in rows]
    dated = [row for row, is_so in zip(rows, is_dated, strict=True) if is_so]
    loose = [row for row, is_so in zip(rows, is_dated, strict=True) if not is_so]
    found = []
    schema = pa.schema(
        [
            *(arrow_schema("documents").field(name) for name in story_documents.DOCUMENT_COLUMNS),
            arrow_schema("story_features").field("features"),
        ]
    )
    for day in sorted({row["published_utc"].date() for row in dated}):
        block = [row for row in dated if row["published_utc"].date() == day]
        window = [row for row in dated if 0 < (day - row["published_utc"].date()).days <= WINDOW]
        found.append(rules.held(pa.Table.from_pylist(block, schema), pa.Table.from_pylist(window, schema)))
    for one, other in [*combinations(loose, 2), *product(loose, dated)]:
        if may_meet(one, other):
            found.append(rules.held_loose(pa.Table.from_pylist([one], schema), pa.Table.from_pylist([other], schema)))
    documents = pa.Table.from_pylist(rows, arrow_schema("documents"))
    stories_of = clusters(documents, pa.concat_tables(found), loose_bar(len(loose))).to_pylist()
    titles = {row["document_id"]: row["title"] for row in rows}
    return {
        titles[row["document_id"]]: (f"story:{row['first_document_id']}", pytest.approx(row["score"], abs=1e-6))
        for row in stories_of
    }


def may_meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    gap = timedelta(days=WINDOW)
    spans = []
    for row in (one, other):
        if row["published_precision"] in ("day", "minute"):
            spans.append((row["published_utc"].date(), row["published_utc"].date()))
        elif row["published_from_utc"] is None:
            spans.append((FIRST_DAY.date() - timedelta(days=9999), FIRST_DAY.date() + timedelta(days=9999)))
        else:
            spans.append((row["published_from_utc"].date(), row["published_until_utc"].date() - timedelta(days=1)))
    return spans[0][0] - gap <= spans[1][1] and spans[1][0] - gap <= spans[0][1]


def redirects(newsroom: Newsroom) -> list[tuple[str, str, str, str]]:
    rows = newsroom.rows("story_redirects")
    return sorted((row["run_id"], row["from_story_id"], row["to_story_id"], row["kind"]) for row in rows)


def story_of(newsroom: Newsroom, title: str) -> str:
    return places(newsroom)[title][0]


def leads_to(newsroom: Newsroom, story_id: str) -> str | None:
    """Where an id leads: nowhere else if it stands; else as the last run said that changed it."""
    standing = {story for story, _ in places(newsroom).values()}
    steps = redirects(newsroom)
    while story_id not in standing:
        mine = [step for step in steps if step[1] == story_id]
        if not mine:
            return None
        story_id = max(mine, key=lambda step: (step[0], step[3] != "split"))[2]
    return story_id


# one day's news


def test_documents_that_share_what_is_rare_are_one_story_and_every_other_stands_alone(newsroom: Newsroom) -> None:
    newsroom.run(
        File("a.jsonl", (told("One", "ab", 1), told("Two", "ac", 2), told("Three", "d", 2))), rules=ToyRules().landing
    )
    assert together(newsroom) == {frozenset({"One", "Two"}), frozenset({"Three"})}
    first = next(row["document_id"] for row in newsroom.rows("documents") if row["title"] == "One")
    assert story_of(newsroom, "Two") == f"story:{first}"
    assert places(newsroom)["Three"][1] == 1.0
    assert redirects(newsroom) == []


def test_revisions_of_one_article_are_in_one_story_whatever_they_say_and_whenever(newsroom: Newsroom) -> None:
    first = replace(told("First", "ab", 1), external_id="one article")
    loose = replace(told("Undated", "cd"), external_id="one article")
    newsroom.run(File("a.jsonl", (first, loose, told("Other", "ae", 1))), rules=ToyRules().landing)
    late = replace(told("Late", "xy", 20), external_id="one article")
    newsroom.run(File("b.jsonl", (late, told("Same day", "z", 20))), rules=ToyRules().landing)
    newsroom.run(File("c.jsonl", (told("Beside", "q", 19),)), rules=ToyRules().landing)
    documents = newsroom.rows("documents")
    revisions = {row["document_id"] for row in documents if row["title"] in ("First", "Undated", "Late")}
    assert len({row["article_id"] for row in documents if row["document_id"] in revisions}) == 1
    of_article = {pair: score for pair, score in standing_pairs(newsroom).items() if revisions.issuperset(pair)}
    assert (len(of_article), set(of_article.values())) == (3, {1})
    assert any({"First", "Undated", "Late"} <= titles for titles in together(newsroom))


def test_what_lies_more_than_a_window_apart_does_not_meet(newsroom: Newsroom) -> None:
    late = told("Late", "a", 2 + WINDOW)
    newsroom.run(File("a.jsonl", (told("One", "a", 1), late)), rules=ToyRules().landing)
    assert together(newsroom) == {frozenset({"One"}), frozenset({"Late"})}
    newsroom.run(File("b.jsonl", (told("Between", "a", 3),)), rules=ToyRules().landing)
    assert together(newsroom) == {frozenset({"One", "Between", "Late"})}


def test_undated_documents_join_by_what_they_say_and_bounds_keep_apart(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (told("Dated", "ab", 1),)), rules=ToyRules().landing)
    undated, april = told("Undated", "ab"), month("April", "ab", moment(2031, 4, 1), moment(2031, 5, 1))
    newsroom.run(File("b.jsonl", (april,)), rules=ToyRules().landing)
    assert together(newsroom) == {frozenset({"Dated"}), frozenset({"April"})}
    newsroom.run(File("c.jsonl", (undated,)), rules=ToyRules().landing)
    assert together(newsroom) == {frozenset({"Dated", "Undated", "April"})}


# the set alone decides


def test_a_loose_document_too_many_parts_what_was_doubtful_though_nobody_touched_it(newsroom: Newsroom) -> None:
    rules = ToyRules()
    newsroom.run(File("a.jsonl", (told("Undated", "abx"), told("Also undated", "aby"))), rules=rules.landing)
    assert story_of(newsroom, "Undated") == story_of(newsroom, "Also undated")
    newsroom.run(File("b.jsonl", (told("Another", "z"),)), rules=rules.landing)
    assert story_of(newsroom, "Undated") != story_of(newsroom, "Also undated")
    assert [kind for *_, kind in redirects(newsroom)] == ["split"]


@pytest.mark.parametrize("runs", [1, 4])
def test_the_same_documents_give_the_same_stories_in_any_order_and_number_of_runs(
    newsroom: Newsroom, runs: int
) -> None:
    records = news(80, seed=5)
    random.Random(runs).shuffle(records)
    published: set[str] = set()
    for number in range(runs):
        newsroom.run(File(f"{number}.jsonl", tuple(records[number::runs])), rules=ToyRules().landing)
        published |= {story_id for story_id, _ in places(newsroom).values()}
    assert places(newsroom) == at_once(newsroom)
    assert 2 * len(together(newsroom)) < len(records)
    standing = {story_id for story_id, _ in places(newsroom).values()}
    assert {leads_to(newsroom, story_id) for story_id in published} <= standing
    assert (published > standing) == (runs > 1)


def test_small_pieces_change_nothing(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stories, "SEED_DOCUMENTS", 3)
    monkeypatch.setattr(story_documents, "DOCUMENTS_AT_ONCE", 4)
    monkeypatch.setattr(story_pairs, "PENDING_ROWS", 2)
    monkeypatch.setattr(story_pairs, "ROWS_AT_ONCE", 20)
    records = news(40, seed=7)
    for number in range(2):
        newsroom.run(File(f"{number}.jsonl", tuple(records[number::2])), rules=ToyRules().landing)
    assert places(newsroom) == at_once(newsroom)


def test_a_run_asks_only_for_the_days_that_it_touches(newsroom: Newsroom) -> None:
    newsroom.run(
        File("a.jsonl", tuple(told(f"Day {day}", f"{day}", day) for day in range(1, 20))), rules=ToyRules().landing
    )
    rules = ToyRules()
    plan = newsroom.run(File("b.jsonl", (told("Late", "x", 8),)), rules=rules.landing)
    assert [at.day for at in rules.asked] == [8, 9, 10, 11]
    assert rules.met == []
    assert rows_added(plan) == {"story_observations": 1}


def test_a_document_told_again_as_it_was_changes_nothing(newsroom: Newsroom) -> None:
    file = Delivery("a.jsonl", (told("One", "ab", 1), told("Two", "ac", 2), told("Loose", "ab")))
    newsroom.run(file, rules=ToyRules().landing)
    rules = ToyRules()
    assert rows_added(newsroom.run(replace(file, path="b.jsonl"), rules=rules.landing)) == {}
    assert (rules.asked, rules.met) == ([], [])
    newsroom.pipeline_version = "2"
    assert rows_added(newsroom.run(file, rules=rules.landing)) == {}
    assert len(rules.asked) == 2  # another version may have other rules
    assert rules.met == [(1, 2)]


def rows_added(plan: Plan) -> dict[str, int]:
    """Rows of the tables of stories that a run added."""
    return {file.table_name: file.row_count for file in plan.files_added if file.table_name in stories.STORY_SOURCES}


def test_documents_without_features_stand_alone_until_they_are_told_again(newsroom: Newsroom) -> None:
    old = Delivery("old.jsonl", tuple(replace(told(title, "ab", 1), features=None) for title in ("One", "Two")))
    newsroom.run(old)
    assert newsroom.rows("story_observations") == []
    newsroom.run(File("new.jsonl", (told("Three", "ab", 2),)), rules=ToyRules().landing)
    assert together(newsroom) == {frozenset({"One"}), frozenset({"Two"}), frozenset({"Three"})}
    newsroom.pipeline_version = "2"
    newsroom.run(Delivery("old.jsonl", (told("One", "ab", 1), told("Two", "ab", 1))), rules=ToyRules().landing)
    assert together(newsroom) == {frozenset({"One", "Two", "Three"})}


# what becomes of ids


def test_an_earlier_document_gives_its_story_another_name(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (told("Second", "a", 5),)), rules=ToyRules().landing)
    before = story_of(newsroom, "Second")
    newsroom.run(File("b.jsonl", (told("First", "a", 4),)), rules=ToyRules().landing)
    after = story_of(newsroom, "Second")
    assert after == story_of(newsroom, "First") != before
    assert redirects(newsroom) == [("run002", before, after, "earlier")]


def test_two_stories_that_a_document_joins_are_a_merge(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (told("One", "ab", 1), told("Other", "cd", 2))), rules=ToyRules().landing)
    one, other = story_of(newsroom, "One"), story_of(newsroom, "Other")
    newsroom.run(File("b.jsonl", (told("Both", "abcd", 3),)), rules=ToyRules().landing)
    assert {story for story, _ in places(newsroom).values()} == {one}
    assert redirects(newsroom) == [("run002", other, one, "merge")]
    assert leads_to(newsroom, other) == one


def test_what_becomes_common_splits_a_story_and_the_part_is_told(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (told("One", "a", 1), told("Two", "a", 2))), rules=ToyRules().landing)
    whole = story_of(newsroom, "One")
    assert together(newsroom) == {frozenset({"One", "Two"})}
    newsroom.run(File("b.jsonl", tuple(told(f"Common {n}", "a", 2) for n in range(5))), rules=ToyRules().landing)
    assert len(together(newsroom)) == 7
    assert redirects(newsroom) == [("run002", whole, story_of(newsroom, "Two"), "split")]
    assert leads_to(newsroom, whole) == whole


def test_a_story_whose_first_document_leaves_goes_on_under_another_name(newsroom: Newsroom) -> None:
    newsroom.run(Delivery("a.jsonl", (told("Wrong", "ab", 1),)), rules=ToyRules().landing)
    newsroom.run(Delivery("b.jsonl", (told("Right", "ab", 2), told("Rest", "ab", 3))), rules=ToyRules().landing)
    named, alone = story_of(newsroom, "Rest"), {story_of(newsroom, "Wrong")}
    assert named in alone
    newsroom.pipeline_version = "2"
    newsroom.run(Delivery("a.jsonl", (told("Read better", "xy", 1),)), rules=ToyRules().landing)
    assert places(newsroom) == at_once(newsroom)
    assert together(newsroom) == {frozenset({"Right", "Rest"}), frozenset({"Read better"})}
    assert redirects(newsroom) == [("run003", named, story_of(newsroom, "Right"), "split")]
    assert len(standing_pairs(newsroom)) == 1


def test_a_story_of_one_that_leaves_leads_nowhere_and_comes_back_as_itself(newsroom: Newsroom) -> None:
    first, better = told("Wrong", "ab", 1), told("Read better", "ab", 1)
    newsroom.run(Delivery("a.jsonl", (first,)), rules=ToyRules().landing)
    gone = story_of(newsroom, "Wrong")
    newsroom.pipeline_version = "2"
    newsroom.run(Delivery("a.jsonl", (better,)), rules=ToyRules().landing)
    assert redirects(newsroom) == []
    assert leads_to(newsroom, gone) is None
    newsroom.run(File("b.jsonl", (replace(first, noise="again"),)), rules=ToyRules().landing)
    assert places(newsroom) == at_once(newsroom)
    assert leads_to(newsroom, gone) is not None


def test_a_document_of_another_day_leaves_the_pairs_of_its_old_one(newsroom: Newsroom) -> None:
    newsroom.run(Delivery("a.jsonl", (told("Moved", "ab", 1),)), rules=ToyRules().landing)
    newsroom.run(File("b.jsonl", (told("Early", "ab", 2), told("Late", "ab", 12))), rules=ToyRules().landing)
    assert together(newsroom) == {frozenset({"Moved", "Early"}), frozenset({"Late"})}
    newsroom.pipeline_version = "2"
    newsroom.run(Delivery("a.jsonl", (told("Moved", "ab", 11),)), rules=ToyRules().landing)
    assert together(newsroom) == {frozenset({"Early"}), frozenset({"Moved", "Late"})}
    assert places(newsroom) == at_once(newsroom)


def test_after_a_rollback_only_the_runs_of_the_snapshot_count(newsroom: Newsroom) -> None:
    """A rollback is a snapshot with an older one's files: pairs, places and redirects since go with the documents."""
    records = news(40, seed=11)
    newsroom.run(File("a.jsonl", tuple(records[::2])), rules=ToyRules().landing)
    then, before = newsroom.catalog.files(newsroom.catalog.head()), places(newsroom)
    newsroom.run(File("b.jsonl", tuple(records[1::2])), rules=ToyRules().landing)
    assert places(newsroom) != before
    roll_back(newsroom, then)
    assert places(newsroom) == before == at_once(newsroom)
    assert dict(show(newsroom).execute("SELECT document_id, story_id FROM story_members").fetchall()) == {
        row["document_id"]: before[row["title"]][0] for row in newsroom.rows("documents")
    }
    newsroom.run(File("c.jsonl", tuple(records[1::4])), rules=ToyRules().landing)
    assert places(newsroom) == at_once(newsroom)


def roll_back(newsroom: Newsroom, then: Sequence[DataFile]) -> None:
    held = {file.path for file in then}
    now = newsroom.catalog.files(newsroom.catalog.head())
    standing = {file.path for file in now}
    run_id = f"run{next(newsroom.numbers):03d}"
    newsroom.catalog.commit(
        Commit(
            newsroom.catalog.head(),
            "rollback",
            RunRow(run_id, begin(run_id), "succeeded", newsroom.pipeline_version),
            [replace(file, file_id=uuid.uuid4().hex) for file in then if file.path not in standing],
            [file.file_id for file in now if file.path not in held],
        )
    )


# what is published


def test_a_published_story_tells_its_extent_and_counts_copies_and_revisions_once(newsroom: Newsroom) -> None:
    url = "https://courier.example/flood"
    records = (
        replace(told("Flood", "ab", 2), url=url),
        replace(told("Flood rises", "ab", 3), url=url),
        replace(told("Flood, a copy", "ab", 3), outlet="holm.example", language="nb"),
        replace(told("Water in Vire", "ab", 4), outlet="post.example", language="fr"),
        told("Undated flood", "ab"),
        told("Fair", "yz", 4),
    )
    newsroom.run(File("a.jsonl", records), rules=ToyRules().landing)
    ids = {row["title"]: row["document_id"] for row in newsroom.rows("documents")}
    copied = {"document_id": ids["Flood, a copy"], "original_document_id": ids["Flood rises"], "role": "syndicated"}
    rows = pa.Table.from_pylist(
        [copied | {"similarity": 0.6, "containment": 0.9, "run_id": "run001"}], arrow_schema("copy_observations")
    )
    file = land(newsroom.home, newsroom.store, "copy_observations", rows)
    assert file is not None
    run = RunRow("run900", begin("run900"), "succeeded", newsroom.pipeline_version)
    newsroom.catalog.commit(Commit(newsroom.catalog.head(), "run", run, [file]))
    con = show(newsroom)
    columns = "label, first_document_id, first_utc, last_utc, document_count, independent_count, languages"
    found = con.execute(f"SELECT {columns} FROM stories WHERE label = 'Flood'").fetchall()
    assert found == [
        ("Flood", ids["Flood"], records[0].published, records[3].published, 5, 3, ["en", "fr", "nb"]),
    ]
    alone = con.execute(
        "SELECT story_id, document_count, independent_count FROM stories WHERE label = 'Fair'"
    ).fetchall()
    assert alone == [(f"story:{ids['Fair']}", 1, 1)]
    members = con.execute("SELECT count(*), count(DISTINCT story_id) FROM story_members").fetchall()
    assert members == [(6, 2)]
