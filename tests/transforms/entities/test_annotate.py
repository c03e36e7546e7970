"""Stories about whole articles: mentions with ids, and the things that they name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.annotate import annotate
from transforms.model import Annotations

BODY = (
    "Minister Jorrit Wiersma sprak maandag in Brussel met de NAVO. Wiersma wil dat Rusland antwoordt. "
    "Volgens de Russische ambassade is Moskou niet aan zet."
)


def test_every_mention_has_an_entity_and_every_entity_a_mention() -> None:
    named = annotate({"title": "Wiersma naar Brussel", "body": BODY}, "nl", None)
    mentions, entities = named.mentions, named.entities
    assert {m.entity_id for m in mentions} == {e.entity_id for e in entities}
    assert len(entities) == len({e.entity_id for e in entities})
    assert [e.entity_id for e in entities] == sorted(e.entity_id for e in entities)


def test_short_and_full_name_share_an_id_also_across_fields() -> None:
    named = annotate({"title": "Wiersma naar Brussel", "body": BODY}, "nl", None)
    mentions, entities = named.mentions, named.entities
    people = {m.surface: m.entity_id for m in mentions if m.entity_type == "PERSON"}
    assert set(people) == {"Wiersma", "Jorrit Wiersma"}
    assert len(set(people.values())) == 1
    label = {e.entity_id: e.label for e in entities}[people["Wiersma"]]
    assert label == "Jorrit Wiersma"


def test_known_things_have_their_public_ids_and_say_why() -> None:
    mentions = annotate({"body": BODY}, "nl", None).mentions
    by_surface = {m.surface: m for m in mentions}
    assert by_surface["Rusland"].entity_id == "iso3166:RU"
    assert by_surface["Moskou"].entity_id == "geonames:524901"
    assert by_surface["NAVO"].entity_id == "wikidata:Q7184"
    assert by_surface["NAVO"].link_confidence is not None
    assert by_surface["NAVO"].link_reason
    assert by_surface["Jorrit Wiersma"].entity_id.startswith("local:")
    assert by_surface["Jorrit Wiersma"].link_confidence is None


def test_one_thing_under_the_names_of_several_languages() -> None:
    ids = {
        mention.entity_id
        for language, text in (
            ("nl", "Dat meldt de NAVO vandaag."),
            ("en", "That is what NATO says today."),
            ("nb", "Det melder Nato i dag."),
            ("fr", "C’est ce que dit l’OTAN aujourd’hui."),
        )
        for mention in annotate({"body": text}, language, None).mentions
    }
    assert ids == {"wikidata:Q7184"}


def test_an_unknown_person_has_one_id_in_two_articles_and_two_spellings() -> None:
    first = annotate({"body": "Dat zei ambassadeur Gennadi Orlinski gisteren."}, "nl", None).mentions
    second = annotate({"body": "Ambassador Gennady Orlinsky said so yesterday."}, "en", None).mentions
    assert [m.entity_id for m in first] == [m.entity_id for m in second]


def test_the_outlet_is_an_organisation_in_its_own_text() -> None:
    text = "Lezers schreven aan Kustbode dat het anders kan."
    assert annotate({"body": text}, "nl", None).mentions == ()
    mentions = annotate({"body": text}, "nl", "Kustbode").mentions
    assert [(m.surface, m.entity_type) for m in mentions] == [("Kustbode", "ORGANIZATION")]


def test_empty_fields_give_no_rows() -> None:
    assert annotate({}, "nl", None) == Annotations(names_status="trained")
    assert annotate({"title": "", "body": "\n"}, "und", "Kustbode") == Annotations()


@given(st.text(max_size=200), st.sampled_from(["nl", "en", "de", "und", "zh"]), st.none() | st.text(max_size=20))
def test_any_text_gives_equal_rows_twice(text: str, language: str, outlet: str | None) -> None:
    once = annotate({"body": text}, language, outlet)
    assert once == annotate({"body": text}, language, outlet)
    for mention in once.mentions:
        assert text[mention.start_char : mention.end_char] == mention.surface
