"""The layout of a home folder.

::

    HOME/
      format                       one line, `presswatch-home 1`: later releases open it, older ones refuse a newer
      inbox/                       deliveries: anyone may drop files here; untrusted
      processed/<ab>/<sha256>-<name>   inbox files whose reading is committed; 16 digits, <ab> the first two
      refused/<reading_id>-<name>  inbox files that were refused unread (links, pipes, too large), so not archived
      archive/<ab>/<sha256>.zst    every file as delivered, in seekable zstd; named by the SHA-256 of the delivery
      lake/<table>/<file_id>.parquet   data files; the catalog says which of them a snapshot holds
      knowledge/<ab>/<sha256>.jsonl.zst    names that people imported; decisions say which of them count
      staging/lock                 guards the making and clearing of run folders
      staging/<run_id>/            what one run has staged; worthless once the run has ended
      staging/<run_id>/lock        locked (flock) as long as the run lives
      catalog.db                   snapshots, data files, runs, decisions, leases (unless the catalog is a server)
      presswatch.duckdb            the published head: views over the data files, swapped in whole
      presswatch.duckdb.lock       one publisher at a time
      reports/                     the pages

Names of data files are generated: no part of a path inside archive, lake or staging comes from content. Temporary
files start with a dot and end with ``.tmp``; a rename gives them their name once they are complete and synced.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from warehouse.store import Store

FORMAT_VERSION: Final = 1
FORMAT_WORD: Final = "presswatch-home"


class HomeError(Exception):
    """The folder is no home that this release can open; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """One home folder. ``root`` is absolute. The properties name places; none of them need exist yet."""

    root: Path

    @property
    def format_path(self) -> Path:
        return self.root / "format"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def processed(self) -> Path:
        return self.root / "processed"

    @property
    def refused(self) -> Path:
        return self.root / "refused"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def knowledge(self) -> Path:
        return self.root / "knowledge"

    @property
    def staging(self) -> Path:
        return self.root / "staging"

    @property
    def catalog_path(self) -> Path:
        return self.root / "catalog.db"

    @property
    def published_path(self) -> Path:
        return self.root / "presswatch.duckdb"

    @property
    def publish_lock_path(self) -> Path:
        return self.root / "presswatch.duckdb.lock"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def archived(self, sha256: str) -> Path:
        """Where the archive keeps the file of that SHA-256."""
        return self.archive / sha256[:2] / f"{sha256}.zst"

    def run_folder(self, run_id: str) -> Path:
        """Where one run stages."""
        return self.staging / run_id

    def table_folder(self, table_name: str) -> Path:
        """Where a table's data files land."""
        return self.lake / table_name

    def relative(self, path: Path) -> str:
        """``path`` as the catalog stores it: below the home, with forward slashes. Raises ValueError outside it."""
        return path.relative_to(self.root).as_posix()

    def absolute(self, relative_path: str) -> Path:
        """A stored path as a path that any working directory can use."""
        return self.root / relative_path


def open_home(root: Path, store: Store) -> Home:
    """The home at ``root``, made if it is not there yet. Safe to call from several processes at once.

    Raises HomeError if a newer release made the home, if its format file is damaged, or if ``root`` is no folder.
    """
    home = Home(root.expanduser().absolute())
    if home.root.exists() and not home.root.is_dir():
        raise HomeError(f"{home.root} is no folder; name another home.")
    is_known = check_format(home)
    for folder in (home.inbox, home.archive, home.lake, home.staging, home.reports):
        if not folder.is_dir():
            store.make_folder(folder)
    if not is_known:
        store.write_file(home.format_path, [f"{FORMAT_WORD} {FORMAT_VERSION}\n".encode()])
    return home


def check_format(home: Home) -> bool:
    """Whether the home has a format file; False: it is new. Raises HomeError if this release cannot open it."""
    try:
        content = home.format_path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return False
    except OSError as error:
        raise HomeError(f"{home.format_path} cannot be read: {error.strerror}.") from error
    word, _, version = content.strip().partition(" ")
    if word != FORMAT_WORD or not version.isdigit():
        raise HomeError(f"{home.format_path} is damaged: it should hold `{FORMAT_WORD} {FORMAT_VERSION}`.")
    if int(version) > FORMAT_VERSION:
        raise HomeError(
            f"{home.root} has format {version}, and this release knows {FORMAT_VERSION} at most; use a newer release."
        )
    return True
