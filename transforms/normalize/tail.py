"""What stands after the article: readers' comments told from furniture."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.normalize.furniture import Judged

_CLOSING_COMMENTS = frozenset(
    ("reply_form", "copyright", "footer", "newsletter", "related", "cookies", "share", "navigation")
)
"""Kinds of furniture that do not stand between comments; ``Reply`` and ``Report`` do."""


def tail_roles(judged: Sequence[Judged], end: int) -> list[str]:
    """The roles of the blocks from ``end`` on: comment after a comment counter and until furniture that closes the
    comments, copyright for a copyright line, furniture else."""
    roles: list[str] = []
    is_in_comments = False
    for item in judged[end:]:
        if item.is_furniture and item.kind == "copyright":
            is_in_comments = False
            roles.append("copyright")
        elif item.is_furniture:
            if item.kind == "comments":
                is_in_comments = True
            elif item.kind in _CLOSING_COMMENTS:
                is_in_comments = False
            roles.append("furniture")
        else:
            roles.append("comment" if is_in_comments else "furniture")
    return roles
