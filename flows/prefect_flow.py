"""The run as a Prefect flow: by hand through ``run_flow``, on a schedule through ``monitor_inbox`` (see
prefect.yaml)."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from prefect import flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.artifacts import leave_artifacts
from flows.context import Run, new_run
from flows.monitor import Outcome, RunFailed, monitor
from flows.settings import load_settings
from flows.steps import Progress
from flows.tasks import PrefectSteps
from warehouse.paths import open_home
from warehouse.store import Store


def run_flow(run: Run, *, progress: Progress | None = None, has_heartbeat: bool) -> Outcome:
    """Run the flow once, here. Raises what ``monitor`` raises.

    ``has_heartbeat``: whether the flow tells a standing server that it is alive. A private server dies with the run, so
    there it would only cost a second at the end.
    """
    outcomes: list[Outcome] = []

    @flow(
        name="monitor",
        flow_run_name=f"run {run.run_id[:8]}",
        validate_parameters=False,
        persist_result=False,
    )
    def monitor_once() -> None:
        outcomes.append(monitor(run, PrefectSteps(progress)))
        leave_artifacts(outcomes[-1])

    with ExitStack() as stack:
        if not has_heartbeat:
            stack.enter_context(temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}))
        monitor_once()
    return outcomes[0]


@flow(name="monitor-inbox", persist_result=False)
def monitor_inbox(home: str | None = None) -> dict[str, int]:
    """Land what lies in a home's inbox. The entry point of the scheduled deployment.

    Returns the run's counts. Fails where the run landed nothing; what waits in the inbox stays there.
    """
    settings = load_settings(Path(home) if home else None)
    run = new_run(settings, open_home(settings.home, Store()))
    outcome = monitor(run, PrefectSteps())
    leave_artifacts(outcome)
    counts = ("read_count", "accepted_count", "duplicate_count", "rejected_count")
    return {name: outcome.landed.count(name) for name in counts}


__all__ = ["RunFailed", "monitor_inbox", "run_flow"]
