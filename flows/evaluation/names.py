"""Names found against names marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from flows.evaluation.corpora import NamedText, Span
from flows.evaluation.scores import Counts, Figure, compared, figures
from transforms.entities.annotate import default_recognizer
from transforms.entities.recognize import Recognizer

TYPES: Final = ("PERSON", "ORGANIZATION", "LOCATION")
_GENITIVE_LANGUAGES: Final = frozenset({"nb", "nn", "da", "sv", "en", "de", "nl"})
_GENITIVES: Final = ("s", "'s", "’s", "'", "’")


def names_found(recognizer: Recognizer, text: str, language: str) -> set[Span]:
    """The names of one text."""
    found = recognizer.recognize({"body": text}, language)
    return {(name.field, name.start_char, name.end_char, str(name.entity_type)) for name in found}


def without_genitive(name: Span, text: str, found: Iterable[Span], language: str) -> Span:
    """A marked name less its genitive ending where the name was found so: corpora differ, our mentions leave it out."""
    field, start, end, kind = name
    if language in _GENITIVE_LANGUAGES:
        starts = {(s[1], s[2]) for s in found if s[0] == field}
        for ending in _GENITIVES:
            if text[start:end].endswith(ending) and (start, end - len(ending)) in starts:
                return field, start, end - len(ending), kind
    return name


def score_names(name: str, texts: Iterable[NamedText], recognizer: Recognizer | None = None) -> list[Figure]:
    """Strict scores (span and type must fit) by language and type, and those of the span alone."""
    recognizer = recognizer or default_recognizer()
    typed: dict[tuple[str, str], Counts] = defaultdict(Counts)
    spans: dict[str, Counts] = defaultdict(Counts)
    for text in texts:
        found = names_found(recognizer, text.text, text.language)
        gold = {without_genitive(marked, text.text, found, text.language) for marked in text.names}
        for kind in TYPES:
            typed[text.language, kind] += compared(
                (s for s in found if s[3] == kind), (s for s in gold if s[3] == kind)
            )
        spans[text.language] += compared((s[:3] for s in found), (s[:3] for s in gold))
    scored: list[Figure] = []
    for language in sorted(spans):
        each = {kind: typed[language, kind] for kind in TYPES}
        scored += figures("names", name, language, sum(each.values(), Counts()))
        for kind, counts in each.items():
            scored += figures("names", name, language, counts, f"{kind.lower()}_")[-1:]
        scored += figures("names", name, language, spans[language], "span_")[-1:]
    return scored
