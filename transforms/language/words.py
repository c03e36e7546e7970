"""Function words: how much of a text is made of the small words of each language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

from transforms.language_data.lists import function_word_lists, near_words, speakers

SPARSE: Final = frozenset(
    "am ti fi et hu tr az kk ky mn uz lt lv eu mr ne ta te kn ml sn xh zu lg om rn rw tk ba tt la qu".split()
)
"""Languages that say with endings or prefixes what others say with small words."""
NO_WORDS: Final = frozenset({"zh", "ja", "th", "km", "lo", "my", "dz", "bo"})
# Scripts that one language here writes need no list of words.
LISTLESS: Final = frozenset("el he ko bn gu pa kn ml ta te hy ka or si dv".split())
_KIN: Final = tuple(
    frozenset(group.split())
    for group in (
        "nb nn da",
        "cs sk",
        "bg mk",
        "hr sr bs",
        "id ms",
        "zu xh nd ss",
        "st nso tn",
        "tt ba",
        "rn rw",
        "pt gl",
        "en pcm",
    )
)
_EDGES: Final = (
    "".join(chr(code) for code in range(0x21, 0x30) if code != 0x27)
    + ":;<=>?@[\\]^_`{|}~«»“”„‟‘’‚‹›…–—―·•،؛؟。，、！？：；।॥።፣፤፥፦፡"
)


@cache
def listed() -> frozenset[str]:
    """Languages whose function words are known."""
    return frozenset(function_word_lists())


def words_of(text: str) -> list[str]:
    """The words of a text, casefolded, without the marks around them."""
    # Tibetan parts syllables by a mark of its own, and says with syllables what others say with words.
    folded = text.replace("’", "'").replace("་", " ").casefold().split()
    return [word for word in (part.strip(_EDGES) for part in folded) if word]


def spoken(words: Sequence[str]) -> dict[str, int]:
    """Language → how many of the words are function words of it; languages without any are left out."""
    known = speakers()
    counts: dict[str, int] = {}
    for word, times in Counter(words).items():
        for language in known.get(word, ()):
            counts[language] = counts.get(language, 0) + times
    return counts


def tells(words: Sequence[str], language: str, against: str) -> int:
    """How many words the first language writes otherwise than the second; 0 where no list tells them apart."""
    near = near_words().get((language, against))
    return sum(map(near.__contains__, words)) if near else 0


@cache
def kin_of(language: str) -> frozenset[str]:
    """The language and those whose small words it shares by descent: many of theirs are no objection to it."""
    return frozenset({language}).union(*(group for group in _KIN if language in group))
