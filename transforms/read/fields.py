"""Which keys of a record mean which field: the one mapping table, for JSON objects and the columns of tables alike.

To teach Presswatch a new key, add it to ``KEYS_OF_FIELD``; a user does the same for one home with the setting
``field_keys``, whose keys are tried before these. A key with dots is a path into nested objects (``thread.site``), and
also the name of a column that is spelled so. Where one key means different things to different suppliers, a ``Dialect``
says by which other keys its supplier is known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

FieldKeys = tuple[tuple[str, tuple[str, ...]], ...]
"""Pairs of a field of RawRecord and its keys, best first."""

KEYS_OF_FIELD: Final[dict[str, tuple[str, ...]]] = {
    "external_id": ("id", "external_id", "guid", "uuid", "article_id", "identifier", "warc_headers.warc-record-id"),
    "url": (
        *("url", "link", "canonical_url", "permalink", "web_url", "article_url", "page_url"),
        *("thread.url", "mainEntityOfPage", "mainEntityOfPage.@id", "warc_headers.warc-target-uri"),
        *("external_url", "uri", "@id", "source", "guid"),
    ),
    "title": ("title", "headline", "thread.title", "title.rendered", "headline.main", "web_title"),
    "byline": ("byline", "author", "authors", "by", "creator", "author_name", "byline.original", "fields.byline"),
    "outlet": (
        *(
            "outlet",
            "source_name",
            "publisher",
            "site_name",
            "source",
            "source.name",
            "publication",
            "provider",
            "website",
        ),
        *("thread.site", "site", "source_domain", "source_hostname", "domain", "hostname"),
    ),
    "published": (
        *("published", "published_at", "date_published", "date_publish", "published_date", "publish_date"),
        *("publication_date", "published_on", "pub_date", "web_publication_date", "date_gmt", "date"),
        *("thread.published",),
    ),
    "text": (
        *("text", "body", "content_html", "content_text", "content", "article_body", "maintext", "raw_content"),
        *("full_text", "article_text", "content.rendered", "fields.body", "fields.bodyText", "raw_text"),
    ),
    "lead": (
        *("lead", "description", "summary", "subtitle", "standfirst", "abstract", "excerpt", "snippet"),
        *("excerpt.rendered", "lead_paragraph", "fields.trailText"),
    ),
    "section": ("section", "category", "rubric", "article_section", "section_name", "categories"),
    "collected": (
        *("collected", "collected_at", "crawled", "crawled_at", "seen", "seen_at", "fetched_at", "retrieved_at"),
        *("scraped_at", "date_download", "download_date", "crawl_date", "seendate", "timestamp"),
        *("warc_headers.warc-date",),
    ),
    "language_hint": (
        *("lang", "language", "in_language", "language_code", "metadata.identification.label"),
        *("warc_headers.warc-identified-content-language",),
    ),
    "rights": ("rights", "license", "licence", "copyright", "copyright_notice", "usage_terms"),
}
"""Field of RawRecord → its keys, best first. Where a record gives several, the first with a value counts and the
others are kept as extra. Keys are compared without case, ``_``, ``-`` and blanks: ``publishedAt``, ``Published at`` and
``published_at`` are one.

``seendate`` (GDELT) and ``timestamp`` (C4) are when a robot met the page, hours or years after it was published, so
they say when it was collected; when it was published stays unknown unless the record or its text says so. ``updated``
and ``dateModified`` are neither, and stay in extra."""

URL_ONLY_KEYS: Final = frozenset({"source", "guid", "@id", "uri", "mainentityofpage"})
"""Folded keys that give a URL only if their value is one; else they mean something else."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What some keys mean where a record has all the keys ``signs``: tried before ``KEYS_OF_FIELD``. ``unlike`` are
    pairs (field, key) of that table that do not hold here."""

    name: str
    signs: tuple[str, ...]
    keys: FieldKeys = ()
    unlike: tuple[tuple[str, str], ...] = ()


DIALECTS: Final = (
    # FineWeb and its like: date is the crawl's.
    Dialect("crawl dump", ("dump", "url"), (("collected", ("date",)),), (("published", "date"),)),
    # OSCAR gives the page's headers beside its text, and a corpus in the place of a source.
    Dialect("crawl corpus", ("timestamp", "source", "url", "text"), (), (("outlet", "source"),)),
)
"""The first whose signs are all there holds."""


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a key may give. ``path`` are the folded keys below the first; the least ``rank`` wins."""

    field: str
    rank: int
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldIndex:
    """The table turned round: folded first key → what it may give."""

    targets: Mapping[str, tuple[Target, ...]] = field(default_factory=dict)


@lru_cache(maxsize=65_536)
def fold_key(key: str) -> str:
    """A key as it is compared."""
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")


@lru_cache(maxsize=64)
def index_of(field_keys: FieldKeys = (), dialect: Dialect | None = None) -> FieldIndex:
    """The index of the packaged table with the user's and a dialect's keys before it. A path is entered as a path and
    as one key that is spelled with dots. Fields that RawRecord does not have are passed over."""
    targets: dict[str, list[Target]] = {}
    barred = {(name, fold_key(key)) for name, key in dialect.unlike} if dialect else set()
    for name, packaged in KEYS_OF_FIELD.items():
        own = [key for given, keys in field_keys if given == name for key in keys]
        known = [key for given, keys in (dialect.keys if dialect else ()) if given == name for key in keys]
        kept = [key for key in packaged if (name, fold_key(key)) not in barred]
        for rank, key in enumerate([*own, *known, *kept]):
            first, *rest = (fold_key(part) for part in key.split("."))
            targets.setdefault(first, []).append(Target(name, rank, tuple(rest)))
            if rest:
                targets.setdefault(fold_key(key), []).append(Target(name, rank))
    return FieldIndex({key: tuple(found) for key, found in targets.items()})


def dialect_of(folded_keys: Collection[str]) -> Dialect | None:
    """The dialect that a record's folded keys tell, or None."""
    for dialect in DIALECTS:
        if all(fold_key(sign) in folded_keys for sign in dialect.signs):
            return dialect
    return None


def fields_of(name: str, field_keys: FieldKeys = ()) -> frozenset[str]:
    """Which fields a column of this name may give."""
    return frozenset(target.field for target in index_of(field_keys).targets.get(fold_key(name), ()) if not target.path)


FIELD_OF_KEY: Final[dict[str, tuple[str, int]]] = {
    fold_key(key): (name, rank) for name, keys in reversed(KEYS_OF_FIELD.items()) for rank, key in enumerate(keys)
}
"""Folded key → (field, rank), for those who ask only whether a name is known."""
