"""A linked batch → the data files that a commit adds and removes.

Each table is streamed out of DuckDB, sorted by its key, into one durable file. Tables that hold articles come
in ranges of document ids, each small enough to be sorted within the memory limit: sorting long texts out of
core fails where one block of them is larger than the memory left. Nothing of it is visible before the catalog's commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import pyarrow as pa

from transforms.contracts.tables import STAGED_WITH_RECORD, TABLES, arrow_schema
from warehouse.books import InvariantBroken, SourceCounts, balance
from warehouse.catalog import DataFile
from warehouse.copies import COPY_SOURCES, CopyRules, find_copies
from warehouse.duck import create_table, relation, rows_table, scalar
from warehouse.lake import land
from warehouse.linking import Batch
from warehouse.namesakes import SpellingRules, find_spellings
from warehouse.observations import Redirect, find_redirects
from warehouse.paths import Home
from warehouse.shared_urls import rekeyed_columns
from warehouse.standing import define_standing
from warehouse.store import Store
from warehouse.stories import STORY_SOURCES, StoryRules, find_stories

BATCH_ROWS: Final = 4_096
"""Rows that travel at once from DuckDB to Parquet: 10 MB of bodies of 2,500 characters."""

MEMORY_SHARE: Final = 4
"""A range is a quarter of the memory: DuckDB holds what it sorts up to three times. Measured on 60,000
articles of 10 kB, which then pass through 256 MiB; each range reads the staged files once, so that more
ranges cost time."""

Ranges = tuple[tuple[str, str] | None, ...]

_COUNTS: Final = pa.schema(
    [
        ("reading_id", pa.string()),
        ("read_count", pa.int64()),
        ("accepted_count", pa.int64()),
        ("duplicate_count", pa.int64()),
        ("rejected_count", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class LandingRules:
    """The pure decisions on what a batch changes of what has landed; where one is None, nothing of its kind changes.

    ``redirect``: which local ids of an older pipeline are known now. ``spellings``: which unknown persons are one.
    ``copies``: which texts are copies. ``stories``: which documents tell one event.
    """

    redirect: Redirect | None = None
    spellings: SpellingRules | None = None
    copies: CopyRules | None = None
    stories: StoryRules | None = None


NO_RULES: Final = LandingRules()


@dataclass(frozen=True, slots=True)
class Plan:
    """What one commit changes. ``files_removed`` are file ids of the head; ``counts`` are the run's books (read_count,
    accepted_count, duplicate_count, rejected_count), ``sources`` those of each reading in order."""

    files_added: tuple[DataFile, ...]
    files_removed: tuple[str, ...]
    counts: Mapping[str, int]
    sources: tuple[SourceCounts, ...]


def consolidate(
    batch: Batch,
    home: Home,
    store: Store,
    *,
    quality_results: pa.Table | None = None,
    rules: LandingRules = NO_RULES,
) -> Plan:
    """Write the data files of a linked batch, and those that replace landed files in which rows change.

    ``quality_results`` holds rows of that table; ``rules`` decide on what the batch changes of what has landed.
    Raises InvariantBroken if the books do not balance or rows were lost between link and file.
    """
    sources = tuple(balance(batch.con))
    create_table(batch.con, "source_counts", _count_rows(sources))
    added, removed = changed_files(batch, home, store, _SOURCES, quality_results=quality_results, rules=rules)
    plan = Plan(added, removed, _sums(sources), sources)
    _check(batch, plan)
    return plan


def changed_files(
    batch: Batch,
    home: Home,
    store: Store,
    sources_of: Mapping[str, str],
    *,
    quality_results: pa.Table | None = None,
    rules: LandingRules = NO_RULES,
) -> tuple[tuple[DataFile, ...], tuple[str, ...]]:
    """Files added and file ids removed where the rows of ``sources_of`` (table → SQL to select from) join the head and
    those of the documents in ``removed`` leave it; of tables that are not in it nothing changes."""
    if rules.redirect is not None:
        find_redirects(batch.con, rules.redirect, batch.pipeline_version)
    is_respelled = rules.spellings is not None and find_spellings(batch.con, rules.spellings, batch.pipeline_version)
    define_standing(batch.con)
    if rules.copies is not None:
        find_copies(batch.con, rules.copies)
        sources_of = {**sources_of, **COPY_SOURCES}
    if rules.stories is not None:
        find_stories(batch, rules.stories)
        sources_of = {**sources_of, **STORY_SOURCES}
    added: list[DataFile | None] = []
    removed: list[str] = []
    rewritten = chain(
        _rewrite(batch, home, store, [name for name in STAGED_WITH_RECORD if name in sources_of]),
        _without_spellings(batch, home, store) if is_respelled else (),
    )
    for old, new in rewritten:
        removed.append(old)
        added.append(new)
    sources_of = {**sources_of, **({"entity_redirects": _WITH_SPELLINGS} if is_respelled else {})}
    for table_name, source in sources_of.items():
        row_bytes = _ROW_BYTES.get(table_name)
        ranges = _ranges(batch, source, row_bytes) if row_bytes else (None,)
        added.append(_land(batch, home, store, table_name, source, ranges))
    if quality_results is not None and quality_results.num_rows:
        added.append(land(home, store, "quality_results", _in_order("quality_results", quality_results)))
    return tuple(file for file in added if file is not None), tuple(removed)


def consolidate_failed(home: Home, store: Store, quality_results: pa.Table) -> Plan:
    """The plan of a failed run: its quality results alone."""
    file = land(home, store, "quality_results", _in_order("quality_results", quality_results))
    return Plan((file,) if file else (), (), _sums(()), ())


def _stored_key(table_name: str) -> tuple[str, ...]:
    stored = arrow_schema(table_name).names
    return tuple(name for name in TABLES[table_name].key if name in stored)


_KNOWN: Final = "(SELECT from_entity_id, to_entity_id, 'known' AS kind, reason, run_id FROM redirected CROSS JOIN run)"
_WITH_SPELLINGS: Final = f"(FROM {_KNOWN} UNION ALL BY NAME FROM spelling_redirects)"

KNOWN_REDIRECTS: Final = _KNOWN
"""Where the ids come from that the present knowledge redirects."""

_SOURCES: Final = {
    **{name: f"batch_{name}" for name in (*STAGED_WITH_RECORD, "entity_observations", "records", "rejects")},
    "entity_redirects": _KNOWN,
    "sources": "(FROM readings JOIN source_counts USING (reading_id) CROSS JOIN run CROSS JOIN version)",
}
"""Where the rows of each table come from."""

_CHANGED: Final = {
    **dict.fromkeys(STAGED_WITH_RECORD, "removed"),
    "documents": "(SELECT document_id FROM removed UNION SELECT document_id FROM rekeyed_landed)",
}
"""The documents for which landed files of a table are written anew."""

_ROW_BYTES: Final = {
    "documents": "1.5 * char_count + 1500 + CASE WHEN format IN ('json', 'jsonl', 'table') THEN end_byte - start_byte "
    "ELSE 0 END",
    "segments": "150",
    "mentions": "300",
    "roles": "300",
    "allusions": "200",
    "quotes": "300 + 2 * (end_char - start_char)",
    "citations": "200",
    "signatures": "100 + 8 * (len(sketch) + len(bands))",
    "story_features": "100 + 40 * len(features)",
}
"""Memory of a row, as SQL over narrow columns: between one byte a letter (Latin) and two (Greek, Cyrillic), some thirty
short columns, and of records with keys all that their bytes may bring besides (some dumps keep a page in each)."""


def _in_order(table_name: str, rows: pa.Table) -> pa.Table:
    return rows.sort_by([(name, "ascending") for name in _stored_key(table_name)])


def _land(
    batch: Batch, home: Home, store: Store, table_name: str, source: str, ranges: Ranges = (None,)
) -> DataFile | None:
    """The rows of ``source`` as one data file, range by range."""
    batches = _batches(batch, table_name, source, ranges)
    first = next(batches, None)
    if first is None:
        return None
    return land(home, store, table_name, pa.RecordBatchReader.from_batches(first.schema, chain([first], batches)))


def _batches(batch: Batch, table_name: str, source: str, ranges: Ranges) -> Iterator[pa.RecordBatch]:
    """The stored columns of a table in the order of its key; on a cursor, because an open result occupies its
    connection."""
    columns = ", ".join(arrow_schema(table_name).names)
    key = ", ".join(_stored_key(table_name))
    cursor = batch.con.cursor()
    try:
        for bounds in ranges:
            where = "" if bounds is None else "WHERE document_id BETWEEN $first AND $last"
            values = None if bounds is None else {"first": bounds[0], "last": bounds[1]}
            found = cursor.sql(f"SELECT {columns} FROM {source} {where} ORDER BY {key}", params=values)
            yield from found.to_arrow_reader(BATCH_ROWS)
    finally:
        cursor.close()


def _ranges(batch: Batch, source: str, row_bytes: str) -> Ranges:
    """First and last document id of ranges whose rows, ``row_bytes`` each (SQL), are about a range's budget
    together."""
    return tuple(
        batch.con.execute(
            f"""
            WITH sizes AS (
                SELECT document_id, sum({row_bytes}) AS row_bytes FROM {source} GROUP BY document_id
            ),
            placed AS (
                SELECT document_id, (sum(row_bytes) OVER (ORDER BY document_id) // $budget)::BIGINT AS part FROM sizes
            )
            SELECT min(document_id), max(document_id) FROM placed GROUP BY part ORDER BY part
            """,
            {"budget": batch.memory_bytes // MEMORY_SHARE},
        ).fetchall()
    )


def _rewrite(
    batch: Batch, home: Home, store: Store, table_names: Sequence[str]
) -> Iterator[tuple[str, DataFile | None]]:
    """(file id, its rewritten self; None if nothing is left), for files from which documents go, or in which some
    belong to another article now."""
    for table_name in table_names:
        files = {home.absolute(file.path): file for file in batch.landed if file.table_name == table_name}
        schema = arrow_schema(table_name)
        holding = batch.con.execute(
            f"""
            SELECT DISTINCT filename
            FROM {relation(list(files), schema, has_filename=True)} SEMI JOIN {_CHANGED[table_name]} USING (document_id)
            ORDER BY filename
            """
        ).fetchall()
        for (name,) in holding:
            left = f"(FROM {relation([Path(name)], schema)} ANTI JOIN removed USING (document_id))"
            if table_name == "documents":
                left = f"""(
                    SELECT landed.* REPLACE ({rekeyed_columns("landed")})
                    FROM {left} AS landed LEFT JOIN rekeyed_landed AS rekeyed USING (document_id)
                )"""
            ranges = _ranges(batch, left, _ROW_BYTES[table_name])
            yield files[Path(name)].file_id, _land(batch, home, store, table_name, left, ranges)


def _without_spellings(batch: Batch, home: Home, store: Store) -> Iterator[tuple[str, DataFile | None]]:
    """(file id, its rewritten self; None if nothing is left), for files with redirects of kind spelling, which are
    found anew as a whole."""
    schema = arrow_schema("entity_redirects")
    for file in batch.landed:
        if file.table_name == "entity_redirects":
            rows = relation([home.absolute(file.path)], schema)
            if scalar(batch.con, f"SELECT count(*) FROM {rows} WHERE kind = 'spelling'"):
                left = f"(FROM {rows} WHERE kind <> 'spelling')"
                yield file.file_id, _land(batch, home, store, "entity_redirects", left)


def _count_rows(sources: tuple[SourceCounts, ...]) -> pa.Table:
    return rows_table(({name: getattr(count, name) for name in _COUNTS.names} for count in sources), _COUNTS)


def _sums(sources: tuple[SourceCounts, ...]) -> dict[str, int]:
    names = [name for name in _COUNTS.names if name != "reading_id"]
    return {name: sum(getattr(count, name) for count in sources) for name in names}


def _check(batch: Batch, plan: Plan) -> None:
    """Rows in files, counted once more: documents stand by those accepted, records by those read."""
    rows = {"documents": 0, "records": 0}
    for file in plan.files_added:
        if file.table_name in rows:
            rows[file.table_name] += file.row_count
    landed = {file.file_id: file for file in batch.landed}
    replaced = sum(landed[i].row_count for i in plan.files_removed if landed[i].table_name == "documents")
    gone, replacing = batch.con.execute(
        "SELECT (SELECT count(*) FROM removed), (SELECT count(*) FROM kept WHERE verdict = 'duplicate')"
    ).fetchall()[0]
    expected = plan.counts["accepted_count"] + replacing - gone
    if rows["documents"] - replaced != expected:
        raise InvariantBroken(f"{expected} documents should have been added, {rows['documents'] - replaced} were.")
    if rows["records"] != plan.counts["read_count"]:
        raise InvariantBroken(f"{plan.counts['read_count']} records were read, {rows['records']} were written.")
