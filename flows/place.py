"""Which home a command means, found without the settings' machinery, so that a question starts within half a second."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from warehouse.paths import Home, HomeError, check_format

HOME_VARIABLE: Final = "PRESSWATCH_HOME"
DEFAULT_HOME: Final = "data"


class NoHome(HomeError):
    """There is no home in that folder yet."""


def home_folder(given: Path | None = None) -> Path:
    """What the command line names, else ``PRESSWATCH_HOME``, else ``./data``; absolute, as ``Settings.home``."""
    return Path(given or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME).expanduser().absolute()


def existing_home(given: Path | None = None) -> Home:
    """The home to read. Makes nothing. Raises NoHome where there is none, HomeError where it cannot be opened."""
    home = Home(home_folder(given))
    if not check_format(home):
        raise NoHome(
            f"There is no home in {home.root}; `presswatch run --home {home.root}` makes one, --home names another."
        )
    return home
