"""Imported things beside the packaged ones: found and linked in articles, joined to what is the same, no harm done."""

from __future__ import annotations

from transforms.entities.annotate import annotate
from transforms.entities.knowledge import load
from transforms.entities.knowledge.own import OwnEntity, OwnName, united, with_own


def person(entity_id: str, *names: str, country: str | None = None) -> OwnEntity:
    return OwnEntity(entity_id, "PERSON", names[0], country, tuple(OwnName(name) for name in names))


def body(entity_id: str, *names: str, country: str | None = None) -> OwnEntity:
    return OwnEntity(entity_id, "ORGANIZATION", names[0], country, tuple(OwnName(name) for name in names))


def ids(text: str, *own: OwnEntity, language: str = "nl") -> dict[str, str]:
    """Surface → id, for an article of that text."""
    found = annotate({"body": text}, language, None, knowledge=with_own(load(), own).knowledge)
    return {mention.surface: mention.entity_id for mention in found.mentions}


def test_an_imported_person_is_named_under_the_imported_id() -> None:
    text = "De zaak werd gisteren door Nilsa Torvak besproken. Torvak zei dat de haven open blijft."
    nilsa = person("wikidata:Q99901", "Nilsa Torvak", "Нилса Торвак")
    assert ids(text, nilsa) == {"Nilsa Torvak": "wikidata:Q99901", "Torvak": "wikidata:Q99901"}
    assert ids("Об этом сообщил Нилса Торвак в понедельник.", nilsa, language="ru") == {
        "Нилса Торвак": "wikidata:Q99901"
    }
    assert set(ids(text).values()).isdisjoint({"wikidata:Q99901"})


def test_a_name_of_one_ordinary_word_asks_for_context() -> None:
    assert ids("Warm was het gisteren in de stad.", body("own:1", "Warm")) == {}
    assert ids("Dat zei een woordvoerder van WQX gisteren.", body("own:2", "WQX")) == {"WQX": "own:2"}


def test_the_packaged_knowledge_stays_as_it_is() -> None:
    base = load()
    before = (len(base.phrases), len(base.entity_lines), base.aliases("NATO"))
    with_own(base, [body("own:1", "NATO", "North Atlantic Treaty Organization"), person("own:2", "Nilsa Torvak")])
    assert (len(base.phrases), len(base.entity_lines), base.aliases("NATO")) == before


def test_what_is_known_under_two_of_its_names_gets_the_imported_ones_too() -> None:
    known = {alias.entity_id for alias in load().aliases("NATO")}
    joined = with_own(load(), [body("own:1", "NATO", "North Atlantic Treaty Organization", "Noordatlantische Club")])
    assert {joined.same["own:1"]} <= known
    assert {alias.entity_id for alias in joined.knowledge.aliases("Noordatlantische Club")} <= known
    assert with_own(load(), [body("own:1", "NATO")]).same.keys() == {"own:1"}
    namesake = with_own(load(), [body("own:1", "NATO", "Nilsa And Torvak Office")])
    assert (namesake.same, namesake.replaced) == ({}, {})
    assert "own:1" in {alias.entity_id for alias in namesake.knowledge.aliases("NATO")}


def test_an_imported_id_takes_the_place_of_a_packaged_local_one() -> None:
    base = load()
    local = next(
        entity
        for entity_id in base.entity_lines
        if entity_id.startswith("local:")
        and (entity := base.entity(entity_id)) is not None
        and entity.entity_type == "PERSON"
        and entity.country is not None
        and len({alias.entity_id for alias in base.aliases(entity.label)}) == 1
    )
    joined = with_own(base, [person("jrc:7", local.label, country=local.country)])
    assert joined.replaced == {local.entity_id: "jrc:7"}
    assert {alias.entity_id for alias in joined.knowledge.aliases(local.label)} == {"jrc:7"}
    assert not any(f"|{local.entity_id}|" in packed for packed in joined.knowledge.phrases.values())


def test_of_two_imports_the_later_says_the_label_and_both_give_names() -> None:
    (entity,) = united([person("own:1", "Nilsa Torvak", country="NO"), person("own:1", "N. Torvak")])
    assert (entity.label, entity.country) == ("N. Torvak", "NO")
    assert [name.name for name in entity.names] == ["N. Torvak", "Nilsa Torvak"]
