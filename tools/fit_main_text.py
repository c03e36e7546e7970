"""Fit transforms/read/html/data/weights.tsv: how much each sign of a block counts for it being the article.

    python -m tools.fit_main_text --data DIR [--check]

DIR holds the saved pages of trafilatura's evaluation (``benchmarks/main_text.py`` says where). A block that holds a
must-keep string counts as kept, one that holds a must-not string as not; strings that several blocks hold count for
each in part. The model is logistic regression with a ridge, fitted by Newton's method. ``--check`` fits each half of
the pages (by hash of the name) and measures on the other, and writes only those figures, to
``benchmarks/results/main_text_check.json``; else all pages are fitted.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.main_text import Counts, PageCase, flat, half_of, page_cases
from transforms.model import Context, ReadLimits, Refusal
from transforms.read.html.charset import decode_page
from transforms.read.html.fragment import fragment_blocks
from transforms.read.html.maintext import judged_items
from transforms.read.html.metadata import page_metadata
from transforms.read.html.parse import parse_page
from transforms.read.html.walk import body_blocks

OUT: Final = Path(__file__).resolve().parents[1] / "transforms/read/html/data/weights.tsv"
CHECK: Final = Path(__file__).resolve().parents[1] / "benchmarks/results/main_text_check.json"
RIDGE: Final = 3.0
"""Of 1, 2, 4, 10 and 30 the values 1 to 4 do equally well on the pages of the other half."""
LEAST_PAGE_COUNT: Final = 15
"""A sign that stands on fewer pages is not fitted."""
LEAST_STRING_CHARS: Final = 12
"""A shorter must-not string that a long block happens to hold says nothing of that block."""
HEAD: Final = """# How much each sign counts for a block being the article, in log odds (tools/fit_main_text.py).
# Fitted on the labelled snippets of the evaluation pages of trafilatura (adbar/trafilatura, Apache-2.0); holds no text.
"""


@dataclass(frozen=True)
class Sample:
    """One page: its flattened blocks, their signs, and (block, is kept, weight) of every labelled one."""

    case: PageCase
    texts: list[str]
    signs: list[dict[str, float]]
    labels: list[tuple[int, int, float]]


def sample_of(case: PageCase) -> Sample | None:
    """The signs and labels of a page's blocks; None where it cannot be read."""
    decoded = decode_page(case.page, None)
    page = None if isinstance(decoded, Refusal) else parse_page(decoded.text, ReadLimits())
    if page is None or isinstance(page, Refusal):
        return None
    blocks = body_blocks(page.root)
    metadata = page_metadata(page.root, page.markup, Context(url=case.url), blocks)
    structured = fragment_blocks(metadata.jsonld_body or "", ReadLimits())
    items = judged_items(page.root, blocks, metadata.title, structured)
    texts = [flat(item.block.text) for item in items]
    labels: list[tuple[int, int, float]] = []
    for strings, label in ((case.wanted, 1), (case.unwanted, 0)):
        for string in map(flat, strings):
            hits = [number for number, text in enumerate(texts) if string in text]
            if label:
                hits = [number for number in hits if items[number].is_chosen] or hits
            elif len(string) < LEAST_STRING_CHARS:
                hits = [number for number in hits if len(texts[number]) < 6 * len(string) + 20] or hits
            labels.extend((number, label, 1 / len(hits)) for number in hits)
    return Sample(case, texts, [item.signs for item in items], labels)


def matrix(signs: Sequence[dict[str, float]], names: dict[str, int]) -> NDArray[np.float64]:
    """One row per block, one column per sign."""
    rows = np.zeros((len(signs), len(names)))
    for row, given in zip(rows, signs, strict=True):
        for name, value in given.items():
            if name in names:
                row[names[name]] = value
    return rows


def fit(samples: Sequence[Sample], names: dict[str, int]) -> NDArray[np.float64]:
    """The weights of the signs."""
    x = np.concatenate([matrix([s.signs[number] for number, _, _ in s.labels], names) for s in samples])
    y = np.array([label for s in samples for _, label, _ in s.labels])
    w = np.array([weight for s in samples for _, _, weight in s.labels])
    ridge = np.eye(len(names)) * RIDGE
    found = np.zeros(len(names))
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ found)))
        slope = x.T @ (w * (y - p)) - ridge @ found
        step = np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + ridge, slope)
        found += step
        if np.abs(step).max() < 1e-6:
            break
    return found


def measured(samples: Sequence[Sample], names: dict[str, int], found: NDArray[np.float64]) -> Counts:
    """What these weights keep of some pages."""
    counts = Counts()
    for s in samples:
        scores = matrix(s.signs, names) @ found
        counts.add(s.case, " ".join(text for text, score in zip(s.texts, scores, strict=True) if score > 0))
    return counts


def main() -> None:
    """Fit and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the saved pages")
    parser.add_argument("--check", action="store_true", help="fit each half, measure on the other")
    arguments = parser.parse_args()
    samples = [sample for case in page_cases(arguments.data) if (sample := sample_of(case)) is not None]
    seen = Counter(name for s in samples for name in {name for given in s.signs for name in given})
    kept = sorted(name for name, count in seen.items() if count >= LEAST_PAGE_COUNT)
    names = {name: number for number, name in enumerate(kept)}
    if arguments.check:
        halves = [[s for s in samples if half_of(s.case) == half] for half in (0, 1)]
        result = {}
        for fitted, other in ((0, 1), (1, 0)):
            found = fit(halves[fitted], names)
            for half in (fitted, other):
                result[f"fitted on half {fitted}, half {half}"] = measured(halves[half], names, found).shares()
        CHECK.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        print(json.dumps(result, indent=2))
        return
    found = fit(samples, names)
    OUT.parent.mkdir(exist_ok=True)
    rows = "".join(f"{name}\t{value:.3f}\n" for name, value in zip(kept, found, strict=True))
    OUT.write_text(HEAD + rows, encoding="utf-8")
    print(f"{len(kept)} weights; on the same pages {measured(samples, names, found).shares()}")


if __name__ == "__main__":
    main()
