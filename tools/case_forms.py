"""Names of women as Czech and Slovak write them (Harrisová). Cases need no list: the linker takes them off by rule."""

from __future__ import annotations

_WOMEN = frozenset("Hillary Michelle Marine Margaret Anne Nicole Jill Liz Christine".split())
"""Given names of women that do not end in -a; a man's may end in any other vowel."""


def czech_woman(name: str) -> str | None:
    """A woman's foreign name as Czech and Slovak write it, None for a man's and for one that has the ending."""
    given, _, surname = name.rpartition(" ")
    opener = given.split(" ")[0]
    if not (opener.endswith("a") or opener in _WOMEN) or surname.endswith("á") or not surname.isascii():
        return None
    stem = surname[:-1] if surname[-1:] in "ae" else surname
    return f"{given} {stem}ová"
