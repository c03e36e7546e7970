"""``presswatch evaluate``: every corpus below the folders given → one scorecard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from flows.evaluation.annotated import MarkError, read
from flows.evaluation.articles import score_articles
from flows.evaluation.corpora import ANNOTATED, LANGUAGE_FILES, NAMES_FILE, NamedText, corpus, samples, tagged_texts
from flows.evaluation.languages import score_languages
from flows.evaluation.names import score_names
from flows.evaluation.quotations import is_quoted, score_quotations
from flows.evaluation.quotations import read as read_quoted
from flows.evaluation.scorecard import Measured, Scorecard
from flows.evaluation.scores import Figure
from transforms.entities.status import names_status
from transforms.model import NormalizeOptions, ReadLimits
from transforms.resources import pipeline_version

Tell = Callable[[str], None]

_REMARKS: Final = {
    "lingua-sentences": "; half of them trained the corrections, docs/language.md has the other half alone"
}
_MARKS: Final = ("[P:", "[O:", "[L:")


class NothingToMeasure(Exception):
    """No corpus that is understood stands below the folders; the message says what is looked for."""


def evaluate(folders: Sequence[Path], *, tell: Tell = lambda _: None, limit: int | None = None) -> Scorecard:
    """Score everything that is found below the folders, in their order.

    ``limit``: items of each corpus and language, for a quick look; None is all. ``tell`` hears what is being measured.
    Raises NothingToMeasure, and MarkError for an annotated article that breaks the format.
    """
    corpora: list[Measured] = []
    figures: list[Figure] = []
    for folder in folders:
        for measured, found in _score_folder(folder, tell, limit):
            corpora.append(measured)
            figures += found
    if not corpora:
        names = ", ".join((*LANGUAGE_FILES, NAMES_FILE))
        raise NothingToMeasure(f"No annotated article (*.txt) and none of {names} stands in what --data names.")
    version = pipeline_version(NormalizeOptions(), ReadLimits())
    languages = sorted({figure.language for figure in figures if figure.language})
    statuses = tuple((language, names_status(language)) for language in languages)
    return Scorecard(version, tuple(corpora), tuple(figures), statuses)


def _score_folder(folder: Path, tell: Tell, limit: int | None) -> list[tuple[Measured, list[Figure]]]:
    found: list[tuple[Measured, list[Figure]]] = []
    marked: dict[str, list[Path]] = {"names": [], "quotations": [], "nothing": []}
    for path in sorted(folder.rglob(ANNOTATED)):
        marked[_what_is_marked(path)].append(path)
    if marked["names"]:
        found.append(_score_annotated(folder, marked["names"], tell))
    if marked["quotations"]:
        found.append(_score_quoted(folder, marked["quotations"], tell))
    for name in LANGUAGE_FILES:
        path = folder / name
        if path.is_file():
            found.append(_score_language_file(folder, path, tell, limit))
    path = folder / NAMES_FILE
    if path.is_file():
        found += _score_names_file(folder, path, tell, limit)
    return found


def _what_is_marked(path: Path) -> str:
    """names, quotations or nothing: a text that is no article of ours, or cannot be read."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return "nothing"
    if is_quoted(text):
        return "quotations"
    is_named = text.startswith(("language: ", "title: ", "outlet: ", "kind: ")) and any(mark in text for mark in _MARKS)
    return "names" if is_named else "nothing"


def _score_annotated(folder: Path, paths: Sequence[Path], tell: Tell) -> tuple[Measured, list[Figure]]:
    made = corpus("articles", paths, folder)
    tell(f"{len(paths)} annotated articles")
    articles = [read(path) for path in paths]
    names = sum(len(article.mentions) for article in articles)
    words = sum(len(article.body.split()) for article in articles)
    described = f"{len(articles)} articles written for this project, {words:,} words, {names:,} names"
    return Measured(made.name, made.sha256, described), score_articles(made.name, articles)


def _score_quoted(folder: Path, paths: Sequence[Path], tell: Tell) -> tuple[Measured, list[Figure]]:
    made = corpus("quotations", paths, folder)
    tell(f"{len(paths)} articles with marked quotations")
    articles = [read_quoted(path) for path in paths]
    count = sum(len(article.quotations) for article in articles)
    words = sum(len(article.body.split()) for article in articles)
    described = f"{len(articles)} articles written for this project, {words:,} words, {count:,} quotations"
    return Measured(made.name, made.sha256, described), score_quotations(made.name, articles)


def _score_language_file(folder: Path, path: Path, tell: Tell, limit: int | None) -> tuple[Measured, list[Figure]]:
    made = corpus(path.name.removesuffix(".jsonl.gz"), [path], folder)
    seen: dict[str, int] = {}
    chosen = []
    for sample in samples(path):
        seen[sample.language] = seen.get(sample.language, 0) + 1
        if limit is None or seen[sample.language] <= limit:
            chosen.append(sample)
    tell(f"{made.name}: {len(chosen):,} texts")
    described = f"{len(chosen):,} texts, {len(seen)} languages and variants{_REMARKS.get(made.name, '')}"
    return Measured(made.name, made.sha256, described), score_languages(made.name, chosen)


def _score_names_file(folder: Path, path: Path, tell: Tell, limit: int | None) -> list[tuple[Measured, list[Figure]]]:
    whole = corpus("ner", [path], folder)
    texts: dict[str, list[NamedText]] = {}
    for name, text in tagged_texts(path, limit):
        texts.setdefault(name, []).append(text)
    found = []
    for name, group in sorted(texts.items()):
        tell(f"{name}: {len(group):,} texts")
        described = f"{len(group):,} texts, {sum(len(text.names) for text in group):,} names"
        found.append((Measured(name, whole.sha256, described), score_names(name, group)))
    return found


__all__ = ["MarkError", "NothingToMeasure", "evaluate"]
