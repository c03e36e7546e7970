"""Runs a group of cases: delivers, runs the pipeline in a watched process, and judges each case by itself."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from tests.bad_inputs.case import CASES, Case, Delivery, Landed, Outputs, Place, problems
from tests.bad_inputs.opens import opens_below

ROOT = Path(__file__).parents[2]
WATCH = Path(__file__).parent / "watch"
MEMORY_BYTES = 1536 * 2**20
"""Most memory of any process of a run."""
SECRET_WORD = "the heron stands on the third pile"
BACKLOG = 1_000
"""Calls that the trap keeps until they are counted."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that share a home. ``seconds`` is the most that all runs of the group may take together."""

    seconds: float
    runs: int = 1
    settings: dict[str, Any] = field(default_factory=dict)
    draws: bool = False
    """Whether the last run draws its report page, and commands show what landed."""
    is_named: bool = False
    """Whether the folders are named on the command line instead of lying in the inbox."""
    imports: tuple[str, ...] = ()
    borrows: tuple[str, ...] = ()
    """Cases of another group that this one runs once more, as ``presswatch run`` does: with Prefect around them, whose
    private server on this machine may be called, and with worker processes."""
    full_seconds: float = 7_200.0


GROUPS = {
    "crowd": Group(seconds=300, runs=2, draws=True),
    "doors": Group(seconds=120, runs=2, settings={"settle_seconds": 0.5}),
    "race": Group(seconds=120, is_named=True),
    "sizes": Group(seconds=300, settings={"max_record_bytes": 64 * 2**20, "shard_records": 500}),
    "killed": Group(seconds=150, settings={"max_record_seconds": 5.0}, imports=("tests.bad_inputs.failing",)),
    "prefect": Group(
        seconds=240,
        settings={"task_runner": "process", "shard_records": 8},
        borrows=("C03", "C07", "J02", "X03", "X04", "H02", "W05", "N01", "N03", "V04", "V07", "D02"),
    ),
}


@dataclass(slots=True)
class Result:
    """What a group showed. ``wrong`` has the problems of each case that has any."""

    ids: list[str]
    wrong: dict[str, list[str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lost_neighbours: list[str] = field(default_factory=list)
    neighbour_count: int = 0
    sockets: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    seconds: float = 0.0
    peak_bytes: int = 0


def run_group(name: str, arena: Path, ids: Sequence[str] = (), is_full: bool = False) -> Result:
    """Run the cases of a group (only ``ids`` where given) in an empty folder ``arena``."""
    borrowed = GROUPS[name].borrows
    own = [case for case in CASES.values() if case.group == name or case.id in borrowed]
    cases = [case for case in own if not ids or case.id in ids]
    result = Result([case.id for case in cases])
    if cases:
        with closing(socket.create_server(("127.0.0.1", 0), backlog=BACKLOG)) as trap:
            trap.setblocking(False)
            Stage(GROUPS[name], arena, cases, trap, is_full).run(result)
    return result


class Stage:
    """One group on its way."""

    def __init__(
        self, group: Group, arena: Path, cases: Sequence[Case], trap: socket.socket, is_full: bool = False
    ) -> None:
        self.group = group
        self.arena = arena
        self.trap = trap
        self.seconds = group.full_seconds if is_full else group.seconds
        for folder in ("home/inbox", "secret", "outside", "tmp", "user", "work"):
            (arena / folder).mkdir(parents=True)
        (arena / "secret" / "word.txt").write_text(f"{SECRET_WORD}\n" * 20)
        (arena / "outside" / "keep.txt").write_text("kept\n")
        self.log = arena / "log"
        self.log.touch()
        self.place = Place(arena / "home", arena / "secret", arena / "outside", trap.getsockname()[1])
        self.deliveries = [Delivery(case, self.place, is_full) for case in cases]
        self.answers: list[dict[str, Any]] = []

    def run(self, result: Result) -> None:
        """Deliver, run, deliver, run; then judge."""
        started = time.monotonic()
        steps = [delivery.begin() for delivery in self.deliveries]
        try:
            _go_on(steps)
            before = self._around()
            with self._pipeline() as child, opens_below(self.place.secret) as opened:
                watchdog = threading.Timer(self.seconds, _end, (child,))
                watchdog.start()
                self._runs(child, steps)
                child.wait()
                watchdog.cancel()
                result.outside += opened()
        finally:
            for step in steps:
                step.close()
            for delivery in self.deliveries:
                for ending in delivery.endings:
                    ending()
        self._judge(result, before)
        result.seconds = time.monotonic() - started

    def _runs(self, child: subprocess.Popen[str], steps: Sequence[Iterator[None]]) -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        for number in range(self.group.runs):
            if number:
                _go_on(steps)
                child.stdin.write("go\n")
                child.stdin.flush()
            line = child.stdout.readline()
            if not line:
                self.answers.append({"error": f"the process ended with {child.wait()}", "deferred": [], "printed": ""})
                return
            self.answers.append(json.loads(line))

    def _pipeline(self) -> subprocess.Popen[str]:
        job = {
            "home": str(self.place.home),
            "settings": {"isolates_records": True, "max_record_memory_bytes": MEMORY_BYTES, **self.group.settings},
            "paths": [str(delivery.folder) for delivery in self.deliveries] if self.group.is_named else [],
            "runs": self.group.runs,
            "draws": self.group.draws,
            "imports": self.group.imports,
            "has_prefect": bool(self.group.borrows),
            "rewritten": next((str(made.rewritten) for made in self.deliveries if made.rewritten), None),
            "swapped": [[str(one), str(other)] for made in self.deliveries for one, other in made.swapped],
        }
        (self.arena / "job.json").write_text(json.dumps(job))
        command = [sys.executable, "-m", "tests.bad_inputs.pipeline", str(self.arena / "job.json")]
        return subprocess.Popen(
            command,
            env=self._environment(),
            cwd=self.arena / "work",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PRESSWATCH_", "PREFECT_"))}
        return {
            **kept,
            "HOME": str(self.arena / "user"),
            "TMPDIR": str(self.arena / "tmp"),
            "PYTHONPATH": os.pathsep.join([str(WATCH), str(ROOT)]),
            "BAD_INPUTS_LOG": str(self.log),
            "BAD_INPUTS_INSIDE": os.pathsep.join([str(self.place.home), str(self.arena / "tmp")]),
            "BAD_INPUTS_SECRET": str(self.place.secret),
        }

    def _around(self) -> dict[str, tuple[int, int]]:
        """Size and time of everything in the arena but the home, the job and the log; folders as well, for a file that
        came and went."""
        inside = (self.place.home, self.arena / "tmp", self.log, self.arena / "job.json")
        found = {}
        for path in sorted(self.arena.rglob("*")):
            if not any(path == own or own in path.parents for own in inside):
                seen = path.lstat()
                found[str(path)] = (seen.st_size, seen.st_mtime_ns)
        return found

    def _judge(self, result: Result, before: dict[str, tuple[int, int]]) -> None:
        after = self._around()
        result.outside += [path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]
        result.peak_bytes = max((answer.get("peak_bytes", 0) for answer in self.answers), default=0)
        errors = result.errors = [answer["error"] for answer in self.answers if answer["error"]]
        outputs = self._outputs() if self.group.draws and not errors else None
        self.read_log(result)
        landed = [] if errors else self._landed()
        skipped = {} if errors else self._skipped()
        result.outside += [one.source for one in landed if SECRET_WORD in f"{one.row['title']} {one.row['body']}"]
        deferred = {
            (_below_home(path, self.place.home), code) for one in self.answers for path, code in one["deferred"]
        }
        for delivery in self.deliveries:
            wrong, lost = ([], []) if errors else problems(delivery, landed, deferred, skipped)
            if outputs is not None:
                wrong += [problem for look in delivery.output_checks for problem in look(outputs)]
            elif delivery.output_checks and not self.group.borrows:
                wrong.append("nothing was shown")
            wrong += ["the run failed"] if errors else []
            if wrong:
                result.wrong[delivery.case.id] = wrong
            result.lost_neighbours += [f"{delivery.case.id}: {title}" for title in lost]
            result.neighbour_count += len(delivery.neighbours)
        if result.peak_bytes > MEMORY_BYTES:
            result.wrong.setdefault(result.ids[0], []).append(f"{result.peak_bytes / 2**20:.0f} MiB of memory")

    def read_log(self, result: Result) -> None:
        """What the watch noted and who called the trap."""
        for line in self.log.read_text("utf-8", "replace").splitlines():
            kind, _, what = line.partition("\t")
            if kind in ("socket", "unknown") or (kind == "local" and not self.group.borrows):
                result.sockets.append(what)
            elif kind in ("write", "secret"):
                result.outside.append(what)
        while True:
            try:
                call, caller = self.trap.accept()
            except BlockingIOError:
                return
            call.close()
            result.sockets.append(f"trap called from {caller}")

    def _landed(self) -> list[Landed]:
        with duckdb.connect(str(self.place.home / "presswatch.duckdb"), read_only=True) as con:
            table = con.execute(
                """
                SELECT s.source_path, s.source_sha256, s.format, r.member, r.record_number, r.start_byte, r.end_byte,
                    r.verdict, j.reason, j.level, j.detail, d.title, d.body, d.byline, d.outlet, d.url, d.flags,
                    d.extra, d.content_hash, d.published_utc::VARCHAR AS published_utc, d.document_id
                FROM records AS r
                JOIN sources AS s USING (reading_id)
                LEFT JOIN (SELECT DISTINCT ON (source_path, record_number) * FROM rejects) AS j
                    ON r.verdict = 'rejected' AND j.source_path = s.source_path
                    AND coalesce(j.record_number, 1) = r.record_number
                LEFT JOIN documents AS d ON r.verdict = 'accepted' AND d.document_id = r.document_id
                ORDER BY s.source_path, r.record_number
                """
            )
            names = [column[0] for column in table.description]
            rows = [dict(zip(names, values, strict=True)) for values in table.fetchall()]
        return [Landed(_below_home(row["source_path"], self.place.home), _outcome(row), row) for row in rows]

    def _skipped(self) -> dict[str, int]:
        """Parts that are no records, by file; every file in the books is there."""
        with duckdb.connect(str(self.place.home / "presswatch.duckdb"), read_only=True) as con:
            rows = con.execute("SELECT source_path, coalesce(skipped_count, 0) FROM sources").fetchall()
        return {_below_home(path, self.place.home): count for path, count in rows}

    def _outputs(self) -> Outputs:
        """What commands show of a group."""
        columns = "title, byline, outlet, body"
        sheet = self._command("sql", f"SELECT {columns} FROM documents ORDER BY document_id", "--format", "csv")
        hostile = self._command(
            "sql", "SELECT document_id FROM documents WHERE source_path LIKE 'inbox/V04/rows%'", "--format", "csv"
        )
        shown = "".join(self._command("show", id) for id in hostile.split()[1:])
        report = self.place.home / "reports" / "index.html"
        printed = "".join(answer["printed"] for answer in self.answers)
        return Outputs(report.read_text("utf-8"), sheet, printed, shown)

    def _command(self, *arguments: str) -> str:
        """Standard output of a command of this program."""
        command = [
            sys.executable,
            "-c",
            "from flows.cli import main; main()",
            *arguments,
            "--home",
            str(self.place.home),
        ]
        done = subprocess.run(
            command, env=self._environment(), cwd=self.arena / "work", capture_output=True, text=True, check=False
        )
        return done.stdout if done.returncode == 0 else f"{done.stdout}\nERROR {done.stderr}"


def _go_on(steps: Sequence[Iterator[None]]) -> None:
    for step in steps:
        next(step, None)


def _end(child: subprocess.Popen[str]) -> None:
    os.killpg(child.pid, signal.SIGKILL)


def _below_home(path: str, home: Path) -> str:
    return path.removeprefix(f"{home}/")


def _outcome(row: dict[str, Any]) -> str:
    if row["verdict"] == "rejected":
        return f"reject {row['reason']}"
    if row["verdict"] == "duplicate":
        return "duplicate"
    return f"accept {','.join(row['flags'] or ())}".strip()


def fresh(arena: Path) -> Path:
    """An empty folder in place of whatever is there."""
    shutil.rmtree(arena, ignore_errors=True)
    arena.mkdir(parents=True)
    return arena
