"""Inputs beyond the ordinary: a dump of 2 GB, a crawl of 1 GB, a folder of 100,000 files.

``python benchmarks/large_inputs.py [--only dump crawl folder] [--share 0.01]`` makes the inputs with
``tools/make_inputs.py`` (invented news, the same every time), runs the command on each in a new home, and keeps time,
books, and the peak memory of all processes together, in ``benchmarks/results/large_inputs.json``. Of the folder it also
keeps how long admitting took for each tenth of the files, with nothing else going on: a steady rate is ten like times.
``--share`` makes smaller ones, to try the benchmark itself; ``--data`` is not needed and not read.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks._measured import books, measured_run
from warehouse.admit import AdmitLimits, admit
from warehouse.paths import open_home
from warehouse.store import Store

RESULTS = Path(__file__).parent / "results" / "large_inputs.json"
MAKER = Path(__file__).parents[1] / "tools" / "make_inputs.py"
INPUTS = {
    "dump": ("jsonl", 2_000_000_000, "dump.jsonl"),
    "crawl": ("warc", 1_000_000_000, "crawl.warc"),
    "packed crawl": ("warc", 1_000_000_000, "crawl.warc.gz"),
    "folder": ("folder", 100_000, "folder"),
}
"""Name → kind, size (bytes before compression; files of a folder), file name."""
TENTHS = 10


def admission_seconds(folder: Path, home: Path) -> list[float]:
    """Seconds for each tenth of a folder's files to be admitted into a new home."""
    store = Store()
    opened = open_home(home, store)
    total = sum(1 for _ in folder.iterdir())
    started = time.perf_counter()
    marks = []
    found = admit([folder], opened, store, "0" * 32, AdmitLimits(), datetime.now(UTC).replace(tzinfo=None))
    for number, _ in enumerate(found, 1):
        if number % max(1, total // TENTHS) == 0:
            marks.append(time.perf_counter() - started)
    return [round(after - before, 2) for before, after in zip([0.0, *marks], marks, strict=False)]


def measured(name: str, share: float) -> dict[str, object]:
    """Make one input, run the command on it, say what it took."""
    kind, size, file_name = INPUTS[name]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / file_name
        subprocess.run([sys.executable, str(MAKER), kind, str(int(size * share)), str(target)], check=True)  # noqa: S603
        result: dict[str, object] = {}
        if kind == "folder":
            result["admission_seconds_by_tenth"] = admission_seconds(target, Path(folder) / "admitted")
        else:
            result["size_bytes"] = target.stat().st_size
        seconds, peak = measured_run(target, Path(folder) / "home")
        counted = books(Path(folder) / "home")
        rate = counted["read_count"] / seconds
        return {
            **result,
            "books": counted,
            "seconds": round(seconds, 1),
            "records_per_second": round(rate, 1),
            "peak_mib": peak >> 20,
        }


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed here")
    parser.add_argument("--only", nargs="+", choices=INPUTS, default=list(INPUTS))
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in options.only:
        kept[name] = measured(name, options.share)
        print(name, json.dumps(kept[name]), flush=True)
        kept["machine"] = {"cores": psutil.cpu_count(), "python": platform.python_version()}
        if options.share == 1.0:
            RESULTS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
