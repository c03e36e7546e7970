"""A paragraph as a row of items (words, punctuation, names, roles, marked stretches), its sentences, and their cues."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transforms.model import Mention, Role
from transforms.quotes.lexicon import Lexicon
from transforms.quotes.marks import Marked

WORD: Final = "w"
STOP: Final = "p"
NAME: Final = "m"
OFFICE: Final = "r"
QUOTED: Final = "q"

_TOKEN: Final = re.compile(r"(\w+(?:[’'‑-]\w+)*)|\S")
_SPLIT_TOKEN: Final = re.compile(r"(\w+)|\S")
_ENDS: Final = frozenset(".!?…。")
_SHORT: Final = frozenset(
    """mr mrs ms dr prof st gen sen rep gov lt col sgt rev jr sr vs no nr bzw ca drs ir mw mevr dhr evt bl kl tlf hr fr
    м г т ул ст pkt tzw np ks płk tj ul mme mm pr art dña d
    jan feb mar apr jun jul aug sep sept oct okt nov dec dez des""".split()
)
_NUMBERED: Final = frozenset("de nb nn da no fi cs sk pl hr sl hu et lv".split())
_MOST_SPLIT: Final = 25
_RANK: Final = {QUOTED: 0, OFFICE: 1, NAME: 2}
MAX_PARAGRAPH_ITEMS: Final = 3_000
"""Of a longer paragraph the rest is not read: no prose has such."""

Unit = tuple[int, int, str, int]
"""Start, end, kind and index of a name, role or stretch."""


@dataclass(slots=True)
class Item:
    """One item: text[start:end]; ``low`` is a word in small letters; ``index`` says which name, role or stretch."""

    kind: str
    start: int
    end: int
    low: str = ""
    index: int = -1


@dataclass(frozen=True, slots=True)
class Cue:
    """Items first..last (last exclusive) are a cue of a kind."""

    first: int
    last: int
    kind: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands in one field: its text (``low``: in small letters, letter by letter), names and roles by start, and
    its marked stretches."""

    text: str
    low: str
    language: str
    lexicon: Lexicon
    mentions: Sequence[Mention]
    roles: Sequence[Role]
    stretches: Sequence[Marked]
    mention_at: Mapping[int, int]
    repeated: frozenset[str]

    def is_repeated(self, start: int, end: int) -> bool:
        """Whether the words of a stretch are marked elsewhere in the article too."""
        return bool(self.repeated) and self.text[start:end].strip(".,!?").lower() in self.repeated


@dataclass(slots=True)
class Paragraph:
    """One paragraph: its items, sentences as (first item, last item exclusive), and cues by first item."""

    number: int
    start: int
    end: int
    items: list[Item]
    sentences: list[tuple[int, int]]
    cues: list[Cue]


def paragraph_of(
    scene: Scene, number: int, start: int, end: int, parts: Sequence[tuple[int, int]], units: Sequence[Unit]
) -> Paragraph:
    """Items of text[start:end], so far as its ``parts`` go; ``units`` are what the paragraph holds (units_of)."""
    pattern = _SPLIT_TOKEN if scene.lexicon.splits_hyphens else _TOKEN
    items: list[Item] = []
    place = 0
    for at, until in parts:
        while place < len(units) and units[place][0] < until:
            unit_start, unit_end, kind, index = units[place]
            place += 1
            if unit_start < at:
                continue
            _tokens(scene, at, unit_start, pattern, items)
            items.append(Item(kind, unit_start, unit_end, "", index))
            at = unit_end
            if len(items) > MAX_PARAGRAPH_ITEMS:
                break
        if len(items) > MAX_PARAGRAPH_ITEMS:
            break
        _tokens(scene, at, until, pattern, items)
    sentences = _sentences(scene, items)
    return Paragraph(number, start, end, items, sentences, _cues(items, scene.lexicon))


def units_of(scene: Scene, mentions: tuple[int, int], roles: tuple[int, int], stretches: Sequence[int]) -> list[Unit]:
    """What a paragraph holds beside words, by start. ``mentions`` and ``roles`` are the ranges of indices that lie in
    it, ``stretches`` the indices of the outermost ones."""
    units: list[Unit] = [(scene.stretches[i].outer_start, scene.stretches[i].outer_end, QUOTED, i) for i in stretches]
    outer = [(a, b) for a, b, _, _ in units]
    for i in range(*roles):
        role = scene.roles[i]
        units.append((role.start_char, role.end_char, OFFICE, i))
    for i in range(*mentions):
        mention = scene.mentions[i]
        units.append((mention.start_char, mention.end_char, NAME, i))
    if len(outer) != len(units):
        units.sort(key=lambda u: (u[0], _RANK[u[2]], -u[1]))
    return _apart(units, outer)


def _apart(units: list[Unit], outer: Sequence[tuple[int, int]]) -> list[Unit]:
    """Units without names and roles that a marked stretch covers or cuts."""
    if not outer:
        return units
    kept = []
    place = 0
    for unit in units:
        if unit[2] != QUOTED:
            while place < len(outer) and outer[place][1] <= unit[0]:
                place += 1
            if place < len(outer) and outer[place][0] < unit[1]:
                continue
        kept.append(unit)
    return kept


def _tokens(scene: Scene, start: int, end: int, pattern: re.Pattern[str], items: list[Item]) -> None:
    if start >= end:
        return
    low, add = scene.low, items.append
    last = start
    # Most of what stands between blanks is a word, or a word and a mark: no need to search there.
    for chunk in low[start:end].split():
        first = low.find(chunk, last)
        last = first + len(chunk)
        if chunk.isalnum():
            add(Item(WORD, first, last, chunk))
        elif chunk[:-1].isalnum() and chunk[-1] != "_":
            add(Item(WORD, first, last - 1, chunk[:-1]))
            add(Item(STOP, last - 1, last, chunk[-1]))
        else:
            for match in pattern.finditer(scene.text, first, last):
                place, until = match.span()
                add(Item(WORD if match.lastindex else STOP, place, until, low[place:until]))


def lowered(text: str) -> str:
    """A text in small letters, with one kind of apostrophe, as long as it was."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low.replace("'", "’")


def _sentences(scene: Scene, items: Sequence[Item]) -> list[tuple[int, int]]:
    found, first = [], 0
    for i in [i for i, item in enumerate(items) if item.low in _ENDS or item.kind in (QUOTED, NAME)]:
        if i == len(items) - 1:
            break
        kind, follows = items[i].kind, items[i + 1]
        if kind == STOP:
            is_end = _stops(scene, items, i, first)
        elif kind == NAME:
            # The name has its abbreviation's point: "in the U.S. He …".
            is_end = scene.text[items[i].end - 1] == "." and _is_pronoun(scene, follows)
        else:
            stretch = scene.stretches[items[i].index]
            ends = scene.text[stretch.end - 1] if stretch.end > stretch.start else ""
            is_end = ends in _ENDS and _starts_sentence(scene.text, follows)
            is_end = is_end and (ends == "." or not _is_spoken_on(scene, items, i + 1))
        if is_end:
            found.append((first, i + 1))
            first = i + 1
    if first < len(items):
        found.append((first, len(items)))
    return found


def _stops(scene: Scene, items: Sequence[Item], i: int, first: int) -> bool:
    """Whether a mark such as a point ends a sentence that starts with item ``first``."""
    text, item, follows = scene.text, items[i], items[i + 1]
    if not _starts_sentence(text, follows):
        return False
    # A time or an amount: 04.00.
    if follows.start == item.end and text[item.start - 1].isdigit() and text[follows.start].isdigit():
        return False
    before = items[i - 1] if i > first else None
    if item.low != "." or before is None or before.kind != WORD or before.end != item.start:
        return True
    if before.low in _SHORT or (len(before.low) == 1 and before.low.isalpha()):
        return _is_pronoun(scene, follows)
    return not (before.low.isdigit() and len(before.low) < 3 and scene.language in _NUMBERED)


def _is_pronoun(scene: Scene, item: Item) -> bool:
    """Whether a pronoun with a capital follows: a new sentence behind any abbreviation ("in the U.S. He …")."""
    return (
        item.kind == WORD
        and len(item.low) > 1
        and scene.text[item.start].isupper()
        and any(item.low in scene.lexicon.of(kind) and item.low not in _SHORT for kind in ("he", "she", "they"))
        and item.low not in scene.lexicon.articles
    )


def _is_spoken_on(scene: Scene, items: Sequence[Item], at: int) -> bool:
    """Whether what follows a quoted sentence tells who said it ("Why?" Lavrov asked)."""
    lexicon = scene.lexicon
    for item in items[at : at + 5]:
        if item.kind == STOP or item.kind == QUOTED:
            return False
        if item.kind == WORD and item.low in lexicon.first:
            return any(kind in ("say", "utter") for parts, kind in lexicon.cues[item.low] if len(parts) == 1)
        is_pronoun = item.low in lexicon.of("he") or item.low in lexicon.of("she")
        may_name = is_pronoun or scene.text[item.start].isupper() or item.low in lexicon.of("the")
        if item.kind == WORD and not may_name:
            return False
    return False


def _starts_sentence(text: str, item: Item) -> bool:
    if item.kind == QUOTED:
        return True
    first = text[item.start]
    return first.isupper() or first.isdigit() or first in "–—-«„“\"'‘(¿¡" or not first.islower()


def _is_split(items: Sequence[Item], i: int, particle: str) -> bool:
    """Whether the second part of a verb ends its clause ("teilte der Sender gestern mit")."""
    for j in range(i + 2, min(len(items) - 1, i + _MOST_SPLIT)):
        if items[j].low == particle and items[j + 1].kind in (STOP, QUOTED):
            return True
        if items[j].kind == STOP and items[j].low in _ENDS:
            return False
    return False


def _cues(items: Sequence[Item], lexicon: Lexicon) -> list[Cue]:
    found: list[Cue] = []
    if not lexicon.first:
        return found
    first, cues = lexicon.first, lexicon.cues
    the, a, who = lexicon.of("the"), lexicon.of("a"), lexicon.of("who")
    until = 0
    for i in [i for i, item in enumerate(items) if item.low in first]:
        item = items[i]
        if i < until or item.kind != WORD:
            continue
        before = items[i - 1].low if i else ""
        for parts, kind in cues[item.low]:
            size = len(parts)
            if size > 1 and tuple(x.low for x in items[i : i + size]) != parts:
                if (
                    size != 2
                    or not lexicon.is_verb_second
                    or kind in ("by", "never")
                    or not _is_split(items, i, parts[1])
                ):
                    continue
                size = 1
            if kind in ("say", "utter", "said") and (before in the or before in a) and before not in who:
                break
            if before == "to" and lexicon.language == "en" and kind != "by":
                break
            if kind != "never":
                found.append(Cue(i, i + size, kind))
            until = i + size
            break
    return found
