"""The annotations of the corpus must fit their texts, or every test that leans on them is worthless."""

import json
import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parent
NAMES = sorted(path.stem for path in CORPUS.glob("*.txt"))
DATE_CHARS = {"year": 4, "month": 7, "day": 10, "minute": 16}
ROLES = {"caption", "lead", "heading", "paragraph", "question", "answer"}
KEYS = {
    "language",
    "title",
    "byline",
    "published",
    "dateline",
    "body_starts",
    "body_ends",
    "body_paragraph_count",
    "body_roles",
    "headings",
    "not_in_body",
    "in_body",
    "mentions",
    "optional_mentions",
    "not_mentions",
    "same_entity",
}


def load(name: str) -> tuple[str, dict[str, Any]]:
    text = (CORPUS / f"{name}.txt").read_text("utf-8")
    return text, json.loads((CORPUS / f"{name}.json").read_text("utf-8"))


def entity_of(gold: dict[str, Any]) -> dict[str, str | None]:
    return {mention["surface"]: mention["entity"] for mention in gold["mentions"]}


def test_every_text_has_its_annotation_and_no_annotation_is_alone() -> None:
    assert sorted(path.stem for path in CORPUS.glob("*.json")) == NAMES
    assert {load(name)[1]["language"] for name in NAMES} == {"nl", "en", "nb", "nn", "de", "fr"}


@pytest.mark.parametrize("name", NAMES)
def test_the_body_is_marked_by_words_that_stand_in_the_text_in_order(name: str) -> None:
    text, gold = load(name)
    assert set(gold) == KEYS
    starts = [text.find(block) for block in gold["in_body"]]
    assert -1 not in starts
    assert all(earlier < later for earlier, later in pairwise(starts))
    assert text.find(gold["body_starts"]) == starts[0]
    assert starts[-1] <= text.find(gold["body_ends"])
    assert len(gold["in_body"]) == len(gold["body_roles"]) == gold["body_paragraph_count"]
    assert set(gold["body_roles"]) <= ROLES
    assert gold["body_roles"].count("heading") == len(gold["headings"])
    assert all(f"\n\n{heading}\n\n" in text for heading in gold["headings"])


@pytest.mark.parametrize("name", NAMES)
def test_furniture_is_in_the_text_and_is_no_part_of_what_must_stay(name: str) -> None:
    text, gold = load(name)
    for line in gold["not_in_body"]:
        assert line in text
        assert not any(line in kept for kept in [gold["body_starts"], gold["body_ends"], *gold["in_body"]])


@pytest.mark.parametrize("name", NAMES)
def test_title_byline_and_dateline_are_copied_from_the_page(name: str) -> None:
    text, gold = load(name)
    lines = text.splitlines()
    assert gold["title"] is None or gold["title"] in lines
    assert all(writer in text for writer in gold["byline"] or [])
    assert gold["dateline"] is None or any(line.startswith(gold["dateline"]) for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_a_date_is_written_as_its_precision_says_and_its_year_is_on_the_page(name: str) -> None:
    text, gold = load(name)
    published = gold["published"]
    if published is None:
        assert not re.search(r"\b20\d\d\b", text)
        return
    value = published["value"]
    assert len(value) == DATE_CHARS[published["precision"]]
    when = datetime.fromisoformat(value + "0000-01-01T00:00"[len(value) :])
    assert str(when.year) in text
    if published["evidence"] == "header line":
        assert text.startswith(f" date {published['value']} ")


@pytest.mark.parametrize("name", NAMES)
def test_each_mention_is_a_whole_word_of_the_text_annotated_once(name: str) -> None:
    text, gold = load(name)
    surfaces = [mention["surface"] for mention in gold["mentions"]]
    assert surfaces
    assert len(surfaces) == len(set(surfaces))
    for mention in gold["mentions"]:
        # A possessive -s may follow a name, another letter may not.
        assert re.search(rf"(?<!\w){re.escape(mention['surface'])}(?=s\b|\W)", text), mention["surface"]
        assert mention["type"] in {"PERSON", "ORGANIZATION", "LOCATION"}
        if mention["entity"] and ":" in mention["entity"]:
            assert re.fullmatch(r"iso3166:[A-Z]{2}|geonames:[1-9]\d*|wikidata:Q[1-9]\d*", mention["entity"])
            is_body = mention["entity"].startswith("wikidata:")
            assert mention["type"] == ("ORGANIZATION" if is_body else "LOCATION")


@pytest.mark.parametrize("name", NAMES)
def test_no_surface_is_at_once_right_and_wrong(name: str) -> None:
    text, gold = load(name)
    right, free, wrong = set(entity_of(gold)), set(gold["optional_mentions"]), set(gold["not_mentions"])
    assert not right & wrong
    assert not right & free
    assert not free & wrong
    assert all(surface in text for surface in free | wrong)


@pytest.mark.parametrize("name", NAMES)
def test_pairs_of_one_entity_agree_with_the_mentions(name: str) -> None:
    _, gold = load(name)
    entities = entity_of(gold)
    paired = {frozenset(pair) for pair in gold["same_entity"]}
    for left, right in gold["same_entity"]:
        assert entities[left] is not None
        assert entities[left] == entities[right]
    by_entity: dict[str, list[str]] = {}
    for surface, entity in entities.items():
        if entity is not None:
            by_entity.setdefault(entity, []).append(surface)
    expected = {frozenset((group[0], other)) for group in by_entity.values() for other in group[1:]}
    assert paired == expected


def test_one_label_has_one_type_in_the_whole_corpus() -> None:
    types: dict[str, set[str]] = {}
    for name in NAMES:
        for mention in load(name)[1]["mentions"]:
            if mention["entity"] is not None:
                types.setdefault(mention["entity"], set()).add(mention["type"])
    assert {entity for entity, found in types.items() if len(found) > 1} == set()


def test_the_ambassador_is_one_person_in_every_language_that_names_him() -> None:
    files = ["nl_header_month", "en_dateline_agency", "nb_full_page", "de_agency", "fr_full_page"]
    spellings = []
    for name in files:
        entities = entity_of(load(name)[1])
        spellings.append({surface for surface in entities if entities[surface] == "Gennady Orlinsky"})
    assert all(spellings)
    assert len(set.union(*spellings)) > len(files)
