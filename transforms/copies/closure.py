"""Pairs → groups: what is joined by any chain of pairs is one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

GROUPS = pa.schema([("text_hash", pa.int64()), ("group_hash", pa.int64())])


def groups(pairs: pa.Table) -> pa.Table:
    """Pairs (text_hash, other_text_hash) in any order, repeats allowed → each text of them with the least of its group.

    A text paired with itself is a group of its own unless another pair says more.
    """
    ends = np.stack([pairs[name].to_numpy() for name in ("text_hash", "other_text_hash")])
    texts, places = np.unique(ends, return_inverse=True)
    if not len(texts):
        return GROUPS.empty_table()
    one, other = places.reshape(ends.shape)
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(len(texts), len(texts)))
    count, labels = connected_components(graph, directed=False)
    least = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(least, labels, texts)
    return pa.table([texts, least[labels]], schema=GROUPS)
