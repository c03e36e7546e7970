"""What a record holds, by its headers and by its first bytes: a page, a text, or nothing that an article stands in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from transforms.read.magics import BINARIES
from transforms.read.warc import http
from transforms.read.warc.heads import Head

LOOKED_AT_BYTES: Final = 64 * 1024
"""Bytes of a block that decide what it is: the longest HTTP headers, and the beginning of a page."""
SNIFFED_BYTES: Final = 2048
"""Bytes of a body that decide; the WHATWG's sniffing looks at 1,445."""
MAX_CONTROL_RATIO: Final = 0.1
"""Share of control characters above which a body is no text; UTF-16 is told by its mark."""

Form = Literal["page", "text", "none"]

_PAGE_MIMES: Final = frozenset({"text/html", "application/xhtml+xml"})
_TEXT_MIMES: Final = frozenset({"text/plain", "text/markdown", "text/x-markdown"})
_SPEECHLESS_MIMES: Final = frozenset(
    {"application/octet-stream", "binary/octet-stream", "content/unknown", "unknown/unknown"}
)
_PAYLOAD_KINDS: Final = frozenset({"response", "resource", "conversion"})
_NOTE_SCHEMES: Final = frozenset({"metadata", "urn", "dns", "whois", "warcinfo", "filedesc"})
"""Addresses under which crawlers file their own notes, screenshots and look-ups."""
_TEXT_SUFFIXES: Final = ("", "txt", "text", "md", "asc")
_PAGE_STATUSES: Final = frozenset({200, 201, 202, 203, 206})

_MIME: Final = re.compile(r"[a-z0-9.+-]{1,40}/[a-z0-9.+_-]{1,60}")
_KIND: Final = re.compile(r"[a-z-]{1,20}")
_BLANKS: Final = b" \t\r\n\x0b\x0c\0\xef\xbb\xbf\xff\xfe"
_COMMENTS: Final = re.compile(rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*", re.DOTALL)
_PAGE_ROOT: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_PAGE_MARKUP: Final = re.compile(
    rb"<(?:!--|!doctype\s+html|(?:html|head|body|meta|title|script|style|div|span|p|article|section|main|table|h[1-6]|a|br"
    rb"|ul|b|img|iframe|center|font|link)(?=[\s>/]))",
    re.IGNORECASE,
)
_XML_ROOT: Final = re.compile(rb"<(?:rss|feed|rdf:rdf|urlset|sitemapindex|svg|opml)[\s>]", re.IGNORECASE)
_JSON: Final = re.compile(rb'[\[{]\s*(?:["{\[\]}]|-?[0-9]+\s*,|(?:true|false|null)\s*[,\]])')
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Kind:
    """``form`` says how the record is read; where that is none, ``label`` says what it is ("response image/png")."""

    form: Form
    label: str


def kind_of(head: Head, block: bytes) -> Kind:
    """What a record holds whose block begins with ``block`` (as much of it as ``LOOKED_AT_BYTES``, or all)."""
    if head.kind not in _PAYLOAD_KINDS and not (not head.kind and block.startswith(b"HTTP/")):
        return Kind("none", head.kind if _KIND.fullmatch(head.kind) else "record of unknown type")
    kind = head.kind or "response"
    scheme, path = _address(head.url)
    message = message_of(head, block)
    if message.status is not None and message.status not in _PAGE_STATUSES:
        return Kind("none", f"{kind} {message.status}")
    if scheme in _NOTE_SCHEMES and kind != "conversion":
        return Kind("none", f"{kind} {scheme}:")
    if path == "/robots.txt":
        return Kind("none", f"{kind} robots.txt")
    mime = mime_of(head, message)
    is_wide = "utf-16" in (message.fields.get("content-type") or head.mime or "").lower()
    form, label = _form(mime, _body_start(message), path, is_wide=is_wide)
    return Kind(form, f"{kind} {label}")


def message_of(head: Head, block: bytes) -> http.Message:
    """The HTTP message in a block; resources and conversions hold their content bare."""
    return http.parse(block) if head.kind in ("response", "") else http.Message(None, {}, block)


def mime_of(head: Head, message: http.Message) -> str:
    """The media type in small letters, without parameters: HTTP's, else the record's own; empty where none is
    given."""
    if message.status is not None:
        given = message.fields.get("content-type") or head.payload_mime
    else:
        given = head.mime
        if given and given.lower().startswith("application/http"):
            given = head.payload_mime
    mime = (given or "").split(";")[0].split(",")[0].strip().lower()
    return mime if _MIME.fullmatch(mime) else ""


def is_binary(body: bytes) -> bool:
    """Whether the beginning of a body is that of no text."""
    return _magic(body) is not None or _has_controls(body)


def _address(url: str | None) -> tuple[str, str]:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return "", ""
    return parts.scheme.lower(), parts.path


def _body_start(message: http.Message) -> bytes | None:
    """The first bytes of the body as the server meant it; None where its coding is not known, or is damaged from the
    start."""
    body = message.body
    if message.is_chunked:
        body = http.dechunk(body)[0]
    for coding in reversed(message.codings[: http.MAX_CODINGS]):
        unpacked = http.unpack(body, coding, LOOKED_AT_BYTES)
        if unpacked is None or (unpacked.state == "cut" and not unpacked.data):
            return None
        body = unpacked.data
    return body[:SNIFFED_BYTES]


def _form(mime: str, body: bytes | None, path: str, *, is_wide: bool) -> tuple[Form, str]:
    """How a body is read and what to call it. What its bytes show comes first, what its header says second; of UTF-16
    the bytes show little."""
    told = mime or "of unknown type"
    if body is None:
        return ("page", told) if mime in _PAGE_MIMES else ("text", told) if mime in _TEXT_MIMES else ("none", told)
    content = body.lstrip(_BLANKS)
    if not content:
        return "none", "without content"
    is_readable = mime in _PAGE_MIMES or mime in _TEXT_MIMES or not mime or mime in _SPEECHLESS_MIMES
    if not is_readable:
        is_page = _is_page_root(content) and not mime.startswith(("application/json", "text/css"))
        return ("page", told) if is_page else ("none", told)
    if is_wide or body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("text" if mime in _TEXT_MIMES else "page"), told
    magic = _magic(body)
    if magic is not None or _has_controls(body):
        return "none", magic or (mime if mime in _SPEECHLESS_MIMES else "binary")
    if _is_page_root(content):
        return "page", told
    if _JSON.match(content):
        return "none", "JSON"
    if content.startswith(b"<?xml") or _XML_ROOT.match(content):
        return "none", "XML"
    if mime in _PAGE_MIMES or (mime not in _TEXT_MIMES and _PAGE_MARKUP.match(content)):
        return "page", told
    has_text_name = path.rpartition("/")[2].rpartition(".")[2].lower() in _TEXT_SUFFIXES or "." not in path
    return ("text", told) if mime in _TEXT_MIMES or (not mime and has_text_name) else ("none", told)


def _is_page_root(content: bytes) -> bool:
    opening = _COMMENTS.match(content)
    return _PAGE_ROOT.match(content, opening.end() if opening else 0) is not None


def _magic(body: bytes) -> str | None:
    for offset, magic, name in BINARIES:
        if body.startswith(magic, offset) and not (magic.isalnum() and not _CONTROLS.search(body)):
            return name
    return None


def _has_controls(body: bytes) -> bool:
    return len(_CONTROLS.findall(body)) > MAX_CONTROL_RATIO * len(body) + 2
