"""The whole of one shard, in order: the function that a worker runs.

A shard is a list of record spans of archived files. Working it is a pure function of the records' bytes: the same bytes
give the same rows in any order and in any process. Reading the archive and staging the rows is the caller's business.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from transforms.contracts.rules import breaches
from transforms.contracts.tables import staged_schema
from transforms.entities.annotate import annotate
from transforms.language import default_engine
from transforms.model import (
    Article,
    LanguageGuess,
    NormalizeOptions,
    ObservedEntity,
    RawRecord,
    ReadLimits,
    Refusal,
    Span,
)
from transforms.normalize.article import normalize
from transforms.read.registry import READERS
from transforms.rejects import record_row, reject_row

SHARD_TABLES = ("documents", "segments", "mentions", "entity_observations", "records", "rejects")
"""The tables that a shard stages, parents before children."""

STRUCTURED_FORMATS = frozenset({"jsonl"})
"""Formats whose records give title and text apart."""


@dataclass(frozen=True, slots=True)
class SourceSlice:
    """Records of one archived file. ``spans`` are in the order of the file; ``flags`` concern the whole file."""

    reading_id: str
    source_sha256: str
    source_path: str
    format: str
    compression: str | None
    spans: tuple[Span, ...]
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shard:
    """A piece of work: slices of one or more files. ``number`` counts the run's shards from 0."""

    number: int
    slices: tuple[SourceSlice, ...]

    @property
    def record_count(self) -> int:
        """Records in the shard."""
        return sum(len(part.spans) for part in self.slices)


@dataclass(frozen=True, slots=True)
class ShardOptions:
    """What a shard must know of its run. ``as_of`` is when the run began, naive UTC."""

    run_id: str
    pipeline_version: str
    as_of: datetime
    limits: ReadLimits = field(default_factory=ReadLimits)
    normalize: NormalizeOptions = field(default_factory=NormalizeOptions)


Rows = dict[str, list[dict[str, Any]]]
ReadSlice = Callable[[SourceSlice], Iterable[bytes]]
"""Gives the bytes of each span of a slice, in order."""


def work(shard: Shard, read_slice: ReadSlice, options: ShardOptions) -> dict[str, pa.Table]:
    """Bytes of records → staged rows of every table of ``SHARD_TABLES``.

    Each span gives exactly one row of ``records``: accepted with its document, or rejected with one row of ``rejects``.
    A record that breaks a row rule is refused whole. Content never raises; a failure of the program itself refuses the
    record with PARSE_CRASH.
    """
    rows: Rows = {name: [] for name in SHARD_TABLES}
    observed: dict[str, ObservedEntity] = {}
    for part in shard.slices:
        for span, data in zip(part.spans, read_slice(part), strict=True):
            outcome = _read(data, part, options)
            if isinstance(outcome, Refusal):
                _reject(rows, part, span, outcome, options)
            else:
                record, article = outcome
                _accept(rows, observed, part, span, data, record, article, options)
    rows["entity_observations"] = [_observation_row(entity, options) for entity in _in_order(observed)]
    tables = {name: pa.Table.from_pylist(found, staged_schema(name)) for name, found in rows.items()}
    return _refuse_rule_breakers(tables, shard, options)


def _read(data: bytes, part: SourceSlice, options: ShardOptions) -> tuple[RawRecord, Article] | Refusal:
    try:
        record = READERS[part.format].read(data, options.limits)
        if isinstance(record, Refusal):
            return record
        is_structured = part.format in STRUCTURED_FORMATS
        article = normalize(record, options.normalize, is_structured=is_structured, as_of=options.as_of)
        return article if isinstance(article, Refusal) else (record, article)
    except Exception as error:  # one record must never take its neighbours down
        return Refusal("PARSE_CRASH", type(error).__name__)


def _accept(
    rows: Rows,
    observed: dict[str, ObservedEntity],
    part: SourceSlice,
    span: Span,
    data: bytes,
    record: RawRecord,
    article: Article,
    options: ShardOptions,
) -> None:
    try:
        language = default_engine().detect(article.title, article.body)
        fields = {name: text for name, text in (("title", article.title), ("body", article.body)) if text}
        mentions, entities = annotate(fields, language.language, article.outlet)
    except Exception as error:  # as in _read
        _reject(rows, part, span, Refusal("PARSE_CRASH", type(error).__name__), options)
        return
    place = {"reading_id": part.reading_id, "record_number": span.record_number}
    document_id = article.identity.document_id
    rows["documents"].append(_document_row(part, span, data, record, article, language, options))
    rows["segments"].extend(
        {
            "document_id": document_id,
            "ordinal": ordinal,
            "role": block.role,
            "field": block.field,
            "start_char": block.start_char,
            "end_char": block.end_char,
            "text": block.text,
            **place,
        }
        for ordinal, block in enumerate(article.segments)
    )
    rows["mentions"].extend(
        {
            "document_id": document_id,
            "field": mention.field,
            "start_char": mention.start_char,
            "end_char": mention.end_char,
            "surface": mention.surface,
            "entity_type": mention.entity_type,
            "stored_entity_id": mention.entity_id,
            "method": mention.method,
            "confidence": mention.confidence,
            "link_confidence": mention.link_confidence,
            "link_reason": mention.link_reason,
            **place,
        }
        for mention in mentions
    )
    for entity in entities:
        _observe(observed, entity)
    seen_utc = article.collected_utc or options.as_of
    rows["records"].append(record_row(part.reading_id, part.source_sha256, span, document_id, seen_utc, options.run_id))


def _reject(rows: Rows, part: SourceSlice, span: Span, refusal: Refusal, options: ShardOptions) -> None:
    rows["records"].append(record_row(part.reading_id, part.source_sha256, span, None, options.as_of, options.run_id))
    rows["rejects"].append(reject_row("record", part.source_path, part.source_sha256, span, refusal, options.run_id))


def _document_row(
    part: SourceSlice,
    span: Span,
    data: bytes,
    record: RawRecord,
    article: Article,
    language: LanguageGuess,
    options: ShardOptions,
) -> dict[str, Any]:
    date = article.published
    counted = article.body or article.title or ""
    file_name = part.source_path.rsplit("/", 1)[-1]
    return {
        "document_id": article.identity.document_id,
        "article_id": article.identity.article_id,
        "identity_basis": article.identity.basis,
        "external_id": record.external_id or file_name,
        "source_path": part.source_path,
        "source_sha256": part.source_sha256,
        "record_number": span.record_number,
        "start_byte": span.start_byte,
        "end_byte": span.end_byte,
        "format": part.format,
        "url": record.url,
        "canonical_url": article.canonical_url,
        "outlet_id": article.outlet_id,
        "outlet": article.outlet,
        "outlet_domain": article.outlet_domain,
        "outlet_country": article.outlet_country,
        "title": article.title,
        "lead": article.lead,
        "byline": list(article.byline),
        "section": record.section,
        "body": article.body,
        "language": language.language,
        "language_confidence": language.confidence,
        "is_language_reliable": language.is_reliable,
        "published_utc": date and date.value_utc,
        "published_from_utc": date and date.from_utc,
        "published_until_utc": date and date.until_utc,
        "published_precision": date and date.precision,
        "published_zone": date and date.zone,
        "published_evidence": date and date.evidence,
        "collected_utc": article.collected_utc,
        "content_hash": article.identity.content_hash,
        "record_hash": hashlib.sha256(data).hexdigest(),
        "word_count": len(counted.split()),
        "char_count": len(counted),
        "flags": sorted({*article.flags, *part.flags}),
        "extra": _json(record.extra),
        "pipeline_version": options.pipeline_version,
        "run_id": options.run_id,
        "reading_id": part.reading_id,
    }


def _json(extra: Mapping[str, object]) -> str | None:
    # Not orjson: a record may hold integers of more than 64 bits.
    return json.dumps(extra, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if extra else None


def _observe(observed: dict[str, ObservedEntity], entity: ObservedEntity) -> None:
    """Keep one row an entity; of several labels the longest, then the first by alphabet, so that order does not
    matter."""
    known = observed.get(entity.entity_id)
    if known is None or (-len(entity.label), entity.label) < (-len(known.label), known.label):
        observed[entity.entity_id] = entity


def _in_order(observed: Mapping[str, ObservedEntity]) -> Iterator[ObservedEntity]:
    return (observed[entity_id] for entity_id in sorted(observed))


def _observation_row(entity: ObservedEntity, options: ShardOptions) -> dict[str, Any]:
    return {
        "entity_id": entity.entity_id,
        "entity_type": entity.entity_type,
        "label": entity.label,
        "country": entity.country,
        "latitude": entity.latitude,
        "longitude": entity.longitude,
        "is_known": entity.is_known,
        "pipeline_version": options.pipeline_version,
        "run_id": options.run_id,
    }


def _refuse_rule_breakers(tables: dict[str, pa.Table], shard: Shard, options: ShardOptions) -> dict[str, pa.Table]:
    """Refuse, with all their rows, the records that break a row rule of documents, segments or mentions."""
    broken: dict[tuple[str, int], str] = {}
    for name in ("documents", "segments", "mentions"):
        for breach in breaches(name, tables[name]):
            place = (
                tables[name]["reading_id"][breach.row].as_py(),
                tables[name]["record_number"][breach.row].as_py(),
            )
            broken.setdefault(place, f"{breach.table}.{breach.column}: {breach.rule}")
    if not broken:
        return tables
    rows: Rows = defaultdict(list)
    for name, table in tables.items():
        keeps_all = name in ("entity_observations", "rejects")
        rows[name] = [
            row for row in table.to_pylist() if keeps_all or (row["reading_id"], row["record_number"]) not in broken
        ]
    for part in shard.slices:
        for span in part.spans:
            rule = broken.get((part.reading_id, span.record_number))
            if rule is not None:
                _reject(rows, part, span, Refusal("ROW_RULE", rule), options)
    return {name: pa.Table.from_pylist(rows[name], staged_schema(name)) for name in tables}
