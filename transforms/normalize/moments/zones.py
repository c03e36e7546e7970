"""Zones of time as they stand behind a time of day: offsets, abbreviations and words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MAX_OFFSET_MINUTES: Final = 14 * 60
"""Zones reach from -12:00 to +14:00."""

_OFFSETS_TABLE: Final = """
    Z 0 UTC 0 GMT 0 UT 0 WET 0 EST -300 EDT -240 CST -360 CDT -300 MST -420 MDT -360 PST -480 PDT -420
    AKST -540 AKDT -480 HST -600 NST -210 NDT -150 ADT -180 BRT -180 ART -180 CLT -240 CLST -180 COT -300 PET -300
    CET 60 CEST 120 MEZ 60 MESZ 120 SEČ 60 SELČ 120 BST 60 WEST 60 EET 120 EEST 180 TRT 180 TSİ 180 IDT 180
    IRST 210 AFT 270 PKT 300 UZT 300 NPT 345 MMT 390 ICT 420 WIB 420 WITA 480 WIT 540 PHT 480 MYT 480
    JST 540 KST 540 AEST 600 AEDT 660 ACST 570 ACDT 630 AWST 480 NZST 720 NZDT 780 SGT 480 HKT 480
    EAT 180 CAT 120 WAT 60 SAST 120
""".split()
OFFSETS: Final = {name: int(minutes) for name, minutes in zip(_OFFSETS_TABLE[::2], _OFFSETS_TABLE[1::2], strict=True)}
"""Minutes east of UTC by abbreviation. RFC 5322 fixes the American ones."""
REGIONS: Final = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "MSK": "Europe/Moscow",
    "МСК": "Europe/Moscow",
}
"""Abbreviations whose offset depends on the day: American ones that leave summer open, Moscow's, which has changed."""
SHARED_NAMES: Final = frozenset("IST AST AMT ECT GST SST WST BDT".split())
"""Abbreviations that several zones share (India, Israel and Ireland; Atlantic and Arabia): such a time is one without
zone, unless the outlet's own zone calls itself so on that day."""
LOCAL: Final = "local"
"""The name of a zone that is only said to be that of the place told of."""
_UTC_NAMES: Final = frozenset({"Z", "UTC", "GMT", "UT"})

_WORDS: Final = {
    r"по\s+московскому\s+времени|по\s+москве|по\s+мск|мск|за\s+московським\s+часом": "Europe/Moscow",
    r"за\s+київським\s+часом|за\s+києвом|по\s+киевскому\s+времени|по\s+киеву": "Europe/Kyiv",
    r"(?:\w+\s)?eastern(?:\s(?:standard|daylight))?\stime|(?:us\s)?eastern": "America/New_York",
    r"central(?:\s(?:standard|daylight))?\stime": "America/Chicago",
    r"mountain(?:\s(?:standard|daylight))?\stime": "America/Denver",
    r"pacific(?:\s(?:standard|daylight))?\stime": "America/Los_Angeles",
    r"uk\stime|london\stime": "Europe/London",
    r"heure\sde\sparis|heure\sfrançaise": "Europe/Paris",
    r"hora\speninsular|hora\sespañola|hora\sde\smadrid": "Europe/Madrid",
    r"hora\sde\slisboa": "Europe/Lisbon",
    r"(?:hora|horário)\sde\sbrasília|brasília": "America/Sao_Paulo",
    r"ora\sitaliana": "Europe/Rome",
    r"(?:mittel)?europäischer\szeit|deutscher\szeit": "Europe/Berlin",
    r"nederlandse\stijd": "Europe/Amsterdam",
    r"norsk\stid": "Europe/Oslo",
    r"svensk\stid": "Europe/Stockholm",
    r"dansk\stid": "Europe/Copenhagen",
    r"suomen\saikaa": "Europe/Helsinki",
    r"ώρα\sελλάδ[αο]ς": "Europe/Athens",
    r"türkiye\ssaati(?:yle)?|tsi": "Europe/Istanbul",
    r"beijing\stime|北京时间|北京時間": "Asia/Shanghai",
    r"日本時間|japan\stime": "Asia/Tokyo",
    r"한국\s?시간": "Asia/Seoul",
    r"台[灣湾北]时?間?": "Asia/Taipei",
    r"香港时间|香港時間|hong\skong\stime": "Asia/Hong_Kong",
    r"local\stime|ortszeit|heure\slocale|hora\slocal|ora\slocale|lokale\stijd|lokal\stid|по\sместному\sвремени|"
    r"за\sмісцевим\sчасом|czasu\slokalnego|yerel\ssaat(?:le)?|当地时间|現地時間": LOCAL,
}
"""Words for a zone, lower case → its IANA name."""
_NAMED: Final = re.compile(
    "|".join(f"(?P<w{number}>{pattern})" for number, pattern in enumerate(_WORDS)) + r"(?![^\W\d_])", re.IGNORECASE
)
_REGION_OF_GROUP: Final = {f"w{number}": region for number, region in enumerate(_WORDS.values())}
_LEAD: Final = re.compile(r"\s{0,2}[(\[]?\s?(?:,\s)?")
_ZONE: Final = re.compile(
    r"(?:UTC|GMT|utc|gmt)\s?[+-]\s?[0-9]{1,2}(?::?[0-9]{2})?(?![0-9])|[+-][0-9]{2}:?[0-9]{2}(?![0-9])"
    r"|[+-][0-9]{2}(?![0-9:])|(?:[Zz]|utc|gmt)(?![A-Za-z])|[A-ZČİ]{2,4}(?![^\W\d_])|МСК(?![^\W\d_])"
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as given. ``region`` (IANA) stands for those whose offset depends on the day; ``shared_name`` for one that
    several zones bear, or LOCAL; ``is_bad`` tells of an offset that no zone has. Each may be all that is known."""

    name: str | None = None
    offset_minutes: int | None = None
    region: str | None = None
    shared_name: str | None = None
    is_bad: bool = False


NO_ZONE: Final = Zone()


def zone_at(text: str, start: int) -> tuple[Zone, int]:
    """The zone that stands at a place of a text, past a blank and a bracket → it and where it ends; NO_ZONE and
    ``start`` if none does."""
    at = _LEAD.match(text, start)
    begin = at.end() if at else start
    match = _ZONE.match(text, begin)
    if match is not None:
        zone = zone_of(match.group())
        if zone != NO_ZONE:
            return zone, match.end()
    words = _NAMED.match(text, begin)
    if words is None or words.lastgroup is None:
        return NO_ZONE, start
    region = _REGION_OF_GROUP[words.lastgroup]
    zone = Zone(shared_name=LOCAL) if region == LOCAL else Zone(name=region, region=region)
    return zone, words.end()


def zone_of(given: str | None) -> Zone:
    """A zone's abbreviation or offset; NO_ZONE if it is none."""
    if given is None:
        return NO_ZONE
    name = given.upper()
    if name in SHARED_NAMES:
        return Zone(shared_name=name)
    if name in REGIONS:
        return Zone(name="MSK" if name == "МСК" else name, region=REGIONS[name])
    offset = OFFSETS.get(name)
    if offset is not None:
        return Zone("UTC" if name in _UTC_NAMES else name, offset)
    match = re.search(r"([+-])\s?([0-9]{1,2}):?([0-9]{2})?$", name)
    if match is None:
        return NO_ZONE
    hours, minutes = int(match.group(2)), int(match.group(3) or 0)
    if minutes > 59 or hours * 60 + minutes > MAX_OFFSET_MINUTES:
        return Zone(is_bad=True)
    offset = (hours * 60 + minutes) * (-1 if match.group(1) == "-" else 1)
    return Zone(f"{match.group(1)}{hours:02}:{minutes:02}", offset)


def offset_at(local: datetime, region: str) -> timedelta | None:
    """How far a zone (IANA name) is ahead of UTC at a local time, None if nobody knows the zone.

    A time that a clock put forward passes over is counted as if it had not been; of two that one put back shows, the
    first is taken: so the standard library reads them (PEP 495, fold 0)."""
    try:
        return local.replace(tzinfo=ZoneInfo(region)).utcoffset()
    except (KeyError, OSError, ValueError, OverflowError):
        return None


def name_at(local: datetime, region: str) -> str | None:
    """What a zone (IANA name) calls itself at a local time ("IST"), None if nobody knows the zone."""
    try:
        return local.replace(tzinfo=ZoneInfo(region)).tzname()
    except (KeyError, OSError, ValueError, OverflowError):
        return None
