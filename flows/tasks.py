"""The steps as Prefect tasks: names, retries and timeouts, nothing else.

Retries stand only where trying again can help: a disk that was full for a moment, a worker that was killed. Correctness
never depends on Prefect's own records: what landed is what the catalog says.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import pyarrow as pa
from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.context import Run
from flows.intake import Intake, StagedShard
from flows.landing import Landed, Turn
from flows.steps import Progress, Steps
from transforms.shard import Shard
from warehouse.admit import Admission
from warehouse.lake import StagedFile
from warehouse.publish import Publication

Answer = TypeVar("Answer")

SHARD_SECONDS = 1_800
"""Longest time one shard may take: a shard is ten seconds of work, so a hundred times that is a hang."""

SHARDS_IN_FLIGHT_PER_WORKER = 3
"""Shards handed out ahead, so that no worker waits while the next ones are framed; each is a list of spans."""


class ShardJob:
    """One shard of one run. A plain class, because Prefect walks through the fields of dataclasses and containers that
    it is given, span by span."""

    def __init__(self, run: Run, shard: Shard) -> None:
        self.run = run
        self.shard = shard


@task(name="process shard", retries=1, retry_delay_seconds=1, timeout_seconds=SHARD_SECONDS, cache_policy=NO_CACHE)
def process_shard(job: ShardJob) -> StagedShard:
    """Work one shard, wherever the task runner puts it, and return what it staged: a manifest, never rows."""
    return Steps().work(job.run, job.shard)


class PrefectSteps(Steps):
    """Every step as a task run of the flow around it; shards through the flow's task runner."""

    def recover(self, run: Run) -> None:
        _as_task("recover", lambda: super(PrefectSteps, self).recover(run), retries=2)

    def admit(self, run: Run) -> list[Admission]:
        return _as_task("admit", lambda: super(PrefectSteps, self).admit(run), retries=2)

    def process(self, run: Run, intake: Intake, shards: Iterable[Shard]) -> list[StagedFile]:
        if run.settings.task_runner == "inline":
            return super().process(run, intake, shards)
        return _submit(run, shards, self.progress) + intake.staged

    def link(self, run: Run, turn: Turn) -> None:
        _as_task("link", lambda: super(PrefectSteps, self).link(run, turn))

    def check(self, run: Run, turn: Turn) -> pa.Table:
        return _as_task("check", lambda: super(PrefectSteps, self).check(run, turn))

    def commit(self, run: Run, turn: Turn, readings: Sequence[Any], quality: pa.Table) -> Landed:
        return _as_task("commit", lambda: super(PrefectSteps, self).commit(run, turn, readings, quality))

    def publish(self, run: Run) -> Publication:
        return _as_task("publish", lambda: super(PrefectSteps, self).publish(run), retries=2)

    def move(self, run: Run, admissions: Sequence[Admission]) -> None:
        _as_task("move", lambda: super(PrefectSteps, self).move(run, admissions), retries=2)

    def report(self, run: Run) -> None:
        _as_task("report", lambda: super(PrefectSteps, self).report(run), retries=1)


def _as_task(name: str, step: Callable[[], Answer], retries: int = 0) -> Answer:
    """Run a step here as a task run. It takes no parameters, so that Prefect neither walks through them nor keeps
    them."""
    as_task = task(name=name, retries=retries, retry_delay_seconds=2.0, cache_policy=NO_CACHE)
    return as_task(step)()


def _submit(run: Run, shards: Iterable[Shard], progress: Progress) -> list[StagedFile]:
    """Hand shards to the task runner, a few ahead of the workers; a lone shard is worked here, without a worker's
    start."""
    staged: list[StagedFile] = []
    waiting: deque[Any] = deque()
    coming = iter(shards)
    first, second = next(coming, None), next(coming, None)
    if first is not None and second is None:
        done = process_shard(ShardJob(run, first))
        progress.advance(done.record_count)
        return list(done.files)

    def collect() -> None:
        done: StagedShard = waiting.popleft().result()
        progress.advance(done.record_count)
        staged.extend(done.files)

    for shard in _chained(first, second, coming):
        waiting.append(process_shard.submit(ShardJob(run, shard)))
        if len(waiting) >= run.settings.workers * SHARDS_IN_FLIGHT_PER_WORKER:
            collect()
    while waiting:
        collect()
    return staged


def _chained(first: Shard | None, second: Shard | None, others: Iterable[Shard]) -> Iterable[Shard]:
    yield from (shard for shard in (first, second) if shard is not None)
    yield from others
