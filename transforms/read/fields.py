"""Which keys of a record mean which field: the one mapping table."""

from __future__ import annotations

from typing import Final

KEYS_OF_FIELD: Final[dict[str, tuple[str, ...]]] = {
    "external_id": ("id", "external_id", "guid", "uuid"),
    "url": ("url", "link", "canonical_url"),
    "title": ("title", "headline"),
    "byline": ("byline", "author", "authors", "by"),
    "outlet": ("outlet", "source", "source_name", "publisher", "site_name"),
    "published": ("published", "published_at", "date", "pub_date", "date_published", "published_date"),
    "text": ("text", "body", "content", "article_body", "maintext"),
    "lead": ("lead", "description", "summary", "subtitle", "standfirst"),
    "section": ("section", "category", "rubric"),
    "collected": ("collected", "collected_at", "crawled_at", "seen", "seen_at", "fetched_at", "date_download"),
    "language_hint": ("lang", "language"),
}
"""Field of RawRecord → its keys, best first. Where a record gives several, the first with a value counts and the
others are kept as extra. Keys are compared without case, ``_`` and ``-``, so ``publishedAt`` and ``published_at`` are
one."""


def fold_key(key: str) -> str:
    """A key as it is compared."""
    return key.lower().replace("_", "").replace("-", "")


FIELD_OF_KEY: Final[dict[str, tuple[str, int]]] = {
    fold_key(key): (field, rank) for field, keys in KEYS_OF_FIELD.items() for rank, key in enumerate(keys)
}
"""Folded key → (field, rank); the least rank wins."""
