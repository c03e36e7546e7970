"""The tags of a page's head: meta names and their values, links by their relation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

MAX_TAG_COUNT: Final = 2_000
"""Meta and link elements read of one page; the longest heads seen have some 300."""
MAX_VALUE_CHARS: Final = 4_000

_SEPARATOR: Final = re.compile(r"[:_\-.\s]+")


@dataclass(frozen=True, slots=True)
class MetaTags:
    """Values by folded name (``article:published_time`` and ``article-published-time`` are both
    ``article.published.time``), and addresses by link relation, each in the order of the page."""

    values: Mapping[str, tuple[str, ...]]
    links: Mapping[str, tuple[str, ...]]

    def first(self, names: Sequence[str]) -> str | None:
        """The first value of the first name that has one."""
        return next((value for _, value in self.all(names)), None)

    def all(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """(name, value) of every value of these names, in the order of the names."""
        return [(name, value) for name in names for value in self.values.get(name, ())]


def folded(name: str) -> str:
    """A meta name with its letters small and every separator a dot."""
    return _SEPARATOR.sub(".", name.strip().lower()).strip(".")


def meta_tags(tree: HtmlElement) -> MetaTags:
    """The meta and link elements of a whole page, wherever they stand. Empty values count as absent. Never raises."""
    values: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    for count, element in enumerate(tree.iter("meta", "link")):
        if count >= MAX_TAG_COUNT:
            break
        if element.tag == "link":
            address = (element.get("href") or "").strip()
            for relation in (element.get("rel") or "").lower().split():
                if address:
                    links.setdefault(relation, []).append(address)
            continue
        value = " ".join((element.get("content") or element.get("value") or "").split())[:MAX_VALUE_CHARS]
        if not value:
            continue
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            given = element.get(attribute) or ""
            # RDFa puts several names into one attribute: "dc:date dc:created".
            for name in given.split() if attribute in ("property", "itemprop") else [given]:
                known = values.setdefault(folded(name), [])
                if name and value not in known:
                    known.append(value)
    return MetaTags(
        {name: tuple(found) for name, found in values.items()}, {name: tuple(found) for name, found in links.items()}
    )
