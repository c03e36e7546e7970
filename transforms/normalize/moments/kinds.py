"""What a text can say of a date: a moment, as fine and as sure as it stands there, or nothing, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from transforms.normalize.moments.clocks import Clock

MIN_YEAR: Final = 1600
MAX_YEAR: Final = 2200
"""Outside of these a date is a placeholder (0001-01-01, 9999-12-31) or of a calendar that is not read here (Persian and
Islamic years stand at about 1400, Buddhist ones at 2560): the first newspapers appeared after 1600."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as a text gives it. ``year`` is None where only day and month stand. ``low`` and ``high`` (exclusive)
    bound it where day and month can be read in two ways; then ``month`` and ``day`` are None."""

    year: int | None
    month: int | None = None
    day: int | None = None
    clock: Clock | None = None
    low: date | None = None
    high: date | None = None

    @property
    def has_day(self) -> bool:
        """Whether it tells days apart, be it in two readings."""
        return self.day is not None or self.low is not None


@dataclass(frozen=True, slots=True)
class NoMoment:
    """Why a text gives no date: DATE_VAGUE, DATE_UNPARSED or DATE_RANGE."""

    flag: str


Found = tuple[int, int, Moment]
"""A moment with the code points of the text where it starts and ends."""
Finding = Iterator[Found]


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_year_of_news(year: int) -> bool:
    """Whether a newspaper can have that year's date."""
    return MIN_YEAR <= year <= MAX_YEAR
