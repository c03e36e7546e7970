"""Markup → one tree, whatever the markup is."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML tree can hold; libxml2 would end the page at a NUL."""


def parse_markup(markup: str) -> HtmlElement | None:
    """The page's tree without comments and processing instructions, or None where there is no element at all. Never
    raises; nothing is fetched."""
    readable = _UNREADABLE.sub("\ufffd", markup)
    # Bytes, because lxml refuses text that declares an encoding.
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, recover=True
    )
    try:
        root = document_fromstring(readable.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    _take_in(root)
    return root


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
