"""One record as its file gives it → one article with clean fields, segments, dates and an identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from transforms.model import Article, MarkedBlock, NormalizeOptions, RawRecord, Refusal
from transforms.normalize.bylines import byline_names
from transforms.normalize.characters import clean
from transforms.normalize.dates import collected, published
from transforms.normalize.identity import canonical_url, content_hash, identify, is_identifying
from transforms.normalize.marked import segment_marked
from transforms.normalize.outlets import outlet_of, without_outlet
from transforms.normalize.segments import segment


def _cleaned(record: RawRecord) -> tuple[RawRecord, set[str]]:
    """The record with every text cleaned, and the flags of what was mended."""
    flags: set[str] = set(record.flags)

    def block(value: str | None) -> str | None:
        if not value:
            return None
        text, found = clean(value)
        flags.update(found)
        return text if text.strip() else None

    def line(value: str | None) -> str | None:
        text = block(value)
        return " ".join(text.split()) if text else None

    cleaned = replace(
        record,
        text=block(record.text),
        blocks=tuple(MarkedBlock(part.role, text) for part in record.blocks if (text := block(part.text))),
        title=line(record.title),
        lead=block(record.lead),
        byline=tuple(name for name in map(line, record.byline) if name),
        external_id=line(record.external_id),
        outlet=line(record.outlet),
        section=line(record.section),
        rights=line(record.rights),
        language_hint=line(record.language_hint),
    )
    return cleaned, flags


def normalize(
    record: RawRecord, options: NormalizeOptions, *, is_structured: bool, as_of: datetime
) -> Article | Refusal:
    """One record → one article, or why it is none.

    ``is_structured`` tells that the record gives title and text apart, so that no title is sought in the text.
    ``as_of`` (naive UTC) is when the run began: where the record does not say when it was collected, dates well after
    it are flagged. Refuses with TEXT_TOO_SHORT, TEXT_BOILERPLATE or SCHEMA_MISSING.
    """
    record, flags = _cleaned(record)
    if not record.text and not record.title and not record.blocks and not record.lead:
        return Refusal("SCHEMA_MISSING", "neither title nor text")
    canonical, url_flags = canonical_url(record.url) if record.url else (None, frozenset())
    if canonical is not None and not is_identifying(canonical):
        url_flags |= {"URL_NO_IDENTITY"}
    outlet = outlet_of(canonical, record.outlet, options.outlets)
    title = without_outlet(record.title, outlet) if record.title else None
    if record.blocks:
        parts = segment_marked(
            record.blocks,
            title=title,
            lead=record.lead,
            keep_comments=options.keep_comments,
            authors=record.byline,
        )
    else:
        parts = segment(
            record.text or "",
            title=title,
            lead=record.lead,
            is_structured=is_structured,
            keep_comments=options.keep_comments,
        )
    if isinstance(parts, Refusal):
        return parts
    if parts.title is None and len(parts.body or "") < options.min_text_chars:
        return Refusal("TEXT_TOO_SHORT", f"{len(parts.body or '')} characters and no title")

    collected_utc = collected(record.collected) if record.collected else None
    date, date_flags = published(
        header_date=record.header_date,
        record_value=record.published,
        record_from=record.published_from,
        dateline=parts.dateline,
        publication_line=parts.publication_line,
        copyright_line=parts.copyright_line,
        as_of=as_of,
        collected_utc=collected_utc,
        zone_hint=outlet.zone,
        language_hint=record.language_hint,
        country_hint=outlet.country,
        is_from_web=canonical is not None,
    )
    no_body = {"NO_BODY"} if parts.body is None else set()
    return Article(
        title=parts.title,
        lead=parts.lead,
        body=parts.body,
        segments=parts.segments,
        byline=byline_names([*record.byline, *parts.byline_lines], record.language_hint),
        published=date,
        collected_utc=collected_utc,
        canonical_url=canonical,
        outlet_id=outlet.outlet_id,
        outlet=outlet.label,
        outlet_domain=outlet.domain,
        outlet_country=outlet.country,
        outlet_kind=outlet.kind,
        identity=identify(canonical, outlet.outlet_id, record.external_id, content_hash(parts.title, parts.body)),
        flags=tuple(sorted(flags | set(parts.flags) | url_flags | date_flags | no_body)),
    )
