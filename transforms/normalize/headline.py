"""The head of a plain text: which line is its title, and what the lines around it are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.normalize.blocks import split_blocks
from transforms.normalize.datelines import is_standalone_dateline
from transforms.normalize.furniture import Judged, judge
from transforms.normalize.lexicon import label_lexicon, line_key
from transforms.normalize.moments import Moment, moment_in
from transforms.normalize.roles import (
    date_share,
    is_byline,
    is_date_line,
    is_kicker,
    is_plain_name,
    is_publication,
    is_signature,
    split_credit,
)


@dataclass(frozen=True, slots=True)
class HeadlineLimits:
    """What a headline looks like and where it stands."""

    most_title_words: int = 28
    most_title_chars: int = 200
    """Of 22,297 titles in twenty languages 99 in 100 have at most 23 words and 141 characters."""
    min_title_letters: int = 3
    """An initial that a page sets apart is no title."""
    min_sure_words: int = 4
    """Fewer words may as well be a menu item or a label."""
    most_head_blocks: int = 12
    """In a longer head (a whole page's menus) the title is sought from below."""
    most_near_blocks: int = 6
    """How far above the first paragraph, then."""
    most_lead_words: int = 80
    least_dated_ratio: float = 0.5
    """Share of date words in a line of publication that a record has for a title; the rest are its author's names."""


@dataclass(frozen=True, slots=True)
class Headline:
    """Indexes of blocks: ``title``, the ``roles`` of the lines around it, the ``first`` block of the article
    (blocks before it are cut, unless they have a role), and a block that only repeats a title known already."""

    title: int | None = None
    roles: dict[int, str] = field(default_factory=dict)
    first: int = 0
    repeated: int | None = None


_LIMITS = HeadlineLimits()
_MENU_KINDS = frozenset(("navigation", "account", "cookies"))
"""Furniture above a headline: an outlet's name stands before it, the headline after it."""


def is_same_line(line: str, title: str) -> bool:
    """Whether two lines say the same, an outlet's name after a bar or dash apart."""
    if not len(title) / 2 - 40 < len(line) < len(title) * 2 + 40:
        return False
    key, other = line_key(line), line_key(title)
    if key == other:
        return bool(key)
    shorter, longer = sorted((key, other), key=len)
    if len(shorter) < 15 or not longer.startswith(shorter):
        return False
    return longer[len(shorter) :].lstrip()[:1] in ("|", "-", "–", "—", "•", "·")


def is_no_title(title: str) -> bool:
    """Whether what a record gives as its title is another line of its page: a cookie notice, a line of publication
    (``58`` and ``1984`` may be headlines) or a byline with its label and a colon. Of 21,600 records
    with titles in thirty languages 73 have such a line there."""
    blocks = split_blocks(title)
    if len(blocks) != 1:
        return False
    block = blocks[0]
    if is_date_line(block):
        return _DATED.search(block.text) is not None
    if is_publication(block):
        moment = moment_in(block.text)
        is_day = isinstance(moment, Moment) and moment.day is not None and moment.year is not None
        return is_day and date_share(block.text) >= _LIMITS.least_dated_ratio
    if is_byline(block):
        match = label_lexicon().beginning(line_key(block.text))
        return match is not None and match.rest.lstrip().startswith(":")
    judged = judge(block)
    return judged.is_furniture and judged.kind == "cookies"


_DATED = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|(?<![0-9])[0-2]?[0-9]:[0-5][0-9](?![0-9])")


def find_sure_headline(judged: Sequence[Judged], end: int) -> Headline:
    """The headline of a text whose record has one that is none: a line of some words, or no title."""
    found = find_headline(judged, end)
    if found.title is not None and judged[found.title].block.word_count < _LIMITS.min_sure_words:
        return Headline()
    return found


def find_headline(judged: Sequence[Judged], end: int, core: int = 0) -> Headline:
    """``core``: where the part with the most prose begins; paragraphs above it are teasers.

    The headline of a plain text. A text that begins with a paragraph has none, unless that paragraph is a picture's
    caption.
    """
    prose = [place for place in range(core, end) if judged[place].is_prose]
    if len(prose) > 1 and _is_asking_title(judged, prose[0]):
        del prose[0]
    if not prose:
        return _headline_alone(judged, end)
    first = prose[0]
    title = _title_before(judged, first)
    caption: int | None = None
    if title is None:
        title = _title_below_caption(judged, first, end)
        if title is not None:
            caption = first
    if title is None:
        return Headline(first=_first_kept(judged, first))
    return _around(judged, title, end, caption)


def _is_asking_title(judged: Sequence[Judged], place: int) -> bool:
    """A first block of one sentence that asks or exclaims may be a headline of some length."""
    block = judged[place].block
    if not block.is_ended or block.text[-1] not in "?!？！" or not _is_candidate(judged[place]):
        return False
    has_break = any(f"{mark} " in block.text for mark in ".")
    return not has_break and all(judged[above].is_furniture for above in range(place))


def _first_kept(judged: Sequence[Judged], first: int) -> int:
    """Without a title the article begins at the first line that has a role of its own or at the first paragraph."""
    if not _has_furniture(judged, first):
        return 0
    for place in range(first):
        block = judged[place].block
        if judged[place].is_furniture:
            continue
        if (
            is_byline(block)
            or is_publication(block)
            or is_standalone_dateline(block)
            or _is_named_beside_date(judged, place)
        ):
            return place
    return first


def _headline_alone(judged: Sequence[Judged], end: int) -> Headline:
    """A text without a paragraph: its first title-like line is its title if there is anything after it or nothing
    else."""
    for place in range(end):
        if _is_candidate(judged[place]) and judged[place].block.word_count >= _LIMITS.min_sure_words:
            return _around(judged, place, end, None)
    return Headline()


def _is_candidate(item: Judged) -> bool:
    block = item.block
    text = block.text
    if item.is_furniture or block.word_count > _LIMITS.most_title_words or len(text) > _LIMITS.most_title_chars:
        return False
    if text[-1] in ".,;:" and not text.endswith("...") and "." not in text.rsplit(maxsplit=1)[-1][:-1]:
        return False
    if sum(character.isalpha() for character in text) < _LIMITS.min_title_letters:
        return False
    if is_byline(block) or is_publication(block) or is_standalone_dateline(block):
        return False
    return split_credit(text) == len(text)


def _has_furniture(judged: Sequence[Judged], end: int) -> bool:
    """Whether a phrase of the lists marks a block before ``end``: else the short lines there are the article's own."""
    return any(judged[place].is_furniture and judged[place].kind is not None for place in range(end))


def _is_sure(item: Judged) -> bool:
    return _is_candidate(item) and item.block.word_count >= _LIMITS.min_sure_words


def _title_before(judged: Sequence[Judged], first: int) -> int | None:
    """The title among the blocks above the first paragraph."""
    is_page = first > _LIMITS.most_head_blocks and _has_furniture(judged, first)
    least = max(0, first - _LIMITS.most_near_blocks) if is_page else 0
    menu = max((place for place in range(first) if judged[place].kind in _MENU_KINDS), default=-1)
    if any(_is_sure(judged[place]) for place in range(menu + 1, first)):
        least = max(least, menu + 1)
    candidates = [place for place in range(least, first) if _is_candidate(judged[place])]
    sure = [place for place in candidates if _is_sure(judged[place])]
    if sure:
        return sure[0]
    unlabelled = [place for place in candidates if not _is_named_beside_date(judged, place)]
    return unlabelled[-1] if unlabelled else None


def _is_named_beside_date(judged: Sequence[Judged], place: int) -> bool:
    """An author's bare name next to a date line is no title."""
    if not is_plain_name(judged[place].block):
        return False
    return any(
        is_date_line(judged[other].block) or is_publication(judged[other].block)
        for other in (place - 1, place + 1)
        if 0 <= other < len(judged)
    )


def _title_below_caption(judged: Sequence[Judged], first: int, end: int) -> int | None:
    """The title under a first paragraph that is a picture's caption: it begins with a label in capitals or ends
    with a credit; or the lines under the candidate (at most a lead between) are a byline or publication line."""
    place = first + 1
    has_credit_below = place < end and split_credit(judged[place].block.text) == 0
    while place < end and (judged[place].is_furniture or split_credit(judged[place].block.text) == 0):
        place += 1
    if place >= end or not _is_candidate(judged[place]) or judged[place].block.is_indented:
        return None
    if judged[place].block.word_count < 2:
        return None
    is_caption = judged[first].block.word_count <= 70
    is_labelled = is_caption and (
        has_credit_below
        or begins_with_label(judged[first].block.text)
        or split_credit(judged[first].block.text) < len(judged[first].block.text)
    )
    below = [item.block for item in judged[place + 1 : min(end, place + 4)]]
    has_books = any(is_byline(block) or is_publication(block) for block in below)
    return place if is_labelled or (is_caption and has_books) else None


def begins_with_label(text: str) -> bool:
    """``SISTE FERGE Skipper Nordmann …``: words in capitals and then ordinary ones."""
    words = text.split()
    count = 0
    for word in words:
        bare = word.strip(".,:;!?\"'“”«»()")
        if not bare or not bare.isupper() or not any(character.isalpha() for character in bare):
            break
        count += 1
    if not 1 <= count <= 6 or count >= len(words):
        return False
    capitals = sum(len(word) for word in words[:count])
    # One word in capitals may be an acronym that opens a sentence; a label's next word begins with a capital too.
    following = words[count]
    return (count >= 2 or capitals >= 4) and following[:1].isupper()


def _around(judged: Sequence[Judged], title: int, end: int, caption: int | None) -> Headline:
    roles: dict[int, str] = {title: "title"}
    if caption is not None:
        roles[caption] = "caption"
    above = title - 1
    while above >= 0 and judged[above].is_furniture:
        above -= 1
    if above >= 0 and above not in roles and _is_kicker_here(judged, above):
        roles[above] = "kicker"
    for place in range(title):
        item = judged[place]
        if place not in roles and not item.is_furniture:
            if is_byline(item.block):
                roles[place] = "byline"
            elif is_publication(item.block):
                roles[place] = "publication"
    lead = _lead_below(judged, title, end)
    if lead is not None:
        roles[lead] = "lead"
    return Headline(title=title, roles=roles, first=title)


def _is_kicker_here(judged: Sequence[Judged], place: int) -> bool:
    block = judged[place].block
    is_alone = block.is_first_of_group and block.is_last_of_group
    return is_alone and is_kicker(block) and _is_candidate(judged[place]) and not _is_in_menu(judged, place)


def _is_in_menu(judged: Sequence[Judged], place: int) -> bool:
    """The outlet's name stands at the very top, above or below a menu; a kicker does not."""
    return place == 0 and not judged[place].block.text.isupper()


def _lead_below(judged: Sequence[Judged], title: int, end: int) -> int | None:
    """The lead: a block between the title and the byline or publication line, or a line without a final mark right
    above the first paragraph."""
    place = title + 1
    while place < end and judged[place].is_furniture:
        place += 1
    if place >= end or judged[place].block.word_count > _LIMITS.most_lead_words:
        return None
    block = judged[place].block
    if is_byline(block) or is_publication(block) or is_standalone_dateline(block) or block.word_count < 4:
        return None
    if split_credit(block.text) < len(block.text):
        return None
    after = [item for item in judged[place + 1 : end] if not item.is_furniture]
    if not after:
        return None
    if is_byline(after[0].block) or (is_publication(after[0].block) and not after[0].is_prose):
        return place
    if len(after) > 1 and is_signature(after[0].block) and is_publication(after[1].block):
        return place
    is_subtitle = not block.is_ended and block.word_count <= 40 and after[0].is_prose
    return place if is_subtitle else None
