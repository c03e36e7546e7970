"""Words of a text → their stems, and what they tell in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from transforms.language_data.lists import function_words
from transforms.stories.skeleton import skeleton

WORD: Final = re.compile(r"[^\W\d_]{3,}")
"""Words of three letters or more; shorter ones tell no event."""
_UNPARTED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
STEM_CHARS: Final = 6
"""Letters of a word that count: what follows is mostly endings ("elect|ion", "prezyd|enta")."""
KIN_CHARS: Final = 7
"""Least letters of a word that languages may share."""
KIN_CONSONANTS: Final = 4
KIN_MOST: Final = 5
_LIKE: Final = {"nn": "nb", "no": "nb"}


@cache
def _concepts() -> Mapping[str, Mapping[str, str]]:
    """Language → stem → concept. A stem that ends in ``=`` is the whole word."""
    found: dict[str, dict[str, str]] = {}
    path = files("transforms.stories") / "data/concepts.tsv"
    if not path.is_file():
        return found
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        concept, language, stems = line.split("\t")
        for stem in stems.split():
            found.setdefault(language, {})[stem] = concept
    return found


@lru_cache(maxsize=262_144)
def told_by(word: str, language: str) -> tuple[str, ...]:
    """One casefolded word to its features: stem, kin, concept; none of a function word."""
    if word in function_words(language):
        return ()
    if _UNPARTED.search(word):
        return tuple(f"word:{language}:{word[i : i + 2]}" for i in range(min(len(word) - 1, 12)))
    features = []
    if len(word) >= 4:
        features.append(f"word:{_LIKE.get(language, language)}:{word[:STEM_CHARS]}")
    if len(word) >= KIN_CHARS:
        kin = skeleton(word, language)
        if len(kin) >= KIN_CONSONANTS:
            features.append(f"kin:{kin[:KIN_MOST]}")
    concept = _concept(word, language)
    if concept:
        features.append(f"act:{concept}")
    return tuple(features)


def _concept(word: str, language: str) -> str | None:
    stems = _concepts().get(language)
    if not stems:
        return None
    whole = stems.get(f"{word}=")
    if whole:
        return whole
    for end in range(min(len(word), 14), 2, -1):
        concept = stems.get(word[:end])
        if concept:
            return concept
    return None
