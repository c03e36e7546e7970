"""A run of capitalised words → the names in it, by their form and by the words around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transforms.entities.knowledge import EntityType
from transforms.entities.tokens import Field, Unit
from transforms.entities.words import Words, given_names, particles, surnames


@dataclass(frozen=True, slots=True)
class Weights:
    """How often a rule's names are names of its type: precision on annotated news, rounded to 0.05 (`benchmarks/names.py`
    prints it by rule)."""

    titled: float = 0.9
    titled_single: float = 0.8
    given: float = 0.9
    initials: float = 0.75
    age: float = 0.85
    apposition: float = 0.8
    said: float = 0.5
    said_single: float = 0.85
    repeated: float = 0.5
    particle: float = 0.75
    surname: float = 0.65
    two_words: float = 0.55
    org_head: float = 0.65
    org_word: float = 0.75
    org_before: float = 0.75
    bracket: float = 0.85
    agency: float = 0.85
    acronym_said: float = 0.6
    loc_head: float = 0.7
    loc_suffix: float = 0.65
    loc_before: float = 0.75
    loc_prep: float = 0.5
    loc_prep_again: float = 0.6


WEIGHTS: Final = Weights()
MAX_RUN: Final = 12
"""Units of one run; longer runs are lists or headlines, no names."""
_MAX_PERSON: Final = 5
_MOST_OF_UNITS: Final = 6
_HEADS_AND_SURNAMES: Final = frozenset({"church", "house", "board", "post", "press", "park", "bond", "bank"})
_GERMAN_PARTICLES: Final = frozenset({"von", "van", "de", "di", "bin", "al", "zu"})
_DATELINE_UNITS: Final = 10
_APPOSED_UNITS: Final = 7
"""How far before the comma of "the minister of Justice in Lower Saxony, Anna Smit," the office may stand."""
_UNIVERSITY: Final = ("universit", "univerz", "høgsk", "högsk", "høysk", "hochschul", "akadem")
_PLACED: Final = frozenset({"in", "i", "à", "en", "em", "på", "on", "sur"})
_STRONG_PARTICLES: Final = frozenset({"von", "bin", "ibn", "ter"})
_BARE: Final = frozenset({"&", "+"})


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


class Forms:
    """The rules over one field. `seen_small`: words that the article writes in lower case; `demonyms`: casefolded words
    of origin in it; `places`: casefolded words that are known places; `known_bodies`: units at which
    a known organisation starts; `seen_capital`: words that it writes with a capital."""

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

    def spans(self) -> list[Span]:
        """Names by form, in order; some may overlap."""
        found: list[Span] = []
        i, units = 0, self.units
        while i < len(units):
            unit = units[i]
            if self._is_agency(i):
                self._add(found, i, i, "ORGANIZATION", "context", WEIGHTS.agency, "agency")
                i += 1
                continue
            if unit.shape not in "CAI" or not self.field.is_plain(unit):
                i += 1
                continue
            end = self._run_end(i)
            if end - i <= MAX_RUN:
                self._run(i, end, found)
            i = end
        return found

    def _is_agency(self, i: int) -> bool:
        """Whether this is the agency of a dateline: "GENEVA (ABC) —", "Oslo (NTB):"."""
        units, unit = self.units, self.units[i]
        if (
            unit.shape not in "CA"
            or i == 0
            or i + 2 >= len(units)
            or units[i - 1].text != "("
            or units[i + 1].text != ")"
        ):
            return False
        gap = self.field.text[units[i + 1].end : units[i + 2].start]
        if not (units[i + 2].text == ":" or any(dash in gap for dash in ("-", "–", "—"))):
            return False
        before = units[max(0, i - _DATELINE_UNITS) : i]
        opener = next((j for j, u in enumerate(before) if u.line == unit.line), 0)
        is_line_start = i - len(before) + opener == 0 or units[i - len(before) + opener - 1].line < unit.line
        return is_line_start and before[opener].shape in "CA" and all(u.shape != "l" for u in before[opener:])

    def _run_end(self, i: int) -> int:
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

    def _run(self, first: int, end: int, found: list[Span]) -> None:
        """Cut a run at words that belong to no name and judge the parts."""
        units, words = self.units, self.words
        start = first
        for i in range(first, end + 1):
            if i < end:
                unit = units[i]
                is_small = unit.shape == "l"
                stops = words.is_no_name(unit.key) and not is_small and not (i > start and unit.key in particles())
                is_guarded = not words.has_noun_capitals and unit.text in given_names()
                if stops and is_guarded and i + 1 < end and units[i + 1].shape == "C":
                    continue
                if not stops or self._is_initial(unit) or (unit.shape == "A" and not unit.is_start):
                    continue
            if i > start:
                self._part(start, i, found)
            start = i + 1

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
            unit = units[i]
            is_short = unit.shape == "I" and words.language == "fr" and unit.key == "m"
            if not is_short and (unit.shape not in "CA" or not words.is_title(unit.key.rpartition("-")[2])):
                continue
            if i > first and (units[i - 1].text in given_names() and not words.is_title(units[i - 1].key)):
                continue
            if unit.text in given_names() or i + 1 < end and words.is_org_head(units[i + 1].key):
                continue
            if i > first and units[i - 1].shape == "l":
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

    def _is_edge(self, unit: Unit) -> bool:
        """Whether a capitalised article or ampersand at the end shows that the next sentence has begun without a stop."""
        return unit.text == "&" or (unit.shape == "C" and unit.key in self.words.function)

    def _behind_title(self, title: int, end: int, found: list[Span]) -> None:
        """Judge what follows a title: a person, unless "of" parts them; then what the office is of, and maybe a person."""
        units, words = self.units, self.words
        first = title + 1
        is_of = units[first].shape == "l" and units[first].key in words.of
        is_of = is_of and not (units[first].key == "von" or first + 1 < end and units[first + 1].shape == "l")
        while first < end and (units[first].shape == "l" and is_of or units[first].key in words.portfolio):
            first += 1
        if first < end:
            self._name(first, end, found, is_titled=not is_of or units[first - 1].key in words.portfolio)

    def _is_titled(self, first: int) -> bool:
        """Whether a title in lower case stands right before."""
        if first == 0:
            return False
        before, unit = self.units[first - 1], self.units[first]
        return unit.is_joined and before.shape == "l" and not before.is_possessive and self._is_role(before)

    def _is_role(self, unit: Unit) -> bool:
        return self.words.is_title(unit.key.rpartition("-")[2])

    def _name(self, first: int, end: int, found: list[Span], *, is_titled: bool) -> None:
        units = self.units
        while first < end and (units[first].shape == "l" or (not is_titled and self._is_trimmed(first, end))):
            first += 1
        if (
            first + 1 < end
            and units[first].is_start
            and units[first + 1].shape == "l"
            and not self._may_open(units[first])
        ):
            self._name(first + 1, end, found, is_titled=is_titled)
            return
        while end > first and (units[end - 1].shape == "l" or self._is_edge(units[end - 1])):
            end -= 1
        while first < end and units[first].text == "&":
            first += 1
        if first >= end:
            return
        if is_titled and self.words.has_case_endings:
            first = next((i for i in range(first, end - 1) if _is_given(units[i].text)), end)
            if first < end:
                self._person(first, end, found, is_titled=True)
            return
        split = self._given_inside(first, end)
        if any(u.text == "&" for u in units[first:end]):
            self._add(found, first, end - 1, "ORGANIZATION", "form", WEIGHTS.bracket, "ampersand")
            return
        is_second = end - first > 2 and units[first].is_start and not self._opens_person(first)
        if is_second and not is_titled and _is_given(units[first + 1].text) and units[first].key not in self.places:
            first += 1  # "Zoals Anna Smit": what opens the sentence is no part of the name
        if self._kind_before(first, end, found):
            return
        if split is not None:
            self._person(split, end, found, is_titled=True)
            first, end = first, split
            while end > first and (units[end - 1].shape == "l" or self.words.is_title(units[end - 1].key)):
                end -= 1
            if first < end:
                self._other(first, end, found)
            return
        if self._organisation(first, end, found, is_titled=is_titled):
            return
        weak: list[Span] = []
        if self._person(first, end, weak, is_titled=is_titled) and weak[-1].rule not in _WEAK_RULES:
            found.extend(weak)
        elif not self._other(first, end, found):
            found.extend(weak)

    def _kind_before(self, first: int, end: int, found: list[Span]) -> bool:
        """A capitalised noun that says what follows it is ("Konzern Nordlicht", "Milieugroep Schone Oevers" at a start)."""
        unit = self.units[first]
        is_due = unit.is_start or self.words.has_noun_capitals
        if not is_due or end - first < 2 or unit.key not in self.words.org_before or self.units[first + 1].shape == "l":
            return False
        if unit.key in self.words.org_head and not self.words.has_noun_capitals:
            return False
        self._add(found, first + 1, end - 1, "ORGANIZATION", "context", WEIGHTS.org_before, "org_before")
        return True

    def _may_open(self, unit: Unit) -> bool:
        return _is_given(unit.text) or self.words.is_org_head(unit.key) or unit.key not in self.seen_small

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
        if end - first < 3 or self._opens_person(first):
            return None
        for i in range(first + 1, end - 1):
            before = units[i - 1].key
            words = self.words
            is_office = before in self.seen_small or before in words.modifier or before in words.portfolio
            if (
                not is_office
                and before not in self.places
                and before not in self.demonyms
                and not words.is_org_head(before)
            ):
                continue
            if units[i].text in given_names() and units[i - 1].key not in ("saint", "san", "st", "sankt", "santa"):
                if units[end - 1].shape in "CA" and not any(self.words.is_org_head(u.key) for u in units[i:end]):
                    return i
        return None

    def _opens_person(self, i: int) -> bool:
        unit = self.units[i]
        return unit.shape == "I" or _is_given(unit.text)

    def _organisation(self, first: int, end: int, found: list[Span], *, is_titled: bool) -> bool:
        units, words = self.units, self.words
        if (
            first > 1
            and units[first].is_joined
            and units[first - 1].key in words.of
            and self._is_role(units[first - 2])
        ):
            return False
        heads = [i for i in range(first, end) if units[i].shape in "CA" and words.is_org_head(units[i].key)]
        size = end - first
        if heads and size > 1 and units[heads[-1]].key in _HEADS_AND_SURNAMES and self._opens_person(first):
            return False
        if heads and not (is_titled and size <= 2 and heads[-1] != end - 1):
            is_first_due = units[first].is_start and first not in heads and units[first].key in self.seen_small
            start = first + 1 if is_first_due and size > 2 else first
            if words.has_noun_capitals and units[start].is_compound and end - start > 2:
                start += 1
            last = self._with_of(end - 1, heads, first)
            if words.has_noun_capitals and not (last > start and self._is_german_firm(start, last)):
                return not is_titled
            if last > start:
                self._add(found, start, last, "ORGANIZATION", "form", WEIGHTS.org_head, "org_head")
                return True
            if (
                size == 1
                and not words.has_noun_capitals
                and not units[first].is_start
                and self._is_whole_org(units[first])
            ):
                self._add(found, first, first, "ORGANIZATION", "form", WEIGHTS.org_word, "org_word")
                return True
            if size == 1:
                return not is_titled
        tail = units[end] if end < len(units) else None
        if tail is not None and tail.is_joined and tail.key in words.org_tail and not is_titled:
            self._add(found, first, end, "ORGANIZATION", "form", WEIGHTS.org_head, "org_tail")
            return True
        return False

    def _is_whole_org(self, unit: Unit) -> bool:
        key = unit.key.removesuffix("s") if self.words.has_genitive else unit.key
        is_longer = len(key) > 8 and key.endswith(self.words.org_suffix) and key not in self.words.org_suffix
        return is_longer and unit.key not in self.seen_small

    def _is_german_firm(self, first: int, last: int) -> bool:
        """In a language of capitalised nouns two capitals in a row may be two nouns: the first must be no common word."""
        unit = self.units[first]
        if not self.words.is_org_head(self.units[last].key):
            return False
        is_legal = self.units[last].key in (
            "gmbh",
            "ag",
            "kg",
            "se",
            "mbh",
            "ohg",
            "fc",
            "united",
            "inc",
            "ltd",
            "corp",
        )
        return is_legal or (
            not unit.is_start and (unit.key in self.demonyms or unit.shape == "A" or unit.key in self.places)
        )

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
                end = self._run_end(i)
                if end - i > _MOST_OF_UNITS or i in self.known_bodies:
                    break
                return end - 1
            if (
                unit.key not in words.of
                or (unit.key in _PLACED and not units[heads[0]].key.startswith(_UNIVERSITY))
                or unit.key in ("and", "en", "og", "och", "und", "et", "y", "e")
            ):
                break
            i += 1
        return taken

    def _person(self, first: int, end: int, found: list[Span], *, is_titled: bool) -> bool:
        units = self.units
        if units[first].key in self.demonyms and end - first == 1:
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
                is_whole = i > first + 1 and units[i].key != "von" and not _is_given(units[i - 1].text)
                if is_body or is_whole:
                    return i
        return end

    def _without_noun(self, first: int, end: int) -> int:
        """Where a name ends in a language of capitalised nouns: behind the first word that is no given name."""
        units = self.units
        if not self._opens_person(first):
            return end
        for i in range(first, end):
            if units[i].shape in "CA" and not _is_given(units[i].text):
                return i + 1
        return end

    def _person_rule(self, first: int, end: int, size: int, *, is_titled: bool) -> str | None:
        units = self.units
        opener = units[first]
        if opener.shape == "A" and len(opener.text) > 3 and size == 1:
            return None
        if is_titled and size >= 2:
            return "titled"
        if size >= 2 and _is_given(opener.text):
            return "given"
        if size >= 2 and units[end - 1].shape == "C" and any(self._is_initial(u) for u in units[first : end - 1]):
            return "initials"
        if is_titled:
            is_name = opener.shape == "C" and opener.key not in self.seen_small and opener.key not in self.places
            return "titled_single" if is_name and not opener.is_compound and not self.words.has_noun_capitals else None
        if size < 2 or opener.key in self.places or opener.is_start and opener.key in self.seen_small:
            return None
        if any(u.shape == "A" for u in units[first:end]):
            return None
        inner = {u.key for u in units[first + 1 : end - 1] if u.shape == "l"}
        if inner - {"van", "von", "der", "den", "de", "bin", "al", "el", "ibn", "ter", "ten"} or inner == {"de"}:
            return None
        if self._is_aged(end):
            return "age"
        if self._is_apposed(first, end):
            return "apposition"
        if inner and self.words.has_noun_capitals:
            return None
        if inner & _STRONG_PARTICLES and not opener.is_start and not opener.is_compound:
            return "particle"
        if inner or self.words.has_noun_capitals:
            return None
        if units[end - 1].text in surnames():
            return "surname"
        if self._is_speaking(first, end):
            return "said"
        is_plain = not opener.is_start and all(
            u.shape == "C" and u.key not in self.seen_small and u.key not in self.demonyms and u.key not in self.places
            for u in units[first:end]
        )
        return "two_words" if is_plain and size in (2, 3) else None

    def _speaks_alone(self, first: int, end: int) -> bool:
        """Whether one capitalised word mid-sentence stands behind a verb of saying ("sier Appathurai")."""
        unit = self.units[first]
        is_name = unit.shape == "C" and not unit.is_start and len(unit.text) > 3 and not unit.is_compound
        if not is_name or end - first != 1 or unit.key in self.seen_small or unit.key in self.places or first == 0:
            return False
        is_person = not self.words.is_org_head(unit.key) and not self._has_place_suffix(unit)
        return unit.is_joined and self.units[first - 1].key in self.words.said and is_person

    def _is_initial(self, unit: Unit) -> bool:
        return unit.shape == "I" and self.field.text[unit.end : unit.end + 1] == "."

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
                if unit.shape == "l" and self._is_role(unit):
                    return True
        if first >= 2 and units[first - 1].text == "," and end < len(units) and units[end].text in (",", "."):
            for unit in reversed(units[max(0, first - 2 - _APPOSED_UNITS) : first - 1]):
                if unit.shape == "P" or unit.is_start:
                    return self._is_role(unit)
                if self._is_role(unit):
                    return True
        return False

    def _is_speaking(self, first: int, end: int) -> bool:
        units, words = self.units, self.words
        before = units[first - 1] if first else None
        after = units[end] if end < len(units) else None
        if before is not None and units[first].is_joined and (before.key in words.said or before.key in words.by):
            return True
        return after is not None and after.is_joined and after.key in words.said

    def _other(self, first: int, end: int, found: list[Span]) -> bool:
        """Places and organisations that the word before or the last word gives away."""
        units, words = self.units, self.words
        unit, last = units[first], units[end - 1]
        size = end - first
        if size > 6 or unit.key in self.demonyms and size == 1:
            return False
        before = units[first - 1] if first and unit.is_joined else None
        noun = before.key.rpartition("-")[2] if before is not None else ""
        if before is not None and noun in ("of", "van", "av", "de", "d") and first >= 2 and before.is_joined:
            noun = units[first - 2].key
            if noun in words.loc_before and size <= 3:
                self._add(found, first, end - 1, "LOCATION", "context", WEIGHTS.loc_before, "loc_before")
                return True
            return False
        if noun in words.org_before and (not words.has_noun_capitals or before is not None and before.shape == "C"):
            self._add(found, first, end - 1, "ORGANIZATION", "context", WEIGHTS.org_before, "org_before")
        elif size >= 2 and last.key in words.loc_head and unit.key not in self.seen_small and not self._holds_given(first, end):
            self._add(found, first, end - 1, "LOCATION", "form", WEIGHTS.loc_head, "loc_head")
        elif noun in words.loc_before and size <= 3 and unit.shape == "C":
            self._add(found, first, end - 1, "LOCATION", "context", WEIGHTS.loc_before, "loc_before")
        elif self._has_place_suffix(last) and not unit.is_start:
            self._add(found, first, end - 1, "LOCATION", "form", WEIGHTS.loc_suffix, "loc_suffix")
        elif unit.shape == "A" and size == 1 and 3 <= len(unit.text) <= 6 and self._is_speaking(first, end):
            self._add(found, first, first, "ORGANIZATION", "acronym", WEIGHTS.acronym_said, "acronym_said")
        elif self._speaks_alone(first, end) and not words.has_noun_capitals:
            self._add(found, first, first, "PERSON", "context", WEIGHTS.said_single, "said_single")
        elif self._is_placed(first, end, noun):
            self._add(found, first, end - 1, "LOCATION", "context", WEIGHTS.loc_prep, "loc_prep")
        else:
            return False
        return True

    def _holds_given(self, first: int, end: int) -> bool:
        return any(u.text in given_names() for u in self.units[first + 1 : end - 1])

    def _has_place_suffix(self, unit: Unit) -> bool:
        key, words = unit.key, self.words
        if unit.shape != "C" or unit.is_compound or key in self.seen_small or words.has_noun_capitals:
            return False
        return len(key) > 7 and (
            key.endswith(words.loc_suffix) or (words.has_genitive and key.removesuffix("s").endswith(words.loc_suffix))
        )

    def _is_placed(self, first: int, end: int, noun: str) -> bool:
        unit = self.units[first]
        return (
            end - first == 1
            and noun in self.words.loc_prep
            and unit.shape == "C"
            and len(unit.text) > 3
            and not unit.is_compound
            and unit.key not in self.seen_small
            and self.words.has_genitive
            and not self.words.has_noun_capitals
            and not self.words.is_title(unit.key)
        )

    def _add(
        self, found: list[Span], first: int, last: int, kind: EntityType, method: str, confidence: float, rule: str
    ) -> None:
        found.append(Span(first, last, kind, method, confidence, rule, self.units[first].start, self.units[last].end))


_NORDIC_SURNAMES: Final = tuple(
    "øye øe sen son stad vik berg land dal lund en er ing rud by heim haug nes set moe mann man gaard gård holm strand".split()
)
_GIVEN_CHARS: Final = 7
"""The second half of a double given name is no longer ("Hans-Joachim"); a longer one is a noun or a surname."""
_WEAK_RULES: Final = frozenset({"surname", "said", "two_words", "particle"})
_FORM_RULES: Final = frozenset({"given", "initials", "particle", "surname", "two_words"})


def _is_given(word: str) -> bool:
    if word in given_names():
        return True
    parts = word.split("-")
    return (
        len(parts) == 2 and parts[0] in given_names() and (parts[1] in given_names() or len(parts[1]) <= _GIVEN_CHARS)
    )
