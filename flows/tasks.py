"""The steps as Prefect tasks: names, retries and timeouts, nothing else.

Retries stand only where trying again can help: a disk that was full for a moment, a worker that was killed. Correctness
never depends on Prefect's own records: what landed is what the catalog says.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any, TypeVar, cast

import pyarrow as pa
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner

from flows.context import Run
from flows.intake import Intake, StagedShard
from flows.isolation import close_cells
from flows.landing import Landed, Turn
from flows.settings import Settings
from flows.spool import remove_spool
from flows.steps import NoProgress, Progress, Steps
from flows.worker import load_resources, start_worker
from transforms.shard import Shard
from warehouse.admit import Admission
from warehouse.lake import StagedFile
from warehouse.publish import Publication

Answer = TypeVar("Answer")

SHARDS_IN_FLIGHT_PER_WORKER = 3
"""Shards handed out ahead, so that no worker waits while the next ones are framed; each is a list of spans."""


class ShardJob:
    """One shard of one run. A plain class, because Prefect walks through the fields of dataclasses and containers that
    it is given, span by span."""

    def __init__(self, run: Run, shard: Shard) -> None:
        self.run = run
        self.shard = shard


@task(name="process shard", retries=1, retry_delay_seconds=1, cache_policy=NO_CACHE)
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


class ShardQueue:
    """Shards on their way to the workers, and what came back.

    It stays where it is: Prefect pickles a flow with all that it holds for every task, so in a worker it arrives empty.
    """

    def __init__(self, run: Run | None, shards: Iterable[Shard] = (), progress: Progress | None = None) -> None:
        self.run = run
        self.shards = iter(shards)
        self.progress: Progress = progress or NoProgress()
        self.staged: list[StagedFile] = []

    def __reduce__(self) -> tuple[type[ShardQueue], tuple[None]]:
        return ShardQueue, (None,)

    def collect(self, done: StagedShard) -> None:
        """Note what a shard left."""
        self.progress.advance(done.record_count)
        self.staged.extend(done.files)
        if self.run is not None:
            remove_spool(self.run, done.spool)

    def work_off(self) -> None:
        """Hand the shards to the task runner of the flow around, a few ahead of the workers."""
        if self.run is None:
            raise ValueError("the queue stayed behind in the process that began the run")
        waiting: deque[PrefectFuture[StagedShard]] = deque()
        for shard in self.shards:
            waiting.append(process_shard.submit(ShardJob(self.run, shard)))
            if len(waiting) >= self.run.settings.workers * SHARDS_IN_FLIGHT_PER_WORKER:
                self.collect(waiting.popleft().result())
        while waiting:
            self.collect(waiting.popleft().result())


def _submit(run: Run, shards: Iterable[Shard], progress: Progress) -> list[StagedFile]:
    """Work the shards in a flow of their own, whose workers end with it: what comes after needs their memory. A lone
    shard is worked here, without a worker's start."""
    coming = iter(shards)
    first, second = next(coming, None), next(coming, None)
    if first is None:
        return []
    if second is None:
        queue = ShardQueue(run, (), progress)
        queue.collect(process_shard(ShardJob(run, first)))
        close_cells()
        return queue.staged
    queue = ShardQueue(run, chain((first, second), coming), progress)

    @flow(
        name="process shards",
        task_runner=_processes(run.settings),
        validate_parameters=False,
        persist_result=False,
    )
    def process_shards() -> None:
        queue.work_off()

    process_shards()
    return queue.staged


def _processes(settings: Settings) -> TaskRunner[PrefectFuture[Any]]:
    """Worker processes on this machine."""
    begin: Callable[[], None] = load_resources
    if settings.isolates_records:
        begin = partial(start_worker, settings.max_record_seconds, settings.max_record_memory_bytes)
    runner = ProcessPoolTaskRunner(max_workers=settings.workers, initializer=begin)
    return cast("TaskRunner[PrefectFuture[Any]]", runner)  # Prefect's own types do not agree here
