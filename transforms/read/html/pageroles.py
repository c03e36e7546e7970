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
HEAD_COUNT: Final = 12
"""So many blocks above the first paragraph a byline may stand, as far as a plain text's title is sought."""
_CELLS: Final = frozenset(("td", "th"))


def marked_blocks(items: Sequence[Item], kept: Sequence[bool]) -> tuple[MarkedBlock, ...]:
    """The kept blocks of a page with their roles, in reading order. Cut blocks between the first and the last of them
    are furniture; a byline above them is a byline, readers' comments are comments."""
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
            is_between = numbers[0] < number < numbers[-1]
            cut_role = _cut_role(item, is_top=first_prose - HEAD_COUNT <= number <= first_prose)
            comment_count += cut_role == "comment"
            if (is_between or cut_role != "furniture") and comment_count <= MOST_COMMENT_COUNT:
                marked.append(MarkedBlock(cut_role, text))
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


def _cut_role(item: Item, *, is_top: bool) -> str:
    """What a block is that is not kept."""
    if item.is_prose and "in_comment" in item.signs:
        return "comment"
    return "byline" if is_top and "byline" in item.signs else "furniture"


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
    role = fragment_role(item.block)
    is_bold_line = block.word_count <= LIMITS.most_heading_words and not block.is_ended and _is_bold(item)
    return "heading" if role == "paragraph" and not is_top and is_bold_line else role


def _is_bold(item: Item) -> bool:
    """Whether a paragraph is all in bold type, as headings of pages without headings are."""
    element = item.block.place.element
    if item.block.tag != "p" or len(element) != 1 or (element.text or "").strip():
        return False
    return element[0].tag in ("strong", "b") and not (element[0].tail or "").strip()
