"""Texts that are nothing but one date, as programs write it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from transforms.normalize.moments.clocks import Clock, clock_of
from transforms.normalize.moments.kinds import Moment, NoMoment, is_day, is_year_of_news

MIN_MILLISECONDS: Final = 1e11
"""Epochs from here on count thousandths: in seconds they would lie after the year 5000."""

_ISO: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]+))?)?\s?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_COMPACT: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T?([0-9]{2})([0-9]{2})([0-9]{2})?()(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_ODD: Final = re.compile(
    r"([0-9]{4})(?:(:)|-|_)([0-9]{2})(?(2):|[-_])([0-9]{2})(?:[-_ T]([0-9]{2})[:._-]([0-9]{2})(?:[:._-]([0-9]{2}))?)?"
)
"""As cameras (2022:05:03 14:05:00) and names of files (2022-05-03-14-05-00, 2022_05_03) have them."""
_SERIAL: Final = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
MIN_SERIAL: Final = 36_526
MAX_SERIAL: Final = 55_153
"""Days since 1899-12-30, as spreadsheets count: from 2000 to 2050; other numbers of five digits are no dates."""
_WRAPPED: Final = re.compile(
    r"(?:/Date\((-?[0-9]{9,16})(?:[+-][0-9]{4})?\)/|D:([0-9]{8}(?:[0-9]{6}(?:Z|[+-][0-9]{2}'[0-9]{2}'?)?)?))"
)
"""Dates as .NET writes them into JSON, and as documents to print have them."""
_EPOCH: Final = re.compile(r"-?[0-9]{9,16}(?:\.[0-9]+)?")
_ORDINAL: Final = re.compile(r"([0-9]{4})-([0-9]{3})(?![0-9])")


def machine_made(text: str) -> Moment | NoMoment | None:
    """A text that is nothing but one date as programs write it."""
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped is not None:
        text = wrapped[1] or wrapped[2].rstrip("'").replace("'", ":")
    match = _ISO.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is not None:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        if match.re is _ISO or is_day(year, month, day):
            return checked(year, month, day, clock_of(match[4], match[5], match[6], match[7], match[8]))
    odd = _ODD.fullmatch(text)
    if odd is not None:
        return checked(int(odd[1]), int(odd[3]), int(odd[4]), clock_of(odd[5], odd[6], odd[7]))
    if _SERIAL.fullmatch(text) and MIN_SERIAL <= float(text) < MAX_SERIAL:
        return _of_serial(text)
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        while abs(seconds) >= MIN_MILLISECONDS:
            seconds /= 1000
        at = datetime.combine(date(1970, 1, 1), time()) + timedelta(seconds=seconds)
        return Moment(at.year, at.month, at.day, Clock(at.hour, at.minute, at.second, at.microsecond, "UTC", 0))
    ordinal = _ORDINAL.fullmatch(text)
    if ordinal is not None and 1 <= int(ordinal[2]) <= 366 and int(ordinal[1]) >= 1:
        day_of_year = date(int(ordinal[1]), 1, 1) + timedelta(days=int(ordinal[2]) - 1)
        return Moment(day_of_year.year, day_of_year.month, day_of_year.day)
    return None


def _of_serial(text: str) -> Moment:
    """A spreadsheet's number: days, and the time as their fraction, to the nearest second."""
    at = datetime.combine(date(1899, 12, 30), time()) + timedelta(seconds=round(float(text) * 86_400))
    clock = Clock(at.hour, at.minute, at.second) if "." in text else None
    return Moment(at.year, at.month, at.day, clock)


def checked(year: int, month: int, day: int, clock: Clock | None) -> Moment | NoMoment:
    """A full date, or why it is none: DATE_RANGE for years that no newspaper has, DATE_UNPARSED for days that no
    calendar has."""
    if not is_year_of_news(year):
        return NoMoment("DATE_RANGE")
    return Moment(year, month, day, clock) if is_day(year, month, day) else NoMoment("DATE_UNPARSED")
