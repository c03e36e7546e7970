"""Counts of what was found against what there is, and the figures that come of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items were ``found``, how many there are (``gold``), and how many of those found are ``right``."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.gold + other.gold)

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of what there is that was found; None where there is nothing."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where nothing was found and there is nothing."""
        both = self.found + self.gold
        return 2 * self.right / both if both else None


def compared(found: Iterable[Hashable], gold: Iterable[Hashable]) -> Counts:
    """Counts of two sets of items."""
    found, gold = frozenset(found), frozenset(gold)
    return Counts(len(found & gold), len(found), len(gold))


def b_cubed(found: Mapping[Hashable, Hashable], gold: Mapping[Hashable, Hashable]) -> tuple[float, float] | None:
    """Precision and recall of a clustering: items with the id found and the true one, over the items of both.

    B³ (Bagga and Baldwin, 1998): for each item the share of the items under its id that belong there, and the share of
    those that belong there that are under its id; then the mean. None without items.
    """
    items = [item for item in gold if item in found]
    if not items:
        return None
    by_found: dict[Hashable, set[Hashable]] = {}
    by_gold: dict[Hashable, set[Hashable]] = {}
    for item in items:
        by_found.setdefault(found[item], set()).add(item)
        by_gold.setdefault(gold[item], set()).add(item)
    precision = recall = 0.0
    for item in items:
        together = len(by_found[found[item]] & by_gold[gold[item]])
        precision += together / len(by_found[found[item]])
        recall += together / len(by_gold[gold[item]])
    return precision / len(items), recall / len(items)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value: of a task, on a corpus, for a language (None: all of it), over ``item_count`` items."""

    task: str
    corpus: str
    language: str | None
    measure: str
    value: float
    item_count: int


def figures(task: str, corpus: str, language: str | None, counts: Counts, prefix: str = "") -> list[Figure]:
    """Precision, recall and F1 of counts, as far as they are defined; items are those that there are. Where there are
    none, nothing was measured."""
    if not counts.gold:
        return []
    values = {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1}
    return [
        Figure(task, corpus, language, f"{prefix}{measure}", value, counts.gold)
        for measure, value in values.items()
        if value is not None
    ]
