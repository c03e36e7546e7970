"""What a run says at its end: its books, what it found, and commands that work."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pytest

from flows.context import new_run
from flows.landing import Landed
from flows.monitor import Outcome
from flows.settings import load_settings
from flows.summary import print_summary
from tests.flows.newsdesk import DOCUMENT, OTHER_DOCUMENT, PERSON, RUN, Desk, desk, moment
from tests.flows.test_output import terminal
from transforms.contracts import arrow_schema
from warehouse.admit import Admission
from warehouse.catalog import Snapshot
from warehouse.linking import Reading, SourceCounts

__all__ = ["desk", "terminal"]

CHECKS = [("fail", True), ("warn", False), ("warn", False), ("fail", False), ("warn", True)]


def outcome(
    desk: Desk,
    counts: tuple[int, int, int] = (2, 1, 3),
    checks: Sequence[tuple[str, bool]] = CHECKS,
    deferred: Sequence[str] = (),
    run_id: str = RUN,
) -> Outcome:
    run = new_run(load_settings(desk.home.root), desk.home)
    object.__setattr__(run, "run_id", run_id)
    quality = pa.Table.from_pylist(
        [
            {
                "run_id": run_id,
                "suite": "documents",
                "expectation": f"{severity}_rule",
                "column_name": "body",
                "severity": severity,
                "is_success": is_success,
                "checked_utc": moment("2031-03-01 07:10"),
            }
            for severity, is_success in checks
        ],
        schema=arrow_schema("quality_results"),
    )
    landed = Landed(
        Snapshot("ab" * 16, 3, None, moment("2031-03-01 07:20"), "run", run_id, "1"),
        (
            Reading("aa", 0, "inbox/new.jsonl", desk.sha256),
            Reading("bb", 1, "inbox/old.txt", "cd", is_acknowledged=True),
        ),
        (SourceCounts("aa", desk.sha256, "inbox/new.jsonl", sum(counts), *counts),),
        quality,
    )
    waiting = tuple(Admission(name, 0, None, name, None, None, None, None, is_deferred=True) for name in deferred)
    return Outcome(run, landed, waiting, 2.0)


def summary(capsys: pytest.CaptureFixture[str], made: Outcome) -> str:
    print_summary(made)
    return capsys.readouterr().out


def test_the_books_stand_first(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.split() for line in summary(capsys, outcome(desk)).splitlines()]
    assert lines[0] == ["Run", RUN[:8], "·", "snapshot", "3", "·", "2.0", "s,", "3.0", "records", "a", "second"]
    assert lines[1] == ["read", "6", "records", "of", "2", "files,", "1", "of", "them", "read", "before"]
    assert [line[:2] for line in lines[2:5]] == [["accepted", "2"], ["duplicate", "1"], ["rejected", "3"]]


def test_what_was_found_is_ranked(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown = summary(capsys, outcome(desk))
    assert "JSON_SYNTAX 2 · TEXT_TOO_SHORT 1" in shown
    assert "nl 2 · nb 1" in shown
    assert re.search(r"^people +2  Maud Terwiel 1$", shown, re.MULTILINE)
    assert re.search(r"^places +1  Oslo 1$", shown, re.MULTILINE)
    assert "The tables hold 3 documents of 2 articles, which name 3 people" in shown


def test_quotations_copies_and_stories_have_a_line_each(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert not re.search(r"^(quotations|copies|stories)", summary(capsys, outcome(desk)), re.MULTILINE)
    story = "story:" + DOCUMENT
    for quote_id, speaker, continued in (("a", PERSON, None), ("b", PERSON, "a"), ("c", None, None)):
        desk.execute(
            "INSERT INTO quotes (quote_id, document_id, speaker_entity_id, continues_quote_id) VALUES (?, ?, ?, ?)",
            quote_id, DOCUMENT, speaker, continued,
        )  # fmt: skip
    desk.execute("INSERT INTO copies (document_id, role) VALUES (?, 'near'), (?, 'near')", DOCUMENT, OTHER_DOCUMENT)
    desk.execute("INSERT INTO story_members (story_id, document_id) SELECT ?, document_id FROM documents", story)
    desk.execute(
        "INSERT INTO stories (story_id, label, document_count, independent_count, languages) "
        "VALUES (?, ?, 3, 2, ['nb', 'nl'])",
        story, "A headline that goes on and on and on",
    )  # fmt: skip
    shown = summary(capsys, outcome(desk))
    assert f"presswatch show story:{DOCUMENT[:8]} --home" in shown
    lines = [line for line in shown.splitlines() if line[:6] in ("quotat", "copies", "storie")]
    assert [re.sub("  +", "  ", line) for line in lines] == [
        "quotations  2  1 with a speaker: Maud Terwiel 1",
        "copies  2  near 2",
        "stories  1  1 across languages · biggest: A headline that goes on and… 3",
    ]


def test_checks_that_did_not_hold_are_named_worst_first(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    lines = summary(capsys, outcome(desk)).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("quality"))
    assert lines[at].split() == ["quality", "2", "of", "5", "expectations", "held"]
    assert lines[at + 1].split() == ["fail", "documents.body:", "fail_rule"]
    assert lines[at + 2].split() == ["warn", "documents.body:", "warn_rule", "(2", "times)"]


def test_every_command_it_names_can_be_typed(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from flows.cli import app

    shown = summary(capsys, outcome(desk))
    commands = [
        shlex.split(part)[1:]
        for line in shown.splitlines()
        if (part := line[line.find("presswatch ") :]).startswith("presswatch ")
    ]
    assert [command[0] for command in commands] == ["query", "show", "rejects"]
    assert commands[1][1] == DOCUMENT[:8]
    for command in commands:
        assert CliRunner().invoke(app, command).exit_code == 0, command


def test_the_home_is_named_only_where_it_is_not_the_usual_one(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"--home {desk.home.root}" in summary(capsys, outcome(desk))
    monkeypatch.setenv("PRESSWATCH_HOME", str(desk.home.root))
    assert "--home" not in summary(capsys, outcome(desk))


def test_deferred_files_are_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown = summary(capsys, outcome(desk, deferred=["inbox/half\x1b[2J.txt", "b", "c", "d"]))
    assert "deferred   4  not complete or not readable yet, next run: half\ufffd[2J.txt, b, c, …" in shown


def test_a_run_that_read_nothing_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    shown = summary(capsys, outcome(desk, counts=(0, 0, 0), checks=(), run_id="ffff" * 8))
    assert "nothing to read" in shown
    assert "nothing was checked" in shown
    assert "languages" not in shown


def test_a_home_without_a_published_file_still_gets_its_books(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.home.published_path.unlink()
    shown = summary(capsys, outcome(desk))
    assert re.search(r"^accepted +2$", shown, re.MULTILINE)
    assert "presswatch publish" in shown


@pytest.mark.parametrize("width", [80, 100])
def test_it_is_short_and_fits_a_terminal(
    desk: Desk, terminal: object, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(terminal)
    monkeypatch.chdir(desk.home.root.parent)
    screen = terminal(width)
    print_summary(outcome(desk))
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in screen.getvalue().splitlines()]
    assert len(lines) <= 24
    assert all(len(line) <= width for line in lines)
    assert "\x1b[" in screen.getvalue()


def test_what_held_no_article_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    done = outcome(desk)
    landed = replace(
        done.landed,
        readings=(replace(done.landed.readings[0], skipped_count=4), *done.landed.readings[1:]),
        sources=(*done.landed.sources, SourceCounts("bb", "cd", "inbox/old.txt", 0, 0, 0, 0)),
    )
    print_summary(replace(done, landed=landed))
    told = capsys.readouterr().out
    assert re.search(r"skipped +4 ", told)
    assert "1 without a record" in told
