"""The phrase lists of ``data/``: which words of a line say that it is furniture, a byline, a date line or a credit.

The lists are tables that a linguist can edit. They are looked up by whole line, by how a line begins and by what stands
in it, after a line has been brought to its key: casefolded, numbers as ``#``, no punctuation at either end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_EDGES: Final = " \t\u00a0\u200b.,:;!?…|·•*»«›‹>→←↑↓▶►▸+-–—_=~#\"'“”‘’()[]{}/\\©®™✓✔★☆●■▪◆"
_KEY_EDGES: Final = _EDGES.replace("#", "")
_WORD: Final = re.compile(r"[^\W\d_]+")
_NUMBER: Final = re.compile(r"\d+")
_SAME_MARKS: Final = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "：": ": ",
        "（": "(",
        "）": ")",
        "，": ", ",
        "。": ".",
    }
)
"""Marks that lines use for the same; the wide ones of Chinese and Japanese have their blank within."""


@lru_cache(maxsize=4096)
def line_key(text: str) -> str:
    """A line as the lists have it: ``  2 REACTIES`` → ``# reacties``, ``Comments (14)`` → ``comments (#``."""
    lowered = " ".join(text.translate(_SAME_MARKS).casefold().split())
    return _NUMBER.sub("#", lowered).strip(_KEY_EDGES)


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: its kind, where it was looked for (line, start, within) and what follows it in the key."""

    kind: str
    place: str
    rest: str = ""


class Lexicon:
    """One phrase list. Lookups give the longest phrase first; a kind is found at most once a place."""

    def __init__(self, rows: list[tuple[str, str, str]]) -> None:
        """``rows``: (kind, place, phrase) with the phrase as a key."""
        self._lines: dict[str, str] = {}
        self._starts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._within: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for number, (kind, place, phrase) in enumerate(rows):
            if place == "line":
                self._lines.setdefault(phrase, kind)
            elif place == "start":
                self._starts[phrase.split(maxsplit=1)[0]].append((phrase, kind))
            elif place == "within":
                anchor = max(_WORD.findall(phrase), key=len)
                self._within[anchor].append((number, phrase, kind))
            else:
                raise ValueError(f"unknown place {place!r} of {phrase!r}")
        for phrases in self._starts.values():
            phrases.sort(key=lambda item: -len(item[0]))

    def whole(self, key: str) -> Match | None:
        """The phrase that is the whole line."""
        kind = self._lines.get(key)
        return Match(kind, "line") if kind else None

    def beginning(self, key: str) -> Match | None:
        """The longest phrase that the line begins with, at a word's end; ``rest`` is what follows, with its
        punctuation."""
        first = key.split(maxsplit=1)[0] if key else ""
        phrases = self._starts.get(first) or self._starts.get(first.rstrip(":,.!-|")) or ()
        for phrase, kind in phrases:
            if key.startswith(phrase) and not key[len(phrase) : len(phrase) + 1].isalnum():
                return Match(kind, "start", key[len(phrase) :])
        return None

    @property
    def first_words(self) -> frozenset[str]:
        """The words that phrases of the place ``start`` begin with."""
        return frozenset(self._starts)

    def inside(self, key: str) -> list[Match]:
        """Every phrase that stands in the line, in the order of the list."""
        anchors = self._within.keys() & _WORD.findall(key)
        if not anchors:
            return []
        found = [item for anchor in anchors for item in self._within[anchor] if item[1] in key]
        return [Match(kind, "within") for _, _, kind in sorted(found)]


@cache
def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    text = (files("transforms.normalize") / "data" / name).read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def furniture_lexicon() -> Lexicon:
    """``furniture.tsv``: language, kind, place, phrase."""
    return Lexicon([(kind, place, _list_key(phrase)) for _, kind, place, phrase in _rows("furniture.tsv")])


@cache
def label_lexicon() -> Lexicon:
    """``labels.tsv``: words that open a byline, a publication line or a credit."""
    return Lexicon([(kind, place, _list_key(phrase)) for _, kind, place, phrase in _rows("labels.tsv")])


@cache
def words_of(kind: str) -> frozenset[str]:
    """``words.tsv``: the words of one kind in all languages: months, weekdays, time, agencies, joiners."""
    return frozenset(word for _, row_kind, words in _rows("words.tsv") if row_kind == kind for word in words.split())


HINT_CHARS: Final = 7
"""Hints are looked up by this many first characters, so that one form of a word stands for its others."""


@cache
def hint_kinds() -> dict[str, str]:
    """``hints.tsv``: the beginnings of words that hint at a kind of furniture; of two kinds the first stands."""
    kinds: dict[str, str] = {}
    for _, kind, words in _rows("hints.tsv"):
        if kind != "says":
            for word in words.split():
                kinds.setdefault(word[:HINT_CHARS], kind)
    return kinds


@cache
def says_words() -> frozenset[str]:
    """``hints.tsv``: the words that end the line above a comment, ``Henk says:``."""
    return frozenset(word for _, kind, words in _rows("hints.tsv") if kind == "says" for word in words.split())


def _list_key(phrase: str) -> str:
    return line_key(phrase)


@cache
def function_words() -> frozenset[str]:
    """The commonest small words of all languages that have a list, casefolded."""
    text = (files("transforms.language_data") / "function_words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(word for row in rows for word in row[1].split())
