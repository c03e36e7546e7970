"""Packaged data, and the version of everything that decides what a record becomes.

The pipeline version is a digest of this package's code and data, of the settings that change output, and of the
libraries that do. Two rows with one pipeline version were made by the same function; a source read under another
version is read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable

from transforms.model import NormalizeOptions, ReadLimits

DECIDING_LIBRARIES = (
    *("langdetect", "py3langid", "ftfy", "charset-normalizer", "tldextract", "babel"),
    *("trafilatura", "lxml", "fastwarc", "numpy", "anyascii"),
)
"""Libraries whose release may change a row; the others only carry bytes."""


def _files_below(folder: Traversable, prefix: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name == "__pycache__":
            continue
        if entry.is_dir():
            found.extend(_files_below(entry, f"{prefix}{entry.name}/"))
        else:
            found.append((f"{prefix}{entry.name}", entry))
    return found


@cache
def code_digest() -> str:
    """Hex digest of every file of this package, code and data, by name and content."""
    digest = hashlib.sha256()
    for name, entry in _files_below(files("transforms")):
        content = hashlib.sha256(entry.read_bytes()).hexdigest()
        digest.update(f"{name}\0{content}\n".encode())
    return digest.hexdigest()


def _library_version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


def pipeline_version(
    options: NormalizeOptions,
    limits: ReadLimits,
    field_keys: Sequence[tuple[str, tuple[str, ...]]] = (),
    knowledge: Sequence[str] = (),
) -> str:
    """``release+digest``: equal if and only if code, data, settings that change output, deciding libraries and imported
    names (``knowledge``: their hashes, in order) are equal."""
    parts = [code_digest(), repr(sorted(asdict(options).items())), repr(sorted(asdict(limits).items()))]
    parts.append(repr(tuple(field_keys)))
    parts += [f"{name}={_library_version(name)}" for name in DECIDING_LIBRARIES]
    parts += [f"knowledge={sha256}" for sha256 in knowledge]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"{_library_version('presswatch')}+{digest[:12]}"
