"""The pipeline in a process of its own: ``python -m tests.bad_inputs.pipeline JOB.json``.

The job names a home, settings, paths, how many runs there are, modules to import first (readers that fail on purpose)
and files that change while they are read. Before every run but the first it waits for a line on standard input; after
every run it prints one line of JSON: seconds, memory, what was deferred, what was printed, the error if one ended it.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from flows import isolation
from flows.by_hand import run_by_hand
from flows.monitor import monitor
from flows.steps import Steps
from flows.summary import print_summary
from tests.bad_inputs import faults
from tests.flows.harness import Undrawn, prepared
from warehouse.store import Store

CAPABILITY_VERSION = 0x20080522
"""Version 3 of the interface, as capset(2) gives it."""


def give_up_capabilities() -> None:
    """Become one whom file permissions bind: root without capabilities still owns root's files, and no others."""

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))

    class Sets(ctypes.Structure):
        _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))

    library = ctypes.CDLL(None, use_errno=True)
    header = Header(CAPABILITY_VERSION, 0)
    if library.capset(ctypes.byref(header), ctypes.byref((Sets * 2)())) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def one_run(job: dict[str, Any], number: int, store: Store) -> dict[str, Any]:
    """One whole run, and what it printed and cost."""
    started = time.monotonic()
    answer: dict[str, Any] = {"error": None, "deferred": []}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            run = prepared(Path(job["home"]), [Path(path) for path in job["paths"]], store, **job["settings"])
            if job["has_prefect"]:
                answer["error"] = run_by_hand(run, shows_progress=False) or None
            else:
                is_drawn = job["draws"] and number == job["runs"] - 1
                outcome = monitor(run, Steps() if is_drawn else Undrawn())
                answer["deferred"] = [[one.source_path, one.reason] for one in outcome.deferred]
                print_summary(outcome)
        except BaseException:
            answer["error"] = traceback.format_exc()
    if number == job["runs"] - 1:
        isolation.close_cells()  # what a child took is known when it has ended
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * 1024
    return {**answer, "seconds": time.monotonic() - started, "peak_bytes": peak, "printed": printed.getvalue()}


def main() -> int:
    """Run the job."""
    job = json.loads(Path(sys.argv[1]).read_text())
    wire = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a child process prints is no answer of ours
    isolation.PRELOADED = tuple(job["imports"])
    give_up_capabilities()
    for victim, target in job["swapped"]:
        faults.swap_before_open(Path(victim), Path(target))
    store = faults.RewritingStore(Path(job["rewritten"])) if job["rewritten"] else Store()
    for number in range(job["runs"]):
        if number:
            sys.stdin.readline()
        print(json.dumps(one_run(job, number, store)), file=wire, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
