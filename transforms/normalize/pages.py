"""Which blocks of a whole page are the article's: the rules' view of a text weighed by the page model.

A text that shows no sign of a page around it is left to the rules alone: nothing but what they mark is cut from it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.normalize.evidence import features
from transforms.normalize.furniture import ENDING_KINDS, Judged, find_core, find_end, trim_tail
from transforms.normalize.page_model import article_shares, page_model


@dataclass(frozen=True, slots=True)
class PageLimits:
    """When a text is a page, and how sure the model must be."""

    least_sign_count: int = 3
    """Pieces of furniture and of runs of links that make a page. Saved pages have dozens; clean articles seldom have
    two."""
    least_run_count: int = 3
    """So many short blocks in a row without a sentence are a run of links."""
    least_share: float = 0.08
    """A block is cut where the model gives it less. Of 285 pages that the model had not seen, it alone at 0.05 loses
    1.2 % of the article's words and 90.7 % of what it keeps is the article's; at 0.1 1.4 and 92.3, at 0.3 2.3 and
    94.7."""
    past_share: float = 0.7
    """What the model must give to a block below a mark of the article's end."""
    sure_share: float = 0.95
    """What it must give to a block that the rules take for furniture because of a phrase within it. Any other evidence
    of theirs stands: of whole lines of the lists, beginnings and lists of links hardly any is the article's."""
    most_head_count: int = 8
    """So few blocks above the article are its own head: captions and leads, about which the model knows little."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The article in its text: its ``first`` block and the ``end`` after its last. ``cut``: blocks between them, and
    around the headline, that are not its own."""

    first: int
    end: int
    cut: frozenset[int] = frozenset()


_LIMITS: Final = PageLimits()


def is_page(judged: Sequence[Judged], limits: PageLimits = _LIMITS) -> bool:
    """Whether the text shows signs of the page that it stood on."""
    signs = run = 0
    for item in judged:
        run = run + 1 if item.is_link_like and not item.is_furniture else 0
        signs += (item.is_furniture and item.kind is not None) or run >= limits.least_run_count
        if signs >= limits.least_sign_count:
            return True
    return False


def find_extent(judged: Sequence[Judged], limits: PageLimits = _LIMITS) -> Extent:
    """Where the article stands among the blocks of a text. ``judged`` is changed where the model is sure that what the
    rules cut is the article's."""
    marked = find_end(judged)
    first, end = find_core(judged, marked)
    tail = trim_tail(judged, end)
    if not is_page(judged, limits):
        return Extent(first, tail)
    shares = article_shares(features(judged, (first, end, tail)), page_model())
    kept = [
        place
        for place, (item, share) in enumerate(zip(judged, shares, strict=True))
        if share >= _least_share(item, limits, is_past=place >= marked)
    ]
    if not any(judged[place].is_prose for place in kept):
        return Extent(first, tail)
    for place in kept:
        if judged[place].kind is not None:
            judged[place].is_furniture = False
    top = 0 if first == 0 and kept[0] < limits.most_head_count else kept[0]
    return Extent(top, kept[-1] + 1, frozenset(range(kept[0] if top == 0 else 0, len(judged))).difference(kept))


def _least_share(item: Judged, limits: PageLimits, *, is_past: bool) -> float:
    """What the model must give to a block for it to be kept; more than it can give where the rules stand."""
    if item.is_furniture and item.kind is not None:
        return limits.sure_share if item.place == "within" and item.kind not in ENDING_KINDS else math.inf
    return limits.past_share if is_past else limits.least_share
