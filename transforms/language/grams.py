"""py3langid's model, read whole texts at a time, with our columns and corrections.

py3langid (Lui and Baldwin, 2011 and 2012) is naive Bayes over 100,053 byte sequences of one to six bytes. Its own
reader walks a text byte by byte; this one walks all places of the text at once, six bytes each, which finds the same
features (a test compares them) in a tenth of the time. The state after six bytes is the state after any longer text,
for no feature is longer.

Scores are natural-log odds up to a constant, divided by the square root of the text's bytes, as py3langid does: the
features of a text depend on each other, so their evidence grows with the root of their number.

`language_data/gram_weights.npz` holds what `tools/train_language.py` learned: columns for languages that py3langid
lacks, and corrections to those it confuses (docs/models/language.md).
"""

from __future__ import annotations

import io
import lzma
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

STEPS: Final = 12
"""Weights are kept as whole twelfths: of 74,000 sentences as many are right as with py3langid's own half floats."""
_DEPTH: Final = 6
_LEFT_OUT: Final = frozenset("ext gcf gcr uzs zxx".split())
"""Of some small languages it takes more than is written in them: Extremaduran takes Spanish, two Antillean creoles take
whatever is odd, Southern Uzbek takes Urdu. `zxx` is no language."""
_LABELS: Final = {
    "no": "nb",
    "fuv": "ff",
    "gug": "gn",
    "arz": "ar-arz",
    "ary": "ar-ary",
    "wuu": "zh",
    "yue": "zh",
    "hbo": "he",
    "kik": "ki",
}
_LABELS_MORE: Final = {"grc": "el", "sdh": "ckb"}


@dataclass(frozen=True, slots=True)
class GramModel:
    """A finite automaton over bytes, the feature that ends in each state, and weights of features by label."""

    labels: tuple[str, ...]
    """Column → language, or `sr-Latn`; several columns may have one label."""
    rows: NDArray[np.int32]
    """Row and byte → state."""
    row_of: NDArray[np.int32]
    """State → start of its row."""
    feature_of: NDArray[np.int32]
    """State → feature that ends there, or -1."""
    weights: NDArray[np.int8]
    """Feature by column, in `STEPS` a unit; each row less its mean, which changes no comparison."""
    prior: NDArray[np.float32]

    def features(self, text: bytes) -> tuple[NDArray[Any], NDArray[Any]]:
        """The features of a text in UTF-8 and how often each stands in it."""
        count = len(text)
        # No text in UTF-8 holds this byte, so no feature does: it leads back to the start.
        padded = np.frombuffer(b"\xff" * (_DEPTH - 1) + text, np.uint8).astype(np.intp)
        state = self.rows.take(self.row_of[0] + padded[:count])
        for step in range(1, _DEPTH):
            state = self.rows.take(self.row_of.take(state) + padded[step : step + count])
        found = self.feature_of.take(state)
        features, counts = np.unique(found[found >= 0], return_counts=True)
        return features, counts

    def scores(self, text: str) -> tuple[NDArray[np.float32], float, float]:
        """Scores by column, comparable within one text; the weight of its features (their log counts, summed); the root
        of its bytes, by which the scores are divided.

        The caller gives text in NFC; a text all in capitals is read in small letters, as py3langid does.
        """
        read = (text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")
        features, counts = self.features(read)
        if not len(features):
            return np.zeros(len(self.labels), np.float32), 0.0, 1.0
        weight = np.log1p(counts, dtype=np.float32)
        evidence = weight @ self.weights.take(features, 0).astype(np.float32)
        root = math.sqrt(len(read))
        scores: NDArray[np.float32] = (evidence / np.float32(STEPS) + self.prior) / np.float32(root)
        return scores, float(weight.sum()), root


def _centred(weights: NDArray[Any]) -> NDArray[np.float32]:
    wide = weights.astype(np.float32)
    centred: NDArray[np.float32] = wide - wide.mean(axis=1, keepdims=True)
    return centred


def published() -> dict[str, NDArray[Any]]:
    """The arrays of py3langid's model file. Its own loader writes them to a scratch file; a transform writes none."""
    packed = (files("py3langid") / "data" / "model.npz.xz").read_bytes()
    with np.load(io.BytesIO(lzma.decompress(packed)), allow_pickle=False) as data:
        return {name: data[name] for name in ("ptc", "pc", "classes", "nextmove", "nextmove_row", "out_feat")}


def plain_model() -> GramModel:
    """py3langid's model as it is published, all columns, labels as it spells them."""
    data = published()
    likelihood = data["ptc"]
    weights = np.empty(likelihood.shape, np.int8)
    for start in range(0, len(likelihood), 10_000):
        part = _centred(likelihood[start : start + 10_000])
        weights[start : start + 10_000] = np.clip(np.rint(part * STEPS), -127, 127)
    return GramModel(
        labels=tuple(data["classes"].tolist()),
        rows=data["nextmove"].astype(np.int32),
        row_of=data["nextmove_row"].astype(np.int32) << 8,
        feature_of=data["out_feat"].astype(np.int32),
        weights=weights,
        prior=data["pc"].astype(np.float32),
    )


def kept_columns(labels: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """Columns of py3langid that are used, and our labels for them.

    The second column `sr` is Serbian in Latin letters; spoken Arabic has tags that begin with `ar`. Other regional and
    old forms are counted under the language that news is written in.
    """
    kept = [i for i, label in enumerate(labels) if label not in _LEFT_OUT]
    names = [_LABELS.get(label, _LABELS_MORE.get(label, label)) for label in (labels[i] for i in kept)]
    serbian = [i for i, name in enumerate(names) if name == "sr"]
    names[serbian[-1]] = "sr-Latn"
    return kept, names


_lock: Final = Lock()


@cache
def _load() -> GramModel:
    plain = plain_model()
    kept, names = kept_columns(plain.labels)
    packed = (files("transforms.language_data") / "gram_weights.npz").read_bytes()
    with np.load(io.BytesIO(packed), allow_pickle=False) as learned:
        new = [str(label) for label in learned["new_labels"]]
        weights = np.concatenate([plain.weights[:, kept], learned["new_weights"]], axis=1)
        prior = np.concatenate([plain.prior[kept], np.full(len(new), plain.prior.mean(), np.float32)])
        names += new
        corrected = weights[learned["features"], learned["columns"]].astype(np.int16) + learned["changes"]
        weights[learned["features"], learned["columns"]] = np.clip(corrected, -127, 127)
    return GramModel(tuple(names), plain.rows, plain.row_of, plain.feature_of, weights, prior)


def gram_model() -> GramModel:
    """The model with our columns and corrections, loaded once a process; half a second, 56 MB."""
    with _lock:
        return _load()
