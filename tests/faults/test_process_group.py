"""The command itself, with its server and workers, killed as a whole, again and again; and two of it at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.whole_run import FIRST_DELIVERY, SECOND_DELIVERY, deliver
from tests.flows.harness import books, published_rows

PRESSWATCH = Path(sys.executable).with_name("presswatch")
KILLS = 4
DELIVERY = FIRST_DELIVERY | SECOND_DELIVERY


def _start(home: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [str(PRESSWATCH), "run", "--home", str(home), "--quiet", *options]
    return subprocess.Popen(
        command,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PRESSWATCH_SHARD_RECORDS": "3", "PRESSWATCH_SETTLE_SECONDS": "0"},
    )


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A home that was not disturbed, and how long its run took, the making of Prefect's database left out."""
    home = tmp_path_factory.mktemp("golden")
    assert _start(home).wait() == 0
    deliver(home, DELIVERY)
    started = time.monotonic()
    assert _start(home).wait() == 0
    return home, time.monotonic() - started


def _killed_and_rerun(home: Path, prefect: Path, seconds: float) -> bool:
    """Whether the kill met a living run; after one plain rerun in any case. Prefect's empty database is brought along:
    making it anew takes as long as the run."""
    deliver(home, DELIVERY)
    shutil.copytree(prefect, home / prefect.name)
    process = _start(home)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    was_killed = process.wait() == -signal.SIGKILL
    assert _start(home).wait() == 0
    return was_killed


@pytest.mark.long
@pytest.mark.timeout(600)
def test_kills_of_the_whole_process_group(golden: tuple[Path, float], tmp_path: Path) -> None:
    undisturbed, seconds = golden
    moments = [seconds * (0.3 + 0.18 * number) for number in range(KILLS)]
    with ThreadPoolExecutor(2) as pool:
        homes = [tmp_path / str(number) for number in range(KILLS)]
        killed = list(pool.map(_killed_and_rerun, homes, [undisturbed / ".prefect"] * KILLS, moments))
    print(f"process group: {KILLS} kills, {sum(killed)} met a living run, at {moments[0]:.1f} to {moments[-1]:.1f} s")
    assert sum(killed) >= KILLS // 2
    for home in homes:
        assert published_rows(home) == published_rows(undisturbed)
        assert books(home)[1:] == books(undisturbed)[1:]
        assert list((home / "inbox").iterdir()) == []


@pytest.mark.long
@pytest.mark.timeout(300)
def test_two_runs_at_once_both_end_well(golden: tuple[Path, float], tmp_path: Path) -> None:
    deliver(tmp_path, DELIVERY)
    overlapping = tmp_path / "elsewhere"
    deliver(overlapping, DELIVERY)
    files = [str(path) for path in sorted((overlapping / "inbox").iterdir())]
    both = [_start(tmp_path), _start(tmp_path, *files)]
    assert [process.wait() for process in both] == [0, 0]
    assert published_rows(tmp_path) == published_rows(golden[0])
    read, accepted, _, _ = books(tmp_path)
    assert accepted == books(golden[0])[1]
    assert read == 2 * books(golden[0])[0]
