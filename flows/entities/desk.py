"""The desk at which a person decides: the published tables as they are, with every decision, and the way to add one."""

from __future__ import annotations

import getpass
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flows.command import WrongCall
from flows.settings import Settings
from transforms.contracts.columns import ENTITY_ID
from warehouse.catalog import Catalog
from warehouse.decisions import Decision
from warehouse.paths import Home
from warehouse.publish import publish
from warehouse.query import open_published
from warehouse.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_ID_CHARS: Final = 300
MOST_LABEL_CHARS: Final = 500
MOST_REASON_CHARS: Final = 2_000
_STEERING: Final = frozenset(("Cc", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Categories of characters that no name or reason holds; Cf stays, for the joiners of Persian and Indic scripts."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A home at one moment: its catalog, and a connection to its published tables, which show every decision."""

    settings: Settings
    home: Home
    store: Store
    catalog: Catalog
    con: DuckDBPyConnection

    def decide(self, decisions: Sequence[Decision]) -> list[Decision]:
        """Record decisions, all or none, and publish; the new ones. Raises DecisionRefused."""
        added = self.catalog.decide(decisions)
        publish(self.home, self.store, self.catalog, memory_bytes=self.settings.link_memory_bytes)
        return added


@contextmanager
def open_desk(settings: Settings, home: Home, store: Store | None = None) -> Iterator[Desk]:
    """Publish what is not shown yet, and look at it."""
    store = store or Store()
    catalog = Catalog.open(home, store, settings.catalog_url)
    try:
        publish(home, store, catalog, memory_bytes=settings.link_memory_bytes)
        with open_published(home) as con:
            yield Desk(settings, home, store, catalog, con)
    finally:
        catalog.close()


def entity_id(given: str) -> str:
    """An entity id as a user wrote it. Raises WrongCall for what is none."""
    wanted = plain(given, "id", MOST_ID_CHARS).rstrip("…")
    if not re.fullmatch(ENTITY_ID, wanted):
        raise WrongCall(f"{given!r} is no id of an entity; `presswatch entities search NAME` finds ids.")
    return wanted


def plain(text: str, what: str, most_chars: int) -> str:
    """A user's words on one line. Raises WrongCall where they are none, too many, or could steer a terminal."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if not words:
        raise WrongCall(f"The {what} is empty.")
    if len(words) > most_chars:
        raise WrongCall(f"The {what} has {len(words):,} characters; {most_chars:,} are the most.")
    if any(unicodedata.category(character) in _STEERING for character in words):
        raise WrongCall(f"The {what} holds characters that cannot be printed.")
    return words


def decider(by: str | None) -> str:
    """Who decides: what ``--by`` says, else the login name, else ``unknown``."""
    if by is not None:
        return plain(by, "name after --by", MOST_LABEL_CHARS)
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def because(reason: str | None) -> str | None:
    """The reason as it is kept."""
    return None if reason is None else plain(reason, "reason", MOST_REASON_CHARS)
