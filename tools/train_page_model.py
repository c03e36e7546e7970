"""Trains the page model: ``python -m tools.train_page_model --data DIR`` writes ``data/page_model.tsv``.

DIR holds the saved pages of trafilatura's evaluation. Every page counts whose extractors agree well enough, but those
that ``benchmarks/furniture.py`` holds out. Each is shown four times: flattened; with its lines broken in another way;
its article alone; its article with a few blocks around it. The same pages give the same table.

Training makes the score of the right states rise against that of all others, with a margin that grows with the words
of a block (softmax-margin, Gimpel and Smith, 2010): to lose a paragraph costs more than to keep a menu item, and both
more than a heading. Steps are Adam's (Kingma and Ba, 2015), with a part of the hidden units left out in each.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks._known_pages import KnownPage, chosen, flat, known_pages, labels_of
from transforms.normalize.blocks import Block, split_blocks
from transforms.normalize.evidence import Seen, features
from transforms.normalize.furniture import find_core, find_end, judge_all, trim_tail
from transforms.normalize.page_model import EDGE, MOVES, OFFSETS, STATES

TABLE = Path(__file__).parent.parent / "transforms" / "normalize" / "data" / "page_model.tsv"
HEADER = "# Weights of the page model, in hundredths: table, feature, numbers (docs/models/furniture.md).\n"
ARTICLE = 1
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Training:
    """How the model is trained. Found by trying on three quarters of the pages and measuring on the rest."""

    hidden_count: int = 16
    epoch_count: int = 12
    step: float = 0.005
    decay: float = 0.2
    """Weights shrink by this part of each step: less of it learns single pages by heart."""
    left_out_ratio: float = 0.2
    least_feature_count: int = 40
    """A feature seen on fewer blocks says more of one page than of pages."""
    lost_margin: float = 0.7
    left_margin: float = 0.5
    """For each twenty words of a block, up to sixty: with both, F1 rises from 0.950 to 0.954 where 1.4 % is lost."""
    most_margin_words: int = 60
    margin_words: int = 20
    least_agreement: float = 0.8
    least_article_words: int = 60
    most_block_count: int = 700
    around_count: int = 3
    batch_blocks: int = 2500
    batch_texts: int = 48
    seed: int = 0


@dataclass(slots=True)
class Example:
    """One text: its features, its labels (1 article, 0 furniture, None unsaid), its blocks' words, its weight."""

    seen: list[Seen]
    labels: list[int | None]
    words: list[int]
    weight: float


def example(blocks: Sequence[Block], labels: Sequence[int | None], weight: float, options: Training) -> Example:
    judged = judge_all(blocks)
    first, end = find_core(judged, find_end(judged))
    seen = features(judged, (first, end, trim_tail(judged, end)))
    most = options.most_block_count
    return Example(seen[:most], list(labels[:most]), [block.word_count for block in blocks[:most]], weight)


def corrected(page: KnownPage, blocks: Sequence[Block], labels: Sequence[int | None]) -> list[int | None]:
    """What the evaluation says of a string counts more than what extractors agree on."""
    found = list(labels)
    for place, block in enumerate(blocks):
        text = flat(block.text)
        if any(string in text for string in page.unwanted):
            found[place] = 0
        elif any(string in text for string in page.wanted):
            found[place] = 1
    return found


def examples(page: KnownPage, options: Training) -> list[Example]:
    """The four texts of one page; none where its main text is too little known."""
    labels = corrected(page, page.blocks, page.labels)
    own = [place for place, label in enumerate(labels) if label]
    if sum(page.blocks[place].word_count for place in own) < options.least_article_words:
        return []
    found = [example(page.blocks, labels, 1.0, options)]
    separator = "\n\n" if page.order % 3 else "\n"
    alone = split_blocks(separator.join(page.blocks[place].text for place in own))
    found.append(example(alone, [1] * len(alone), 0.5, options))
    low, high = max(0, own[0] - options.around_count), own[-1] + 1 + options.around_count
    near = split_blocks("\n\n".join(block.text for block in page.blocks[low:high]))
    if len(near) == len(labels[low:high]):
        found.append(example(near, labels[low:high], 0.5, options))
    lines = [line for line in page.text.split("\n") if line.strip()]
    broken = split_blocks(("\n" if page.order % 2 else "\n\n").join(lines))
    again = corrected(page, broken, labels_of(broken, page.readings, page.title))
    found.append(example(broken, again, 0.5, options))
    return found


@dataclass(frozen=True, slots=True)
class Names:
    """Columns of the features: (offset, name) of own ones, (None, name) of placed ones."""

    columns: dict[tuple[int | None, str], int]
    own: list[str]
    placed: list[str]


def names_of(texts: Sequence[Example], options: Training) -> Names:
    own = Counter(name for text in texts for one in text.seen for name in one.own)
    placed = Counter(name for text in texts for one in text.seen for name in one.placed)
    own_names = [*sorted(name for name, count in own.items() if count >= options.least_feature_count), EDGE]
    placed_names = sorted(name for name, count in placed.items() if count >= options.least_feature_count)
    keys: list[tuple[int | None, str]] = [(offset, name) for offset in OFFSETS for name in own_names]
    keys += [(None, name) for name in placed_names]
    return Names({key: column for column, key in enumerate(keys)}, own_names, placed_names)


def matrix(text: Example, names: Names) -> sparse.csr_matrix:
    places, starts = [], [0]
    count = len(text.seen)
    for at, one in enumerate(text.seen):
        keys: list[tuple[int | None, str]] = [(None, name) for name in one.placed]
        for offset in OFFSETS:
            is_there = 0 <= at + offset < count
            keys += [(offset, name) for name in (text.seen[at + offset].own if is_there else (EDGE,))]
        places += [names.columns[key] for key in keys if key in names.columns]
        starts.append(len(places))
    return sparse.csr_matrix((np.ones(len(places)), places, starts), shape=(count, len(names.columns)))


_NEVER = -1e9
_FIXED = np.full((len(STATES), len(STATES)), _NEVER)
for _move in (*MOVES, *((state, state) for state in range(len(STATES)))):
    _FIXED[_move] = 0.0
_START = np.array([0.0, 0.0, _NEVER, _NEVER])
_END = np.array([0.0, 0.0, _NEVER, 0.0])


def _log_sum(values: Floats, axis: int) -> Floats:
    most = values.max(axis, keepdims=True)
    summed: Floats = (most + np.log(np.exp(values - most).sum(axis, keepdims=True))).squeeze(axis)
    return summed


def chain(states: Floats, moves: Floats, is_block: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """(log sums, shares of states, shares of moves) of padded texts, as (text, block, state) and (text, block, from,
    to)."""
    text_count, length, width = states.shape
    forward = np.full(states.shape, _NEVER)
    backward = np.zeros(states.shape)
    forward[:, 0] = _START + states[:, 0]
    for at in range(1, length):
        new = _log_sum(forward[:, at - 1, :, None] + moves[:, at], 1) + states[:, at]
        forward[:, at] = np.where(is_block[:, at, None], new, forward[:, at - 1])
    backward[:, -1] = _END
    for at in range(length - 2, -1, -1):
        new = _log_sum(moves[:, at + 1] + (states[:, at + 1] + backward[:, at + 1])[:, None, :], 2)
        backward[:, at] = np.where(is_block[:, at + 1, None], new, _END)
    whole = _log_sum(forward[:, -1] + _END, 1)
    shares = np.exp(forward + backward - whole[:, None, None]) * is_block[..., None]
    steps = np.zeros((text_count, length, width, width))
    after = (states[:, 1:] + backward[:, 1:])[:, :, None, :]
    steps[:, 1:] = np.exp(forward[:, :-1, :, None] + moves[:, 1:] + after - whole[:, None, None, None])
    return whole, shares, steps * is_block[..., None, None]


@dataclass(slots=True)
class Batch:
    """Texts of like length, padded: features, which places are blocks, what is forbidden and what costs a margin."""

    seen: sparse.csr_matrix
    turned: sparse.csr_matrix
    is_block: NDArray[np.bool_]
    forbidden: Floats
    margin: Floats
    weights: Floats


def batches(texts: Sequence[Example], names: Names, options: Training) -> list[Batch]:
    ordered = sorted(texts, key=lambda text: len(text.seen))
    groups: list[list[Example]] = [[]]
    for text in ordered:
        if sum(len(one.seen) for one in groups[-1]) > options.batch_blocks or len(groups[-1]) >= options.batch_texts:
            groups.append([])
        groups[-1].append(text)
    return [_batch(group, names, options) for group in groups if group]


def _batch(texts: Sequence[Example], names: Names, options: Training) -> Batch:
    shape = (len(texts), max(len(text.seen) for text in texts), len(STATES))
    is_block = np.zeros(shape[:2], dtype=bool)
    forbidden, margin = np.zeros(shape), np.zeros(shape)
    for row, text in enumerate(texts):
        is_block[row, : len(text.seen)] = True
        for at, (label, words) in enumerate(zip(text.labels, text.words, strict=True)):
            cost = min(words, options.most_margin_words) / options.margin_words
            if label == 1:
                forbidden[row, at] = _NEVER
                margin[row, at] = options.lost_margin * cost
                forbidden[row, at, ARTICLE] = margin[row, at, ARTICLE] = 0.0
            elif label == 0:
                forbidden[row, at, ARTICLE] = _NEVER
                margin[row, at, ARTICLE] = options.left_margin * cost
    seen = sparse.vstack([matrix(text, names) for text in texts]).tocsr()
    weights = np.array([text.weight for text in texts])
    return Batch(seen, seen.T.tocsr(), is_block, forbidden, margin, weights)


def train(texts: Sequence[Example], names: Names, options: Training) -> tuple[Floats, Floats]:
    """(weights of features for each hidden unit, weights of units for each score with a row of biases)."""
    random = np.random.RandomState(options.seed)
    width = len(STATES) + len(MOVES)
    tables = {
        "hidden": random.randn(len(names.columns), options.hidden_count) * 0.05,
        "output": np.vstack([random.randn(options.hidden_count, width) * 0.1, np.zeros((1, width))]),
    }
    means = {name: (np.zeros_like(table), np.zeros_like(table)) for name, table in tables.items()}
    prepared = batches(texts, names, options)
    step_count = 0
    for epoch in range(options.epoch_count):
        done = epoch / options.epoch_count
        step = options.step * (1 if done < 0.5 else 0.3 if done < 0.8 else 0.1)
        for place in random.permutation(len(prepared)):
            slopes = _slopes(prepared[place], tables, random, options)
            step_count += 1
            for name, slope in slopes.items():
                mean, square = means[name]
                mean += 0.1 * (slope - mean)
                square += 0.001 * (slope * slope - square)
                size = np.sqrt(square / (1 - 0.999**step_count)) + 1e-8
                tables[name] -= step * (mean / (1 - 0.9**step_count) / size + options.decay * tables[name])
        print(f"epoch {epoch + 1} of {options.epoch_count}", flush=True)
    return tables["hidden"], tables["output"]


def _slopes(
    batch: Batch, tables: dict[str, Floats], random: np.random.RandomState, options: Training
) -> dict[str, Floats]:
    units = np.tanh(batch.seen @ tables["hidden"])
    is_in = random.rand(*units.shape) > options.left_out_ratio
    thinned = units * is_in / (1 - options.left_out_ratio)
    scores = np.zeros((*batch.is_block.shape, len(STATES) + len(MOVES)))
    scores[batch.is_block] = thinned @ tables["output"][:-1] + tables["output"][-1]
    states = scores[..., : len(STATES)]
    moves = np.broadcast_to(_FIXED, (*batch.is_block.shape, *_FIXED.shape)).copy()
    for column, (start, end) in enumerate(MOVES, len(STATES)):
        moves[..., start, end] += scores[..., column]
    _, shares, steps = chain(states + batch.margin, moves, batch.is_block)
    right, right_shares, right_steps = chain(states + batch.forbidden, moves, batch.is_block)
    slope = np.zeros_like(scores)
    slope[..., : len(STATES)] = shares - right_shares
    for column, (start, end) in enumerate(MOVES, len(STATES)):
        slope[..., column] = (steps - right_steps)[..., start, end]
    # A text whose labels no way through the chain can have teaches nothing.
    slope *= (batch.weights * (right > _NEVER / 10))[:, None, None]
    rows = slope[batch.is_block] / len(batch.weights)
    back = (rows @ tables["output"][:-1].T) * is_in / (1 - options.left_out_ratio) * (1 - units * units)
    return {"hidden": batch.turned @ back, "output": np.vstack([thinned.T @ rows, rows.sum(0)])}


def write(path: Path, names: Names, hidden: Floats, output: Floats) -> None:
    def numbers(row: Floats) -> str:
        return ",".join(str(round(value * 100)) for value in row.tolist())

    with path.open("w", encoding="utf-8", newline="\n") as table:
        table.write(HEADER)
        for name in names.own:
            row = np.concatenate([hidden[names.columns[offset, name]] for offset in OFFSETS])
            table.write(f"own\t{name}\t{numbers(row)}\n")
        for name in names.placed:
            table.write(f"placed\t{name}\t{numbers(hidden[names.columns[None, name]])}\n")
        for unit, row in enumerate(output):
            table.write(f"output\t{'bias' if unit == len(output) - 1 else f'unit{unit}'}\t{numbers(row)}\n")


def main() -> None:
    """Train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the saved pages")
    parser.add_argument("--out", type=Path, default=TABLE)
    arguments = parser.parse_args()
    options = Training()
    found = list(known_pages(arguments.data))
    held_out = {page.url for page in chosen(found) if page.is_held_out}
    texts = [
        text
        for page in found
        if page.url not in held_out and page.agreement >= options.least_agreement
        for text in examples(page, options)
    ]
    names = names_of(texts, options)
    print(f"{len(texts)} texts, {len(names.columns)} weights for each of {options.hidden_count} units")
    write(arguments.out, names, *train(texts, names, options))


if __name__ == "__main__":
    main()
