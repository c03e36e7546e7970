"""The ``presswatch`` command. Prefect and Great Expectations are imported only by ``run``, which needs them.

Exit codes: 0 done; 1 the run landed nothing, or the doctor found something; 2 the command was called wrongly; 3 the
set-up is broken (the message says what to do); 4 what was asked for does not exist; 130 stopped by hand.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from flows.output import Format, write_rows
from flows.settings import Settings, SetupError, load_settings
from warehouse.paths import Home, HomeError, open_home
from warehouse.query import QueryError
from warehouse.store import Store

DONE, LANDED_NOTHING, WRONG_CALL, BROKEN_SETUP, NOT_FOUND, INTERRUPTED = 0, 1, 2, 3, 4, 130

app = typer.Typer(
    help="Watch the press: from piles of crawled news to tables that an analyst can trust.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The home folder [PRESSWATCH_HOME, default ./data].", show_default=False)
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print rows.")]


class NotFound(Exception):
    """What was asked for does not exist; the message says what there is instead."""


def _fail(message: object, code: int) -> NoReturn:
    Console(stderr=True).print(f"presswatch: {message}", style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Every expected error as one sentence and an exit code; never a traceback."""
    try:
        yield
    except (SetupError, HomeError) as error:
        _fail(error, BROKEN_SETUP)
    except NotFound as error:
        _fail(error, NOT_FOUND)
    except QueryError as error:
        _fail(error, NOT_FOUND)
    except PermissionError as error:
        _fail(f"No permission for {error.filename}; choose another home with --home.", BROKEN_SETUP)
    except OSError as error:
        _fail(f"The disk or the system refused: {error.strerror or error}; mend that and run again.", BROKEN_SETUP)
    except KeyboardInterrupt:
        _fail("Stopped. Nothing is lost: run the same command again.", INTERRUPTED)


def _settings_and_home(home: Path | None) -> tuple[Settings, Home]:
    settings = load_settings(home)
    return settings, open_home(settings.home, Store())


@app.command()
def run(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders to read; they stay where they are. Without any, the home's inbox."),
    ] = None,
    home: HomeOption = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes [default: one a core].", show_default=False)] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Read what was delivered and land it: articles, names, books, checks, a report."""
    with _plain_errors():
        for path in paths or []:
            if not os.path.lexists(path):
                _fail(f"There is no {path}.", WRONG_CALL)
        settings = load_settings(home, workers=workers)
        opened = open_home(settings.home, Store())
        from flows.by_hand import run_by_hand

        code = run_by_hand(settings, opened, paths or [], shows_progress=not quiet)
    _leave(code)


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help="The saved query; without one, a list of them.")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="Its parameters as name=value.")] = None,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Answer a saved query."""
    from flows.questions import answer, list_queries

    with _plain_errors():
        if name is None:
            list_queries(format)
            return
        _, opened = _settings_and_home(home)
        rows, title = answer(opened, name, parameters or [])
        write_rows(rows, format, title=title)


@app.command()
def sql(
    text: Annotated[str, typer.Argument(help="One SELECT over the published tables.")],
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Answer a question in SQL. It can only read."""
    from warehouse.query import open_published, run_sql

    with _plain_errors():
        _, opened = _settings_and_home(home)
        with open_published(opened) as con:
            write_rows(run_sql(con, text), format)


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="A document, article or entity id (its start is enough), or a record's own id.")],
    home: HomeOption = None,
) -> None:
    """Print an article with its segments, mentions and evidence, down to file, record and bytes; or an entity."""
    from flows.show import show_id

    with _plain_errors():
        _, opened = _settings_and_home(home)
        if not show_id(opened, id):
            raise NotFound(f"Nothing has the id {id!r}; `presswatch sql 'select document_id, title from documents'` lists them.")


@app.command()
def rejects(
    reason: Annotated[str | None, typer.Option(help="Only this reason, explained.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows at most.")] = 50,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """List what was refused: where it stood and why."""
    from flows.questions import list_rejects

    with _plain_errors():
        _, opened = _settings_and_home(home)
        rows, title = list_rejects(opened, reason, limit)
        write_rows(rows, format, title=title)


@app.command()
def quality(
    run_id: Annotated[str | None, typer.Option("--run", help="The run; by default the newest.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Also what held.")] = False,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """List the results of the quality checks of a run."""
    from flows.questions import list_quality

    with _plain_errors():
        _, opened = _settings_and_home(home)
        rows, title = list_quality(opened, run_id, all)
        write_rows(rows, format, title=title)


@app.command()
def report(home: HomeOption = None) -> None:
    """Write reports/index.html anew and say where it is."""
    from flows.report import write_report

    with _plain_errors():
        _, opened = _settings_and_home(home)
        typer.echo(write_report(opened, Store()))


@app.command()
def publish(home: HomeOption = None) -> None:
    """Build presswatch.duckdb anew from the head, after a home was moved for instance."""
    from warehouse.catalog import Catalog
    from warehouse.publish import publish as publish_head

    with _plain_errors():
        settings, opened = _settings_and_home(home)
        catalog = Catalog.open(opened, Store(), settings.catalog_url)
        try:
            published = publish_head(opened, Store(), catalog, memory_bytes=settings.link_memory_bytes)
        finally:
            catalog.close()
        typer.echo(f"{opened.published_path} shows snapshot {published.sequence}.")


@app.command()
def pack(
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    home: HomeOption = None,
) -> None:
    """Copy every table into one DuckDB file that works anywhere."""
    from warehouse.pack import pack as pack_home

    with _plain_errors():
        settings, opened = _settings_and_home(home)
        typer.echo(pack_home(opened, target.absolute(), memory_bytes=settings.link_memory_bytes))


@app.command()
def doctor(home: HomeOption = None) -> None:
    """Look the home over and say what is wrong with it and how to mend it."""
    from flows.doctor import examine

    with _plain_errors():
        settings, opened = _settings_and_home(home)
        findings = examine(settings, opened)
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.is_ok else 'LOOK'} {finding.sentence}")
    if not all(finding.is_ok for finding in findings):
        raise typer.Exit(LANDED_NOTHING)


def _leave(code: int) -> NoReturn:
    """End now: letting Prefect and Great Expectations unload costs half a second and changes nothing."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """The console script."""
    app(prog_name="presswatch")


if __name__ == "__main__":
    main()
