"""Lists of small words: the function words of a language, and what near languages write otherwise."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def _lines(name: str) -> list[list[str]]:
    text = (files("transforms.language_data") / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def function_word_lists() -> dict[str, frozenset[str]]:
    """Language → its function words, casefolded."""
    return {language: frozenset(words.casefold().split()) for language, words in _lines("function_words.tsv")}


def function_words(language: str) -> frozenset[str]:
    """The function words of a language, casefolded; empty where it has no list."""
    return function_word_lists().get(language, frozenset())


@cache
def speakers() -> dict[str, tuple[str, ...]]:
    """Function word → the languages whose list holds it, sorted."""
    found: dict[str, tuple[str, ...]] = {}
    for language, words in sorted(function_word_lists().items()):
        for word in sorted(words):
            found[word] = (*found.get(word, ()), language)
    return found


@cache
def near_words() -> dict[tuple[str, str], frozenset[str]]:
    """(language, other) → words that the first writes otherwise than the second."""
    return {(language, other): frozenset(words.split()) for language, other, words in _lines("near.tsv")}


@cache
def variant_words(language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Variants of a language, and the words (of Chinese: the characters) that only one of them writes."""
    split = list if language == "zh" else str.split
    return tuple(
        (variant, frozenset(split(marks)))
        for variant, marks in _lines("variants.tsv")
        if variant.partition("-")[0] == language
    )
