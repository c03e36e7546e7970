"""When capitalised words are a person's name, and where it ends."""

from __future__ import annotations

from typing import Final

from transforms.entities.scene import WEIGHTS, Scene, Span, is_given
from transforms.entities.tokens import Unit
from transforms.entities.words import surnames

_MAX_PERSON: Final = 5
"""Capitalised words of one name; longer ones are lists."""
_LEAST_SURNAME: Final = 2
_APPOSED_UNITS: Final = 7
"""How far before the comma of "the minister of Justice in Lower Saxony, Anna Smit," the office may stand."""
_STRONG_PARTICLES: Final = frozenset({"von", "bin", "ibn", "ter"})
_INNER_PARTICLES: Final = frozenset("van von der den de bin al el ibn ter ten".split())
_NORDIC_SURNAMES: Final = tuple(
    """øye øe sen son stad vik berg land dal lund en er ing rud by heim haug nes set moe mann man gaard gård holm
    strand""".split()
)
WEAK_RULES: Final = frozenset({"surname", "said", "two_words", "particle"})
"""Rules that give way to any that speaks for a place or an organisation."""
_FORM_RULES: Final = frozenset({"given", "initials", "particle", "surname", "two_words"})


class People(Scene):
    """The rules for people."""

    def person(self, first: int, end: int, found: list[Span], *, is_titled: bool) -> bool:
        """A person's name in these units, put down with the rule that proves it; whether there is one."""
        units = self.units
        while end > first and (units[end - 1].key in self.demonyms or units[end - 1].shape == "l"):
            end -= 1
        if first >= end:
            return False
        size = sum(units[i].shape != "l" for i in range(first, end))
        if size > _MAX_PERSON or units[end - 1].shape == "I" or any(u.shape == "D" for u in units[first:end]):
            return False
        rule = self._person_rule(first, end, size, is_titled=is_titled)
        if rule is None:
            return False
        end = self._without_employer(first, end)
        if self.words.has_noun_capitals:
            end = self._without_noun(first, end)
        last = units[end - 1]
        stop = last.end
        if last.is_compound and self.field.tokens.words[last.last][0].islower():
            # "Kari Moe-sangen" is a song of Kari Moe; "Moe-sangen" by itself is no person.
            if size == 1:
                return False
            stop = self.field.tokens.ends[last.first]
        stop -= self._genitive(last, stop)
        method = "form" if rule in _FORM_RULES else "context"
        confidence: float = getattr(WEIGHTS, rule)
        found.append(Span(first, end - 1, "PERSON", method, confidence, rule, units[first].start, stop))
        return True

    def _person_rule(self, first: int, end: int, size: int, *, is_titled: bool) -> str | None:
        """The rule that proves a person here, strongest first, or None."""
        units = self.units
        opener = units[first]
        if opener.shape == "A" and len(opener.text) > 3 and size == 1:
            return None
        if size >= 2:
            if is_titled:
                # "député RN du Gard": the member of a party, not a person
                is_party = opener.shape == "A" and units[first + 1].shape == "l"
                return None if is_party else "titled"
            if is_given(opener.text):
                return "given"
            is_surname = units[end - 1].shape == "C" and len(units[end - 1].text) > _LEAST_SURNAME
            if is_surname and any(self.is_initial(u) for u in units[first : end - 1]):
                return "initials"
            return self._neighbour_rule(first, end, size)
        is_name = opener.shape == "C" and opener.key not in self.seen_small and opener.key not in self.places
        is_name = is_name and not opener.is_compound and not self.words.has_noun_capitals
        return "titled_single" if is_titled and is_name else None

    def _neighbour_rule(self, first: int, end: int, size: int) -> str | None:
        """What stands around two or more capitalised words that no title or given name opens."""
        if self.words.has_case_endings:
            return None
        units = self.units
        opener = units[first]
        if opener.key in self.places or (opener.is_start and opener.key in self.seen_small):
            return None
        inner = {u.key for u in units[first + 1 : end - 1] if u.shape == "l"}
        if any(u.shape == "A" for u in units[first:end]) or inner - _INNER_PARTICLES or inner == {"de"}:
            return None
        if self._is_aged(end):
            return "age"
        if self._is_apposed(first, end):
            return "apposition"
        if self.words.has_noun_capitals or (inner and not inner & _STRONG_PARTICLES):
            return None
        if inner:
            return None if opener.is_start or opener.is_compound else "particle"
        if units[end - 1].text in surnames():
            return "surname"
        if self.is_speaking(first, end):
            return "said"
        is_plain = not opener.is_start and all(
            u.shape == "C" and u.key not in self.seen_small and u.key not in self.demonyms and u.key not in self.places
            for u in units[first:end]
        )
        return "two_words" if is_plain and size in (2, 3) else None

    def _is_aged(self, end: int) -> bool:
        """Whether an age follows: "(44)" or ", 44,"."""
        units = self.units
        if end + 1 >= len(units) or units[end].text not in ("(", ","):
            return False
        number = units[end + 1].text
        if not (number.isdigit() and 1 <= len(number) <= 2 and end + 2 < len(units)):
            return False
        return units[end + 2].text in ((")",) if units[end].text == "(" else (",", "."))

    def _is_apposed(self, first: int, end: int) -> bool:
        """Whether a comma parts the name from an office: "X, director of", "a spokeswoman, X,"."""
        units = self.units
        if end < len(units) and units[end].text == ",":
            for unit in units[end + 1 : end + 6]:
                if unit.shape == "P":
                    break
                if unit.shape == "l" and self.is_role(unit):
                    return True
        if first >= 2 and units[first - 1].text == "," and end < len(units) and units[end].text in (",", "."):
            for unit in reversed(units[max(0, first - 2 - _APPOSED_UNITS) : first - 1]):
                if unit.shape == "P" or unit.is_start:
                    return self.is_role(unit)
                if self.is_role(unit):
                    return True
        return False

    def _genitive(self, unit: Unit, stop: int) -> int:
        """Length of an -s behind a name: 1 where the name without it is known as a surname or stands in the article."""
        if not self.words.has_genitive or stop != unit.end or not unit.key.endswith("s") or len(unit.text) < 5:
            return 0
        stem = unit.text[:-1]
        if stem in surnames() or stem.casefold() in self.seen_capital:
            return 1
        is_nordic = self.words.language in ("nb", "nn", "da", "sv")
        return int(is_nordic and stem.endswith(_NORDIC_SURNAMES))

    def _without_employer(self, first: int, end: int) -> int:
        """Where the person's name ends when "of" and a body follow it ("Anna Smit van de NS")."""
        units = self.units
        for i in range(first + 1, end - 1):
            if units[i].key in ("van", "von", "av", "af") and units[i].shape == "l" and units[i - 1].shape == "C":
                behind = next((u for u in units[i:end] if u.shape != "l"), None)
                is_body = behind is not None and (behind.shape == "A" or behind.key in self.places)
                is_whole = i > first + 1 and units[i].key != "von" and not is_given(units[i - 1].text)
                if is_body or is_whole:
                    return i
        return end

    def _without_noun(self, first: int, end: int) -> int:
        """Where a name ends in a language of capitalised nouns: behind the first word that is no given name."""
        units = self.units
        if not self.opens_person(first):
            return end
        for i in range(first, end):
            if units[i].shape in "CA" and not is_given(units[i].text):
                return i + 1
        return end
