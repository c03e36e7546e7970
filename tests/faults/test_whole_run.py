"""Whatever kills a run, wherever: one plain rerun gives the golden rows. And a sweep that notices a broken protocol."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from flows import landing
from flows.context import Run
from flows.landing import Landed, Turn
from flows.monitor import monitor
from tests.faults.stores import ForgetsFileSync, ForgetsFolderSync, KillingStore, MovesBeforeCommit, PowerCutStore
from tests.faults.sweep import in_child
from tests.faults.whole_run import FIRST_DELIVERY, SECOND_DELIVERY, around_the_commit, deliver, sweep_whole_run, warm
from tests.flows.harness import Undrawn, books, prepared, published_rows, run_once
from warehouse.catalog import Catalog


@pytest.fixture(scope="module", autouse=True)
def _warmed() -> None:
    warm()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_kill_at_any_point_is_mended_by_one_rerun(tmp_path: Path) -> None:
    """Some points of 500, spread; ``make sweep`` tries them all."""
    sweep = sweep_whole_run(tmp_path, choose=lambda names: range(0, len(names), 22))
    print(sweep)
    assert sweep.wrong == []
    assert sweep.foreign_states == []
    assert sweep.killed_count == sweep.point_count > 20
    assert sweep.poll_count > sweep.point_count


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_power_cut_is_mended_by_one_rerun(tmp_path: Path) -> None:
    sweep = sweep_whole_run(tmp_path, PowerCutStore, lambda names: range(2, len(names), 61), has_reader=False)
    assert sweep.wrong == []


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("store_type", [ForgetsFileSync, ForgetsFolderSync, MovesBeforeCommit])
def test_a_broken_protocol_is_noticed(tmp_path: Path, store_type: type[KillingStore]) -> None:
    sweep = sweep_whole_run(tmp_path, store_type, around_the_commit, has_reader=False)
    assert sweep.wrong


class _Interrupted(Undrawn):
    """A run in whose turn another one lands, once, just before it commits."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.home: Path | None = home

    def commit(self, run: Run, turn: Turn, *rest: object) -> Landed:
        if self.home is not None:
            home, self.home = self.home, None
            _land_in_between(home)
        return super().commit(run, turn, *rest)  # type: ignore[arg-type]


class _DropsTheRelink(_Interrupted):
    """The protocol broken: a run that came second commits what it linked against the old head."""

    def commit(self, run: Run, turn: Turn, *rest: object) -> Landed:
        try:
            return super().commit(run, turn, *rest)
        except landing.StaleHead:
            turn.head = turn.catalog.head()
            return super().commit(run, turn, *rest)


def _land_in_between(home: Path) -> None:
    """The same delivery, landed by a run of its own in another process that takes no lease."""

    def land() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Catalog, "lease", lambda *_, **__: nullcontext(None))
            run_once(home)

    assert in_child(land) == 0


def _homes(folder: Path) -> tuple[Path, Path]:
    """Two homes with the same delivery waiting; the first one has landed it."""
    golden, other = folder / "golden", folder / "other"
    for home in (golden, other):
        deliver(home, FIRST_DELIVERY | SECOND_DELIVERY)
    in_child(lambda: run_once(golden))
    return golden, other


def test_a_run_that_came_second_links_again(tmp_path: Path) -> None:
    golden, other = _homes(tmp_path)
    monitor(prepared(other), _Interrupted(other))
    assert published_rows(other) == published_rows(golden)
    books(other)


def test_a_dropped_relink_is_noticed(tmp_path: Path) -> None:
    golden, other = _homes(tmp_path)
    monitor(prepared(other), _DropsTheRelink(other))
    assert published_rows(other) != published_rows(golden)
