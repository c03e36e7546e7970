"""When capitalised words are an organisation's or a place's name."""

from __future__ import annotations

from typing import Final

from transforms.entities.knowledge import EntityType
from transforms.entities.rules.people import People
from transforms.entities.scene import WEIGHTS, Span
from transforms.entities.tokens import Unit
from transforms.entities.words import given_names

_MOST_OF_UNITS: Final = 6
_ACRONYM_CHARS: Final = 6
_HEADS_AND_SURNAMES: Final = frozenset({"church", "house", "board", "post", "press", "park", "bond", "bank"})
_LEGAL_FORMS: Final = frozenset("gmbh ag kg se mbh ohg fc united inc ltd corp".split())
_UNIVERSITY: Final = ("universit", "univerz", "høgsk", "högsk", "høysk", "hochschul", "akadem")
_PLACED: Final = frozenset({"in", "i", "à", "en", "em", "på", "on", "sur"})
_AND: Final = frozenset({"and", "en", "og", "och", "und", "et", "y", "e"})
_INSIDE: Final = frozenset({"in", "i", "uit", "fra", "frå", "från"})
"""Of the prepositions of place those that hardly ever stand before bodies, works or people."""
_OF: Final = frozenset({"of", "van", "av", "de", "d"})
_OTHER_RULES: Final[dict[str, tuple[EntityType, str]]] = {
    "org_before": ("ORGANIZATION", "context"),
    "acronym_said": ("ORGANIZATION", "acronym"),
    "said_single": ("PERSON", "context"),
    "loc_head": ("LOCATION", "form"),
    "loc_suffix": ("LOCATION", "form"),
    "loc_before": ("LOCATION", "context"),
    "loc_prep": ("LOCATION", "context"),
}


class Bodies(People):
    """The rules for organisations and places."""

    def organisation(self, first: int, end: int, found: list[Span], *, is_titled: bool) -> bool:
        """An organisation by its head ("Bank", "GmbH") or by what follows it; true when the run is settled, named or
        not."""
        units, words = self.units, self.words
        is_of = first > 1 and units[first].is_joined and units[first - 1].key in words.of
        if is_of and self.is_role(units[first - 2]):
            return False
        heads = [i for i in range(first, end) if units[i].shape in "CA" and words.is_org_head(units[i].key)]
        if heads and self.opens_person(first) and self._is_employed(first, end, heads, found):
            return True
        size = end - first
        if heads and size > 1 and units[heads[-1]].key in _HEADS_AND_SURNAMES and self.opens_person(first):
            return False
        if heads and not (is_titled and size <= 2 and heads[-1] != end - 1):
            is_settled = self._headed(first, end, heads, found)
            if is_settled or (size == 1 and not is_titled):
                return True
            if words.has_noun_capitals or size == 1:
                return not is_titled
        tail = units[end] if end < len(units) else None
        if tail is not None and tail.is_joined and tail.key in words.org_tail and not is_titled:
            self.add(found, first, end, "ORGANIZATION", "form", WEIGHTS.org_head, "org_tail")
            return True
        return False

    def _is_employed(self, first: int, end: int, heads: list[int], found: list[Span]) -> bool:
        """A person, "of", and a body ("Anna Smit van de Federatie van Vissers"): both are put down."""
        units = self.units
        for i in range(first + 2, heads[0]):
            if units[i].shape == "l" and units[i].key in _OF and units[i - 1].shape == "C":
                behind = next(j for j in range(i, end) if units[j].shape != "l")
                self.person(first, i, found, is_titled=False)
                self._headed(behind, end, [j for j in heads if j >= behind], found)
                return True
        return False

    def _headed(self, first: int, end: int, heads: list[int], found: list[Span]) -> bool:
        """The name around its heads, if it is one."""
        units, words = self.units, self.words
        if heads[0] == first and first + 1 < end and first + 1 in self.known_bodies:
            return True  # "Vakbond CNV": what it is, then its name, which is found by itself
        is_first_due = units[first].is_start and first not in heads and units[first].key in self.seen_small
        start = first + 1 if is_first_due and end - first > 2 else first
        if words.has_noun_capitals and units[start].is_compound and end - start > 2:
            start += 1
        last = self._with_of(end - 1, heads, first)
        if words.has_noun_capitals and not (last > start and self._is_german_firm(start, last)):
            return False
        if last > start:
            self.add(found, start, last, "ORGANIZATION", "form", WEIGHTS.org_head, "org_head")
            return True
        is_word = end - first == 1 and not words.has_noun_capitals and not units[first].is_start
        if is_word and self._is_whole_org(units[first]):
            self.add(found, first, first, "ORGANIZATION", "form", WEIGHTS.org_word, "org_word")
            return True
        return False

    def _is_whole_org(self, unit: Unit) -> bool:
        key = unit.key.removesuffix("s") if self.words.has_genitive else unit.key
        is_longer = len(key) > 8 and key.endswith(self.words.org_suffix) and key not in self.words.org_suffix
        return is_longer and unit.key not in self.seen_small

    def _is_german_firm(self, first: int, last: int) -> bool:
        """In a language of capitalised nouns two capitals in a row may be two nouns: the first must be no common
        word."""
        unit, head = self.units[first], self.units[last]
        if not self.words.is_org_head(head.key):
            return False
        is_proper = unit.key in self.demonyms or unit.shape == "A" or unit.key in self.places
        return head.key in _LEGAL_FORMS or (is_proper and not unit.is_start)

    def _with_of(self, last: int, heads: list[int], first: int) -> int:
        """The last unit once "of X" behind the head is taken in ("University of Bergen")."""
        units, words = self.units, self.words
        if heads[-1] != last and heads[0] != first:
            return last
        i = last + 1
        taken = last
        while i < len(units) and i - taken <= 3 and units[i].is_joined and not units[taken].is_possessive:
            unit = units[i]
            if unit.shape in "CA" and i > taken + 1 and not words.is_no_name(unit.key):
                end = self.run_end(i)
                if end - i > _MOST_OF_UNITS or i in self.known_bodies:
                    break
                return end - 1
            if (
                unit.key not in words.of
                or (unit.key in _PLACED and not units[heads[0]].key.startswith(_UNIVERSITY))
                or unit.key in _AND
            ):
                break
            i += 1
        return taken

    def kind_before(self, first: int, end: int, found: list[Span]) -> bool:
        """A capitalised noun that says what follows it is ("Konzern Nordlicht", "Milieugroep Schone Oevers" at a
        start)."""
        unit = self.units[first]
        is_due = unit.is_start or self.words.has_noun_capitals
        if not is_due or end - first < 2 or unit.key not in self.words.org_before or self.units[first + 1].shape == "l":
            return False
        if unit.key in self.words.org_head and not self.words.has_noun_capitals:
            return False
        self.add(found, first + 1, end - 1, "ORGANIZATION", "context", WEIGHTS.org_before, "org_before")
        return True

    def other(self, first: int, end: int, found: list[Span]) -> bool:
        """Places and organisations that the word before or the last word gives away."""
        units, words = self.units, self.words
        unit = units[first]
        size = end - first
        if size > 6 or (unit.key in self.demonyms and size == 1):
            return False
        before = units[first - 1] if first and unit.is_joined else None
        noun = before.key.rpartition("-")[2] if before is not None else ""
        if before is not None and noun in _OF and first >= 2 and before.is_joined:
            noun = units[first - 2].key
            if noun in words.loc_before and size <= 3:
                self.add(found, first, end - 1, "LOCATION", "context", WEIGHTS.loc_before, "loc_before")
                return True
            return False
        rule = self._other_rule(first, end, before, noun)
        if rule is None:
            return False
        kind, method = _OTHER_RULES[rule]
        self.add(found, first, end - 1, kind, method, getattr(WEIGHTS, rule), rule)
        return True

    def _other_rule(self, first: int, end: int, before: Unit | None, noun: str) -> str | None:
        units, words = self.units, self.words
        unit, last = units[first], units[end - 1]
        size = end - first
        is_noun = not words.has_noun_capitals or (before is not None and before.shape == "C")
        if noun in words.org_before and is_noun:
            return "org_before"
        if size >= 2 and last.key in words.loc_head and unit.key not in self.seen_small:
            return None if self._holds_given(first, end) else "loc_head"
        if noun in words.loc_before and size <= 3 and unit.shape == "C":
            return "loc_before"
        if self.has_place_suffix(last) and not unit.is_start:
            return "loc_suffix"
        if unit.shape == "A" and size == 1 and 3 <= len(unit.text) <= _ACRONYM_CHARS and self.is_speaking(first, end):
            return "acronym_said"
        if self._speaks_alone(first, end) and not words.has_noun_capitals:
            return "said_single"
        return "loc_prep" if self._is_placed(first, end, noun) else None

    def _speaks_alone(self, first: int, end: int) -> bool:
        """Whether one capitalised word mid-sentence stands behind a verb of saying ("sier Appathurai")."""
        unit = self.units[first]
        is_name = unit.shape == "C" and not unit.is_start and len(unit.text) > 3 and not unit.is_compound
        if not is_name or end - first != 1 or unit.key in self.seen_small or unit.key in self.places or first == 0:
            return False
        is_person = not self.words.is_org_head(unit.key) and not self.has_place_suffix(unit)
        return unit.is_joined and self.units[first - 1].key in self.words.said and is_person

    def _holds_given(self, first: int, end: int) -> bool:
        return any(u.text in given_names() for u in self.units[first + 1 : end - 1])

    def _runs_into_capital(self, end: int) -> bool:
        units = self.units
        return end < len(units) and units[end].is_joined and units[end].shape in "CAID"

    def _is_placed(self, first: int, end: int, noun: str) -> bool:
        unit = self.units[first]
        return (
            end - first == 1
            and noun in _INSIDE
            and not self._runs_into_capital(end)
            and not (unit.is_possessive or (unit.key.endswith("s") and unit.key[:-1] in self.seen_capital))
            and unit.shape == "C"
            and len(unit.text) > 3
            and not unit.is_compound
            and unit.key not in self.seen_small
            and self.words.has_genitive
            and not self.words.has_noun_capitals
            and not self.words.is_title(unit.key)
        )
