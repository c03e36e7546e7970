"""What a check finds: results for the books, what is to be refused, and what must stop the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import pyarrow as pa

from expectations.suites import Suite
from transforms.contracts import arrow_schema


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The run that is checked. Times are naive UTC."""

    run_id: str
    checked_utc: datetime
    started_utc: datetime


class RefusedRecord(NamedTuple):
    """A record to refuse with QUALITY_ROW: its place, the first row that broke an expectation, and which it broke."""

    reading_id: str
    record_number: int
    table_name: str
    row_key: str
    detail: str


class RefusedSource(NamedTuple):
    """A source to refuse whole with SOURCE_QUALITY."""

    source_sha256: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks found. ``results`` has the contract's schema of quality_results: every expectation once for the
    whole batch, and every share once more for each source that was judged by itself."""

    results: pa.Table
    refused_records: list[RefusedRecord] = field(default_factory=list)
    refused_sources: list[RefusedSource] = field(default_factory=list)
    broken_invariants: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing has to be refused."""
        return not (self.refused_records or self.refused_sources or self.broken_invariants)


class Findings:
    """Gathers results, refusals and broken invariants of one check."""

    def __init__(self, context: CheckContext, live_sources: frozenset[str]) -> None:
        self.context = context
        self._live_sources = live_sources
        self._results: list[dict[str, object]] = []
        self._records: dict[tuple[str, int], RefusedRecord] = {}
        self._sources: dict[str, list[str]] = {}
        self._invariants: list[str] = []

    def add(
        self,
        suite: Suite,
        expectation: str,
        *,
        observed: str,
        threshold: str,
        severity: str,
        is_success: bool,
        column_name: str | None = None,
        source_sha256: str | None = None,
        unexpected_count: int | None = None,
    ) -> None:
        """One row of quality_results."""
        self._results.append(
            {
                "run_id": self.context.run_id,
                "suite": suite.name,
                "expectation": expectation,
                "column_name": column_name,
                "source_sha256": source_sha256,
                "observed": observed,
                "threshold": threshold,
                "severity": "warn" if severity == "warn" else "fail",
                "is_success": is_success,
                "unexpected_count": unexpected_count,
                "checked_utc": self.context.checked_utc,
            }
        )

    def refuse_record(self, record: RefusedRecord) -> None:
        """The first refusal of a record stands; one is enough."""
        self._records.setdefault((record.reading_id, record.record_number), record)

    @property
    def refused_places(self) -> list[tuple[str, int]]:
        """Reading and number of each record to refuse."""
        return list(self._records)

    def keep_apart(self, source_of: Mapping[tuple[str, int], str]) -> None:
        """Records of a source that is refused whole need no refusal of their own."""
        self._records = {
            place: record for place, record in self._records.items() if source_of.get(place) not in self._sources
        }

    def refuse_source(self, source_sha256: str, detail: str) -> None:
        """A source may be refused for several shares, but only while something of it is left."""
        if source_sha256 in self._live_sources:
            self._sources.setdefault(source_sha256, []).append(detail)

    def break_invariant(self, sentence: str) -> None:
        """The run must stop."""
        self._invariants.append(sentence)

    def verdict(self) -> Verdict:
        """All of it, in a fixed order."""
        return Verdict(
            pa.Table.from_pylist(self._results, arrow_schema("quality_results")),
            [self._records[place] for place in sorted(self._records)],
            [RefusedSource(source, "; ".join(details)) for source, details in sorted(self._sources.items())],
            self._invariants,
        )
