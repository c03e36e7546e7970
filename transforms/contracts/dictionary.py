"""Writes the data dictionary, docs/dictionary.md, from the contracts.

``python -m transforms.contracts.dictionary FILE`` writes it; ``--check`` only says whether it is up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa

from transforms.contracts.columns import HASHES, LANGUAGE_SPANS, STORY_FEATURES, Column
from transforms.contracts.tables import TABLES, Table

HEAD = """# Dictionary

Every published table and column. This page is made from `transforms/contracts` by `make docs`; edit the
contracts, not the page. The codes of reasons and flags have [a page of their own](reasons.md).
*Volatile* columns tell of the run or of the place where something was read; "the same rows" means
equal in all others. Times are `TIMESTAMP` without zone, in UTC. Offsets are
code points from 0, end exclusive.
"""

SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.list_(pa.string()): "VARCHAR[]",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us"): "TIMESTAMP",
    LANGUAGE_SPANS: 'STRUCT("start" BIGINT, "end" BIGINT, "language" VARCHAR)[]',
    STORY_FEATURES: "STRUCT(feature VARCHAR, weight DOUBLE)[]",
    HASHES: "BIGINT[]",
}


def sql_type(column: Column) -> str:
    """DuckDB's name of the column's type."""
    return SQL_TYPES[column.type]


def _notes(column: Column) -> str:
    notes = [f"in {column.unit}"] if column.unit else []
    if column.allowed:
        notes.append("one of " + ", ".join(f"`{value}`" for value in column.allowed))
    if column.is_nullable:
        notes.append("may be null")
    if column.is_volatile:
        notes.append("volatile")
    return "; ".join(notes)


def _table_page(table: Table) -> str:
    lines = [
        f"## {table.name}",
        "",
        f"Grain: {table.grain}. Key: {', '.join(f'`{name}`' for name in table.key)}.",
        "",
        "| column | type | meaning | notes |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{column.name}` | {sql_type(column)} | {column.meaning} | {_notes(column)} |" for column in table.columns
    ]
    return "\n".join(lines)


def dictionary() -> str:
    """The whole page as Markdown."""
    return "\n\n".join([HEAD.rstrip(), *(_table_page(table) for table in TABLES.values())]) + "\n"


def main(arguments: list[str]) -> int:
    """Write the page to the file named, or with ``--check`` compare it: 0 if equal, 1 if not."""
    names = [argument for argument in arguments if argument != "--check"]
    target = Path(names[0] if names else "docs/dictionary.md")
    if "--check" in arguments:
        return 0 if target.exists() and target.read_text("utf-8") == dictionary() else 1
    target.write_text(dictionary(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
