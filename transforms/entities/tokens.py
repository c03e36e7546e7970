"""One field's text → the units that names are made of, with what their spelling and place say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from transforms.entities.naming import Tokens, tokens
from transforms.entities.words import Words

MAX_FIELD_CHARS: Final = 100_000
"""What is looked at of one field; the longest news articles have 60,000. Names after it are not sought."""

WRAPPED_CHARS: Final = (50, 100)
"""In a text whose lines are all shorter than the second, a line longer than the first without a full stop at its end
was broken for width; elsewhere a line break ends what is said."""

_ENDS: Final = frozenset(".!?…:;|•·*")
_OPENS: Final = frozenset('"“”„«»‹›')
_INITIAL_CHARS: Final = 4
_QUOTE_GAP: Final = re.compile(r"(?:^|\s)[’‘'`´]$")
_APOSTROPHES: Final = "’'‘ʼ`´"
_HYPHENS: Final = "-\u2010\u2011"
_GLUE: Final = frozenset(_APOSTROPHES + _HYPHENS)
_DOTS: Final = frozenset(".@")
_PLAIN_ENDS: Final = frozenset(" ,;:)\n")
"""Signs behind a word that are neither glue nor part of an address."""
_DOT_GAPS: Final = frozenset({". ", ".\u00a0", "."})
_KEPT_FORMS: Final = 1 << 16
"""Words whose shape is kept; a run meets most of its words again and again."""
_ELISIONS: Final = frozenset("l d j c n s m t qu jusqu lorsqu puisqu dell all dall nell sull un quest".split())
# "al-Sisi" is as much a name as "Sisi".
_ARABIC_ARTICLES: Final = frozenset("al el ul ad ar ash az".split())
# Abbreviations whose full stop ends no sentence.
_ABBREVIATED: Final = frozenset(
    """mr mrs ms dr prof st sen rep gov gen col capt lt sgt rev jan feb mar apr jun jul aug sep sept oct nov dec no nr
    vs bijv o.a d.w.z ca kl ev f.eks bl bzw z.b usw ggf mio mrd etc inc ltd co corp mme mm mevr dhr drs ir ing sr
    sra""".split()
)


class Unit(NamedTuple):
    """One word as written, hyphens and inner apostrophes included, possessive ending not.

    `start` and `end` are code points, `first` and `last` token indices (inclusive). `shape`: `C` capitalised, `A` two
    or more capitals only, `I` one capital, `l` begins small, `N` of a script without case, `D` number, `P` punctuation.
    `is_start`: a capital is due here anyway. `is_joined`: only a space (or an initial's full stop) parts it from the
    unit before. `line` counts lines.
    """

    text: str
    key: str
    start: int
    end: int
    first: int
    last: int
    shape: str
    is_start: bool
    is_joined: bool
    line: int
    is_possessive: bool = False
    is_compound: bool = False


@dataclass(slots=True)
class Field:
    """One field, cut into units. `shouts[line]`: the line is in capitals; `titles[line]`: it is in title case."""

    name: str
    text: str
    tokens: Tokens
    units: list[Unit]
    shouts: list[bool]
    titles: list[bool]

    def is_plain(self, unit: Unit) -> bool:
        """Whether a capital means something in the unit's line."""
        return not self.shouts[unit.line] and not self.titles[unit.line]


def read_field(name: str, text: str, words: Words) -> Field:
    """Cut a field. Linear in its length; looks at `MAX_FIELD_CHARS`."""
    text = text[:MAX_FIELD_CHARS]
    split = tokens(text)
    units = _units(text, split)
    lines = units[-1].line + 1 if units else 0
    shouts, titles = _lines(units, lines, words)
    return Field(name, text, split, units, shouts, titles)


def _units(text: str, split: Tokens) -> list[Unit]:
    units: list[Unit] = []
    words, starts, ends = split.words, split.starts, split.ends
    add, new = units.append, tuple.__new__  # a plain call took a fifth longer, in all that is done here
    line, is_start, before, line_start = 0, True, 0, 0
    is_fixed_width = max(map(len, text.split("\n")), default=0) <= WRAPPED_CHARS[1]
    i, count = 0, len(words)
    while i < count:
        start, end = starts[i], ends[i]
        surface = words[i]
        shape, key = _form(surface)
        is_close = start - before == 1 and text[before] == " "
        if is_close and shape != "P" and text[end : end + 1] in _PLAIN_ENDS:
            # nine words in ten: a space before, and nothing behind that may belong to the word
            add(new(Unit, (surface, key, start, end, i, i, shape, is_start, not is_start, line, False, False)))
            before, is_start = end, False
            i += 1
            continue
        is_wrapped = False
        gap = " " if is_close else text[before:start]
        if not is_close and gap:
            if "\n" in gap:
                is_wrapped = is_fixed_width and before - line_start >= WRAPPED_CHARS[0] and _is_wrap(gap, units)
                line_start = start
                if not is_wrapped:
                    line, is_start = line + 1, True
            elif len(gap) > 1 and _QUOTE_GAP.search(gap):
                is_start = True
        if shape == "P":
            add(new(Unit, (surface, surface, start, end, i, i, "P", False, False, line, False, False)))
            is_start = is_start or _opens_sentence(text, units)
            before = end
            i += 1
            continue
        last, is_possessive, is_compound = i, False, False
        if text[end : end + 1] in _GLUE:
            last, is_possessive, is_compound = _glued(text, split, i, is_start)
            end = ends[last]
            surface = text[start:end]
            key = surface.casefold()
            if last > i and (shape == "I" or words[i] in _ARABIC_ARTICLES) and words[last][0].isupper():
                shape = "C"
        if text[end : end + 1] in _DOTS and text[end + 1 : end + 2].islower():
            shape = "l"  # a domain or an address, no name
        is_joined = (
            not is_start
            and bool(units)
            and (
                is_close
                or is_wrapped
                or gap == "\u00a0"
                or (gap in _DOT_GAPS and len(units[-1].text) <= _INITIAL_CHARS)
            )
        )
        unit = (surface, key, start, end, i, last, shape, is_start, is_joined, line, is_possessive, is_compound)
        add(new(Unit, unit))
        before = end
        i = last + 1
        if is_possessive:
            before = ends[i]
            i += 1
        is_start = False
    return units


def _is_wrap(gap: str, units: list[Unit]) -> bool:
    """Whether a text of fixed width goes on behind the line break."""
    return gap.strip(" ") == "\n" and bool(units) and units[-1].shape != "P"


def _opens_sentence(text: str, units: list[Unit]) -> bool:
    """Whether the punctuation that stands last ends a sentence, or opens a quotation: then a capital is due."""
    mark = units[-1]
    if mark.text in _ENDS:
        return mark.text != "." or not _is_abbreviated(units[-2:-1])
    if mark.text in _OPENS:
        return not text[mark.end : mark.end + 1].isspace() and not text[mark.start - 1 : mark.start].isalnum()
    return False


def _glued(text: str, split: Tokens, i: int, is_start: bool) -> tuple[int, bool, bool]:
    """The last token that belongs to the word which token `i` opens, whether a possessive s follows it, and whether a
    hyphen is in it. French elisions ("l'Ukraine") are words of their own."""
    words, starts, ends = split.words, split.starts, split.ends
    last, is_compound = i, False
    while last + 1 < len(words) and starts[last + 1] - ends[last] == 1:
        glue, following = text[ends[last]], words[last + 1]
        if not following[0].isalnum():
            break
        if glue in _HYPHENS:
            last, is_compound = last + 1, True
            continue
        if glue not in _APOSTROPHES:
            break
        if following in ("s", "S"):
            return last, True, is_compound
        word = words[last]
        is_particle = word == "D" or (len(word) == 1 and word.isupper() and not is_start)
        if word.casefold() in _ELISIONS and following[0].isupper() and not is_particle:
            break
        last += 1
    return last, False, is_compound


@lru_cache(maxsize=_KEPT_FORMS)
def _form(word: str) -> tuple[str, str]:
    """Shape and key of a token."""
    first = word[0]
    if first.isupper():
        shape = "I" if len(word) == 1 else "A" if word.isupper() else "C"
    elif first.islower():
        shape = "l"
    elif first.isdigit():
        shape = "D"
    else:
        shape = "N" if first.isalpha() else "P"
    return shape, word.casefold()


def _is_abbreviated(before: list[Unit]) -> bool:
    return bool(before) and (before[-1].key in _ABBREVIATED or before[-1].shape == "I")


def _lines(units: list[Unit], count: int, words: Words) -> tuple[list[bool], list[bool]]:
    """Which lines are in capitals, which in title case. A few capitals in a row prove neither, and
    a line that ends in a full stop is a sentence of names."""
    capitals, shouting, small, length = [0] * count, [0] * count, [0] * count, [0] * count
    stopped = [False] * count
    function = words.function
    for unit in units:
        line, shape = unit.line, unit.shape
        if shape == "l":
            length[line] += 1
            small[line] += unit.key not in function
            stopped[line] = False
        elif shape == "P":
            stopped[line] = stopped[line] or unit.text == "."
        else:
            stopped[line] = False
            if shape in "CAI":
                length[line] += 1
                shouting[line] += shape == "A"
                capitals[line] += shape != "I"
    shouts = [length[i] >= 3 and shouting[i] >= 0.7 * length[i] for i in range(count)]
    titles = [
        not (words.has_noun_capitals or stopped[i])
        and 4 <= length[i] <= 25
        and capitals[i] >= 4
        and capitals[i] > 3 * small[i]
        for i in range(count)
    ]
    return shouts, titles
