"""Romanised words as symbols of sound, and how much two of them differ.

Symbols are the vowels a e i o u, plain consonants, and S (s z ts), C (sh ch), J (zh), H (kh). The costs say how often
languages write one for the other; they are rough on purpose and were set by reading pairs of spellings of one name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_APOSTROPHES: Final = re.compile(r"['’‘ʼ`´′ʹʻʿʾ\"]")
_MARKED: Final = str.maketrans(
    {
        **{"š": "sh", "ž": "zh", "č": "ch", "ć": "ch", "ş": "sh", "ș": "sh", "ś": "sh", "ź": "zh", "ż": "zh"},
        **{"ç": "ch", "ğ": "g", "ı": "i", "ț": "ts", "ţ": "ts", "ł": "l", "đ": "j", "ø": "o", "æ": "e", "œ": "e"},
        **{"ß": "ss", "þ": "t", "ð": "d", "å": "o", "ə": "e", "ĵ": "j", "ĝ": "j", "ŝ": "sh", "ĉ": "ch", "ħ": "h"},
    }
)
_GROUPS: Final = tuple(
    (re.compile(pattern), symbol)
    for pattern, symbol in (
        (r"shch|schtsch|sjtsj|szcz|chtch|stsj", "C"),
        (r"tsch|tch|tsj|tsh|sch|ssh|tj(?=[aeo])|cz|sz|sj|sh|ch", "C"),
        (r"dzh|dsch|dj|zh|zj|dg(?=[ei])", "J"),
        (r"kh", "H"),
        (r"ph", "f"),
        (r"gh", "g"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ck|kk|qu(?=[ei])|q", "k"),
        (r"x", "kS"),
        (r"gu(?=[ei])", "g"),
        (r"c(?=[eiy])|t[sz]|dz|[sz]", "S"),
        (r"c", "k"),
        (r"w", "v"),
        (r"(?<=[oe])f+\Z", "v"),
        (r"oo|ou|oe", "u"),
        (r"ee|ie|y", "i"),
        (r"ae", "e"),
        (r"(?<=a)h\Z", ""),
    )
)
_REPEATED: Final = re.compile(r"(.)\1+")

_VOWELS: Final = frozenset("aeiou")
_NEAR: Final[dict[str, float]] = {
    **{"ae": 0.3, "ei": 0.25, "ou": 0.25, "ao": 0.3, "bp": 0.45, "bv": 0.35, "fv": 0.3, "fp": 0.4, "uv": 0.25},
    **{"dt": 0.4, "gk": 0.4, "lr": 0.6, "mn": 0.6, "CS": 0.35, "CJ": 0.2, "JS": 0.4, "ji": 0.1, "jh": 0.35, "jg": 0.3},
    **{
        "Jj": 0.15,
        "je": 0.4,
        "CH": 0.35,
        "Ch": 0.5,
        "Ck": 0.4,
        "Hj": 0.5,
        "Hh": 0.05,
        "Hk": 0.3,
        "Hg": 0.4,
        "hk": 0.45,
        "gh": 0.25,
    },
    **{"iv": 0.6, "ov": 0.4, "St": 0.6, "Sd": 0.6},
}
_FAR: Final[dict[str, float]] = {"Cj": 0.5, "ai": 0.5, "eo": 0.45, "iu": 0.45, "eu": 0.5, "au": 0.45, "io": 0.5}


def _both_ways(costs: dict[str, float]) -> dict[str, float]:
    return {pair: cost for both, cost in costs.items() for pair in (both, both[::-1])}


_STRICT: Final = _both_ways(_NEAR)
_LOOSE: Final = _both_ways({**_NEAR, **_FAR})
_GAP: Final = {**dict.fromkeys("aeiou", 0.4), "h": 0.2, "H": 0.5, "j": 0.5, "v": 0.7}
_FEW_VOWELS_GAP: Final = {
    "a": 0.06,
    "e": 0.08,
    "i": 0.12,
    "o": 0.1,
    "u": 0.12,
    "h": 0.25,
    "H": 0.5,
    "j": 0.5,
    "v": 0.35,
}


def bare_word(word: str) -> str:
    """A small Latin word as ASCII letters and digits: háčeks and cedillas are spelt out, other marks fall away."""
    spelt = unicodedata.normalize("NFC", _APOSTROPHES.sub("", word)).translate(_MARKED)
    if spelt.isascii():
        return spelt if spelt.isalnum() else "".join(char for char in spelt if char.isalnum())
    # A letter of mathematics has no small form, and comes apart into a capital.
    plain = unicodedata.normalize("NFKD", spelt).casefold()
    return "".join(char for char in plain if char.isascii() and char.isalnum())


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """One bare word as symbols of sound, each once where it stands doubled."""
    for pattern, symbol in _GROUPS:
        word = pattern.sub(symbol, word)
    return _REPEATED.sub(r"\1", word)


def weight(sounds: str) -> float:
    """The length of a word of sound: a consonant counts one, a vowel half."""
    return sum(0.5 if char in _VOWELS else 1.0 for char in sounds)


@lru_cache(maxsize=65_536)
def likeness(one: str, other: str, *, few_vowels: bool, is_strict: bool) -> float:
    """1 for equal words of sound, 0 for words with nothing in common; symmetric.

    With `few_vowels` (one comes from a script that leaves vowels out) a vowel more costs little; with `is_strict`
    (both are written in one script) sounds that are unlike, as the vowels in Jamal and Jamil, count double.
    """
    if one == other:
        return 1.0
    gaps = _FEW_VOWELS_GAP if few_vowels else _GAP
    costs, other_sound = (_STRICT, 2.0) if is_strict else (_LOOSE, 1.0)
    row = [0.0]
    for char in other:
        row.append(row[-1] + gaps.get(char, other_sound))
    for a in one:
        gap = gaps.get(a, other_sound)
        left = row[0] + gap
        following = [left]
        for place, b in enumerate(other):
            step = row[place] if a == b else row[place] + costs.get(a + b, other_sound)
            left = min(step, row[place + 1] + gap, left + gaps.get(b, other_sound))
            following.append(left)
        row = following
    return max(0.0, 1.0 - row[-1] / max(weight(one), weight(other), 1.0))
