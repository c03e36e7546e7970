"""When an article was published: five kinds of evidence in their order of trust, never a guess dressed as a date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from transforms.model import PublishedDate
from transforms.normalize.moments import Moment, NoMoment, moment_in

FUTURE_AFTER: Final = timedelta(hours=48)
"""A date this long after the run is wrong; less can be a zone, or an embargo."""
WEB_FROM: Final = datetime(1990, 1, 1)
"""Before this nothing was published on the web: such a date is a clock's start, unless the record comes from no web page."""
MAX_EVIDENCE_CHARS: Final = 160
_YEAR: Final = re.compile(r"(?<![0-9])(1[6-9][0-9]{2}|2[0-9]{3})(?![0-9])")
_COARSE: Final = ("year", "month")
_FINENESS: Final = {"year": 0, "month": 1, "day": 2, "minute": 3}


def published(
    *,
    header_date: str | None,
    record_value: str | None,
    dateline: str | None,
    publication_line: str | None,
    copyright_line: str | None,
    as_of: datetime,
    zone_hint: str | None = None,
    language_hint: str | None = None,
    is_from_web: bool = True,
) -> tuple[PublishedDate | None, frozenset[str]]:
    """The date of publication → (the date or None, flags DATE_*). Never raises, never invents.

    The first evidence with a year counts: header line, record field, dateline, publication line, copyright line (its last
    year only). Where it is a year or month, a finer date of a less trusted line that lies within it, or a dateline's day and
    month that fit it, refines it, and ``evidence`` names both; a copyright year refines and is refined by nothing.

    Precision is year, month, day or minute. Bounds are those of the calendar unit, unshifted; ``until_utc`` is exclusive.
    03/04/2021 without a hint has precision year and the bounds of both readings. A time without zone is taken in
    ``zone_hint`` (IANA name) if given, else as UTC with DATE_TZ. ``as_of`` is naive UTC; dates 48 hours later are kept
    with DATE_FUTURE, as are those before 1990 of records from the web. ``language_hint`` is BCP 47.
    """
    flags: set[str] = set()
    best: PublishedDate | None = None
    for kind, value in (
        ("header_line", header_date),
        ("record_field", record_value),
        ("dateline", dateline),
        ("publication_line", publication_line),
    ):
        if value is None or not value.strip():
            continue
        moment = moment_in(value, language_hint, is_whole=kind in ("header_line", "record_field"))
        if isinstance(moment, Moment) and moment.year is None:
            moment = _with_year_of(best, moment)
        if isinstance(moment, NoMoment):
            if kind == "record_field":
                # A field exists to give a date: a vague one could not be read either.
                flags.update((moment.flag, "DATE_UNPARSED") if moment.flag == "DATE_VAGUE" else (moment.flag,))
            elif kind == "publication_line" and moment.flag != "DATE_UNPARSED":
                flags.add(moment.flag)
            continue
        if kind == "dateline" and moment.month is None and moment.low is None:
            # "LONDON 2012" is a place, or an event.
            continue
        evidence = f"{kind}: {' '.join(value.split())[:MAX_EVIDENCE_CHARS]}"
        dated, is_zone_bad = _dated(moment, evidence, zone_hint)
        if best is None:
            best = dated
        elif best.precision in _COARSE and _refines(dated, best):
            best = replace(dated, evidence=f"{best.evidence}; {evidence}")
        else:
            continue
        if is_zone_bad:
            flags.add("DATE_TZ")
    if best is None and copyright_line is not None:
        best = _copyright(copyright_line)
    if best is not None and (best.from_utc > as_of + FUTURE_AFTER or (is_from_web and best.until_utc <= WEB_FROM)):
        flags.add("DATE_FUTURE")
    return best, frozenset(flags)


def collected(value: str | None) -> datetime | None:
    """When the record says it was collected, as naive UTC; None unless it names a day. Never raises."""
    if value is None or not value.strip():
        return None
    moment = moment_in(value, is_whole=True)
    if isinstance(moment, NoMoment) or moment.day is None or moment.year is None:
        return None
    return _dated(moment, "", None)[0].value_utc


def _with_year_of(best: PublishedDate | None, moment: Moment) -> Moment | NoMoment:
    """A day and month with the year that better evidence gives, if they fit it; else nothing."""
    vague = NoMoment("DATE_VAGUE")
    if best is None or best.precision not in _COARSE or moment.month is None or moment.day is None:
        return vague
    try:
        day = datetime(best.value_utc.year, moment.month, moment.day)
    except ValueError:
        return vague
    return replace(moment, year=day.year) if best.from_utc <= day < best.until_utc else vague


def _refines(fine: PublishedDate, coarse: PublishedDate) -> bool:
    is_finer = _FINENESS[fine.precision] > _FINENESS[coarse.precision]
    return is_finer and coarse.from_utc <= fine.from_utc and fine.until_utc <= coarse.until_utc


def _dated(moment: Moment, evidence: str, zone_hint: str | None) -> tuple[PublishedDate, bool]:
    """A moment that has a year → (the date, whether its zone had to be assumed)."""
    year = moment.year or 0
    if moment.low is not None and moment.high is not None:
        return PublishedDate(
            datetime(year, 1, 1), _midnight(moment.low), _midnight(moment.high), "year", evidence
        ), False
    if moment.month is None:
        return PublishedDate(
            datetime(year, 1, 1), datetime(year, 1, 1), datetime(year + 1, 1, 1), "year", evidence
        ), False
    if moment.day is None:
        start = datetime(year, moment.month, 1)
        until = datetime(year + moment.month // 12, moment.month % 12 + 1, 1)
        return PublishedDate(start, start, until, "month", evidence), False
    start = datetime(year, moment.month, moment.day)
    if moment.hour is None:
        return PublishedDate(start, start, start + timedelta(days=1), "day", evidence), False
    local = start.replace(hour=moment.hour, minute=moment.minute, second=moment.second, microsecond=moment.microsecond)
    zone, is_zone_bad = moment.zone, moment.is_zone_bad
    value = local
    if moment.offset_minutes is not None:
        value = local - timedelta(minutes=moment.offset_minutes)
    elif zone_hint is not None and not is_zone_bad and (shift := _shift(local, zone_hint)) is not None:
        value, zone = local - shift, zone_hint
    else:
        is_zone_bad = True
    minute = value.replace(second=0, microsecond=0)
    return PublishedDate(value, minute, minute + timedelta(minutes=1), "minute", evidence, zone), is_zone_bad


def _shift(local: datetime, zone: str) -> timedelta | None:
    try:
        return local.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    except (KeyError, OSError, ValueError):
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _copyright(line: str) -> PublishedDate | None:
    years = _YEAR.findall(line)
    if not years:
        return None
    year = int(years[-1])
    evidence = f"copyright_line: {' '.join(line.split())[:MAX_EVIDENCE_CHARS]}"
    return PublishedDate(datetime(year, 1, 1), datetime(year, 1, 1), datetime(year + 1, 1, 1), "year", evidence)
