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
from warehouse.own_names import own_names_paths, read_own_names
from warehouse.paths import Home
from warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Run:
    """One run. ``paths`` are the files and folders named on the command line; none means the home's inbox. ``replays``
    are archived files to be read again instead. ``repairs_sha256`` is the refused file that ``paths`` repair.
    ``knowledge_files`` hold the names that were imported by the time it began.
    """

    run_id: str
    started_utc: datetime
    settings: Settings
    home: Home
    pipeline_version: str
    paths: tuple[Path, ...] = ()
    replays: tuple[Archived, ...] = ()
    repairs_sha256: str | None = None
    knowledge_files: tuple[str, ...] = ()
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
            knowledge_files=self.knowledge_files,
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
    """A run that begins now. Raises OwnNamesLost where imported names are missing."""
    store = store or Store()
    files = _knowledge_files(settings, home, store)
    return Run(
        run_id=uuid.uuid4().hex,
        started_utc=datetime.now(UTC).replace(tzinfo=None),
        settings=settings,
        home=home,
        pipeline_version=pipeline_version(
            settings.normalize_options,
            settings.read_limits,
            settings.own_field_keys,
            [file.name for file in files],
        ),
        paths=tuple(path.absolute() for path in paths),
        replays=tuple(replays),
        repairs_sha256=repairs_sha256,
        knowledge_files=tuple(str(file) for file in files),
        store=store,
    )


def _knowledge_files(settings: Settings, home: Home, store: Store) -> tuple[Path, ...]:
    catalog = Catalog.open(home, store, settings.catalog_url)
    try:
        files = own_names_paths(home, catalog.decisions())
    finally:
        catalog.close()
    for file in files:
        read_own_names(file)
    return files
