"""The knowledge base in memory: entities, aliases, and the longest alias that starts at a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from transforms.entities.endings import has_cases
from transforms.entities.inflection import base_forms, is_given_name, phrase_forms
from transforms.entities.knowledge.packed import TYPES, unpack_aliases, unpack_entity
from transforms.entities.knowledge.things import Alias, Demonym, Entity, EntityType
from transforms.entities.knowledge.writing import SHOUTED_CHARS, bends, is_no_case, is_written_so, kin, speaks
from transforms.entities.naming import phrase_key, spelling_key, tokens, word_key

_GENITIVE_ONLY: Final = frozenset({"de", "nb", "nn", "da", "sv", "fo"})
_MOST_KEPT: Final = 50_000
"""Words and names of which is kept what they are cases of; more are forgotten at once."""
_PLURAL: Final = "iyиыі"
_ADJECTIVES: Final = ("ый", "ий", "ій")
_LEAST_BENT_HEADS: Final = 100_000
"""A city of fewer people is not sought in the cases of its name: its name is as often another word's."""
_PERSON: Final = "P"


@dataclass(frozen=True, slots=True)
class Match:
    """Words `start` to `end` (exclusive, token indices) are written like these aliases, at least one; or, where
    `is_inflected`, may be a case of one."""

    start: int
    end: int
    aliases: tuple[Alias, ...]
    is_inflected: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    alias: Alias
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All known entities and aliases. Read-only; lines are parsed when asked for, so that loading stays cheap.

    `phrases` maps a phrase key to its packed aliases, `entity_lines` an entity id to its packed row (formats in
    `packed`), `lengths` the first word of every key to a bit set of key lengths in words.
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
            known = self._entities[entity_id] = unpack_entity(entity_id, line)
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
        if not both:
            return found
        keys = [word_key(word) for word in words[start : start + both.bit_length() - 1]]
        for size in range(both.bit_length() - 1, 0, -1):
            end = start + size
            if not both >> size & 1 or end > len(words):
                continue
            written = words[start:end]
            fitting: tuple[Alias, ...] = ()
            if lengths and lengths >> size & 1:
                candidates = self._unpack(" ".join(keys[:size]))
                if candidates:
                    fitting = tuple(
                        c.alias
                        for c in candidates
                        if is_written_so(c.alias, c.words, written) and speaks(c.alias, language)
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
            if not c.alias.is_word and speaks(c.alias, language) and is_written_so(c.alias, c.words, written)
        }
        return frozenset(found)

    def entity_type(self, entity_id: str) -> EntityType:
        """The type of a known thing. Raises KeyError if there is none of that id."""
        return TYPES[self.entity_lines[entity_id][0]]

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
            for form in () if is_no_case(written, language) else phrase_forms(written, language):
                candidates = self._unpack(phrase_key(list(form)))
                known = tuple(
                    c.alias
                    for c in candidates
                    if bends(c.alias, language)
                    and is_written_so(c.alias, c.words, form)
                    and self._may_bend(c.alias, written)
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
            return len(alias.alias) > SHOUTED_CHARS
        if entity is None or entity.kind != "city":
            return True
        if alias.alias.endswith(_ADJECTIVES):
            return False  # "Центрального парка" is no case of Центральний, a district that is listed as a city
        return (entity.population or 0) >= _LEAST_BENT_HEADS and not is_given_name(alias.alias)

    def demonym(self, word: str, language: str | None = None) -> Demonym | None:
        """The demonym that this word is in that language (in any, when None), or None."""
        rows = self.demonyms.get(word.casefold(), ())
        return next((row for row in rows if language is None or kin(language) & set(row.languages)), None)

    @cached_property
    def people_by_spelling(self) -> Mapping[str, tuple[str, ...]]:
        """Spelling key of every full name of a known person → ids, sorted. Single-word names are left out."""
        found: dict[str, set[str]] = {}
        for alias in self._full_names_of_people():
            if " " in alias.alias:
                found.setdefault(spelling_key(alias.alias, "PERSON"), set()).add(alias.entity_id)
        return {key: tuple(sorted(ids)) for key, ids in found.items()}

    @cached_property
    def names_of_people(self) -> Mapping[str, tuple[str, ...]]:
        """Every known person's id → full names, sorted."""
        found: dict[str, set[str]] = {}
        for alias in self._full_names_of_people():
            if " " in alias.alias or not alias.alias.isascii():
                found.setdefault(alias.entity_id, set()).add(alias.alias)
        return {entity_id: tuple(sorted(names)) for entity_id, names in sorted(found.items())}

    def _full_names_of_people(self) -> Iterator[Alias]:
        for packed in self.phrases.values():
            if packed.startswith(_PERSON) or "\t" + _PERSON in packed:
                yield from (alias for alias in unpack_aliases(packed, _PERSON) if alias.kind == "name")

    def _unpack(self, key: str) -> tuple[_Written, ...]:
        known = self._unpacked.get(key)
        if known is None:
            packed = self.phrases.get(key)
            if packed is None:
                return ()
            known = tuple(_Written(alias, tuple(tokens(alias.alias).words)) for alias in unpack_aliases(packed))
            self._unpacked[key] = known
        return known


@lru_cache(maxsize=16_384)
def _words(surface: str) -> tuple[str, ...]:
    return tuple(tokens(surface).words)


def _key(words: Sequence[str]) -> str:
    return phrase_key(list(words))
