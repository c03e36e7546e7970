"""In what capacity an article names its people: offices, titles and functions, and the bodies that they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transforms.model import Mention, Role


def find_roles(fields: Mapping[str, str], language: str, mentions: Sequence[Mention]) -> list[Role]:
    """An article's fields and its mentions → the roles that it gives, in the fields' order and by start."""
    return []
