"""An article with its names marked, down to its bytes; an entity with its aliases; and ids that mean several things."""

from __future__ import annotations

import json
import re

import pytest

from flows.evidence import readable
from flows.output import Format
from flows.show import show_id
from tests.flows.newsdesk import ARTICLE, BODY, DOCUMENT, OLDER_DOCUMENT, OTHER_DOCUMENT, PERSON, Desk, desk
from tests.flows.test_output import terminal

__all__ = ["desk", "terminal"]


def page(desk: Desk, id: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert show_id(desk.home, id)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "id", [DOCUMENT, "aa11", "AA11aa11aa11…", ARTICLE, "cc44", "hk-7", "https://havenkrant.example/haven"]
)
def test_an_article_is_found_by_any_of_its_ids(desk: Desk, id: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"document   {DOCUMENT} (revision 2 of 2, latest)" in page(desk, id, capsys)


def test_a_revision_is_shown_when_it_is_named(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"{OLDER_DOCUMENT} (revision 1 of 2, superseded)" in page(desk, OLDER_DOCUMENT, capsys)


def test_names_are_marked_where_they_stand_and_cut_text_in_its_place(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = page(desk, "hk-7", capsys)
    text = re.search(r"TEXT\n(.*?)\n\n", shown, re.DOTALL)
    assert text is not None
    assert [re.split(r"  +", line, maxsplit=1) for line in text[1].splitlines()] == [
        ["title", "Haven \ufffd[31mdicht\ufffd[0m na storm"],
        ["furniture −", "Lees ook: Storm\ufffd[2J op komst"],
        ["dateline", "VLISSINGEN —"],
        ["paragraph", "[Maud Terwiel]{P1} sloot de haven. Dat zei [Terwiel]{P1} in [Oslo]{L1}."],
        ["paragraph", "Tweede alinea."],
        ["credit −", "Foto: Persdienst Zuid"],
        ["comment", "(cut, its text is not kept)"],
    ]


def test_every_mention_comes_with_its_place_and_reason(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown = page(desk, "hk-7", capsys)
    at = BODY.index("Oslo")
    assert re.search(rf"L1 +Oslo +body {at}–{at + 4} +knowledge +0\.8 +0\.95 +only place of that name", shown)
    assert re.search(rf"P1 +PERSON +Maud Terwiel +{PERSON} +2", shown)


def test_a_date_says_how_fine_it_is_and_what_gave_it(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown = page(desk, "hk-7", capsys)
    assert "2031-03-01, known to the day; from 2031-03-01 00:00 until before 2031-03-02 00:00 UTC" in shown
    assert "record_field: 2031-03-01" in shown


def test_flags_are_explained(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert "TEXT_CONTROL  Control characters, noncharacters" in page(desk, "hk-7", capsys)


def test_evidence_goes_down_to_the_bytes_inside_a_compressed_file(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = page(desk, "hk-7", capsys)
    assert f"sha256     {desk.sha256}" in shown
    assert "record     2, bytes 15–102 once unpacked" in shown
    assert '\n{"id": "hk-7", "title": "Haven dicht na storm", "text": "Maud Terwiel sloot de haven."}\n' in shown
    assert "also read  inbox/haven.jsonl.gz, record 3, 2031-03-01 07:00: duplicate" in shown


def test_a_file_that_the_archive_lost_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.home.archived(desk.sha256).unlink()
    assert f"The archive does not hold {desk.sha256}." in page(desk, "hk-7", capsys)


def test_a_damaged_copy_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    path = desk.home.archived(desk.sha256)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "damaged" in page(desk, "hk-7", capsys)


def test_bytes_that_are_no_text_stand_as_numbers() -> None:
    assert readable(b"caf\xe9 \xc3\xa9") == "caf\\xe9 é"
    assert readable("\ufeffnaam".encode("utf-16-le") + b"x") == "naam"


def test_an_article_that_is_bare_of_segments_still_shows_its_text(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.execute("DELETE FROM segments")
    desk.execute("UPDATE documents SET flags = NULL, byline = NULL, published_utc = NULL")
    shown = page(desk, "hk-7", capsys)
    assert "Tweede alinea." in shown
    assert "published  unknown" in shown


def test_machines_get_the_whole_article(desk: Desk, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert show_id(desk.home, "hk-7", Format.JSON)
    found = json.loads(capfdbinary.readouterr().out)
    assert found["body"] == BODY
    assert [mention["surface"] for mention in found["mentions"]] == ["Maud Terwiel", "Terwiel", "Oslo"]
    assert len(found["segments"]) == 7
    assert [row["verdict"] for row in found["readings"]] == ["accepted", "duplicate"]


def test_a_start_that_fits_several_articles_lists_them(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.execute("UPDATE documents SET external_id = 'same'")
    shown = page(desk, "same", capsys)
    assert shown.startswith("2 articles fit 'same'; name one:")
    assert DOCUMENT in shown
    assert OTHER_DOCUMENT in shown
    assert OLDER_DOCUMENT not in shown


@pytest.mark.parametrize("id", ["", "aa1", "nobody", "ffff", "local:ffff", "wikidata:Q1", "%", "zz' OR 1=1 --"])
def test_what_is_not_there_is_not_found(desk: Desk, id: str) -> None:
    assert not show_id(desk.home, id)


@pytest.mark.parametrize("id", [PERSON, PERSON[:14], "maud terwiel", "Terwiel"])
def test_an_entity_comes_with_its_aliases_and_articles(desk: Desk, id: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = page(desk, id, capsys)
    assert shown.startswith(f"Maud Terwiel\n{PERSON} · PERSON\n")
    assert "nl        Maud Terwiel 1 · Terwiel 1" in shown
    assert DOCUMENT in shown


def test_an_old_id_leads_to_the_new_one(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown = page(desk, "local:" + "ee88" * 8, capsys)
    assert shown.startswith("Oslo\ngeonames:3143244 · LOCATION\n")
    assert "the knowledge base learned it" in shown


def test_a_name_of_several_lists_them(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert page(desk, "Oslo", capsys).startswith("2 entities fit 'Oslo'; name one:")


def test_names_are_coloured_on_a_terminal_and_plain_with_no_color(
    desk: Desk, terminal: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(terminal)
    screen = terminal(100)
    show_id(desk.home, "hk-7")
    assert "\x1b[1;36mMaud Terwiel\x1b[0m\x1b[2m P1\x1b[0m" in screen.getvalue()
    assert "\x1b[2J" not in screen.getvalue()
    assert "\x1b[31m" not in screen.getvalue()
    screen = terminal(100)
    monkeypatch.setenv("NO_COLOR", "1")
    show_id(desk.home, "hk-7")
    assert "[Maud Terwiel]{P1}" in screen.getvalue()
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", screen.getvalue())
