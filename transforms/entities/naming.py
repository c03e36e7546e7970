"""Words of a text, and one form for the many spellings of a name.

Four folds, each coarser than the one before:

- `tokens`: text to words with offsets; the split that the knowledge base, the recogniser and the linker share.
- `phrase_key`: words to the key under which an alias is stored (case and full stops gone, accents kept).
- `normalise`: name to its plain form (case, compatibility characters, apostrophes, hyphens, spaces).
- `spelling_key`: name to a form in which transliterations of one name agree, whatever the language (in
  `resolution.spelling`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from transforms.entities.resolution.spelling import plain_words, spelling_key

__all__ = ["Tokens", "normalise", "phrase_key", "plain_words", "spelling_key", "tokens", "word_key"]

# A word is a run of letters, digits and combining marks. Dotted capitals (U.S., J.P.) are one word, so that they
# meet their undotted form. Hyphens, apostrophes and spaces part words without leaving a token ("NAVO-topman",
# "l'Ukraine", "Trump's"); any other character is a token by itself, so that no name runs across a comma.
_TOKEN: Final = re.compile(r"(?:[^\W\d_]\.){2,}(?![^\W\d_])|[\w\u0300-\u036f]+|[^\s\w'’‘ʼ`´\u2010-\u2015\u00ad-]")
_SOFT_DOT: Final = re.compile(r"(?:[Ss]te?|Mt|Ft|Dr|Jr|Sr|Mr|Mrs|Ms|[^\W\d_])\Z")
_APOSTROPHES: Final = re.compile(r"[’‘ʼ`´′ʹ]")
_HYPHENS: Final = re.compile(r"[\u2010-\u2015\u2212]")
_SPACES: Final = re.compile(r"\s+")
_KEPT_KEYS: Final = 1 << 15
"""Words whose key is kept; texts ask for those of capitalised words and what follows them."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words and hard punctuation of one text, in order; three lists of one length.

    `starts` and `ends` are 0-based code point offsets, end exclusive, so that `text[starts[i]:ends[i]] == words[i]`.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]


def tokens(text: str) -> Tokens:
    """Split a text into words and hard punctuation with their offsets; "" gives three empty lists.

    A full stop after an initial or an abbreviation that opens a name ("St.", "J.", "Dr.") is left out, so that
    "St. Gallen" is two words in a row.
    """
    spans = [match.span() for match in _TOKEN.finditer(text)]
    words = [text[start:end] for start, end in spans]
    dots = [i for i, word in enumerate(words) if word == "."]
    for i in reversed(dots):
        if i and spans[i][0] == spans[i - 1][1] and _SOFT_DOT.match(words[i - 1]):
            del words[i], spans[i]
    return Tokens(words, [start for start, _ in spans], [end for _, end in spans])


def phrase_key(words: list[str]) -> str:
    """Words of a name to the key under which the knowledge base stores it: casefolded, dots gone, one space between."""
    return " ".join([word_key(word) for word in words])


@lru_cache(maxsize=_KEPT_KEYS)
def word_key(word: str) -> str:
    """One word of a phrase key."""
    return (word.replace(".", "") if len(word) > 1 else word).casefold()


def normalise(name: str) -> str:
    """A name to its plain form: NFKC, casefolded, one kind of apostrophe and hyphen, single spaces, no outer
    punctuation.

    Idempotent. Accents stay. An empty or blank name gives "".
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    folded = _HYPHENS.sub("-", _APOSTROPHES.sub("'", folded))
    return _SPACES.sub(" ", folded).strip(" .,;:\"'-")
