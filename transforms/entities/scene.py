"""What the rules share: the field they read, what the article says elsewhere, and the names they put down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transforms.entities.knowledge import EntityType
from transforms.entities.tokens import Field, Unit
from transforms.entities.words import Words, given_names, particles


@dataclass(frozen=True, slots=True)
class Weights:
    """How often a rule's names are names of its type: precision on annotated news, where that is known, and
    judged on read articles elsewhere (`benchmarks/names.py` prints it by rule). Rules below the recogniser's least
    confidence are kept for a tagger or a document that makes them stronger."""

    titled: float = 0.9
    titled_single: float = 0.8
    given: float = 0.9
    initials: float = 0.75
    age: float = 0.85
    apposition: float = 0.8
    said: float = 0.5
    said_single: float = 0.85
    repeated: float = 0.7
    particle: float = 0.75
    surname: float = 0.65
    two_words: float = 0.55
    org_head: float = 0.65
    org_word: float = 0.75
    org_before: float = 0.75
    bracket: float = 0.85
    ampersand: float = 0.85
    agency: float = 0.85
    acronym_said: float = 0.6
    loc_head: float = 0.7
    loc_suffix: float = 0.65
    loc_before: float = 0.75
    loc_prep: float = 0.5
    loc_prep_again: float = 0.6


WEIGHTS: Final = Weights()
_GERMAN_PARTICLES: Final = frozenset({"von", "van", "de", "di", "bin", "al", "zu"})
_GIVEN_CHARS: Final = 7
"""The second half of a double given name is no longer ("Hans-Joachim"); a longer one is a noun or a surname."""


@dataclass(frozen=True, slots=True)
class Span:
    """Units `first` to `last` (inclusive) of a field are a name. `rule` names what proved it; `end` is the code point
    after it when that is not the last unit's."""

    first: int
    last: int
    entity_type: EntityType
    method: str
    confidence: float
    rule: str
    start: int
    end: int


class Scene:
    """One field, and what the article says elsewhere. `seen_small`: words that the article writes in lower case;
    `demonyms`: casefolded words of origin in it; `places`: casefolded words that are known places; `known_bodies`:
    units at which a known organisation starts; `seen_capital`: words that it writes with a capital."""

    def __init__(
        self,
        field: Field,
        words: Words,
        seen_small: frozenset[str],
        demonyms: frozenset[str],
        places: frozenset[str],
        known_bodies: frozenset[int],
        seen_capital: frozenset[str] = frozenset(),
    ) -> None:
        self.field = field
        self.units = field.units
        self.words = words
        self.seen_small = seen_small
        self.demonyms = demonyms
        self.places = places
        self.known_bodies = known_bodies
        self.seen_capital = seen_capital

    def add(
        self, found: list[Span], first: int, last: int, kind: EntityType, method: str, confidence: float, rule: str
    ) -> None:
        """Put down units `first` to `last` as a name."""
        found.append(Span(first, last, kind, method, confidence, rule, self.units[first].start, self.units[last].end))

    def is_role(self, unit: Unit) -> bool:
        """Whether a word, or the end of its compound, is a title."""
        return self.words.is_title(unit.key.rpartition("-")[2])

    def is_initial(self, unit: Unit) -> bool:
        """Whether a unit is a letter with a full stop."""
        return unit.shape == "I" and self.field.text[unit.end : unit.end + 1] == "."

    def opens_person(self, i: int) -> bool:
        """Whether a unit is an initial or a given name."""
        unit = self.units[i]
        return unit.shape == "I" or is_given(unit.text)

    def is_speaking(self, first: int, end: int) -> bool:
        """Whether a word of saying stands right before or after."""
        units, words = self.units, self.words
        before = units[first - 1] if first else None
        after = units[end] if end < len(units) else None
        if before is not None and units[first].is_joined and (before.key in words.said or before.key in words.by):
            return True
        return after is not None and after.is_joined and after.key in words.said

    def run_end(self, i: int) -> int:
        """Index after the last unit of the run that starts at `i`; particles count when a capital follows them."""
        units = self.units
        end = i + 1
        while end < len(units):
            unit = units[end]
            if unit.text == "&" and end + 1 < len(units) and units[end + 1].is_joined and units[end + 1].shape in "CA":
                end += 2
                continue
            if not unit.is_joined or (units[end - 1].is_possessive):
                break
            if unit.shape in "CAI":
                end += 1
                continue
            ahead = end
            if self.words.has_noun_capitals and unit.key not in _GERMAN_PARTICLES:
                break
            while ahead < len(units) and ahead < end + 3 and units[ahead].is_joined and units[ahead].key in particles():
                ahead += 1
            if ahead == end or ahead >= len(units) or not units[ahead].is_joined or units[ahead].shape not in "CAI":
                break
            end = ahead + 1
        return end

    def has_place_suffix(self, unit: Unit) -> bool:
        """Whether a word ends as streets, fjords or islands do."""
        key, words = unit.key, self.words
        if unit.shape != "C" or unit.is_compound or key in self.seen_small or words.has_noun_capitals:
            return False
        return len(key) > 7 and (
            key.endswith(words.loc_suffix) or (words.has_genitive and key.removesuffix("s").endswith(words.loc_suffix))
        )


def is_given(word: str) -> bool:
    """Whether a capitalised word is a given name, simple or double."""
    if word in given_names():
        return True
    parts = word.split("-")
    return (
        len(parts) == 2
        and parts[0] in given_names()
        and (parts[1] in given_names() or (parts[1][:1].isupper() and len(parts[1]) <= _GIVEN_CHARS))
    )
