"""Names as a sentence bends them, and what they are when nothing bends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.annotate import annotate
from transforms.entities.endings import endings
from transforms.entities.inflection import base_forms, document_bases
from transforms.entities.knowledge import EntityType
from transforms.entities.recognize import Candidate
from transforms.entities.resolve import local_id

LANGUAGES = ("ru", "uk", "be", "pl", "cs", "sk", "sl", "hr", "sr", "fi", "et", "hu", "lt", "lv", "el", "ro", "ka", "nb")


def bases(language: str, *people: str) -> dict[str, str]:
    """Surface to base of the people whose base is another."""
    found = document_bases({(name, "PERSON") for name in people}, language)
    return {surface: base for (surface, _), base in found.items()}


def test_the_likeliest_base_comes_first_and_keeps_the_casing() -> None:
    assert base_forms("Путиным", "ru")[0] == "Путин"
    assert base_forms("МОСКВЕ", "ru")[:2] == ("МОСКВ", "МОСКВА")
    assert base_forms("Putinem", "nl") == ()


def test_turkish_endings_stand_behind_an_apostrophe() -> None:
    assert bases("tr", "Selim Vortay'ın", "Selim Vortay") == {"Selim Vortay'ın": "Selim Vortay"}


def test_two_cases_of_a_name_are_the_name_that_stands_in_the_article() -> None:
    assert bases("pl", "Zenona Kwiska", "Zenon Kwisk", "Zenonem Kwiskiem") == {
        "Zenona Kwiska": "Zenon Kwisk",
        "Zenonem Kwiskiem": "Zenon Kwisk",
    }
    assert bases("fi", "Aino Virmalanin", "Aino Virmalan") == {"Aino Virmalanin": "Aino Virmalan"}


def test_cases_alone_lead_to_the_nominative_where_the_given_name_shows_it() -> None:
    assert bases("ru", "Ивана Вортова", "Анной Вортовой") == {
        "Ивана Вортова": "Иван Вортов",
        "Анной Вортовой": "Анна Вортова",
    }
    assert bases("cs", "Petra Vortáka") == {}, "Petra is a woman's name too"


def test_a_name_that_may_be_no_case_stays() -> None:
    assert bases("ru", "Александра Вортова", "Вортова") == {}
    assert bases("ru", "Вортов", "Анна Вортова", "Вортова") == {}, "the lone surname is Anna's"


def test_a_lone_surname_follows_the_full_name() -> None:
    assert bases("ru", "Иваном Вортовым", "Вортову")["Вортову"] == "Вортов"


def test_cases_alone_of_a_name_with_an_unknown_given_name_lead_to_what_they_share() -> None:
    assert bases("pl", "Dyteona Kwiska", "Dyteonem Kwiskiem") == {
        "Dyteona Kwiska": "Dyteon Kwisk",
        "Dyteonem Kwiskiem": "Dyteon Kwisk",
    }
    assert bases("pl", "Dyteonowi Vorrikowi") == {"Dyteonowi Vorrikowi": "Dyteon Vorrik"}
    assert bases("pl", "Dyteona Vorrika") == {}, "a woman may be called so"
    assert bases("pl", "Dyteona Vorrika", "Vorrik")["Dyteona Vorrika"] == "Dyteon Vorrik"


def test_given_names_that_end_like_a_genitive_are_two_people() -> None:
    assert bases("nb", "Johannes", "Johanne") == {}


class Told:
    """A recogniser that is told the people of a text."""

    def __init__(self, *people: str) -> None:
        self.people = people

    def recognize(
        self, fields: Mapping[str, str], language: str, hints: Sequence[tuple[str, EntityType]] = ()
    ) -> list[Candidate]:
        found = [(fields["body"].index(name), name) for name in self.people]
        return [Candidate("body", at, at + len(name), name, "PERSON", "form", 0.9) for at, name in sorted(found)]


def test_all_cases_of_an_unknown_person_get_one_id_in_one_article_and_across_articles() -> None:
    first = "Компанией руководит Иван Вортов. Газета взяла интервью у Ивана Вортова. Вортову пятьдесят лет."
    second = "Газета встретилась с Иваном Вортовым. Интервью опубликовано."
    told = [
        annotate({"body": first}, "ru", None, Told("Иван Вортов", "Ивана Вортова", "Вортову")),
        annotate({"body": second}, "ru", None, Told("Иваном Вортовым")),
    ]
    assert {m.entity_id for article in told for m in article.mentions} == {local_id("PERSON", "Иван Вортов")}
    assert [e.label for article in told for e in article.entities] == ["Иван Вортов", "Иван Вортов"]
    assert [m.surface for m in told[0].mentions] == ["Иван Вортов", "Ивана Вортова", "Вортову"]


@given(
    st.lists(st.tuples(st.text(alphabet="АБабвиноуыеяй -", max_size=14), st.sampled_from(["PERSON", "LOCATION"]))),
    st.sampled_from(LANGUAGES),
)
def test_order_does_not_matter_and_a_base_is_a_base(names: list[tuple[str, str]], language: str) -> None:
    found = document_bases(set(names), language)
    assert document_bases(list(reversed(names)), language) == found
    assert all(base and base != surface for (surface, _), base in found.items())


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_are_small_letters_and_change_the_word(language: str) -> None:
    for ending, made in endings(language).items():
        assert ending == ending.casefold() != ""
        assert all(base != ending for base, _ in made)
