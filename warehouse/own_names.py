"""Names that people imported, as files of the home: packed by ``transforms``, named by their content, never changed.

A decision of kind import says which of them count, so a file that no decision names is harmless; it is written before
the decision is, durably.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyzstd

from warehouse.decisions import Decision, fold
from warehouse.paths import Home
from warehouse.store import Store

COMPRESSION_LEVEL: Final = 9


class OwnNamesLost(Exception):
    """A file of imported names is missing or damaged; the message says which and what to do."""


def own_names_path(home: Home, sha256: str) -> Path:
    """Where the home keeps the imported names of that SHA-256."""
    return home.knowledge / sha256[:2] / f"{sha256}.jsonl.zst"


def own_names_paths(home: Home, decisions: Sequence[Decision]) -> tuple[Path, ...]:
    """Where those names are kept that these decisions say are known here, in their order."""
    return tuple(own_names_path(home, sha256) for sha256 in fold(decisions).knowledge)


def keep_own_names(home: Home, store: Store, packed: bytes) -> str:
    """Keep packed names durably; gives their SHA-256. Names that are kept already, and whole, are left alone."""
    sha256 = hashlib.sha256(packed).hexdigest()
    path = own_names_path(home, sha256)
    try:
        read_own_names(path)
    except OwnNamesLost:
        store.write_file(path, [pyzstd.compress(packed, COMPRESSION_LEVEL)])
    return sha256


def read_own_names(path: Path) -> bytes:
    """Packed names, held against the hash that their file is called by. Raises OwnNamesLost."""
    try:
        packed = pyzstd.decompress(path.read_bytes())
    except (OSError, pyzstd.ZstdError) as error:
        raise OwnNamesLost(f"The imported names in {path} cannot be read ({error}); import their list again.") from None
    if hashlib.sha256(packed).hexdigest() != path.name.partition(".")[0]:
        raise OwnNamesLost(f"The imported names in {path} are damaged; import their list again.")
    return packed
