"""Which unknown persons of a corpus are one: candidates by block, judged in pairs, merged in groups without quarrel.

Everything here is a function of the set of names, so no order of arrival can show. A group is merged whole or not at
all: where two of its names cannot be one person's, those between them are left out, because nobody can say to
which they belong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

from transforms.entities.resolution.person_name import parse
from transforms.entities.resolution.same_name import Decision, same_person

MAX_GROUP: Final = 64
"""Names of a group that are still held against each other, all against all; larger groups are chains, not persons."""

SUPPORT: Final = 1
"""Of two names that quarrel the one goes that has less than a half of the other's fellows; else those that are
fellows of both."""

_SKELETON: Final = str.maketrans(
    {
        **dict.fromkeys("aeiouhHvjJ", None),
        **{
            "b": "B",
            "p": "B",
            "f": "B",
            "d": "T",
            "t": "T",
            "k": "K",
            "g": "K",
            "S": "C",
            "C": "C",
            "m": "N",
            "n": "N",
        },
        "r": "l",
    }
)
_REPEATED: Final = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True)
class Person:
    """One id with the names it goes by; `is_known` where the knowledge base holds it."""

    entity_id: str
    names: tuple[str, ...]
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """An id that leads to another one of its group, and what decided it."""

    from_entity_id: str
    to_entity_id: str
    reason: str


def blocks(name: str, *, is_listed: bool = False) -> tuple[tuple[str, int], ...]:
    """Keys that spellings of one name share, each with an openness: two names are held together if they share a key
    and their opennesses make 2 or more. A plain Latin name has 0 for its sounds, an adapted one 1, another script 2.

    A name of the knowledge base (`is_listed`) in other than Latin letters meets only names in its own script.
    () for names of one word, which are never merged.
    """
    parsed = parse(name)
    if len(parsed.sounds) < 2 or parsed.is_shortened:
        return ()
    first, last = skeleton(parsed.sounds[0]), skeleton(parsed.sounds[-1])
    keys = [
        f"{kind}{min(one, other)}|{max(one, other)}"
        for kind, one, other in (("g", first[:4], last[:1]), ("s", first[:1], last[:4]))
    ]
    written = {"=" + "".join(words) for words in (parsed.words, parsed.umlauts)}
    if parsed.script == "latin":
        found = {(key, 1 if parsed.is_adapted else 0) for key in keys} | {(key, 1) for key in written}
    else:
        found = {(f"{parsed.script} {key}", 1) for key in keys}
        if not is_listed:
            found |= {(key, 2) for key in keys}
            found |= {(key, 2) for key in written if parsed.script == "han"}
    return tuple(sorted(found))


@lru_cache(maxsize=65_536)
def skeleton(sounds: str) -> str:
    """The consonants of a word of sound, in six classes; weak ones fall away."""
    return _REPEATED.sub(r"\1", sounds.translate(_SKELETON))


def judge(one: Person, other: Person) -> Decision:
    """Two persons by the best of their names' decisions; two known ones are apart.

    Where both have names in one script, only these count: a listed spelling says more than a sound (John Candy sounds
    like the Greek for Kennedy).
    """
    if one.is_known and other.is_known:
        return Decision("apart", 0.0, "both known")
    rank = {"same": 2, "unsure": 1, "apart": 0}
    pairs = [(a, b) for a in one.names for b in other.names]
    decisions = (same_person(a, b) for a, b in [(a, b) for a, b in pairs if _in_one_script(a, b)] or pairs)
    return max(decisions, key=lambda decision: (rank[decision.verdict], decision.score))


def _in_one_script(one: str, other: str) -> bool:
    return parse(one).script == parse(other).script


def merge(
    persons: Mapping[str, Person],
    pairs: Iterable[tuple[str, str]],
    decide: Callable[[Person, Person], Decision] = judge,
) -> list[Merge]:
    """Persons and candidate pairs of their ids → one row per id that leads to another, in the order of ids.

    Rows lead to a known id where the group holds one, else to a name in Latin letters, else to the least id.
    """
    near: dict[str, set[str]] = {}
    for one, other in pairs:
        if decide(persons[one], persons[other]).verdict == "same":
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    found: list[Merge] = []
    for group in _components(near):
        found += _merge_group([persons[entity_id] for entity_id in group], decide)
    return sorted(found, key=lambda row: row.from_entity_id)


def _components(near: Mapping[str, set[str]]) -> list[list[str]]:
    """The connected groups of a graph, each sorted."""
    groups: list[list[str]] = []
    seen: set[str] = set()
    for start in sorted(near):
        if start in seen:
            continue
        group, todo = {start}, [start]
        while todo:
            fresh = near[todo.pop()] - group
            group |= fresh
            todo += fresh
        seen |= group
        groups.append(sorted(group))
    return groups


def _merge_group(group: Sequence[Person], decide: Callable[[Person, Person], Decision]) -> list[Merge]:
    if not 2 <= len(group) <= MAX_GROUP:
        return []
    decisions = {(a.entity_id, b.entity_id): decide(a, b) for a, b in combinations(group, 2)}
    near: dict[str, set[str]] = {person.entity_id: set() for person in group}
    for (one, other), decision in decisions.items():
        if decision.verdict == "same":
            near[one].add(other)
            near[other].add(one)
    quarrels = [pair for pair, decision in decisions.items() if decision.verdict == "apart"]
    if not quarrels:
        return _lead(group, decisions)
    out = {
        weak
        for pair in quarrels
        for weak, strong in (pair, pair[::-1])
        if len(near[strong]) > SUPPORT * len(near[weak])
    }
    out = out or set().union(*(near[one] & near[other] for one, other in quarrels))
    if not out:
        return []
    left = {one: others - out for one, others in near.items() if one not in out}
    by_id = {person.entity_id: person for person in group}
    merged: list[Merge] = []
    for part in _components(left):
        merged += _merge_group([by_id[entity_id] for entity_id in part], decide)
    return merged


def _lead(group: Sequence[Person], decisions: Mapping[tuple[str, str], Decision]) -> list[Merge]:
    """Everybody of a group to the one that stands for it."""
    head = min(
        group, key=lambda person: (not person.is_known, parse(person.names[0]).script != "latin", person.entity_id)
    )
    rows = []
    for person in group:
        if person is not head:
            pair = (min(person.entity_id, head.entity_id), max(person.entity_id, head.entity_id))
            decision = decisions[pair]
            how = decision.reason if decision.verdict == "same" else "by way of a spelling between"
            rows.append(Merge(person.entity_id, head.entity_id, how))
    return rows
