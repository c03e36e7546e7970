"""The saved pages of trafilatura's evaluation, for every benchmark that looks at pages."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

PAGES = "trafilatura-pages.tar.gz"


def evaluation_pages(data: Path) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    """(url, entry of the list, page) of every page that the evaluation names, in the order of its list. ``data`` is the
    archive, or a folder that holds it, also below ``extract``."""
    path = next(place for place in (data / "extract" / PAGES, data / PAGES, data) if place.is_file())
    found: dict[str, bytes] = {}
    with tarfile.open(path) as archive:  # read in its own order: going back in a gzip stream costs a second a page
        for member in archive:
            opened = archive.extractfile(member)
            if opened:
                found[PurePosixPath(member.name).name] = opened.read()
    for url, entry in json.loads(found["evaldata.json"]).items():
        if entry["file"] in found:
            yield url, entry, found[entry["file"]]


def flat(text: str) -> str:
    """White space made even, as the evaluation's strings have it."""
    return " ".join(text.split())
