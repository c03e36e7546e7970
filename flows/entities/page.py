"""One entity as a page for the terminal: its names by language, its roles, what it said lately, what led to its id,
where it is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table
from rich.text import Text

from flows.article import rows
from flows.article_voices import ID_CHARS, is_narrow, joined, stacked
from flows.output import Format, console, count, grid, print_table, printable, write_json
from warehouse.query import QueryError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CANDIDATES_SHOWN: Final = 20
ARTICLES_SHOWN: Final = 10
ROLES_SHOWN: Final = 10
QUOTES_SHOWN: Final = 6
ALIASES_SHOWN: Final = 12
"""Aliases of one language that are shown; the most used come first."""

LOCAL_START: Final = re.compile(r"local:[0-9a-f]{4,32}")
"""A local id, or enough of its start to look it up."""

ARTICLE_COLUMNS: Final = "document_id, article_id, is_latest, published_utc, language, outlet, title"


def entities_by_id(con: DuckDBPyConnection, wanted: str) -> list[dict[str, Any]]:
    """The entity that an id means now: redirects and decisions are followed; of a local id its start is enough."""
    found = rows(
        con,
        """
        SELECT * FROM entities WHERE entity_id = coalesce(
            (SELECT to_entity_id FROM internal.redirects WHERE from_entity_id = $1), $1
        )
        """,
        wanted,
    )
    if not found and LOCAL_START.fullmatch(wanted):
        found = rows(con, "SELECT * FROM entities WHERE starts_with(entity_id, ?) ORDER BY entity_id", wanted)
    return found


def entities_by_name(con: DuckDBPyConnection, wanted: str) -> list[dict[str, Any]]:
    """The entities of that label or alias, case aside, most named first."""
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


def standing_id(con: DuckDBPyConnection, given: str) -> str:
    """The id that stands for an id as a user wrote it: redirects are followed, the start of a local id is completed.

    An id that nothing shows is given back as it is. Raises QueryError where the start fits several.
    """
    wanted = given.strip().rstrip("…")
    found = entities_by_id(con, wanted)
    if len(found) > 1:
        ids = ", ".join(entity["entity_id"] for entity in found[:CANDIDATES_SHOWN])
        raise QueryError(f"{wanted} is the start of {len(found)} ids: {ids}.")
    if found:
        return str(found[0]["entity_id"])
    leads = con.execute("SELECT to_entity_id FROM internal.redirects WHERE from_entity_id = ?", [wanted]).fetchall()
    return str(leads[0][0]) if leads else wanted


def show_entities(con: DuckDBPyConnection, entities: Sequence[dict[str, Any]], wanted: str, format: Format) -> bool:
    """Print the entity, or where there are several, a list of them. False if there is none."""
    if len(entities) > 1:
        names = ("entity_id", "entity_type", "label", "country", "mention_count")
        print_candidates(names, entities, f"{count(len(entities), 'entity', 'entities')} fit {wanted!r}; name one:")
        return True
    if not entities:
        return False
    entity = entities[0]
    known = {
        "aliases": _aliases(con, entity["entity_id"]),
        "roles": _roles(con, entity["entity_id"]),
        "quotes": _quotes(con, entity["entity_id"]),
        "redirects": _redirects(con, entity["entity_id"]),
        "decisions": _decisions(con, entity["entity_id"]),
        "articles": _articles(con, entity["entity_id"]),
    }
    if format is Format.JSON:
        write_json({**entity, **known})
    else:
        _print_entity(entity, known)
    return True


def _aliases(con: DuckDBPyConnection, entity_id: str) -> list[dict[str, Any]]:
    return rows(
        con,
        """
        SELECT language, alias, mention_count FROM entity_aliases
        WHERE entity_id = ? ORDER BY language, mention_count DESC, alias
        """,
        entity_id,
    )


def _roles(con: DuckDBPyConnection, entity_id: str) -> list[dict[str, Any]]:
    """The roles that articles give the person, most given first."""
    return rows(
        con,
        f"""
        SELECT min(roles.title) AS title, any_value(bodies.label) AS organization, count(*) AS role_count,
            min(published_utc) AS first_utc, max(published_utc) AS last_utc
        FROM roles
        JOIN documents USING (document_id)
        LEFT JOIN entities AS bodies ON bodies.entity_id = roles.organization_entity_id
        WHERE roles.entity_id = ?
        GROUP BY lower(roles.title), roles.organization_entity_id
        ORDER BY role_count DESC, title, organization
        LIMIT {ROLES_SHOWN}
        """,
        entity_id,
    )


def _quotes(con: DuckDBPyConnection, entity_id: str) -> list[dict[str, Any]]:
    """What the entity is quoted with most lately, the pieces of a broken quotation together; copies left out."""
    return rows(
        con,
        f"""
        WITH RECURSIVE pieces AS (
            SELECT quote_id AS first_id, quote_id, document_id, field, start_char, quote_text, is_direct FROM quotes
            WHERE speaker_entity_id = ? AND continues_quote_id IS NULL
                AND document_id NOT IN (SELECT document_id FROM copies)
            UNION
            SELECT pieces.first_id, quotes.quote_id, quotes.document_id, quotes.field, quotes.start_char,
                quotes.quote_text, quotes.is_direct
            FROM pieces JOIN quotes ON quotes.continues_quote_id = pieces.quote_id
        )
        SELECT published_utc, language, outlet, string_agg(quote_text, ' … ' ORDER BY start_char) AS quote_text,
            if(bool_and(is_direct), 'direct', 'reported') AS how, document_id
        FROM pieces JOIN documents USING (document_id)
        WHERE is_latest
        GROUP BY first_id, published_utc, language, outlet, document_id
        ORDER BY published_utc DESC NULLS LAST, document_id, min(start_char)
        LIMIT {QUOTES_SHOWN}
        """,
        entity_id,
    )


def _redirects(con: DuckDBPyConnection, entity_id: str) -> list[dict[str, Any]]:
    return rows(
        con,
        """
        SELECT from_entity_id, kind, reason FROM entity_redirects
        WHERE from_entity_id IN (SELECT from_entity_id FROM internal.redirects WHERE to_entity_id = ?)
        ORDER BY from_entity_id, kind
        """,
        entity_id,
    )


def _decisions(con: DuckDBPyConnection, entity_id: str) -> list[dict[str, Any]]:
    """The decisions that name the id, or one that leads to it, in their sequence."""
    return rows(
        con,
        """
        WITH ids AS (
            SELECT from_entity_id AS id FROM internal.redirects WHERE to_entity_id = $1 UNION SELECT $1
        )
        SELECT sequence, kind, entity_id, other_entity_id, surface, document_id, label, decided_by, decided_utc, reason
        FROM decisions
        WHERE entity_id IN (SELECT id FROM ids) OR other_entity_id IN (SELECT id FROM ids)
        ORDER BY sequence
        """,
        entity_id,
    )


def _articles(con: DuckDBPyConnection, entity_id: str) -> list[dict[str, Any]]:
    return rows(
        con,
        f"""
        SELECT {ARTICLE_COLUMNS}, mentions FROM documents
        JOIN (
            SELECT document_id, count(*) AS mentions FROM mentions WHERE entity_id = ? GROUP BY document_id
        ) USING (document_id)
        WHERE is_latest
        ORDER BY published_utc DESC NULLS LAST, document_id
        LIMIT {ARTICLES_SHOWN}
        """,
        entity_id,
    )


def _print_entity(entity: dict[str, Any], known: dict[str, list[dict[str, Any]]]) -> None:
    out = console()
    told = "known" if entity["is_known"] else "not in the knowledge base: found by form and context"
    out.print(Text(printable(entity["label"]), style="bold"), soft_wrap=True)
    facts = [entity["entity_id"], entity["entity_type"], entity["country"]]
    if entity["latitude"] is not None and entity["longitude"] is not None:
        facts.append(f"{entity['latitude']:.3f}, {entity['longitude']:.3f}")
    out.print(Text(" · ".join(printable(fact) for fact in facts if fact)), soft_wrap=True)
    named = f"{count(entity['mention_count'], 'mention')} in {count(entity['document_count'], 'document')}"
    seen = f"landed {printable(entity['first_seen_utc'])} to {printable(entity['last_seen_utc'])} UTC"
    out.print(Text(f"{told}; {named}, {seen}"), soft_wrap=True)
    by_language: dict[str, list[str]] = {}
    for alias in known["aliases"]:
        by_language.setdefault(alias["language"], []).append(f"{printable(alias['alias'])} {alias['mention_count']:,}")
    if by_language:
        shown = [
            (language, " · ".join(names[:ALIASES_SHOWN]) + (" · …" if len(names) > ALIASES_SHOWN else ""))
            for language, names in by_language.items()
        ]
        out.print()
        out.print(grid(("language", "named as"), shown, is_cut=False))
    for columns, found in (
        (("role", "at", "times", "first", "last"), known["roles"]),
        (("earlier id", "why", "decided by"), known["redirects"]),
    ):
        if found:
            out.print()
            out.print(grid(columns, [tuple(row.values()) for row in found]))
    if known["quotes"]:
        out.print()
        out.print(_said_lately(known["quotes"]))
    if known["decisions"]:
        told_by = [
            (row["sequence"], row["kind"], said(row), row["decided_by"], row["decided_utc"], row["reason"])
            for row in known["decisions"]
        ]
        out.print()
        out.print(grid(("decision", "kind", "what", "by", "when", "why"), told_by))
    names = ("published_utc", "language", "outlet", "title", "mentions", "document_id")
    out.print()
    out.print(grid(("published", *names[1:]), [[article[name] for name in names] for article in known["articles"]]))


def _said_lately(quotes: Sequence[dict[str, Any]]) -> Table:
    if not is_narrow():
        return grid(
            ("said", "language", "outlet", "words", "how", "document_id"), [tuple(row.values()) for row in quotes]
        )
    return stacked(
        (
            "",
            printable(row["published_utc"]),
            printable(row["quote_text"]),
            [joined(row["outlet"], row["language"], row["how"], row["document_id"][:ID_CHARS])],
        )
        for row in quotes
    )


def said(row: dict[str, Any]) -> str:
    """What a decision says, in a few words; from a row of ``decisions``."""
    one, other = row["entity_id"], row["other_entity_id"]
    if row["kind"] == "merge":
        return f"{other} is {one}"
    if row["kind"] == "rename":
        return f"{one} is called {row['label']}"
    if row["kind"] == "split" and (row["surface"] is not None or row["document_id"] is not None):
        where = f" in {row['document_id']}" if row["document_id"] is not None else ""
        return f"{row['surface'] or 'what is named'}{where} is not {one} but {other}"
    if row["kind"] == "split":
        return f"{one} is not {other}" if other else f"{one} stands by itself"
    return str(row["label"] or "")


def print_candidates(names: tuple[str, ...], found: Sequence[dict[str, Any]], title: str) -> None:
    """Print what an id or a name may mean."""
    print_table(names, [[row[name] for name in names] for row in found[:CANDIDATES_SHOWN]], title=title)
