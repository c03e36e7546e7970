"""Where known names stand in a text: whole, with an ending, and inside compounds."""

from __future__ import annotations

from typing import Final

from transforms.entities.knowledge import Match
from transforms.entities.known.meant import KNOWN_WEIGHTS, judge
from transforms.entities.known.things import KnownThings
from transforms.entities.scene import Span
from transforms.entities.tokens import Field, Unit
from transforms.entities.words import Words

_TWO_WORDS: Final = 1 << 2
"""Names of two words and more, in the bit set of a first word's name lengths."""
_LEAST_PARTED: Final = 3
_APOSTROPHIC: Final = frozenset({"tr"})
"""Languages that part a name from the ending of its case."""


class Known(KnownThings):
    """Matches of one knowledge base, and what they mean."""

    def spans(self, field: Field, words: Words) -> list[Span]:
        """Known names in one field, in order; they may overlap what forms find, never each other."""
        units, split = field.units, field.tokens
        language = None if words.language == "und" else words.language
        unit_of = unit_of_token(units, len(split.words))
        found: list[Span] = []
        i = 0
        while i < len(units):
            unit = units[i]
            span = None
            if unit.shape in "CAI" or (unit.shape in "lD" and unit.is_compound):
                span = self._at(field, words, language, i, unit_of)
            if span is None:
                i += 1
            else:
                found.extend(self._parted(field, words, language, span, unit_of))
                i = span.last + 1
        return found

    def _parted(self, field: Field, words: Words, language: str | None, span: Span, unit_of: list[int]) -> list[Span]:
        """A body of a body ("General Assembly of the United Nations") as the two names that it is made of; other names
        as they are."""
        units = field.units
        if span.entity_type != "ORGANIZATION" or span.last - span.first < _LEAST_PARTED:
            return [span]
        for i in range(span.first + 2, span.last + 1):
            if units[i].shape not in "CA" or units[i - 1].shape != "l":
                continue
            owner = self._at(field, words, language, i, unit_of)
            if owner is None or owner.last != span.last or owner.entity_type != "ORGANIZATION":
                continue
            cut = i - 1
            while cut > span.first and units[cut].shape == "l":
                cut -= 1
            end = field.tokens.ends[units[cut].last]
            name = field.tokens.words[units[span.first].first : units[cut].last + 1]
            match = self.knowledge.match(name, 0, language)
            if match is not None and match.end == len(name):
                return [
                    Span(span.first, cut, "ORGANIZATION", "knowledge", span.confidence, "known", span.start, end),
                    owner,
                ]
        return [span]

    def _at(self, field: Field, words: Words, language: str | None, i: int, unit_of: list[int]) -> Span | None:
        unit = field.units[i]
        split = field.tokens
        if not (unit.is_compound or self._may_open(split.words[unit.first], words)):
            return None
        match = self.knowledge.match(split.words, unit.first, language)
        if match is None or match.end == match.start + 1:
            match = self._in_small(split.words, unit.first, language) or match
        end_char = split.ends[match.end - 1] if match is not None else 0
        longer = self._genitive(field, words, language, i, match)
        if longer is not None:
            match, end_char = longer
        if match is None:
            return self._inside(field, words, language, i) if unit.is_compound else None
        last = unit_of[match.end - 1]
        if last < 0:
            return None
        is_part = match.end - 1 < field.units[last].last
        is_suffixed = is_part and _is_suffix(field, words, match, field.units[last])
        if is_part and not is_suffixed and not self._may_be_part(field, last, match):
            return None
        return judge(self, field, words, i, last, match, end_char, is_part and not is_suffixed)

    def _may_open(self, word: str, words: Words) -> bool:
        """Whether any known name begins with this word, or is it with an -s behind; most capitals open none."""
        if words.has_case_endings:
            return True
        key = word.casefold()
        lengths = self.knowledge.lengths
        return key in lengths or "." in word or (words.has_genitive and key[-1] == "s" and key[:-1] in lengths)

    def _in_small(self, written: list[str], start: int, language: str | None) -> Match | None:
        """A longer name of the text's own language whose later words may be small ("Nations unies")."""
        sizes = self.knowledge.lengths.get(written[start].casefold(), 0)
        if sizes < _TWO_WORDS or language is None or start + 1 >= len(written) or not written[start + 1][0].islower():
            return None
        name = [written[start], *(w[:1].upper() + w[1:] for w in written[start + 1 : start + sizes.bit_length()])]
        match = self.knowledge.match(name, 0, language)
        if match is None or match.end < 2:
            return None
        fitting = tuple(a for a in match.aliases if language in a.languages and not a.is_word and not a.is_exact_case)
        return Match(start, start + match.end, fitting) if fitting else None

    def _genitive(
        self, field: Field, words: Words, language: str | None, i: int, match: Match | None
    ) -> tuple[Match, int] | None:
        """The name that stands here with an -s behind it, when that is longer than what matches as written."""
        if not words.has_genitive:
            return None
        unit = field.units[i]
        split = field.tokens
        found = None
        for end in range(unit.first + 1, min(unit.first + 5, len(split.words) + 1)):
            word = split.words[end - 1]
            if len(word) > 2 and word[-1] == "s" and word[0].isupper() and (match is None or end > match.end):
                name = [*split.words[unit.first : end - 1], word[:-1]]
                tried = self.knowledge.match(name, 0, language)
                # "Nederlands-Rwandese" is where somebody is from
                is_adjective = unit.is_compound and self.knowledge.demonym(word, language) is not None
                if tried is not None and tried.end == len(name) and not is_adjective:
                    found = (Match(unit.first, end, tried.aliases), split.ends[end - 1] - 1)
        return found

    def _may_be_part(self, field: Field, last: int, match: Match) -> bool:
        """Whether the head of a hyphen compound is a name by itself ("NAVO-kantoor", not "Jan-Peter")."""
        unit = field.units[last]
        following = field.tokens.words[match.end]
        if field.text[field.tokens.ends[match.end - 1]] not in "-\u2010\u2011":
            return False
        entity = self.best(match.aliases)
        if entity is None or all(alias.is_word for alias in match.aliases):
            return False
        return unit.last >= match.end and (
            following[0].islower() or (entity.entity_type != "PERSON" and (entity.kind in ("country", "organization")))
        )

    def _inside(self, field: Field, words: Words, language: str | None, i: int) -> Span | None:
        """A country or body behind a prefix in a compound ("anti-NAVO", "Oost-Oekraïne")."""
        unit, split = field.units[i], field.tokens
        for token in range(unit.first + 1, unit.last + 1):
            if not split.words[token][0].isupper():
                continue
            match = self.knowledge.match(split.words, token, language)
            if match is None or match.end - 1 > unit.last or all(alias.is_word for alias in match.aliases):
                continue
            entity = self.best(match.aliases)
            is_prefixed = split.words[token - 1][0].islower() or (entity is not None and entity.kind == "country")
            if (
                entity is not None
                and entity.kind in ("country", "organization")
                and is_prefixed
                and match.end - 1 == unit.last
            ):
                start, end = split.starts[token], split.ends[match.end - 1]
                return Span(i, i, entity.entity_type, "knowledge", KNOWN_WEIGHTS.compound, "known_inside", start, end)
        return None


def _is_suffix(field: Field, words: Words, match: Match, unit: Unit) -> bool:
    """Whether all that a unit has behind a name is the ending of a case, parted by an apostrophe ("ABD'nin")."""
    return (
        words.language in _APOSTROPHIC
        and unit.last == match.end
        and field.text[field.tokens.ends[match.end - 1]] in "'’"
        and field.tokens.words[match.end][0].islower()
    )


def unit_of_token(units: list[Unit], count: int) -> list[int]:
    """For each token the index of its unit; -1 for a possessive s, which is in none."""
    found = [-1] * count
    for index, unit in enumerate(units):
        first, last = unit.first, unit.last
        found[first] = index
        if last > first:
            found[first : last + 1] = [index] * (last + 1 - first)
    return found
