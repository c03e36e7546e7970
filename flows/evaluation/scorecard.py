"""The scorecard: figures with what they were measured on, as JSON for programs and Markdown for people."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Final

from flows.evaluation.scores import Figure

SHIPPED: Final = "scorecard.json"

_TITLES: Final = {
    "language": (
        "Language",
        "`accuracy`: share of texts labelled right; `reliable`: share called reliable; `wrong_and_reliable`: share "
        "wrong though called reliable.",
    ),
    "names": (
        "Names",
        "Precision, recall and F1 of names whose span and type both fit; `person_f1` and so on by type; `span_f1` "
        "whatever the type.",
    ),
    "links": ("Links", "Names that are known things: precision, recall and F1 of their ids, where the name was found."),
    "identity": ("Identity", "B³ precision and recall of ids over the names found, known and unknown things alike."),
    "resolution": (
        "Resolution",
        "Pairs of spellings: `recall` of those of one thing that get one id, `false_merges` of those of different "
        "things.",
    ),
    "roles": ("Roles", "Offices and functions whose words were found exactly."),
    "allusions": ("Allusions", "Demonyms and metonyms found exactly, with the right thing."),
    "quotes_direct": (
        "Direct quotations",
        "Precision, recall and F1 of quotations whose span fits, whatever blanks, quotation marks "
        "and punctuation stand at its ends; `relaxed_f1`: of those that share half of their letters.",
    ),
    "quotes_indirect": ("Indirect quotations", "The same of speech that is told and not quoted."),
    "speakers": (
        "Speakers",
        "Of the quotations found that meet a marked one, direct and indirect: `precision`, share right where a speaker "
        "is given (any is wrong where the article names none); `coverage`, share given where the article names one. "
        "`recall`: share of all quotations whose speaker the article names that were found with that speaker.",
    ),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One corpus that was measured on: its name, the digest of its files, and how many items of a kind it gave."""

    name: str
    sha256: str
    description: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Figures of one pipeline version. ``statuses``: what the recogniser knows of each language's names."""

    pipeline_version: str
    corpora: tuple[Measured, ...]
    figures: tuple[Figure, ...]
    statuses: tuple[tuple[str, str], ...] = ()

    def of(self, task: str, corpus: str, language: str | None) -> dict[str, float]:
        """Measure → value."""
        return {f.measure: f.value for f in self.figures if (f.task, f.corpus, f.language) == (task, corpus, language)}


def as_json(card: Scorecard) -> str:
    """The scorecard as JSON, values to four places; equal cards give equal text."""
    content = asdict(card)
    content["figures"] = [{**figure, "value": round(figure["value"], 4)} for figure in content["figures"]]
    content["statuses"] = dict(card.statuses)
    head = {key: value for key, value in content.items() if key != "figures"}
    lines = ",\n  ".join(json.dumps(figure, ensure_ascii=False) for figure in content["figures"])
    text = json.dumps(head, ensure_ascii=False, indent=1)
    return text[:-2] + ',\n "figures": [\n  ' + lines + "\n ]\n}\n"


def from_json(text: str) -> Scorecard:
    """What ``as_json`` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    content = json.loads(text)
    return Scorecard(
        content["pipeline_version"],
        tuple(Measured(**corpus) for corpus in content["corpora"]),
        tuple(Figure(**figure) for figure in content["figures"]),
        tuple(sorted(content["statuses"].items())),
    )


def shipped() -> Scorecard:
    """The scorecard of this release."""
    return from_json(files("flows.evaluation").joinpath(SHIPPED).read_text("utf-8"))


def as_page(card: Scorecard) -> str:
    """The scorecard as a Markdown page: a table for each task and corpus, a row for each language."""
    lines = [
        "# Scorecard",
        "",
        "How good the labels are, by language, as `presswatch evaluate` measured it. Generated; do not edit.",
        "",
        f"Pipeline version: `{card.pipeline_version}`.",
        "",
        "| corpus | what it is | SHA-256 |",
        "|---|---|---|",
        *(f"| {corpus.name} | {corpus.description} | `{corpus.sha256[:16]}` |" for corpus in card.corpora),
    ]
    if card.statuses:
        by_status: dict[str, list[str]] = defaultdict(list)
        for language, status in card.statuses:
            by_status[status].append(language)
        lines += ["", "## What the recogniser of names knows", "", "| status | languages |", "|---|---|"]
        lines += [f"| {status} | {' '.join(sorted(by_status[status]))} |" for status in ("trained", "transferred")]
        lines += ["| rules | all others |"]
    for task, (title, legend) in _TITLES.items():
        groups: dict[str, list[Figure]] = defaultdict(list)
        for figure in card.figures:
            if figure.task == task:
                groups[figure.corpus].append(figure)
        if groups:
            lines += ["", f"## {title}", "", legend]
        for corpus, group in groups.items():
            lines += ["", f"### {title} on {corpus}", "", *_table(group)]
    return "\n".join(lines) + "\n"


def _table(group: Sequence[Figure]) -> list[str]:
    measures = list(dict.fromkeys(figure.measure for figure in group))
    rows: dict[str | None, dict[str, Figure]] = defaultdict(dict)
    for figure in group:
        rows[figure.language][figure.measure] = figure
    lines = [f"| language | items | {' | '.join(measures)} |", "|---|--:|" + "--:|" * len(measures)]
    for language, row in rows.items():
        cells = [f"{100 * row[m].value:.2f}" if m in row else "–" for m in measures]
        count = max(figure.item_count for figure in row.values())
        lines.append(f"| {language or 'all'} | {count:,} | {' | '.join(cells)} |")
    return lines
