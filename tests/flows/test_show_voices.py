"""`show` on who says what in an article, what it copies, and the story that it belongs to; and on a story itself."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from flows.article import Article
from flows.article_marks import marked_text
from flows.article_voices import stacked
from flows.output import Format, console
from flows.show import show_id
from tests.flows.newsdesk import BODY, DOCUMENT, OLDER_DOCUMENT, OTHER_DOCUMENT, PERSON, RUN, Desk, desk
from tests.flows.test_output import terminal

__all__ = ["desk", "terminal"]

STORY, OTHER_STORY, STORY_BEFORE = "story:" + DOCUMENT, "story:" + OTHER_DOCUMENT, "story:" + "0" * 32


def insert(desk: Desk, table: str, **values: object) -> None:
    names = ", ".join(values)
    desk.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", *values.values())


def page(desk: Desk, id: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert show_id(desk.home, id)
    return capsys.readouterr().out


def told(desk: Desk, id: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert show_id(desk.home, id, Format.JSON)
    shown: dict[str, Any] = json.loads(capsys.readouterr().out)
    return shown


def quote(desk: Desk, number: int, text: str, **more: object) -> str:
    """A quotation in the article; gives its id."""
    quote_id = f"{number:032x}"
    start = BODY.index(text)
    row = {
        "quote_id": quote_id,
        "document_id": DOCUMENT,
        "field": "body",
        "start_char": start,
        "end_char": start + len(text),
        "quote_text": text,
        "is_direct": True,
        "confidence": 0.93,
        **more,
    }
    insert(desk, "quotes", **row)
    return quote_id


def by_terwiel(confidence: float = 0.98) -> dict[str, object]:
    return {
        "speaker_surface": "Terwiel",
        "speaker_start_char": BODY.rindex("Terwiel"),
        "speaker_entity_id": PERSON,
        "cue": "zei",
        "speaker_confidence": confidence,
    }


def test_quotations_are_marked_with_their_speakers(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first = quote(desk, 1, "Maud Terwiel sloot de haven.", **by_terwiel())
    quote(desk, 2, "Tweede", continues_quote_id=first, **by_terwiel(0.9))
    quote(desk, 3, "alinea", is_direct=False)
    shown = page(desk, "hk-7", capsys)
    assert "⟦[Maud Terwiel]{P1} sloot de haven.⟧{Q1 P1} Dat zei" in shown
    assert "⟦Tweede⟧{Q1 P1} ⟨alinea⟩{Q2}." in shown
    said = re.search(r"WHO SAYS WHAT\n(.*?)\n\n", shown, re.DOTALL)
    assert said is not None
    lines = [re.split(r"  +", line.strip()) for line in said[1].splitlines()]
    at, end = BODY.index("Maud"), BODY.index("Tweede") + len("Tweede")
    words = "Maud Terwiel sloot de haven. … Tweede"
    assert lines[1] == ["Q1", "P1 Maud Terwiel", "Terwiel", "zei", "direct", "0.93", "0.98", f"body {at}–{end}", words]
    assert lines[2][:3] == ["Q2", "(not told)", "reported"]


def test_a_quotation_over_two_paragraphs_is_marked_in_each(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    quote(desk, 1, BODY[BODY.index("Dat zei") : BODY.index(" alinea")])
    shown = page(desk, "hk-7", capsys)
    assert "⟦Dat zei [Terwiel]{P1} in [Oslo]{L1}.⟧{Q1}" in shown
    assert shown.count("⟦Tweede⟧{Q1} alinea.") == 1


def test_an_entity_shows_what_it_said_lately(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(desk, PERSON, capsys)["quotes"] == []
    first = quote(desk, 1, "Maud Terwiel sloot de haven.", **by_terwiel())
    second = quote(desk, 2, "Dat zei", continues_quote_id=first, **by_terwiel())
    quote(desk, 3, "Tweede", continues_quote_id=second, **by_terwiel())
    quote(desk, 4, "alinea", **by_terwiel())
    shown = page(desk, PERSON, capsys)
    words = "Maud Terwiel sloot de haven. … Dat zei … Tweede"
    assert re.search(rf"2031-03-01 +nl +De Havenkrant +{words} +direct +{DOCUMENT}", shown)
    assert len(told(desk, PERSON, capsys)["quotes"]) == 2
    insert(desk, "copies", document_id=DOCUMENT, original_document_id=OTHER_DOCUMENT, role="near")
    assert told(desk, PERSON, capsys)["quotes"] == []


@given(
    st.lists(st.tuples(st.integers(0, len(BODY)), st.integers(0, len(BODY)), st.booleans()), max_size=8),
    st.lists(st.tuples(st.integers(0, len(BODY)), st.integers(0, len(BODY))), max_size=4),
)
def test_marks_take_nothing_from_the_text(quotes: list[tuple[int, int, bool]], names: list[tuple[int, int]]) -> None:
    found = [
        {
            **{"quote_id": str(number), "continues_quote_id": None, "field": "body", "is_direct": is_direct},
            **{"start_char": min(one, two), "end_char": max(one, two), "speaker_entity_id": PERSON},
        }
        for number, (one, two, is_direct) in enumerate(quotes)
    ]
    mentions = [
        {"field": "body", "start_char": min(span), "end_char": max(span), "entity_id": PERSON, "entity_type": "PERSON"}
        for span in names
    ]
    paragraphs = [
        {"role": "paragraph", "field": "body", "start_char": start, "end_char": end}
        for start, end in ((0, 40), (40, 57), (57, len(BODY)))
    ]
    document = {"title": None, "body": BODY}
    article = Article(document, [], paragraphs, mentions, [], [], found, [], [], [])
    console = Console(file=io.StringIO(), width=1_000)
    console.print(marked_text(article, {PERSON: "P1"}, is_plain=True))
    shown = re.sub(r"\{[^}]*\}|[\[\]⟦⟧⟨⟩]", "", console.file.getvalue())
    assert "".join(shown.replace("paragraph", "").split()) == "".join(BODY.split())


def test_a_terminal_gets_no_brackets(desk: Desk, terminal: Any) -> None:
    quote(desk, 1, "Tweede alinea", **by_terwiel())
    screen = terminal(100)
    assert show_id(desk.home, "hk-7")
    assert "⟦" not in screen.shown()
    assert "Q1 P1" in re.sub(r"\x1b\[[0-9;]*m", "", screen.shown())


def test_credits_say_whom_and_by_which_words(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    at = BODY.index("Oslo")
    insert(
        desk, "citations", document_id=DOCUMENT, field="body", start_char=at, end_char=at + 4, cue="in",
        cited_surface="Oslo", cited_entity_id="geonames:3143244", kind="according_to", confidence=0.9,
    )  # fmt: skip
    desk.execute(
        "UPDATE documents SET wire = ['NTB', 'AP'], wire_evidence = '(NTB-AP)', translation_credit = 'vert.: B'"
    )
    shown = page(desk, "hk-7", capsys)
    assert "in <[Oslo]{L1}>{C1}." in shown
    assert re.search(rf"C1 +according to +Oslo +in +body {at}–{at + 4} +Oslo +0\.9", shown)
    assert re.search(r"agency +NTB, AP +\(NTB-AP\)", shown)
    assert re.search(r"translation +vert\.: B", shown)


def test_a_copy_names_its_original_and_an_original_its_copies(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    insert(
        desk, "copies", document_id=OTHER_DOCUMENT, original_document_id=DOCUMENT, similarity=0.41, containment=0.98,
        role="syndicated",
    )  # fmt: skip
    assert re.search(rf"a copy of +syndicated +0\.41 +0\.98 .*{DOCUMENT}", page(desk, OTHER_DOCUMENT, capsys))
    assert re.search(rf"copied by +syndicated +0\.41 .*{OTHER_DOCUMENT}", page(desk, DOCUMENT, capsys))
    insert(desk, "copies", document_id=OLDER_DOCUMENT, original_document_id=DOCUMENT, role="identical")
    relations = [(row["relation"], row["document_id"]) for row in told(desk, OLDER_DOCUMENT, capsys)["copies"]]
    assert relations == [("a copy of", DOCUMENT), ("another copy", OTHER_DOCUMENT)]


def test_a_translation_without_its_original_is_no_copy_of_another(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    insert(desk, "copies", document_id=DOCUMENT, role="translation")
    insert(desk, "copies", document_id=OTHER_DOCUMENT, role="translation")
    assert told(desk, DOCUMENT, capsys)["copies"] == []


@pytest.fixture
def story(desk: Desk) -> Desk:
    """Both articles tell one story, which had another id before."""
    rows: list[tuple[str, dict[str, object]]] = [
        (
            "stories",
            {
                "story_id": STORY,
                "label": "Haven\x1b[31m dicht",
                "first_document_id": DOCUMENT,
                "document_count": 3,
                "independent_count": 2,
                "languages": ["nb", "nl"],
            },
        ),
        ("story_redirects", {"from_story_id": STORY_BEFORE, "to_story_id": STORY, "kind": "merge", "run_id": RUN}),
        ("internal.commit_order", {"run_id": "earlier", "place": 0}),
    ]
    for document, score in ((DOCUMENT, 0.7), (OLDER_DOCUMENT, 0.7), (OTHER_DOCUMENT, 0.6)):
        rows.append(("story_members", {"story_id": STORY, "document_id": document, "score": score}))
    for run, score in (("earlier", 0.2), (RUN, 0.83)):
        pair = {"document_id": DOCUMENT, "other_document_id": OTHER_DOCUMENT}
        rows.append(("story_pairs", {**pair, "score": score, "run_id": run}))
    own = {"where:geonames:3143244": 2.5, "number:143": 2.0, "word:haven": 3.0}
    other = {"where:geonames:3143244": 2.0, "number:143": 1.0, "word:havn": 3.0}
    for document, features in ((DOCUMENT, own), (OTHER_DOCUMENT, other)):
        heard = [{"feature": feature, "weight": weight} for feature, weight in features.items()]
        rows.append(("story_features", {"document_id": document, "features": heard}))
    with duckdb.connect(str(desk.home.published_path)) as con:
        for table, values in rows:
            names = ", ".join(values)
            con.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", list(values.values()))
    return desk


def test_an_article_shows_its_story_and_what_ties_it_to_the_others(
    story: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = page(story, DOCUMENT, capsys)
    assert "told in    3 documents, 2 net of copies and revisions, 1 outlet" in shown
    assert re.search(r"▸ +2031-03-01 +De Havenkrant +nl ", shown)
    assert re.search(rf"Oslo venter +0\.6 +0\.83 +where Oslo · number 143 +{OTHER_DOCUMENT}", shown)
    member = next(
        member for member in told(story, DOCUMENT, capsys)["story"]["members"]
        if member["document_id"] == OTHER_DOCUMENT
    )  # fmt: skip
    assert member["pair_score"] == 0.83
    assert [each["feature"] for each in member["shared"]] == ["where:geonames:3143244", "number:143"]


def test_a_narrow_terminal_gets_lines_in_place_of_columns(story: Desk, terminal: Any) -> None:
    screen = terminal(80)
    assert show_id(story.home, DOCUMENT)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", screen.shown())
    assert re.search(r"2031-03-01 +│ Haven \ufffd\[31mdicht", shown)
    assert "one event 0.83: where Oslo · number 143" in shown
    assert all(len(line.rstrip()) <= 80 for line in shown.partition("ITS STORY")[2].partition("WHO")[0].splitlines())


@pytest.mark.parametrize("id", [STORY, STORY[:12], STORY.upper(), STORY_BEFORE])
def test_a_story_is_found_by_its_id_its_start_and_what_it_was_before(
    story: Desk, id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = page(story, id, capsys)
    assert shown.startswith("Haven\ufffd[31m dicht\n")
    assert ("leads to" in shown) == (id == STORY_BEFORE)
    assert f"story      {STORY}" in shown
    assert re.search(r"nl +2 +0 +2031-03-01", shown)
    assert f"{STORY_BEFORE} went into {STORY}" in shown


def test_a_story_as_json_has_its_timeline(story: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(story, STORY, capsys)
    assert shown["story_id"] == STORY
    assert [member["document_id"] for member in shown["members"]] == [DOCUMENT, OLDER_DOCUMENT, OTHER_DOCUMENT]
    assert [name["label"] for name in shown["names"]] == ["Maud Terwiel", "Oslo"]


def test_an_id_that_went_two_ways_names_both(story: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    insert(story, "stories", story_id=OTHER_STORY, label="Oslo", document_count=1, independent_count=1)
    insert(story, "story_redirects", from_story_id=STORY_BEFORE, to_story_id=OTHER_STORY, kind="split", run_id=RUN)
    shown = page(story, STORY_BEFORE, capsys)
    assert "2 stories fit" in shown
    assert STORY in shown
    assert OTHER_STORY in shown


def test_an_unknown_story_is_none(story: Desk) -> None:
    assert not show_id(story.home, "story:" + "9" * 32)
    assert not show_id(story.home, "story:%")


def test_an_article_that_no_story_holds_yet_says_nothing_of_one(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert "STORY" not in page(desk, "hk-7", capsys)
    assert told(desk, "hk-7", capsys)["story"] is None


def test_words_of_an_article_begin_no_line_of_their_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is folded for a narrow terminal stands behind a bar, so that no headline passes for a line of a log."""
    monkeypatch.setenv("COLUMNS", "80")
    words = "An entry " * 9 + "ERROR forged line " * 9
    console().print(stacked([("▸", "ERROR " * 9, words, [words])]))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 4
    assert [line for line in lines[1:] if not line.strip().startswith("│")] == []
    told = "".join(line.partition("│")[2] for line in lines)
    assert "".join(told.split()) == "".join(words.split()) * 2
