"""Fits ``WEIGHTS`` of ``transforms/language/confidence.py``: ``python -m tools.fit_language --data DIR`` prints them.

A logistic regression, by Newton's steps with a weak pull to zero: is the language right, given the evidence? Half of
each set is read (`benchmarks/_language_sets.py`): sentences, documents, the same documents cut to two sentences and
to their title, and news articles and their titles. Kinds weigh as news does: mostly whole articles. `giletsjaunes` is
left out, for its labels of language are those of the site and not of the article.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks._language_sets import Known, documents, news, sentences
from transforms.language.confidence import WEIGHTS, signals
from transforms.language.engine import CombinedEngine
from transforms.language.words import words_of

ARTICLES = 150
SHORT_CHARS = 250
PULL = 0.1
STEPS = 40


def examples(data: Path) -> Iterator[tuple[Known, float]]:
    """Texts of the half that is fitted on, and their weight."""
    for item in sentences(data):
        yield item, 0.3
    for item in documents(data):
        yield item, 1.5
        yield Known(item.language, None, item.body[:SHORT_CHARS], item.variant, item.is_fitted), 0.5
        yield Known(item.language, item.title, "", item.variant, item.is_fitted), 0.5
    for item in news(data, ARTICLES, frozenset({"giletsjaunes"})):
        yield item, 2.0
        if item.title:
            yield Known(item.language, item.title, "", item.variant, item.is_fitted), 0.4


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    engine = CombinedEngine()
    names = [name for name, _ in WEIGHTS]
    rows, right, weights = [], [], []
    for item, weight in examples(options.data):
        if not item.is_fitted:
            continue
        head = engine.head(item.title, item.body)
        evidence = engine.weigh(head, words_of(head))
        if evidence is not None:
            found = signals(evidence)
            rows.append([found[name] for name in names])
            right.append(evidence.language == item.language)
            weights.append(weight)
    x, y, w = np.array(rows), np.array(right, float), np.array(weights)
    pull = np.full(len(names), PULL)
    pull[0] = 0.0
    fitted = np.zeros(len(names))
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-(x @ fitted)))
        slope = x.T @ (w * (y - p)) - pull * fitted
        bend = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(pull + 1e-9)
        fitted += np.linalg.solve(bend, slope)
    print(f"{len(y)} texts, {y.mean():.3f} right")
    for name, value in zip(names, fitted, strict=True):
        print(f'    ("{name}", {value:.3f}),')


if __name__ == "__main__":
    main()
