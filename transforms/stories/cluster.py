"""Pairs → stories: average link, within whole connected components."""

from __future__ import annotations

import heapq
import math
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy import sparse
from scipy.sparse.csgraph import connected_components

LINKED: Final = 0.4
"""Least mean score between the documents of two stories that become one; pairs that were not kept count as 0."""
CROWD: Final = 12
"""Pairs of a loose document that can join, from which it is like a crowd: a person or a course of events that the news
tells of all year, and no event. Events of ECB+ have some twelve articles; from 12 to 20 little changes
(docs/stories.md)."""
MOST_CROWDED: Final = 1.5
"""Most that a crowd takes away, in logits: what the bar for loose documents in one language was lowered by."""
FEW_LOOSE: Final = 1_000
"""Loose documents of any year among which the scores hold as they are: the corpus that they were set on has 772."""
_HIGHEST: Final = 1 - 1e-6
PLACES: Final = pa.schema([("document_id", pa.string()), ("first_document_id", pa.string()), ("score", pa.float64())])


def loose_bar(count: int) -> float:
    """What is taken from the logit of a pair with a loose document where so many loose documents stand: the chance that
    two of them tell one event by accident grows with their number. In steps of a doubling beyond ``FEW_LOOSE``, so that
    it seldom changes. Of pairs of stories drawn from a warehouse of 14,800 without it, 8 of 31 were of one event."""
    doublings = max(0, (count // FEW_LOOSE).bit_length() - 1)
    return doublings * math.log(2)


def clusters(documents: pa.Table, pairs: pa.Table, bar: float = 0.0) -> pa.Table:
    """Whole connected components in (``documents``: document_id, published_utc, published_precision; ``pairs`` as
    of ``held``) → one row per document, by id, with the first document of its story by (published_utc, nulls last;
    document_id), and the mean score of its pairs within the story (1 where it is alone). The order of rows changes
    nothing.

    Greedy agglomeration by average link (Sokal and Michener 1958): the two groups with the highest mean score merge
    first, ties by the smaller positions. So no chain of likenesses joins two events: each member must be like the
    others on the whole.

    Pairs with a loose document count less the more of a crowd both stand in, and by ``bar`` (``loose_bar``). Raises
    KeyError for a pair of an unknown document.
    """
    keys = [("published_utc", "ascending"), ("document_id", "ascending")]
    ordered = documents.select(["document_id", "published_utc", "published_precision"]).sort_by(keys)
    ids: list[str] = ordered.column("document_id").to_pylist()
    place = {document_id: index for index, document_id in enumerate(ids)}
    one = np.array([place[i] for i in pairs.column("document_id").to_pylist()], dtype=np.int64)
    two = np.array([place[i] for i in pairs.column("other_document_id").to_pylist()], dtype=np.int64)
    scores = pairs.column("score").to_numpy().astype(np.float64)
    precisions: list[str | None] = ordered.column("published_precision").to_pylist()
    is_loose = np.array([each not in ("day", "minute") for each in precisions], dtype=bool)
    scores = _less_crowded(one, two, scores, is_loose, bar)
    story = _stories(len(ids), np.minimum(one, two), np.maximum(one, two), scores)
    is_within = story[one] == story[two] if len(one) else np.zeros(0, bool)
    totals = np.zeros(len(ids))
    counts = np.zeros(len(ids))
    for end in (one, two):
        np.add.at(totals, end[is_within], scores[is_within])
        np.add.at(counts, end[is_within], 1)
    means = np.where(counts > 0, totals / np.maximum(counts, 1), 1.0)
    table = pa.table([pa.array(ids, pa.string()), pa.array([ids[s] for s in story], pa.string()), means], schema=PLACES)
    return table.sort_by("document_id")


def _less_crowded(
    one: npt.NDArray[np.int64],
    two: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    is_loose: npt.NDArray[np.bool_],
    bar: float,
) -> npt.NDArray[np.float64]:
    """Scores, lower where a document is loose and both are like many others. No window tells what of loose documents is
    common; how many each is like does, and as it takes whole components alone, no arrival changes it elsewhere.
    Revisions of one article (1) stay what they are."""
    is_pair = (is_loose[one] | is_loose[two]) & (scores <= _HIGHEST)
    is_joining = is_pair & (scores >= LINKED)
    near = np.bincount(np.concatenate([one[is_joining], two[is_joining]]), minlength=len(is_loose))
    crowd = np.log(np.maximum(1.0, np.minimum(near[one], near[two]) / CROWD))
    odds = scores / np.maximum(1 - scores, 1e-9) * np.exp(-bar - np.minimum(crowd, MOST_CROWDED))
    return np.where(is_pair & (crowd + bar > 0), odds / (1 + odds), scores)


def _stories(
    count: int, one: npt.NDArray[np.int64], two: npt.NDArray[np.int64], scores: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Each document's story: the least position in it."""
    order = np.lexsort((two, one))
    one, two, scores = one[order], two[order], np.round(scores[order], 6)
    graph = sparse.csr_matrix((np.ones(len(one)), (one, two)), shape=(count, count))
    _, component = connected_components(graph, directed=False)
    story = np.arange(count)
    by_component = np.argsort(component[one], kind="stable") if len(one) else np.zeros(0, np.int64)
    edges_of = np.split(by_component, np.flatnonzero(np.diff(component[one][by_component])) + 1) if len(one) else []
    for edges in edges_of:
        for member, first in _agglomerated(one[edges].tolist(), two[edges].tolist(), scores[edges].tolist()):
            story[member] = first
    return story


def _agglomerated(one: list[int], two: list[int], scores: list[float]) -> list[tuple[int, int]]:
    """(member, first member) of one component's groups."""
    near: dict[int, dict[int, float]] = {}
    for a, b, score in zip(one, two, scores, strict=True):
        near.setdefault(a, {})[b] = score
        near.setdefault(b, {})[a] = score
    members = {a: [a] for a in near}
    heap = [(-score, a, b, 1, 1) for a, b, score in zip(one, two, scores, strict=True) if score >= LINKED]
    heapq.heapify(heap)
    while heap:
        _, a, b, size_a, size_b = heapq.heappop(heap)
        if len(members.get(a, ())) != size_a or len(members.get(b, ())) != size_b:
            continue
        members[a] += members.pop(b)
        gone = near.pop(b)
        mine = near[a]
        mine.pop(b, None)
        gone.pop(a, None)
        for other, total in gone.items():
            mine[other] = mine.get(other, 0.0) + total
            del near[other][b]
        size = len(members[a])
        for other, total in mine.items():
            near[other][a] = total
            mean = total / (size * len(members[other]))
            if mean >= LINKED:
                low, high = (a, other) if a < other else (other, a)
                heapq.heappush(heap, (-round(mean, 9), low, high, len(members[low]), len(members[high])))
    return [(member, first) for first, group in members.items() for member in group]
