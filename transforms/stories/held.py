"""Documents held against each other: which pairs tell one event, and how surely."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from transforms.stories.evidence import (
    FREE,
    PRIOR_DOCUMENTS,
    Floats,
    Ints,
    Weighted,
    evidence_of,
    headline_likeness,
    nats_of,
    weighted,
)
from transforms.stories.learned import learned

WINDOW_DAYS: Final = 13
"""Days before a document's own in which others of its event are sought."""
KEPT: Final = 0.1
"""Least score of a pair that is kept: below it two documents have nothing to do with each other."""
COLUMNS: Final = (
    *("document_id", "article_id", "language", "published_utc", "published_from_utc", "published_until_utc"),
    *("published_precision", "features"),
)
"""What a table of documents must have."""
PAIRS: Final = pa.schema([("document_id", pa.string()), ("other_document_id", pa.string()), ("score", pa.float64())])
COMMON_SHARE: Final = 0.05
"""Features of more of the window's documents than this open no pair; they only add to what rarer ones opened."""
COMMON_DOCUMENTS: Final = 60
"""Features of no more documents than these are not common, however small the window."""
COMMON_PRIOR: Final = 0.025
"""Features that more documents of any time have open no pair either: countries, concepts, NATO."""
_CHUNK_ROWS: Final = 512
_CHUNK_PAIRS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Bars:
    """What is put on top of the learned weights, whose corpus has long articles of few events and no days. In logits
    where no unit is given; docs/stories.md tells what each was measured on."""

    free_likeness: float = 0.06
    """Cosine of language-free evidence from which two documents are looked at."""
    whole_likeness: float = 0.1
    """The same of all evidence."""
    loose_free_likeness: float = 0.07
    """The same two of loose documents, held against thousands of others with a bar that weaker pairs do not pass."""
    loose_whole_likeness: float = 0.15
    learned: float = 0.85
    """What a logit of the learned weights counts for."""
    nats: float = 1.13
    """For each e-fold of (1 + the nats that the two share): how unlikely it is that they share so much by chance."""
    headline: float = 1.79
    """Where the two share what they are most about; in part from a cosine of 0 to ``like_headline``."""
    like_headline: float = 0.3
    other_headline: float = 1.5
    """Taken away where they share nothing of it; in part to a cosine of ``unlike_headline``."""
    unlike_headline: float = 0.06
    one_language: float = -4.5
    """What a pair in one language starts from."""
    across: float = -4.5
    """What a pair across languages starts from."""
    fitted_documents: int = 1_000
    """Documents of the corpus that the weights were learned from; in a window of more, fewer pairs are of one event."""
    rare_event: float = 0.5
    """For each e-fold of documents above that."""
    day: float = 0.06
    """For each day between the two."""
    loose: float = 3.0
    """Where one is loose: any event of any year may be meant."""


BARS: Final = Bars()


def held(block: pa.Table, window: pa.Table, loose: pa.Table) -> pa.Table:
    """Documents of one day held against each other, against those of the ``WINDOW_DAYS`` before (``window``), and
    against loose ones whose bounds allow it. One row per pair with a score of ``KEPT`` or more, the smaller id first,
    by ids. How common a feature is tell the block and the window, and the packaged priors."""
    if not block.num_rows or block.num_rows + window.num_rows + loose.num_rows < 2:
        return PAIRS.empty_table()
    if loose.num_rows:
        days = block.column("published_utc")
        loose = _within(loose, pc.min(days).as_py(), pc.max(days).as_py())
    return _pairs(block, window, loose, block.num_rows + window.num_rows)


def held_loose(block: pa.Table, loose: pa.Table) -> pa.Table:
    """Loose documents held against each other and against other loose ones; a pair's score depends on the two alone
    (and the packaged priors), so that a new one changes no pair of old ones. Rows as of ``held``."""
    if not block.num_rows or block.num_rows + loose.num_rows < 2:
        return PAIRS.empty_table()
    return _pairs(block, block.slice(0, 0), loose, 0)


def _within(loose: pa.Table, first: datetime | None, last: datetime | None) -> pa.Table:
    """Loose documents whose bounds are within the window's days of the block's."""
    gap = np.timedelta64(WINDOW_DAYS + 1, "D")
    starts = loose.column("published_from_utc").to_numpy()
    ends = loose.column("published_until_utc").to_numpy()
    is_in = (np.isnat(starts) | (starts - gap <= np.datetime64(last))) & (
        np.isnat(ends) | (ends + gap > np.datetime64(first))
    )
    return loose.filter(pa.array(is_in))


def _pairs(block: pa.Table, window: pa.Table, loose: pa.Table, counted: int) -> pa.Table:
    tables = tuple(table.select(COLUMNS) for table in (block, window, loose))
    weights = weighted(tables, counted)
    ids, articles, languages, days, starts, ends = (
        np.concatenate([table.column(name).to_numpy() for table in tables])
        for name in (*COLUMNS[:2], "language", "published_utc", "published_from_utc", "published_until_utc")
    )
    left, right = _candidates(weights, block.num_rows, counted)
    gap = np.timedelta64(WINDOW_DAYS + 1, "D")
    is_excluded = (starts[left] - gap > ends[right]) | (starts[right] - gap > ends[left])
    is_pair = (articles[left] != articles[right]) & (ids[left] != ids[right]) & ~is_excluded
    left, right = left[is_pair], right[is_pair]
    if not len(left):
        return PAIRS.empty_table()
    is_same = languages[left] == languages[right]
    apart = np.abs((days[left] - days[right]) / np.timedelta64(1, "D"))
    is_loose = (right >= len(ids) - loose.num_rows) if counted else np.ones(len(left), dtype=bool)
    logits = _logits(weights, left, right, is_same)
    logits -= np.where(is_loose | np.isnan(apart), BARS.loose, BARS.day * np.nan_to_num(apart))
    if counted:
        logits -= BARS.rare_event * max(0.0, math.log((counted + PRIOR_DOCUMENTS) / BARS.fitted_documents))
    scores = np.round(1 / (1 + np.exp(-logits)), 6)
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
    keys = ["document_id", "other_document_id"]
    once = table.group_by(keys, use_threads=False).aggregate([("score", "max")]).rename_columns(PAIRS.names)
    return once.cast(PAIRS).sort_by([(key, "ascending") for key in keys])


def _candidates(weights: Weighted, block_count: int, counted: int) -> tuple[Ints, Ints]:
    """Rows of the block, each with rows after it, that share enough to be looked at: (rows, other rows)."""
    # No window tells what is common among loose documents, so only what they put first opens a pair.
    values = weights.values if counted else weights.prominent
    count = values.shape[0]
    keys = [np.zeros(0, np.int64)]
    most = max(COMMON_SHARE, COMMON_DOCUMENTS / (counted + PRIOR_DOCUMENTS))
    is_rare = (weights.shares <= most) & (weights.priors <= COMMON_PRIOR)
    is_free = np.array(FREE)[weights.kind]
    for is_used, norms, least in (
        (is_rare & is_free, weights.free_norms, BARS.free_likeness if counted else BARS.loose_free_likeness),
        (is_rare, weights.whole_norms, BARS.whole_likeness if counted else BARS.loose_whole_likeness),
    ):
        if not is_used.any():
            continue
        scaled = (sparse.diags(1 / np.maximum(norms, 1e-9)) @ values[:, np.flatnonzero(is_used)]).tocsr()
        other = scaled.T.tocsr()
        for start in range(0, block_count, _CHUNK_ROWS):
            found = (scaled[start : min(start + _CHUNK_ROWS, block_count)] @ other).tocoo()
            rows, columns = found.row.astype(np.int64) + start, found.col.astype(np.int64)
            is_enough = (found.data >= least) & (columns > rows)
            keys.append(rows[is_enough] * count + columns[is_enough])
    merged = np.unique(np.concatenate(keys))
    return merged // max(count, 1), merged % max(count, 1)


def _logits(weights: Weighted, left: Ints, right: Ints, is_same: npt.NDArray[np.bool_]) -> Floats:
    """How surely each pair of rows tells one event, before days and numbers of documents are thought of."""
    fitted = learned()
    parts = [np.zeros(0)]
    for start in range(0, len(left), _CHUNK_PAIRS):
        part = slice(start, start + _CHUNK_PAIRS)
        one, two, same = left[part], right[part], is_same[part]
        evidence = evidence_of(weights, one, two)
        alike = np.where(
            same,
            evidence @ fitted.same[:-1] + fitted.same[-1],
            evidence @ fitted.cross[:-1] + fitted.cross[-1],
        )
        likeness = headline_likeness(weights, one, two, same)
        headline = np.minimum(likeness / BARS.like_headline, 1.0)
        other = np.maximum(1 - likeness / BARS.unlike_headline, 0.0)
        logits = np.where(same, BARS.one_language, BARS.across) + BARS.learned * alike
        logits += BARS.nats * np.log1p(nats_of(evidence, same))
        logits += BARS.headline * headline - BARS.other_headline * other
        parts.append(logits)
    return np.concatenate(parts)
