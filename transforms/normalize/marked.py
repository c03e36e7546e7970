"""A text whose source marks its parts (HTML) → the parts of an article: roles are given, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from transforms.model import MarkedBlock, Refusal
from transforms.normalize.assemble import Segmented, assembled, cut_pieces, with_lead
from transforms.normalize.blocks import split_blocks
from transforms.normalize.headline import is_same_line
from transforms.normalize.lexicon import furniture_lexicon, line_key
from transforms.normalize.turns import interview_roles

TITLE_WITHIN_BLOCKS: Final = 3
"""How many blocks of text down a page may repeat its title."""
BYLINE_WITHIN_BLOCKS: Final = 6
"""How many blocks of text down a page may print its authors' names on a line of their own."""
MOST_FURNITURE_WORDS: Final = 8
"""Words of the longest line of the lists of furniture."""
_MAYBE_TITLE: Final = frozenset(("heading", "paragraph", "lead"))
_BY: Final = frozenset("by von par por door av af di przez".split())
_OTHERS: Final = frozenset(("furniture", "comment", "credit", "byline"))


def segment_marked(
    blocks: Sequence[MarkedBlock],
    *,
    title: str | None,
    lead: str | None,
    keep_comments: bool,
    authors: Sequence[str] = (),
) -> Segmented | Refusal:
    """Clean blocks in reading order → the parts of the article, or TEXT_BOILERPLATE where nothing editorial is left.

    Roles are the source's, but that credits are cut off captions, datelines off their paragraphs, paragraphs may be
    the turns of an interview, and near the top a block that says the title again is no heading, and one that is a name
    of ``authors`` is a byline. A paragraph that the lists of furniture know as a whole line is furniture. ``lead``: the
    record's own; it is found in the text, or else stands before it.
    """
    names = {name.casefold() for name in authors} | _BY
    whole = [(found, mark.role) for mark in blocks for found in split_blocks(mark.text)]
    texts = [found for found, _ in whole]
    roles: list[str] = []
    text_count = 0
    for found, role in whole:
        is_title = role in _MAYBE_TITLE and title is not None and is_same_line(found.text, title)
        if is_title and text_count < TITLE_WITHIN_BLOCKS:
            role = "title"
        elif role == "paragraph" and text_count < BYLINE_WITHIN_BLOCKS and _bare_name(found.text) in names:
            role = "byline"
        elif role == "paragraph" and found.word_count <= MOST_FURNITURE_WORDS and _is_furniture(found.text):
            role = "furniture"
        roles.append(role)
        text_count += role not in _OTHERS
    turns = interview_roles(texts, [role == "paragraph" for role in roles])
    pieces = cut_pieces(texts, [turn or role for turn, role in zip(turns, roles, strict=True)])
    pieces, lead = with_lead(pieces, lead)
    return assembled(pieces, title, lead, keep_comments, is_title_in_text="title" in roles)


def _is_furniture(text: str) -> bool:
    """Whether the lists say of the whole line that it is no article's: a call to subscribe, a link to go on."""
    return furniture_lexicon().whole(line_key(text)) is not None


def _bare_name(text: str) -> str:
    first, _, rest = text.casefold().strip(" :,|–—-").partition(" ")
    return rest.strip() if first in _BY and rest else f"{first} {rest}".strip()
