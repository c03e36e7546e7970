"""Trained weights → the bytes of a model file."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

TOP_QUANTILE: Final = 0.99999
"""Of the weights that are not zero, those above this share are cut to it: a few giants would cost all others their
steps."""


def packed_weights(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], float]:
    """Weights as signed bytes q with weight = sign(q) * q * q * unit, and that unit."""
    sizes = np.abs(weights[weights != 0])
    top = float(np.quantile(sizes, TOP_QUANTILE))
    unit = top / 127**2
    steps = np.minimum(np.round(np.sqrt(np.abs(weights) / unit)), 127)
    found = (np.sign(weights) * steps).astype(np.int8)
    found[0] = 0
    return found, unit
