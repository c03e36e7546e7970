"""A case of the catalogue: what is delivered, and what must become of it.

A case is a function that fills a ``Delivery``. Where it needs a second run it is a generator: what stands after its
``yield`` is delivered before the next run. Good neighbours are made with ``good()``; all else is the case itself.
"""

from __future__ import annotations

import inspect
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bad_inputs.articles import Article, article

DELIVERED = 1_700_000_000
"""The modification time of every delivered file, so that the order of reading is that of the names."""
CASE = "as the case says"
"""Stands for the outcome that the case's verdict promises."""
NONE_SKIPPED: Mapping[str, int] = {}
KINDS = {"accept", "accept+flag", "reject", "partial", "defer"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cases of one home stand. ``secret`` holds files that nobody may open; ``trap_port`` is a port on this
    machine that counts who calls."""

    home: Path
    secret: Path
    outside: Path
    trap_port: int

    @property
    def trap(self) -> str:
        """The address of the trap."""
        return f"http://127.0.0.1:{self.trap_port}"


@dataclass(frozen=True, slots=True)
class Case:
    """One case. ``kind`` and ``code`` are the verdict it must get; ``group`` names the home and run it shares."""

    id: str
    kind: str
    code: str
    group: str
    fill: Callable[[Delivery], Iterator[None] | None]

    @property
    def story(self) -> str:
        """What is delivered, in one sentence."""
        return (self.fill.__doc__ or "").strip()

    @property
    def expected(self) -> str:
        """The verdict as the catalogue writes it."""
        return f"{self.kind} {self.code}".strip()

    @property
    def outcome(self) -> str:
        """The verdict as the outcome of one record."""
        if self.kind == "accept":
            return "accept"
        if self.kind == "defer":
            return f"defer {self.code}"
        return f"{'accept' if self.kind == 'accept+flag' else 'reject'} {self.code}"


CASES: dict[str, Case] = {}


def case(
    id: str, verdict: str, group: str = "crowd"
) -> Callable[[Callable[[Delivery], Any]], Callable[[Delivery], Any]]:
    """Register a case: ``@case("J03", "reject JSON_NONFINITE")``."""
    kind, _, code = verdict.partition(" ")
    if kind not in KINDS or id in CASES:
        raise ValueError(f"{id}: {verdict}")

    def register(fill: Callable[[Delivery], Any]) -> Callable[[Delivery], Any]:
        CASES[id] = Case(id, kind, code, group, fill)
        return fill

    return register


@dataclass(frozen=True, slots=True)
class Expectation:
    """The outcomes, in any order, of what is no neighbour in some files (paths as the tables hold them)."""

    sources: frozenset[str]
    outcomes: tuple[str, ...]


@dataclass(slots=True)
class Landed:
    """What became of one record: ``outcome`` is `accept FLAG,FLAG`, `duplicate` or `reject CODE`; ``row`` holds
    its columns."""

    source: str
    outcome: str
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outputs:
    """What the group's runs showed: the page of the report, an export for spreadsheets, what runs printed, and what
    ``presswatch show`` says of the cases' own documents."""

    report: str
    csv: str
    printed: str
    shown: str


Check = Callable[[list[Landed]], Iterable[str]]
"""Looks at what landed in a case's folder; gives what is wrong, one phrase each."""
OutputCheck = Callable[[Outputs], Iterable[str]]


@dataclass(slots=True)
class Delivery:
    """What one case delivers, in a folder of its own in the inbox, and what it expects."""

    case: Case
    place: Place
    is_full: bool = False
    neighbours: list[Article] = field(default_factory=list)
    expected: list[Expectation] = field(default_factory=list)
    deferred: list[tuple[str, str]] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    """Files that hold parts which are no records, and how many."""
    checks: list[Check] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)
    output_checks: list[OutputCheck] = field(default_factory=list)
    rewritten: Path | None = None
    """A file that grows while it is read."""
    swapped: list[tuple[Path, Path]] = field(default_factory=list)
    """Files that become links to others just before they are opened."""
    endings: list[Callable[[], None]] = field(default_factory=list)
    """Called when the group is done."""

    @property
    def folder(self) -> Path:
        """The case's folder in the inbox."""
        return self.place.home / "inbox" / self.case.id

    def article(self, name: str = "hostile") -> Article:
        """An article of this case's own."""
        return article(f"{self.case.id}-{name}")

    def whole(self, name: str = "hostile") -> Article:
        """An article of this case's own that must land as if nothing were wrong: its title, all its paragraphs."""
        made = self.article(name)

        def look(own: list[Landed]) -> Iterator[str]:
            if not any(one.row["title"] == made.title and _is_whole(one, made) for one in own):
                yield f"{name} did not land whole"

        self.check(look)
        return made

    def good(self) -> Article:
        """One more good neighbour: it must land whole."""
        made = self.article(f"neighbour-{len(self.neighbours)}")
        self.neighbours.append(made)
        return made

    def path(self, name: str | bytes) -> Path:
        """Where a file of the case stands; its folder is made."""
        made = self.folder / os.fsdecode(name)
        made.parent.mkdir(parents=True, exist_ok=True)
        return made

    def put(self, name: str | bytes, data: bytes | Iterable[bytes], *outcomes: str, stored: str | None = None) -> Path:
        """Deliver a file, and say what must become of what is no neighbour in it."""
        path = self.path(name)
        with path.open("wb") as file:
            for chunk in [data] if isinstance(data, bytes) else data:
                file.write(chunk)
        os.utime(path, (DELIVERED, DELIVERED))
        self.expect(stored or os.fsdecode(name), *outcomes)
        return path

    def expect(self, names: str | Iterable[str], *outcomes: str) -> None:
        """What must become of what is no neighbour in the files of these names, taken together."""
        sources = frozenset(f"inbox/{self.case.id}/{name}" for name in ([names] if isinstance(names, str) else names))
        meant = tuple(self.case.outcome if outcome == CASE else outcome for outcome in outcomes)
        for known in [known for known in self.expected if not known.sources.isdisjoint(sources)]:
            self.expected.remove(known)
            sources |= known.sources
            meant += known.outcomes
        self.expected.append(Expectation(sources, meant))

    def defer(self, name: str) -> None:
        """This file must be put off in the coming run, with the case's code."""
        self.deferred.append((f"inbox/{self.case.id}/{name}", self.case.code))

    def allow(self, *flags: str) -> None:
        """Flags that may stand beside the expected ones."""
        self.allowed.update(flags)

    def skip(self, name: str, count: int) -> None:
        """This file must be in the books, with so many parts that are no records."""
        self.skipped[f"inbox/{self.case.id}/{name}"] = count

    def check(self, look: Check) -> None:
        """Look at what landed, beyond verdicts."""
        self.checks.append(look)

    def outputs(self, look: OutputCheck) -> None:
        """Look at what the runs showed."""
        self.output_checks.append(look)

    def begin(self) -> Iterator[None]:
        """Deliver, with a good file before and one after the case's own; again each time it is asked on."""
        first, last = self.good(), self.good()
        self.put("000-neighbour.jsonl", first.line())
        self.put("zzz-neighbour.txt", last.plain.encode())
        steps = self.case.fill(self)
        if inspect.isgenerator(steps):
            yield from steps


def problems(
    delivery: Delivery, landed: list[Landed], deferred: set[tuple[str, str]], skipped: Mapping[str, int] = NONE_SKIPPED
) -> tuple[list[str], list[str]]:
    """What is wrong with a case, and the titles of the neighbours that were lost. ``skipped`` counts the parts of every
    file in the books that are no records."""
    here = [one for one in landed if one.source.startswith(f"inbox/{delivery.case.id}/")]
    texts = {made.title: made for made in delivery.neighbours}
    found = {one.row["title"] for one in here if _is_whole(one, texts.get(one.row["title"]))}
    lost = [title for title in texts if title not in found]
    wrong: list[str] = []
    own = [one for one in here if one.row["title"] not in texts]
    told: set[str] = set()
    for expectation in delivery.expected:
        told.update(expectation.sources)
        got = [one.outcome for one in own if one.source in expectation.sources]
        wrong += _unmet(expectation, got, delivery.allowed)
    wrong += [f"{one.source}: {one.outcome} from nowhere" for one in own if one.source not in told]
    wrong += [
        f"{path}: {skipped.get(path)} parts skipped instead of {count}"
        for path, count in delivery.skipped.items()
        if skipped.get(path) != count
    ]
    wrong += [f"{path} not deferred" for path, code in delivery.deferred if (path, code) not in deferred]
    for look in delivery.checks:
        wrong += look(own)
    return wrong, lost


def _is_whole(one: Landed, made: Article | None) -> bool:
    body = one.row["body"] or ""
    return made is not None and one.outcome.startswith("accept") and all(part in body for part in made.paragraphs)


def _unmet(expectation: Expectation, got: list[str], allowed: set[str]) -> list[str]:
    left = Counter(_plain(outcome, allowed) for outcome in got)
    missed: list[str] = []
    for wanted in expectation.outcomes:
        kind, _, codes = wanted.partition(" ")
        either = [f"{kind} {code}".strip() for code in codes.split("|")]
        hit = next((outcome for outcome in either if left[outcome] > 0), None)
        if hit is None:
            missed.append(wanted)
        else:
            left[hit] -= 1
    names = ", ".join(source.rpartition("/")[2] for source in sorted(expectation.sources)[:4])
    extra = [outcome for outcome, count in left.items() for _ in range(count)]
    if not missed and not extra:
        return []
    return [f"{names}: {', '.join(sorted(extra)[:4]) or 'nothing'} instead of {', '.join(missed[:4]) or 'nothing'}"]


def _plain(outcome: str, allowed: set[str]) -> str:
    kind, _, codes = outcome.partition(" ")
    if kind != "accept":
        return outcome
    return " ".join([kind, ",".join(code for code in codes.split(",") if code not in allowed)]).strip()
