"""What a suite is: data from which the runner makes expectations and from which pages can explain them.

A suite looks at one staged table in three steps. ``projection`` names narrow columns as SQL over the table (executed
out of core, where the rows lie; never long text; other tables stand beside it as ``staged_<table>``). ``rows_sql``
turns the projected tables into one row of numbers and flags per row. ``summary_sql`` is what shares are counted over,
source by source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from expectations.severity import Range, Severity
from transforms.contracts import TABLES, Column

Kind = Literal["flag", "code", "range", "time"]


@dataclass(frozen=True, slots=True)
class RowCheck:
    """One thing asked of every row.

    ``frame_column`` is the column of the row frame that it looks at. By ``kind``: a *flag* is true where the row breaks
    the check; a *code* is 0 where it does not, else the number (from 1) of the contract's column that broke it; *range*
    is a number within ``asked``, null passes; *time* is a moment not before RowLimits.earliest_published and not more
    than its future_days after the run's start, null passes. ``column_name`` is the published column that the result
    names; ``threshold`` says in words what was asked.
    """

    name: str
    frame_column: str
    threshold: str
    severity: Severity
    kind: Kind = "flag"
    column_name: str | None = None
    asked: Range | None = None


@dataclass(frozen=True, slots=True)
class ShareCheck:
    """One thing asked of each source of enough records, and of the whole batch.

    ``value_sql`` and ``count_sql`` are aggregates over the suite's ``summary_sql``: the number judged, and of how many
    it is a share. Outside ``warn`` it tells; outside ``fail`` a source is refused. A batch is never refused.
    """

    name: str
    value_sql: str
    count_sql: str
    warn: Range
    fail: Range | None = None
    column_name: str | None = None
    why: str = ""

    @property
    def is_share(self) -> bool:
        """Whether the value is a share of the count; otherwise it is a number of its own."""
        return self.name.startswith("share_")


@dataclass(frozen=True, slots=True)
class Suite:
    """The expectations of one staged table: ``rows`` and ``shares`` are what is asked of it."""

    name: str
    table_name: str
    projection: Mapping[str, str]
    rows_sql: str
    rows: tuple[RowCheck, ...]
    records_sql: str | None = None
    """From ``broken`` (place, detail) to the records to refuse: reading_id, record_number, row_key, detail, place. None
    where a row belongs to no record."""
    summary_sql: str | None = None
    shares: tuple[ShareCheck, ...] = ()
    trusted_columns: frozenset[str] = frozenset()
    """Columns whose patterns are not matched here, because a reference holds them."""


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _not_null(column: Column) -> str | None:
    return None if column.is_nullable else f"{column.name} IS NULL"


def _bounds(column: Column) -> str | None:
    parts = []
    if column.lowest is not None:
        parts.append(f"{column.name} < {column.lowest:g}")
    if column.highest is not None:
        parts.append(f"{column.name} > {column.highest:g}")
    # DuckDB holds NaN to be greater than every number, so that it breaks an upper bound as it should.
    return " OR ".join(parts) or None


def _allowed(column: Column) -> str | None:
    if column.allowed is None:
        return None
    return f"{column.name} NOT IN ({', '.join(map(_literal, column.allowed))})"


def _pattern(column: Column) -> str | None:
    return None if column.pattern is None else f"NOT regexp_full_match({column.name}, {_literal(column.pattern)})"


CONTRACT_RULES = {"not_null": _not_null, "bounds": _bounds, "allowed": _allowed, "pattern": _pattern}
CONTRACT_WORDS = {
    "not_null": "no nulls in {names}",
    "bounds": "within bounds: {names}",
    "allowed": "of the closed list: {names}",
    "pattern": "of the right form: {names}",
}


def contract_columns(table_name: str, rule: str, without: frozenset[str] = frozenset()) -> list[Column]:
    """The stored columns of a table that have a rule of that kind, in the contract's order."""
    return [
        column
        for column in TABLES[table_name].stored_columns
        if column.name not in without and CONTRACT_RULES[rule](column) is not None
    ]


def contract_projection(table_name: str, *, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """For each kind of rule one column that holds 0, or the number (from 1) of the first column that breaks it.

    ``without`` names columns whose patterns are dear to match in every row and held by a reference anyway.
    """
    projection = {}
    for rule, condition in CONTRACT_RULES.items():
        columns = contract_columns(table_name, rule, without if rule == "pattern" else frozenset())
        if columns:
            cases = " ".join(f"WHEN {condition(c)} THEN {place}" for place, c in enumerate(columns, 1))
            projection[f"contract_{rule}"] = f"CAST(CASE {cases} ELSE 0 END AS TINYINT)"
    return projection


def contract_checks(
    table_name: str, severity: Severity, *, without: frozenset[str] = frozenset()
) -> tuple[RowCheck, ...]:
    """The checks of ``contract_projection``'s columns."""
    checks = []
    for rule in CONTRACT_RULES:
        columns = contract_columns(table_name, rule, without if rule == "pattern" else frozenset())
        if columns:
            names = ", ".join(column.name for column in columns)
            checks.append(
                RowCheck(
                    f"contract_{rule}", f"contract_{rule}", CONTRACT_WORDS[rule].format(names=names), severity, "code"
                )
            )
    return tuple(checks)
