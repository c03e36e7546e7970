"""A run started by hand: a private Prefect server unless one is set, a progress bar, and a summary at the end."""

from __future__ import annotations

import logging
import os
import sys
import threading
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from flows.context import Run
from flows.engine import prefect_server
from flows.output import console, visible

ALL_LANDED, NOTHING_LANDED = 0, 1


class _Bar:
    """A progress bar on standard error, for a person; nothing where no person looks."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("reading", total=None)

    def advance(self, record_count: int) -> None:
        self._bar.advance(self._task, record_count)

    def __reduce__(self) -> tuple[type[object], tuple[()]]:
        """Prefect sends the flow, and with it this bar, to every worker process, where nobody looks at it."""
        from flows.steps import NoProgress

        return NoProgress, ()


@contextmanager
def _progress(is_shown: bool) -> Iterator[_Bar]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("records"),
        TimeElapsedColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not is_shown)
    with bar:
        yield _Bar(bar)


def _warm() -> None:
    """Import Great Expectations while the server starts and the shards run: it costs 2.5 s of one core."""
    from expectations.runner import warm

    warm()


def _silence() -> None:
    """A person gets one sentence. Prefect would log the traceback of every error, expected or not; what is unexpected
    is raised to the end anyway. Whoever sets PREFECT_LOGGING_LEVEL wants the log."""
    warnings.filterwarnings("ignore")
    if os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL") == "CRITICAL":
        logging.disable(logging.CRITICAL)


def run_by_hand(run: Run, *, shows_progress: bool) -> int:
    """Run the flow once and print what came of it. Returns the exit code. Raises SetupError, OSError."""
    _silence()
    with prefect_server(run.home.root / ".prefect") as server, _progress(shows_progress and sys.stderr.isatty()) as bar:
        threading.Thread(target=_warm, name="warm", daemon=True).start()
        from flows.monitor import RunFailed
        from flows.prefect_flow import run_flow

        if server is not None:
            server.wait()
        try:
            outcome = run_flow(run, progress=bar, has_heartbeat=server is None)
        except RunFailed as error:
            message = visible(f"presswatch: the run landed nothing: {error}")
            console(is_error=True).print(Text(message, style="red"), soft_wrap=True)
            return NOTHING_LANDED
    from flows.summary import print_summary

    print_summary(outcome)
    return ALL_LANDED


def reprocess_by_hand(run: Run, stages: Collection[str], *, shows_progress: bool) -> int:
    """Do stages again for what has landed, and print what came of it. Returns the exit code. Raises SetupError,
    OSError."""
    _silence()
    threading.Thread(target=_warm, name="warm", daemon=True).start()
    from flows.monitor import RunFailed
    from flows.reprocess import reprocess
    from flows.steps import Steps

    with _progress(shows_progress and sys.stderr.isatty()) as bar:
        try:
            done = reprocess(run, Steps(bar), stages)
        except RunFailed as error:
            message = visible(f"presswatch: nothing was changed: {error}")
            console(is_error=True).print(Text(message, style="red"), soft_wrap=True)
            return NOTHING_LANDED
    from flows.summary import print_reprocessed

    print_reprocessed(done)
    return ALL_LANDED
