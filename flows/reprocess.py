"""A stage done again for what has landed: language, names, roles and allusions of documents that another pipeline
version worked, in one new snapshot.

Texts come from the lake, not from the archive; workers work them as they work records, and what they find lands under
the same lease, checks and comparison of heads as a run. Until the commit nothing is changed; after it nothing is left
to do: so it can be killed anywhere and done again.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Final

import pyarrow as pa

from flows import landing
from flows.context import Run
from flows.isolation import relabel
from flows.landing import QualityFailed, Turn
from flows.monitor import in_turn
from flows.steps import Steps
from flows.worker import load_resources, start_worker
from transforms.relabel import RELABELLED_SCHEMA, StoredDocument, joined
from warehouse.catalog import Commit, RunRow, Snapshot
from warehouse.lake import StagedFile, stage
from warehouse.relabel import RELABELLED, STAGES, Relabelled, stale_documents
from warehouse.staging import run_folder

__all__ = ["STAGES", "Reprocessed", "reprocess"]

JOB_DOCUMENTS: Final = 1_000
"""Documents of one job: each stages five files, and a million documents should not make a hundred thousand."""
PART_DOCUMENTS: Final = 200
"""Documents that a worker holds as Python values at once; see shard.RECORDS_AT_ONCE."""
JOBS_IN_FLIGHT_PER_WORKER: Final = 2
FAILURES_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """What was done: the snapshot, how many documents changed and stayed as they were, and counts of what changed (see
    ``Relabelled.changes``). ``failures`` are some of those that stayed: document id and why."""

    run: Run
    snapshot: Snapshot
    document_count: int
    left_count: int
    changes: dict[str, int]
    failures: tuple[tuple[str, str], ...]
    seconds: float


def reprocess(run: Run, do: Steps, stages: Collection[str] = STAGES) -> Reprocessed | None:
    """Find language and names anew for the documents whose version is not the run's; None where there are none.

    ``stages`` are of ``STAGES``; with the language go the names, which depend on it. Raises RunFailed where what was
    found may not land; then the head is what it was. Any other error leaves a state that doing it again completes.
    """
    do.recover(run)
    with run_folder(run.home, run.store, run.run_id):
        staged = _work(run, do, stages)
        if staged is None:
            return None
        done = _land(run, do, stages, staged)
        do.publish(run)
    do.report(run)
    return done


def _work(run: Run, do: Steps, stages: Collection[str]) -> list[StagedFile] | None:
    """Work every document that is another version's; what was staged, None where there is none."""
    catalog = run.open_catalog()
    try:
        files = catalog.files(catalog.head(), "documents")
    finally:
        catalog.close()
    has_language = "language" in stages
    with stale_documents(
        run.home,
        files,
        run.home.run_folder(run.run_id),
        stages=stages,
        pipeline_version=run.pipeline_version,
        memory_bytes=run.settings.link_memory_bytes,
        batch_rows=JOB_DOCUMENTS,
    ) as (count, batches):
        if not count:
            return None
        jobs = (_documents(batch, has_language) for batch in batches if batch.num_rows)
        return [file for job_files in _worked(run, do, jobs, count) for file in job_files]


def _documents(batch: pa.RecordBatch, has_language: bool) -> list[StoredDocument]:
    return [StoredDocument(**{**row, "language": None} if has_language else row) for row in batch.to_pylist()]


def _worked(run: Run, do: Steps, jobs: Iterable[list[StoredDocument]], count: int) -> Iterator[list[StagedFile]]:
    """The files of each job, in order; a few jobs ahead of the workers. A single job is worked here."""
    if run.settings.task_runner == "inline" or run.settings.workers < 2 or count <= PART_DOCUMENTS:
        for job in jobs:
            yield work_job(run, job)
            do.progress.advance(len(job))
        return
    begin = load_resources
    if run.settings.isolates_records:
        begin = functools.partial(start_worker, run.settings.max_record_seconds, run.settings.max_record_memory_bytes)
    waiting: deque[tuple[int, Future[list[StagedFile]]]] = deque()
    with ProcessPoolExecutor(run.settings.workers, mp_context=get_context("spawn"), initializer=begin) as pool:
        for job in jobs:
            waiting.append((len(job), pool.submit(work_job, run, job)))
            while len(waiting) >= run.settings.workers * JOBS_IN_FLIGHT_PER_WORKER:
                yield _collected(do, *waiting.popleft())
        while waiting:
            yield _collected(do, *waiting.popleft())


def _collected(do: Steps, document_count: int, future: Future[list[StagedFile]]) -> list[StagedFile]:
    files = future.result()
    do.progress.advance(document_count)
    return files


def work_job(run: Run, documents: Sequence[StoredDocument]) -> list[StagedFile]:
    """Work some documents and stage what was found, wherever this is called."""
    parts = [documents[at : at + PART_DOCUMENTS] for at in range(0, len(documents), PART_DOCUMENTS)]
    tables = joined([relabel(part, run.shard_options, run.settings) for part in parts])
    files = [
        stage(run.home, run.store, run.run_id, name, rows, RELABELLED_SCHEMA if name == RELABELLED else None)
        for name, rows in tables.items()
    ]
    return [file for file in files if file is not None]


def _land(run: Run, do: Steps, stages: Collection[str], staged: Sequence[StagedFile]) -> Reprocessed:
    """Check and commit."""

    def attempt(turn: Turn) -> Reprocessed:
        relabelled = Relabelled(turn.batch, staged, RELABELLED_SCHEMA, stages)
        before = relabelled.count + len(relabelled.failures)
        quality = _check(run, relabelled)
        return _commit(run, turn, relabelled, quality, before)

    return in_turn(run, do, (), staged, attempt)


def _check(run: Run, relabelled: Relabelled) -> pa.Table:
    """Hold what was found against the expectations; documents of which something fails stay as they are.

    Returns the first quality results, which tell of all that was found.
    """
    first: pa.Table | None = None
    for _ in range(landing.MAX_CHECKS):
        verdict = landing.verdict_on(run, relabelled.batch)
        first = first if first is not None else verdict.results
        if verdict.broken_invariants:
            raise QualityFailed("; ".join(verdict.broken_invariants), verdict.results)
        if not verdict.refused_sources and not verdict.refused_records:
            return first
        relabelled.leave(
            [record.reading_id for record in verdict.refused_records],
            [source.source_sha256 for source in verdict.refused_sources],
        )
    raise QualityFailed("the batch did not become sound by leaving out what failed", verdict.results)


def _commit(run: Run, turn: Turn, relabelled: Relabelled, quality: pa.Table, worked_count: int) -> Reprocessed:
    """Write the data files and commit them with the run's row, which read nothing, in one transaction."""
    changes, count, failures = relabelled.changes, relabelled.count, relabelled.failures
    added, removed = relabelled.consolidate(
        run.home,
        run.store,
        quality_results=quality,
        rules=landing.rules_of(run),
    )
    snapshot = turn.catalog.commit(
        Commit(
            parent=turn.head,
            kind="reprocess",
            run=RunRow(run.run_id, run.started_utc, "succeeded", run.pipeline_version),
            files_added=added,
            files_removed=removed,
            lease=turn.lease,
        )
    )
    seconds = (datetime.now(UTC).replace(tzinfo=None) - run.started_utc).total_seconds()
    return Reprocessed(run, snapshot, count, worked_count - count, changes, tuple(failures[:FAILURES_SHOWN]), seconds)
