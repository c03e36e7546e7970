"""What two documents have in common, in numbers: rarity of features, sparse matrices, evidence of pairs.

All of it is numpy and scipy over whole blocks of documents: one row a document, one column a feature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from transforms.stories.priors import KINDS, priors

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIOR_DOCUMENTS: Final = 200.0
"""How many documents the packaged priors count for: in a window of as many, half of a feature's rarity is the
window's."""
HEAVY: Final = 2.7
"""Weight from which an article is about a feature: it stands in the headline, or again and again."""
PROMINENT: Final = 1.6
"""Weight from which a feature stands in the lead, or twice."""
REFRAIN: Final = 4
"""Documents in which the same features stand together, from which it is a refrain and no coverage."""
FREE: Final = tuple(kind != "word" for kind in KINDS)
"""Which kinds say the same in every language."""
FREE_KINDS: Final = KINDS[:-1]
EVIDENCE: Final = (
    *(f"like {kind}" for kind in KINDS),
    *(f"apart {kind}" for kind in KINDS),
    *(f"sum {kind}" for kind in KINDS),
    *("free likeness", "whole likeness", "free sum", "whole sum", "best", "best name"),
)
"""What is told of a pair, in order. like: cosine of a kind's features; apart: both have features of the kind and share
none; sum: rarity of the shared ones, as log(1 + nats) / 4; then cosine and sum of the language-free and of all
features; and the rarity of the rarest shared feature, and of the rarest shared name, in tens of nats."""
_NAMES: Final = tuple(KINDS.index(kind) for kind in ("who", "where", "name"))
_WORD: Final = KINDS.index("word")
_SUM_SCALE: Final = 4.0
_SUMS: Final = slice(2 * len(KINDS), 3 * len(KINDS))
_CHUNK_PAIRS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Span:
    """One day in a table of documents that is ordered by day, as positions of rows: the documents of the window before
    it, from ``window_start``, and right after them its own, from ``block_start`` to before ``end``."""

    window_start: int
    block_start: int
    end: int


@dataclass(frozen=True, slots=True)
class Weighted:
    """Spans of documents, one under the other, as rows of features; a feature of two spans is two columns, as each has
    its own rarity. ``rows`` is where in the table each row stands, ``span`` the span that it is of, ``is_block``
    whether it is of the span's own day. ``values`` is weight times rarity, ``heavy`` the same of what the article is
    most about, ``prominent`` of what stands in its lead or more than once; ``kind`` and ``idf`` are per column;
    ``norms`` is (rows, kinds): the length of each document's evidence by kind; ``shares`` is the share of the
    window's documents with the feature, ``priors`` that of documents of any time."""

    rows: Ints
    span: Ints
    is_block: npt.NDArray[np.bool_]
    values: sparse.csr_matrix
    heavy: sparse.csr_matrix
    prominent: sparse.csr_matrix
    kind: Ints
    idf: Floats
    norms: Floats
    shares: Floats
    priors: Floats

    @property
    def free_norms(self) -> Floats:
        """Length of each document's language-free evidence."""
        return np.asarray(np.sqrt((self.norms[:, np.array(FREE)] ** 2).sum(axis=1)))

    @property
    def whole_norms(self) -> Floats:
        """Length of each document's whole evidence."""
        return np.asarray(np.sqrt((self.norms**2).sum(axis=1)))


def weighted(table: pa.Table, spans: Sequence[Span], is_counted: bool) -> Weighted:
    """The documents of spans of a table with their features, weighted. Where ``is_counted`` a span's documents tell how
    common a feature is in it, together with the priors; else the priors alone."""
    lists = table.column("features").combine_chunks()
    if isinstance(lists, pa.ChunkedArray):
        lists = pa.concat_arrays(lists.chunks) if lists.num_chunks else pa.array([], lists.type)
    offsets = lists.offsets.to_numpy().astype(np.int64)
    offsets = offsets - offsets[0]
    flat = pc.list_flatten(lists)
    encoded = flat.field("feature").dictionary_encode()
    # In the order of names, as documents have theirs, so that no row of a matrix needs sorting.
    order = pc.sort_indices(encoded.dictionary).to_numpy().astype(np.int64)
    names: list[str] = encoded.dictionary.take(pa.array(order)).to_pylist()
    place = np.empty(len(names), dtype=np.int64)
    place[order] = np.arange(len(names))
    codes_told = place[encoded.indices.to_numpy(zero_copy_only=False)]
    weights_told = flat.field("weight").to_numpy(zero_copy_only=False)
    kind_told, rare_told = priors(names)
    columns = max(len(names), 1)

    rows = np.concatenate([np.arange(each.window_start, each.end) for each in spans])
    span = np.repeat(np.arange(len(spans)), [each.end - each.window_start for each in spans])
    is_block = rows >= np.array([each.block_start for each in spans])[span]
    slices = [slice(offsets[each.window_start], offsets[each.end]) for each in spans]
    told = np.array([each.stop - each.start for each in slices])
    codes = np.concatenate([codes_told[each] for each in slices]) + np.repeat(np.arange(len(spans)) * columns, told)
    weights = np.concatenate([weights_told[each] for each in slices])
    lengths = (offsets[1:] - offsets[:-1])[rows]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    row_of = np.repeat(np.arange(len(rows)), lengths)

    padding = columns - len(names)
    kind = np.tile(np.pad(kind_told, (0, padding)), len(spans))
    rare = np.tile(np.pad(rare_told, (0, padding), constant_values=1.0), len(spans))
    counted = np.repeat([each.end - each.window_start if is_counted else 0 for each in spans], columns)
    found = np.bincount(codes, minlength=len(kind)) if is_counted else np.zeros(len(kind), dtype=np.int64)
    shares = (found + PRIOR_DOCUMENTS * rare) / (counted + PRIOR_DOCUMENTS)
    idf = -np.log(np.minimum(shares, 0.999)) / _refrains(row_of, codes, kind, found)
    values = weights * idf[codes]
    norms = np.sqrt(
        np.bincount(row_of * len(KINDS) + kind[codes], weights=values**2, minlength=len(rows) * len(KINDS))
    ).reshape(len(rows), len(KINDS))

    def matrix(is_in: npt.NDArray[np.bool_] | None) -> sparse.csr_matrix:
        shape = (len(rows), len(kind))
        if is_in is None:
            made = sparse.csr_matrix((values, codes, starts), shape=shape)
        else:
            kept = np.concatenate([[0], np.cumsum(is_in)])[starts]
            made = sparse.csr_matrix((values[is_in], codes[is_in], kept), shape=shape)
        made.sort_indices()
        return made

    heavy, prominent = matrix(weights >= HEAVY), matrix(weights >= PROMINENT)
    return Weighted(rows, span, is_block, matrix(None), heavy, prominent, kind, idf, norms, shares, rare)


def _refrains(rows: Ints, codes: Ints, kind: Ints, found: Ints) -> Floats:
    """How many features stand in exactly the same documents as each one does, where these are ``REFRAIN`` or more, else
    1. What an outlet puts under all its articles is one thing, however many names and numbers it has; the words of
    real coverage differ from article to article. Where no word of a language is among them they are a text and its
    translations. (rows, features) of documents; the kinds of features, and how many of the documents that are counted
    have each → per feature."""
    shares = np.ones(len(kind))
    is_often = found >= REFRAIN
    if not is_often.any():
        return shares
    concerned = is_often[codes]
    rows, codes = rows[concerned], codes[concerned]
    # A set of documents is told by the sum of a number for each, spread over 64 bits (the multiplier of Knuth's hash).
    numbers = (rows.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    numbers ^= numbers >> np.uint64(29)
    numbers *= np.uint64(0xBF58476D1CE4E5B9)
    order = np.argsort(codes, kind="stable")
    seen = np.flatnonzero(is_often)
    starts = np.concatenate([[0], np.cumsum(found[seen])[:-1]])
    sums = np.add.reduceat(numbers[order], starts)
    _, group, members = np.unique(sums, return_inverse=True, return_counts=True)
    has_words = np.bincount(group, weights=kind[seen] == _WORD) > 0
    shares[seen] = np.where(has_words, members, 1)[group]
    return shares


def evidence_of(weights: Weighted, left: Ints, right: Ints) -> Floats:
    """Pairs of rows → (pairs, ``EVIDENCE``)."""
    parts = [
        _evidence(weights, left[start : start + _CHUNK_PAIRS], right[start : start + _CHUNK_PAIRS])
        for start in range(0, len(left), _CHUNK_PAIRS)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, len(EVIDENCE)))


def _evidence(weights: Weighted, left: Ints, right: Ints) -> Floats:
    kinds = len(KINDS)
    shared = weights.values[left].multiply(weights.values[right]).tocsr()
    rows = np.repeat(np.arange(len(left)), np.diff(shared.indptr))
    kind = weights.kind[shared.indices]
    rarity = weights.idf[shared.indices]
    cells = rows * kinds + kind
    dots = np.bincount(cells, weights=shared.data, minlength=len(left) * kinds).reshape(-1, kinds)
    sums = np.bincount(cells, weights=rarity, minlength=len(left) * kinds).reshape(-1, kinds)
    one, two = weights.norms[left], weights.norms[right]
    products = one * two
    like = dots / np.maximum(products, 1e-9)
    apart = (products > 0) & (dots == 0)
    free = np.array(FREE)
    best = np.zeros(len(left))
    is_free = free[kind]
    np.maximum.at(best, rows[is_free], rarity[is_free])
    best_name = np.zeros(len(left))
    is_name = np.isin(kind, _NAMES)
    np.maximum.at(best_name, rows[is_name], rarity[is_name])
    free_likeness = dots[:, free].sum(axis=1) / np.maximum(weights.free_norms[left] * weights.free_norms[right], 1e-9)
    likeness = dots.sum(axis=1) / np.maximum(weights.whole_norms[left] * weights.whole_norms[right], 1e-9)
    totals = np.column_stack([sums, sums[:, free].sum(axis=1), sums.sum(axis=1)])
    logs = np.log1p(totals) / _SUM_SCALE
    return np.column_stack(
        [like, apart, logs[:, :kinds], free_likeness, likeness, logs[:, kinds:], best / 10, best_name / 10]
    )


def nats_of(evidence: Floats, is_same: npt.NDArray[np.bool_]) -> Floats:
    """How unlikely it is that a pair shares what it does by chance: the summed rarity of shared features, each thing
    once (a name is a person, a name, a word and a long word all at a time). ``is_same``: in one language."""
    sums = np.expm1(evidence[:, _SUMS] * _SUM_SCALE)
    nats = dict(zip(KINDS, sums.T, strict=True))
    told = nats["number"] + nats["day"]
    free = np.maximum(nats["who"], nats["name"]) + nats["where"] + nats["land"] + nats["act"] + nats["kin"] / 2
    return np.asarray(told + np.where(is_same, nats["word"], free))


def headline_likeness(weights: Weighted, left: Ints, right: Ints, is_same: npt.NDArray[np.bool_]) -> Floats:
    """Cosine of what the two articles of each pair are most about, language-free across languages; 1 where one of them
    is about nothing in particular."""
    free = np.array(FREE)[weights.kind].astype(float) if len(weights.kind) else np.zeros(1)
    squares = weights.heavy.multiply(weights.heavy).tocsr()
    whole_norms = np.sqrt(np.asarray(squares.sum(axis=1)).ravel())
    free_norms = np.sqrt(np.asarray(squares @ free).ravel())
    found = []
    for start in range(0, len(left), _CHUNK_PAIRS):
        one, two = left[start : start + _CHUNK_PAIRS], right[start : start + _CHUNK_PAIRS]
        shared = weights.heavy[one].multiply(weights.heavy[two]).tocsr()
        in_one = is_same[start : start + _CHUNK_PAIRS]
        dots = np.where(in_one, np.asarray(shared.sum(axis=1)).ravel(), np.asarray(shared @ free).ravel())
        norms = np.where(in_one, whole_norms[one] * whole_norms[two], free_norms[one] * free_norms[two])
        found.append(np.where(norms > 0, dots / np.maximum(norms, 1e-9), 1.0))
    return np.concatenate(found) if found else np.zeros(0)
