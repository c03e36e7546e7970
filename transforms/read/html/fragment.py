"""Pieces of HTML inside other formats (the items of feeds, the bodies of JSON records) → blocks, all of their text."""

from __future__ import annotations

import html
import re
from typing import Final

from transforms.model import MarkedBlock, ReadLimits
from transforms.read.html.depth import tag_depth
from transforms.read.html.parse import parse_markup, readable
from transforms.read.html.walk import HEADINGS, PageBlock, page_blocks

_TAG: Final = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s[^<>]*)?/?>|<!--")
_ANY_TAG: Final = re.compile(r"<[^<>]*>")
_ESCAPED_TAG: Final = re.compile(r"&lt;/?(?:p|br|div|a|img|b|i|em|strong|ul|ol|li|h[1-6]|span)\b", re.IGNORECASE)
MOST_DEPTH_COUNT: Final = 2_000
"""Nesting that the parser still keeps; what is deeper is read by cutting its tags."""


def fragment_blocks(markup: str, limits: ReadLimits) -> tuple[MarkedBlock, ...]:
    """A piece of HTML → its text as blocks with the roles heading, caption and paragraph, in reading order.

    Nothing is left out but what no reader sees (scripts, styles, forms' choices, hidden drawings). Entities are
    decoded; a text that was escaped twice is read once more. A text without any tag is plain text: its lines are its
    blocks. Empty where there is no text. Never raises; linear.
    """
    markup = readable(markup)
    if not _TAG.search(markup) and _ESCAPED_TAG.search(markup):
        markup = html.unescape(markup)
    if not _TAG.search(markup):
        return _plain(html.unescape(markup))
    if tag_depth(markup, MOST_DEPTH_COUNT) > min(limits.max_html_depth, MOST_DEPTH_COUNT):
        return _plain(html.unescape(_ANY_TAG.sub("\n", markup)))
    tree = parse_markup(f"<body><div>{markup}</div></body>")
    if tree is None:
        return ()
    return tuple(MarkedBlock(fragment_role(block), block.text) for block in page_blocks(tree))


def fragment_role(block: PageBlock) -> str:
    """heading, caption or paragraph, by the elements that hold the block."""
    place = block.place
    if place.tag in HEADINGS:
        return "heading"
    while place.parent is not None and place.tag not in ("article", "section"):
        if place.tag in ("figcaption", "figure"):
            return "caption"
        place = place.parent
    return "paragraph"


def _plain(text: str) -> tuple[MarkedBlock, ...]:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return tuple(MarkedBlock("paragraph", line) for line in lines if line)
