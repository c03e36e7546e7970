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
    """How much a token's neighbours can gain by another label there, by transitions that are allowed with O as well.
    What going on inside a name is worth besides, `going_on` says."""
    allowed = np.where(transitions <= FORBIDDEN, np.iinfo(np.int32).min // 4, transitions)
    through = allowed[:, :, None] + allowed[None]
    outside = allowed[:, 0][:, None] + allowed[0][None, :]
    can = (outside > np.iinfo(np.int32).min // 8)[:, None, :] & (through > np.iinfo(np.int32).min // 8)
    gain = np.where(can, through - outside[:, None, :], 0)
    return int(gain.max())


def going_on(scores: Scores, is_opening: NDArray[np.bool_], lead: int) -> NDArray[np.int64]:
    """For each token, at most how much the tokens behind it gain if they may go on inside a name that holds it: the
    greatest sum, over any number of next tokens of its line, of what I- leads the other labels by and `lead`."""
    gain = scores[:, 2::2].max(1).astype(np.int64) - scores[:, [0, 1, 3, 5]].max(1) + lead
    gain[is_opening] = -(1 << 40)  # no name goes on in the next line
    sums = np.append(np.cumsum(gain), 0)
    sums[-1] = sums[-2]
    highest = np.maximum.accumulate(sums[:0:-1])[::-1]
    gained: NDArray[np.int64] = np.maximum(highest - sums[:-1], 0)
    return gained


def best_labels(scores: Scores, is_opening: NDArray[np.bool_], transitions: Scores, lead: int) -> NDArray[np.int8]:
    """Scores [tokens, 7] → labels. Chains end where a line opens, and at tokens where O leads by more than `lead` and
    all that a name through them could gain behind them: no best sequence has another label there."""
    labels = np.zeros(len(scores), np.int8)
    if not len(scores):
        return labels
    live = np.nonzero(scores[:, 0] - scores[:, 1:].max(1) < lead + going_on(scores, is_opening, lead))[0]
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
