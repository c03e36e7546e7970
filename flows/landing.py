"""From staged rows to a committed snapshot: link, check and commit, under the catalog's lease.

The lease saves work; the comparison of heads inside the commit is what keeps two runs apart. A run that lost its lease,
or whose head moved on, links and checks again against the new head.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyarrow as pa

from expectations.runner import CheckContext, Verdict, check
from expectations.suites import PROJECTIONS
from flows.context import Run
from flows.linkage import LINK_RULES, landing_rules
from flows.own_knowledge import knowledge_of
from warehouse.catalog import Catalog, Commit, DataFile, Lease, LostLease, RunRow, Snapshot, StaleHead
from warehouse.consolidate import LandingRules, Plan, consolidate, consolidate_failed
from warehouse.lake import StagedFile
from warehouse.linking import Batch, Reading, RefusedRow, SourceCounts
from warehouse.sources import landed_sources

COMMIT_LEASE = "commit"
MAX_CHECKS = 10
"""Rounds of refusing what failed and checking what is left; each refuses at least one record, real batches need two."""

TURN_LOST = (StaleHead, LostLease)
"""Errors of a run whose turn another one took: linking and checking again helps."""

MAX_TURNS = 5
"""How often a run links anew because it lost its turn; each time another run has landed."""


class QualityFailed(Exception):
    """An invariant of the data is broken, so nothing of the run may land. ``results`` are its quality results."""

    def __init__(self, message: str, results: pa.Table) -> None:
        super().__init__(message)
        self.results = results


@dataclass(frozen=True, slots=True)
class Landed:
    """A committed run: its snapshot, its books, and what the checks found."""

    snapshot: Snapshot
    readings: tuple[Reading, ...]
    sources: tuple[SourceCounts, ...]
    quality: pa.Table

    def count(self, name: str) -> int:
        """A sum over the sources: read_count, accepted_count, duplicate_count or rejected_count."""
        return sum(int(getattr(source, name)) for source in self.sources)


@dataclass(slots=True)
class Turn:
    """A run's turn to commit: nobody else commits while the lease holds."""

    catalog: Catalog
    lease: Lease
    head: Snapshot | None
    batch: Batch


def done_sources(run: Run) -> frozenset[str]:
    """Files that the head holds for this pipeline version, none for a replay: it passes by what is done."""
    if run.replays:
        return frozenset()
    catalog = run.open_catalog()
    try:
        files = catalog.files(catalog.head(), "sources")
        return landed_sources([run.home.absolute(file.path) for file in files], run.pipeline_version)
    finally:
        catalog.close()


@contextmanager
def turn(run: Run, readings: Sequence[Reading], staged: Sequence[StagedFile]) -> Iterator[Turn]:
    """Wait for the lease, then hold what was staged against the head of that moment."""
    catalog = run.open_catalog()
    try:
        with catalog.lease(
            COMMIT_LEASE,
            ttl=timedelta(seconds=run.settings.lease_seconds),
            patience=timedelta(seconds=run.settings.lease_wait_seconds),
        ) as lease:
            head = catalog.head()
            landed = catalog.files(head)
            with Batch.open(
                run.home,
                run_id=run.run_id,
                started_utc=run.started_utc,
                pipeline_version=run.pipeline_version,
                readings=readings,
                staged=staged,
                landed=landed,
                runs=catalog.runs(),
                memory_bytes=run.settings.link_memory_bytes,
                threads=run.settings.workers,
            ) as batch:
                yield Turn(catalog, lease, head, batch)
    finally:
        catalog.close()


def link(turn: Turn) -> None:
    """Decide which records become documents and which repeat one."""
    turn.batch.link(LINK_RULES)


def check_batch(run: Run, turn: Turn) -> pa.Table:
    """Hold the linked batch against the expectations; what fails is refused and the rest is linked again.

    Returns the quality results of the batch as it will land. Raises QualityFailed where an invariant is broken.
    """
    first: pa.Table | None = None
    for _ in range(MAX_CHECKS):
        verdict = verdict_on(run, turn.batch)
        first = first if first is not None else verdict.results
        if verdict.broken_invariants:
            raise QualityFailed("; ".join(verdict.broken_invariants), verdict.results)
        if not verdict.refused_sources and not verdict.refused_records:
            return first
        for refused in verdict.refused_sources:
            turn.batch.refuse_source(refused.source_sha256, "SOURCE_QUALITY", refused.detail)
        if verdict.refused_records:
            turn.batch.refuse([RefusedRow(*row) for row in verdict.refused_records])
    raise QualityFailed("the batch did not become sound by refusing what failed", verdict.results)


def commit(run: Run, turn: Turn, readings: Sequence[Reading], quality: pa.Table) -> Landed:
    """Write the data files and commit them, with the books and the run, in one transaction."""
    plan = consolidate(turn.batch, run.home, run.store, quality_results=quality, rules=rules_of(run))
    snapshot = turn.catalog.commit(
        Commit(
            parent=turn.head,
            kind="run",
            run=_run_row(run, "succeeded", plan),
            files_added=plan.files_added,
            files_removed=plan.files_removed,
            lease=turn.lease,
        )
    )
    return Landed(snapshot, tuple(readings), plan.sources, quality)


def rules_of(run: Run) -> LandingRules:
    """The decisions on what a run changes of what has landed, by its settings and the names that its home knows."""
    knowledge = knowledge_of(run.knowledge_files)
    return landing_rules(knowledge, transliterates=run.settings.transliterate_names)


def record_failure(run: Run, error: str, quality: pa.Table | None) -> Snapshot:
    """Leave a failed run's row and quality results in a snapshot of their own."""
    files: Sequence[DataFile] = ()
    if quality is not None and quality.num_rows:
        files = consolidate_failed(run.home, run.store, quality).files_added
    catalog = run.open_catalog()
    try:
        row = RunRow(run.run_id, run.started_utc, "failed", run.pipeline_version, error=error)
        return catalog.commit_failed_run(row, files)
    finally:
        catalog.close()


def verdict_on(run: Run, batch: Batch) -> Verdict:
    """What the expectations say of a batch as it stands."""
    tables = {name: batch.project(name, expressions) for name, expressions in PROJECTIONS.items()}
    return check(tables, CheckContext(run.run_id, datetime.now(UTC).replace(tzinfo=None), run.started_utc))


def _run_row(run: Run, status: str, plan: Plan) -> RunRow:
    counts = plan.counts
    return RunRow(
        run.run_id,
        run.started_utc,
        status,
        run.pipeline_version,
        counts["read_count"],
        counts["accepted_count"],
        counts["duplicate_count"],
        counts["rejected_count"],
    )
