"""Runs of capitalised words → the names in them, by their form and by the words around them."""

from __future__ import annotations

from typing import Final

from transforms.entities.rules.bodies import Bodies
from transforms.entities.rules.people import WEAK_RULES
from transforms.entities.scene import WEIGHTS, Span, is_given
from transforms.entities.tokens import Unit
from transforms.entities.words import given_names, particles

MAX_RUN: Final = 12
"""Units of one run; longer runs are lists or headlines, no names."""
SHOUTED_UNITS: Final = 4
"""Words in capitals in one run from which it is a kicker or a headline run into the text."""
_DATELINE_UNITS: Final = 10


class Forms(Bodies):
    """Cuts a field into runs and asks the rules for people, organisations and places about their parts."""

    def spans(self) -> list[Span]:
        """Names by form, in order; some may overlap."""
        found: list[Span] = []
        i, units = 0, self.units
        while i < len(units):
            unit = units[i]
            if self._is_agency(i):
                self.add(found, i, i, "ORGANIZATION", "context", WEIGHTS.agency, "agency")
                i += 1
                continue
            if unit.shape not in "CAI" or not self.field.is_plain(unit):
                i += 1
                continue
            end = self.run_end(i)
            shouted = sum(u.shape == "A" for u in units[i:end])
            if end - i <= MAX_RUN and shouted < SHOUTED_UNITS:
                self._run(i, end, found)
            i = end
        return found

    def _is_agency(self, i: int) -> bool:
        """Whether this is the agency of a dateline: "GENEVA (ABC) —", "Oslo (NTB):"."""
        units, unit = self.units, self.units[i]
        if unit.shape not in "CA" or i == 0 or i + 2 >= len(units):
            return False
        if units[i - 1].text != "(" or units[i + 1].text != ")":
            return False
        gap = self.field.text[units[i + 1].end : units[i + 2].start]
        if not (units[i + 2].text == ":" or any(dash in gap for dash in ("-", "–", "—"))):
            return False
        before = units[max(0, i - _DATELINE_UNITS) : i]
        opener = next((j for j, u in enumerate(before) if u.line == unit.line), 0)
        is_line_start = i - len(before) + opener == 0 or units[i - len(before) + opener - 1].line < unit.line
        return is_line_start and before[opener].shape in "CA" and all(u.shape != "l" for u in before[opener:])

    def _run(self, first: int, end: int, found: list[Span]) -> None:
        """Cut a run at words that belong to no name and judge the parts."""
        start = first
        for i in range(first, end):
            if self._is_cut(i, start, end):
                if i > start:
                    self._part(start, i, found)
                start = i + 1
        if end > start:
            self._part(start, end, found)

    def _is_cut(self, i: int, start: int, end: int) -> bool:
        """Whether a unit of a run is a word that is never a name ("Monday", "The"), and none of a name here."""
        unit, words = self.units[i], self.words
        if unit.shape == "l" or not words.is_no_name(unit.key) or (i > start and unit.key in particles()):
            return False
        is_named_so = not words.has_noun_capitals and unit.text in given_names()
        if is_named_so and i + 1 < end and self.units[i + 1].shape == "C":
            return False
        return not self.is_initial(unit) and not (unit.shape == "A" and not unit.is_start)

    def _part(self, first: int, end: int, found: list[Span]) -> None:
        """Judge units `first` to `end` (exclusive): titles part what stands before them from the person behind them."""
        units, words = self.units, self.words
        while end > first and units[end - 1].shape == "l":
            end -= 1
        while first < end and units[first].shape == "l":
            first += 1
        for i in range(first + 1, end):
            if i in self.known_bodies and units[i - 1].shape == "l":
                self._part(first, i, found)
                return
        for i in range(end - 1, first - 1, -1):
            if not self._is_title_at(i, first, end):
                continue
            left = i
            while left > first and (units[left - 1].key in words.modifier or words.is_title(units[left - 1].key)):
                left -= 1
            if i + 1 < end:
                self._behind_title(i, end, found)
            if left > first:
                self._name(first, left, found, is_titled=False)
            return
        self._name(first, end, found, is_titled=self._is_titled(first))

    def _is_title_at(self, i: int, first: int, end: int) -> bool:
        """Whether a capitalised unit of a run is a title, not a name that reads like one (Stephen King, Premier
        League)."""
        units, words = self.units, self.words
        unit = units[i]
        is_monsieur = unit.shape == "I" and words.language == "fr" and unit.key == "m"
        if not is_monsieur and (unit.shape not in "CA" or not self.is_role(unit)):
            return False
        if unit.text in given_names() or (i + 1 < end and words.is_org_head(units[i + 1].key)):
            return False
        if i == first:
            return True
        before = units[i - 1]
        return before.shape != "l" and (before.text not in given_names() or words.is_title(before.key))

    def _is_titled(self, first: int) -> bool:
        """Whether a title in lower case stands right before."""
        if first == 0:
            return False
        before, unit = self.units[first - 1], self.units[first]
        return unit.is_joined and before.shape == "l" and not before.is_possessive and self.is_role(before)

    def _behind_title(self, title: int, end: int, found: list[Span]) -> None:
        """Judge what follows a title: a person, unless "of" parts them; then what the office is of, and maybe a
        person."""
        units, words = self.units, self.words
        first = title + 1
        is_of = units[first].shape == "l" and units[first].key in words.of
        is_of = is_of and not (units[first].key == "von" or (first + 1 < end and units[first + 1].shape == "l"))
        while first < end and ((units[first].shape == "l" and is_of) or units[first].key in words.portfolio):
            first += 1
        if first < end:
            self._name(first, end, found, is_titled=not is_of or units[first - 1].key in words.portfolio)

    def _name(self, first: int, end: int, found: list[Span], *, is_titled: bool) -> None:
        """Judge one part of a run that titles no longer part."""
        first, end = self._trim(first, end, is_titled=is_titled)
        if first >= end:
            return
        units = self.units
        if is_titled and self.words.has_case_endings:
            first = next((i for i in range(first, end - 1) if is_given(units[i].text)), end)
            if first < end:
                self.person(first, end, found, is_titled=True)
            return
        if any(u.text == "&" for u in units[first:end]):
            self.add(found, first, end - 1, "ORGANIZATION", "form", WEIGHTS.ampersand, "ampersand")
            return
        if self.kind_before(first, end, found):
            return
        split = self._given_inside(first, end)
        if split is not None:
            self.person(split, end, found, is_titled=True)
            end = split
            while end > first and (units[end - 1].shape == "l" or self.words.is_title(units[end - 1].key)):
                end -= 1
            if first < end:
                self.other(first, end, found)
            return
        if self.organisation(first, end, found, is_titled=is_titled):
            return
        weak: list[Span] = []
        if (self.person(first, end, weak, is_titled=is_titled) and weak[-1].rule not in WEAK_RULES) or not self.other(
            first, end, found
        ):
            found.extend(weak)

    def _trim(self, first: int, end: int, *, is_titled: bool) -> tuple[int, int]:
        """The part without words at its edges that belong to no name: articles, words of origin, what opens the
        sentence."""
        units = self.units
        while first < end and (units[first].shape == "l" or (not is_titled and self._is_trimmed(first, end))):
            first += 1
        while end - first > 1 and self._is_noun_compound(units[first]):
            first += 1
        if end - first > 2 and first in self.known_bodies and is_given(units[first + 1].text):
            first += 1  # "told Reuters David Michaud": the agency is found by itself
        opens_small = first + 1 < end and units[first].is_start and units[first + 1].shape == "l"
        if opens_small and not self._may_open(units[first]):
            return self._trim(first + 1, end, is_titled=is_titled)
        while end > first and (units[end - 1].shape == "l" or self._is_edge(units[end - 1])):
            end -= 1
        while first < end and units[first].text == "&":
            first += 1
        is_second = end - first > 2 and units[first].is_start and not self.opens_person(first) and not is_titled
        is_noun = self.words.has_noun_capitals and all(u.shape == "C" for u in units[first:end])
        if is_second and (is_noun or is_given(units[first + 1].text)) and units[first].key not in self.places:
            first += 1  # "Zoals Anna Smit": what opens the sentence is no part of the name
        return first, end

    def _is_noun_compound(self, unit: Unit) -> bool:
        """Whether a hyphen compound is a common noun ("Tokyo-bydelen"): its head is small."""
        return unit.is_compound and self.field.tokens.words[unit.last][0].islower() and not is_given(unit.text)

    def _is_edge(self, unit: Unit) -> bool:
        """Whether a capitalised article or ampersand at the end shows that the next sentence has begun without a
        stop."""
        return unit.text == "&" or (unit.shape == "C" and unit.key in self.words.function)

    def _may_open(self, unit: Unit) -> bool:
        return is_given(unit.text) or self.words.is_org_head(unit.key) or unit.key not in self.seen_small

    def _is_trimmed(self, first: int, end: int) -> bool:
        """Whether the first unit is a word of origin before a name, not part of it ("Russian Igor Popov")."""
        unit = self.units[first]
        if unit.key not in self.demonyms:
            return False
        if self.words.has_adjective_capitals and end - first > 2:
            return True
        return not any(self.words.is_org_head(u.key) for u in self.units[first + 1 : end])

    def _given_inside(self, first: int, end: int) -> int | None:
        """Where a person's name starts behind other capitals ("Buitenlandse Zaken Anna Bakker"), if it does."""
        units = self.units
        if end - first < 3 or self.opens_person(first) or units[end - 1].shape not in "CA":
            return None
        for i in range(first + 1, end - 1):
            if units[i].text in given_names() and self._parts_from_person(units[i - 1]):
                return None if any(self.words.is_org_head(u.key) for u in units[i:end]) else i
        return None

    def _parts_from_person(self, before: Unit) -> bool:
        """Whether a word before a given name is none of a person's ("Zaken", "Ukraine", "Group")."""
        words, key = self.words, before.key
        is_office = key in self.seen_small or key in words.modifier or key in words.portfolio
        return is_office or key in self.places or key in self.demonyms or words.is_org_head(key)
