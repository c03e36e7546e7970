"""What a worker does with one shard, from spans of bytes to rows.

A shard is a list of record spans of archived files. Working it is a pure function of the records' bytes: the same bytes
give the same rows in any order and in any process. Reading the archive and staging the rows is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa

from transforms.contracts.rules import breaches
from transforms.contracts.tables import STAGED_WITH_RECORD, staged_schema
from transforms.credits.wire import find_credits
from transforms.enrich import enrich
from transforms.entities.knowledge import Knowledge
from transforms.language import default_engine
from transforms.model import Context, ObservedEntity, Refusal, Span
from transforms.normalize.article import normalize
from transforms.read.registry import READERS
from transforms.rows import (
    Row,
    ShardOptions,
    SourceSlice,
    document_row,
    observation_row,
    record_row,
    reject_row,
    segment_rows,
)

__all__ = [
    "SHARD_TABLES",
    "Item",
    "Shard",
    "ShardOptions",
    "SourceSlice",
    "Tables",
    "batches",
    "gathered",
    "work",
    "work_items",
]

RECORD_TABLES = (*STAGED_WITH_RECORD, "records", "rejects")
SHARD_TABLES = (*RECORD_TABLES, "entity_observations")
"""The tables that a shard stages, parents before children."""

RECORDS_AT_ONCE = 200
"""Records whose rows are held as Python values before they become Arrow. A whole shard of 2,000 at once took 170 MB."""

Tables = dict[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Shard:
    """A piece of work: slices of one or more files. ``number`` counts the run's shards from 0. ``spool`` names the
    scratch file that holds the bytes of its spooled slices."""

    number: int
    slices: tuple[SourceSlice, ...]
    spool: str | None = None

    @property
    def record_count(self) -> int:
        """Records in the shard."""
        return sum(len(part.spans) for part in self.slices)


@dataclass(frozen=True, slots=True)
class Item:
    """One record to work: its place and its bytes. ``refusal`` is set where it is known already that the record cannot
    be worked, because working it hung or ended the process."""

    part: SourceSlice
    span: Span
    data: bytes
    refusal: Refusal | None = None

    def refused(self, refusal: Refusal) -> Item:
        """The same, known not to be workable."""
        return replace(self, data=b"", refusal=refusal)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one record gave: its rows by table, and the entities that they name."""

    part: SourceSlice
    span: Span
    rows: dict[str, list[Row]]
    entities: Sequence[ObservedEntity] = ()


ReadSlice = Callable[[SourceSlice], Iterable[bytes]]
"""Gives the bytes of each span of a slice, in order."""


def work(shard: Shard, read_slice: ReadSlice, options: ShardOptions) -> Tables:
    """Bytes of records → staged rows of every table of ``SHARD_TABLES``.

    Each span gives exactly one row of ``records``: accepted with its document, or rejected with one row of ``rejects``.
    A record that breaks a row rule is refused whole. Content never raises; a failure of the program itself refuses the
    record with PARSE_CRASH.
    """
    return gathered([work_items(items, options) for items in batches(shard, read_slice)])


def batches(shard: Shard, read_slice: ReadSlice) -> Iterator[list[Item]]:
    """The shard's records, ``RECORDS_AT_ONCE`` at a time, in order."""
    items: list[Item] = []
    for part in shard.slices:
        for span, data in zip(part.spans, read_slice(part), strict=True):
            items.append(Item(part, span, data))
            if len(items) >= RECORDS_AT_ONCE:
                yield items
                items = []
    if items:
        yield items


def work_items(
    items: Sequence[Item],
    options: ShardOptions,
    begun: Callable[[int], None] | None = None,
    knowledge: Knowledge | None = None,
) -> Tables:
    """Some records → their staged rows, as ``work`` gives them for a shard. ``begun`` is told the place of each record
    before it is worked, and at last that of the place behind them, before their rows are made. ``knowledge`` is the
    packaged one, with what ``options.knowledge_files`` hold."""
    outcomes = []
    for place, item in enumerate(items):
        if begun is not None:
            begun(place)
        if item.refusal is not None:
            outcomes.append(_refused(item.part, item.span, item.refusal, options))
        else:
            outcomes.append(_outcome(item.part, item.span, item.data, options, knowledge))
    if begun is not None:
        begun(len(items))
    observed: dict[str, ObservedEntity] = {}
    tables = _as_tables(outcomes, observed, options)
    rows = [observation_row(observed[entity_id], options) for entity_id in sorted(observed)]
    return {**tables, "entity_observations": _table("entity_observations", rows)}


def gathered(done: Sequence[Tables]) -> Tables:
    """The tables of a shard from those of its parts. An entity that several parts observed keeps its longest label, of
    these the first by alphabet, so that how a shard was parted does not matter."""
    tables = {name: pa.concat_tables([part[name] for part in done] or [_table(name, [])]) for name in RECORD_TABLES}
    best: dict[str, Row] = {}
    for part in done:
        for row in part["entity_observations"].to_pylist():
            known = best.get(row["entity_id"])
            if known is None or _label_order(row["label"]) < _label_order(known["label"]):
                best[row["entity_id"]] = row
    rows = [best[entity_id] for entity_id in sorted(best)]
    return {**tables, "entity_observations": _table("entity_observations", rows)}


def _outcome(part: SourceSlice, span: Span, data: bytes, options: ShardOptions, knowledge: Knowledge | None) -> Outcome:
    try:
        reader = READERS[part.format]
        context = Context(preamble=part.preamble, field_keys=options.field_keys)
        record = reader.read(data, options.limits, context)
        if isinstance(record, Refusal):
            return _refused(part, span, record, options)
        article = normalize(record, options.normalize, is_structured=reader.is_structured, as_of=options.as_of)
        if isinstance(article, Refusal):
            return _refused(part, span, article, options)
        language = default_engine().detect(article.title, article.body)
        found = enrich(
            article.title,
            article.body,
            language.language,
            article.outlet,
            article.published,
            knowledge,
            transliterates=options.normalize.transliterate_names,
        )
        credits = find_credits(article, record)
    except Exception as error:  # one record must never take its neighbours down
        return _refused(part, span, Refusal("PARSE_CRASH", type(error).__name__), options)
    place: Row = {"reading_id": part.reading_id, "record_number": span.record_number}
    document_id = article.identity.document_id
    seen_utc = article.collected_utc or options.as_of
    rows = {
        "documents": [
            document_row(part, span, data, record, article, language, found.named.names_status, credits, options)
        ],
        "segments": segment_rows(document_id, place, article.segments),
        **found.rows(document_id, place),
        "records": [_record_row(part, span, document_id, seen_utc, options)],
    }
    return Outcome(part, span, rows, found.named.entities)


def _refused(part: SourceSlice, span: Span, refusal: Refusal, options: ShardOptions) -> Outcome:
    rows = {
        "records": [_record_row(part, span, None, options.as_of, options)],
        "rejects": [
            reject_row(
                "record", part.source_path, part.source_sha256, span, refusal, options.run_id, member=part.member
            )
        ],
    }
    return Outcome(part, span, rows)


def _record_row(
    part: SourceSlice, span: Span, document_id: str | None, seen_utc: datetime, options: ShardOptions
) -> Row:
    return record_row(
        part.reading_id, part.source_sha256, span, document_id, seen_utc, options.run_id, member=part.member
    )


def _as_tables(some: Sequence[Outcome], observed: dict[str, ObservedEntity], options: ShardOptions) -> Tables:
    """Rows as Arrow tables, after refusing the records that Arrow or a row rule does not take."""
    try:
        tables = _joined(some)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        if len(some) > 1:
            single = [_as_tables([outcome], observed, options) for outcome in some]
            return {name: pa.concat_tables([part[name] for part in single]) for name in RECORD_TABLES}
        refusal = Refusal("PARSE_CRASH", f"{type(error).__name__} in a row")
        return _joined([_refused(some[0].part, some[0].span, refusal, options)])
    broken = _broken_rules(tables)
    if broken:
        some = [_unless_broken(outcome, broken, options) for outcome in some]
        tables = _joined(some)
    for outcome in some:
        for entity in outcome.entities:
            _observe(observed, entity)
    return tables


def _joined(some: Sequence[Outcome]) -> Tables:
    return {
        name: _table(name, [row for outcome in some for row in outcome.rows.get(name, ())]) for name in RECORD_TABLES
    }


def _table(name: str, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, staged_schema(name))


def _broken_rules(tables: Tables) -> dict[tuple[str, int], str]:
    """(reading, record) → the first row rule that one of its rows breaks."""
    broken: dict[tuple[str, int], str] = {}
    for name in STAGED_WITH_RECORD:
        for breach in breaches(name, tables[name]):
            place = (
                tables[name]["reading_id"][breach.row].as_py(),
                tables[name]["record_number"][breach.row].as_py(),
            )
            broken.setdefault(place, f"{breach.table}.{breach.column}: {breach.rule}")
    return broken


def _unless_broken(outcome: Outcome, broken: dict[tuple[str, int], str], options: ShardOptions) -> Outcome:
    rule = broken.get((outcome.part.reading_id, outcome.span.record_number))
    return _refused(outcome.part, outcome.span, Refusal("ROW_RULE", rule), options) if rule else outcome


def _observe(observed: dict[str, ObservedEntity], entity: ObservedEntity) -> None:
    """Keep one row an entity; of several labels the longest, then the first by alphabet, so that order does not
    matter."""
    known = observed.get(entity.entity_id)
    if known is None or _label_order(entity.label) < _label_order(known.label):
        observed[entity.entity_id] = entity


def _label_order(label: str) -> tuple[int, str]:
    return -len(label), label
