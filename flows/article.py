"""One article as a page for the terminal: what is known of it and why, its text with its mentions, its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.evidence import NoEvidence, Place, beginning, readable
from flows.output import console, count, grid, printable, visible
from transforms.contracts.reasons import FLAGS
from warehouse.paths import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIELD_ORDER: Final = ("title", "lead", "body")
TYPE_STYLES: Final = {"PERSON": "bold cyan", "ORGANIZATION": "bold magenta", "LOCATION": "bold green"}
TYPE_LETTERS: Final = {"PERSON": "P", "ORGANIZATION": "O", "LOCATION": "L"}
READINGS_SHOWN: Final = 5
BASIS_WORDS: Final = {
    "url": "its URL",
    "outlet_record": "its outlet's record id",
    "content": "its outlet and content",
}


@dataclass(frozen=True, slots=True)
class Article:
    """One document with all that belongs to it, as rows of the published tables (column → value)."""

    document: dict[str, Any]
    revisions: list[dict[str, Any]]
    segments: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    readings: list[dict[str, Any]]


def rows(con: DuckDBPyConnection, sql: str, *parameters: object) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries."""
    answered = con.execute(sql, list(parameters))
    names = [column[0] for column in answered.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answered.fetchall()]


def load_article(con: DuckDBPyConnection, document_id: str) -> Article:
    """The document of that id. Raises IndexError if there is none."""
    document = rows(con, "SELECT * FROM documents WHERE document_id = ?", document_id)[0]
    revisions = rows(
        con,
        """
        SELECT revision, document_id, is_latest, first_seen_utc, title FROM documents
        WHERE article_id = ? ORDER BY revision, document_id
        """,
        document["article_id"],
    )
    segments = rows(con, "SELECT * FROM segments WHERE document_id = ? ORDER BY ordinal", document_id)
    mentions = rows(
        con,
        """
        SELECT mentions.*, label FROM mentions LEFT JOIN entities USING (entity_id)
        WHERE document_id = ? ORDER BY list_position(['title', 'lead', 'body'], field), start_char
        """,
        document_id,
    )
    readings = rows(
        con,
        """
        SELECT verdict, source_path, member, record_number, start_byte, end_byte, format, compression, seen_utc,
            records.source_sha256, records.run_id
        FROM records LEFT JOIN sources USING (reading_id)
        WHERE document_id = ? ORDER BY seen_utc, source_path, record_number
        """,
        document_id,
    )
    return Article(document, revisions, segments, mentions, readings)


def print_article(home: Home, article: Article) -> None:
    """Print the page on standard output. Colours on a terminal; elsewhere mentions stand as ``[Name]{P1}``."""
    out = console()
    is_plain = not out.is_terminal or out.no_color
    keys = _entity_keys(article.mentions)
    document = article.document
    _section(out, Text(printable(document["title"]) or "(no title)", style="bold"), _head(article))
    if len(article.revisions) > 1:
        _section(out, _heading("revisions"), _revisions(article))
    _section(out, _heading("text"), _text(article, keys, is_plain))
    if article.mentions:
        _section(out, _heading("who and what it names"), _legend(article.mentions, keys, is_plain))
        _section(out, _heading("mentions"), _mentions(article.mentions, keys))
    _section(out, _heading("where it was read"), _provenance(home, article))


def _section(out: Console, heading: Text, content: RenderableType) -> None:
    out.print(heading, soft_wrap=True)
    out.print(content)
    out.print()


def _heading(text: str) -> Text:
    return Text(text.upper(), style="bold blue")


def _facts(pairs: Sequence[tuple[str, str | Text]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        if value:
            table.add_row(name, value if isinstance(value, Text) else Text(value))
    return table


def _head(article: Article) -> Table:
    document = article.document
    place = "latest" if document["is_latest"] else "superseded"
    is_reliable = "reliable" if document["is_language_reliable"] else "not reliable"
    latest = len(article.revisions)
    pairs: list[tuple[str, str | Text]] = [
        ("outlet", _joined(document["outlet"], document["outlet_id"], document["outlet_country"])),
        ("byline", printable(document["byline"])),
        ("section", printable(document["section"])),
        ("published", _published(document)),
        ("evidence", printable(document["published_evidence"])),
        ("language", f"{document['language']}, confidence {printable(document['language_confidence'])}, {is_reliable}"),
        ("length", f"{count(document['word_count'], 'word')}, {document['char_count']:,} code points"),
        ("url", printable(document["canonical_url"] or document["url"])),
        ("document", f"{document['document_id']} (revision {document['revision']} of {latest}, {place})"),
        ("article", f"{document['article_id']}, identified by {BASIS_WORDS.get(*[document['identity_basis']] * 2)}"),
        ("record id", printable(document["external_id"])),
    ]
    for number, flag in enumerate(document["flags"] or ()):
        meaning = FLAGS[flag].sentence if flag in FLAGS else "a flag of another release"
        pairs.append(("" if number else "flags", Text.assemble((flag, "yellow"), f"  {meaning}")))
    return _facts(pairs)


def _joined(*values: object) -> str:
    return " · ".join(dict.fromkeys(printable(value) for value in values if value))


def _published(document: dict[str, Any]) -> str:
    """The date as fine as it is known, and its bounds."""
    value, precision = document["published_utc"], document["published_precision"]
    if value is None:
        return "unknown"
    shown = {"year": f"{value:%Y}", "month": f"{value:%Y-%m}", "day": f"{value:%Y-%m-%d}"}.get(
        precision, f"{value:%Y-%m-%d %H:%M} UTC"
    )
    zone = f", zone {printable(document['published_zone'])}" if document["published_zone"] else ""
    earliest, latest = document["published_from_utc"], document["published_until_utc"]
    bounds = f"; from {earliest:%Y-%m-%d %H:%M} until before {latest:%Y-%m-%d %H:%M} UTC" if earliest and latest else ""
    return f"{shown}, known to the {precision}{zone}{bounds}"


def _revisions(article: Article) -> Table:
    own = article.document["document_id"]
    return grid(
        ("", "revision", "document_id", "first seen", "title"),
        [
            (
                "▸" if row["document_id"] == own else "",
                row["revision"],
                row["document_id"],
                row["first_seen_utc"],
                row["title"],
            )
            for row in article.revisions
        ],
    )


def _entity_keys(mentions: Sequence[dict[str, Any]]) -> dict[str, str]:
    """A short key for each entity of the article, by type and first appearance: P1, P2, O1, L1."""
    keys: dict[str, str] = {}
    seen: dict[str, int] = {}
    for mention in mentions:
        if mention["entity_id"] not in keys:
            letter = TYPE_LETTERS.get(mention["entity_type"], "X")
            seen[letter] = seen.get(letter, 0) + 1
            keys[mention["entity_id"]] = f"{letter}{seen[letter]}"
    return keys


def _text(article: Article, keys: dict[str, str], is_plain: bool) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for role, block in _blocks(article, keys, is_plain):
        table.add_row(role, block)
    return table if table.row_count else Text("(no text)", style="dim")


def _blocks(article: Article, keys: dict[str, str], is_plain: bool) -> Iterator[tuple[str, Text]]:
    """The text in reading order as (role, block): what was cut stands dim in its place."""
    document, segments = article.document, article.segments
    shown = {segment["field"] for segment in segments}
    if "title" not in shown and document["title"]:
        yield "title", _marked(article, "title", 0, None, keys, is_plain)
    for segment in segments:
        role, field = segment["role"], segment["field"]
        if field is not None:
            yield role, _marked(article, field, segment["start_char"], segment["end_char"], keys, is_plain)
        elif segment["text"] is None:
            yield role, Text("(cut, its text is not kept)", style="dim italic")
        else:
            cut = visible(segment["text"]).strip()
            yield f"{role} −" if is_plain else role, Text(cut, style="dim")
    if "body" not in shown and document["body"]:
        yield "body", _marked(article, "body", 0, None, keys, is_plain)


def _marked(
    article: Article, field: str, start_char: int, end_char: int | None, keys: dict[str, str], is_plain: bool
) -> Text:
    """A stretch of a field with the mentions that begin in it marked."""
    whole = article.document[field] or ""
    end = len(whole) if end_char is None else end_char
    text = Text(style="bold" if field == "title" else "")
    at = start_char
    for mention in article.mentions:
        first, last = mention["start_char"], mention["end_char"]
        if mention["field"] != field or first < at or first >= end:
            continue
        text.append(visible(whole[at:first]))
        name, key = visible(whole[first:last]), keys[mention["entity_id"]]
        if is_plain:
            text.append(f"[{name}]{{{key}}}")
        else:
            text.append(name, style=TYPE_STYLES.get(mention["entity_type"], "bold"))
            text.append(f" {key}", style="dim")
        at = last
    text.append(visible(whole[at : max(at, end)]))
    text.rstrip()
    return text


def _legend(mentions: Sequence[dict[str, Any]], keys: dict[str, str], is_plain: bool) -> Table:
    first: dict[str, dict[str, Any]] = {}
    number: dict[str, int] = {}
    for mention in mentions:
        first.setdefault(mention["entity_id"], mention)
        number[mention["entity_id"]] = number.get(mention["entity_id"], 0) + 1
    letters = "".join(TYPE_LETTERS.values())
    shown = sorted(first, key=lambda entity_id: (letters.find(keys[entity_id][0]), int(keys[entity_id][1:])))
    return grid(
        ("key", "type", "label", "entity", "mentions"),
        [
            (
                Text(keys[entity_id], style="" if is_plain else TYPE_STYLES.get(first[entity_id]["entity_type"], "")),
                first[entity_id]["entity_type"],
                first[entity_id]["label"],
                entity_id,
                number[entity_id],
            )
            for entity_id in shown
        ],
    )


def _mentions(mentions: Sequence[dict[str, Any]], keys: dict[str, str]) -> Table:
    return grid(
        ("key", "surface", "where", "method", "sure", "link", "why this one"),
        [
            (
                keys[mention["entity_id"]],
                mention["surface"],
                f"{mention['field']} {mention['start_char']}–{mention['end_char']}",
                mention["method"],
                mention["confidence"],
                mention["link_confidence"],
                mention["link_reason"],
            )
            for mention in mentions
        ],
    )


def _provenance(home: Home, article: Article) -> RenderableType:
    document = article.document
    source = next((row for row in article.readings if row["source_sha256"] == document["source_sha256"]), None)
    compression = source["compression"] if source else None
    container = source["format"] if source and document["member"] is not None else None
    packing = [part for part in (container, compression) if part]
    packed = "".join(f", {part}" for part in packing)
    span = f"bytes {document['start_byte']:,}–{document['end_byte']:,}"
    facts = _facts(
        [
            ("file", f"{printable(document['source_path'])} ({document['format']}{packed})"),
            ("member", printable(document["member"])),
            ("sha256", document["source_sha256"]),
            ("record", f"{document['record_number']}, {span}{' once unpacked' if packing else ''}"),
            ("collected", printable(document["collected_utc"])),
            ("landed", f"{printable(document['first_seen_utc'])} UTC, run {document['run_id']}"),
            ("pipeline", printable(document["pipeline_version"])),
            *(("" if number else "also read", again) for number, again in enumerate(_other_readings(article))),
            *(("" if number else "unknown keys", line) for number, line in enumerate([printable(document["extra"])])),
        ]
    )
    try:
        place = Place(
            sha256=document["source_sha256"],
            format=container,
            compression=compression,
            member=document["member"],
            start_byte=document["start_byte"],
            end_byte=document["end_byte"],
        )
        found = beginning(home, place)
    except NoEvidence as error:
        return Group(facts, Text(visible(str(error)), style="yellow"))
    more = " …" if document["end_byte"] - document["start_byte"] > len(found) else ""
    return Group(facts, Text("as delivered:", style="dim"), Text(visible(readable(found)) + more, style="dim"))


def _other_readings(article: Article) -> Iterator[str]:
    """Where else the document was met: copies of the record, and later readings of its file."""
    document = article.document
    kept = (document["source_sha256"], document["record_number"], document["run_id"])
    others = [row for row in article.readings if (row["source_sha256"], row["record_number"], row["run_id"]) != kept]
    for row in others[:READINGS_SHOWN]:
        path = "/".join(part for part in (row["source_path"], row["member"]) if part)
        place = f"{printable(path)}, record {row['record_number']}"
        yield f"{place}, {printable(row['seen_utc'])}: {row['verdict']}"
    if len(others) > READINGS_SHOWN:
        yield f"and {count(len(others) - READINGS_SHOWN, 'time')} more"
