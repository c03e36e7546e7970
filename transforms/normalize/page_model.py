"""How likely each block of a whole page is the article's: a small trained model over its blocks.

A page flattened to text is furniture, article, furniture, with pieces of furniture inside the article. The model is a
chain of four states (above, article, inside, below) with the moves that this allows; one hidden layer gives each block
a score for each state and for each move into it (a conditional random field, Lafferty, McCallum and Pereira, 2001, with
the potentials of a network). What it was trained on, and how well it does, stands in ``docs/models/furniture.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from transforms.normalize.evidence import Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STATES: Final = ("above", "article", "inside", "below")
MOVES: Final = ((0, 1), (1, 3), (1, 2), (2, 1))
"""The moves between two states that have a score of their own, as (from, to); staying has none."""
OFFSETS: Final = (0, -2, -1, 1, 2)
"""Which blocks' own features a block is judged by, counted from itself."""
EDGE: Final = "edge"
"""The one feature of a neighbour that is not there."""


@dataclass(frozen=True, slots=True)
class PageModel:
    """The tables of one model. ``own``: feature → row of ``own_weights`` (hidden units for each offset, in the order of
    ``OFFSETS``); ``placed``: feature → row of ``placed_weights``. Row 0 of both is nothing's. ``output``: a row for
    each unit and one of biases, a column for each state and then for each move."""

    own: dict[str, int]
    placed: dict[str, int]
    own_weights: NDArray[np.float64]
    placed_weights: NDArray[np.float64]
    output: NDArray[np.float64]

    @property
    def hidden_count(self) -> int:
        return int(self.placed_weights.shape[1])


@cache
def page_model() -> PageModel:
    """The packaged model: ``data/page_model.tsv``. Weights are whole numbers of hundredths."""
    import numpy as np  # here, not above: commands that judge no text start without it

    text = (files("transforms.normalize") / "data" / "page_model.tsv").read_text(encoding="utf-8")
    tables: dict[str, dict[str, int]] = {"own": {}, "placed": {}, "output": {}}
    rows: dict[str, list[list[int]]] = {"own": [], "placed": [], "output": []}
    for line in text.splitlines():
        if line and not line.startswith("# "):
            table, name, numbers = line.split("\t")
            tables[table][name] = len(rows[table])
            rows[table].append([int(number) for number in numbers.split(",")])
    for table in ("own", "placed"):
        rows[table].insert(0, [0] * len(rows[table][0]))
        tables[table] = {name: row + 1 for name, row in tables[table].items()}
    weights = {table: np.array(found, dtype=np.float64) / 100 for table, found in rows.items()}
    return PageModel(tables["own"], tables["placed"], weights["own"], weights["placed"], weights["output"])


def _gathered(
    names: Sequence[Sequence[str]], rows: dict[str, int], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """For each block the sum of the rows of its features; features that the model does not know count nothing."""
    import numpy as np

    places: list[int] = []
    starts: list[int] = []
    for found in names:
        starts.append(len(places))
        places.append(0)  # the row of nothing: a block without a known feature has a sum too
        places += [rows[name] for name in found if name in rows]
    gathered: NDArray[np.float64] = np.add.reduceat(weights[places], starts)
    return gathered


def scores(seen: Sequence[Seen], model: PageModel) -> list[list[float]]:
    """For each block a score for each state and then for each move into it."""
    import numpy as np

    width = model.hidden_count
    own = _gathered([one.own for one in seen], model.own, model.own_weights)
    units = _gathered([one.placed for one in seen], model.placed, model.placed_weights)
    edge = model.own_weights[model.own[EDGE]]
    for column, offset in enumerate(OFFSETS):
        part = own[:, column * width : (column + 1) * width]
        nothing = np.tile(edge[column * width : (column + 1) * width], (min(abs(offset), len(seen)), 1))
        if offset < 0:
            units += np.concatenate([nothing, part[:offset]])[: len(seen)]
        elif offset > 0:
            units += np.concatenate([part[offset:], nothing])[: len(seen)]
        else:
            units += part
    result: list[list[float]] = (np.tanh(units) @ model.output[:-1] + model.output[-1]).tolist()
    return result


def article_shares(seen: Sequence[Seen], model: PageModel) -> list[float]:
    """For each block the probability that it is the article's, the whole text considered (forward and backward sums
    over the chain, each step scaled to one)."""
    if not seen:
        return []
    points = [_weights(row) for row in scores(seen, model)]
    forward: list[tuple[float, float, float, float]] = []
    above, article, inside, below = points[0][0], points[0][1], 0.0, 0.0
    for place, (a, b, c, d, begin, end, leave, come) in enumerate(points):
        if place:
            above, article, inside, below = (
                above * a,
                (above * begin + article + inside * come) * b,
                (article * leave + inside) * c,
                (article * end + below) * d,
            )
        total = above + article + inside + below
        above, article, inside, below = above / total, article / total, inside / total, below / total
        forward.append((above, article, inside, below))
    shares = [0.0] * len(points)
    # A text may end anywhere but inside the article's furniture.
    above, article, inside, below = 1.0, 1.0, 0.0, 1.0
    for place in range(len(points) - 1, -1, -1):
        both = tuple(x * y for x, y in zip(forward[place], (above, article, inside, below), strict=True))
        total = sum(both)
        shares[place] = both[1] / total if total > 0 else 1.0
        a, b, c, d, begin, end, leave, come = points[place]
        above, article, inside, below = (
            above * a + article * begin * b,
            article * b + inside * leave * c + below * end * d,
            inside * c + article * come * b,
            below * d,
        )
        total = above + article + inside + below
        above, article, inside, below = above / total, article / total, inside / total, below / total
    return shares


_MOST_SCORE: Final = 30.0
"""Scores beyond this are certainty; it keeps the sums within what a float holds."""


def _weights(row: Sequence[float]) -> tuple[float, ...]:
    return tuple(math.exp(max(-_MOST_SCORE, min(_MOST_SCORE, score))) for score in row)
