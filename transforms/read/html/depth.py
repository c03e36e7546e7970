"""How deeply a page is nested, told before any parser sees it."""

from __future__ import annotations

import re
from typing import Final

PARSER_DEPTH_COUNT: Final = 256
"""libxml2 drops what lies deeper unless it is told to read huge trees."""
_TAG: Final = re.compile(r"<(?:(!--)|(/)?([a-zA-Z][a-zA-Z0-9:-]*))")
_VOID: Final = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_RAW: Final = frozenset(("script", "style", "textarea", "title", "xmp", "noembed", "noframes"))
"""Elements whose content holds no tags."""
_SELF_CLOSING: Final = frozenset("p li dt dd tr td th option optgroup thead tbody tfoot colgroup rp rt".split())
"""Elements that the next of their kind ends, so that unclosed ones do not nest."""


def tag_depth(markup: str, most: int) -> int:
    """The deepest nesting of elements, told by their tags; stops counting above ``most``. Linear in the text.

    A parser may close tags earlier; it never nests deeper, but for elements whose end tag is optional.
    """
    depth = deepest = at = 0
    size = len(markup)
    lowered: str | None = None
    while at < size:
        found = _TAG.search(markup, at)
        if found is None:
            break
        at = found.end()
        if found.group(1):
            end = markup.find("-->", at)
            if end < 0:
                break
            at = end + 3
            continue
        tag = found.group(3).lower()
        if found.group(2):
            if tag not in _SELF_CLOSING and tag not in _VOID and depth:
                depth -= 1
            continue
        if tag in _VOID or tag in _SELF_CLOSING:
            continue
        if tag in _RAW:
            lowered = lowered if lowered is not None else _ascii_lowered(markup)
            end = lowered.find(f"</{tag}", at)
            at = end if end >= 0 else size
            depth += 1
            continue
        close = markup.find(">", at, at + 2)
        if close >= 0 and markup[close - 1] == "/":
            continue
        depth += 1
        if depth > deepest:
            deepest = depth
            if deepest > most:
                break
    return deepest


def _ascii_lowered(markup: str) -> str:
    """Small letters without changing any length, as ``lower`` would for ``İ``."""
    return markup.translate(_LOWER)


_LOWER: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
