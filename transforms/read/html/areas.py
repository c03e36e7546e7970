"""The blocks of a page with the elements around them: how much text each holds, and which is the article's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from transforms.normalize.blocks import Block, WrapLimits, effective_word_count, has_final_mark
from transforms.normalize.furniture import Judged, judge_all
from transforms.read.html.marks import marks_of
from transforms.read.html.walk import PageBlock, Place

_WRAP: Final = WrapLimits()
MOST_WORTH_WORDS: Final = 60
"""A longer paragraph counts no more where the article's element is sought, so that one notice does not outweigh it."""
CORE_STEPS: Final = 4
"""So many elements up a paragraph speaks for; articles rarely wrap their paragraphs deeper."""
CORE_FADE: Final = 0.6
"""What is left of its worth at each step after the first two (readability's rule halves it for the grandparent)."""
LEAST_KEY_CHARS: Final = 25
"""Shorter texts stand in many places of a page, so they are found again only where the order fits."""
NEAR_CHARS: Final = 2_000


def squeezed(text: str) -> str:
    """A text without white space, so that texts compare whatever their breaks."""
    return "".join(text.split())


@dataclass(slots=True)
class Area:
    """A block element with sums over all blocks in it: words, words of prose, words that the extractor chose,
    characters, characters in links, and the numbers of its first and last block."""

    place: Place
    parent: Area | None
    marks: frozenset[str]
    word_count: int = 0
    prose_count: int = 0
    chosen_count: int = 0
    char_count: int = 0
    link_chars: int = 0
    first: int = 0
    last: int = -1

    def take_in(self, inner: Area) -> None:
        """Adds the sums of an area right inside."""
        self.first = inner.first if self.last < self.first else min(self.first, inner.first)
        self.last = max(self.last, inner.last)
        self.word_count += inner.word_count
        self.char_count += inner.char_count
        self.link_chars += inner.link_chars
        self.prose_count += inner.prose_count
        self.chosen_count += inner.chosen_count

    def upwards(self) -> Iterator[Area]:
        """The area and those that hold it, innermost first."""
        area: Area | None = self
        while area is not None:
            yield area
            area = area.parent

    @property
    def link_ratio(self) -> float:
        """Share of its characters in links."""
        return self.link_chars / max(1, self.char_count)


@dataclass(slots=True)
class Item:
    """A block with what was found about it. ``is_chosen``: the extractor took it. ``form`` is prose, sentence, line or
    short (at most three words)."""

    block: PageBlock
    judged: Judged
    area: Area
    key: str
    is_chosen: bool
    is_prose: bool
    form: str
    link_ratio: float
    signs: dict[str, float] = field(default_factory=dict)

    @property
    def word_count(self) -> int:
        """Words of the block."""
        return self.judged.block.word_count


def found_again(keys: Sequence[str], text: str) -> list[bool]:
    """Which squeezed blocks stand in a squeezed text that is part of the page, in its order where several could be
    meant."""
    found: list[bool] = []
    at = 0
    for key in keys:
        is_long = len(key) >= LEAST_KEY_CHARS
        place = text.find(key, at) if is_long else text.find(key, at, at + NEAR_CHARS + len(key))
        if place >= 0:
            at = place + len(key)
        found.append(place >= 0 or (is_long and key in text))
    return found


def gather(blocks: Sequence[PageBlock], extracted: str) -> list[Item]:
    """Blocks of a page and the squeezed text that an extractor chose → one item per block."""
    judged = judge_all([_plain(block, number) for number, block in enumerate(blocks)])
    keys = [squeezed(block.text) for block in blocks]
    areas: dict[int, Area] = {}
    items: list[Item] = []
    for number, (block, verdict, key, is_chosen) in enumerate(
        zip(blocks, judged, keys, found_again(keys, extracted), strict=True)
    ):
        link_ratio = block.link_chars / max(1, len(block.text))
        words = verdict.block.word_count
        is_prose = link_ratio < 0.5 and ((verdict.block.is_ended and words >= 10) or words >= 25)
        form = "prose" if is_prose else "sentence" if verdict.block.is_ended else "short" if words <= 3 else "line"
        area = _area_of(block.place, areas)
        items.append(Item(block, verdict, area, key, is_chosen, is_prose, form, link_ratio))
        if area.last < area.first:
            area.first = number
        area.last = number
        area.word_count += words
        area.char_count += len(block.text)
        area.link_chars += block.link_chars
        area.prose_count += words if is_prose else 0
        area.chosen_count += words if is_chosen else 0
    # Inner elements have higher numbers than those that hold them.
    for number in sorted(areas, reverse=True):
        area = areas[number]
        if area.parent is not None:
            area.parent.take_in(area)
    return items


def _plain(block: PageBlock, number: int) -> Block:
    text = block.text
    return Block(text, number, False, 1, effective_word_count(text, _WRAP), has_final_mark(text))


def _area_of(place: Place, areas: dict[int, Area]) -> Area:
    path: list[Place] = []
    outer: Place | None = place
    while outer is not None and outer.number not in areas:
        if not path or path[-1].number != outer.number:
            path.append(outer)
        outer = outer.parent
    area = areas[outer.number] if outer is not None else None
    for inner in reversed(path):
        area = areas[inner.number] = Area(inner, area, marks_of(inner.element))
    assert area is not None
    return area


def core_area(items: Sequence[Item]) -> Area | None:
    """The element with the most prose right in it: where the article stands, None where there is no prose.

    Every paragraph speaks for the elements around it, less for each step up (the rule of Arc90's readability, 2009),
    and links speak against them.
    """
    points: dict[int, float] = {}
    areas: dict[int, Area] = {}
    for item in items:
        if not item.is_prose:
            continue
        worth = float(min(item.word_count, MOST_WORTH_WORDS))
        for step, area in enumerate(item.area.upwards()):
            if step == CORE_STEPS:
                break
            if step > 1:
                worth *= CORE_FADE
            number = area.place.number
            areas[number] = area
            points[number] = points.get(number, 0.0) + worth * (1 - min(1.0, area.link_ratio))
    return areas[max(points, key=lambda number: (points[number], -number))] if points else None
