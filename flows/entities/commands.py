"""``presswatch entities``: who is who here, by a person's word."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.command import (
    FormatOption,
    HomeOption,
    NotFound,
    WrongCall,
    plain_errors,
    settings_and_home,
)
from flows.output import Format, OutputError, console, count, print_table, visible, write_rows
from flows.place import existing_home

if TYPE_CHECKING:
    from flows.entities.desk import Desk

entities_app = typer.Typer(
    help="Look for people, organisations and places, and decide who is who: what a person decides stands over what the "
    "pipeline finds, for later articles too.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class EntityType(StrEnum):
    """The types of entities."""

    PERSON = "PERSON"
    ORGANIZATION = "ORGANIZATION"
    LOCATION = "LOCATION"


class ExportFormat(StrEnum):
    """How an export is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    FTM = "ftm"


ByOption = Annotated[
    str | None, typer.Option("--by", help="Who decides; by default the login name.", show_default=False)
]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Why, for whoever reads it later.")]
TypeOption = Annotated[
    EntityType | None, typer.Option("--type", case_sensitive=False, help="Only things of this type.")
]


@contextmanager
def _desk(home: Path | None) -> Iterator[Desk]:
    from flows.entities.desk import open_desk

    settings, opened = settings_and_home(home)
    with open_desk(settings, opened) as desk:
        yield desk


@entities_app.command()
def merge(
    one: Annotated[str, typer.Argument(help="The id that stands.")],
    other: Annotated[str, typer.Argument(help="The id that shows as it from now on.")],
    force: Annotated[bool, typer.Option("--force", help="Also where their types differ.")] = False,
    by: ByOption = None,
    reason: ReasonOption = None,
    home: HomeOption = None,
) -> None:
    """Say that two ids are one person, organisation or place; the first one stands."""
    with plain_errors(), _desk(home) as desk:
        from flows.entities.decide import merge as decide

        _tell(decide(desk, one, other, by=by, reason=reason, is_forced=force))


@entities_app.command()
def split(
    id: Annotated[str, typer.Argument(help="The id that was merged; or, with an option below, whose names to part.")],
    surface: Annotated[str | None, typer.Option(help="Only mentions written so; they get an id of their own.")] = None,
    document: Annotated[
        str | None, typer.Option(help="Only mentions in this document (its id, or the start of it).")
    ] = None,
    label: Annotated[str | None, typer.Option(help="The label of what is split off.")] = None,
    by: ByOption = None,
    reason: ReasonOption = None,
    home: HomeOption = None,
) -> None:
    """Let an id that was merged, by a person or by the pipeline, stand by itself; or part some mentions from theirs."""
    with plain_errors(), _desk(home) as desk:
        from flows.entities.decide import split as decide

        _tell(decide(desk, id, surface=surface, document=document, label=label, by=by, reason=reason))


@entities_app.command()
def rename(
    id: Annotated[str, typer.Argument(help="The id.")],
    label: Annotated[str, typer.Argument(help="The name to show.")],
    by: ByOption = None,
    reason: ReasonOption = None,
    home: HomeOption = None,
) -> None:
    """Set the name that is shown for a person, organisation or place."""
    with plain_errors(), _desk(home) as desk:
        from flows.entities.decide import rename as decide

        _tell(decide(desk, id, label, by=by, reason=reason))


@entities_app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="The number of a decision, as `presswatch entities decisions` says.")],
    by: ByOption = None,
    reason: ReasonOption = None,
    home: HomeOption = None,
) -> None:
    """Take a decision back, an import of names too."""
    with plain_errors(), _desk(home) as desk:
        from flows.entities.decide import undo as decide

        _tell(decide(desk, decision, by=by, reason=reason))


@entities_app.command()
def decisions(home: HomeOption = None, format: FormatOption = Format.TABLE) -> None:
    """List what was decided, and whether it still counts."""
    with plain_errors():
        from flows.entities.give import told_decisions
        from warehouse.query import open_published

        with open_published(existing_home(home)) as con:
            rows = told_decisions(con)
        write_rows(rows, format, title=count(rows.num_rows, "decision"))


@entities_app.command()
def show(
    id: Annotated[str, typer.Argument(help="An id (its start is enough), or a name.")],
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Show one with its names by language, its roles, what led to its id, and the newest articles."""
    with plain_errors():
        if format not in (Format.TABLE, Format.JSON):
            raise OutputError("An entity is no list of rows: show prints it as --format table or json.")
        from flows.entities.find import show_entity

        settings, opened = settings_and_home(home)
        if not show_entity(settings, opened, id, format):
            raise NotFound(
                f"Nobody and nothing is called {id!r}; `presswatch entities search` looks for parts of names."
            )


@entities_app.command()
def search(
    name: Annotated[str, typer.Argument(help="A name or a part of one, in any spelling.")],
    type: TypeOption = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows at most.")] = 20,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Look for people, organisations and places by name, in what was named here and in what is known."""
    with plain_errors():
        from flows.entities.find import search_home

        settings, opened = settings_and_home(home)
        rows = search_home(settings, opened, name, type.value if type else None, limit)
        write_rows(rows, format, title=f"{count(rows.num_rows, 'entity', 'entities')} for {name!r}")


@entities_app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="ParaNames or JRC-Names (TSV), FollowTheMoney (JSON), a CSV, or exported decisions.")
    ],
    type: Annotated[
        EntityType | None,
        typer.Option("--type", case_sensitive=False, help="The type of what the list gives none of ours."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be taken, and keep nothing.")] = False,
    by: ByOption = None,
    reason: ReasonOption = None,
    home: HomeOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Let the home know the people, organisations and places of a list, from the next run on."""
    with plain_errors():
        if not os.path.lexists(file):
            raise WrongCall(f"There is no {file}.")
        with _desk(home) as desk:
            from flows.entities.bring import bring

            done = bring(desk, file, default_type=type.value if type else None, by=by, reason=reason, is_dry=dry_run)
        _tell(done.sentence, is_error=format is not Format.TABLE)
        if format is not Format.TABLE:
            from flows.entities.give import skipped_rows

            write_rows(skipped_rows(done.skipped), format)
        elif done.skipped:
            print_table(("not taken", "count", "first at line"), done.skipped)


@entities_app.command()
def export(
    decisions: Annotated[bool, typer.Option("--decisions", help="The decisions, not the entities.")] = False,
    type: TypeOption = None,
    home: HomeOption = None,
    format: Annotated[
        ExportFormat, typer.Option("--format", help="How to write; ftm is FollowTheMoney, JSON Lines.")
    ] = ExportFormat.CSV,
) -> None:
    """Write the entities with their names, or the decisions, as `presswatch entities import` reads them again."""
    with plain_errors():
        from flows.entities.find import own_of
        from flows.entities.give import decisions_of, entities_of, write_ftm
        from warehouse.query import open_published

        settings, opened = settings_and_home(home)
        with open_published(opened) as con:
            if decisions and format is ExportFormat.FTM:
                raise WrongCall("FollowTheMoney has no decisions; export them as csv.")
            table = decisions_of(con) if decisions else entities_of(con, own_of(settings, opened), type and type.value)
        if format is not ExportFormat.FTM:
            write_rows(table, Format(format.value))
        elif left_out := write_ftm(table):
            _tell(f"{count(left_out, 'place')} left out: FollowTheMoney has no schema for them.", is_error=True)


def _tell(sentence: str, *, is_error: bool = False) -> None:
    from rich.text import Text

    console(is_error=is_error).print(Text(visible(sentence)), soft_wrap=True)
