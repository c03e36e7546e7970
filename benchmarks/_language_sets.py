"""Texts of known language: what the language engine is fitted on and measured with.

Each set has two halves, told apart by a hash: weights were fitted on one, figures are given for the other. Sentences
of the corpus that `tools/train_language.py` learned from are in neither.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flows.evaluation.corpora import read_lines
from flows.evaluation.languages import language_of
from tools.train_language import is_learned_from

SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Known:
    """A text and its language; `variant` as the corpus states it, `is_fitted` if weights were fitted on its half."""

    language: str
    title: str | None
    body: str
    variant: str
    is_fitted: bool


def label_of(stated: str) -> str:
    """The label that a text of this stated language should get."""
    language = language_of(stated)
    return "nb" if language == "no" else language


def _half(key: str) -> bool:
    return hashlib.sha256(key.encode()).digest()[0] & 2 == 0


def sentences(data: Path) -> list[Known]:
    """Single sentences in 75 languages that nothing was learned from."""
    return [
        Known(label_of(row["lang"]), None, row["text"], row["lang"], _half(row["text"]))
        for row in read_lines(data / "langid/lingua-sentences.jsonl.gz")
        if not is_learned_from(row["text"])
    ]


def documents(data: Path) -> list[Known]:
    """News documents, translations of each other, in 128 variants. The title is their first sentence."""
    return [
        Known(
            label_of(row["lang"]),
            row["title"],
            " ".join(row["sentences"][1:]),
            row["lang"],
            _half(row["cluster_id"]),
        )
        for row in read_lines(data / "langid/ntrex-dev.jsonl.gz")
    ]


def news(data: Path, most: int, but: frozenset[str] = frozenset()) -> list[Known]:
    """Articles as crawled; ``most`` of each corpus and language, some corpora left out."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in read_lines(data / "news/articles.jsonl.gz"):
        if row["corpus"] not in but:
            rows.setdefault((row["corpus"], row["lang"]), []).append(row)
    rng = random.Random(SEED)
    return [
        Known(label_of(row["lang"]), row["title"], row["text"], row["lang"], _half(row["id"]))
        for key in sorted(rows)
        for row in rng.sample(rows[key], min(most, len(rows[key])))
    ]
