"""How much each kind of evidence counts: the packaged weights (docs/models/stories.md)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from transforms.stories.evidence import EVIDENCE, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """Weights of a logistic regression in the order of ``EVIDENCE``, the constant last: of pairs in one language
    (``same``) and across languages (``cross``)."""

    same: Floats
    cross: Floats


@cache
def learned() -> Learned:
    """The packaged weights. Raises KeyError where the table lacks one."""
    text = (files("transforms.stories") / "data/weights.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    table = {(pairs, evidence): float(weight) for pairs, evidence, weight in lines}
    same, cross = (np.array([table[pairs, each] for each in (*EVIDENCE, "constant")]) for pairs in ("same", "cross"))
    return Learned(same, cross)
