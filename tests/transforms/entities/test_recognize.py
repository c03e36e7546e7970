"""Stories about names in text: what is one, of what type, and where it ends."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.entities.recognize import Candidate, RuleRecognizer
from transforms.entities.tokens import read_field
from transforms.entities.words import words_of

RECOGNIZER = RuleRecognizer()


def names(text: str, language: str) -> list[tuple[str, str]]:
    """Surface and first letter of the type of every name of one body, in order."""
    return [(c.surface, c.entity_type[0]) for c in RECOGNIZER.recognize({"body": text}, language)]


def surfaces(text: str, language: str) -> set[str]:
    return {surface for surface, _ in names(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "nl",
            "Gisteren sprak minister Jorrit Wiersma met de Russische delegatie in Utrecht.",
            {"Jorrit Wiersma", "Utrecht"},
        ),
        ("nl", "“Wij wachten af”, aldus Ploegmakers.", {"Ploegmakers"}),
        (
            "en",
            "On Monday Foreign Minister Tavish Quillby met Mr. Ostrander in Norway.",
            {"Tavish Quillby", "Ostrander", "Norway"},
        ),
        ("en", "A spokeswoman, Perpetua Grindle, declined to comment.", {"Perpetua Grindle"}),
        (
            "nb",
            "Utenriksminister Torleif Brekkhus møtte russiske diplomater i Norge tirsdag.",
            {"Torleif Brekkhus", "Norge"},
        ),
        ("nb", "– Vi er klare, sier Appelvik.", {"Appelvik"}),
        (
            "de",
            "Am Dienstag sagte Ministerin Ulrike Hagenbruch, die Lage in Belgien sei ernst.",
            {"Ulrike Hagenbruch", "Belgien"},
        ),
        (
            "fr",
            "Le ministre Anselme Thibaudot a rencontré M. Vasserand lundi en France.",
            {"Anselme Thibaudot", "Vasserand", "France"},
        ),
    ],
)
def test_a_title_or_a_speaker_proves_a_person_and_is_no_part_of_the_name(
    language: str, text: str, expected: set[str]
) -> None:
    assert surfaces(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "nl",
            (
                "De Russische en Duitse troepen vertrokken maandag in november. Dit is niet alles. Er komt "
                "meer, zeiden de Russen."
            ),
        ),
        (
            "en",
            (
                "The Russian side left on Monday. Though it was late, Russians and Germans talked in "
                "November. He said so."
            ),
        ),
        ("nb", "Russerne dro mandag. Prinsippet er klart. Det vil ikke skje. Tirsdag kom den russiske delegasjonen."),
        (
            "de",
            (
                "Die Regierung hat am Montag den Haushalt beschlossen. Der Minister lobte die Arbeit der "
                "Verwaltung und das Ergebnis."
            ),
        ),
        ("fr", "Les Russes sont partis lundi. Cette décision surprend. Il faut attendre décembre."),
    ],
)
def test_demonyms_months_sentence_starts_and_german_nouns_are_no_names(language: str, text: str) -> None:
    assert names(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nb", "Russlands svar til Natos ledelse kom sent.", [("Russland", "L"), ("Nato", "O")]),
        ("en", "NATO’s reply to Russia's letter came late.", [("NATO", "O"), ("Russia", "L")]),
        ("nl", "Het werk van het NAVO-kantoor in Rusland ligt stil.", [("NAVO", "O"), ("Rusland", "L")]),
        ("nb", "Det sier en Russland-forsker.", [("Russland", "L")]),
        ("fr", "Selon l’Ukraine, la réponse de l’OTAN tarde.", [("Ukraine", "L"), ("OTAN", "O")]),
    ],
)
def test_endings_elisions_and_compounds_leave_the_name_alone(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert names(text, language) == expected


def test_a_surname_is_the_person_named_in_full_also_where_a_sentence_starts() -> None:
    text = "Minister Anna van der Plaggen kwam laat. Van der Plaggen lachte. Dat zei ook Plaggens broer."
    found = [(c.surface, c.method) for c in RECOGNIZER.recognize({"body": text}, "nl")]
    assert found == [
        ("Anna van der Plaggen", "context"),
        ("Van der Plaggen", "coreference"),
        ("Plaggen", "coreference"),
    ]


def test_an_initial_belongs_to_the_name_and_ends_no_sentence() -> None:
    assert surfaces("It was Thaddeus Q. Bramblewick who won.", "en") == {"Thaddeus Q. Bramblewick"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "She studied at the University of Wexcombe last year.", "University of Wexcombe"),
        ("nl", "Dat blijkt uit cijfers van het Ministerie van Waterzaken.", "Ministerie van Waterzaken"),
        ("nb", "Han forsker ved Universitetet i Lillevåg om dette.", "Universitetet i Lillevåg"),
        ("de", "Er arbeitet bei der Firma Nordlicht Netz GmbH in der Stadt.", "Nordlicht Netz GmbH"),
        ("en", "The work was done by Zilt & Zorn last year.", "Zilt & Zorn"),
        ("nl", "De uitstoot daalt, stelt milieugroep Schone Oevers vast.", "Schone Oevers"),
    ],
)
def test_heads_legal_forms_and_kind_nouns_prove_an_organisation(language: str, text: str, expected: str) -> None:
    assert (expected, "O") in names(text, language)


def test_a_place_inside_an_organisation_is_no_mention_of_its_own() -> None:
    assert names("Hun jobber ved Universitetet i Oslo nå.", "nb") == [("Universitetet i Oslo", "O")]


def test_an_acronym_in_brackets_stands_for_the_name_before_it() -> None:
    text = "The Wexcombe Harbour Authority (WHA) closed the port. Later the WHA opened it."
    found = RECOGNIZER.recognize({"body": text}, "en")
    assert [c.surface for c in found] == ["Wexcombe Harbour Authority", "WHA", "WHA"]
    assert found[1].stands_for == found[0].start_char


def test_a_headline_proves_nothing_but_repeats_what_the_body_proves() -> None:
    fields = {
        "title": "Quillby Meets Old Friends In Windy Harbour Town",
        "body": "Foreign minister Tavish Quillby met friends yesterday.",
    }
    assert [(c.field, c.surface) for c in RECOGNIZER.recognize(fields, "en")] == [
        ("title", "Quillby"),
        ("body", "Tavish Quillby"),
    ]


def test_capitals_are_shouting_not_names_unless_known() -> None:
    assert surfaces("MINISTER GAAT DOOR HET STOF IN BRUSSEL", "nl") == {"BRUSSEL"}


def test_the_agency_of_a_dateline_is_an_organisation() -> None:
    assert names("GENEVA (QNB) — Talks went on.", "en") == [("GENEVA", "L"), ("QNB", "O")]


def test_a_word_of_origin_says_whose_body_is_meant() -> None:
    assert names("I dag svarer UD på brevet.", "nb") == [("UD", "O")]
    assert names("I dag svarer russisk UD på brevet.", "nb") == []


def test_an_employer_is_no_part_of_the_name() -> None:
    assert names("Dat zegt Anna Ploegmakers van de NAVO vandaag.", "nl") == [("Anna Ploegmakers", "P"), ("NAVO", "O")]


def test_a_web_address_is_no_speaker() -> None:
    assert names("Dat schrijft Zwets.net vandaag.", "nl") == []


def test_scripts_without_capitals_are_searched_for_what_is_known() -> None:
    assert names("巴基斯坦和俄罗斯的代表昨天会面。", "zh") == [("巴基斯坦", "L"), ("俄罗斯", "L")]


def test_a_language_without_lists_still_gets_what_is_known_and_what_a_given_name_opens() -> None:
    assert ("Nigeria", "L") in names("Nigeria dey wait as Robert Okonjo-Bello talk am.", "pcm")


texts = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [
                "Jan",
                "van",
                "der",
                "Smit",
                "minister",
                "NAVO",
                "(",
                ")",
                ".",
                ",",
                "\n",
                "’s",
                "-",
                "Oslo",
                "i",
                "J.",
                "“",
                "”",
                "&",
                "A",
                "Universitetet",
                "zei",
                "Bank",
                "of",
                "l’",
                "\u0301",
                "中国",
            ]
        ),
        max_size=40,
    ).map(" ".join),
)


@settings(max_examples=200)
@given(texts, st.sampled_from(["nl", "en", "nb", "de", "fr", "pt", "ru", "zh", "und", "xx"]))
def test_offsets_point_at_surfaces_and_names_do_not_overlap(text: str, language: str) -> None:
    fields = {"title": text[:50], "body": text}
    ends = {"title": 0, "body": 0}
    found = RECOGNIZER.recognize(fields, language)
    assert [c.field for c in found] == sorted((c.field for c in found), key=list(fields).index)
    for c in found:
        assert fields[c.field][c.start_char : c.end_char] == c.surface != ""
        assert c.surface == c.surface.strip()
        assert c.start_char >= ends[c.field]
        ends[c.field] = c.end_char
        assert 0.0 <= c.confidence <= 1.0
    assert RECOGNIZER.recognize(fields, language) == found


@pytest.mark.parametrize(
    "text",
    [
        "A" * 1_000_000,
        "A " * 500_000,
        "Jan " * 250_000,
        ("a" + "\u0301" * 60) * 16_000,
        "A-" * 500_000,
        "(" * 1_000_000,
        "Jan Smit (JS), " * 70_000,
        "van " * 250_000,
        "J. " * 300_000,
        "中国" * 500_000,
    ],
    ids=["token", "letters", "given", "zalgo", "hyphens", "brackets", "people", "particles", "initials", "chinese"],
)
def test_a_hostile_text_is_read_in_linear_time(text: str) -> None:
    started = time.perf_counter()
    RECOGNIZER.recognize({"body": text}, "nl")
    assert time.perf_counter() - started < 10


def test_units_keep_hyphens_and_apostrophes_and_drop_possessives() -> None:
    field = read_field("body", "Tom O’Conner’s Pieter-Jan l’Ukraine don't", words_of("en"))
    assert [(u.text, u.is_possessive) for u in field.units] == [
        ("Tom", False),
        ("O’Conner", True),
        ("Pieter-Jan", False),
        ("l", False),
        ("Ukraine", False),
        ("don't", False),
    ]


def test_candidates_are_values() -> None:
    assert Candidate("body", 0, 1, "A", "PERSON", "form", 0.9) == Candidate("body", 0, 1, "A", "PERSON", "form", 0.9)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They said B and J. were there. It is & so he said K."),
        ("fr", "Il a dit J et B. hier soir."),
        ("de", "Das X stand & fiel."),
    ],
)
def test_one_letter_or_sign_is_no_name(language: str, text: str) -> None:
    assert all(len(surface.strip(".")) > 1 for surface in surfaces(text, language))


def test_letter_that_is_a_word_of_a_script_without_case_may_be_in_a_name() -> None:
    assert surfaces("中国和日本的代表在北京会见。", "zh") == {"中国", "日本", "北京"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Klimaatactivist Jorrit Wiersma sprak lang.", {"Jorrit Wiersma"}),
        ("nl", "Geertje Bouwmans van de Vissersbond zei niets.", {"Geertje Bouwmans", "Vissersbond"}),
        ("en", "The student Ali Mohammed al-Tarawi was released.", {"Ali Mohammed al-Tarawi"}),
        ("en", "The king saw Abdel Fattah el-Tarawi there.", {"Abdel Fattah el-Tarawi"}),
    ],
)
def test_person_is_the_name_and_all_of_it(language: str, text: str, expected: set[str]) -> None:
    assert surfaces(text, language) == expected


def test_member_of_a_party_is_no_person() -> None:
    assert ("RN du Gard", "P") not in names("Le député RN du Gard, Gilbert Tavernoux, a parlé.", "fr")


def test_channel_that_is_called_after_a_country_is_no_country() -> None:
    assert names("Le ministre a parlé sur France 2 hier soir.", "fr") == [("France 2", "O")]


def test_word_with_odd_capitals_is_not_the_known_name() -> None:
    assert "CISco" not in surfaces("Por qué sigue hecho CISco en la casa.", "es")


def test_short_surname_in_capitals_is_a_number() -> None:
    assert "XI" not in surfaces("The treaty of part XI was signed.", "en")


def test_german_noun_behind_an_article_is_no_city() -> None:
    assert "Perm" not in surfaces("Die Steine stammen aus dem Perm und sind alt.", "de")


def test_city_behind_a_verb_of_saying_is_no_person() -> None:
    found = names("She said Vienna was where the talks would be held in spring, and the envoys agreed.", "en")
    assert ("Vienna", "P") not in found


@pytest.mark.parametrize(
    ("language", "text", "unwanted"),
    [
        ("nl", "Huguette Debets, een Nederlands-Rwandese, klaagt het bedrijf aan.", "Nederland"),
        ("es", "Con el dinero que pierde el Madrid por no seguir, poco queda.", "Madrid"),
        ("nb", "Filmen til Oscar-vinner Andrew Tangvald er god, sa han.", "Oscar-vinner Andrew Tangvald"),
        ("pt", "Diz que Getúlio Vargas fundou a casa e depois partiu.", "Getúlio Vargas"),
        ("fr", "Il y a du monde, a dit à Reuters David Tavernoux hier.", "Reuters David Tavernoux"),
    ],
)
def test_part_or_namesake_is_not_the_known_place(language: str, text: str, unwanted: str) -> None:
    found = names(text, language)
    assert (unwanted, "L") not in found
    assert (unwanted, "P") not in found or unwanted == "Getúlio Vargas"


def test_town_of_a_persons_name_is_one_where_it_is_placed() -> None:
    assert ("Getúlio Vargas", "L") in names("Ele mora em Getúlio Vargas, no Brasil, e gosta da casa.", "pt")


def test_known_country_in_the_genitive_is_no_body() -> None:
    assert names("Das Haus ist die diplomatische Mission Kubas in der Stadt.", "de") == [("Kuba", "L")]
