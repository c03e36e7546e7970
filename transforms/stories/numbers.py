"""Numbers and days in a text, the same in any language: "3 miljoen", "3 млн" and "three million" are one number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from transforms.normalize.calendars import month_named

_DIGITS: Final = re.compile(
    r"(?P<number>\d{1,3}(?:[.,\u00a0\u202f ’']\d{3}(?!\d)){1,4}|\d{1,15})"
    r"(?P<rest>[.,]\d{1,3}(?![\d.,]))?"
    r"(?:st|nd|rd|th|er|º|ª|-го|-а)?\.?[\s-]{0,2}(?:(?:de|of|do|di|del)\s)?(?P<next>[^\W\d_]{3,20})?"
)
"""A number as it stands, and the word after it."""
_NO_NUMBER_AFTER: Final = re.compile(r"[\w.,+/#№-]")
_ANY_DIGIT: Final = re.compile(r"\d")
_BEFORE: Final = re.compile(r"([^\W\d_]{3,20})\.?\s{1,2}(?:the\s)?\Z")
_YEAR_AFTER: Final = re.compile(r"[\s,.]{1,3}(?:(?:de|del)\s)?((?:19|20)\d\d)(?!\d)")
_YEAR_FIRST: Final = re.compile(r"(?<![\w-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\w-])")
_DAY_FIRST: Final = re.compile(r"(?<![\w.])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?![\w])")
LEAST: Final = 3
NEWS_YEARS: Final = range(1800, 2200)
_LIKE: Final = {"nn": "nb", "da": "nb", "no": "nb", "be": "ru"}


@cache
def _table() -> Mapping[str, tuple[Mapping[str, int], Mapping[str, int], tuple[tuple[str, int], ...]]]:
    """Language → its number words, its scales, and its scales by stem."""
    found: dict[str, tuple[dict[str, int], dict[str, int], list[tuple[str, int]]]] = {}
    text = (files("transforms.stories") / "data/numbers.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        language, kind, value, forms = line.split("\t")
        words, scales, stems = found.setdefault(language, ({}, {}, []))
        for form in forms.casefold().split():
            if kind == "word":
                words[form] = int(value)
            elif form.endswith("*"):
                stems.append((form[:-1], int(value)))
            else:
                scales[form] = int(value)
    return {language: (words, scales, tuple(stems)) for language, (words, scales, stems) in found.items()}


@lru_cache(maxsize=65_536)
def number_named(word: str, language: str) -> int:
    """The number that a casefolded word is; 0 for none."""
    table = _table().get(_LIKE.get(language, language))
    return table[0].get(word, 0) if table else 0


@lru_cache(maxsize=65_536)
def scale_named(word: str, language: str) -> int:
    """What a casefolded word multiplies the number before it by; 1 for any other word."""
    table = _table().get(_LIKE.get(language, language))
    if not table:
        return 1
    return table[1].get(word) or next((value for stem, value in table[2] if word.startswith(stem)), 1)


@lru_cache(maxsize=65_536)
def _month(word: str, language: str) -> int:
    name = month_named(word)
    if name is None:
        return 0
    numbers = name.numbers(language)
    return numbers[0] if len(numbers) == 1 else 0


def scaled_numbers(words: Sequence[str], language: str) -> Iterator[str]:
    """Features of the numbers that stand in words before a word that multiplies them ("three million"), in order."""
    for value, scale in pairwise(words):
        number = number_named(value, language)
        if number and scale_named(scale, language) > 1:
            yield f"number:{number * scale_named(scale, language)}"


def numbers_in_digits(text: str, language: str, published: date | None) -> Iterator[str]:
    """Features of the numbers in digits and of the days that casefolded text names, in order. A day without a year gets
    that which brings it nearest to the day of publication, none where that is not known."""
    if not _ANY_DIGIT.search(text):
        return
    for found in _YEAR_FIRST.finditer(text):
        yield from _day(int(found[1]), int(found[2]), int(found[3]))
    for found in _DAY_FIRST.finditer(text):
        yield from _day(int(found[3]), int(found[2]), int(found[1]))
    for found in _DIGITS.finditer(text):
        start = found.start()
        if start and _NO_NUMBER_AFTER.match(text, start - 1):
            continue
        digits = found["number"]
        beside = found["next"] or ""
        month = 0
        if len(digits) <= 2 and 1 <= int(digits) <= 31:
            month = _month(beside, language) if beside else 0
            if not month:
                before = _BEFORE.search(text, max(0, found.start() - 24), found.start())
                month = _month(before[1], language) if before else 0
        if month:
            year = _YEAR_AFTER.match(text, found.end() if _month(beside, language) else found.end("number"))
            yield from _day(int(year[1]) if year else _nearest(month, int(digits), published), month, int(digits))
            continue
        value = float(re.sub(r"\D", "", digits))
        if found["rest"]:
            value += float("0." + found["rest"][1:])
        value *= scale_named(beside, language) if beside else 1
        if value >= LEAST:
            yield f"number:{int(value) if value == int(value) else round(value, 3)}"


def _day(year: int | None, month: int, day: int) -> Iterator[str]:
    """A day as written, and without its year: others may not tell it."""
    try:
        date(year or 2000, month, day)
    except ValueError:
        return
    yield f"day:{month:02d}-{day:02d}"
    if year:
        yield f"day:{year:04d}-{month:02d}-{day:02d}"


def _nearest(month: int, day: int, published: date | None) -> int | None:
    if published is None:
        return None
    years = (published.year - 1, published.year, published.year + 1)
    near = [year for year in years if year in NEWS_YEARS]
    if not near:
        return None
    return min(near, key=lambda year: abs((date(year, month, min(day, 28)) - published).days))
