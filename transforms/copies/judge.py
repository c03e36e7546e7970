"""Two fingerprints → whether one text copies the other, and how.

Containment rather than Jaccard alone: of a wire story cut to a third, two thirds of the original are missing, but
nearly all of what is left stands in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from transforms.copies.sign import HASH_BITS, SKETCH_SIZE

_SIGNED: Final = ("shingle_count", "title_sketch", "sketch")
PAIR_COLUMNS: Final = (*_SIGNED, *(f"other_{name}" for name in _SIGNED), "is_one_outlet")
JUDGED: Final = pa.schema(
    [("is_copy", pa.bool_()), ("similarity", pa.float64()), ("containment", pa.float64()), ("role", pa.string())]
)
Reals = NDArray[np.float64]
Hashes = NDArray[np.int64]


Line = tuple[tuple[int, float], ...]
"""Points (runs of words in the shorter text, share); between them the share changes evenly, beyond them not at all."""


@dataclass(frozen=True, slots=True)
class CopyOptions:
    """Where copies begin. Shares lie in [0, 1]; counts are of runs of three words.

    Read off by hand from pairs of a month's teasers of several hundred outlets and of 13,000 articles: between outlets,
    texts of forty runs that have two thirds in common are the same report with other openings; within one outlet they
    are its set phrases (how to subscribe, who owns the site) around two reports.
    """

    containment: Line = ((20, 0.9), (40, 0.65), (150, 0.5))
    """Least share of the shorter text that stands in the longer. Of a text cut to a third under a new opening, some two
    thirds still do."""
    titled: Line = ((20, 0.65), (40, 0.5), (150, 0.0))
    """The same with titles counted in, which speaks against short texts that share a set phrase alone."""
    one_outlet: Line = ((20, 0.9), (100, 0.85), (300, 0.65))
    """The same, titles counted in, for two texts of one outlet: it has templates and set phrases of its own, and seldom
    cuts what it has printed."""
    equal_count: int = 20
    """Runs from which two equal bodies are copies whatever their titles: below, a standing notice ("The latest five
    minute news bulletin from …") is all that some items hold."""
    least_shared: int = 8
    """Runs that both samples hold: fewer prove nothing. Eight runs in a row are ten words."""
    near_ratio: float = 0.7
    """Lengths (shorter to longer) from which texts of which much differs are one reworded, not one cut."""
    reworded_containment: float = 0.85
    """Containment below which two texts of like length are near, not syndicated."""


def judge(pairs: pa.Table, options: CopyOptions | None = None) -> pa.Table:
    """One row a pair of ``PAIR_COLUMNS`` → one row of ``JUDGED``, in order.

    ``similarity`` (Jaccard) and ``containment`` (in the shorter) are estimated at the smaller share that the two
    sketches were drawn at; 0 where one is empty. ``role``: syndicated or near, whether or not they are copies.
    Symmetric: a pair and its mirror image are judged alike.
    """
    options = options or CopyOptions()
    counts = _counts(pairs, "shingle_count"), _counts(pairs, "other_shingle_count")
    limits = np.minimum(_bounds(counts[0]), _bounds(counts[1]))
    one, other = _sample(pairs, "sketch", limits), _sample(pairs, "other_sketch", limits)
    size = len(limits)
    shared = np.bincount(_common(one, other) >> HASH_BITS, minlength=size)
    sizes = np.bincount(one >> HASH_BITS, minlength=size), np.bincount(other >> HASH_BITS, minlength=size)
    containment = _share(shared, np.minimum(*sizes))
    similarity = _share(shared, sizes[0] + sizes[1] - shared)
    titles = _sample(pairs, "title_sketch", None), _sample(pairs, "other_title_sketch", None)
    shared_titles = np.bincount(_common(*titles) >> HASH_BITS, minlength=size)
    title_sizes = [np.bincount(title >> HASH_BITS, minlength=size) for title in titles]
    # Titles are whole, bodies sampled: a title counts for what it would be in the sample.
    rate = limits / (1 << HASH_BITS)
    titled = _share(shared + rate * shared_titles, np.minimum(*sizes) + rate * np.minimum(*title_sizes))
    fewer, more = np.minimum(*counts), np.maximum(*counts)
    enough = _at(options.containment, fewer)
    enough_titled = np.where(
        pairs["is_one_outlet"].to_numpy(), _at(options.one_outlet, fewer), _at(options.titled, fewer)
    )
    is_equal = (similarity == 1.0) & (counts[0] == counts[1]) & (fewer >= options.equal_count)
    is_copy = (containment >= enough) & ((titled >= enough_titled) | is_equal) & (shared >= options.least_shared)
    is_near = (_share(fewer, more) >= options.near_ratio) & (containment < options.reworded_containment)
    role = pc.if_else(pa.array(is_near), "near", "syndicated")
    return pa.table([pa.array(is_copy), pa.array(similarity), pa.array(containment), role], schema=JUDGED)


def _counts(pairs: pa.Table, name: str) -> Hashes:
    counts: Hashes = pairs[name].to_numpy().astype(np.int64)
    return counts


def _bounds(counts: Hashes) -> Hashes:
    """``sign.bound`` of many."""
    halvings = np.ceil(np.log2(np.maximum(counts - 1, 0) // SKETCH_SIZE + 1)).astype(np.int64)
    bounds: Hashes = np.left_shift(1, HASH_BITS - halvings)
    return bounds


def _at(line: Line, counts: Hashes) -> Reals:
    places, shares = zip(*line, strict=True)
    found: Reals = np.interp(counts, places, shares)
    return found


def _sample(pairs: pa.Table, name: str, limits: Hashes | None) -> Hashes:
    """Place of the pair and hash in one number, ascending, of the hashes below the pair's limit (None: of all)."""
    lists = pairs[name].combine_chunks()
    lists = lists.chunk(0) if isinstance(lists, pa.ChunkedArray) else lists
    places = np.repeat(np.arange(len(lists)), pc.list_value_length(lists).to_numpy(zero_copy_only=False))
    hashes = lists.flatten().to_numpy(zero_copy_only=False).astype(np.int64)
    if limits is not None:
        is_kept = hashes < limits[places]
        places, hashes = places[is_kept], hashes[is_kept]
    placed: Hashes = (places << HASH_BITS) | hashes
    return placed


def _common(one: Hashes, other: Hashes) -> Hashes:
    """Numbers of ``one`` that stand in ``other``, which both are ascending and without repeats."""
    if not len(other):
        return one[:0]
    found = np.minimum(np.searchsorted(other, one), len(other) - 1)
    common: Hashes = one[other[found] == one]
    return common


def _share(part: Hashes | Reals, whole: Hashes | Reals) -> Reals:
    share: Reals = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return share
