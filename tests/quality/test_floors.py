"""A change that makes labels worse fails here, unless its author lowers the floor and says why."""

from __future__ import annotations

import pytest

from flows.evaluation.scorecard import Scorecard
from tests.quality.floors import digests, floors_of, guarded, kept, measured

HOW = "mend it, or lower the floor with a reason: python -m tests.quality.floors --lower"


@pytest.fixture(scope="module")
def card() -> Scorecard:
    return measured()


def test_no_figure_is_below_its_floor(card: Scorecard) -> None:
    figures = guarded(card)
    fallen = {
        "/".join(key): f"{figures.get(key)} < {floor}"
        for key, floor in floors_of(kept()).items()
        if figures.get(key, 0.0) < floor
    }
    assert not fallen, HOW


def test_every_figure_has_a_floor(card: Scorecard) -> None:
    assert guarded(card).keys() == floors_of(kept()).keys()


def test_the_floors_are_of_these_articles(card: Scorecard) -> None:
    assert kept()["corpus_sha256"] == digests(card), "articles changed: python -m tests.quality.floors"


def test_no_language_is_wrong_and_called_reliable(card: Scorecard) -> None:
    assert {f.language: f.value for f in card.figures if f.measure == "wrong_and_reliable" and f.value} == {}
