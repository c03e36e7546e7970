"""Fail and warn: how bad a breach is, and the thresholds that tell.

A breach of severity *fail* refuses: a row is refused with its whole record (QUALITY_ROW), a source of enough records is
refused whole (SOURCE_QUALITY). A *warn* only tells. An *invariant* is a promise of the program rather than of the data;
when it is broken nothing of the run may land. Results of invariants carry the severity fail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

Severity = Literal["fail", "warn", "invariant"]


@dataclass(frozen=True, slots=True)
class Range:
    """What is asked of a number: inclusive bounds, None where open."""

    lowest: float | None = None
    highest: float | None = None

    def __str__(self) -> str:
        return self._in_words(number)

    def of_shares(self) -> str:
        """The bounds of a share, as percentages."""
        return self._in_words(percentage)

    def _in_words(self, say: Callable[[float], str]) -> str:
        if self.lowest is None:
            return "anything" if self.highest is None else f"at most {say(self.highest)}"
        return f"at least {say(self.lowest)}" if self.highest is None else f"{say(self.lowest)} to {say(self.highest)}"


def number(value: float) -> str:
    """A number as results say it: four digits that count, thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def percentage(share: float) -> str:
    """A share as results say it."""
    return f"{100 * share:.3g} %"


@dataclass(frozen=True, slots=True)
class RowLimits:
    """What one row may hold before an analyst should know of it. All of these only warn."""

    earliest_published: datetime = datetime(1990, 1, 1)  # noqa: DTZ001 - naive UTC, as in the tables
    """Newspapers put articles on the web from the mid-nineties on; older dates are nearly always a wrong field (of
    26,724 articles of a mixed corpus 84 were; 3,989 more were truly of 1987, which is why this only warns)."""
    future_days: int = 2
    """Days that a date may lie after the run's start: zones differ by 26 hours at most, and embargoes are short."""
    body_chars: Range = field(default_factory=lambda: Range(40, 60_000))
    """Code points in a body. 40 is the least that reading takes for an article without a title; 60,000 is a long
    magazine feature of ten thousand words, and what passes it is as a rule a page with its archive attached. The
    bodies of that corpus run from 17 to 58,751, two of them below 40."""
    title_chars: Range = field(default_factory=lambda: Range(3, 300))
    """Code points in a title: no headline is a single letter, and past 300 a first paragraph was taken for one (39
    of 26,724, the longest 1,052)."""
    surface_chars: Range = field(default_factory=lambda: Range(2, 120))
    """Code points in a name: the longest official names of bodies are near 120; 85 was the longest of 391,541."""
    word_chars: Range = field(default_factory=lambda: Range(2, 25))
    """Code points a word, on average over a body: written languages lie between 4 and 9, with room for scripts that
    put few spaces. Beyond it the text is no prose: a table, a token, a dump (10 of 26,724). Not asked of languages that
    put no spaces."""


@dataclass(frozen=True, slots=True)
class SourceLimits:
    """When shares are judged, and of how many records."""

    fail_count: int = 200
    """Records of a source from which on its shares can refuse it: with 200 records a share is sure to 7 points."""
    judge_count: int = 10
    """Records of a source below which its shares are not judged by themselves but only within the batch: of so few,
    one odd record is a tenth."""
    batch_count: int = 100
    """Records of a batch below which its shares are shown but not judged: the narrowest bound on a share of records is
    5 %, which one or two odd records of 37 pass by chance, while of 100 it takes six."""


ROW_LIMITS: Final = RowLimits()
SOURCE_LIMITS: Final = SourceLimits()
