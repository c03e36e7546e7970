"""The catalogue of hostile inputs: ``python -m tests.bad_inputs [--full] [--keep FOLDER] [ID …]``.

Every case runs beside good neighbours, in a watched process. The last line is the sum of all; the exit code is 0 only
if every case got its verdict, no neighbour was lost, no socket opened and no file outside the home touched.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

from tests.bad_inputs.catalogue import CASES, IDS
from tests.bad_inputs.harness import GROUPS, Result, run_group

AT_ONCE = 2
"""Groups that run side by side."""
LISTED = 20
"""Lost neighbours, sockets, files that are listed of each."""
SHOWN = 160
"""Characters of a problem that are shown."""


def main() -> int:
    """Run them all, or those named."""
    parser = argparse.ArgumentParser(prog="python -m tests.bad_inputs", description="Run the catalogue of bad inputs.")
    parser.add_argument("ids", nargs="*", choices=[*IDS, []], metavar="ID", help="cases; all where none is named")
    parser.add_argument("--full", action="store_true", help="true sizes: 2 GB lines, 10 GB files, 100,000 files")
    parser.add_argument("--keep", type=Path, help="an empty folder in which the homes stay for a look")
    given = parser.parse_args()
    started = time.monotonic()
    place = nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory(prefix="bad-inputs-")
    with place as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {
            name: pool.submit(run_group, name, Path(folder) / name, given.ids, given.full)
            for name in GROUPS
            if any(CASES[id].group == name or id in GROUPS[name].borrows for id in given.ids or CASES)
        }
        results = {name: future.result() for name, future in asked.items()}
    for name, result in results.items():
        print(
            f"{name}: {len(result.ids)} cases, {result.neighbour_count} neighbours, {result.seconds:.0f} s, "
            f"{result.peak_bytes / 2**20:.0f} MiB"
        )
        for error in result.errors:
            print(error)
    print(f"{time.monotonic() - started:.0f} s in all")
    return report(list(results.values()), given.ids or list(IDS))


def cut(text: str) -> str:
    """A text in one line, without its middle where it is long."""
    line = " ".join(text.split())
    return line if len(line) < SHOWN else f"{line[: SHOWN // 4]} … {line[-SHOWN:]}"


def report(results: list[Result], asked: list[str]) -> int:
    """Print what is wrong and the sum; 0 if nothing is."""
    wrong: dict[str, list[str]] = {}
    for result in results:
        for id, problems in result.wrong.items():
            wrong.setdefault(id, []).extend(problems)
    lost = [title for result in results for title in result.lost_neighbours]
    sockets = [socket for result in results for socket in result.sockets]
    outside = [path for result in results for path in result.outside]
    for id in asked:
        for problem in wrong.get(id, [] if id in CASES else ["no such case"]):
            expected = CASES[id].expected if id in CASES else ""
            print(f"{id:4} {expected:32} {cut(problem)}")
    for word, found in (("neighbour lost", lost), ("socket", sockets), ("outside", outside)):
        for one in found[:LISTED]:
            print(f"{word}: {one[:SHOWN]}")
    good = sum(id in CASES and id not in wrong for id in asked)
    print(
        f"bad inputs {good}/{len(asked)}, neighbours lost {len(lost)}, sockets {len(sockets)}, "
        f"outside files {len(outside)}"
    )
    return 1 if good < len(asked) or lost or sockets or outside else 0


if __name__ == "__main__":
    sys.exit(main())
