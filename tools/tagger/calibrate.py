"""Margins of names, right and wrong → how often names of such a margin are right (isotonic regression: pool adjacent
violators, Ayer et al. 1955)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LEAST_NAMES: Final = 60
"""Names of a step of the curve: their share is then known to within six points or so."""


def bins(seen: Iterable[tuple[int, bool]]) -> list[list[float]]:
    """(margin, is right) of names → steps [least margin, share right], upward in both."""
    ordered = sorted(seen)
    blocks: list[list[float]] = []  # least margin, right, count
    for start in range(0, len(ordered), LEAST_NAMES):
        part = ordered[start : start + LEAST_NAMES]
        blocks.append([part[0][0], sum(right for _, right in part), len(part)])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            _, right, count = blocks.pop()
            blocks[-1][1] += right
            blocks[-1][2] += count
    steps: list[list[float]] = []
    for margin, right, count in blocks:
        # one wrong name more than were seen: no step is certain
        share = round(right / (count + 1), 3)
        if not steps or (share > steps[-1][1] and margin > steps[-1][0]):
            steps.append([margin, share])
    return steps
