"""A word's consonants as any script and spelling would have them: what Лавров, Lavrov and Lawrow share.

Coarser than the spelling keys of names (transforms/entities/resolution/spelling.py), which must not confuse two people:
here a wrong meeting is one piece of evidence among many, and a name in any case of any language should meet itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from transforms.entities.resolution.scripts import romanise, script_of

_MARKED: Final = str.maketrans(
    {
        **{"š": "sh", "ž": "zh", "č": "ch", "ć": "ch", "ş": "sh", "ș": "sh", "ś": "sh", "ź": "zh", "ż": "zh"},
        **{"ç": "s", "ğ": "g", "ı": "i", "ț": "ts", "ţ": "ts", "ł": "l", "đ": "j", "ø": "o", "æ": "e", "œ": "e"},
        **{"ß": "ss", "þ": "t", "ð": "d", "å": "o", "ə": "e", "ř": "r"},
    }
)
_GROUPS: Final = (
    ("C", r"schtsch|shch|sjtsj|chtch|szcz"),
    ("J", r"dzh|dsch|dsj|dj|zh|zj|dg(?=[ei])"),
    ("C", r"tsch|tch|tsj|tsh|sch|skj|cz|sz|sj|sh|kh|ch"),
    ("f", r"ph"),
    ("t", r"th"),
    ("g", r"gh|gu(?=[ei])"),
    ("ks", r"x"),
    ("k", r"ck|qu?|c(?![eiy])"),
    ("s", r"t?[sz]+|c"),
    ("v", r"w"),
    ("J", r"j"),
    ("", r"h"),
    ("a", r"[aeiouy]+"),
)
"""Symbols, and the letters that languages write for them; the first that fits counts."""
_GROUP: Final = re.compile("|".join(f"({letters})" for _, letters in _GROUPS))
_SYMBOLS: Final = ("", *(symbol for symbol, _ in _GROUPS))
_DOUBLED: Final = re.compile(r"(.)\1+")
# Case endings that leave a consonant behind: Лавровым, Лавровом, Putinem.
_CASE: Final = re.compile(r"(?<=.{3})(?:ami|akh|yam|ym|im|om|em|am|ego|ogo|emu|omu)\Z")
_CASES: Final = frozenset({"ru", "uk", "be", "pl", "cs", "sk", "hr", "sr", "sl"})
_GENITIVES: Final = frozenset({"en", "nl", "de", "nb", "nn", "da", "sv"})


@lru_cache(maxsize=65_536)
def skeleton(word: str, language: str) -> str:
    """One word to its consonants, an opening vowel as ``a``; "" where nothing is left (no letter, or a script whose
    letters have no sound of their own that is known)."""
    latin = word.casefold()
    if not latin.isascii():
        latin = romanise(latin, script_of(latin)).translate(_MARKED)
        latin = "".join(char for char in unicodedata.normalize("NFKD", latin) if "a" <= char <= "z")
    elif not latin.isalpha():
        latin = "".join(char for char in latin if char.isalpha())
    if language in _CASES:
        latin = _CASE.sub("", latin)
    elif language in _GENITIVES and len(latin) > 4 and latin.endswith("s") and not latin.endswith("ss"):
        latin = latin[:-1]
    latin = _DOUBLED.sub(r"\1", _GROUP.sub(_symbol, latin))
    return latin[:1] + latin[1:].replace("a", "")


def _symbol(found: re.Match[str]) -> str:
    return _SYMBOLS[found.lastindex or 0]
