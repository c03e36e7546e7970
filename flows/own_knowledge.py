"""The packaged knowledge with what a home imported: loaded once a process, by the files that hold it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from transforms.entities.knowledge import Knowledge, load
from transforms.entities.knowledge.own import Joined, OwnEntity, unpack_own, with_own
from warehouse.catalog import Catalog
from warehouse.own_names import own_names_paths, read_own_names
from warehouse.paths import Home


def knowledge_of(files: tuple[str, ...]) -> Knowledge:
    """The packaged knowledge with the things in these files of imported names. Raises OwnNamesLost."""
    return joined_knowledge(files).knowledge


@lru_cache(maxsize=2)
def joined_knowledge(files: tuple[str, ...]) -> Joined:
    """As ``knowledge_of``, with what became of the imported ids."""
    if not files:
        return Joined(load(), {}, {})
    return with_own(load(), own_entities(files))


def own_entities(files: tuple[str, ...]) -> list[OwnEntity]:
    """The imported things, in the order of their imports. Raises OwnNamesLost."""
    return [entity for file in files for entity in unpack_own(read_own_names(Path(file)))]


def own_files(home: Home, catalog: Catalog) -> tuple[str, ...]:
    """The files of names that are known in this home now, in the order of their imports."""
    return tuple(str(path) for path in own_names_paths(home, catalog.decisions()))
