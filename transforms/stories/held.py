"""Documents held against each other: which pairs tell one event, and how surely."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from transforms.stories.evidence import FREE, Floats, Ints, Weighted, evidence_of, weighted
from transforms.stories.learned import learned

WINDOW_DAYS: Final = 13
"""Days before a document's own in which others of its event are sought."""
KEPT: Final = 0.2
"""Least score of a pair that is kept: below it two documents have nothing to do with each other."""
COLUMNS: Final = (
    *("document_id", "article_id", "language", "published_utc", "published_from_utc", "published_until_utc"),
    *("published_precision", "features"),
)
"""What a table of documents must have."""
PAIRS: Final = pa.schema([("document_id", pa.string()), ("other_document_id", pa.string()), ("score", pa.float64())])
_CHUNK_ROWS: Final = 512
_CHUNK_PAIRS: Final = 50_000
DAY_DECAY: Final = 0.06
LOOSE_BAR: Final = 2.5
_CANDIDATE_FREE: Final = 0.12
_CANDIDATE_WHOLE: Final = 0.12
_COMMON_SHARE: Final = 0.05
"""Features of more documents than this open no pair; they only add to what rarer ones opened."""


def held(block: pa.Table, window: pa.Table, loose: pa.Table) -> pa.Table:
    """Documents of one day held against each other, against those of the ``WINDOW_DAYS`` before (``window``), and
    against loose ones whose bounds allow it. One row per pair with a score of ``KEPT`` or more, the smaller id first,
    by ids. How common a feature is tell the block and the window, and the packaged priors."""
    if not block.num_rows:
        return PAIRS.empty_table()
    if loose.num_rows:
        days = block.column("published_utc")
        loose = _within(loose, pc.min(days).as_py(), pc.max(days).as_py())
    return _pairs(block, (window, loose), block.num_rows + window.num_rows, is_loose_among=False)


def held_loose(block: pa.Table, loose: pa.Table) -> pa.Table:
    """Loose documents held against each other and against other loose ones; a pair's score depends on the two alone
    (and the packaged priors), so that a new one changes no pair of old ones. Rows as of ``held``."""
    if not block.num_rows:
        return PAIRS.empty_table()
    return _pairs(block, (loose,), 0, is_loose_among=True)


def _within(loose: pa.Table, first: object, last: object) -> pa.Table:
    """Loose documents whose bounds are within the window's days of the block's."""
    gap = np.timedelta64(WINDOW_DAYS + 1, "D").astype("timedelta64[us]")
    starts = loose.column("published_from_utc").to_numpy()
    ends = loose.column("published_until_utc").to_numpy()
    is_in = (np.isnat(starts) | (starts - gap <= np.datetime64(last))) & (  # type: ignore[call-overload]
        np.isnat(ends) | (ends + gap > np.datetime64(first))  # type: ignore[call-overload]
    )
    return loose.filter(pa.array(is_in))


def _pairs(block: pa.Table, others: tuple[pa.Table, ...], counted: int, *, is_loose_among: bool) -> pa.Table:
    tables = tuple(table.select(COLUMNS) for table in (block, *others) if table.num_rows)
    evidence = weighted(tables, counted)
    ids = np.concatenate([table.column("document_id").to_numpy() for table in tables])
    articles = np.concatenate([table.column("article_id").to_numpy() for table in tables])
    languages = np.concatenate([table.column("language").to_numpy() for table in tables])
    left, right = _candidates(evidence, block.num_rows)
    is_pair = (articles[left] != articles[right]) & (ids[left] != ids[right])
    left, right = left[is_pair], right[is_pair]
    is_same = languages[left] == languages[right]
    logits = _scores(evidence, left, right, is_same)
    is_loose = np.arange(len(ids)) >= (len(ids) - others[-1].num_rows if not is_loose_among else 0)
    days = np.concatenate([table.column("published_utc").to_numpy() for table in tables])
    apart = np.abs((days[left] - days[right]) / np.timedelta64(1, "D"))
    loose_pair = is_loose[left] | is_loose[right]
    logits -= np.where(loose_pair | np.isnan(apart), LOOSE_BAR, DAY_DECAY * np.nan_to_num(apart))
    scores = 1 / (1 + np.exp(-logits))
    is_kept = scores >= KEPT
    one, two = ids[left][is_kept], ids[right][is_kept]
    is_ordered = one < two
    table = pa.table(
        [
            pa.array(np.where(is_ordered, one, two), pa.string()),
            pa.array(np.where(is_ordered, two, one), pa.string()),
            pa.array(scores[is_kept], pa.float64()),
        ],
        schema=PAIRS,
    )
    table = table.sort_by([("document_id", "ascending"), ("other_document_id", "ascending")])
    return (
        table.group_by(["document_id", "other_document_id"], use_threads=False)
        .aggregate([("score", "max")])
        .rename_columns(PAIRS.names)
        .cast(PAIRS)
    )


def _candidates(evidence: Weighted, block_count: int) -> tuple[Ints, Ints]:
    """Rows of the block and rows after them that share enough."""
    keys = []
    is_rare = evidence.shares <= _COMMON_SHARE
    count = evidence.values.shape[0]
    free = np.array(FREE)[evidence.kind] if len(evidence.kind) else np.zeros(0, bool)
    for mask, norms, least in (
        (is_rare & free, evidence.free_norms, _CANDIDATE_FREE),
        (is_rare, evidence.whole_norms, _CANDIDATE_WHOLE),
    ):
        if not mask.any():
            continue
        scaled = sparse.diags(1 / np.maximum(norms, 1e-9)) @ evidence.values[:, : len(mask)][:, mask]
        other = scaled.T.tocsr()
        for start in range(0, block_count, _CHUNK_ROWS):
            found = (scaled[start : min(start + _CHUNK_ROWS, block_count)] @ other).tocoo()
            rows, columns = found.row.astype(np.int64) + start, found.col.astype(np.int64)
            is_enough = (found.data >= least) & (columns > rows)
            keys.append(rows[is_enough] * count + columns[is_enough])
    if not keys:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    merged = np.unique(np.concatenate(keys))
    return merged // count, merged % count


def _scores(weights: Weighted, left: Ints, right: Ints, is_same: npt.NDArray[np.bool_]) -> Floats:
    logits = np.zeros(len(left))
    for start in range(0, len(left), _CHUNK_PAIRS):
        part = slice(start, start + _CHUNK_PAIRS)
        evidence = evidence_of(weights, left[part], right[part])
        logits[part] = np.where(
            is_same[part],
            evidence @ learned().same[:-1] + learned().same[-1],
            evidence @ learned().cross[:-1] + learned().cross[-1],
        )
    return logits
