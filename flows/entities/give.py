"""Giving what is known here to others, and to another home: entities with their names, or the decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from flows.article import rows
from flows.entities.page import said
from flows.output import json_lines, write_text
from transforms.entities.knowledge.own import OwnEntity, united
from warehouse.decisions import Decision, in_force
from warehouse.query import run_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS: Final = pa.schema(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("name", pa.string()),
        ("country", pa.string()),
        ("language", pa.string()),
        ("aliases", pa.list_(pa.string())),
    ]
)
"""One row an entity, without a language; then one an entity and language, with its other names there. ``import`` reads
it as a table and as JSON."""

TOLD: Final = pa.schema(
    [
        ("decision", pa.int64()),
        ("kind", pa.string()),
        ("what", pa.string()),
        ("by", pa.string()),
        ("decided_utc", pa.timestamp("us")),
        ("reason", pa.string()),
        ("counts", pa.bool_()),
    ]
)

_SCHEMAS: Final = {"PERSON": "Person", "ORGANIZATION": "Organization"}
_EXPORTED: Final = """
SELECT decision_id, sequence, decided_utc, decided_by, kind, entity_id, other_entity_id, surface, document_id,
    article_id, label, reason, knowledge_sha256, undoes_decision_id
FROM decisions ORDER BY sequence
"""


def decisions_of(con: DuckDBPyConnection) -> pa.Table:
    """Every decision, in its sequence, as the contract has it."""
    return run_sql(con, _EXPORTED)


def entities_of(con: DuckDBPyConnection, own: Sequence[OwnEntity], entity_type: str | None) -> pa.Table:
    """The entities that are named here, and those that were imported, as rows of ``ROWS``."""
    names: dict[str, dict[str, set[str]]] = {}
    things: dict[str, dict[str, Any]] = {}
    for entity in united(own):
        things[entity.entity_id] = {
            "type": entity.entity_type,
            "name": entity.label,
            "country": entity.country,
        }
        for name in entity.names:
            for language in name.languages or ("",):
                names.setdefault(entity.entity_id, {}).setdefault(language, set()).add(name.name)
    for row in rows(con, "SELECT entity_id, entity_type, label, country FROM entities"):
        things[row["entity_id"]] = {"type": row["entity_type"], "name": row["label"], "country": row["country"]}
    for row in rows(con, "SELECT entity_id, language, alias FROM entity_aliases"):
        language = "" if row["language"] == "und" else row["language"]
        names.setdefault(row["entity_id"], {}).setdefault(language, set()).add(" ".join(row["alias"].split()))
    found: list[dict[str, Any]] = []
    for entity_id in sorted(things):
        thing = things[entity_id]
        if entity_type in (None, thing["type"]):
            found.extend(_rows_of(entity_id, thing, names.get(entity_id, {})))
    return pa.Table.from_pylist(found, ROWS)


def _rows_of(entity_id: str, thing: dict[str, Any], names: dict[str, set[str]]) -> Iterator[dict[str, Any]]:
    """The label holds in every language, and so does what is named without one."""
    anywhere = names.get("", set()) | {thing["name"]}
    for language in ("", *sorted(names.keys() - {""})):
        aliases = sorted((names.get(language, set()) - anywhere) if language else anywhere - {thing["name"]})
        if aliases or not language:
            yield {"id": entity_id, **thing, "language": language or None, "aliases": aliases}


def write_ftm(table: pa.Table) -> int:
    """The people and organisations of ``ROWS`` as FollowTheMoney entities, JSON Lines on standard output. Gives how
    many places were left out: FollowTheMoney has no schema for them."""
    found: dict[str, dict[str, Any]] = {}
    left_out: set[str] = set()
    for row in table.to_pylist():
        schema = _SCHEMAS.get(row["type"])
        if schema is None:
            left_out.add(row["id"])
            continue
        country = {"country": [row["country"].lower()]} if row["country"] else {}
        known = found.setdefault(
            row["id"],
            {"id": row["id"], "schema": schema, "properties": {"name": [row["name"]], "alias": [], **country}},
        )
        aliases = known["properties"]["alias"]
        aliases += [alias for alias in row["aliases"] if alias not in aliases]
    write_text(json_lines(_tidy(found.values())))
    return len(left_out)


def _tidy(entities: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for entity in entities:
        properties = {name: values for name, values in entity["properties"].items() if values}
        yield {**entity, "properties": properties}


def told_decisions(con: DuckDBPyConnection) -> pa.Table:
    """The decisions for a reader: what each says, by whom and why, and whether it still counts."""
    found = rows(con, _EXPORTED)
    counting = {each.sequence for each in in_force([Decision(**row) for row in found])}
    numbers = {row["decision_id"]: row["sequence"] for row in found}
    told = []
    for row in found:
        what = said(row) if row["kind"] != "undo" else f"decision {numbers.get(row['undoes_decision_id'], '')}"
        told.append(
            {
                "decision": row["sequence"],
                "kind": row["kind"],
                "what": what,
                "by": row["decided_by"],
                "decided_utc": row["decided_utc"],
                "reason": row["reason"],
                "counts": row["sequence"] in counting,
            }
        )
    return pa.Table.from_pylist(told, TOLD)


def skipped_rows(skipped: Sequence[tuple[str, int, int]]) -> pa.Table:
    """What an import did not take."""
    names = ("reason", "count", "first_line")
    types = (pa.string(), pa.int64(), pa.int64())
    columns = list(zip(*skipped, strict=True)) if skipped else [(), (), ()]
    return pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})
