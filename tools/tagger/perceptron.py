"""Averaged structured perceptron with a margin (Collins 2002; the margin: Taskar et al. 2003), over hashed rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numba
import numpy as np
from numpy.typing import NDArray

from tools.tagger.examples import Examples
from transforms.entities.tagger.decode import table
from transforms.entities.tagger.features import FAR_AFTER, KNOWN_COLUMNS, LEXICAL, OF_LANGUAGE
from transforms.entities.tagger.model import LABELS


@dataclass(frozen=True, slots=True)
class Settings:
    """`bits`: of the row number. `least`: a feature met less often is left out. `margin`: what a right label must lead
    by, in updates. `drop`: share of tokens whose very word, of lines whose language, and of lines whose known names are
    hidden in training. `rounds`: models, each from its own order of the examples, whose mean is taken: one alone is
    half a point of F1 better or worse by chance."""

    bits: int = 20
    epochs: int = 10
    least: int = 2
    margin: float = 3.0
    drop_word: float = 0.3
    drop_language: float = 0.15
    drop_known: float = 0.1
    seed: int = 1
    rounds: int = 3


@numba.njit(cache=True, fastmath=False)  # type: ignore[untyped-decorator]
def _epoch(
    hashes, labels, lines, order, mask, weights, summed, changed, moves, moves_summed, moves_changed, allowed,
    hidden, drops, margin, step, seed,
):  # fmt: skip
    np.random.seed(seed)
    features = hashes.shape[1]
    rows = np.empty((4000, features), np.int64)
    scores = np.empty((4000, 7), np.float32)
    back = np.empty((4000, 7), np.int64)
    out = np.empty(4000, np.int64)
    best = np.empty(7, np.float32)
    new = np.empty(7, np.float32)
    errors = 0
    for position in range(len(order)):
        line = order[position]
        start, end = lines[line], lines[line + 1]
        count = min(end - start, 4000)
        step += 1
        hide_language = np.random.random() < drops[1]
        hide_known = np.random.random() < drops[2]
        for t in range(count):
            hide_word = np.random.random() < drops[0]
            for k in range(7):
                scores[t, k] = 0.0 if k == labels[start + t] else margin
            for f in range(features):
                row = np.int64(hashes[start + t, f] & mask)
                kind = hidden[f]
                if kind > 0 and (
                    (kind == 1 and hide_word)
                    or (kind == 2 and hide_language)
                    or (kind == 3 and (hide_language or hide_word))
                    or (kind == 4 and hide_known)
                ):
                    row = 0
                rows[t, f] = row
                if row > 0:
                    for k in range(7):
                        scores[t, k] += weights[row, k]
        for k in range(7):
            best[k] = scores[0, k] + (moves[0, k] if allowed[0, k] else -1e9)
        for t in range(1, count):
            for k in range(7):
                top, which = np.float32(-1e30), 0
                for j in range(7):
                    value = best[j] + (moves[j, k] if allowed[j, k] else -1e9)
                    if value > top:
                        top, which = value, j
                new[k] = top + scores[t, k]
                back[t, k] = which
            for k in range(7):
                best[k] = new[k]
        current = 0
        for k in range(7):
            if best[k] + moves[k, 0] > best[current] + moves[current, 0]:
                current = k
        for t in range(count - 1, -1, -1):
            out[t] = current
            if t > 0:
                current = back[t, current]
        for t in range(count):
            gold, got = np.int64(labels[start + t]), out[t]
            gold_before = np.int64(labels[start + t - 1]) if t > 0 else 0
            got_before = out[t - 1] if t > 0 else 0
            if gold != got:
                errors += 1
                for f in range(features):
                    row = rows[t, f]
                    if row > 0:
                        since = step - changed[row]
                        if since > 0:
                            for k in range(7):
                                summed[row, k] += since * weights[row, k]
                            changed[row] = step
                        weights[row, gold] += 1
                        weights[row, got] -= 1
            if gold != got or gold_before != got_before:
                moves_summed[gold_before, gold] += (step - moves_changed[gold_before, gold]) * moves[gold_before, gold]
                moves_changed[gold_before, gold] = step
                moves[gold_before, gold] += 1
                moves_summed[got_before, got] += (step - moves_changed[got_before, got]) * moves[got_before, got]
                moves_changed[got_before, got] = step
                moves[got_before, got] -= 1
    return step, errors


def train(
    found: Examples, settings: Settings, weights_of_lines: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Weights [rows, 7] and transition scores [7, 7]. `weights_of_lines`: how often each line is met in an epoch."""
    weights, moves = _train_once(found, settings, weights_of_lines)
    for seed in range(settings.seed + 1, settings.seed + settings.rounds):
        more, more_moves = _train_once(found, replace(settings, seed=seed), weights_of_lines)
        weights += more
        moves += more_moves
    return weights / np.float32(settings.rounds), moves / settings.rounds


def _train_once(
    found: Examples, settings: Settings, weights_of_lines: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    size = 1 << settings.bits
    weights = np.zeros((size, 7), np.float32)
    summed = np.zeros((size, 7), np.float64)
    changed = np.zeros(size, np.int64)
    moves, moves_summed = np.zeros((7, 7)), np.zeros((7, 7))
    moves_changed = np.zeros((7, 7), np.int64)
    allowed = table([[0] * 7 for _ in LABELS]) == 0
    hidden = np.zeros(found.hashes.shape[1], np.int8)
    hidden[list(LEXICAL)] = 1
    hidden[list(OF_LANGUAGE)] = 2
    hidden[[c for c in LEXICAL if c in OF_LANGUAGE]] = 3
    hidden[[FAR_AFTER.stop + c for c in KNOWN_COLUMNS]] = 4
    drops = np.array([settings.drop_word, settings.drop_language, settings.drop_known])
    dice = np.random.default_rng(settings.seed)
    every = np.arange(len(found.lines) - 1)
    if weights_of_lines is not None:
        every = np.repeat(every, weights_of_lines)
    step = 0
    for epoch in range(settings.epochs):
        step, errors = _epoch(
            found.hashes, found.labels, found.lines, dice.permutation(every), np.uint32(size - 1), weights, summed,
            changed, moves, moves_summed, moves_changed, allowed, hidden, drops, np.float32(settings.margin), step,
            settings.seed * 1000 + epoch,
        )  # fmt: skip
        print(f"  epoch {epoch + 1}: {errors} labels wrong", flush=True)
    summed += (step - changed)[:, None] * weights
    moves_summed += (step - moves_changed) * moves
    return (summed / step).astype(np.float32), moves_summed / step
