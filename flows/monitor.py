"""One run of the pipeline, read from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from flows import landing
from flows.context import Run
from flows.intake import Intake
from flows.landing import Landed, QualityFailed, Turn
from flows.steps import Steps
from warehouse.admit import Admission
from warehouse.lake import StagedFile
from warehouse.linking import InvariantBroken, Reading
from warehouse.staging import run_folder

Done = TypeVar("Done")


class RunFailed(Exception):
    """The run landed nothing; the message says why, in one sentence. Its row stands in ``runs``."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that landed: what was committed, and what waits for a later run (files not complete or not readable
    yet)."""

    run: Run
    landed: Landed
    deferred: tuple[Admission, ...]
    seconds: float


def monitor(run: Run, do: Steps) -> Outcome:
    """Admit what was delivered, process it, link it to what is known, check it, commit it, publish it, report.

    Raises RunFailed where the data may not land; any other error leaves a state that a plain rerun completes.
    """
    do.recover(run)
    with run_folder(run.home, run.store, run.run_id):
        admissions = do.admit(run)
        intake = Intake(run, landing.done_sources(run))
        staged = do.process(run, intake, intake.shards(admissions))
        landed = _land(run, do, intake.readings, staged)
        do.publish(run)
        do.move(run, admissions)
    do.report(run)
    return _outcome(run, landed, admissions)


def _land(run: Run, do: Steps, readings: Sequence[Reading], staged: Sequence[StagedFile]) -> Landed:
    """Link, check, commit."""

    def attempt(turn: Turn) -> Landed:
        do.link(run, turn)
        quality = do.check(run, turn)
        return do.commit(run, turn, readings, quality)

    return in_turn(run, do, readings, staged, attempt)


def in_turn(
    run: Run,
    do: Steps,
    readings: Sequence[Reading],
    staged: Sequence[StagedFile],
    attempt: Callable[[Turn], Done],
) -> Done:
    """What ``attempt`` gives in the run's turn to commit; tried again on the new head where another run came first.

    Raises RunFailed where an invariant is broken, with the failure booked, or where the turn is lost too often.
    """
    for _ in range(landing.MAX_TURNS):
        try:
            with do.turn(run, readings, staged) as turn:
                return attempt(turn)
        except landing.TURN_LOST:
            continue
        except (QualityFailed, InvariantBroken) as error:
            landing.record_failure(run, str(error), getattr(error, "results", None))
            do.publish(run)
            do.report(run)
            raise RunFailed(str(error)) from error
    raise RunFailed(f"other runs committed first {landing.MAX_TURNS} times; do it again when they are done")


def _outcome(run: Run, landed: Landed, admissions: Sequence[Admission]) -> Outcome:
    deferred = tuple(admission for admission in admissions if admission.is_deferred)
    seconds = (datetime.now(UTC).replace(tzinfo=None) - run.started_utc).total_seconds()
    return Outcome(run, landed, deferred, seconds)
