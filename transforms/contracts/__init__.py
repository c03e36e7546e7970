"""The contracts: columns, tables, reasons and row rules, from which every schema, check and page is derived."""

from transforms.contracts.columns import COLUMNS, Column
from transforms.contracts.reasons import FLAGS, REASONS, Flag, Reason
from transforms.contracts.tables import LAKE_TABLES, TABLES, Table, arrow_schema

__all__ = [
    "COLUMNS",
    "FLAGS",
    "LAKE_TABLES",
    "REASONS",
    "TABLES",
    "Column",
    "Flag",
    "Reason",
    "Table",
    "arrow_schema",
]
