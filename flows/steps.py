"""The steps of one run as plain functions: what each does, without knowing who calls it.

``flows.monitor`` puts them in order; ``flows.tasks`` gives them to Prefect. Tests and the kill sweep call them as
they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Protocol

import pyarrow as pa

from flows import landing
from flows.context import Run
from flows.intake import Intake, StagedShard, read_slice, stage_tables
from flows.isolation import work_records
from flows.landing import Landed, Turn
from flows.spool import remove_spool
from transforms.shard import Shard, batches
from warehouse.admit import Admission, AdmitLimits, admit, readmit
from warehouse.lake import StagedFile
from warehouse.linking import Reading
from warehouse.publish import Publication, publish
from warehouse.recover import put_away, recover


class Progress(Protocol):
    """Is told how many records are done."""

    def advance(self, record_count: int) -> None:
        """So many records more are done."""


class NoProgress:
    """Tells nobody."""

    def advance(self, record_count: int) -> None:
        """Nothing to see."""


class Steps:
    """Every step runs here and now, one after another. Subclasses run them elsewhere; what they do stays the same."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.progress: Progress = progress or NoProgress()

    def recover(self, run: Run) -> None:
        """Finish what an earlier run that was killed left undone: publish what it committed, then put its files
        away."""
        catalog = run.open_catalog()
        try:
            if catalog.head() is not None:
                publish(run.home, run.store, catalog, memory_bytes=run.settings.link_memory_bytes)
            recover(run.home, run.store, catalog)
        finally:
            catalog.close()

    def admit(self, run: Run) -> list[Admission]:
        """Copy what was delivered into the archive; refuse or defer what cannot be. A replay takes what is there."""
        if run.replays:
            return list(readmit(run.replays, run.home, run.store, run.run_id))
        limits = AdmitLimits(max_file_bytes=run.settings.max_file_bytes, settle_seconds=run.settings.settle_seconds)
        admitted = admit(run.paths or None, run.home, run.store, run.run_id, limits, run.started_utc)
        return [replace(admission, repairs_sha256=run.repairs_sha256) for admission in admitted]

    def process(self, run: Run, intake: Intake, shards: Iterable[Shard]) -> list[StagedFile]:
        """Work every shard; what they staged, and what the framing refused."""
        staged: list[StagedFile] = []
        for shard in shards:
            done = self.work(run, shard)
            self.progress.advance(done.record_count)
            staged.extend(done.files)
            remove_spool(run, done.spool)
        return staged + intake.staged

    def work(self, run: Run, shard: Shard) -> StagedShard:
        """Work one shard and stage its rows."""
        records = batches(shard, lambda part: read_slice(run, shard, part))
        tables = work_records(records, run.shard_options, run.settings)
        return StagedShard(shard.number, shard.record_count, tuple(stage_tables(run, tables)), shard.spool)

    def turn(self, run: Run, readings: Sequence[Reading], staged: Sequence[StagedFile]) -> AbstractContextManager[Turn]:
        """The run's turn to commit."""
        return landing.turn(run, readings, staged)

    def link(self, run: Run, turn: Turn) -> None:
        """Hold the new against what has landed."""
        landing.link(turn)

    def check(self, run: Run, turn: Turn) -> pa.Table:
        """Hold the linked rows against the expectations."""
        return landing.check_batch(run, turn)

    def commit(self, run: Run, turn: Turn, readings: Sequence[Reading], quality: pa.Table) -> Landed:
        """Land everything in one transaction."""
        return landing.commit(run, turn, readings, quality)

    def publish(self, run: Run) -> Publication:
        """Show the head to every DuckDB client."""
        catalog = run.open_catalog()
        try:
            return publish(run.home, run.store, catalog, memory_bytes=run.settings.link_memory_bytes)
        finally:
            catalog.close()

    def move(self, run: Run, admissions: Sequence[Admission]) -> None:
        """Take the files that landed out of the inbox."""
        put_away(run.home, run.store, admissions)

    def report(self, run: Run) -> None:
        """Write the report page."""
        from flows.report import write_report  # brings the drawing of charts with it

        write_report(run.home, run.store)
