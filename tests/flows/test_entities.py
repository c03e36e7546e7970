"""``presswatch entities``: a person says who is who, and it holds: for later runs, under newer knowledge, elsewhere."""

from __future__ import annotations

import csv
import io
import json
import shutil
from getpass import getuser
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner, Result

from flows import cli
from tests.flows.harness import prepared, run_once
from warehouse.catalog import Catalog
from warehouse.own_names import OwnNamesLost
from warehouse.paths import Home
from warehouse.store import Store

NILSA, ARVID = "Nilsa Torvak", "Arvid Holmedal"
ARTICLES = {
    "harbour.txt": (
        "Haven blijft dicht\n\nDe haven blijft deze week dicht, zei havenmeester Nilsa Torvak dinsdag. Volgens Torvak "
        "is er geen gevaar. Wethouder Arvid Holmedal wil dat de schepen snel weer varen."
    ),
    "bridge.txt": (
        "Brug gaat open\n\nDe brug over de rivier gaat open, zei burgemeester Nelsa Torvak maandag. Ook wethouder "
        "Arvid Holmedal kwam kijken. De gemeente betaalde de helft van de kosten van het werk."
    ),
}
LIST = "id,name,type,language,aliases,country\n7,Nilsa Torvak,person,ru,Нилса Торвак,NO\n8,=Cmd Holding,company,,,\n"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, ["entities", *(str(argument) for argument in arguments)])


def told(*arguments: object) -> str:
    """What a command that must end well says."""
    found = call(*arguments)
    assert found.exit_code == cli.DONE, found.output
    return " ".join(found.stdout.split())


def listed(*arguments: object) -> list[dict[str, Any]]:
    found = call(*arguments, "--format", "json")
    assert found.exit_code == cli.DONE, found.output
    return [json.loads(line) for line in found.stdout.splitlines()]


def ids(home: Path) -> dict[str, str]:
    """Surface → the id that it shows."""
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        return dict(con.execute("SELECT surface, entity_id FROM mentions").fetchall())


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two articles; a copy of the module's, which nobody changes."""
    folder = tmp_path_factory.mktemp("landed")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    run_once(folder / "home", [folder / name for name in ARTICLES])
    return folder


@pytest.fixture
def home(landed: Path, tmp_path: Path) -> Path:
    shutil.copytree(landed / "home", tmp_path / "home")
    return tmp_path / "home"


def test_two_are_one_until_a_person_says_otherwise(home: Path, landed: Path) -> None:
    at = ("--home", home)
    shown = ids(home)
    nilsa, nelsa = shown[NILSA], shown["Nelsa Torvak"]
    assert nilsa != nelsa
    sentence = told("merge", nilsa, nelsa[:12], "--by", "iris", "--reason", "one mayor", *at)
    assert sentence == f"Nelsa Torvak ({nelsa}) shows as Nilsa Torvak ({nilsa}) from now on."
    assert ids(home)["Nelsa Torvak"] == nilsa
    refused = call("merge", nelsa, nilsa, *at)
    assert (refused.exit_code, "split it first" in refused.stderr) == (cli.WRONG_CALL, True)
    refused = call("split", nilsa, *at)
    assert (refused.exit_code, f"Nelsa Torvak ({nelsa})" in refused.stderr) == (cli.WRONG_CALL, True)
    told("rename", nelsa, "Nilsa <b>Torvak", *at)
    (page,) = listed("show", NILSA, *at)
    assert (page["label"], page["mention_count"]) == ("Nilsa <b>Torvak", 3)
    first = page["decisions"][0]
    assert (first["kind"], first["decided_by"], first["reason"]) == ("merge", "iris", "one mayor")
    assert "one mayor" in told("show", nelsa, *at)
    run_once(home, [landed / name for name in ARTICLES], min_text_chars=41)
    assert ids(home)["Nelsa Torvak"] == nilsa, "read anew under another pipeline version"
    told("split", nelsa, *at)
    assert (ids(home)["Nelsa Torvak"], ids(home)[NILSA]) == (nelsa, nilsa)
    assert [row["counts"] for row in listed("decisions", *at)] == [True, True, True]
    told("undo", 3, *at)
    assert ids(home)["Nelsa Torvak"] == nilsa


def test_one_is_two_by_surface_or_by_document(home: Path) -> None:
    at = ("--home", home)
    arvid = ids(home)[ARVID]
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        ((document,),) = con.execute("SELECT document_id FROM documents WHERE title LIKE 'Brug%'").fetchall()
    assert told("split", arvid, "--document", document[:8], "--label", "Arvid H. the younger", *at).endswith(
        "1 mention."
    )
    (older,) = listed("search", ARVID, *at, "--type", "person")[:1]
    names = {row["label"]: row["entity_id"] for row in listed("search", "arvid", *at)}
    assert names == {ARVID: arvid, "Arvid H. the younger": names["Arvid H. the younger"]}
    assert older["mention_count"] == 1
    waits = told("split", arvid, "--surface", "A. Nobody", *at)
    assert "the decision waits" in waits


def test_a_known_country_is_no_person_unless_it_is_forced(home: Path) -> None:
    nilsa = ids(home)[NILSA]
    refused = call("merge", "iso3166:NO", nilsa, "--home", home)
    assert (refused.exit_code, "--force" in refused.stderr) == (cli.WRONG_CALL, True)
    told("merge", "iso3166:NO", nilsa, "--force", "--home", home)
    assert ids(home)[NILSA] == "iso3166:NO"
    assert [row["label"] for row in listed("search", "iso3166:NO", "--home", home)] == ["Norway"]


def test_an_imported_list_is_known_from_the_next_run_on(home: Path, landed: Path, tmp_path: Path) -> None:
    at = ("--home", home)
    names = tmp_path / "names.csv"
    names.write_text(LIST, "utf-8")
    assert "dry run" in told("import", names, "--dry-run", *at)
    assert not (home / "knowledge").exists()
    assert "2 rows give 2 things with 3 names." in told("import", names, *at)
    assert "imported before" in told("import", names, *at)
    found = [(row["entity_id"], row["mention_count"]) for row in listed("search", "нилса", *at)]
    assert found == [(ids(home)[NILSA], 2), ("own:7", 0)], "who is named so here, and who is known"
    assert "own:7" in told("show", "own:7", *at)
    (tmp_path / "third.txt").write_text(
        "Loods\n\nIn de haven staat een nieuwe loods voor schepen die wachten op reparatie."
    )
    run_once(home, [tmp_path / "third.txt"])
    assert (ids(home)[NILSA], ids(home)["Torvak"]) == ("own:7", "own:7"), "rows of before are redirected"
    run_once(home, [landed / "harbour.txt"])
    with duckdb.connect(str(home / "presswatch.duckdb"), read_only=True) as con:
        stored = con.execute("SELECT DISTINCT stored_entity_id FROM mentions WHERE surface = ?", [NILSA]).fetchall()
        versions = con.execute("SELECT count(DISTINCT pipeline_version) FROM runs").fetchall()
    assert (stored, versions) == ([("own:7",)], [(2,)])
    (kept,) = (home / "knowledge").rglob("*.zst")
    kept.write_bytes(b"broken")
    with pytest.raises(OwnNamesLost, match="import their list again"):
        prepared(home)


@pytest.mark.parametrize("format", ["csv", "json"])
def test_what_is_exported_can_be_imported_again(home: Path, tmp_path: Path, format: str) -> None:
    (tmp_path / "names.csv").write_text(LIST, "utf-8")
    told("import", tmp_path / "names.csv", "--home", home)
    given = call("export", "--home", home, "--format", format).stdout
    (tmp_path / "given").write_text(given, "utf-8")
    run_once(tmp_path / "other", [])
    told("import", tmp_path / "given", "--home", tmp_path / "other")
    again = call("export", "--home", tmp_path / "other", "--format", format).stdout
    assert again == given
    assert "=Cmd Holding" in again


def test_people_and_bodies_can_be_exported_for_follow_the_money(landed: Path, tmp_path: Path) -> None:
    home = landed / "home"
    found = call("export", "--home", home, "--format", "ftm")
    assert found.exit_code == cli.DONE, found.output
    given = found.stdout
    assert {"Person"} <= {json.loads(line)["schema"] for line in given.splitlines()}
    (tmp_path / "given").write_text(given, "utf-8")
    assert "(ftm)" in told("import", tmp_path / "given", "--home", home, "--dry-run")


def test_decisions_travel_to_another_home(home: Path, tmp_path: Path) -> None:
    shown = ids(home)
    shutil.copytree(home, tmp_path / "other")
    told("merge", shown[NILSA], shown["Nelsa Torvak"], "--home", home, "--by", "iris")
    told("rename", "--home", home, "--", shown[ARVID], "-Arvid")
    given = call("export", "--decisions", "--home", home).stdout
    assert [row["kind"] for row in csv.DictReader(io.StringIO(given))] == ["merge", "rename"]
    (tmp_path / "decisions.csv").write_text(given + "x,,,,ghost,,,,,,,,,\n", "utf-8")
    assert "2 new decisions of 2 decisions." in told("import", tmp_path / "decisions.csv", "--home", tmp_path / "other")
    assert "0 new decisions" in told("import", tmp_path / "decisions.csv", "--home", tmp_path / "other")
    assert ids(tmp_path / "other")["Nelsa Torvak"] == shown[NILSA]
    brought = Catalog.open(Home(tmp_path / "other"), Store()).decisions()
    assert [(each.decided_by, each.label) for each in brought] == [("iris", None), (getuser(), "-Arvid")]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["merge", "Nilsa", "Arvid"], cli.WRONG_CALL, "is no id of an entity"),
        (["rename", "local:0000", "\x1b[2J"], cli.WRONG_CALL, "cannot be printed"),
        (["rename", "local:0000", " "], cli.WRONG_CALL, "The label is empty."),
        (["split", "local:0000", "--document", "zz"], cli.WRONG_CALL, "is no id of a document"),
        (["split", "local:0000", "--document", "ffffffff"], cli.NOT_FOUND, "No document's id begins"),
        (["split", "local:0000", "--label", "x"], cli.WRONG_CALL, "--surface or --document"),
        (["undo", "9"], cli.NOT_FOUND, "There is no decision '9'"),
        (["show", "Nobody At All"], cli.NOT_FOUND, "Nobody and nothing"),
        (["import", "no/such/list.csv"], cli.WRONG_CALL, "There is no no/such/list.csv."),
        (["import", "."], cli.WRONG_CALL, "is no file"),
        (["import", __file__], cli.WRONG_CALL, "no known style"),
        (["export", "--decisions", "--format", "ftm"], cli.WRONG_CALL, "has no decisions"),
    ],
)
def test_an_error_is_one_sentence_and_a_code(landed: Path, arguments: list[str], code: int, sentence: str) -> None:
    found = call(*arguments, "--home", landed / "home")
    assert (found.exit_code, sentence in found.stderr) == (code, True), found.output
    assert "Traceback" not in found.output
