"""Paragraphs that are all speech, and who is taken to speak them."""

from __future__ import annotations

from tests.transforms.quotes.test_find import direct, indirect

OPENING = "– Brua er stengt inntil videre, sier Ada Quist til Weekpost.\nDet var stille ved elva den dagen.\n"


def test_the_only_one_who_has_spoken_goes_on() -> None:
    assert direct("nb", OPENING + "– Vi åpner den igjen i mai måned.")[1][2] == "quist"


def test_whoever_the_paragraph_before_names_goes_on_among_several_who_have_spoken() -> None:
    text = (
        "– Brua er stengt inntil videre, sier Bram Tolk.\n– Den er gammel og råtten, sier Ada Quist.\n"
        "Det var stille ved elva der Ada Quist bor.\n– Vi åpner den igjen i mai måned."
    )
    assert direct("nb", text)[2][2] == "quist"


def test_nobody_goes_on_where_two_may() -> None:
    two = "– Brua er stengt inntil videre, sier Bram Tolk.\n" + OPENING + "Bram Tolk og Oskar Fenn kom også.\n"
    assert direct("nb", two + "– Vi åpner den igjen i mai måned.")[2][2] is None


def test_a_question_is_nobodys() -> None:
    assert direct("nb", OPENING + "– Når åpner dere den igjen?")[1][2] is None


def test_a_pronoun_with_a_verb_for_several_is_no_woman() -> None:
    text = "“De brug is oud”, zegt Ada Quist. De buren kijken toe. “De brug blijft voorlopig dicht”, {} ze."
    assert direct("nl", text.format("zegt"))[1][2] == "quist"
    assert direct("nl", text.format("zeggen"))[1][2] is None


def test_a_phrase_that_only_looks_like_a_cue_is_none() -> None:
    assert indirect("nb", "Ada Quist sa at brua stenger i mai.") != []
    assert direct("nb", "Ada Quist sa opp «to små avtaler» i mai.") == []
