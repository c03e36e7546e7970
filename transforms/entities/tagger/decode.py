"""Scores of labels, token by token → the best sequence of labels (Viterbi), for all chains of an article at once."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from transforms.entities.tagger.model import FORBIDDEN, LABELS

Scores = NDArray[np.int32]

LONGEST_CHAIN: Final = 64
"""Tokens; a longer chain is cut, so that a text of capitals only costs no more than any other."""


def table(transitions: list[list[int]]) -> Scores:
    """Transition scores with what cannot follow forbidden: I- stands behind B- or I- of its own type."""
    made = np.array(transitions, np.int32)
    for a, before in enumerate(LABELS):
        for b, label in enumerate(LABELS):
            if label[0] == "I" and before[2:] != label[2:]:
                made[a, b] = FORBIDDEN
    return made


def slack(transitions: Scores) -> int:
    """How far O must lead at a token for the token to be O whatever stands beside it: as much as its neighbours could
    gain by another label (but for going on inside a name, which then ends there)."""
    allowed = np.where(transitions <= FORBIDDEN, np.iinfo(np.int32).min // 4, transitions)
    through = allowed[:, :, None] + allowed[None]
    outside = allowed[:, 0][:, None] + allowed[0][None, :]
    can = (outside > np.iinfo(np.int32).min // 8)[:, None, :] & (through > np.iinfo(np.int32).min // 8)
    gain = np.where(can, through - outside[:, None, :], 0)
    return int(gain.max())


def best_labels(scores: Scores, is_opening: NDArray[np.bool_], transitions: Scores, lead: int) -> NDArray[np.int8]:
    """Scores [tokens, 7] → labels. Chains end where a line opens and at tokens where O leads by `lead` or more."""
    labels = np.zeros(len(scores), np.int8)
    live = np.nonzero(scores[:, 0] - scores[:, 1:].max(1) < lead)[0]
    if not len(live):
        return labels
    opens = np.ones(len(live), np.bool_)
    opens[1:] = (live[1:] - live[:-1] != 1) | is_opening[live[1:]]
    starts = np.nonzero(opens)[0]
    lengths = np.diff(starts, append=len(live))
    if lengths.max() > LONGEST_CHAIN:
        opens[(np.arange(len(live)) - np.repeat(starts, lengths)) % LONGEST_CHAIN == 0] = True
        starts = np.nonzero(opens)[0]
        lengths = np.diff(starts, append=len(live))
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    chains = scores[live]
    longest = int(lengths[0])
    counts = np.searchsorted(-lengths, -np.arange(longest), side="left")
    best = chains[starts] + transitions[0]
    back = np.zeros((longest, len(starts), len(LABELS)), np.int8)
    turned = np.ascontiguousarray(transitions.T)
    for step in range(1, longest):
        count = int(counts[step])
        reached = best[:count, None, :] + turned
        back[step, :count] = reached.argmax(2)
        best[:count] = reached.max(2) + chains[starts[:count] + step]
    current = (best + transitions[:, 0]).argmax(1).astype(np.int8)
    found = np.zeros(len(live), np.int8)
    for step in range(longest - 1, -1, -1):
        count = int(counts[step])
        found[starts[:count] + step] = current[:count]
        if step:
            current[:count] = back[step, np.arange(count), current[:count]]
    labels[live] = found
    return labels
