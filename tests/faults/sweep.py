"""Sweeps: one piece of work, stopped at every point it passes, rerun, and looked at."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.stores import CountingStore, FailingStore, KillingStore
from warehouse.store import Store

Run = Callable[[Path, Store], object]
"""The work: a folder of its own, prepared, and the store to work with."""
Prepare = Callable[[Path], object]
"""Fills a new folder with what the work starts from."""
Check = Callable[[Path], Sequence[str]]
"""What is wrong in a folder, in words; nothing if all is well."""


@dataclass(slots=True)
class Report:
    """What a sweep found. ``wrong`` names the point and what was wrong after the rerun (or right after the stop)."""

    point_count: int = 0
    stopped_count: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.point_count} points, stopped at {self.stopped_count}, wrong after {len(self.wrong)}"


def points(run: Run, prepare: Prepare, folder: Path) -> list[str]:
    """The points that one undisturbed run passes, in order. ``folder`` is made and keeps the golden state."""
    folder.mkdir(parents=True)
    prepare(folder)
    store = CountingStore()
    run(folder, store)
    return store.points


def kill_at(
    run: Run, folder: Path, number: int, store_type: type[KillingStore] = KillingStore, patience_seconds: float = 120
) -> int:
    """Run the work in a forked child that dies at point ``number``; gives how it ended, as ``in_child`` does."""
    scrap = folder.parent / f"{folder.name}.scrap"
    scrap.mkdir(exist_ok=True)
    try:
        return in_child(lambda: run(folder, store_type(number, scrap)), patience_seconds)
    finally:
        shutil.rmtree(scrap)


def in_child(work: Callable[[], object], patience_seconds: float = 120) -> int:
    """Do something in a forked child: 0 if it ended well, 1 if it raised (the traceback is on stderr), -9 if it was
    killed. A child that takes longer than ``patience_seconds`` is killed and raises TimeoutError here."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(status)
    give_up = time.monotonic() + patience_seconds
    pause = 0.001
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > give_up:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise TimeoutError(f"The child did not end within {patience_seconds} s.")
        time.sleep(pause)
        pause = min(pause * 1.3, 0.05)


def sweep(
    run: Run,
    prepare: Prepare,
    check: Check,
    work_folder: Path,
    store_type: type[KillingStore] = KillingStore,
    step: int = 1,
    look: Check | None = None,
) -> Report:
    """Kill the work at every point (or every ``step``-th), rerun it plainly, and check; each time in a new folder.

    ``look`` is asked right after the kill, before the rerun. Reruns, too, are in a child. Folders in which all was well
    are removed; the others stay for whoever wants to see.
    """
    names = points(run, prepare, work_folder / "golden")
    numbers = range(0, len(names), step)
    report = Report(point_count=len(numbers))
    for number in numbers:
        folder = work_folder / f"point-{number:04d}"
        folder.mkdir()
        prepare(folder)
        ending = kill_at(run, folder, number, store_type)
        wrong = list(look(folder)) if look is not None else []
        if ending == -signal.SIGKILL:
            report.stopped_count += 1
        else:
            wrong.append(f"the killed run ended with {ending}")
        _rerun(run, check, folder, names[number], wrong, report)
    return report


def failure_sweep(run: Run, prepare: Prepare, check: Check, work_folder: Path, step: int = 1, span: int = 1) -> Report:
    """As ``sweep``, but the disk is full at one point (or ``span`` of them), and the process ends by an exception."""
    names = points(run, prepare, work_folder / "golden")
    numbers = range(0, len(names), step)
    report = Report(point_count=len(numbers))
    for number in numbers:
        folder = work_folder / f"point-{number:04d}"
        folder.mkdir()
        prepare(folder)
        ending = in_child(functools.partial(run, folder, FailingStore(number, span)))
        if ending == 1:
            report.stopped_count += 1
        wrong = [] if ending in (0, 1) else [f"the failing run ended with {ending}"]
        _rerun(run, check, folder, names[number], wrong, report)
    return report


def _rerun(run: Run, check: Check, folder: Path, name: str, wrong: list[str], report: Report) -> None:
    ending = in_child(lambda: run(folder, Store()))
    if ending != 0:
        wrong.append(f"the rerun ended with {ending}")
    try:
        wrong.extend(check(folder))
    except Exception as error:
        wrong.append(f"the check itself: {type(error).__name__}: {error}")
    report.wrong.extend(f"{name}: {each}" for each in wrong)
    if not wrong:
        shutil.rmtree(folder)
