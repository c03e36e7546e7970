"""Names that the article has proved once → the same names elsewhere in it, in full or short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transforms.entities.knowledge import EntityType
from transforms.entities.scene import WEIGHTS, Span
from transforms.entities.tokens import Field, Unit, read_field
from transforms.entities.words import Words, given_names, particles

_AGAIN: Final = 0.9
"""Confidence of a name that is repeated in full, of what it was proved with."""
_LEAST_PROOF: Final = 0.6
"""A name proved less than this is not sought elsewhere."""
_LEAST_CHARS: Final = 3
_HINTED: Final = 0.8
_MOST_HINT_UNITS: Final = 5
_MOST_NAMES: Final = 2_000
_ACRONYM_CHARS: Final = (2, 8)


@dataclass(frozen=True, slots=True)
class _Name:
    keys: tuple[str, ...]
    entity_type: EntityType
    confidence: float
    method: str
    rule: str


class Names:
    """The dictionary of one article."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._by_first: dict[str, list[_Name]] = {}
        self._seen: set[tuple[tuple[str, ...], EntityType]] = set()
        self._small: set[str] = set()
        self._type_of: dict[tuple[str, ...], EntityType] = {}

    def learn(self, field: Field, spans: list[Span]) -> None:
        """Take in what one field proved: full names, surnames of people, and acronyms in brackets behind a name."""
        units = field.units
        self._small.update(u.key for u in units if u.shape == "l")
        for span in spans:
            if span.confidence < _LEAST_PROOF or span.rule in ("known_inside", "known_compound", "loc_prep"):
                continue
            parts = units[span.first : span.last + 1]
            keys = tuple(u.key for u in parts)
            if span.end < parts[-1].end:
                keys = (*keys[:-1], keys[-1][: len(keys[-1]) - (parts[-1].end - span.end)])
            if span.method != "knowledge" or len(keys) > 1 or span.rule == "known_word":
                self._add(keys, span.entity_type, span.confidence * _AGAIN, "coreference", "again")
            if span.entity_type == "PERSON" and len(parts) > 1:
                self._add_short(keys, parts, span)
            self._learn_bracket(units, span)

    def learn_hint(self, name: str, entity_type: EntityType) -> None:
        """Take in a name that is known beforehand; one common word, and what has no capital, is passed over."""
        units = read_field("hint", name, self.words).units
        if (
            units
            and len(units) <= _MOST_HINT_UNITS
            and all(u.shape in "CAIl" for u in units)
            and units[0].shape in "CA"
        ):
            self._add(tuple(u.key for u in units), entity_type, _HINTED, "context", "hint")

    def _add_short(self, keys: tuple[str, ...], parts: list[Unit], span: Span) -> None:
        """The surname, with its particles; the whole behind the given name where that is several words."""
        at = len(keys) - 1
        while at > 1 and keys[at - 1] in particles():
            at -= 1
        confidence = max(_LEAST_PROOF, span.confidence * 0.95)
        self._add(keys[at:], "PERSON", confidence, "coreference", "surname_again")
        if at < len(keys) - 1 and len(keys[-1]) > _LEAST_CHARS:
            self._add(keys[-1:], "PERSON", confidence, "coreference", "surname_again")
        if at >= 2 and parts[0].text in given_names() and parts[1].shape == "C" and parts[1].text not in given_names():
            self._add(keys[1:], "PERSON", confidence, "coreference", "surname_again")

    def _learn_bracket(self, units: list[Unit], span: Span) -> None:
        """`Full Name (FN)`: the letters of the acronym open the words of the name, in order."""
        at = span.last + 2
        if (
            at + 1 >= len(units)
            or units[at - 1].text != "("
            or units[at + 1].text != ")"
            or span.entity_type == "PERSON"
        ):
            return
        acronym = units[at]
        low, high = _ACRONYM_CHARS
        if (
            acronym.shape == "A"
            and low <= len(acronym.text) <= high
            and _abbreviates(acronym.key, units[span.first : span.last + 1])
        ):
            self._add((acronym.key,), span.entity_type, WEIGHTS.bracket, "acronym", "bracket")

    def _add(self, keys: tuple[str, ...], kind: EntityType, confidence: float, method: str, rule: str) -> None:
        if len(keys) == 1 and ((len(keys[0]) < _LEAST_CHARS and rule != "bracket") or self.words.is_no_name(keys[0])):
            return
        if (keys, kind) in self._seen or len(self._seen) >= _MOST_NAMES:
            return
        if len(keys) == 1 and (self.words.is_title(keys[0]) or self._type_of.setdefault(keys, kind) != kind):
            return
        self._seen.add((keys, kind))
        self._by_first.setdefault(keys[0], []).append(_Name(keys, kind, confidence, method, rule))

    def spans(self, field: Field) -> list[Span]:
        """Every place of one field where a learnt name stands, an -s behind it or not. They may overlap."""
        units = field.units
        found: list[Span] = []
        for i, unit in enumerate(units):
            if unit.shape not in "CA" and not (unit.shape == "l" and unit.key in particles()):
                continue
            for name in self._by_first.get(unit.key, ()):
                self._try(field, i, name, 0, found)
            if self.words.has_genitive and unit.key.endswith("s"):
                for name in self._by_first.get(unit.key[:-1], ()):
                    if len(name.keys) == 1:
                        self._try(field, i, name, 1, found)
        return found

    def _try(self, field: Field, i: int, name: _Name, cut: int, found: list[Span]) -> None:
        units = field.units
        last = i + len(name.keys) - 1
        if last >= len(units):
            return
        for offset in range(1, len(name.keys)):
            unit, key = units[i + offset], name.keys[offset]
            if not unit.is_joined or unit.key != key:
                is_genitive = (
                    self.words.has_genitive
                    and offset == len(name.keys) - 1
                    and unit.is_joined
                    and unit.key == key + "s"
                )
                if not is_genitive:
                    return
                cut = 1
        end = units[last]
        if not any(u.shape in "CA" for u in units[i : last + 1]) or (end.shape == "l" and len(name.keys) > 1):
            return
        if len(name.keys) == 1 and not self._stands_alone(field, i, name, cut):
            return
        start = units[i].start
        found.append(Span(i, last, name.entity_type, name.method, name.confidence, name.rule, start, end.end - cut))

    def _stands_alone(self, field: Field, i: int, name: _Name, cut: int) -> bool:
        """Whether a short name is meant here: not a common word that starts a sentence, no part of another name."""
        units = field.units
        unit = units[i]
        if unit.shape == "l":
            return False
        if name.rule == "hint" and unit.is_start and unit.shape != "A":
            return False
        if name.rule == "bracket":
            return unit.shape == "A"
        if unit.key in self._small and (unit.is_start or not field.is_plain(unit) or self.words.has_noun_capitals):
            return False
        if cut and unit.key in self._small:
            return False
        if unit.shape == "A" and field.is_plain(unit) and len(unit.text) > 3 and name.rule == "surname_again":
            return True
        return True


def _abbreviates(acronym: str, parts: list[Unit]) -> bool:
    """Whether the acronym's letters are found in order in the name, its first opening the first or a later word."""
    letters = "".join(u.key for u in parts)
    initials = "".join(u.key[0] for u in parts if u.shape != "l" or len(u.key) > 3)
    at = 0
    for char in acronym:
        at = letters.find(char, at) + 1
        if at == 0:
            return False
    return acronym[0] in initials
