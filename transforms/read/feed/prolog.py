"""What stands before the first element of an XML document: its encoding, its document type, and what its root is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from transforms.model import Refusal
from transforms.normalize.encoding import stream_encoding

PROLOG_BYTES: Final = 256 * 1024
"""Units within which the root of a feed has to begin; real prologs stay below 2 KiB."""
WIDTHS: Final = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}

_DECLARED: Final = re.compile(rb"\s*<\?xml\s[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._:-]{0,40})[\"']")
_WIDER: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
"""Declared encodings that are read as a wider one, which all of their texts fit (WHATWG Encoding Standard, section
4.2)."""

_NO_ENCODINGS: Final = frozenset({"utf-7", "unicode_escape", "raw-unicode-escape", "idna", "punycode", "hz"})
"""Codecs that give ASCII back and yet read some of it as escapes."""

_PART: Final = re.compile(
    rb"<(?:(?P<comment>!--)|(?P<instruction>\?)|(?P<doctype>!DOCTYPE)(?=[\s>\[])|(?P<root>[A-Za-z_][\w:.-]{0,80})(?=[\s/>]))",
    re.IGNORECASE,
)
_DOCTYPE_PART: Final = re.compile(rb"<!--|<\?|<!ENTITY|[\"'\[\]>]", re.IGNORECASE)
_ENDS: Final = {b"<!--": b"-->", b"<?": b"?>", b'"': b'"', b"'": b"'"}
_EXTERNAL: Final = re.compile(
    rb"<!DOCTYPE\s+[^\s\[>\"']+\s+(?:PUBLIC\s+(?P<public>\"[^\"]*\"|'[^']*')|SYSTEM\s+(?P<system>\"[^\"]*\"|'[^']*'))",
    re.IGNORECASE,
)
_KNOWN_TYPES: Final = re.compile(
    rb"-//W3C//DTD X?HTML [^\"']*|-//IETF//DTD HTML[^\"']*|-//Netscape Communications//DTD RSS 0\.9\d?//EN|"
    rb"about:legacy-compat",
    re.IGNORECASE,
)
"""Document types that declare nothing but the named characters of HTML, which are known without fetching them."""

_ATTRIBUTE: Final = re.compile(rb"""\s(xmlns(?::[\w.-]+)?)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_RSS10: Final = (b"http://purl.org/rss/1.0/", b"/rdf/simple/0.9/", b"/rdf/simple/0.91/")
_ATOM: Final = (b"http://www.w3.org/2005/Atom", b"http://purl.org/atom/ns#")
_WRAPPERS: Final = (b"html", b"body")
"""Elements that some servers put around a feed."""


@dataclass(frozen=True, slots=True)
class Root:
    """The root of a feed: where its tag begins (units), its name as written, and that of its items."""

    start: int
    name: bytes
    item_name: bytes


def narrow(data: bytes, encoding: str) -> bytes:
    """Text in any encoding → one byte a unit of it, ASCII as it is: mark-up stands at the same units in both.

    ``data`` holds whole units. Encodings of single bytes and those in which no second byte is below 0x40 (all that
    feeds use) are their own.
    """
    if encoding not in WIDTHS:
        return data
    text = data.decode(encoding, "surrogatepass" if encoding.startswith("utf-16") else "replace")
    if encoding.startswith("utf-16"):
        text = _ASTRAL.sub("\ufffd\ufffd", text)
    units = text.encode("latin-1", "replace")
    # Broken UTF-32 may decode to another number of characters.
    return units if len(units) * WIDTHS[encoding] == len(data) else b"?" * (len(data) // WIDTHS[encoding])


_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")


def declared_encoding(head: bytes) -> tuple[str, int]:
    """(codec, length of the byte order mark in bytes) of an XML stream by its first bytes.

    A mark or the pattern of UTF-16 and UTF-32 count first, then the XML declaration; ``utf-8`` where neither says
    anything, or something that is no encoding of ASCII-compatible text.
    """
    encoding, bom_bytes, _ = stream_encoding(head)
    if bom_bytes or encoding in WIDTHS:
        return encoding, bom_bytes
    match = _DECLARED.match(head)
    if match is None:
        return "utf-8", 0
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
        name = _WIDER.get(name, name)
        # Codecs that are no character encodings (base64, rot13) fail here, as do those that ASCII is not part of.
        is_usable = b"<a>&;'\"".decode(name) == "<a>&;'\"" and name not in _NO_ENCODINGS
    except (LookupError, UnicodeError, ValueError):
        return "utf-8", 0
    return (name if is_usable else "utf-8"), 0


def look(head: bytes) -> Root | Refusal:
    """The beginning of an XML document in one byte a unit → the root of a feed, or why it is none.

    XML_ENTITY where the document declares entities, XML_DTD where it names an outside document type that is not one of
    the well-known (nothing is ever fetched), TYPE_UNSUPPORTED where its root is no feed's. Never raises, linear.
    """
    at = 0
    while (match := _PART.search(head, at)) is not None:
        if match["comment"] or match["instruction"]:
            end = head.find(_ENDS[match.group()], match.end())
            if end < 0:
                break
            at = end
        elif match["doctype"]:
            found = _doctype(head, match.start())
            if isinstance(found, Refusal):
                return found
            at = found
        else:
            local = match["root"].rpartition(b":")[2]
            if local.lower() not in _WRAPPERS:
                return _root(head, match)
            at = match.end()
    return Refusal("TYPE_UNSUPPORTED", "XML without a feed's root")


def _doctype(head: bytes, start: int) -> int | Refusal:
    """Where a document type declaration ends, or why it is not taken."""
    at, depth = start + len(b"<!DOCTYPE"), 0
    while (match := _DOCTYPE_PART.search(head, at)) is not None:
        part = match.group()
        at = match.end()
        if part in _ENDS:
            end = head.find(_ENDS[part], at)
            if end < 0:
                break
            at = end + len(_ENDS[part])
        elif part == b"[":
            depth += 1
        elif part == b"]":
            depth -= 1
        elif part == b">":
            if depth <= 0:
                return _external(head, start) or at
        else:
            return Refusal("XML_ENTITY", "the document type declares entities")
    return Refusal("XML_DTD", "a document type that does not end")


def _external(head: bytes, start: int) -> Refusal | None:
    match = _EXTERNAL.match(head, start)
    if match is None:
        return None
    if _KNOWN_TYPES.fullmatch((match["public"] or match["system"]).strip(b"\"' \t\r\n")):
        return None
    return Refusal("XML_DTD", "an outside document type")


def _root(head: bytes, match: re.Match[bytes]) -> Root | Refusal:
    name = match["root"]
    prefix, colon, local = name.rpartition(b":")
    end = head.find(b"<", match.end())
    attributes = [(m.group(1), m.group(2) or m.group(3) or b"") for m in _ATTRIBUTE.finditer(head[match.end() : end])]
    if local == b"feed":
        return Root(match.start(), name, prefix + colon + b"entry")
    if local == b"entry" and any(uri in _ATOM for _, uri in attributes):
        return Root(match.start(), name, name)
    if name in (b"rss", b"channel"):
        return Root(match.start(), name, b"item")
    if local == b"RDF":
        for key, uri in attributes:
            if uri.endswith(_RSS10):
                return Root(match.start(), name, (key.partition(b":")[2] + b":item").lstrip(b":"))
    return Refusal("TYPE_UNSUPPORTED", f"XML with the root {name[:40].decode('ascii', 'replace')}")
