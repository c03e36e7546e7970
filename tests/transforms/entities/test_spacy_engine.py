"""spaCy in the place of our recogniser, with a pipeline made here."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.entities.annotate import annotate
from transforms.entities.spacy_engine import SpacyRecognizer

TEXT = {"title": "Tabbard in Velmouth", "body": "Marjorie Tabbard left Velmouth. Fennimore Holdings stayed until May."}


@pytest.fixture(scope="module")
def pipeline() -> Any:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed (pip install presswatch[spacy])")
    made = spacy.blank("en")
    ruler = made.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "PERSON", "pattern": "Marjorie Tabbard"},
            {"label": "GPE", "pattern": "Velmouth"},
            {"label": "ORG", "pattern": "Fennimore Holdings"},
            {"label": "DATE", "pattern": "May"},
        ]
    )
    return made


def test_a_pipeline_finds_the_names(pipeline: Any) -> None:
    found = SpacyRecognizer({"en": pipeline}).recognize(TEXT, "en")
    assert [(c.field, c.surface, c.entity_type) for c in found] == [
        ("title", "Velmouth", "LOCATION"),
        ("body", "Marjorie Tabbard", "PERSON"),
        ("body", "Velmouth", "LOCATION"),
        ("body", "Fennimore Holdings", "ORGANIZATION"),
    ]
    assert all(TEXT[c.field][c.start_char : c.end_char] == c.surface for c in found)


def test_an_article_is_annotated_with_it(pipeline: Any) -> None:
    found = annotate(TEXT, "en", None, recognizer=SpacyRecognizer({"en": pipeline}))
    assert {m.surface for m in found.mentions} == {"Velmouth", "Marjorie Tabbard", "Fennimore Holdings"}


class _Entity:
    def __init__(self, start: int, end: int, label: str) -> None:
        self.start_char, self.end_char, self.label_ = start, end, label


class _Document:
    def __init__(self, *ents: _Entity) -> None:
        self.ents = ents


def test_overlaps_unknown_labels_and_blanks_are_left_out() -> None:
    document = _Document(_Entity(0, 8, "PER"), _Entity(4, 12, "ORG"), _Entity(8, 9, "LOC"), _Entity(9, 12, "MISC"))
    found = SpacyRecognizer({"xx": lambda text: document}).recognize({"body": "Ada Bell in Oort"}, "xx")
    assert [(c.surface, c.entity_type) for c in found] == [("Ada Bell", "PERSON")]


def test_other_languages_go_to_the_other_recogniser() -> None:
    inner = SpacyRecognizer({"sv": lambda text: _Document(_Entity(0, 3, "PRS"))})
    outer = SpacyRecognizer({"en": lambda text: _Document()}, otherwise=inner)
    assert [c.surface for c in outer.recognize({"body": "Ada log."}, "sv")] == ["Ada"]
    assert outer.recognize({"body": "Ada log."}, "en") == []
    assert SpacyRecognizer({}).recognize({"body": "Ada"}, "en") == []
