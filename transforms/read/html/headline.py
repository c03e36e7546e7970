"""The headline of a page: its element, and its words without the outlet's name that other tags put behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.read.html.metatags import MetaTags
from transforms.read.html.pagetext import text_of, words_of
from transforms.read.html.schema import StructuredArticle, bare_text

MAX_TITLE_CHARS: Final = 500
MAX_HEADLINE_CHARS: Final = 300
"""A heading beyond this has swallowed text that follows it."""
MAX_HEADING_COUNT: Final = 400
"""Headings looked at on one page, in reading order."""
MIN_BARE_CHARS: Final = 4
"""Letters and digits that two titles must share before they are taken for one."""
_TITLE_WORDS: Final = frozenset("headline title entry article post heading".split())
_NO_TITLES: Final = frozenset("undefined untitled home homepage startseite index null none".split())
_SURE: Final = 1.5


@dataclass(frozen=True, slots=True)
class Headline:
    """A page's headline. ``element`` is None where no heading of the page is surely it."""

    element: HtmlElement | None = None
    text: str | None = None


def page_headline(tree: HtmlElement, metas: MetaTags, article: StructuredArticle, items: StructuredArticle) -> Headline:
    """The heading that other tags of the page name too, else the only first heading, else what those tags say. Never
    raises."""
    titles = [
        article.headline,
        items.headline,
        metas.first(("og.title", "parsely.title", "sailthru.title", "cxenseparse.title")),
        metas.first(("twitter.title", "dc.title", "dcterms.title", "citation.title", "title", "headline")),
        next((text_of(element, MAX_TITLE_CHARS) for element in tree.iter("title")), None),
    ]
    known = [title for title in titles if title and title.strip().lower() not in _NO_TITLES]
    bare_known = [bare_text(title) for title in known]
    sites = {bare_text(name) for name in (metas.first(("og.site.name", "application.name")), article.outlet) if name}
    best: tuple[float, HtmlElement, str] | None = None
    for count, element in enumerate(tree.iter("h1", "h2", "h3")):
        if count >= MAX_HEADING_COUNT:
            break
        text = text_of(element, MAX_TITLE_CHARS)
        score = _heading_score(element, bare_text(text), bare_known, sites)
        if text and (best is None or score > best[0]):
            best = score, element, text
    if best is None or best[0] < _SURE:
        element = best[1] if best is not None and best[0] >= 0.5 and best[1].tag == "h1" else None
        return Headline(element, known[0] if known else (best[2] if element is not None and best is not None else None))
    return Headline(best[1], _without_more(best[2], known))


def _heading_score(element: HtmlElement, bare: str, known: Sequence[str], sites: set[str]) -> float:
    if len(bare) < MIN_BARE_CHARS:
        return -9.0
    score: float = 0.0
    for title in known:
        if bare == title:
            score = max(score, 3.0)
        elif title.startswith(bare):
            score = max(score, 2.5)
        elif len(title) >= 2 * MIN_BARE_CHARS and title in bare:
            score = max(score, 2.0)
        elif bare in title and 3 * len(bare) > len(title):
            score = max(score, 1.2 if title.endswith(bare) else 1.5)
    score += 0.6 * (element.tag == "h1") - 0.4 * (element.tag == "h3")
    score += 0.3 * bool(words_of(element, "class", "id", "itemprop") & _TITLE_WORDS)
    if bare in sites:
        score -= 3
    return score - 2.0 * _leads_home(element)


def _leads_home(element: HtmlElement) -> bool:
    """Whether a heading is a link to the site's first page: then it is the site's name."""
    links = [element] if element.tag == "a" else list(element.iter("a"))
    parent = element.getparent()
    if not links and parent is not None and parent.tag == "a":
        links = [parent]
    for link in links[:2]:
        try:
            address = urlsplit((link.get("href") or "#").strip())
        except ValueError:
            continue
        if (
            address.path in ("", "/")
            and not address.query
            and not address.fragment
            and (link.get("href") or "").strip()
        ):
            return True
    return False


def _without_more(text: str, known: Sequence[str]) -> str:
    """The heading, or a title that it holds whole together with a kicker, a date, or a text for want of an end tag."""
    bare = bare_text(text)
    for title in known:
        inner = bare_text(title)
        if inner != bare and 2 * len(inner) > len(bare) and inner in bare:
            return title
        if len(text) > MAX_HEADLINE_CHARS and len(inner) >= MIN_BARE_CHARS and bare.startswith(inner):
            return title
    return text
