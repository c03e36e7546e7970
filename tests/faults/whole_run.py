"""The kill sweep of a whole run: ``make sweep`` tries every point and prints its counts.

A home with one landed run gets a second delivery (new articles, a repeat, a revision, a record that ranks before a
landed one, a broken record, a gzip file). That run is killed at every point of every store operation; one plain rerun
must give the golden rows, while a reader that never stops looking must see nothing but committed snapshots.

The work runs in children forked from this warmed process, without Prefect. Two sweepers share the points.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.context import Run
from flows.landing import Turn
from flows.linkage import landing_rules
from flows.monitor import monitor
from tests.faults.stores import CountingStore, KillingStore, PowerCutStore
from tests.faults.sweep import in_child, kill_at
from tests.flows.harness import ROWS_OF_ARTICLES, Undrawn, prepared, published_rows
from transforms.contracts import arrow_schema
from transforms.enrich import enrich
from transforms.entities.knowledge import load
from transforms.language import default_engine
from warehouse.store import Store

GOLDEN_TABLES = (*ROWS_OF_ARTICLES, "records", "sources", "rejects")
SWEEPERS = 2
POLL_SECONDS = 0.3
"""Between two looks of the reader: at 0.05 s it took a third of all the time there was."""


def _line(number: int, title: str, text: str, **more: str) -> str:
    record = {
        "url": f"https://dagblad.example/{number}",
        "title": title,
        "text": text,
        "published": "2024-05-02",
        **more,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


HARBOUR = (
    "De haven van Rotterdam blijft deze week gesloten voor grote schepen, zei havenmeester Karel Duinstra dinsdag. "
    "Volgens de NAVO is er geen gevaar voor de scheepvaart in België en Duitsland."
)
BRIDGE = (
    "The bridge over the Tisza will stay shut until June, Hungarian engineer Mihaly Torvak said in Budapest on Monday. "
    "The European Union pays half of the repairs."
)
MARKET = (
    "On Saturday the spring market of Ostrava opened with more stalls than in any year since the mine closed. "
    "Farmers sold cheese, honey and early strawberries, a choir sang under the arcades, and the mayor, Jitka "
    "Holubova, promised that the square would stay free of cars until the autumn, whatever the shopkeepers say."
)
FERRY = (
    "A ferry with two hundred passengers lost its rudder off Bodrum on Tuesday night and drifted for five hours. "
    "Tugs from Kos brought it into harbour before dawn; nobody was hurt. The owner, who runs three other ships "
    "between Turkey and Greece, blames a rope, while the coast guard wants to see the logbook first of all."
)
FLOOD = (
    "Ordfører Ingebjørg Tveitane sier at Norge må hjelpe. "
    "Elva har ikke vært så høy siden 2014, og flere hus er tatt av vannet."
)
FIRST_DELIVERY = {
    "haven.jsonl": _line(1, "Haven dicht", HARBOUR, author="Zora Wit")
    + _line(2, "Bridge shut", BRIDGE)
    + _line(3, "Market opens", MARKET),
}
SECOND_DELIVERY = {
    "haven-vervolg.jsonl": _line(1, "Haven weer open", HARBOUR + " Woensdag gaat de haven open.")
    + _line(2, "Bridge shut", BRIDGE)
    + _line(3, "Ferry adrift", FERRY)
    + '{"title": "broken"\n',
    "haven-nogmaals.jsonl": "".join(
        _line(1, "Haven dicht", HARBOUR, author=author) for author in ("Ada Berk", "Bo Linde", "Cas Vink")
    ),
    "elv.txt": f"Elva flommer over i Voss\n\n{FLOOD}\n",
}
ORCHARD = (
    "Frost took two thirds of the apple blossom around Sandomierz on Sunday night, the growers say. Their speaker, "
    "Halina Wrobel, wants the government in Warsaw to pay for heaters before the next cold spell arrives in Poland."
)
PACKED = "Die Brücke bei Passau wird gesperrt, sagte Bürgermeisterin Lore Aigner am Freitag in Deutschland. " * 3


def deliver(home: Path, delivery: dict[str, str]) -> None:
    """Put files into the inbox, with fixed times."""
    for name, text in delivery.items():
        _deliver_bytes(home, name, text.encode("utf-8"))


def _deliver_bytes(home: Path, name: str, data: bytes) -> None:
    path = home / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (1_700_000_000, 1_700_000_000))


def prepare(home: Path) -> None:
    """A home with a landed run and a second delivery waiting."""
    deliver(home, FIRST_DELIVERY)
    work(home, Store())
    deliver(home, SECOND_DELIVERY)
    _deliver_bytes(home, "bruecke.txt.gz", gzip.compress(PACKED.encode(), mtime=0))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr(zipfile.ZipInfo("orchards.jsonl"), _line(4, "Frost in the orchards", ORCHARD))
    _deliver_bytes(home, "orchards.zip", archive.getvalue())


class Unchecked(Undrawn):
    """All steps, with one result in place of the checks: they touch no file and are most of a small run's time."""

    def check(self, run: Run, turn: Turn) -> pa.Table:
        row = {
            "run_id": run.run_id,
            "suite": "documents",
            "expectation": "none",
            "severity": "warn",
            "is_success": True,
            "checked_utc": run.started_utc,
        }
        return pa.Table.from_pylist([row], arrow_schema("quality_results"))


def work(home: Path, store: Store) -> None:
    """The run that is killed, and its rerun."""
    monitor(prepared(home, store=store), Unchecked())


def warm() -> None:
    """Load what every child needs, so that forking is all it costs. Nothing here starts a thread."""
    engine, knowledge = default_engine(), load()
    for text in (HARBOUR, BRIDGE, MARKET, FERRY, FLOOD, ORCHARD, PACKED):
        enrich("Warm", text, engine.detect("Warm", text).language, None, None, knowledge)
    landing_rules(knowledge, transliterates=True).spellings.known()
    import_module("pandas")  # which Arrow asks for as soon as it is given times


def in_child_answer(question: Callable[[], Any], scrap: Path) -> Any:
    """The answer of a function that is called in a forked child, by way of a JSON file."""
    answer = scrap / f"answer-{os.getpid()}.json"
    code = in_child(lambda: answer.write_text(json.dumps(question(), default=str)))
    if code != 0:
        raise RuntimeError(f"a child ended with {code}")
    return json.loads(answer.read_text())


def snapshot_rows(home: Path) -> Any:
    """Everything that a rerun must reproduce, as plain JSON values."""
    left = sorted(path.name for path in (home / "inbox").iterdir())
    return {"rows": published_rows(home, GOLDEN_TABLES), "inbox": left}


@dataclass(slots=True)
class Sweep:
    """What a sweep found. ``wrong`` names the point and what was wrong; ``states`` what the reader saw, with how
    often."""

    point_count: int = 0
    killed_count: int = 0
    wrong: list[str] = field(default_factory=list)
    poll_count: int = 0
    foreign_states: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"kill sweep: {self.point_count} points, killed {self.killed_count}, wrong after rerun {len(self.wrong)}, "
            f"reader polls {self.poll_count}, uncommitted states seen {len(self.foreign_states)}"
        )


class Stage:
    """One fixed place where points are tried again and again, from a template (views hold absolute paths)."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.template = folder / "template"
        self._resets = folder / "resets"
        """Counts resets, twice each: odd while one goes on. A reset is no part of the protocol: the reader looks
        away."""

    def build(self) -> None:
        """Make the template."""
        self.home.mkdir(parents=True)
        prepare(self.home)
        shutil.copytree(self.home, self.template, copy_function=shutil.copy2)

    def reset(self) -> None:
        """Start from the template once more."""
        self._count()
        shutil.rmtree(self.home)
        shutil.copytree(self.template, self.home, copy_function=shutil.copy2)
        self._count()

    def resets(self) -> int:
        """How often a reset has begun or ended."""
        return self._resets.stat().st_size if self._resets.exists() else 0

    def _count(self) -> None:
        with self._resets.open("ab") as counter:
            counter.write(b".")


def _try_point(stage: Stage, number: int, name: str, golden: Any, store_type: type[KillingStore]) -> list[str]:
    stage.reset()
    ending = kill_at(work, stage.home, number, store_type)
    wrong = [] if ending == -signal.SIGKILL else [f"{name}: the run to be killed ended with {ending}"]
    ending = in_child(lambda: work(stage.home, Store()))
    if ending != 0:
        return [*wrong, f"{name}: the rerun ended with {ending}"]
    found = in_child_answer(lambda: snapshot_rows(stage.home), stage.home.parent)
    for table, rows in golden["rows"].items():
        if found["rows"][table] != rows:
            wrong.append(f"{name}: {table} differs from the golden rows")
    if found["inbox"] != golden["inbox"]:
        wrong.append(f"{name}: left in the inbox {found['inbox']}")
    return wrong


def _sweeper(
    stage: Stage, numbers: Sequence[int], names: Sequence[str], golden: Any, store_type: type[KillingStore]
) -> dict[str, Any]:
    wrong: list[str] = []
    for number in numbers:
        wrong += _try_point(stage, number, names[number], golden, store_type)
    return {"killed": len(numbers) - sum("to be killed" in each for each in wrong), "wrong": wrong}


def _state(home: Path) -> str | None:
    """What a reader sees: snapshot, documents, mentions, and whether the runs agree; None where nothing is
    published."""
    import duckdb

    path = home / "presswatch.duckdb"
    if not path.exists():
        return None
    with duckdb.connect(str(path), read_only=True) as con:
        row = con.execute(
            """
            SELECT (SELECT max(sequence) FROM snapshots), (SELECT count(*) FROM documents),
                (SELECT count(*) FROM mentions), (SELECT sum(accepted_count) FROM runs), (SELECT count(*) FROM records)
            """
        ).fetchone()
    return str(row)


def _reader(stages: Sequence[Stage], allowed: Sequence[str], stop: Path) -> dict[str, Any]:
    polls, foreign = 0, set[str]()
    while not stop.exists():
        for stage in stages:
            resets = stage.resets()
            problem = None
            try:
                state = _state(stage.home)
                if state not in allowed:
                    problem = f"saw {state}"
            except Exception as error:
                problem = f"could not read: {error}"
            if resets % 2 or stage.resets() != resets:
                continue
            polls += 1
            if problem:
                foreign.add(problem)
        time.sleep(POLL_SECONDS)
    return {"polls": polls, "foreign": sorted(foreign)}


def _start(task: Callable[[], Any], answer: Path) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            answer.write_text(json.dumps(task(), default=str))
        os._exit(0)
    return child


def every_point(names: Sequence[str]) -> Sequence[int]:
    """All of them."""
    return range(len(names))


def around_the_commit(names: Sequence[str]) -> Sequence[int]:
    """The points just before and after the commit begins, where the protocol matters most."""
    commit = names.index("before catalog.commit")
    return [commit + step for step in (-2, 0, 1, 2, 4, 8)]


def sweep_whole_run(
    folder: Path,
    store_type: type[KillingStore] = KillingStore,
    choose: Callable[[Sequence[str]], Sequence[int]] = every_point,
    has_reader: bool = True,
) -> Sweep:
    """Kill at the points that ``choose`` picks. ``folder`` is empty and stays behind. Call ``warm`` first."""
    stages = [Stage(folder / f"stage{number}") for number in range(SWEEPERS)]
    for stage in stages:
        in_child(stage.build)
    first = stages[0]
    before = in_child_answer(lambda: _state(first.home), folder)

    def golden_run() -> Any:
        store = CountingStore()
        work(first.home, store)
        return {"points": store.points, "golden": snapshot_rows(first.home), "state": _state(first.home)}

    answer = in_child_answer(golden_run, folder)
    names, golden = answer["points"], answer["golden"]
    numbers = list(choose(names))
    allowed = [before, answer["state"]]
    stop = folder / "stop"
    for stage in stages:
        stage.reset()
    children = [
        _start(
            lambda stage=stage, part=numbers[place::SWEEPERS]: _sweeper(stage, part, names, golden, store_type),  # type: ignore[misc]
            folder / f"sweeper{place}.json",
        )
        for place, stage in enumerate(stages)
    ]
    reader = _start(lambda: _reader(stages, allowed, stop), folder / "reader.json") if has_reader else None
    for child in children:
        os.waitpid(child, 0)
    stop.touch()
    sweep = Sweep(point_count=len(numbers))
    for place in range(SWEEPERS):
        found = json.loads((folder / f"sweeper{place}.json").read_text())
        sweep.killed_count += found["killed"]
        sweep.wrong += found["wrong"]
    if reader is not None:
        os.waitpid(reader, 0)
        seen = json.loads((folder / "reader.json").read_text())
        sweep.poll_count = seen["polls"]
        sweep.foreign_states = [state for state in seen["foreign"] if not _is_empty_rerun(state, answer["state"])]
    return sweep


def _is_empty_rerun(problem: str, golden: str) -> bool:
    """Whether a state is the golden one after a rerun that had nothing left to read: only the snapshot's number
    differs."""
    return problem.startswith("saw (") and problem.partition(",")[2] == golden.partition(",")[2]


def main() -> int:
    """Sweep every point, by a kill and by a power cut; print the counts; 0 if nothing was wrong."""
    warm()
    is_well = True
    for store_type in (KillingStore, PowerCutStore):
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            sweep = sweep_whole_run(Path(folder), store_type, has_reader=store_type is KillingStore)
        print(f"{store_type.__name__}: {sweep} ({time.monotonic() - started:.0f} s)", flush=True)
        for problem in (*sweep.wrong, *sweep.foreign_states):
            print("  ", problem)
        is_well = is_well and not sweep.wrong and not sweep.foreign_states and sweep.killed_count == sweep.point_count
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
