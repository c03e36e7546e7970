"""The floors of quality: no figure on the gold articles may fall below its own.

    python -m tests.quality.floors                      raise the floors to what is measured now
    python -m tests.quality.floors --lower "REASON"     set them to what is measured now, lower ones too

A floor is lowered only so, and the reason is kept beside it: that is the deliberate act that a worse figure takes.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any, Final

from flows.evaluation.evaluate import evaluate
from flows.evaluation.scorecard import Scorecard

GOLD: Final = Path(__file__).parent / "gold"
QUOTES: Final = Path(__file__).parent / "quotes"
FLOORS: Final = Path(__file__).parent / "floors.json"
GUARDED: Final = {
    "language": ("accuracy",),
    "names": ("precision", "recall", "f1", "span_f1"),
    "links": ("precision", "recall", "f1"),
    "identity": ("b_cubed_precision", "b_cubed_recall"),
    "roles": ("precision", "recall", "f1"),
    "allusions": ("precision", "recall", "f1"),
    "quotes_direct": ("precision", "recall", "f1", "relaxed_f1"),
    "quotes_indirect": ("precision", "recall", "f1", "relaxed_f1"),
    "speakers": ("precision", "coverage", "recall"),
}

Key = tuple[str, str, str]


def measured() -> Scorecard:
    """The scorecard of the gold articles, and of those with marked quotations."""
    return evaluate([GOLD, QUOTES])


def digests(card: Scorecard) -> dict[str, str]:
    """Corpus → SHA-256 of its files."""
    return {corpus.name: corpus.sha256 for corpus in card.corpora}


def guarded(card: Scorecard) -> dict[Key, float]:
    """(task, language, measure) → value, of every figure that has a floor."""
    return {
        (f.task, f.language or "", f.measure): f.value for f in card.figures if f.measure in GUARDED.get(f.task, ())
    }


def kept() -> dict[str, Any]:
    """The floors as they are kept."""
    content: dict[str, Any] = json.loads(FLOORS.read_text("utf-8"))
    return content


def floors_of(content: dict[str, Any]) -> dict[Key, float]:
    """(task, language, measure) → floor."""
    return {
        (task, language, measure): value
        for task, languages in content["floors"].items()
        for language, measures in languages.items()
        for measure, value in measures.items()
    }


def main() -> None:
    """Write the floors, and say which moved."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lower", metavar="REASON", help="lower floors too, for this reason")
    reason = parser.parse_args().lower
    before = kept() if FLOORS.exists() else {"floors": {}, "lowered": []}
    old = floors_of(before)
    card = measured()
    new: dict[Key, float] = {}
    for key, value in guarded(card).items():
        floor = math.floor(value * 1e4) / 1e4
        new[key] = floor if reason is not None else max(floor, old.get(key, 0.0))
        if new[key] != old.get(key):
            print(*key, old.get(key), "→", new[key])
    lowered = sorted("/".join(key) for key in new if new[key] < old.get(key, 0.0))
    content: dict[str, Any] = {"corpus_sha256": digests(card), "lowered": before["lowered"], "floors": {}}
    if lowered:
        content["lowered"] = [*before["lowered"], {"reason": reason, "floors": lowered}]
    for (task, language, measure), floor in sorted(new.items()):
        content["floors"].setdefault(task, {}).setdefault(language, {})[measure] = floor
    FLOORS.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
