"""Which known thing a name means, by article."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.link import choose, link
from transforms.entities.weighing import DocumentContext


def told(language: str, **more: object) -> DocumentContext:
    return DocumentContext(language=language, **more)  # type: ignore[arg-type]


def linked(surface: str, kind: str, context: DocumentContext) -> str | None:
    found = link(surface, kind, context)  # type: ignore[arg-type]
    return found.entity_id if found else None


def test_unambiguous_name_is_nearly_certain() -> None:
    found = link("Moskou", "LOCATION", told("nl"))
    assert found is not None
    assert (found.entity_id, found.label, found.losers) == ("geonames:524901", "Moscow", ())
    assert found.confidence >= 0.98


def test_full_name_in_any_spelling_is_one_person() -> None:
    spellings = (
        "Sergei Lavrov",
        "Sergey Lavrov",
        "Sergej Lavrov",
        "Sergueï Lavrov",
        "Serguei Lavroff",
        "Sergey V. Lavrov",
    )
    assert {linked(name, "PERSON", told("nl")) for name in spellings} == {"wikidata:Q58217"}


def test_famous_surname_is_linked_and_common_one_is_not() -> None:
    assert linked("Poetin", "PERSON", told("nl")) == "wikidata:Q7747"
    assert linked("Johnson", "PERSON", told("en")) is None
    assert linked("Maas", "PERSON", told("nl")) is None


def test_famous_surname_of_somebody_else_is_not_linked() -> None:
    other = told("en", full_names=frozenset({"Mabel Trump"}))
    assert linked("Trump", "PERSON", other) is None
    both = told("en", full_names=frozenset({"Mabel Trump", "Donald Trump"}))
    assert linked("Trump", "PERSON", both) == "wikidata:Q22686"


def test_one_name_of_two_places_means_the_nearer_one() -> None:
    norwegian = link("Bergen", "LOCATION", told("nb"))
    assert norwegian is not None
    assert norwegian.entity_id == "geonames:3161732"
    assert linked("Bergen", "LOCATION", told("nl")) is None


def test_city_wins_over_a_town_a_hundred_times_smaller() -> None:
    """The town's country is named, and the text is English: neither lifts Vienna in Virginia over Vienna."""
    american = told("en", countries={"US": 5}, words=frozenset({"virginia", "texas"}))
    assert linked("Vienna", "LOCATION", american) == "geonames:2761369"
    assert linked("Paris", "LOCATION", american) == "geonames:2988507"
    assert linked("Moscow", "LOCATION", american) == "geonames:524901"
    assert linked("Berlin", "LOCATION", american) == "geonames:2950159"
    assert linked("London", "LOCATION", told("en", countries={"CA": 2})) == "geonames:2643743"


def test_town_wins_where_its_region_stands_right_beside_it() -> None:
    beside = told("en", beside=frozenset({"virginia"}), beside_countries=frozenset({"US"}))
    assert linked("Vienna", "LOCATION", beside) == "geonames:4791160"


def test_city_of_the_name_alone_beats_towns_that_ask_for_context() -> None:
    assert linked("Athens", "LOCATION", told("en", countries={"US": 1})) == "geonames:264371"
    assert linked("Washington", "LOCATION", told("nl", countries={"GB": 1})) == "geonames:4140963"


def test_name_of_the_texts_own_language_is_not_the_like_name_of_another() -> None:
    """England is what Walser German calls the United Kingdom."""
    assert linked("England", "LOCATION", told("en", countries={"GB": 9})) == "iso3166:GB-ENG"


def test_namesake_town_far_away_is_no_link() -> None:
    """Cornwall in Ontario is not meant by a Norwegian text that names nothing Canadian."""
    assert linked("Cornwall", "LOCATION", told("nb")) is None
    assert linked("Cornwall", "LOCATION", told("en", countries={"CA": 1})) == "geonames:5928065"


def test_named_country_decides_between_places() -> None:
    assert linked("Georgia", "LOCATION", told("en")) == "iso3166:GE"
    assert linked("Georgia", "LOCATION", told("en", countries={"US": 3})) == "iso3166:US-GA"


def test_type_decides_between_things_of_one_name() -> None:
    assert linked("Groningen", "LOCATION", told("nl")) == "geonames:2755251"
    assert linked("Groningen", "PERSON", told("nl")) is None


def test_word_like_name_is_less_certain() -> None:
    sure, less = link("Oslo", "LOCATION", told("nb")), link("Nice", "LOCATION", told("fr"))
    assert sure is not None
    assert less is not None
    assert less.confidence < sure.confidence


def test_acronym_counts_only_as_written() -> None:
    assert linked("WHO", "ORGANIZATION", told("en")) == "wikidata:Q7817"
    assert linked("Who", "ORGANIZATION", told("en")) is None
    assert linked("Nato", "ORGANIZATION", told("nb")) == "wikidata:Q7184"


def test_casing_tells_two_bodies_apart() -> None:
    assert linked("Ap", "ORGANIZATION", told("nb")) != linked("AP", "ORGANIZATION", told("nb"))


def test_common_name_is_surer_where_the_article_speaks_of_the_office() -> None:
    bare = link("Mike Johnson", "PERSON", told("nl"))
    said = link("Mike Johnson", "PERSON", told("nl", words=frozenset({"speaker", "house"}), countries={"US": 2}))
    assert bare is not None
    assert said is not None
    assert said.confidence > bare.confidence
    assert linked("Mike Q. Johnson", "PERSON", told("nl")) is None


def test_unknown_names_are_left_alone() -> None:
    assert linked("Qwendal Vorrik", "PERSON", told("nl")) is None
    assert linked("", "LOCATION", told("nl")) is None


@given(
    st.text(max_size=40), st.sampled_from(["PERSON", "ORGANIZATION", "LOCATION"]), st.sampled_from(["nl", "ru", "und"])
)
def test_no_text_fails_and_confidence_is_a_share(surface: str, kind: str, language: str) -> None:
    found = link(surface, kind, told(language))  # type: ignore[arg-type]
    if found is not None:
        assert 0.3 <= found.confidence <= 1.0
        assert found.entity_id not in found.losers


def test_a_tie_is_no_link() -> None:
    """Two presidents share this name; a wrong person is worse than none."""
    assert linked("George Bush", "PERSON", told("en")) is None
    assert linked("George W. Bush", "PERSON", told("en")) == "wikidata:Q207"


def test_a_case_of_a_name_is_linked_where_the_language_has_cases() -> None:
    found = link("Moskvě", "LOCATION", told("cs"))
    assert found is not None
    assert (found.entity_id, found.reason) == ("geonames:524901", "inflected")
    assert linked("Moskvě", "LOCATION", told("nl")) is None
    assert linked("Путину", "PERSON", told("ru")) == "wikidata:Q7747"
    assert linked("Путину", "PERSON", told("ru", full_names=frozenset({"Иван Путин", "Ивану Путину"}))) is None


def test_a_demonym_is_no_place() -> None:
    assert linked("Oekraïens", "LOCATION", told("nl")) is None
    assert linked("Oekraïense", "LOCATION", told("nl")) is None


def test_name_that_no_reader_of_the_language_meets_is_no_link() -> None:
    """Palu is Palau in Faroese, and a city in Indonesia that an English text may name."""
    assert linked("Palu", "LOCATION", told("en")) != "iso3166:PW"


def test_letters_stand_for_other_bodies_in_other_languages() -> None:
    """CBS is a Dutch bureau of statistics, in Dutch; SP is another party in Dutch than in Norwegian."""
    assert linked("CBS", "ORGANIZATION", told("nl")) is not None
    assert linked("CBS", "ORGANIZATION", told("en")) != linked("CBS", "ORGANIZATION", told("nl"))
    assert linked("SP", "ORGANIZATION", told("nl")) != linked("SP", "ORGANIZATION", told("nb"))


def test_letters_of_a_body_that_is_known_at_home_ask_for_its_country() -> None:
    """ANC is an assembly in Catalonia as well."""
    assert linked("ANC", "ORGANIZATION", told("es", countries={"ES": 3})) is None
    assert linked("ANC", "ORGANIZATION", told("es", countries={"ZA": 1})) is not None
    assert linked("FBI", "ORGANIZATION", told("es")) == "wikidata:Q8333"


def test_court_that_many_countries_have_is_the_one_of_the_country_that_is_spoken_of() -> None:
    american = told("cs", countries={"US": 3, "CZ": 1})
    assert linked("Nejvyšší soud", "ORGANIZATION", american) == linked(
        "Supreme Court of the United States", "ORGANIZATION", american
    )
    assert linked("Nejvyšší soud", "ORGANIZATION", told("cs", countries={"US": 1, "CZ": 2})) is None
    assert linked("Nejvyšší soud", "ORGANIZATION", told("cs")) is None


def test_what_lost_is_told_with_the_link_and_without_one() -> None:
    chosen = choose("Georgia", "LOCATION", told("en", countries={"US": 3}))
    assert chosen.link is not None
    assert chosen.link.losers[0] == "iso3166:GE"
    tie = choose("George Bush", "PERSON", told("en"))
    assert tie.link is None
    assert set(tie.rivals) == {"wikidata:Q207", "wikidata:Q23505"}
    taken = choose("Trump", "PERSON", told("en", full_names=frozenset({"Mabel Trump"})))
    assert taken.rivals == ("wikidata:Q22686",)


def test_names_are_known_without_their_accents() -> None:
    assert linked("Baden-Wuerttemberg", "LOCATION", told("en")) == "iso3166:DE-BW"
    assert linked("Orban", "PERSON", told("en")) == "wikidata:Q57641"
