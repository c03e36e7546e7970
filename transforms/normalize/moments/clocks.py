"""Times of day and their zones, beside a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MAX_OFFSET_MINUTES: Final = 14 * 60
"""Zones reach from -12:00 to +14:00."""

_OFFSETS_TABLE: Final = """
    Z 0 UTC 0 GMT 0 UT 0 WET 0 EST -300 EDT -240 CST -360 CDT -300 MST -420 MDT -360 PST -480 PDT -420
    CET 60 CEST 120 MEZ 60 MESZ 120 BST 60 WEST 60 EET 120 EEST 180 MSK 180 МСК 180 JST 540 KST 540
    AEST 600 AEDT 660 ACST 570 AWST 480 NZST 720 NZDT 780 SGT 480 HKT 480 PKT 300 WIB 420
    EAT 180 CAT 120 WAT 60 SAST 120
""".split()
OFFSETS: Final = {name: int(minutes) for name, minutes in zip(_OFFSETS_TABLE[::2], _OFFSETS_TABLE[1::2], strict=True)}
"""Minutes east of UTC by abbreviation. RFC 5322 fixes the American ones; those that several zones share (IST, AST) are
left out."""
_UTC_NAMES: Final = frozenset({"Z", "UTC", "GMT", "UT"})

_ZONE: Final = (
    r"(?P<zone>(?:UTC|GMT)\s?[+-][0-9]{1,2}(?::?[0-9]{2})?|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2}(?![0-9])"
    r"|Z(?![A-Za-z])|\(?[A-ZМСК]{2,4}\b\)?)"
)
_DIGITS: Final = (
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?(?![0-9])"
    r"|\s?[hH]\s?(?P<h_minute>[0-9]{2})?(?![a-z])|[uU](?P<u_minute>[0-9]{2})?\b|(?=\s?(?:[ap]\.?m\b|Uhr|uhr|uur)))"
)
_HALF: Final = r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
_AT: Final = (
    r"(?:[\s,;:|·–—T-]|(?:at|um|à|às|as|kl|klo|klokken|klokka|om|ob|godz|ore|ora|alle|las|la|el|a|о|в|v|u|у|den|de|г|р"
    r"|року|года|m|d)\b\.?){0,8}?"
)
_AFTER: Final = re.compile(
    _AT + _DIGITS + _HALF + r"(?:\s?(?:Uhr|uhr|uur|hrs?\b|h\b))?\s?" + _ZONE + "?", re.IGNORECASE
)
_BEFORE: Final = re.compile(
    # Before a date only a colon makes a time: "12.30 03.05.2022" is rarer than "Nr. 12.30".
    r"(?<![0-9.:])"
    + _DIGITS.replace("[:.]", "[:]", 1)
    + _HALF
    + r"\s?"
    + _ZONE
    + r"?[\s,|·–—-]*(?:[^\W\d]+[\s,.]+){0,2}$"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. ``zone`` is its name or offset as given, None where none can be used; ``is_bad`` tells that an
    offset or a second stood there that no clock shows."""

    hour: int
    minute: int
    second: int = 0
    microsecond: int = 0
    zone: str | None = None
    offset_minutes: int | None = None
    is_bad: bool = False


def clock_beside(text: str, start: int, end: int) -> Clock | None:
    """The time that stands right behind or before the date at ``start`` to ``end``."""
    found = _AFTER.match(text, end) or _BEFORE.search(text[:start])
    if found is None:
        return None
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    minute = found["minute"] or found["h_minute"] or found["u_minute"] or "00"
    return clock_of(str(hour), minute, found["second"], found["fraction"], found["zone"])


def clock_of(
    hour: str | None,
    minute: str | None,
    second: str | None = None,
    fraction: str | None = None,
    zone: str | None = None,
) -> Clock | None:
    """A clock from its digits, or None if there are none or no clock shows them. Second 60 is shown as 59, and told."""
    if hour is None or minute is None or int(hour) > 23 or int(minute) > 59 or int(second or 0) > 60:
        return None
    is_leap = int(second or 0) == 60
    microsecond = 0 if is_leap else int((fraction or "0")[:6].ljust(6, "0"))
    name, offset, is_bad = _zone(zone)
    return Clock(
        int(hour), int(minute), 59 if is_leap else int(second or 0), microsecond, name, offset, is_bad or is_leap
    )


def _zone(given: str | None) -> tuple[str | None, int | None, bool]:
    """A zone as written → (its name, minutes east of UTC, whether it cannot be trusted)."""
    if given is None:
        return None, None, False
    name = given.strip("() ").upper()
    offset = OFFSETS.get(name)
    if offset is not None:
        return "UTC" if name in _UTC_NAMES else name, offset, False
    match = re.search(r"([+-])([0-9]{1,2}):?([0-9]{2})?$", name)
    if match is None:
        return None, None, False
    hours, minutes = int(match.group(2)), int(match.group(3) or 0)
    if minutes > 59 or hours * 60 + minutes > MAX_OFFSET_MINUTES:
        return None, None, True
    offset = (hours * 60 + minutes) * (-1 if match.group(1) == "-" else 1)
    return f"{match.group(1)}{hours:02}:{minutes:02}", offset, False
