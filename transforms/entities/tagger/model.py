"""The tagger's weights: how they are packed, and reading them.

A file is one line of JSON (`Card`), then zlib-packed bytes: `2 ** bits` rows of seven signed bytes, stored label by
label. A byte q stands for the integer weight sign(q) * q * q: small weights keep their differences, which even steps
lose (up to seven points of F1). Sums of integers are the same in any order and on any machine.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from transforms.entities.knowledge import EntityType

LABELS: Final = ("O", "B-PERSON", "I-PERSON", "B-ORGANIZATION", "I-ORGANIZATION", "B-LOCATION", "I-LOCATION")
WIDTH: Final = 8
"""Bytes of a row in memory: one more than there are labels, so that a row is one machine word."""
FORBIDDEN: Final = -(1 << 24)
"""Score of a label that cannot follow another, as I-PERSON behind B-LOCATION."""
MODEL: Final = "names.bin"


@dataclass(frozen=True, slots=True)
class Card:
    """What a model is beside its weights. `transitions[a][b]`: score of label b behind a. `trained` and `transferred`:
    languages. `bins`: by entity type, margins upward with the share of names right from that margin on. `digest` names
    what it was made from."""

    bits: int
    transitions: list[list[int]]
    trained: list[str]
    transferred: list[str]
    bins: dict[str, list[list[float]]]
    digest: str


@dataclass(frozen=True, slots=True)
class Tag:
    """Tokens `first` to `last` (inclusive) of a field are a name. `scores`: by how much each type (person,
    organisation, place) beats no name there; `margin`: by how much the type given beats the next best."""

    first: int
    last: int
    entity_type: EntityType
    margin: int
    scores: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Model:
    """`rows` hold eight signed bytes each, seen as one integer; row 0 is all zero."""

    card: Card
    rows: NDArray[np.int64]

    @property
    def mask(self) -> np.uint32:
        """Of a hash, the bits that are a row number."""
        return np.uint32((1 << self.card.bits) - 1)

    def scores(self, hashes: NDArray[np.uint32]) -> NDArray[np.int32]:
        """Hashes [n, features] → summed scores [n, WIDTH]: each weight counts by its square, its sign kept.

        Fastest on the transpose of an array whose rows are features: whole features are added then, not eight numbers
        at a time (an article's 26 × 500 hashes in a seventh of the time).
        """
        count, features = hashes.shape
        packed = self.rows.take((hashes.T & self.mask).astype(np.intp))
        weights = packed.view(np.int8).reshape(features, count * WIDTH).astype(np.int16)
        weights *= np.abs(weights)
        total: NDArray[np.int32] = weights.sum(0, dtype=np.int32).reshape(count, WIDTH)
        return total


def pack(card: Card, weights: NDArray[np.int8]) -> bytes:
    """A model file. `weights` has `2 ** bits` rows and seven columns."""
    head = json.dumps({name: getattr(card, name) for name in Card.__slots__}, sort_keys=True).encode()
    return head + b"\n" + zlib.compress(np.ascontiguousarray(weights.T).tobytes(), 9)


def unpack(data: bytes) -> Model:
    """The model of a file. Raises ValueError where the file is none."""
    head, _, packed = data.partition(b"\n")
    found: dict[str, Any] = json.loads(head)
    card = Card(**found)
    columns = np.frombuffer(zlib.decompress(packed), np.int8).reshape(len(LABELS), 1 << card.bits)
    rows = np.zeros((1 << card.bits, WIDTH), np.int8)
    rows[:, : len(LABELS)] = columns.T
    rows[0] = 0
    return Model(card, rows.view(np.int64).reshape(-1))


@cache
def load_model() -> Model:
    """The packaged model, read once a process."""
    return unpack((files("transforms.entities.tagger") / MODEL).read_bytes())
