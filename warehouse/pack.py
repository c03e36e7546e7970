"""The published tables as one portable file of native tables: no path in it, so that it works anywhere."""

from __future__ import annotations

import errno
import os
import uuid
from pathlib import Path

from transforms.contracts.tables import TABLES
from warehouse.duck import OLD_CLIENT_STORAGE, connect, database_path, text_literal
from warehouse.paths import Home
from warehouse.publish import comment_tables, is_elsewhere, published_state
from warehouse.query import HomeMoved, NotPublished
from warehouse.staging import run_folder
from warehouse.store import COPY_CHUNK_BYTES, Store


def pack(
    home: Home, target: Path, *, store: Store | None = None, memory_bytes: int = 512 * 2**20, threads: int = 2
) -> Path:
    """Copy every published table of the home, as published now, into the DuckDB file ``target``; replaced if it exists.

    Returns its absolute path. Clients from DuckDB 1.5 open it. Raises NotPublished, HomeMoved,
    NotADirectoryError if the target's folder is missing, or OSError if it cannot be written.
    """
    state = published_state(home)
    if state is None:
        raise NotPublished(f"{home.root} has nothing published that could be packed: run `presswatch run` first.")
    if is_elsewhere(home, state):
        raise HomeMoved(f"The home was moved from {state.home} to {home.root}: run `presswatch publish` once.")
    store = store or Store()
    target = target.expanduser().absolute()
    if not target.parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target.parent))
    with run_folder(home, store, f"pack-{uuid.uuid4().hex}") as folder:
        aside = folder / "packed.duckdb"
        con = connect(folder, memory_bytes=memory_bytes, threads=threads)
        try:
            con.execute(f"ATTACH {text_literal(str(home.published_path))} AS published (READ_ONLY)")
            with database_path(aside) as path:
                con.execute(f"ATTACH {text_literal(path)} AS packed (STORAGE_VERSION '{OLD_CLIENT_STORAGE}')")
                for name in (*TABLES, "publication"):
                    con.execute(f"CREATE TABLE packed.main.{name} AS SELECT * FROM published.main.{name}")
                # A packed file has no home: nothing in it points anywhere.
                con.execute("ALTER TABLE packed.main.publication DROP COLUMN home")
                con.execute("USE packed")
                comment_tables(con)
                con.execute("USE memory")
                con.execute("DETACH packed")
        finally:
            con.close()
        with store.open_reader(aside) as built:
            store.write_file(target, iter(lambda: built.read(COPY_CHUNK_BYTES), b""))
    return target
