"""What stories are weighed by, from corpora: `fit_stories.py common --data DIR`, `fit_stories.py weights --data DIR`.

common   How common features are in any text, from the sentences of langid/lingua-sentences.jsonl.gz (lingua-py,
         Apache-2.0) → transforms/stories/data/common.tsv.
weights  How much each kind of evidence counts, from the articles of stories/en-ecbplus-dev.jsonl.gz (ECB+, Cybulska and
         Vossen 2014, CC BY) → transforms/stories/data/weights.tsv. Pairs across languages are made: features of one of
         the two articles are dropped at random (seeded) as translation, spelling and unknown names drop them, and its
         words are left out.

Both are deterministic. docs/models/stories.md is the card.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.optimize import minimize

from transforms.contracts.columns import STORY_FEATURES
from transforms.enrich import enrich
from transforms.stories.evidence import EVIDENCE, FREE_KINDS, Span, Weighted, evidence_of, weighted
from transforms.stories.words import WORD, told_by

DATA = Path(__file__).parent.parent / "transforms/stories/data"
SENTENCES = 12
"""Sentences of an article of some 250 words."""
FULL = frozenset("en nl nb nn da sv de fr es pt it pl ru uk cs".split())
"""Languages of the table of concepts."""
LEAST_SHARE = {"word": 0.08, "kin": 0.02, "act": 0.0}
LEAST_SHARE_FULL = 0.04
"""The least share of words of these languages that is told."""
KEEPS = {"who": 0.85, "where": 0.85, "land": 0.85, "name": 0.7, "number": 0.85, "day": 0.7, "act": 0.6, "kin": 0.3}
"""Share of features of a kind that an article keeps when it is told in another language: agreement of the features of
translations of one article (docs/stories.md)."""
PENALTY = 3.0
"""Weight of the squares of the weights (L2)."""
Floats = np.ndarray[Any, np.dtype[np.float64]]


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """Objects of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def common(data: Path) -> None:
    """Writes the table of common features."""
    counts: Counter[tuple[str, str]] = Counter()
    sentences: Counter[str] = Counter()
    for item in lines(data / "langid/lingua-sentences.jsonl.gz"):
        language = item["lang"]
        sentences[language] += 1
        words = set(WORD.findall(item["text"].casefold()))
        counts.update({(language, feature) for word in words for feature in told_by(word, language)})
    shares: Counter[str] = Counter()
    for (language, feature), count in counts.items():
        if feature.startswith("word:"):
            shares[feature] = count / sentences[language]
        elif language in FULL:
            shares[feature] += count / sentences[language] / len(FULL)
    rows = [(feature, 1 - (1 - share) ** SENTENCES) for feature, share in shares.items()]
    kept = sorted((f, s) for f, s in rows if s >= least(f))
    with (DATA / "common.tsv").open("w", encoding="utf-8") as out:
        out.write("# feature	share of articles that have it (tools/fit_stories.py common; lingua-py, Apache-2.0)\n")
        out.writelines(f"{feature}\t{share:.3f}\n" for feature, share in kept)
    print(len(kept), "features")


def least(feature: str) -> float:
    """The share from which a feature is told of."""
    kind, _, value = feature.partition(":")
    if kind == "word" and value.partition(":")[0] in FULL:
        return LEAST_SHARE_FULL
    return LEAST_SHARE.get(kind, 1.0)


def articles(data: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Articles of ECB+ with their features, and their events."""
    found, events = [], []
    for item in lines(data / "stories/en-ecbplus-dev.jsonl.gz"):
        text = "\n".join(x for x in item["text"].split("\n") if not x.replace(" ", "").startswith("http"))
        features = enrich(None, text, "en", None, None).features
        found.append({"features": [{"feature": f.feature, "weight": f.weight} for f in features]})
        events.append(item["event"])
    return found, events


def dropped(items: Sequence[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The articles as if told in another language."""
    random = np.random.default_rng(seed)
    return [
        {
            "features": [
                each
                for each in item["features"]
                if (kind := each["feature"].partition(":")[0]) != "word" and random.random() < KEEPS[kind]
            ]
        }
        for item in items
    ]


def pairs(weights: Weighted, count: int, offset: int, is_free: bool) -> tuple[Any, Any]:
    """Candidates: rows below ``count`` with rows from ``offset`` on, of a higher place."""
    values = weights.values[:, weights.kind != len(FREE_KINDS)] if is_free else weights.values
    norms = np.sqrt(np.asarray(values.multiply(values).sum(axis=1)).ravel()) + 1e-9
    dense = (values[:count] @ values[offset:].T).toarray() / norms[:count, None] / norms[None, offset:]
    left, right = np.nonzero(dense > 0.05)
    is_pair = left < right
    return left[is_pair], right[is_pair] + offset


def fitted(x: Floats, y: Floats, rows: Floats) -> Floats:
    """Weights of a logistic regression, the last the constant; ``rows`` weighs the pairs."""

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w[:-1] + w[-1]
        p = 1 / (1 + np.exp(-z))
        value = float((rows * (np.logaddexp(0, z) - y * z)).sum() + PENALTY / 2 * (w[:-1] @ w[:-1]))
        slope = rows * (p - y)
        return value, np.append(x.T @ slope + PENALTY * w[:-1], slope.sum())

    bounds = [(0.0, None) if not name.startswith("apart") else (None, None) for name in EVIDENCE]
    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)])
    return np.asarray(found.x)


def examples(data: Path, is_cross: bool) -> tuple[Floats, Floats, Any, Any]:
    """Evidence, verdicts, and the topics of both articles of every candidate pair."""
    items, events = articles(data)
    schema = pa.schema([("features", STORY_FEATURES)])
    table = pa.Table.from_pylist(items, schema=schema)
    event = np.array(events)
    found = []
    if is_cross:
        table = pa.Table.from_pylist(dropped(items, 1), schema=schema)
        other = pa.Table.from_pylist(dropped(items, 2), schema=schema)
    together = pa.concat_tables([table, other]) if is_cross else table
    for is_counted in (True, False):
        weights = weighted(together, [Span(0, 0, together.num_rows)], is_counted)
        left, right = pairs(weights, len(items), len(items) if is_cross else 0, is_cross)
        keep = left != right - (len(items) if is_cross else 0)
        left, right = left[keep], right[keep]
        evidence = evidence_of(weights, left, right)
        found.append((evidence, event[left], event[right % len(items)]))
    x = np.concatenate([f[0] for f in found])
    one = np.concatenate([f[1] for f in found])
    two = np.concatenate([f[2] for f in found])
    return x, (one == two).astype(float), one, two


def weights(data: Path) -> None:
    """Fits, tells the cross-validated figures, writes the table."""
    table = []
    for name, is_cross in (("same", False), ("cross", True)):
        x, y, one, two = examples(data, is_cross)
        rows = np.ones(len(y))
        fold_of = {event: int("".join(c for c in event if c.isdigit())) % 5 for event in set(one) | set(two)}
        folds_one = np.array([fold_of[e] for e in one])
        folds_two = np.array([fold_of[e] for e in two])
        scores = np.full(len(y), np.nan)
        for fold in range(5):
            is_test = (folds_one == fold) & (folds_two == fold)
            is_train = (folds_one != fold) & (folds_two != fold)
            w = fitted(x[is_train], y[is_train], rows[is_train])
            scores[is_test] = 1 / (1 + np.exp(-(x[is_test] @ w[:-1] + w[-1])))
        seen = ~np.isnan(scores)
        said = scores[seen] >= 0.5
        true = y[seen] > 0
        precision, recall = (said & true).sum() / max(said.sum(), 1), (said & true).sum() / true.sum()
        print(f"{name}: {len(y)} pairs, {int(y.sum())} true; by topic: precision {precision:.3f}, recall {recall:.3f}")
        w = fitted(x, y, rows)
        table += [(name, each, value) for each, value in zip((*EVIDENCE, "constant"), w, strict=True)]
        print("  ".join(f"{each} {value:.2f}" for each, value in zip((*EVIDENCE, "constant"), w, strict=True)))
    with (DATA / "weights.tsv").open("w", encoding="utf-8") as out:
        out.write("# pairs	evidence	weight (tools/fit_stories.py weights; ECB+, CC BY; docs/models/stories.md)\n")
        out.writelines(f"{name}\t{each}\t{value:.4f}\n" for name, each, value in table)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("common", "weights"))
    parser.add_argument("--data", type=Path, required=True, help="folder of the public corpora")
    given = parser.parse_args()
    (common if given.what == "common" else weights)(given.data)


if __name__ == "__main__":
    main()
