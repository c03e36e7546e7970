"""A text → its words as copies are told by: what a desk changes without writing anything anew is folded away.

Case, punctuation, kinds of quotes and dashes, apostrophes (some feeds drop them) and white space do not count. Scripts
without spaces have no words to find: there each letter is one.
"""

from __future__ import annotations

import re
from typing import Final

_SPACELESS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Han."""
_ANY_SPACELESS: Final = re.compile(f"[{_SPACELESS}]")
_WORD: Final = re.compile(r"\w+")
_WORD_OR_LETTER: Final = re.compile(rf"[{_SPACELESS}]|(?:(?![{_SPACELESS}])\w)+")
_APOSTROPHES: Final = ("'", "\u2019", "\u2018", "\u02bc")


def words_of(text: str | None) -> list[str]:
    """The words of a text in order, folded; none for None. Linear; no text raises."""
    if not text:
        return []
    text = text.casefold()
    for apostrophe in _APOSTROPHES:
        if apostrophe in text:
            text = text.replace(apostrophe, "")
    if text.isascii() or _ANY_SPACELESS.search(text) is None:
        return _WORD.findall(text)
    return _WORD_OR_LETTER.findall(text)


def is_spaceless(words: list[str]) -> bool:
    """Whether most of the words are letters of a script without spaces."""
    letters = sum(1 for word in words if len(word) == 1 and _ANY_SPACELESS.match(word))
    return 2 * letters > len(words)
