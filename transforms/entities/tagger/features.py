"""Words of an article → hashed features, as row numbers of the tagger's weight table.

A word's own features (spelling, shape, ends, what the lists know of it) depend on the word and the language alone, so
their scores are summed once a word and kept; features of neighbours together, and of the place in the text, are hashed
for each token. All hashes are 32-bit integer arithmetic on whole arrays: the same on every machine.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.entities.knowledge import Knowledge
from transforms.entities.words import Words, given_names, particles, surnames

Hashes = NDArray[np.uint32]

MOST_CHARS: Final = 24
"""Longer words are read from their first 24 letters; one word in ten thousand is longer."""
EDGES: Final = ("</line>", "<line>")
"""Stand-ins for what is before the first and behind the last word of a line."""

_OWN: Final = 14
_NEAR: Final = 6
_FAR: Final = 3
OWN: Final = slice(0, _OWN + 6)
"""Columns of `word_rows` that speak of the word itself; the next four of the word beside and the one beyond it."""
BEFORE: Final = slice(OWN.stop, OWN.stop + _NEAR + 2)
AFTER: Final = slice(BEFORE.stop, BEFORE.stop + _NEAR + 2)
FAR_BEFORE: Final = slice(AFTER.stop, AFTER.stop + _FAR)
FAR_AFTER: Final = slice(FAR_BEFORE.stop, FAR_BEFORE.stop + _FAR)
WORD_ROWS: Final = FAR_AFTER.stop
LEXICAL: Final = (0, 1, 5, 6, 9, _OWN, _OWN + 1)
"""Columns that know the very word (or nearly): left out of some training examples, so that the rest learns to do
without."""
OF_LANGUAGE: Final = (*range(_OWN, _OWN + 6), *range(BEFORE.stop - 2, BEFORE.stop), *range(AFTER.stop - 2, AFTER.stop))
"""Columns that hold for one language only."""
PLACE_ROWS: Final = 26
"""Columns of `place_rows`."""
KNOWN_COLUMNS: Final = (14, 15, 16)
"""Columns of `place_rows` that know whole names."""

_PRIME: Final = np.uint32(0x01000193)
_POWERS: Final = np.array([pow(0x01000193, power, 1 << 32) for power in range(3, MOST_CHARS + 4)], np.uint32)
_BACK: Final = np.arange(1, 6)
_REACH: Final = 4
_TABLE_CHARS: Final = 0x3000
_TITLE, _ORG_HEAD, _LOC_HEAD = 8, 9, 10
_UPPER, _LOWER, _DIGIT, _CASELESS = 1, 2, 3, 4


def word_rows(words: list[str], marks: NDArray[np.uint32], language: int) -> tuple[Hashes, Hashes, Hashes]:
    """Words and what the lists know of them (`marks`) → hashes [words, WORD_ROWS] (0: no such feature), and one hash of
    each word without case and one of its shape, of which `place_rows` makes pairs. `language` is a hash, 0 for none."""
    count = len(words)
    codes = np.array(words, dtype=f"<U{MOST_CHARS}").view(np.uint32).reshape(count, MOST_CHARS)
    length = (codes != 0).sum(1)
    width = max(int(length.max(initial=1)), 5)
    codes = codes[:, :width]
    low = np.minimum(codes, _TABLE_CHARS)
    kind = _kinds().take(low)
    lower = np.where(low < _TABLE_CHARS, _small().take(low), codes)
    powers = _POWERS[:width]
    exact = (codes * powers).sum(1, dtype=np.uint32) + 1
    heads = np.cumsum(lower * powers, 1, dtype=np.uint32)
    whole = heads[:, -1] + 2
    is_turn = kind != 0
    is_turn[:, 1:] &= kind[:, 1:] != kind[:, :-1]
    shape = (is_turn * kind * _POWERS.take(np.cumsum(is_turn, 1))).sum(1, dtype=np.uint32)
    # capitals only: an initial, a short and a long acronym are different things
    is_upper = (kind == _UPPER).sum(1) == length
    shape = shape * _PRIME + np.where(is_upper, np.minimum(length, 6), 0).astype(np.uint32)
    back = np.maximum(length[:, None] - _BACK, 0)
    tails = np.cumsum(np.take_along_axis(lower, back, 1) * _POWERS[7:12], 1, dtype=np.uint32) + 3
    tails[length[:, None] < _BACK] = 0
    people, known, listed = (marks & 15) + (marks >> 4 & 63) * 16 + 7, (marks >> 10 & 31) + 1, marks + 3
    own = [exact, whole, shape, *tails.T[:4]]
    own += [np.where(length > size, heads[:, size] + 5, 0) for size in (1, 2, 3)]
    own += [tails[:, 4], tails[:, 2] * _PRIME + shape, people, known]
    mine = [exact, whole, shape, tails[:, 2], listed, tails[:, 1]]
    near = [whole, shape, tails[:, 2], people, known, known * 64 + shape]
    near_mine = [whole, shape]
    far = [whole, shape, listed]
    values = np.stack([*own, *mine, *near, *near_mine, *near, *near_mine, *far, *far])
    if language:
        values[OF_LANGUAGE, :] ^= np.uint32(language)
    missing = values == 0
    if not language:
        missing[OF_LANGUAGE, :] = True
    out = mix(values, 1)
    out[missing] = 0
    return out.T, whole, shape


def place_rows(
    word: Hashes,
    shape: Hashes,
    mark: Hashes,
    glue: Hashes,
    known: Hashes,
    small: Hashes,
    case: NDArray[np.uint8],
    places: NDArray[np.intp],
) -> Hashes:
    """Hashes [places, PLACE_ROWS] of what stands around each of `places`, which keep two from either end.

    `word` and `shape` from `word_rows`, `mark` its group of lists, `glue` what parts a token from the one before,
    `known` the known name that it is part of (0: none), `small` whether the article writes the word small elsewhere,
    `case` 1 for a word that begins small, 2 for one with a capital, 3 for the edge of a line.
    """
    p = _PRIME
    back, ahead = _capitals(case, places)
    b0, a0 = word[places - back] * (back > 0), word[places + ahead] * (ahead > 0)
    gap = (back * 8 + ahead).astype(np.uint32)
    before, after = places - 1, places + 1
    w0, w1, w2 = word[places], word[before] * p, word[after]
    s0, s1, s2 = shape[places], shape[before], shape[after]
    m0, m1, m2 = mark[places], mark[before] * p, mark[after]
    g0, g1 = glue[places], glue[after]
    k0, k1, k2 = known[places], known[before], known[after]
    s10 = s1 * p ^ s0
    s0p = s0 * p
    s02 = s0p ^ s2
    s102 = s10 * p ^ s2
    w1s0 = w1 ^ s0
    gg = (g0 * 8 + g1 + 1) * p
    values = np.empty((PLACE_ROWS, len(places)), np.uint32)
    for column, value in enumerate(
        (
            w1 ^ w0,
            w0 * p ^ w2,
            s10,
            s02,
            s102,
            w1s0,
            w2 * p ^ s0,
            w1s0 * p ^ s2,
            (shape[places - 2] * p ^ s10) * p ^ s2,
            s102 * p ^ shape[places + 2],
            word[places - 2] * p * p ^ w1s0,
            gg ^ s0,
            gg * p ^ s102,
            (m1 ^ m0) * p ^ s0,
            k0 * p ^ s0,
            (k1 * p ^ k0) * p ^ k2,
            k0 * p ^ w0,
            small[places] * p ^ s10,
            (m2 * p ^ m0) * p ^ s0,
            (m1 ^ m2) * p ^ s0,
            (m1 ^ s10) * p ^ g0,
            (b0 * p ^ s0) * p ^ gap,
            (a0 * p ^ s0) * p ^ gap,
            (b0 * p ^ w0) * p ^ (back > 0),
            (b0 * p ^ a0) * p ^ w0,
            ((mark[places - back] * p ^ mark[places + ahead]) * p ^ s0) * p ^ gap,
        )
    ):
        values[column] = value
    out = mix(values, 1 + WORD_ROWS)
    unknown = k0 == 0
    out[KNOWN_COLUMNS[0], unknown] = 0
    out[KNOWN_COLUMNS[2], unknown] = 0
    out[KNOWN_COLUMNS[1], unknown & (k1 == 0) & (k2 == 0)] = 0
    return out.T


def _capitals(case: NDArray[np.uint8], places: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """How far before and behind each place the next capitalised word of the line stands, where only small words are
    between, `_REACH` at most; 0 where none does. It tells whether "of the" runs inside a name."""
    count = len(case)
    at = np.arange(count)
    stops = case != 1
    last = np.maximum.accumulate(np.where(stops, at, 0))
    following = np.minimum.accumulate(np.where(stops, at, count - 1)[::-1])[::-1]
    before, after = last[places - 1], following[places + 1]
    back, ahead = places - before, after - places
    back[(case[before] != 2) | (back > _REACH)] = 0
    ahead[(case[after] != 2) | (ahead > _REACH)] = 0
    return back, ahead


def mix(values: Hashes, salt: int) -> Hashes:
    """Spread values [columns, n] over 32 bits, each column its own way, from the `salt`th on."""
    salts = np.arange(salt, salt + len(values), dtype=np.uint32) * np.uint32(0x85EBCA6B)
    mixed: Hashes = values * np.uint32(0x9E3779B1)
    mixed += salts[:, None]
    mixed ^= mixed >> 15
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> 12
    mixed *= np.uint32(0x297A2D39)
    mixed ^= mixed >> 15
    return mixed


class Marks:
    """What the word lists and the knowledge base know of single words of one language, packed into one integer:
    bits 0-3 people (given name, surname, known surname, particle), 4-9 known names (place, doubtful place, body,
    opens a longer name, word of origin, common word), 10-14 the list that the word is on."""

    def __init__(self, words: Words, knowledge: Knowledge) -> None:
        self.words = words
        self.knowledge = knowledge
        self.language = None if words.language == "und" else words.language
        self._given, self._surnames, self._particles = given_names(), surnames(), particles()
        self._numbers: dict[str, int] = {}
        for number, listed in reversed(list(enumerate(self._lists(), 1))):
            self._numbers.update(dict.fromkeys(listed, number))

    def _lists(self) -> tuple[frozenset[str], ...]:
        """The lists in the order of their numbers; a word on several counts for the first."""
        words = self.words
        near = (words.said, words.by, words.loc_prep, words.of, words.loc_before, words.org_before, words.modifier)
        return (
            *near,
            *(words.title, words.org_head, words.loc_head, words.org_tail, words.portfolio),
            *(words.never, words.function),
        )

    def of(self, word: str) -> int:
        """The marks of one word as written."""
        first = word[0]
        if not first.isalpha():
            return 0
        key = word.casefold()
        people = 8 if key in self._particles else 0
        known = 0
        if not first.islower():
            people |= (word in self._given) | (word in self._surnames) << 1
            known, is_surname = self._known(key)
            people |= is_surname << 2
        return people | known << 4 | self._listed(key) << 10

    def _known(self, key: str) -> tuple[int, bool]:
        knowledge = self.knowledge
        known = 0
        is_surname = False
        packed = knowledge.phrases.get(key)
        if packed is not None:
            for entry in packed.split("\t"):
                flags = entry.partition("|")[0]
                if flags[0] == "P":
                    is_surname = True
                elif flags[0] == "O":
                    known |= 4
                else:
                    known |= 2 if "w" in flags else 1
        if knowledge.lengths.get(key, 0) > 2:
            known |= 8
        if key in knowledge.demonyms and knowledge.demonym(key, self.language) is not None:
            known |= 16
        return known, is_surname

    def _listed(self, key: str) -> int:
        words = self.words
        number = self._numbers.get(key, 0)
        if 0 < number <= _TITLE:
            return number
        if words.is_title(key):
            return _TITLE
        if number == _ORG_HEAD or words.is_org_head(key):
            return _ORG_HEAD
        is_place = number == _LOC_HEAD or (len(key) > 7 and key.endswith(words.loc_suffix))
        return _LOC_HEAD if is_place else number


@cache
def _kinds() -> NDArray[np.uint32]:
    """Kind of each low code point: upper, lower, digit, letter without case; other signs stand for themselves. The last
    is for all higher ones."""
    kinds = [0] * _TABLE_CHARS + [_CASELESS]
    for code in range(1, _TABLE_CHARS):
        char = chr(code)
        if char.isupper():
            kinds[code] = _UPPER
        elif char.islower():
            kinds[code] = _LOWER
        elif char.isdigit():
            kinds[code] = _DIGIT
        else:
            kinds[code] = _CASELESS if char.isalpha() else code + 16
    return np.array(kinds, np.uint32)


@cache
def _small() -> NDArray[np.uint32]:
    """Low code points in lower case, where that is one code point; digits are one digit."""
    lowered = ("0" if chr(code).isdigit() else chr(code).lower() for code in range(_TABLE_CHARS + 1))
    return np.array([ord(c) if len(c) == 1 else code for code, c in enumerate(lowered)], np.uint32)
