"""Looking for a person, organisation or place by any of its names, in what was named here and in what is known."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import pyarrow as pa
from rich.text import Text

from flows.entities.page import CANDIDATES_SHOWN, entities_by_id, entities_by_name, print_candidates, show_entities
from flows.output import Format, console, printable, write_json
from flows.own_knowledge import joined_knowledge, own_entities, own_files
from flows.settings import Settings
from transforms.contracts.columns import ENTITY_TYPES
from transforms.entities.knowledge import Alias, Knowledge
from transforms.entities.knowledge.own import Joined, OwnEntity
from transforms.entities.naming import phrase_key, spelling_key, tokens
from transforms.entities.resolve import local_id
from warehouse.catalog import Catalog
from warehouse.paths import Home
from warehouse.query import open_published
from warehouse.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOUND: Final = pa.schema(
    [
        ("entity_id", pa.string()),
        ("entity_type", pa.string()),
        ("label", pa.string()),
        ("country", pa.string()),
        ("found_as", pa.string()),
        ("mention_count", pa.int64()),
        ("document_count", pa.int64()),
    ]
)
"""``found_as`` is the name that fits, ``counts`` are 0 for what is known and not named here."""

_NAMED: Final = """
WITH asked AS (
    SELECT strip_accents(lower($text)) AS text
),

names AS (
    SELECT entity_id, label AS name, 0 AS place
    FROM entities

    UNION ALL

    SELECT entity_id, alias AS name, 1 AS place
    FROM entity_aliases

    UNION ALL

    SELECT coalesce(redirects.to_entity_id, asked_ids.entity_id) AS entity_id, NULL AS name, 2 AS place
    FROM (SELECT unnest($ids) AS entity_id) AS asked_ids
    LEFT JOIN internal.redirects AS redirects ON redirects.from_entity_id = asked_ids.entity_id
),

ranked AS (
    SELECT
        names.entity_id,
        names.name,
        CASE
            WHEN names.name IS NULL THEN 1
            WHEN strip_accents(lower(names.name)) = asked.text THEN 0
            WHEN starts_with(strip_accents(lower(names.name)), asked.text) THEN 2
            WHEN contains(strip_accents(lower(names.name)), asked.text) THEN 3
        END AS rank,
        names.place
    FROM names CROSS JOIN asked
),

best AS (
    SELECT entity_id, min(rank) AS rank, min_by(name, (rank, place, length(name), name)) AS found_as
    FROM ranked
    WHERE rank IS NOT NULL
    GROUP BY entity_id
)

SELECT
    entities.entity_id, entities.entity_type, entities.label, entities.country,
    coalesce(best.found_as, entities.label) AS found_as,
    entities.mention_count, entities.document_count
FROM best
JOIN entities USING (entity_id)
WHERE $entity_type IS NULL OR entities.entity_type = $entity_type
ORDER BY best.rank, entities.mention_count DESC, entities.entity_id
LIMIT $limit
"""


def search_home(settings: Settings, home: Home, text: str, entity_type: str | None, limit: int) -> pa.Table:
    """As ``search``, in what a home shows and knows."""
    with open_published(home) as con:
        return search(con, _joined(settings, home), text, entity_type, limit)


def show_entity(settings: Settings, home: Home, id: str, format: Format) -> bool:
    """Print the entity of that id or name: as it is named here, else as it is known. False if it is neither."""
    wanted = id.strip().rstrip("…")
    with open_published(home) as con:
        found = entities_by_id(con, wanted) or entities_by_name(con, wanted)
        if show_entities(con, found, wanted, format):
            return True
        known = _joined(settings, home)
        wanted = known.same.get(wanted, wanted)
        if show_entities(con, entities_by_id(con, wanted), wanted, format):
            return True
        entity = known.knowledge.entity(wanted)
        if entity is None:
            table = search(con, known, wanted, None, CANDIDATES_SHOWN)
            names = ("entity_id", "entity_type", "label", "country", "found_as")
            if table.num_rows:
                print_candidates(names, table.to_pylist(), f"{wanted!r} may mean:")
            return bool(table.num_rows)
    names_of = sorted({alias.alias for alias in _aliases(known.knowledge, entity.entity_id)})
    row = {**asdict(entity), "names": names_of, "is_named_here": False}
    if format is Format.JSON:
        write_json(row)
    else:
        facts = (entity.entity_id, entity.entity_type, entity.country)
        out = console()
        out.print(Text(printable(entity.label), style="bold"), soft_wrap=True)
        out.print(Text(" · ".join(printable(fact) for fact in facts if fact)), soft_wrap=True)
        out.print(Text("known, and not named here"), soft_wrap=True)
        out.print(Text(printable(names_of)), soft_wrap=True)
    return True


def own_of(settings: Settings, home: Home) -> list[OwnEntity]:
    """The things that were imported into a home."""
    return own_entities(_files(settings, home))


def _joined(settings: Settings, home: Home) -> Joined:
    return joined_knowledge(_files(settings, home))


def _files(settings: Settings, home: Home) -> tuple[str, ...]:
    catalog = Catalog.open(home, Store(), settings.catalog_url)
    try:
        return own_files(home, catalog)
    finally:
        catalog.close()


def search(con: DuckDBPyConnection, known: Joined, text: str, entity_type: str | None, limit: int) -> pa.Table:
    """Entities by a name or a part of one, case and accents aside, and by other spellings of a full name, also in other
    scripts: those that are named here first, then those that are only known. Rows of ``FOUND``, ``limit`` at most."""
    wanted = " ".join(unicodedata.normalize("NFC", text).split())
    ids = [*_spelled(wanted, known.knowledge), *_sounding(con, wanted)]
    here = con.sql(
        _NAMED, params={"text": wanted, "ids": ids, "entity_type": entity_type, "limit": limit}
    ).to_arrow_table()
    rows = here.cast(FOUND).to_pylist()
    seen = {row["entity_id"] for row in rows}
    for entity_id, name in _known(wanted, ids, known.knowledge):
        if len(rows) >= limit:
            break
        entity = known.knowledge.entity(entity_id)
        if entity is None or entity_id in seen or entity_type not in (None, entity.entity_type):
            continue
        seen.add(entity_id)
        rows.append(
            {
                "entity_id": entity_id,
                "entity_type": entity.entity_type,
                "label": entity.label,
                "country": entity.country,
                "found_as": name or entity.label,
                "mention_count": 0,
                "document_count": 0,
            }
        )
    return pa.Table.from_pylist(rows, FOUND)


def _spelled(text: str, knowledge: Knowledge) -> list[str]:
    """Ids that this very name gets, or a known thing of the same spelling."""
    ids = [text, *(local_id(entity_type, text) for entity_type in ENTITY_TYPES)]
    ids += [alias.entity_id for alias in knowledge.aliases(text)]
    if " " in text:
        ids += knowledge.people_by_spelling.get(spelling_key(text, "PERSON"), ())
    return list(dict.fromkeys(ids))


def _sounding(con: DuckDBPyConnection, text: str) -> list[str]:
    """People named here with a word that begins like each word asked for, when spelling is put aside: for a part of a
    name in a script or spelling that no name here has."""
    words = spelling_key(text, "PERSON").split()
    if text.isascii() or not words:
        return []
    found = con.execute(
        """
        SELECT DISTINCT entity_id, alias FROM entity_aliases JOIN entities USING (entity_id)
        WHERE entity_type = 'PERSON'
        """
    ).fetchall()
    ids = []
    for entity_id, alias in found:
        key = spelling_key(alias, "PERSON").split()
        if all(any(part.startswith(word) for part in key) for word in words):
            ids.append(entity_id)
    return sorted(set(ids))


def _known(text: str, ids: Iterable[str], knowledge: Knowledge) -> Iterable[tuple[str, str]]:
    """(id, name) of known things: those of these ids, then by a part of a name, shortest names first."""
    yield from ((entity_id, "") for entity_id in ids)
    part = _bare(phrase_key(tokens(text).words))
    if not part:
        return
    for key in sorted((key for key in knowledge.phrases if part in _bare(key)), key=lambda key: (len(key), key)):
        for alias in knowledge.aliases(key):
            yield alias.entity_id, alias.alias


def _aliases(knowledge: Knowledge, entity_id: str) -> Iterable[Alias]:
    """Every name of a known thing."""
    for key, packed in knowledge.phrases.items():
        if f"|{entity_id}|" in packed:
            yield from (alias for alias in knowledge.aliases(key) if alias.entity_id == entity_id)


def _bare(text: str) -> str:
    """A casefolded text without accents."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
