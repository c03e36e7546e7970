"""What a page says of its rights: licences, copyright, and whether its text may be used again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from transforms.read.html.metatags import MetaTags
from transforms.read.html.pagetext import SOFT_HYPHEN, text_of
from transforms.read.html.schema import StructuredArticle
from transforms.read.html.walk import PageBlock

MAX_NOTICE_CHARS: Final = 300
"""Longer texts about rights are whole pages of terms; a notice's first sentences name the right."""
MAX_RIGHTS_CHARS: Final = 1_000
MAX_NOTICE_COUNT: Final = 3
"""Notices taken from the visible text: the footer's, the article's, an agency's."""

RIGHTS_METAS: Final = tuple(
    """dcterms.license dc.rights.license dc.rights dcterms.rights dcterms.rightsholder dc.rightsholder rights
    rights.standard copyright copyrights dc.copyright prism.copyright cc.license license licence""".split()
)
RESERVATION_METAS: Final = ("tdm.reservation", "tdm.policy")
"""How a page reserves text and data mining (W3C TDM Reservation Protocol); the values mean nothing without names."""
_LICENCE: Final = re.compile(
    r"""creative\s?commons|\bCC[\s-]?(?:BY|0)\b|creativecommons\.org|\bGFDL\b|GNU\sfree\sdocumentation|public\sdomain
    |gemeinfrei|domaine\spublic|dominio\sp[úu]blico|open\sgovernment\slicen|licence\souverte|open\slicen[sc]e|copyleft
    |republish\s(?:this|our)|\bC\sC\sB\sY\b|nachdruck\s(?:frei|erlaubt|gestattet)|frei\sverwend|abdruck\s(?:frei|honorarfrei)
    |libre\sde\sdroits|reproduction\s(?:autorisée|permitted|is\sauthorised)|reproducción\s(?:libre|permitida)""",
    re.IGNORECASE | re.VERBOSE,
)
_RESERVED: Final = re.compile(
    r"""all\srights\sreserved|alle\srechten?\s(?:vorbehalten|voorbehouden)|tous\s(?:les\s)?droits\s(?:de\s\w+\s)?réservés
    |todos\s(?:los|os)\s(?:derechos|direitos)\sreservados|reservados\stodos|tutti\si\sdiritti\s(?:sono\s)?riservati
    |diritti\sriservati|alle\srettigheter|alla\srättigheter|alle\srettigheder|kaikki\soikeudet|wszelkie\sprawa
    |všechna\správa|všetky\správa|minden\sjog|все\sправа|всі\sправа|всички\sправа|sva\sprava|vse\spravice
    |toate\sdrepturile|tüm\shakları|hak\scipta|版权所有|版權所有|無断転載|all\scontent\scopyright|無斷轉載|무단\s?전재
    |جميع\sالحقوق|כל\sהזכויות|may\snot\sbe\s(?:reproduced|republished|copied|published)|without\s(?:prior\s)?(?:written\s)?permission
    |reproduc\w+\s(?:interdite|prohibida|proibida|vietata)|nachdruck\s\w*\s?verboten|nur\smit\s\w+\sgenehmigung""",
    re.IGNORECASE | re.VERBOSE,
)
_GRANT: Final = re.compile(
    r"licen[sc]|lizenz|liçen|licenc|licenza|лиценз|ліценз|ライセンス|许可|\b(?:under|unter|sous|bajo|sob|onder|på)\s|republish|\bfrei\b"
    r"|permitted|authori[sz]ed|autorisée|permitida",
    re.IGNORECASE,
)
"""What a sentence says that grants a licence, and not only speaks of licences."""
_RESERVED_WORDS: Final = tuple(
    """rights recht droits reservados diritti rettighe rättighe oikeude prawa práva minden права prava pravice
    drepturile tüm cipta copyright reproduc published copied permission nachdruck genehmigung 版权所有 版權所有
    無断転載 無斷轉載 무단 الحقوق הזכויות""".split()
)
_LICENCE_WORDS: Final = (
    *"commons cc gfdl gnu domain dominio frei druck open ouverte copyleft republish libre reproduc".split(),
    "c c b y",
)
"""Every notice of reservation and of licence holds one of these, case folded. They are looked for first: searching for
all notices at each character of a page took a tenth of its time."""
_COPYRIGHT: Final = re.compile(r"^(?:©|\(c\)|copyright\b).*\b(?:19|20)[0-9]{2}\b", re.IGNORECASE)


def page_rights(
    tree: HtmlElement, metas: MetaTags, article: StructuredArticle, items: StructuredArticle, blocks: list[PageBlock]
) -> str | None:
    """Every licence, copyright and reuse notice of a page, each once, the machine-made first, parted by semicolons; at
    most 1,000 code points. Never raises."""
    notices: dict[str, str] = {}
    for notice in (*_given(tree, metas, article, items), *_visible(blocks)):
        text = " ".join(notice.replace(SOFT_HYPHEN, "").split())[:MAX_NOTICE_CHARS]
        key = "".join(char for char in text.casefold() if char.isalnum())
        if key and not any(key in known for known in notices):
            notices[key] = text
    joined = ""
    for text in notices.values():
        longer = f"{joined}; {text}" if joined else text
        if len(longer) > MAX_RIGHTS_CHARS:
            break
        joined = longer
    return joined or None


def _given(tree: HtmlElement, metas: MetaTags, article: StructuredArticle, items: StructuredArticle) -> Iterator[str]:
    yield from article.rights
    yield from items.rights
    for _, value in metas.all(RIGHTS_METAS):
        if any(char.isalpha() for char in value):
            yield value
    for name, value in metas.all(RESERVATION_METAS):
        yield f"{name.replace('.', '-')}: {value}"
    yield from (address for address in metas.links.get("license", ()) if "://" in address)
    for link in tree.iter("a"):
        relations = (link.get("rel") or "").lower().split()
        address = (link.get("href") or "").strip()
        if "license" in relations and "://" in address:
            yield f"{text_of(link, MAX_NOTICE_CHARS)} {address}".strip()


def _visible(blocks: list[PageBlock]) -> Iterator[str]:
    """Sentences of licence and reservation in short blocks; a bare copyright line only where nothing more is said."""
    found = 0
    bare: str | None = None
    for block in reversed(blocks):
        text = block.text
        if len(text) > 4 * MAX_NOTICE_CHARS:
            continue
        words = _words(text)
        match = _RESERVED.search(text) if any(map(words.__contains__, _RESERVED_WORDS)) else None
        if match is None and len(text) <= MAX_NOTICE_CHARS and any(map(words.__contains__, _LICENCE_WORDS)):
            match = _LICENCE.search(text) if _GRANT.search(text) else None
        if match is not None and found < MAX_NOTICE_COUNT:
            found += 1
            yield _sentence(text, match.start())
        elif bare is None and len(text) <= MAX_NOTICE_CHARS and _COPYRIGHT.match(text):
            bare = text
    if not found and bare is not None:
        yield bare


def _words(text: str) -> str:
    """A text as patterns see it that ignore case: to them the dotted and the dotless i of Turkish are an i, too."""
    folded = " ".join(text.casefold().split())
    return folded if folded.isascii() else folded.replace("i\u0307", "i").replace("ı", "i")


def _sentence(text: str, place: int) -> str:
    """The part of a text around a place, whole if it is short."""
    if len(text) <= MAX_NOTICE_CHARS:
        return text
    start = max(text.rfind(mark, 0, place) for mark in (". ", "\n", "! ", "? "))
    return text[start + 1 : start + 1 + MAX_NOTICE_CHARS].strip() if place - start < MAX_NOTICE_CHARS else text[place:]
