"""Questions with a name: saved queries, what was refused, what the checks found. Each gives rows and their title."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from flows.output import Format, count, print_table, write_rows
from transforms.contracts.reasons import REASONS
from warehouse.paths import Home
from warehouse.query import Parameter, QueryError, SavedQuery, open_published, run_saved, run_sql, saved_queries

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

NEWEST_RUNS: Final = 5
"""Runs named where one was asked for that there is not."""

LEAST_PREFIX_CHARS: Final = 4
"""Least start of a run id: shorter ones fit too many runs."""


def answer(home: Home, name: str, parameters: Sequence[str]) -> tuple[pa.Table, str]:
    """The answer of a saved query and its title. ``parameters`` are ``name=value``.

    Raises QueryError with a sentence that names what there is instead.
    """
    query = _find(name)
    values = _values(query, parameters)
    with open_published(home) as con:
        rows = run_saved(con, query.name, values)
    given = ", ".join(f"{name} {value}" for name, value in values.items())
    return rows, f"{query.title} ({given})" if given else query.title


def list_queries(format: Format) -> None:
    """Print every saved query with its parameters; required ones come without a default."""
    import pyarrow as pa

    queries = saved_queries()
    rows = [(query.name, query.title, "  ".join(map(_usage, query.parameters))) for query in queries]
    names = ("query", "answers", "parameters")
    if format is Format.TABLE:
        print_table(names, rows, title="presswatch query NAME [PARAMETER=VALUE …]")
        return
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    write_rows(
        pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}), format
    )


def list_rejects(home: Home, reason: str | None, limit: int) -> tuple[pa.Table, str]:
    """What was refused, newest run first, at most ``limit`` rows; with ``reason`` only that code.

    The title says how many there are, and what the reason means. Raises QueryError for an unknown code.
    """
    code = reason_code(reason)
    with open_published(home) as con:
        by_reason = con.execute(
            "SELECT reason, count(*) FROM rejects WHERE reason = $1 OR $1 IS NULL GROUP BY ALL ORDER BY 2 DESC, 1",
            [code],
        ).fetchall()
        rows = run_sql(
            con,
            """
            SELECT reason, level, source_path, member, record_number, start_byte, end_byte, detail, rejects.status,
                run_id
            FROM rejects LEFT JOIN runs USING (run_id)
            WHERE reason = $reason OR $reason IS NULL
            ORDER BY started_utc DESC, source_path, record_number, reject_id
            LIMIT $limit
            """,
            {"reason": code, "limit": limit},
        )
    total = sum(number for _, number in by_reason)
    shown = f"{count(total, 'reject')}{f', {rows.num_rows} shown' if total > rows.num_rows else ''}"
    if code is not None:
        return rows, f"{code}: {REASONS[code].sentence} {shown}."
    counts = ", ".join(f"{found} {number}" for found, number in by_reason)
    return (
        rows,
        f"{shown}: {counts}. What a reason means: presswatch rejects --reason CODE"
        if total
        else "Nothing was refused.",
    )


def reason_code(given: str | None) -> str | None:
    """The code of a reason as a user wrote it, None for none. Raises QueryError for an unknown one."""
    code = given.upper() if given is not None else None
    if code is not None and code not in REASONS:
        near = get_close_matches(code, REASONS, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise QueryError(f"There is no reason {given!r}{hint} Reasons are: {', '.join(sorted(REASONS))}.")
    return code


def list_quality(home: Home, run_id: str | None, all: bool) -> tuple[pa.Table, str]:
    """What the checks of a run found: what did not hold, or with ``all`` everything; breaches of severity fail first.

    ``run_id`` may be the start of an id; None is the newest run. Raises QueryError for an unknown run.
    """
    with open_published(home) as con:
        run, started_utc, status = _run(con, run_id)
        held_count, checked_count = con.execute(
            "SELECT count(*) FILTER (is_success), count(*) FROM quality_results WHERE run_id = ?", [run]
        ).fetchall()[0]
        rows = run_sql(
            con,
            """
            WITH source AS (
                SELECT source_sha256, min(source_path) AS source_path FROM sources GROUP BY ALL
            )
            SELECT is_success, severity, suite, expectation, column_name, source_path, observed, threshold,
                unexpected_count
            FROM quality_results LEFT JOIN source USING (source_sha256)
            WHERE run_id = $run_id AND ($has_all OR NOT is_success)
            ORDER BY is_success, severity, suite, expectation, column_name, source_path
            """,
            {"run_id": run, "has_all": all},
        )
    held = f"{held_count} of {checked_count} expectations held" if checked_count else "nothing was checked"
    hint = "" if all or not held_count else "; --all shows those too"
    return rows, f"Run {run}, {started_utc:%Y-%m-%d %H:%M} UTC, {status}: {held}{hint}."


def _find(name: str) -> SavedQuery:
    queries = {query.name: query for query in saved_queries()}
    if name in queries:
        return queries[name]
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    if plain in queries:
        return queries[plain]
    near = get_close_matches(plain, queries, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise QueryError(f"There is no saved query {name!r}; {hint}There are: {', '.join(sorted(queries))}.")


def _values(query: SavedQuery, parameters: Sequence[str]) -> dict[str, str]:
    known = {parameter.name: parameter for parameter in query.parameters}
    usage = "  ".join(map(_usage, query.parameters)) or "none"
    values: dict[str, str] = {}
    for given in parameters:
        name, equals, value = given.partition("=")
        if not equals:
            raise QueryError(f"Write a parameter as name=value, not {given!r}; {query.name} takes: {usage}.")
        if name not in known:
            raise QueryError(f"{query.name} has no parameter {name!r}; it takes: {usage}.")
        if name in values:
            raise QueryError(f"The parameter {name} is given twice.")
        values[name] = value
    missing = [parameter for parameter in query.parameters if parameter.is_required and parameter.name not in values]
    if missing:
        wanted = "; ".join(f"{parameter.name}=… ({parameter.meaning})" for parameter in missing)
        raise QueryError(f"{query.name} needs {wanted}")
    return values


def _usage(parameter: Parameter) -> str:
    if parameter.is_required:
        return f"{parameter.name}=…"
    return f"[{parameter.name}={'…' if parameter.default is None else parameter.default}]"


def _run(con: DuckDBPyConnection, run_id: str | None) -> tuple[str, object, str]:
    newest = con.execute(
        "SELECT run_id, started_utc, status FROM runs ORDER BY finished_utc DESC, started_utc DESC, run_id"
    ).fetchall()
    if not newest:
        raise QueryError("There is no run yet; `presswatch run` makes one.")
    if run_id is None:
        return newest[0]
    found = [row for row in newest if row[0] == run_id]
    if not found and len(run_id) >= LEAST_PREFIX_CHARS:
        found = [row for row in newest if row[0].startswith(run_id)]
    if len(found) == 1:
        return found[0]
    runs = ", ".join(row[0] for row in (found or newest)[:NEWEST_RUNS])
    if found:
        raise QueryError(f"Several runs begin with {run_id!r}: {runs}.")
    raise QueryError(f"No run begins with {run_id!r}; the newest are: {runs}.")
