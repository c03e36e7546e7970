"""Stretches of a body in another language than most of it, from paragraphs.

A paragraph whose small words are those of the article's language is in it: most are, and the test is cheap. The
others are ranked by themselves. Near languages are not told apart within an article: a paragraph of Danish in a
Norwegian article stays Norwegian.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from transforms.language.words import LISTLESS, NO_WORDS, kin_of, listed
from transforms.language_data.lists import function_words, speakers
from transforms.model import LanguageSpan


@dataclass(frozen=True, slots=True)
class SpanOptions:
    """When a paragraph is taken for another language; counts in code points unless said otherwise."""

    least_chars: int = 60
    """Shorter paragraphs go with the one before: names, headings and captions tell nothing."""
    read_chars: int = 240
    """What is read of a paragraph, from its start."""
    most_paragraphs: int = 400
    """Paragraphs that are looked at; those beyond go with the last."""
    least_lead: float = 2.0
    """Lead in the ranking at which a paragraph is of another language."""
    least_run_chars: int = 120
    """A shorter run in another language, say one quoted sentence, is no stretch of its own."""
    own_ratio: float = 0.1
    """Share of the article's small words at which a paragraph is in its language, if they are twice those that only
    other languages have."""


OPTIONS: Final = SpanOptions()


def paragraphs(body: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the lines that hold anything, without the line breaks."""
    start = 0
    for line in body.split("\n"):
        if not line.isspace() and line:
            yield start, start + len(line)
        start += len(line) + 1


def _is_own(text: str, language: str) -> bool:
    own = function_words(language)
    known = speakers()
    # Words that touch a mark are passed over: parting them would cost more than the whole test.
    words = text.casefold().split()
    mine = sum(map(own.__contains__, words))
    if mine < max(2, OPTIONS.own_ratio * len(words)):
        return False
    return mine >= 2 * (sum(map(known.__contains__, words)) - mine)


def spans_of(body: str, language: str, rank: Callable[[str], tuple[str, float]]) -> tuple[LanguageSpan, ...]:
    """Runs of paragraphs by language, covering the body from its first paragraph to its last; empty where all are in
    one.

    ``language`` is the article's; ``rank`` gives language and lead of a text. Offsets are code points of ``body``, in
    order, without overlap; blank lines between two runs belong to neither.
    """
    if len(body) < OPTIONS.least_run_chars or "\n" not in body:
        return ()
    found: list[tuple[int, int, str]] = []
    kin = kin_of(language)
    has_list = language in listed()
    for count, (start, end) in enumerate(paragraphs(body)):
        before = found[-1][2] if found else language
        label = before
        if end - start >= OPTIONS.least_chars and count < OPTIONS.most_paragraphs:
            text = body[start : min(end, start + OPTIONS.read_chars)]
            if has_list and _is_own(text, language):
                label = language
            else:
                ranked, lead = rank(text)
                is_other = lead >= OPTIONS.least_lead and ranked not in kin
                label = (
                    ranked
                    if is_other and (ranked in LISTLESS or ranked in NO_WORDS or _is_own(text, ranked))
                    else language
                )
        if found and found[-1][2] == label:
            found[-1] = (found[-1][0], end, label)
        else:
            found.append((start, end, label))
    return _merged(found, language)


def _merged(runs: list[tuple[int, int, str]], language: str) -> tuple[LanguageSpan, ...]:
    """Runs with the short foreign ones given to the article's language; empty if one language is left."""
    merged: list[tuple[int, int, str]] = []
    for start, end, found in runs:
        label = found if found == language or end - start >= OPTIONS.least_run_chars else language
        if merged and merged[-1][2] == label:
            merged[-1] = (merged[-1][0], end, label)
        else:
            merged.append((start, end, label))
    if len({label for _, _, label in merged}) < 2:
        return ()
    return tuple(LanguageSpan(start, end, label) for start, end, label in merged)
