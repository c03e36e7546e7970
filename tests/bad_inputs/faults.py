"""Faults on purpose: files that change hands while a run reads them, and words that make a reader fail."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from warehouse.store import Store, Writer

HANG, DIE, LEAVE, EAT = b"please-hang", b"please-die", b"please-leave", b"please-eat"
"""What a record says to the reader of ``failing.py``."""


class RewritingStore(Store):
    """Whenever the archive begins a copy, a file grows: it is open by then if it is the one that is copied."""

    def __init__(self, victim: Path) -> None:
        self.victim = victim

    def open_writer(self, folder: Path, is_durable: bool = True) -> Writer:
        """Add to the victim, then begin."""
        if folder.name == "archive":
            with self.victim.open("ab") as file:
                file.write(b"more\n")
        return super().open_writer(folder, is_durable)


def swap_before_open(victim: Path, target: Path) -> None:
    """The first open of ``victim`` finds a link to ``target`` there, although a look before it saw a file."""
    is_done = False

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal is_done
        if event == "open" and not is_done and arguments[0] in (victim, str(victim), os.fsencode(victim)):
            is_done = True
            victim.unlink()
            victim.symlink_to(target)

    sys.addaudithook(hook)
