"""One item of a feed, or its channel's header: XML text → its parts as nodes, with the mends that real feeds need."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from transforms.model import ReadLimits, Refusal
from transforms.normalize.encoding import decode

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

_BUILT_IN: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSAND: Final = re.compile(r"&(?:(?:amp|lt|gt|quot|apos);|#([0-9]{1,9});|#[xX]([0-9a-fA-F]{1,8});)?")
_NO_XML_CHAR: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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


def text_of(data: bytes, encoding: str) -> tuple[str, frozenset[str]] | Refusal:
    """Bytes in a declared encoding → (text, flags ENC_*). UTF-8 that is declared as something else is told by its form:
    no text in another encoding has it by chance."""
    if encoding == "utf-8":
        found = decode(data)
        return found if isinstance(found, Refusal) else (found.text, found.flags - {"ENC_GUESSED"})
    if not encoding.startswith(("utf-16", "utf-32")) and not data.isascii():
        try:
            return data.decode("utf-8"), frozenset({"ENC_MISDECLARED"})
        except UnicodeDecodeError:
            pass
    try:
        return data.decode(encoding), frozenset()
    except (UnicodeDecodeError, LookupError):
        pass
    if encoding.startswith(("utf-16", "utf-32")):
        text = data.decode(encoding, "replace")
        return text, frozenset({"ENC_REPLACED"})
    found = decode(data)
    return found if isinstance(found, Refusal) else (found.text, found.flags | {"ENC_MISDECLARED"})


def parse(
    data: bytes,
    encoding: str,
    scope: Scope,
    limits: ReadLimits,
    container: tuple[str, ...] = (),
    *,
    is_whole: bool = True,
) -> Parsed | Refusal:
    """The bytes of one item → its nodes, or XML_SYNTAX with line and column, HTML_DEPTH, REC_TOO_WIDE.

    Named characters of HTML are always understood. Bare ampersands and references to no character (XML_RECOVERED) and
    control characters (TEXT_CONTROL) are mended where the XML is broken without that. With ``container`` (local names
    of elements) the bytes are the head of a document: the first such element is read as far as it goes, its prefixes
    are put into ``scope``, and no error of syntax refuses it. Without ``is_whole`` a missing end is no error.
    """
    decoded = text_of(data, encoding)
    if isinstance(decoded, Refusal):
        return decoded
    text, flags = decoded
    text = _outside_cdata(text.lstrip("\ufeff"), _with_known_entities)
    found = _parse_text(text, scope, limits, container, is_whole)
    if isinstance(found, Refusal) and found.reason == "XML_SYNTAX":
        clean = _NO_XML_CHAR.sub("", text)
        mended = _outside_cdata(clean, _with_escaped_ampersands)
        if mended != text:
            again = _parse_text(mended, scope, limits, container, is_whole)
            if isinstance(again, Refusal):
                return again if again.reason != "XML_SYNTAX" else found
            flags |= {"TEXT_CONTROL"} if clean != text else set()
            flags |= {"XML_RECOVERED"} if mended != clean else set()
            found = again
    return found if isinstance(found, Refusal) else Parsed(found.attributes, found.children, flags)


class _Refused(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.refusal = Refusal(reason, detail)


def _parse_text(
    text: str, scope: Scope, limits: ReadLimits, container: tuple[str, ...], is_whole: bool
) -> Parsed | Refusal:
    collector = _Collector(scope, limits, container)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.characters
    parser.StartDoctypeDeclHandler = collector.doctype
    try:
        parser.Parse(text.encode("utf-8", "replace"), is_whole and not container)
    except _Refused as refused:
        return refused.refusal
    except expat.ExpatError as error:
        if not container:
            return Refusal("XML_SYNTAX", f"{expat.ErrorString(error.code)}, line {error.lineno} column {error.offset}")
    return Parsed(collector.attributes, tuple(collector.done()))


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

    def doctype(self, name: str, system: str | None, public: str | None, has_subset: int) -> None:
        raise _Refused("XML_DTD", "a document type within a record")

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


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """Text with all that stands outside its CDATA sections changed."""
    pieces: list[str] = []
    at = 0
    while True:
        start = text.find("<![CDATA[", at)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            pieces.append(change(text[at:]))
            return "".join(pieces)
        pieces += [change(text[at:start]), text[start:end]]
        at = end


def _with_known_entities(text: str) -> str:
    return _ENTITY.sub(_known_entity, text) if "&" in text else text


def _known_entity(match: re.Match[str]) -> str:
    name = match.group(1)
    characters = None if name in _BUILT_IN else html5.get(f"{name};")
    return match.group() if characters is None else "".join(f"&#{ord(char)};" for char in characters)


def _with_escaped_ampersands(text: str) -> str:
    return _AMPERSAND.sub(_ampersand, text)


def _ampersand(match: re.Match[str]) -> str:
    whole = match.group()
    if len(whole) == 1:
        return "&amp;"
    if match.group(1) is None and match.group(2) is None:
        return whole
    number = int(match.group(1)) if match.group(1) else int(match.group(2), 16)
    is_char = number <= 0x10FFFF and _NO_XML_CHAR.match(chr(number)) is None
    return whole if is_char else ""
