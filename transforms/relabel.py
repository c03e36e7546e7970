"""A stage done again for documents that have landed: their stored texts → new language, names and what follows from
them.

Nothing is read, normalized or identified again: the texts, their offsets and everything else about a document stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import pyarrow as pa

from transforms.contracts.columns import COLUMNS
from transforms.contracts.rules import breaches
from transforms.contracts.tables import ENRICHED_TABLES, TABLES, staged_schema
from transforms.enrich import enrich
from transforms.entities.knowledge import Knowledge
from transforms.language import default_engine
from transforms.model import ObservedEntity, PublishedDate, Refusal
from transforms.rows import Row, ShardOptions, language_values, observation_row

LANGUAGE_COLUMNS: Final = (
    "language",
    "language_confidence",
    "is_language_reliable",
    "language_variant",
    "language_spans",
    "language_method",
)
RELABELLED: Final = "relabelled"

RELABELLED_SCHEMA: Final = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("has_language", pa.bool_(), nullable=False),
        *(pa.field(name, TABLES["documents"].column(name).type) for name in LANGUAGE_COLUMNS),
        pa.field("names_status", COLUMNS["names_status"].type),
        pa.field("failure", pa.string()),
    ]
)
"""One document: what its columns become (those of the language only where ``has_language``), or why it stays as it is
(``failure``)."""


_Done = tuple[Row, dict[str, list[Row]], Sequence[ObservedEntity]]
"""Of one document its row of ``relabelled``, its rows by table, and what they point to."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One landed document as a stage needs it. ``language`` is the one that stands, None where it is told again.
    ``refusal`` is set where working it hung or ended the process."""

    document_id: str
    record_number: int
    title: str | None
    body: str | None
    outlet: str | None
    language: str | None
    published_utc: datetime | None = None
    published_from_utc: datetime | None = None
    published_until_utc: datetime | None = None
    published_precision: str | None = None
    refusal: Refusal | None = None

    @property
    def published(self) -> PublishedDate | None:
        """When it was published, without the evidence."""
        if self.published_utc is None or self.published_from_utc is None or self.published_until_utc is None:
            return None
        return PublishedDate(
            self.published_utc, self.published_from_utc, self.published_until_utc, self.published_precision or "day", ""
        )

    def refused(self, refusal: Refusal) -> StoredDocument:
        """The same, to be left as it is."""
        return replace(self, title=None, body=None, refusal=refusal)


def relabel_items(
    items: Sequence[StoredDocument],
    options: ShardOptions,
    begun: Callable[[int], None] | None = None,
    knowledge: Knowledge | None = None,
) -> dict[str, pa.Table]:
    """Documents → ``relabelled`` (one row each, in order) and staged rows of ``ENRICHED_TABLES`` and
    ``entity_observations``. In these a document's id stands for its reading.

    ``begun`` and ``knowledge`` are those of ``shard.work_items``. No text raises: a document that fails, or whose rows
    break a rule of the contract, keeps what it has.
    """
    done: list[_Done] = []
    for place, item in enumerate(items):
        if begun is not None:
            begun(place)
        done.append(_relabelled(item, options, knowledge))
    if begun is not None:
        begun(len(items))
    tables = {
        name: _table(name, [row for _, rows, _ in done for row in rows.get(name, ())]) for name in ENRICHED_TABLES
    }
    broken: dict[str, str] = {}
    for name in ENRICHED_TABLES:
        for breach in breaches(name, tables[name]):
            document_id = tables[name]["document_id"][breach.row].as_py()
            broken.setdefault(document_id, f"ROW_RULE: {breach.table}.{breach.column}: {breach.rule}")
    if broken:
        done = [_unless_broken(entry, broken) for entry in done]
        tables = {
            name: _table(name, [row for _, rows, _ in done for row in rows.get(name, ())]) for name in ENRICHED_TABLES
        }
    observed: dict[str, ObservedEntity] = {}
    for _, _, entities in done:
        for entity in entities:
            known = observed.get(entity.entity_id)
            if known is None or (-len(entity.label), entity.label) < (-len(known.label), known.label):
                observed[entity.entity_id] = entity
    observations = [observation_row(observed[entity_id], options) for entity_id in sorted(observed)]
    return {
        **tables,
        "entity_observations": _table("entity_observations", observations),
        RELABELLED: pa.Table.from_pylist([row for row, _, _ in done], RELABELLED_SCHEMA),
    }


def joined(parts: Sequence[dict[str, pa.Table]]) -> dict[str, pa.Table]:
    """The tables of ``relabel_items`` for some documents from those of their parts; an entity may stand twice in
    ``entity_observations``."""
    return {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}


def _relabelled(item: StoredDocument, options: ShardOptions, knowledge: Knowledge | None) -> _Done:
    if item.refusal is not None:
        return _failed(item.document_id, f"{item.refusal.reason}: {item.refusal.detail}"), {}, ()
    try:
        guess = default_engine().detect(item.title, item.body) if item.language is None else None
        language = guess.language if guess is not None else item.language or "und"
        found = enrich(
            item.title,
            item.body,
            language,
            item.outlet,
            item.published,
            knowledge,
            transliterates=options.normalize.transliterate_names,
        )
        columns = language_values(guess) if guess is not None else {}
    except Exception as error:  # one document must never take its neighbours down
        return _failed(item.document_id, f"PARSE_CRASH: {type(error).__name__}"), {}, ()
    place: Row = {"reading_id": item.document_id, "record_number": item.record_number}
    own = {"document_id": item.document_id, "has_language": guess is not None, "names_status": found.named.names_status}
    return {**own, **columns}, found.rows(item.document_id, place), found.named.entities


def _unless_broken(entry: _Done, broken: dict[str, str]) -> _Done:
    document_id = entry[0]["document_id"]
    return (_failed(document_id, broken[document_id]), {}, ()) if document_id in broken else entry


def _failed(document_id: str, why: str) -> Row:
    return {"document_id": document_id, "has_language": False, "failure": why}


def _table(name: str, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, staged_schema(name))
