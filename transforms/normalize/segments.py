"""One raw text → its segments with roles, its title and its body.

Nothing is lost: every block of the text stands in exactly one segment, in reading order; a block that is cut keeps its
text in its segment, save readers' comments where they are not to be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from transforms.model import Refusal
from transforms.normalize.assemble import Segmented, assembled, cut_pieces, with_lead
from transforms.normalize.blocks import Block, split_blocks
from transforms.normalize.datelines import is_standalone_dateline
from transforms.normalize.furniture import Judged, judge_all
from transforms.normalize.headline import Headline, find_headline, find_sure_headline, is_no_title, is_same_line
from transforms.normalize.lexicon import label_lexicon, line_key
from transforms.normalize.pages import find_extent
from transforms.normalize.roles import (
    LIMITS,
    is_agency,
    is_byline,
    is_heading,
    is_plain_name,
    is_publication,
    is_signature,
    split_credit,
)
from transforms.normalize.tail import tail_roles
from transforms.normalize.turns import interview_roles


def segment(
    text: str, *, title: str | None, lead: str | None, is_structured: bool, keep_comments: bool
) -> Segmented | Refusal:
    """Clean text (NFC, line feeds, indentation kept) → its parts, or TEXT_BOILERPLATE where nothing editorial is
    left.

    ``is_structured``: the record gave title and text apart, so no title is sought in the text; a title that the text
    repeats as its first line is cut. A title that is a notice, a date or a byline is read as the first line of the
    text, and the title is sought there. ``lead``: the record's own; it is found in the text, or else stands before it.
    """
    is_title_amiss = title is not None and is_no_title(title)
    if is_title_amiss:
        text, title = f"{title}\n\n{text}", None
    blocks = split_blocks(text)
    judged = judge_all(blocks)
    extent = find_extent(judged)
    first, end = extent.first, extent.end
    if title is not None or (is_structured and not is_title_amiss):
        headline = Headline(repeated=_repeated_title(blocks, title))
    else:
        headline = find_sure_headline(judged, end) if is_title_amiss else find_headline(judged, end, first)
        if headline.title is not None:
            title = blocks[headline.title].text
            below = _repeated_title(blocks[headline.title + 1 :], title)
            if below is not None:
                headline = replace(headline, repeated=headline.title + 1 + below)
    for place in extent.cut - headline.roles.keys():
        judged[place].is_furniture = True
    roles = _block_roles(judged, end, headline)
    roles = _with_turns(judged, roles)
    pieces = cut_pieces(blocks, roles)
    pieces, lead = with_lead(pieces, lead)
    return assembled(pieces, title, lead, keep_comments, is_title_in_text=headline.title is not None)


def _repeated_title(blocks: Sequence[Block], title: str | None) -> int | None:
    """The block among the first three that says the title again."""
    if title is None:
        return None
    for place, block in enumerate(blocks[:3]):
        if is_same_line(block.text, title):
            return place
    return None


def _block_roles(judged: Sequence[Judged], end: int, headline: Headline) -> list[str]:
    roles: list[str] = []
    tail = tail_roles(judged, end)
    last_prose = next((place for place in range(end - 1, -1, -1) if judged[place].is_prose), -1)
    top_end = _top_end(judged, headline, end, last_prose)
    for place, item in enumerate(judged):
        if place >= end:
            roles.append(tail[place - end])
        elif place == headline.repeated:
            roles.append("furniture")
        elif place in headline.roles:
            roles.append(headline.roles[place])
        elif place < headline.first:
            roles.append("caption" if item.is_prose else "furniture")
        else:
            roles.append(_one_role(judged, place, end, last_prose, is_top=place < top_end))
    return roles


def _top_end(judged: Sequence[Judged], headline: Headline, end: int, last_prose: int) -> int:
    """Where the lines around the headline end: at the first paragraph that is neither caption nor lead."""
    for place in range(headline.first, end):
        if judged[place].is_prose and place not in headline.roles and not _is_caption(judged, place, last_prose):
            return place
    return end


def _is_caption(judged: Sequence[Judged], place: int, last_prose: int) -> bool:
    return _has_credit(judged[place].block) or _is_above_credit(judged, place, last_prose)


def _has_credit(block: Block) -> bool:
    return block.word_count <= LIMITS.most_caption_words and split_credit(block.text) < len(block.text)


def _one_role(judged: Sequence[Judged], place: int, end: int, last_prose: int, *, is_top: bool) -> str:
    item = judged[place]
    block = item.block
    top = _top_role(judged, place) if is_top else None
    if top:
        return top
    if item.is_furniture:
        return "copyright" if item.kind == "copyright" else "furniture"
    if _is_above_credit(judged, place, last_prose):
        return "caption"
    if split_credit(block.text) == 0:
        return "credit"
    if is_agency(block):
        return "dateline" if is_top and place + 1 < end and block.text[0] == "(" else "credit"
    label = _label_kind(block)
    if label == "reported":
        return "credit"
    if label == "caption":
        return "caption"
    if label == "interviewer" and block.word_count <= LIMITS.most_byline_words:
        return "byline"
    return "heading" if place and _is_heading_here(judged, place, end) else "paragraph"


def _is_heading_here(judged: Sequence[Judged], place: int, end: int) -> bool:
    block = judged[place].block
    has_form = is_heading(block) and not block.is_ended and not _has_credit(block)
    is_item = block.text[0] in "•*-" and judged[place - 1].block.text[0] == block.text[0]
    return has_form and not is_item and _is_before_prose(judged, place, end)


def _top_role(judged: Sequence[Judged], place: int) -> str | None:
    """The role of a line around the headline, if it has one there."""
    block = judged[place].block
    if is_byline(block):
        return "byline"
    if is_publication(block) and not judged[place].is_prose:
        return "publication"
    if is_standalone_dateline(block):
        return "dateline"
    if (is_plain_name(block) or is_signature(block)) and _is_beside_publication(judged, place):
        return "byline"
    # An author's function may stand on a line of its own between his name and the date.
    for name, role in ((place, "byline"), (place - 1, "furniture")):
        if 0 <= name < len(judged) - 2 and is_plain_name(judged[name].block) and _is_function_dated(judged, name + 1):
            return role
    return None


def _is_function_dated(judged: Sequence[Judged], place: int) -> bool:
    return judged[place].block.word_count <= 2 and is_publication(judged[place + 1].block)


def _is_beside_publication(judged: Sequence[Judged], place: int) -> bool:
    beside = [judged[other].block for other in (place - 1, place + 1) if 0 <= other < len(judged)]
    return any(is_publication(block) for block in beside)


def _label_kind(block: Block) -> str | None:
    match = label_lexicon().beginning(line_key(block.text[:80])) if block.word_count <= 40 else None
    return match.kind if match else None


def _is_above_credit(judged: Sequence[Judged], place: int, last_prose: int) -> bool:
    """A short block right above a picture credit is the picture's caption; at the end of the article, where no prose
    follows, the credit names the source of the whole text."""
    block = judged[place].block
    if (
        last_prose < place + 2
        or block.word_count > LIMITS.most_caption_words
        or split_credit(block.text) < len(block.text)
    ):
        return False
    below = judged[place + 1].block
    return split_credit(below.text) == 0 and not is_agency(below) and not below.text.startswith("(")


def _is_before_prose(judged: Sequence[Judged], place: int, end: int) -> bool:
    """Whether the next editorial block is a paragraph: a heading stands above something."""
    for item in judged[place + 1 : end]:
        if not item.is_furniture:
            return item.block.is_ended or item.block.word_count >= 20
    return False


def _with_turns(judged: Sequence[Judged], roles: list[str]) -> list[str]:
    turns = interview_roles([item.block for item in judged], [role == "paragraph" for role in roles])
    return [turn or role for turn, role in zip(turns, roles, strict=True)]
