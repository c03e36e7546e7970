"""The one boundary to Great Expectations and pandas: projected tables in, a verdict out.

Rows are looked at as narrow frames of numbers and flags, so that a million rows cost megabytes. What Great Expectations
lists as unexpected, by key, is what is refused: never its overall success, which may be true with bad rows in the list.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

import duckdb
import pyarrow as pa

from expectations.frames import connected, live_sources, records_to_refuse, row_frame, sources_of, summary_frame
from expectations.severity import ROW_LIMITS, SOURCE_LIMITS, Range, number, percentage
from expectations.suites import SUITES
from expectations.suites.model import RowCheck, ShareCheck, Suite, contract_columns
from expectations.verdict import CheckContext, Findings, RefusedRecord, RefusedSource, Verdict

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CheckContext", "RefusedRecord", "RefusedSource", "Verdict", "check", "export_data_docs", "warm"]

NOT_JUDGED: Final = "not judged: no rows"
RESULT_FORMAT: Final = {"result_format": "COMPLETE"}
"""With every unexpected row, named by the frame's own index: naming key columns would build a dictionary a row, 0.1 ms
each, and the index is the place in the projected table anyway."""


def warm() -> threading.Thread:
    """Import Great Expectations in the background (it takes seconds); ``check`` waits for it by itself."""
    thread = threading.Thread(target=_library, name="warm-expectations", daemon=True)
    thread.start()
    return thread


def check(tables: Mapping[str, pa.Table], context: CheckContext) -> Verdict:
    """Hold a linked batch against every suite.

    ``tables``: for each table of ``suites.PROJECTIONS`` the Arrow table of those columns (any order of rows; may be
    empty). Nothing is changed. Raises KeyError if a table is missing.
    """
    with connected(tables) as con:
        validator = Validator()
        found = Findings(context, live_sources(con))
        for suite in SUITES:
            _check_rows(con, validator, suite, found)
            _check_shares(con, validator, suite, found)
        found.keep_apart(sources_of(con, found.refused_places))
        return found.verdict()


def export_data_docs(tables: Mapping[str, pa.Table], context: CheckContext, folder: Path) -> Path:
    """Write Great Expectations' own pages about the row checks into ``folder``; the path of their index.

    An export for those who know them: the pages ask a CDN for their styles and scripts, so that offline they are bare.
    """
    with connected(tables) as con:
        validator = Validator(docs_folder=folder)
        for suite in SUITES:
            frame = _pandas(row_frame(con, suite))
            if len(frame):
                validator.unexpected(f"{suite.name} rows", frame, _row_expectations(suite, context))
        return validator.build_docs()


def _library() -> Any:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations

    return great_expectations


@dataclass(frozen=True, slots=True)
class Asked:
    """One expectation on one column of a frame: numbers within bounds, or exactly one value."""

    column: str
    bounds: Range | None = None
    only: object = None
    is_warning: bool = False


class Validator:
    """Great Expectations in memory, silent. Frames in, positions of unexpected rows out."""

    def __init__(self, docs_folder: Path | None = None) -> None:
        self._gx = _library()
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self._context = self._gx.get_context(mode="ephemeral")
        self._context.variables.progress_bars = ProgressBarsConfig(globally=False)
        source = self._context.data_sources.add_pandas("batch")
        self._frames = source.add_dataframe_asset("frames").add_batch_definition_whole_dataframe("all")
        self._has_docs = docs_folder is not None
        if docs_folder is not None:
            self._context.add_data_docs_site(
                "export",
                {
                    "class_name": "SiteBuilder",
                    "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                    "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs_folder)},
                },
            )

    def unexpected(self, name: str, frame: pd.DataFrame, asked: Sequence[Asked]) -> list[list[int]]:
        """For each thing asked the positions (from 0) of the frame's rows that break it. Raises RuntimeError if Great
        Expectations could not look."""
        suite = self._gx.ExpectationSuite(name=name, expectations=[self._expectation(one) for one in asked])
        parameters = {"dataframe": frame.reset_index(drop=True)}
        if self._has_docs:
            _hold_back_text(frame)
            result = self._checkpoint(name, suite, parameters)
        else:
            # A validation definition would also keep every result as JSON, at the cost of the checks once more.
            result = self._frames.get_batch(batch_parameters=parameters).validate(suite, result_format=RESULT_FORMAT)
        by_column = {(r.expectation_config.kwargs["column"], r.expectation_config.type): r for r in result.results}
        return [_positions(by_column[one.column, _type(one)]) for one in asked]

    def _checkpoint(self, name: str, suite: Any, parameters: Mapping[str, Any]) -> Any:
        """The same by way of the stores from which pages are built."""
        definition = self._context.validation_definitions.add(
            self._gx.ValidationDefinition(name=name, data=self._frames, suite=self._context.suites.add(suite))
        )
        checkpoint = self._gx.Checkpoint(name=name, validation_definitions=[definition], result_format=RESULT_FORMAT)
        (result,) = self._context.checkpoints.add(checkpoint).run(batch_parameters=parameters).run_results.values()
        return result

    def build_docs(self) -> Path:
        """Render what was validated; the index page."""
        pages = self._context.build_data_docs()
        return Path(url2pathname(urlsplit(str(pages["export"])).path))

    def _expectation(self, asked: Asked) -> Any:
        severity = "warning" if asked.is_warning else "critical"
        expectations = self._gx.expectations
        if asked.bounds is None:
            return expectations.ExpectColumnValuesToBeInSet(
                column=asked.column, value_set=[asked.only], severity=severity
            )
        return expectations.ExpectColumnValuesToBeBetween(
            column=asked.column, min_value=asked.bounds.lowest, max_value=asked.bounds.highest, severity=severity
        )


def _hold_back_text(frame: pd.DataFrame) -> None:
    """Great Expectations' pages print unexpected values without escaping them (seen in 1.24.1): a title with a script
    in it would run. Numbers and flags cannot."""
    if any(kind.kind not in "biuf" for kind in frame.dtypes):
        raise ValueError("a page of Great Expectations may show numbers and flags only")


def _type(asked: Asked) -> str:
    return "expect_column_values_to_be_in_set" if asked.bounds is None else "expect_column_values_to_be_between"


def _positions(result: Any) -> list[int]:
    if result.exception_info and result.exception_info.get("raised_exception"):
        raise RuntimeError(
            f"{result.expectation_config.kwargs['column']}: {result.exception_info['exception_message']}"
        )
    if "unexpected_count" not in result.result:
        return []
    return sorted(result.result.get("unexpected_index_list") or ())


def _pandas(table: pa.Table) -> pd.DataFrame:
    return cast("pd.DataFrame", table.to_pandas())


def _row_expectations(suite: Suite, context: CheckContext) -> list[Asked]:
    asked = []
    for check in suite.rows:
        is_warning = check.severity == "warn"
        if check.kind == "range":
            asked.append(Asked(check.frame_column, bounds=check.asked, is_warning=is_warning))
        elif check.kind == "time":
            first, last = (moment.replace(tzinfo=UTC).timestamp() for moment in _period(context))
            asked.append(Asked(check.frame_column, bounds=Range(first, last), is_warning=is_warning))
        else:
            asked.append(Asked(check.frame_column, only=False if check.kind == "flag" else 0, is_warning=is_warning))
    return asked


def _period(context: CheckContext) -> tuple[datetime, datetime]:
    return ROW_LIMITS.earliest_published, context.started_utc + timedelta(days=ROW_LIMITS.future_days)


def _threshold(check: RowCheck, context: CheckContext) -> str:
    earliest, latest = _period(context)
    return check.threshold.format(earliest=f"{earliest:%Y-%m-%d}", latest=f"{latest:%Y-%m-%d %H:%M}", asked=check.asked)


def _check_rows(con: duckdb.DuckDBPyConnection, validator: Validator, suite: Suite, found: Findings) -> None:
    frame = _pandas(row_frame(con, suite))
    row_count = len(frame)
    if not row_count:
        for check in suite.rows:
            found.add(
                suite,
                check.name,
                observed=NOT_JUDGED,
                threshold=_threshold(check, found.context),
                severity=check.severity,
                is_success=True,
                column_name=check.column_name,
            )
        return
    broken = validator.unexpected(f"{suite.name} rows", frame, _row_expectations(suite, found.context))
    to_refuse: dict[int, list[str]] = {}
    for check, positions in zip(suite.rows, broken, strict=True):
        for column_name, places in _by_column(suite, check, frame, positions):
            found.add(
                suite,
                check.name,
                observed=_observed(check, frame, places, row_count),
                threshold=_threshold(check, found.context),
                severity=check.severity,
                is_success=not places,
                column_name=column_name,
                unexpected_count=len(places),
            )
            if not places:
                continue
            what = f"{check.name} ({column_name})" if column_name else check.name
            if check.severity == "invariant":
                found.break_invariant(f"{suite.name}: {what} is broken by {len(places)} of {row_count} rows")
            elif check.severity == "fail":
                for place in places:
                    to_refuse.setdefault(place, []).append(what)
    for record in records_to_refuse(con, suite, to_refuse):
        found.refuse_record(record)


def _by_column(
    suite: Suite, check: RowCheck, frame: pd.DataFrame, positions: list[int]
) -> Iterator[tuple[str | None, list[int]]]:
    """The rows that break a check, by the published column that breaks it."""
    if check.kind != "code" or not positions:
        yield check.column_name, positions
        return
    columns = contract_columns(suite.table_name, check.name.removeprefix("contract_"), suite.trusted_columns)
    codes = frame[check.frame_column].to_numpy()
    for place_of_column, column in enumerate(columns, 1):
        places = [position for position in positions if codes[position] == place_of_column]
        if places:
            yield column.name, places


def _observed(check: RowCheck, frame: pd.DataFrame, places: list[int], row_count: int) -> str:
    counted = f"{len(places):,} of {row_count:,} rows"
    if check.kind != "range":
        return counted
    values = frame[check.frame_column].dropna()
    if values.empty:
        return NOT_JUDGED
    lowest, highest, median = map(number, (values.min(), values.max(), values.median()))
    return f"{counted}; from {lowest} to {highest}, median {median}"


def _check_shares(con: duckdb.DuckDBPyConnection, validator: Validator, suite: Suite, found: Findings) -> None:
    if not suite.shares:
        return
    frame = _pandas(summary_frame(con, suite))
    asked: list[Asked] = []
    for share in suite.shares:
        counts, is_batch = frame[f"{share.name}__count"], frame["is_batch"]
        enough = is_batch.map({True: SOURCE_LIMITS.batch_count, False: SOURCE_LIMITS.judge_count})
        frame[f"{share.name}__shown"] = frame[share.name].where(is_batch | (counts >= enough))
        frame[share.name] = frame[share.name].where(counts >= enough)
        asked.append(Asked(share.name, bounds=share.warn, is_warning=True))
        if share.fail is not None:
            can_fail = (counts >= SOURCE_LIMITS.fail_count) & ~is_batch & frame["source_sha256"].notna()
            frame[f"{share.name}__fail"] = frame[share.name].where(can_fail)
            asked.append(Asked(f"{share.name}__fail", bounds=share.fail))
    numbers = frame[[one.column for one in asked]]
    broken = dict(
        zip((one.column for one in asked), validator.unexpected(f"{suite.name} shares", numbers, asked), strict=True)
    )
    for share in suite.shares:
        _add_share(suite, share, frame, set(broken[share.name]), set(broken.get(f"{share.name}__fail", ())), found)


def _add_share(
    suite: Suite, share: ShareCheck, frame: pd.DataFrame, warned: set[int], failed: set[int], found: Findings
) -> None:
    for position, (source, is_batch, value, count) in enumerate(
        zip(
            frame["source_sha256"],
            frame["is_batch"],
            frame[f"{share.name}__shown"],
            frame[f"{share.name}__count"],
            strict=True,
        )
    ):
        is_shown = value == value
        if not is_shown and not is_batch:
            continue
        is_failed = position in failed
        asked = share.fail if is_failed and share.fail is not None else share.warn
        observed = _share_observed(share, value, count) if is_shown else NOT_JUDGED
        found.add(
            suite,
            share.name,
            observed=observed,
            threshold=asked.of_shares() if share.is_share else str(asked),
            severity="fail" if is_failed else "warn",
            is_success=position not in warned and not is_failed,
            column_name=share.column_name,
            source_sha256=None if is_batch else source,
        )
        if is_failed:
            found.refuse_source(source, f"{share.name}: {observed}, allowed is {asked.of_shares()}")


def _share_observed(share: ShareCheck, value: float, count: float) -> str:
    return f"{percentage(value)} of {int(count):,}" if share.is_share else number(value)
