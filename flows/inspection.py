"""``presswatch inspect FILE``: how a file would be read, before anything of it lands. It writes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from rich.text import Text

from flows.isolation import close_cells, work_records
from flows.output import Format, console, count, grid, printable, write_json
from flows.settings import Settings
from transforms.contracts.reasons import REASONS
from transforms.model import Context, Preamble, RawRecord, RefusedSpan, Skipped, Span
from transforms.read.archive import RefusedMember
from transforms.read.parts import Delivered, FileRefused, Part
from transforms.read.registry import READERS
from transforms.rows import ShardOptions, SourceSlice
from transforms.shard import RECORDS_AT_ONCE, Item
from warehouse.delivery import NotTaken, opened

FIRST_RECORDS: Final = 1_000
"""Records that are looked at where not all are asked for: some seconds."""
SHOWN_RECORDS: Final = 5
SHOWN_MEMBERS: Final = 20
KEYED_FORMATS: Final = frozenset(("json", "jsonl", "table"))
"""Formats whose records are keys and values; our own parsers read them, so it is safe to do that here."""
_NOBODY: Final = "0" * 32


@dataclass(slots=True)
class Inspection:
    """What reading a file would give. ``record_count`` counts records and refused stretches that were looked at;
    ``is_whole`` tells whether that is all of them. ``key_of_field`` counts (field, key that gave it) in records
    that have keys, ``extra_keys`` the keys that no field knows. ``refusals`` are (reason, member, record number,
    detail)."""

    path: str
    size_bytes: int = 0
    format: str | None = None
    compression: str | None = None
    flags: set[str] = field(default_factory=set)
    members: Counter[tuple[str, str]] = field(default_factory=Counter)
    record_count: int = 0
    is_whole: bool = True
    skipped: Counter[str] = field(default_factory=Counter)
    documents: list[dict[str, Any]] = field(default_factory=list)
    document_count: int = 0
    key_of_field: Counter[tuple[str, str]] = field(default_factory=Counter)
    extra_keys: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[str, str | None, int | None, str | None]] = field(default_factory=list)


def inspect_file(path: Path, settings: Settings, *, is_whole: bool = False) -> Inspection:
    """Read a file as a run would, up to ``FIRST_RECORDS`` records or to its end. A file that would be refused is an
    answer too, not an error."""
    found = Inspection(str(path))
    options = ShardOptions(
        run_id=_NOBODY,
        pipeline_version="inspection",
        as_of=datetime.now(UTC).replace(tzinfo=None),
        limits=settings.read_limits,
        normalize=settings.normalize_options,
        field_keys=settings.own_field_keys,
    )
    try:
        with opened(path, settings.max_file_bytes) as (_, seen), path.open("rb") as file:
            found.size_bytes = seen.st_size
            items: list[Item] = []
            for item in _items(file, path.name, settings, found, None if is_whole else FIRST_RECORDS):
                items.append(item)
                if len(items) >= RECORDS_AT_ONCE:
                    _work(items, options, settings, found)
                    items = []
            _work(items, options, settings, found)
    except NotTaken as problem:
        found.refusals.append((problem.reason, None, None, problem.detail))
    except FileRefused as refused:
        found.refusals.append((refused.refusal.reason, None, None, refused.refusal.detail))
    finally:
        close_cells()
    return found


def _items(file: BinaryIO, name: str, settings: Settings, found: Inspection, most: int | None) -> Iterator[Item]:
    delivered = Delivered(file, name, settings.read_limits, settings.own_field_keys)
    for part in delivered.parts():
        if delivered.sniffed is not None:
            found.format, found.compression = delivered.sniffed.format, delivered.sniffed.compression
            found.flags |= delivered.sniffed.flags
        if isinstance(part, Skipped):
            found.skipped[part.kind] += 1
        elif isinstance(part, RefusedMember):
            found.record_count += 1
            found.refusals.append((part.refusal.reason, part.name, found.record_count, part.refusal.detail))
        else:
            yield from _records(file, part, found, most)
        if most is not None and found.record_count >= most:
            found.is_whole = False
            return
    if delivered.sniffed is not None:
        found.format, found.compression = delivered.sniffed.format, delivered.sniffed.compression


def _records(file: BinaryIO, part: Part, found: Inspection, most: int | None) -> Iterator[Item]:
    preamble = b""
    for framed in part.frames:
        if isinstance(framed, Preamble):
            preamble = framed.data
            continue
        if isinstance(framed, Skipped):
            found.skipped[framed.kind] += 1
            continue
        found.record_count += 1
        if part.member is not None:
            found.members[part.member, part.sniffed.format] += 1
        if isinstance(framed, RefusedSpan):
            found.refusals.append((framed.refusal.reason, part.member, found.record_count, framed.refusal.detail))
        else:
            span = replace(framed, record_number=found.record_count)
            yield Item(_slice(found.path, part, preamble, span), span, _bytes(file, part, framed))
        if most is not None and found.record_count >= most:
            return


def _bytes(file: BinaryIO, part: Part, span: Span) -> bytes:
    if part.window is not None:
        return part.window.cut(span.start_byte, span.end_byte)
    place = file.tell()
    file.seek(span.start_byte)
    data = file.read(span.end_byte - span.start_byte)
    file.seek(place)
    return data


def _slice(path: str, part: Part, preamble: bytes, span: Span) -> SourceSlice:
    return SourceSlice(
        reading_id=_NOBODY,
        source_sha256=hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest(),
        source_path=path,
        format=part.sniffed.format,
        compression=part.sniffed.compression,
        spans=(span,),
        flags=part.sniffed.flags,
        member=part.member,
        preamble=preamble,
    )


def _work(items: list[Item], options: ShardOptions, settings: Settings, found: Inspection) -> None:
    if not items:
        return
    for item in items:
        if item.part.format in KEYED_FORMATS:
            _note_keys(item, options, found)
    tables = work_records([items], options, settings)
    documents = tables["documents"]
    found.document_count += documents.num_rows
    found.documents += documents.slice(0, max(0, SHOWN_RECORDS - len(found.documents))).to_pylist()
    for row in tables["rejects"].to_pylist():
        found.refusals.append((row["reason"], row["member"], row["record_number"], row["detail"]))


def _note_keys(item: Item, options: ShardOptions, found: Inspection) -> None:
    context = Context(preamble=item.part.preamble, field_keys=options.field_keys)
    record = READERS[item.part.format].read(item.data, options.limits, context)
    if isinstance(record, RawRecord):
        found.key_of_field.update(record.key_of.items())
        found.extra_keys.update(list(record.extra))


def print_inspection(found: Inspection, format: Format) -> None:
    """Print what was found, for people or as JSON."""
    if format is Format.JSON:
        write_json(
            {
                "path": found.path,
                "size_bytes": found.size_bytes,
                "format": found.format,
                "compression": found.compression,
                "flags": sorted(found.flags),
                "members": [
                    {"member": name, "format": kind, "records": n} for (name, kind), n in found.members.items()
                ],
                "record_count": found.record_count,
                "is_whole": found.is_whole,
                "skipped": dict(found.skipped),
                "fields": [{"field": name, "key": key, "records": n} for (name, key), n in found.key_of_field.items()],
                "extra_keys": dict(found.extra_keys),
                "refusals": [
                    {"reason": reason, "member": member, "record_number": number, "detail": detail}
                    for reason, member, number, detail in found.refusals
                ],
                "documents": found.documents,
            }
        )
        return
    out = console()
    form = " in ".join(part for part in (found.format, found.compression) if part) or "not read"
    out.print(Text(f"{printable(found.path)}: {form}, {found.size_bytes:,} bytes", style="bold"), soft_wrap=True)
    looked = count(found.record_count, "record") + (
        "" if found.is_whole else ", the first of more (--all looks at all)"
    )
    would = f"{count(found.document_count, 'article')} would land, {count(len(found.refusals), 'record')} be refused"
    out.print(Text(f"{looked}: {would}"), soft_wrap=True)
    if found.flags:
        out.print(Text(f"flags: {', '.join(sorted(found.flags))}"))
    if found.skipped:
        kinds = ", ".join(f"{printable(kind)} {number}" for kind, number in found.skipped.most_common(SHOWN_MEMBERS))
        out.print(Text(f"parts without an article: {kinds}"), soft_wrap=True)
    _print_members(found)
    _print_keys(found)
    _print_refusals(found)
    for document in found.documents:
        out.print()
        out.print(_document(document), soft_wrap=True)


def _print_members(found: Inspection) -> None:
    if found.members:
        rows = [(name, kind, number) for (name, kind), number in found.members.items()][:SHOWN_MEMBERS]
        console().print()
        console().print(grid(("member", "format", "records"), rows))
        if len(found.members) > SHOWN_MEMBERS:
            console().print(Text(f"… and {len(found.members) - SHOWN_MEMBERS:,} more members"))


def _print_keys(found: Inspection) -> None:
    if found.key_of_field:
        rows = [(name, key, number) for (name, key), number in sorted(found.key_of_field.items())]
        console().print()
        console().print(grid(("field", "key", "records"), rows))
    if found.extra_keys:
        kept = ", ".join(f"{printable(key)} {number}" for key, number in found.extra_keys.most_common(SHOWN_MEMBERS))
        console().print(Text(f"kept as extra: {kept}"), soft_wrap=True)


def _print_refusals(found: Inspection) -> None:
    if not found.refusals:
        return
    by_reason: dict[str, list[tuple[str | None, int | None, str | None]]] = {}
    for reason, member, number, detail in found.refusals:
        by_reason.setdefault(reason, []).append((member, number, detail))
    rows = [
        (reason, len(places), ("" if first[1] is None else first[1]), first[2] or "", REASONS[reason].sentence)
        for reason, places in by_reason.items()
        if (first := places[0])
    ]
    console().print()
    console().print(grid(("refused for", "times", "first record", "detail", "meaning"), rows))


def _document(document: dict[str, Any]) -> Text:
    text = Text()
    text.append(f"record {document['record_number']}  ", style="dim")
    text.append(printable(document["title"] or "(no title)"), style="bold")
    facts = {
        "published": document["published_utc"],
        "from": document["published_evidence"],
        "outlet": document["outlet"],
        "language": document["language"],
        "byline": ", ".join(document["byline"]),
        "url": document["canonical_url"] or document["url"],
        "words": document["word_count"],
        "flags": ", ".join(document["flags"]),
    }
    for name, value in facts.items():
        if value not in (None, ""):
            text.append(f"\n  {name:14}", style="dim")
            text.append(printable(value))
    return text
