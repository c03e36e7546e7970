"""``presswatch doctor``: looks a home over without changing it. A finding says what is so and what to do."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from rich.text import Text

from flows.output import Format, console, count, visible, write_rows
from flows.settings import Settings
from transforms.contracts import arrow_schema
from warehouse.catalog import Catalog, Snapshot
from warehouse.database import LEASES, make_engine
from warehouse.lake import is_intact, read_files
from warehouse.lease import is_dead
from warehouse.own_names import OwnNamesLost, own_names_paths, read_own_names
from warehouse.paths import FORMAT_VERSION, Home, check_format
from warehouse.publish import is_moved, published_state
from warehouse.staging import LOCK_NAME
from warehouse.store import TEMPORARY_SUFFIX, Store

LEAST_FREE_BYTES: Final = 2**30
"""Free space below which the doctor speaks up: a run keeps each delivery, stages its rows and lands them, about three
times its compressed size, and 27,000 articles are some 70 MB compressed."""

NAMES_SHOWN: Final = 3
MEBIBYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. Where it is not well, the sentence says what to do."""

    is_ok: bool
    sentence: str


def examine(settings: Settings, home: Home, *, has_checksums: bool = False) -> list[Finding]:
    """Look at the set-up, the catalog, the data files, the archive, the published file and what waits.

    Changes nothing. ``has_checksums`` also reads every data file. Raises HomeError if the home cannot be opened at all.
    """
    findings = [*_format(home), *_disk(home), *_libraries(), *_knowledge(), *_inbox(home), *_staging(home)]
    if settings.catalog_url is None and not home.catalog_path.exists():
        return [*findings, Finding(True, "There is no catalog yet; `presswatch run` makes it.")]
    if settings.catalog_url is None:
        integrity = _integrity(home)
        findings.append(integrity)
        if not integrity.is_ok:
            return findings
    findings.extend(_guarded("The catalog", lambda: _catalog(settings, home, has_checksums)))
    return findings


def print_findings(findings: list[Finding], format: Format) -> None:
    """Print the findings, what is wrong last so that it stands above the prompt."""
    if format is not Format.TABLE:
        import pyarrow as pa

        rows = {"is_ok": [finding.is_ok for finding in findings], "finding": [finding.sentence for finding in findings]}
        write_rows(pa.table(rows), format)
        return
    out = console()
    for finding in sorted(findings, key=lambda finding: not finding.is_ok):
        mark = Text("ok  ", style="green") if finding.is_ok else Text("LOOK", style="bold red")
        out.print(Text.assemble(mark, " ", visible(finding.sentence)), soft_wrap=True)


def _guarded(what: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """A look that may itself fail: then that is the finding."""
    found: list[Finding] = []
    try:
        found.extend(look())
    except Exception as error:
        found.append(Finding(False, f"{what} cannot be looked at: {type(error).__name__}: {error}"))
    return found


def _format(home: Home) -> Iterator[Finding]:
    check_format(home)
    yield Finding(True, f"{home.root} is a home of format {FORMAT_VERSION}.")


def _disk(home: Home) -> Iterator[Finding]:
    free = shutil.disk_usage(home.root).free
    advice = "" if free >= LEAST_FREE_BYTES else "; make room, a run needs three times the size of what it reads"
    yield Finding(free >= LEAST_FREE_BYTES, f"{free // MEBIBYTE:,} MiB are free on its disk{advice}.")
    if not os.access(home.root, os.W_OK):
        yield Finding(False, f"{home.root} cannot be written to; mend its permissions, or runs will fail.")


def _libraries() -> Iterator[Finding]:
    try:
        import prefect.flows  # noqa: F401 - that it can be imported is what is asked
    except Exception as error:
        yield Finding(False, f"Prefect cannot be imported ({error}); install anew from requirements.lock.")
        return
    server = os.environ.get("PREFECT_API_URL")
    where = f"runs are told to {server}" if server else "each run by hand starts a server of its own"
    yield Finding(True, f"Prefect {metadata.version('prefect')} can be imported; {where}.")


def _knowledge() -> Iterator[Finding]:
    try:
        from transforms.entities.knowledge import load

        load()
    except Exception as error:
        yield Finding(False, f"The knowledge base cannot be loaded ({error}); install the package anew.")
        return
    yield Finding(True, "The knowledge base loads.")


def _inbox(home: Home) -> Iterator[Finding]:
    waiting = [path for path in home.inbox.rglob("*") if not path.is_dir() or path.is_symlink()]
    if not waiting:
        yield Finding(True, "The inbox is empty.")
        return
    yield Finding(True, f"{count(len(waiting), 'file')} in the inbox; `presswatch run` reads what is there.")


def _staging(home: Home) -> Iterator[Finding]:
    folders = [folder for folder in Store().list(home.staging) if folder.is_dir()]
    dead = [folder for folder in folders if not _is_running(folder)]
    if len(folders) > len(dead):
        yield Finding(True, f"{count(len(folders) - len(dead), 'run')} in progress.")
    if dead:
        size = sum(path.stat().st_size for folder in dead for path in folder.rglob("*") if path.is_file())
        yield Finding(
            False,
            f"{count(len(dead), 'run')} ended before its time and left {size // MEBIBYTE:,} MiB in staging; "
            "nothing is lost, the next `presswatch run` clears it.",
        )
    aside = [path for path in home.root.glob(f".*{TEMPORARY_SUFFIX}*") if path.is_file()]
    if aside:
        yield Finding(
            False, f"{count(len(aside), 'file')} made aside in {home.root}; the next `presswatch run` clears them."
        )


def _is_running(folder: Path) -> bool:
    """Whether the run that stages here lives: it holds a lock as long as it does."""
    try:
        with (folder / LOCK_NAME).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _integrity(home: Home) -> Finding:
    try:
        with closing(sqlite3.connect(f"{home.catalog_path.as_uri()}?mode=ro", uri=True)) as connection:
            answer = connection.execute("PRAGMA integrity_check(3)").fetchall()
    except sqlite3.Error as error:
        answer = [(str(error),)]
    if answer == [("ok",)]:
        return Finding(True, "The catalog's database is sound.")
    trouble = "; ".join(str(row[0]) for row in answer)
    return Finding(
        False, f"The catalog's database is damaged ({trouble}); put back a copy of catalog.db before the next run."
    )


def _catalog(settings: Settings, home: Home, has_checksums: bool) -> Iterator[Finding]:
    catalog = Catalog.open(home, Store(), settings.catalog_url)
    try:
        head = catalog.head()
        yield from _leases(settings, home)
        if head is None:
            yield Finding(True, "Nothing has landed yet; `presswatch run` reads the inbox.")
            return
        yield Finding(
            True, f"The head is snapshot {head.sequence} of {head.committed_utc:%Y-%m-%d %H:%M} UTC ({head.kind})."
        )
        yield from _guarded("Imported names", lambda: _own_names(home, catalog))
        yield from _guarded("Data files", lambda: _data_files(home, catalog, head, has_checksums))
        yield from _guarded("The archive", lambda: _archive(home, catalog, head))
        yield from _guarded("The published file", lambda: _published(home, head, catalog.latest_decision()))
    finally:
        catalog.close()


def _leases(settings: Settings, home: Home) -> Iterator[Finding]:
    url = settings.catalog_url or sa.URL.create("sqlite", database=str(home.catalog_path)).render_as_string(False)
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            held = connection.execute(sa.select(LEASES).where(LEASES.c.holder.is_not(None))).all()
    finally:
        engine.dispose()
    for row in held:
        if is_dead(row.holder):
            sentence = f"The lease {row.name} is held by a run that is gone; the next run takes it over at once."
            yield Finding(False, sentence)
        else:
            yield Finding(
                True,
                f"The lease {row.name} is held until {row.expires_utc:%Y-%m-%d %H:%M:%S} UTC: a run is committing.",
            )


def _data_files(home: Home, catalog: Catalog, head: Snapshot, has_checksums: bool) -> Iterator[Finding]:
    files = catalog.files(head)
    missing, wrong = [], []
    for file in files:
        path = home.absolute(file.path)
        if not path.is_file():
            missing.append(file.path)
        elif path.stat().st_size != file.byte_count or (has_checksums and not is_intact(home, Store(), file)):
            wrong.append(file.path)
    for paths, what in ((missing, "missing"), (wrong, "damaged")):
        if paths:
            yield Finding(
                False,
                f"{count(len(paths), 'data file')} of the head {'is' if len(paths) == 1 else 'are'} {what} "
                f"({_some(paths)}); put back a copy of the lake, or read the archive anew into a new home.",
            )
    if not missing and not wrong:
        size = sum(file.byte_count for file in files) / MEBIBYTE
        looked = "with the right checksum" if has_checksums else "with the right size"
        yield Finding(True, f"All {count(len(files), 'data file')} of the head are there, {looked}: {size:,.1f} MiB.")


def _own_names(home: Home, catalog: Catalog) -> Iterator[Finding]:
    paths = own_names_paths(home, catalog.decisions())
    for path in paths:
        try:
            read_own_names(path)
        except OwnNamesLost as error:
            yield Finding(False, str(error))
            return
    if paths:
        yield Finding(True, f"{count(len(paths), 'imported list')} of names can be read.")


def _archive(home: Home, catalog: Catalog, head: Snapshot) -> Iterator[Finding]:
    files = [file for file in catalog.files(head, "sources") if home.absolute(file.path).is_file()]
    read = read_files(home, files, columns=["source_sha256", "read_count"], schema=arrow_schema("sources"))
    delivered = sorted({sha256 for sha256 in read["source_sha256"].to_pylist() if sha256 is not None})
    missing = [sha256 for sha256 in delivered if not home.archived(sha256).is_file()]
    if not missing:
        yield Finding(
            True, f"The archive keeps {count(len(delivered), 'delivered file')}: all that the tables were read from."
        )
        return
    yield Finding(
        False,
        f"The archive lacks {len(missing):,} of {len(delivered):,} delivered files ({_some(missing)}); "
        "the tables stand, but those articles cannot be read anew or shown to their bytes: deliver the files again.",
    )


def _published(home: Home, head: Snapshot, latest_decision: int) -> Iterator[Finding]:
    name = home.published_path.name
    if not home.published_path.exists():
        yield Finding(False, f"There is no {name}; `presswatch publish` builds it.")
        return
    if is_moved(home):
        yield Finding(
            False, f"{name} was built for another folder, so it finds no data; `presswatch publish` mends it."
        )
        return
    state = published_state(home)
    if state is None:
        yield Finding(False, f"{name} cannot be read; `presswatch publish` builds it anew.")
    elif state.sequence < head.sequence:
        behind = f"{name} shows snapshot {state.sequence}, behind the head {head.sequence}"
        yield Finding(False, f"{behind}; `presswatch publish` brings it up.")
    elif state.decision_sequence < latest_decision:
        late = f"{name} does not show the last of {count(latest_decision, 'decision')} about entities"
        yield Finding(False, f"{late}; `presswatch publish` brings it up.")
    else:
        yield Finding(True, f"{name} shows snapshot {state.sequence}, the head.")


def _some(names: list[str]) -> str:
    return ", ".join(names[:NAMES_SHOWN]) + (", …" if len(names) > NAMES_SHOWN else "")
