"""Where reported speech starts and ends, and what is none."""

from __future__ import annotations

import pytest

from tests.transforms.quotes.test_find import direct, indirect


def contents(language: str, text: str) -> list[str]:
    return [content for content, _, _ in indirect(language, text)]


@pytest.mark.parametrize(
    ("language", "text", "content"),
    [
        ("en", "Ada Quist told Weekpost the bridge would close.", "the bridge would close"),
        ("en", "Ada Quist said Thursday she would close the bridge.", "she would close the bridge"),
        (
            "en",
            "Ada Quist said that the bridge was old, and added: “I know it.”",
            "that the bridge was old",
        ),
        (
            "en",
            "Ada Quist said that they sail in the U.S. He was there in May.",
            "that they sail in the U.S",
        ),
        (
            "nl",
            "Ada Quist zei dat de brug om 04.00 uur dicht zou gaan.",
            "dat de brug om 04.00 uur dicht zou gaan",
        ),
        (
            "de",
            "Die Brücke sei seit langem marode, sagte Ada Quist, die Sprecherin der Stadt am Fluss.",
            "Die Brücke sei seit langem marode",
        ),
        (
            "de",
            "Die Sprecherin der Stadt, Ada Quist, sagte, die Brücke sei seit langem marode.",
            "die Brücke sei seit langem marode",
        ),
        (
            "de",
            "Ada Quist sagte, die Brücke sei seit langem marode: „Wir müssen sie bald schließen.“",
            "die Brücke sei seit langem marode",
        ),
    ],
)
def test_what_is_reported_is_the_clause_and_no_more(language: str, text: str, content: str) -> None:
    assert contents(language, text) == [content]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In a letter to the council in May, Ada Quist said the bridge was “old and rotten wood.”"),
        ("en", "Without visiting the old bridge, Ada Quist said: “It is rotten.”"),
        ("en", "Shortly after the storm in May, Ada Quist announced her departure."),
        ("en", "Ada Quist claimed a victory in the race for the bridge."),
        ("en", "Voters who say the bridge is old stayed at home in May."),
        ("en", "Reports that track the state of old bridges are dull."),
        ("en", "The boats cheered on the river, as Ada Quist was announced the winner."),
        ("de", "Die Stadt war mit der Brücke sehr zufrieden: „Ein guter Bau“, sagte Ada Quist."),
    ],
)
def test_a_time_a_place_or_a_thing_is_not_what_was_said(language: str, text: str) -> None:
    assert all(
        not c.startswith(("In ", "Without", "Shortly", "a v", "the bridge is", "that", "The boats", "Die "))
        for c in contents(language, text)
    )


def test_a_direct_quotation_is_not_reported_once_more() -> None:
    text = "“We have taken note of the old bridge,” Ada Quist, the mayor, said when Weekpost asked."
    assert len(direct("en", text)) == 1
    assert indirect("en", text) == []
