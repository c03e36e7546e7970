"""Cheap looks come before costly ones; none of them may hide what the costly one finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from transforms.model import Context
from transforms.read.html.metadata import page_metadata
from transforms.read.html.parse import _has_run, parse_markup, readable
from transforms.read.html.walk import folded, page_blocks

NOTICES = """All rights reserved|Alle Rechte vorbehalten|Alle rechten voorbehouden|Tous droits réservés
Todos los derechos reservados|Reservados todos los derechos|Todos os direitos reservados
Tutti i diritti riservati|Diritti riservati|Alle rettigheter forbeholdt|Alla rättigheter förbehållna
Alle rettigheder forbeholdes|Kaikki oikeudet pidätetään|Wszelkie prawa zastrzeżone
Všechna práva vyhrazena|Všetky práva vyhradené|Minden jog fenntartva|Все права защищены
Всі права захищено|Всички права запазени|Sva prava pridržana|Vse pravice pridržane
Toate drepturile rezervate|Tüm hakları saklıdır|Hak cipta terpelihara|版权所有|版權所有
無断転載を禁じます|無斷轉載|무단 전재 금지|All content copyright the Post|جميع الحقوق محفوظة
כל הזכויות שמורות|It may not be reproduced|It may not be republished|It may not be copied
It may not be published|No use without prior written permission|Reproduction interdite
Reproducción prohibida|Nachdruck verboten|Nur mit schriftlicher Genehmigung
Licensed under Creative Commons|Under CC BY 4.0|Licensed under creativecommons.org/by|Under the GFDL
Under the GNU free documentation license|Licensed as public domain|Lizenz: gemeinfrei
Sous licence: domaine public|Sob domínio, dominio público licencia|Open Government Licence
Licence ouverte|Open license|License: copyleft|Republish this story|License C C B Y
Lizenz: Nachdruck erlaubt|Lizenz: Abdruck honorarfrei|Licence: libre de droits
Reproduction autorisée|Licencia: reproducción permitida""".replace("\n", "|").split("|")
ANY_TEXT = st.text(st.sampled_from("ab <>\"'\t\n\u00a0\u2009\u2028\x00\x0b\x1f\ud800\ufffe\uffffıé"), max_size=60)


@pytest.mark.parametrize("notice", NOTICES)
def test_every_notice_of_rights_is_found_in_small_letters_and_in_capitals(notice: str) -> None:
    for written in (notice, notice.upper(), notice.lower(), notice.replace(" ", "\u2009")):
        source = f"<html><body><p>The ferry runs again.</p><footer>{written}</footer></body></html>"
        tree = parse_markup(source)
        assert tree is not None
        assert page_metadata(tree, source, Context()).rights is not None, written


@given(ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_what_no_tree_can_hold_is_replaced_and_nothing_else(text: str) -> None:
    expected = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    assert readable(text) == expected


@given(ANY_TEXT, st.integers(1, 8))
@settings(max_examples=150, deadline=None)
def test_a_long_run_is_seen_wherever_it_stands(text: str, char_count: int) -> None:
    assert _has_run(text, "<>", char_count) == bool(re.search(f"[^<>]{{{char_count}}}", text))


@given(st.text(st.sampled_from("ab \t\n\r\f\u00a0\u2009\u2028é"), max_size=40))
@settings(max_examples=150, deadline=None)
def test_white_space_is_folded_alike_with_and_without_letters_beyond_ascii(text: str) -> None:
    assert folded(text) == re.sub("[ \t\n\r\f\v\u00a0\u2028\u2029]+", " ", text).strip()


def test_characters_in_links_are_counted_with_one_link_and_with_more() -> None:
    tree = parse_markup("<p>See <a>our list</a> now</p><p><a>One</a> and <a> two </a></p><p><a>all</a></p><p>none</p>")
    assert tree is not None
    assert [block.link_chars for block in page_blocks(tree)] == [8, 6, 3, 0]


def test_elements_of_forms_are_plain_ones_and_their_text_is_read() -> None:
    tree = parse_markup("<form><label>Name</label><select><option>A</option></select><p>Text</p></form>")
    assert tree is not None
    assert {type(element) for element in tree.iter()} == {HtmlElement}
    assert [block.text for block in page_blocks(tree)] == ["Name", "Text"]
