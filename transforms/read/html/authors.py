"""Who wrote a page: the names that it gives for machines and those that it shows, without what is no name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from transforms.normalize.bylines import person_name
from transforms.read.html.layout import PageLayout, shape_of
from transforms.read.html.metatags import MetaTags
from transforms.read.html.pagetext import MAX_CLASS_CHARS, text_of, words_in
from transforms.read.html.schema import StructuredArticle, bare_text

MAX_NAME_CHARS: Final = 80
MAX_NAME_WORDS: Final = 7
MAX_LINE_CHARS: Final = 160
MAX_FIELD_CHARS: Final = 400
"""A longer value is a text that got into the field."""
MAX_LEAD_INS: Final = 3
"""Words such as "Author" and "By" that may stand before one name."""
NEAR_CHARS: Final = 200
"""Authors of one article stand together."""
MAX_ELEMENT_COUNT: Final = 200
"""Elements looked at on one page that are named for authors; more stand in lists of articles only."""
MIN_PLACE_SCORE: Final = 1.0
MAX_TRIED: Final = 12

AUTHOR_METAS: Final = tuple(
    """parsely.author sailthru.author article.author og.article.author cxenseparse.author
    shareaholic.article.author.name byl dc.creator dcterms.creator citation.author dc.author author authors
    twitter.data1""".split()
)
_AUTHOR_WORDS: Final = frozenset(
    """author authors autor autoren autorin autore auteur auteurs autores byline bylines verfasser redakteur reporter
    writer skribent forfatter journalist avtor autori""".split()
)
_NOT_AUTHOR_WORDS: Final = frozenset("avatar image img bio description social follow count link links box".split())
_LEAD_IN: Final = re.compile(
    r"^\W*(?:(?:view\s+|see\s+)?all\s+posts\s+by|(?:zeige\s+)?alle\s+(?:beiträge|artikel)\s+von"
    r"|voir\s+tous\s+les\s+articles\s+de|ver\s+todas\s+las\s+entradas\s+de"
    r"|(?:(?:written|posted|published|reported|story|text|words|created|erstellt|geschrieben|veröffentlicht|publiziert"
    r"|gepostet|verfasst|eingestellt|escrito|publicado|scritto|pubblicato|geschreven|geplaatst|skrevet|publié|écrit|rédigé"
    r"|foto|photos?|autor(?:in|en)?|auteure?s?|author|interview|ein\s+\w+|eine\s+\w+|artikel|beitrag)\s+)?(?:by|von|vom|par"
    r"|por|door|av|af|przez|di)|autor(?:in|en|es|a|e)?|auteure?s?|authors?|text|texte|texto|testo|tekst|words|автор"
    r"|redakteur(?:in)?|from|(?:post\s)?author|(?:und\s)?interview(?=\s*:))\b(?:\s*\S{0,2}:)?\s*",
    re.IGNORECASE,
)
_LINE: Final = re.compile(
    r"(?:^|[\s|,·•–—-])(?:by|von|par|por|door|av|af|przez|di|autor(?:in)?\s?:|author\s?:|auteur\s?:|автор\s?:)\s+"
    r"((?:[^\W\d_][\w.'’-]*+\s?){1,5}?)(?=\s*(?:$|[|,;·•–—(]|-\s|\b(?:am|on|at|um|le|el|il|op|den|in|vor|and|und|für|for)\b"
    r"|\d))",
    re.IGNORECASE,
)
_CUT: Final = re.compile(
    r"\s*(?:[|•·]|\s[–—-]\s|\(|\[|<|\s@|\S+@\S+|\bhttps?:|\bwww\.|\b[0-3]?\d[./ ]"
    r"|\b(?:am|on|um)\s+[\w.,]*\s*\d|(?<!\w)\d{4}|\bmore\s+posts\b|\n).*$",
    re.DOTALL,
)
_PARTED: Final = re.compile(
    r"\s*(?:[;/&+\n]|,(?!\s*(?:jr|sr|ph\.?d|md|m\.d)\b)|\s(?:and|und|et|og|och|en|ve|и)\s"
    r"|\s[ye]\s(?=[^\W\d_]+\s[^\W\d_]))\s*",
    re.IGNORECASE,
)
_URL: Final = re.compile(
    r"^(?:https?:)?//|^www\.|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/\S*)?$|^@|[@{}<>=]", re.IGNORECASE
)
_INITIAL: Final = re.compile(r"\s(?:[^\W\d_]|[JS]r)\.$")
_COMPANY: Final = re.compile(
    r"\b(?:gmbh|ag|kg|ltd|limited|inc|llc|corp|e\.?\s?v|e\.?g|b\.?v|s\.?a|s\.?r\.?l|plc|a/s|oy|ab)\.?$", re.IGNORECASE
)
_DESKS: Final = frozenset(
    """editor editors editorial staff redaktion redactie redaction rédaction redacción redazione redação desk newsdesk
    team newsroom editorialteam onlineredaktion webredaktion newsredaktion diesredaktion agentur agenturen agencies dpa
    afp apa reuters ap sda reporter staffwriter gast guest""".split()
)
"""Who signs for nobody in particular."""
_NO_AUTHORS: Final = frozenset(
    """admin administrator author autor auteur unknown anonymous anonym anonymus noauthor none null undefined webmaster
    user news online superuser root test mehr more comments kommentare share teilen follow folgen stand veröffentlicht
    published posted updated datum vor ca""".split()
)
"""What programs write where there is no author, and words of the lines in which authors stand."""


def page_authors(
    tree: HtmlElement, metas: MetaTags, article: StructuredArticle, items: StructuredArticle, layout: PageLayout
) -> tuple[str, ...]:
    """Authors' names, each once, in the order given: those that the page shows beside its headline, else what its
    structured data says, else its meta tags. Names of the outlet itself, of desks and addresses are left out; a desk
    stands where there is nothing else. Never raises."""
    outlets = {bare_text(name) for name in (article.outlet, items.outlet, *_site_names(metas)) if name}
    sources: list[Sequence[str]] = [
        article.authors,
        items.authors,
        *_shown(tree, layout),
        *([value] for _, value in metas.all(AUTHOR_METAS)),
        list(_lines(layout)),
    ]
    given = [list(dict.fromkeys(names_in(source))) for source in sources]
    for is_desk in (False, True):
        for names in given:
            kept = [name for name in names if _is_author(name, outlets, is_desk=is_desk)]
            if kept:
                return tuple(dict.fromkeys(_fullest(name, given[:2]) for name in kept))
    return ()


def _is_author(name: str, outlets: set[str], *, is_desk: bool) -> bool:
    bare = bare_text(name)
    return bare not in outlets and bare not in _NO_AUTHORS and (bare in _DESKS) == is_desk and not _COMPANY.search(name)


def _fullest(name: str, given: list[list[str]]) -> str:
    """A first name alone, or the whole name that another place gives behind it."""
    if " " in name:
        return name
    start = f"{name.casefold()} "
    return next(
        (other for names in given for other in names if other.casefold().startswith(start) and person_name(other)), name
    )


def _site_names(metas: MetaTags) -> Iterator[str]:
    for _, value in metas.all(("og.site.name", "application.name", "publisher", "dc.publisher", "copyright")):
        yield value


def names_in(values: Iterable[str]) -> Iterator[str]:
    """The names in author fields or lines, lead-ins, dates, roles and addresses off. What is too long or an address is
    left out."""
    for value in values:
        if len(value) > MAX_FIELD_CHARS:
            continue
        text = " ".join(value.split())
        for _ in range(MAX_LEAD_INS):
            text = _LEAD_IN.sub("", text, count=1)
        if _URL.search(text) and " " not in text:
            continue
        for part in _PARTED.split(_CUT.sub("", text)):
            name = _LEAD_IN.sub("", part, count=1).strip(" ,:;-–—\"“”'’").lstrip(".")
            if not _INITIAL.search(name):
                name = name.rstrip(". ")
            if _is_name(name):
                yield name


def _is_name(name: str) -> bool:
    if not name or len(name) > MAX_NAME_CHARS or len(name.split()) > MAX_NAME_WORDS or _URL.search(name):
        return False
    letters = sum(char.isalpha() for char in name)
    return letters >= 2 and 2 * letters >= len(name)


def _shown(tree: HtmlElement, layout: PageLayout) -> Iterator[list[str]]:
    """The texts of elements that are named for authors and stand with the article, best place first."""
    elements = list(islice(filter(_is_named_for_authors, tree.iter(*_TAGS)), MAX_ELEMENT_COUNT))
    alike = Counter(shape_of(element) for element in elements)
    scored: list[tuple[float, HtmlElement, str]] = []
    for element in elements:
        text = text_of(element, MAX_LINE_CHARS + 1)
        place = layout.place_score(element, layout.start_of(element))
        if not text or len(text) > MAX_LINE_CHARS or place is None:
            continue
        score = place + 2 * ("author" in (element.get("rel") or "")) - 2 * (alike[shape_of(element)] > 4)
        score -= len(text) / MAX_LINE_CHARS
        if score >= MIN_PLACE_SCORE:
            scored.append((score, element, text))
    for _, best, _ in sorted(scored, key=lambda entry: -entry[0])[:MAX_TRIED]:
        shape, start_char = shape_of(best), layout.start_of(best)
        yield [
            text
            for _, element, text in scored
            if shape_of(element) == shape and abs(layout.start_of(element) - start_char) <= NEAR_CHARS
        ]


_TAGS: Final = ("a", "span", "p", "div", "li", "address", "strong", "em", "b", "i", "cite", "small", "h4", "h5", "h6")


def _is_named_for_authors(element: HtmlElement) -> bool:
    relation = element.get("rel")
    if relation and "author" in relation.lower().split():
        return True
    name, own_id, item = element.get("class"), element.get("id"), element.get("itemprop")
    if not (name or own_id or item):
        return False
    return _are_for_authors(f"{name or ''} {own_id or ''} {item or ''}"[:MAX_CLASS_CHARS])


@lru_cache(maxsize=8192)
def _are_for_authors(names: str) -> bool:
    words = words_in(names)
    return bool(words & _AUTHOR_WORDS) and not words & _NOT_AUTHOR_WORDS


def _lines(layout: PageLayout) -> Iterator[str]:
    """Names behind "by" in short lines beside the headline."""
    for block, start_char in zip(layout.blocks, layout.starts, strict=True):
        if len(block.text) > MAX_LINE_CHARS:
            continue
        found = _LINE.search(block.text)
        if found is None:
            continue
        place = layout.place_score(block.place.element, start_char)
        starts = not block.text[: found.start()].strip()
        if place is not None and place >= (2.0 if starts else 3.0) and (starts or re.search(r"\d{4}", block.text)):
            yield found[1].strip()
            return
