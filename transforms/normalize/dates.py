"""When an article was published: five kinds of evidence in their order of trust, never a guess dressed as a date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from transforms.model import PublishedDate
from transforms.normalize.moments import Moment, NoMoment, moment_in
from transforms.normalize.moments.clocks import Clock
from transforms.normalize.moments.kinds import is_day
from transforms.normalize.moments.zones import name_at, offset_at

FUTURE_AFTER: Final = timedelta(hours=48)
"""A date this long after the run is wrong; less can be a zone, or an embargo."""
WEB_FROM: Final = datetime.combine(date(1990, 1, 1), time())
"""Before this nothing was published on the web: such a date is a clock's start, unless the record comes from no web
page."""
MAX_EVIDENCE_CHARS: Final = 160
ZERO_DATES: Final = frozenset(datetime.combine(date(year, 1, 1), time()) for year in (1, 1900, 1970))
"""What programs write where they have no date: the zero of their clocks (Go and .NET, spreadsheets, Unix). 81 of
11,900 dated records of a mixed corpus have the last."""
_YEAR: Final = re.compile(r"(?<![0-9])(1[6-9][0-9]{2}|2[0-9]{3})(?![0-9])")
_KINDS: Final = ("header_line", "record_field", "dateline", "publication_line")
_WHOLE_KINDS: Final = ("header_line", "record_field")
_COARSE: Final = ("year", "month")
_FINENESS: Final = {"year": 0, "month": 1, "day": 2, "minute": 3}


def published(
    *,
    header_date: str | None,
    record_value: str | None,
    record_from: str | None = None,
    dateline: str | None,
    publication_line: str | None,
    copyright_line: str | None,
    as_of: datetime,
    collected_utc: datetime | None = None,
    zone_hint: str | None = None,
    language_hint: str | None = None,
    country_hint: str | None = None,
    is_from_web: bool = True,
) -> tuple[PublishedDate | None, frozenset[str]]:
    """The date of publication → (the date or None, flags DATE_*). Never raises, never invents.

    ``record_from`` is a short label of where the record's own value stood, which then names it in the evidence.

    The first evidence with a year counts: header line, record field, dateline, publication line, copyright line (its
    last year only). Where it is a year or month, a finer date of a less trusted line that lies within it, or a
    dateline's day and month that fit it, refines it, and ``evidence`` names both; a copyright year refines and is
    refined by nothing.

    Precision is year, month, day or minute. Bounds are those of the calendar unit, unshifted; ``until_utc`` is
    exclusive. 03/04/2021 is read by ``language_hint`` (BCP 47) and the outlet's country, ``country_hint`` (ISO 3166-1
    alpha-2); without either it has precision year and the bounds of both readings.

    A time without zone is taken in ``zone_hint`` (the outlet's, IANA name) if given, with DATE_ZONE_ASSUMED, else as
    UTC with DATE_TZ. So is one whose zone has a name that several share (IST), unless the outlet's zone calls itself
    so on that day; then too DATE_ZONE_ASSUMED. An offset that no zone has (+99:99) and second 60 are told with DATE_TZ.
    A time that clocks put forward passed over is read as if they had not been; of one that they showed twice, the first
    is taken.

    A field that holds a clock's zero is empty, with DATE_RANGE. Dates 48 hours after ``collected_utc``, or after
    ``as_of`` where the record does not say when it was collected (both naive UTC), are kept with DATE_FUTURE, as are
    those before 1990 of records from the web: so only for records that do not say does this flag depend on when they
    are read.
    """
    flags: set[str] = set()
    best: PublishedDate | None = None
    language = _with_country(language_hint, country_hint)
    lines = (header_date, record_value, dateline, publication_line)
    for kind, line in zip(_KINDS, lines, strict=True):
        if line is None or not line.strip():
            continue
        moment = _moment_of(kind, line, best, language)
        if isinstance(moment, NoMoment):
            flags |= _flags_of(kind, moment)
            continue
        label = record_from or kind if kind == "record_field" else kind
        evidence = f"{label}: {' '.join(line.split())[:MAX_EVIDENCE_CHARS]}"
        dated, is_zone_assumed = _dated(moment, evidence, zone_hint)
        if kind == "record_field" and _is_zero(dated):
            flags.add("DATE_RANGE")
            continue
        if best is None:
            best = dated
        elif _refines(dated, best):
            best = replace(dated, evidence=f"{best.evidence}; {evidence}")
        else:
            continue
        if is_zone_assumed:
            flags.add("DATE_TZ")
        elif zone_hint is not None and dated.zone == zone_hint:
            flags.add("DATE_ZONE_ASSUMED")
    if best is None and copyright_line is not None:
        best = _copyright(copyright_line)
    if best is not None and best.precision not in _COARSE and "DATE_UNPARSED" not in flags:
        flags.discard("DATE_VAGUE")
    known_by = collected_utc or as_of
    if best is not None and (best.from_utc > known_by + FUTURE_AFTER or (is_from_web and best.until_utc <= WEB_FROM)):
        flags.add("DATE_FUTURE")
    return best, frozenset(flags)


def collected(value: str | None) -> datetime | None:
    """When the record says it was collected, as naive UTC; None unless it names a day. Never raises."""
    if value is None or not value.strip():
        return None
    moment = moment_in(value, is_whole=True)
    if isinstance(moment, NoMoment) or moment.day is None or moment.year is None:
        return None
    dated = _dated(moment, "", None)[0]
    return None if _is_zero(dated) else dated.value_utc


def _with_country(language: str | None, country: str | None) -> str | None:
    """A language tag with the outlet's country, if it has none of its own: it tells which way 03/04/2021 is meant."""
    if country is None or (language is not None and "-" in language):
        return language
    return f"{language or 'und'}-{country}"


def _moment_of(kind: str, line: str, best: PublishedDate | None, language: str | None) -> Moment | NoMoment:
    moment = moment_in(line, language, is_whole=kind in _WHOLE_KINDS)
    if isinstance(moment, NoMoment):
        return moment
    if moment.year is None:
        return _with_year_of(best, moment)
    if kind == "dateline" and moment.month is None and moment.low is None:
        # "LONDON 2012" is a place, or an event.
        return NoMoment("DATE_UNPARSED")
    return moment


def _flags_of(kind: str, moment: NoMoment) -> frozenset[str]:
    """What a line without a date is worth telling: a field exists to give one, so a vague one could not be read either;
    a dateline often has none."""
    if kind == "record_field":
        return frozenset({moment.flag, "DATE_UNPARSED"} if moment.flag == "DATE_VAGUE" else {moment.flag})
    if kind == "publication_line" and moment.flag != "DATE_UNPARSED":
        return frozenset({moment.flag})
    return frozenset()


def _with_year_of(best: PublishedDate | None, moment: Moment) -> Moment | NoMoment:
    """A day and month with the year that better evidence gives, if they fit it; else nothing."""
    vague = NoMoment("DATE_VAGUE")
    if best is None or best.precision not in _COARSE or moment.month is None or moment.day is None:
        return vague
    year = best.value_utc.year
    if not is_day(year, moment.month, moment.day):
        return vague
    day = _day(year, moment.month, moment.day)
    return replace(moment, year=year) if best.from_utc <= day < best.until_utc else vague


def _is_zero(dated: PublishedDate) -> bool:
    return dated.precision in ("day", "minute") and dated.value_utc in ZERO_DATES


def _refines(fine: PublishedDate, coarse: PublishedDate) -> bool:
    is_finer = coarse.precision in _COARSE and _FINENESS[fine.precision] > _FINENESS[coarse.precision]
    return is_finer and coarse.from_utc <= fine.from_utc and fine.until_utc <= coarse.until_utc


def _dated(moment: Moment, evidence: str, zone_hint: str | None) -> tuple[PublishedDate, bool]:
    """A moment that has a year → (the date, whether its zone had to be assumed)."""
    year = moment.year or 0
    if moment.low is not None and moment.high is not None:
        low, high = (datetime.combine(day, time()) for day in (moment.low, moment.high))
        return PublishedDate(_day(year), low, high, "year", evidence), False
    if moment.month is None:
        return PublishedDate(_day(year), _day(year), _day(year + 1), "year", evidence), False
    if moment.day is None:
        start, until = _day(year, moment.month), _day(year + moment.month // 12, moment.month % 12 + 1)
        return PublishedDate(start, start, until, "month", evidence), False
    start = _day(year, moment.month, moment.day)
    if moment.clock is None:
        return PublishedDate(start, start, start + timedelta(days=1), "day", evidence), False
    clock = moment.clock
    value = start.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=clock.microsecond)
    zone, is_assumed = clock.zone, clock.is_bad
    if clock.offset_minutes is not None:
        value -= timedelta(minutes=clock.offset_minutes)
    elif zone_hint is not None and (shift := _shift(value, zone_hint, clock)) is not None:
        value, zone = value - shift, zone_hint
    else:
        is_assumed = True
    minute = value.replace(second=0, microsecond=0)
    return PublishedDate(value, minute, minute + timedelta(minutes=1), "minute", evidence, zone), is_assumed


def _day(year: int, month: int = 1, day: int = 1) -> datetime:
    """Midnight of a day, naive as all times here are."""
    return datetime.combine(date(year, month, day), time())


def _shift(local: datetime, zone: str, clock: Clock) -> timedelta | None:
    """How far the outlet's zone is ahead of UTC, None if the clock contradicts that it is meant."""
    if clock.is_bad or (clock.shared_zone is not None and name_at(local, zone) != clock.shared_zone):
        return None
    return offset_at(local, zone)


def _copyright(line: str) -> PublishedDate | None:
    years = _YEAR.findall(line)
    if not years:
        return None
    evidence = f"copyright_line: {' '.join(line.split())[:MAX_EVIDENCE_CHARS]}"
    return PublishedDate(_day(int(years[-1])), _day(int(years[-1])), _day(int(years[-1]) + 1), "year", evidence)
