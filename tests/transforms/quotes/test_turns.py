"""Which labelled lines are an interview, and where an answer ends."""

from __future__ import annotations

import pytest

from tests.transforms.quotes.test_find import direct, found


@pytest.mark.parametrize(
    "text",
    [
        "Ada Quist: « Le pont est vieux. » - Regarder\n" * 2 + "Bram Tolk: le pont en direct - Regarder\n" * 2,
        "Weekpost: which bridge is old?\nThe motto: a river is no wall.\nThe town council met.\n"
        "The motto: all boats are free.\nThe motto: we swim in May.\nThe harbour was full of boats that day.",
        "Ada Quist: a bridge for everybody\nThe town council met in May.\nBram Tolk: a boat for everybody\n"
        "The harbour was full of boats that day.",
    ],
)
def test_teasers_terms_and_lists_of_names_are_no_interview(text: str) -> None:
    assert [q.text for q in found("en", text) if q.cue is None and q.speaker_surface] == []


def test_an_answer_ends_where_the_writer_speaks() -> None:
    text = (
        "Weekpost: Why is the bridge closed?\nAda Quist: It is far too old for cars.\nIt was built by my father.\n"
        "Then Ada Quist walked to the window.\nThe river was quiet that day.\nWeekpost: When will it open again?\n"
        "Ada Quist: We open it again in May."
    )
    assert [content for content, _, _ in direct("en", text)] == [
        "Why is the bridge closed?",
        "It is far too old for cars.",
        "It was built by my father.",
        "When will it open again?",
        "We open it again in May.",
    ]


def test_who_asks_may_have_no_name() -> None:
    text = (
        "VRAAG: Waarom is de brug dicht?\nAda Quist: Hij is veel te oud.\nVRAAG: Wanneer gaat hij open?\n"
        "Ada Quist: Pas weer in mei."
    )
    assert [entity for _, _, entity in direct("nl", text)] == [None, "quist", None, "quist"]
