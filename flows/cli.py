"""The ``presswatch`` command. Prefect and Great Expectations are imported only by ``run``, which needs them.

Exit codes: 0 done; 1 the run landed nothing, or the doctor found something; 2 the command was called wrongly; 3 the
set-up is broken (the message says what to do); 4 what was asked for does not exist; 130 stopped by hand.
"""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.command import (
    BROKEN_SETUP,
    DONE,
    INTERRUPTED,
    LANDED_NOTHING,
    NOT_FOUND,
    WRONG_CALL,
    FormatOption,
    HomeOption,
    NotFound,
    fail,
    plain_errors,
    settings_and_home,
)
from flows.entities.commands import entities_app
from flows.output import Format, OutputError, write_rows
from flows.place import existing_home
from warehouse.paths import open_home
from warehouse.store import Store

__all__ = ["BROKEN_SETUP", "DONE", "INTERRUPTED", "LANDED_NOTHING", "NOT_FOUND", "WRONG_CALL", "app", "main"]


COMMANDS_WITHOUT_NUMPY = frozenset({"query", "show", "rejects", "quality"})
"""Commands whose rows are of the contract's types, so that Arrow needs no NumPy. It takes it along where it finds it:
0.06 to 0.1 of the 0.4 s that a question took (two cores)."""


class Stage(StrEnum):
    """What can be done again for what has landed."""

    LANGUAGE = "language"
    ENTITIES = "entities"


app = typer.Typer(
    help="Watch the press: from piles of crawled news to tables that an analyst can trust.",
    epilog="Exit codes: 0 done; 1 the run landed nothing, or the doctor found something; 2 called wrongly; "
    "3 the set-up is broken; 4 what was asked for does not exist; 130 stopped by hand.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        typer.echo(f"presswatch {version('presswatch')}")
        raise typer.Exit(DONE)


@app.callback()
def presswatch(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the release and exit.")
    ] = False,
) -> None:
    """Watch the press: from piles of crawled news to tables that an analyst can trust."""


@app.command()
def run(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders to read; they stay where they are. Without any, the home's inbox."),
    ] = None,
    home: HomeOption = None,
    workers: Annotated[
        int | None, typer.Option(help="Worker processes; by default one a core.", show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Read what was delivered and land it: articles, names, books, checks, a report."""
    with plain_errors():
        for path in paths or []:
            if not os.path.lexists(path):
                fail(f"There is no {path}.", WRONG_CALL)
        from flows.by_hand import run_by_hand
        from flows.context import new_run
        from flows.settings import load_settings

        settings = load_settings(home, workers=workers)
        opened = open_home(settings.home, Store())
        code = run_by_hand(new_run(settings, opened, paths or []), shows_progress=not quiet)
    _leave(code)


@app.command()
def replay(
    source: Annotated[
        str | None, typer.Argument(help="Only this file: its path or name, or the start of its SHA-256.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Only what was refused for this reason.")] = None,
    repaired: Annotated[
        Path | None, typer.Option(help="Read this file in the place of SOURCE: it is the same, repaired.")
    ] = None,
    home: HomeOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Try again what was refused, from the archive, after a fix of code, settings or file. What lands is closed."""
    with plain_errors():
        from flows.by_hand import run_by_hand
        from flows.context import new_run
        from flows.replay import open_sources, source_to_repair

        settings, opened = settings_and_home(home)
        if repaired is not None:
            if not repaired.is_file():
                fail(f"There is no file {repaired}.", WRONG_CALL)
            sha256 = source_to_repair(opened, source)
            code = run_by_hand(new_run(settings, opened, [repaired], repairs_sha256=sha256), shows_progress=not quiet)
        else:
            sources = open_sources(opened, source, reason)
            if not sources:
                typer.echo("Nothing that was refused is open.")
                raise typer.Exit(DONE)
            code = run_by_hand(new_run(settings, opened, replays=sources), shows_progress=not quiet)
    _leave(code)


@app.command()
def reprocess(
    stages: Annotated[
        list[Stage] | None,
        typer.Option("--stage", help="What to do again: once or twice; by default both. Names go with the language."),
    ] = None,
    home: HomeOption = None,
    workers: Annotated[
        int | None, typer.Option(help="Worker processes; by default one a core.", show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Find languages, names, quotations, copies and stories anew where another version worked, in one new snapshot."""
    with plain_errors():
        from flows.by_hand import reprocess_by_hand
        from flows.context import new_run

        settings, opened = settings_and_home(home, workers=workers)
        run = new_run(settings, opened)
        code = reprocess_by_hand(run, [stage.value for stage in stages or Stage], shows_progress=not quiet)
    _leave(code)


@app.command()
def inspect(
    path: Annotated[Path, typer.Argument(help="The file to look at.")],
    all: Annotated[bool, typer.Option("--all", help="Every record, not only the first 1,000.")] = False,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Show how a file would be read: format, fields, first records, and what would be refused. Nothing lands."""
    with plain_errors():
        if not os.path.lexists(path):
            fail(f"There is no {path}.", WRONG_CALL)
        if format not in (Format.TABLE, Format.JSON):
            raise OutputError("inspect prints as --format table or json.")
        from flows.inspection import inspect_file, print_inspection
        from flows.settings import load_settings

        print_inspection(inspect_file(path, load_settings(home), is_whole=all), format)


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help="The saved query; without one, a list of them.")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="Its parameters as name=value.")] = None,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Answer a saved query, for example: presswatch query mentions_per_day entity=iso3166:NL."""
    with plain_errors():
        from flows.questions import answer, list_queries

        if name is None:
            list_queries(format)
            return
        rows, title = answer(existing_home(home), name, parameters or [])
        write_rows(rows, format, title=title)


@app.command()
def sql(
    text: Annotated[str, typer.Argument(help="One SELECT over the published tables; - reads it from standard input.")],
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Answer a question in SQL. It can only read."""
    with plain_errors():
        from warehouse.query import open_published, run_sql

        with open_published(existing_home(home)) as con:
            write_rows(run_sql(con, sys.stdin.read() if text == "-" else text), format)


@app.command()
def show(
    id: Annotated[
        str,
        typer.Argument(
            help="A document, article, story or entity id (its start is enough), a record's own id, a URL, or a name."
        ),
    ],
    changes: Annotated[
        bool, typer.Option("--changes", help="Of an article: what changed between its revisions.")
    ] = False,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Print an article with what was found in it, its copies and its story, down to file, record and bytes; or a story,
    or an entity."""
    with plain_errors():
        from flows.show import show_id

        if format not in (Format.TABLE, Format.JSON):
            raise OutputError("An article is no list of rows: show prints it as --format table or json.")
        if not show_id(existing_home(home), id, format, shows_changes=changes):
            raise NotFound(
                f"Nothing has the id {id!r}; `presswatch sql 'select document_id, title from documents'` lists them."
            )


@app.command()
def rejects(
    reason: Annotated[str | None, typer.Option(help="Only this reason, explained.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows at most.")] = 50,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """List what was refused: where it stood and why."""
    with plain_errors():
        from flows.questions import list_rejects

        rows, title = list_rejects(existing_home(home), reason, limit)
        if format is Format.TABLE:
            rows = rows.drop_columns(["start_byte", "end_byte", "run_id"])
        write_rows(rows, format, title=title)


@app.command()
def quality(
    run_id: Annotated[
        str | None,
        typer.Option(
            "--run", help="The run (the start of its id is enough); by default the newest.", show_default=False
        ),
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Also what held.")] = False,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """List what the quality checks of a run found."""
    with plain_errors():
        from flows.questions import list_quality

        rows, title = list_quality(existing_home(home), run_id, all)
        write_rows(rows, format, title=title)


@app.command()
def report(home: HomeOption = None) -> None:
    """Write reports/index.html anew and say where it is."""
    with plain_errors():
        from flows.report import write_report

        typer.echo(write_report(existing_home(home), Store()))


@app.command()
def publish(home: HomeOption = None) -> None:
    """Build presswatch.duckdb anew from the head, after a home was moved for instance."""
    with plain_errors():
        from warehouse.catalog import Catalog
        from warehouse.publish import publish as publish_head

        settings, opened = settings_and_home(home)
        catalog = Catalog.open(opened, Store(), settings.catalog_url)
        try:
            published = publish_head(opened, Store(), catalog, memory_bytes=settings.link_memory_bytes, is_forced=True)
        finally:
            catalog.close()
        typer.echo(f"{opened.published_path} shows snapshot {published.sequence}.")


@app.command()
def pack(
    target: Annotated[Path, typer.Argument(help="The file to write; an older one is replaced.")],
    home: HomeOption = None,
) -> None:
    """Copy every table into one DuckDB file that works anywhere."""
    with plain_errors():
        from warehouse.pack import pack as pack_home

        settings, opened = settings_and_home(home)
        typer.echo(pack_home(opened, target.absolute(), memory_bytes=settings.link_memory_bytes))


@app.command()
def evaluate(
    data: Annotated[
        list[Path], typer.Option("--data", help="A folder of corpora or of annotated articles; may be given again.")
    ],
    page: Annotated[Path | None, typer.Option(help="Write the scorecard here, as Markdown.")] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write the scorecard here, as JSON.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only so many items of each corpus and language, for a quick look.")
    ] = None,
) -> None:
    """Score language, names, links and quotations on marked corpora, and print or write a scorecard by language."""
    with plain_errors():
        for folder in data:
            if not folder.is_dir():
                fail(f"There is no folder {folder}.", WRONG_CALL)
        from flows.evaluation.command import evaluate_folders

        evaluate_folders(data, page, json, limit)


@app.command()
def doctor(
    checksums: Annotated[
        bool, typer.Option("--checksums", help="Also read every data file and hold it against its checksum.")
    ] = False,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Look the home over and say what is wrong with it and how to mend it."""
    with plain_errors():
        from flows.doctor import examine, print_findings

        settings, opened = settings_and_home(home)
        findings = examine(settings, opened, has_checksums=checksums)
        print_findings(findings, format)
    if not all(finding.is_ok for finding in findings):
        raise typer.Exit(LANDED_NOTHING)


app.add_typer(entities_app, name="entities")


def _leave(code: int) -> NoReturn:
    """End now: letting Prefect and Great Expectations unload costs half a second and changes nothing."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """The console script."""
    if sys.argv[1:2] and sys.argv[1] in COMMANDS_WITHOUT_NUMPY:
        sys.modules.setdefault("numpy", None)  # type: ignore[arg-type] # None is how Python marks what cannot be imported
    app(prog_name="presswatch")


if __name__ == "__main__":
    main()
