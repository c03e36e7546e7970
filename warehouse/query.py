"""Reading a published file: saved queries by name, and SQL that can only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from warehouse.paths import Home


class QueryError(Exception):
    """A query cannot be answered; the message says why and what to do."""


class NotPublished(QueryError):
    """The home has no published file yet."""


class HomeMoved(QueryError):
    """The published file was built for another folder."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One named parameter of a saved query. ``default`` is None where the query looks past it; ``is_required`` has none."""

    name: str
    type: str
    default: str | None
    is_required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One file of sql/queries: what it answers, its parameters and its columns (name → meaning)."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    sql: str


def open_published(home: Home) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published file. Raises NotPublished or HomeMoved."""
    raise NotImplementedError


def saved_queries() -> list[SavedQuery]:
    """Every saved query, by name."""
    raise NotImplementedError


def run_saved(con: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
    """The answer of a saved query. Texts are read as the parameter's type. Raises QueryError."""
    raise NotImplementedError


def run_sql(con: duckdb.DuckDBPyConnection, text: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
    """The answer of any single read-only statement. Raises QueryError with DuckDB's own words."""
    raise NotImplementedError
