"""Which of a page's nodes is the page's own article, and what it says."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from transforms.read.html.structured import ARTICLE_TYPES, PAGE_TYPES, Node, StructuredData

MAX_VALUE_CHARS: Final = 2_000
MAX_NAME_COUNT: Final = 50
MIN_TITLE_CHARS: Final = 12
"""A shorter title stands within others by chance."""
_NEWS_TYPES: Final = frozenset(name for name in ARTICLE_TYPES if name.endswith("Article")) | {"BlogPosting", "Report"}
_PUBLISHED_KEYS: Final = ("datePublished", "dateCreated", "uploadDate")
_NAME_KEYS: Final = ("name", "legalName", "alternateName")


@dataclass(frozen=True, slots=True)
class PageSelf:
    """How a page names itself elsewhere: its addresses and its titles. Nodes are held against it. ``base`` is its first
    address, whole."""

    urls: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    base: str = ""

    def has_url(self, url: str) -> bool:
        """Whether an address is one of the page's, whatever the scheme, query and last slash."""
        return bool(url) and bare_url(url) in self.urls

    def has_title(self, title: str) -> bool:
        """Whether a title is one of the page's, or the beginning or body of one (outlets put their name behind)."""
        bare = bare_text(title)
        return len(bare) >= MIN_TITLE_CHARS and any(bare in given or given in bare for given in self.titles)


def page_self(urls: Iterable[str | None], titles: Iterable[str | None]) -> PageSelf:
    """The page's own addresses and titles, folded for comparing."""
    folded = (bare_text(title) for title in titles if title)
    given = [url for url in urls if url]
    return PageSelf(
        frozenset(bare for url in given if (bare := bare_url(url))),
        tuple(title for title in folded if len(title) >= MIN_TITLE_CHARS),
        given[0] if given else "",
    )


def bare_url(url: str) -> str:
    """Host and path of an address; empty where there is no path to tell it from others."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query and path.count("/") <= 1 else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{path}{query}" if path or query else ""


def bare_text(text: str) -> str:
    """Letters and digits alone, case folded."""
    return "".join(char for char in text[:MAX_VALUE_CHARS].casefold() if char.isalnum())


@dataclass(frozen=True, slots=True)
class StructuredArticle:
    """What the page's nodes say of its article. ``dates`` are (label, words) of its publication, ``page_dates`` of
    the page as such, best first."""

    headline: str | None = None
    description: str | None = None
    body: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()
    page_dates: tuple[tuple[str, str], ...] = ()
    modified: tuple[tuple[str, str], ...] = ()
    rights: tuple[str, ...] = ()


def structured_article(data: StructuredData, page: PageSelf) -> StructuredArticle:
    """The article that the nodes tell of: each property from the best node that has it. Never raises."""
    ranked = _ranked(data.nodes, page)
    nodes = [node.properties for _, node in ranked]
    reader = _Reader(data.by_id)
    origin = ranked[0][1].origin if ranked else ""

    def first(read: Callable[[Any], str | None], *keys: str) -> str | None:
        found = (read(node.get(key)) for node in nodes for key in keys)
        return next((value for value in found if value), None)

    articles = [node for _, node in ranked if not set(node.types) & PAGE_TYPES]
    pages = [node for _, node in ranked if set(node.types) & PAGE_TYPES]
    return StructuredArticle(
        headline=first(reader.text, "headline")
        or next((name for node in articles if (name := reader.text(node.properties.get("name")))), None),
        description=first(reader.text, "description"),
        body=first(reader.body, "articleBody", "text"),
        section=first(reader.section, "articleSection"),
        language=first(reader.language, "inLanguage"),
        url=first(reader.address, "url", "mainEntityOfPage", "@id"),
        outlet=first(reader.name, "publisher", "sourceOrganization"),
        authors=next(
            (names for node in nodes if (names := reader.names(node.get("author") or node.get("creator")))), ()
        ),
        dates=tuple(_dates(reader, [node.properties for node in articles], origin, _PUBLISHED_KEYS)),
        page_dates=tuple(_dates(reader, [node.properties for node in pages], origin, _PUBLISHED_KEYS[:1])),
        modified=tuple(_dates(reader, nodes, origin, ("dateModified",))),
        rights=tuple(dict.fromkeys(_rights(reader, nodes))),
    )


_SURE_SCORE: Final = 6


def _ranked(nodes: Sequence[Node], page: PageSelf) -> list[tuple[int, Node]]:
    """The nodes that may be the page's article or the page itself, best first. Several articles side by side of which
    none bears the page's address or title are a list of other pages': then only the page's own node stays."""
    scored: list[tuple[int, Node]] = []
    rivals = 0
    for node in nodes:
        is_article, is_page = bool(set(node.types) & ARTICLE_TYPES), bool(set(node.types) & PAGE_TYPES)
        if not (is_article or is_page):
            continue
        score = _own_score(node, page)
        if score <= 0 and not node.is_main_place:
            continue
        if is_article and score <= 0:
            rivals += 1
        score += 2 * node.is_main_place + 2 * is_article + bool(set(node.types) & _NEWS_TYPES)
        scored.append((score, node))
    if rivals > 1:
        scored = [(score, node) for score, node in scored if score >= _SURE_SCORE or set(node.types) & PAGE_TYPES]
    return sorted(scored, key=lambda entry: -entry[0])


def _own_score(node: Node, page: PageSelf) -> int:
    given = node.properties
    score = 0
    addresses = [given.get(key) for key in ("url", "@id", "mainEntityOfPage")]
    if any(page.has_url(address) for value in addresses for address in _addresses(value)):
        score += 6
    if any(
        isinstance(title, str) and page.has_title(title)
        for key in ("headline", "name")
        for title in _flat(given.get(key))
    ):
        score += 5
    return score


def _flat(value: Any) -> list[Any]:
    return value[:MAX_NAME_COUNT] if isinstance(value, list) else [value]


def _addresses(value: Any) -> Iterator[str]:
    for part in _flat(value):
        if isinstance(part, str):
            yield part.partition("#")[0]
        elif isinstance(part, dict):
            for key in ("@id", "url"):
                if isinstance(part.get(key), str):
                    yield part[key].partition("#")[0]


def _dates(
    reader: _Reader, nodes: Sequence[dict[str, Any]], origin: str, keys: Sequence[str]
) -> Iterator[tuple[str, str]]:
    for key in keys:
        for node in nodes:
            value = reader.text(node.get(key))
            if value:
                yield f"{origin} {key}", value


def _rights(reader: _Reader, nodes: Sequence[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        for key in ("copyrightNotice", "license", "usageInfo", "copyrightHolder"):
            value = reader.name(node.get(key)) or reader.address(node.get(key))
            if not value:
                continue
            if key == "copyrightHolder":
                year = reader.text(node.get("copyrightYear"))
                yield f"© {year} {value}" if year else f"© {value}"
            else:
                yield value


@dataclass(frozen=True, slots=True)
class _Reader:
    """Values of any JSON shape → text, names, addresses; None where the shape says nothing."""

    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)

    def text(self, value: Any) -> str | None:
        for part in _flat(value):
            if isinstance(part, dict):
                part = part.get("@value") or part.get("name")
            if type(part) is int:
                part = str(part)
            if isinstance(part, str) and part.strip():
                return " ".join(html.unescape(part[:MAX_VALUE_CHARS]).split())
        return None

    def body(self, value: Any) -> str | None:
        """A long text with its line ends."""
        parts = [part for part in _flat(value) if isinstance(part, str)]
        return "\n\n".join(parts).strip() or None

    def section(self, value: Any) -> str | None:
        parts = [text for part in _flat(value) if (text := self.text(part))]
        return parts[0] if parts else None

    def language(self, value: Any) -> str | None:
        part = _flat(value)[0] if _flat(value) else None
        if isinstance(part, dict):
            part = part.get("alternateName") or part.get("name")
        return part.strip() if isinstance(part, str) and part.strip() else None

    def address(self, value: Any) -> str | None:
        return next((given for given in _addresses(value) if given.strip()), None)

    def name(self, value: Any) -> str | None:
        return next(iter(self.names(value)), None)

    def names(self, value: Any) -> tuple[str, ...]:
        """Names of persons or organisations: given as text, as objects, or by the id of an object elsewhere."""
        found: dict[str, None] = {}
        for part in _flat(value):
            if isinstance(part, dict):
                if not any(key in part for key in _NAME_KEYS) and isinstance(part.get("@id"), str):
                    part = self.by_id.get(part["@id"], part)
                name = next((text for key in _NAME_KEYS if (text := self.text(part.get(key)))), None)
            else:
                name = self.text(part)
            if name:
                found.setdefault(name)
        return tuple(found)
