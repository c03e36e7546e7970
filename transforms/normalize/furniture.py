"""Which blocks are furniture, and where the article ends.

Every block gets a score from three kinds of evidence: phrases of the lists, its own form (short, no final mark, bars or
arrows, indented alone) and its place (next to other furniture). One point makes furniture. The end is looked for among
the blocks that may mark it (a comment counter, a reply form, a copyright line, related articles) by a second score that
weighs the mark against what stands before and after it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.normalize.blocks import Block
from transforms.normalize.lexicon import Match, furniture_lexicon, line_key

ENDING_KINDS: Final = frozenset(("comments", "reply_form", "copyright"))
"""Kinds after which nothing of the article comes back."""
NOTICE_KINDS: Final = frozenset(("advertisement", "reply_form", "media"))
"""Kinds whose phrases are furniture also where they end a sentence: ``The article continues below.``"""
HEADING_KINDS: Final = frozenset(("related", "tags"))
"""Kinds that stand above a list: the link-like blocks that follow belong to them."""


@dataclass(frozen=True, slots=True)
class FurnitureWeights:
    """Points of evidence; at ``threshold`` a block is furniture.

    Measured on the 2,914 blocks of 988 saved pages that an evaluation names as the article's and the 2,547 that it
    names as not (``benchmarks/furniture.py``), and against 27,000 clean articles, where hardly anything may be cut.
    """

    threshold: float = 1.0
    line: float = 1.0
    """The whole block is a phrase of the list: 272 of the blocks to drop, none of those to keep."""
    start_label: float = 1.0
    """It begins with a phrase and a colon or bar, as ``Lees ook: …`` does: 27 and none."""
    most_label_words: int = 24
    """A longer block that ends a sentence has the link and then a paragraph of the article run together: 8 of 9 in
    27,000 clean articles. It is kept, for a link too much is better than a paragraph too few."""
    start_open: float = 1.0
    """It begins with a phrase of several words and does not end a sentence: 55 and none."""
    start_word: float = 0.5
    """It begins with a phrase that is one word, or it ends a sentence: 24 and none on pages, but of 149 such blocks in
    clean articles about half are prose."""
    within: float = 0.7
    """A phrase stands inside it: 105 and 6. Alone it is not enough for a block that ends a sentence."""
    within_more: float = 0.4
    """Each further phrase: two or more stand in 29 and none."""
    bars: float = 1.0
    """Bars, bullets or arrows between short parts: 21 and 3."""
    most_part_words: int = 6
    beside: float = 0.3
    """Furniture of the same kind stands right above or below."""
    indented: float = 1.0
    """It stands indented by itself between paragraphs that do not, and does not end a sentence."""
    short: float = 0.3
    """At most 20 words and no final mark: 1,826 and 387, so it only adds to other evidence."""
    prose: float = -0.5
    """More than 60 words: 38 and 911."""
    most_short_words: int = 20
    most_line_words: int = 8
    """The longest phrase of the list that is a whole line has six words."""
    most_notice_words: int = 60
    repeat_count: int = 4
    """So often one line may not stand in an article: of 27,000 clean articles 21 have such lines, all of them labels of
    galleries and pictures; attributions and fixtures repeat up to three times."""
    least_label_words: int = 4
    """Shorter lines may be the names of those who speak."""
    most_key_words: int = 80
    """Longer blocks are not looked up."""


@dataclass(frozen=True, slots=True)
class EndWeights:
    """Points for an end of the article at a block that may mark it: the mark itself, the share of the text's prose
    words that stand before it, and the share of blocks after it that are furniture or link-like."""

    threshold: float = 2.0
    comments: float = 1.5
    reply_form: float = 1.5
    copyright: float = 1.2
    before: float = 1.0
    links_after: float = 1.0
    least_before_words: int = 150
    least_before_ratio: float = 0.3
    """So much prose, the lesser of the two, must stand before the mark, for many pages put a comment counter under the
    headline: of 26 marks on saved pages wrongly taken for the end 22 had less."""


@dataclass(frozen=True, slots=True)
class CoreWeights:
    """What a block is worth where the part of a text with the most prose is sought (the method of Finn, Kushmerick
    and Smyth, 2001, with blocks for tags): words of prose count for it, links and furniture against it."""

    most_prose_words: int = 60
    """A longer paragraph is worth no more, so that one long notice does not outweigh an article."""
    sentence: float = 8.0
    """A sentence of less than twelve words."""
    most_gap_count: int = 4
    near: float = -2.0
    """So many links or pieces of furniture in a row cost little: a box of related links stands in many articles, menus
    and lists of headlines are longer."""
    short: float = -6.0
    furniture: float = -15.0
    most_unmarked_count: int = 20
    """So many unmarked blocks between the core and the first marked one stay if they are a list that the article
    announces."""
    least_head_count: int = 8
    """Short blocks and furniture above the core, marked ones among them, before its beginning is moved: less is an
    article's own head."""


@dataclass(slots=True)
class Judged:
    """A block with what was found about it."""

    block: Block
    kind: str | None
    place: str
    score: float
    is_furniture: bool

    @property
    def is_link_like(self) -> bool:
        """Short and no sentence: a headline, a link, a menu item, also a heading."""
        return not self.block.is_ended and self.block.word_count <= 20

    @property
    def is_prose(self) -> bool:
        """A paragraph of the article: a sentence of some length, or long."""
        return not self.is_furniture and (
            (self.block.is_ended and self.block.word_count >= 12) or self.block.word_count >= 30
        )


_WEIGHTS: Final = FurnitureWeights()
_END_WEIGHTS: Final = EndWeights()
_CORE_WEIGHTS: Final = CoreWeights()
_LABEL_MARKS: Final = frozenset(":|»>→-–—(#")
_BULLETS: Final = frozenset("•*▪■●◦‣·-–")
_BARS: Final = ("|", "»", "•", "·", "›", ">", "▸", "→")
_BARS_APART: Final = tuple(f" {bar} " for bar in _BARS)


def _bar_count(text: str) -> int:
    return max(map(text.count, _BARS_APART))


def _is_copyright(text: str, key: str) -> bool:
    """``© 2022 …``, ``Copyright © …``, ``(c) 2019``; not the ``©`` of a picture credit."""
    has_year = "#" in key and any(word.strip(_YEAR_EDGES)[:4] in _YEARS for word in text.replace("-", " ").split())
    if key.startswith("copyright"):
        return has_year or len(key) >= 60
    return has_year and ("©" in text or "(c)" in key or "℗" in text) and len(key) <= 200 and _sign_near_year(text)


def _sign_near_year(text: str) -> bool:
    for sign in ("©", "(c)", "(C)", "℗"):
        at = text.find(sign)
        if at >= 0 and any(year in text[max(0, at - 6) : at + 40] for year in _YEAR_STARTS):
            return True
    return False


_YEAR_EDGES: Final = ".,:;()[]©–—/℗"
_YEAR_STARTS: Final = ("19", "20")
_YEARS: Final = frozenset(str(year) for year in range(1990, 2100))


_CALL: Final = re.compile(r"[\w$.]{2,80}\([^()]*\);")
"""A call of a script that a page's extraction left standing."""


def judge(block: Block, weights: FurnitureWeights = _WEIGHTS) -> Judged:
    """One block by itself: its furniture kind (None if no phrase was found), score and verdict."""
    text = block.text
    if block.word_count > weights.most_key_words:
        return Judged(block, None, "", 0.0, False)
    key = line_key(text)
    if not key or not (key[0].isalnum() or any(character.isalnum() for character in text)):
        return Judged(block, None, "", weights.threshold, True)
    if text.endswith(");") and _CALL.fullmatch(text):
        return Judged(block, "advertisement", "line", weights.threshold, True)
    kind, place, score = _phrases(block, key, weights)
    if score > 0 and not block.is_ended and block.word_count <= weights.most_short_words:
        score += weights.short
    bar_count = _bar_count(text)
    if bar_count >= 2 and not block.is_ended and _has_short_parts(text, weights):
        score += weights.bars
        kind = kind or "navigation"
    if block.word_count > weights.most_notice_words:
        score += weights.prose
    return Judged(block, kind, place, score, score >= weights.threshold)


def _has_short_parts(text: str, weights: FurnitureWeights) -> bool:
    for bar in _BARS:
        text = text.replace(f" {bar} ", "\n")
    return all(len(part.split()) <= weights.most_part_words for part in text.split("\n"))


def _phrases(block: Block, key: str, weights: FurnitureWeights) -> tuple[str | None, str, float]:
    """What the lists say of a block: (kind, where the phrase stands, points)."""
    lexicon = furniture_lexicon()
    match = lexicon.whole(key) if block.word_count <= weights.most_line_words else None
    if match:
        return match.kind, "line", weights.line
    kind: str | None = None
    place = ""
    score = 0.0
    if _is_copyright(block.text, key):
        kind, place, score = "copyright", "start", weights.start_open
    elif match := lexicon.beginning(key):
        is_link = match.rest.lstrip()[:1] in _LABEL_MARKS and any(map(str.isalpha, match.rest))
        kind, place = match.kind, "label" if is_link else "start"
        score = _start_points(block, key, match, weights)
    found = lexicon.inside(key)
    if found:
        score += weights.within + weights.within_more * (len(found) - 1)
        ending = next((item.kind for item in found if item.kind in ENDING_KINDS), None)
        if kind is None or ending is not None:
            kind, place = ending or found[0].kind, "within"
    return kind, place, score


def _start_points(block: Block, key: str, match: Match, weights: FurnitureWeights) -> float:
    rest = match.rest.lstrip()
    if not rest or rest[0] in _LABEL_MARKS:
        is_mixed = block.is_ended and block.word_count > weights.most_label_words
        return weights.start_word if is_mixed else weights.start_label
    is_phrase = " " in key[: len(key) - len(match.rest)]
    is_notice = match.kind in NOTICE_KINDS and block.word_count <= weights.most_short_words
    return weights.start_open if is_phrase and (is_notice or not block.is_ended) else weights.start_word


def judge_all(blocks: Sequence[Block]) -> list[Judged]:
    """Every block by itself, then the lists under a heading of furniture (``Related articles``, ``Lees ook:``)."""
    judged = [judge(block) for block in blocks]
    _judge_indented(judged)
    _judge_beside(judged)
    _judge_repeated(judged)
    for place, item in enumerate(judged):
        is_heading = item.is_furniture and item.kind in HEADING_KINDS and item.place in ("line", "start")
        if is_heading and item.block.word_count <= 6:
            for follower in _list_below(judged, place):
                follower.is_furniture, follower.kind = True, item.kind
    return judged


def _judge_indented(judged: list[Judged], weights: FurnitureWeights = _WEIGHTS) -> None:
    """A headline that stands indented by itself between paragraphs is a link that was put there."""
    for place, item in enumerate(judged):
        block = item.block
        if not (block.is_indented and item.is_link_like and block.is_first_of_group and block.is_last_of_group):
            continue
        before, after = judged[max(place - 1, 0)], judged[min(place + 1, len(judged) - 1)]
        is_between = all(beside.is_prose and not beside.block.is_indented for beside in (before, after))
        if is_between and block.word_count >= 3 and not block.text[0].islower():
            item.score += weights.indented
            item.is_furniture = item.score >= weights.threshold
            item.kind = item.kind or "related"


def _judge_repeated(judged: list[Judged], weights: FurnitureWeights = _WEIGHTS) -> None:
    """A line of some words that stands again and again in one text is the label of its picture gallery."""
    if len(judged) < 2 * weights.repeat_count:
        return
    counts = Counter(item.block.text for item in judged if item.is_link_like)
    for item in judged:
        text = item.block.text
        if counts[text] >= weights.repeat_count and item.is_link_like and not item.is_furniture:
            is_label = item.block.word_count >= weights.least_label_words and text[0].isalpha() and text[-1] != ":"
            if is_label and not any(character.isdigit() for character in text):
                item.kind, item.score, item.is_furniture = "media", weights.threshold, True


def _judge_beside(judged: list[Judged], weights: FurnitureWeights = _WEIGHTS) -> None:
    """A block with some evidence of a kind is believed beside furniture of that kind: the second line of a
    newsletter box."""
    for place, item in enumerate(judged):
        if item.is_furniture or item.kind is None:
            continue
        beside = judged[max(place - 1, 0) : place + 2]
        if any(other.is_furniture and other.kind == item.kind for other in beside):
            item.score += weights.beside
            item.is_furniture = item.score >= weights.threshold


def _list_below(judged: list[Judged], place: int) -> list[Judged]:
    """The link-like blocks right after a heading of furniture. Where prose follows them, the last may be a heading
    of the article: it is kept out if it stands by itself, after another, and is short."""
    taken: list[Judged] = []
    for item in judged[place + 1 :]:
        if item.is_furniture:
            break
        if not item.is_link_like and not _asks(item.block):
            is_one_group = item.block.group == judged[place].block.group
            if len(taken) > 1 and _may_be_heading(taken[-1], is_one_group=is_one_group):
                taken.pop()
            break
        taken.append(item)
    return taken


def _asks(block: Block) -> bool:
    """A short line with a question or exclamation mark: in a list of links a headline."""
    return block.word_count <= 14 and block.text[-1] in "?!"


def _may_be_heading(item: Judged, *, is_one_group: bool) -> bool:
    block = item.block
    is_alone = (block.is_first_of_group and block.is_last_of_group) or is_one_group
    return is_alone and block.word_count <= 6 and not block.is_indented


def find_end(judged: Sequence[Judged], weights: EndWeights = _END_WEIGHTS) -> int:
    """The index of the first block after the article, told by a mark; ``len(judged)`` where no block marks an end."""
    total = sum(item.block.word_count for item in judged if item.is_prose)
    if not total:
        return len(judged)
    least_before = min(weights.least_before_words, weights.least_before_ratio * total)
    kinds = {"comments": weights.comments, "reply_form": weights.reply_form, "copyright": weights.copyright}
    before = 0
    links_after = _link_shares(judged)
    for place, item in enumerate(judged):
        if item.is_furniture and item.kind in ENDING_KINDS and before >= least_before:
            score = kinds[item.kind] + weights.before * before / total + weights.links_after * links_after[place]
            if score >= weights.threshold:
                return place
        if item.is_prose:
            before += item.block.word_count
    return len(judged)


def find_core(judged: Sequence[Judged], end: int, weights: CoreWeights = _CORE_WEIGHTS) -> tuple[int, int]:
    """The part of the blocks before ``end`` with the most prose: the run whose values sum highest, as (first, after
    last).

    Its beginning is 0 where little stands above it, its end ``end`` where no furniture would be cut off.
    """
    best = running = 0.0
    start = first = last = 0
    gap = 0
    for place in range(end):
        gap = 0 if judged[place].is_prose else gap + 1
        running += _core_value(judged[place], weights, is_near=gap <= weights.most_gap_count)
        if running <= 0:
            running, start = 0.0, place + 1
        elif running > best:
            best, first, last = running, start, place + 1
    if not best:
        return 0, end
    head = judged[:first]
    short_count = sum(1 for item in head if item.is_furniture or item.is_link_like)
    if short_count < weights.least_head_count or not any(item.is_furniture and item.kind for item in head):
        first = 0
    marked = next((place for place in range(last, end) if judged[place].is_furniture and judged[place].kind), None)
    if marked is None:
        return first, end
    gap = marked - last
    is_announced = last > 0 and judged[last - 1].block.text.endswith(":")
    is_list = gap == 1 or is_announced or any(item.block.text[0] in _BULLETS for item in judged[last:marked])
    return first, marked if is_list and gap <= weights.most_unmarked_count else last


def _core_value(item: Judged, weights: CoreWeights, *, is_near: bool) -> float:
    if item.is_prose:
        return min(item.block.word_count, weights.most_prose_words)
    if not item.is_furniture and not item.is_link_like:
        return weights.sentence
    if is_near or (item.is_furniture and item.kind is None):
        return weights.near
    return weights.furniture if item.is_furniture else weights.short


def _link_shares(judged: Sequence[Judged]) -> list[float]:
    """For each block the share of blocks after it that are furniture or link-like; 1 where none follows."""
    shares = [1.0] * len(judged)
    count = 0
    for place in range(len(judged) - 2, -1, -1):
        after = judged[place + 1]
        count += after.is_furniture or after.is_link_like
        shares[place] = count / (len(judged) - 1 - place)
    return shares


def trim_tail(judged: Sequence[Judged], end: int) -> int:
    """The end moved back over what stands between the last prose and it, if that is furniture: from the first
    marked block on, or a run of three or more link-like blocks. A short unmarked line before that stays in the
    article."""
    last_prose = next((place for place in range(end - 1, -1, -1) if judged[place].is_prose), -1)
    if last_prose < 0:
        return end
    last = next(place for place in range(end - 1, -1, -1) if not judged[place].is_furniture)
    if judged[last].kind == "biography" and judged[last].block.word_count <= 60 and 1 < last >= last_prose:
        return last
    start = end
    while start > last_prose + 1 and (judged[start - 1].is_furniture or judged[start - 1].is_link_like):
        start -= 1
    marked = (place for place in range(start, end) if judged[place].is_furniture and judged[place].kind)
    return next(marked, end)
