"""Which parts of a paragraph are worth being read word by word: those with marks, beside marks, or that may report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from transforms.quotes.items import Scene, Unit
from transforms.quotes.lexicon import Lexicon

_WORDS: Final = re.compile(r"\w+")
_BOUNDARY: Final = re.compile(r"[.!?…](?<=[^\W\d_]{5}.) +(?=[^\W\d_a-z])")
"""Where a sentence ends for sure: no abbreviation has five letters."""
_LEAST_CHARS: Final = 160
"""A shorter paragraph is read as a whole."""


def may_report(low: str, lexicon: Lexicon) -> bool:
    """Whether a stretch in small letters has the words that reported speech needs: a quick look."""
    words = set(_WORDS.findall(low))
    if not lexicon.reports_alone.isdisjoint(words):
        return True
    return not lexicon.reports.isdisjoint(words) and not lexicon.of("that").isdisjoint(words)


def worth_reading(
    scene: Scene, start: int, end: int, marked: Sequence[tuple[int, int]], units: Sequence[Unit]
) -> list[tuple[int, int]]:
    """Parts of text[start:end], by start, that may hold quotations or tell who speaks; whole sentences each. Of a row
    of sentences without marks only the outer two may be left between marks: more says nothing more. ``marked`` are
    the stretches between marks, ``units`` they and the names."""
    lexicon = scene.lexicon
    has_cues = lexicon.has_cues
    if end - start < _LEAST_CHARS:
        return [(start, end)] if marked or (has_cues and may_report(scene.low[start:end], lexicon)) else []
    parts = _parts(scene.text, start, end, units)
    place = 0
    held = []
    for first, last in parts:
        while place < len(marked) and marked[place][1] <= first:
            place += 1
        held.append(place < len(marked) and marked[place][0] < last)
    found: list[tuple[int, int]] = []
    for i, (first, last) in enumerate(parts):
        is_near = held[i] or (i > 0 and held[i - 1]) or (i + 1 < len(parts) and held[i + 1])
        if is_near or (has_cues and may_report(scene.low[first:last], lexicon)):
            if found and found[-1][1] == first:
                found[-1] = found[-1][0], last
            else:
                found.append((first, last))
    # What ends in a colon may say who speaks in the next paragraph.
    if scene.text[end - 1] == ":" and found and found[-1][1] != end:
        found.append(parts[-1])
    return found


def _parts(text: str, start: int, end: int, units: Sequence[Unit]) -> list[tuple[int, int]]:
    """The paragraph cut where a sentence ends for sure, but not in marks or names."""
    parts = []
    first = start
    i = 0
    for match in _BOUNDARY.finditer(text, start, end):
        at = match.end()
        if not text[at].isupper():
            continue
        while i < len(units) and units[i][1] <= match.start():
            i += 1
        if i == len(units) or units[i][0] >= at:
            parts.append((first, at))
            first = at
    parts.append((first, end))
    return parts
