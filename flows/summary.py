"""What a run says at its end: one short table, and where to look next."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from flows.article_marks import TYPE_STYLES
from flows.output import console, count, printable
from flows.place import home_folder
from flows.run_voices import biggest_story, voice_lines
from warehouse.query import QueryError, open_published, saved_queries

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from flows.monitor import Outcome
    from flows.reprocess import Reprocessed

LANGUAGES_SHOWN: Final = 8
NAMES_SHOWN: Final = 4
"""Names of each type; with four, a line of 80 characters holds them."""

LABEL_CHARS: Final = 28
"""Longest name that is written out."""

TYPE_WORDS: Final = {"PERSON": "people", "ORGANIZATION": "organisations", "LOCATION": "places"}
REASONS_SHOWN: Final = 4
BREACHES_SHOWN: Final = 4
DEFERRED_SHOWN: Final = 3
STORY_ID_CHARS: Final = len("story:") + 8
NEXT_QUERIES: Final = ("who_is_in_the_news", "top_entities")
"""Saved queries that answer "who is in the news"; the first that there is gets named."""


@dataclass(slots=True)
class _Notes:
    """What the published file says about a run."""

    language_count: int = 0
    languages: str | Text = ""
    reasons: str | Text = ""
    names: dict[str, Text] = field(default_factory=dict)
    """For each type, those that most documents name, with the number of documents."""
    mention_counts: dict[str, int] = field(default_factory=dict)
    voices: list[tuple[str, int, Text]] = field(default_factory=list)
    """Lines on quotations, copies and stories: name, number, what they are; none where nothing was found."""
    corpus: str = ""
    document_id: str | None = None
    story_id: str | None = None
    trouble: str = ""


def print_summary(outcome: Outcome) -> None:
    """Print the books of a run, what it found, and where to look; plain where standard output is no terminal."""
    landed, run = outcome.landed, outcome.run
    out = console()
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(justify="right", no_wrap=True)
    facts.add_column(overflow="fold")

    def add(name: str, number: object, text: str | Text = "") -> None:
        facts.add_row(name, str(number), text)

    counted = [landed.count(f"{name}_count") for name in ("read", "accepted", "duplicate", "rejected")]
    read, accepted, duplicate, rejected = counted
    notes = _Notes()
    try:
        with open_published(run.home) as con:
            notes = _notes(con, run.run_id)
    except QueryError as error:
        notes.trouble = str(error)
    known = sum(reading.is_acknowledged for reading in landed.readings)
    empty = sum(not source.read_count for source in landed.sources)
    add("read", f"{read:,}", _file_counts(len(landed.readings), known, empty))
    add("accepted", f"{accepted:,}")
    add("duplicate", f"{duplicate:,}")
    add("rejected", f"{rejected:,}", notes.reasons)
    skipped = sum(reading.skipped_count or 0 for reading in landed.readings)
    if skipped:
        add("skipped", f"{skipped:,}", "parts that hold no article by kind: a crawl's requests, pictures, folders")
    if notes.language_count:
        add("languages", notes.language_count, notes.languages)
    for kind, names in notes.names.items():
        add(TYPE_WORDS[kind], f"{notes.mention_counts[kind]:,}", names)
    for told in notes.voices:
        add(told[0], f"{told[1]:,}", told[2])
    add("quality", *_quality(outcome))
    if outcome.deferred:
        shown = [printable(Path(admission.source_path).name) for admission in outcome.deferred[:DEFERRED_SHOWN]]
        more = ", …" if len(outcome.deferred) > DEFERRED_SHOWN else ""
        add("deferred", len(outcome.deferred), f"not complete or not readable yet, next run: {', '.join(shown)}{more}")
    out.print(_headline(outcome, read))
    out.print(facts)
    if notes.corpus:
        out.print(Text(notes.corpus))
    if notes.trouble:
        out.print(Text(notes.trouble, style="yellow"))
    out.print()
    out.print(_where(outcome, notes))


def _headline(outcome: Outcome, read: int) -> Text:
    speed = f"{read / outcome.seconds:,.1f} records a second" if read and outcome.seconds > 0 else "nothing to read"
    run = (f"Run {outcome.run.run_id[:8]}", "bold")
    return Text.assemble(run, f" · snapshot {outcome.landed.snapshot.sequence} · {outcome.seconds:.1f} s, {speed}")


def _notes(con: DuckDBPyConnection, run_id: str) -> _Notes:
    notes = _Notes()
    languages = con.execute(
        "SELECT language, count(*) FROM documents WHERE run_id = ? GROUP BY ALL ORDER BY 2 DESC, 1", [run_id]
    ).fetchall()
    notes.language_count = sum(language != "und" for language, _ in languages)
    notes.languages = _ranking(languages, LANGUAGES_SHOWN)
    reasons = con.execute(
        "SELECT reason, count(*) FROM rejects WHERE run_id = ? GROUP BY ALL ORDER BY 2 DESC, 1", [run_id]
    ).fetchall()
    notes.reasons = _ranking(reasons, REASONS_SHOWN)
    for kind in TYPE_WORDS:
        named = con.execute(
            """
            SELECT label, count(DISTINCT document_id), sum(count(*)) OVER ()
            FROM mentions JOIN documents USING (document_id) JOIN entities USING (entity_id)
            WHERE run_id = ? AND entities.entity_type = ?
            GROUP BY entity_id, label ORDER BY 2 DESC, count(*) DESC, entity_id
            LIMIT ?
            """,
            [run_id, kind, NAMES_SHOWN],
        ).fetchall()
        if named:
            notes.mention_counts[kind] = int(named[0][2])
            notes.names[kind] = Text(" · ").join(
                Text.assemble((_shortened(printable(label)), TYPE_STYLES[kind]), f" {number:,}")
                for label, number, _ in named
            )
    notes.voices = voice_lines(con, run_id)
    notes.story_id = biggest_story(con, run_id)
    documents, articles, entities = con.execute(
        "SELECT count(*), count(DISTINCT article_id), (SELECT count(*) FROM entities) FROM documents"
    ).fetchall()[0]
    notes.corpus = (
        f"The tables hold {count(documents, 'document')} of {count(articles, 'article')}, "
        f"which name {count(entities, 'person, organisation or place', 'people, organisations and places')}."
    )
    shown = con.execute(
        """
        SELECT document_id FROM documents
        ORDER BY run_id = ? DESC, body IS NOT NULL DESC, document_id LIMIT 1
        """,
        [run_id],
    ).fetchall()
    notes.document_id = shown[0][0] if shown else None
    return notes


def _ranking(rows: Sequence[tuple[str, int]], most: int) -> Text:
    parts = [f"{printable(name)} {number:,}" for name, number in rows[:most]]
    if len(rows) > most:
        parts.append(f"and {len(rows) - most} more")
    return Text(" · ".join(parts))


def _file_counts(number: int, known: int, empty: int) -> str:
    if not number:
        return "no files"
    told = [f"{known:,} of them read before"] if known else []
    told += [f"{empty:,} without a record"] if empty else []
    return ", ".join([f"records of {count(number, 'file')}", *told])


def _quality(outcome: Outcome) -> tuple[str, Text]:
    """How many expectations held, and those that did not, fail before warn."""
    results = outcome.landed.quality
    if not results.num_rows:
        return "", Text("nothing was checked")
    held = sum(results["is_success"].to_pylist())
    breaches: dict[tuple[str, str], int] = {}
    columns = (results[name].to_pylist() for name in ("is_success", "severity", "suite", "expectation", "column_name"))
    for is_success, severity, suite, expectation, column in zip(*columns, strict=True):
        if not is_success:
            name = f"{suite}.{column}: {expectation}" if column else f"{suite}: {expectation}"
            breaches[severity, name] = breaches.get((severity, name), 0) + 1
    text = Text(f"of {results.num_rows:,} expectations held")
    for (severity, name), number in sorted(breaches.items())[:BREACHES_SHOWN]:
        text.append(f"\n{severity}", style="red" if severity == "fail" else "yellow")
        text.append(f" {printable(name)}{f' ({number} times)' if number > 1 else ''}")
    if len(breaches) > BREACHES_SHOWN:
        text.append(f"\nand {len(breaches) - BREACHES_SHOWN} more: presswatch quality")
    return f"{held:,}", text


def _where(outcome: Outcome, notes: _Notes) -> Table:
    home = outcome.run.home
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("report", Text(_short(home.reports / "index.html")))
    table.add_row("tables", Text(_short(home.published_path)))
    option = "" if home.root == home_folder() else f" --home {shlex.quote(_short(home.root))}"
    for number, command in enumerate(_next_commands(outcome, notes)):
        table.add_row("" if number else "try", Text(f"presswatch {command}{option}"))
    return table


def _next_commands(outcome: Outcome, notes: _Notes) -> Iterable[str]:
    if notes.document_id is None:
        if outcome.landed.count("rejected_count"):
            yield "rejects"
        return
    there = {query.name for query in saved_queries()}
    yield next((f"query {name}" for name in NEXT_QUERIES if name in there), "query")
    yield f"show {notes.document_id[:8]}"
    if notes.story_id is not None:
        yield f"show {notes.story_id[:STORY_ID_CHARS]}"
    if outcome.landed.count("rejected_count"):
        yield "rejects"


def _shortened(label: str) -> str:
    return label if len(label) <= LABEL_CHARS else label[: LABEL_CHARS - 1].rstrip() + "…"


def _short(path: Path) -> str:
    """A path as one would type it here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def print_reprocessed(done: Reprocessed | None) -> None:
    """Print what became other by doing stages again; None is that there was nothing to do."""
    out = console()
    if done is None:
        out.print("Every document is of the present pipeline version; there is nothing to do.", soft_wrap=True)
        return
    changes = done.changes
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(justify="right", no_wrap=True)
    facts.add_column(style="dim", no_wrap=True)
    facts.add_row("documents", f"{done.document_count:,}", "found again")
    if done.left_count:
        facts.add_row("left as they were", f"{done.left_count:,}", "presswatch quality says why")
    facts.add_row("languages", f"{changes['languages']:,}", "are others than before")
    for name in ("mentions", "roles", "allusions", "quotes", "citations"):
        facts.add_row(name, f"{changes[name]:,}", f"before: {changes[f'{name}_before']:,}")
    out.print(facts)
    for document_id, why in done.failures:
        out.print(Text(f"{document_id} stays as it was: {printable(why)}", style="yellow"), soft_wrap=True)
    out.print(f"snapshot {done.snapshot.sequence}, {done.seconds:.1f} s", style="dim", soft_wrap=True)
