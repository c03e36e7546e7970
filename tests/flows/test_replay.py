"""What was refused is tried again, lands once, and is closed."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from flows.context import new_run
from flows.monitor import monitor
from flows.replay import open_sources, source_to_repair
from tests.flows.harness import Undrawn, books, prepared, run_once
from warehouse.admit import Archived
from warehouse.paths import Home
from warehouse.query import QueryError

LONG_TEXT = "The ferry to Bruvik sailed late again, and nobody on the quay was told why. " * 30
ARTICLES = [
    {
        "title": "Ferry late again",
        "text": "The ferry to Bruvik sailed an hour late on Monday.",
        "url": "https://a.example/1",
    },
    {"title": "The long wait", "text": LONG_TEXT, "url": "https://a.example/2"},
    {
        "title": "Mayor promises timetable",
        "text": "Mayor Anna Holt promised a timetable.",
        "url": "https://a.example/3",
    },
]


def replayed(home: Path, replays: list[Archived], **settings: object) -> None:
    run = prepared(home, **settings)
    monitor(new_run(run.settings, run.home, replays=replays), Undrawn())


def rejects(home: Path) -> list[tuple[str, str, int | None]]:
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        return con.execute("SELECT reason, status, record_number FROM rejects ORDER BY ALL").fetchall()


def titles(home: Path) -> list[str]:
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        return [row[0] for row in con.execute("SELECT title FROM documents ORDER BY 1").fetchall()]


def test_a_replay_after_a_change_of_settings_lands_what_was_refused(tmp_path: Path) -> None:
    home, news = tmp_path / "home", tmp_path / "news.jsonl"
    news.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    run_once(home, [news], max_record_bytes=500)
    assert rejects(home) == [("REC_TOO_LARGE", "open", 2)]

    news.unlink()  # the archive is enough
    again = open_sources(Home(home), reason="rec_too_large")
    assert [Path(source.source_path).name for source in again] == ["news.jsonl"]
    replayed(home, again)

    assert rejects(home) == [("REC_TOO_LARGE", "closed", 2)]
    assert titles(home) == ["Ferry late again", "Mayor promises timetable", "The long wait"]
    assert books(home) == (6, 3, 2, 1)
    assert open_sources(Home(home)) == []


def test_a_replay_that_changes_nothing_leaves_the_reject_open_and_the_rows_once(tmp_path: Path) -> None:
    home, news = tmp_path / "home", tmp_path / "news.jsonl"
    news.write_text(json.dumps(ARTICLES[0]) + '\n{"title": "Cut of\n')
    run_once(home, [news])
    before = rejects(home)
    replayed(home, open_sources(Home(home), "news.jsonl"))
    assert rejects(home) == before == [("JSON_SYNTAX", "open", 2)]
    assert titles(home) == ["Ferry late again"]


def test_a_repaired_file_closes_what_was_refused_of_the_broken_one(tmp_path: Path) -> None:
    home, news = tmp_path / "home", tmp_path / "news.jsonl"
    lines = [json.dumps(article) for article in ARTICLES]
    news.write_text("\n".join([lines[0], lines[1][:-1], lines[2]]) + "\n")
    run_once(home, [news])
    assert rejects(home) == [("JSON_SYNTAX", "open", 2)]

    repaired = tmp_path / "repaired.jsonl"
    repaired.write_text("\n".join(lines) + "\n")
    run = prepared(home, [repaired])
    sha256 = source_to_repair(run.home, "news.jsonl")
    monitor(new_run(run.settings, run.home, run.paths, repairs_sha256=sha256), Undrawn())

    assert rejects(home) == [("JSON_SYNTAX", "closed", 2)]
    assert titles(home) == ["Ferry late again", "Mayor promises timetable", "The long wait"]
    assert books(home) == (6, 3, 2, 1)


def test_a_file_that_merely_has_the_same_name_closes_nothing(tmp_path: Path) -> None:
    home, news = tmp_path / "home", tmp_path / "news.jsonl"
    news.write_text('{"title": "Cut of\n')
    run_once(home, [news])
    news.write_text(json.dumps(ARTICLES[0]) + "\n")
    run_once(home, [news])
    assert rejects(home) == [("JSON_SYNTAX", "open", 1)]


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    home, news = tmp_path / "home", tmp_path / "news.jsonl"
    news.write_text(json.dumps(ARTICLES[0]) + "\n")
    run_once(home, [news])
    with pytest.raises(QueryError, match=r"other\.jsonl"):
        open_sources(Home(home), "other.jsonl")
    with pytest.raises(QueryError, match="Name the one file"):
        source_to_repair(Home(home), None)
