"""Opens that the system itself reports: of native code too, which no audit hook of Python sees. Linux only."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

IN_ACCESS, IN_MODIFY, IN_OPEN = 0x1, 0x2, 0x20
"""Events of inotify(7)."""
HEAD = struct.Struct("iIII")
BUFFER_BYTES = 1 << 16


@contextmanager
def opens_below(folder: Path) -> Iterator[Callable[[], list[str]]]:
    """Watches the files in a folder, and the folder; the call gives what was opened since, one phrase each. Elsewhere
    than on Linux it sees nothing."""
    if sys.platform != "linux":
        yield lambda: []
        return
    library = ctypes.CDLL(None, use_errno=True)
    watch = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if watch < 0 or library.inotify_add_watch(watch, os.fsencode(folder), IN_ACCESS | IN_MODIFY | IN_OPEN) < 0:
        raise OSError(ctypes.get_errno(), "inotify", str(folder))

    def opened() -> list[str]:
        try:
            events = os.read(watch, BUFFER_BYTES)
        except BlockingIOError:
            return []
        found, at = [], 0
        while at < len(events):
            _, _, _, name_bytes = HEAD.unpack_from(events, at)
            at += HEAD.size
            found.append(f"opened {folder / os.fsdecode(events[at : at + name_bytes].rstrip(bytes(1)))}")
            at += name_bytes
        return found

    try:
        yield opened
    finally:
        os.close(watch)
