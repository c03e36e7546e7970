"""Whatever kills a reprocessing, wherever: doing it again gives each document its new names, once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import duckdb
import pytest

from flows.reprocess import reprocess
from tests.faults.damage import damage
from tests.faults.stores import KillingStore, PowerCutStore
from tests.faults.sweep import sweep
from tests.faults.whole_run import warm
from tests.flows.harness import Undrawn, books, published_rows
from tests.flows.relanded import copied, land_both, newer, spoil, unchecked
from warehouse.catalog import Catalog
from warehouse.paths import Home
from warehouse.store import Store


def run(folder: Path, store: Store) -> None:
    reprocess(newer(folder / "home", store=store), Undrawn())


def check(golden: dict[str, list[tuple[object, ...]]], folder: Path) -> list[str]:
    """What differs from the golden state."""
    home = Home(folder / "home")
    catalog = Catalog.open(home, Store())
    wrong = damage(home, Store(), catalog, is_thorough=True)
    kinds = [snapshot.kind for snapshot in catalog.snapshots()]
    catalog.close()
    if kinds != ["run", "reprocess", "reprocess"]:
        wrong.append(f"snapshots: {kinds}")
    if left := [path.name for path in home.staging.iterdir() if path.is_dir()]:
        wrong.append(f"left in staging: {left}")
    found = published_rows(home.root)
    wrong.extend(f"other rows in {name}" for name, rows in golden.items() if found[name] != rows)
    books(home.root)
    with duckdb.connect(str(home.published_path), read_only=True) as con:
        versions = con.execute("SELECT entities_version, count(*) FROM documents GROUP BY ALL").fetchall()
    if versions != [("newer", 2)]:
        wrong.append(f"versions: {versions}")
    return wrong


@pytest.mark.long
@pytest.mark.parametrize(("store_type", "step"), [(KillingStore, 40), (PowerCutStore, 80)])
def test_a_kill_anywhere_is_mended_by_doing_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store_type: type[KillingStore], step: int
) -> None:
    """Some points; of 168, every seventh and (power cut) every seventeenth were tried by hand."""
    warm()
    unchecked(monkeypatch)
    land_both(tmp_path / "start", tmp_path / "delivered")
    golden = published_rows(tmp_path / "start")
    spoil(tmp_path / "start", monkeypatch)

    def prepare(folder: Path) -> None:
        copied(tmp_path / "start", folder / "home")

    report = sweep(run, prepare, partial(check, golden), tmp_path / "sweep", store_type, step=step)
    print(f"{store_type.__name__}: {report}")
    assert report.wrong == []
    assert report.stopped_count == report.point_count > 2
