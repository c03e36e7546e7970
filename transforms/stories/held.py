"""Documents held against each other: which pairs tell one event, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    Span,
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
SUREST: Final = 0.999999
"""Highest score of two articles: 1 is kept for revisions of one."""
ROWS_AT_ONCE: Final = 4_096
"""Documents of days with their windows that are held in one go: thin days cost little more than one."""
CELLS_AT_ONCE: Final = 8_000_000
"""Most features times days of one go, each of which takes some 50 bytes."""
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
    later_day: float = 0.7
    """For each day beyond ``news_days`` besides: of fifty pairs of stories drawn from 27,000 articles and read, 18
    of 21 within a day were of one event, two of twelve three days or more apart."""
    news_days: float = 2.0
    """Days for which an event is news by itself; later on, most is another stage of the same affair."""
    loose_one_language: float = 1.5
    """Taken away where one is loose, in one language: any event of any year may be meant. What is like many is held
    against more (``cluster.CROWD``)."""
    loose_across: float = 3.0
    """The same across languages."""


BARS: Final = Bars()


def held(documents: pa.Table, spans: Sequence[Span]) -> pa.Table:
    """Documents of days held against each other and against those of the ``WINDOW_DAYS`` before. ``documents`` are
    ordered by day; each span is one day with its window, which may be of other spans as well. One row per pair with a
    score of ``KEPT`` or more, the smaller id first, by ids. How common a feature is tell the span's documents, and the
    packaged priors: so a day's pairs are the same with whatever others it is told."""
    spans = [each for each in spans if each.end - each.window_start > 1 and each.end > each.block_start]
    if not spans:
        return PAIRS.empty_table()
    first, last = min(each.window_start for each in spans), max(each.end for each in spans)
    documents = documents.slice(first, last - first)
    told = pc.sum(pc.list_value_length(documents.column("features"))).as_py() or 0
    rows = sum(each.end - each.window_start for each in spans)
    if len(spans) > 1 and (rows > ROWS_AT_ONCE or told * len(spans) > CELLS_AT_ONCE):
        spans = [Span(each.window_start - first, each.block_start - first, each.end - first) for each in spans]
        half = len(spans) // 2
        return _sorted(pa.concat_tables([held(documents, spans[:half]), held(documents, spans[half:])]))
    spans = [Span(each.window_start - first, each.block_start - first, each.end - first) for each in spans]
    return _pairs(documents, spans, is_counted=True)


def held_loose(block: pa.Table, others: pa.Table) -> pa.Table:
    """Loose documents held against each other and against others; a pair's score depends on the two alone
    (and the packaged priors), so that a new one changes no pair of old ones. Rows as of ``held``."""
    count = others.num_rows + block.num_rows
    if not block.num_rows or count < 2:
        return PAIRS.empty_table()
    together = pa.concat_tables([others.select(COLUMNS), block.select(COLUMNS)])
    return _pairs(together, [Span(0, others.num_rows, count)], is_counted=False)


def _pairs(documents: pa.Table, spans: Sequence[Span], is_counted: bool) -> pa.Table:
    weights = weighted(documents, spans, is_counted)
    ids, articles, languages, days, starts, ends = (
        documents.column(name).to_numpy()
        for name in (*COLUMNS[:2], "language", "published_utc", "published_from_utc", "published_until_utc")
    )
    left, right = _candidates(weights, is_counted)
    one, other = weights.rows[left], weights.rows[right]
    gap = np.timedelta64(WINDOW_DAYS + 1, "D")
    is_excluded = (starts[one] - gap > ends[other]) | (starts[other] - gap > ends[one])
    is_pair = (articles[one] != articles[other]) & (ids[one] != ids[other]) & ~is_excluded
    left, right, one, other = left[is_pair], right[is_pair], one[is_pair], other[is_pair]
    if not len(left):
        return PAIRS.empty_table()
    is_same = languages[one] == languages[other]
    logits = _logits(weights, left, right, is_same)
    if is_counted:
        counted = np.array([each.end - each.window_start for each in spans])[weights.span[left]]
        apart = np.abs((days[one] - days[other]) / np.timedelta64(1, "D"))
        logits -= BARS.day * apart + BARS.later_day * np.maximum(0.0, apart - BARS.news_days)
        logits -= BARS.rare_event * np.maximum(0.0, np.log((counted + PRIOR_DOCUMENTS) / BARS.fitted_documents))
    else:
        logits -= np.where(is_same, BARS.loose_one_language, BARS.loose_across)
    scores = np.minimum(np.round(1 / (1 + np.exp(-logits)), 6), SUREST)
    is_kept = scores >= KEPT
    one_id, other_id = ids[one[is_kept]], ids[other[is_kept]]
    is_ordered = one_id < other_id
    table = pa.table(
        [
            pa.array(np.where(is_ordered, one_id, other_id), pa.string()),
            pa.array(np.where(is_ordered, other_id, one_id), pa.string()),
            pa.array(scores[is_kept], pa.float64()),
        ],
        schema=PAIRS,
    )
    return _sorted(table)


def _sorted(pairs: pa.Table) -> pa.Table:
    return pairs.sort_by([(key, "ascending") for key in PAIRS.names[:2]])


def _candidates(weights: Weighted, is_counted: bool) -> tuple[Ints, Ints]:
    """Rows of the blocks, each with rows before it, that share enough to be looked at: (rows, other rows)."""
    # No window tells what is common among loose documents, so only what they put first opens a pair.
    values = weights.values if is_counted else weights.prominent
    count = values.shape[0]
    sizes = np.bincount(weights.span) if is_counted else np.zeros(1)
    most = np.maximum(COMMON_SHARE, COMMON_DOCUMENTS / (sizes + PRIOR_DOCUMENTS))
    most = np.repeat(most, len(weights.kind) // len(sizes))
    block = np.flatnonzero(weights.is_block)
    ours = values[block]
    in_block = np.bincount(ours.indices, minlength=len(weights.kind)) > 0
    is_rare = (weights.shares <= most) & (weights.priors <= COMMON_PRIOR) & in_block
    is_free = np.array(FREE)[weights.kind]
    keys = [np.zeros(0, np.int64)]
    for is_used, norms, least in (
        (is_rare & is_free, weights.free_norms, BARS.free_likeness if is_counted else BARS.loose_free_likeness),
        (is_rare, weights.whole_norms, BARS.whole_likeness if is_counted else BARS.loose_whole_likeness),
    ):
        if not is_used.any():
            continue
        scaled = (sparse.diags(1 / np.maximum(norms, 1e-9)) @ values[:, np.flatnonzero(is_used)]).tocsr()
        other = scaled.T.tocsr()
        for start in range(0, len(block), _CHUNK_ROWS):
            part = block[start : start + _CHUNK_ROWS]
            found = (scaled[part] @ other).tocoo()
            rows, columns = part[found.row], found.col.astype(np.int64)
            is_enough = (found.data >= least) & (columns < rows)
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
