"""Dates as newspapers and programs write them, rendered from CLDR by fixed rules.

The cases of ``benchmarks/dates.py``; the same on every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing import get_context
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time

LANGUAGES = """
    germanic: af da de en en_AU en_CA en_GB en_IN en_ZA de_AT de_CH fo fy gsw is lb nb nl nn sv yi
    romance: ca es es_AR es_MX fr fr_CA fr_CH gl it oc pt pt_PT rm ro sc
    slavic_latin: bs cs hr pl sk sl sr_Latn
    cyrillic: be bg bs_Cyrl cv kk ky mk mn ru sr tg tt uk uz_Cyrl
    baltic_finnic: et fi hu lt lv se
    other_europe: br cy el eo eu ga gd hy ka la mt sq
    turkic_latin: az ku tk tr uz
    arabic_script: ar ar_DZ ar_EG ar_IQ ar_LB ar_MA ar_TN ckb fa fa_AF ps sd ug ur
    hebrew: he
    indic: bn gu hi kn ml mr ne or pa sa si ta te
    southeast_asia: fil id jv km lo ms my su th vi
    cjk: ja ko yue zh zh_Hant
    africa: am bem ee ff ha ig lg ln mg nd nso ny om pcm rn rw sn so ss st sw ti tn ts ve wo xh yo zu
    other: bo dz haw mi qu to
"""
"""Locales by group of scripts and families; those whose months CLDR does not name are left out by the code."""

LABELS = {
    "en": ("Published: {}", "Last updated on {}"),
    "de": ("Veröffentlicht am {}", "Stand: {}"),
    "fr": ("Publié le {}", "Mis à jour le {}"),
    "es": ("Publicado el {}", "Actualizado: {}"),
    "pt": ("Publicado em {}", "Atualizado em {}"),
    "it": ("Pubblicato il {}", "Aggiornato il {}"),
    "nl": ("Gepubliceerd op {}", "Bijgewerkt: {}"),
    "nb": ("Publisert {}", "Sist oppdatert: {}"),
    "nn": ("Publisert {}",),
    "sv": ("Publicerad {}", "Uppdaterad: {}"),
    "da": ("Offentliggjort {}", "Opdateret den {}"),
    "fi": ("Julkaistu {}", "Päivitetty: {}"),
    "is": ("Birt {}",),
    "et": ("Avaldatud: {}",),
    "lv": ("Publicēts: {}",),
    "lt": ("Paskelbta {}",),
    "pl": ("Opublikowano: {}", "Data publikacji {}"),
    "cs": ("Publikováno {}", "Aktualizováno: {}"),
    "sk": ("Publikované {}",),
    "sl": ("Objavljeno: {}",),
    "hr": ("Objavljeno {}",),
    "sr": ("Објављено: {}",),
    "bg": ("Публикувана на {}",),
    "mk": ("Објавено на {}",),
    "ru": ("Опубликовано {}", "Дата публикации: {}"),
    "uk": ("Опубліковано: {}", "Дата публікації {}"),
    "be": ("Апублікавана {}",),
    "kk": ("Жарияланған: {}",),
    "el": ("Δημοσιεύτηκε: {}",),
    "hu": ("Megjelent: {}", "Közzétéve {}"),
    "ro": ("Publicat la {}",),
    "sq": ("Publikuar më {}",),
    "tr": ("Yayınlanma tarihi: {}", "Güncelleme {}"),
    "az": ("Dərc edilib: {}",),
    "ar": ("نشر في {}", "تاريخ النشر: {}"),
    "fa": ("تاریخ انتشار: {}",),
    "ur": ("شائع شدہ {}",),
    "he": ("פורסם ב-{}", "עודכן: {}"),
    "hi": ("प्रकाशित: {}",),
    "bn": ("প্রকাশিত: {}", "প্রকাশ : {}"),
    "ta": ("வெளியிடப்பட்டது: {}",),
    "th": ("เผยแพร่: {}",),
    "vi": ("Đăng ngày {}", "Cập nhật: {}"),
    "id": ("Diterbitkan {}", "Terbit: {}"),
    "ms": ("Diterbitkan pada {}",),
    "fil": ("Inilathala noong {}",),
    "sw": ("Imechapishwa {}",),
    "ca": ("Publicat el {}",),
    "gl": ("Publicado o {}",),
    "eu": ("Argitaratua: {}",),
    "ja": ("公開日：{}", "更新：{}"),
    "zh": ("发布时间：{}", "更新时间：{}"),
    "ko": ("입력 {}", "승인 {}"),
    "hy": ("Հրապարակվել է {}",),
    "ka": ("გამოქვეყნდა: {}",),
    "ga": ("Foilsithe {}",),
    "cy": ("Cyhoeddwyd {}",),
}
DIGITS = {
    "arab": "٠١٢٣٤٥٦٧٨٩",
    "arabext": "۰۱۲۳۴۵۶۷۸۹",
    "beng": "০১২৩৪৫৬৭৮৯",
    "deva": "०१२३४५६७८९",
    "mymr": "၀၁၂၃၄၅၆၇၈၉",
    "tibt": "༠༡༢༣༤༥༦༧༨༩",
    "khmr": "០១២៣៤៥៦៧៨៩",
    "telu": "౦౧౨౩౪౫౬౭౮౯",
    "gujr": "૦૧૨૩૪૫૬૭૮૯",
}
NATIVE = {"ar": "arab", "ur": "arabext", "hi": "deva", "km": "khmr", "te": "telu", "gu": "gujr", "ckb": "arab"}
"""Digits that a language's newspapers use beside the ASCII ones, where CLDR's default is not theirs."""
START = datetime.fromisoformat("2000-01-01")
CLOCKS = {"de": "{} Uhr", "nl": "{} uur", "nb": "kl. {}", "da": "kl. {}", "sv": "kl {}", "fr": "à {}", "ru": "в {}"}


@dataclass(frozen=True, slots=True)
class Case:
    """A text with the date that it gives: ``day`` to the day or ``at`` with a time, zone-aware where the text has a
    zone. Both None: it gives none, and whatever is found is invented."""

    text: str
    kind: str
    group: str
    language: str | None = None
    at: datetime | None = None
    has_time: bool = False


def written_cases() -> list[Case]:
    """Cases of all languages; the same on every run."""
    # A process for each: Babel 2.18 resolves aliases into dictionaries that the locales of one process share.
    jobs = [
        (group.strip(), code)
        for group, codes in (line.split(":") for line in LANGUAGES.strip().splitlines())
        for code in codes.split()
    ]
    with get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        return [case for cases in pool.imap(_of_locale, jobs, chunksize=1) for case in cases]


def _moments(seed: int) -> list[datetime]:
    """One moment of each month; days from 1 to 28 and years from 1998 to 2026, strewn without chance."""
    return [
        START.replace(
            year=1998 + (seed + month * 7) % 29,
            month=month,
            day=1 + (seed * 5 + month * 11) % 28,
            hour=(seed + month) % 24,
            minute=month * 4,
        )
        for month in range(1, 13)
    ]


def _of_locale(job: tuple[str, str]) -> list[Case]:
    group, code = job
    locale = Locale.parse(code)
    if locale.months["format"]["wide"][5] == "M05":
        return []
    return list(_cases(group, code, locale))


def _cases(group: str, code: str, locale: Locale) -> Iterator[Case]:
    language, hint = locale.language, code.replace("_", "-")
    moments = _moments(sum(map(ord, code)))

    def case(kind: str, at: datetime, text: str, has_time: bool = False) -> Case:
        return Case(text, kind, group, hint, at, has_time)

    for at in moments:
        yield case("long", at, format_date(at, "long", locale))
        yield case("full", at, format_date(at, "full", locale))
        yield case("medium", at, format_date(at, "medium", locale))
    for at in moments[::4]:
        long = format_date(at, "long", locale)
        clock = CLOCKS.get(language, "{}").format(format_time(at, "short", locale=locale))
        yield case("with time", at, f"{long}, {clock}", True)
        yield case("with time", at, f"{format_date(at, 'full', locale)} {at:%H:%M}", True)
        yield case("time before", at, f"{at:%H:%M} | {long}", True)
        yield case("capitals", at, long.upper())
        for label in LABELS.get(language, ()):
            yield case("label", at, label.format(long))
            yield case("label", at, label.format(f"{long} {at:%H:%M}"), True)
        digits = DIGITS.get(NATIVE.get(language, locale.default_numbering_system))
        if digits:
            table = str.maketrans("0123456789", digits)
            yield case("native digits", at, long.translate(table))
            yield case("native digits", at, f"{at:%d/%m/%Y}".translate(table))
    for at in moments[1::3]:
        yield case("weekday, short month", at, format_skeleton("yMMMEd", at, locale=locale))
        yield case("short", at, _short(at, locale))
        yield case("short with time", at, f"{_short(at, locale)} {at:%H:%M}", True)


def _short(at: datetime, locale: Locale) -> str:
    pattern = locale.date_formats["short"].pattern
    if "yyyy" not in pattern:
        pattern = pattern.replace("yy", "y").replace("y", "yyyy")
    return format_date(at, pattern, locale)


ZONED = (
    "%Y-%m-%dT%H:%M:%S{+:}",
    "%Y-%m-%dT%H:%M{+:}",
    "%Y-%m-%d %H:%M:%S {+}",
    "%Y-%m-%dT%H:%M:%S.123{+:}",
    "%a, %d %b %Y %H:%M:%S {+}",
    "%d %b %Y %H:%M {+}",
    "%a %b %d %H:%M:%S {+} %Y",
    "%a %b %d %Y %H:%M:%S GMT{+} (somewhere)",
    "%d/%b/%Y:%H:%M:%S {+}",
    "%Y%m%dT%H%M%S{+}",
    "%B %d, %Y %I:%M %p UTC{+:}",
    "%d.%m.%Y %H:%M (GMT{+:})",
)
OFFSETS = (0, 60, 120, 180, 330, 345, 540, 765, -210, -300, -480, -720)
IN_UTC = (
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%MZ",
    "%Y-%m-%d %H:%M:%S UTC",
    "%Y%m%dT%H%M%SZ",
    "%a, %d %b %Y %H:%M:%S GMT",
    "%A, %d-%b-%y %H:%M:%S GMT",
    "%a %b %d %H:%M:%S UTC %Y",
    "%Y-%m-%dT%H:%M:%S.000000Z",
    "%Y/%m/%d %H:%M:%S GMT",
)
NAMED = (
    ("%a, %d %b %Y %H:%M:%S EST", -300),
    ("%a, %d %b %Y %H:%M:%S PDT", -420),
    ("%b %d, %Y %I:%M %p ET", "America/New_York"),
    ("%d.%m.%Y, %H:%M Uhr MEZ", 60),
    ("%d.%m.%Y %H:%M MESZ", 120),
    ("%d %b %Y %H:%M CET", 60),
    ("%d %b %Y %H:%M CEST", 120),
    ("%d.%m.%Y %H:%M (MSK)", "Europe/Moscow"),
    ("%d.%m.%Y %H:%M МСК", "Europe/Moscow"),
    ("%B %d, %Y %H:%M GMT+2", 120),
    ("%B %d, %Y %H:%M UTC+05:30", 330),
    ("%d %B %Y %H:%M NPT", 345),
    ("%d %B %Y %H:%M WIB", 420),
    ("%d %B %Y, %I:%M %p IST", None),
)
"""Names with their minutes east of UTC, or the zone that they name; None where several zones share the name, so that
none is right but the time."""
LOCAL = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%a %b %d %H:%M:%S %Y",
    "%Y%m%d%H%M%S",
    "%d-%b-%Y %H:%M:%S",
    "%Y-%m-%d-%H-%M-%S",
    "%Y:%m:%d %H:%M:%S",
    "%A, %B %d, %Y at %I:%M %p",
)
DAYS = (
    "%Y-%m-%d",
    "%Y%m%d",
    "%Y/%m/%d",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%Y-%j",
    "%d%b%Y",
    "%G-W%V-%u",
    "%Y_%m_%d",
    "%b %d %Y",
)
NO_DATES = """
    yesterday | today | 2 hours ago | gisteren | hace 3 días | vor 2 Stunden | вчера | 3 часа назад | 3小时前 | 昨日
    il y a 5 minutes | 5 dakika önce | منذ ساعتين | ২ ঘণ্টা আগে | 2 ore fa | just now | last week | May | Monday
    12 May | Monday 10:30 | 10:30 | 2022-02-30 | 31/31/2022 | 31 April 2022 | 2022-13-01 | n/a | null | 0000-00-00
    3 พฤษภาคม 2565 | 3 พ.ค. 2565 | 03/05/2565 | ۱۳ اردیبهشت ۱۴۰۱ | ۱۴۰۱/۰۲/۱۳ | 1401-02-13 | 2 شوال 1443 هـ
    1443-10-02 | 0001-01-01T00:00:00Z | 9999-12-31 | 1.2.3 | 555-1234 | 12345 | -1 | 0
    Chapter 12 | version 2.10.2022.1 | 99/99/9999 | soon | in 3 days | tomorrow | 03.05.22.14 | 192.168.20.22
""".replace("\n", " | ").split("|")


def machine_cases() -> Iterator[Case]:
    """What programs write, with offsets, names of zones and without; and what is no date."""
    moments = _moments(3) + _moments(16)
    for number, at in enumerate(moments):
        for place, pattern in enumerate(ZONED):
            offset = OFFSETS[(number + place) % len(OFFSETS)]
            aware = at.replace(tzinfo=timezone(timedelta(minutes=offset)))
            sign, minutes = "+-"[offset < 0], abs(offset)
            hours = f"{sign}{minutes // 60:02}"
            filled = pattern.replace("{+:}", f"{hours}:{minutes % 60:02}").replace("{+}", f"{hours}{minutes % 60:02}")
            yield Case(at.strftime(filled), "offset", "machines", None, aware, True)
        for pattern in IN_UTC:
            yield Case(at.strftime(pattern), "utc", "machines", None, at.replace(tzinfo=UTC), True)
        utc = at.replace(tzinfo=UTC)
        for seconds in (f"{int(utc.timestamp())}", f"{int(utc.timestamp() * 1000)}"):
            yield Case(seconds, "epoch", "machines", None, utc, True)
        for pattern, minutes_east in NAMED:
            zone = (
                ZoneInfo(minutes_east)
                if isinstance(minutes_east, str)
                else None
                if minutes_east is None
                else timezone(timedelta(minutes=minutes_east))
            )
            kind = "shared name" if zone is None else "named zone"
            if "%d.%m" in pattern or "%b" in pattern.lower():
                yield Case(at.strftime(pattern), kind, "machines", None, at.replace(tzinfo=zone), True)
        for pattern in LOCAL:
            yield Case(at.strftime(pattern), "no zone", "machines", None, at, True)
        for pattern in DAYS:
            yield Case(at.strftime(pattern), "day", "machines", None, at)
    for text in NO_DATES:
        if text.strip():
            yield Case(text.strip(), "no date", "no date")
