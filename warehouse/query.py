"""Reading a published file: saved queries by name, and SQL that can only read.

A connection attaches the published file read-only and then shuts out every other file, so that no query,
however it came here, reads or writes anything but the published tables. Values are bound, never written into SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, NoReturn

import duckdb
import pyarrow as pa

from transforms.contracts.tables import TABLES
from warehouse.duck import path_literal, text_literal
from warehouse.paths import Home
from warehouse.sqlfiles import SqlFileError, sql_file, sql_names

QUERY_MEMORY: Final = "1GiB"
"""Memory of one query; a home of a million articles answers every saved query within it."""

_PARAMETER: Final = re.compile(r"(\w+) (text|integer|real|date|boolean)(?: = (.+?))?: (.+)")
_COLUMN: Final = re.compile(r"(\w+): (.+)")
_READING: Final = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


class QueryError(Exception):
    """A query cannot be answered; the message says why and what to do."""


class NotPublished(QueryError):
    """The home has no published file yet."""


class HomeMoved(QueryError):
    """The published file was built for another folder."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One named parameter of a saved query: its type (text, integer, real, date or boolean) and its default as a text.

    ``default`` is None where the query looks past it; a required parameter has no default either.
    """

    name: str
    type: str
    default: str | None
    is_required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """One file of sql/queries: what it answers, its parameters, its columns (name → meaning) and its statement."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    sql: str


def open_published(home: Home) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published file as it is now; later publications do not change what it shows.

    Raises NotPublished if there is none or it lacks what this release publishes, HomeMoved if its views were built for
    another folder.
    """
    if not home.published_path.is_file():
        raise NotPublished(f"{home.root} has nothing published yet: run `presswatch run`, or `presswatch publish`.")
    con = duckdb.connect(":memory:")
    try:
        con.execute(f"ATTACH {text_literal(str(home.published_path))} AS presswatch (READ_ONLY)")
        con.execute("USE presswatch")
        built_for = con.execute("SELECT home FROM main.publication").fetchall()[0][0]
        _check_home(home, built_for)
        _check_release(home, con)
        folders = f"{text_literal(str(home.lake))}, {path_literal(home.lake)}"
        for setting in (
            f"allowed_directories = [{folders}]",
            f"memory_limit = '{QUERY_MEMORY}'",
            "python_enable_replacements = false",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            con.execute(f"SET {setting}")
    except duckdb.Error as error:
        con.close()
        raise NotPublished(
            f"{home.published_path} cannot be read ({_first_line(error)}): run `presswatch publish`."
        ) from None
    except BaseException:
        con.close()
        raise
    return con


def _check_home(home: Home, built_for: str) -> None:
    built = type(home.root)(built_for)
    if built != home.root and built.resolve() != home.root.resolve():
        raise HomeMoved(f"The home was moved from {built_for} to {home.root}: run `presswatch publish` once.")


def _check_release(home: Home, con: duckdb.DuckDBPyConnection) -> None:
    columns = con.execute(
        "SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE database_name = 'presswatch' AND schema_name = 'main'"
    ).fetchall()
    if not {(table.name, name) for table in TABLES.values() for name in table.column_names} <= set(columns):
        raise NotPublished(f"{home.published_path} is of an older release: run `presswatch publish` once.")


@lru_cache(maxsize=1)
def _queries() -> dict[str, SavedQuery]:
    return {name: _saved_query(name) for name in sql_names("queries")}


def saved_queries() -> list[SavedQuery]:
    """Every saved query, by name."""
    return list(_queries().values())


def _saved_query(name: str) -> SavedQuery:
    file = sql_file("queries", name)
    parameters = []
    for item in file.items("parameters"):
        match = _PARAMETER.fullmatch(item)
        if match is None:
            raise SqlFileError(f"queries/{name}.sql: no parameter: {item}")
        default = None if match[3] in (None, "null") else match[3]
        parameters.append(Parameter(match[1], match[2], default, match[3] is None, match[4]))
    columns = {}
    for item in file.items("columns"):
        match = _COLUMN.fullmatch(item)
        if match is None:
            raise SqlFileError(f"queries/{name}.sql: no column: {item}")
        columns[match[1]] = match[2]
    return SavedQuery(name, file.text("title"), file.text("description"), tuple(parameters), columns, file.sql)


def run_saved(con: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
    """The answer of a saved query. A text is read as the parameter's type; None and a missing value mean the default.

    Raises QueryError for an unknown query or parameter, a missing one, or a value of the wrong type.
    """
    queries = _queries()
    if name not in queries:
        raise QueryError(f"There is no query {name}; there are {', '.join(queries)}.")
    query = queries[name]
    given = dict(parameters or {})
    unknown = given.keys() - {parameter.name for parameter in query.parameters}
    if unknown:
        known = ", ".join(parameter.name for parameter in query.parameters) or "none"
        raise QueryError(f"{name} has no parameter {', '.join(sorted(unknown))}; it has {known}.")
    return _answer(
        con, query.sql, {parameter.name: _value(parameter, given.get(parameter.name)) for parameter in query.parameters}
    )


def run_sql(con: duckdb.DuckDBPyConnection, text: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
    """The answer of one statement that only reads. Raises QueryError, with DuckDB's own words where it objects."""
    try:
        statements = con.extract_statements(text)
    except duckdb.Error as error:
        _refuse(error)
    if len(statements) != 1 or statements[0].type not in _READING:
        raise QueryError("One SELECT at a time, please: this connection only reads.")
    return _answer(con, text, dict(parameters or {}))


def _answer(con: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any]) -> pa.Table:
    try:
        return con.sql(sql, params=dict(values) or None).to_arrow_table()
    except duckdb.Error as error:
        _refuse(error)


def _refuse(error: duckdb.Error) -> NoReturn:
    raise QueryError(str(error).strip()) from None


_PARSERS: Final[Mapping[str, Callable[[str], object]]] = {
    "text": str,
    "integer": int,
    "real": float,
    "date": date.fromisoformat,
    "boolean": lambda text: {"true": True, "yes": True, "false": False, "no": False}[text.lower()],
}


def _value(parameter: Parameter, given: object) -> object:
    """The value to bind."""
    if given is None:
        if parameter.is_required:
            raise QueryError(f"The parameter {parameter.name} is missing: {parameter.meaning}.")
        given = parameter.default
    if not isinstance(given, str):
        return given
    try:
        return _PARSERS[parameter.type](given)
    except (ValueError, KeyError):
        raise QueryError(f"{parameter.name} takes a value of type {parameter.type}, not {given!r}.") from None


def _first_line(error: duckdb.Error) -> str:
    return str(error).strip().partition("\n")[0]
