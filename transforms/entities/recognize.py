"""Texts of an article → names in them, before anyone asks who or what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from transforms.entities.knowledge import EntityType


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name in one field; offsets in code points, end exclusive, so that field[start_char:end_char] == surface.

    `method` is knowledge, form, context, acronym or coreference; `confidence` in [0, 1].
    """

    field: str
    start_char: int
    end_char: int
    surface: str
    entity_type: EntityType
    method: str
    confidence: float
    stands_for: int | None = None
    """Start of the full name in the same field that this acronym in brackets follows."""


class Recognizer(Protocol):
    """Finds names. A trained tagger can stand where the rules do."""

    def recognize(self, fields: Mapping[str, str], language: str) -> list[Candidate]:
        """Names in the fields, by field as given, then by start; they do not overlap. Pure; never raises on any text."""
        ...
