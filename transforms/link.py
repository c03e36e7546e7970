"""Which of the records read now become documents: the pure decision of link.

Finding the candidates is SQL (`warehouse.candidates`); this module only decides on them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What becomes of the candidates.

    ``records``: one row per staged record (reading_id, record_number, document_id, verdict, is_kept, carried_run_id).
    ``removed``: one row per landed document whose rows go (document_id).
    """

    records: pa.Table
    removed: pa.Table


def decide(staged: pa.Table, landed: pa.Table, pipeline_version: str) -> Verdicts:
    """One row per staged record and one per landed candidate → one verdict per record."""
    raise NotImplementedError
