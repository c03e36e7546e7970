"""What archives have in common: what they give, what a member's name may be, and which members are no deliveries."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from transforms.model import Refusal, Skipped

MAX_NAME_BYTES: Final = 4_096
"""Length of a member's name: the longest path that Linux takes."""

_JUNK_FOLDERS: Final = frozenset({"__MACOSX"})
_JUNK_NAMES: Final = frozenset({"Thumbs.db", "desktop.ini"})
_DRIVE: Final = re.compile(r"[A-Za-z]:")
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_KINDS: Final = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, as bytes that may themselves be compressed once, or be an archive (``sniff_stream`` with
    ``is_member`` refuses those).

    ``name`` is data and no path: bytes that are no UTF-8, and control characters, stand as %XX (and then % as %25).
    Names may repeat. ``chunks`` are non-empty and valid until the next member is asked for; what is not taken is passed
    over. They raise StreamDamage after the last good bytes: TRUNCATED, DECOMP_LIMIT, or ARCHIVE_BAD where the bytes are
    not what the archive says of them, which shows at their end only.
    """

    name: str
    chunks: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class RefusedMember:
    """One member that is not read, or, with ``name`` None, a fault of the archive itself.

    A fault of the archive stands for the members that cannot be reached because of it, as far as it shows. Members that
    came before it stand. At times more members follow it: a tar is read on after a damaged stretch.
    """

    name: str | None
    refusal: Refusal


Found = Member | RefusedMember | Skipped
"""What an archive gives: files, what is refused, and folders and junk of operating systems."""


def name_text(raw: bytes) -> str:
    """A member's name as text that any table and any terminal can hold."""
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("utf-8", "surrogateescape")
    if name.isascii() and name.isprintable():
        return name
    if not _CONTROLS.search(name) and not any("\ud800" <= char <= "\udfff" for char in name):
        return name
    return "".join(_escaped(char) for char in name)


def _escaped(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"%{ord(char) - 0xDC00:02X}"
    if char == "%" or _CONTROLS.match(char):
        return "".join(f"%{byte:02X}" for byte in char.encode())
    return char


def refusal_of_name(name: str) -> Refusal | None:
    """PATH_TRAVERSAL for a name that, taken as a path, leads out of the folder it is unpacked in, on any system."""
    path = name.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path):
        return Refusal("PATH_TRAVERSAL", "the name is an absolute path")
    if ".." in path.split("/"):
        return Refusal("PATH_TRAVERSAL", "the name leads out of its folder")
    return None


def refusal_of_mode(mode: int) -> Refusal | None:
    """PATH_TRAVERSAL for what is no regular file and no folder; ``mode`` is that of Unix, 0 where it is not given."""
    for is_kind, kind in _KINDS:
        if is_kind(mode):
            return Refusal("PATH_TRAVERSAL", f"the member is {kind}")
    return None


def skipped_kind(name: str) -> str | None:
    """``folder`` or ``junk`` for a member that by its name holds no article: what operating systems add, and hidden
    files. None for all others."""
    path = name.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts or path.endswith("/"):
        return "folder"
    if any(part.startswith(".") or part in _JUNK_FOLDERS for part in parts) or parts[-1] in _JUNK_NAMES:
        return "junk"
    return None
