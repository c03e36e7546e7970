"""Texts of an article → names in them, where a trained tagger knows the language; elsewhere the rules find them.

The tagger judges each token in its sentence, with what the knowledge base proves there among its evidence. Then the
article as a whole is asked: a name is of one type throughout, and a name found once is sought everywhere, also short,
in capitals and in headlines (`repeat`). What is known for sure and was not found is added. Endings that are no part of
a name are cut off.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Final

from transforms.entities.knowledge import EntityType, Knowledge
from transforms.entities.recognize import Candidate, RuleRecognizer, candidates_of, is_sign
from transforms.entities.repeat import Names
from transforms.entities.scene import Span
from transforms.entities.tagger import Tag, Tagger, load_model
from transforms.entities.tokens import Field, read_field
from transforms.entities.words import Words, given_names, particles, surnames, words_of

LEAST_CONFIDENCE: Final = 0.5
"""Tags that are more often wrong than right are left out. On the dev sets this costs no F1 against 0.4 and brings half
a point of precision; 0.6 brings another and costs English 0.7."""
_SENTENCE_END: Final = re.compile(r"[^\W\d_A-Z]{4}[.!?]\s")
"""A full stop after four small letters ends a sentence, so no name goes on behind it; abbreviations are shorter."""
_SURE_RULES: Final = frozenset({"known", "known_compound", "known_inside"})
"""Rules of `known` whose names stand although the tagger did not see them."""


class NameRecognizer:
    """The tagger where it was trained or carries over, the rules elsewhere. Safe to share between threads; the same
    text always gives the same names."""

    def __init__(self, tagger: Tagger, rules: RuleRecognizer) -> None:
        self.tagger = tagger
        self.rules = rules
        card = tagger.model.card
        self._tagged = frozenset(card.trained) | frozenset(card.transferred)

    def recognize(
        self, fields: Mapping[str, str], language: str, hints: Sequence[tuple[str, EntityType]] = ()
    ) -> list[Candidate]:
        """See `Recognizer.recognize`. Looks at the first 100,000 code points of each field."""
        if language not in self._tagged:
            return self.rules.recognize(fields, language, hints)
        words = words_of(language)
        read = [read_field(name, text, words) for name, text in fields.items() if text]
        known = [self.rules.known.spans(field, words) for field in read]
        tags = self.tagger.tag(read, known, words)
        names = Names(words)
        endings = Endings(read, words, self.tagger.knowledge)
        found = [
            merged(self.spans_of(field, tagged, endings), proved)
            for field, tagged, proved in zip(read, tags, known, strict=True)
        ]
        found = with_particles(read, found)
        for field, spans in zip(read, found, strict=True):
            names.learn(field, spans)
        for name, entity_type in hints:
            names.learn_hint(name, entity_type)
        candidates: list[Candidate] = []
        for field, spans in zip(read, found, strict=True):
            whole = [s for s in added(spans, names.spans(field)) if not is_sign(field, s)]
            candidates.extend(candidates_of(field, whole))
        return candidates

    def spans_of(self, field: Field, tags: Sequence[Tag], endings: Endings) -> list[Span]:
        """Tags as spans of units, but for those that are right too seldom."""
        firsts = [unit.first for unit in field.units]
        found: list[Span] = []
        for tag in tags:
            confidence = self.tagger.confidence(tag)
            if confidence < LEAST_CONFIDENCE:
                continue
            first, last = bisect_right(firsts, tag.first) - 1, bisect_right(firsts, tag.last) - 1
            start, end = field.tokens.starts[tag.first], endings.cut(field, tag)
            if _SENTENCE_END.search(field.text, start, end):
                continue
            found.append(Span(first, last, tag.entity_type, "tagger", confidence, "tagger", start, end))
        return found


def merged(tagged: list[Span], known: list[Span]) -> list[Span]:
    """The tagger's names, and the known ones that meet none of them; a known name of the same type that holds one of
    the tagger's and more stands for it ("Kim Jong-un" for "Kim Jong")."""
    sure = [s for s in known if s.rule in _SURE_RULES]
    longer = [s for s in sure if any(_is_part(t, s) for t in tagged)]
    if longer:
        tagged = [t for t in tagged if not any(_is_part(t, s) for s in longer)]
    return added(tagged, sure)


def _is_part(tag: Span, name: Span) -> bool:
    is_inside = name.start <= tag.start and tag.end <= name.end and tag.end - tag.start < name.end - name.start
    return is_inside and tag.entity_type == name.entity_type


def with_particles(fields: Sequence[Field], found: Sequence[list[Span]]) -> list[list[Span]]:
    """Surnames with the particles before them that a full name of the article gives them: after "Bram de Groot", the
    "De Groot" that opens a sentence is no "Groot"."""
    heads: dict[str, str] = {}
    for field, spans in zip(fields, found, strict=True):
        for span in spans:
            match = _PARTICLED.search(field.text, span.start, span.end) if span.entity_type == "PERSON" else None
            if match is not None and match.end() == span.end and match[1].split()[0] in particles():
                heads[match[2]] = match[1].casefold()
    if not heads:
        return list(found)
    return [
        [_with_particle(field, span, heads, spans) for span in spans]
        for field, spans in zip(fields, found, strict=True)
    ]


def _with_particle(field: Field, span: Span, heads: Mapping[str, str], spans: Sequence[Span]) -> Span:
    particle = heads.get(field.text[span.start : span.end])
    if particle is None:
        return span
    start = span.start - len(particle)
    if start < 0 or field.text[start : span.start].casefold() != particle:
        return span
    if any(start < other.end <= span.start for other in spans):
        return span
    firsts = [unit.start for unit in field.units]
    first = bisect_right(firsts, start) - 1
    if first < 0 or firsts[first] != start:
        return span
    return replace(span, first=first, start=start, entity_type="PERSON")


_PARTICLED: Final = re.compile(r"(?<=\s)((?:[^\W\d_A-Z][\w'’]*\s){1,3})([^\W\d_][\w'’-]*)")


def added(kept: list[Span], more: list[Span]) -> list[Span]:
    """Spans in order, with those of `more` that meet none of them nor each other; the longest first."""
    result = sorted(kept, key=_start)
    starts = [span.start for span in result]
    for span in sorted(more, key=lambda s: (s.start - s.end, -s.confidence, s.start, s.rule)):
        at = bisect_right(starts, span.start)
        if (at and result[at - 1].end > span.start) or (at < len(starts) and starts[at] < span.end):
            continue
        result.insert(at, span)
        starts.insert(at, span.start)
    return result


_start = attrgetter("start")


class Endings:
    """Genitive endings of names, cut off where the name without it is known or stands elsewhere in the article."""

    def __init__(self, fields: Sequence[Field], words: Words, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.has_genitive = words.has_genitive
        self._seen: set[str] = set()
        if self.has_genitive:
            self._seen = {word for field in fields for word in field.tokens.words if word[0].isupper()}

    def cut(self, field: Field, tag: Tag) -> int:
        """Where the name of a tag ends."""
        word, end = field.tokens.words[tag.last], field.tokens.ends[tag.last]
        if word in ("s", "S") and tag.last > tag.first:
            return field.tokens.ends[tag.last - 1]
        if not self.has_genitive or len(word) < 4 or word[-1] != "s" or not word[0].isupper():
            return end
        stem = word[:-1]
        if self._is_name(word):
            return end
        if stem in self._seen or self._is_name(stem):
            return end - 1
        return end

    def _is_name(self, word: str) -> bool:
        return word in given_names() or word in surnames() or word.casefold() in self.knowledge.phrases


def name_recognizer(knowledge: Knowledge) -> NameRecognizer:
    """The packaged tagger and rules over this knowledge. Loads what it needs once; keep what it returns."""
    return NameRecognizer(Tagger(load_model(), knowledge), RuleRecognizer(knowledge))
