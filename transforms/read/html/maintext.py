"""The main text of a page, block by block, with roles."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from lxml.html import HtmlElement

from transforms.model import MarkedBlock
from transforms.read.html.fragment import fragment_role
from transforms.read.html.walk import page_blocks


@dataclass(frozen=True, slots=True)
class MainText:
    """The blocks of a page's article in reading order; flags TEXT_FALLBACK."""

    blocks: tuple[MarkedBlock, ...]
    flags: frozenset[str] = frozenset()


_SPACE: Final = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """A text without white space, so that texts compare whatever their breaks."""
    return _SPACE.sub("", text)


@cache
def _extract() -> Callable[..., object]:
    # Imported late: only those who read pages pay for its tables. It reports pages without text as errors.
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return bare_extraction


def main_text(root: HtmlElement, title: str | None, structured_body: str | None) -> MainText:
    """A page's tree (unchanged) → the blocks of its article."""
    blocks = page_blocks(root)
    try:
        found = _extract()(root, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # whatever a page does to the extractor, its blocks are still there
        found = None
    body = getattr(found, "body", None)
    kept = squeezed("".join(body.itertext())) if body is not None else ""
    marked = [MarkedBlock(fragment_role(block), block.text) for block in blocks if squeezed(block.text) in kept]
    return MainText(tuple(marked))
