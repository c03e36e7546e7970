"""The trained tagger at work: what it finds, what it never does, and that nothing but the text decides."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.entities.knowledge import load
from transforms.entities.recognize import Candidate
from transforms.entities.status import names_status
from transforms.entities.tagged import NameRecognizer, name_recognizer
from transforms.entities.tagger import tagger as tagger_module
from transforms.entities.tagger.model import MODEL

STORY = {
    "title": "Zandstra stapt over naar Waterdam",
    "body": (
        "Wethouder Anneke Zandstra verlaat Waterdam. Dat zei haar woordvoerder Pieter Hoekema donderdag.\n"
        "Zandstra wordt voorzitter van de Vereniging Blauwe Molens. In Brussel was men verrast, "
        "aldus NAVO-topman Joris Feenstra. Feenstra's buurman klaagde."
    ),
}
ENGLISH = {
    "body": "Marjorie Tabbard, who runs Fennimore Holdings in Chicago, told Reuters that the Russian talks had failed. "
    "Tabbard's lawyer, Ned Oxley, declined to comment."
}


@pytest.fixture(scope="module")
def recognizer() -> NameRecognizer:
    return name_recognizer(load())


def surfaces(found: list[Candidate], kind: str) -> set[str]:
    return {c.surface for c in found if c.entity_type == kind}


def test_a_dutch_story_has_its_names(recognizer: NameRecognizer) -> None:
    found = recognizer.recognize(STORY, "nl")
    assert {"Anneke Zandstra", "Zandstra", "Pieter Hoekema", "Joris Feenstra", "Feenstra"} == surfaces(found, "PERSON")
    assert {"NAVO", "Vereniging Blauwe Molens"} <= surfaces(found, "ORGANIZATION")
    assert {"Waterdam", "Brussel"} <= surfaces(found, "LOCATION")
    assert "tagger" in {c.method for c in found}
    assert all(0 < c.confidence < 1 for c in found)


def test_an_english_story_has_its_names_and_no_demonym(recognizer: NameRecognizer) -> None:
    found = recognizer.recognize(ENGLISH, "en")
    assert {"Marjorie Tabbard", "Tabbard", "Ned Oxley"} == surfaces(found, "PERSON")
    assert "Reuters" in surfaces(found, "ORGANIZATION")
    assert {"Chicago"} == surfaces(found, "LOCATION")


def test_small_words_within_a_name_belong_to_it_also_at_the_head_of_a_sentence(recognizer: NameRecognizer) -> None:
    body = "Volgens Joris de Vlieg is de wedstrijd niet verloren, zei Annelies van der Hoorne. De Vlieg speelde mee."
    found = recognizer.recognize({"body": body}, "nl")
    assert {"Joris de Vlieg", "Annelies van der Hoorne", "De Vlieg"} == surfaces(found, "PERSON")


def test_a_known_name_stands_whole_where_the_tagger_sees_a_part_of_it(recognizer: NameRecognizer) -> None:
    found = recognizer.recognize({"body": "In Pyongyang bezocht Kim Jong-un dinsdag de haven."}, "nl")
    assert {"Kim Jong-un"} == surfaces(found, "PERSON")


def test_a_name_of_the_article_is_found_in_a_headline_in_capitals(recognizer: NameRecognizer) -> None:
    fields = {"title": "ZANDSTRA NEEMT AFSCHEID VAN ALLES", "body": STORY["body"]}
    found = recognizer.recognize(fields, "nl")
    assert next((c.field, c.surface) for c in found) == ("title", "ZANDSTRA")


def test_a_genitive_s_is_no_part_of_a_name(recognizer: NameRecognizer) -> None:
    text = "Statsminister Turid Havnes møtte pressen. Havnes sa lite. Turid Havnes' kollega Ola Brekke var taus."
    german = "Bürgermeisterin Franka Sellmann sprach lange. Sellmanns Vorgänger Gerd Trautwein schwieg."
    assert "Havnes" in surfaces(recognizer.recognize({"body": text}, "nb"), "PERSON")
    assert "Sellmann" in surfaces(recognizer.recognize({"body": german}, "de"), "PERSON")
    assert "Sellmanns" not in surfaces(recognizer.recognize({"body": german}, "de"), "PERSON")


def test_the_status_says_which_languages_the_tagger_serves(recognizer: NameRecognizer) -> None:
    assert {names_status(code) for code in ("nl", "en", "nb", "nn", "da", "sv", "pt", "de", "fr")} == {"trained"}
    assert names_status("ru") == names_status("und") == names_status("zh") == "rules"
    text = {"body": "Президент Грузии Саломе Зурабишвили приехала в Киев."}
    assert recognizer.recognize(text, "ru") == recognizer.rules.recognize(text, "ru")


def test_what_was_read_before_changes_nothing(recognizer: NameRecognizer) -> None:
    fresh = name_recognizer(load())
    there = [fresh.recognize(STORY, "nl"), fresh.recognize(ENGLISH, "en"), fresh.recognize(ENGLISH, "nl")]
    other = name_recognizer(load())
    back = [other.recognize(ENGLISH, "nl"), other.recognize(ENGLISH, "en"), other.recognize(STORY, "nl")]
    assert there == back[::-1]


def test_forgetting_words_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound on kept words is met within a run, at a place that depends on what came before."""
    whole = name_recognizer(load())
    wanted = [whole.recognize(fields, "nl") for fields in (STORY, ENGLISH, STORY)]
    monkeypatch.setattr(tagger_module, "MOST_WORDS", 10)
    monkeypatch.setattr(tagger_module, "MOST_LANGUAGES", 1)
    forgetful = name_recognizer(load())
    found = []
    for fields in (STORY, ENGLISH, STORY):
        found.append(forgetful.recognize(fields, "nl"))
        forgetful.recognize(ENGLISH, "en")
    assert found == wanted


def test_the_model_is_small() -> None:
    assert len((files("transforms.entities.tagger") / MODEL).read_bytes()) <= 5_000_000


_PIECES = st.sampled_from(
    ["Anna", "Smit", "de", "Van", "NAVO", "U.S.", "-", "'s", "’s", "(", ")", ".", "\n", " ", "  ", "İ", "ß", "Ǆ",
     "Москва", "北京", "é", "e\u0301", "\u200b", "A", "b", "1", "&", "/", "Straße", "s", "\U0001f600", "O'Neill"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    text=st.one_of(st.text(max_size=120), st.lists(_PIECES, max_size=40).map("".join)),
    language=st.sampled_from(["nl", "en", "de", "nb", "fr", "pt", "und", "ru"]),
)
def test_offsets_point_at_surfaces_and_names_do_not_overlap(text: str, language: str) -> None:
    recognizer = _shared()
    fields = {"title": text[:20], "body": text}
    found = recognizer.recognize(fields, language)
    assert found == recognizer.recognize(fields, language)
    end, field = 0, "title"
    for name in found:
        assert fields[name.field][name.start_char : name.end_char] == name.surface
        if name.field != field:
            assert (field, name.field) == ("title", "body")
            end, field = 0, name.field
        assert end <= name.start_char < name.end_char
        end = name.end_char


_KEPT: list[NameRecognizer] = []


def _shared() -> NameRecognizer:
    """One recogniser for all examples: what it keeps must not show."""
    if not _KEPT:
        _KEPT.append(name_recognizer(load()))
    return _KEPT[0]


def test_a_long_text_of_capitals_is_read_in_time(recognizer: NameRecognizer) -> None:
    found = recognizer.recognize({"body": "Xo " * 30_000}, "en")
    assert all(c.surface for c in found)
