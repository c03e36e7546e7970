"""Scripts: which letters a text is written in, and which languages that leaves."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

# By the first word of a character's Unicode name; the set is the languages that a text in it may have here. Scripts
# that are not named have no language here: nothing is said of them.
LANGUAGES: Final[Mapping[str, frozenset[str]]] = {
    script: frozenset(languages.split())
    for script, languages in {
        "LATIN": "",
        "CYRILLIC": "ru uk bg mk sr be kk ky mn tg tt ba",
        "ARABIC": "ar fa ur ps sd ckb ug",
        "DEVANAGARI": "hi mr ne sa gom",
        "BENGALI": "bn as",
        "ETHIOPIC": "am ti",
        "TIBETAN": "bo dz",
        "HEBREW": "he yi",
        "GREEK": "el",
        "HANGUL": "ko",
        "HIRAGANA": "ja",
        "KATAKANA": "ja",
        "CJK": "zh",
        "THAI": "th",
        "GUJARATI": "gu",
        "GURMUKHI": "pa",
        "KANNADA": "kn",
        "MALAYALAM": "ml",
        "TAMIL": "ta",
        "TELUGU": "te",
        "ARMENIAN": "hy",
        "GEORGIAN": "ka",
        "KHMER": "km",
        "LAO": "lo",
        "MYANMAR": "my",
        "ORIYA": "or",
        "SINHALA": "si",
        "THAANA": "dv",
    }.items()
}
NON_LATIN: Final = frozenset[str]().union(*LANGUAGES.values()) - {"sr"}
"""Languages that are not written in Latin letters here."""
_NAMES: Final = ("", "-", "OTHER", *LANGUAGES)
_NUMBERS: Final = {name: number for number, name in enumerate(_NAMES)}
_LETTERS_FROM: Final = 2
# Code point → number of its script, 1 for what is no letter; filled as characters are met (0: not met yet).
_known: Final[NDArray[np.uint8]] = np.zeros(0x110000, np.uint8)


class Census(NamedTuple):
    """Letters of a text, the script of most of them (empty without letters) and its share of them."""

    letters: int
    script: str
    ratio: float


def _number(point: int) -> int:
    char = chr(point)
    name = unicodedata.name(char, "OTHER").split(" ", 1)[0].split("-")[0]
    if char.isalpha():
        return _NUMBERS.get(name, _NUMBERS["OTHER"])
    # Vowel signs of Indic scripts are marks, and as much writing as letters are.
    return _NUMBERS.get(name, 1) if unicodedata.category(char).startswith("M") else 1


def script_numbers(text: str) -> NDArray[np.uint8]:
    """The script of each code point, as a number."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    numbers = _known.take(points)
    if numbers.size and not numbers.min():
        for point in np.unique(points[numbers == 0]).tolist():
            _known[point] = _number(point)
        numbers = _known.take(points)
    return numbers


def census(text: str) -> Census:
    """Count letters by script. Japanese counts as one script when kana are among it."""
    counts = np.bincount(script_numbers(text), minlength=len(_NAMES)).tolist()
    letters = sum(counts[_LETTERS_FROM:])
    if not letters:
        return Census(0, "", 0.0)
    hiragana, katakana, chinese = _NUMBERS["HIRAGANA"], _NUMBERS["KATAKANA"], _NUMBERS["CJK"]
    kana = counts[hiragana] + counts[katakana]
    if kana and kana * 10 >= counts[chinese]:
        counts[hiragana], counts[katakana], counts[chinese] = kana + counts[chinese], 0, 0
    most = max(range(_LETTERS_FROM, len(_NAMES)), key=counts.__getitem__)
    return Census(letters, _NAMES[most], counts[most] / letters)
