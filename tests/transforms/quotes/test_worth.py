"""What is not read word by word makes no difference."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.quotes.test_find import told
from transforms.quotes import find
from transforms.quotes.items import Scene
from transforms.quotes.worth import worth_reading

SENTENCES = (
    "The harbour was full of boats on Sunday morning.",
    "Nobody came to the meeting about bridges.",
    "Ada Quist said that the bridge would close for repairs.",
    "“We will wait for the engineers, and then we shall see,” Bram Tolk said.",
    "“It is a very old bridge.”",
    "According to Oskar Fenn, the boats will leave before winter.",
    "Fenn lives near the market at St. Anne in Noord.",
    "He asked the council for help with the harbour.",
    "Tolk was very pleased with what he saw there.",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=9))
def test_a_part_that_is_left_out_held_nothing(sentences: list[str]) -> None:
    text = " ".join(sentences)
    read = find.find_quotations({"body": text}, "en", told(text))

    def whole(_: Scene, start: int, end: int, *places: object) -> list[tuple[int, int]]:
        return [(start, end)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "worth_reading", whole)
        assert find.find_quotations({"body": text}, "en", told(text)) == read


def test_sentences_far_from_marks_and_cues_are_left_out() -> None:
    text = " ".join([SENTENCES[3], *(SENTENCES[:2] * 4), SENTENCES[5]])
    scene = Scene(text, text.lower(), "en", find.lexicon_of("en"), (), (), (), {}, frozenset())
    parts = worth_reading(scene, 0, len(text), [(0, text.index("”") + 1)], ())
    assert [text[a:b].count(".") for a, b in parts] == [3, 1]
