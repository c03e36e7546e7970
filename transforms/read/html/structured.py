"""What a page says of itself for machines: JSON-LD and microdata of schema.org, as one kind of nodes.

A node is a plain dict with ``@type`` (a tuple of bare names) and its properties. Broken JSON is mended where only one
reading is left; what is too deep or too large is left out.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml.html import HtmlElement

from transforms.model import ReadLimits, Refusal
from transforms.read import strictjson

MAX_SCRIPT_COUNT: Final = 60
MAX_SCRIPT_CHARS: Final = 2 * 2**20
"""Characters of one JSON-LD script; an article with its whole text takes some 0.1 MB."""
MAX_TAG_CHARS: Final = 300
MAX_NODE_COUNT: Final = 20_000
"""Objects and lists walked through in all scripts of a page together."""
JSON_LIMITS: Final = ReadLimits(max_record_keys=20_000, max_json_depth=64)

_OPENINGS: Final = ("<!--", "//", "/*", "<![CDATA[", "*/")
_CLOSINGS: Final = ("-->", "*/", "]]>", "/*", "//", ";")
"""What older pages wrap scripts in, so that neither old browsers nor XML parsers trip over them."""
_LOOSE_COMMA: Final = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*[}\]])', re.DOTALL)
_BAD_ESCAPE: Final = re.compile(r'(\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})|\\')
_ONE_STRING_LINE: Final = re.compile(r'^([ \t]*"[@\w]{1,40}"[ \t]*:[ \t]*")(.*)("[ \t]*,?[ \t\r]*)$', re.MULTILINE)
_BARE_QUOTE: Final = re.compile(r'(\\.)|"')
_SALVAGED: Final = ("datePublished", "dateCreated", "dateModified", "headline", "articleSection", "inLanguage")

ARTICLE_TYPES: Final = frozenset(
    """Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle
    ReviewNewsArticle AskPublicNewsArticle AdvertiserContentArticle SatiricalArticle ScholarlyArticle TechArticle Report
    BlogPosting LiveBlogPosting SocialMediaPosting DiscussionForumPosting CreativeWork Recipe Review CriticReview
    MedicalScholarlyArticle HowTo""".split()
)
PAGE_TYPES: Final = frozenset("WebPage ItemPage AboutPage MedicalWebPage ProfilePage".split())
_MAIN_KEYS: Final = frozenset(("@graph", "mainEntity", "mainEntityOfPage", "@included"))
"""Keys under which what the page is about may stand; under all others stand other things."""


@dataclass(frozen=True, slots=True)
class Node:
    """One object: its types without their addresses, its properties, and whether it stands where the page's main
    entity may stand. ``origin`` is json-ld or microdata."""

    types: tuple[str, ...]
    properties: dict[str, Any]
    is_main_place: bool
    origin: str


@dataclass(frozen=True, slots=True)
class StructuredData:
    """All nodes of a page in order, those with an id by their id, and whether something was too large to be read."""

    nodes: tuple[Node, ...]
    by_id: dict[str, dict[str, Any]]
    is_trimmed: bool = False


def json_ld(tree: HtmlElement, source: str) -> StructuredData:
    """The nodes of every JSON-LD script of a page; of its source where the parser dropped them, as it does deep down.
    Never raises."""
    nodes: list[Node] = []
    by_id: dict[str, dict[str, Any]] = {}
    is_trimmed = False
    budget = MAX_NODE_COUNT
    scripts = [script.text or "" for script in tree.iter("script") if _is_json_ld(script)]
    for count, text in enumerate(scripts or _in_source(source)):
        if count >= MAX_SCRIPT_COUNT or len(text) > MAX_SCRIPT_CHARS or budget <= 0:
            is_trimmed = True
            continue
        values, is_too_much = _values(text)
        is_trimmed |= is_too_much
        for value in values:
            budget = _walk(value, nodes, by_id, budget)
    return StructuredData(tuple(nodes), by_id, is_trimmed)


def _in_source(source: str) -> Iterator[str]:
    place = source.find("ld+json")
    while place >= 0:
        start, end = source.find(">", place, place + MAX_TAG_CHARS), source.find("</script", place)
        if 0 <= start < end:
            yield source[start + 1 : end]
        place = source.find("ld+json", end) if end >= 0 else -1


def _is_json_ld(script: HtmlElement) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _walk(value: Any, nodes: list[Node], by_id: dict[str, dict[str, Any]], budget: int) -> int:
    """Collects the nodes of one script in reading order; gives what is left of the budget."""
    pending: list[tuple[Any, bool]] = [(value, True)]
    while pending and budget > 0:
        item, is_main_place = pending.pop()
        budget -= 1
        if isinstance(item, list):
            pending.extend((part, is_main_place) for part in reversed(item) if isinstance(part, (dict, list)))
        elif isinstance(item, dict):
            types = types_of(item.get("@type"))
            if types:
                nodes.append(Node(types, item, is_main_place, "json-ld"))
            identifier = item.get("@id")
            if isinstance(identifier, str) and len(item) > 1:
                by_id.setdefault(identifier, item)
            pending.extend(
                (part, is_main_place and key in _MAIN_KEYS)
                for key, part in reversed(item.items())
                if isinstance(part, (dict, list))
            )
    return budget


def types_of(given: Any) -> tuple[str, ...]:
    """The bare names of ``@type``: ``https://schema.org/NewsArticle`` and ``schema:NewsArticle`` are NewsArticle."""
    values = given if isinstance(given, list) else [given]
    return tuple(re.split(r"[/#:]", value.strip())[-1] for value in values[:20] if isinstance(value, str) and value)


def _values(text: str) -> tuple[list[Any], bool]:
    """The JSON values of one script, mended if need be, and whether it was too much."""
    text = text.strip()
    for mark in _OPENINGS:
        text = text.removeprefix(mark).lstrip()
    for mark in _CLOSINGS:
        text = text.removesuffix(mark).rstrip()
    if not text:
        return [], False
    for mended in _mendings(text):
        loaded = strictjson.loads(mended.encode("utf-8", "replace"), JSON_LIMITS)
        if not isinstance(loaded, Refusal):
            return [loaded[0]], False
        if loaded.reason in ("JSON_DEPTH", "REC_TOO_WIDE"):
            return [], True
        loose = _loosely(mended)
        if loose:
            return loose, False
    return _salvaged(text), False


def _mendings(text: str) -> Iterator[str]:
    """The text as it stands, then with one common fault more mended each time."""
    yield text
    if text.count("&quot;") > text.count('"'):
        text = html.unescape(text)
        yield text
    text = _LOOSE_COMMA.sub(lambda match: match[1] or "", text)
    yield text
    text = _BAD_ESCAPE.sub(lambda match: match[1] or "", text)
    yield text
    yield _ONE_STRING_LINE.sub(
        lambda match: match[1] + _BARE_QUOTE.sub(lambda quote: quote[1] or '\\"', match[2]) + match[3], text
    )


def _loosely(text: str) -> list[Any]:
    """One or several JSON values behind one another, with keys that stand twice; none if there is any other fault."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    place = 0
    try:
        while place < len(text) and len(values) < MAX_SCRIPT_COUNT:
            value, place = decoder.raw_decode(text, place)
            values.append(value)
            while place < len(text) and text[place] in " \t\r\n,;":
                place += 1
    except (ValueError, RecursionError):
        return []
    return values


def _salvaged(text: str) -> list[Any]:
    """Single strings out of JSON that cannot be mended, if it tells of one article only and gives each once."""
    types = [name for name in re.findall(r'"@type"\s*:\s*"([^"]{1,60})"', text) if types_of(name)[0] in ARTICLE_TYPES]
    if len(types) != 1:
        return []
    found: dict[str, Any] = {"@type": types[0]}
    for key in _SALVAGED:
        given = set(re.findall(rf'"{key}"\s*:\s*"([^"\\]{{1,300}})"', text))
        if len(given) == 1:
            found[key] = given.pop()
    authors = re.findall(r'"author"\s*:\s*\[?\s*\{[^{}]*?"name"\s*:\s*"([^"\\]{1,200})"', text)
    if authors:
        found["author"] = authors[:1]
    return [found]
