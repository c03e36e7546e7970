"""``presswatch show``: one thing by its id, with all that is known of it and where that came from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from flows.article import load_article, rows
from flows.article_page import print_article
from flows.changes import show_changes
from flows.entities.page import entities_by_id, entities_by_name, print_candidates, show_entities
from flows.output import Format, count, write_json
from flows.story import stories_by_id, story_of
from flows.story_page import show_story
from transforms.contracts.columns import COLUMNS
from warehouse.paths import Home
from warehouse.query import open_published

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEAST_PREFIX_CHARS: Final = 4
"""Least start of a hashed id that is looked up: 65,536 documents share each."""

_HASH_START: Final = re.compile(rf"[0-9a-f]{{{LEAST_PREFIX_CHARS},32}}")
_ENTITY: Final = re.compile(COLUMNS["entity_id"].pattern or "")

DOCUMENT_COLUMNS: Final = "document_id, article_id, is_latest, published_utc, language, outlet, title"


def show_id(home: Home, id: str, format: Format = Format.TABLE, *, shows_changes: bool = False) -> bool:
    """Print the article, story or entity that ``id`` means; where it may mean several, print those. False if it means
    nothing.

    An id of an entity or a story is taken with what it was redirected to; an article id means its latest revision; a
    record's own id, a URL and an entity's name must be given whole, of a hashed id its start is enough (a trailing
    ``…`` is forgiven). ``format`` is table or json. ``shows_changes``: of an article, what changed between its
    revisions.
    """
    wanted = id.strip().rstrip("…")
    with open_published(home) as con:
        if wanted.lower().startswith("story:"):
            return _show_stories(con, wanted.lower(), format)
        if _ENTITY.fullmatch(wanted):
            entities = entities_by_id(con, wanted)
            return show_entities(con, entities, wanted, format)
        documents = _documents(con, wanted)
        if documents:
            if shows_changes and len(documents) == 1:
                show_changes(con, documents[0]["article_id"], format)
                return True
            return _show_documents(home, con, documents, wanted, format)
        return show_entities(con, entities_by_name(con, wanted), wanted, format)


def _documents(con: DuckDBPyConnection, wanted: str) -> list[dict[str, Any]]:
    """The documents that an id may mean, one for each article; all revisions only where the id names one of them."""
    named = rows(con, f"SELECT {DOCUMENT_COLUMNS} FROM documents WHERE document_id = ?", wanted.lower())
    if named:
        return named
    found = rows(
        con,
        f"""
        SELECT {DOCUMENT_COLUMNS} FROM documents
        WHERE article_id = lower($1) OR external_id = $1 OR url = $1 OR canonical_url = $1
        ORDER BY is_latest DESC, published_utc DESC, document_id
        """,
        wanted,
    )
    if not found and _HASH_START.fullmatch(wanted.lower()):
        found = rows(
            con,
            f"""
            SELECT {DOCUMENT_COLUMNS} FROM documents
            WHERE starts_with(document_id, $1) OR starts_with(article_id, $1)
            ORDER BY is_latest DESC, published_utc DESC, document_id
            """,
            wanted.lower(),
        )
        by_document = [row for row in found if row["document_id"].startswith(wanted.lower())]
        if len(by_document) == 1 and len({row["article_id"] for row in found}) == 1:
            return by_document
    by_article: dict[str, dict[str, Any]] = {}
    for row in found:
        by_article.setdefault(row["article_id"], row)
    return list(by_article.values())


def _show_stories(con: DuckDBPyConnection, wanted: str, format: Format) -> bool:
    found = stories_by_id(con, wanted)
    if len(found) > 1:
        names = ("story_id", "label", "document_count", "languages", "first_utc")
        print_candidates(names, found, f"{count(len(found), 'story', 'stories')} fit {wanted!r}; name one:")
    elif found:
        show_story(con, found[0]["story_id"], wanted, format)
    return bool(found)


def _show_documents(
    home: Home, con: DuckDBPyConnection, documents: list[dict[str, Any]], wanted: str, format: Format
) -> bool:
    if len(documents) > 1:
        names = ("document_id", "published_utc", "language", "outlet", "title")
        print_candidates(names, documents, f"{count(len(documents), 'article')} fit {wanted!r}; name one:")
        return True
    article = load_article(con, documents[0]["document_id"])
    story = story_of(con, documents[0]["document_id"])
    if format is Format.JSON:
        write_json(
            {
                **article.document,
                "segments": article.segments,
                "mentions": article.mentions,
                "roles": article.roles,
                "allusions": article.allusions,
                "quotes": article.quotes,
                "citations": article.citations,
                "copies": article.copies,
                "story": None if story is None else {**story.story, "members": story.members},
                "revisions": article.revisions,
                "readings": article.readings,
            }
        )
    else:
        print_article(home, article, story)
    return True
