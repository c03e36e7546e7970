"""Whether two names are one person's, and which names of a set are merged. All people are invented."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from transforms.entities.resolution.merging import MAX_GROUP, Merge, Person, blocks, merge
from transforms.entities.resolution.person_name import parse
from transforms.entities.resolution.same_name import same_person
from transforms.entities.resolution.scripts import romanise, script_of

SPELLINGS = [
    "Sergej Karpov|Сергей Карпов|Σεργκέι Καρπόφ|სერგეი კარპოვი",
    "Binyamin Karmeli|בנימין כרמלי",
    "Jevgeni Zjoekovski|Evgueni Joukovski|Евгений Жуковский",
    "Volodymyr Bondarenko|Wladimir Bondarenko",
    "Mohammed al-Harithi|Muhammad al-Harithi|Mohamed el Harithi|محمد الحارثي",
    "Abdelfattah Mansour|Abdel Fattah Mansour|عبد الفتاح منصور",
    "Xi Lanping|习兰平",
    "Kim Song-un|김성은|Kim Song Un",
    "Jürgen Möllner|Juergen Moellner",
    "Søren Kjærgård|Soeren Kjaergaard",
    "KARPOV Sergej|Sergej Karpov",
    "Hassan Rouhati|Hassan Rohati",
    "ВОЛЕН НИКОЛОВ ЗЛАТЕВ|Волен Златев",
    "Nikol Sargsjan|Նիկոլ Սարգսյան",
    "Путилов Пётр Ильич|Pjotr Poetilov",
]
NAMESAKES = [
    "Aleksandr Morozov|Aleksandra Morozova|Aleksandra Morozov",
    "Aleksandr Morozov|Александра Морозова",
    "Heiko Maas|Heiko Maes|Heike Maas",
    "Jan Jansen|Jan Janssen|Jan Janse",
    "Donald Sample|Donald Sample Jr.|Donald Sample Sr.|Donald Sample III",
    "George W. Sample|George H. W. Sample",
    "Jamal Haddad Ali|Jamil Haddad Ali",
    "Hassan Omar|Hussein Omar",
    "李伟|李薇",
    "Maria Olsen|Marie Olsen",
    "Sergei Petrov|Sergei Petrenko|Sergei Petrović",
    "Peter de Vries|Piet de Vries",
    "Vladimir Orlov|Vladislav Orlov",
    "Иван Смирнов|Ivan Semjonov",
    "Mohammed Weber|Mohammed Bieber",
    "Frank Crow|Frank Groff",
    "Jon Hof|John Hof",
    "Jean-François Сивков|Jean-François Кортунов",
    "Иван Петрович Сидоров|Иван Сергеевич Сидоров",
]
UNSURE = [
    "John F. Sample|John Sample",
    "J. Maas|Jan Maas",
    "Maas|Jan Maas",
    "Anna Berg|Anna Lise Berg",
    "习兰平|Xi Lanfang",
]


def verdict(one: str, other: str) -> str:
    return same_person(one, other).verdict


@pytest.mark.parametrize("names", SPELLINGS)
def test_spellings_of_one_name_are_the_same(names: str) -> None:
    first, *others = names.split("|")
    assert [verdict(first, other) for other in others] == ["same"] * len(others)
    assert all(same_person(first, other).reason for other in others)


@pytest.mark.parametrize("names", NAMESAKES)
def test_namesakes_are_not(names: str) -> None:
    for one, other in itertools.combinations(names.split("|"), 2):
        assert verdict(one, other) != "same", (one, other)


@pytest.mark.parametrize("names", UNSURE)
def test_too_little_is_no_evidence(names: str) -> None:
    assert verdict(*names.split("|")) == "unsure"


@given(st.text(), st.text())
def test_any_two_texts_are_judged_and_order_is_nothing(one: str, other: str) -> None:
    assert same_person(one, other) == same_person(other, one)


@given(st.text())
@example("A𝓐")
def test_any_text_becomes_plain_latin(text: str) -> None:
    assert all(word.isascii() and word.isalnum() and word == word.casefold() for word in parse(text).words)
    if script_of(text) != "latin":
        assert romanise(text, script_of(text)).isascii()


def test_the_same_share_a_block() -> None:
    for names in SPELLINGS:
        for one, other in itertools.combinations(names.split("|"), 2):
            if verdict(one, other) == "same":
                shared = dict(blocks(one)).keys() & dict(blocks(other)).keys()
                assert any(dict(blocks(one))[key] + dict(blocks(other))[key] >= 2 for key in shared), (one, other)


def merged(*people: Person) -> dict[str, str]:
    persons = {person.entity_id: person for person in people}
    return {row.from_entity_id: row.to_entity_id for row in merge(persons, itertools.combinations(sorted(persons), 2))}


def local(name: str) -> Person:
    return Person(f"local:{name}", (name,))


def test_a_group_leads_to_its_latin_name_or_to_the_known_one() -> None:
    group = [local("Сергей Карпов"), local("Sergej Karpov"), local("Σεργκέι Καρπόφ")]
    assert set(merged(*group).values()) == {"local:Sergej Karpov"}
    known = Person("wikidata:Q0", ("Sergei Karpov", "Серге́й Карпов"), is_known=True)
    assert set(merged(*group, known).values()) == {"wikidata:Q0"}
    assert len(merged(*group, known)) == 3


def test_who_may_be_either_of_two_is_neither() -> None:
    assert merged(local("Li Wei"), local("李伟")) == {"local:李伟": "local:Li Wei"}
    assert merged(local("Li Wei"), local("李伟"), local("李薇")) == {}


def test_one_outlier_does_not_undo_a_group() -> None:
    group = [local(name) for name in ("Сергей Карпов", "Сергій Карпов", "Σεργκέι Καρπόφ", "Sergej Karpov")]
    found = merged(*group, local("Sergeja Karpov"))
    assert "local:Sergeja Karpov" not in found.keys() | set(found.values())
    assert len(found) == 3


def test_a_listed_spelling_in_the_same_script_says_more_than_a_sound() -> None:
    known = Person("wikidata:Q0", ("John Kendall", "Джон Кендалл"), is_known=True)
    assert same_person("Jon Kendal", "Джон Кендалл").verdict == "same"
    assert merged(known, local("Jon Kendal")) == {}
    assert merged(known, local("Джон Кэндалл")) == {"local:Джон Кэндалл": "wikidata:Q0"}


def test_two_known_people_are_never_merged() -> None:
    one, other = (Person(f"wikidata:Q{n}", ("Sergei Karpov",), is_known=True) for n in (1, 2))
    assert merged(one, other, local("Сергей Карпов")) == {}


def test_a_chain_is_no_group() -> None:
    people = {f"local:{n:03d}": Person(f"local:{n:03d}", ("Sergei Karpov",)) for n in range(MAX_GROUP + 1)}
    assert merge(people, itertools.combinations(people, 2)) == []
    people.popitem()
    assert merge(people, itertools.combinations(people, 2))[0] == Merge("local:001", "local:000", "same words")


NAMES = sorted({name for names in SPELLINGS + NAMESAKES for name in names.split("|")})


@given(st.permutations(NAMES))
def test_order_is_nothing(names: list[str]) -> None:
    persons = {name: Person(name, (name,)) for name in names}
    pairs = list(itertools.combinations(names, 2))
    assert merge(persons, pairs) == merge({name: persons[name] for name in NAMES}, itertools.combinations(NAMES, 2))
