"""The catalogue itself: it is whole, its judge and its watch miss nothing, and a part of it runs with every test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bad_inputs.articles import article
from tests.bad_inputs.case import CASE, CASES, Delivery, Landed, Place, problems
from tests.bad_inputs.catalogue import FAMILIES, IDS
from tests.bad_inputs.harness import GROUPS, MEMORY_BYTES, WATCH, Result, Stage, run_group
from tests.bad_inputs.opens import opens_below
from transforms.contracts.reasons import FLAGS, REASONS

A_FEW = (
    *("E06", "E08", "E16", "S01", "S10", "C02", "C03", "C07", "C10", "J02", "J05", "J10", "X03", "X10", "H02", "H03"),
    *("W01", "W03", "N01", "N03", "V01", "V04", "V07", "D02", "D04"),
)
"""Of every family some: those that have most to do with the code around them."""


def test_every_case_of_the_catalogue_is_built() -> None:
    assert sorted(CASES) == sorted(IDS)
    assert len(IDS) == 101
    for family, (_, module) in FAMILIES.items():
        own = {case.id for case in CASES.values() if case.fill.__module__ == module.__name__}
        assert own == {id for id in IDS if id.startswith(family)}


def test_every_case_tells_its_story_and_names_a_code_of_the_lists() -> None:
    for case in CASES.values():
        assert case.story.endswith("."), case.id
        assert case.group in GROUPS
        for code in filter(None, case.code.split("|")):
            known = FLAGS if case.kind == "accept+flag" else REASONS
            assert code in known or code == "DUPLICATE", case.id


def test_articles_are_unlike_and_always_the_same() -> None:
    made = [article(f"key {number}") for number in range(1_000)]
    assert len({one.title for one in made}) == len({one.url for one in made}) == 1_000
    assert len({part for one in made for part in one.paragraphs}) == 4_000
    assert made[7] == article("key 7")


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    """A case that delivers one good row and one bad one."""
    return Delivery(CASES["J02"], Place(tmp_path, tmp_path / "secret", tmp_path / "outside", 0))


def landed(source: str, outcome: str, title: str | None = None, body: str | None = None) -> Landed:
    row: dict[str, Any] = {"title": title, "body": body}
    return Landed(f"inbox/J02/{source}", outcome, row)


def test_the_judge_is_content_with_what_was_promised(delivery: Delivery) -> None:
    good = delivery.good()
    delivery.put("rows.jsonl", b"", CASE)
    rows = [landed("rows.jsonl", "accept", good.title, good.text), landed("rows.jsonl", "reject JSON_DUP_KEY")]
    assert problems(delivery, rows, set()) == ([], [])


@pytest.mark.parametrize(
    "outcomes",
    [[], ["accept"], ["reject JSON_SYNTAX"], ["reject JSON_DUP_KEY", "accept"], ["accept TEXT_CONTROL"], ["duplicate"]],
)
def test_the_judge_notices_any_other_outcome(delivery: Delivery, outcomes: list[str]) -> None:
    delivery.put("rows.jsonl", b"", CASE)
    wrong, _ = problems(delivery, [landed("rows.jsonl", outcome) for outcome in outcomes], set())
    assert wrong


def test_the_judge_notices_a_neighbour_that_is_lost_cut_or_refused_and_a_file_from_nowhere(delivery: Delivery) -> None:
    good = delivery.good()
    delivery.put("rows.jsonl", b"")
    for rows in (
        [],
        [landed("rows.jsonl", "accept", good.title, good.paragraphs[0])],
        [landed("rows.jsonl", "reject PARSE_CRASH")],
    ):
        assert problems(delivery, rows, set())[1] == [good.title]
    assert problems(delivery, [landed("other.jsonl", "accept")], set())[0] == [
        "inbox/J02/other.jsonl: accept from nowhere"
    ]


def test_the_judge_notices_what_should_have_been_put_off(delivery: Delivery) -> None:
    delivery.defer("rows.jsonl")
    assert problems(delivery, [], set())[0]
    assert problems(delivery, [], {("inbox/J02/rows.jsonl", "JSON_DUP_KEY")})[0] == []


def watched(folder: Path, code: str) -> list[str]:
    """What the watch tells of a program, which may write below ``home``."""
    for name in ("home", "secret"):
        (folder / name).mkdir()
    (folder / "secret" / "word.txt").write_text("word")
    told = {"LOG": folder / "log", "INSIDE": folder / "home", "SECRET": folder / "secret"}
    environment = {
        **os.environ,
        "PYTHONPATH": str(WATCH),
        **{f"BAD_INPUTS_{key}": str(path) for key, path in told.items()},
    }
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=folder, check=False, stderr=subprocess.DEVNULL)
    return [line.split("\t")[0] for line in (folder / "log").read_text().splitlines()]


def test_the_watch_is_silent_on_what_a_run_may_do(tmp_path: Path) -> None:
    code = (
        "import os; open('home/x', 'w').close(); os.rename('home/x', 'home/y'); os.remove('home/y'); open('log').read()"
    )
    assert watched(tmp_path, code) == []


# 127.0.0.2 is this machine too, but no address that anything here should call: it stands for another one
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("open('x', 'w')", "write"),
        ("import os; os.open('x', os.O_CREAT | os.O_WRONLY)", "write"),
        ("import os; open('home/x', 'w').close(); os.rename('home/x', 'x')", "write"),
        ("import os; os.mkdir('folder')", "write"),
        ("import os; os.symlink('home', 'link')", "write"),
        ("import os; f = os.open('.', os.O_RDONLY); os.mkdir('folder', dir_fd=f)", "write"),
        ("import os\nif os.fork() == 0: open('x', 'w')\nelse: os.wait()", "write"),
        ("import subprocess, sys; subprocess.run([sys.executable, '-c', 'open(\"x\", \"w\")'])", "write"),
        ("open('secret/word.txt').read()", "secret"),
        ("import socket; socket.create_connection(('127.0.0.1', 9), 1)", "local"),
        ("import socket; socket.socket().connect(('127.0.0.2', 9))", "socket"),
        ("import socket; socket.getaddrinfo('127.0.0.2', 80)", "socket"),
        ("import urllib.request; urllib.request.urlopen('http://127.0.0.2:9/x')", "socket"),
    ],
)
def test_the_watch_tells_what_a_run_may_not_do(tmp_path: Path, code: str, kind: str) -> None:
    assert kind in watched(tmp_path, code)


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_opens_by_other_programs_are_seen(tmp_path: Path) -> None:
    (tmp_path / "word.txt").write_text("word")
    with opens_below(tmp_path) as opened:
        assert opened() == []
        subprocess.run(["cat", "word.txt"], cwd=tmp_path, check=True, capture_output=True)
        assert f"opened {tmp_path / 'word.txt'}" in opened()


def test_who_calls_the_trap_is_counted(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        stage = Stage(GROUPS["race"], tmp_path, [], trap)
        for callers in (1, 2):
            result = Result([])
            for _ in range(callers):
                socket.create_connection(("127.0.0.1", stage.place.trap_port)).close()
            stage.read_log(result)
            assert len(result.sockets) == callers


@pytest.mark.long
@pytest.mark.timeout(200)
def test_some_of_every_family_get_their_verdicts_beside_good_neighbours(tmp_path: Path) -> None:
    """``make bad-inputs`` runs them all."""
    result = run_group("crowd", tmp_path / "crowd", A_FEW)
    assert result.errors == []
    assert result.wrong == {}
    assert result.lost_neighbours == []
    assert result.sockets == []
    assert result.outside == []
    assert sorted(result.ids) == sorted(A_FEW)
    assert result.neighbour_count > 2 * len(A_FEW)
    assert result.peak_bytes < MEMORY_BYTES
