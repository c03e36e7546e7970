"""The first date in a short text, in any of the shapes that feeds and newspapers write, with what is unsure about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from transforms.normalize.calendars import is_vague, is_weekday, month_named

MAX_TEXT_CHARS: Final = 400
"""A date stands in a line; longer texts are looked at no further."""
MIN_YEAR: Final = 1600
MAX_YEAR: Final = 9000
"""Outside of these a date is a placeholder (0001-01-01, 9999-12-31): the first newspapers appeared after 1600."""
MAX_FILLER_CHARS: Final = 6
"""Longest word that may stand between the parts of a date ("de", "of", "gada", "року", "godz")."""
MAX_FILLER_COUNT: Final = 2
MAX_OFFSET_MINUTES: Final = 14 * 60
"""Zones reach from -12:00 to +14:00."""

_OFFSETS: Final = {
    "Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "BST": 60, "WEST": 60, "EET": 120, "EEST": 180, "MSK": 180, "МСК": 180, "JST": 540, "KST": 540,
    "AEST": 600, "AEDT": 660, "ACST": 570, "AWST": 480, "NZST": 720, "NZDT": 780, "SGT": 480, "HKT": 480, "PKT": 300, "WIB": 420, "EAT": 180, "CAT": 120, "WAT": 60, "SAST": 120,
}  # fmt: skip
"""Minutes east of UTC. RFC 5322 fixes the American ones; abbreviations that several zones share (IST, AST) are left out."""

_ISO: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]+))?)?\s?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_COMPACT: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T?([0-9]{2})([0-9]{2})([0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_EPOCH: Final = re.compile(r"-?[0-9]{9,16}(?:\.[0-9]+)?")
_WEEK: Final = re.compile(r"(?<![0-9])([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?(?![0-9])")
_ORDINAL: Final = re.compile(r"([0-9]{4})-([0-9]{3})(?![0-9])")
_YMD: Final = re.compile(r"(?<![0-9./-])([0-9]{4})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{1,2})(?![0-9])")
_DMY: Final = re.compile(r"(?<![0-9./-])([0-9]{1,2})\s?([./-])\s?([0-9]{1,2})\s?\2\s?([0-9]{4})(?![0-9])")
_CJK: Final = re.compile(r"([0-9]{4})\s?[年년]\s?(?:([0-9]{1,2})\s?[月월]\s?(?:([0-9]{1,2})\s?[日일号])?)?")
_VIETNAMESE: Final = re.compile(
    r"(?:ngày\s+)?([0-9]{1,2})\s+tháng\s+([0-9]{1,2})(?:,|\s+năm)?\s+([0-9]{4})", re.IGNORECASE
)
_YM: Final = re.compile(
    r"(?<![0-9./-])([0-9]{4})[-/.]([0-9]{1,2})(?![0-9./-]|:)|(?<![0-9./-])([0-9]{1,2})/([0-9]{4})(?![0-9./-])"
)
_YEAR: Final = re.compile(r"(?<![0-9.,/:-])([0-9]{4})(?![0-9/:-]|[.,][0-9])")
_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_][^\s\d,.;:()/|\[\]\-–—_]*")

_ZONE: Final = r"(?P<zone>(?:UTC|GMT)\s?[+-][0-9]{1,2}(?::?[0-9]{2})?|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2}(?![0-9])|Z(?![A-Za-z])|\(?[A-ZМСК]{2,4}\b\)?)"
_CLOCK: Final = r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?(?![0-9])|\s?[hH]\s?(?P<h_minute>[0-9]{2})?(?![a-z])|[uU](?P<u_minute>[0-9]{2})?\b|(?=\s?(?:[ap]\.?m\b|Uhr|uhr|uur)))"
_HALF: Final = r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
_AFTER: Final = re.compile(
    r"(?:[\s,;:|·–—T-]|(?:at|um|à|às|as|kl|klo|klokken|klokka|om|ob|godz|ore|ora|alle|las|la|el|a|о|в|v|u|у|den|de|г|р|року|года|m|d)\b\.?){0,8}?"
    + _CLOCK
    + _HALF
    + r"(?:\s?(?:Uhr|uhr|uur|hrs?\b|h\b))?\s?"
    + _ZONE
    + "?",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"(?<![0-9.:])"
    + _CLOCK.replace("[:.](?P<minute>", "[:](?P<minute>")
    + _HALF
    + r"\s?"
    + _ZONE
    + r"?[\s,|·–—-]*(?:[^\W\d]+[\s,.]+){0,2}$"
)
_ASCTIME: Final = re.compile(
    r"(?P<month>[^\W\d_]{3,})\s+(?P<day>[0-9]{1,2})\s+(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)\s+(?:(?P<zone>[A-Z]{3,4})\s+)?(?P<year>[0-9]{4})(?![0-9])"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as a text gives it. ``year`` is None where only day and month stand. ``low`` and ``high`` (exclusive) bound
    it where day and month can be read in two ways; then ``month`` and ``day`` are None."""

    year: int | None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    zone: str | None = None
    offset_minutes: int | None = None
    is_zone_bad: bool = False
    low: date | None = None
    high: date | None = None


@dataclass(frozen=True, slots=True)
class NoMoment:
    """Why a text gives no date: DATE_VAGUE, DATE_UNPARSED or DATE_RANGE."""

    flag: str


def moment_in(text: str, language: str | None = None, *, is_whole: bool = False) -> Moment | NoMoment:
    """The first date in a text, the finest kind first. ``is_whole`` says that the text is nothing but a date (a field's
    value): then bare numbers may be an epoch or a year. ``language`` (BCP 47) decides what 03/04/2021 means. Never raises.
    """
    return _moment_in(text[:MAX_TEXT_CHARS], (language or "").lower(), is_whole)


@lru_cache(maxsize=4096)
def _moment_in(text: str, language: str, is_whole: bool) -> Moment | NoMoment:
    text = _plain(text)
    if not text:
        return NoMoment("DATE_UNPARSED")
    try:
        found = _whole(text) if is_whole else None
        if found is None:
            found = _first(text, language, is_whole)
    except (ValueError, OverflowError):
        return NoMoment("DATE_UNPARSED")
    if found is not None:
        if isinstance(found, Moment) and found.year is not None and not MIN_YEAR <= found.year <= MAX_YEAR:
            return NoMoment("DATE_RANGE")
        return found
    words = [match.group() for match in _TOKEN.finditer(text) if not match.group().isdigit()]
    return NoMoment(
        "DATE_VAGUE" if any(is_vague(w) or is_weekday(w) or month_named(w) for w in words) else "DATE_UNPARSED"
    )


def _plain(text: str) -> str:
    if not text.isascii():
        text = "".join(
            str(unicodedata.digit(char))
            if char.isdigit() and not char.isascii() and unicodedata.decimal(char, None) is not None
            else char
            for char in text
        )
    return " ".join(text.replace("\u2212", "-").split())


def _whole(text: str) -> Moment | NoMoment | None:
    """A text that is nothing but one machine-made date."""
    iso = _ISO.fullmatch(text)
    if iso is not None:
        year, month, day, hour, minute, second, fraction, zone = iso.groups()
        return _moment(int(year), int(month), int(day), (hour, minute, second, fraction), zone)
    compact = _COMPACT.fullmatch(text)
    if compact is not None and _is_day(*map(int, compact.groups()[:3])):
        year, month, day, hour, minute, second, zone = compact.groups()
        return _moment(int(year), int(month), int(day), (hour, minute, second, None), zone)
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        while abs(seconds) >= 1e11:
            seconds /= 1000
        moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
        return Moment(
            moment.year,
            moment.month,
            moment.day,
            moment.hour,
            moment.minute,
            moment.second,
            moment.microsecond,
            "UTC",
            0,
        )
    ordinal = _ORDINAL.fullmatch(text)
    if ordinal is not None and 1 <= int(ordinal.group(2)) <= 366 and int(ordinal.group(1)) >= 1:
        day_of_year = date(int(ordinal.group(1)), 1, 1) + timedelta(days=int(ordinal.group(2)) - 1)
        return Moment(day_of_year.year, day_of_year.month, day_of_year.day)
    return None


def _first(text: str, language: str, is_whole: bool) -> Moment | NoMoment | None:
    found: list[tuple[int, int, Moment | NoMoment]] = []
    asctime = _ASCTIME.search(text)
    if asctime is not None and (name := month_named(asctime["month"])) is not None:
        clock = (*asctime["time"].split(":"), None, None)[:4]
        return _moment(int(asctime["year"]), name.months(language[:2])[0], int(asctime["day"]), clock, asctime["zone"])
    for start, end, moment in (*_numeric(text, language), *_named(text, language)):
        found.append((start, end, moment))
    days = [entry for entry in found if isinstance(entry[2], NoMoment) or entry[2].day or entry[2].low]
    if any(entry[2].year is not None for entry in days if isinstance(entry[2], Moment)):
        days = [entry for entry in days if isinstance(entry[2], Moment) and entry[2].year is not None]
        start, end, moment = min(days, key=lambda entry: (entry[0], -entry[1]))
        return _with_time(text, start, end, moment) if isinstance(moment, Moment) and moment.day else moment
    coarse = [entry for entry in found if isinstance(entry[2], Moment) and not entry[2].day and not entry[2].low]
    if coarse:
        return min(coarse, key=lambda entry: (entry[0], -entry[1]))[2]
    if days:
        return min(days, key=lambda entry: entry[0])[2]
    year = _YEAR.fullmatch(text.strip(" .,;")) if is_whole else _YEAR.search(text)
    return Moment(int(year.group(1))) if year is not None else None


def _numeric(text: str, language: str) -> Iterator[tuple[int, int, Moment | NoMoment]]:
    for match in _YMD.finditer(text):
        year, month, day = int(match.group(1)), int(match.group(3)), int(match.group(4))
        if not MIN_YEAR <= year <= MAX_YEAR or _is_day(year, month, day):
            yield *match.span(), Moment(year, month, day)
    for match in _DMY.finditer(text):
        moment = _day_month(
            int(match.group(1)), int(match.group(3)), int(match.group(4)), match.group(2), language, text[match.end() :]
        )
        if moment is not None:
            yield *match.span(), moment
    for match in _CJK.finditer(text):
        parts = [int(part) if part else None for part in match.groups()]
        if _is_day(parts[0] or 0, parts[1] or 1, parts[2] or 1):
            yield *match.span(), Moment(parts[0], parts[1], parts[2])
    for match in _VIETNAMESE.finditer(text):
        day, month, year = map(int, match.groups())
        if _is_day(year, month, day):
            yield *match.span(), Moment(year, month, day)
    for match in _WEEK.finditer(text):
        monday = date.fromisocalendar(int(match.group(1)), int(match.group(2)), int(match.group(3) or 1))
        if match.group(3):
            yield *match.span(), Moment(monday.year, monday.month, monday.day)
        else:
            yield *match.span(), Moment(monday.year, low=monday, high=monday + timedelta(days=7))
    for match in _YM.finditer(text):
        year, month = (
            (int(match.group(1)), int(match.group(2))) if match.group(1) else (int(match.group(4)), int(match.group(3)))
        )
        if 1 <= month <= 12:
            yield *match.span(), Moment(year, month)


def _day_month(first: int, second: int, year: int, separator: str, language: str, rest: str) -> Moment | None:
    """Two numbers and a year. Dots and hyphens go with day first everywhere; a slash goes with either, so that a pair which
    could be both is bounded by both, unless the language or a French clock ("15h23") decides."""
    is_day_first, is_month_first = _is_day(year, second, first), _is_day(year, first, second)
    if year < 1:
        return Moment(year)
    if separator != "/" or re.match(r"\s+[0-9]{1,2}h[0-9]{0,2}", rest) or _writes_day_first(language):
        is_month_first = is_month_first and not is_day_first
    elif language == "en-us":
        is_day_first = is_day_first and not is_month_first
    if is_day_first and is_month_first and first != second:
        early, late = sorted((date(year, second, first), date(year, first, second)))
        return Moment(year, low=early, high=late + timedelta(days=1))
    if is_day_first:
        return Moment(year, second, first)
    return Moment(year, first, second) if is_month_first else None


def _writes_day_first(language: str) -> bool:
    return (
        bool(language)
        and language != "und"
        and (not language.startswith("en") or language in ("en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za"))
    )


def _named(text: str, language: str) -> Iterator[tuple[int, int, Moment]]:
    """Dates with a month's name: the numbers nearest to it, with short words between them."""
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        name = None if token.group().isdigit() else month_named(token.group())
        if name is None:
            continue
        before = _number_beside(tokens, place, -1)
        after = _number_beside(tokens, place, +1)
        found: tuple[int | None, int | None, int, int] | None = None
        day, year = _as_day(text, tokens, before), _as_year(tokens, after)
        if day is not None:
            far = _number_beside(tokens, before, -1) if before is not None else None
            year_before = _as_year(tokens, far)
            if year is not None and after is not None and before is not None:
                found = (year, day, before, after)
            elif year_before is not None and far is not None:
                found = (year_before, day, far, place)
            elif before is not None:
                found = (None, day, before, place)
        if found is None or found[0] is None:
            day_after = _as_day(text, tokens, after)
            if day_after is not None and after is not None:
                far = _number_beside(tokens, after, +1)
                year_after, year_before = _as_year(tokens, far), _as_year(tokens, before)
                if (
                    year_after is not None
                    and far is not None
                    and ":" not in text[tokens[after].end() : tokens[far].start()]
                ):
                    found = (year_after, day_after, place, far)
                elif year_before is not None and before is not None:
                    found = (year_before, day_after, before, after)
                elif found is None:
                    found = (None, day_after, place, after)
        if found is None and year is not None and after is not None:
            found = (year, None, place, after)
        if found is None and (year := _as_year(tokens, before)) is not None and before is not None:
            found = (year, None, before, place)
        if found is None:
            continue
        year, day, first, last = found
        moment = _of_months(year, name.months(language[:2]), day)
        if moment is not None:
            yield tokens[first].start(), tokens[last].end(), moment


def _of_months(year: int | None, months: tuple[int, ...], day: int | None) -> Moment | None:
    if len(months) == 1:
        is_real = day is None or _is_day(
            year if year is not None and MIN_YEAR <= year <= MAX_YEAR else 2000, months[0], day
        )
        return Moment(year, months[0], day) if is_real else None
    if year is None or not MIN_YEAR <= year <= MAX_YEAR:
        return Moment(year) if year is not None else None
    low, high = date(year, months[0], day or 1), date(year, months[-1], day or 28)
    return Moment(year, low=low, high=high + timedelta(days=1 if day else 4))


def _number_beside(tokens: list[re.Match[str]], place: int, step: int) -> int | None:
    """Place of the nearest number on one side, past at most two short words."""
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


def _as_day(text: str, tokens: list[re.Match[str]], place: int | None) -> int | None:
    """The token as a day of a month; hours and minutes are none."""
    if place is None or len(tokens[place].group()) > 2:
        return None
    start, end = tokens[place].span()
    is_clock = text[start - 1 : start] == ":" or re.match(r":[0-9]|\s?h[0-9]", text[end:]) is not None
    number = int(tokens[place].group())
    return number if 1 <= number <= 31 and not is_clock else None


def _as_year(tokens: list[re.Match[str]], place: int | None) -> int | None:
    return int(tokens[place].group()) if place is not None and len(tokens[place].group()) == 4 else None


def _with_time(text: str, start: int, end: int, moment: Moment) -> Moment | NoMoment:
    clock = _AFTER.match(text, end) or _BEFORE.search(text[:start])
    if clock is None or moment.year is None or moment.month is None or moment.day is None:
        return moment
    hour = int(clock["hour"])
    if clock["half"]:
        if not 1 <= hour <= 12:
            return moment
        hour = hour % 12 + (12 if clock["half"].lower() == "p" else 0)
    minute = clock["minute"] or clock["h_minute"] or clock["u_minute"] or "00"
    return _moment(
        moment.year, moment.month, moment.day, (str(hour), minute, clock["second"], clock["fraction"]), clock["zone"]
    )


def _moment(year: int, month: int, day: int, clock: tuple[str | None, ...], zone: str | None) -> Moment | NoMoment:
    if not MIN_YEAR <= year <= MAX_YEAR:
        return NoMoment("DATE_RANGE")
    if not _is_day(year, month, day):
        return NoMoment("DATE_UNPARSED")
    hour, minute, second, fraction = clock
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59 or int(second or 0) > 60:
        return Moment(year, month, day)
    is_leap = int(second or 0) == 60
    name, offset, is_bad = _zone(zone)
    micro = int((fraction or "0")[:6].ljust(6, "0")) if not is_leap else 0
    return Moment(
        year,
        month,
        day,
        int(hour),
        int(minute),
        59 if is_leap else int(second or 0),
        micro,
        name,
        offset,
        is_bad or is_leap,
    )


def _zone(given: str | None) -> tuple[str | None, int | None, bool]:
    """A zone as written → (its name, minutes east of UTC, whether it cannot be trusted)."""
    if given is None:
        return None, None, False
    name = given.strip("() ")
    offset = _OFFSETS.get(name.upper())
    if offset is not None:
        return ("UTC" if name.upper() in ("Z", "UTC", "GMT", "UT") else name.upper()), offset, False
    match = re.search(r"([+-])([0-9]{1,2}):?([0-9]{2})?$", name)
    if match is None:
        return None, None, False
    hours, minutes = int(match.group(2)), int(match.group(3) or 0)
    if minutes > 59 or hours * 60 + minutes > MAX_OFFSET_MINUTES:
        return None, None, True
    offset = (hours * 60 + minutes) * (-1 if match.group(1) == "-" else 1)
    return f"{match.group(1)}{hours:02}:{minutes:02}", offset, False


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
