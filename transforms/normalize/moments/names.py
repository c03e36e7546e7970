"""Dates written with a month's name, in any language and order."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from transforms.normalize.calendars import MAX_NAME_WORDS, WORD, Name, month_among, month_named
from transforms.normalize.moments.kinds import Finding, Found, Moment, is_day, is_year_of_news

MAX_FILLER_CHARS: Final = 6
"""Longest word that may stand between the parts of a date ("de", "of", "gada", "року", "godz")."""
MAX_FILLER_COUNT: Final = 2
TOKEN: Final = re.compile(rf"[0-9]+|{WORD.pattern}")
_LEAP_YEAR: Final = 2000
_LATER_CLOCK: Final = re.compile(r":[0-9]|\s?h[0-9]")

NUMBER: Final = re.compile("[0-9]+")
NUMBERS_OF_DATE: Final = 2
_JOINT: Final = r"[\s.,()-]{0,3}(?:(?:de|del|da|su|ta[’']|lia|mh|ko|ê|a|e|of)[\s.,()-]{0,3}){0,2}"
_TIGHT: Final = re.compile(
    rf"(?:[0-9]{{4}}{_JOINT})?(?:[0-9]{{1,2}}{_JOINT})?[^\W\d_]+(?:{_JOINT}[0-9]{{1,2}})?(?:{_JOINT}[0-9]{{4}})?(?<=[0-9])",
    re.IGNORECASE,
)
"""A day, a month's name that is not last, and a year, with the signs and small words that join them."""
MAX_FIRST_CHARS: Final = 8
"""The first day of two, its dot, a dash with blanks, and the sign before them."""
_FIRST_DAY: Final = re.compile(r"(?<![0-9.:/-])([0-9]{1,2})\.?\s?[-–—]\s?$")

Tokens = list[re.Match[str]]


def named(text: str, language: str) -> Finding:
    """Every date with a month's name: the numbers nearest to it, past at most two short words. A day and month without
    a year have ``year`` None; short names that only languages of few outlets have take a whole date, unless that
    language is told. ``language`` is lower-case BCP 47 or empty."""
    tokens = list(TOKEN.finditer(text))
    language = base_of(language)
    known_until = 0
    for place, token in enumerate(tokens):
        if place < known_until or token.group()[0].isdigit():
            continue
        words = [other.group() for other in tokens[place : place + MAX_NAME_WORDS]]
        name = month_among(words)
        if name is None:
            continue
        known_until = _past_same(text, tokens, place + name[1], name[0])
        found = _around(text, tokens, (place, known_until - 1), name[0].numbers(language))
        is_weak = name[1] == 1 and name[0].is_rare(token.group(), language)
        if found is not None and not (is_weak and not _is_tight(text, found)):
            yield found


def _is_tight(text: str, found: Found) -> bool:
    """Whether a date is nothing but a day, a month's name and a year, in an order that stands in no sentence."""
    start, end, moment = found
    return (
        moment.year is not None
        and len(NUMBER.findall(text, start, end)) == NUMBERS_OF_DATE
        and _TIGHT.fullmatch(text, start, end) is not None
    )


def _past_same(text: str, tokens: Tokens, place: int, name: Name) -> int:
    """The place behind a month's second name, if it is given in two ways ("مايو/أيار")."""
    if place < len(tokens) and text[tokens[place - 1].end() : tokens[place].start()].strip() in ("/", "(", "|"):
        words = [other.group() for other in tokens[place : place + MAX_NAME_WORDS]]
        other = month_among(words)
        if other is not None and set(other[0].languages_of) & set(name.languages_of):
            return place + other[1]
    return place


def base_of(language: str) -> str:
    """The language of a tag, without script and region."""
    return language.partition("-")[0]


def _around(text: str, tokens: Tokens, places: tuple[int, int], months: tuple[int, ...]) -> Found | None:
    first_place, place = places
    before, after = _number_beside(tokens, first_place, -1), _number_beside(tokens, place, +1)
    far_before, far_after = _number_beside(tokens, before, -1), _number_beside(tokens, after, +1)
    if after is not None and far_after is not None and ":" in text[tokens[after].end() : tokens[far_after].start()]:
        far_after = None
    day_before, day_after = _as_day(text, tokens, before), _as_day(text, tokens, after)
    orders = (
        (_as_year(tokens, after), day_before, before, after),  # 3 May 2022
        (_as_year(tokens, far_before), day_before, far_before, place),  # 2022. gada 3. maijs
        (_as_year(tokens, far_after), day_after, first_place, far_after),  # May 3, 2022
        (_as_year(tokens, before), day_after, before, after),  # 2022. május 3.
        (None, day_before, before, place),  # 3 May
        (None, day_after, first_place, after),  # May 3
        (_as_year(tokens, after), None, first_place, after),  # May 2022
        (_as_year(tokens, before), None, before, place),  # 2022 május
    )
    for rank, (year, day, first, last) in enumerate(orders):
        if (
            first is None
            or last is None
            or (year is None and day is None)
            or (rank < 4 and (year is None or day is None))
        ):
            continue
        moment = _of_months(year, months, day)
        if moment is not None and day is not None and day == day_before and before is not None:
            moment = _from_first(text, tokens[before].start(), moment)
        return None if moment is None else (tokens[first].start(), tokens[last].end(), moment)
    return None


def _from_first(text: str, start: int, moment: Moment) -> Moment:
    """A moment bounded by two days, where the first of them stands before it ("12-14 June 2021")."""
    match = _FIRST_DAY.search(text[max(0, start - MAX_FIRST_CHARS) : start])
    if match is None or moment.year is None or moment.month is None or moment.day is None:
        return moment
    if not is_year_of_news(moment.year) or not 1 <= int(match[1]) < moment.day:
        return moment
    first = date(moment.year, moment.month, int(match[1]))
    return Moment(moment.year, low=first, high=date(moment.year, moment.month, moment.day) + timedelta(days=1))


def _of_months(year: int | None, months: tuple[int, ...], day: int | None) -> Moment | None:
    """A moment in one of the months that a name can mean; None if the day is in none."""
    if len(months) == 1:
        known_year = year if year is not None and is_year_of_news(year) else _LEAP_YEAR
        return Moment(year, months[0], day) if day is None or is_day(known_year, months[0], day) else None
    if year is None or not is_year_of_news(year):
        return Moment(year) if year is not None else None
    days = [date(year, month, day or 1) for month in months if is_day(year, month, day or 1)]
    if not days:
        return None
    high = days[-1] + timedelta(days=1) if day else date(year + days[-1].month // 12, days[-1].month % 12 + 1, 1)
    return Moment(year, low=days[0], high=high)


def _number_beside(tokens: Tokens, place: int | None, step: int) -> int | None:
    """Place of the nearest number on one side, past at most two short words."""
    if place is None:
        return None
    for distance in range(1, MAX_FILLER_COUNT + 2):
        at = place + step * distance
        if not 0 <= at < len(tokens):
            return None
        word = tokens[at].group()
        if word.isdigit():
            return at
        if len(word) > MAX_FILLER_CHARS or month_named(word) is not None:
            return None
    return None


def _as_day(text: str, tokens: Tokens, place: int | None) -> int | None:
    """The token as a day of a month; hours and minutes are none."""
    if place is None or len(tokens[place].group()) > 2:
        return None
    start, end = tokens[place].span()
    is_clock = text[start - 1 : start] == ":" or _LATER_CLOCK.match(text, end) is not None
    number = int(tokens[place].group())
    return number if 1 <= number <= 31 and not is_clock else None


def _as_year(tokens: Tokens, place: int | None) -> int | None:
    return int(tokens[place].group()) if place is not None and len(tokens[place].group()) == 4 else None
