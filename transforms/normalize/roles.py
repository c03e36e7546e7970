"""What one block is by its form: byline, publication line, credit, dateline, kicker, heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from transforms.normalize.blocks import Block
from transforms.normalize.lexicon import function_words, label_lexicon, line_key, words_of

WORD_EDGES: Final = ".,:;()[]{}'\"“”‘’«»|/–—-·•"


@dataclass(frozen=True, slots=True)
class RoleLimits:
    """Lengths that tell one kind of line from another."""

    most_byline_words: int = 14
    """``Av Ola Nordmann og Kari Nordmann, politisk journalist`` has 9; longer lines are sentences."""
    most_date_words: int = 14
    most_credit_words: int = 14
    most_credit_chars: int = 160
    most_heading_words: int = 14
    """Of 1,189 short blocks between paragraphs in ten languages 95 in 100 have at most 12 words."""
    most_kicker_words: int = 5
    most_caption_words: int = 70
    most_dateline_chars: int = 70


LIMITS: Final = RoleLimits()


def is_name_like(word: str) -> bool:
    """Whether a word may be part of a name: it begins with a capital, or is a particle such as ``van``."""
    bare = word.strip(WORD_EDGES)
    return bare[:1].isupper() or bare.casefold() in _PARTICLES


_PARTICLES: Final = frozenset(
    """van de der den ter ten te von zu zum af av du la le da dos di del della el al bin ibn
    y e i og och und and en et""".split()
)


def is_byline(block: Block) -> bool:
    """``Av Kari Nordmann``, ``By Jane Doe and John Roe``, ``Door onze redactie``: a label and then names, or a
    label and a colon."""
    if block.word_count > LIMITS.most_byline_words or block.word_count < 2:
        return False
    match = label_lexicon().beginning(line_key(block.text))
    if match is None or match.kind != "byline":
        return False
    rest = match.rest.strip()
    if rest.startswith(":"):
        return True
    label_word_count = block.word_count - len(rest.split())
    words = block.text.split()[label_word_count:]
    if not words:
        return False
    if block.is_ended and block.word_count > 6:
        return False
    if all(word.casefold() in function_words() for word in words):
        return words[0].casefold() in _OUR
    named = sum(is_name_like(word) for word in words)
    return named * 2 >= len(words) or words[0].casefold() in _OUR


_OUR: Final = frozenset("onze our unserem unserer notre vår vores nuestra nuestro".split())
"""``Door onze redactie``: no names, but a byline."""


def split_byline(lines: list[str]) -> tuple[list[str], list[str]]:
    """Byline lines → (names, dates): ``Door: Kees Blom | 3 mei 2021, 06:00`` holds both."""
    names: list[str] = []
    dates: list[str] = []
    for line in lines:
        parts = [part.strip() for part in _PART_BARS.split(line) if part.strip()]
        dated = [part for part in parts if date_share(part) >= 0.6]
        dates.extend(dated)
        named = [part for part in parts if part not in dated]
        if named:
            names.append(" | ".join(named) if dated else line)
    return names, dates


_PART_BARS: Final = re.compile(r"\s[|•·/]\s")


def is_plain_name(block: Block) -> bool:
    """Two to four words that all look like names and nothing else."""
    words = block.text.split()
    return (
        2 <= len(words) <= 4
        and not block.is_ended
        and all(word[:1].isupper() or word in _PARTICLES for word in words)
        and words[0][:1].isupper()
        and not any(character.isdigit() or character in ":|,()/" for character in block.text)
        and not block.text.isupper()
    )


def is_signature(block: Block) -> bool:
    """An author's name with what he does: ``Aslaug Breivoll, kommentator``. A form that other lines have too: look
    at its place."""
    words = block.text.split()
    if not 2 <= len(words) <= 8 or block.is_ended or any(character.isdigit() for character in block.text):
        return False
    if any(mark in block.text for mark in ":()/") or not all(
        word[:1].isupper() and not word.isupper() for word in words[:2]
    ):
        return False
    name, comma, role = block.text.partition(",")
    return not comma or (len(name.split()) >= 2 and any(word[:1].islower() for word in role.split()))


def is_publication(block: Block) -> bool:
    """``Published 12 May 2021``, ``Publisert: Nå nettopp``, or a line that is nothing but a date or a time."""
    if block.word_count > LIMITS.most_date_words:
        return False
    match = label_lexicon().beginning(line_key(block.text))
    if match is not None and match.kind == "publication":
        rest = match.rest.strip()
        return rest.startswith(":") or not rest or date_share(rest) >= 0.5
    return is_date_line(block) or (_CLOCK.search(block.text) is not None and date_share(block.text) >= _LEAST_DATED)


_CLOCK: Final = re.compile(r"\b[0-2]?\d[:.h][0-5]\d\b")
_LEAST_DATED: Final = 0.3
"""Share of date words in a line with a time of day: ``Redactie Buitenland 12-05-23, 10:15 Laatste update: 11:02``."""


def is_date_line(block: Block) -> bool:
    """A line of date and time words only: ``21. Mai 2024``, ``Gisteren``, ``3 hours ago``, ``Mon 4 May, 10:31``."""
    return (
        block.word_count <= 9
        and len(block.text) <= 60
        and date_share(block.text) == 1.0
        and _YEAR_ALONE.fullmatch(block.text) is None
    )


_YEAR_ALONE: Final = re.compile(r"\W*(?:[^\W\d]+\W+)?\d{4}\W*")
"""``2666``, ``«1984»``, ``April 1945``: a title or a heading more often than a date of publication."""


def date_share(text: str) -> float:
    words = [word for word in (part.strip(WORD_EDGES + "º°ª").casefold() for part in text.split()) if word]
    if not words:
        return 0.0
    months, days, times = words_of("month"), words_of("day"), words_of("time")
    fixed = 0
    loose = 0
    for word in words:
        if word in months or word in days or _is_number_word(word):
            fixed += 1
        elif word in times:
            loose += 1
    if not fixed and not (loose == len(words) and any(word in _RELATIVE for word in words)):
        return 0.0
    return (fixed + loose) / len(words)


def _is_number_word(word: str) -> bool:
    """``12``, ``19:30``, ``07h30``, ``21st``, ``2024-05-14``; not a word or sentence that holds a digit."""
    letter_count = sum(character.isalpha() for character in word)
    return letter_count <= 3 and any(character.isdigit() or character == "#" for character in word)


_RELATIVE: Final = frozenset(
    """ago yesterday today gisteren vandaag geleden zojuist går dag siden nettopp igår idag sedan nyss gestern heute
    hier aujourd'hui ayer hoy ontem hoje ieri oggi dzisiaj wczoraj вчера сегодня""".split()
)


def is_kicker(block: Block) -> bool:
    """A label above a headline: few words, in capitals or one or two words."""
    return (
        block.word_count <= LIMITS.most_kicker_words
        and not block.is_ended
        and (block.text.isupper() or block.word_count <= 2)
    )


def is_agency(block: Block) -> bool:
    """``(ANP)``, ``Reuter``, ``dpa/lno``: the mark of an agency as a block of its own."""
    if block.word_count > 8 or len(block.text) > 60:
        return False
    words = [word for word in block.text.replace("/", " ").replace("-", " ").split() if word.strip(WORD_EDGES)]
    if not words or words[0].strip(WORD_EDGES).casefold() not in words_of("agency"):
        return False
    # Wire copy ends with its editors' letters and its own time: ``dpa ub xx n1 hm 121015 Mai 23``.
    is_trailer = all(len(word) <= 3 or word.isdigit() for word in words[1:])
    return len(words) <= 3 or is_trailer


def is_heading(block: Block) -> bool:
    """The form of a heading between paragraphs: short, no full stop, comma or colon at its end, not indented."""
    text = block.text
    return (
        block.word_count <= LIMITS.most_heading_words
        and len(text) <= 120
        and text[-1] not in ".,;:"
        and not block.is_indented
        and any(character.isalpha() for character in text)
    )


@lru_cache(maxsize=1024)
def split_credit(text: str) -> int:
    """Where a picture credit at the end of a block begins (code points); ``len(text)`` where there is none, 0 where
    all is credit.

    Known: ``… © E. Name``, ``… Foto: X / NTB``, ``(Photo by X)``, ``(AP Photo/X)``, ``[Photo/Agency]``, ``FOTO: X``.
    """
    end = len(text)
    if end <= 60 and text.endswith(")") and _is_named_role(text):
        return 0
    tail_start = max(0, end - LIMITS.most_credit_chars)
    at = text.rfind("©", tail_start)
    if at >= 0 and _is_credit_tail(text, at) and not _has_year(text[at : at + 8]):
        return _with_opening(text, at)
    if _credit_words().isdisjoint(_TAIL_WORD.findall(text[tail_start:].casefold())):
        return end
    lexicon = label_lexicon()
    starts = [0] if tail_start == 0 else []
    starts += [match.start() for match in _SENTENCE_START.finditer(text, max(tail_start, 1))]
    for start in starts:
        piece = text[start:]
        if len(piece.split()) > LIMITS.most_credit_words:
            continue
        match = lexicon.beginning(line_key(piece))
        if match is None or match.kind != "credit":
            continue
        rest = match.rest.lstrip()
        is_bracketed = text[start - 1 : start] in ("(", "[") if start else piece[:1] in ("(", "[")
        is_named_source = rest[:1] == "," and start == 0 and " " in line_key(piece).partition(",")[0]
        if rest[:1] in (":", "/", "©") or is_bracketed or is_named_source or rest.startswith("by "):
            return _with_opening(text, start)
        if "by" in (word.casefold() for word in piece.strip("([ ").split()[:3]):
            return _with_opening(text, start)
    return end


def _is_named_role(text: str) -> bool:
    """``Kari Nordmann (foto)``: a name and, in brackets, that the picture is hers."""
    name, _, role = text[:-1].rpartition("(")
    match = label_lexicon().beginning(line_key(role))
    is_credit = match is not None and match.kind == "credit" and not match.rest
    return is_credit and 1 <= len(name.split()) <= 5 and all(is_name_like(word) for word in name.split())


_TAIL_WORD: Final = re.compile(r"[^\W\d_]+")
_SENTENCE_START: Final = re.compile(r"(?<=[(\[])\S|(?<=[.!?…\"”»)|–/\-\s]\s)\S")
"""Where a sentence or a bracket may begin."""


@cache
def _credit_words() -> frozenset[str]:
    return frozenset(word for phrase in label_lexicon().first_words for word in _TAIL_WORD.findall(phrase))


def _has_year(text: str) -> bool:
    return any(year in text for year in ("19", "20"))


def _is_credit_tail(text: str, at: int) -> bool:
    piece = text[at:]
    return len(piece.split()) <= LIMITS.most_credit_words and not piece.rstrip(")] ").endswith((".", "?", "!"))


def _with_opening(text: str, at: int) -> int:
    while at and text[at - 1] in "([ \u00a0":
        at -= 1
    return at
