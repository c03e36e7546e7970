"""Leases with fencing tokens: one holder at a time, and a holder that was replaced can be told by its token.

The rules of the clock. A lease runs out by the holder's clock and is taken over by the taker's clock; a difference of
clocks beyond the lease's time can therefore give it to two at once. Nothing rests on that not happening: taking a lease
raises its token, and a commit names the token and is refused if it is no longer the newest. A lease saves work, the
token and the head comparison keep the tables right.

A holder on this machine whose process is gone loses its lease at once, so that a rerun after a kill need not wait.
"""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from warehouse import process
from warehouse.database import LEASES, CatalogError, Database
from warehouse.store import Store

PATIENCE: Final = timedelta(hours=1)
"""How long a run waits for a lease by default; a link of the largest corpus measured takes minutes."""
FIRST_PAUSE_SECONDS: Final = 0.02
LONGEST_PAUSE_SECONDS: Final = 0.5


class LostLease(CatalogError):
    """The lease was taken over after it ran out. Take it again, link and check again."""


@dataclass(slots=True)
class Lease:
    """A lease that is held. ``token`` grows with every holder; ``is_lost`` is set once another holder was found."""

    name: str
    holder: str
    token: int
    is_lost: bool = False


def this_holder() -> str:
    """This process as a holder, in words of its own for each lease."""
    return f"{process.identity()} {uuid.uuid4().hex[:8]}@{socket.gethostname()}"


def is_dead(holder: str) -> bool:
    """Whether the holder is a process of this machine that is gone. False whenever that cannot be known."""
    return process.is_gone(holder.partition(" ")[0])


@contextmanager
def held(
    database: Database,
    store: Store,
    name: str,
    holder: str,
    ttl: timedelta,
    now: Callable[[], datetime],
    patience: timedelta = PATIENCE,
) -> Iterator[Lease]:
    """Hold a lease for the time of the block; see Catalog.lease."""
    lease = _acquire(database, store, name, holder, ttl, now, patience)
    stop = threading.Event()
    renewer = threading.Thread(target=_keep, args=(database, lease, ttl, now, stop), name=f"lease {name}", daemon=True)
    renewer.start()
    try:
        yield lease
    finally:
        stop.set()
        renewer.join()
        with store.operation("catalog.release"):
            release(database, lease, now)


def check(connection: Connection, lease: Lease) -> None:
    """Within the transaction of a commit: raise LostLease unless ``lease`` is the newest of its name."""
    token = connection.execute(sa.select(LEASES.c.token).where(LEASES.c.name == lease.name).with_for_update()).scalar()
    if token != lease.token:
        lease.is_lost = True
        raise LostLease(f"The lease {lease.name} was taken over: token {lease.token} is no longer the newest.")


def renew(database: Database, lease: Lease, ttl: timedelta, now: Callable[[], datetime]) -> bool:
    """Prolong the lease to ``ttl`` from now; False (and ``is_lost``) if another holder has it."""
    with database.writing() as connection:
        changed = connection.execute(LEASES.update().where(*_mine(lease)).values(expires_utc=now() + ttl)).rowcount
    lease.is_lost = lease.is_lost or changed == 0
    return changed > 0


def release(database: Database, lease: Lease, now: Callable[[], datetime]) -> None:
    """Give the lease back, if it is still ours."""
    with database.writing() as connection:
        connection.execute(LEASES.update().where(*_mine(lease)).values(holder=None, expires_utc=now()))


def _mine(lease: Lease) -> tuple[sa.ColumnElement[bool], ...]:
    return (LEASES.c.name == lease.name, LEASES.c.token == lease.token, LEASES.c.holder == lease.holder)


def _acquire(
    database: Database,
    store: Store,
    name: str,
    holder: str,
    ttl: timedelta,
    now: Callable[[], datetime],
    patience: timedelta,
) -> Lease:
    pause = FIRST_PAUSE_SECONDS
    give_up = time.monotonic() + patience.total_seconds()
    with store.operation("catalog.acquire"):
        while True:
            token = _try(database, name, holder, ttl, now)
            if token is not None:
                return Lease(name, holder, token)
            if time.monotonic() > give_up:
                raise CatalogError(f"The lease {name} was not free within {patience}; another run holds it.")
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


def _try(database: Database, name: str, holder: str, ttl: timedelta, now: Callable[[], datetime]) -> int | None:
    """The new token, or None while another holder has the lease."""
    with database.reading() as connection:
        row = connection.execute(sa.select(LEASES).where(LEASES.c.name == name)).first()
    if row is not None and row.holder is not None and row.expires_utc > now() and not is_dead(row.holder):
        return None
    try:
        with database.writing() as connection:
            values = {"holder": holder, "expires_utc": now() + ttl}
            if row is None:
                connection.execute(LEASES.insert().values(name=name, token=1, **values))
                return 1
            changed = connection.execute(
                LEASES.update()
                # what was read must still stand: a renewal moves the expiry, another taker the token
                .where(
                    LEASES.c.name == name,
                    LEASES.c.token == row.token,
                    LEASES.c.expires_utc == row.expires_utc,
                )
                .values(token=row.token + 1, **values)
            ).rowcount
            return int(row.token) + 1 if changed else None
    except DBAPIError as error:
        if isinstance(error, sa.exc.IntegrityError | sa.exc.OperationalError):
            return None  # two takers at once; one of them has it
        raise


def _keep(database: Database, lease: Lease, ttl: timedelta, now: Callable[[], datetime], stop: threading.Event) -> None:
    while not stop.wait(ttl.total_seconds() / 3):
        try:
            if not renew(database, lease, ttl, now):
                return
        except DBAPIError:
            continue  # a busy database: the next turn comes before the lease runs out
