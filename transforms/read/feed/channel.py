"""What a feed says once for all its items: the channel, as it travels in a preamble."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Final

import orjson

from transforms.model import ReadLimits, Refusal
from transforms.read.feed.markup import MAX_PREFIXES, Parsed, Scope, parse
from transforms.read.feed.words import HTTP, joined, license_of, person_of, plain

CONTAINERS: Final = ("channel", "feed", "Channel")
MAX_VALUE_CHARS: Final = 2_000
"""Of one value of the channel; so a preamble stays far below the 64 KiB that one may have."""
MAX_PREFIX_CHARS: Final = 40
MAX_AUTHORS: Final = 10


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed's own title, address, language, rights and authors, and how its items are to be decoded and read.

    ``base`` is what relative links start from, where that is not ``link``: ``xml:base``, or the feed's own address.
    ``prefixes`` are the document's namespace prefixes with the usual ones. ``is_recovered`` tells that the document is
    broken before the items that this channel stands for.
    """

    encoding: str = "utf-8"
    title: str | None = None
    link: str | None = None
    base: str | None = None
    language: str | None = None
    rights: str | None = None
    authors: tuple[str, ...] = ()
    prefixes: dict[str, str] = field(default_factory=dict)
    is_recovered: bool = False

    def to_bytes(self) -> bytes:
        """As a preamble's data."""
        return orjson.dumps(asdict(self))

    @classmethod
    def from_bytes(cls, data: bytes) -> Channel:
        """From a preamble's data; an empty channel where it is none. Never raises."""
        try:
            given = orjson.loads(data)
        except orjson.JSONDecodeError:
            return cls()
        if not isinstance(given, dict):
            return cls()
        words = {name: given[name] for name in _WORDS if isinstance(given.get(name), str)}
        authors, prefixes = given.get("authors"), given.get("prefixes")
        return cls(
            **words,
            authors=tuple(name for name in authors if isinstance(name, str)) if isinstance(authors, list) else (),
            prefixes={key: value for key, value in prefixes.items() if isinstance(value, str)}
            if isinstance(prefixes, dict)
            else {},
            is_recovered=given.get("is_recovered") is True,
        )


_WORDS: Final = ("encoding", "title", "link", "base", "language", "rights")


def channel_of(header: bytes, encoding: str, limits: ReadLimits) -> Channel:
    """The bytes between a feed's root and its first item → its channel. Never raises; what cannot be read is left
    out."""
    scope = Scope()
    parsed = parse(header, encoding, scope, limits, CONTAINERS)
    prefixes = {
        prefix: usual
        for prefix, usual in list(scope.prefixes.items())[:MAX_PREFIXES]
        if len(prefix) <= MAX_PREFIX_CHARS and len(usual) <= MAX_PREFIX_CHARS + 1
    }
    if isinstance(parsed, Refusal):
        return Channel(encoding=encoding, prefixes=prefixes)
    link, own = _link(parsed, "alternate"), _link(parsed, "self")
    base = parsed.attributes.get("xml:base") or (own if link is None or not HTTP.match(link) else None)
    if base is not None:
        base = joined(own or link, base)
    return Channel(
        encoding=encoding,
        title=_cut(plain(_text(parsed, "title", "dc:title", "itunes:title"))),
        link=_cut(joined(base, link) if link else None),
        base=_cut(base),
        language=_cut(_text(parsed, "language", "dc:language") or parsed.attributes.get("xml:lang")),
        rights=_cut(license_of(parsed.children)),
        authors=tuple(
            name[: MAX_VALUE_CHARS // MAX_AUTHORS]
            for node in parsed.children
            if node.name == "author" and (name := person_of(node)) is not None
        )[:MAX_AUTHORS],
        prefixes=prefixes,
    )


def _text(parsed: Parsed, *names: str) -> str | None:
    for name in names:
        for node in parsed.children:
            if node.name == name and node.text.strip():
                return node.text.strip()
    return None


def _link(parsed: Parsed, rel: str) -> str | None:
    """The outlet's page (alternate): RSS names it in the element's text, Atom in a link; or where the feed itself
    stands (self)."""
    for node in parsed.children:
        if node.name == "link" and node.attributes.get("rel", "alternate") == rel:
            link = node.attributes.get("href") or node.text
            if link.strip():
                return link.strip()
    return None


def _cut(value: str | None) -> str | None:
    return value[:MAX_VALUE_CHARS] if value else None
