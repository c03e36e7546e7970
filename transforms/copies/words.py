"""A text → its words as copies are told by: what a desk changes without writing anything anew is folded away.

Case, punctuation, kinds of quotes and dashes, apostrophes (some feeds drop them) and white space do not count. Scripts
without spaces have no words to find: there each letter is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_SYLLABLES: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese, Khmer."""
_IDEOGRAPHS: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Kana, Han."""
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0730-\u074a"
    "\u0900-\u0963\u0966-\u0dff\u0f18-\u0fbc"
)
"""Vowels and accents that are written as marks, which Python counts as no part of a word: European ones, Hebrew,
Arabic, Syriac, and the Indic and Tibetan blocks but for their full stops."""
_SPACELESS: Final = _SYLLABLES + _IDEOGRAPHS
_IS_UNUSUAL: Final = re.compile(f"[{_SPACELESS}{_MARKS}]")
_WORD: Final = re.compile(r"\w+")
_ANY_WORD: Final = re.compile(rf"[{_SPACELESS}]|(?:[^\W{_SPACELESS}]|[{_MARKS}])+")
_APOSTROPHES: Final = ("'", "\u2019", "\u2018", "\u02bc")
_SYLLABLE: Final = re.compile(f"[{_SYLLABLES}]")
_IDEOGRAPH: Final = re.compile(f"[{_IDEOGRAPHS}]")
_LOOKED_AT: Final = 64
"""Words from which a text's script is told."""


def words_of(text: str | None) -> list[str]:
    """The words of a text in order, folded; none for None. Linear; no text raises."""
    if not text:
        return []
    text = text.casefold()
    for apostrophe in _APOSTROPHES:
        if apostrophe in text:
            text = text.replace(apostrophe, "")
    if text.isascii() or _IS_UNUSUAL.search(text) is None:
        return _WORD.findall(text)
    return _ANY_WORD.findall(text)


def letters_a_word(words: Sequence[str]) -> int:
    """How many of these make up a word: 1 where they are words; 2 of Chinese or Japanese letters (a Chinese word has
    1.6 on average), 4 of those of Thai, Lao, Burmese and Khmer, whose vowels count as well."""
    looked_at = words[:_LOOKED_AT]
    written = "".join(looked_at)
    if written.isascii():
        return 1
    for pattern, letters in ((_IDEOGRAPH, 2), (_SYLLABLE, 4)):
        if 2 * len(pattern.findall(written)) > len(looked_at):
            return letters
    return 1
