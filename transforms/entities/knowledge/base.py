"""The knowledge base in memory: entities, aliases, and the longest alias that starts at a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, Literal, cast

from transforms.entities.endings import has_cases
from transforms.entities.inflection import base_forms, is_given_name, phrase_forms
from transforms.entities.naming import phrase_key, spelling_key, tokens
from transforms.language_data.lists import function_words

EntityType = Literal["PERSON", "ORGANIZATION", "LOCATION"]
AliasKind = Literal["name", "acronym", "surname"]
EntityKind = Literal["country", "subdivision", "region", "water", "continent", "city", "organization", "person"]

# Written languages whose readers meet each other's names; an alias of one holds in the others.
_KIN: Final[Mapping[str, frozenset[str]]] = {
    "nb": frozenset({"nb", "no", "nn", "da"}),
    "no": frozenset({"nb", "no", "nn", "da"}),
    "nn": frozenset({"nn", "no", "nb", "da"}),
    "da": frozenset({"da", "nb", "no"}),
    "af": frozenset({"af", "nl"}),
    "fy": frozenset({"fy", "nl"}),
    "lb": frozenset({"lb", "de", "fr"}),
    "hr": frozenset({"hr", "bs", "sr"}),
    "bs": frozenset({"bs", "hr", "sr"}),
    "sr": frozenset({"sr", "hr", "bs"}),
}
_GENITIVE_ONLY: Final = frozenset({"de", "nb", "nn", "da", "sv", "fo"})
# A text whose language is unknown is short, and most likely in one of these.
_COMMON: Final = frozenset("en nl de fr nb nn da sv es it pt pl ru uk".split())


@dataclass(frozen=True, slots=True)
class Entity:
    """One known thing. `country` is ISO 3166-1 alpha-2 (where it lies or whom it serves), null where none or several.

    `latitude` and `longitude` are WGS 84 degrees, `population` heads; null where the source gives none. `context` are
    words, casefolded, that stand near the name when this thing is meant (offices, parties, sports).
    """

    entity_id: str
    entity_type: EntityType
    label: str
    kind: EntityKind
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """One written form of one entity.

    `languages` are the BCP 47 languages that write it so, empty when any may. `is_word`: the form is also an ordinary
    word, given name or surname, so a capital letter alone is no evidence; ask for context. `is_bare_surname`: it is a
    surname that may be linked without the full name in the article. `is_exact_case`: only this very casing counts.
    `needs_country`: like bodies of several countries bear the name (Supreme Court), so it means this one only where the
    article speaks of its country most.
    """

    alias: str
    entity_id: str
    kind: AliasKind = "name"
    languages: tuple[str, ...] = ()
    is_word: bool = False
    is_bare_surname: bool = False
    is_exact_case: bool = False
    needs_country: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Words `start` to `end` (exclusive, token indices) are written like these aliases, at least one; or, where
    `is_inflected`, may be a case of one."""

    start: int
    end: int
    aliases: tuple[Alias, ...]
    is_inflected: bool = False


@dataclass(frozen=True, slots=True)
class Demonym:
    """One form that says where someone or something is from ("Russische", "Russen"): no mention, but an allusion."""

    form: str
    place_id: str
    languages: tuple[str, ...]
    kind: Literal["adjective", "people"]


@dataclass(frozen=True, slots=True)
class _Written:
    alias: Alias
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All known entities and aliases. Read-only; lines are parsed when asked for, so that loading stays cheap.

    `phrases` maps a phrase key to its packed aliases, `entity_lines` an entity id to its packed row (formats in
    `tables`), `lengths` the first word of every key to a bit set of key lengths in words.
    """

    phrases: Mapping[str, str]
    entity_lines: Mapping[str, str]
    demonyms: Mapping[str, tuple[Demonym, ...]]
    lengths: Mapping[str, int]
    _unpacked: dict[str, tuple[_Written, ...]] = field(default_factory=dict, compare=False, repr=False)
    _entities: dict[str, Entity] = field(default_factory=dict, compare=False, repr=False)
    _firsts: dict[tuple[str, str], int] = field(default_factory=dict, compare=False, repr=False)
    _bent: dict[tuple[str, ...], tuple[Alias, ...]] = field(default_factory=dict, compare=False, repr=False)

    def entity(self, entity_id: str) -> Entity | None:
        """The entity of that id, or None."""
        known = self._entities.get(entity_id)
        if known is None:
            line = self.entity_lines.get(entity_id)
            if line is None:
                return None
            if len(self._entities) >= _MOST_KEPT:
                self._entities.clear()
            known = self._entities[entity_id] = _entity(entity_id, line)
        return known

    def aliases(self, surface: str) -> tuple[Alias, ...]:
        """Aliases written like this surface when case is put aside; empty when none is."""
        return tuple(written.alias for written in self._unpack(_key(_words(surface))))

    def match(self, words: Sequence[str], start: int, language: str | None = None) -> Match | None:
        """The longest known name that starts at `words[start]`, or None.

        `words` come from `naming.tokens`. A name counts when every word that opens with a capital in the alias does
        so in the text, or exactly as written for case-sensitive aliases (US, WHO). With a `language`, aliases of
        other languages are left out when they are ordinary words or not in a language that news commonly borrows
        from.
        """
        found = self.matches(words, start, language, is_longest_only=True)
        return found[0] if found else None

    def matches(
        self, words: Sequence[str], start: int, language: str | None = None, *, is_longest_only: bool = False
    ) -> list[Match]:
        """Every known name that starts at `words[start]`, longest first; the rules are those of `match`."""
        first = words[start]
        lengths = self.lengths.get(first.casefold()) or (
            self.lengths.get(phrase_key([first])) if "." in first else None
        )
        bent = self._bent_lengths(first, language) if language is not None else 0
        found: list[Match] = []
        both = (lengths or 0) | bent
        for size in range(both.bit_length() - 1, 0, -1):
            end = start + size
            if not both >> size & 1 or end > len(words):
                continue
            written = words[start:end]
            fitting: tuple[Alias, ...] = ()
            if lengths and lengths >> size & 1:
                candidates = self._unpack(phrase_key(list(written)))
                fitting = tuple(
                    c.alias for c in candidates if _is_written_so(c, written) and speaks(c.alias, language)
                )
            is_inflected = False
            if bent >> size & 1 and language is not None and all(alias.is_word for alias in fitting):
                unbent = self._unbent(tuple(written), language)
                fitting, is_inflected = (fitting + unbent, bool(unbent))
            if fitting:
                found.append(Match(start, end, fitting, is_inflected))
                if is_longest_only:
                    break
        return found

    def types(self, surface: str, language: str | None) -> frozenset[EntityType]:
        """What kinds of things a text in that language means by this name, when it is written like a name that is no
        ordinary word; empty when nothing known is."""
        written = _words(surface)
        known = self._unpack(_key(written))
        found = {
            self.entity_type(c.alias.entity_id)
            for c in known
            if not c.alias.is_word and speaks(c.alias, language) and _is_written_so(c, written)
        }
        return frozenset(found)

    def entity_type(self, entity_id: str) -> EntityType:
        """The type of a known thing. Raises KeyError if there is none of that id."""
        return _TYPES[self.entity_lines[entity_id][0]]

    def inflected(self, surface: str, language: str | None) -> tuple[Alias, ...]:
        """Aliases that this surface may be a case of in that language (Putinem, Москве); empty when none is, and where
        the language has no cases. Acronyms and names that are ordinary words are left out: too many words end like
        them."""
        if language is None or not has_cases(language):
            return ()
        words = _words(surface)
        return self._unbent(words, language) if words else ()

    def _bent_lengths(self, first: str, language: str) -> int:
        """Bit set of the lengths of names whose first word this may be a case of; 0 for small letters, and where a
        genitive -s is the only case: the recogniser takes that off itself, with the offset that it needs."""
        if language in _GENITIVE_ONLY or not has_cases(language):
            return 0
        known = self._firsts.get((language, first))
        if known is None:
            known = 0
            if not (first[0].islower() or first[0].isdigit()):
                for form in (first, *base_forms(first, language), *base_forms(first, language, is_inner=True)):
                    known |= self.lengths.get(form.casefold(), 0)
            if len(self._firsts) >= _MOST_KEPT:
                self._firsts.clear()
            self._firsts[language, first] = known
        return known

    def _unbent(self, written: tuple[str, ...], language: str) -> tuple[Alias, ...]:
        key = (language, *written)
        known = self._bent.get(key)
        if known is None:
            known = ()
            for form in () if _is_no_case(written, language) else phrase_forms(written, language):
                candidates = self._unpack(phrase_key(list(form)))
                known = tuple(
                    c.alias
                    for c in candidates
                    if _bends(c.alias, language) and _is_written_so(c, form) and self._may_bend(c.alias, written)
                )
                if known:
                    break
            if len(self._bent) >= _MOST_KEPT:
                self._bent.clear()
            self._bent[key] = known
        return known

    def _may_bend(self, alias: Alias, written: tuple[str, ...]) -> bool:
        """Whether a case of this alias is likelier than another word: no surname in the plural (Маски are masks), no
        short name of a body, and of the cities the great ones that no people are called like (Vladimir, Roman)."""
        if len(written) > 1:
            return True
        if alias.kind == "surname":
            return not (written[0][-1] in _PLURAL and written[0][:-1].casefold() == alias.alias.casefold())
        entity = self.entity(alias.entity_id)
        if entity is not None and entity.kind == "organization":
            return len(alias.alias) > _SHOUTED_CHARS
        if entity is None or entity.kind != "city":
            return True
        if alias.alias.endswith(_ADJECTIVES):
            return False  # "Центрального парка" is no case of Центральний, a district that is listed as a city
        return (entity.population or 0) >= _LEAST_BENT_HEADS and not is_given_name(alias.alias)

    def demonym(self, word: str, language: str | None = None) -> Demonym | None:
        """The demonym that this word is in that language (in any, when None), or None."""
        rows = self.demonyms.get(word.casefold(), ())
        return next(
            (row for row in rows if language is None or _KIN.get(language, {language}) & set(row.languages)), None
        )

    @cached_property
    def people_by_spelling(self) -> Mapping[str, tuple[str, ...]]:
        """Spelling key of every full name of a known person → ids, sorted. Single-word names are left out."""
        found: dict[str, set[str]] = {}
        for packed in self.phrases.values():
            if packed.startswith(_PERSON) or "\t" + _PERSON in packed:
                for alias in _parse(packed, _PERSON):
                    if alias.kind == "name" and " " in alias.alias:
                        found.setdefault(spelling_key(alias.alias, "PERSON"), set()).add(alias.entity_id)
        return {key: tuple(sorted(ids)) for key, ids in found.items()}

    @cached_property
    def names_of_people(self) -> Mapping[str, tuple[str, ...]]:
        """Every known person's id → full names, sorted."""
        found: dict[str, set[str]] = {}
        for packed in self.phrases.values():
            if packed.startswith(_PERSON) or "\t" + _PERSON in packed:
                for alias in _parse(packed, _PERSON):
                    if alias.kind == "name" and (" " in alias.alias or not alias.alias.isascii()):
                        found.setdefault(alias.entity_id, set()).add(alias.alias)
        return {entity_id: tuple(sorted(names)) for entity_id, names in sorted(found.items())}

    def _unpack(self, key: str) -> tuple[_Written, ...]:
        known = self._unpacked.get(key)
        if known is None:
            packed = self.phrases.get(key)
            if packed is None:
                return ()
            known = tuple(_Written(alias, tuple(tokens(alias.alias).words)) for alias in _parse(packed))
            self._unpacked[key] = known
        return known


_MOST_KEPT: Final = 50_000
"""Words and names of which is kept what they are cases of; more are forgotten at once."""
_PLURAL: Final = "iyиыі"
_ADJECTIVES: Final = ("ый", "ий", "ій")
_LEAST_BENT_HEADS: Final = 100_000
"""A city of fewer people is not sought in the cases of its name: its name is as often another word's."""
_SHOUTED_CHARS: Final = 4
"""Capitals this short are letters that stand for a name, and have no cases."""
_PERSON: Final = "P"
_KINDS: Final[Mapping[str, AliasKind]] = {"a": "acronym", "s": "surname"}


@lru_cache(maxsize=16_384)
def _words(surface: str) -> tuple[str, ...]:
    return tuple(tokens(surface).words)


def _key(words: Sequence[str]) -> str:
    return phrase_key(list(words))


def pack_alias(alias: Alias, entity_type: EntityType) -> str:
    """One alias to its packed form `flags|entity_id|languages|alias`; flags open with P, O or L for the type."""
    flags = entity_type[0] + {"acronym": "a", "surname": "s"}.get(alias.kind, "")
    flags += "w" * alias.is_word + "b" * alias.is_bare_surname + "x" * alias.is_exact_case
    flags += "c" * alias.needs_country
    return f"{flags}|{alias.entity_id}|{','.join(alias.languages)}|{alias.alias}"


def _parse(packed: str, of_type: str = "") -> Iterable[Alias]:
    for entry in packed.split("\t"):
        flags, entity_id, languages, surface = entry.split("|", 3)
        if not flags.startswith(of_type):
            continue
        yield Alias(
            alias=surface,
            entity_id=entity_id,
            kind=next((kind for letter, kind in _KINDS.items() if letter in flags), "name"),
            languages=tuple(languages.split(",")) if languages else (),
            is_word="w" in flags,
            is_bare_surname="b" in flags,
            is_exact_case="x" in flags,
            needs_country="c" in flags,
        )


def pack_entity(entity: Entity) -> str:
    """One entity, without its id, to its packed row: type, kind, label, country, latitude, longitude, population,
    context.
    """
    cells: tuple[object, ...] = (
        entity.entity_type[0],
        entity.kind,
        entity.label,
        entity.country,
        entity.latitude,
        entity.longitude,
        entity.population,
        ",".join(entity.context),
    )
    return "\t".join("" if cell is None else str(cell) for cell in cells)


_TYPES: Final[Mapping[str, EntityType]] = {"P": "PERSON", "O": "ORGANIZATION", "L": "LOCATION"}


def _entity(entity_id: str, line: str) -> Entity:
    letter, kind, label, country, latitude, longitude, population, context = line.split("\t")
    return Entity(
        entity_id=entity_id,
        entity_type=_TYPES[letter],
        label=label,
        kind=cast(EntityKind, kind),
        country=country or None,
        latitude=float(latitude) if latitude else None,
        longitude=float(longitude) if longitude else None,
        population=int(population) if population else None,
        context=tuple(context.split(",")) if context else (),
    )


# Capitals this short are an acronym, not a name in a heading ("ICA" is no city in Peru).
_CODE_CHARS: Final = 3


def _is_written_so(candidate: _Written, written: Sequence[str]) -> bool:
    """Whether the casing of the text allows this alias."""
    if candidate.alias.is_exact_case:
        return [w.replace(".", "") for w in candidate.words] == [w.replace(".", "") for w in written]
    return all(
        (text[0].isupper() or not known[0].isupper()) and (text == known or not _is_odd(text))
        for text, known in zip(written, candidate.words, strict=True)
    )


def _is_odd(word: str) -> bool:
    """Whether a word opens with two capitals and goes on small ("CISco"): it is that very word or none."""
    return word[:2].isupper() and not word.isupper()


def is_foreign(alias: Alias, language: str | None) -> bool:
    """Whether an alias is of languages that neither the text's readers nor most readers of news meet (Palu is Palau in
    Faroese)."""
    if not alias.languages or language in (None, "und"):
        return False
    return not speaks(alias, language) and _COMMON.isdisjoint(alias.languages)


def _is_no_case(written: tuple[str, ...], language: str) -> bool:
    """Whether one word is a small word of the language, at a sentence's start, or letters that stand for a name."""
    word = written[0]
    if len(written) > 1:
        return False
    return (word.isupper() and len(word) <= _SHOUTED_CHARS) or word.casefold() in function_words(language)


def _bends(alias: Alias, language: str) -> bool:
    """Whether a text in that language may write a case of this alias."""
    if alias.is_exact_case or alias.is_word or alias.kind == "acronym":
        return False
    return not alias.languages or not _KIN.get(language, frozenset({language})).isdisjoint(alias.languages)


def is_code(alias: Alias) -> bool:
    """Whether an alias is letters that stand for a name."""
    return alias.kind == "acronym" or alias.is_exact_case


def speaks(alias: Alias, language: str | None) -> bool:
    """Whether a text in that language writes this alias; English forms, when no ordinary words, are read everywhere."""
    if not alias.languages:
        return True
    if language in (None, "und"):
        return bool(_COMMON.intersection(alias.languages))
    if _KIN.get(language or "", frozenset({language})) & set(alias.languages):
        return True
    return "en" in alias.languages and not alias.is_word and alias.kind != "acronym"
