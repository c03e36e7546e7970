"""The lines that known things and their names are packed into, so that each is parsed only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from transforms.entities.knowledge.things import Alias, AliasKind, Entity, EntityKind, EntityType

TYPES: Final[Mapping[str, EntityType]] = {"P": "PERSON", "O": "ORGANIZATION", "L": "LOCATION"}
"""First letter of a packed entity, and of a packed alias's flags → type."""
_KINDS: Final[Mapping[str, AliasKind]] = {"a": "acronym", "s": "surname"}


def pack_alias(alias: Alias, entity_type: EntityType) -> str:
    """One alias to its packed form `flags|entity_id|languages|alias`; flags open with P, O or L for the type."""
    flags = entity_type[0] + {"acronym": "a", "surname": "s"}.get(alias.kind, "")
    flags += "w" * alias.is_word + "b" * alias.is_bare_surname + "x" * alias.is_exact_case
    flags += "c" * alias.needs_country
    return f"{flags}|{alias.entity_id}|{','.join(alias.languages)}|{alias.alias}"


def unpack_aliases(packed: str, of_type: str = "") -> Iterator[Alias]:
    """Aliases packed by `pack_alias`, with a tab between; only those whose flags open with `of_type`."""
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


def unpack_entity(entity_id: str, line: str) -> Entity:
    """The entity of a row packed by `pack_entity`."""
    letter, kind, label, country, latitude, longitude, population, context = line.split("\t")
    return Entity(
        entity_id=entity_id,
        entity_type=TYPES[letter],
        label=label,
        kind=cast(EntityKind, kind),
        country=country or None,
        latitude=float(latitude) if latitude else None,
        longitude=float(longitude) if longitude else None,
        population=int(population) if population else None,
        context=tuple(context.split(",")) if context else (),
    )
