"""What a run leaves in Prefect for people who look there: its books, its rejects, and a link to the report."""

from __future__ import annotations

import logging

from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from flows.monitor import Outcome
from transforms.contracts import REASONS
from warehouse.query import open_published

COUNTS = ("read_count", "accepted_count", "duplicate_count", "rejected_count")
REJECTS_SHOWN = 100
"""Rejects in the artifact; all of them are in the table ``rejects``."""


def leave_artifacts(outcome: Outcome) -> None:
    """Create the artifacts of a run. A server that does not take them changes nothing about the run, which has
    landed."""
    try:
        _leave(outcome)
    except Exception:  # whatever Prefect's client or server raises
        logging.getLogger(__name__).warning("Prefect did not take the artifacts of run %s.", outcome.run.run_id)


def _leave(outcome: Outcome) -> None:
    run, landed = outcome.run, outcome.landed
    books = "\n".join(f"| {name.removesuffix('_count')} | {landed.count(name)} |" for name in COUNTS)
    create_markdown_artifact(
        key="presswatch-run",
        description=f"Run {run.run_id}",
        markdown=f"| records | |\n|---|---|\n{books}\n\nSnapshot {landed.snapshot.sequence}, {outcome.seconds:.1f} s.",
    )
    with open_published(run.home) as con:
        refused = con.execute(
            "SELECT reason, source_path, record_number, detail FROM rejects WHERE run_id = ? ORDER BY ALL LIMIT ?",
            [run.run_id, REJECTS_SHOWN],
        ).fetchall()
    create_table_artifact(
        key="presswatch-rejects",
        description="What was refused, and why",
        table=[
            {"reason": reason, "meaning": REASONS[reason].sentence, "file": path, "record": number, "detail": detail}
            for reason, path, number, detail in refused
        ],
    )
    report = run.home.reports / "index.html"
    create_link_artifact(
        key="presswatch-report",
        link=run.settings.report_url or report.as_uri(),
        link_text="The report of this run",
    )
