"""One article as a page for the terminal: what is known of it and why, its text with its marks, its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.article import Article
from flows.article_marks import allusions_table, entity_keys, legend, marked_text, mentions_table, roles_table
from flows.article_voices import copies_table, credits_table, has_credits, quotes_table
from flows.evidence import NoEvidence, Place, beginning, readable
from flows.output import console, count, grid, printable, visible
from flows.story import Story
from flows.story_page import of_article
from transforms.contracts.reasons import FLAGS
from warehouse.paths import Home

READINGS_SHOWN: Final = 5
NAMES_WORDS: Final = {
    "trained": "found by a recogniser that is trained on this language",
    "transferred": "found by a recogniser that is trained on kin of this language",
    "rules": "found by rules and the knowledge base; no recogniser is trained on this language",
}
BASIS_WORDS: Final = {
    "url": "its URL",
    "outlet_record": "its outlet's record id",
    "content": "its outlet and content",
}


def print_article(home: Home, article: Article, story: Story | None) -> None:
    """Print the page on standard output. Colours on a terminal; elsewhere mentions stand as ``[Name]{P1}``."""
    out = console()
    is_plain = not out.is_terminal or out.no_color
    keys = entity_keys([*article.mentions, *article.allusions])
    document = article.document
    _section(out, Text(printable(document["title"]) or "(no title)", style="bold"), _head(article))
    if len(article.revisions) > 1:
        _section(out, _heading("revisions"), _revisions(article))
    _section(out, _heading("text"), marked_text(article, keys, is_plain))
    if article.quotes:
        _section(out, _heading("who says what"), quotes_table(article, keys))
    if has_credits(article):
        _section(out, _heading("whom it credits"), credits_table(article))
    if article.copies:
        _section(out, _heading("copies"), copies_table(article.copies))
    if story is not None:
        _section(out, _heading("its story"), of_article(story, document["document_id"]))
    if article.mentions or article.allusions:
        _section(out, _heading("who and what it names"), legend(article, keys, is_plain))
    if article.mentions:
        _section(out, _heading("mentions"), mentions_table(article.mentions, keys))
    if article.roles:
        _section(out, _heading("in what capacity"), roles_table(article.roles, keys))
    if article.allusions:
        _section(out, _heading("what it alludes to"), allusions_table(article.allusions, keys))
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
    latest = len(article.revisions)
    pairs: list[tuple[str, str | Text]] = [
        ("outlet", _joined(document["outlet"], document["outlet_id"], document["outlet_country"])),
        ("byline", printable(document["byline"])),
        ("section", printable(document["section"])),
        ("published", _published(document)),
        ("evidence", printable(document["published_evidence"])),
        ("language", _language(document)),
        ("languages", _stretches(document)),
        ("names", NAMES_WORDS.get(document["names_status"], "")),
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


def _language(document: dict[str, Any]) -> str:
    """What it is written in, how sure that is, and what told."""
    language = document["language_variant"] or document["language"]
    is_reliable = "reliable" if document["is_language_reliable"] else "not reliable"
    told = f", told by {printable(document['language_method'])}" if document["language_method"] else ""
    return f"{language}, confidence {printable(document['language_confidence'])}, {is_reliable}{told}"


def _stretches(document: dict[str, Any]) -> str:
    """The stretches of the body by language, where there are several."""
    spans = document["language_spans"] or ()
    return " · ".join(f"{span['language']} {span['start']}–{span['end']}" for span in spans)


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
