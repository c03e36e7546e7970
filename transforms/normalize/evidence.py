"""What can be seen of each block of a text, as names of features: the input of the page model.

A name stands for something seen (``end:.``, ``words:o3``, ``hint:consent``); which names count, and for what, is told
by the model's table alone. Own features describe one block by itself and are looked at from its neighbours too;
features of place describe where it stands in its text. No feature holds a word of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from transforms.normalize.furniture import Judged
from transforms.normalize.lexicon import HINT_CHARS, function_words, hint_kinds, label_lexicon, line_key, says_words
from transforms.normalize.roles import LIMITS, date_share, is_plain_name


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """How much of a block is looked at, and what counts as short."""

    most_sample_chars: int = 500
    """The rest of a longer block adds nothing: it is a paragraph."""
    most_mark_words: int = 20
    """Marks mean other things in a short block than in a paragraph."""
    most_prose_words: int = 60
    most_stamp_words: int = 15
    """A line with date and time of this length is the stamp of a comment or teaser."""
    most_says_words: int = 6
    least_key_chars: int = 5
    """Shorter words say little about the subject of a text."""


_LIMITS: Final = EvidenceLimits()
_WORD_BINS: Final = (1, 2, 3, 4, 6, 9, 13, 20, 35, 60, 100)
_WORD: Final = re.compile(r"[^\W\d_][\w/-]*")
_CLOCK: Final = re.compile(r"\b[0-2]?\d[:.h][0-5]\d\b")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY: Final = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d+ \w+ ago|\b(?:vor|hace|il y a|há) \d")
_MARKS: Final = frozenset('@©€$|»→>/#…•·+*“„"«(,:%!;–-?')
_QUOTES: Final = frozenset("\"“„«‘'–—-")
_FINAL_MARKS: Final = frozenset('.?!…:,;)"”“»')


@dataclass(slots=True)
class Seen:
    """The features of one block: ``own`` and ``placed``, and what the features of its neighbours ask about it."""

    own: list[str]
    placed: list[str]
    words: frozenset[str]
    is_dated: bool = False
    is_stamp: bool = False
    is_says: bool = False


def features(judged: Sequence[Judged], cores: tuple[int, int, int]) -> list[Seen]:
    """The features of every block, in order. ``cores``: where the rules see the article begin, end, and end with its
    tail (indexes of blocks)."""
    groups = Counter(item.block.group for item in judged)
    repeats = Counter(item.block.text for item in judged)
    seen = [_own(item, groups[item.block.group], repeats[item.block.text]) for item in judged]
    _place(judged, seen, cores)
    return seen


def _bin(value: float, edges: tuple[float, ...]) -> int:
    return bisect_right(edges, value)


def _own(item: Judged, group_count: int, repeat_count: int) -> Seen:
    block = item.block
    text = block.text
    sample = text[: _LIMITS.most_sample_chars]
    tokens = _WORD.findall(sample.casefold())
    count = max(1, len(tokens))
    size = "s" if block.word_count <= _LIMITS.most_mark_words else "l"
    first, last = text[0], text[-1]
    own = [
        f"words:{'e' if block.is_ended else 'o'}{_bin(block.word_count, _WORD_BINS)}",
        f"end:{last if last in _FINAL_MARKS else 'a' if last.isalpha() else 'd' if last.isdigit() else 'o'}",
        f"start:{_start_kind(first)}",
        f"group:{_bin(group_count, (2, 3, 5, 10, 20))}{block.is_first_of_group:d}{block.is_last_of_group:d}",
        f"score:{_bin(item.score, (-0.01, 0.01, 0.45, 0.75, 0.99, 1.35))}",
    ]
    words = sample.split()
    capitals = sum(word[0].isupper() for word in words)
    own.append(f"caps:{_bin(capitals / len(words), (0.001, 0.1, 0.2, 0.35, 0.5, 0.75, 0.99))}{size}")
    if len(tokens) >= 3:
        small = function_words()
        share = sum(token in small for token in tokens) / count
        own.append(f"small:{_bin(share, (0.001, 0.12, 0.22, 0.3, 0.4, 0.5))}")
    if text.isupper():
        own.append("upper")
    characters = set(sample)
    own += [f"mark:{mark}{size}" for mark in characters & _MARKS]
    if "http" in sample or "www." in sample:
        own.append(f"url:{size}")
    is_dated, is_stamp = _dates(own, sample, characters, block.word_count, size)
    _lookups(own, item)
    hints = Counter(kind for kind in map(_hint, tokens) if kind)
    own += [f"hint:{kind}{size}" for kind in hints]
    own += [f"hints:{kind}" for kind, number in hints.items() if number > 1]
    if hints:
        own.append(f"hinted:{_bin(sum(hints.values()) / count, (0.03, 0.06, 0.12, 0.25))}{size}")
    if repeat_count > 1:
        own.append(f"repeat:{min(repeat_count, 4)}")
    if block.is_indented:
        own.append("indented")
    is_says = block.word_count <= _LIMITS.most_says_words and any(token in says_words() for token in tokens[-1:])
    keys = frozenset(token for token in tokens if len(token) >= _LIMITS.least_key_chars)
    return Seen(own, [], keys, is_dated, is_stamp, is_says)


def _start_kind(first: str) -> str:
    if first.isupper():
        return "u"
    if first.islower():
        return "l"
    if first.isdigit():
        return "d"
    return "q" if first in _QUOTES else "a" if first.isalpha() else "o"


def _dates(own: list[str], sample: str, characters: set[str], word_count: int, size: str) -> tuple[bool, bool]:
    """Adds what the digits of a block tell; whether it is a short line with a date or time, and with both."""
    if characters.isdisjoint("0123456789"):
        return False, False
    digits = sum(map(sample.count, "0123456789"))
    own.append(f"digits:{_bin(digits / len(sample), (0.03, 0.1, 0.3))}{size}")
    has_clock = _CLOCK.search(sample) is not None
    has_year = _YEAR.search(sample) is not None
    if has_clock:
        own.append(f"clock:{size}")
    if has_year:
        own.append(f"year:{size}")
    if word_count > _LIMITS.most_stamp_words:
        return False, False
    own.append(f"dated:{_bin(date_share(sample), (0.01, 0.3, 0.6, 0.99))}")
    has_day = has_year or _DAY.search(sample) is not None
    return has_clock or has_day, has_clock and has_day


def _lookups(own: list[str], item: Judged) -> None:
    block = item.block
    if block.word_count <= LIMITS.most_byline_words:
        match = label_lexicon().beginning(line_key(block.text))
        if match is not None:
            own.append(f"label:{match.kind}")
        if is_plain_name(block):
            own.append("name")
    if item.kind is not None:
        own.append(f"kind:{item.kind}{item.is_furniture:d}")
        own.append(f"where:{item.place}")
    if item.is_furniture:
        own.append("furniture")


@lru_cache(maxsize=8192)
def _hint(token: str) -> str | None:
    return hint_kinds().get(token[:HINT_CHARS])


def _sums(values: Sequence[float]) -> list[float]:
    return [0, *accumulate(values)]


def _distances(judged: Sequence[Judged]) -> list[int]:
    """For each block how many blocks stand between it and the paragraph above."""
    found: list[int] = []
    distance = 99
    for item in judged:
        found.append(distance)
        distance = 0 if item.is_prose else distance + 1
    return found


_DISTANCE_BINS: Final = (1, 2, 3, 5, 8, 13, 25, 99)
_COUNT_BINS: Final = (1, 2, 3, 5, 8, 13, 20, 30, 50, 80, 120, 200)
_MASS_BINS: Final = (0.0001, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.9999)
_NEAR_BINS: Final = (0.1, 3, 8, 15, 25, 40)
_SHARE_BINS: Final = (0.01, 0.2, 0.4, 0.6, 0.8, 0.99)


def _place(judged: Sequence[Judged], seen: list[Seen], cores: tuple[int, int, int]) -> None:
    """Adds the features of place to every block, in time linear in their number."""
    count = len(judged)
    prose = [item.block.word_count if item.is_prose else 0 for item in judged]
    mass = _sums([min(words, _LIMITS.most_prose_words) for words in prose])
    whole = mass[-1] or 1
    links = _sums([item.is_link_like or item.is_furniture for item in judged])
    furniture = _sums([item.is_furniture for item in judged])
    above, below = _distances(judged), _distances(judged[::-1])[::-1]
    at_prose = next((place for place, words in enumerate(prose) if words), count)
    stamps = _sums([one.is_stamp and place > at_prose for place, one in enumerate(seen)])
    dated = _sums([one.is_dated for one in seen])
    says = _sums([one.is_says for one in seen])
    marks = _sums([item.is_furniture and item.kind in ("comments", "reply_form") for item in judged])
    document = Counter(word for one, words in zip(seen, prose, strict=True) if words for word in one.words)
    whole_names = [
        f"mass:{_bin(mass[-1], (1, 60, 120, 200, 300, 500, 800, 1200))}",
        f"count:{_bin(count, (5, 10, 20, 40, 80, 150, 300))}",
        f"furnished:{_bin(furniture[-1] / max(1, count), (0.001, 0.05, 0.1, 0.2, 0.35, 0.5))}",
    ]
    run = 0
    for place, (item, one) in enumerate(zip(judged, seen, strict=True)):
        names = one.placed
        names += whole_names
        names += (
            f"at:{place * 10 // count}",
            f"from:{_bin(place, _COUNT_BINS)}",
            f"left:{_bin(count - 1 - place, _COUNT_BINS)}",
            f"before:{_bin(mass[place] / whole, _MASS_BINS)}",
            f"above:{_bin(above[place], _DISTANCE_BINS)}",
            f"below:{_bin(below[place], _DISTANCE_BINS)}",
            f"core:{_core(place, cores)}",
            f"run:{_bin(run, (1, 2, 4, 7, 12, 25))}",
            f"marks:{min(3, int(marks[place]))}{min(2, int(marks[-1] - marks[place]))}",
        )
        run = run + 1 if item.is_link_like or item.is_furniture else run // 3
        for reach in (2, 4, 8, 16):
            low, high = max(0, place - reach), min(count, place + 1 + reach)
            names.append(f"up{reach}:{_bin((mass[place] - mass[low]) / reach, _NEAR_BINS)}")
            names.append(f"down{reach}:{_bin((mass[high] - mass[place + 1]) / reach, _NEAR_BINS)}")
        for reach in (4, 12):
            low, high = max(0, place - reach), min(count, place + 1 + reach)
            if place:
                names.append(f"uplinks{reach}:{_bin((links[place] - links[low]) / (place - low), _SHARE_BINS)}")
                names.append(f"upmarks{reach}:{_bin((furniture[place] - furniture[low]) / (place - low), _SHARE_BINS)}")
            if high > place + 1:
                rest = high - place - 1
                names.append(f"downlinks{reach}:{_bin((links[high] - links[place + 1]) / rest, _SHARE_BINS)}")
                names.append(f"downmarks{reach}:{_bin((furniture[high] - furniture[place + 1]) / rest, _SHARE_BINS)}")
        low, high = max(0, place - 6), min(count, place + 7)
        names.append(f"dates:{min(4, int(dated[place] - dated[low]))}{min(4, int(dated[high] - dated[place + 1]))}")
        _periods(names, "stamps", stamps, place, 3)
        _periods(names, "says", says, place, 2)
        if one.words:
            least = 2 if prose[place] else 1
            known = sum(document[word] >= least for word in one.words) / len(one.words)
            names.append(f"subject:{_bin(known, (0.001, 0.15, 0.3, 0.45, 0.6, 0.8, 0.99))}{least}")
        _beside(names, judged, place)


def _core(place: int, cores: tuple[int, int, int]) -> str:
    first, end, tail = cores
    if place >= tail:
        return f"t{_bin(place - tail, (1, 3, 6, 12, 25))}"
    return "h" if place < first else "b" if place < end else "q"


def _periods(names: list[str], name: str, sums: Sequence[float], place: int, least: int) -> None:
    """Lines that come again and again, as the stamps of comments do: how many stand above and below."""
    if sums[-1] >= least:
        names.append(f"{name}up:{_bin(sums[place + 1], (1, 2, 3, 6, 12))}")
        names.append(f"{name}down:{_bin(sums[-1] - sums[place], (1, 2, 3, 6, 12))}")


def _beside(names: list[str], judged: Sequence[Judged], place: int) -> None:
    here = judged[place].block
    for side, other in (("up", place - 1), ("down", place + 1)):
        if 0 <= other < len(judged):
            there = judged[other].block
            is_same_size = _bin(here.word_count, _WORD_BINS) == _bin(there.word_count, _WORD_BINS)
            if is_same_size and here.is_ended == there.is_ended:
                names.append(f"same{side}")
            if here.text[0] == there.text[0] and not here.text[0].isalpha():
                names.append(f"bullet{side}")
