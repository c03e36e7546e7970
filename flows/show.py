"""``presswatch show``: one thing by its id, with all that is known of it and where that came from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from flows.article import load_article, print_article, rows
from flows.changes import show_changes
from flows.output import Format, console, count, grid, print_table, printable, write_json
from transforms.contracts.columns import COLUMNS
from warehouse.paths import Home
from warehouse.query import open_published

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CANDIDATES_SHOWN: Final = 20
ARTICLES_SHOWN: Final = 10
ALIASES_SHOWN: Final = 12
"""Aliases of one language that are shown; the most used come first."""

LEAST_PREFIX_CHARS: Final = 4
"""Least start of a hashed id that is looked up: 65,536 documents share each."""

_HASH_START: Final = re.compile(rf"[0-9a-f]{{{LEAST_PREFIX_CHARS},32}}")
_ENTITY: Final = re.compile(COLUMNS["entity_id"].pattern or "")

DOCUMENT_COLUMNS: Final = "document_id, article_id, is_latest, published_utc, language, outlet, title"


def show_id(home: Home, id: str, format: Format = Format.TABLE, *, shows_changes: bool = False) -> bool:
    """Print the article or entity that ``id`` means; where it may mean several, print those. False if it means nothing.

    An entity id is taken with what it was redirected to; an article id means its latest revision; a record's own id, a
    URL and an entity's name must be given whole, of a hashed id its start is enough (a trailing ``…`` is
    forgiven). ``format`` is table or json. ``shows_changes``: of an article, what changed between its revisions.
    """
    wanted = id.strip().rstrip("…")
    with open_published(home) as con:
        if _ENTITY.fullmatch(wanted):
            entities = _entities_by_id(con, wanted)
            return _show_entities(con, entities, wanted, format)
        documents = _documents(con, wanted)
        if documents:
            if shows_changes and len(documents) == 1:
                show_changes(con, documents[0]["article_id"], format)
                return True
            return _show_documents(home, con, documents, wanted, format)
        return _show_entities(con, _entities_by_name(con, wanted), wanted, format)


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


def _show_documents(
    home: Home, con: DuckDBPyConnection, documents: list[dict[str, Any]], wanted: str, format: Format
) -> bool:
    if len(documents) > 1:
        names = ("document_id", "published_utc", "language", "outlet", "title")
        _print_candidates(names, documents, f"{count(len(documents), 'article')} fit {wanted!r}; name one:")
        return True
    article = load_article(con, documents[0]["document_id"])
    if format is Format.JSON:
        write_json(
            {
                **article.document,
                "segments": article.segments,
                "mentions": article.mentions,
                "revisions": article.revisions,
                "readings": article.readings,
            }
        )
    else:
        print_article(home, article)
    return True


def _entities_by_id(con: DuckDBPyConnection, wanted: str) -> list[dict[str, Any]]:
    found = rows(
        con,
        """
        SELECT * FROM entities WHERE entity_id = coalesce(
            (SELECT to_entity_id FROM internal.redirects WHERE from_entity_id = $1), $1
        )
        """,
        wanted,
    )
    scheme, _, start = wanted.partition(":")
    if not found and scheme == "local" and _HASH_START.fullmatch(start):
        found = rows(con, "SELECT * FROM entities WHERE starts_with(entity_id, ?) ORDER BY entity_id", wanted)
    return found


def _entities_by_name(con: DuckDBPyConnection, wanted: str) -> list[dict[str, Any]]:
    return rows(
        con,
        """
        SELECT * FROM entities
        WHERE lower(label) = lower($1)
            OR entity_id IN (SELECT entity_id FROM entity_aliases WHERE lower(alias) = lower($1))
        ORDER BY mention_count DESC, entity_id
        """,
        wanted,
    )


def _show_entities(con: DuckDBPyConnection, entities: list[dict[str, Any]], wanted: str, format: Format) -> bool:
    if len(entities) > 1:
        names = ("entity_id", "entity_type", "label", "country", "mention_count")
        _print_candidates(names, entities, f"{count(len(entities), 'entity', 'entities')} fit {wanted!r}; name one:")
        return True
    if not entities:
        return False
    entity = entities[0]
    aliases = rows(
        con,
        """
        SELECT language, alias, mention_count FROM entity_aliases
        WHERE entity_id = ? ORDER BY language, mention_count DESC, alias
        """,
        entity["entity_id"],
    )
    redirects = rows(
        con,
        """
        SELECT from_entity_id, kind, reason FROM entity_redirects
        WHERE from_entity_id IN (SELECT from_entity_id FROM internal.redirects WHERE to_entity_id = ?)
        ORDER BY from_entity_id, kind
        """,
        entity["entity_id"],
    )
    articles = rows(
        con,
        f"""
        SELECT {DOCUMENT_COLUMNS}, mentions FROM documents
        JOIN (
            SELECT document_id, count(*) AS mentions FROM mentions WHERE entity_id = ? GROUP BY document_id
        ) USING (document_id)
        WHERE is_latest
        ORDER BY published_utc DESC NULLS LAST, document_id
        LIMIT {ARTICLES_SHOWN}
        """,
        entity["entity_id"],
    )
    if format is Format.JSON:
        write_json({**entity, "aliases": aliases, "redirects": redirects, "articles": articles})
    else:
        _print_entity(entity, aliases, redirects, articles)
    return True


def _print_entity(
    entity: dict[str, Any],
    aliases: list[dict[str, Any]],
    redirects: list[dict[str, Any]],
    articles: list[dict[str, Any]],
) -> None:
    out = console()
    known = "known" if entity["is_known"] else "not in the knowledge base: found by form and context"
    out.print(Text(printable(entity["label"]), style="bold"), soft_wrap=True)
    facts = [entity["entity_id"], entity["entity_type"], entity["country"]]
    if entity["latitude"] is not None and entity["longitude"] is not None:
        facts.append(f"{entity['latitude']:.3f}, {entity['longitude']:.3f}")
    out.print(Text(" · ".join(printable(fact) for fact in facts if fact)), soft_wrap=True)
    named = f"{count(entity['mention_count'], 'mention')} in {count(entity['document_count'], 'document')}"
    seen = f"landed {printable(entity['first_seen_utc'])} to {printable(entity['last_seen_utc'])} UTC"
    out.print(Text(f"{known}; {named}, {seen}"), soft_wrap=True)
    by_language: dict[str, list[str]] = {}
    for alias in aliases:
        by_language.setdefault(alias["language"], []).append(f"{printable(alias['alias'])} {alias['mention_count']:,}")
    if by_language:
        shown = [
            (language, " · ".join(names[:ALIASES_SHOWN]) + (" · …" if len(names) > ALIASES_SHOWN else ""))
            for language, names in by_language.items()
        ]
        out.print()
        out.print(grid(("language", "named as"), shown, is_cut=False))
    if redirects:
        out.print()
        out.print(grid(("earlier id", "why", "decided by"), [tuple(redirect.values()) for redirect in redirects]))
    names = ("published_utc", "language", "outlet", "title", "mentions", "document_id")
    out.print()
    out.print(grid(("published", *names[1:]), [[article[name] for name in names] for article in articles]))


def _print_candidates(names: tuple[str, ...], found: list[dict[str, Any]], title: str) -> None:
    print_table(names, [[row[name] for name in names] for row in found[:CANDIDATES_SHOWN]], title=title)
