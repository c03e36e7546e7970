"""One person under several spellings gets one id, in whatever order the articles come. All people are invented."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from flows.linkage import spelling_rules
from tests.warehouse.factory import File, Name, Newsroom, Record
from transforms.entities.knowledge import load
from transforms.entities.resolve import local_id
from warehouse.consolidate import LandingRules
from warehouse.namesakes import SpellingRules

BATCHES = {
    "a.jsonl": ("Serhij Tarasov", "John Sample", "Heiko Maas-Berg", "Sergej Tarasow", "Li Wei"),
    "b.jsonl": ("סרגיי טרסוב", "John A. Sample", "Heiko Maes-Berg", "Xi Lanping", "李伟"),
    "c.jsonl": ("Σεργκέι Ταρασόφ", "John B. Sample", "Юрген Мёльнер", "习兰平", "李薇"),
}


@pytest.fixture(scope="module")
def rules() -> SpellingRules:
    return spelling_rules(load(), transliterates=True)


def person(name: str) -> Name:
    return Name(name, local_id("PERSON", name), label=name)


def delivery(path: str) -> File:
    return File(path, tuple(Record(title=name, body=f"Today {name}", names=(person(name),)) for name in BATCHES[path]))


def redirects(newsroom: Newsroom) -> list[tuple[str, str, str, str]]:
    found = newsroom.rows("entity_redirects")
    return sorted((row["from_entity_id"], row["to_entity_id"], row["kind"], row["reason"]) for row in found)


def names(newsroom: Newsroom) -> set[tuple[str, str]]:
    label = {row["entity_id"]: row["label"] for row in newsroom.rows("entity_observations")}
    return {(label[one], label[other]) for one, other, _, _ in redirects(newsroom)}


def test_three_batches_in_any_order_give_the_same_redirects(tmp_path: Path, rules: SpellingRules) -> None:
    """Three of the six orders: each batch is first, second and last in them, and before and after each other one."""
    found = []
    paths = tuple(BATCHES)
    for number, order in enumerate((paths, paths[1:] + paths[:1], paths[2:] + paths[:2])):
        newsroom = Newsroom.at(tmp_path / str(number))
        for path in order:
            newsroom.run(delivery(path), rules=LandingRules(spellings=rules))
        found.append(redirects(newsroom))
        assert len({row[0] for row in found[-1]}) == len(found[-1])
    assert all(rows == found[0] for rows in found)
    assert ("习兰平", "Xi Lanping") in names(newsroom)
    assert {"Heiko Maas-Berg", "John Sample", "Li Wei"}.isdisjoint(itertools.chain(*names(newsroom)))


def test_a_merge_that_a_later_name_forbids_is_taken_back(tmp_path: Path, rules: SpellingRules) -> None:
    newsroom = Newsroom.at(tmp_path)
    newsroom.run(delivery("a.jsonl"), rules=LandingRules(spellings=rules))
    newsroom.run(delivery("b.jsonl"), rules=LandingRules(spellings=rules))
    assert ("李伟", "Li Wei") in names(newsroom)
    plan = newsroom.run(delivery("c.jsonl"), rules=LandingRules(spellings=rules))
    assert "entity_redirects" in {file.table_name for file in plan.files_added}
    assert len(plan.files_removed) == 1
    assert ("李伟", "Li Wei") not in names(newsroom)
    again = newsroom.run(delivery("c.jsonl"), rules=LandingRules(spellings=rules))
    assert not again.files_removed


def test_a_spelling_of_a_known_person_leads_to_the_known_id(tmp_path: Path, rules: SpellingRules) -> None:
    newsroom = Newsroom.at(tmp_path)
    name = Name("ולדימיר זלנסקי", "local:hebrew")
    newsroom.run(
        File("a.jsonl", (Record(names=(name,), body=f"Today {name.surface}"),)), rules=LandingRules(spellings=rules)
    )
    (row,) = newsroom.rows("entity_redirects")
    assert (row["from_entity_id"], row["kind"]) == ("local:hebrew", "spelling")
    assert "alike by" in row["reason"]
    known = {row["entity_id"]: row for row in newsroom.rows("entity_observations")}
    assert known[row["to_entity_id"]]["is_known"]


def test_switched_off_other_scripts_keep_ids_of_their_own(tmp_path: Path) -> None:
    assert local_id("PERSON", "Сергей Тарасов") == local_id("PERSON", "Sergej Tarasov")
    apart = {local_id("PERSON", name, transliterates=False) for name in ("Сергей Тарасов", "Sergej Tarasov")}
    assert len(apart) == 2
    newsroom = Newsroom.at(tmp_path)
    for path in BATCHES:
        newsroom.run(delivery(path), rules=LandingRules(spellings=spelling_rules(load(), transliterates=False)))
    assert all(name.isascii() for name in itertools.chain(*names(newsroom)))
