"""Runs without Prefect, and what they published, for tests that hold whole runs against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from flows.context import Run, new_run
from flows.monitor import Outcome, monitor
from flows.settings import load_settings
from flows.steps import Steps
from transforms.contracts import TABLES
from warehouse.paths import open_home
from warehouse.store import Store

ROWS_OF_ARTICLES = (
    *("documents", "segments", "mentions", "entities", "entity_aliases", "entity_redirects", "outlets"),
    *("quotes", "citations", "copies", "stories", "story_members"),
)
"""The tables that tell of articles; the others are the books of how they came."""


def prepared(home: Path, paths: Sequence[Path] = (), store: Store | None = None, **settings: Any) -> Run:
    """A run that is about to begin, with its shards in this process and no waiting for files to settle."""
    given = {"task_runner": "inline", "settle_seconds": 0.0, "workers": 2, "isolates_records": False, **settings}
    loaded = load_settings(home, **given)
    opened = open_home(loaded.home, store or Store())
    return new_run(loaded, opened, paths, store)


class Undrawn(Steps):
    """All steps, with a page that has no pictures: what draws them cannot be forked, and is slow."""

    def report(self, run: Run) -> None:
        run.store.write_file(run.home.reports / "index.html", [b"<!doctype html><title>Run</title>"])


def run_once(home: Path, paths: Sequence[Path] = (), store: Store | None = None, **settings: Any) -> Outcome:
    """One whole run."""
    return monitor(prepared(home, paths, store, **settings), Undrawn())


def published_rows(home: Path, tables: Sequence[str] = ROWS_OF_ARTICLES) -> dict[str, list[tuple[Any, ...]]]:
    """The published rows of each table in every column that is not volatile, sorted."""
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for name in tables:
            table = TABLES[name]
            columns = [column for column in table.column_names if column not in table.volatile_columns]
            rows[name] = con.execute(f"SELECT {', '.join(columns)} FROM {name} ORDER BY ALL").fetchall()
        return rows


def books(home: Path) -> tuple[int, int, int, int]:
    """Records read, accepted, duplicate and rejected over all runs, after checking that they balance everywhere."""
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        for grain in ("runs", "sources"):
            off = con.execute(
                f"SELECT count(*) FROM {grain} WHERE read_count <> accepted_count + duplicate_count + rejected_count"
            ).fetchone()
            assert off == (0,), f"{grain} do not balance"
        by_verdict = dict(con.execute("SELECT verdict, count(*) FROM records GROUP BY verdict").fetchall())
        totals = con.execute(
            "SELECT sum(read_count), sum(accepted_count), sum(duplicate_count), sum(rejected_count) FROM runs"
        ).fetchone()
    assert totals is not None
    counted = tuple(int(total or 0) for total in totals)
    assert counted[1:] == tuple(by_verdict.get(verdict, 0) for verdict in ("accepted", "duplicate", "rejected"))
    return counted  # type: ignore[return-value]
