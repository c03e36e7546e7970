"""Stories about credits: whom an article says it has its news from, and whom it merely speaks of."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.credits.citations import find_citations
from transforms.credits.media import RULES, is_called_like_media, names_of
from transforms.credits.tables import LANGUAGE_FILES, read_cues, rows
from transforms.model import Annotations, Citation, Mention


def named(body: str, *names: tuple[str, str]) -> Annotations:
    """Mentions of these (surface, type) where each first stands."""
    mentions = [
        Mention("body", at, at + len(name), name, kind, f"local:{number:020x}", "form", 0.9, None, None)
        for number, (name, kind) in enumerate(names)
        for at in [body.index(name)]
    ]
    return Annotations(tuple(sorted(mentions, key=lambda mention: mention.start_char)))


def credits_in(body: str, language: str, *names: tuple[str, str]) -> tuple[Citation, ...]:
    found = find_citations({"body": body}, language, named(body, *names), None)
    assert all(body[one.start_char : one.end_char] == one.surface and one.cue in body for one in found)
    return found


@pytest.mark.parametrize(
    ("language", "body", "surface", "cue", "kind", "outlet_id"),
    [
        ("nl", "Volgens Sky News, dat dit onthulde, is het dicht.", "Sky News", "Volgens", "according_to", "sky.com"),
        ("nl", "De sluis blijft dicht, schrijft Sott.net.", "Sott.net", "schrijft", "report", "sott.net"),
        ("nl", "Het is klaar, meldt het Franse persbureau AFP.", "AFP", "meldt", "report", "afp.com"),
        ("nl", "“Klaar”, zegt Jansen tegen de Volkskrant.", "Volkskrant", "zegt", "told", "volkskrant.nl"),
        ("en", "The lock is shut, Ann Blom told Reuters.", "Reuters", "told", "told", "reuters.com"),
        ("en", "In an interview with Newsweek she denied it.", "Newsweek", "interview with", "told", "newsweek.com"),
        ("en", "It leaks, according to a report in the British newspaper the Guardian.", "Guardian", "according to",
         "according_to", "theguardian.com"),
        ("nb", "VG meldte tidligere at slusen er stengt.", "VG", "meldte", "report", "vg.no"),
        ("nb", "– Den er stengt, sa forsker Kari Blom ved Havna til VG tidligere.", "VG", "sa", "told", "vg.no"),
        ("nn", "Ifølge NRK er slusa stengd.", "NRK", "Ifølge", "according_to", "nrk.no"),
        ("da", "Slusen er lukket, skriver Politiken.", "Politiken", "skriver", "report", "politiken.dk"),
        ("sv", "Slussen är stängd, säger Anna Blom till TT.", "TT", "säger", "told", "tt.se"),
        ("de", "Laut Spiegel ist die Schleuse dicht.", "Spiegel", "Laut", "according_to", "spiegel.de"),
        ("fr", "L'écluse est fermée, a indiqué à l'AFP le maire.", "AFP", "indiqué", "told", "afp.com"),
        ("fr", "Selon le quotidien Le Monde, elle fuit.", "Le Monde", "Selon", "according_to", "lemonde.fr"),
        ("es", "La esclusa está cerrada, según informó El País.", "El País", "informó", "report", "elpais.com"),
        ("pt", "A eclusa fechou, disse o prefeito à Lusa.", "Lusa", "disse", "told", "lusa.pt"),
        ("it", "La chiusa perde, riferisce l'Ansa.", "Ansa", "riferisce", "report", "ansa.it"),
        ("pl", "Śluza jest zamknięta - podała agencja Reutera.", "Reutera", "podała", "report", "reuters.com"),
        ("ru", "Шлюз закрыт, сообщает ТАСС.", "ТАСС", "сообщает", "report", "tass.ru"),
        ("uk", "Шлюз зачинено, передає Укрінформ.", "Укрінформ", "передає", "report", "ukrinform.ua"),
        ("cs", "Komora je zavřená, řekl ČTK starosta.", "ČTK", "řekl", "told", "ctk.cz"),
    ],
)  # fmt: skip
def test_each_language_credits_in_its_own_words(
    language: str, body: str, surface: str, cue: str, kind: str, outlet_id: str
) -> None:
    assert [(one.surface, one.cue, one.kind, one.outlet_id) for one in credits_in(body, language)] == [
        (surface, cue, kind, outlet_id)
    ]


def test_a_speaker_may_stand_between_the_verb_and_whom_it_was_told() -> None:
    body = "Das ist vorbei, sagte Minister Karl Blom der Süddeutschen Zeitung."
    (one,) = credits_in(body, "de", ("Karl Blom", "PERSON"))
    assert (one.cue, one.kind, one.outlet_id) == ("sagte", "told", "sueddeutsche.de")


def test_neighbours_share_a_cue() -> None:
    assert [one.surface for one in credits_in("Both AP and Reuters reported it.", "en")] == ["AP", "Reuters"]
    assert [one.surface for one in credits_in("Selon Le Monde et Le Figaro, elle fuit.", "fr")] == [
        *("Le Monde", "Le Figaro"),
    ]


def test_the_mention_gives_the_span_and_the_entity() -> None:
    (one,) = credits_in("She told BBC Radio 4 that it leaks.", "en", ("BBC Radio 4", "ORGANIZATION"))
    assert (one.surface, one.entity_id, one.outlet_id) == ("BBC Radio 4", f"local:{0:020x}", "bbc.co.uk")


def test_media_that_no_table_knows_are_known_by_how_they_are_called() -> None:
    (one,) = credits_in("It leaks, the Vessel Herald reported.", "en", ("Vessel Herald", "ORGANIZATION"))
    assert (one.surface, one.outlet_id) == ("Vessel Herald", None)
    (one,) = credits_in("Dat meldt de lokale krant Sluiswachter.", "nl", ("Sluiswachter", "ORGANIZATION"))
    assert one.surface == "Sluiswachter"
    assert not credits_in("It leaks, the Vessel Council reported.", "en", ("Vessel Council", "ORGANIZATION"))
    assert not is_called_like_media("Ministry of News")


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Facebook was fined and the BBC lost its licence."),
        ("en", "Reuters said it would cut costs."),
        ("en", "A spokesman told this newspaper that it leaks."),
        ("nl", "Volgens het CBS groeit de haven."),
        ("de", "Er war lange für den ORF tätig. Das Blatt für den ORF berichtet nicht."),
        ("pl", "Ulotka podaje m.in. trzy przypadki."),
        ("pt", "Segundo o deputado, as contas fecham. As contas, disse."),
        ("no", "Hun kjøpte Metro til jul."),
        ("fr", "Selon le ministre, Reuters Institute est à Oxford."),
        ("und", "Volgens Sky News is de sluis dicht."),
    ],
)
def test_a_medium_without_a_cue_is_no_credit_nor_is_what_only_looks_like_one(language: str, body: str) -> None:
    assert not credits_in(body, language)


def test_an_institute_that_bears_an_agency_s_name_is_not_the_agency() -> None:
    assert not credits_in("He told Reuters Institute all.", "en", ("Reuters Institute", "ORGANIZATION"))


@pytest.mark.parametrize("name", sorted(set(LANGUAGE_FILES.values())))
def test_every_file_of_cues_loads_and_says_what_each_language_needs(name: str) -> None:
    cues = read_cues(rows(f"cues/{name}.tsv"))
    assert {"report", "told", "according_to", "credit"} <= set(cues.before.values())
    assert all((cues.medium, cues.source, cues.joiner, cues.article))


def test_a_torn_file_of_cues_says_so() -> None:
    with pytest.raises(ValueError, match="no row of cues"):
        read_cues(iter([["report", "says"]]))
    with pytest.raises(ValueError, match="twice in told"):
        read_cues(iter([["told", "told, Told"]]))


def test_every_name_of_a_medium_has_a_rule() -> None:
    for language in LANGUAGE_FILES:
        names = [name for named in names_of(language).values() for name in named]
        assert len(names) > 400
        assert {name.rule for name in names} <= set(RULES)


@given(
    st.lists(st.sampled_from("volgens told Reuters de “ ” , . der Sky News VG a.b \n\n ' - ё 'l".split(" "))),
    st.sampled_from(sorted(LANGUAGE_FILES)),
)
def test_no_text_raises_and_credits_stand_apart(words: list[str], language: str) -> None:
    body = " ".join(words)
    found = find_citations({"body": body}, language, Annotations(), None)
    assert found == find_citations({"body": body}, language, Annotations(), None)
    for one, other in pairwise(found):
        assert one.end_char <= other.start_char
    assert all(body[one.start_char : one.end_char] == one.surface for one in found)


@pytest.mark.parametrize("piece", ["“", "told ", "Reuters and ", "a.", "Volgens de krant ", "in ", "."])
def test_hostile_text_costs_time_in_proportion(piece: str) -> None:
    find_citations({"body": "It leaks, Reuters reported."}, "en", Annotations(), None)  # the lists are read
    started = time.perf_counter()
    find_citations({"body": piece * (300_000 // len(piece))}, "en", Annotations(), None)
    assert time.perf_counter() - started < 5
