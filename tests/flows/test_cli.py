"""The command: every error is one sentence and an exit code, every list has its formats, and a question starts lean."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner, Result

from flows import cli
from flows.place import home_folder
from flows.settings import load_settings
from tests.flows.newsdesk import DOCUMENT, Desk, desk

__all__ = ["desk"]

COMMANDS = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
HEAVY = ("prefect", "great_expectations", "pandas", "altair", "sqlalchemy", "pydantic_settings")


@pytest.fixture(autouse=True)
def usual_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PRESSWATCH_HOME", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments])


def run_script(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The console script in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1]), **environment},
    )


def test_every_command_and_every_option_is_explained() -> None:
    assert set(COMMANDS) == {
        "run", "replay", "reprocess", "inspect", "query", "sql", "show", "rejects", "quality", "report", "publish",
        "pack", "doctor", "entities", "evaluate",
    }  # fmt: skip
    under = {("entities", name): command for name, command in COMMANDS["entities"].commands.items()}
    for names, command in {**{(name,): command for name, command in COMMANDS.items()}, **under}.items():
        assert command.help, names
        assert command.help.strip().endswith((".", "NL.")), names
        for parameter in command.params:
            assert getattr(parameter, "help", None), (names, parameter.name)
        assert call(*names, "--help").exit_code == cli.DONE


@pytest.mark.parametrize("name", ["query", "sql", "show", "rejects", "quality", "doctor"])
def test_every_list_has_a_format(name: str) -> None:
    assert "format" in {parameter.name for parameter in COMMANDS[name].params}


def test_help_tells_the_exit_codes() -> None:
    shown = call("--help").output
    for code in (cli.DONE, cli.LANDED_NOTHING, cli.WRONG_CALL, cli.BROKEN_SETUP, cli.NOT_FOUND, cli.INTERRUPTED):
        assert f"{code} " in shown


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["query", "nothing_like_it"], cli.NOT_FOUND, "There is no saved query 'nothing_like_it'"),
        (["query", "co_mentions"], cli.NOT_FOUND, "needs entity="),
        (["sql", "SELECT nothing FROM nowhere"], cli.NOT_FOUND, "nowhere does not exist"),
        (["sql", "DROP TABLE documents"], cli.NOT_FOUND, "only reads"),
        (["show", "nobody"], cli.NOT_FOUND, "Nothing has the id 'nobody'"),
        (["show", "hk-7", "--format", "csv"], cli.WRONG_CALL, "--format table or json"),
        (["show", "hk-7", "--format", "xml"], cli.WRONG_CALL, "--format"),
        (["rejects", "--reason", "BAD_MOOD"], cli.NOT_FOUND, "There is no reason 'BAD_MOOD'"),
        (["rejects", "--limit", "0"], cli.WRONG_CALL, "--limit"),
        (["quality", "--run", "ffff"], cli.NOT_FOUND, "No run begins with 'ffff'"),
        (["run", "no/such/file"], cli.WRONG_CALL, "There is no no/such/file."),
        (["dance"], cli.WRONG_CALL, "dance"),
    ],
)
def test_an_error_is_one_sentence_and_a_code(desk: Desk, arguments: list[str], code: int, sentence: str) -> None:
    found = call(*arguments, "--home", desk.home.root)
    assert (found.exit_code, sentence in found.stderr) == (code, True), found.output
    assert "Traceback" not in found.output
    assert not found.stdout


@pytest.mark.parametrize(
    "arguments", [["query", "runs"], ["sql", "SELECT 1"], ["show", "x"], ["rejects"], ["doctor"], ["publish"]]
)
def test_looking_makes_no_home(arguments: list[str], tmp_path: Path) -> None:
    found = call(*arguments, "--home", tmp_path / "typo")
    assert found.exit_code == cli.NOT_FOUND
    assert "There is no home in" in found.stderr
    assert not (tmp_path / "typo").exists()


def test_a_home_that_cannot_be_opened_is_a_broken_set_up(desk: Desk) -> None:
    desk.home.format_path.write_text("presswatch-home 99\n")
    found = call("query", "runs", "--home", desk.home.root)
    assert (found.exit_code, "use a newer release" in found.stderr) == (cli.BROKEN_SETUP, True)


def test_a_wrong_setting_is_a_broken_set_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSWATCH_WORKERS", "none")
    found = call("doctor", "--home", desk.home.root)
    assert (found.exit_code, "The setting workers is wrong" in found.stderr) == (cli.BROKEN_SETUP, True)


def test_a_moved_home_says_what_to_do(desk: Desk, tmp_path: Path) -> None:
    shutil.move(desk.home.root, tmp_path / "moved")
    found = call("query", "runs", "--home", tmp_path / "moved")
    assert (found.exit_code, "presswatch publish" in found.stderr) == (cli.NOT_FOUND, True)


def test_an_error_cannot_steer_the_terminal(desk: Desk) -> None:
    assert "\x1b" not in call("show", "\x1b[2J\x1b]0;title\x07", "--home", desk.home.root).stderr


def test_rows_come_in_every_format(desk: Desk) -> None:
    text = ["sql", "SELECT document_id, byline FROM documents ORDER BY 1", "--home", desk.home.root]
    as_json = [json.loads(line) for line in call(*text, "--format", "json").stdout.splitlines()]
    as_csv = list(csv.DictReader(io.StringIO(call(*text, "--format", "csv").stdout)))
    as_parquet = pq.read_table(io.BytesIO(call(*text, "--format", "parquet").stdout_bytes)).to_pylist()
    assert as_json == as_parquet
    assert as_json[0] == {"document_id": DOCUMENT, "byline": ["Ilse Overbos"]}
    assert as_csv[0] == {"document_id": DOCUMENT, "byline": "Ilse Overbos"}
    assert DOCUMENT in call(*text).stdout


def test_rejects_as_csv_hold_no_formula(desk: Desk) -> None:
    rows = list(csv.DictReader(io.StringIO(call("rejects", "--home", desk.home.root, "--format", "csv").stdout)))
    assert [row["source_path"][:5] for row in rows] == ["'=cmd"] * 3
    assert [row["detail"] for row in rows] == ["'@line 1"] * 3


def test_sql_may_come_from_standard_input(desk: Desk) -> None:
    found = CliRunner().invoke(cli.app, ["sql", "-", "--home", str(desk.home.root)], input="SELECT 40 + 2 AS n")
    assert "42" in found.stdout


def test_a_parameter_is_given_by_its_name(desk: Desk) -> None:
    found = call("query", "articles_about", "entity=Maud Terwiel", "--home", desk.home.root, "--format", "json")
    assert [json.loads(line)["document_id"] for line in found.stdout.splitlines()] == [DOCUMENT]


@pytest.mark.parametrize("variable", [None, "", "elsewhere", "~/press"])
@pytest.mark.parametrize("given", [None, "here", "/abs/home"])
def test_the_quick_way_to_the_home_is_the_settings_way(
    given: str | None, variable: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variable:
        monkeypatch.setenv("PRESSWATCH_HOME", variable)
    path = Path(given) if given else None
    assert home_folder(path) == load_settings(path).home


def test_a_question_imports_nothing_heavy(desk: Desk) -> None:
    script = (
        "import sys\nfrom flows.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    code = end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], code, file=sys.stderr)\n"
    )
    for question in (["query", "who_is_in_the_news"], ["show", "hk-7"], ["rejects"], ["sql", "SELECT 1"]):
        found = subprocess.run(
            [sys.executable, "-c", script, *question, "--home", str(desk.home.root)],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            cwd=Path(cli.__file__).parents[1],
        )
        assert found.stderr.strip() in ("[] 0", "[] None"), question


@pytest.mark.parametrize(
    "arguments", [["show", "hk-7"], ["quality", "--all"], ["rejects"], ["query", "mentions_per_day"]]
)
def test_questions_answer_alike_without_numpy(desk: Desk, arguments: list[str]) -> None:
    without = run_script(*arguments, "--home", desk.home.root, "--format", "json")
    assert without.stdout
    assert without.stdout == call(*arguments, "--home", desk.home.root, "--format", "json").stdout


@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_a_reader_who_walks_away_is_no_error(desk: Desk, format: str) -> None:
    program = f"{sys.executable} -c 'from flows.cli import main; main()'"
    script = f"{program} sql 'FROM range(300000)' --home {desk.home.root} --format {format}"
    found = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script} | head -n 2; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(cli.__file__).parents[1],
    )
    assert found.stderr == ""
    assert found.stdout.splitlines()[-1] == str(cli.DONE)
    assert len(found.stdout.splitlines()) == 3


def test_a_progress_bar_can_be_sent_to_a_worker(desk: Desk) -> None:
    from flows.by_hand import _progress
    from flows.steps import NoProgress

    with _progress(False) as bar:
        assert isinstance(pickle.loads(pickle.dumps(bar)), NoProgress)


def test_prefect_keeps_silent_unless_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.by_hand import _silence

    disabled: list[int] = []
    monkeypatch.setattr("logging.disable", disabled.append)
    monkeypatch.setattr("warnings.filterwarnings", lambda action: None)
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    _silence()
    assert disabled == []
    monkeypatch.delenv("PREFECT_LOGGING_LEVEL")
    _silence()
    assert (disabled, os.environ["PREFECT_LOGGING_LEVEL"]) == ([logging.CRITICAL], "CRITICAL")
