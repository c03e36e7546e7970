"""Which of the records read now become documents: the pure decision of link.

Finding the candidates is SQL (`warehouse.candidates`); this module only decides on them.

Several records may give one document. The one with the least rank is kept, whenever it arrives, so that the kept row
does not depend on the order of arrival. The rank is (record_hash, source_sha256, record_number, external_id):
the hash of the record's own bytes comes first, and what follows tells equal bytes apart by where they stood.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

Rank = tuple[str, str, int, str]

STAGED_SCHEMA = pa.schema(
    [
        ("reading_id", pa.string()),
        ("record_number", pa.int64()),
        ("document_id", pa.string()),
        ("record_hash", pa.string()),
        ("source_sha256", pa.string()),
        ("external_id", pa.string()),
    ]
)
"""A record that was read now and gave a document."""

LANDED_SCHEMA = pa.schema(
    [
        ("document_id", pa.string()),
        ("record_hash", pa.string()),
        ("source_sha256", pa.string()),
        ("record_number", pa.int64()),
        ("external_id", pa.string()),
        ("pipeline_version", pa.string()),
        ("run_id", pa.string()),
        ("reread_document_id", pa.string()),
    ]
)
"""A landed document that a staged record repeats, or whose record was read again. ``reread_document_id`` is what that
record gives now; null where it was not read again, or was refused this time."""

RECORDS_SCHEMA = pa.schema(
    [
        ("reading_id", pa.string()),
        ("record_number", pa.int64()),
        ("document_id", pa.string()),
        ("verdict", pa.string()),
        ("is_kept", pa.bool_()),
        ("carried_run_id", pa.string()),
    ]
)
REMOVED_SCHEMA = pa.schema([("document_id", pa.string())])


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What becomes of the candidates.

    ``records``: one row per staged record, in the order given. ``is_kept``: its rows are the document's from now on;
    ``carried_run_id``: the run that first landed the document whose rows it replaces, else null.
    ``removed``: one row per landed document whose rows go, sorted.
    """

    records: pa.Table
    removed: pa.Table


def decide(staged: pa.Table, landed: pa.Table, pipeline_version: str) -> Verdicts:
    """One row per staged record and one per landed candidate → one verdict per record.

    New document: the record of least rank is ``accepted``, the others are ``duplicate``. Landed document: all are
    ``duplicate``; the record of least rank replaces the landed rows if it ranks before them, or if an older
    pipeline made them and their own record was read again. A landed document of an older pipeline whose
    record now gives another document goes: reading again makes no revision.

    The verdicts of a document depend on the rows of that document alone, so that candidates may come in parts as long
    as all rows of one document come together.
    """
    winners = _winners(staged)
    winning_ranks = {document_id: rank for document_id, (rank, _) in winners.items()}
    stays: set[str] = set()
    carried: dict[str, str] = {}
    removed: list[str] = []
    for document_id, rank, made_by, run_id, reread_as in _landed_rows(landed):
        is_reread = made_by != pipeline_version and reread_as is not None
        if document_id in winners:
            if winning_ranks[document_id] < rank or is_reread:
                carried[document_id] = run_id
                removed.append(document_id)
            else:
                stays.add(document_id)
        elif is_reread and reread_as != document_id:
            removed.append(document_id)
    known = stays | carried.keys()
    document_ids = staged["document_id"].to_pylist()
    first = {row for _, row in winners.values()}
    kept = [row in first and document_id not in stays for row, document_id in enumerate(document_ids)]
    verdicts = [
        "accepted" if is_kept and document_id not in known else "duplicate"
        for document_id, is_kept in zip(document_ids, kept, strict=True)
    ]
    carried_ids = [
        carried.get(document_id) if is_kept else None for document_id, is_kept in zip(document_ids, kept, strict=True)
    ]
    records = pa.table(
        [staged["reading_id"], staged["record_number"], document_ids, verdicts, kept, carried_ids],
        schema=RECORDS_SCHEMA,
    )
    return Verdicts(records, pa.table([sorted(removed)], schema=REMOVED_SCHEMA))


def _winners(staged: pa.Table) -> dict[str, tuple[Rank, int]]:
    """document_id → rank and row of the record that is kept. Of full ties (one file twice in one run) the
    first reading."""
    winners: dict[str, tuple[Rank, int]] = {}
    reading_ids = staged["reading_id"].to_pylist()
    for row, (document_id, rank) in enumerate(zip(staged["document_id"].to_pylist(), _ranks(staged), strict=True)):
        best = winners.get(document_id)
        if best is None or (rank, reading_ids[row]) < (best[0], reading_ids[best[1]]):
            winners[document_id] = (rank, row)
    return winners


def _ranks(rows: pa.Table) -> Iterator[Rank]:
    for record_hash, source, number, external_id in zip(
        rows["record_hash"].to_pylist(),
        rows["source_sha256"].to_pylist(),
        rows["record_number"].to_pylist(),
        rows["external_id"].to_pylist(),
        strict=True,
    ):
        yield record_hash, source, number, external_id or ""


def _landed_rows(landed: pa.Table) -> Iterator[tuple[str, Rank, str, str, str | None]]:
    yield from zip(
        landed["document_id"].to_pylist(),
        _ranks(landed),
        landed["pipeline_version"].to_pylist(),
        landed["run_id"].to_pylist(),
        landed["reread_document_id"].to_pylist(),
        strict=True,
    )
