"""The head snapshot as one DuckDB file that any client can read: built aside, swapped in whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse.paths import Home
from warehouse.store import Store

if TYPE_CHECKING:
    from warehouse.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Publication:
    """What a published file says of itself. ``sequence`` is 0 where nothing was committed yet."""

    home: Path
    snapshot_id: str | None
    sequence: int
    contract_version: str
    published_utc: datetime


def publish(
    home: Home, store: Store, catalog: Catalog, *, memory_bytes: int = 512 * 2**20, threads: int = 2
) -> Publication:
    """Publish the head, unless the published file already shows it or something newer. One publisher at a time."""
    raise NotImplementedError


def published_state(home: Home) -> Publication | None:
    """What the published file says of itself; None where there is none or it cannot be read."""
    raise NotImplementedError


def is_moved(home: Home) -> bool:
    """Whether the published file was built for another folder, so that its views find no data files."""
    raise NotImplementedError
