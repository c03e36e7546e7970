"""Dates written in figures."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from transforms.normalize.moments.kinds import Finding, Found, Moment, is_day, is_year_of_news

_WEEK: Final = re.compile(r"(?<![0-9])([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?(?![0-9])")
_YMD: Final = re.compile(r"(?<![0-9./-])([0-9]{4})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{1,2})(?![0-9])")
_DMY: Final = re.compile(
    r"(?<![0-9./-])([0-9]{1,2})\s?([./-])\s?([0-9]{1,2})\s?\2\s?([0-9]{4})(?![0-9]|\.[0-9](?![0-9]))"
)
_CJK: Final = re.compile(r"([0-9]{4})\s?[年년]\s?(?:([0-9]{1,2})\s?[月월]\s?(?:([0-9]{1,2})\s?[日일号號])?)?")
_VIETNAMESE: Final = re.compile(
    r"(?<![0-9])([0-9]{1,2})\s+(?:tháng|thg)\s+([0-9]{1,2})(?:,|\s+năm)?\s+([0-9]{4})(?![0-9])", re.IGNORECASE
)
_COUNTED_MONTH: Final = re.compile(
    r"(?<![0-9])([0-9]{4})\s?(?:оны?|ལོའི་)\s?(?:([0-9]{1,2})(?:-р)?\s+сарын?|ཟླ་([0-9]{1,2})\s?ཚེས་)\s?([0-9]{1,2})(?![0-9])",
    re.IGNORECASE,
)
"""Mongolian and Tibetan dates, whose months have numbers for names."""
_YM: Final = re.compile(r"(?<![0-9./-])([0-9]{4})[-/.]([0-9]{1,2})(?![0-9./:-])")
_MY: Final = re.compile(r"(?<![0-9./-])([0-9]{1,2})/([0-9]{4})(?![0-9./-])")
_FRENCH_CLOCK: Final = re.compile(r"\s+[0-9]{1,2}h[0-9]{0,2}")
MONTH_FIRST_COUNTRIES: Final = frozenset("us ph pr gu vi as mp fm mh pw".split())
"""Where 03/04/2021 is the fourth of March (CLDR's short dates)."""
UNSURE_COUNTRIES: Final = frozenset("ca bz ky".split())
"""Where both orders are written."""
_MONTH_FIRST_LANGUAGES: Final = frozenset({"fil", "tl"})
_UNSURE_LANGUAGES: Final = frozenset({"en", "om", "or", "ee", "ti", "xh", "zu"})
"""Languages for which CLDR has the month first where their neighbours, or their countries, have the day."""


def numeric(text: str, language: str) -> Finding:
    """Every date in figures: 2019/03/27, 27.03.2019, 2019-W13-3, 2019年3月27日, 03/2019. ``language`` is lower-case BCP
    47 or empty. Raises ValueError for a week that its year has not."""
    yield from _year_first(text)
    order = _order(language)
    for match in _DMY.finditer(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        is_told_day_first = match[2] != "/" or order == "day" or _FRENCH_CLOCK.match(text, match.end())
        moment = _pair(first, second, year, bool(is_told_day_first), order == "month")
        if moment is not None:
            yield *match.span(), moment
    for match in _WEEK.finditer(text):
        yield _week(match)
    for pattern, year_group, month_group in ((_YM, 1, 2), (_MY, 2, 1)):
        for match in pattern.finditer(text):
            if 1 <= int(match[month_group]) <= 12:
                yield *match.span(), Moment(int(match[year_group]), int(match[month_group]))


def writes_day_first(language: str) -> bool:
    """Whether who writes a language (lower-case BCP 47) puts the day before the month; its country tells, if it has
    one. False where either order may be meant."""
    return _order(language) == "day"


def _order(language: str) -> str:
    """What stands first for a language: "day", "month", or "" where that cannot be told."""
    base, *others = language.split("-")
    country = next((other for other in others if len(other) == 2), None)
    if base == "" or (base == "und" and country is None) or country in UNSURE_COUNTRIES:
        return ""
    if country is not None and base in ("en", "und", "es", *_UNSURE_LANGUAGES):
        return "month" if country in MONTH_FIRST_COUNTRIES else "day"
    if base in _MONTH_FIRST_LANGUAGES:
        return "month"
    return "" if base in _UNSURE_LANGUAGES or base == "und" else "day"


def _year_first(text: str) -> Finding:
    for match in _YMD.finditer(text):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        if not is_year_of_news(year) or is_day(year, month, day):
            yield *match.span(), Moment(year, month, day)
    for match in _VIETNAMESE.finditer(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        if is_day(year, month, day):
            yield *match.span(), Moment(year, month, day)
    for match in _COUNTED_MONTH.finditer(text):
        year, month, day = int(match[1]), int(match[2] or match[3]), int(match[4])
        if is_day(year, month, day):
            yield *match.span(), Moment(year, month, day)
    for match in _CJK.finditer(text):
        known_year, known_month, known_day = (int(part) if part else None for part in match.groups())
        if is_day(known_year or 0, known_month or 1, known_day or 1):
            yield *match.span(), Moment(known_year, known_month, known_day)


def _pair(first: int, second: int, year: int, is_told_day_first: bool, is_told_month_first: bool) -> Moment | None:
    """Two numbers and a year. Dots and hyphens go with day first everywhere; a slash goes with either, so that a pair
    which can be both is bounded by both, unless the language or a French clock ("15h23") tells."""
    if year < 1:
        return Moment(year)
    is_day_first, is_month_first = is_day(year, second, first), is_day(year, first, second)
    if is_day_first and is_month_first and first != second:
        if not is_told_day_first and not is_told_month_first:
            early, late = sorted((date(year, second, first), date(year, first, second)))
            return Moment(year, low=early, high=late + timedelta(days=1))
        is_day_first = is_told_day_first
    if is_day_first:
        return Moment(year, second, first)
    return Moment(year, first, second) if is_month_first else None


def _week(match: re.Match[str]) -> Found:
    day = date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1))
    if match[3]:
        return *match.span(), Moment(day.year, day.month, day.day)
    return *match.span(), Moment(day.year, low=day, high=day + timedelta(days=7))
