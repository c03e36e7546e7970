"""Where things stand on a page: near its headline, in a margin, among comments, in a list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, islice
from typing import Final
from urllib.parse import urljoin

from lxml.html import HtmlElement

from transforms.read.html.pagetext import tag_of, words_of
from transforms.read.html.schema import PageSelf
from transforms.read.html.walk import PageBlock

MAX_UP_COUNT: Final = 64
"""Ancestors that tell where something stands; pages as people make them are 40 deep at most."""
MAX_ENTRY_LEVELS: Final = 4
MAX_ENTRY_LINKS: Final = 3
"""How deep and how rich in links an entry of a list is: picture, title and "more" lead to one page."""
NEAR_BEFORE_CHARS: Final = 400
NEAR_AFTER_CHARS: Final = 700
"""How far before and behind the headline its date and authors stand: a kicker or a picture's text may come between."""

_META_WORDS: Final = frozenset(
    """meta metadata byline info posted post entry author details kicker subline submitted headline title header head
    dachzeile article deck credit credits""".split()
)
_ARTICLE_WORDS: Final = frozenset("article post entry hentry story beitrag artikel node detail single".split())
_COMMENT_WORDS: Final = frozenset(
    """comment comments commentlist kommentar kommentare commentaires comentarios reply replies respond disqus
    tweet""".split()
)
_SIDE_WORDS: Final = frozenset(
    """related recommended recommend recommendations sidebar recent popular latest trending menu nav navigation
    breadcrumb breadcrumbs carousel slider swiper newsletter similar promo ticker teasers mostread calendar
    events event archive archives navbar""".split()
)
_SIDE_TAGS: Final = frozenset(("nav", "aside", "blockquote", "figure", "figcaption", "form", "select"))
_WIDGET: Final = re.compile(r"(?:^|\s)widget")
"""A box of a blog's margin; makers of page builders call every box a widget, with their own name before it."""


class PageLayout:
    """The order of a page's elements and blocks, and its headline among them. Offsets count characters of text."""

    def __init__(
        self, tree: HtmlElement, blocks: Sequence[PageBlock], headline: HtmlElement | None, page: PageSelf | None = None
    ) -> None:
        """``blocks`` in reading order; ``headline`` the element of the page's headline, if it is known; ``page`` its
        own addresses."""
        self.page = page or PageSelf()
        self.blocks = blocks
        self.starts = [0, *accumulate(len(block.text) for block in blocks)][: len(blocks)]
        self.headline = headline
        self._order = {element: place for place, element in enumerate(tree.iter())}
        self._places = [self._order.get(block.place.element, 0) for block in blocks]
        self._own = frozenset(headline.iterancestors()) if headline is not None else frozenset()
        self._head_char = None if headline is None else self.start_of(headline)

    def start_of(self, element: HtmlElement) -> int:
        """Characters of text before an element."""
        at = self._block_at(element)
        return self.starts[max(at, 0)] if self.starts else 0

    def text_at(self, element: HtmlElement) -> str:
        """The text of the block in which an element stands, or of the one before it."""
        at = self._block_at(element)
        return self.blocks[at].text if at >= 0 else ""

    def place_score(self, element: HtmlElement, start_char: int) -> float | None:
        """How likely something in this place is said of the article: about 4 beside the headline, below 0 in a margin;
        None among comments."""
        score = 0.0
        for level, ancestor in enumerate((element, *element.iterancestors())):
            tag, words = tag_of(ancestor), words_of(ancestor)
            if level > MAX_UP_COUNT or ancestor in self._own:
                score += (tag == "article" or bool(words & _ARTICLE_WORDS)) - (tag in ("body", "html"))
                break
            if words & _COMMENT_WORDS and not words & _META_WORDS:
                return None
            score -= _side_weight(ancestor, tag, words)
            score += 0.5 * (level < 3 and bool(words & _META_WORDS))
        if self._head_char is None:
            return score
        distance = start_char - self._head_char
        is_near = -NEAR_BEFORE_CHARS <= distance <= NEAR_AFTER_CHARS
        return score + (3 - abs(distance) / NEAR_AFTER_CHARS if is_near else -1)

    def is_entry_of_itself(self, element: HtmlElement) -> bool:
        """Whether an element stands in a short entry of a list whose link leads to this very page: lists of the newest
        articles name the page itself too."""
        for level, ancestor in enumerate((element, *element.iterancestors())):
            if level > MAX_ENTRY_LEVELS or ancestor in self._own or ancestor is self.headline:
                return False
            links = [ancestor] if tag_of(ancestor) == "a" else list(islice(ancestor.iter("a"), MAX_ENTRY_LINKS + 1))
            if len(links) > MAX_ENTRY_LINKS:
                return False
            if any("#" not in (link.get("href") or "#") and self.page.has_url(self._absolute(link)) for link in links):
                return True
        return False

    def _absolute(self, link: HtmlElement) -> str:
        try:
            return str(urljoin(self.page.base, (link.get("href") or "").strip()))
        except ValueError:
            return ""

    def _block_at(self, element: HtmlElement) -> int:
        return bisect_right(self._places, self._order.get(element, 0)) - 1


def shape_of(element: HtmlElement) -> tuple[str, str, str]:
    """What elements of one list have in common: their name and class, and those of what holds them."""
    parent = element.getparent()
    return (
        tag_of(element),
        (element.get("class") or "")[:80],
        "" if parent is None else f"{tag_of(parent)}.{(parent.get('class') or '')[:80]}",
    )


def _side_weight(element: HtmlElement, tag: str, words: frozenset[str]) -> float:
    """How surely what stands in an element is not of the article."""
    if tag in _SIDE_TAGS or words & _SIDE_WORDS or _WIDGET.search(element.get("class") or ""):
        return 3.0
    if tag == "header":
        # The masthead: papers print today's date there.
        return (
            0.0
            if any(
                tag_of(outer) in ("article", "main", "section")
                for outer in islice(element.iterancestors(), MAX_UP_COUNT)
            )
            else 3.0
        )
    if tag == "footer" or "footer" in words:
        return 1.5
    return 1.5 if "teaser" in words else 0.0
