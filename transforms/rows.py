"""Rows of the tables that a shard stages: from articles, mentions and refusals to values by column name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from transforms.model import (
    Allusion,
    Article,
    Citation,
    Credits,
    LanguageGuess,
    Mention,
    NormalizeOptions,
    ObservedEntity,
    Quotation,
    RawRecord,
    ReadLimits,
    Refusal,
    Role,
    Segment,
    Signature,
    Span,
    StoryFeature,
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SourceSlice:
    """Records of one archived file. ``spans`` are in the order of the file; ``flags`` concern the whole file.

    ``member`` names the archive's member that holds them, ``preamble`` is the framer's (see ``model.Preamble``).
    ``spool_start_byte``: where in the shard's scratch file the records' bytes begin, one after another, for a file that
    cannot be read at any place; None where the archive is read.
    """

    reading_id: str
    source_sha256: str
    source_path: str
    format: str
    compression: str | None
    spans: tuple[Span, ...]
    flags: frozenset[str] = frozenset()
    member: str | None = None
    preamble: bytes = b""
    spool_start_byte: int | None = None


@dataclass(frozen=True, slots=True)
class ShardOptions:
    """What a shard must know of its run. ``as_of`` is when the run began, naive UTC. ``knowledge_files`` name the names
    that the home knows besides the packaged ones: whoever calls the shard loads them."""

    run_id: str
    pipeline_version: str
    as_of: datetime
    limits: ReadLimits = field(default_factory=ReadLimits)
    normalize: NormalizeOptions = field(default_factory=NormalizeOptions)
    field_keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    knowledge_files: tuple[str, ...] = ()


def document_row(
    part: SourceSlice,
    span: Span,
    data: bytes,
    record: RawRecord,
    article: Article,
    language: LanguageGuess,
    names_status: str,
    credits: Credits,
    options: ShardOptions,
) -> Row:
    """One row of ``documents``, with the place of the record that gave it."""
    date = article.published
    counted = article.body or article.title or ""
    file_name = (part.member or part.source_path).rsplit("/", 1)[-1]
    return {
        "document_id": article.identity.document_id,
        "article_id": article.identity.article_id,
        "identity_basis": article.identity.basis,
        "external_id": record.external_id or file_name,
        "source_path": part.source_path,
        "source_sha256": part.source_sha256,
        "member": part.member,
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
        "outlet_kind": article.outlet_kind,
        "title": article.title,
        "lead": article.lead,
        "byline": list(article.byline),
        "section": record.section,
        "rights": record.rights,
        "body": article.body,
        "declared_language": record.language_hint,
        **language_values(language),
        "names_status": names_status,
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
        "extra": _extra(record.extra),
        "pipeline_version": options.pipeline_version,
        "wire": list(credits.wire),
        "wire_evidence": credits.wire_evidence,
        "translation_credit": credits.translation,
        "entities_version": None,
        "language_version": None,
        "run_id": options.run_id,
        "reading_id": part.reading_id,
    }


def language_values(language: LanguageGuess) -> Row:
    """The columns of ``documents`` that tell of the language."""
    return {
        "language": language.language,
        "language_confidence": language.confidence,
        "is_language_reliable": language.is_reliable,
        "language_variant": language.variant,
        "language_spans": [
            {"start": span.start_char, "end": span.end_char, "language": span.language} for span in language.spans
        ],
        "language_method": language.method,
    }


def _extra(extra: Mapping[str, object]) -> str | None:
    # Not orjson: a record may hold integers of more than 64 bits.
    return json.dumps(extra, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if extra else None


def segment_rows(document_id: str, place: Row, segments: Sequence[Segment]) -> list[Row]:
    """Rows of ``segments``, in reading order."""
    return [
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
        for ordinal, block in enumerate(segments)
    ]


def mention_rows(document_id: str, place: Row, mentions: Sequence[Mention]) -> list[Row]:
    """Rows of ``mentions``."""
    return [
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
            "rival_entity_ids": list(mention.rivals),
            **place,
        }
        for mention in mentions
    ]


def role_rows(document_id: str, place: Row, roles: Sequence[Role]) -> list[Row]:
    """Rows of ``roles``, in the order given."""
    return [
        {
            "document_id": document_id,
            "ordinal": ordinal,
            "field": role.field,
            "start_char": role.start_char,
            "end_char": role.end_char,
            "title": role.title,
            "stored_entity_id": role.entity_id,
            "mention_start_char": role.mention_start_char,
            "stored_organization_entity_id": role.organization_entity_id,
            "confidence": role.confidence,
            **place,
        }
        for ordinal, role in enumerate(roles)
    ]


def allusion_rows(document_id: str, place: Row, allusions: Sequence[Allusion]) -> list[Row]:
    """Rows of ``allusions``."""
    return [
        {
            "document_id": document_id,
            "field": allusion.field,
            "start_char": allusion.start_char,
            "end_char": allusion.end_char,
            "surface": allusion.surface,
            "kind": allusion.kind,
            "stored_entity_id": allusion.entity_id,
            "confidence": allusion.confidence,
            **place,
        }
        for allusion in allusions
    ]


def quote_rows(document_id: str, place: Row, quotations: Sequence[Quotation]) -> list[Row]:
    """Rows of ``quotes``."""
    return [
        {
            "quote_id": _digest(document_id, quotation.field, quotation.start_char, quotation.end_char),
            "document_id": document_id,
            "field": quotation.field,
            "start_char": quotation.start_char,
            "end_char": quotation.end_char,
            "quote_text": quotation.text,
            "is_direct": quotation.is_direct,
            "speaker_surface": quotation.speaker_surface,
            "speaker_start_char": quotation.speaker_start_char,
            "stored_speaker_entity_id": quotation.speaker_entity_id,
            "cue": quotation.cue,
            "confidence": quotation.confidence,
            "speaker_confidence": quotation.speaker_confidence,
            "continues_quote_id": quotation.continues and _digest(document_id, quotation.field, *quotation.continues),
            **place,
        }
        for quotation in quotations
    ]


def citation_rows(document_id: str, place: Row, citations: Sequence[Citation]) -> list[Row]:
    """Rows of ``citations``."""
    return [
        {
            "document_id": document_id,
            "field": citation.field,
            "start_char": citation.start_char,
            "end_char": citation.end_char,
            "cue": citation.cue,
            "cited_surface": citation.surface,
            "cited_outlet_id": citation.outlet_id,
            "stored_cited_entity_id": citation.entity_id,
            "kind": citation.kind,
            "confidence": citation.confidence,
            **place,
        }
        for citation in citations
    ]


def signature_row(document_id: str, place: Row, signature: Signature) -> Row:
    """One row of ``signatures``."""
    return {
        "document_id": document_id,
        "text_hash": signature.text_hash,
        "shingle_count": signature.shingle_count,
        "title_sketch": list(signature.title_sketch),
        "sketch": list(signature.sketch),
        "bands": list(signature.bands),
        **place,
    }


def story_features_row(document_id: str, place: Row, features: Sequence[StoryFeature]) -> Row:
    """One row of ``story_features``."""
    return {
        "document_id": document_id,
        "features": [{"feature": each.feature, "weight": each.weight} for each in features],
        **place,
    }


def observation_row(entity: ObservedEntity, options: ShardOptions) -> Row:
    """One row of ``entity_observations``."""
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


def _digest(*parts: object) -> str:
    joined = "\0".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def record_row(
    reading_id: str,
    source_sha256: str | None,
    span: Span | None,
    document_id: str | None,
    seen_utc: datetime,
    run_id: str,
    *,
    member: str | None = None,
) -> Row:
    """One row of ``records``: accepted with a document, rejected without. A refused file has no span and is its own
    record 1."""
    return {
        "reading_id": reading_id,
        "source_sha256": source_sha256,
        "member": member,
        "record_number": span.record_number if span else 1,
        "start_byte": span.start_byte if span else None,
        "end_byte": span.end_byte if span else None,
        "verdict": "rejected" if document_id is None else "accepted",
        "document_id": document_id,
        "seen_utc": seen_utc,
        "run_id": run_id,
    }


def reject_row(
    level: str,
    source_path: str,
    source_sha256: str | None,
    span: Span | None,
    refusal: Refusal,
    run_id: str,
    *,
    member: str | None = None,
    table_name: str | None = None,
    row_key: str | None = None,
) -> Row:
    """One row of ``rejects``. The id hashes source, place, table, row and reason, so that one fault read twice is one
    row."""
    source = source_sha256 or source_path
    return {
        "reject_id": _digest(
            source, span and span.record_number, span and span.start_byte, table_name, row_key, refusal.reason
        ),
        "level": level,
        "table_name": table_name,
        "row_key": row_key,
        "source_path": source_path,
        "source_sha256": source_sha256,
        "member": member,
        "record_number": span.record_number if span else None,
        "start_byte": span.start_byte if span else None,
        "end_byte": span.end_byte if span else None,
        "reason": refusal.reason,
        "detail": refusal.detail,
        "run_id": run_id,
    }
