"""Short texts of feeds: titles, people, rights, as plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urljoin

from transforms.read.feed.markup import Node

HTTP: Final = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
"""The beginning of an absolute address."""
MAX_RIGHTS: Final = 5
"""Notices of rights that are kept of one item or channel."""
MAX_NAME_CHARS: Final = 300

_INLINE: Final = (
    "a|abbr|acronym|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|nobr|ol|p|q|s|samp|"
    "script|small|span|strike|strong|style|sub|sup|time|tt|u|ul|var|wbr"
)
_TAG: Final = re.compile(rf"</?(?P<name>{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SILENT: Final = re.compile(r"<(script|style)\b[^<>]*>[^<]*(?:<(?!/?(?:script|style)\b)[^<]*)*</\1\s*>", re.IGNORECASE)
_BLOCK_TAGS: Final = frozenset("br div h1 h2 h3 h4 h5 h6 hr li ol p ul".split())
_MAIL: Final = re.compile(r"[^\s@<>()\"',;]{1,64}@[^\s@<>()\"',;]{1,255}")
_MAIL_AND_NAME: Final = re.compile(rf"\s*(?:mailto:)?{_MAIL.pattern}\s*\(\s*([^()]+?)\s*\)\s*")
_NAME_AND_MAIL: Final = re.compile(rf"\s*[\"']?([^<>()\"@]+?)[\"']?\s*[<(]\s*(?:mailto:)?{_MAIL.pattern}\s*[>)]\s*")
_RIGHTS: Final = (
    "rights copyright dc:rights dcterms:rights dcterms:license dcterms:rightsHolder cc:license license media:copyright"
    " media:license"
).split()


def plain(markup: str | None) -> str | None:
    """A title or name in HTML → its words in one line; None where there are none.

    Only tags that HTML has within lines are taken for such: "x < y" and "List<T>" are words. Entities are decoded once
    more where the text was escaped twice.
    """
    if markup is None:
        return None
    text = _untagged(markup)
    decoded = html.unescape(text)
    if decoded != text and "<" not in text:
        # Mark-up that was escaped once too often shows as tags only now.
        decoded = _untagged(decoded)
    return " ".join(decoded.split()) or None


def _untagged(text: str) -> str:
    if "<" not in text:
        return text
    return _TAG.sub(lambda match: " " if match["name"].lower() in _BLOCK_TAGS else "", _SILENT.sub(" ", text))


def person_of(node: Node) -> str | None:
    """An author's element → the name. RSS gives "mail (Name)", Atom a child element; a mail address alone is no name
    and is not kept."""
    named = [child.text for child in node.children if child.name in ("name", "foaf:name") and child.text.strip()]
    text = named[0] if named else node.text
    if not named and node.children:
        return None
    return name_in(text)


def name_in(text: str) -> str | None:
    """The name in an author's words, without mail addresses."""
    words = (plain(text[: 4 * MAX_NAME_CHARS]) or "")[:MAX_NAME_CHARS]
    match = _MAIL_AND_NAME.fullmatch(words) or _NAME_AND_MAIL.fullmatch(words)
    if match is not None:
        words = match.group(1).strip()
    words = _MAIL.sub(" ", words)
    return " ".join(words.replace("()", " ").replace("<>", " ").split()).strip(" ,;") or None


def license_of(nodes: Iterable[Node]) -> str | None:
    """Copyright notices and licences of an item or channel, each once, joined by ``; ``."""
    found: dict[str, None] = {}
    for node in nodes:
        value: str | None = None
        if node.name in _RIGHTS:
            value = plain(node.text) or node.attributes.get("rdf:resource") or node.attributes.get("url")
        elif node.name == "link" and "license" in node.attributes.get("rel", "").split():
            value = node.attributes.get("href")
        if value and len(found) < MAX_RIGHTS:
            found.setdefault(value.strip())
    return "; ".join(found) or None


def joined(base: str | None, link: str) -> str:
    """A link as an absolute one, if its base allows; never raises."""
    link = "".join(link.split("\n")).strip()
    if base is None or HTTP.match(link):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def bare(text: str) -> str:
    """A text as its letters and digits alone, without case: what is the same in it is said twice."""
    return "".join(filter(str.isalnum, text)).casefold()
