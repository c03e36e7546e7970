"""What articles point to without naming it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities import allusions
from transforms.entities.allusions import find_allusions
from transforms.entities.knowledge import load
from transforms.model import Mention


def _found(language: str, text: str, field: str = "body", *names: str) -> list[tuple[str, str, str]]:
    mentions = [_mention(field, text, name) for name in names]
    found = find_allusions({field: text}, language, mentions, load())
    assert all(text[a.start_char : a.end_char] == a.surface for a in found)
    return [(a.surface, a.kind, a.entity_id) for a in found]


def _mention(field: str, text: str, name: str) -> Mention:
    start = text.index(name)
    end = start + len(name)
    return Mention(field, start, end, name, "ORGANIZATION", "local:x", "test", 1.0, None, None)


@pytest.mark.parametrize(
    ("language", "text", "surface", "entity_id"),
    [
        ("nl", "De Russische ambassade zweeg.", "Russische", "iso3166:RU"),
        ("nl", "De Noord-Koreaanse leider zweeg.", "Noord-Koreaanse", "iso3166:KP"),
        ("nl", "Volgens een Turk was het koud.", "Turk", "iso3166:TR"),
        ("en", "The Russians noted it.", "Russians", "iso3166:RU"),
        ("en", "South Korean troops left.", "South Korean", "iso3166:KR"),
        ("de", "Die deutsche Regierung schwieg.", "deutsche", "iso3166:DE"),
        ("de", "Der 31-jährige Deutsche siegte.", "Deutsche", "iso3166:DE"),
        ("nb", "Den russiske utsendingen reiste.", "russiske", "iso3166:RU"),
        ("fr", "Les Français ont voté.", "Français", "iso3166:FR"),
        ("fr", "L'économie française va bien.", "française", "iso3166:FR"),
        ("es", "El gobierno ruso calló.", "ruso", "iso3166:RU"),
        ("de", "Die Berliner Polizei ermittelt.", "Berliner", "geonames:2950159"),
        ("de", "Ein junger Münchner siegte.", "Münchner", "geonames:2867714"),
        ("de", "Das bayerische Kabinett tagt.", "bayerische", "iso3166:DE-BY"),
        ("de", "Schweizer Behörden zögern.", "Schweizer", "iso3166:CH"),
        ("fr", "Dans un tribunal parisien, rien.", "parisien", "geonames:2988507"),
        ("fr", "Les Lyonnais ont perdu.", "Lyonnais", "geonames:2996944"),
        ("nl", "De Haagse wethouder zweeg.", "Haagse", "geonames:2747373"),
        ("en", "Many Londoners stayed home.", "Londoners", "geonames:2643743"),
        ("nb", "En ung bergenser vant.", "bergenser", "geonames:3161732"),
    ],
)
def test_a_demonym_points_to_its_country(language: str, text: str, surface: str, entity_id: str) -> None:
    assert _found(language, text) == [(surface, "demonym", entity_id)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They polish the silver."),
        ("en", "He started from Pole position."),
        ("en", "She flew with British Airways."),
        ("en", "It was written in French, mostly."),
        ("en", "South American music is loud."),
        ("nl", "Let op: het werd laat."),
        ("nl", "Zij spreekt vloeiend Russisch."),
        ("nb", "De finner ingen vei, og han må finne den."),
        ("de", "Er spricht Englisch."),
        ("fr", "Il parle en français."),
        ("pt", "O Hospital Sírio-Libanês abriu."),
        ("en", "Western powers disagreed."),
        ("und", "Russische"),
        ("de", "Das berichtet Anna Wiener am Montag."),
        ("de", "Er isst einen hamburger."),
    ],
)
def test_words_that_only_look_like_a_demonym_point_to_nothing(language: str, text: str) -> None:
    assert _found(language, text) == []


def test_a_name_is_no_allusion() -> None:
    assert _found("nl", "De Deutsche Bank en de Russische Federatie", "body", "Russische Federatie") == []
    assert _found("en", "The Kremlin spoke.", "body", "Kremlin") == []


@pytest.mark.parametrize(
    ("language", "text", "surface", "entity_id"),
    [
        ("fr", "Selon Matignon, rien ne change.", "Matignon", "iso3166:FR"),
        ("uk", "Команда Білого дому мовчить.", "Білого дому", "iso3166:US"),
        ("nl", "Bronnen bij het Kremlin zwijgen.", "Kremlin", "iso3166:RU"),
        ("en", "The Berlaymont was silent.", "Berlaymont", "wikidata:Q8880"),
    ],
)
def test_a_seat_stands_for_who_sits_there(language: str, text: str, surface: str, entity_id: str) -> None:
    assert _found(language, text) == [(surface, "metonym", entity_id)]


def test_every_demonym_of_ours_belongs_to_something_known() -> None:
    ids = {entity_id for _, _, entity_id, _ in allusions._rows("demonyms.tsv")}
    assert {entity_id for entity_id in ids if load().entity(entity_id) is None} == set()


def test_every_metonym_stands_for_something_known() -> None:
    ids = {entity_id for kind, _, entity_id, _ in allusions._rows() if kind == "metonym"}
    assert {entity_id for entity_id in ids if load().entity(entity_id) is None} == set()


@given(st.text(alphabet="De Russische NoordKoreaanse-Kremlin ,.’\nß", max_size=120))
def test_allusions_stand_in_order_and_apart(text: str) -> None:
    found = find_allusions({"body": text}, "nl", [], load())
    assert all(text[a.start_char : a.end_char] == a.surface for a in found)
    assert all(a.end_char <= b.start_char for a, b in pairwise(found))
