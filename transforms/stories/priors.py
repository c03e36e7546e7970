"""How common features of news are before a window has told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

KINDS: Final = ("who", "where", "land", "name", "number", "day", "act", "kin", "word")
"""Kinds of features. who: a known person or body; where: a known place; land: a country or a larger region; name: a
word of a name; number; day; act: a concept of what happens; kin: a long word by its sound, as languages share it;
word: a word of one language."""
SHARES: Final = {
    "who": 0.004,
    "where": 0.006,
    "land": 0.03,
    "name": 0.002,
    "number": 0.003,
    "day": 0.006,
    "act": 0.03,
    "kin": 0.006,
    "word": 0.008,
}
"""Usual share of articles that have one feature of a kind."""
NUMBER_SHARES: Final = ((3, 0.15), (10, 0.08), (31, 0.05), (100, 0.03), (1_000, 0.008))
"""Numbers up to the first have the share after it: small numbers are in every article."""
MOST_KEPT: Final = 500_000
"""Features of which is kept how common they are; more are forgotten at once."""
YEARS: Final = range(1980, 2040)
YEAR_SHARE: Final = 0.08
_INDEX: Final = {kind: index for index, kind in enumerate(KINDS)}


@cache
def _common() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for name in ("common.tsv", "everywhere.tsv"):
        text = (files("transforms.stories") / "data" / name).read_text(encoding="utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                feature, share, *_ = line.split("\t")
                found[feature] = float(share)
    return found


class _Known(dict[str, float]):
    """Features to what ``prior`` tells of them, as kind + share, so that arrays are made of them at once."""

    def __missing__(self, feature: str) -> float:
        if len(self) >= MOST_KEPT:
            self.clear()
        kind, share = prior(feature)
        self[feature] = told = kind + share
        return told


_KNOWN: Final = _Known()


def priors(features: Sequence[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The kind and the share of each of many features, as of ``prior``."""
    import numpy as np  # only here: commands that ask for a single one start without arrays

    both = np.fromiter(map(_KNOWN.__getitem__, features), dtype=np.float64, count=len(features))
    kinds = both.astype(np.int64)
    return kinds, both - kinds


def prior(feature: str) -> tuple[int, float]:
    """A feature's kind, as an index into ``KINDS``, and the share of documents of any time that have it. A feature of
    no known kind is as good as everywhere."""
    kind, _, value = feature.partition(":")
    index = _INDEX.get(kind)
    if index is None:
        return _INDEX["word"], 0.9
    listed = _common().get(feature)
    if listed is not None:
        return index, max(listed, SHARES[kind])
    if kind == "number":
        return index, _share_of_number(value)
    return index, SHARES[kind]


def _share_of_number(value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        return SHARES["number"]
    if number in YEARS:
        return YEAR_SHARE
    return next((share for most, share in NUMBER_SHARES if number <= most), SHARES["number"])
