"""Small views of a page's elements: their text, their class words, what part of the page they stand in."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

MAX_TEXT_CHARS: Final = 2_000
"""Text taken from one element: names, dates, titles and notices are short."""
MAX_NODE_COUNT: Final = 1_000
"""Elements within one whose text is taken: what holds more is no line."""
MAX_UP_COUNT: Final = 256
"""Ancestors looked at: the parser itself drops what lies deeper."""
UNSEEN: Final = frozenset(("script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea"))
MAX_CLASS_CHARS: Final = 300
SOFT_HYPHEN: Final = "\u00ad"
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def tag_of(element: HtmlElement) -> str:
    """An element's name, lower case, without a namespace; empty for comments."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def text_of(element: HtmlElement, max_chars: int = MAX_TEXT_CHARS) -> str:
    """What a reader sees of an element, white space made even, at most ``max_chars`` code points."""
    pieces: list[str] = []
    size = 0
    skipped: HtmlElement | None = None
    for event, node in islice(etree.iterwalk(element, events=("start", "end", "comment", "pi")), 2 * MAX_NODE_COUNT):
        if event == "start":
            if skipped is None and tag_of(node) in UNSEEN:
                skipped = node
            given = node.text if skipped is None else None
        else:
            if node is skipped:
                skipped = None
            given = node.tail if skipped is None and node is not element else None
        if event == "end" and tag_of(node) in BREAKING:
            pieces.append(" ")
        if given:
            pieces.append(given)
            size += len(given)
            if size > 4 * max_chars:
                break
    return " ".join("".join(pieces).replace(SOFT_HYPHEN, "").split())[:max_chars]


BREAKING: Final = frozenset(
    """p div li br tr td th dt dd h1 h2 h3 h4 h5 h6 section article header footer aside nav figure figcaption time
    address blockquote ul ol dl table""".split()
)
"""Elements that part words."""


def words_of(element: HtmlElement, *names: str) -> frozenset[str]:
    """The words of an element's attributes, lower case: ``entry-datePublished`` gives entry, date and published."""
    if not names:
        one, other = element.get("class"), element.get("id")
        return words_in(f"{one or ''} {other or ''}"[:MAX_CLASS_CHARS]) if one or other else _NO_WORDS
    given = " ".join([str(element.get(name) or "") for name in names])
    return words_in(given[:MAX_CLASS_CHARS])


@lru_cache(maxsize=8192)
def words_in(given: str) -> frozenset[str]:
    """The words of one attribute. Elements of one kind bear one class, on a page and on a site."""
    return frozenset(word.lower() for word in _WORD.findall(given))


_NO_WORDS: Final[frozenset[str]] = frozenset()
