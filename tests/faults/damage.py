"""Does a home still hold what its head says it holds?"""

from __future__ import annotations

from transforms.contracts import arrow_schema
from warehouse.archive import ArchiveError, verify
from warehouse.catalog import Catalog
from warehouse.lake import LakeError, is_intact, read_files
from warehouse.paths import Home
from warehouse.store import Store


def damage(home: Home, store: Store, catalog: Catalog, is_thorough: bool = False) -> list[str]:
    """What is damaged or missing, one sentence each, paths below the home; nothing if all is well.

    Looks at the data files of the head and at the archived file of every source it names. By default only that they are
    there, with the right size where one is known; thoroughly, every byte is read and held against its checksum.
    """
    found: list[str] = []
    head = catalog.head()
    sources = []
    for file in catalog.files(head):
        path = home.absolute(file.path)
        if not store.exists(path):
            found.append(f"{file.path} is missing.")
        elif store.size_bytes(path) != file.byte_count or (is_thorough and not is_intact(home, store, file)):
            found.append(f"{file.path} does not hold what was committed.")
        elif file.table_name == "sources":
            sources.append(file)
    try:
        rows = read_files(home, sources, ["source_sha256"], arrow_schema("sources"))
    except (LakeError, OSError) as error:
        return [*found, f"The table of sources cannot be read: {error}"]
    for sha256 in sorted(set(rows.column(0).drop_null().to_pylist())):
        path = home.archived(sha256)
        if not store.exists(path):
            found.append(f"{home.relative(path)} is missing.")
        elif is_thorough:
            try:
                verify(home, store, sha256)
            except ArchiveError as error:
                found.append(str(error))
    return found
