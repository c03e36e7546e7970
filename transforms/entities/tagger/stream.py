"""Fields of an article → one stream of tokens as arrays, lines parted by stand-ins, with what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from transforms.entities.knowledge import Knowledge
from transforms.entities.scene import Span
from transforms.entities.tagger.features import EDGES, Hashes, Marks, word_rows
from transforms.entities.tokens import Field
from transforms.entities.words import Words

_START, _SPACE, _HYPHEN, _APOSTROPHE, _OTHER = 1, 2, 3, 4, 5
_GLUE: Final = (
    {" ": _SPACE, "\u00a0": _SPACE, "\n": _SPACE}
    | dict.fromkeys("-\u2010\u2011", _HYPHEN)
    | dict.fromkeys("'’‘ʼ`´", _APOSTROPHE)
)
_KINDS: Final = {"PERSON": 0, "ORGANIZATION": 1, "LOCATION": 2}
_EDGE: Final = 3
_ROOM: Final = 4096
_SMALL_BITS: Final = np.uint32((1 << 17) - 1)
"""The words that an article writes small are told apart by this much of their hash: of a thousand capitalised words
two are wrongly taken for seen small."""
_Scalar = TypeVar("_Scalar", bound=np.generic)
_RULES: Final = {"known": 0, "known_surname": 1}


class Lexicon:
    """Numbers of the words of one language, and what each word says wherever it stands. Grows with what it is asked;
    `reset` forgets everything."""

    def __init__(self, words: Words, knowledge: Knowledge, has_language: bool) -> None:
        self.marks = Marks(words, knowledge)
        self.language = crc32(words.language.encode()) | 1 if has_language else 0
        self.reset()

    def reset(self) -> None:
        """Forget all words."""
        self._ids: dict[str, int] = {}
        self._fresh: list[str] = []
        self.whole = np.zeros(_ROOM, np.uint32)
        self.shape = np.zeros(_ROOM, np.uint32)
        self.mark = np.zeros(_ROOM, np.uint32)
        self.case = np.zeros(_ROOM, np.uint8)
        self.numbers(list(EDGES))
        self.case[: len(EDGES)] = _EDGE

    def __len__(self) -> int:
        return len(self._ids)

    def numbers(self, words: list[str]) -> NDArray[np.intp]:
        """The number of each word; new words get the next ones."""
        ids = self._ids
        try:
            return np.array([ids[word] for word in words], np.intp)
        except KeyError:
            pass
        for word in words:
            if word not in ids:
                ids[word] = len(ids)
                self._fresh.append(word)
        self._read(self._fresh)
        self._fresh = []
        return np.array([ids[word] for word in words], np.intp)

    def _read(self, fresh: list[str]) -> None:
        marks = np.array([self.marks.of(word) for word in fresh], np.uint32)
        rows, whole, shape = word_rows(fresh, marks, self.language)
        case = np.array([1 if w[0].islower() else 2 if w[0].isupper() else 0 for w in fresh], np.uint8)
        end = len(self._ids)
        start = end - len(fresh)
        if end > len(self.whole):
            self.widen(2 * end)
        self.whole[start:end] = whole
        self.shape[start:end] = shape
        self.mark[start:end] = (marks >> 10) * 4 + (marks >> 4 & 3) + (marks >> 8 & 1) * 128 + 1
        self.case[start:end] = case
        self.keep(start, rows)

    def widen(self, room: int) -> None:
        """Make room for that many words."""
        self.whole, self.shape = widened(self.whole, room), widened(self.shape, room)
        self.mark, self.case = widened(self.mark, room), widened(self.case, room)

    def keep(self, start: int, rows: Hashes) -> None:
        """Take in the hashes of words that were new, from number `start` on."""


def widened(values: NDArray[_Scalar], room: int) -> NDArray[_Scalar]:
    """The same rows in an array of `room` rows."""
    made = np.zeros((room, *values.shape[1:]), values.dtype)
    made[: len(values)] = values
    return made


@dataclass(frozen=True, slots=True)
class Stream:
    """Tokens and stand-ins; arrays of one length, but `places` (where the tokens stand) and `is_opening` (token opens a
    line)."""

    ids: NDArray[np.intp]
    glue: Hashes
    known: Hashes
    small: Hashes
    case: NDArray[np.uint8]
    places: NDArray[np.intp]
    is_opening: NDArray[np.bool_]


def read(fields: Sequence[Field], known: Sequence[Sequence[Span]], lexicon: Lexicon) -> Stream:
    """One article's fields, in order, with the names that are known in each."""
    words: list[str] = []
    glue: list[Hashes] = []
    codes: list[Hashes] = []
    opening: list[NDArray[np.bool_]] = []
    for field, spans in zip(fields, known, strict=True):
        if not field.tokens.words:
            continue
        words += field.tokens.words
        parted, opens = _glue(field)
        glue.append(parted)
        opening.append(opens)
        codes.append(_known(field, spans))
    if not words:
        empty = np.zeros(0, np.uint32)
        nowhere = np.zeros(0, np.intp)
        return Stream(nowhere, empty, empty, empty, empty.astype(np.uint8), nowhere, np.zeros(0, np.bool_))
    is_opening = np.concatenate(opening)
    numbers = lexicon.numbers(words)
    lines = np.cumsum(is_opening)
    places = np.arange(len(words)) + 2 * lines
    size = len(words) + 2 * (int(lines[-1]) + 1)
    ids = np.zeros(size, np.intp)
    ids[1::2] = 1
    # stand-ins come in pairs: the end of a line, then the start of the next
    starts = places[is_opening]
    ids[starts - 2], ids[starts - 1] = 0, 1
    ids[size - 2], ids[size - 1] = 0, 1
    ids[places] = numbers
    spread = [np.zeros(size, np.uint32) for _ in range(3)]
    spread[0][places] = np.concatenate(glue)
    spread[1][places] = np.concatenate(codes)
    case = lexicon.case[numbers]
    whole = lexicon.whole[numbers]
    capital = case == 2
    whole &= _SMALL_BITS
    is_small = np.zeros(int(_SMALL_BITS) + 1, np.uint8)
    is_small[whole[case == 1]] = 1
    spread[2][places[capital]] = 1 + is_small[whole[capital]]
    return Stream(ids, spread[0], spread[1], spread[2], lexicon.case[ids], places, is_opening)


def _glue(field: Field) -> tuple[Hashes, NDArray[np.bool_]]:
    """What parts each token from the one before, and whether it opens a line."""
    units = field.units
    starts = field.tokens.starts
    count = len(starts)
    text = field.text
    glue = np.array([_GLUE.get(text[start - 1], _OTHER) if start else _START for start in starts], np.uint32)
    firsts = np.array([u.first for u in units], np.intp)
    lines = np.array([u.line for u in units], np.intp)
    sentence = np.array([u.is_start for u in units], np.bool_)
    glue[firsts[sentence]] = _START
    opening = np.zeros(count, np.bool_)
    opening[firsts[1:][lines[1:] != lines[:-1]]] = True
    opening[0] = True
    return glue, opening


def _known(field: Field, spans: Sequence[Span]) -> Hashes:
    """For each token the kind of known name that it opens or goes on; 0 for none."""
    codes = np.zeros(len(field.tokens.words), np.uint32)
    units, starts = field.units, field.tokens.starts
    for span in spans:
        rule = _RULES.get(span.rule, 2)
        if rule == 0 and span.last > span.first:
            rule = 3
        code = 1 + (_KINDS[span.entity_type] * 4 + rule) * 2
        for token in range(units[span.first].first, units[span.last].last + 1):
            if span.start <= starts[token] < span.end:
                codes[token] = code if starts[token] == span.start else code + 1
    return codes
