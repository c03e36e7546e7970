"""What the report page says, read by SQL from a published file: every number is counted there, none is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from duckdb import DuckDBPyConnection

from flows.report_stories import Stories, Voices, read_stories, read_voices

Row = dict[str, Any]

RUNS_SHOWN: Final = 10
SOURCES_SHOWN: Final = 15
EXAMPLES_SHOWN: Final = 3
ENTITIES_SHOWN: Final = 20
LANGUAGES_SHOWN: Final = 6
"""Languages with a colour of their own; more colours than that cannot be told apart in a stack."""
RESULTS_SHOWN: Final = 200
ARTICLES_SHOWN: Final = 12
TITLE_CHARS: Final = 200
"""Code points of a title that are read; what is cut shows an ellipsis."""
FAR_SPANS: Final = 5
"""Articles further from the middle half of all than this many times its length are left out of the picture, so that one
wrong year does not flatten it (Tukey's fences for what is far out, at 3, would cut honest archives)."""
FAR_DAYS: Final = 30
"""But never one within so many days of the middle half."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days of one picture: buckets of ``grain`` (day, week, month, year), and how many articles it leaves out."""

    grain: str
    buckets: tuple[Row, ...]
    """bucket (date), language (code, or `other`), documents: ordered by both."""
    undated_count: int
    vague_count: int
    outside_count: int


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything that the page shows. ``run`` is None before the first run."""

    run: Row | None
    runs: tuple[Row, ...]
    corpus: Row
    languages: tuple[Row, ...]
    sources: tuple[Row, ...]
    source_count: int
    reasons: tuple[Row, ...]
    examples: tuple[Row, ...]
    breaches: tuple[Row, ...]
    passes: tuple[Row, ...]
    quality: Row
    articles: tuple[Row, ...]
    entities: tuple[Row, ...]
    period: Period
    stories: Stories
    voices: Voices


def read_report(con: DuckDBPyConnection, run_id: str | None = None) -> ReportData:
    """Read one run (by default the last that ended) and what stands in the tables now.

    Works on any connection that has the contract's tables and ``internal.redirects``. Times are naive UTC. Empty
    tables give empty answers.
    """
    runs = _rows(con, RUNS, {"shown": RUNS_SHOWN})
    if run_id is None:
        run = runs[0] if runs else None
    else:
        run = next(iter(_rows(con, f"SELECT * FROM ({RUNS_ALL}) WHERE run_id = $run_id", {"run_id": run_id})), None)
    of_run = {"run_id": run["run_id"] if run else None}
    sources = _rows(con, SOURCES, of_run)
    results = _rows(con, QUALITY, of_run)
    breaches = [row for row in results if not row["is_success"]]
    return ReportData(
        run=run,
        runs=runs,
        corpus=_rows(con, CORPUS)[0],
        languages=_rows(con, LANGUAGES),
        sources=sources[:SOURCES_SHOWN],
        source_count=len(sources),
        reasons=_rows(con, REASONS_SQL, of_run),
        examples=_rows(con, EXAMPLES, {"shown": EXAMPLES_SHOWN, **of_run}),
        breaches=tuple(breaches[:RESULTS_SHOWN]),
        passes=tuple(row for row in results if row["is_success"] and row["source_sha256"] is None),
        quality={
            "checked": len(results),
            "failed": sum(row["severity"] == "fail" for row in breaches),
            "warned": sum(row["severity"] == "warn" for row in breaches),
        },
        articles=_rows(con, ARTICLES, {"shown": ARTICLES_SHOWN, "chars": TITLE_CHARS}),
        entities=_rows(con, ENTITIES, {"shown": ENTITIES_SHOWN}),
        period=_period(con),
        stories=read_stories(con),
        voices=read_voices(con),
    )


def _rows(con: DuckDBPyConnection, sql: str, parameters: Row | None = None) -> tuple[Row, ...]:
    found = con.execute(sql, parameters or {})
    names = [column[0] for column in found.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in found.fetchall())


RUNS_ALL: Final = """
SELECT run_id, started_utc, finished_utc, status, read_count, accepted_count, duplicate_count, rejected_count, error,
    pipeline_version, snapshot_id, date_diff('millisecond', started_utc, finished_utc) / 1000 AS seconds
FROM runs
"""

RUNS: Final = f"{RUNS_ALL} ORDER BY finished_utc DESC, started_utc DESC, run_id LIMIT $shown"

CORPUS: Final = """
WITH dated AS (
    SELECT published_utc FROM documents WHERE is_latest AND published_precision IN ('day', 'minute')
)
SELECT
    (SELECT count(*) FROM documents) AS documents,
    (SELECT count(*) FROM documents WHERE is_latest) AS articles,
    (SELECT count(*) FROM outlets) AS outlets,
    (SELECT count(DISTINCT language) FROM documents WHERE language <> 'und') AS languages,
    (SELECT count(*) FROM mentions) AS mentions,
    (SELECT count(*) FROM entities) AS entities,
    (SELECT count(*) FROM rejects WHERE status = 'open') AS open_rejects,
    (SELECT min(published_utc) FROM dated) AS first_published,
    (SELECT max(published_utc) FROM dated) AS last_published,
    (SELECT max(first_seen_utc) FROM documents) AS last_landed,
    (SELECT max(committed_utc) FROM snapshots) AS last_committed
"""

LANGUAGES: Final = """
SELECT language, count(*) AS documents, avg(is_language_reliable::INT) AS reliable
FROM documents
WHERE is_latest
GROUP BY language
ORDER BY documents DESC, language
"""

ARTICLES: Final = """
SELECT document_id, language, outlet, published_utc, published_precision,
    CASE WHEN length(coalesce(title, body)) > $chars THEN left(coalesce(title, body), $chars) || '…'
        ELSE coalesce(title, body) END AS title
FROM documents
WHERE is_latest
ORDER BY first_seen_utc DESC, published_utc DESC NULLS LAST, document_id
LIMIT $shown
"""

SOURCES: Final = """
SELECT source_path, format, read_count, accepted_count, duplicate_count, rejected_count, is_acknowledged
FROM sources
WHERE run_id = $run_id
ORDER BY rejected_count DESC, read_count DESC, reading_ordinal
"""

# What the run refused, and beside it what is still open of the same kind from any run.
REASONS_SQL: Final = """
SELECT reason,
    count(*) FILTER (run_id = $run_id) AS in_run,
    count(*) FILTER (status = 'open') AS still_open,
    count(*) AS ever
FROM rejects
GROUP BY reason
ORDER BY in_run DESC, still_open DESC, reason
"""

EXAMPLES: Final = """
SELECT reason, level, source_path, record_number, start_byte, end_byte, detail, status
FROM rejects
QUALIFY row_number() OVER (
    PARTITION BY reason ORDER BY run_id IS DISTINCT FROM $run_id, status DESC, source_path, record_number
) <= $shown
ORDER BY reason, source_path, record_number
"""

QUALITY: Final = """
SELECT suite, expectation, column_name, source_sha256, source.source_path, observed, threshold, severity, is_success,
    unexpected_count
FROM quality_results
LEFT JOIN (
    SELECT source_sha256, min(source_path) AS source_path FROM sources WHERE source_sha256 IS NOT NULL GROUP BY ALL
) AS source USING (source_sha256)
WHERE run_id = $run_id
ORDER BY is_success, severity, source_sha256 IS NOT NULL, suite, expectation, column_name, source_sha256
"""

ENTITIES: Final = """
SELECT entity_id, entity_type, label, country, mention_count, document_count
FROM entities
ORDER BY document_count DESC, mention_count DESC, entity_id
LIMIT $shown
"""

DATED: Final = """
WITH latest AS (
    SELECT published_utc, published_precision IN ('day', 'minute') AS is_of_day FROM documents WHERE is_latest
),
middle AS (
    SELECT quantile_disc(published_utc, 0.25) AS early, quantile_disc(published_utc, 0.75) AS late
    FROM latest
    WHERE is_of_day
),
fences AS (
    SELECT early - reach AS low, late + reach AS high
    FROM (SELECT early, late, greatest((late - early) * $spans, to_days($days)) AS reach FROM middle)
)
SELECT
    count(*) FILTER (published_utc IS NULL) AS undated,
    count(*) FILTER (NOT is_of_day) AS vague,
    min(published_utc) FILTER (is_of_day AND published_utc BETWEEN low AND high) AS first,
    max(published_utc) FILTER (is_of_day AND published_utc BETWEEN low AND high) AS last
FROM latest CROSS JOIN fences
"""

BUCKETS: Final = """
WITH dated AS (
    SELECT published_utc, language
    FROM documents
    WHERE is_latest AND published_precision IN ('day', 'minute')
),
shown AS (
    SELECT date_trunc($grain, published_utc)::DATE AS bucket, language
    FROM dated
    WHERE published_utc >= date_trunc($grain, $first::TIMESTAMP) AND published_utc <= $last
),
ranked AS (
    SELECT language, row_number() OVER (ORDER BY count(*) DESC, language) AS place
    FROM shown
    GROUP BY language
)
SELECT bucket, CASE WHEN place <= $languages THEN language ELSE 'other' END AS language, count(*) AS documents
FROM shown JOIN ranked USING (language)
GROUP BY ALL
ORDER BY ALL
"""

GRAINS: Final = (("day", 62), ("week", 400), ("month", 365 * 6))
"""Longest period in days at which articles are still counted by that grain: about sixty bars fit."""


def _period(con: DuckDBPyConnection) -> Period:
    (dated,) = _rows(con, DATED, {"spans": FAR_SPANS, "days": FAR_DAYS})
    first, last = dated["first"], dated["last"]
    if first is None or last is None:
        return Period("day", (), dated["undated"], dated["vague"], 0)
    grain = _grain(first, last)
    buckets = _rows(con, BUCKETS, {"grain": grain, "first": first, "last": last, "languages": LANGUAGES_SHOWN})
    (whole,) = _rows(
        con, "SELECT count(*) AS n FROM documents WHERE is_latest AND published_precision IN ('day', 'minute')"
    )
    outside = whole["n"] - sum(row["documents"] for row in buckets)
    return Period(grain, buckets, dated["undated"], dated["vague"], outside)


def _grain(first: datetime, last: datetime) -> str:
    days = (last - first).days
    return next((grain for grain, longest in GRAINS if days <= longest), "year")
