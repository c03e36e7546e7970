"""A text's quotation marks → the stretches between them, whatever the habit.

Marks are paired by what they are and by what stands beside them, so that one pass serves “…”, "…", «…», « … », »…«,
„…“, ,,…", ''…'', ``…'', ‘…’, 「…」 and their mixtures. A stretch ends with its paragraph. One that is open there goes
on in the next paragraph if that opens with a mark again, or closes without one of its own. Apostrophes and elisions
are no marks. Cost: one pass over the marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

MAX_FIELD_CHARS: Final = 200_000
MAX_PARAGRAPH_MARKS: Final = 1_000
"""A paragraph with more marks is no prose."""

_MARK: Final = re.compile(r"[“”„‟\"«»‹›‘’‚‛'「」『』《》〝〞〟＂]|,,(?=[^\s,])|``|´´")
_OPENERS: Final = {"“", "„", "‟", ",,", "``", "´´", "「", "『", "《", "〝", '"', "＂", "”", "«", "»", "''"}
_CLOSED_BY: Final[dict[str, frozenset[str]]] = {
    "“": frozenset({"”", '"', "“", "''", "‟"}),
    "‟": frozenset({"”", '"', "“"}),
    "”": frozenset({"”", '"'}),
    '"': frozenset({'"', "”", "“", "''", "＂"}),
    "＂": frozenset({"＂", '"'}),
    "„": frozenset({"“", "”", '"', "''", "‟", "»", "’’"}),
    ",,": frozenset({'"', "”", "“", "''", ",,", "’’"}),
    "``": frozenset({"''", '"', "”", "``", "’’"}),
    "´´": frozenset({"´´", "''"}),
    "''": frozenset({"''", '"', "”"}),
    "’’": frozenset({"’’", "''"}),
    "«": frozenset({"»"}),
    "»": frozenset({"«", "»"}),
    "「": frozenset({"」"}),
    "『": frozenset({"』"}),
    "《": frozenset({"》"}),
    "〝": frozenset({"〞", "〟"}),
    "‘": frozenset({"’", "'", "‘"}),
    "’": frozenset({"’"}),
    "'": frozenset({"'", "’"}),
    "‛": frozenset({"’", "'"}),
    "‚": frozenset({"‘", "’", "'"}),
    "‹": frozenset({"›"}),
    "›": frozenset({"‹", "›"}),
}
_SINGLE: Final = frozenset("‘’'‚‛‹›")
_NEUTRAL: Final = frozenset({'"', "＂", "''", "’’", "´´"})
_BEFORE_OPENER: Final = frozenset("([{–—-/:;,«„“\"‘'»¡¿*>|")
_AFTER_CLOSER: Final = frozenset('.,;:!?)]}–—-/…»”"’“*<|')
_ELISION: Final = re.compile(r"[\w]+")
_MOST_DEPTH: Final = 4
_MOST_CARRIED: Final = 8
"""Paragraphs without marks of their own through which an open stretch may run to its closing mark."""
_MOST_AHEAD: Final = 12
"""Marks looked at to tell a closing mark from the apostrophe of a plural."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One stretch between marks: text[start:end], without them; ``outer_*`` are with them. ``goes_on``: it continues
    the stretch of the paragraph before. ``is_closed`` is false where the paragraph ends first. ``depth`` counts the
    stretches around it."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    opener: str
    is_closed: bool = True
    goes_on: bool = False
    depth: int = 0


@dataclass(slots=True)
class _Open:
    mark: str
    start: int
    end: int
    goes_on: bool = False


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """(start, end) of the lines that hold anything, without the white space at their ends."""
    found = []
    at = 0
    for line in text[:MAX_FIELD_CHARS].split("\n"):
        bare = line.strip()
        if bare:
            start = at + line.index(bare[0])
            found.append((start, start + len(bare)))
        at += len(line) + 1
    return found


def marked_stretches(
    text: str, paragraphs: Sequence[tuple[int, int]], elisions: frozenset[str] = frozenset()
) -> list[Marked]:
    """Stretches between marks, by start; those inside others have a depth. Linear in the text."""
    found: list[Marked] = []
    carried: _Open | None = None
    carried_from = 0
    marks = _by_paragraph(text, paragraphs)
    # Who opens with « does not open with »: there it is the bullet of a list, or closes.
    is_inverted = text.find("»") < text.find("«") or "«" not in text
    for number, (start, end) in enumerate(paragraphs):
        here = marks[number]
        if len(here) > MAX_PARAGRAPH_MARKS:
            carried = None
            continue
        if not here and carried is None:
            continue
        pairing = _Pairing(text, start, end, number, elisions, is_inverted)
        pairing.pair(here)
        opens_first = pairing.first_opener == start
        if carried is not None:
            if opens_first or pairing.loose_closer is not None:
                found += _carried(text, paragraphs, carried, carried_from, number)
                if opens_first:
                    pairing.mark_goes_on(start)
                else:
                    close_start, close_end = pairing.loose_closer or (end, end)
                    found.append(Marked(start, close_start, start, close_end, number, carried.mark, True, True))
                carried = None
            elif pairing.has_double or number - carried_from > _MOST_CARRIED:
                found += _unbalanced(text, paragraphs, carried, carried_from)
                carried = None
        found += pairing.found
        left = pairing.left_open()
        if left is not None:
            left.goes_on = left.start == pairing.goes_on_at
            if carried is not None:
                found += _unbalanced(text, paragraphs, carried, carried_from)
            carried, carried_from = left, number
    if carried is not None:
        found += _unbalanced(text, paragraphs, carried, carried_from)
    return nested(found)


def _by_paragraph(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[list[tuple[int, int, str]]]:
    marks: list[list[tuple[int, int, str]]] = [[] for _ in paragraphs]
    if not paragraphs:
        return marks
    number = 0
    last = (-1, -1, "")
    for match in _MARK.finditer(text, 0, paragraphs[-1][1]):
        at = match.start()
        while paragraphs[number][1] <= at:
            number += 1
        mark = match.group()
        # Two single marks together are one double mark: ''so'' and ’’so’’.
        if mark in "'’" and last[2] == mark and last[1] == at and marks[number] and marks[number][-1] == last:
            marks[number][-1] = last = (at - 1, at + 1, mark * 2)
            continue
        last = (at, match.end(), mark)
        marks[number].append(last)
    return marks


class _Pairing:
    """Pairs the marks of one paragraph."""

    def __init__(
        self, text: str, start: int, end: int, number: int, elisions: frozenset[str], is_inverted: bool
    ) -> None:
        self.text, self.start, self.end, self.number, self.elisions = text, start, end, number, elisions
        self.stack: list[_Open] = []
        self.found: list[Marked] = []
        self.loose_closer: tuple[int, int] | None = None
        self.first_opener: int | None = None
        self.has_double = False
        self.goes_on_at = -1
        self.is_inverted = is_inverted

    def pair(self, marks: Sequence[tuple[int, int, str]]) -> None:
        text, first, last = self.text, self.start, self.end
        for index, (at, end, mark) in enumerate(marks):
            before = text[at - 1] if at > first else " "
            after = text[end] if end < last else " "
            if mark in _SINGLE:
                self._single(marks, index, before, after)
            else:
                self._double(at, end, mark, before, after)

    def _double(self, at: int, end: int, mark: str, before: str, after: str) -> None:
        is_open_place = before.isspace() or before in _BEFORE_OPENER
        is_close_place = after.isspace() or after in _AFTER_CLOSER
        index = self._closes(mark)
        self.has_double = True
        if index is not None:
            top = self.stack[index]
            # A mark that serves both ends closes unless it can only open here.
            if mark in ("”", "»", "」", "』", "》", "〞", "〟") or not (is_open_place and not is_close_place):
                if top.end < at:
                    self._close(index, at, end)
                    return
            elif mark == "“" and top.mark in ("„", ",,") and not before.isspace():
                self._close(index, at, end)
                return
        is_first = index is None and not self.stack and self.loose_closer is None and self.first_opener is None
        if is_first and mark in ("”", "“", "»", '"', "''", "‟") and is_close_place and not before.isspace():
            self.loose_closer = (at, end)
            return
        if mark not in _OPENERS or len(self.stack) >= _MOST_DEPTH:
            return
        if after.isspace() and mark not in ("«", "»", '"'):
            return
        if mark in ("”", "»", '"', "''", "＂", "´´") and not is_open_place:
            return
        if mark == "»" and (not self.is_inverted or any(o.mark == "«" for o in self.stack)):
            return
        if mark in _NEUTRAL:
            # The one before it was never closed: a neutral mark does not nest in itself.
            self.stack = [o for o in self.stack if o.mark != mark]
        self._open(at, end, mark)

    def _single(self, marks: Sequence[tuple[int, int, str]], index: int, before: str, after: str) -> None:
        at, end, mark = marks[index]
        closes = self._closes(mark)
        if closes is not None and not after.isalnum() and not before.isspace() and self.stack[closes].end < at:
            if not self._is_plural(marks, index, before, after):
                self._close(closes, at, end)
            return
        if mark == "›" or len(self.stack) >= _MOST_DEPTH:
            return
        if (before.isspace() or before in _BEFORE_OPENER) and not after.isspace() and after not in ".,;:!?)”’'":
            word = _ELISION.match(self.text, end)
            if word is not None and mark not in "‚‹":
                low = word.group().lower()
                if low in self.elisions and not self._shuts_at(word.end()):
                    return
                if low[0].isdigit() and len(low) <= 3 and not self._shuts_at(word.end()):
                    return
            self._open(at, end, mark)

    def _shuts_at(self, at: int) -> bool:
        return self.text[at : at + 1] in ("’", "'") and not self.text[at + 1 : at + 2].isalnum()

    def _is_plural(self, marks: Sequence[tuple[int, int, str]], index: int, before: str, after: str) -> bool:
        """Whether a mark behind an s is a plural's apostrophe ("the boys’ toys’"): another mark closes further on."""
        if before not in "sSxz" or not after.isspace():
            return False
        follows = self.text[marks[index][1] + 1 : marks[index][1] + 2]
        if not follows.islower():
            return False
        for at, end, mark in marks[index + 1 : index + 1 + _MOST_AHEAD]:
            if mark == "‘" or mark not in _SINGLE:
                return False
            next_char = self.text[end] if end < self.end else " "
            if mark in "’'" and self.text[at - 1] in ".,?!" and not next_char.isalnum():
                return True
        return False

    def _closes(self, mark: str) -> int | None:
        """Index of the innermost open stretch that a mark can close."""
        for index in range(len(self.stack) - 1, -1, -1):
            if mark in _CLOSED_BY.get(self.stack[index].mark, ()):
                return index
        return None

    def _open(self, at: int, end: int, mark: str) -> None:
        if self.first_opener is None:
            self.first_opener = at
        self.stack.append(_Open(mark, at, end))

    def _close(self, index: int, at: int, end: int) -> None:
        top = self.stack[index]
        del self.stack[index:]
        start, stop = _bare(self.text, top.end, at)
        if start < stop:
            self.found.append(Marked(start, stop, top.start, end, self.number, top.mark))

    def mark_goes_on(self, start: int) -> None:
        self.goes_on_at = start
        for index, stretch in enumerate(self.found):
            if stretch.outer_start == start:
                self.found[index] = replace(stretch, goes_on=True)

    def left_open(self) -> _Open | None:
        """The outermost double mark that nothing closed."""
        return next((o for o in self.stack if o.mark not in _SINGLE), None)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _carried(
    text: str, paragraphs: Sequence[tuple[int, int]], opened: _Open, number: int, until: int
) -> Iterator[Marked]:
    """The pieces of a stretch from where it opened to the paragraph before ``until``."""
    for piece in range(number, until):
        start, end = paragraphs[piece]
        inner = opened.end if piece == number else start
        inner, end = _bare(text, inner, end)
        if inner < end:
            outer = opened.start if piece == number else start
            yield Marked(inner, end, outer, end, piece, opened.mark, True, piece > number or opened.goes_on)


def _unbalanced(text: str, paragraphs: Sequence[tuple[int, int]], opened: _Open, number: int) -> Iterator[Marked]:
    """A stretch that nothing closes: it ends with its paragraph if it plainly opens speech, else it is none."""
    start, end = paragraphs[number]
    before = text[start : opened.start].rstrip()
    if before and before[-1] not in ":,.!?":
        return
    if opened.end < end:
        yield Marked(*_bare(text, opened.end, end), opened.start, end, number, opened.mark, False, opened.goes_on)


def nested(found: list[Marked]) -> list[Marked]:
    """Stretches by start, with their depths; of two that cross, the first stays."""
    found.sort(key=lambda m: (m.outer_start, -m.outer_end))
    if all(a.outer_end <= b.outer_start for a, b in pairwise(found)):
        return found
    kept: list[Marked] = []
    around: list[Marked] = []
    for stretch in found:
        while around and around[-1].outer_end <= stretch.outer_start:
            around.pop()
        if around and stretch.outer_end > around[-1].outer_end:
            continue
        kept.append(replace(stretch, depth=len(around)) if around else stretch)
        around.append(stretch)
    return kept
