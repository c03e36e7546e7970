"""Who says what: small stories about invented people."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.model import Annotations, Mention, ObservedEntity, Quotation, Role
from transforms.quotes.find import find_quotations

PEOPLE = {
    "Ada Quist": "quist",
    "Quist": "quist",
    "Bram Tolk": "tolk",
    "Tolk": "tolk",
    "Oskar Fenn": "fenn",
    "Fenn": "fenn",
}
BODIES = {"Radio Noord": "radio", "Weekpost": "weekpost"}
LABELS = {
    "quist": "Ada Quist",
    "tolk": "Bram Tolk",
    "fenn": "Oskar Fenn",
    "radio": "Radio Noord",
    "weekpost": "Weekpost",
}


def told(text: str, titles: dict[str, str] | None = None) -> Annotations:
    """The names of a text, and roles: title → who has it."""
    names = PEOPLE | BODIES
    pattern = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    mentions = [
        Mention(
            "body",
            m.start(),
            m.end(),
            m.group(),
            "PERSON" if m.group() in PEOPLE else "ORGANIZATION",
            names[m.group()],
            "test",
            1.0,
            None,
            None,
        )
        for m in re.finditer(pattern, text)
    ]
    roles = []
    for title, entity in (titles or {}).items():
        at = text.index(title)
        mention = next((m for m in mentions if m.entity_id == entity and m.start_char > at), None)
        roles.append(Role("body", at, at + len(title), title, entity, mention and mention.start_char, None, 0.9))
    kind = dict.fromkeys(PEOPLE.values(), "PERSON") | dict.fromkeys(BODIES.values(), "ORGANIZATION")
    entities = tuple(ObservedEntity(e, kind[e], LABELS[e], None, None, None, False) for e in sorted(LABELS))
    return Annotations(tuple(mentions), entities, tuple(roles))


def found(language: str, text: str, titles: dict[str, str] | None = None) -> Sequence[Quotation]:
    quotations = find_quotations({"body": text}, language, told(text, titles))
    for q in quotations:
        assert q.text == text[q.start_char : q.end_char]
        if q.speaker_surface is not None and q.speaker_start_char is not None:
            assert text[q.speaker_start_char :].startswith(q.speaker_surface)
    return quotations


def direct(language: str, text: str, titles: dict[str, str] | None = None) -> list[tuple[str, str | None, str | None]]:
    return [(q.text, q.speaker_surface, q.speaker_entity_id) for q in found(language, text, titles) if q.is_direct]


def indirect(
    language: str, text: str, titles: dict[str, str] | None = None
) -> list[tuple[str, str | None, str | None]]:
    return [(q.text, q.speaker_surface, q.speaker_entity_id) for q in found(language, text, titles) if not q.is_direct]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "“The bridge will stay closed,” said Ada Quist."),
        ("en", "“The bridge will stay closed,” Ada Quist said on Monday."),
        ("en", "“The bridge will stay closed,” Ada Quist, who built it, told Weekpost."),
        ("en", "Ada Quist said: “The bridge will stay closed.”"),
        ("nl", "„De brug blijft voorlopig dicht”, aldus Ada Quist."),
        ("nl", "“De brug blijft voorlopig dicht”, zei Ada Quist gisteren tegen Bram Tolk."),
        ("nl", "Gisteren zei Ada Quist: ,,De brug blijft voorlopig dicht.''"),
        ("de", "„Die Brücke bleibt vorerst zu“, sagte Ada Quist am Montag."),
        ("de", "Ada Quist sagte: „Die Brücke bleibt vorerst zu.“"),
        ("nb", "– Brua er stengt inntil videre, sier Ada Quist til Weekpost."),
        ("nb", "«Brua er stengt inntil videre», skriver Ada Quist."),
        ("nn", "– Brua er stengd inntil vidare, seier Ada Quist."),
        ("da", "– Broen er lukket indtil videre, siger Ada Quist."),
        ("sv", "– Bron är stängd tills vidare, säger Ada Quist."),
        ("sv", "”Bron är stängd tills vidare”, sade Ada Quist."),
        ("fr", "« Le pont restera fermé », a déclaré Ada Quist."),
        ("fr", "« Le pont restera fermé », explique Ada Quist."),
        ("fr", "«Le pont restera fermé», a écrit Ada Quist.\n» LIRE AUSSI - Le pont"),
    ],
)
def test_the_name_beside_the_cue_speaks(language: str, text: str) -> None:
    ((_, surface, entity),) = direct(language, text)
    assert (surface, entity) == ("Ada Quist", "quist")


def test_the_nearest_name_is_not_the_speaker_where_the_sentence_names_another() -> None:
    text = "“I will not sell the ferry to Weekpost,” a lawyer for Bram Tolk told Radio Noord."
    ((_, surface, entity),) = direct("en", text)
    assert (surface, entity) == ("a lawyer", None)


def test_a_quotation_that_its_speaker_breaks_is_two_pieces_one_going_on_with_the_other() -> None:
    first, second = found("nl", "“De brug is dicht,” zei Ada Quist, “en dat blijft voorlopig zo.”")
    assert first.continues is None
    assert second.continues == (first.start_char, first.end_char)
    assert second.speaker_entity_id == "quist"


def test_paragraphs_that_open_again_have_one_speaker() -> None:
    text = "“The bridge is old,” said Ada Quist. “It was built by my father.\n“It will be closed.”"
    assert [entity for _, _, entity in direct("en", text)] == ["quist"] * 3


def test_a_sentence_in_marks_right_behind_goes_on_with_the_same_speaker() -> None:
    text = "“The bridge is closed,” said Ada Quist. “We open it in May.”"
    assert [entity for _, _, entity in direct("en", text)] == ["quist", "quist"]


def test_nobody_is_named_where_another_person_comes_between() -> None:
    text = (
        "“The bridge is closed,” said Ada Quist. Bram Tolk and Oskar Fenn rowed over. It was late. “We open it in May.”"
    )
    assert direct("en", text)[1][2] is None


def test_a_pronoun_is_whom_its_gender_and_the_last_speaker_allow() -> None:
    text = "Ada Quist said the bridge was old. Bram Tolk listened.\n“It will be closed soon,” she said."
    ((_, surface, entity),) = direct("en", text)
    assert (surface, entity) == ("she", "quist")


def test_a_pronoun_that_two_may_be_meant_by_names_nobody() -> None:
    text = "Bram Tolk met Oskar Fenn at the bridge.\n“It will be closed soon,” he said."
    ((_, surface, entity),) = direct("en", text)
    assert (surface, entity) == ("he", None)


def test_a_title_is_the_one_person_who_has_it() -> None:
    text = (
        "De burgemeester Ada Quist opende de brug met Bram Tolk.\nVolgens de burgemeester blijft de brug open tot mei."
    )
    ((content, surface, entity),) = indirect("nl", text, {"burgemeester": "quist"})
    assert content == "blijft de brug open tot mei"
    assert (surface, entity) == ("de burgemeester", "quist")


def test_a_word_for_an_office_stands_for_it() -> None:
    text = "Minister Ada Quist opende de brug.\n“De brug blijft de hele zomer open”, aldus de bewindsvrouw."
    assert direct("nl", text, {"Minister": "quist"}) == [
        ("De brug blijft de hele zomer open", "de bewindsvrouw", "quist"),
    ]


def test_a_body_speaks_too() -> None:
    text = "Volgens Radio Noord zijn de boeren betrokken bij “vermoedelijk gevaarlijke spelletjes met de brug”."
    assert direct("nl", text) == [("vermoedelijk gevaarlijke spelletjes met de brug", "Radio Noord", "radio")]


def test_a_short_fragment_with_cue_and_speaker_is_speech() -> None:
    text = "Ada Quist zei dat de brug een “absolute prioriteit” is en blijft."
    assert direct("nl", text) == [("absolute prioriteit", "Ada Quist", "quist")]
    assert indirect("nl", text) == [("dat de brug een “absolute prioriteit” is en blijft", "Ada Quist", "quist")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The film “The Long Bridge” opens today."),
        ("en", "The so-called “experts” went home."),
        ("nl", "De zogenaamde ‘experts’ gingen naar huis."),
        ("nl", "Haar roman ‘De lange brug’ verschijnt vandaag."),
        ("de", "Der Film „Die lange Brücke“ läuft heute an."),
        ("de", "Das Wort „Brücke“ ist alt."),
        ("nb", "Filmen «Den lange brua» har premiere i dag."),
        ("en", "The “row your boat” club met twice. Another “row your boat” club met once."),
    ],
)
def test_titles_terms_and_single_words_are_no_speech(language: str, text: str) -> None:
    assert direct(language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "content"),
    [
        ("en", "Ada Quist said that the bridge would close in May.", "that the bridge would close in May"),
        ("en", "The bridge would close in May, Ada Quist said.", "The bridge would close in May"),
        ("en", "According to Ada Quist, the bridge will close in May.", "the bridge will close in May"),
        ("nl", "Ada Quist zegt dat de brug in mei dichtgaat.", "dat de brug in mei dichtgaat"),
        ("nl", "De brug gaat in mei dicht, aldus Ada Quist.", "De brug gaat in mei dicht"),
        ("de", "Ada Quist sagte, die Brücke werde im Mai geschlossen.", "die Brücke werde im Mai geschlossen"),
        ("de", "Ada Quist sagte, dass die Brücke im Mai schließt.", "dass die Brücke im Mai schließt"),
        ("nb", "Ifølge Ada Quist stenger brua i mai.", "stenger brua i mai"),
        ("nb", "Ada Quist sier at brua stenger i mai.", "at brua stenger i mai"),
        ("fr", "Ada Quist a déclaré que le pont fermera en mai.", "que le pont fermera en mai"),
    ],
)
def test_reported_speech_has_its_clause(language: str, text: str, content: str) -> None:
    assert indirect(language, text) == [(content, "Ada Quist", "quist")]


def test_an_interview_gives_labelled_turns_and_what_the_answers_run_on_to() -> None:
    text = "\n".join(
        [
            "Radio Noord spoke with the builder.",
            "Radio Noord: Why is the bridge closed?",
            "Ada Quist: Because it is older than my father.",
            "It was never meant to carry a train.",
            "When does it open again?",
            "We open it in May, not before.",
        ]
    )
    assert [(words, entity) for words, _, entity in direct("en", text)] == [
        ("Why is the bridge closed?", "radio"),
        ("Because it is older than my father.", "quist"),
        ("It was never meant to carry a train.", "quist"),
        ("We open it in May, not before.", "quist"),
    ]


def test_lines_with_labels_are_no_interview() -> None:
    assert direct("nl", "Foto: Radio Noord maakt de foto vandaag\nLees ook: Weekpost schrijft er morgen over") == []


def test_a_dash_list_is_no_speech() -> None:
    assert direct("fr", "Trois points :\n– le pont est vieux ;\n– la rive est haute ;\n– le prix monte.") == []


def test_a_dash_quotation_goes_on_behind_its_speaker() -> None:
    text = "– Brua er gammel, sier Ada Quist. – Vi stenger den i mai."
    assert [(words, entity) for words, _, entity in direct("nb", text)] == [
        ("Brua er gammel", "quist"),
        ("Vi stenger den i mai.", "quist"),
    ]


def test_a_language_without_a_file_has_its_marks_and_no_speakers() -> None:
    ((words, surface, _),) = direct("fi", "”Silta pysyy suljettuna koko kesän ajan”, sanoi Ada Quist.")
    assert (words, surface) == ("Silta pysyy suljettuna koko kesän ajan", None)


LANGUAGES = st.sampled_from(["en", "nl", "de", "nb", "fr", "fi", "und"])
WORDS = st.sampled_from(
    """Ada Quist said that “ ” " „ ‘ ’ ' – , . : ? \n zei dat sagte sier at according to volgens he she who the a de
    Radio Noord Quist: Noord: a-t-il déclaré que ,, '' film « » ( ) bridge Brücke""".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(LANGUAGES, st.lists(WORDS, max_size=40).map(" ".join))
def test_any_text_gives_exact_words_in_order_each_place_once(language: str, text: str) -> None:
    quotations = found(language, text)
    assert found(language, text) == quotations
    places = [(q.start_char, q.end_char) for q in quotations]
    assert len(set(places)) == len(places)
    assert [start for start, _ in places] == sorted(start for start, _ in places)
    for q in quotations:
        assert q.start_char < q.end_char
        assert 0 < q.confidence <= 1
        assert (q.speaker_surface is None) == (q.speaker_start_char is None)
        assert (q.speaker_confidence is None) == (q.speaker_entity_id is None)
        assert q.continues is None or q.continues in places


@pytest.mark.parametrize(
    "piece", ['"', "“said ", "said that ", "– a, said ", "Ada: b\n", "he said, ", "“a,” he said. ", "a, "]
)
def test_hostile_input_costs_no_more_than_its_length(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    find_quotations({"body": text}, "en", Annotations())
    assert time.process_time() - started < 4
