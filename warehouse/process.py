"""Which process made something, and whether it is gone: told by machine, process id and the moment it started."""

from __future__ import annotations

import hashlib
import os
import socket
from functools import cache
from pathlib import Path


def identity() -> str:
    """This process in a few plain characters, ``machine-pid-start``; no other process ever has the same."""
    return _identity_of(os.getpid())


def is_gone(maker: str) -> bool:
    """Whether an ``identity`` is that of a process of this machine that has ended. False whenever that cannot be known:
    for another machine or container, after a change of host name, or for other words."""
    machine, _, rest = maker.partition("-")
    pid, _, start = rest.partition("-")
    return machine == _machine() and pid.isdigit() and _start_of(int(pid)) != start


@cache
def _identity_of(pid: int) -> str:
    return f"{_machine()}-{pid}-{_start_of(pid) or '0'}"


@cache
def _machine() -> str:
    """Host, boot and process namespace: where a process id means one process."""
    parts = [socket.gethostname(), _read("/proc/sys/kernel/random/boot_id"), _link("/proc/self/ns/pid")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def _start_of(pid: int) -> str | None:
    """When a process started, in clock ticks since boot; None if it is gone. Without /proc: 0 while it lives."""
    if not Path("/proc/self/stat").exists():
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return None
        except PermissionError:
            return "0"
        return "0"
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    # of the fields after the name, the first is the state, the twentieth the start (man 5 proc)
    return fields[19] if len(fields) > 19 and fields[0] not in "ZX" else None


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _link(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""
