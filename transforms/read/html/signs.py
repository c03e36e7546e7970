"""What tells for and against each block of a page being its article: signs, each a name and a number from 0 to 1 or so.

A sign means nothing by itself; ``weights.tsv`` says how much each counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from transforms.normalize.blocks import Block
from transforms.normalize.roles import LIMITS, is_byline, is_plain_name, is_publication, split_credit
from transforms.read.html.areas import Area, Item, core_area, squeezed
from transforms.read.html.walk import HEADINGS

LITTLE_WORDS: Final = 60
"""An extractor that chose less has not found the article."""
ALL_LINKED_RATIO: Final = 0.8
MOST_MARKED_RATIO: Final = 0.5
"""An element with more of a page's prose is no sidebar, whatever its names say."""
LEAST_CLASS_COUNT: Final = 4
"""Among fewer paragraphs no class is odd."""
NEAR_TITLE_COUNT: Final = 4
_TAGS: Final = frozenset(
    "p li td th div h1 h2 h3 figcaption blockquote button label dd dt noscript pre article".split()
)
_INNER: Final = frozenset(("p", "li", "td", "th", "dd", "dt", "blockquote", "figcaption")) | HEADINGS
_WORD: Final = re.compile(r"[^\W\d_]{5,}")
"""Words of five letters and more: shorter ones say little of a text's subject."""
_NO_WORDS: Final[frozenset[str]] = frozenset()
_ADDRESS: Final = re.compile(r"(?:^|\s)@\w{3}|\w@\w|www\.|https?://|\.(?:com|org|de|net)\b")
_ADDRESS_PARTS: Final = ("@", "www.", "://", ".com", ".org", ".de", ".net")
"""Where none of them stands there is no address."""
_BODY_MARKS: Final = frozenset(("body", "content"))


@dataclass(slots=True)
class _Page:
    """What is known of the whole page when its blocks are looked at."""

    items: Sequence[Item]
    core: Area | None
    first_core: int
    last_core: int
    title_at: int | None
    prose_count: int
    is_little: bool
    structured: str
    words: list[frozenset[str]]
    word_counts: Counter[str]
    chains: dict[int, frozenset[str]]
    classes: dict[int, Counter[str]]


@cache
def _call_stems() -> tuple[str, ...]:
    text = (files("transforms.read.html") / "data" / "calls.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def give_signs(items: Sequence[Item], title: str | None, structured: str) -> None:
    """Fills ``signs`` of every item. ``structured``: the squeezed text that the page repeats for machines, or empty."""
    page = _page(items, title, structured)
    keys: set[str] = set()
    for number, item in enumerate(items):
        signs = item.signs
        if _is_bare_link(number, items):
            signs["bare_link"] = 1.0
            continue
        signs["bias"] = 1.0
        signs[f"form_{item.form}"] = 1.0
        _own_signs(item, signs, is_repeated=item.key in keys)
        keys.add(item.key)
        _text_signs(item, signs)
        _element_signs(item, signs, page)
        _subject_signs(number, item, signs, page)
        _core_signs(number, item, signs, page)
        if page.title_at is not None:
            _title_signs(number, signs, page.title_at)
        _near_signs(number, item, signs, page)


def _page(items: Sequence[Item], title: str | None, structured: str) -> _Page:
    core = core_area(items)
    in_core = [n for n, item in enumerate(items) if item.is_prose and core and core.first <= n <= core.last]
    words = [
        _NO_WORDS if _is_bare_link(number, items) else frozenset(_WORD.findall(item.block.text.casefold()))
        for number, item in enumerate(items)
    ]
    counts: Counter[str] = Counter()
    for item, found in zip(items, words, strict=True):
        if _is_subject(item, core):
            counts.update(found)
    for word in _WORD.findall((title or "").casefold()):
        counts[word] += 2
    key = squeezed(title).casefold() if title else ""
    heads = [n for n, item in enumerate(items) if item.block.tag in HEADINGS]
    title_at = next((n for n in heads if key and items[n].key.casefold() == key), None)
    if title_at is None:
        title_at = next((n for n in heads if items[n].block.tag == "h1"), None)
    return _Page(
        items=items,
        core=core,
        first_core=in_core[0] if in_core else 0,
        last_core=in_core[-1] if in_core else -1,
        title_at=title_at,
        prose_count=sum(item.word_count for item in items if item.is_prose) or 1,
        is_little=sum(item.word_count for item in items if item.is_chosen) < LITTLE_WORDS,
        structured=structured,
        words=words,
        word_counts=counts,
        chains={},
        classes={},
    )


def _is_bare_link(number: int, items: Sequence[Item]) -> bool:
    """Whether a block is a short link away from all that the extractor chose: half of a page's blocks are, and of
    102,000 such blocks one was kept when all signs were looked at, so no more is looked at."""
    item = items[number]
    if item.is_chosen or item.link_ratio <= ALL_LINKED_RATIO or item.form not in ("short", "line"):
        return False
    return not any(other.is_chosen for other in items[max(0, number - 1) : number + 2])


def _is_subject(item: Item, core: Area | None) -> bool:
    """Whether a paragraph is surely enough of the article to tell its subject."""
    return item.is_prose and (item.is_chosen or (core is not None and item.area.parent is core))


def _own_signs(item: Item, signs: dict[str, float], *, is_repeated: bool) -> None:
    text = item.block.text
    if item.is_chosen:
        signs["chosen"] = 1.0
    ratio = item.link_ratio
    if ratio:
        signs["linked_all" if ratio > ALL_LINKED_RATIO else "linked_half" if ratio > 0.4 else "linked_some"] = 1.0
    if item.judged.is_furniture:
        signs["furniture"] = 1.0
    elif item.judged.kind:
        signs["furniture_maybe"] = 1.0
    if item.judged.kind:
        signs[f"kind_{item.judged.kind}"] = 1.0
    for name, is_so in (
        ("long", item.word_count > 40),
        ("lower", text[0].islower()),
        ("colon", text[-1] == ":"),
        ("upper", text.isupper()),
        ("bar", "|" in text),
        ("ellipsis", text.endswith(("…", "..."))),
        ("short_question", text[-1] == "?" and item.word_count <= 12),
        ("digits", sum(map(str.isdigit, text)) > len(text) / 4),
        ("repeated", is_repeated),
    ):
        if is_so:
            signs[name] = 1.0


def _text_signs(item: Item, signs: dict[str, float]) -> None:
    """What lines say: bylines, dates, credits, and calls to do something."""
    block, text = item.judged.block, item.block.text
    if block.word_count <= LIMITS.most_byline_words:
        sign = _line_sign(text, block.word_count, block.is_ended)
        if sign:
            signs[sign] = 1.0
    if block.word_count <= LIMITS.most_caption_words:
        at = split_credit(text)
        if at < len(text):
            signs["credit_tail" if at else "credit"] = 1.0
    lowered = text.casefold()
    call_count = len([stem for stem in _call_stems() if stem in lowered])
    if call_count:
        signs[f"call_{item.form}"] = min(call_count, 3)
    if any(map(text.__contains__, _ADDRESS_PARTS)) and _ADDRESS.search(text):
        signs[f"address_{item.form}"] = 1.0


@lru_cache(maxsize=8192)
def _line_sign(text: str, word_count: int, is_ended: bool) -> str:
    """What a short line is by its form, or nothing. Pages of one outlet share most of their lines."""
    block = Block(text, 0, False, 1, word_count, is_ended)
    if is_byline(block):
        return "byline"
    if is_publication(block):
        return "date"
    return "name" if is_plain_name(block) else ""


def _element_signs(item: Item, signs: dict[str, float], page: _Page) -> None:
    """What the elements around a block are called, and whether its class is its neighbours'."""
    area, tag = item.area, item.block.tag
    signs[f"tag_{tag if tag in _TAGS else 'h4' if tag in HEADINGS else 'other'}"] = 1.0
    for mark in _chain(area, page):
        signs[f"in_{mark}"] = 1.0
    for mark in area.marks:
        signs[f"own_{mark}"] = 1.0
    if tag == "p" and area.parent is not None:
        classes = page.classes.get(area.parent.place.number)
        if classes is None:
            beside = area.parent.place.element.iterchildren("p")
            classes = page.classes[area.parent.place.number] = Counter(other.get("class") or "" for other in beside)
        total = classes.total()
        if total >= LEAST_CLASS_COUNT:
            share = classes[area.place.element.get("class") or ""] / total
            signs["same_class"] = share
            if share <= 0.25:
                signs["odd_class"] = 1.0


def _chain(area: Area, page: _Page) -> frozenset[str]:
    """The marks of an element and all around it, except those that its share of the page's prose belies."""
    path: list[Area] = []
    marks: frozenset[str] = frozenset()
    for outer in area.upwards():
        known = page.chains.get(outer.place.number)
        if known is not None:
            marks = known
            break
        path.append(outer)
    for inner in reversed(path):
        own = inner.marks
        if inner.prose_count > MOST_MARKED_RATIO * page.prose_count and inner.place.tag not in ("p", "li"):
            own &= _BODY_MARKS
        marks = page.chains[inner.place.number] = marks | own
    return marks


def _subject_signs(number: int, item: Item, signs: dict[str, float], page: _Page) -> None:
    """Whether a block speaks of what the article speaks of, and whether the page repeats it for machines."""
    words = page.words[number]
    if len(words) >= 3:
        own = 1 if _is_subject(item, page.core) else 0
        shared = sum(page.word_counts[word] > own for word in words)
        signs[f"subject_{item.form}"] = shared / len(words)
        signs[f"has_subject_{item.form}"] = 1.0
    if page.structured:
        is_inside = len(item.key) >= 12 and item.key in page.structured
        signs["ld_in" if is_inside else "ld_out_long" if len(item.key) >= 40 else "ld_out"] = 1.0


def _core_signs(number: int, item: Item, signs: dict[str, float], page: _Page) -> None:
    """Where a block stands: to the element with the most prose, to the headline, in the page."""
    if page.core is not None:
        for down, area in enumerate(item.area.upwards()):
            if area is page.core:
                signs[f"core_down_{min(down, 4)}"] = 1.0
                break
        if number > page.last_core:
            signs["after_core"] = 1.0
            signs["past_core"] = min(1.0, (number - page.last_core) / 20)
        elif number > page.last_core - 3:
            signs["core_end"] = 1.0
        if number == page.last_core:
            signs["core_last"] = 1.0
        if number < page.first_core:
            signs["before_core"] = 1.0
    if page.is_little:
        signs["little_chosen"] = 1.0
        signs[f"little_chosen_{item.form}"] = 1.0
    signs["where"] = number / len(page.items)


def _title_signs(number: int, signs: dict[str, float], title_at: int) -> None:
    """Where a block stands to the headline."""
    if number <= title_at:
        signs["above_title" if number < title_at else "is_title"] = 1.0
    elif number - title_at <= NEAR_TITLE_COUNT:
        signs["just_below_title"] = 1.0


def _near_signs(number: int, item: Item, signs: dict[str, float], page: _Page) -> None:
    """What stands beside a block: in its element, in the next one out, and right before and after it."""
    parent = (item.area.parent or item.area) if item.block.tag in _INNER else item.area
    grand = parent.parent or parent
    own = item.word_count if item.is_chosen else 0
    for name, area in (("parent", parent), ("grand", grand)):
        rest = area.word_count - item.word_count
        signs[f"{name}_chosen"] = (area.chosen_count - own) / rest if rest > 0 else 0.0
        signs[f"{name}_linked"] = area.link_ratio
    around = [*page.items[max(0, number - 2) : number], *page.items[number + 1 : number + 3]]
    total = sum(other.word_count for other in around) or 1
    signs["near_chosen"] = sum(other.word_count for other in around if other.is_chosen) / total
    signs["near_prose"] = sum(other.word_count for other in around if other.is_prose) / total
    signs["near_linked"] = sum(other.word_count * other.link_ratio for other in around) / total
    signs["near_furniture"] = sum(other.judged.is_furniture for other in around) / max(1, len(around))
    after = page.items[number + 1] if number + 1 < len(page.items) else None
    if item.block.tag in HEADINGS and after is not None:
        if after.is_prose and after.is_chosen:
            signs["heading_above_chosen"] = 1.0
        elif not after.is_prose:
            signs["heading_above_other"] = 1.0
