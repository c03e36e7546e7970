"""A home in which two articles have landed under a version that found nothing in them, and what a better one finds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from expectations.verdict import Verdict
from flows import landing
from flows.context import Run
from flows.reprocess import reprocess
from tests.flows.harness import Undrawn, prepared, run_once
from transforms import enrich, relabel
from transforms.contracts import arrow_schema
from transforms.model import Annotations, LanguageGuess
from warehouse.store import Store

HAVEN = """Havenmeester sluit de haven

Maud Terwiel, woordvoerster van de gemeente Vlissingen, zei maandag dat de Russische schepen in Oslo moeten wachten.
Terwiel sprak met burgemeester Ilse Overbos van Middelburg over de storm die in de nacht over de kust trok.
"""
FJORD = """Statsråden kom til Bergen

Den norske statsråden Kari Moen sa tirsdag at regjeringen vil bygge en ny bro over fjorden ved Bergen. Moen møtte
ordfører Per Vik, som mente at de danske ingeniørene hadde gjort en god jobb før sommeren.
"""


class Danish:
    """A poor engine: everything is Danish."""

    def detect(self, title: str | None, body: str | None) -> LanguageGuess:
        return LanguageGuess("da", 0.5, False)


def land_both(home: Path, folder: Path) -> None:
    """Deliver and land both articles under the present version."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("haven.txt", HAVEN), ("fjord.txt", FJORD)):
        (folder / name).write_text(text, encoding="utf-8")
    run_once(home, [folder])


def copied(landed: Path, home: Path) -> Path:
    """A home of its own with the same; what is published there still shows the other one."""
    shutil.copytree(landed, home)
    return home


def newer(home: Path, version: str = "newer", store: Store | None = None, **settings: Any) -> Run:
    """A run of another pipeline version."""
    return replace(prepared(home, store=store, **settings), pipeline_version=version)


def spoil(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a version that finds no names and takes everything for Danish work everything, as an older one might."""
    with monkeypatch.context() as patch:
        patch.setattr(relabel, "default_engine", Danish)
        patch.setattr(enrich, "annotate", lambda *_, **__: Annotations(names_status="rules"))
        assert reprocess(newer(home, "poor"), Undrawn()) is not None


def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do without the checks, which take most of the time and are tested by themselves."""
    results = pa.Table.from_pylist([], arrow_schema("quality_results"))
    monkeypatch.setattr(landing, "verdict_on", lambda *_: Verdict(results))
