"""Names of people as their language changes them: Russian cases (Байдена, Байдену …) and Czech women (Harrisová)."""

from __future__ import annotations

_CASES = 5
"""Genitive, dative, accusative, instrumental, prepositional."""
_HUSHING = "жшчщц"
_SOFT_I = "гкхжшчщ"
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"


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


def case_forms(name: str) -> list[str]:
    """A person's name in the nominative, words parted by spaces and joined in surnames by underscores, to its other
    forms.

    A given name in -а or -я makes the person a woman; her surname is declined only where it ends in a vowel. Names that
    do not decline (-о, -е, -и, -у) stay. Empty for a name that has one form.
    """
    words = name.split(" ")
    is_woman = len(words) > 1 and words[0][-1:] in "ая"
    columns = [
        _woman(word) if is_woman and i else _man(word, is_surname=bool(i) or len(words) == 1)
        for i, word in enumerate(words)
    ]
    forms = dict.fromkeys(" ".join(column[case] for column in columns) for case in range(_CASES))
    return [form for form in forms if form != name]


def _man(word: str, *, is_surname: bool) -> list[str]:
    stem, end = word[:-1], word[-1:]
    if is_surname and word.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return [word + "а", word + "у", word + "а", word + "ым", word + "е"]
    if is_surname and word.endswith(("ий", "ый", "ой")) and len(word) > 4:
        stem = word[:-2]
        return [stem + "ого", stem + "ому", stem + "ого", stem + ("им" if word.endswith("ий") else "ым"), stem + "ом"]
    if end in _CONSONANTS:
        return [word + "а", word + "у", word + "а", word + ("ем" if end in _HUSHING else "ом"), word + "е"]
    if end in "йь":
        return [stem + "я", stem + "ю", stem + "я", stem + "ем", stem + ("и" if word.endswith("ий") else "е")]
    return _vowel(word)


def _woman(word: str) -> list[str]:
    stem = word[:-1]
    if word.endswith(("ова", "ева", "ёва", "ина")):
        return [stem + "ой", stem + "ой", stem + "у", stem + "ой", stem + "ой"]
    if word.endswith("ая"):
        stem = word[:-2]
        return [stem + "ой", stem + "ой", stem + "ую", stem + "ой", stem + "ой"]
    return _vowel(word)


def _vowel(word: str) -> list[str]:
    stem, end = word[:-1], word[-1:]
    if end == "а":
        of = "и" if stem[-1:] in _SOFT_I else "ы"
        return [stem + of, stem + "е", stem + "у", stem + ("ей" if stem[-1:] in _HUSHING else "ой"), stem + "е"]
    if end == "я":
        to = "и" if stem[-1:] == "и" else "е"
        return [stem + "и", stem + to, stem + "ю", stem + "ей", stem + to]
    return [word] * _CASES
