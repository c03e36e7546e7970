"""Times of day and their zones, beside a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from transforms.normalize.calendars import MAX_NAME_WORDS, WORD, fold, half_among, weekday_among
from transforms.normalize.moments.zones import NO_ZONE, Zone, offset_at, zone_at, zone_of

MAX_GAP_CHARS: Final = 48
"""Longest way from a date to its time: "…, jeudi, à", with a weekday in the longest of languages."""
MAX_WORDS_BEFORE: Final = 2
"""Words between a time and the date behind it ("10:30 BST, Monday 3 May")."""

_DIGITS: Final = (
    r"(?P<hour>[0-9]{1,2})(?:(?P<sign>[:.])(?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    r"(?![0-9])|\s?[hH]\s?(?P<h_minute>[0-9]{2})?(?![a-z])|[uU](?P<u_minute>[0-9]{2})?\b"
    r"|\s?(?:[時时點点시]|giờ)\s?(?:(?P<c_minute>[0-9]{1,2})\s?[分분])?"
    r"|(?=\s?(?:[ap]\.?\s?m\b|Uhr|uhr|uur|PM|AM)))"
)
_AFTER: Final = re.compile(rf"(?P<gap>[^0-9]{{0,{MAX_GAP_CHARS}}}?)(?<![0-9][.,/-])(?<![0-9]){_DIGITS}")
_BEFORE: Final = re.compile(rf"(?<![0-9.:/-]){_DIGITS}")
_GAP_SIGNS: Final = re.compile(r"[\s,;:|·•∙.()/@،、፣።།॥।–—+-]*")
_HALF: Final = re.compile(r"\s?(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE)
_UNIT: Final = re.compile(r"\s?(?:Uhr|uhr|uur|hrs?\b|h\b|Hrs\b|น\.?|ч\.?(?!\w)|min\b)")
_ENDING: Final = re.compile(r"^[^\W\d_]{1,3}(?![^\W\d_])")
_ASIDE: Final = re.compile(r"[(（][^()（）]{1,4}[)）]")
"""A weekday in brackets, however short ("(화)", "(Mi)")."""
_LINKS: Final = frozenset(
    """at um a à às as kl klo klokken klokka klockan klukkan om ob godz godzina ore ora ore orë alle las la los el den
    de des dan года року ел year years хувьд στις ώρα година годині часа час у в о об u v o m d г р т թ թվական թվականին
    ҫ ж жылы жыл йил yil yılı il ili saat soat sagat сағат саат saatle pukul pk pkl jam kell hodin hodín ure uur uhr
    vers tại lúc hồi ngày time hour hours hora horas heure heures from on the is es em και ו ב בשעה שעה الساعة الساعه
    ساعت ساعة گھنٹے وقت बजे समय को এ সময় সময় ঘটিকা klockslag óra órakor orakor metų gada gads год aasta år tid ut e g
    saa mnamo নাগাদ সাল en นาฬิกา เวลา အချိန် နာရီ s z t x""".split()
)
"""Words that lead from a date to its time: "at", "o'clock", "hour", and those that close a year ("г.", "року")."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. ``zone`` is its name or offset as given, None where none can be used; ``is_bad`` tells that an
    offset or a second stood there that no clock shows; ``shared_zone`` is a name that several zones bear."""

    hour: int
    minute: int
    second: int = 0
    microsecond: int = 0
    zone: str | None = None
    offset_minutes: int | None = None
    is_bad: bool = False
    shared_zone: str | None = None


def clock_beside(text: str, start: int, end: int, day: date | None = None, language: str = "") -> Clock | None:
    """The time that stands right behind or before the date at ``start`` to ``end``. ``day`` is that date, which zones
    with summer time need; ``language`` (BCP 47 base) tells halves of the day apart."""
    match = _AFTER.match(text, end)
    if match is not None:
        gap = _ASIDE.sub(" ", match["gap"])
        # What is written onto the year is its ending ("2026an", "2022г.").
        halves = _read_gap(_ENDING.sub("", gap) if text[end - 1 : end].isdigit() else gap, language)
        if halves is not None:
            found = _clock(text, match, halves, day, language)
            if found is not None:
                return found[0]
    last = max(_BEFORE.finditer(text, 0, start), key=lambda match: match.start(), default=None)
    # Before a date only a colon makes a time: "12.30 03.05.2022" is rarer than "Nr. 12.30".
    if last is None or last["sign"] == ".":
        return None
    halves = _half_at_end(text[: last.start()], language)
    found = _clock(text, last, halves, day, language)
    if found is None or found[1] > start:
        return None
    rest = text[found[1] : start]
    is_near = len(WORD.findall(rest)) <= MAX_WORDS_BEFORE and _GAP_SIGNS.fullmatch(WORD.sub("", rest)) is not None
    return found[0] if is_near else None


def clock_of(
    hour: str | None,
    minute: str | None,
    second: str | None = None,
    fraction: str | None = None,
    zone: str | None = None,
) -> Clock | None:
    """A clock from its digits, or None if there are none or no clock shows them. Second 60 is shown as 59, and told."""
    if hour is None or minute is None:
        return None
    return _made(int(hour), int(minute), (second, fraction), zone_of(zone.strip("() ") if zone else None), None)


def _made(hour: int, minute: int, rest: tuple[str | None, str | None], zone: Zone, day: date | None) -> Clock | None:
    second = int(rest[0] or 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    is_leap = second == 60
    microsecond = 0 if is_leap else int((rest[1] or "0")[:6].ljust(6, "0"))
    offset, name = zone.offset_minutes, zone.name
    if zone.region is not None:
        shift = None if day is None else offset_at(datetime.combine(day, time(hour, minute)), zone.region)
        offset = None if shift is None else int(shift.total_seconds() // 60)
        name = None if offset is None else name
    return Clock(hour, minute, min(second, 59), microsecond, name, offset, zone.is_bad or is_leap, zone.shared_name)


def _clock(
    text: str, match: re.Match[str], halves: tuple[int, ...], day: date | None, language: str
) -> tuple[Clock, int] | None:
    """The clock whose digits matched, with the half of the day and the zone behind them → it and where it ends."""
    end = match.end()
    latin = _HALF.match(text, end)
    if latin is not None:
        halves, end = (1 if latin["half"] in "aA" else 2,), latin.end()
    else:
        words = list(WORD.finditer(text, end, end + MAX_GAP_CHARS))[:MAX_NAME_WORDS]
        is_next = bool(words) and not text[end : words[0].start()].strip(" .\u202f\u00a0")
        half = half_among([word.group() for word in words], language) if is_next else None
        if half is not None:
            halves, end = (half[0],), words[half[1] - 1].end()
            end += text[end : end + 1] == "."
    unit = _UNIT.match(text, end)
    end = unit.end() if unit is not None else end
    hour = _hour(int(match["hour"]), halves)
    minute = int(match["minute"] or match["h_minute"] or match["u_minute"] or match["c_minute"] or 0)
    if hour is None:
        return None
    zone, zone_end = zone_at(text, end)
    if _is_range(zone, text[end:zone_end], hour * 60 + minute, match["second"]):
        zone = NO_ZONE
    made = _made(hour, minute, (match["second"], match["fraction"]), zone, day)
    return None if made is None else (made, zone_end)


def _hour(hour: int, halves: tuple[int, ...]) -> int | None:
    """The hour in 24, by the half of the day; None if it cannot be told."""
    half = halves[0] if halves else None
    if half is None or hour > 12:
        return hour if half != 1 or hour <= 12 else None
    if half == 0:
        return None
    if half == 3:
        half = 2 if 6 <= hour <= 11 else 1
    elif half == 4:
        half = 1 if 10 <= hour <= 11 else 2
    return hour % 12 + (12 if half == 2 else 0)


def _is_range(zone: Zone, given: str, minute_of_day: int, second: str | None) -> bool:
    """Whether what looks like an offset is the end of a span of time ("10:00-11:30")."""
    if second is not None or zone.offset_minutes is None or ":" not in given or not given.startswith("-"):
        return False
    return -zone.offset_minutes > minute_of_day


def _read_gap(gap: str, language: str) -> tuple[int, ...] | None:
    """The halves of the day that a gap between date and time names; None if it holds words that part the two."""
    words = [match.group() for match in WORD.finditer(gap)]
    signs = WORD.sub("", gap)
    if _GAP_SIGNS.fullmatch(signs) is None:
        return None
    halves: tuple[int, ...] = ()
    at = 0
    while at < len(words):
        rest = words[at : at + MAX_NAME_WORDS]
        half = half_among(rest, language)
        count = weekday_among(rest)
        if half is not None and half[1] >= count and fold(rest[0]) not in _LINKS:
            halves, at = (half[0],), at + half[1]
        elif count:
            at += count
        elif fold(words[at]) in _LINKS or words[at] == "T":
            at += 1
        else:
            return None
    return halves


def _half_at_end(text: str, language: str) -> tuple[int, ...]:
    """The half of the day that stands right before a time ("午後3:05")."""
    words = [match.group() for match in WORD.finditer(text, max(0, len(text) - MAX_GAP_CHARS))]
    if not words or any(char.isdigit() for char in text[text.rfind(words[-1]) :]):
        return ()
    half = half_among(words[-1:], language)
    return (half[0],) if half is not None and fold(words[-1]) not in _LINKS else ()
