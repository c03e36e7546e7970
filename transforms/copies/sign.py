"""A text → its fingerprint: by which its copies are found, and told from others, without reading it again.

Two samples of the runs of words (shingles) that stand in the text, each chosen by the hash of the run alone, so that a
run which two texts share is chosen in both:

- ``sketch``: runs of ``SKETCH_WORDS`` words, of which a share of 1, 1/2, 1/4 … is kept, so that no text has more than
  some ``SKETCH_SIZE`` (FracMinHash: Irber et al. 2022, after Broder 1997). Shares are nested: two texts are compared
  at the smaller of theirs, which estimates containment whatever their lengths, and not only Jaccard as MinHash does.
- ``bands``: the least hash in each stretch of runs of ``BAND_WORDS`` words (winnowing: Schleimer, Wilkerson and Aiken
  2003). Texts that share a passage of a window and ``BAND_WORDS`` words share a band for certain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from transforms.copies.words import is_spaceless, words_of
from transforms.model import Signature

Hashes = NDArray[np.uint64]

SKETCH_WORDS: Final = 3
BAND_WORDS: Final = 5
LETTER_FACTOR: Final = 2
"""Letters of a script without spaces that stand for one word: a Chinese word has 1.6 letters on average."""
SKETCH_SIZE: Final = 256
HASH_BITS: Final = 32
"""Bits of a sketch's hash: among 256 of one text and 256 of another, a chance of 1.5e-5 that any two agree by accident."""
TITLE_WORDS: Final = 40
"""Words of a title that count; what is longer is no title."""
WINDOWS: Final = ((64, 8), (256, 16), (1 << 62, 32))
"""(runs of words below which, the window): a text of 45 words gets some 8 bands, one of 1,000 some 60. What is least in
a window is least in each smaller one that holds it, so bands of different windows meet."""

_FACTORS: Final = tuple(
    np.uint64(factor)
    for factor in (
        0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F,
        0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3, 0x1D8E4E27C47D124F, 0xEB44ACCAB455D165,
    )
)  # fmt: skip
_SHIFT: Final = np.uint64(32)
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)


def sign(title: str | None, body: str | None) -> Signature:
    """The fingerprint of an article's text: its body, or the title of an article that has none.

    ``text_hash`` covers the words of both. Pure; linear in the text; no text raises. A text without words has no
    fingerprint (``text_hash`` None, no sketch, no bands), and one below ``BAND_WORDS`` words no bands.
    """
    heading, text = words_of(title), words_of(body)
    if not heading and not text:
        return Signature(0)
    whole = hash_of(heading, text)
    words = text or heading
    factor = LETTER_FACTOR if is_spaceless(words[:64]) else 1
    codes = _codes(words)
    hashes = _sketch(codes, factor)
    kept = hashes[: int(np.searchsorted(hashes, np.uint64(bound(len(hashes)))))]
    bands = np.unique(_least(_runs(codes, BAND_WORDS * factor) >> np.uint64(1)))
    titles = _sketch(_codes(heading[:TITLE_WORDS]), factor) if text else hashes[:0]
    return Signature(len(hashes), tuple(kept.tolist()), tuple(bands.tolist()), whole, tuple(titles.tolist()))


def hash_of(heading: Sequence[str], text: Sequence[str]) -> int:
    """63 bits that are equal for equal words of title and body."""
    written = "\n".join((*heading, "", *text)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(written, digest_size=8).digest(), "big") >> 1


def bound(shingle_count: int) -> int:
    """What the hashes of a sketch are below, where the text has so many different runs: all 32 bits for up to
    ``SKETCH_SIZE`` of them, half for up to twice as many, and so on."""
    halvings = max(0, shingle_count - 1) // SKETCH_SIZE
    return 1 << (HASH_BITS - halvings.bit_length())


def _codes(words: Sequence[str]) -> Hashes:
    """A number for each word."""
    return np.fromiter(map(crc32, "\n".join(words).encode("utf-8", "surrogatepass").split(b"\n")), np.uint64)


def _sketch(codes: Hashes, factor: int) -> Hashes:
    """Hashes of the different runs of words, ascending."""
    return np.unique(_runs(codes, SKETCH_WORDS * factor) >> np.uint64(64 - HASH_BITS))


def _runs(codes: Hashes, length: int) -> Hashes:
    """A hash of each run of so many words, in order; none where the text is shorter."""
    count = len(codes) - length + 1
    if count < 1:
        return np.empty(0, np.uint64)
    mixed = np.zeros(count, np.uint64)
    for place in range(length):
        mixed += codes[place : place + count] * _FACTORS[place]
    # Twice multiply and fold, as in splitmix: every bit of the words reaches every bit of the hash.
    for _ in range(2):
        mixed ^= mixed >> _SHIFT
        mixed *= _MIX
    mixed ^= mixed >> _SHIFT
    return mixed


def _least(runs: Hashes) -> Hashes:
    """The least of each window of runs; of all where there are fewer."""
    if not len(runs):
        return runs
    window = next(window for below, window in WINDOWS if len(runs) < below)
    if len(runs) <= window:
        return runs.min(keepdims=True)
    size = 1
    while size < window:
        runs = np.minimum(runs[:-size], runs[size:])
        size *= 2
    return runs
