"""A linked batch → the data files that a commit adds and removes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from warehouse.linking import Batch, SourceCounts
from warehouse.paths import Home
from warehouse.store import Store

Redirect = Callable[[pa.Table], pa.Table]
"""Local entities of an older pipeline (entity_id, entity_type, label) → those that are known now (from_entity_id,
to_entity_id, reason, entity_type, label, country, latitude, longitude)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one commit changes. Files are lake.DataFile; ``counts`` are the run's books, ``sources`` those of each reading."""

    files_added: tuple[object, ...]
    files_removed: tuple[object, ...]
    counts: Mapping[str, int]
    sources: tuple[SourceCounts, ...]


def consolidate(
    batch: Batch, home: Home, store: Store, *, quality_results: pa.Table | None = None, redirect: Redirect | None = None
) -> Plan:
    """Write the batch's data files, sorted by key and synced; nothing of it is visible before the catalog's commit."""
    raise NotImplementedError


def consolidate_failed(run_id: str, home: Home, store: Store, quality_results: pa.Table) -> Plan:
    """The plan of a failed run: its quality results alone."""
    raise NotImplementedError
