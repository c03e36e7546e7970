"""Imported names are kept whole or not at all, and no decision ever points at names that are not there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.stores import CountingStore, ForgetsFileSync, KillingStore, PowerCutStore
from tests.faults.sweep import in_child
from warehouse.catalog import Catalog
from warehouse.decisions import Decision
from warehouse.own_names import OwnNamesLost, keep_own_names, own_names_path, own_names_paths, read_own_names
from warehouse.paths import Home, open_home
from warehouse.store import Store

PACKED = b'["own:1","PERSON","Nilsa Torvak",null,[["Nilsa Torvak","",0]]]\n' * 20


def bring(folder: Path, store: Store) -> None:
    home = Home(folder)
    sha256 = keep_own_names(home, store, PACKED)
    Catalog.open(home, store).decide([Decision("import", "iris", label="names.csv", knowledge_sha256=sha256)])


def lost(folder: Path) -> list[str]:
    """Imports that count and whose names cannot be read."""
    home = Home(folder)
    wrong: list[str] = []
    if not home.catalog_path.exists():
        return wrong
    for path in own_names_paths(home, Catalog.open(home, Store()).decisions()):
        try:
            read_own_names(path)
        except OwnNamesLost as error:
            wrong.append(str(error))
    return wrong


def swept(folder: Path, store_type: type[KillingStore]) -> list[str]:
    """What is wrong after a stop at any point, and after a plain rerun."""
    counting = CountingStore()
    open_home(folder / "golden", Store())
    bring(folder / "golden", counting)
    (folder / "scrap").mkdir()
    wrong = []
    for number in range(len(counting.points)):
        home = open_home(folder / "home", Store()).root
        in_child(lambda: bring(home, store_type(number, folder / "scrap")))  # noqa: B023 - the child ends here
        wrong += lost(home)
        bring(home, Store())
        if lost(home) or len(Catalog.open(Home(home), Store()).decisions()) != 1:
            wrong.append(counting.points[number])
        shutil.rmtree(home)
        shutil.rmtree(folder / "scrap")
        (folder / "scrap").mkdir()
    return wrong


@pytest.mark.parametrize("store_type", [KillingStore, PowerCutStore])
def test_a_stop_anywhere_is_mended_by_importing_again(tmp_path: Path, store_type: type[KillingStore]) -> None:
    assert swept(tmp_path, store_type) == []


def test_a_broken_protocol_is_noticed(tmp_path: Path) -> None:
    assert swept(tmp_path, ForgetsFileSync)


def test_names_are_held_against_their_hash(tmp_path: Path) -> None:
    home = open_home(tmp_path, Store())
    path = own_names_path(home, keep_own_names(home, Store(), PACKED))
    assert read_own_names(path) == PACKED
    other = own_names_path(home, keep_own_names(home, Store(), PACKED + b" "))
    shutil.copy(other, path)
    with pytest.raises(OwnNamesLost, match="damaged"):
        read_own_names(path)
    keep_own_names(home, Store(), PACKED)
    assert read_own_names(path) == PACKED, "importing again mends it"
    path.unlink()
    with pytest.raises(OwnNamesLost, match="cannot be read"):
        read_own_names(path)
