"""Stories about whole articles: mentions with ids, and the things that they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.annotate import annotate
from transforms.entities.knowledge import EntityType
from transforms.entities.recognize import Candidate
from transforms.entities.resolve import local_id
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


class Told:
    """A recogniser that is told the bodies of a text."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def recognize(
        self, fields: Mapping[str, str], language: str, hints: Sequence[tuple[str, EntityType]] = ()
    ) -> list[Candidate]:
        text = fields["body"]
        found = [(match.start(), name) for name in self.names for match in re.finditer(re.escape(name) + r"\b", text)]
        longest = [
            f for f in found if not any(len(o[1]) > len(f[1]) and o[0] <= f[0] < o[0] + len(o[1]) for o in found)
        ]
        return [
            Candidate("body", at, at + len(name), name, "ORGANIZATION", "form", 0.9) for at, name in sorted(longest)
        ]


def test_short_name_of_a_known_body_is_not_the_longer_unknown_one() -> None:
    text = "A study of Harvard University Press Club came out. Harvard University said nothing."
    named = annotate({"body": text}, "en", None, Told("Harvard University Press Club", "Harvard University"))
    ids = {m.surface: m.entity_id for m in named.mentions}
    assert ids["Harvard University"] == "wikidata:Q13371"
    assert ids["Harvard University Press Club"].startswith("local:")


def test_letters_written_out_otherwise_are_another_body() -> None:
    """SNP is a party, but not what a printer in Singapore is called for short."""
    text = "Shares of Sembawang National Printers (SNP) rose in Singapore. SNP makes banknotes."
    candidates = annotate({"body": text}, "en", None, Told("Sembawang National Printers", "SNP"))
    assert {m.entity_id for m in candidates.mentions} == {local_id("ORGANIZATION", "Sembawang National Printers")}


def test_party_behind_a_name_that_is_taken_for_a_body_stays_the_party() -> None:
    named = annotate({"body": "Minister De Vorrik (VVD) kwam in Den Haag aan."}, "nl", None, Told("De Vorrik", "VVD"))
    ids = {m.surface: m.entity_id for m in named.mentions}
    assert ids["VVD"] == local_id("ORGANIZATION", "VVD")
    assert ids["De Vorrik"] == local_id("ORGANIZATION", "De Vorrik")


def test_what_lost_stands_with_the_mention() -> None:
    text = "The court in Georgia met again. The US government, the American Senate and other Americans watched."
    mentions = annotate({"body": text}, "en", None).mentions
    assert any(m.surface == "Georgia" and m.rivals for m in mentions)
    assert all(m.entity_id not in m.rivals and len(m.rivals) <= 3 for m in mentions)
