"""One item of a feed, or its channel's header: XML text → its parts as nodes, with the mends that real feeds need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from transforms.model import ReadLimits, Refusal
from transforms.read.feed.mending import mended

MAX_PREFIXES: Final = 100
"""Namespace prefixes that count, of a feed and of one element; feeds declare up to 20."""
NODE_DEPTH: Final = 4
"""Levels below the container that are kept as nodes; what lies deeper is text of its parent, or mark-up."""

NAMESPACES: Final[dict[str, str]] = {
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/net/rss1.1#": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://web.resource.org/cc/": "cc",
    "http://backend.userland.com/creativeCommonsRssModule": "cc",
    "http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html": "cc",
    "http://creativecommons.org/ns#": "cc",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
"""Namespace → the prefix that it has here; the vocabularies of feeds themselves have none."""
_USUAL: Final = frozenset({*NAMESPACES.values(), "atom", "creativeCommons"})
_SAME_AS: Final = {"atom": "", "creativeCommons": "cc"}

_MARKED: Final = frozenset(
    """title description summary content content:encoded subtitle tagline rights copyright dc:title dc:description
    dc:rights dcterms:abstract itunes:summary media:description xhtml:body xhtml:div body div""".split()
)
"""Elements whose child elements are mark-up of their text."""
_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""Elements of HTML without an end tag: ``</br>`` would be read as a second line end."""


@dataclass(slots=True)
class Node:
    """One element below the container: its name with the usual prefix (``dc:creator``), its attributes (names with the
    usual prefix too), its text, and its child elements. ``markup`` tells that ``text`` is mark-up put together from
    child elements."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)
    is_markup: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A container (an item, or a channel) with its attributes and children, and what was mended (flags)."""

    attributes: Mapping[str, str]
    children: tuple[Node, ...]
    flags: frozenset[str] = frozenset()


@dataclass(slots=True)
class Scope:
    """What a stretch of XML inherits: prefix → usual prefix."""

    prefixes: dict[str, str] = field(default_factory=dict)


def parse(
    data: bytes, encoding: str, scope: Scope, limits: ReadLimits, container: tuple[str, ...] = ()
) -> Parsed | Refusal:
    """The bytes of one item → its nodes, or XML_SYNTAX with line and column, HTML_DEPTH, REC_TOO_WIDE.

    Named characters of HTML are always understood. Bare ampersands and references to no character (XML_RECOVERED) and
    control characters (TEXT_CONTROL) are mended where the XML is broken without that. With ``container`` (local names
    of elements) the bytes are the head of a document: the first such element is read as far as it goes, its prefixes
    are put into ``scope``, and no error of syntax refuses it.
    """
    collector = _Collector(scope, limits, container)

    def attempt(text: str) -> Refusal | None:
        nonlocal collector
        collector = _Collector(scope, limits, container)
        return _expat(text, collector, is_whole=not container)

    flags = mended(data, encoding, attempt)
    if isinstance(flags, Refusal):
        if not container or flags.reason != "XML_SYNTAX":
            return flags
        flags = frozenset()
    return Parsed(collector.attributes, tuple(collector.done()), flags)


def syntax_error(data: bytes, encoding: str, *, is_whole: bool = True) -> Refusal | None:
    """XML_SYNTAX if ``parse`` gives it for the same bytes: the same mends and parser, without the cost of nodes.
    Without ``is_whole`` a missing end is no error."""
    found = mended(data, encoding, lambda text: _expat(text, None, is_whole=is_whole))
    return found if isinstance(found, Refusal) and found.reason == "XML_SYNTAX" else None


class _Refused(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.refusal = Refusal(reason, detail)


def _expat(text: str, collector: _Collector | None, *, is_whole: bool) -> Refusal | None:
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if collector is not None:
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = collector.start
        parser.EndElementHandler = collector.end
        parser.CharacterDataHandler = collector.characters
    try:
        parser.Parse(text.encode("utf-8", "replace"), is_whole)
    except _Refused as refused:
        return refused.refusal
    except expat.ExpatError as error:
        return Refusal("XML_SYNTAX", f"{expat.ErrorString(error.code)}, line {error.lineno} column {error.offset}")
    return None


def _refuse_doctype(name: str, system: str | None, public: str | None, has_subset: int) -> None:
    raise _Refused("XML_DTD", "a document type within a record")


class _Collector:
    """Builds the nodes below the container while expat calls. Depth counts all open elements."""

    def __init__(self, scope: Scope, limits: ReadLimits, container: tuple[str, ...]) -> None:
        self.limits = limits
        self.container = container
        self.depth = 0
        self.container_depth = 0
        self.attributes: dict[str, str] = {}
        self.scopes = [scope.prefixes]
        self.inherited: dict[str, str] = {}
        self.children: list[Node] = []
        self.open: list[tuple[Node, list[str]]] = []
        self.markup_depth = 0

    def start(self, name: str, given: list[str]) -> None:
        self.depth += 1
        if self.depth > self.limits.max_html_depth:
            raise _Refused("HTML_DEPTH", f"elements nested deeper than {self.limits.max_html_depth}")
        if self.markup_depth:
            self._mark_up(name, given)
            return
        if not self.container_depth:
            self._look_for_container(name, given)
            return
        level = self.depth - self.container_depth
        if level > NODE_DEPTH:
            return
        if len(self.open) == 1 and self.open[0][0].name in _MARKED:
            self._turn_into_markup()
            self._mark_up(name, given)
            return
        attributes = self._scoped(given)
        node = Node(self._usual(name), attributes)
        (self.open[-1][0].children if self.open else self.children).append(node)
        if not self.open and len(self.children) > self.limits.max_record_keys:
            raise _Refused("REC_TOO_WIDE", f"more than {self.limits.max_record_keys} elements")
        self.open.append((node, []))

    def end(self, name: str) -> None:
        level = self.depth - self.container_depth
        self.depth -= 1
        if self.markup_depth:
            if self.depth + 1 > self.markup_depth:
                local = name.rpartition(":")[2]
                if local not in _VOID:
                    self.open[-1][1].append(f"</{local}>")
                return
            self.markup_depth = 0
        if not self.container_depth or level > NODE_DEPTH:
            return
        if level == 0:
            self.container_depth = 0
            self.container = ("",)
            return
        if self.open and level == len(self.open):
            node, pieces = self.open.pop()
            node.text = "".join(pieces)
            self.scopes.pop()

    def characters(self, text: str) -> None:
        if self.open:
            self.open[-1][1].append(escape(text) if self.markup_depth else text)

    def done(self) -> list[Node]:
        """The container's nodes; those that are still open have the text that came."""
        for node, pieces in self.open:
            node.text = "".join(pieces)
        return self.children

    def _look_for_container(self, name: str, given: list[str]) -> None:
        attributes = self._scoped(given)
        if not self.container or name.rpartition(":")[2] in self.container:
            self.container_depth = self.depth
            self.attributes = {**self.inherited, **attributes}
        self.inherited |= {key: value for key, value in attributes.items() if key.startswith("xml:")}
        if self.container:
            # What the elements around an item declare holds for the items.
            self.scopes[0].update(dict(list(self.scopes[-1].items())[:MAX_PREFIXES]))

    def _turn_into_markup(self) -> None:
        node, pieces = self.open[-1]
        pieces[:] = [escape(piece) for piece in pieces]
        node.is_markup = True
        self.markup_depth = self.depth - 1

    def _mark_up(self, name: str, given: list[str]) -> None:
        local = name.rpartition(":")[2]
        pairs = zip(given[::2], given[1::2], strict=True)
        written = "".join(f" {key}={quoteattr(value)}" for key, value in pairs if not key.startswith("xmlns"))
        self.open[-1][1].append(f"<{local}{written}>")

    def _scoped(self, given: list[str]) -> dict[str, str]:
        """Attributes with usual prefixes; the element's own declarations become the innermost scope."""
        pairs = list(zip(given[::2], given[1::2], strict=True))
        declared = {
            key.partition(":")[2]: NAMESPACES.get(uri.strip(), f"?{key.partition(':')[2]}")
            for key, uri in pairs
            if key == "xmlns" or key.startswith("xmlns:")
        }
        if len(declared) > MAX_PREFIXES:
            raise _Refused("REC_TOO_WIDE", f"more than {MAX_PREFIXES} namespaces")
        self.scopes.append({**self.scopes[-1], **declared} if declared else self.scopes[-1])
        return {
            self._usual(key) if ":" in key else key: value
            for key, value in pairs
            if key != "xmlns" and not key.startswith("xmlns:")
        }

    def _usual(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        usual = self.scopes[-1].get(prefix)
        if usual is None:
            # A prefix that nobody declared means what it means elsewhere.
            usual = _SAME_AS.get(prefix, prefix) if prefix in _USUAL or not prefix else f"?{prefix}"
        return f"{usual}:{local}" if usual else local
