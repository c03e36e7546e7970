"""Spellings of one name joined, names of different people kept apart: against lists of aliases.

    python benchmarks/resolution.py --data DIRECTORY [--half design]

Reads `aliases/*.jsonl.gz` under DIRECTORY (politicians, sanctioned persons and bodies, organisations, each with all its
names); prints and keeps precision and recall. The rules were set while looking at the half of the list whose ids hash
even (`design`); the figures are of the other half. Beside ours stand exact equality, and, where they are installed,
Jaro-Winkler (rapidfuzz) and sorted phonetic keys (rigour). Names in brackets ("… (politician)") are left out: the
bracket is an encyclopaedia's.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from anyascii import anyascii

from flows.evaluation.corpora import read_lines
from transforms.entities.resolution.merging import Person, blocks, judge, merge
from transforms.entities.resolution.person_name import parse
from transforms.entities.resolution.same_name import same_person
from transforms.entities.resolution.spelling import plain_words
from transforms.entities.resolve import local_id

RESULTS: Final = Path(__file__).parent / "results" / "resolution.json"
_SEED: Final = 20
_MOST_PAIRS: Final = 50
"""Pairs of one thing: a head of state has a hundred names, and would outvote everybody."""
_NEAR: Final = 0.9
_MOST_MADE: Final = 1_500
_MOST_IN_BLOCK: Final = 500

Pair = tuple[str, str]
Same = Callable[[str, str], bool]


@dataclass(frozen=True)
class Thing:
    """One person or body with all its names; `countries` of politicians."""

    id: str
    names: tuple[str, ...]
    countries: frozenset[str] = frozenset()


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=("design", "held out"), default="held out")
    parser.add_argument("--show", default="", help="print wrong pairs of this set of namesakes")
    options = parser.parse_args()
    folder = options.data / "aliases"
    people = _half(politicians(folder), options.half)
    sanctioned = _half(sanctions(folder, "Person"), options.half)
    bodies = _half(sanctions(folder, None) + organisations(folder), options.half)
    judges = {**_ours("PERSON"), **_baselines()}
    result: dict[str, Any] = {"half": options.half, "people": len(people), "sanctioned": len(sanctioned)}
    result["spellings of one"] = {
        **{f"politicians, {kind}": _joined(pairs, judges) for kind, pairs in _by_script(people).items()},
        **{f"sanctioned, {kind}": _joined(pairs, judges) for kind, pairs in _by_script(sanctioned).items()},
        "bodies": _joined(list(_pairs_of_one(bodies)), {**_ours("ORGANIZATION"), **_baselines()}),
    }
    sets = {**_namesakes(people), **_made(people)}
    result["namesakes joined"] = {name: _joined(pairs, judges) for name, pairs in sets.items()}
    everything = sorted(set(itertools.chain(*sets.values())))
    result["namesakes joined"]["all"] = _joined(everything, judges)
    result["namesakes joined"]["bodies"] = _joined(_near_bodies(bodies), {**_ours("ORGANIZATION"), **_baselines()})
    result["archive"] = _archive(people)
    for one, other in sets.get(options.show, ()):
        if judges["ours"](one, other):
            print(one, "|", other, "|", same_person(one, other))
    _print(result)
    if options.half != "design":
        RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")


def politicians(folder: Path) -> list[Thing]:
    """People of `people-everypolitician.jsonl.gz`."""
    return [
        _thing(row["wikidata"], [row["label"] or "", *itertools.chain(*row["names"].values())], row["countries"])
        for row in read_lines(folder / "people-everypolitician.jsonl.gz")
    ]


def sanctions(folder: Path, kind: str | None) -> list[Thing]:
    """Entries of `eu-sanctions-dev.jsonl.gz` of one type; None: all but persons."""
    return [
        _thing(row["id"], row["name"] + row["alias"])
        for row in read_lines(folder / "eu-sanctions-dev.jsonl.gz")
        if (row["type"] == kind if kind else row["type"] != "Person")
    ]


def organisations(folder: Path) -> list[Thing]:
    """Bodies of `orgs.jsonl.gz` with an id."""
    return [
        _thing(row["wikidata"], [name["n"] for names in row["names"].values() for name in names])
        for row in read_lines(folder / "orgs.jsonl.gz")
        if "wikidata" in row
    ]


def _thing(id: str, names: Iterable[str], countries: Iterable[str] = ()) -> Thing:
    kept: dict[str, str] = {}
    for name in (" ".join(name.split()) for name in names):
        if name and not re.search(r"[(\[（]", name):
            kept.setdefault(name.casefold(), name)
    return Thing(id, tuple(kept.values()), frozenset(countries))


def _half(things: list[Thing], half: str) -> list[Thing]:
    return [t for t in things if (hashlib.sha256(t.id.encode()).digest()[0] % 2 == 0) == (half == "design")]


def _pairs_of_one(things: Iterable[Thing]) -> Iterator[Pair]:
    chance = random.Random(_SEED)
    for thing in things:
        pairs = list(itertools.combinations(sorted(thing.names), 2))
        yield from pairs if len(pairs) <= _MOST_PAIRS else chance.sample(pairs, _MOST_PAIRS)


def _by_script(things: Iterable[Thing]) -> dict[str, list[Pair]]:
    """Pairs of names of two words or more (one in scripts without spaces), by what they are written in."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for one, other in _pairs_of_one(things):
        if len(parse(one).words) < 2 or len(parse(other).words) < 2:
            continue
        scripts = {parse(one).script, parse(other).script}
        if len(scripts) > 1:
            found["Latin and Cyrillic" if scripts == {"latin", "cyrillic"} else "other two scripts"].append(
                (one, other)
            )
        else:
            found["Latin" if scripts == {"latin"} else "one other script"].append((one, other))
    return dict(sorted(found.items()))


def _ours(entity_type: str) -> dict[str, Same]:
    def by_key(one: str, other: str) -> bool:
        return local_id(entity_type, one) == local_id(entity_type, other)

    def by_either(one: str, other: str) -> bool:
        return by_key(one, other) or same_person(one, other).verdict == "same"

    return {"key": by_key, "ours": by_either} if entity_type == "PERSON" else {"key": by_key}


def _exact(name: str) -> str:
    return " ".join(plain_words(name))


def _latin(name: str) -> str:
    return _exact(anyascii(name))


def _baselines() -> dict[str, Same]:
    found: dict[str, Same] = {"exact": lambda one, other: _exact(one) == _exact(other)}
    try:
        from rapidfuzz.distance import JaroWinkler
    except ImportError:
        pass
    else:
        found["Jaro-Winkler 0.92"] = lambda one, other: JaroWinkler.similarity(_latin(one), _latin(other)) >= 0.92
    try:
        from rigour.names import NameTypeTag, analyze_names
    except ImportError:
        return found

    def phonetic(name: str) -> tuple[str, ...]:
        names = analyze_names(NameTypeTag.PER, [name], symbols=False)
        return tuple(sorted(part.metaphone or part.comparable for each in names for part in each.parts))

    found["rigour"] = lambda one, other: phonetic(one) == phonetic(other) != ()
    return found


def _joined(pairs: list[Pair], judges: dict[str, Same]) -> dict[str, Any]:
    """How many of the pairs each way joins, and its speed."""
    found: dict[str, Any] = {"pairs": len(pairs)}
    for name, same in judges.items():
        begun = time.perf_counter()
        joined = sum(same(one, other) for one, other in pairs)
        seconds = time.perf_counter() - begun
        found[name] = {"joined": joined, "share": round(joined / max(1, len(pairs)), 5)}
        found[name]["pairs_a_second"] = round(len(pairs) / max(seconds, 1e-9))
    return found


def _namesakes(people: list[Thing]) -> dict[str, list[Pair]]:
    """Pairs of names of different politicians that are not written alike: one surname; near by letters; near across
    scripts. Two who share a name altogether (also under another spelling) are nobody's to tell apart by names.
    """
    spoken = {thing.id: {_exact(name) for name in thing.names} for thing in people}
    names = [(name, thing.id) for thing in people for name in thing.names if len(parse(name).words) > 1]
    by_surname: dict[str, list[Pair]] = defaultdict(list)
    by_start: dict[tuple[str, ...], list[Pair]] = defaultdict(list)
    for name, id in names:
        by_start[
            tuple(sorted(word[0] for word in _latin(name).split()[:: max(1, len(_latin(name).split()) - 1)]))
        ].append((name, id))
        if parse(name).script == "latin":
            by_surname[parse(name).words[-1]].append((name, id))
    found: dict[str, set[Pair]] = {"same surname": set(), "near letters": set(), "near across scripts": set()}
    for bearers in by_surname.values():
        for (one, a), (other, b) in itertools.combinations(sorted(set(bearers)), 2):
            if a != b and not spoken[a] & spoken[b]:
                found["same surname"].add((one, other))
    similar = _similarity()
    for group in by_start.values():
        for (one, a), (other, b) in itertools.combinations(sorted(set(group)), 2):
            if a != b and similar(_latin(one), _latin(other)) >= _NEAR and not spoken[a] & spoken[b]:
                is_across = parse(one).script != parse(other).script
                found["near across scripts" if is_across else "near letters"].add((one, other))
    return {name: sorted(pairs) for name, pairs in found.items()}


def _similarity() -> Callable[[str, str], float]:
    try:
        from rapidfuzz.distance import JaroWinkler
    except ImportError:
        from difflib import SequenceMatcher

        return lambda one, other: SequenceMatcher(None, one, other).ratio()
    return JaroWinkler.similarity


_CHANGES: Final = (
    ("ss", "s"),
    ("aa", "ae"),
    ("ie", "y"),
    ("ei", "ai"),
    ("tt", "t"),
    ("nn", "n"),
    ("a", "e"),
    ("o", "u"),
)


def _made(people: list[Thing]) -> dict[str, list[Pair]]:
    """Namesakes made of politicians' Latin names of two words: father and son, other initials, a woman's form, an
    initial for the given name, a surname with one letter changed, another given name of the list."""
    latin = sorted({n for t in people for n in t.names if parse(n).script == "latin" and re.fullmatch(r"\w+ \w+", n)})
    chosen = random.Random(_SEED).sample(latin, min(_MOST_MADE, len(latin)))
    found: dict[str, list[Pair]] = defaultdict(list)
    for place, name in enumerate(chosen):
        given, surname = name.title().split()
        name = f"{given} {surname}"
        found["father and son"] += [(name, f"{name} Jr."), (f"{name} Sr.", f"{name} Jr."), (name, f"{name} III")]
        found["other initials"] += [(f"{given} A. {surname}", f"{given} B. {surname}")]
        found["initial for a given name"] += [(name, f"{given[0]}. {surname}")]
        found["other given name"] += [(name, f"{chosen[place - 1].title().split()[0]} {surname}")]
        if given[-1] not in "aeiouyáéíóú":
            found["woman's form"] += [(name, f"{given}a {surname}"), (name, f"{given}a {surname}a")]
        before, after = next(((b, a) for b, a in _CHANGES if b in surname[1:]), ("", ""))
        if before and not parse(name).is_adapted:
            found["surname with a letter changed"] += [
                (name, f"{given} {surname[0]}{surname[1:].replace(before, after, 1)}")
            ]
    return {kind: [p for p in pairs if _exact(p[0]) != _exact(p[1])] for kind, pairs in sorted(found.items())}


def _near_bodies(bodies: list[Thing]) -> list[Pair]:
    """Names of different bodies that are near by letters and not written alike."""
    similar = _similarity()
    by_start: dict[str, list[Pair]] = defaultdict(list)
    for body in bodies:
        for name in body.names:
            by_start[_latin(name)[:4]].append((name, body.id))
    return [
        (one, other)
        for group in by_start.values()
        for (one, a), (other, b) in itertools.combinations(group, 2)
        if a != b and _exact(one) != _exact(other) and similar(_latin(one), _latin(other)) >= _NEAR
    ]


def _archive(people: list[Thing]) -> dict[str, Any]:
    """All names of all politicians as one archive: ids by key, then merged as landing does. Pairs of names."""
    begun = time.perf_counter()
    bearers: dict[str, set[str]] = defaultdict(set)
    label: dict[str, str] = {}
    for thing in people:
        for name in thing.names:
            id = local_id("PERSON", name)
            bearers[id].add(thing.id)
            label[id] = min(label.get(id, name), name, key=lambda n: (-len(n), n))
    persons = {id: Person(id, (name,)) for id, name in label.items()}
    keyed = time.perf_counter()
    by_block: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for id, name in label.items():
        for block, openness in blocks(name):
            by_block[block].append((id, openness))
    pairs = {
        (min(a, b), max(a, b))
        for group in by_block.values()
        if len(group) <= _MOST_IN_BLOCK
        for (a, open_a), (b, open_b) in itertools.combinations(group, 2)
        if a != b and open_a + open_b >= 2
    }
    merges = merge(persons, sorted(pairs), judge)
    done = time.perf_counter()
    lead = {row.from_entity_id: row.to_entity_id for row in merges}
    group_of: dict[str, list[str]] = defaultdict(list)
    for id in persons:
        group_of[lead.get(id, id)].append(id)
    right, wrong = Counter[str](), Counter[str]()
    for group in group_of.values():
        for one, other in itertools.combinations(group, 2):
            is_right = bool(bearers[one] & bearers[other])
            (right if is_right else wrong)["merged"] += 1
    ids_of: dict[str, list[str]] = defaultdict(list)
    for id, things in bearers.items():
        if len(parse(label[id]).words) > 1:
            for thing_id in things:
                ids_of[thing_id].append(id)
    asked = sum(len(ids) * (len(ids) - 1) // 2 for ids in ids_of.values())
    joined_by_key = sum(len(ids) * (len(ids) - 1) // 2 for ids in bearers.values())
    return {
        "names": sum(len(t.names) for t in people),
        "ids by key": len(persons),
        "pairs of people under one key": joined_by_key,
        "candidate pairs": len(pairs),
        "ids merged": len(merges),
        "pairs of ids merged, right": right["merged"],
        "pairs of ids merged, wrong": wrong["merged"],
        "pairs of ids of one person, two words each": asked,
        "precision": round(right["merged"] / max(1, right["merged"] + wrong["merged"]), 4),
        "names_a_second_keyed": round(sum(len(t.names) for t in people) / (keyed - begun)),
        "seconds_merging": round(done - keyed, 1),
    }


def _print(result: dict[str, Any]) -> None:
    for part in ("spellings of one", "namesakes joined"):
        print(f"\n{part}")
        for kind, found in result[part].items():
            ways = "  ".join(f"{way} {found[way]['share']:.2%}" for way in found if way != "pairs")
            print(f"  {kind:36} {found['pairs']:7,}  {ways}")
    print("\narchive", json.dumps(result["archive"], indent=1))


if __name__ == "__main__":
    main()
