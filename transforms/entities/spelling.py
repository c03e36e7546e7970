"""One key for the transliterations of one name."""

from __future__ import annotations

import unicodedata


def spelling_key(name: str, entity_type: str, language: str | None = None) -> str:
    """A fold under which spellings of one name agree (plain so far: case, accents, hyphens)."""
    flat = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in flat if not unicodedata.combining(c)).split())
