"""How common features of news are before a window has told."""

from __future__ import annotations

from typing import Final

KINDS: Final = ("who", "where", "land", "name", "number", "day", "act", "kin", "word")
"""Kinds of features. who: a known person or body; where: a known place; land: a country or a larger region; name: a
word of a name; number; day; act: a concept of what happens; kin: a long word by its sound, as languages share it;
word: a word of one language."""
SHARES: Final = {
    "who": 0.004,
    "where": 0.006,
    "land": 0.06,
    "name": 0.002,
    "number": 0.004,
    "day": 0.004,
    "act": 0.03,
    "kin": 0.006,
    "word": 0.006,
}
"""Usual share of documents that have one feature of a kind."""
_INDEX: Final = {kind: index for index, kind in enumerate(KINDS)}
_COMMON: Final[dict[str, float]] = {}


def prior(feature: str) -> tuple[int, float]:
    """A feature's kind, as an index into ``KINDS``, and the share of documents of any time that have it."""
    kind = feature.partition(":")[0]
    index = _INDEX.get(kind)
    if index is None:
        return _INDEX["word"], 0.5
    return index, _COMMON.get(feature) or SHARES[kind]
