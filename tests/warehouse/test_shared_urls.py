"""A URL on unlike texts is no identity, in whatever order, files and runs they come."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import warehouse.shared_urls as room
from tests.warehouse.factory import RULES, File, Name, Newsroom, Record, verdicts
from warehouse.consolidate import consolidate
from warehouse.linking import RefusedRow
from warehouse.publish import publish
from warehouse.readings import LinkRules

URL = "https://aggregator.example/article"
HARVEST = Record(
    title="Harvest",
    body="Wheat prices fell sharply across northern markets",
    url=URL,
    names=(Name("Wheat", "local:wheat"),),
)
MORE_HARVEST = replace(HARVEST, title="Harvest late", body="Wheat prices fell sharply across many northern markets")
CHESS = Record(title="Chess", body="Young grandmaster wins title after long endgame", url=URL, external_id="c7")
STORM = Record(title="Storm", body="Roofs lost near Holm harbour last night", url=URL)
FERRY = Record(title="Ferry", body="Short note here", url="https://aggregator.example/ferry")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom.at(tmp_path / "home")


def land(root: Path, *runs: tuple[Record, ...]) -> Newsroom:
    """Each run over one file of its own."""
    newsroom = Newsroom.at(root)
    for number, records in enumerate(runs):
        newsroom.run(File(f"{number}.jsonl", records))
    return newsroom


def assert_sound(newsroom: Newsroom) -> None:
    """One document per accepted record, and nothing names or hangs on a document that is not there."""
    ids = [row["document_id"] for row in newsroom.rows("documents")]
    assert len(ids) == len(set(ids)) == verdicts(newsroom).count("accepted")
    assert {row["document_id"] for row in newsroom.rows("records")} == set(ids)
    assert {row["document_id"] for row in newsroom.rows("segments")} == set(ids)
    assert {row["document_id"] for row in newsroom.rows("mentions")} <= set(ids)


@pytest.mark.parametrize("order", list(permutations((HARVEST, CHESS, STORM))))
def test_unlike_texts_in_several_runs_land_as_in_one(tmp_path: Path, order: tuple[Record, ...]) -> None:
    whole = land(tmp_path / "whole", (HARVEST, CHESS, STORM, FERRY))
    split = land(tmp_path / "split", (order[0], FERRY), *((record,) for record in order[1:]))
    assert split.lasting() == whole.lasting()
    found = {row["title"]: row for row in split.rows("documents")}
    assert {title: row["identity_basis"] for title, row in found.items()} == {
        "Harvest": "content",
        "Chess": "outlet_record",
        "Storm": "content",
        "Ferry": "url",
    }
    assert {title: row["flags"] for title, row in found.items() if row["flags"]} == {
        title: ["URL_NO_IDENTITY"] for title in ("Harvest", "Chess", "Storm")
    }
    assert len({row["article_id"] for row in found.values()}) == 4
    assert_sound(split)


def test_a_landed_row_is_mended_in_place_and_its_children_stay(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (replace(HARVEST, flags=("ZERO", "ALPHA")), FERRY)))
    newsroom.run(File("b.jsonl", (Record(title="Elsewhere"),)))
    before = {row["title"]: row for row in newsroom.rows("documents")}
    files = {file.file_id: file for file in newsroom.catalog.files(newsroom.catalog.head())}
    plan = newsroom.run(File("c.jsonl", (CHESS,)))
    touched = [files[file_id] for file_id in plan.files_removed]
    assert [(file.table_name, file.row_count) for file in touched] == [("documents", 2)]
    after = {row["title"]: row for row in newsroom.rows("documents")}
    changed = {name for name, value in before["Harvest"].items() if after["Harvest"][name] != value}
    assert changed == {"article_id", "identity_basis", "flags"}
    assert after["Harvest"]["flags"] == ["ALPHA", "URL_NO_IDENTITY", "ZERO"]
    assert {title: after[title] for title in ("Ferry", "Elsewhere")} == {
        title: before[title] for title in ("Ferry", "Elsewhere")
    }
    assert_sound(newsroom)


def test_a_like_revision_stays_one_and_parts_when_a_stranger_comes(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.run(File("a.jsonl", (HARVEST,)))
    assert newsroom.run(File("b.jsonl", (MORE_HARVEST,))).files_removed == ()
    first, second = newsroom.rows("documents")
    assert first["article_id"] == second["article_id"]
    assert {first["identity_basis"], second["identity_basis"]} == {"url"}
    newsroom.run(File("c.jsonl", (CHESS,)))
    assert len({row["article_id"] for row in newsroom.rows("documents")}) == 3
    assert newsroom.lasting() == land(tmp_path / "whole", (CHESS, MORE_HARVEST, HARVEST)).lasting()


def test_records_that_gave_one_text_stay_one_document(tmp_path: Path) -> None:
    """What is kept of them is one row, so nothing may depend on the ids of the others."""
    twice = (replace(HARVEST, external_id="1"), replace(HARVEST, external_id="2", outlet="other.example"))
    whole = land(tmp_path / "whole", (*twice, CHESS))
    ways: list[list[tuple[Record, ...]]] = [
        [twice, (CHESS,)],
        [(CHESS,), twice],
        [twice[:1], (CHESS,), twice[1:]],
    ]
    for number, runs in enumerate(ways):
        split = land(tmp_path / f"split{number}", *runs)
        assert split.lasting() == whole.lasting()
        assert_sound(split)
    assert len(whole.rows("documents")) == 2


def test_a_lesser_record_and_a_stranger_in_one_run(tmp_path: Path) -> None:
    least, greatest = sorted((replace(HARVEST, noise=letter) for letter in "ab"), key=lambda r: r.record_hash)
    whole = land(tmp_path / "whole", (greatest, least, CHESS))
    for number, runs in enumerate(([(greatest,), (least, CHESS)], [(least,), (greatest, CHESS)])):
        split = land(tmp_path / f"split{number}", *runs)
        assert split.lasting() == whole.lasting()
        kept = next(row for row in split.rows("documents") if row["title"] == "Harvest")
        assert (kept["record_hash"], kept["run_id"]) == (least.record_hash, "run001")
        assert_sound(split)


def test_http_and_https_are_one_place(tmp_path: Path) -> None:
    """Of a text under both only one row is kept, so neither alone knows what stands under it."""
    plain = [replace(record, url=URL.replace("https", "http")) for record in (HARVEST, CHESS)]
    noises = (replace(HARVEST, noise=str(number)) for number in range(100))
    kept = next(record for record in noises if record.record_hash < plain[0].record_hash)
    whole = land(tmp_path / "whole", (kept, *plain))
    split = land(tmp_path / "split", (kept, plain[0]), (plain[1],))
    assert split.lasting() == whole.lasting()
    assert {row["identity_basis"] for row in split.rows("documents")} == {"content", "outlet_record"}


def test_a_url_known_to_be_no_identity_is_asked_no_more(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (HARVEST, CHESS)))

    def never(texts: object) -> bool:
        raise AssertionError("the texts were read again")

    with newsroom.start([File("b.jsonl", (MORE_HARVEST,))]) as batch:
        batch.link(LinkRules(RULES.decide, never, RULES.identify))
        newsroom.commit(batch, consolidate(batch, newsroom.home, newsroom.store))
    assert {row["identity_basis"] for row in newsroom.rows("documents")} == {"content", "outlet_record"}


def test_a_refused_text_says_nothing_about_its_url(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (HARVEST,)))
    with newsroom.start([File("b.jsonl", (CHESS,))]) as batch:
        batch.link(RULES)
        staged = batch.project("documents", {"id": "reading_id", "key": "document_id", "basis": "identity_basis"})
        row = staged.to_pylist()[0]
        assert row["basis"] == "outlet_record"
        batch.refuse([RefusedRow(row["id"], 1, "documents", row["key"])])
        plan = consolidate(batch, newsroom.home, newsroom.store)
        newsroom.commit(batch, plan)
    assert plan.files_removed == ()
    assert [(row["identity_basis"], row["flags"]) for row in newsroom.rows("documents")] == [("url", [])]


def test_what_an_older_pipeline_made_of_a_record_that_is_read_again_says_nothing(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = File("a.jsonl", (HARVEST,))
    menu = "Home sport weather culture opinion subscribe"
    with monkeypatch.context() as older:
        read = newsroom._document
        older.setattr(
            newsroom, "_document", lambda *args: read(*args) | {"body": menu, "content_hash": "0" * 32}, raising=True
        )
        newsroom.run(file)
    assert newsroom.rows("documents")[0]["body"] == menu
    newsroom.pipeline_version = "2"
    newsroom.run(file)
    assert [(row["body"], row["identity_basis"]) for row in newsroom.rows("documents")] == [(HARVEST.body, "url")]


def test_texts_are_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [
        replace(record, title=f"{record.title} {number}", url=f"{URL}/{number % 5}")
        for number, record in enumerate([HARVEST] * 25 + [CHESS, STORM] + [HARVEST] * 13)
    ]
    whole = land(tmp_path / "whole", tuple(records))
    monkeypatch.setattr(room, "PART_CHARS", 100)  # two texts
    monkeypatch.setattr(room, "FETCH_ROWS", 1)
    parts = land(tmp_path / "parts", tuple(records[:20]), tuple(records[20:]))
    assert parts.lasting() == whole.lasting()
    unlike = {row["canonical_url"] for row in parts.rows("documents") if row["identity_basis"] != "url"}
    assert unlike == {f"{URL}/0", f"{URL}/1"}


def test_every_text_of_a_parted_url_is_the_latest_of_its_article(newsroom: Newsroom) -> None:
    newsroom.run(File("a.jsonl", (HARVEST, MORE_HARVEST)))
    assert published(newsroom) == [("Harvest", 1, False), ("Harvest late", 2, True)]
    newsroom.run(File("b.jsonl", (CHESS,)))
    assert published(newsroom) == [("Chess", 1, True), ("Harvest", 1, True), ("Harvest late", 1, True)]
    newsroom.run(File("c.jsonl", (replace(CHESS, body="Young grandmaster loses it again"),)))
    assert published(newsroom)[:2] == [("Chess", 1, False), ("Chess", 2, True)]


def published(newsroom: Newsroom) -> list[tuple[str, int, bool]]:
    publish(newsroom.home, newsroom.store, newsroom.catalog, threads=1)
    with duckdb.connect(str(newsroom.home.published_path), read_only=True) as con:
        return con.execute("SELECT title, revision, is_latest FROM documents ORDER BY ALL").fetchall()


ALPHABET = [
    replace(record, url=url, external_id=own_id, outlet=outlet, noise=noise)
    for record in (HARVEST, MORE_HARVEST, CHESS)
    for url in (URL, URL.replace("https", "http"), f"{URL}/2", None)
    for own_id, outlet in ((None, "a.example"), ("1", "a.example"), ("2", "b.example"))
    for noise in "xy"
]


@settings(max_examples=25)
@given(
    contents=st.lists(st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=3), min_size=2, max_size=6),
    seed=st.integers(0, 1_000),
    runs=st.integers(1, 4),
)
def test_order_and_split_do_not_matter(contents: list[list[Record]], seed: int, runs: int) -> None:
    whole_files = [File(f"{number}.jsonl", tuple(records)) for number, records in enumerate(contents)]
    records = [record for some in contents for record in some]
    random.Random(seed).shuffle(records)
    size = -(-len(records) // runs)
    with tempfile.TemporaryDirectory() as folder:
        whole = Newsroom.at(Path(folder, "whole"))
        whole.run(*{file.sha256: file for file in whole_files}.values())
        split = Newsroom.at(Path(folder, "split"))
        for start in range(0, len(records), size):
            split.run(File(f"part{start}.jsonl", tuple(records[start : start + size])))
        assert split.lasting() == whole.lasting()
        assert_sound(split)
        assert_sound(whole)
