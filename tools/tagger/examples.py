"""Articles → the arrays that training reads: row numbers of features, labels, and where lines begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from tools.tagger.corpora import Article
from transforms.entities.known import Known
from transforms.entities.tagger.features import AFTER, BEFORE, FAR_AFTER, FAR_BEFORE, OWN, PLACE_ROWS, place_rows
from transforms.entities.tagger.model import LABELS
from transforms.entities.tagger.stream import Lexicon, read
from transforms.entities.tokens import Field, read_field
from transforms.entities.words import words_of

_COUNT_BITS: Final = 26
"""Features are counted in this many bits of their hash: enough for the ten million of the corpora to keep apart."""
FEATURES: Final = FAR_AFTER.stop + PLACE_ROWS


class _Rows(Lexicon):
    """A lexicon that keeps the hashes of its words."""

    def reset(self) -> None:
        self._parts: list[NDArray[np.uint32]] = []
        super().reset()

    def keep(self, start: int, rows: NDArray[np.uint32]) -> None:
        self._parts.append(rows)

    def all_rows(self) -> NDArray[np.uint32]:
        """Hashes of all words by number."""
        return np.concatenate(self._parts)


@dataclass(frozen=True, slots=True)
class Examples:
    """`hashes` [tokens, FEATURES] (0: no such feature), `labels` [tokens], `lines` token numbers where lines begin and
    the count of tokens."""

    hashes: NDArray[np.uint32]
    labels: NDArray[np.int8]
    lines: NDArray[np.int64]


def examples(articles: Sequence[Article], known: Known, trained: frozenset[str]) -> tuple[Examples, NDArray[np.int64]]:
    """Read all articles as the tagger does; and of each line the number of its article. Languages not among `trained`
    have no features of their own."""
    lexicons: dict[str, _Rows] = {}
    streams = []
    labels: list[NDArray[np.int8]] = []
    sizes: list[int] = []
    for article in articles:
        words = words_of(article.language)
        lexicon = lexicons.get(article.language)
        if lexicon is None:
            lexicon = lexicons[article.language] = _Rows(words, known.knowledge, article.language in trained)
        fields = [read_field(name, text, words) for name, text in article.fields.items()]
        stream = read(fields, [known.spans(field, words) for field in fields], lexicon)
        streams.append((article.language, stream))
        sizes.append(int(stream.is_opening.sum()))
        labels += [labelled(field, article.names[field.name]) for field in fields]
    openings = np.concatenate([s.is_opening for _, s in streams])
    rows = {language: lexicon.all_rows() for language, lexicon in lexicons.items()}
    total = len(openings)
    out = np.empty((total, FEATURES), np.uint32)
    at = 0
    for language, stream in streams:
        lexicon, table = lexicons[language], rows[language]
        ids, places = stream.ids, stream.places
        part = out[at : at + len(places)]
        for columns, aside in ((OWN, 0), (BEFORE, -1), (AFTER, 1), (FAR_BEFORE, -2), (FAR_AFTER, 2)):
            part[:, columns] = table[ids[places + aside], columns]
        part[:, FAR_AFTER.stop :] = place_rows(
            lexicon.whole[ids],
            lexicon.shape[ids],
            lexicon.mark[ids],
            stream.glue,
            stream.known,
            stream.small,
            stream.case,
            places,
        )
        at += len(places)
    lines = np.append(np.nonzero(openings)[0], total)
    return Examples(out, np.concatenate(labels), lines), np.repeat(np.arange(len(articles)), sizes)


def labelled(field: Field, names: frozenset[tuple[int, int, str]]) -> NDArray[np.int8]:
    """The label of each token of a field."""
    found = np.zeros(len(field.tokens.words), np.int8)
    starts = np.array(field.tokens.starts)
    ends = np.array(field.tokens.ends)
    for start, end, kind in names:
        tokens = np.nonzero((starts < end) & (ends > start))[0]
        if len(tokens):
            found[tokens] = LABELS.index("I-" + kind)
            found[tokens[0]] = LABELS.index("B-" + kind)
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _seldom(hashes: NDArray[np.uint32], counts: NDArray[np.uint8], least: int) -> None:
    mask = np.uint32(len(counts) - 1)
    for t in range(hashes.shape[0]):
        for f in range(hashes.shape[1]):
            at = hashes[t, f] & mask
            if counts[at] < 255:
                counts[at] += 1
    for t in range(hashes.shape[0]):
        for f in range(hashes.shape[1]):
            if counts[hashes[t, f] & mask] < least:
                hashes[t, f] = 0


def drop_seldom(found: Examples, least: int) -> None:
    """Leave out, in place, features met fewer than `least` times: they fit one example and crowd the table."""
    _seldom(found.hashes, np.zeros(1 << _COUNT_BITS, np.uint8), least)
