"""Does a stream give what one run gives, and what does a day cost? ``python benchmarks/stream.py --data DIR``.

Feeds ``DIR/news/nl-headlines-2022-2023.jsonl.gz`` (every retitling a record of the day on which it was seen) and
``DIR/news/newsapi-2020-05.jsonl.gz`` in the order of their days in 20 runs, and all of it in one run into another home.
Copies and stories must be the same rows; ids that were other on the way must lead to those that stand. Keeps the
seconds of every run, and those of copies and stories in it, as the warehouse grows. ``--share`` takes that share of the
items (by a hash of the headline, so that equal headlines stay together); names take most of the time, a few
milliseconds an item.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import wraps
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from flows.context import Run, new_run
from flows.intake import Intake, StagedShard
from flows.monitor import monitor
from flows.settings import load_settings
from flows.steps import Steps
from flows.worker import load_resources
from transforms.shard import Shard
from warehouse import consolidate
from warehouse.lake import StagedFile
from warehouse.paths import open_home
from warehouse.store import Store

RESULTS = Path(__file__).parent / "results" / "stream.json"
HEADLINES, AGGREGATED = "nl-headlines-2022-2023.jsonl.gz", "newsapi-2020-05.jsonl.gz"
COMPARED = {
    "copies": "SELECT document_id, original_document_id, round(similarity, 6), round(containment, 6), role FROM copies",
    "stories": "SELECT document_id, story_id, round(score, 6) FROM story_members",
}

Item = tuple[str, str, bytes]
"""When it came, what it is chosen by, and its line."""


def headlines(source: Path) -> Iterator[Item]:
    """One record a headline of an item: its first, and each that took its place, when it was seen."""
    with gzip.open(source) as lines:
        for line in lines:
            item = json.loads(line)
            for told in item.pop("titles") or [{"title": item["title"], "seen_at": item["published_at"]}]:
                record = item | {"title": told["title"], "collected_at": told["seen_at"]}
                yield told["seen_at"] or "", str(item["id"]), json.dumps(record, ensure_ascii=False).encode() + b"\n"


def aggregated(source: Path) -> Iterator[Item]:
    """One record an item, when it was published."""
    with gzip.open(source) as lines:
        for line in lines:
            item = json.loads(line)
            yield item.get("publishedAt") or "", " ".join((item.get("title") or "").lower().split()), line


def days(items: Iterable[Item], share: float, count: int) -> list[list[bytes]]:
    """A share of the items in the order of their coming, in so many parts of about one size."""
    chosen = sorted((when, line) for when, key, line in items if zlib.crc32(key.encode()) % 10_000 < share * 10_000)
    edges = [len(chosen) * part // count for part in range(count + 1)]
    return [[line for _, line in chosen[start:end]] for start, end in pairwise(edges)]


class Clock:
    """Seconds by name, since it was last read."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def measured(*values: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*values, **named)
            finally:
                self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

        return measured

    def read(self) -> dict[str, float]:
        found, self.seconds = self.seconds, {}
        return {f"{name}_seconds": round(seconds, 2) for name, seconds in sorted(found.items())}


class Workers(Steps):
    """All steps but the report page; shards in processes that live on from run to run."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        super().__init__()
        self._pool = pool

    def process(self, run: Run, intake: Intake, shards: Iterable[Shard]) -> list[StagedFile]:
        jobs = [self._pool.submit(work, run, shard) for shard in shards]
        return [file for job in jobs for file in job.result().files] + intake.staged

    def report(self, run: Run) -> None:
        """No page."""


def work(run: Run, shard: Shard) -> StagedShard:
    """One shard, in a worker."""
    return Steps().work(run, shard)


def land(home: Path, files: list[Path], steps: Steps, clock: Clock) -> dict[str, Any]:
    """One run over files, with its seconds and the size of the warehouse after it."""
    settings = load_settings(home, settle_seconds=0.0, isolates_records=False)
    store = Store()
    clock.read()
    started = time.perf_counter()
    monitor(new_run(settings, open_home(settings.home, store), files, store), steps)
    seconds = round(time.perf_counter() - started, 1)
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        names = ("document_count", "story_count", "largest_story", "copy_count", "redirect_count")
        row = con.execute(
            """
            SELECT (SELECT count(*) FROM documents), count(*), max(document_count), (SELECT count(*) FROM copies),
                (SELECT count(*) FROM story_redirects)
            FROM stories
            """
        ).fetchone()
    result = {**dict(zip(names, row or (), strict=True)), "seconds": seconds, **clock.read()}
    print(home.name, result, flush=True)
    return result


def differences(one: Path, other: Path) -> dict[str, int]:
    """Rows of each compared table that stand in one home alone."""
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{one / 'presswatch.duckdb'}' AS one (READ_ONLY)")
        con.execute(f"ATTACH '{other / 'presswatch.duckdb'}' AS other (READ_ONLY)")
        found = {}
        for name, sql in COMPARED.items():
            con.execute("USE one")
            con.execute(f"CREATE OR REPLACE TABLE memory.main.left_rows AS {sql}")
            con.execute("USE other")
            con.execute(f"CREATE OR REPLACE TABLE memory.main.right_rows AS {sql}")
            con.execute("USE memory")
            row = con.execute(
                """
                SELECT count(*) FROM (
                    (FROM left_rows EXCEPT FROM right_rows) UNION ALL (FROM right_rows EXCEPT FROM left_rows)
                )
                """
            ).fetchone()
            found[name] = int(row[0]) if row else 0
    return found


def redirects(home: Path) -> dict[str, int]:
    """Changes of ids by kind, and ids that stood once and lead to no story that stands."""
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        found = dict(con.execute("SELECT kind, count(*) FROM story_redirects GROUP BY kind ORDER BY kind").fetchall())
        lost = con.execute(
            """
            WITH RECURSIVE steps AS (
                SELECT from_story_id, to_story_id FROM story_redirects ANTI JOIN stories ON story_id = from_story_id
            ),
            reached AS (
                SELECT from_story_id, to_story_id FROM steps
                UNION
                SELECT reached.from_story_id, steps.to_story_id
                FROM reached JOIN steps ON steps.from_story_id = reached.to_story_id
            )
            SELECT count(DISTINCT from_story_id)
            FROM steps
            ANTI JOIN (
                SELECT from_story_id FROM reached JOIN stories ON story_id = to_story_id
            ) AS standing USING (from_story_id)
            """
        ).fetchone()
    return {**found, "lost": int(lost[0]) if lost else 0}


def main() -> int:
    """Measure, print, keep; 0 if the stream gives what one run gives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.1, help="share of the items, of 145,000 and their retitlings")
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    news = options.data / "news"
    dutch = days(headlines(news / HEADLINES), options.share, options.runs)
    mixed = days(aggregated(news / AGGREGATED), options.share, options.runs)
    clock = Clock()
    for name in ("find_copies", "find_stories"):
        setattr(consolidate, name, clock.timed(name.removeprefix("find_"), getattr(consolidate, name)))
    cores = psutil.cpu_count() or 1
    with (
        tempfile.TemporaryDirectory(prefix="stream-") as folder,
        ProcessPoolExecutor(cores, mp_context=get_context("spawn"), initializer=load_resources) as pool,
    ):
        root, steps = Path(folder), Workers(pool)
        files = []
        for number, parts in enumerate(zip(dutch, mixed, strict=True), 1):
            file = root / f"day{number:02d}.jsonl"
            file.write_bytes(b"".join(line for part in parts for line in part))
            files.append(file)
        streamed = [land(root / "stream", [file], steps, clock) for file in files]
        at_once = land(root / "at-once", files, steps, clock)
        different = differences(root / "stream", root / "at-once")
        changed = redirects(root / "stream")
    result = {
        "sources": [HEADLINES, AGGREGATED],
        "share": options.share,
        "machine": {"cores": cores, "python": sys.version.split()[0]},
        "rows_that_differ": different,
        "redirects_of_the_stream": changed,
        "runs": streamed,
        "one_run": at_once,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps({name: result[name] for name in ("rows_that_differ", "redirects_of_the_stream")}))
    return int(any(different.values()) or changed["lost"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
