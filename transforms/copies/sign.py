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

from transforms.copies.words import letters_a_word, words_of
from transforms.model import Signature

Hashes = NDArray[np.uint64]

SKETCH_WORDS: Final = 3
BAND_WORDS: Final = 5
SKETCH_SIZE: Final = 128
HASH_BITS: Final = 32
"""Bits of a sketch's hash: a chance of 4e-6 that any of 128 of one text is by accident one of another's."""
LEAST_WORDS: Final = 4
TITLE_WORDS: Final = 40
"""Words of a title that count; what is longer is no title."""
WINDOWS: Final = ((64, 8), (256, 16), (1 << 62, 32))
"""(runs of words below which, the window): a text of 45 words gets some 8 bands, one of 1,000 some 60. What is least in
a window is least in each smaller one that holds it, so bands of different windows meet."""

_GOLDEN: Final = 0x9E3779B97F4A7C15
_FACTORS: Final = tuple(np.uint64(pow(_GOLDEN, place + 1, 2**64)) for place in range(4 * BAND_WORDS))
"""One odd number for each place in a run, so that the order of words counts."""
_SHIFT: Final = np.uint64(32)
_MIX: Final = np.uint64(0xD6E8FEB86659FD93)


def sign(title: str | None, body: str | None) -> Signature:
    """The fingerprint of an article's text: its body, or the title of an article that has none.

    ``text_hash`` covers the words of both. Pure; linear in the text; no text raises. A text of fewer than
    ``LEAST_WORDS`` words in all ("Live", "In pictures") proves nothing and has no fingerprint; one of fewer than
    ``BAND_WORDS`` has no bands, so that only equal ones are its copies.
    """
    heading, text = words_of(title), words_of(body)
    words = text or heading
    letters = letters_a_word(words)
    if len(heading) + len(text) < LEAST_WORDS * letters:
        return Signature(0)
    written = _written(words)
    codes = _codes(written)
    hashes = _sketch(codes, letters)
    kept = hashes[: int(np.searchsorted(hashes, np.uint64(bound(len(hashes)))))]
    bands = np.unique(_least(_runs(codes, BAND_WORDS * letters) >> np.uint64(1)))
    titles = _sketch(_codes(_written(heading[:TITLE_WORDS])), letters) if text else hashes[:0]
    whole = _text_hash(_written(heading), written) if text else _text_hash(written, b"")
    return Signature(len(hashes), tuple(kept.tolist()), tuple(bands.tolist()), whole, tuple(titles.tolist()))


def bound(shingle_count: int) -> int:
    """What the hashes of a sketch are below, where the text has so many different runs: all 32 bits for up to
    ``SKETCH_SIZE`` of them, half for up to twice as many, and so on."""
    halvings = max(0, shingle_count - 1) // SKETCH_SIZE
    return 1 << (HASH_BITS - halvings.bit_length())


def _written(words: Sequence[str]) -> bytes:
    return "\n".join(words).encode("utf-8", "surrogatepass")


def _text_hash(heading: bytes, text: bytes) -> int:
    """63 bits that are equal for equal words of title and body."""
    return int.from_bytes(hashlib.blake2b(heading + b"\n\n" + text, digest_size=8).digest(), "big") >> 1


def _codes(written: bytes) -> Hashes:
    """A number for each word."""
    codes: Hashes = np.fromiter(map(crc32, written.split(b"\n")), np.uint64)
    return codes


def _sketch(codes: Hashes, letters: int) -> Hashes:
    """Hashes of the different runs of words, ascending."""
    hashes: Hashes = np.unique(_runs(codes, SKETCH_WORDS * letters) >> np.uint64(64 - HASH_BITS))
    return hashes


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
        return np.sort(runs)[:1]
    size = 1
    while size < window:
        runs = np.minimum(runs[:-size], runs[size:])
        size *= 2
    return runs
