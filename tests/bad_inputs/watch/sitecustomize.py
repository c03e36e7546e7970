"""Python imports this at its start where the folder stands on PYTHONPATH: it notes what a process and its children do.

One line per event in the file that BAD_INPUTS_LOG names: ``socket`` (another machine called or looked up), ``local``
(this machine called by an address of the Internet), ``write`` (a file outside the folders of BAD_INPUTS_INSIDE),
``secret`` (an open of anything below BAD_INPUTS_SECRET), ``process``. Forked children keep the hook, started ones
import it again. Compiled modules are no files of the run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_INTERNET = (2, 10)  # AF_INET, AF_INET6: importing socket at every start would cost time
_LOCAL = ("127.0.0.1", "::1", "localhost", b"127.0.0.1", b"localhost", "", None)
_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_CONTACTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_CHANGES = {
    "os.remove": (0, 1),
    "os.mkdir": (0, 2),
    "os.rmdir": (0, 1),
    "os.chmod": (0, 2),
    "os.chown": (0, 3),
    "os.utime": (0, 3),
    "os.truncate": (0, None),
}
"""Event → places of its path and of the folder's descriptor that the path may be relative to."""
_MOVES = {"os.rename": (2, 3), "os.link": (2, 3), "os.symlink": (None, 2)}
"""Event with two paths → places of their folders' descriptors."""


def _install(log_path: str, inside: tuple[str, ...], secret: str) -> None:
    log = os.open(log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)

    def note(kind: str, event: str, what: object) -> None:
        os.write(log, f"{kind}\t{event}\t{what!r}\n".encode("utf-8", "backslashreplace"))

    def absolute(path: Any, folder: Any = None) -> str:
        if isinstance(path, int):
            return ""
        text = os.fsdecode(path)
        if isinstance(folder, int) and folder >= 0:  # join leaves an absolute path as it is
            text = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), text)  # noqa: PTH115, PTH118
        return os.path.abspath(text)  # noqa: PTH100 - without following links, as the call itself would see it

    def changed(event: str, path: str) -> None:
        if path and path != "/dev/null" and "/__pycache__" not in path and not _is_below(path, inside):
            note("write", event, path)

    def opened(event: str, arguments: tuple[Any, ...]) -> None:
        path, mode, flags = arguments
        place = absolute(path)
        if secret and place and _is_below(place, (secret,)):
            note("secret", event, place)
        if (isinstance(flags, int) and flags & _WRITING) or (isinstance(mode, str) and set(mode) & set("wax+")):
            changed(event, place)

    def contacted(event: str, arguments: tuple[Any, ...]) -> None:
        if getattr(arguments[0], "family", None) in _INTERNET:
            called(event, arguments[1][0] if isinstance(arguments[1], tuple) else arguments[1], arguments[1:])

    def called(event: str, host: object, arguments: tuple[Any, ...]) -> None:
        note("local" if host in _LOCAL else "socket", event, arguments)

    def changed_one(event: str, arguments: tuple[Any, ...]) -> None:
        path, folder = _CHANGES[event]
        changed(event, absolute(arguments[path], None if folder is None else arguments[folder]))

    def moved(event: str, arguments: tuple[Any, ...]) -> None:
        first, second = _MOVES[event]
        if first is not None:
            changed(event, absolute(arguments[0], arguments[first]))
        changed(event, absolute(arguments[1], arguments[second]))

    actions: dict[str, Callable[[str, tuple[Any, ...]], None]] = {"open": opened}
    actions |= dict.fromkeys(_LOOKUPS, lambda event, arguments: called(event, arguments[0], arguments))
    actions |= dict.fromkeys(_CONTACTS, contacted)
    actions |= dict.fromkeys(_CHANGES, changed_one)
    actions |= dict.fromkeys(_MOVES, moved)
    actions["subprocess.Popen"] = lambda event, arguments: note("process", event, arguments[:2])

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        action = actions.get(event)
        if action is not None:
            try:
                action(event, arguments)
            except Exception as error:  # what cannot be told apart is told
                note("unknown", event, error)

    sys.addaudithook(hook)


def _is_below(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


if "BAD_INPUTS_LOG" in os.environ:
    _install(
        os.environ["BAD_INPUTS_LOG"],
        tuple(part for part in os.environ.get("BAD_INPUTS_INSIDE", "").split(os.pathsep) if part),
        os.environ.get("BAD_INPUTS_SECRET", ""),
    )
