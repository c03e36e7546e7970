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


def test_roles_and_allusions_are_marked_and_say_whose_and_what(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    said = BODY.index("sloot de haven")
    for ordinal, (start, person, mention) in enumerate([(said, PERSON, BODY.index("Maud")), (said + 6, None, None)]):
        desk.execute(
            "INSERT INTO roles BY NAME SELECT ? AS document_id, ? AS ordinal, 'body' AS field, ? AS start_char, "
            "? AS end_char, 'sloot' AS title, ? AS entity_id, ? AS mention_start_char, "
            "'geonames:3143244' AS organization_entity_id, 0.9 AS confidence",
            DOCUMENT, ordinal, start, start + 5, person, mention,
        )  # fmt: skip
    desk.execute(
        "INSERT INTO allusions BY NAME SELECT ? AS document_id, 'body' AS field, ? AS start_char, ? AS end_char, "
        "'Tweede' AS surface, 'demonym' AS kind, 'geonames:3143244' AS entity_id, 0.97 AS confidence",
        DOCUMENT, BODY.index("Tweede"), BODY.index("Tweede") + 6,
    )  # fmt: skip
    shown = page(desk, "hk-7", capsys)
    assert "[Maud Terwiel]{P1} <sloot>{R1} <de ha>{R2}ven." in shown
    assert "<Tweede>{~L1} alinea." in shown
    assert re.search(rf"R1 +sloot +body {said}–{said + 5} +P1 Maud Terwiel +L1 Oslo +0\.9", shown)
    assert re.search(r"R2 +sloot .* \(nobody named\) +L1 Oslo", shown)
    assert re.search(r"~L1 +Tweede .* demonym +Oslo \(geonames:3143244\) +0\.97", shown)
    assert re.search(r"L1 +LOCATION +Oslo +geonames:3143244 +1 +1", shown)


def test_a_role_around_a_name_holds_it(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    start, end = BODY.index("in Oslo"), BODY.index(".\n\nTweede")
    desk.execute(
        "INSERT INTO roles BY NAME SELECT ? AS document_id, 0 AS ordinal, 'body' AS field, ? AS start_char, "
        "? AS end_char, 'in Oslo' AS title, 0.9 AS confidence",
        DOCUMENT, start, end,
    )  # fmt: skip
    assert "<in [Oslo]{L1}>{R1}." in page(desk, "hk-7", capsys)


def test_candidates_that_lost_are_named(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.execute(
        "UPDATE mentions SET rival_entity_ids = [?, 'iso3166:NO', 'wikidata:Q0'] WHERE surface = 'Oslo'", PERSON
    )
    shown = page(desk, "hk-7", capsys)
    assert f"Maud Terwiel ({PERSON}); Norway (iso3166:NO); wikidata:Q0" in shown


def test_languages_and_how_names_were_found_are_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.execute(
        "UPDATE documents SET language_variant = 'nl-BE', language_method = 'script+words', names_status = 'rules'"
    )
    shown = page(desk, "hk-7", capsys)
    assert "language   nl-BE, confidence 0.98, reliable, told by script+words" in shown
    assert "names      found by rules and the knowledge base; no recogniser is trained on this language" in shown
    assert "languages " not in shown
    spans = "[{'start': 0, 'end': 15, 'language': 'nl'}, {'start': 15, 'end': 30, 'language': 'nb'}]"
    desk.execute("ALTER TABLE documents DROP COLUMN language_spans")
    type = 'STRUCT(start BIGINT, "end" BIGINT, language VARCHAR)[]'
    desk.execute(f"ALTER TABLE documents ADD COLUMN language_spans {type} DEFAULT {spans}")
    assert "languages  nl 0–15 · nb 15–30" in page(desk, "hk-7", capsys)


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
