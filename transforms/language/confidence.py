"""How sure an answer is: the share of answers with such evidence that were right.

A logistic regression over the evidence, fitted by `tools/fit_language.py` on half of the sentences and documents that
the benchmark names and measured on the other half (docs/language.md has the table). Its numbers are few, so they
stand here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from transforms.language.words import SPARSE

if TYPE_CHECKING:
    from transforms.language.engine import Evidence

TYPICAL_LIFT: Final = {"LATIN": 4.3, "CYRILLIC": 6.1, "ARABIC": 6.4, "DEVANAGARI": 7.0, "BENGALI": 7.4}
"""Median lift of news articles in languages that are ranked, by script."""
_FULL_RATIO: Final = 0.17
_FULL_LETTERS: Final = 1_000

WEIGHTS: Final = (
    ("bias", 0.495),
    ("lead_to_1", 1.183),
    ("lead_to_4", 0.081),
    ("lead_to_10", 0.241),
    ("letters", -0.156),
    ("lift", 1.198),
    ("lift_of_long", 0.431),
    ("words", 0.791),
    ("rival_words", -0.365),
    ("agrees", 0.171),
    ("disagrees", 1.035),
    ("overruled", 3.307),
    ("untold", -2.223),
    ("unranked", 1.872),
)


def signals(evidence: Evidence) -> dict[str, float]:
    """The evidence as numbers of a like size, by the names of `WEIGHTS`."""
    length = math.log(min(max(1, evidence.letters), _FULL_LETTERS) / 100)
    is_ranked = evidence.script in TYPICAL_LIFT and not evidence.is_overruled
    lift = max(-1.5, min(0.3, evidence.lift - TYPICAL_LIFT[evidence.script])) if is_ranked else 0.0
    words, rival = 1.0, 0.0
    if evidence.function_ratio is not None:
        least = _FULL_RATIO * (0.4 if evidence.language in SPARSE else 1.0)
        words = min(evidence.function_ratio / least, 1.5)
        rival = min(evidence.rival_ratio / max(evidence.function_ratio, 0.02), 1.5)
    return {
        "bias": 1.0,
        "lead_to_1": min(evidence.lead, 1.0),
        "lead_to_4": min(evidence.lead, 4.0),
        "lead_to_10": min(evidence.lead, 10.0),
        "letters": length,
        "lift": lift,
        "lift_of_long": lift * max(length, 0.0),
        "words": words,
        "rival_words": rival,
        "agrees": float(evidence.agreement > 0),
        "disagrees": float(evidence.agreement < 0),
        "overruled": float(evidence.is_overruled),
        "untold": float(not evidence.is_told_apart),
        "unranked": float(not is_ranked and not evidence.is_overruled),
    }


def confidence_of(evidence: Evidence) -> float:
    """Probability that the language is right."""
    found = signals(evidence)
    logit = sum(weight * found[name] for name, weight in WEIGHTS)
    return 1 / (1 + math.exp(-logit))
