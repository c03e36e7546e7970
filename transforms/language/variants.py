"""Variants: which of the written forms of a language a text has, where it tells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from transforms.language_data.lists import variant_words

_LEAST_TELLS: Final = {"zh": 4, "pt": 2, "en": 3}
"""Signs that must speak for a variant, over those against it twice as many."""


def variant_of(language: str, script: str, text: str, words: Sequence[str]) -> str | None:
    """BCP 47 tag of the variant: script of Serbian, characters of Chinese, spelling of Portuguese and English; else
    None."""
    if language == "sr":
        return {"LATIN": "sr-Latn", "CYRILLIC": "sr-Cyrl"}.get(script)
    if language not in _LEAST_TELLS:
        return None
    signs = text if language == "zh" else words
    found: list[tuple[int, str]] = []
    for variant, marks in variant_words(language):
        found.append((sum(map(marks.__contains__, signs)), variant))
    found.sort(reverse=True)
    (most, variant), (next_most, _) = found[0], found[1]
    return variant if most >= _LEAST_TELLS[language] and most >= 2 * next_most + 1 else None
