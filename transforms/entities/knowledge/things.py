"""What is known: things, the names that they are written by, and who is from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EntityType = Literal["PERSON", "ORGANIZATION", "LOCATION"]
AliasKind = Literal["name", "acronym", "surname"]
EntityKind = Literal["country", "subdivision", "region", "water", "continent", "city", "organization", "person"]


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
class Demonym:
    """One form that says where someone or something is from ("Russische", "Russen"): no mention, but an allusion."""

    form: str
    place_id: str
    languages: tuple[str, ...]
    kind: Literal["adjective", "people"]
