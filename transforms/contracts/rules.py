"""Rules of one row, as the contracts declare them, checked over whole Arrow tables.

Derived from the columns alone. A breach names the table, the column and the rule, so that the record that gave the row
can be refused with ROW_RULE and its neighbours land.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from transforms.contracts.columns import Column
from transforms.contracts.tables import TABLES


@dataclass(frozen=True, slots=True)
class Breach:
    """One row of one table that breaks one rule. ``row`` is its place in the table looked at, from 0."""

    table: str
    column: str
    rule: str
    row: int


Rule = tuple[str, Callable[[pa.ChunkedArray], pa.ChunkedArray]]


def column_rules(column: Column) -> list[Rule]:
    """The rules of one column as (name, function from values to a mask of breaches). Null values break only ``not
    null``."""
    rules: list[Rule] = []
    if not column.is_nullable:
        rules.append(("not null", pc.is_null))
    if column.lowest is not None:
        lowest = pa.scalar(column.lowest, column.type)
        rules.append((f"at least {column.lowest:g}", lambda values: pc.less(values, lowest)))
    if column.highest is not None:
        highest = pa.scalar(column.highest, column.type)
        rules.append((f"at most {column.highest:g}", lambda values: pc.greater(values, highest)))
    if column.allowed is not None:
        allowed = pa.array(column.allowed, column.type)
        rules.append(
            (
                f"one of {', '.join(column.allowed)}",
                lambda values: pc.and_not(pc.is_valid(values), pc.is_in(values, value_set=allowed)),
            )
        )
    if column.pattern is not None:
        pattern = f"^(?:{column.pattern})$"
        rules.append((f"matches {column.pattern}", lambda values: pc.invert(pc.match_substring_regex(values, pattern))))
    return rules


def breaches(table_name: str, rows: pa.Table) -> list[Breach]:
    """Every breach of a stored table's rules in ``rows``, in column order, then row order. No rows: no breaches."""
    found: list[Breach] = []
    for column in TABLES[table_name].stored_columns:
        values = rows.column(column.name)
        for rule, is_broken in column_rules(column):
            mask = is_broken(values)
            if pc.any(mask).as_py():
                found.extend(
                    Breach(table_name, column.name, rule, row)
                    for row in pc.indices_nonzero(mask.combine_chunks()).to_pylist()
                )
    return found
