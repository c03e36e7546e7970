"""Build transforms/normalize/data/calendars.tsv: names of months, weekdays and halves of the day in the languages of
news, from CLDR.

    python tools/build_calendars.py

Needs Babel (Unicode CLDR, Unicode licence). One line per name: kind, name (words as ``transforms.normalize.calendars``
folds them, parted by blanks), number and the languages that use it so, parted by blanks. Months count from 1,
weekdays from 1 = Monday; a half is 1 for hours before noon, 2 for those after it, 3 for a night that has midnight in
it, 4 for the hours about noon. A name that two languages use for different numbers stands on two lines. Letters with
accents also stand without, as hurried writers and capitals leave them off.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from babel import Locale

from transforms.normalize.calendars import WORD, fold

LOCALES: Final = """
    af am ar ar_DZ ar_IQ ar_LB ar_MA ar_MR ar_SA ar_TN as ast az az_Cyrl be bem bg bn bo br bs bs_Cyrl ca ceb ce ckb cs
    cv cy da de de_AT dsb dz ee el en en_AU en_CA en_GB eo es es_AR es_MX es_PE et eu fa fa_AF ff fi fil fo fr fr_CA
    fur fy ga gd gl gsw gu ha haw he hi hr hsb hu hy id ig is it ja jv ka kab kk km kn ko ku ky la lb lg ln lo lt lv mai
    mg mi mk ml mn mr ms mt my nb nd ne nl nn nso ny oc om or os pa pa_Arab pcm pl ps pt pt_PT qu rm rn ro ru rw sa sah
    sc scn sd se si sk sl sn so sq sr sr_Latn ss st su sv sw ta te tg th tk tn to tr ts tt ug uk ur uz uz_Arab uz_Cyrl
    ve vec vi wo xh yi yo yue zh zu
""".split()
"""Without Tigrinya, whose names of months are also those of the Ethiopian calendar, seven years behind."""
OUT: Final = Path(__file__).resolve().parents[1] / "transforms/normalize/data/calendars.tsv"
EXTRA: Final = (
    ("month", "sept", 9, "en"),
    ("month", "janv", 1, "fr"),
    ("month", "fév", 2, "fr"),
    ("month", "set", 9, "pt it"),
    ("month", "maerz", 3, "de"),
    ("month", "jänner", 1, "de"),
    ("month", "studenog", 11, "hr"),
    ("month", "prosinac", 12, "hr"),
    ("month", "ян", 1, "bg"),
    ("month", "сент", 9, "ru"),
    ("month", "กุมภา", 2, "th"),
    ("half", "a m", 1, "en"),
    ("half", "p m", 2, "en"),
    ("half", "in the morning", 1, "en"),
    ("half", "in the afternoon", 2, "en"),
    ("half", "早", 1, "zh"),
    ("half", "晚", 2, "zh"),
)
"""What newspapers write beside the names that CLDR has."""
EXTRA_YEARS: Final = {
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру",
    "uk ": "січ лют берез квіт трав черв лип серп верес жовт листоп груд",
    "cs": "led úno bře dub kvě čvn čvc srp zář říj lis pro",
    "vi": "một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|mười một|mười hai",
}
"""Short names of a whole year, January first; the Vietnamese ones follow their word for month."""
MIN_LATIN_CHARS: Final = 3
"""Shorter names in Latin letters ("ma", "di") are words of other languages."""
NAME_FIELD: Final = re.compile(r"(?:'[^']*'|[^\s'A-Za-z,.])*(M{3,4}|L{3,4})(?:'[^']*'|[^\s'A-Za-z,.])*")
HALF_MINUTES: Final = 12 * 60


def bare(name: str) -> str:
    """A name without its accents, if its letters are Latin or Greek."""
    parts = unicodedata.normalize("NFD", name)
    is_plain = parts[:1].isascii() or "\u0370" <= parts[:1] <= "\u03ff"
    plain = "".join(char for char in parts if not "\u0300" <= char <= "\u036f") if is_plain else name
    return plain.replace("ı", "i")


def words(name: str) -> str:
    """A name as the table holds it; empty if it is not made of words."""
    found = [fold(word) for word in WORD.findall(name)]
    return " ".join(found) if all(found) and not any(char.isdigit() for char in name) else ""


def is_telling(kind: str, name: str) -> bool:
    """Whether the name can be told from other words."""
    least = MIN_LATIN_CHARS if name.isascii() and kind != "half" else 2
    return bool(name) and (kind == "half" or len(name) >= least)


def affixes(locale: Locale) -> set[tuple[str, str]]:
    """What the language writes onto a month's name within a date: (before, after)."""
    found = {("", "")}
    patterns = [str(pattern) for pattern in locale.date_formats.values()]
    patterns += [str(pattern) for pattern in locale.datetime_skeletons.values()]
    for pattern in patterns:
        for match in NAME_FIELD.finditer(pattern):
            before, _, after = match.group().replace("'", "").partition(match[1])
            found.add((before if before[-1:].isalpha() else "", after if WORD.match(after) else ""))
    return found


def half_of(spans: list[dict[str, int]]) -> int:
    """The half of the day in which a period of CLDR lies, from its seconds of the day."""
    span = spans[0]
    start, until = (span["at"], span["at"]) if "at" in span else (span["from"], span["before"])
    start, until = start // 60, until // 60
    if until < start or (start, until) == (0, 0):
        return 3
    if until <= HALF_MINUTES and (start, until) != (HALF_MINUTES, HALF_MINUTES):
        return 1
    return 2 if start > HALF_MINUTES or until > HALF_MINUTES + 120 else 4


def names_of(code: str) -> list[tuple[str, str, int, str]]:
    """Names of one locale: (kind, name, number, language)."""
    locale = Locale.parse(code)
    rules = locale.day_period_rules.get(None, {})

    def given() -> Iterator[tuple[str, str, int]]:
        for before, after in affixes(locale):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in locale.months[context][width].items():
                        yield "month", f"{before}{name}{after}", number
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.days[context][width].items():
                    yield "weekday", name, number + 1
                for period, name in locale.day_periods.get(context, {}).get(width, {}).items():
                    half = {"am": 1, "pm": 2}.get(period) or (half_of(rules[period]) if period in rules else 0)
                    if half and str(name).upper() not in ("AM", "PM"):
                        yield "half", name, half

    return [
        (kind, form, number, locale.language)
        for kind, name, number in given()
        for form in {words(name), words(bare(fold(name)))}
        if is_telling(kind, form)
    ]


def main() -> None:
    """Write the table."""
    languages: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    # A process for each: Babel 2.18 resolves aliases into dictionaries that the locales of one process share.
    with get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        for names in pool.imap(names_of, LOCALES, chunksize=1):
            for kind, name, number, language in names:
                languages[kind, name, number].add(language)
    for kind, name, number, used in EXTRA:
        languages[kind, name, number].update(used.split())
    for language, names in EXTRA_YEARS.items():
        for number, name in enumerate(names.split("|") if "|" in names else names.split(), start=1):
            languages["month", f"tháng {name}" if language == "vi" else name, number].add(language.strip())
    for number, name in enumerate(Locale("th").months["format"]["wide"].values(), start=1):
        languages["month", f"เดือน{name}", number].add("th")
    lines = [
        f"{kind}\t{name}\t{number}\t{' '.join(sorted(used))}"
        for (kind, name, number), used in sorted(languages.items())
    ]
    OUT.write_text(
        "# kind\tname\tnumber\tlanguages (built by tools/build_calendars.py from Unicode CLDR)\n"
        + "\n".join(lines)
        + "\n",
        encoding="utf-8",
    )
    print(len(lines), "names,", OUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
