"""Texts of an article → names in them, before anyone asks who or what they are.

Three passes. First what is known (`known`) and what forms and neighbours prove (`forms`), place by place. Then the
names so proved are sought everywhere in the article, also short (surname for full name), at the start of sentences, in
capitals and in headlines, where their form alone proves nothing. Last the longest of overlapping names is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from transforms.entities.knowledge import EntityType, Knowledge, load
from transforms.entities.known import Known
from transforms.entities.repeat import Names
from transforms.entities.rules.caseless import Caseless
from transforms.entities.rules.forms import Forms
from transforms.entities.scene import WEIGHTS, Span
from transforms.entities.tokens import Field, read_field
from transforms.entities.words import Words, given_names, words_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name in one field; offsets in code points, end exclusive, so that field[start_char:end_char] == surface.

    `method` is knowledge, form, context, acronym or coreference; `confidence` in [0, 1]; `rule` names the rule that
    found it. `stands_for` is the start, in the same field, of the full name that this acronym in brackets follows, or
    the other way round.
    """

    field: str
    start_char: int
    end_char: int
    surface: str
    entity_type: EntityType
    method: str
    confidence: float
    rule: str = ""
    stands_for: int | None = None


class Recognizer(Protocol):
    """Finds names. A trained tagger can stand where the rules do."""

    def recognize(
        self, fields: Mapping[str, str], language: str, hints: Sequence[tuple[str, EntityType]] = ()
    ) -> list[Candidate]:
        """Names in the fields, by field as given, then by start; they do not overlap. `hints` are names that are known
        to be of a type beforehand, as the outlet's. Pure; never raises on any text."""
        ...


LEAST_CONFIDENCE: Final = 0.6
"""Names that a rule proves less often than this are left out: a wrong name is worse than none."""


_SIGN_CHARS: Final = 3
"""A longer name has two letters or more."""


class RuleRecognizer:
    """Knowledge and rules. Safe to share between threads; the same text always gives the same names."""

    def __init__(self, knowledge: Knowledge | None = None, least_confidence: float = LEAST_CONFIDENCE) -> None:
        self.known = Known(knowledge or load())
        self.caseless = Caseless(self.known)
        self.least_confidence = least_confidence

    def recognize(
        self, fields: Mapping[str, str], language: str, hints: Sequence[tuple[str, EntityType]] = ()
    ) -> list[Candidate]:
        """See `Recognizer.recognize`. Looks at the first 100,000 code points of each field."""
        words = words_of(language)
        read = [read_field(name, text, words) for name, text in fields.items() if text]
        proved = self._proved(read, words)
        proved = _repeated(read, proved)
        proved = _without_namesakes(read, proved)
        names = Names(words)
        for field, spans in zip(read, proved, strict=True):
            names.learn(field, spans)
        for name, entity_type in hints:
            names.learn_hint(name, entity_type)
        found: list[Candidate] = []
        for field, spans in zip(read, proved, strict=True):
            spans = [*spans, *names.spans(field)]
            kept = _longest([s for s in spans if s.confidence >= self.least_confidence and not is_sign(field, s)])
            found.extend(candidates_of(field, kept))
        return found

    def _proved(self, read: list[Field], words: Words) -> list[list[Span]]:
        seen_small = frozenset(u.key for field in read for u in field.units if u.shape == "l")
        capitals = {u.text for field in read for u in field.units if u.shape in "CA"}
        language = None if words.language == "und" else words.language
        demonyms = frozenset(w.casefold() for w in capitals if self.known.knowledge.demonym(w, language) is not None)
        places = frozenset(w.casefold() for w in capitals if self.known.is_place(w))
        seen = frozenset(w.casefold() for w in capitals)
        proved: list[list[Span]] = []
        for field in read:
            spans = self.known.spans(field, words)
            if any(u.shape == "N" for u in field.units):
                spans = sorted([*spans, *self.caseless.spans(field, words)], key=lambda s: s.start)
            spans = [s for s in spans if not (s.first == s.last and field.units[s.first].key in demonyms)]
            bodies = frozenset(s.first for s in spans if s.entity_type == "ORGANIZATION")
            proved.append([*spans, *Forms(field, words, seen_small, demonyms, places, bodies, seen).spans()])
        return proved


def _repeated(read: list[Field], proved: list[list[Span]]) -> list[list[Span]]:
    """Weak proofs made stronger: two capitalised words whose last stands by itself elsewhere are a person, and one that
    stands behind prepositions of place again and again is a place."""
    lone: set[str] = set()
    placed: Counter[str] = Counter()
    for field, spans in zip(read, proved, strict=True):
        units = field.units
        for i, unit in enumerate(units):
            is_last = i + 1 == len(units) or not units[i + 1].is_joined or units[i + 1].shape not in "CAI"
            if (
                unit.shape == "C"
                and is_last
                and (not unit.is_joined or units[i - 1].shape == "l")
                and field.is_plain(unit)
            ):
                lone.update((unit.key, unit.key.removesuffix("s")))
        placed.update(units[s.first].key for s in spans if s.rule == "loc_prep")
    made: list[list[Span]] = []
    for field, spans in zip(read, proved, strict=True):
        units = field.units
        made.append([])
        for span in spans:
            if span.rule == "two_words" and units[span.last].key in lone:
                span = replace(span, confidence=WEIGHTS.repeated, rule="two_words_again", method="context")
            elif span.rule == "loc_prep" and placed[units[span.first].key] > 1:
                span = replace(span, confidence=WEIGHTS.loc_prep_again, rule="loc_prep_again")
            made[-1].append(span)
    return made


def _longest(spans: list[Span]) -> list[Span]:
    """Of names that overlap the longest stays, of equals the surest, then the first; in order of their start."""
    people = [s for s in spans if s.rule == "known" and s.entity_type == "PERSON" and s.last > s.first]
    spans = [s for s in spans if s.method == "knowledge" or s.entity_type != "PERSON" or not _runs_on(s, people)]
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(
        spans, key=lambda s: (-(s.last - s.first), _trust(s), -(s.end - s.start), -s.confidence, s.start, s.rule)
    ):
        places = range(span.first, span.last + 1)
        if span.rule == "known_inside":
            if not any(s.start < span.end and span.start < s.end for s in kept):
                kept.append(span)
            continue
        if taken.isdisjoint(places) and not any(
            s.first <= span.last and span.first <= s.last for s in kept if s.rule == "known_inside"
        ):
            kept.append(span)
            taken.update(places)
    return sorted(kept, key=lambda s: s.start)


def _without_namesakes(read: list[Field], proved: list[list[Span]]) -> list[list[Span]]:
    """Places left out whose name is the given name of a person of the article ("Mauricio" beside "Mauricio
    Aguilar")."""
    given = {
        field.units[s.first].text
        for field, spans in zip(read, proved, strict=True)
        for s in spans
        if s.entity_type == "PERSON" and s.last > s.first
    } & given_names()
    return [
        [s for s in spans if s.entity_type != "LOCATION" or s.last > s.first or field.units[s.first].text not in given]
        for field, spans in zip(read, proved, strict=True)
    ]


def _trust(span: Span) -> int:
    """A known name before one by its form in the same words ("Kuba" in "Mission Kubas")."""
    return 0 if span.rule == "known" else 1


def is_sign(field: Field, span: Span) -> bool:
    """Whether a span is one letter or sign and what hangs on it ("J.", "&"); letters of scripts without case may be
    words."""
    if span.end - span.start > _SIGN_CHARS:
        return False
    letters = [c for c in field.text[span.start : span.end] if c.isalnum()]
    return len(letters) < 2 and not (letters and letters[0].lower() == letters[0].upper() and letters[0].isalpha())


def _runs_on(span: Span, people: list[Span]) -> bool:
    """Whether a name by form is a known person's and more ("wil George Soros Europa")."""
    return any(p.first == span.first and p.last < span.last for p in people)


def candidates_of(field: Field, spans: list[Span]) -> list[Candidate]:
    """Spans of one field as candidates; acronyms in brackets point to what they stand for."""
    by_last = {span.last: span for span in spans}
    found: list[Candidate] = []
    for span in spans:
        before = by_last.get(span.first - 2)
        units = field.units
        is_bracketed = (
            before is not None
            and units[span.first - 1].text == "("
            and span.last + 1 < len(units)
            and units[span.last + 1].text == ")"
            and span.entity_type == before.entity_type == "ORGANIZATION"
        )
        found.append(
            Candidate(
                field.name,
                span.start,
                span.end,
                field.text[span.start : span.end],
                span.entity_type,
                span.method,
                span.confidence,
                span.rule,
                before.start if is_bracketed and before is not None else None,
            )
        )
    return found
