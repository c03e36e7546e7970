"""Whether the words around a medium's name make it a credit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.credits.agencies import notes
from transforms.credits.media import FoundName, media_words
from transforms.credits.tables import TOKEN, Cues, words_in
from transforms.model import Mention

MOST_CHARS_BEFORE: Final = 160
"""How far before a name its cue is sought: some 25 words."""
MOST_WORDS_BETWEEN: Final = 8
"""Words between cue and name: ``according to a report in the British newspaper the`` has 7."""
MOST_WORDS_TO_VERB: Final = 16
"""Words from the verb to the preposition before a name: ``sa forsker Kari Nordmann ved Universitetet i Oslo til``."""
MOST_FREE_WORDS: Final = 2
"""Adjectives before the word for what a medium is: ``the privately owned broadcaster``."""

_OPENING: Final = frozenset("«»“”„\"'‘’‚‹›(")
_ENDS: Final = frozenset(".!?;:…|•")
_TURNS: Final = frozenset('”»«“"')
_HYPHENATED: Final = re.compile(r"[-‑](\w+)")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that make a name a credit, as they stand. ``is_weak`` tells a medium that merely said something."""

    text: str
    kind: str
    is_before: bool
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """What lies between a cue and the name: ``place`` words are left before it, ``near`` before its adjectives too, and
    ``told_at`` is the preposition of whom something was told. ``has_article``: an article stands at the name;
    ``is_marked``: marks of quotation or a word for a medium do."""

    place: int
    near: int
    told_at: int | None
    has_article: bool
    is_marked: bool

    @property
    def told_place(self) -> int:
        """Words up to the preposition of whom something was told, where there is one."""
        return self.place if self.told_at is None else self.told_at + 1


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands before a name in its paragraph: words in small letters, and where they start and end in the text."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    is_capital: list[bool]


def cue_of(text: str, name: FoundName, persons: Sequence[Mention], cues: Cues) -> Cue | None:
    """The cue of one name, None where it is no credit."""
    hyphenated = _HYPHENATED.match(text, name.end)
    if hyphenated is not None and hyphenated.group(1).lower() not in cues.medium | cues.source | cues.site:
        return None
    before = _before(text, name.start)
    way = _walk(before, name, cues)
    if name.rule == "article" and not (way.has_article or (way.is_marked and not cues.has_articles)):
        return None
    if name.rule == "marked" and not way.is_marked:
        return None
    return (
        _phrase_before(before, text, way.place, cues)
        or (None if _is_object(before, way.near, cues) else _phrase_behind(text, name, cues))
        or _told(before, text, way.told_place, persons, cues)
        or _told_after(before, text, name, way.told_place, cues)
    )


def is_joined(between: str, cues: Cues) -> bool:
    """Whether two names stand side by side: ``AP and Reuters``, ``Le Monde, Le Figaro``, ``the BBC and the Times``."""
    if len(between) > 30 or "\n\n" in between:
        return False
    words = [word for word in words_in(between) if word not in cues.article and word not in cues.medium]
    words = [word for word in words if word not in _OPENING]
    return words in ([","], ["/"]) or (
        0 < len(words) <= 2 and words[-1] in cues.joiner and words[0] in (",", words[-1])
    )


def _before(text: str, end: int) -> _Before:
    start = max(0, end - MOST_CHARS_BEFORE)
    start = max(text.rfind("\n\n", start, end) + 1, start)
    while start and text[start - 1].isalnum() and start < end:  # a word cut in two is none
        start += 1
    found = list(TOKEN.finditer(text, start, end))
    words = [match.group().lower().replace("’", "'") for match in found]
    capitals = [match.group()[0].isupper() for match in found]
    return _Before(words, [match.start() for match in found], [match.end() for match in found], capitals)


def _walk(before: _Before, name: FoundName, cues: Cues) -> _Way:
    """From the name back over articles, words for media and what they publish, and adjectives of these."""
    place = near = len(before.words)
    is_quoted = place > 0 and before.words[place - 1] in _OPENING and before.words[place - 1] != "("
    has_article = _has_article(before, name)
    is_described = name.basis == "described" or (name.mention is not None and name.is_body)
    skipped = free = 0
    may_be_free = False
    told_at: int | None = None
    while place and skipped < MOST_WORDS_BETWEEN:
        word = before.words[place - 1]
        if _ending_phrase(before, place, cues) is not None:
            break
        if word in _OPENING:
            pass
        elif word in cues.medium:
            is_described = is_described or skipped - free < 3
            may_be_free = True
        elif word in cues.source or word in cues.site:
            may_be_free = True
        elif word in cues.article or (word in cues.link and _leads_to_source(before, place, cues)):
            may_be_free = False
        elif may_be_free and free < MOST_FREE_WORDS and word[0].isalpha() and word not in cues.said:
            free += 1
            place -= 1
            skipped += 1
            if told_at is None and word in cues.told_to:
                told_at = place
            continue
        else:
            break
        place -= 1
        skipped += 1
        near = place
        if told_at is None and word in cues.told_to:  # "à" and "alla" are preposition and article in one
            told_at = place
    return _Way(place, near, told_at, has_article, is_quoted or is_described)


def _has_article(before: _Before, name: FoundName) -> bool:
    if name.has_own_article:
        return True
    place = len(before.words)
    while place and before.words[place - 1] in _OPENING and place > len(before.words) - 2:
        place -= 1
    return place > 0 and before.words[place - 1] in media_words("article")


def _leads_to_source(before: _Before, place: int, cues: Cues) -> bool:
    """Whether a preposition hangs on something published: ``a report in the``, ``een onderzoek van``."""
    lower = max(0, place - 5)
    return any(word in cues.source for word in before.words[lower : place - 1])


def _ending_phrase(before: _Before, place: int, cues: Cues) -> int | None:
    """Words of the longest cue that ends before ``place``."""
    for count in range(min(cues.most_words, place), 0, -1):
        if " ".join(before.words[place - count : place]) in cues.before:
            return count
    return None


def _phrase_before(before: _Before, text: str, place: int, cues: Cues) -> Cue | None:
    count = _ending_phrase(before, place, cues)
    if count is None:
        return None
    start, end = before.starts[place - count], before.ends[place - 1]
    kind = cues.before[" ".join(before.words[place - count : place])]
    if kind == "credit" and not notes("picture").isdisjoint(before.words):
        return None
    return Cue(text[start:end].rstrip(":").rstrip(), kind, is_before=True)


def _phrase_behind(text: str, name: FoundName, cues: Cues) -> Cue | None:
    match = cues.after.match(text, name.end)
    if match is not None:
        return Cue(match.group(1), "report", is_before=False)
    if name.is_press or name.basis == "described":
        match = cues.weak_after.match(text, name.end)
        if match is not None and cues.itself.match(text, match.end()) is None:
            return Cue(match.group(1), "report", is_before=False, is_weak=True)
    return None


def _is_object(before: _Before, place: int, cues: Cues) -> bool:
    """Whether the name hangs on a preposition, so that it is not who reports: ``für den ORF berichtet``."""
    return place > 0 and before.words[place - 1] in cues.preposition


def _told(before: _Before, text: str, place: int, persons: Sequence[Mention], cues: Cues) -> Cue | None:
    """``sa Hansen til VG``, ``sagte Müller der Bild``, ``сказал Иванов ТАСС``: the verb of what was told, before a
    preposition, or before the person who told it."""
    if not place:
        return None
    at = place - 1
    if before.words[at] in cues.told_to:
        verbs = cues.said
    elif at and " ".join(before.words[at - 1 : place]) in cues.told_to:
        at, verbs = at - 1, cues.said
    elif cues.pronoun and (before.words[at] in cues.pronoun or _ends_person(before, at, persons)):
        verbs = cues.told
    elif not cues.has_articles and at and before.words[at - 1] in cues.told and before.words[at].isalpha():
        verbs = cues.told  # "сказал эксперт «Газете.Ru»"
    else:
        return None
    for other in range(at - 1 if verbs is cues.said else at, max(-1, at - MOST_WORDS_TO_VERB), -1):
        word = before.words[other]
        if word in _ENDS and not _is_initial(before, other):
            return None
        if word in _TURNS:
            return None
        if word in verbs:
            return Cue(text[before.starts[other] : before.ends[other]], "told", is_before=True)
    return None


def _told_after(before: _Before, text: str, name: FoundName, place: int, cues: Cues) -> Cue | None:
    """``Tegen Sky News zei hij``: the preposition opens the sentence, the verb stands behind the name."""
    if not place or before.words[place - 1] not in cues.told_to or not before.is_capital[place - 1]:
        return None
    match = TOKEN.match(text, name.end + 1) if text[name.end : name.end + 1] == " " else None
    if match is None or match.group().lower() not in cues.said:
        return None
    return Cue(match.group(), "told", is_before=False)


def _is_initial(before: _Before, place: int) -> bool:
    """Whether a full stop belongs to an initial or a short title: ``J.``, ``dr.``."""
    return place > 0 and before.words[place] == "." and len(before.words[place - 1]) <= 2


def _ends_person(before: _Before, place: int, persons: Sequence[Mention]) -> bool:
    end = before.ends[place]
    return any(person.end_char == end for person in persons)
