"""Words of a text → their stems, and what they tell in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from transforms.language_data.lists import function_words
from transforms.stories.numbers import number_named, scale_named
from transforms.stories.skeleton import skeleton

WORD: Final = re.compile(r"[^\W\d_]{3,60}")
"""Words of three letters or more; shorter ones tell no event, and longer ones than sixty are none."""
_UNPARTED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
STEM_CHARS: Final = 6
"""Letters of a word that count: what follows is mostly endings ("elect|ion", "prezyd|enta")."""
LEAST_STEM_CHARS: Final = 4
LONGEST_STEM_CHARS: Final = 20
"""Longest stem of the concepts' table that is looked for."""
KIN_CHARS: Final = 7
"""Least letters of a word that languages may share."""
KIN_CONSONANTS: Final = 4
KIN_MOST: Final = 5
KIN_READ: Final = 10
"""Letters that are read for them; what follows is endings."""
_COMPOUNDING: Final = frozenset({"nl", "de", "nb", "nn", "da", "sv"})
_TAIL_CHARS: Final = 5
"""Least letters of a stem that counts as the last part of a compound."""
_ENDING_CHARS: Final = 3
_OPENING_CHARS: Final = 3
_LIKE: Final = {"nn": "nb", "no": "nb"}
SCALE: Final = "scale"


@cache
def _concepts() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Language → stem → its concepts. A stem that ends in ``=`` is the whole word."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    text = (files("transforms.stories") / "data/concepts.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    heads = [head.split(",") for head in lines[0]]
    for concept, *cells in lines[1:]:
        for languages, cell in zip(heads[1:], cells, strict=True):
            for stem in cell.casefold().split():
                for language in languages:
                    stems = found.setdefault(language, {})
                    stems[stem] = (*stems.get(stem, ()), concept)
    return found


@lru_cache(maxsize=65_536)
def told_by(word: str, language: str) -> tuple[str, ...]:
    """One casefolded word to its features: stem, kin, concepts, number; none of a function word, ``SCALE`` of a word
    that multiplies numbers."""
    number = number_named(word, language)
    if number:
        return (f"number:{number}",)
    if scale_named(word, language) > 1:
        return (SCALE,)
    if word in function_words(language):
        return ()
    if not word.isascii() and _UNPARTED.search(word):
        # No spaces between words: every two letters are one.
        return tuple(f"word:{language}:{word[i : i + 2]}" for i in range(len(word) - 1))
    features = []
    if len(word) >= LEAST_STEM_CHARS:
        features.append(f"word:{_LIKE.get(language, language)}:{word[:STEM_CHARS]}")
    if len(word) >= KIN_CHARS:
        kin = skeleton(word[:KIN_READ], "")
        if len(kin) >= KIN_CONSONANTS:
            features.append(f"kin:{kin[:KIN_MOST]}")
    features += [f"act:{concept}" for concept in concepts_of(word, language)]
    return tuple(features)


@cache
def _openings(language: str) -> frozenset[str]:
    """What a language's stems begin with: few words have any of it, and only these are looked up."""
    return frozenset(stem[:_OPENING_CHARS] for stem in _concepts().get(language, ()))


def concepts_of(word: str, language: str) -> tuple[str, ...]:
    """The concepts that a casefolded word stands for, by the longest stem that it begins with, or, in a language that
    compounds, ends with."""
    stems = _concepts().get(language)
    if not stems:
        return ()
    whole = stems.get(f"{word}=")
    if whole:
        return whole
    openings = _openings(language)
    if word[:_OPENING_CHARS] in openings:
        for end in range(min(len(word), LONGEST_STEM_CHARS), _OPENING_CHARS - 1, -1):
            found = stems.get(word[:end])
            if found:
                return found
    if language not in _COMPOUNDING:
        return ()
    for start in range(3, len(word) - _TAIL_CHARS + 1):
        if word[start : start + _OPENING_CHARS] not in openings:
            continue
        rest = word[start:]
        for end in range(len(rest), max(_TAIL_CHARS, len(rest) - _ENDING_CHARS) - 1, -1):
            found = stems.get(rest[:end]) or (stems.get(f"{rest}=") if end == len(rest) else None)
            if found:
                return found
    return ()
