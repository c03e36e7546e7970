"""Spelling keys, local ids, and short names tied to full ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.naming import normalise, phrase_key, spelling_key, tokens
from transforms.entities.resolve import NamedMention, group_in_document, local_id

PERSON, BODY, PLACE = "PERSON", "ORGANIZATION", "LOCATION"


def group(*mentions: tuple[str, str] | tuple[str, str, int]) -> list[int]:
    rows = [
        NamedMention(m[0], m[1], 20 * i, 20 * i + len(m[0]), m[2] if len(m) > 2 else None)
        for i, m in enumerate(mentions)
    ]
    return group_in_document(rows)


@pytest.mark.parametrize(
    "spellings",
    [
        "Sergei Karpov|Sergey Karpov|Sergej Karpov|Sergueï Karpov|Sergej Karpow|Сергей Карпов|Sergej K. Karpov",
        "Dmitri Belkin|Dmitry Belkin|Dmitrij Belkin|Дмитрий Белкин",
        "Sergej Sjojgoe|Sergei Shoigu|Sergej Schoigu|Sergej Sjojgu|Sergueï Choïgou|Сергей Шойгу",
        "Volodymyr Zelensky|Volodymyr Zelenskyy|Volodymyr Zelenskij|Wolodymyr Selenskyj|Володимир Зеленський",
        "Yelena Morozova|Jelena Morozova|Elena Morozova|Елена Морозова|Jelena Morosowa",
        "Dmitry Medvedev|Dmitri Medwedew|Dmitrij Medvedjev|Дмитрий Медведев",
        "Mikhail Khodorkovsky|Michail Chodorkovski|Michail Chodorkowski|Mikhaïl Khodorkovski",
        "Alexander Lukashenko|Aleksandr Loekasjenko|Alexander Lukaschenko|Alexandre Loukachenko",
        "Viktor Yushchenko|Viktor Joesjtsjenko|Wiktor Juschtschenko|Viktor Iouchtchenko|Виктор Ющенко",
        "Иван Петрович Сидоров|Иван Сидоров|Ivan Sidorov|Iwan Sidorow",
        "Åsa Lindström|Asa Lindstrom",
        "John Q. Sample|John Sample",
        "Tom O’Connor|Tom O'Connor",
        "Jean-Luc Morel|Jean Luc Morel",
    ],
)
def test_spellings_of_one_name_have_one_key(spellings: str) -> None:
    assert len({spelling_key(name, PERSON) for name in spellings.split("|")}) == 1


@pytest.mark.parametrize(
    "names",
    [
        "Aleksandr Ivanov|Aleksandra Ivanov|Aleksandra Ivanova",
        "Heiko Maas|Heiko Maes",
        "Jan Jansen|Jan Janssen",
        "Per Hansen|Per Hanson",
        "Hans Meier|Hans Maier|Hans Mayer",
        "Erik Berg|Erika Berg",
        "Jan Smit|Jana Smit",
        "Marie Olsen|Maria Olsen",
        "Marie Ivanova|Maria Ivanova",
        "Valery Orlov|Valeria Orlov",
        "Sergei Petrov|Sergei Petrenko",
        "Friedrich Ulrich|Friedrick Ulrick",
    ],
)
def test_names_of_different_people_have_different_keys(names: str) -> None:
    listed = names.split("|")
    assert len({spelling_key(name, PERSON) for name in listed}) == len(listed)


@given(st.text(max_size=60), st.sampled_from([PERSON, BODY, PLACE]))
def test_keys_never_fail_and_ignore_case_and_outer_space(name: str, kind: str) -> None:
    assert spelling_key(f"  {name} ", kind) == spelling_key(name, kind)
    assert local_id(kind, name).startswith("local:")
    assert len(local_id(kind, name)) == len("local:") + 20


@given(st.text(max_size=80))
def test_normalise_is_idempotent(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@given(st.text(max_size=200))
def test_tokens_point_at_their_words(text: str) -> None:
    split = tokens(text)
    assert [text[a:b] for a, b in zip(split.starts, split.ends, strict=True)] == split.words
    assert all(a >= b for a, b in zip(split.starts[1:], split.ends, strict=False))


def test_tokens_part_at_hyphens_and_apostrophes_and_keep_dotted_capitals() -> None:
    assert tokens("de VS-president in Côte d'Ivoire, St. Louis (U.S.)").words == [
        "de", "VS", "president", "in", "Côte", "d", "Ivoire", ",", "St", "Louis", "(", "U.S.", ")",
    ]  # fmt: skip
    assert phrase_key(["U.S."]) == phrase_key(["US"]) == "us"


def test_type_is_part_of_a_local_id() -> None:
    assert local_id(PERSON, "Vell") != local_id(PLACE, "Vell")


def test_surname_belongs_to_the_full_name_before_or_after_it() -> None:
    assert group(("Vik", PERSON), ("Ola Vik", PERSON), ("Vik", PERSON)) == [1, 1, 1]


def test_surname_with_two_bearers_goes_to_the_only_one_before_it() -> None:
    assert group(("Jan Smit", PERSON), ("Smit", PERSON), ("Piet Smit", PERSON), ("Smit", PERSON)) == [0, 0, 2, 3]


def test_longest_full_name_holds_its_shorter_forms() -> None:
    assert group(("Kari Berg Vik", PERSON), ("Berg Vik", PERSON), ("Vik", PERSON)) == [0, 0, 0]


def test_transliterated_surname_is_tied() -> None:
    assert group(("Sergej Karpow", PERSON), ("Karpov", PERSON)) == [0, 0]


def test_first_name_alone_and_other_types_are_not_tied() -> None:
    assert group(("Ola Vik", PERSON), ("Ola", PERSON), ("Vik", PLACE)) == [0, 1, 2]


def test_acronym_in_brackets_is_the_name_before_it_wherever_it_stands() -> None:
    found = group(("OVV", BODY), ("Orde van Vell", BODY), ("OVV", BODY, 1), ("OVV", BODY))
    assert found == [1, 1, 1, 1]


def test_acronym_spells_the_initials() -> None:
    assert group(("Norsk Vell Institutt", BODY), ("NVI", BODY), ("NVO", BODY)) == [0, 0, 2]


def test_first_words_shorten_a_body_but_common_words_do_not() -> None:
    assert group(("Vellmark Steel", BODY), ("Vellmark", BODY)) == [0, 0]
    assert group(("National Vell Office", BODY), ("National", BODY)) == [0, 1]


NAMES = st.sampled_from(
    ["Jan Smit", "Piet Smit", "Smit", "Jan", "Anna de Smit", "de Smit", "Orde van Vell", "OVV", "Orde"]
)


@given(st.lists(st.tuples(NAMES, st.sampled_from([PERSON, BODY])), max_size=8))
def test_groups_are_stable_and_of_one_type(mentions: list[tuple[str, str]]) -> None:
    found = group(*mentions)
    assert len(found) == len(mentions)
    for index, target in enumerate(found):
        assert found[target] == target
        assert mentions[index][1] == mentions[target][1]
