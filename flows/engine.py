"""A private Prefect server for one run by hand, where no standing server is set.

Left to itself, Prefect starts one server in the flow's process and another in every worker. One server of our own,
started before Prefect is even imported, saves two thirds of that time (16 to 22 s became 6 s for a small flow on two
cores). Its database is a copy of a migrated, empty one that is kept beside the data, because migrating anew costs
five seconds.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import metadata
from pathlib import Path

from flows.settings import SetupError

START_SECONDS = 60.0
"""How long a server may take to come up: 3 s warm and 9 s with a new database were measured on two cores."""

POLL_SECONDS = 0.03

QUIET_ENVIRONMENT = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}

PRIVATE_ENVIRONMENT = {
    **QUIET_ENVIRONMENT,
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
}

SERVER_ENVIRONMENT = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    **{
        f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false"
        for service in (
            "CANCELLATION_CLEANUP",
            "FOREMAN",
            "LATE_RUNS",
            "SCHEDULER",
            "PAUSE_EXPIRATIONS",
            "TRIGGERS",
            "REPOSSESSOR",
            "DB_VACUUM",
        )
    },
}


class Server:
    """A private server that is starting or running. ``wait`` before the first call to its API."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self._template = template
        database = folder / "prefect.db"
        if template.exists():
            shutil.copyfile(template, database)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
            descriptor = listener.fileno()
            environment = {
                **os.environ,
                **PRIVATE_ENVIRONMENT,
                **SERVER_ENVIRONMENT,
                "PREFECT_HOME": str(folder),
                "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database}",
            }
            environment.pop("PREFECT_API_URL", None)
            self._process = subprocess.Popen(  # noqa: S603 - our own module, our own interpreter
                [sys.executable, "-m", "flows.private_server", str(descriptor), str(os.getpid())],
                env=environment,
                pass_fds=(descriptor,),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._database = database

    def wait(self) -> None:
        """Block until the server answers. Raises SetupError if it does not come up."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:  # noqa: S310 - loopback
                    if answer.status == 200:
                        self._keep_template()
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(POLL_SECONDS)
        raise SetupError(
            "Prefect's server did not start; run again, or set PREFECT_API_URL to a server that is running."
        )

    def _keep_template(self) -> None:
        if self._template.exists():
            return
        self._template.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / "template.db"
        with closing(sqlite3.connect(self._database)) as source, closing(sqlite3.connect(fresh)) as target:
            source.backup(target)
        fresh.replace(self._template)

    def stop(self) -> None:
        """End the server and remove what it kept."""
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def prefect_server(cache: Path) -> Iterator[Server | None]:
    """A server for the time of one command: the one that ``PREFECT_API_URL`` names (then None), or a private one.

    Sets the environment that Prefect and its worker processes read, so enter it before Prefect is imported. ``cache``
    keeps the migrated database of this Prefect release.
    """
    for name, value in QUIET_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if os.environ.get("PREFECT_API_URL"):
        yield None
        return
    cache.mkdir(parents=True, exist_ok=True)
    template = cache / f"prefect-{metadata.version('prefect')}.db"
    server = Server(Path(tempfile.mkdtemp(prefix="server-", dir=cache)), template)
    before = {name: os.environ.get(name) for name in ("PREFECT_API_URL", "PREFECT_HOME", *PRIVATE_ENVIRONMENT)}
    given = {name: value for name, value in PRIVATE_ENVIRONMENT.items() if name not in QUIET_ENVIRONMENT}
    os.environ.update(given, PREFECT_API_URL=server.url, PREFECT_HOME=str(server.folder))
    try:
        yield server
    finally:
        for name, earlier in before.items():
            if earlier is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = earlier
        server.stop()
