"""The dates that a page shows: which of its lines tells when it was published.

Every short line with a full date is a candidate. What speaks for it is added up: a word such as
"published" before it, an element that is named for dates, a line that is little but a date, the headline near by.
Lines of comments, quotations, lists of other pages and the page's foot do not count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from transforms.normalize.moments import Moment, moment_in
from transforms.normalize.moments.kinds import Found
from transforms.normalize.moments.names import named
from transforms.normalize.moments.numbers import numeric
from transforms.read.html.datewords import MODIFIED, OTHER, PUBLISHED
from transforms.read.html.layout import PageLayout, shape_of
from transforms.read.html.pagetext import SOFT_HYPHEN, tag_of, words_of

MAX_LINE_CHARS: Final = 240
"""Lines beyond this are prose; 19 of 20 date lines of real pages are below 100."""
MAX_LINE_COUNT: Final = 400
"""Dated lines looked at on one page; pages with more are calendars and archives."""
MIN_CROWD_COUNT: Final = 3
"""Dates of one shape on one page that make a list: of other articles, or of events."""
MIN_YEAR: Final = 1990

_RANGE_BEFORE: Final = re.compile(r"(?:[0-9]\.?\s*(?:[-–—]|bis|to|au|al|t/m|until|und|and|et|y)\s*)$", re.IGNORECASE)
_RANGE_BEHIND: Final = re.compile(
    r"^\s*(?:[-–—]|bis|to|au|al|t/m|until)\s*[0-9]{1,2}(?:[./]|\s+[^\W\d]{3})", re.IGNORECASE
)
_CLOCK_BEHIND: Final = re.compile(
    r"(?:[\s,;:|·•∙–—/-]|\b[^\W\d]{1,3}\b\.?){0,8}?[0-9]{1,2}(?:[:.h][0-9]{2}(?:[:.][0-9]{2})?|\s?(?:[ap]\.?m|Uhr)\b)"
    r"(?:\s?(?:Uhr|[ap]\.?m\b\.?|uur|hrs?\b|h\b|(?:UTC|GMT)[+-]?[0-9]*|[A-Z]{3,4}\b))*"
)
_OPENING: Final = re.compile(
    r"((?:[^\W\d_]{3,20}\s(?:vom|am|of|from|du|del|dal|van|fra|från)\s)?[0-9]{1,4}[^–—|:„“\"\n]{4,24}?)"
    r"\s*(?:[–—|:„“\"]|\s-\s)"
)
"""A date that opens a paragraph, before a dash or a quotation."""
_ISO: Final = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]")
_DIGITS: Final = re.compile(r"\d\D*\d\D*\d")
"""A day and a year take three digits; the line of a comment counter or a menu has fewer."""
_LETTER: Final = re.compile(r"[^\W\d_]")

_DATE_WORDS: Final = frozenset(
    """date dates datum dato data fecha time times timestamp datetime published publish publication pubdate pubtime
    posted dateline zeit datetext postdate fecha created createdate articledate""".split()
)
_PUBLISH_WORDS: Final = frozenset(("published", "publish", "pubdate"))
_UPDATE_WORDS: Final = frozenset("updated update modified modify changed lastmod edited updatetime".split())
_GLUED: Final = re.compile(r"(?<=[^\W\d_]):(?=[0-9])")
_SHORT_YEAR: Final = re.compile(r"(?<![0-9.])([0-3]?[0-9]\.[01]?[0-9]\.)([0-9]{2})(?![0-9.:])")
"""A date with dots and two digits of its year: written so in the middle and the north of Europe, of this century."""


@dataclass(frozen=True, slots=True)
class ShownDate:
    """A date as a page shows it, how much speaks for it, whether it is said to be of a later change, and whether it is
    the attribute of a ``time`` element."""

    value: str
    score: float
    is_change: bool
    is_element: bool = False


def shown_dates(tree: HtmlElement, layout: PageLayout, language: str | None) -> list[ShownDate]:
    """Every date that the page shows for itself or has in a ``time`` element, the likeliest first. Never raises."""
    found = [*_in_lines(layout, language), *_in_elements(tree, layout, language)]
    return sorted(found, key=lambda shown: -shown.score)


def _in_lines(layout: PageLayout, language: str | None) -> Iterator[ShownDate]:
    dated: list[tuple[HtmlElement, int, str, list[Found]]] = []
    for block, start_char in zip(layout.blocks, layout.starts, strict=True):
        opening = _OPENING.match(block.text) if len(block.text) > MAX_LINE_CHARS else None
        if (opening is None and len(block.text) > MAX_LINE_CHARS) or not _DIGITS.search(block.text):
            continue
        text = _GLUED.sub(": ", " ".join((opening[1] if opening else block.text).replace(SOFT_HYPHEN, "").split()))
        text = _SHORT_YEAR.sub(r"\g<1>20\2", text)
        found = _full_dates(text, language)
        if found:
            dated.append((block.place.element, start_char, text, found))
        if len(dated) >= MAX_LINE_COUNT:
            break
    alike = Counter(shape_of(element) for element, _, _, _ in dated)
    for element, start_char, text, found in dated:
        place = layout.place_score(element, start_char)
        if place is not None:
            crowd = 2 * (alike[shape_of(element)] >= MIN_CROWD_COUNT)
            score = place + _name_score(element) - crowd
            if score < 0 and layout.is_entry_of_itself(element):
                score = 0.0
            yield from _of_line(text, found, score)


def _in_elements(tree: HtmlElement, layout: PageLayout, language: str | None) -> Iterator[ShownDate]:
    elements = list(
        islice((element for element in tree.iter("time", "abbr", "span") if _given(element)), MAX_LINE_COUNT)
    )
    alike = Counter(shape_of(element) for element in elements)
    for element in elements:
        given = _given(element)
        moment = moment_in(given, language, is_whole=True)
        if not isinstance(moment, Moment) or not moment.has_day or (moment.year or 0) < MIN_YEAR:
            continue
        place = layout.place_score(element, layout.start_of(element))
        if place is None:
            continue
        words = words_of(element, "class", "itemprop", "id")
        for parent in islice(element.iterancestors(), 2):
            words |= words_of(parent) if len(parent) <= 3 else frozenset()
        before = layout.text_at(element)[:MAX_LINE_CHARS]
        is_change = (bool(words & _UPDATE_WORDS) and not words & _PUBLISH_WORDS) or (
            bool(MODIFIED.search(before)) and not PUBLISHED.search(before)
        )
        score = place + _name_score(element) + 3 - 2 * (alike[shape_of(element)] >= MIN_CROWD_COUNT)
        score += 2 * (element.get("pubdate") is not None or bool(words & _DATE_WORDS))
        score += 2 * bool(PUBLISHED.search(before[:40]))
        yield ShownDate(given, score, is_change, True)


def _given(element: HtmlElement) -> str:
    """A date for machines: the attribute of a ``time`` element, or the title of one that a microformat names."""
    if tag_of(element) == "time":
        return " ".join((element.get("datetime") or "").split())
    title = (element.get("title") or "").strip()
    return title if _ISO.match(title) and words_of(element, "class") & _DATE_WORDS else ""


def _name_score(element: HtmlElement) -> float:
    """Whether an element or the next one outside is named for dates."""
    return sum(
        3.0
        for named_for in (element, element.getparent())
        if named_for is not None and words_of(named_for) & _DATE_WORDS
    )


def _of_line(text: str, found: list[Found], base: float) -> Iterator[ShownDate]:
    for rank, (start, end, _) in enumerate(found):
        before = text[found[rank - 1][1] if rank else 0 : start]
        close = before[-40:]
        published, modified = _last(PUBLISHED, close), _last(MODIFIED, close)
        score = base
        if published > modified:
            score += 3
        if OTHER.search(before[-25:]) and published < 0:
            score -= 3
        if _RANGE_BEFORE.search(before) or _RANGE_BEHIND.match(text[end:]):
            score -= 4
        clock = _CLOCK_BEHIND.match(text, end)
        until = clock.end() if clock else end
        rest = len(_LETTER.findall(text)) - len(_LETTER.findall(text[start:until]))
        score += 3 if rest <= 3 else 2 if rest <= 25 else 1 if rest <= 60 else 0 if rest <= 100 else -2
        score -= rank * 0.5
        yield ShownDate(text[start:until], score, modified > published)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _full_dates(text: str, language: str | None) -> list[Found]:
    """The dates of a line that tell days apart, in order, none within another."""
    lowered = (language or "").lower()
    try:
        found = [*numeric(text, lowered), *named(text, lowered)]
    except (ValueError, OverflowError):
        return []
    full = sorted(
        (entry for entry in found if entry[2].has_day and (entry[2].year or 0) >= MIN_YEAR), key=lambda e: (e[0], -e[1])
    )
    kept: list[Found] = []
    for entry in full:
        if not kept or entry[0] >= kept[-1][1]:
            kept.append(entry)
    return kept
