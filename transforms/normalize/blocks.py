"""Text → blocks: the paragraphs, headings and stray lines that its line breaks tell apart.

Three habits are known. Blank lines between paragraphs; a line break after every paragraph; lines wrapped at a width,
as old wire copy and mail have them, with paragraphs marked by blank lines or by an indented first line. Wrapped lines
are joined again. Which habit a text has is decided once for the whole text. Where the links within a paragraph became
lines of their own, the pieces of the sentence are joined too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

FINAL: Final = frozenset(".!?…。！？።؟")
CLOSING: Final = "\"'”“’‘»«›)]}*†"
"""Marks that may stand after the final one. German closes with “, Danish with «."""
_ELLIPTIC: Final = frozenset(("und", "oder", "bzw.", "en", "of", "och", "eller", "og", "and", "or", "to", "bis", "tot"))
"""Words before which a hyphen at the end of a line stays apart (``voor-`` / ``en nadelen``)."""


@dataclass(frozen=True, slots=True)
class WrapLimits:
    """When lines count as wrapped at a width."""

    least_width_chars: int = 50
    """Narrower columns are verse, tables or menus."""
    most_width_chars: int = 100
    """Mail and wire copy wrap at 60 to 80; a longer line shows that lines are paragraphs. In 4,000 wire articles
    of 1987 the longest line has 70 characters; of 8,500 articles with a line for each paragraph 43 have none above
    100."""
    full_ratio: float = 0.5
    """Share of the lines that another follows which must fill four fifths of the width: 0.78 in the median of that wire
    copy and at least 0.5 in 95 of 100; 0.23 in the median of those 43."""
    open_ratio: float = 0.5
    """Share of those full lines that must end inside a sentence: 0.93 and more in 95 of 100 of that wire copy."""
    min_line_count: int = 2
    min_piece_words: int = 5
    """One of two pieces of a sentence must have this many words to be joined; lists of small words stay lists."""
    most_word_chars: int = 25
    """A text whose words are longer on average is in a script without blanks (the longest average of 2,000
    articles in alphabets is 9)."""
    chars_per_word: int = 3
    """There a word is counted for this many characters."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its text without outer white space, and how it stood. ``group`` counts the runs of lines without
    a blank line between them; ``is_indented`` is true only where indenting is the exception in its text."""

    text: str
    group: int
    is_indented: bool
    line_count: int = 1
    word_count: int = 0
    is_ended: bool = False
    """Whether it ends with the final mark of a sentence, quotes and brackets after it apart."""
    is_first_of_group: bool = True
    is_last_of_group: bool = True


def has_final_mark(text: str) -> bool:
    """Whether the text ends a sentence. ``Jr.`` and ``U.S.`` do too: no telling them apart is tried."""
    stripped = text.rstrip(CLOSING + " \u00a0")
    return bool(stripped) and stripped[-1] in FINAL


def join_lines(lines: list[str]) -> str:
    """Wrapped lines as one. A hyphen at a line's end joins directly, so that ``multi-`` / ``year`` is
    ``multi-year``."""
    joined = lines[0]
    for line in lines[1:]:
        is_hyphenated = (
            len(joined) > 1
            and joined[-1] == "-"
            and joined[-2].isalpha()
            and line[:1].islower()
            and line.split(maxsplit=1)[0] not in _ELLIPTIC
        )
        joined += line if is_hyphenated else f" {line}"
    return joined


def _is_wrapped(groups: list[list[str]], limits: WrapLimits) -> bool:
    width = max((len(line) for group in groups for line in group), default=0)
    if not limits.least_width_chars <= width <= limits.most_width_chars:
        return False
    followed = [line.rstrip() for group in groups for line, after in pairwise(group) if not after[:1].isspace()]
    if len(followed) < limits.min_line_count:
        return False
    full = [line for line in followed if len(line) >= width * 0.8]
    if len(full) < limits.full_ratio * len(followed):
        return False
    return sum(not has_final_mark(line) for line in full) >= limits.open_ratio * len(full)


def _unwrapped(group: list[str]) -> list[tuple[str, bool, int]]:
    """The paragraphs of a group of wrapped lines: a new one at each line that is indented more than the one before."""
    paragraphs: list[tuple[list[str], bool]] = []
    for line in group:
        stripped = line.strip()
        is_indented = line[:1].isspace()
        if not paragraphs or is_indented:
            paragraphs.append(([stripped], is_indented))
        else:
            paragraphs[-1][0].append(stripped)
    return [(join_lines(lines), is_indented, len(lines)) for lines, is_indented in paragraphs]


def _joined_pieces(lines: list[tuple[str, bool, int]], limits: WrapLimits) -> list[tuple[str, bool, int]]:
    """Lines of a group with the pieces of a broken sentence put together: a line that begins with a small letter
    or with punctuation goes on with the line before it, unless that one ends a sentence or announces a list."""
    runs: list[tuple[list[str], bool]] = []
    is_long = False
    for content, is_indented, _ in lines:
        is_long_line = content.count(" ") + 1 >= limits.min_piece_words
        if runs and _continues(runs[-1][0][-1], content, is_long or is_long_line):
            runs[-1][0].append(content if content[0] in _CONTINUING else f" {content}")
            is_long = is_long or is_long_line
        else:
            runs.append(([content], is_indented))
            is_long = is_long_line
    return [("".join(pieces), is_indented, len(pieces)) for pieces, is_indented in runs]


def _continues(before: str, content: str, is_long: bool) -> bool:
    if not (content[0].islower() or content[0] in _CONTINUING):
        return False
    is_mark = len(content) <= 3 and not any(character.isalnum() for character in content)
    return (is_long or is_mark) and before[-1] != ":" and not has_final_mark(before)


_CONTINUING: Final = frozenset(".,;:!?)")


def effective_word_count(text: str, limits: WrapLimits) -> int:
    """Words between blanks, or as many as the length stands for in a script without blanks."""
    count = len(text.split())
    is_long_worded = len(text) > limits.most_word_chars * count and "://" not in text
    if is_long_worded or _FIRST_IDEOGRAPH <= max(text[:30], default="") < _AFTER_IDEOGRAPHS:
        return max(count, len(text) // limits.chars_per_word)
    return count


_FIRST_IDEOGRAPH: Final = "\u2e80"
_AFTER_IDEOGRAPHS: Final = "\ua000"
"""Chinese and Japanese signs; a blank between them ends no word."""


def split_blocks(text: str, limits: WrapLimits | None = None) -> list[Block]:
    """Text (line feeds only, indentation kept) → its blocks in order. White space alone gives none.

    The words of the blocks are the words of the text, except that a word hyphenated over two wrapped lines is joined.
    """
    groups: list[list[str]] = []
    is_open = False
    for line in text.split("\n"):
        if not line or line.isspace():
            is_open = False
        elif is_open:
            groups[-1].append(line)
        else:
            groups.append([line])
            is_open = True
    if groups:
        groups[0][0] = groups[0][0].lstrip()
    limits = limits or WrapLimits()
    is_wrapped = _is_wrapped(groups, limits)

    found: list[tuple[str, int, bool, int, bool, bool]] = []
    for number, group in enumerate(groups):
        if is_wrapped:
            parts = _unwrapped(group)
        else:
            parts = [(line.strip(), line[:1].isspace(), 1) for line in group]
            if len(parts) > 1:
                parts = _joined_pieces(parts, limits)
        last = len(parts) - 1
        found.extend(
            (content, number, is_indented, line_count, place == 0, place == last)
            for place, (content, is_indented, line_count) in enumerate(parts)
        )
    indented_count = sum(item[2] for item in found)
    is_exception = not is_wrapped and indented_count * 2 < len(found)
    return [
        Block(
            text=content,
            group=number,
            is_indented=is_indented and is_exception,
            line_count=line_count,
            word_count=effective_word_count(content, limits),
            is_ended=has_final_mark(content),
            is_first_of_group=is_first,
            is_last_of_group=is_last,
        )
        for content, number, is_indented, line_count, is_first, is_last in found
    ]
