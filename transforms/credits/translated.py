"""The words that say that an article is a translation."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from transforms.credits.tables import rows
from transforms.model import RawRecord

MOST_PIECE_WORDS: Final = 24
"""A credit is a line or one short sentence; what is longer tells of a translation."""
MOST_NAME_WORDS: Final = 9
"""Words behind a colon that may be translators, with what they revised."""
MOST_CREDIT_CHARS: Final = 160
MOST_EDGE_CHARS: Final = 200
"""How much of a long paragraph's beginning and end is looked at."""

_STEMS: Final = (
    *("vertal", "vertaa", "translat", "übersetz", "ins deutsche", "aus dem", "tradu", "trado", "oversat", "oversett"),
    *("omsett", "omsetj", "översätt", "översatt", "перев", "перекл", "tłum", "przekł", "przeł", "překl", "přel"),
)
"""Parts of words that every phrase of the table holds one of: most articles are done with at once."""
_OPENING: Final = re.compile(
    r"[\s\W]*(?:(?:copyright|©|\(c\)|\d{4}|by|dit artikel (?:is|werd)|this article (?:was|has been)|this text was"
    r"|dieser (?:artikel|text) wurde|cet article a été|este artículo (?:fue|ha sido)|artikkelen er|artikeln är"
    r"|artikel|article|text|texte|texto|tekst|redactie|bron|source|quelle)\b[\s\W]*){0,6}",
    re.IGNORECASE,
)
_PIECES: Final = re.compile(r"\n+|(?<=[.!?»”])\s+(?=[\W]?[^\W\d_])|\s\|\s")


@cache
def phrases() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``translations.tsv``: what a piece begins with, and what it ends with or holds behind a dash; the longest
    first."""
    first: set[str] = set()
    inside: set[str] = set()
    for language, *cells in rows("translations.tsv"):
        (inside if language == "*" else first).update(cell.replace("’", "'") for cell in cells if cell)
    return tuple(sorted(first, key=lambda phrase: (-len(phrase), phrase))), tuple(sorted(inside))


@cache
def _book_words() -> frozenset[str]:
    return frozenset(word for cells in rows("book_words.tsv") for word in cells)


def translation_credit(edges: list[str], title: str | None, record: RawRecord) -> str | None:
    """The words that say so in the lines at the article's edges, its byline or its rights; None where none do. In what
    speaks of a book, by its title or in the lines beside, it is the book's translator who is credited."""
    lines = [*record.byline, *([record.rights] if record.rights else []), *map(_edges_of, edges)]
    joined = "\n".join(lines).lower()
    if not any(stem in joined for stem in _STEMS):
        return None
    for at, line in enumerate(lines):
        lowered = line.lower()
        if not any(stem in lowered for stem in _STEMS):
            continue
        words = _credit_in(line)
        around = " ".join([title or "", *lines[max(0, at - 2) : at + 3]]).lower() if words else ""
        if words and _book_words().isdisjoint(re.findall(r"\w+[’']?\w*|[€£]", around)):
            return words
    return None


def _edges_of(line: str) -> str:
    """A long paragraph without its middle, where no credit stands."""
    return line if len(line) <= 2 * MOST_EDGE_CHARS else f"{line[:MOST_EDGE_CHARS]}\n{line[-MOST_EDGE_CHARS:]}"


def _credit_in(line: str) -> str | None:
    first, inside = phrases()
    start = 0
    for piece in _PIECES.split(line):
        at = line.find(piece, start)
        start = at + len(piece)
        if not piece or len(piece.split()) > MOST_PIECE_WORDS:
            continue
        opening = _OPENING.match(piece)
        begins = opening.end() if opening is not None else 0
        lowered = piece.lower().replace("’", "'")
        for offset in {begins, len(piece) - len(piece.lstrip(" \t(*[–—-"))}:
            for phrase in first:
                end = offset + len(phrase)
                if lowered.startswith(phrase, offset) and not _goes_on(lowered, end) and _may_name(piece[end:], phrase):
                    return _trimmed(piece[offset:])
        if len(lowered.split()) <= 12:
            for phrase in inside:
                if phrase in lowered:
                    return _trimmed(piece)
    return None


def _may_name(rest: str, phrase: str) -> bool:
    """Whether what follows a phrase may say who translated: names behind a colon (``Translation: If you want …``)."""
    words = rest.split()
    if not phrase.endswith(":"):
        return True
    return 0 < len(words) <= MOST_NAME_WORDS and (words[0][0].isupper() or not words[0][0].isalpha())


def _goes_on(text: str, end: int) -> bool:
    return text[end - 1 : end].isalnum() and text[end : end + 1].isalnum()


def _trimmed(text: str) -> str:
    return " ".join(text[:MOST_CREDIT_CHARS].split()).strip(" ()[]*.,;–—-")
