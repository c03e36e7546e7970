"""What articles of one event have in common, whatever their language."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.enrich import enrich
from transforms.entities.knowledge import load
from transforms.model import Annotations, PublishedDate
from transforms.stories.features import MOST, story_features
from transforms.stories.numbers import numbers_in_digits
from transforms.stories.priors import KINDS, prior
from transforms.stories.skeleton import skeleton
from transforms.stories.words import concepts_of, told_by


def features(text: str, language: str, title: str | None = None, published: datetime | None = None) -> dict[str, float]:
    day = PublishedDate(published, published, published, "minute", "") if published else None
    return {each.feature: each.weight for each in enrich(title, text, language, None, day).features}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Three million people saw it."),
        ("nl", "Drie miljoen mensen zagen het."),
        ("ru", "Это видели 3 млн человек."),
        ("de", "Das sahen 3 Millionen Menschen."),
        ("fr", "3 000 000 de personnes l'ont vu."),
        ("en", "3,000,000 people saw it."),
    ],
)
def test_three_million_is_one_number_in_any_language(language: str, text: str) -> None:
    assert "number:3000000" in features(text, language)


@pytest.mark.parametrize(
    ("language", "word"), [("en", "twelve"), ("nb", "tolv"), ("nl", "twaalf"), ("ru", "двенадцать")]
)
def test_twelve_is_one_number_in_any_language(language: str, word: str) -> None:
    assert told_by(word, language) == ("number:12",)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "on june 3, 2031"),
        ("nl", "op 3 juni 2031"),
        ("ru", "3 июня 2031 года"),
        ("en", "on 2031-06-03"),
        ("de", "am 03.06.2031"),
    ],
)
def test_a_day_is_one_day_in_any_language(language: str, text: str) -> None:
    assert {"day:06-03", "day:2031-06-03"} <= set(numbers_in_digits(text, language, None))


def test_a_day_without_a_year_is_the_nearest_to_publication() -> None:
    published = datetime.fromisoformat("2031-01-05")
    assert "day:2030-12-28" in features("Det skjedde 28. desember.", "nb", published=published)
    assert "day:12-28" in features("Det skjedde 28. desember.", "nb")


def test_the_day_of_publication_tells_no_event() -> None:
    published = datetime.fromisoformat("2031-06-03")
    found = features("Horoscope for June 3, 2031 and June 9, 2031.", "en", published=published)
    assert [each for each in found if each.startswith("day:")] == ["day:06-09", "day:2031-06-09"]


def test_the_first_of_a_month_stays_where_only_the_month_is_known() -> None:
    first = datetime.fromisoformat("2031-06-01")
    month = PublishedDate(first, first, datetime.fromisoformat("2031-07-01"), "month", "")
    found = enrich(None, "The bridge reopens on June 1, 2031.", "en", None, month).features
    assert "day:2031-06-01" in {each.feature for each in found}


@pytest.mark.parametrize(
    ("language", "spelling"),
    [("en", "Dombrovsky"), ("nl", "Dombrovski"), ("ru", "Домбровский"), ("ru", "Домбровского")],
)
def test_an_unknown_name_meets_itself_in_any_script_and_case(language: str, spelling: str) -> None:
    assert skeleton(spelling, language).startswith(skeleton("Dombrovsk", "en"))


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "earthquakes"), ("nl", "aardbeving"), ("de", "Erdbeben"), ("ru", "землетрясение"), ("nn", "jordskjelvet")],
)
def test_a_concept_has_one_name(language: str, word: str) -> None:
    assert concepts_of(word.casefold(), language) == ("earthquake",)


def test_a_compound_is_told_by_its_end() -> None:
    assert concepts_of("parlamentswahlkampf".casefold(), "de") == ("parliament",)
    assert concepts_of("kommunestyrevalget", "nb") == ("election",)
    assert concepts_of("quibblewahl", "en") == ()


def test_a_headline_counts_more_than_the_tail_of_its_outlet() -> None:
    found = features("Nothing else.", "en", title="Volcano erupts near Quorvale - Daily Zebra")
    assert found["act:volcano"] > 2
    assert not [each for each in found if "zebra" in each]


def test_an_aggregators_own_words_are_no_evidence() -> None:
    assert "number:4872" not in features("The volcano erupted near the town… [+4872 chars]", "en")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.text(max_size=600), st.sampled_from(["en", "ru", "de", "zh", "und", "xx"]))
def test_any_text_has_features_of_known_kinds_each_once(title: str, body: str, language: str) -> None:
    fields = {"title": title, "body": body}
    found = story_features(fields, language, None, Annotations(), load())
    names = [each.feature for each in found]
    assert names == sorted(set(names))
    assert all(each.weight > 0 for each in found)
    assert {name.partition(":")[0] for name in names} <= set(KINDS)
    assert found == story_features(fields, language, None, Annotations(), load())


@pytest.mark.parametrize("piece", ["1 ", "1,234", "12 may ", "« ", "a - ", "1'000 "])
def test_a_hostile_text_costs_little(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.perf_counter()
    found = story_features({"title": text, "body": text}, "en", None, Annotations(), load())
    assert time.perf_counter() - started < 1
    assert len(found) <= sum(MOST.values())


def test_common_things_are_known_to_be_common() -> None:
    assert prior("land:iso3166:US")[1] > prior("land:iso3166:LI")[1]
    assert prior("number:2031")[1] > prior("number:48213")[1]
    assert prior("number:7")[1] > prior("number:48213")[1]
    assert prior("unheard:of") == (KINDS.index("word"), 0.9)
