"""A surface in an article → the known thing that it names, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.entities.knowledge import EntityType, Knowledge


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What else the article says. `countries` are ISO 3166-1 codes named in it (mentions or demonyms) with counts;
    `entity_ids` things already linked in it; `full_names` the full names of people found in it; `words` casefolded
    words near the mention or in the article."""

    language: str | None = None
    countries: Mapping[str, int] = field(default_factory=dict)
    entity_ids: frozenset[str] = frozenset()
    full_names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Link:
    """The chosen entity. `confidence` in [0, 1]; `losers` are the other candidates' ids, best first."""

    entity_id: str
    label: str
    confidence: float
    reason: str
    losers: tuple[str, ...] = ()


def link(surface: str, entity_type: EntityType, context: DocumentContext, knowledge: Knowledge | None = None) -> Link | None:
    """The known entity that a surface names in this article, or None when nothing fits."""
    raise NotImplementedError
