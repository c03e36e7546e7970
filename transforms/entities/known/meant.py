"""Whether a place in the text means the known name that stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transforms.entities.knowledge import Alias, Entity, EntityType, Match
from transforms.entities.known.things import GREAT_CITY_HEADS, METROPOLIS_HEADS, KnownThings, is_metropolis
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
TOWN_HEADS: Final = 60_000
"""A smaller one needs a preposition of place before it: most small towns share their name with a family."""
_COUNTRY: Final = "iso3166:"
_LEAST_SHOUTED_CHARS: Final = 4
"""Shorter surnames in capitals are codes or numbers."""
_ARTICLES: Final = {"de": frozenset("dem das des im vom zum beim".split()), "es": frozenset({"el"})}
"""What stands before a German noun ("aus dem Perm") or a Spanish club ("el Madrid"), but before no city."""


def judge(
    things: KnownThings, field: Field, words: Words, first: int, last: int, match: Match, end_char: int, is_part: bool
) -> Span | None:
    """The name in these units as a span, with what tells how sure it is; None where the place does not speak for it. It
    ends at `end_char`; `is_part`: the rest of the last unit is no part of it."""
    units = field.units
    unit = units[first]
    is_single = match.end - match.start == 1
    aliases = match.aliases
    if is_single and not field.is_plain(unit):
        aliases = tuple(a for a in aliases if not a.is_word and (not a.is_exact_case or field.titles[unit.line]))
    entity = things.best(aliases, _wanted(words, units, first))
    if entity is None or field.text[end_char : end_char + 1] == "$":
        return None
    alias = next(a for a in aliases if a.entity_id == entity.entity_id)
    confidence, rule = KNOWN_WEIGHTS.plain, "known"
    if is_single and match.is_inflected and unit.is_start and not is_metropolis(entity):
        return None  # "Думаю" opens a sentence, and is no case of Dumai
    if is_single:
        judged = _judge_single(things, field, words, first, entity, alias)
        if judged is None:
            return None
        confidence, rule = judged
    elif alias.is_word and not _is_town_meant(things, words, units, first, last, entity):
        return None  # "Getúlio Vargas" is the man, not the town called after him
    if is_part:
        confidence, rule = min(confidence, KNOWN_WEIGHTS.compound), "known_compound"
    if _is_in_title(words, units, first, last):
        return None
    return Span(first, last, entity.entity_type, "knowledge", confidence, rule, unit.start, end_char)


def _judge_single(
    things: KnownThings, field: Field, words: Words, first: int, entity: Entity, alias: Alias
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
        is_said = (before is not None and words.is_title(before.key)) or (after is not None and after.key in words.said)
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
        if _is_of_another_country(things, words, before, entity):
            return None
        if not alias.is_word:
            return (KNOWN_WEIGHTS.starting if unit.is_start else KNOWN_WEIGHTS.plain), "known"
        is_shaped = (unit.shape == "A" and not unit.is_start) or (before is not None and before.key in words.org_before)
        return (KNOWN_WEIGHTS.word, "known_word") if is_shaped else None
    if entity.kind == "city" and before is not None and before.key in _ARTICLES.get(words.language, ()):
        return None
    return _judge_place(words, units, first, entity, alias)


def _is_town_meant(things: KnownThings, words: Words, units: list[Unit], first: int, last: int, entity: Entity) -> bool:
    """Whether a town of several words is meant by them: it is not called like a person, or it is placed."""
    if entity.kind != "city" or _is_placed(words, units, first):
        return True
    is_beside = last + 2 < len(units) and units[last + 1].text in (",", "(") and things.is_place(units[last + 2].text)
    return is_beside or units[first].text not in given_names()


def _is_of_another_country(things: KnownThings, words: Words, before: Unit | None, entity: Entity) -> bool:
    """Whether a word of origin says that another country's body is meant ("russisk UD" is not Norway's)."""
    if before is None or entity.country is None:
        return False
    origin = things.knowledge.demonym(before.text, None if words.language == "und" else words.language)
    return origin is not None and origin.place_id.startswith(_COUNTRY) and origin.place_id != _COUNTRY + entity.country


def _judge_place(words: Words, units: list[Unit], first: int, entity: Entity, alias: Alias) -> tuple[float, str] | None:
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
