"""In what capacity articles name their people: one sentence, one role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.roles import find_roles
from transforms.model import Mention, Role

_KINDS = {"P": "PERSON", "O": "ORGANIZATION", "L": "LOCATION"}


def _marked(text: str) -> tuple[str, list[Mention]]:
    """A text in which <P Anna Smit> marks a mention → the plain text and its mentions; ids are the type and name."""
    plain, found = "", []
    for part in re.split(r"(<[POL] [^>]+>)", text):
        if part.startswith("<"):
            surface = part[3:-1]
            start = len(plain)
            found.append(_mention(_KINDS[part[1]], start, surface))
            plain += surface
        else:
            plain += part
    return plain, found


def _mention(kind: str, start: int, surface: str) -> Mention:
    end = start + len(surface)
    return Mention("body", start, end, surface, kind, f"local:{kind[0]} {surface}", "test", 1.0, None, None)


def _roles(language: str, marked: str) -> list[tuple[str, str | None, str | None]]:
    text, mentions = _marked(marked)
    return [(r.title, _name(r.entity_id), _name(r.organization_entity_id)) for r in _found(text, language, mentions)]


def _found(text: str, language: str, mentions: Sequence[Mention]) -> list[Role]:
    found = find_roles({"title": "", "body": text}, language, mentions)
    assert all(text[r.start_char : r.end_char] == r.title for r in found)
    return found


def _name(entity_id: str | None) -> str | None:
    return entity_id if entity_id is None or entity_id.startswith("iso3166:") else entity_id[len("local:P ") :]


@pytest.mark.parametrize(
    ("language", "text", "title", "person", "body"),
    [
        ("nl", "De Russische minister van Buitenlandse Zaken <P Ilja Moros> zei dat.",
         "minister van Buitenlandse Zaken", "Ilja Moros", "iso3166:RU"),
        ("nl", "Volgens <O Acme>-topman <P Anna Smit> is dat zo.", "topman", "Anna Smit", "Acme"),
        ("nl", "Dat zei directeur <P Anna Smit> van <O Acme>.", "directeur", "Anna Smit", "Acme"),
        ("nl", "Dat zegt <P Anna Smit>, hoogleraar internationaal recht aan de <O Universiteit Utrecht>.",
         "hoogleraar internationaal recht", "Anna Smit", "Universiteit Utrecht"),
        ("nl", "<P Anna Smit> is sinds 2004 burgemeester van <L Deventer>.", "burgemeester", "Anna Smit", "Deventer"),
        ("nl", "Een woordvoerster van het <O RIVM> sprak het tegen.", "woordvoerster", None, "RIVM"),
        ("en", "<O NATO> Secretary General <P Lena Storm> spoke.", "Secretary General", "Lena Storm", "NATO"),
        ("en", "The former US-born actor <P Joe Vale> left.", "actor", "Joe Vale", None),
        ("en", "<P Ilja Moros>, now the director of <L Russia>'s space program, left.",
         "director", "Ilja Moros", "Russia"),
        ("en", "The alliance's secretary general, <P Lena Storm>, met him.", "secretary general", "Lena Storm", None),
        ("en", "The Russian foreign minister said so on Monday.", "foreign minister", None, "iso3166:RU"),
        ("en", "<P Anna Reed>, chief financial officer of <O Acme>, resigned.",
         "chief financial officer", "Anna Reed", "Acme"),
        ("en", "<P Anna Reed> is the CEO of <O Acme>.", "CEO", "Anna Reed", "Acme"),
        ("de", "Die französische Finanzministerin <P Claire Roux> warnte.",
         "Finanzministerin", "Claire Roux", "iso3166:FR"),
        ("de", "<P Uwe Kern>, der Präsident des <O Verbandes>, warnte.", "Präsident", "Uwe Kern", "Verbandes"),
        ("nb", "<P Ilja Moros>, den russiske utenriksministeren, er misfornøyd.",
         "utenriksministeren", "Ilja Moros", "iso3166:RU"),
        ("nb", "Det sier <L Norge>s forsvarssjef <P Kari Moe>.", "forsvarssjef", "Kari Moe", "Norge"),
        ("nb", "Det sa postdoktor og <L Russland>-forsker <P Kari Moe> tirsdag.", "postdoktor", "Kari Moe", None),
        ("sv", "Den tyska utrikesministern <P Eva Kern> reste hem.", "utrikesministern", "Eva Kern", "iso3166:DE"),
        ("fr", "Le ministre russe des Affaires étrangères, <P Ilja Moros>, a dit non.",
         "ministre russe des Affaires étrangères", "Ilja Moros", "iso3166:RU"),
        ("fr", "Le président de la République <P Luc Brun> a parlé.", "président de la République", "Luc Brun", None),
        ("es", "El portavoz parlamentario de <O ERC>, <P Pau Roig>, ha dicho que no.", "portavoz", "Pau Roig", None),
        ("it", "Il presidente del Consiglio <P Ugo Neri> ha parlato.", "presidente del Consiglio", "Ugo Neri", None),
        ("pt", "O ex-ministro <P Rui Lima> falou.", "ex-ministro", "Rui Lima", None),
        ("pl", "Minister spraw zagranicznych <L Rosji> <P Ilja Moros> wyjechał.",
         "Minister spraw zagranicznych", "Ilja Moros", "Rosji"),
        ("ru", "Министр иностранных дел <L России> <P Илья Морос> уехал.",
         "Министр иностранных дел", "Илья Морос", "России"),
        ("nl", "Dat zei akkerbouwer <P Jan Bos>, die uien verbouwt.", "akkerbouwer", "Jan Bos", None),
        ("nl", "De hoogleraar bestuurskunde <P Els Bos> is verrast.", "hoogleraar bestuurskunde", "Els Bos", None),
        ("nl", "<P Els Bos>, een beminnelijke schilder uit <L Tholen>, zweeg.", "schilder", "Els Bos", None),
        ("en", "The water is low, said linebacker <P Joe Vale>.", "linebacker", "Joe Vale", None),
        ("en", "A letter from <O Acme>, where Sen. <P Joe Vale> worked.", "Sen.", "Joe Vale", None),
        ("en", "<P Anna Reed>, head of nursing at <O Acme>, left.", "head of nursing", "Anna Reed", "Acme"),
        ("de", "Das Geld fehlt, sagte Baudezernentin <P Eva Kern>.", "Baudezernentin", "Eva Kern", None),
        ("de", "<P Uwe Kern>, Busfahrer bei <O Acme>, nickte.", "Busfahrer", "Uwe Kern", "Acme"),
        ("de", "Die Tante des Ingenieurs <P Uwe Kern> lacht.", "Ingenieurs", "Uwe Kern", None),
        ("nb", "De forsvares av advokatene <P Kari Moe> og <P Ola Moe>.", "advokatene", "Kari Moe", None),
        ("nb", "– Det er dyrt, sier gardbrukar <P Ola Moe>.", "gardbrukar", "Ola Moe", None),
        ("fr", "Leur porte-parole, <P Luc Brun>, est libraire.", "porte-parole", "Luc Brun", None),
        ("fr", "Le défenseur central <P Luc Brun> avait marqué.", "défenseur central", "Luc Brun", None),
        ("fr", "Le directeur de course, <P Luc Brun>, surveille.", "directeur de course", "Luc Brun", None),
        ("fr", "Le délégué <O CGT> <P Luc Brun> s'inquiète.", "délégué", "Luc Brun", "CGT"),
        ("fr", "<P Luc Brun>, 57 ans, apiculteur, a compté.", "apiculteur", "Luc Brun", None),
        ("fr", "Le président du club, <P Luc Brun>, a confiance.", "président", "Luc Brun", None),
        ("fr", "Le sénateur communiste <P Luc Brun> a voté.", "sénateur", "Luc Brun", None),
        ("nl", "De voorzitter van de club, <P Els Bos>, zweeg.", "voorzitter", "Els Bos", None),
    ],
)  # fmt: skip
def test_a_role_is_read_with_its_person_and_body(
    language: str, text: str, title: str, person: str | None, body: str | None
) -> None:
    assert (title, person, body) in _roles(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Zij ontmoette haar vader <P Jan Smit> en mevrouw <P Els Bos>."),
        ("nl", "De ministers van <L Frankrijk> spraken."),
        ("en", "Judges said the <P Smith> trial may go on."),
        ("en", "As president of <L France> he travelled."),
        ("de", "Die EU-Innenminister beraten. <P Uwe Kern> schwieg."),
        ("fr", "Rendez-vous avenue Gouverneur <P Bovy> à midi."),
        ("nl", "Dit obliege de rechter. <P Jan Smit> zweeg."),
        ("pl", "Rzecznik <P Morosa> milczy."),
        ("ja", "minister <P Anna Smit>"),
        ("nl", "Dat beslist <P Anna Smit> later."),
        ("de", "Im Dezember <P Uwe Kern> zu sehen, war ein Glück."),
        ("de", "Das sagte der Inder <P Uwe Kern>."),
        ("fr", "Le voisin <P Luc Brun> a parlé."),
        ("fr", "Le juge critique <P Luc Brun> en public."),
        ("fr", "Pendant <P Luc Brun> dort restait."),
        ("nb", "De gjennomfører <P Kari Moe> sitt ønske."),
        ("en", "They remember <P Anna Reed> well."),
    ],
)
def test_kin_plurals_and_chance_neighbours_are_no_roles(language: str, text: str) -> None:
    assert _roles(language, text) == []


def test_both_roles_of_a_pair_are_the_persons() -> None:
    found = _roles("nl", "Dat zei <P Anna Smit>, oprichter en directeur van <O Acme>.")
    assert found == [("oprichter", "Anna Smit", None), ("directeur", "Anna Smit", "Acme")]


def test_of_two_titles_in_the_same_words_the_longer_stands() -> None:
    french = "Le premier secrétaire du <O Parti du littoral>, <P Armand Kerlouan>, a parlé."
    assert [title for title, _, _ in _roles("fr", french)] == ["premier secrétaire"]


def test_a_name_between_two_roles_keeps_to_the_one_before_it() -> None:
    found = _roles("nl", "Volgens <P Jan Bos>, minister <P Anna Smit> en de rest klopt het.")
    assert found == [("minister", "Anna Smit", None)]


@given(st.text(alphabet="De Russische minister van Ajax,.-'’()\nÎﬁ", max_size=120), st.sampled_from(["nl", "fr", "ru"]))
def test_no_text_breaks_it(text: str, language: str) -> None:
    middle = len(text) // 2
    mentions = [_mention("PERSON", middle, text[middle : middle + 5])] if text[middle : middle + 5].strip() else []
    found = _found(text, language, mentions)
    assert all(a.end_char <= b.start_char for a, b in pairwise(found))
