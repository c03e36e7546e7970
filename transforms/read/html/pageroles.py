"""What each block of a page's article is: heading, paragraph, caption, lead, byline, credit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from transforms.model import MarkedBlock
from transforms.normalize.roles import LIMITS, is_byline, is_publication, split_credit
from transforms.read.html.areas import Item
from transforms.read.html.fragment import fragment_role
from transforms.read.html.walk import HEADINGS

MOST_COMMENT_COUNT: Final = 500
"""Comments of a page that are told; their text is rarely kept at all."""
MOST_CELL_CHARS: Final = 200
"""Shorter cells of one row are one line; a longer one is a layout's column."""
_CELLS: Final = frozenset(("td", "th"))


def marked_blocks(items: Sequence[Item], kept: Sequence[bool]) -> tuple[MarkedBlock, ...]:
    """The kept blocks of a page with their roles, in reading order. Cut blocks between the first and the last of them
    are furniture, readers' comments are comments."""
    numbers = [number for number, is_kept in enumerate(kept) if is_kept]
    if not numbers:
        return ()
    first_prose = next((number for number in numbers if items[number].is_prose), numbers[-1])
    marked: list[MarkedBlock] = []
    comment_count = 0
    row = cell = None
    for number, item in enumerate(items):
        text = item.block.text
        if not kept[number]:
            is_comment = item.is_prose and "in_comment" in item.signs and comment_count < MOST_COMMENT_COUNT
            comment_count += is_comment
            if is_comment or numbers[0] < number < numbers[-1]:
                marked.append(MarkedBlock("comment" if is_comment else "furniture", text))
                row = cell = None
            continue
        role = _role(item, is_top=number <= first_prose, is_first=number == first_prose)
        new_row, new_cell = _row_and_cell(item)
        is_next_cell = new_row is not None and new_row is row and new_cell is not cell
        if is_next_cell and role == marked[-1].role == "paragraph":
            marked[-1] = MarkedBlock(role, f"{marked[-1].text} | {text}")
        else:
            marked.append(MarkedBlock(role, text))
        row, cell = new_row, new_cell
    return tuple(marked)


def _row_and_cell(item: Item) -> tuple[HtmlElement | None, HtmlElement | None]:
    """The table row and cell that a short block stands in."""
    place = item.block.place
    while place.tag not in _CELLS:
        if place.parent is None or place.tag not in ("p", "div"):
            return None, None
        place = place.parent
    if len(item.block.text) > MOST_CELL_CHARS or item.is_prose:
        return None, None
    return place.element.getparent(), place.element


def _role(item: Item, *, is_top: bool, is_first: bool) -> str:
    block, text = item.judged.block, item.block.text
    if item.block.tag in HEADINGS:
        # Some pages set their lead as a heading.
        return "heading" if not item.is_prose or not is_top else "lead"
    if block.word_count <= LIMITS.most_caption_words and split_credit(text) == 0:
        return "credit"
    if is_top and block.word_count <= LIMITS.most_byline_words:
        if is_byline(block):
            return "byline"
        if is_publication(block):
            return "furniture"
    if is_first and "in_lead" in item.signs and block.word_count >= 8:
        return "lead"
    return fragment_role(item.block)
