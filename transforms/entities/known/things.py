"""What names mean most often, read from one knowledge base."""

from __future__ import annotations

from typing import Final

from transforms.entities.knowledge import Alias, Entity, EntityType, Knowledge
from transforms.entities.words import given_names

GREAT_CITY_HEADS: Final = 300_000
"""A city this big is meant by its name even where a sentence starts."""
METROPOLIS_HEADS: Final = 600_000
"""A city this big is meant by its name even where people bear it too (Paris, Washington), but not the smaller ones."""
_KEPT_ENTITIES: Final = 50_000
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


class KnownThings:
    """Things of one knowledge base by id and by name. Keeps what it read, up to a bound."""

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

    def _names_place(self, word: str) -> bool:
        for alias in self.knowledge.aliases(word):
            entity = self.entity(alias.entity_id)
            if entity is None or entity.entity_type != "LOCATION" or not is_great(entity):
                continue
            is_metropolis = (entity.population or 0) >= METROPOLIS_HEADS and alias.alias == entity.label
            if not alias.is_word or (is_metropolis and word not in given_names()):
                return True
        return False


def is_great(entity: Entity) -> bool:
    """Whether a place is a country, a region or a big city; true for all that are no cities."""
    return entity.kind != "city" or (entity.population or 0) >= GREAT_CITY_HEADS


def is_metropolis(entity: Entity) -> bool:
    """Whether a place is a country, a region or one of the biggest cities; true for all that are no cities."""
    return entity.kind != "city" or (entity.population or 0) >= METROPOLIS_HEADS
