"""Whether the bytes of a record are those that were written: WARC-Block-Digest and WARC-Payload-Digest."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import Final

_ALGORITHMS: Final = {"sha1": "sha1", "sha256": "sha256", "sha512": "sha512", "md5": "md5"}


def is_digest_of(given: str | None, contents: Iterable[bytes]) -> bool | None:
    """Whether a digest as it stands in a header (``sha1:`` and base32, base16 or base64) is that of one of the
    contents. None where there is none, or its algorithm is not known: then nothing can be said."""
    label, colon, value = (given or "").partition(":")
    algorithm = _ALGORITHMS.get(label.strip().lower().replace("-", ""))
    if not colon or algorithm is None:
        return None
    wanted = value.strip()
    digests = (hashlib.new(algorithm, content, usedforsecurity=False).digest() for content in contents)
    return any(_is_written(digest, wanted) for digest in digests)


def _is_written(digest: bytes, wanted: str) -> bool:
    folded = wanted.rstrip("=").upper()
    if folded in (digest.hex().upper(), base64.b32encode(digest).decode("ascii").rstrip("=")):
        return True
    plain = wanted.rstrip("=").replace("-", "+").replace("_", "/")
    return plain == base64.b64encode(digest).decode("ascii").rstrip("=")
