"""What the shipped scorecard says of the languages that a reader has before him."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flows.evaluation.scorecard import Scorecard

QUOTED: Final = "quotations"
"""The corpus of the project's own articles with marked quotations."""
OWN: Final = "articles"
"""The corpus of the project's own articles; figures on a corpus of others are shown where there are any."""
DOCUMENTS: Final = ("ntrex-dev", OWN, "lingua-sentences")
"""Corpora of languages, those first that are most like news."""


@dataclass(frozen=True, slots=True)
class Grade:
    """One language. ``status``: what the recogniser of names knows of it. Shares are None where nothing was measured;
    ``names_corpus`` says on what the names were."""

    language: str
    status: str
    language_accuracy: float | None
    names_f1: float | None
    names_corpus: str | None
    links_f1: float | None
    quotes_f1: float | None
    """Of direct quotations, by their exact words."""
    speakers_precision: float | None


def grades(card: Scorecard, languages: Iterable[str]) -> list[Grade]:
    """One row for each language that anything was measured of, in the order given."""
    statuses = dict(card.statuses)
    found = []
    for language in languages:
        accuracy = next(
            (of["accuracy"] for name in DOCUMENTS if "accuracy" in (of := card.of("language", name, language))), None
        )
        corpora = [f.corpus for f in card.figures if (f.task, f.language, f.measure) == ("names", language, "f1")]
        corpus = next((name for name in sorted(corpora) if name != OWN), OWN if OWN in corpora else None)
        names = card.of("names", corpus, language)["f1"] if corpus else None
        links = card.of("links", OWN, language).get("f1")
        quotes = card.of("quotes_direct", QUOTED, language).get("f1")
        speakers = card.of("speakers", QUOTED, language).get("precision")
        if accuracy is not None or names is not None:
            status = statuses.get(language, "rules")
            found.append(Grade(language, status, accuracy, names, corpus, links, quotes, speakers))
    return found
