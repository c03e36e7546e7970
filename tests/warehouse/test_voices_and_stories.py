"""The saved queries on who says what, what is a copy and what is one story, on a base whose answers are known."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.pressroom import DORN, HARBOUR, HARBOUR_BEFORE, HOLM, PORT, TRIAL, number, pressroom
from warehouse.query import run_saved, saved_queries

QUERIES = (
    *("quotes_by_speaker", "quotes_about", "quotes_by_language", "most_quoted", "who_credits_whom"),
    *("copies_by_outlet", "original_share", "share_of_voice", "biggest_stories", "story_timeline"),
    *("first_to_report", "story_languages", "stories_missing_in"),
)
GUIDE = (Path(__file__).parents[2] / "docs" / "voices-and-stories.md").read_text("utf-8")
REQUIRED = {"speaker": "Dorn", "entity": "Port Union", "story": HARBOUR, "language": "fr"}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with pressroom() as made:
        yield made


def ask(con: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[dict[str, Any]]:
    return run_saved(con, name, parameters).to_pylist()


def only(rows: list[dict[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in rows]


@pytest.mark.parametrize("name", QUERIES)
def test_each_gives_the_columns_that_its_header_names(con: duckdb.DuckDBPyConnection, name: str) -> None:
    query = next(query for query in saved_queries() if query.name == name)
    asked = {parameter.name: REQUIRED[parameter.name] for parameter in query.parameters if parameter.is_required}
    answer = run_saved(con, name, asked)
    assert answer.column_names == list(query.columns)
    assert answer.num_rows > 0


@pytest.mark.parametrize("name", QUERIES)
def test_empty_tables_give_no_rows(name: str) -> None:
    query = next(query for query in saved_queries() if query.name == name)
    asked = {parameter.name: REQUIRED[parameter.name] for parameter in query.parameters if parameter.is_required}
    with pressroom() as con:
        for table in ("documents", "quotes", "mentions", "citations", "copies", "stories", "story_members"):
            con.execute(f"DELETE FROM {table}")
        assert run_saved(con, name, asked).num_rows == 0


def test_what_somebody_is_quoted_with_by_any_name(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "quotes_by_speaker", speaker="dorn")
    assert rows == ask(con, "quotes_by_speaker", speaker=DORN)
    assert only(rows, "document_id", "is_copy") == [
        (number(place), place == 2) for place in (2, 2, 1, 1, 3, 3)
    ]  # newest first, within an article in reading order, and not the text that was replaced
    assert [row["quote_text"][:3] for row in rows[:2]] == ["The", "And"]
    assert only(ask(con, "quotes_by_speaker", speaker="Dorn", language="nl", limit=1), "outlet", "said_by", "cue") == [
        ("Het Blad", "Ilse Dorn", "said")
    ]
    assert only(ask(con, "quotes_by_speaker", speaker="holm", is_direct=False), "quote_text") == [("Holm agreed",)]
    assert ask(con, "quotes_by_speaker", speaker="holm", is_direct="true") == []


def test_an_id_that_leads_on_is_followed() -> None:
    redirect = {"from_entity_id": "local:" + "d4" * 10, "to_entity_id": DORN}
    with pressroom({"entity_redirects": [redirect]}) as con:
        by_old_id = ask(con, "quotes_by_speaker", speaker=redirect["from_entity_id"])
        assert by_old_id == ask(con, "quotes_by_speaker", speaker=DORN)


def test_what_is_said_about_somebody_is_what_names_them(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "quotes_about", entity="port union")
    assert only(rows, "document_id", "speaker", "names") == [
        (number(place), "Ilse Dorn", ["Port Union"]) for place in (2, 1, 3)
    ]
    assert ask(con, "quotes_about", entity="Port Union", speaker="Holm") == []
    assert only(ask(con, "quotes_about", entity="Holm"), "document_id", "is_direct") == [(number(4), False)]


def test_quotations_by_language_count_broken_ones_once(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "quotes_by_language")
    assert only(rows, "language", "quote_count", "direct_count", "attributed_count", "article_share") == [
        ("en", 3, 3, 2, 0.6),
        ("nb", 1, 0, 1, 1.0),
        ("nl", 1, 1, 1, 0.5),
    ]
    assert only(rows, "most_quoted") == [("Ilse Dorn",), ("Åse Holm",), ("Ilse Dorn",)]
    assert only(ask(con, "quotes_by_language", speaker="Holm"), "language") == [("nb",)]


def test_a_quotation_that_is_copied_counts_once_for_who_is_quoted_most(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "most_quoted")
    assert only(rows, "label", "independent_count", "document_count", "quote_count", "outlet_count", "languages") == [
        ("Ilse Dorn", 2, 3, 3, 3, ["en", "nl"]),
        ("Åse Holm", 1, 1, 1, 1, ["nb"]),
    ]
    assert only(ask(con, "most_quoted", since="2031-03-02"), "label", "left_out_count") == [("Åse Holm", 0)]
    assert ask(con, "most_quoted", entity_type="organization") == []


def test_with_a_period_what_has_no_day_is_left_out_and_counted() -> None:
    undated = {"document_id": number(5), "quote_id": "5" * 32, "field": "body", "speaker_entity_id": HOLM}
    with pressroom({"quotes": [undated]}) as con:
        assert only(ask(con, "most_quoted", until="2031-03-09"), "label", "document_count", "left_out_count") == [
            ("Ilse Dorn", 3, 1),
            ("Åse Holm", 1, 1),
        ]
    with pressroom() as con:
        assert only(ask(con, "share_of_voice", entity="Holm", since=date(2031, 3, 2)), "left_out_count") == [(1,)]


def test_who_credits_whom_but_not_oneself(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "who_credits_whom")
    assert only(rows, "outlet", "cited", "document_count", "kinds") == [
        ("Het Blad", "Wire", 1, ["report"]),
        ("The Courier", "Wire", 1, ["told"]),
        ("Tid", "Havnebladet", 1, ["according_to"]),
    ]
    assert only(ask(con, "who_credits_whom", cited="wire"), "outlet_id") == [("blad.example",), ("courier.example",)]
    assert only(ask(con, "who_credits_whom", kind="told"), "example") == [("according to … WIRE",)]


def test_copies_of_an_outlet_and_who_copies_it(con: duckdb.DuckDBPyConnection) -> None:
    rows = {row["outlet"]: row for row in ask(con, "copies_by_outlet")}
    courier, wire, paper = rows["The Courier"], rows["Wire"], rows["Tid"]
    assert (courier["document_count"], courier["copy_count"], courier["syndicated_count"]) == (3, 1, 1)
    assert (courier["takes_from"], courier["takes_count"], courier["wire_count"]) == ("Wire", 1, 1)
    assert (wire["copy_count"], wire["copied_count"], wire["copied_by"]) == (0, 1, "The Courier")
    assert (paper["translation_count"], paper["takes_from"]) == (1, None)
    assert only(ask(con, "copies_by_outlet", outlet="wire.example"), "outlet") == [("Wire",)]


def test_the_original_share_leaves_headlines_out(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "original_share")
    assert only(rows, "outlet", "document_count", "original_share", "own_share", "left_out_count") == [
        ("The Courier", 3, 0.667, 0.667, 0),
        ("Wire", 2, 1.0, 0.5, 0),
        ("Het Blad", 1, 1.0, 1.0, 1),
        ("Tid", 1, 0.0, 0.0, 0),
    ]
    assert rows[1]["agencies"] == ["WIRE"]
    assert only(ask(con, "original_share", least=3), "outlet") == [("The Courier",)]
    since = ask(con, "original_share", outlet="courier.example", since="2031-03-04")
    assert only(since, "document_count", "left_out_count") == [(1, 1)]


def test_share_of_voice_counts_a_copy_once(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "share_of_voice")
    assert only(
        rows, "label", "independent_count", "text_share", "mention_count", "document_count", "document_share"
    ) == [
        ("Ilse Dorn", 3, 0.4286, 3, 4, 0.5),
        ("Åse Holm", 2, 0.2857, 2, 2, 0.25),
        ("Port Union", 2, 0.2857, 2, 3, 0.375),
    ]
    assert only(rows, "quote_count") == [(2,), (1,), (0,)]
    people = ask(con, "share_of_voice", entity_type="person")
    assert only(people, "label", "mention_share") == [("Ilse Dorn", 0.6), ("Åse Holm", 0.4)]
    one = ask(con, "share_of_voice", entity=PORT)
    assert one == [row for row in rows if row["entity_id"] == PORT]
    # Where only the copy fits the question, it stands for the text.
    assert only(ask(con, "share_of_voice", outlet="courier.example", entity="Dorn"), "independent_count") == [(1,)]


def test_the_timeline_of_a_story_by_any_of_its_ids(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "story_timeline", story=HARBOUR)
    assert only(rows, "document_id", "copy_role", "original_outlet") == [
        (number(3), None, None),
        (number(1), None, None),
        (number(2), "syndicated", "Wire"),
        (number(4), "translation", None),
        (number(5), None, None),
    ]
    for other in (HARBOUR_BEFORE, number(4)):
        assert ask(con, "story_timeline", story=other) == rows
    assert only(ask(con, "story_timeline", story=TRIAL, language="en"), "outlet") == [("The Courier",), ("Wire",)]
    assert ask(con, "story_timeline", story="story:nothing") == []


def test_an_id_that_was_split_and_one_that_runs_in_a_circle() -> None:
    gone, circling = "story:" + "0" * 32, "story:" + "1" * 32
    redirects = [
        {"from_story_id": gone, "to_story_id": HARBOUR_BEFORE, "kind": "merge"},
        {"from_story_id": gone, "to_story_id": TRIAL, "kind": "split"},
        {"from_story_id": HARBOUR, "to_story_id": TRIAL, "kind": "split"},
        {"from_story_id": circling, "to_story_id": circling, "kind": "merge"},
    ]
    with pressroom({"story_redirects": redirects}) as con:
        assert {row["story_id"] for row in ask(con, "story_timeline", story=gone)} == {HARBOUR, TRIAL}
        assert {row["story_id"] for row in ask(con, "story_timeline", story=HARBOUR)} == {HARBOUR}
        assert ask(con, "story_timeline", story=circling) == []


def test_first_is_who_was_certainly_before_all_others(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "first_to_report")
    assert only(rows, "outlet", "story_count", "first_count", "undecided_count", "left_out_count") == [
        ("The Courier", 2, 1, 0, 1),  # first with the trial; of the harbour the agency told before it
        ("Wire", 2, 0, 1, 0),
        ("Het Blad", 1, 0, 1, 0),
        ("Tid", 1, 0, 0, 0),
    ]
    assert only(ask(con, "first_to_report", outlets=3), "outlet", "story_count")[0] == ("Het Blad", 1)
    with pressroom() as exact:
        exact.execute("DELETE FROM documents WHERE outlet_id = 'blad.example'")
        wire = next(row for row in ask(exact, "first_to_report") if row["outlet"] == "Wire")
        assert (wire["first_count"], wire["first_share"], wire["median_hours_behind"]) == (1, 0.5, 2.0)


def test_coverage_by_language(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "story_languages")
    assert only(rows, "story", "language", "document_count", "independent_count", "outlet_count", "hours_behind") == [
        ("Title 1", "nl", 1, 1, 1, None),
        ("Title 1", "en", 3, 2, 2, None),
        ("Title 1", "nb", 1, 1, 1, None),
    ]
    assert only(ask(con, "story_languages", languages=1), "story")[-1] == ("Title 6",)
    assert ask(con, "story_languages", language="fr") == []


def test_stories_that_one_language_has_and_another_lacks(con: duckdb.DuckDBPyConnection) -> None:
    assert only(ask(con, "stories_missing_in", language="nl"), "story", "outlet_count") == [("Title 6", 2)]
    assert only(ask(con, "stories_missing_in", language="fr"), "story_id") == [(HARBOUR,), (TRIAL,)]
    assert only(ask(con, "stories_missing_in", language="fr", told_in="no"), "story_id") == [(HARBOUR,)]
    assert only(ask(con, "stories_missing_in", language="no"), "story_id") == [(TRIAL,)]
    assert ask(con, "stories_missing_in", language="fr", since="2031-04-01") == []


def test_the_biggest_stories(con: duckdb.DuckDBPyConnection) -> None:
    rows = ask(con, "biggest_stories")
    assert only(rows, "story", "independent_count", "outlet_count", "first_outlet", "names") == [
        ("Title 1", 4, 4, "Wire", ["Ilse Dorn", "Port Union", "Åse Holm"]),
        ("Title 6", 2, 2, "The Courier", ["Åse Holm"]),
    ]
    assert only(ask(con, "biggest_stories", outlet="tid.example"), "story") == [("Title 1",)]
    assert only(ask(con, "biggest_stories", since="2031-03-05", language="en"), "story") == [("Title 6",)]


def written() -> list[str]:
    """The indented blocks of the guide."""
    return [
        re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in re.findall(r"(?:^    .*\n)+", GUIDE, re.MULTILINE)
    ]


def test_the_guide_names_every_query_and_its_sql_answers(con: duckdb.DuckDBPyConnection) -> None:
    assert {name for name in QUERIES if name in GUIDE} == set(QUERIES)
    statements = [block for block in written() if re.match(r"SELECT|WITH", block)]
    assert len(statements) == 5
    con.execute("CREATE OR REPLACE TABLE mine AS SELECT story_id FROM stories")
    for statement in statements:
        con.execute(statement).fetchall()


def test_every_command_of_the_guide_can_be_typed(con: duckdb.DuckDBPyConnection) -> None:
    commands = [shlex.split(line, comments=True) for block in written() for line in block.splitlines()]
    asked = [words[2:] for words in commands if words[:2] == ["presswatch", "query"]]
    assert len(asked) == 13
    for name, *given in asked:
        run_saved(con, name, dict(word.split("=", 1) for word in given))
