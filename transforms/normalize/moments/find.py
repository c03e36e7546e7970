"""Which of the dates in a text is the one it gives."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from transforms.normalize.calendars import month_named, tells_of_time, weekdays_in
from transforms.normalize.moments.clocks import clock_beside, clock_of
from transforms.normalize.moments.kinds import Found, Moment, NoMoment, is_day, is_year_of_news
from transforms.normalize.moments.machines import checked, machine_made
from transforms.normalize.moments.names import TOKEN, base_of, named
from transforms.normalize.moments.numbers import numeric

MAX_TEXT_CHARS: Final = 400
"""A date stands in a line; longer texts are looked at no further."""
TEXTS_KEPT: Final = 4_096
"""Texts whose date is remembered in one process: crawls repeat their days."""
_UNSEEN: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u061c]")
"""Signs of direction, which stand within the dates of Arabic and Hebrew pages."""
_SHORT_YEAR: Final = re.compile(
    r"(?<![^\W\d_])(?P<weekday>[^\W\d_]{1,20}\.?),?\s{1,2}(?P<day>[0-9]{1,2})(?P<sign>[\s-])"
    r"(?P<month>[^\W\d_]{1,20})(?P=sign)(?P<year>[0-9]{2})(?=\s|$)"
)
"""The dates of RFC 850 and RFC 822, with two digits for the year."""
MIN_APART_DAYS: Final = 27
"""Two readings of a date lie a month or more apart; weeks and spans of days are shorter."""
MAX_WEEKDAY_CHARS: Final = 32
"""The longest weekday ("samstag", "ngày thứ ba", "dydd mercher") with the signs about it."""
_WORDS_BEFORE: Final = re.compile(r"(?:[^\W\d_]\S*[\s,.(]+){1,2}$")
_WORDS_BEHIND: Final = re.compile(r"[\s,.(]+[^\W\d_][^\s)]*(?:\s[^\W\d_][^\s)]*)?")
_YEAR: Final = re.compile(r"(?<![0-9.,/:-])([0-9]{4})(?![0-9/:-]|[.,][0-9])")
_ASCTIME: Final = re.compile(
    r"(?<![^\W\d_])(?P<month>[^\W\d_]{3,20})\s+(?P<day>[0-9]{1,2})\s+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2}))?\s+(?:(?P<zone>[A-Z]{3,4}|[+-][0-9]{2}:?[0-9]{2})\s+)?(?P<year>[0-9]{4})(?![0-9])"
)


def moment_in(text: str, language: str | None = None, *, is_whole: bool = False) -> Moment | NoMoment:
    """The first date in a text: a day before a month or year. ``is_whole`` says that the text is nothing but a date (a
    field's value): then a bare number may be an epoch or a spreadsheet's. ``language`` (BCP 47, its region too:
    "en-GB", "und-US") decides what 03/04/2021 means. A moment's year, if it has one, lies between 1600 and
    2200. Never raises.
    """
    return _moment_in(text[:MAX_TEXT_CHARS], (language or "").lower().replace("_", "-"), is_whole)


@lru_cache(maxsize=TEXTS_KEPT)
def _moment_in(text: str, language: str, is_whole: bool) -> Moment | NoMoment:
    text = _plain(text)
    try:
        found = machine_made(text) if is_whole else None
        if found is None:
            found = _written(text, language, is_whole)
    except (ValueError, OverflowError):
        return NoMoment("DATE_UNPARSED")
    if found is None:
        is_about_time = any(tells_of_time(word, base_of(language)) for word in TOKEN.findall(text))
        return NoMoment("DATE_VAGUE" if is_about_time else "DATE_UNPARSED")
    if isinstance(found, Moment) and found.year is not None and not is_year_of_news(found.year):
        return NoMoment("DATE_RANGE")
    return found


def _plain(text: str) -> str:
    """ASCII digits and single blanks."""
    if not text.isascii():
        digits = (unicodedata.decimal(char, -1) for char in text)
        text = "".join(char if digit < 0 else str(digit) for char, digit in zip(text, digits, strict=True))
    return " ".join(_UNSEEN.sub("", text.replace("\u2212", "-")).split())


def _of_short_year(text: str, language: str) -> tuple[int, int, Moment] | None:
    """A date with two digits for its year, if its weekday proves which century is meant: a day of 1916 and of 2016
    never fall on the same one."""
    match = _SHORT_YEAR.search(text)
    name = month_named(match["month"]) if match is not None else None
    if match is None or name is None:
        return None
    month, day = name.numbers(base_of(language))[0], int(match["day"])
    weekdays = weekdays_in([match["weekday"]])
    years = [century + int(match["year"]) for century in (1900, 2000)]
    proven = [year for year in years if is_day(year, month, day) and date(year, month, day).isoweekday() in weekdays]
    return (*match.span(), Moment(proven[0], month, day)) if len(proven) == 1 else None


def _written(text: str, language: str, is_whole: bool) -> Moment | NoMoment | None:
    asctime = _ASCTIME.search(text)
    if asctime is not None and (name := month_named(asctime["month"])) is not None:
        clock = clock_of(asctime["hour"], asctime["minute"], asctime["second"], None, asctime["zone"])
        return checked(int(asctime["year"]), name.numbers(base_of(language))[0], int(asctime["day"]), clock)
    found = [*numeric(text, language), *named(text, language)] if is_whole else _in_line(text, language)
    short = _of_short_year(text, language) if not any(moment.year is not None for _, _, moment in found) else None
    if short is not None:
        found.append(short)
    # Full dates first, then months and years, then days that lack a year; of each kind the one that stands first.
    for is_kind in (
        lambda moment: moment.year is not None and moment.has_day,
        lambda moment: moment.year is not None,
        lambda moment: True,
    ):
        of_kind = [entry for entry in found if is_kind(entry[2])]
        if of_kind:
            start, end, moment = min(of_kind, key=lambda entry: (entry[0], -entry[1]))
            moment = _told_by_weekday(text, (start, end, moment), base_of(language))
            return _with_clock(text, start, end, moment, base_of(language))
    year = _YEAR.fullmatch(text.strip(" .,;")) if is_whole else _YEAR.search(text)
    return Moment(int(year[1])) if year is not None and (is_whole or is_year_of_news(int(year[1]))) else None


def _told_by_weekday(text: str, found: Found, language: str) -> Moment:
    """Of two readings of one date the one whose weekday stands beside it ("Tuesday, 3/5/2022"), if that is of one."""
    start, end, moment = found
    if moment.low is None or moment.high is None:
        return moment
    late = moment.high - timedelta(days=1)
    if late - moment.low < timedelta(days=MIN_APART_DAYS):
        return moment
    before = _WORDS_BEFORE.search(text[max(0, start - MAX_WEEKDAY_CHARS) : start])
    behind = _WORDS_BEHIND.match(text, end, end + MAX_WEEKDAY_CHARS)
    beside = [match.group() for match in (before, behind) if match is not None]
    weekdays = weekdays_in([word for part in beside for word in TOKEN.findall(part)], language)
    fitting = [day for day in (moment.low, late) if day.isoweekday() in weekdays]
    return Moment(fitting[0].year, fitting[0].month, fitting[0].day) if len(fitting) == 1 else moment


def _in_line(text: str, language: str) -> list[Found]:
    """The dates of a line that is more than a date. A number of four digits that is no year of news is another number
    there: beside a month's name the day stands without it."""
    found = [entry for entry in numeric(text, language) if entry[2].year is None or is_year_of_news(entry[2].year)]
    for start, end, moment in named(text, language):
        if moment.year is None or is_year_of_news(moment.year):
            found.append((start, end, moment))
        elif moment.month is not None and moment.day is not None:
            found.append((start, end, replace(moment, year=None)))
    return found


def _with_clock(text: str, start: int, end: int, moment: Moment, language: str) -> Moment:
    if moment.day is None:
        return moment
    year, month = moment.year or 0, moment.month or 0
    day = date(year, month, moment.day) if is_day(year, month, moment.day) else None
    return replace(moment, clock=clock_beside(text, start, end, day, language))
