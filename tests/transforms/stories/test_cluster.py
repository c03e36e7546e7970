"""Pairs become stories."""

from __future__ import annotations

import math
from datetime import timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.stories.made import DAY, document, pairs, table
from transforms.stories.cluster import clusters, loose_bar


def documents(names: str, undated: str = "") -> pa.Table:
    return table([document(n, {}, published=None if n in undated else DAY + timedelta(hours=ord(n))) for n in names])


def firsts(found: pa.Table) -> dict[str, str]:
    return dict(
        zip(found.column("document_id").to_pylist(), found.column("first_document_id").to_pylist(), strict=True)
    )


def test_a_chain_of_likenesses_is_no_story() -> None:
    chain = pairs(("a", "b", 0.9), ("b", "c", 0.6), ("c", "d", 0.9))
    assert firsts(clusters(documents("abcd"), chain)) == {"a": "a", "b": "a", "c": "c", "d": "c"}


def test_a_story_is_named_after_its_first_document_and_undated_ones_come_last() -> None:
    found = clusters(documents("abc", undated="a"), pairs(("a", "b", 0.9), ("a", "c", 0.9), ("b", "c", 0.9)))
    assert firsts(found) == {"a": "b", "b": "b", "c": "b"}


def test_the_score_is_the_mean_within_the_story_and_one_alone() -> None:
    found = clusters(documents("abc"), pairs(("a", "b", 0.8), ("a", "c", 0.25)))
    assert found.column("score").to_pylist() == [0.8, 0.8, 1.0]


def test_undated_documents_that_are_like_a_crowd_need_more() -> None:
    undated = "abcdefghijklmnopqrstuvwxyz"
    crowd = pairs(*((a, b, 0.5) for a in undated for b in undated if a < b))
    few = pairs(*((a, b, 0.5) for a in undated[:8] for b in undated[:8] if a < b))
    assert len(set(firsts(clusters(documents(undated), crowd)).values())) == 1
    assert len(set(firsts(clusters(documents(undated, undated), crowd)).values())) == len(undated)
    assert len(set(firsts(clusters(documents(undated[:8], undated), few)).values())) == 1


def test_among_many_undated_documents_one_needs_more() -> None:
    assert [loose_bar(count) for count in (0, 1_999, 2_000, 3_999)] == [0, 0, math.log(2), math.log(2)]
    doubtful = pairs(("a", "b", 0.6))
    stories = [
        clusters(documents("ab", undated), doubtful, bar) for undated, bar in (("b", 0.0), ("b", 1.5), ("", 1.5))
    ]
    assert [len(set(firsts(found).values())) for found in stories] == [1, 2, 1]


def test_revisions_stay_together_in_a_crowd() -> None:
    names = "abcdefghijklmnopqrstuvwxyz"
    crowd = pairs(*((a, b, 1.0 if b < "d" else 0.5) for a in names for b in names if a < b))
    found = firsts(clusters(documents(names, names), crowd))
    assert found["a"] == found["b"] == found["c"] != found["d"]


def test_nothing_gives_nothing() -> None:
    assert clusters(documents(""), pairs()).num_rows == 0


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_document_once_whatever_the_order_of_rows(data: st.DataObject) -> None:
    names = "abcdefghij"
    edges = data.draw(
        st.dictionaries(
            st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda pair: pair[0] < pair[1]),
            st.sampled_from([0.2, 0.4, 0.5, 0.7, 0.9]),
            max_size=20,
        )
    )
    rows = [(*pair, score) for pair, score in edges.items()]
    given_order = clusters(documents(names), pairs(*rows))
    shuffled = clusters(documents("".join(data.draw(st.permutations(names)))), pairs(*data.draw(st.permutations(rows))))
    assert given_order.equals(shuffled)
    assert given_order.column("document_id").to_pylist() == list(names)
    of = firsts(given_order)
    assert all(of[first] == first for first in of.values())
