"""What ``presswatch evaluate`` prints and writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from flows.evaluation.annotated import MarkError
from flows.evaluation.evaluate import NothingToMeasure, evaluate
from flows.evaluation.scorecard import as_json, as_page
from flows.output import OutputError, console, visible


def evaluate_folders(folders: Sequence[Path], page: Path | None, json: Path | None, limit: int | None) -> None:
    """Score what stands below the folders; print the scorecard, unless a file is named that it is written to.

    Raises OutputError where there is nothing to score, or an annotated article breaks the format.
    """
    told = console(is_error=True)
    try:
        card = evaluate(folders, tell=lambda text: told.print(Text(visible(text), style="dim")), limit=limit)
    except (NothingToMeasure, MarkError) as error:
        raise OutputError(str(error)) from error
    if page is not None:
        page.write_text(as_page(card), "utf-8")
    if json is not None:
        json.write_text(as_json(card), "utf-8")
    if page is None and json is None:
        console().print(Text(as_page(card)), soft_wrap=True)
