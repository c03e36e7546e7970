"""The main text of a page: which of its blocks are the article, and what each is.

Every block is judged by itself. What an extractor (trafilatura) chose is the strongest of many signs; the others are
ours: where the block stands, what its elements are called, whether it speaks of the same things as the article, what
our lists of furniture say, and whether the page repeats it for machines (``areas.py``, ``signs.py``). Their weights
are fitted (``tools/fit_main_text.py``) and packaged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Final

from lxml.html import HtmlElement

from transforms.model import MarkedBlock, ReadLimits
from transforms.read.html.areas import Item, gather, squeezed
from transforms.read.html.fragment import fragment_blocks, fragment_role
from transforms.read.html.pageroles import marked_blocks
from transforms.read.html.signs import LITTLE_WORDS, give_signs
from transforms.read.html.walk import PageBlock

MOST_EXTRACT_BLOCKS: Final = 10_000
"""Pages of more blocks are judged without the extractor, whose time grows faster than the page (14 s for 300,000)."""
MOST_JUDGED_BLOCKS: Final = 20_000
"""Of pages of more blocks the paragraphs are taken as they stand: 988 saved news pages have 5,000 at most."""
LEAST_PARAGRAPH_BLANKS: Final = 9
LEAST_STRUCTURED_CHARS: Final = 200
"""A shorter text for machines is a summary."""
STRUCTURED_RATIO: Final = 3.0
"""The text for machines stands for the page's where it is so many times longer: the page shows only a beginning."""


@dataclass(frozen=True, slots=True)
class MainText:
    """The blocks of a page's article in reading order, with roles; cut blocks between them are furniture.

    ``flags``: TEXT_FALLBACK where the extractor found little and the page's own blocks were taken."""

    blocks: tuple[MarkedBlock, ...]
    flags: frozenset[str] = frozenset()


@cache
def _extractor() -> Callable[[HtmlElement], object]:
    # Imported late: only those who read pages pay for its tables. It reports pages without text as errors.
    from trafilatura import bare_extraction
    from trafilatura.settings import Extractor

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    # Made once, because it reads its settings file again each time; txt, because the text of its tree is taken here.
    options = Extractor(output_format="txt", fast=True, comments=False)
    return partial(bare_extraction, options=options)


def extracted(root: HtmlElement, blocks: Sequence[PageBlock]) -> str:
    """The squeezed text that trafilatura chooses from a page; empty where it finds none. The tree loses its scripts,
    styles and drawings, which the extractor would copy again and again; its text stays as it is."""
    if len(blocks) > MOST_EXTRACT_BLOCKS:
        return ""
    for element in list(root.iter("script", "style", "svg", "iframe")):
        if "json" not in (element.get("type") or "") and element.getparent() is not None:
            element.drop_tree()
    try:
        found = _extractor()(root)
    except Exception:  # whatever a page does to the extractor, its blocks are still there
        return ""
    body = getattr(found, "body", None)
    return squeezed("".join(body.itertext())) if body is not None else ""


@cache
def weights() -> Mapping[str, float]:
    """``weights.tsv``: how much each sign counts, in log odds."""
    text = (files("transforms.read.html") / "data" / "weights.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, value in rows}


def score(item: Item) -> float:
    """Log odds that a block is the article's; above 0 it is kept."""
    weight_of = weights().get
    return sum([value * weight_of(name, 0.0) for name, value in item.signs.items()])


def judged_items(
    root: HtmlElement, blocks: Sequence[PageBlock], title: str | None, structured: Sequence[MarkedBlock]
) -> list[Item]:
    """Every block of a page with its signs."""
    items = gather(blocks, extracted(root, blocks))
    text = squeezed("".join(block.text for block in structured))
    give_signs(items, title, text if len(text) >= LEAST_STRUCTURED_CHARS else "")
    return items


def main_text(
    root: HtmlElement,
    blocks: Sequence[PageBlock],
    title: str | None,
    structured_body: str | None,
    limits: ReadLimits,
) -> MainText:
    """A page's tree (which loses its scripts), the blocks of its body, its title and the text that it repeats for
    machines → the blocks of its article."""
    structured = fragment_blocks(structured_body, limits) if structured_body else ()
    if len(blocks) > MOST_JUDGED_BLOCKS:
        plain = tuple(MarkedBlock(fragment_role(block), block.text) for block in blocks if _is_paragraph(block))
        return MainText(plain, frozenset({"TEXT_FALLBACK"}))
    items = judged_items(root, blocks, title, structured)
    kept = [score(item) > 0 for item in items]
    kept_chars = sum(len(item.key) for item, is_kept in zip(items, kept, strict=True) if is_kept)
    machine_chars = sum(len(squeezed(block.text)) for block in structured)
    if machine_chars >= LEAST_STRUCTURED_CHARS and machine_chars > STRUCTURED_RATIO * kept_chars:
        return MainText(structured, frozenset({"TEXT_FALLBACK"}))
    return MainText(marked_blocks(items, kept), frozenset({"TEXT_FALLBACK"} if _is_fallback(items, kept) else ()))


def _is_fallback(items: Sequence[Item], kept: Sequence[bool]) -> bool:
    """Whether the extractor found little, and less than was kept without it."""
    chosen = sum(item.word_count for item in items if item.is_chosen)
    own = sum(item.word_count for item, is_kept in zip(items, kept, strict=True) if is_kept and not item.is_chosen)
    return chosen < LITTLE_WORDS and own > chosen


def _is_paragraph(block: PageBlock) -> bool:
    return block.link_chars * 2 < len(block.text) and block.text.count(" ") >= LEAST_PARAGRAPH_BLANKS
