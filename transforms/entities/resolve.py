"""Ids for the unknown, and one person under a full and a short name in one article."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.entities.naming import spelling_key


@dataclass(frozen=True, slots=True)
class NamedMention:
    """One mention as the resolver sees it: text, type and where it starts (code points, any common axis)."""

    surface: str
    entity_type: str
    start_char: int
    end_char: int
    is_in_brackets_after: int | None = None


def local_id(entity_type: str, name: str) -> str:
    """The id of a thing known only by name: "local:" and 20 hex digits of a hash over type and spelling key."""
    key = f"{entity_type}\x1f{spelling_key(name, entity_type)}"
    return "local:" + hashlib.sha256(key.encode("utf-8")).hexdigest()[:20]


def group_in_document(mentions: Sequence[NamedMention]) -> list[int]:
    """For each mention, the index of the mention whose name it shares (its own index when it stands by itself).

    Mentions come in reading order. The representative is the fullest name of its group.
    """
    raise NotImplementedError
