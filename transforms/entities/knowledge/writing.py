"""Whether a text may write an alias as it does: its language, its casing, its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from transforms.entities.knowledge.things import Alias
from transforms.language_data.lists import function_words

# Written languages whose readers meet each other's names; an alias of one holds in the others.
_KIN: Final[Mapping[str, frozenset[str]]] = {
    "nb": frozenset({"nb", "no", "nn", "da"}),
    "no": frozenset({"nb", "no", "nn", "da"}),
    "nn": frozenset({"nn", "no", "nb", "da"}),
    "da": frozenset({"da", "nb", "no"}),
    "af": frozenset({"af", "nl"}),
    "fy": frozenset({"fy", "nl"}),
    "lb": frozenset({"lb", "de", "fr"}),
    "hr": frozenset({"hr", "bs", "sr"}),
    "bs": frozenset({"bs", "hr", "sr"}),
    "sr": frozenset({"sr", "hr", "bs"}),
}
# A text whose language is unknown is short, and most likely in one of these.
_COMMON: Final = frozenset("en nl de fr nb nn da sv es it pt pl ru uk".split())
SHOUTED_CHARS: Final = 4
"""Capitals this short are letters that stand for a name, and have no cases."""


def kin(language: str) -> frozenset[str]:
    """The languages whose names readers of this one meet, itself among them."""
    return _KIN.get(language, frozenset({language}))


def speaks(alias: Alias, language: str | None) -> bool:
    """Whether a text in that language writes this alias; English forms, when no ordinary words, are read everywhere."""
    if not alias.languages:
        return True
    if language in (None, "und"):
        return bool(_COMMON.intersection(alias.languages))
    if language is not None and not kin(language).isdisjoint(alias.languages):
        return True
    return "en" in alias.languages and not alias.is_word and alias.kind != "acronym"


def is_foreign(alias: Alias, language: str | None) -> bool:
    """Whether an alias is of languages that neither the text's readers nor most readers of news meet (Palu is Palau in
    Faroese)."""
    if not alias.languages or language in (None, "und"):
        return False
    return not speaks(alias, language) and _COMMON.isdisjoint(alias.languages)


def is_code(alias: Alias) -> bool:
    """Whether an alias is letters that stand for a name."""
    return alias.kind == "acronym" or alias.is_exact_case


def is_written_so(alias: Alias, words: Sequence[str], written: Sequence[str]) -> bool:
    """Whether the casing of the text allows this alias, whose own words are `words`."""
    if alias.is_exact_case:
        return [w.replace(".", "") for w in words] == [w.replace(".", "") for w in written]
    return all(
        (text[0].isupper() or not known[0].isupper()) and (text == known or not _is_odd(text))
        for text, known in zip(written, words, strict=True)
    )


def _is_odd(word: str) -> bool:
    """Whether a word opens with two capitals and goes on small ("CISco"): it is that very word or none."""
    return word[:2].isupper() and not word.isupper()


def bends(alias: Alias, language: str) -> bool:
    """Whether a text in that language may write a case of this alias."""
    if alias.is_exact_case or alias.is_word or alias.kind == "acronym":
        return False
    return not alias.languages or not kin(language).isdisjoint(alias.languages)


def is_no_case(written: tuple[str, ...], language: str) -> bool:
    """Whether one word is a small word of the language, at a sentence's start, or letters that stand for a name."""
    word = written[0]
    if len(written) > 1:
        return False
    return (word.isupper() and len(word) <= SHOUTED_CHARS) or word.casefold() in function_words(language)
