"""What an article said before, and what it says now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.changes import Change, changes
from flows.output import Format
from flows.show import show_id
from tests.flows.harness import run_once
from warehouse.paths import Home

URL = "https://harbourpost.example/ferry"
BEFORE = "The ferry was an hour late.\n\nNobody was told why.\n\nThe mayor wants answers."
AFTER = "The ferry was two hours late.\n\nNobody was told why.\n\nThe mayor wants answers.\n\nThe company apologised."


def revision(document_id: str, title: str, body: str | None) -> dict[str, object]:
    return {"document_id": document_id, "title": title, "body": body}


def test_changes_name_the_paragraphs_that_differ() -> None:
    found = changes([revision("a", "Ferry late", BEFORE), revision("b", "Ferry very late", AFTER)])
    assert found == [
        Change("a", "b", "title", "Ferry late", "Ferry very late"),
        Change("a", "b", "body", "The ferry was an hour late.", "The ferry was two hours late."),
        Change("a", "b", "body", None, "The company apologised."),
    ]
    assert changes([revision("a", "Ferry late", None)]) == []


def test_show_marks_the_words_that_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, (title, text) in enumerate([("Ferry late", BEFORE), ("Ferry late", AFTER)]):
        news = tmp_path / f"{number}.jsonl"
        news.write_text(json.dumps({"url": URL, "title": title, "text": text, "collected": f"2026-03-0{number + 1}"}))
        run_once(tmp_path / "home", [news])
    home = Home(tmp_path / "home")

    assert show_id(home, URL, shows_changes=True)
    shown = capsys.readouterr().out
    assert "2 revisions" in shown
    assert "The ferry was [-an hour -]{+two hours +}late." in shown
    assert "{+The company apologised.+}" in shown

    assert show_id(home, URL, Format.JSON, shows_changes=True)
    told = json.loads(capsys.readouterr().out)
    assert [change["field"] for change in told["changes"]] == ["body", "body"]
