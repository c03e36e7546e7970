"""What every command shares: its options, its exit codes, and errors as one sentence."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from flows.output import Format, OutputError, console
from flows.place import NoHome, existing_home
from warehouse.paths import Home, HomeError

if TYPE_CHECKING:
    from flows.settings import Settings

DONE, LANDED_NOTHING, WRONG_CALL, BROKEN_SETUP, NOT_FOUND, INTERRUPTED = 0, 1, 2, 3, 4, 130

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The home folder [PRESSWATCH_HOME, default ./data].", show_default=False)
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print: for people, or for machines.")]


class NotFound(Exception):
    """What was asked for does not exist; the message says what there is instead."""


class WrongCall(Exception):
    """The command was called wrongly; the message says how to call it."""


def fail(message: object, code: int) -> NoReturn:
    """Say why not, on standard error, and leave with this code."""
    from rich.text import Text

    from flows.output import visible

    text = Text(visible(f"presswatch: {message}"), style="red")
    console(is_error=True).print(text, soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Every expected error as one sentence and an exit code; never a traceback. A reader who walks away is no error."""
    try:
        yield
    except typer.Exit:
        raise
    except BrokenPipeError:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(DONE) from None
    except KeyboardInterrupt:
        fail("Stopped. Nothing is lost: run the same command again.", INTERRUPTED)
    except Exception as error:
        explained = _explain(error)
        if explained is None:
            raise
        fail(*explained)


def _explain(error: Exception) -> tuple[object, int] | None:
    """An expected error as its sentence and exit code; None for one that is a defect of this program."""
    from duckdb import OutOfMemoryException
    from sqlalchemy.exc import DBAPIError

    from flows.settings import SetupError
    from warehouse.database import CatalogError
    from warehouse.decisions import DecisionRefused
    from warehouse.own_names import OwnNamesLost
    from warehouse.query import QueryError

    if isinstance(error, NotFound | NoHome | QueryError):
        return error, NOT_FOUND
    if isinstance(error, OutputError | WrongCall | DecisionRefused):
        return error, WRONG_CALL
    if isinstance(error, SetupError | HomeError | CatalogError | OwnNamesLost):
        return error, BROKEN_SETUP
    if isinstance(error, OutOfMemoryException):
        return (
            "DuckDB needs more memory than link_memory_bytes allows; raise that setting and run again.",
            BROKEN_SETUP,
        )
    if isinstance(error, DBAPIError):
        return f"The catalog cannot be read ({error.orig}); see `presswatch doctor`.", BROKEN_SETUP
    if isinstance(error, PermissionError):
        return f"No permission for {error.filename}; choose another home with --home.", BROKEN_SETUP
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        return (
            f"The disk or the system refused{where}: {error.strerror or error}; mend that and run again.",
            BROKEN_SETUP,
        )
    return None


def settings_and_home(home: Path | None, **given: object) -> tuple[Settings, Home]:
    """The settings, with those given (None is not given), and the home, which must exist. Raises SetupError, NoHome."""
    from flows.settings import load_settings

    settings = load_settings(home, **given)
    return settings, existing_home(settings.home)
