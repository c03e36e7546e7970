"""Language and names found anew for what has landed: in one snapshot, once, and never in half."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest

from flows import landing
from flows import reprocess as reprocessing
from flows.context import Run
from flows.landing import Turn
from flows.monitor import RunFailed
from flows.reprocess import Reprocessed, reprocess
from flows.summary import print_reprocessed
from tests.flows.harness import Undrawn, books, prepared, published_rows, run_once
from tests.flows.relanded import HAVEN, copied, land_both, newer, spoil, unchecked
from transforms import enrich
from transforms.model import Refusal
from transforms.relabel import RELABELLED, StoredDocument, relabel_items
from transforms.rows import ShardOptions
from warehouse.catalog import Snapshot
from warehouse.relabel import Relabelled

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("landed") / "home"
    land_both(home, home.parent / "delivered")
    return home


@pytest.fixture(scope="module")
def golden(landed: Path) -> Rows:
    """What is published once both have landed."""
    return published_rows(landed)


@pytest.fixture
def home(landed: Path, tmp_path: Path) -> Path:
    """A home in which both have landed; what it published is seen once more is done there."""
    return copied(landed, tmp_path / "home")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    unchecked(monkeypatch)


def asked(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.mark.usefixtures("quick")
def test_what_an_older_version_found_is_found_anew(home: Path, monkeypatch: pytest.MonkeyPatch, golden: Rows) -> None:
    spoil(home, monkeypatch)
    assert asked(home, "SELECT count(*) FROM mentions") == [(0,)]
    assert asked(home, "SELECT DISTINCT language FROM documents") == [("da",)]
    done = reprocess(newer(home), Undrawn())
    assert done is not None
    assert (done.document_count, done.left_count, done.changes["languages"]) == (2, 0, 2)
    assert published_rows(home) == golden
    assert asked(home, "SELECT DISTINCT entities_version, language_version FROM documents") == [("newer", "newer")]


def test_it_is_one_snapshot_of_its_kind_and_the_books_balance(home: Path, landed: Path) -> None:
    before = books(landed)
    roles = asked(landed, "SELECT title, entity_id, organization_entity_id FROM roles ORDER BY ALL")
    assert roles
    reprocess(newer(home), Undrawn())
    assert books(home) == before
    assert asked(home, "SELECT kind FROM snapshots ORDER BY sequence")[-1] == ("reprocess",)
    assert asked(home, "SELECT read_count, status FROM runs ORDER BY started_utc DESC LIMIT 1") == [(0, "succeeded")]
    assert asked(home, "SELECT title, entity_id, organization_entity_id FROM roles ORDER BY ALL") == roles


@pytest.mark.usefixtures("quick")
def test_a_second_time_there_is_nothing_to_do(home: Path) -> None:
    reprocess(newer(home), Undrawn())
    snapshots = asked(home, "SELECT count(*) FROM snapshots")
    assert reprocess(newer(home), Undrawn()) is None
    assert reprocess(newer(home), Undrawn(), ["entities"]) is None
    assert asked(home, "SELECT count(*) FROM snapshots") == snapshots


@pytest.mark.usefixtures("quick")
def test_names_alone_leave_the_language(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(home, monkeypatch)
    reprocess(newer(home), Undrawn(), ["entities"])
    assert asked(home, "SELECT DISTINCT language, entities_version, language_version FROM documents") == [
        ("da", "newer", "poor")
    ]
    assert asked(home, "SELECT count(*) > 0 FROM mentions") == [(True,)]
    done = reprocess(newer(home), Undrawn(), ["language"])
    assert done is not None
    assert sorted(asked(home, "SELECT language FROM documents")) == [("nb",), ("nl",)]


@pytest.mark.usefixtures("quick")
def test_only_the_documents_of_another_version_are_worked(home: Path) -> None:
    reprocess(newer(home), Undrawn())
    late = home.parent / "laat.txt"
    late.write_text(HAVEN.replace("Terwiel", "Wiertel"), encoding="utf-8")
    run_once(home, [late])
    run = newer(home, prepared(home).pipeline_version)
    done = reprocess(run, Undrawn())
    assert done is not None
    assert done.document_count == 2
    assert asked(home, "SELECT count(*) FROM documents") == [(3,)]


@pytest.mark.usefixtures("quick")
def test_a_replaced_document_is_not_overwritten_with_older_findings(home: Path) -> None:
    """Another run lands between working and committing: what it found stands."""

    class Interrupted(Undrawn):
        def turn(self, run: Run, *rest: Any) -> Any:
            other = replace(prepared(home), pipeline_version=run.pipeline_version)
            if not done:
                done.append(reprocess(other, Undrawn()))
            return super().turn(run, *rest)

    done: list[Any] = []
    last = reprocess(newer(home), Interrupted())
    assert done[0].document_count == 2
    assert last is not None
    assert last.document_count == 0
    assert asked(home, "SELECT count(*), count(DISTINCT document_id) FROM documents") == [(2, 2)]


@pytest.mark.usefixtures("quick")
def test_a_lost_turn_is_taken_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit, lost = reprocessing._commit, []

    def once_lost(run: Run, turn: Turn, *rest: Any) -> Any:
        if not lost:
            lost.append(True)
            raise landing.StaleHead("another run committed first")
        return commit(run, turn, *rest)

    monkeypatch.setattr(reprocessing, "_commit", once_lost)
    done = reprocess(newer(home), Undrawn())
    assert done is not None
    assert done.document_count == 2


@pytest.mark.usefixtures("quick")
def test_a_document_that_fails_stays_as_it_was(home: Path, monkeypatch: pytest.MonkeyPatch, golden: Rows) -> None:
    annotate = enrich.annotate

    def failing(fields: dict[str, str], *rest: Any, **more: Any) -> Any:
        if "Bergen" in fields["body"]:
            raise ValueError("no")
        return annotate(fields, *rest, **more)

    monkeypatch.setattr(enrich, "annotate", failing)
    done = reprocess(newer(home), Undrawn())
    assert done is not None
    assert (done.document_count, done.left_count) == (1, 1)
    assert [why for _, why in done.failures] == ["PARSE_CRASH: ValueError"]
    assert published_rows(home) == golden


def test_a_document_whose_rows_fail_a_check_stays_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch, golden: Rows
) -> None:
    annotate = enrich.annotate

    def overlapping(fields: dict[str, str], *rest: Any, **more: Any) -> Any:
        found = annotate(fields, *rest, **more)
        if "Bergen" not in fields["body"]:
            return found
        first = next(mention for mention in found.mentions if mention.field == "body")
        broken = replace(first, start_char=first.start_char + 1)
        return replace(found, mentions=(*found.mentions, broken), roles=())

    monkeypatch.setattr(enrich, "annotate", overlapping)
    done = reprocess(newer(home), Undrawn())
    assert done is not None
    assert (done.document_count, done.left_count) == (1, 1)
    assert published_rows(home) == golden
    failed = "SELECT DISTINCT suite FROM quality_results WHERE NOT is_success AND severity = 'fail'"
    assert asked(home, failed) == [("mentions",)]


def test_a_broken_promise_changes_nothing_and_is_booked(
    home: Path, monkeypatch: pytest.MonkeyPatch, golden: Rows
) -> None:
    define = Relabelled._define

    def one(self: Relabelled) -> None:
        define(self)
        self.con.execute("CREATE TABLE one_of_two AS FROM batch_documents ORDER BY document_id LIMIT 1")
        self.con.execute("CREATE OR REPLACE VIEW batch_documents AS FROM one_of_two")

    monkeypatch.setattr(Relabelled, "_define", one)
    with pytest.raises(RunFailed, match="document_exists"):
        reprocess(newer(home), Undrawn())
    assert published_rows(home) == golden
    assert asked(home, "SELECT kind FROM snapshots ORDER BY sequence")[-1] == ("failed_run",)


@pytest.mark.usefixtures("quick")
def test_isolated_workers_find_the_same(home: Path, monkeypatch: pytest.MonkeyPatch, golden: Rows) -> None:
    for name in ("PART_DOCUMENTS", "JOB_DOCUMENTS"):
        monkeypatch.setattr(reprocessing, name, 1)
    run = newer(home, task_runner="process", isolates_records=True)
    assert reprocess(run, Undrawn()) is not None
    assert published_rows(home) == golden


def test_a_person_is_told_what_changed_and_what_stayed(capsys: pytest.CaptureFixture[str]) -> None:
    tables = ("mentions", "roles", "allusions", "quotes", "citations")
    changes = dict.fromkeys(tables, 7) | {"languages": 1} | {f"{name}_before": 5 for name in tables}
    snapshot = Snapshot("s", 3, "r", datetime.fromisoformat("2031-01-01"), "reprocess", "run", "v")
    failures = (("aa11", "PARSE_CRASH: ValueError"),)
    print_reprocessed(Reprocessed(cast(Run, None), snapshot, 9, 1, changes, failures, 2.5))
    shown = capsys.readouterr().out
    assert re.search(r"documents +9 +found again\n *left as they were +1 ", shown)
    assert re.search(r"mentions +7 +before: 5", shown)
    assert "aa11 stays as it was: PARSE_CRASH: ValueError" in shown
    print_reprocessed(None)
    assert "there is nothing to do" in capsys.readouterr().out


OPTIONS = ShardOptions("run", "v1", datetime.fromisoformat("2031-01-01"))


def _stored(number: int, **changes: Any) -> StoredDocument:
    texts = {"title": None, "body": HAVEN, "outlet": None, "language": "nl"}
    return StoredDocument(**{"document_id": f"{number:032x}", "record_number": number, **texts, **changes})


def _failures(items: Sequence[StoredDocument]) -> list[str | None]:
    return relabel_items(items, OPTIONS)[RELABELLED]["failure"].to_pylist()


def test_a_document_that_hung_is_left_alone() -> None:
    hung = _stored(2).refused(Refusal("PARSE_TIMEOUT", "more than 60 seconds"))
    assert _failures([_stored(1), hung]) == [None, "PARSE_TIMEOUT: more than 60 seconds"]


def test_a_row_that_breaks_a_rule_takes_its_document_along(monkeypatch: pytest.MonkeyPatch) -> None:
    annotate = enrich.annotate

    def unsure(fields: dict[str, str], *rest: Any, **more: Any) -> Any:
        found = annotate(fields, *rest, **more)
        return replace(found, mentions=(replace(found.mentions[0], confidence=2.0),)) if fields.get("title") else found

    monkeypatch.setattr(enrich, "annotate", unsure)
    done = relabel_items([_stored(1, title="Haven dicht in Oslo"), _stored(2)], OPTIONS)
    assert done[RELABELLED]["failure"].to_pylist() == ["ROW_RULE: mentions.confidence: at most 1", None]
    assert set(done["mentions"]["document_id"].to_pylist()) == {_stored(2).document_id}
