"""What several benchmarks do: one run of the command, with its time, the memory of all its processes, and its books."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import psutil

PRESSWATCH = Path(sys.executable).with_name("presswatch")


def _memory_bytes(root: psutil.Process) -> int:
    total = 0
    for process in [root, *root.children(recursive=True)]:
        try:
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return total


def measured_run(source: Path, home: Path) -> tuple[float, int]:
    """Seconds and peak bytes of one run of the command, its server and workers included."""
    started = time.perf_counter()
    command = [str(PRESSWATCH), "run", str(source), "--home", str(home), "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    watched = psutil.Process(process.pid)
    peak = 0
    while process.poll() is None:
        try:
            peak = max(peak, _memory_bytes(watched))
        except psutil.NoSuchProcess:
            break
        time.sleep(0.25)
    if process.wait() != 0:
        raise SystemExit(f"the run failed with exit code {process.returncode}")
    return time.perf_counter() - started, peak


def books(home: Path) -> dict[str, int]:
    """The run's books, as the published file gives them."""
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        names = ("read_count", "accepted_count", "duplicate_count", "rejected_count")
        row = con.execute(f"SELECT {', '.join(f'sum({name})' for name in names)} FROM runs").fetchone()
        return {name: int(value) for name, value in zip(names, row or (), strict=True)}
