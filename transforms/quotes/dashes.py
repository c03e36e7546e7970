"""Speech that a dash opens: – So it is, says X. The dash has no closing mark: a cue ends the speech, or its paragraph.

Norwegian, Danish, Swedish, French, Spanish, Portuguese, Italian and Slavic papers print it at the start of a paragraph;
where its speaker breaks it, it goes on behind the next dash. A list with dashes is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from transforms.quotes.lexicon import Lexicon
from transforms.quotes.marks import Marked

DASH: Final = "–"
"""The opener of what a dash opens."""
_OPENS: Final = re.compile(r"[–—―‒]\s*(?=\S)|-\s+(?=\S)")
_TURN: Final = re.compile(r"([,.?!…;»”\"]?)\s*(?:([–—―])\s?|\s)(\w+)(?:[-’'](\w+))?(?=\W+(\w+))")
_AGAIN: Final = re.compile(r"[.:?!,]\s*[–—―]\s*(?=\S)")
_NORDIC: Final = frozenset("nb nn no da sv".split())
_MOST_LOOKED: Final = 300
"""Words of a paragraph that are held against the cue words."""
_MOST_PIECES: Final = 40
"""Pieces of one paragraph."""


def dashed_stretches(text: str, paragraphs: Sequence[tuple[int, int]], lexicon: Lexicon) -> list[Marked]:
    """Stretches behind dashes, by start, in languages that have the habit. Linear in the text."""
    if not lexicon.has_dashes:
        return []
    found: list[Marked] = []
    was_speech = False
    for number, (start, end) in enumerate(paragraphs):
        opened = _OPENS.match(text, start, end)
        if opened is None:
            introduced = _introduced(text, start, end, lexicon)
            if introduced is not None:
                found += _stretches(text, introduced[0], introduced[1], end, number, lexicon)
            was_speech = text[end - 1] == ":"
            continue
        pieces = list(_stretches(text, start, opened.end(), end, number, lexicon))
        has_cue = len(pieces) > 1 or (bool(pieces) and pieces[0].outer_end < end)
        is_hyphen = text[start] == "-"
        ends = text[end - 1] in ".!?…"
        if has_cue or (was_speech and ends) or (lexicon.language in _NORDIC and ends and not is_hyphen):
            found += pieces
            was_speech = True
        elif lexicon.language in _NORDIC and not is_hyphen and not ends:
            found += pieces
        else:
            was_speech = False
    return found


def _introduced(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """A dash behind a colon in the middle of a paragraph."""
    if lexicon.language not in _NORDIC:
        return None
    at = text.find(": –", start, end)
    return (at + 2, at + 4) if at > 0 else None


def _stretches(text: str, outer: int, start: int, end: int, number: int, lexicon: Lexicon) -> Iterator[Marked]:
    for _ in range(_MOST_PIECES):
        if start >= end:
            return
        stop, outer_end, turned = _until_cue(text, start, end, lexicon)
        if stop > start:
            yield Marked(start, stop, outer, outer_end, number, DASH)
        if turned is None:
            return
        again = _AGAIN.search(text, turned, end)
        if again is None:
            return
        outer = text.index(again.group().strip(" .:?!,")[0], again.start())
        start = again.end()


def _until_cue(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[int, int, int | None]:
    """Where the speech ends, where its marks end, and where its cue starts (None: it runs to the end)."""
    for looked, match in enumerate(_TURN.finditer(text, start, end)):
        if looked > _MOST_LOOKED:
            break
        mark, dash, word, second, follows = match.groups()
        if not (mark or dash) or (
            word.lower() not in lexicon.first and (not second or second.lower() not in lexicon.first)
        ):
            if word.lower() not in lexicon.of("have") or not (mark or dash):
                continue
            if follows.lower() not in lexicon.first and (second or "") not in ("t",):
                continue
        elif not _is_verb(word.lower(), lexicon) and not (second and _is_verb(second.lower(), lexicon)):
            continue
        if mark in (".", ";") and not dash:
            continue
        if not _may_speak(follows, lexicon) and not second:
            continue
        stop = match.start() + len(mark) if mark in "?!…" and mark else match.start()
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        return stop, stop, match.start(3)
    return end, end, None


def _is_verb(word: str, lexicon: Lexicon) -> bool:
    return any(kind in ("say", "utter", "by") and len(parts) == 1 for parts, kind in lexicon.cues.get(word, ()))


def _may_speak(word: str, lexicon: Lexicon) -> bool:
    low = word.lower()
    if word[:1].isupper():
        return True
    kinds = ("he", "she", "they", "the", "a", "person", "person_m", "person_f", "body", "mister", "miss")
    if any(low in lexicon.of(kind) for kind in kinds):
        return True
    return len(low) > 4 and low not in lexicon.of("that") and low not in lexicon.of("prep")
