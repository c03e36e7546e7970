"""Names that the knowledge base holds, and whether this place in the text means them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transforms.entities.knowledge import Alias, Entity, EntityType, Knowledge, Match
from transforms.entities.scene import Span
from transforms.entities.tokens import Field, Unit
from transforms.entities.words import Words, given_names, surnames


@dataclass(frozen=True, slots=True)
class KnownWeights:
    """How often such a match is that kind of name; see `scene.Weights`."""

    plain: float = 0.95
    starting: float = 0.9
    small_place: float = 0.7
    word: float = 0.75
    compound: float = 0.85


KNOWN_WEIGHTS: Final = KnownWeights()
GREAT_CITY_HEADS: Final = 300_000
"""A city this big is meant by its name even where a sentence starts."""
METROPOLIS_HEADS: Final = 600_000
"""A city this big is meant by its name even where people bear it too (Paris, Washington), but not the smaller ones."""
TOWN_HEADS: Final = 60_000
"""A smaller one needs a preposition of place before it: most small towns share their name with a family."""
_COUNTRY: Final = "iso3166:"
_TWO_WORDS: Final = 1 << 2
"""Names of two words and more, in the bit set of a first word's name lengths."""
_LEAST_PARTED: Final = 3
_LEAST_SHOUTED_CHARS: Final = 4
"""Shorter surnames in capitals are codes or numbers."""
_ARTICLES: Final = {"de": frozenset("dem das des im vom zum beim".split()), "es": frozenset({"el"})}
"""What stands before a German noun ("aus dem Perm") or a Spanish club ("el Madrid"), but before no city."""
_APOSTROPHIC: Final = frozenset({"tr"})
"""Languages that part a name from the ending of its case."""
_KEPT_ENTITIES: Final = 50_000


class Known:
    """Matches of one knowledge base. Keeps what it read of entities, up to a bound."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._entities: dict[str, Entity | None] = {}
        self._places: dict[str, bool] = {}

    def entity(self, entity_id: str) -> Entity | None:
        """The entity of that id, parsed once."""
        if entity_id not in self._entities:
            if len(self._entities) >= _KEPT_ENTITIES:
                self._entities.clear()
            self._entities[entity_id] = self.knowledge.entity(entity_id)
        return self._entities[entity_id]

    def is_place(self, word: str) -> bool:
        """Whether a word by itself names a country, a region or a big city."""
        known = self._places.get(word)
        if known is None:
            if len(self._places) >= _KEPT_ENTITIES:
                self._places.clear()
            known = self._places[word] = self._names_place(word)
        return known

    def _names_place(self, word: str) -> bool:
        for alias in self.knowledge.aliases(word):
            entity = self.entity(alias.entity_id)
            if entity is None or entity.entity_type != "LOCATION" or not is_great(entity):
                continue
            is_metropolis = (entity.population or 0) >= METROPOLIS_HEADS and alias.alias == entity.label
            if not alias.is_word or (is_metropolis and word not in given_names()):
                return True
        return False

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
        return self._judge(field, words, i, last, match, end_char, is_part and not is_suffixed)

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

    def _judge(
        self, field: Field, words: Words, first: int, last: int, match: Match, end_char: int, is_part: bool
    ) -> Span | None:
        units = field.units
        unit = units[first]
        is_single = match.end - match.start == 1
        aliases = match.aliases
        if is_single and not field.is_plain(unit):
            aliases = tuple(a for a in aliases if not a.is_word and (not a.is_exact_case or field.titles[unit.line]))
        entity = self.best(aliases, _wanted(words, units, first))
        if entity is None or field.text[end_char : end_char + 1] == "$":
            return None
        alias = next(a for a in aliases if a.entity_id == entity.entity_id)
        confidence, rule = KNOWN_WEIGHTS.plain, "known"
        if is_single and match.is_inflected and unit.is_start and not _is_metropolis(entity):
            return None  # "Думаю" opens a sentence, and is no case of Dumai
        if is_single:
            judged = self._judge_single(field, words, first, entity, alias)
            if judged is None:
                return None
            confidence, rule = judged
        elif alias.is_word and not self._is_town_meant(words, units, first, last, entity):
            return None  # "Getúlio Vargas" is the man, not the town called after him
        if is_part:
            confidence, rule = min(confidence, KNOWN_WEIGHTS.compound), "known_compound"
        if _is_in_title(words, units, first, last):
            return None
        return Span(first, last, entity.entity_type, "knowledge", confidence, rule, unit.start, end_char)

    def _judge_single(
        self, field: Field, words: Words, first: int, entity: Entity, alias: Alias
    ) -> tuple[float, str] | None:
        """Confidence and rule of a name of one word, or None where the place does not speak for it."""
        units = field.units
        unit = units[first]
        before, after = _before(units, first), _after(units, first)
        if words.is_no_name(unit.key) and unit.shape != "A":
            return None
        if before is not None and before.text == "The" and words.language != "en":
            return None
        if alias.kind == "surname" or entity.entity_type == "PERSON":
            is_said = (before is not None and words.is_title(before.key)) or (
                after is not None and after.key in words.said
            )
            if not alias.is_bare_surname and not is_said:
                return None
            if unit.shape == "A" and len(unit.text) < _LEAST_SHOUTED_CHARS and unit.text != alias.alias:
                return None  # "XI" is a number or a code
            if alias.is_word and (not is_said or unit.is_start):
                return None
            if before is not None and before.shape == "C" and not words.is_title(before.key):
                return None
            return (KNOWN_WEIGHTS.plain if not alias.is_word else KNOWN_WEIGHTS.word), "known_surname"
        if entity.entity_type == "ORGANIZATION":
            if self._is_of_another_country(words, before, entity):
                return None
            if not alias.is_word:
                return (KNOWN_WEIGHTS.starting if unit.is_start else KNOWN_WEIGHTS.plain), "known"
            is_shaped = (unit.shape == "A" and not unit.is_start) or (
                before is not None and before.key in words.org_before
            )
            return (KNOWN_WEIGHTS.word, "known_word") if is_shaped else None
        if entity.kind == "city" and before is not None and before.key in _ARTICLES.get(words.language, ()):
            return None
        return self._judge_place(words, units, first, entity, alias)

    def _is_town_meant(self, words: Words, units: list[Unit], first: int, last: int, entity: Entity) -> bool:
        """Whether a town of several words is meant by them: it is not called like a person, or it is placed."""
        if entity.kind != "city" or _is_placed(words, units, first):
            return True
        is_beside = last + 2 < len(units) and units[last + 1].text in (",", "(") and self.is_place(units[last + 2].text)
        return is_beside or units[first].text not in given_names()

    def _is_of_another_country(self, words: Words, before: Unit | None, entity: Entity) -> bool:
        """Whether a word of origin says that another country's body is meant ("russisk UD" is not Norway's)."""
        if before is None or entity.country is None:
            return False
        origin = self.knowledge.demonym(before.text, None if words.language == "und" else words.language)
        return (
            origin is not None and origin.place_id.startswith(_COUNTRY) and origin.place_id != _COUNTRY + entity.country
        )

    def _judge_place(
        self, words: Words, units: list[Unit], first: int, entity: Entity, alias: Alias
    ) -> tuple[float, str] | None:
        unit, before, after = units[first], _before(units, first), _after(units, first)
        is_placed = _is_placed(words, units, first)
        is_between = _is_name_beside(words, before) or _is_name_beside(words, after)
        heads = entity.population or 0
        if entity.kind in ("country", "continent") and not alias.is_word:
            return (KNOWN_WEIGHTS.starting if unit.is_start else KNOWN_WEIGHTS.plain), "known"
        if (
            before is not None
            and not is_placed
            and (before.text in given_names() or (before.shape == "I" and is_between) or words.is_title(before.key))
        ):
            return None
        if _is_dateline(units, first):
            return KNOWN_WEIGHTS.plain, "known"
        if alias.is_word:
            if is_between or unit.shape != "C":
                return None
            is_city = heads >= METROPOLIS_HEADS and alias.alias == entity.label
            is_city = is_city and (is_placed or unit.text not in given_names())
            is_proved = is_placed and not words.has_noun_capitals
            return (KNOWN_WEIGHTS.word, "known_word") if is_city or is_proved else None
        if entity.kind != "city":
            return (KNOWN_WEIGHTS.starting if unit.is_start else KNOWN_WEIGHTS.plain), "known"
        if heads < METROPOLIS_HEADS and (unit.text in surnames() or (unit.text in given_names() and not is_placed)):
            return None
        if words.has_case_endings and heads < TOWN_HEADS:
            return None
        if heads >= GREAT_CITY_HEADS:
            return (KNOWN_WEIGHTS.starting if unit.is_start else KNOWN_WEIGHTS.plain), "known"
        if is_placed:
            return KNOWN_WEIGHTS.plain if not is_between else KNOWN_WEIGHTS.small_place, "known"
        if heads >= TOWN_HEADS and not unit.is_start and not is_between and not words.has_noun_capitals:
            return KNOWN_WEIGHTS.small_place, "known_town"
        return None

    def best(self, aliases: tuple[Alias, ...], wanted: EntityType | None = None) -> Entity | None:
        """The entity that such a name means most often."""
        ranked: list[tuple[float, str, Entity]] = []
        for alias in aliases:
            entity = self.entity(alias.entity_id)
            if entity is not None:
                score = _PRIOR.get(entity.kind, 1.0) + min(1.2, (entity.population or 0) / 3e6)
                score -= 2.0 * alias.is_word + 2.5 * (alias.kind == "surname" and not alias.is_bare_surname)
                score += 3.0 * (entity.entity_type == wanted and is_great(entity))
                ranked.append((-score, entity.entity_id, entity))
        return min(ranked, default=(0.0, "", None), key=lambda row: row[:2])[2]


_PRIOR: Final = {
    "country": 6.0,
    "continent": 5.0,
    "organization": 4.0,
    "person": 3.5,
    "region": 3.0,
    "subdivision": 2.0,
    "water": 3.0,
    "city": 2.5,
}


def is_great(entity: Entity) -> bool:
    """Whether a place is a country, a region or a big city; true for all that are no cities."""
    return entity.kind != "city" or (entity.population or 0) >= GREAT_CITY_HEADS


def _is_suffix(field: Field, words: Words, match: Match, unit: Unit) -> bool:
    """Whether all that a unit has behind a name is the ending of a case, parted by an apostrophe ("ABD'nin")."""
    return (
        words.language in _APOSTROPHIC
        and unit.last == match.end
        and field.text[field.tokens.ends[match.end - 1]] in "'’"
        and field.tokens.words[match.end][0].islower()
    )


def _is_metropolis(entity: Entity) -> bool:
    return entity.kind != "city" or (entity.population or 0) >= METROPOLIS_HEADS


def _before(units: list[Unit], first: int) -> Unit | None:
    return units[first - 1] if first and units[first].is_joined else None


def _after(units: list[Unit], first: int) -> Unit | None:
    is_joined = first + 1 < len(units) and units[first + 1].is_joined and not units[first].is_possessive
    return units[first + 1] if is_joined else None


def _is_placed(words: Words, units: list[Unit], first: int) -> bool:
    """Whether a preposition of place or a word for a kind of place stands right before."""
    before = _before(units, first)
    return before is not None and (before.key in words.loc_prep or before.key in words.loc_before)


def _is_name_beside(words: Words, unit: Unit | None) -> bool:
    """Whether a neighbour is a capitalised word that may belong to the same name."""
    return unit is not None and unit.shape in "CI" and not words.is_title(unit.key) and not words.is_no_name(unit.key)


def _is_dateline(units: list[Unit], first: int) -> bool:
    """Whether a line starts so: "OOSTENDE (ABC) -", "Genève (ABC):"."""
    is_first = first == 0 or units[first - 1].line < units[first].line
    following = [u.text for u in units[first + 1 : first + 4]]
    return is_first and len(following) == 3 and following[0] == "(" and following[2] == ")" and following[1].isupper()


def _is_in_title(words: Words, units: list[Unit], first: int, last: int) -> bool:
    """Whether what reads like a name is the trade of a person ("Foreign Policy Writer")."""
    after = units[last + 1] if last + 1 < len(units) else None
    is_trade = after is not None and after.is_joined and after.shape == "C" and words.is_title(after.key)
    return is_trade and all(u.key in words.modifier for u in units[first : last + 1])


def _wanted(words: Words, units: list[Unit], first: int) -> EntityType | None:
    """What the word before asks for: a person behind a title, a place behind a preposition."""
    unit = units[first]
    if first == 0 or not unit.is_joined:
        return None
    key = units[first - 1].key
    if words.is_title(key.rpartition("-")[2]):
        return "PERSON"
    if key in words.loc_prep or key in words.loc_before:
        return "LOCATION"
    return None


def unit_of_token(units: list[Unit], count: int) -> list[int]:
    """For each token the index of its unit; -1 for a possessive s, which is in none."""
    found = [-1] * count
    for index, unit in enumerate(units):
        for token in range(unit.first, unit.last + 1):
            found[token] = index
    return found
