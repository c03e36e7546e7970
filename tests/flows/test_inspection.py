"""How a file would be read, before anything lands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows import cli
from flows.inspection import inspect_file
from flows.settings import load_settings
from tests.flows.formats import as_rss, as_warc_gz, zipped
from tests.flows.test_cli import call


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work the records in this process: a child takes a second to begin."""
    monkeypatch.setenv("PRESSWATCH_ISOLATES_RECORDS", "false")


GOOD = json.dumps({"title": "Lock gate mended", "text": "The lock gate at Veen opens again on Monday.", "crew": 4})


def test_it_says_what_would_land_and_what_would_be_refused(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text(f'{GOOD}\n{{"title": "Cut of\n')
    found = inspect_file(news, load_settings(tmp_path))
    assert (found.format, found.record_count, found.document_count, found.is_whole) == ("jsonl", 2, 1, True)
    assert [(reason, number) for reason, _, number, _ in found.refusals] == [("JSON_SYNTAX", 2)]
    assert found.documents[0]["title"] == "Lock gate mended"
    assert [entry.name for entry in tmp_path.iterdir()] == ["news.jsonl"]


def test_it_looks_into_archives_and_crawls(tmp_path: Path) -> None:
    packed = tmp_path / "all.zip"
    packed.write_bytes(zipped({"feed.xml": as_rss(), "crawl.warc.gz": as_warc_gz(), "notes/": b""}))
    found = inspect_file(packed, load_settings(tmp_path))
    assert dict(found.members) == {("feed.xml", "feed"): 1, ("crawl.warc.gz", "warc"): 1}
    assert (found.document_count, found.refusals) == (2, [])
    assert sum(found.skipped.values()) == 3  # a folder, a crawl's description and a request


def test_a_file_that_would_be_refused_is_an_answer(tmp_path: Path) -> None:
    picture = tmp_path / "page.html"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    shown = call("inspect", picture)
    assert shown.exit_code == cli.DONE
    assert "TYPE_MISMATCH" in shown.output


def test_it_prints_for_people_and_for_machines(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text(f"{GOOD}\n")
    for_people = call("inspect", news).output
    assert "1 article would land" in for_people
    assert "crew" in for_people  # kept as extra
    for_machines = json.loads(call("inspect", news, "--format", "json").output)
    assert (for_machines["record_count"], for_machines["documents"][0]["title"]) == (1, "Lock gate mended")


@pytest.mark.parametrize(("arguments", "code"), [(["nothing.jsonl"], cli.WRONG_CALL), ([".", "--format", "csv"], 2)])
def test_a_wrong_call_is_one_sentence(arguments: list[str], code: int) -> None:
    shown = call("inspect", *arguments)
    assert shown.exit_code == code
    assert "Traceback" not in shown.output


def test_the_users_own_columns_are_known(tmp_path: Path) -> None:
    (tmp_path / "presswatch.toml").write_text('[field_keys]\ntitle = ["kop"]\ntext = ["verhaal"]\n')
    table = tmp_path / "krant.csv"
    table.write_text("kop;verhaal\nSluis open;De sluis bij Veen gaat maandag weer open voor de binnenvaart.\n")
    (document,) = inspect_file(table, load_settings(tmp_path)).documents
    assert (document["title"], document["format"]) == ("Sluis open", "table")


def test_it_says_which_key_gave_which_field(tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text('{"headline": "Gate open", "body": "The gate at Veen is open.", "crew": 4}\n' * 3)
    found = inspect_file(news, load_settings(tmp_path))
    assert dict(found.key_of_field) == {("title", "headline"): 3, ("text", "body"): 3}
    assert dict(found.extra_keys) == {"crew": 3}
