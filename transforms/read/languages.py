"""Names of languages ("Dutch", "Nederlands", "nld") → codes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_CODE: Final = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_LABEL_PREFIX: Final = "__label__"
"""What fastText puts before its labels."""
_NAMED_IN_THEMSELVES: Final = """nl en de nb nn no fr es pt ru pl cs uk bg hr sl sv da fi it ro hu el tr ar he zh ja ko
    ca eu gl sk sr mk sq lt lv et is ga cy af sw id ms vi th hi bn ur fa ka hy az kk be bs mt""".split()
"""Languages whose own names are known too: loading a language's data takes milliseconds."""


def language_code(given: str) -> str:
    """A language as given → its code: a name becomes BCP 47, a code of three letters one of two where there is one,
    ``_`` becomes ``-``. What is neither stays as it is. Names and aliases: Unicode CLDR, as babel packages them."""
    word = given.strip().removeprefix(_LABEL_PREFIX)
    if _CODE.fullmatch(word) and (len(word) <= 3 or "-" in word or "_" in word):
        first, *rest = word.replace("_", "-").split("-")
        return "-".join([get_global("language_aliases").get(first.lower(), first.lower()), *rest])
    key = word.casefold()
    return _english_names().get(key) or _own_names().get(key) or word


@lru_cache(maxsize=1)
def _english_names() -> dict[str, str]:
    names = Locale("en").languages
    return {str(names[code]).casefold(): str(code).replace("_", "-") for code in sorted(names, reverse=True)}


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in _NAMED_IN_THEMSELVES:
        try:
            names[str(Locale(code).languages[code]).casefold()] = code
        except (UnknownLocaleError, KeyError):
            continue
    return names
