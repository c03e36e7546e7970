"""What every step of one run shares, small enough to be sent to a worker process."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flows.settings import Settings
from transforms.resources import pipeline_version
from transforms.shard import ShardOptions
from warehouse.admit import Archived
from warehouse.catalog import Catalog
from warehouse.paths import Home
from warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Run:
    """One run. ``paths`` are the files and folders named on the command line; none means the home's inbox. ``replays``
    are archived files to be read again instead. ``repairs_sha256`` is the refused file that ``paths`` repair.
    """

    run_id: str
    started_utc: datetime
    settings: Settings
    home: Home
    pipeline_version: str
    paths: tuple[Path, ...] = ()
    replays: tuple[Archived, ...] = ()
    repairs_sha256: str | None = None
    store: Store = field(default_factory=Store)

    @property
    def shard_options(self) -> ShardOptions:
        """What a shard must know of this run."""
        return ShardOptions(
            run_id=self.run_id,
            pipeline_version=self.pipeline_version,
            as_of=self.started_utc,
            limits=self.settings.read_limits,
            normalize=self.settings.normalize_options,
            field_keys=self.settings.own_field_keys,
        )

    def open_catalog(self) -> Catalog:
        """This run's connection to the catalog; close it."""
        return Catalog.open(self.home, self.store, self.settings.catalog_url)


def new_run(
    settings: Settings,
    home: Home,
    paths: Sequence[Path] = (),
    store: Store | None = None,
    *,
    replays: Sequence[Archived] = (),
    repairs_sha256: str | None = None,
) -> Run:
    """A run that begins now."""
    return Run(
        run_id=uuid.uuid4().hex,
        started_utc=datetime.now(UTC).replace(tzinfo=None),
        settings=settings,
        home=home,
        pipeline_version=pipeline_version(settings.normalize_options, settings.read_limits, settings.own_field_keys),
        paths=tuple(path.absolute() for path in paths),
        replays=tuple(replays),
        repairs_sha256=repairs_sha256,
        store=store or Store(),
    )
