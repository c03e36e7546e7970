"""The published tables as one portable file of native tables: no path in it, so that it works anywhere."""

from __future__ import annotations

from pathlib import Path

from warehouse.paths import Home


def pack(home: Home, target: Path, *, memory_bytes: int = 512 * 2**20, threads: int = 2) -> Path:
    """Copy every published table of the home into ``target`` (replaced if it exists). Raises NotPublished or HomeMoved."""
    raise NotImplementedError
