"""Markup → one tree, whatever the markup is, with limits before work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HTMLParser, HtmlProcessingInstruction, document_fromstring

from transforms.model import ReadLimits, Refusal
from transforms.read.html.depth import PARSER_DEPTH_COUNT, tag_depth

MAX_DATA_URI_CHARS: Final = 32_768
"""Longer embedded data is cut out before parsing; inline pictures of preview size stay below it."""
MAX_LINK_COUNT: Final = 5_000
"""A page with more links loses those that stand by themselves: 988 saved news pages have 1,900 at most."""
_DATA_URI: Final = re.compile(r"data:[a-z0-9.+/-]{0,80}[;,][^\"'\s<>)]{32768,}", re.IGNORECASE)
MAX_TAG_CHARS: Final = 32_768
"""A longer tag loses its attributes: a parser compares each of them with all others."""
_LONG_TAG: Final = re.compile(r"<([a-zA-Z][a-zA-Z0-9:-]{0,80})[\s/][^<>]{32768,}>")
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML tree can hold; libxml2 would end the page at a NUL."""
_CONTROL_BYTES: Final = bytes(set(range(0x20)) - set(b"\t\n\r"))
_CLASSES: Final = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction
)
"""Every element is a plain one. lxml's own lookup asks Python for the class each time an element is touched, only to
give forms and their fields more methods."""
_BODY_TAG: Final = re.compile(r"<(?:body|frameset)[\s>/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: its tree (comments and processing instructions left out), the markup that it was parsed from, and
    flags HTML_BROKEN, HTML_DEPTH, HTML_TRIMMED."""

    root: HtmlElement
    markup: str
    flags: frozenset[str]


def parse_page(markup: str, limits: ReadLimits) -> Page | Refusal:
    """A page's text → its tree, or HTML_DEPTH or TEXT_BOILERPLATE (no element at all). Never raises; linear."""
    flags: set[str] = set()
    markup, is_trimmed = _without_data(markup)
    markup, is_mended = _closed(markup)
    markup, has_long_tag = _with_short_tags(markup)
    if is_trimmed or has_long_tag:
        flags.add("HTML_TRIMMED")
    if is_mended or _BODY_TAG.search(markup) is None:
        flags.add("HTML_BROKEN")
    root, is_cut = _parsed(markup, is_huge=False)
    if is_cut:
        depth = tag_depth(markup, limits.max_html_depth)
        if depth > limits.max_html_depth:
            return Refusal("HTML_DEPTH", f"more than {limits.max_html_depth} elements within each other")
        if depth > PARSER_DEPTH_COUNT // 2:
            flags.add("HTML_DEPTH")
        root, _ = _parsed(markup, is_huge=True)
    if root is None:
        return Refusal("TEXT_BOILERPLATE", "no element")
    if _without_link_masses(root):
        flags.add("HTML_TRIMMED")
    return Page(root, markup, frozenset(flags))


def parse_markup(markup: str) -> HtmlElement | None:
    """The tree of a page or of a piece of one, as deep as the parser goes, or None where there is no element at all.
    Never raises; nothing is fetched."""
    return _parsed(markup, is_huge=True)[0]


def readable(markup: str) -> str:
    """The text with U+FFFD for lone surrogates and control characters, which no tree can hold."""
    return markup if _encoded(markup) is not None else _UNREADABLE.sub("\ufffd", markup)


def _encoded(markup: str) -> bytes | None:
    """The text as UTF-8, or None where there is something in it that no tree can hold. A search of each character for
    all that is so rare takes several times as long."""
    if "\ufffe" in markup or "\uffff" in markup:
        return None
    try:
        data = markup.encode()
    except UnicodeEncodeError:
        return None
    return data if len(data.translate(None, _CONTROL_BYTES)) == len(data) else None


def _parsed(markup: str, *, is_huge: bool) -> tuple[HtmlElement | None, bool]:
    """The tree, and whether a limit of the parser cut it."""
    # Bytes, because lxml refuses text that declares an encoding.
    parser = HTMLParser(
        encoding="utf-8", huge_tree=is_huge, remove_comments=True, remove_pis=True, no_network=True, recover=True
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        root = document_fromstring(_encoded(markup) or _UNREADABLE.sub("\ufffd", markup).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    is_cut = any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)
    if root is not None:
        _take_in(root)
    return root, is_cut


def _take_in(root: HtmlElement) -> None:
    """What stands behind the page's end belongs to its body, as browsers have it; libxml2 makes further roots of it."""
    body = root.find("body")
    for later in list(root.itersiblings()):
        if body is None or not isinstance(later.tag, str):
            continue
        later_body = later.find("body")
        taken = later if later_body is None else later_body
        taken.tag = "div"
        body.append(taken)


def _without_data(markup: str) -> tuple[str, bool]:
    if "data:" not in markup or not _has_run(markup, " \n\"'<>", MAX_DATA_URI_CHARS):
        return markup, False
    cut, count = _DATA_URI.subn("data:,", markup)
    return cut, count > 0


def _with_short_tags(markup: str) -> tuple[str, bool]:
    if not _has_run(markup, "<>", MAX_TAG_CHARS):
        return markup, False
    cut, count = _LONG_TAG.subn(r"<\1>", markup)
    return cut, count > 0


def _has_run(markup: str, ends: str, char_count: int) -> bool:
    """Whether so many characters follow one another without one of ``ends``: told by looking back from the end of each
    such stretch, so that most of a page is never looked at."""
    at = 0
    while at + char_count <= len(markup):
        last = max([markup.rfind(mark, at, at + char_count) for mark in ends])
        if last < 0:
            return True
        at = last + 1
    return False


def _closed(markup: str) -> tuple[str, bool]:
    """The markup with an unclosed comment opened up, so that what follows it is not lost."""
    at = markup.rfind("<!--")
    if at < 0 or markup.find("-->", at) >= 0:
        return markup, False
    return f"{markup[:at]}{markup[at + 4 :]}", True


def _without_link_masses(root: HtmlElement) -> bool:
    """Cuts links that stand by themselves out of a page of very many; links within sentences stay."""
    links = list(root.iter("a"))
    if len(links) <= MAX_LINK_COUNT:
        return False
    for link in links:
        parent = link.getparent()
        before = link.getprevious()
        text_before = parent.text if before is None else before.tail
        if not (link.tail or "").strip() and not (text_before or "").strip():
            parent.remove(link)
    return True
