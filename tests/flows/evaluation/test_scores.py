"""Counts, B³ and what a figure says."""

from __future__ import annotations

import pytest

from flows.evaluation.scores import Counts, b_cubed, compared, figures


def test_half_found_and_one_too_many() -> None:
    counts = compared({"a", "b", "x"}, {"a", "b", "c", "d"})
    assert counts == Counts(right=2, found=3, gold=4)
    assert counts.precision == pytest.approx(2 / 3)
    assert counts.recall == pytest.approx(1 / 2)
    assert counts.f1 == pytest.approx(4 / 7)


def test_nothing_to_find_is_not_measured() -> None:
    assert figures("names", "articles", "nl", compared({"a"}, set())) == []


def test_one_id_for_two_things_costs_precision() -> None:
    gold = {1: "jansen", 2: "jansen", 3: "smit"}
    assert b_cubed({1: "i", 2: "i", 3: "j"}, gold) == (1.0, 1.0)
    merged = b_cubed({1: "i", 2: "i", 3: "i"}, gold)
    assert merged == (pytest.approx(5 / 9), 1.0)
    torn = b_cubed({1: "i", 2: "k", 3: "j"}, gold)
    assert torn == (1.0, pytest.approx(2 / 3))


def test_only_items_on_both_sides_count() -> None:
    assert b_cubed({1: "i"}, {2: "jansen"}) is None
