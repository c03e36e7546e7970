"""Microdata and RDFa of schema.org in a page's elements, as the same nodes that JSON-LD gives."""

from __future__ import annotations

from typing import Any, Final

from lxml.html import HtmlElement

from transforms.read.html.pagetext import MAX_UP_COUNT, tag_of, text_of
from transforms.read.html.structured import Node, StructuredData, types_of

MAX_PROPERTY_COUNT: Final = 2_000
"""Properties read of one page; each costs a walk to its item."""
MAX_BODY_CHARS: Final = 200
"""Text properties beyond this are cut: long texts are read from the page itself."""
_MARKED: Final = (
    "descendant-or-self::*[@itemscope or @itemprop or @itemtype or @typeof or (@property and not(self::meta))]"
)
_SIDE_PROPERTIES: Final = frozenset(
    "comment review author publisher itemListElement isPartOf hasPart about mentions video image".split()
)


def microdata(tree: HtmlElement) -> StructuredData:
    """The items of a page in order, with properties of items that stand within them as nested dicts. Never raises."""
    items: dict[HtmlElement, dict[str, Any]] = {}
    nodes: list[Node] = []
    count = 0
    for element in tree.xpath(_MARKED):
        kind = element.get("itemtype") or element.get("typeof")
        names = element.get("itemprop") or (_bare(element.get("property")) if tag_of(element) != "meta" else "") or ""
        if not (kind or names or element.get("itemscope") is not None):
            continue
        count += 1
        if count > MAX_PROPERTY_COUNT:
            return StructuredData(tuple(nodes), {}, True)
        owner = _owner(element, items)
        value: Any = None
        if kind or element.get("itemscope") is not None:
            value = items[element] = {"@type": list(types_of((kind or "").split()))}
            is_main = owner is None and not set(names.split()) & _SIDE_PROPERTIES
            nodes.append(Node(types_of((kind or "").split()), value, is_main, "microdata"))
        elif owner is not None:
            value = value_of(element)
        if owner is not None and value:
            for name in names.split():
                owner.setdefault(name.rpartition(":")[2], []).append(value)
    return StructuredData(tuple(nodes), {})


def value_of(element: HtmlElement) -> str:
    """A property's value as microdata has it: content, datetime, an address, else the text."""
    for name in ("content", "datetime"):
        given = element.get(name)
        if given and given.strip():
            return str(given).strip()
    attribute = {"a": "", "img": "src", "link": "href", "iframe": "src", "source": "src"}.get(tag_of(element), "")
    return str(element.get(attribute) or "").strip() if attribute else text_of(element, MAX_BODY_CHARS)


def _bare(given: str | None) -> str:
    """RDFa names of schema.org, or none: the names of other vocabularies are meta tags' business."""
    return " ".join(name for name in (given or "").split() if ":" not in name or name.startswith("schema:"))


def _owner(element: HtmlElement, items: dict[HtmlElement, dict[str, Any]]) -> dict[str, Any] | None:
    for count, ancestor in enumerate(element.iterancestors()):
        if ancestor in items:
            return items[ancestor]
        if count >= MAX_UP_COUNT:
            break
    return None
