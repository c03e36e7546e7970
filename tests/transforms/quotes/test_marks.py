"""Quotation marks in every habit: what they enclose, and what is no mark."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.quotes.marks import Marked, marked_stretches, paragraphs_of

ELISIONS = frozenset("s t n".split())


def enclosed(text: str) -> list[str]:
    return [text[m.start : m.end] for m in found(text)]


def found(text: str) -> list[Marked]:
    return marked_stretches(text, paragraphs_of(text), ELISIONS)


@pytest.mark.parametrize(
    "text",
    [
        "“One two three”, she said.",
        '"One two three", she said.',
        "«One two three», a-t-elle dit.",
        "« One two three », a-t-elle dit.",
        "»One two three«, sagte sie.",
        "»One two three», sade hon.",
        "”One two three”, sade hon.",
        "„One two three“, sagte sie.",
        "„One two three”, powiedziała.",
        ',,One two three", zei ze.',
        ",,One two three'', zei ze.",
        "''One two three'', she said.",
        "``One two three'', she said.",
        "‘One two three’, she said.",
        "'One two three', she said.",
        "「One two three」と言った。",
    ],
)
def test_every_habit_encloses_the_same_words(text: str) -> None:
    assert enclosed(text) == ["One two three"]


@pytest.mark.parametrize(
    "text",
    [
        "Oona's dog isn't the neighbours' dog.",
        "Foto’s van ’s avonds in de jaren ’90, en 't was koud.",
        "L’homme qu’il a vu aujourd’hui.",
        "A 6\" pipe and a 5' plank.",
        "One, two,, three.",
    ],
)
def test_apostrophes_and_inches_enclose_nothing(text: str) -> None:
    assert enclosed(text) == []


def test_a_quotation_in_a_quotation_has_a_depth() -> None:
    text = "“She told me ‘go home’ and I went,” he said."
    assert [(text[m.start : m.end], m.depth) for m in found(text)] == [
        ("She told me ‘go home’ and I went,", 0),
        ("go home", 1),
    ]


def test_the_apostrophe_of_a_plural_does_not_close() -> None:
    assert enclosed("He called it ‘the boys’ toys,’ and left.") == ["the boys’ toys,"]


def test_a_quotation_that_opens_again_with_each_paragraph_goes_on() -> None:
    text = "“The first.\n“The second.\n“The third,” he said."
    assert [(text[m.start : m.end], m.goes_on) for m in found(text)] == [
        ("The first.", False),
        ("The second.", True),
        ("The third,", True),
    ]


def test_a_quotation_over_paragraphs_without_marks_goes_on_to_its_end() -> None:
    assert enclosed("“The first.\nThe second.\nThe third,” he said.") == ["The first.", "The second.", "The third,"]


def test_a_mark_that_nothing_closes_in_the_middle_of_a_sentence_encloses_nothing() -> None:
    assert enclosed("The so-called “free market was closed.\nIt rained.") == []


@given(st.text(alphabet="“”„\"«»‘’‚'`,.: \nab–", max_size=60))
def test_stretches_lie_in_the_text_and_never_cross(text: str) -> None:
    stretches = found(text)
    assert found(text) == stretches
    for stretch in stretches:
        assert 0 <= stretch.outer_start <= stretch.start < stretch.end <= stretch.outer_end <= len(text)
        assert "\n" not in text[stretch.outer_start : stretch.outer_end]
    for a in stretches:
        for b in stretches:
            apart = a.outer_end <= b.outer_start or b.outer_end <= a.outer_start
            inside = (a.outer_start <= b.outer_start and b.outer_end <= a.outer_end) or (
                b.outer_start <= a.outer_start and a.outer_end <= b.outer_end
            )
            assert apart or inside


@pytest.mark.parametrize("piece", ['"', "“", "„", "'a ", "‘a’ ", "“a\n", '" ', "«»", "''"])
def test_a_megabyte_of_marks_takes_no_longer_than_it_must(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    found(text)
    assert time.process_time() - started < 3
