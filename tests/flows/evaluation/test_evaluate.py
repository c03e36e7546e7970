"""Corpora in a folder, and the scorecard that comes of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from flows.evaluation.corpora import detokenized
from flows.evaluation.evaluate import NothingToMeasure, evaluate
from flows.evaluation.grades import grades
from flows.evaluation.names import without_genitive
from flows.evaluation.scorecard import as_json, as_page, from_json, shipped

MARKED = """language: nl
title: [P:Wiebe Dijkgraaf|wiebe-dijkgraaf] naar [L:Brussel|geonames:2800866]

{R:Burgemeester|wiebe-dijkgraaf} [P:Wiebe Dijkgraaf|wiebe-dijkgraaf] reist maandag naar [L:Rusland|iso3166:RU].
Dat bevestigde een woordvoerder van de gemeente. [P:Dijkgraaf|wiebe-dijkgraaf] spreekt daar met {D:Russische|iso3166:RU}
collega's over de haven, zei hij zaterdag op een drukbezochte bijeenkomst in het dorpshuis.
"""


def lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl/01-brussel.txt").write_text(MARKED, "utf-8")
    (tmp_path / "README.md").write_text("no article")
    sentence = "De burgemeester reist maandag naar de hoofdstad, zei een woordvoerder van de gemeente."
    lines(
        tmp_path / "langid/lingua-sentences.jsonl.gz", [{"lang": "nl", "text": sentence}, {"lang": "af", "text": "x"}]
    )
    words = ["Wiebe", "Dijkgraaf", "woont", "in", "Amsterdam", "."]
    tags = ["B-PER", "I-PER", "O", "O", "B-LOC", "O"]
    row = {"lang": "nl", "corpus": "made-up", "doc": "1", "tokens": words, "tags": tags}
    lines(tmp_path / "ner/dev.jsonl.gz", [row])
    return tmp_path


def test_every_corpus_of_a_folder_is_scored(folder: Path) -> None:
    card = evaluate([folder])
    assert [corpus.name for corpus in card.corpora] == ["articles", "lingua-sentences", "made-up"]
    assert card.of("names", "articles", "nl")["recall"] > 0.5
    assert card.of("links", "articles", "nl")["precision"] == 1.0
    assert card.of("identity", "articles", "nl")["b_cubed_precision"] == 1.0
    assert card.of("language", "lingua-sentences", None)["accuracy"] == 0.5
    assert card.of("names", "made-up", "nl")["f1"] == 1.0


def test_the_digest_tells_that_a_corpus_changed(folder: Path) -> None:
    before = evaluate([folder]).corpora[0].sha256
    (folder / "nl/01-brussel.txt").write_text(MARKED.replace("maandag", "dinsdag"), "utf-8")
    assert evaluate([folder]).corpora[0].sha256 != before


def test_a_scorecard_is_read_as_it_was_written(folder: Path) -> None:
    card = evaluate([folder])
    again = from_json(as_json(card))
    assert as_json(again) == as_json(card)
    assert "| nl | 4 |" in as_page(again)


def test_a_folder_without_corpora_says_what_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(NothingToMeasure, match=r"ner/dev\.jsonl\.gz"):
        evaluate([tmp_path])


def test_the_report_prefers_figures_on_the_corpora_of_others(folder: Path) -> None:
    (grade,) = grades(evaluate([folder]), ["nl", "tlh"])
    assert (grade.language, grade.names_corpus, grade.links_f1) == ("nl", "made-up", pytest.approx(1.0, abs=0.4))


def test_the_shipped_scorecard_can_be_read() -> None:
    assert shipped().figures


def test_tokens_stand_as_they_are_written() -> None:
    text, names = detokenized(["(", "Wiebe", ",", "Sneek", ")"], ["O", "B-PER", "O", "B-LOC", "O"], "")
    assert text == "(Wiebe, Sneek)"
    assert {text[start:end] for _, start, end, _ in names} == {"Wiebe", "Sneek"}


def test_a_genitive_in_a_corpus_is_no_error_of_ours() -> None:
    marked = ("body", 0, 5, "LOCATION")
    assert without_genitive(marked, "Oslos havn", [("body", 0, 4, "LOCATION")], "nb") == ("body", 0, 4, "LOCATION")
    assert without_genitive(marked, "Oslos havn", [("body", 0, 4, "LOCATION")], "pl") == marked
