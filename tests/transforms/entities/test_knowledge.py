"""The knowledge base: what it holds, how a name is found in running text, and that it can be built again."""

from __future__ import annotations

import gzip
from importlib.resources import files

import pytest

from transforms.entities.knowledge import load
from transforms.entities.knowledge.base import Knowledge
from transforms.entities.knowledge.packed import pack_alias, pack_entity
from transforms.entities.knowledge.tables import PACKAGE, TABLES
from transforms.entities.knowledge.things import Alias, Demonym, Entity
from transforms.entities.naming import phrase_key, tokens

KNOWN = load()


def ids(surface: str) -> list[str]:
    return [alias.entity_id for alias in KNOWN.aliases(surface)]


def small(*aliases: tuple[Alias, Entity]) -> Knowledge:
    """A knowledge base of a few invented things."""
    phrases: dict[str, str] = {}
    for alias, entity in aliases:
        key = phrase_key(tokens(alias.alias).words)
        phrases[key] = "\t".join(filter(None, [phrases.get(key, ""), pack_alias(alias, entity.entity_type)]))
    lengths: dict[str, int] = {}
    for key in phrases:
        words = key.split()
        lengths[words[0]] = lengths.get(words[0], 0) | 1 << len(words)
    return Knowledge(phrases, {e.entity_id: pack_entity(e) for _, e in aliases}, {}, lengths)


@pytest.mark.parametrize(
    ("surface", "entity_id"),
    [
        ("Rusland", "iso3166:RU"),
        ("Russland", "iso3166:RU"),
        ("Russische Federatie", "iso3166:RU"),
        ("Den russiske føderasjon", "iso3166:RU"),
        ("Fédération de Russie", "iso3166:RU"),
        ("Noord-Korea", "iso3166:KP"),
        ("U.S.", "iso3166:US"),
        ("Storbritannia", "iso3166:GB"),
        ("Schotland", "iso3166:GB-SCT"),
        ("Moskva", "geonames:524901"),
        ("Moskou", "geonames:524901"),
        ("Den Haag", "geonames:2747373"),
        ("La Haye", "geonames:2747373"),
        ("Peking", "geonames:1816670"),
        ("NAVO", "wikidata:Q7184"),
        ("OSSE", "wikidata:Q81299"),
        ("Verenigde Naties", "wikidata:Q1065"),
        ("Vladimir Poetin", "wikidata:Q7747"),
        ("Sergej Lavrov", "wikidata:Q58217"),
    ],
)
def test_one_thing_under_its_names(surface: str, entity_id: str) -> None:
    assert ids(surface)[0] == entity_id


def test_every_alias_has_an_entity_of_its_type() -> None:
    for packed in KNOWN.phrases.values():
        for entry in packed.split("\t"):
            flags, entity_id, _, _ = entry.split("|", 3)
            entity = KNOWN.entity(entity_id)
            assert entity is not None, entity_id
            assert entity.entity_type[0] == flags[0]


def test_every_demonym_points_at_a_known_place() -> None:
    places = {row.place_id for rows in KNOWN.demonyms.values() for row in rows} - {"-"}
    assert [place for place in sorted(places) if KNOWN.entity(place) is None] == []


def test_ids_are_of_a_known_scheme() -> None:
    schemes = {entity_id.split(":")[0] for entity_id in KNOWN.entity_lines}
    assert schemes == {"iso3166", "geonames", "wikidata", "local"}


def test_longest_name_wins() -> None:
    words = tokens("De president van de Verenigde Staten van Amerika sprak").words
    found = KNOWN.match(words, words.index("Verenigde"), "nl")
    assert found is not None
    assert words[found.start : found.end] == ["Verenigde", "Staten", "van", "Amerika"]


def test_pronoun_is_no_country_and_acronym_is() -> None:
    assert KNOWN.match(["tell", "us", "more"], 1, "en") is None
    found = KNOWN.match(["the", "US", "said"], 1, "en")
    assert found is not None
    assert found.aliases[0].entity_id == "iso3166:US"


def test_names_need_their_capitals() -> None:
    words = tokens("hij zag de bergen bij Bergen").words
    assert KNOWN.match(words, words.index("bergen"), "nl") is None
    found = KNOWN.match(words, words.index("Bergen"), "nl")
    assert found is not None
    assert all(alias.is_word for alias in found.aliases)


def test_name_in_capitals_is_found() -> None:
    found = KNOWN.match(["OEKRAÏNE"], 0, "nl")
    assert found is not None
    assert found.aliases[0].entity_id == "iso3166:UA"


def test_alias_of_another_language_is_left_out() -> None:
    """ "IS" is the Islamic State in Dutch and German news; in a French text it is two capitals."""
    assert KNOWN.match(["IS"], 0, "nl") is not None
    assert KNOWN.match(["VN"], 0, "fr") is None


def test_matches_give_shorter_names_too() -> None:
    place = Entity("local:1", "LOCATION", "Vell", "city")
    body = Entity("local:2", "ORGANIZATION", "Vell Institute", "organization")
    known = small((Alias("Vell", "local:1"), place), (Alias("Vell Institute", "local:2"), body))
    found = known.matches(["Vell", "Institute"], 0)
    assert [[a.entity_id for a in match.aliases] for match in found] == [["local:2"], ["local:1"]]


def test_entity_and_alias_survive_packing() -> None:
    entity = Entity("local:9", "PERSON", "Ola Vik", "person", "NO", None, None, None, ("premier", "mayor of vell"))
    alias = Alias("Vik", "local:9", "surname", ("nb", "nn"), True, True, True)
    known = small((alias, entity))
    assert known.entity("local:9") == entity
    assert known.aliases("vik") == (alias,)


def test_demonyms_by_language() -> None:
    found = KNOWN.demonym("Russische", "nl")
    assert found == Demonym("russische", "iso3166:RU", found.languages, "adjective") if found else False
    assert KNOWN.demonym("russiske", "nb") is not None
    assert KNOWN.demonym("Russians", "en") is not None
    assert KNOWN.demonym("Rusland", "nl") is None
    assert KNOWN.demonym("Polen", "nl") is None


def test_people_are_found_by_any_transliteration() -> None:
    from transforms.entities.naming import spelling_key

    assert KNOWN.people_by_spelling[spelling_key("Serguei Lavroff", "PERSON")] == ("wikidata:Q58217",)


def test_tables_are_sorted_and_carry_no_time() -> None:
    for name in TABLES:
        packed = (files(PACKAGE) / name).read_bytes()
        assert packed[4:8] == b"\0\0\0\0", "a time stamp would change the bytes with every build"
        lines = gzip.decompress(packed).decode("utf-8").splitlines()
        assert lines == sorted(lines)
        assert len(lines) == len(set(lines))


def test_unknown_entity_is_none() -> None:
    assert KNOWN.entity("local:none") is None
    assert KNOWN.aliases("Qwxzzy") == ()
    assert KNOWN.aliases("") == ()


@pytest.mark.parametrize(
    ("form", "city"),
    [
        ("White House", "geonames:2553604"),
        ("Baucis", "geonames:2347470"),
        ("Amsterdams", "geonames:2759794"),
        ("Dabei", "geonames:292223"),
        ("Manning", "geonames:1791779"),
        ("Morelos", "geonames:3529612"),
        ("Gutierrez", "geonames:3515001"),
        ("Waterloo", "geonames:4671654"),
    ],
)
def test_translations_words_and_other_places_are_no_names_of_a_city(form: str, city: str) -> None:
    assert city not in {alias.entity_id for alias in load().aliases(form)}


@pytest.mark.parametrize(
    ("form", "entity_id"),
    [
        ("Wien", "geonames:2761369"),
        ("Varsovie", "geonames:756135"),
        ("Kiew", "geonames:703448"),
        ("Oostende", "geonames:2789786"),
        ("Marrakech", "geonames:2542997"),
        ("Харьков", "geonames:706483"),
        ("Lissabon", "geonames:2267057"),
        ("中国", "iso3166:CN"),
        ("德国", "iso3166:DE"),
        ("日本", "iso3166:JP"),
        ("北京", "geonames:1816670"),
        ("パリ", "geonames:2988507"),
    ],
)
def test_spellings_in_other_languages_and_scripts_are_names(form: str, entity_id: str) -> None:
    assert entity_id in {alias.entity_id for alias in load().aliases(form)}


@pytest.mark.parametrize(
    ("form", "language", "entity_id"),
    [
        ("Джо Байдена", "ru", "wikidata:Q6279"),
        ("Владимиром Путиным", "ru", "wikidata:Q7747"),
        ("Путіним", "uk", "wikidata:Q7747"),
        ("Putinin", "fi", "wikidata:Q7747"),
        ("Trumpnak", "hu", "wikidata:Q22686"),
        ("Angelou Merkelovou", "cs", "wikidata:Q567"),
        ("Wołodymyra Zełenskiego", "pl", "wikidata:Q3874799"),
        ("Moskwie", "pl", "geonames:524901"),
        ("Нью-Йорке", "ru", "geonames:5128581"),
        ("Русије", "sr", "iso3166:RU"),
        ("Suomessa", "fi", "iso3166:FI"),
        ("Соединенных Штатах", "ru", "iso3166:US"),
        ("Evropskou unii", "cs", "wikidata:Q458"),
        ("미국에서", "ko", "iso3166:US"),
        ("والاتحاد الأوروبي", "ar", "wikidata:Q458"),
        ("בלונדון", "he", "geonames:2643743"),
    ],
)
def test_a_name_in_a_case_is_the_name(form: str, language: str, entity_id: str) -> None:
    assert {alias.entity_id for alias in load().inflected(form, language)} == {entity_id}
    match = load().match(tokens(form).words, 0, language)
    assert match is not None
    assert {alias.entity_id for alias in match.aliases} == {entity_id}


@pytest.mark.parametrize(
    ("form", "language"),
    [
        ("Putinem", "nl"),  # no cases
        ("Маски", "ru"),  # masks, not the plural of Musk
        ("Владимира", "ru"),  # a man more often than the city
        ("Nasi", "pl"),  # ours, not NASA
        ("moskwie", "pl"),  # no capital
        ("총리가", "ko"),  # a prime minister, whose name stands before
    ],
)
def test_what_only_ends_like_a_case_is_no_name(form: str, language: str) -> None:
    match = load().match(tokens(form).words, 0, language)
    assert match is None or not match.is_inflected


def test_czech_feminine_forms_are_listed() -> None:
    assert {alias.entity_id for alias in load().aliases("Kamala Harrisová")} == {"wikidata:Q10853588"}
