"""Trains what ``transforms/language_data/gram_weights.npz`` holds: ``python -m tools.train_language --data DIR``.

DIR holds ``langid/lingua-sentences.jsonl.gz`` (Apache-2.0). Half of its sentences are read, chosen by their hash; the
other half is what ``benchmarks/language.py`` measures on. Two things are learned over py3langid's features:

- columns for languages that py3langid lacks (`NEW`): naive Bayes, as py3langid's own columns;
- corrections to the columns of all languages of the corpus: multinomial logistic regression on top of py3langid's
  scores, pulled towards no change, by AdaGrad-like steps with a fixed seed. Columns of other languages stay as they
  are.

Serbian is learned in both scripts; the Latin sentences are the Cyrillic ones, letter for letter. Malay is left out:
most sentences that the corpus calls Malay are Indonesian web pages. The same corpus gives the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from flows.evaluation.corpora import read_lines
from transforms.language.engine import without_addresses
from transforms.language.grams import STEPS, GramModel, kept_columns, plain_model, published

FILE = Path(__file__).parent.parent / "transforms" / "language_data" / "gram_weights.npz"
NEW = ("mi", "tn", "ts")
LEFT_OUT = frozenset({"ms"})
SERBIAN = str.maketrans(
    dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
    | dict(zip("АБВГДЂЕЖЗИЈКЛМНОПРСТЋУФХЦЧШ", "ABVGDĐEŽZIJKLMNOPRSTĆUFHCČŠ", strict=True))
    | {"љ": "lj", "њ": "nj", "џ": "dž", "Љ": "Lj", "Њ": "Nj", "Џ": "Dž"}
)
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Training:
    """How the corrections are learned; tried on the half that is learned from, a quarter of it put aside."""

    background: float = 3_000.0
    """Features that a new column is given in advance, spread as over the average language."""
    least_sentence_count: int = 3
    pull: float = 1e-6
    epoch_count: int = 6
    batch: int = 1_024
    step: float = 0.05
    least_change: float = 1 / 3
    """Smaller corrections are dropped: 48,000 of 5 million stay, and as many sentences are right."""
    seed: int = 0


def is_learned_from(text: str) -> bool:
    """Whether a sentence belongs to the half that is learned from."""
    return hashlib.sha256(text.encode()).digest()[0] & 1 == 0


def sentences(path: Path) -> Iterator[tuple[str, str]]:
    """(language, sentence) of a file of one object a line."""
    for row in read_lines(path):
        yield row["lang"], row["text"]


def matrix(model: GramModel, texts: list[str]) -> tuple[sparse.csr_matrix, Floats]:
    """Log counts of features by text, and the root of each text's bytes."""
    starts, features, values, sizes = [0], [], [], []
    for text in texts:
        plain = unicodedata.normalize("NFC", without_addresses(text))
        read = (plain.lower() if plain.isupper() else plain).encode("utf-8", "surrogatepass")
        found, counts = model.features(read)
        features.append(found)
        values.append(np.log1p(counts, dtype=np.float32))
        starts.append(starts[-1] + len(found))
        sizes.append(max(1, len(read)))
    shape = (len(texts), len(model.weights))
    rows = sparse.csr_matrix((np.concatenate(values), np.concatenate(features), starts), shape=shape)
    return rows, np.sqrt(np.array(sizes, np.float32))


def new_column(counts: Floats, likelihood: Floats, background: float) -> Floats:
    """Log likelihoods of all features in a language, less the mean over py3langid's, as `GramModel.weights`."""
    average = np.exp(likelihood).mean(axis=1)
    average /= average.sum()
    column = np.log((counts + background * average) / (counts.sum() + background))
    return np.asarray(np.maximum(column, likelihood.min()) - likelihood.mean(axis=1), np.float32)


def corrections(
    rows: sparse.csr_matrix, base: Floats, root: Floats, gold: NDArray[np.intp], training: Training
) -> Floats:
    """Changes to weights, feature by column of `base`, that make the gold columns likelier."""
    generator = np.random.default_rng(training.seed)
    changes = np.zeros((rows.shape[1], base.shape[1]), np.float32)
    squares: Floats | None = None
    for epoch in range(training.epoch_count):
        order = generator.permutation(rows.shape[0])
        for start in range(0, len(order), training.batch):
            chosen = order[start : start + training.batch]
            part = rows[chosen]
            logits = (base[chosen] + part @ changes) / root[chosen, None]
            logits -= logits.max(axis=1, keepdims=True)
            share = np.exp(logits)
            share /= share.sum(axis=1, keepdims=True)
            share[np.arange(len(chosen)), gold[chosen]] -= 1
            slope = (part.T @ (share / root[chosen, None])) / len(chosen) + training.pull * changes
            squares = slope * slope if squares is None else 0.98 * squares + 0.02 * slope * slope
            changes -= training.step * (1 - epoch / training.epoch_count) * slope / (np.sqrt(squares) + 1e-5)
    return changes


def train(path: Path, training: Training) -> dict[str, NDArray[np.generic]]:
    """The arrays of the packaged file."""
    model = plain_model()
    kept, names = kept_columns(model.labels)
    texts = [(language, text) for language, text in sentences(path) if is_learned_from(text)]
    texts += [("sr-Latn", text.translate(SERBIAN)) for language, text in texts if language == "sr"]
    texts = [(language, text) for language, text in texts if language not in LEFT_OUT]
    gold = np.array([language for language, _ in texts])
    rows, root = matrix(model, [text for _, text in texts])
    likelihood = published()["ptc"].astype(np.float32)
    columns = []
    for language in NEW:
        counts = np.asarray(rows[gold == language].expm1().sum(axis=0), np.float32).ravel()
        columns.append(new_column(counts, likelihood, training.background))
    weights = np.concatenate([model.weights[:, kept].astype(np.float32) / STEPS, np.stack(columns, axis=1)], axis=1)
    prior = np.concatenate([model.prior[kept], np.full(len(NEW), model.prior.mean(), np.float32)])
    labels = [*names, *NEW]
    learned = sorted(set(gold))
    chosen = [labels.index(language) for language in learned]
    active = np.flatnonzero(np.bincount(rows.indices, minlength=rows.shape[1]) >= training.least_sentence_count)
    base = np.asarray((rows @ weights + prior)[:, chosen], np.float32)
    target = np.array([learned.index(language) for language in gold], np.intp)
    changes = corrections(rows[:, active].tocsr(), base, root, target, training)
    changes[np.abs(changes) < training.least_change / 2] = 0
    steps = np.rint(changes * STEPS).astype(np.int8)
    steps[np.abs(steps) < training.least_change * STEPS] = 0
    feature, column = np.nonzero(steps)
    return {
        "new_labels": np.array(NEW),
        "new_weights": np.clip(np.rint(np.stack(columns, axis=1) * STEPS), -127, 127).astype(np.int8),
        "features": active[feature].astype(np.int32),
        "columns": np.array(chosen, np.uint8)[column],
        "changes": steps[feature, column],
    }


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=FILE)
    options = parser.parse_args()
    arrays = train(options.data / "langid" / "lingua-sentences.jsonl.gz", Training())
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    options.output.write_bytes(buffer.getvalue())
    print(f"{options.output}: {len(buffer.getvalue()):,} bytes, {len(arrays['changes']):,} corrections")


if __name__ == "__main__":
    main()
