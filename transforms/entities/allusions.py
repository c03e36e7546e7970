"""What an article points to without naming it: demonyms (Russian, Dutchman) and metonyms (the Kremlin)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transforms.entities.knowledge import Knowledge
from transforms.model import Allusion, Mention


def find_allusions(
    fields: Mapping[str, str], language: str, mentions: Sequence[Mention], knowledge: Knowledge
) -> list[Allusion]:
    """An article's fields and its mentions → its allusions, in the fields' order and by start; none overlaps a
    mention."""
    return []
