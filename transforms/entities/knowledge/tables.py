"""Reading the packaged tables.

All are UTF-8, tab-separated, gzip without a time stamp, one row a line:

- `entities.tsv.gz`: entity_id, then the cells of `packed.pack_entity`.
- `aliases.tsv.gz`: phrase key, then one or more packed aliases (`packed.pack_alias`).
- `demonyms.tsv.gz`: form (casefolded), place id, languages (comma-separated), kind.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast

from transforms.entities.knowledge.base import Knowledge
from transforms.entities.knowledge.things import Demonym

PACKAGE: Final = "transforms.entities.knowledge"
TABLES: Final = ("entities.tsv.gz", "aliases.tsv.gz", "demonyms.tsv.gz")


@cache
def load() -> Knowledge:
    """The packaged knowledge base, read once a process. Raises FileNotFoundError when a table is not packaged."""
    phrases = dict(line.split("\t", 1) for line in _lines("aliases.tsv.gz"))
    lengths: dict[str, int] = {}
    for key in phrases:
        first, _, rest = key.partition(" ")
        size = rest.count(" ") + 2 if rest else 1
        lengths[first] = lengths.get(first, 0) | 1 << size
    demonyms: dict[str, tuple[Demonym, ...]] = {}
    for line in _lines("demonyms.tsv.gz"):
        form, place_id, languages, kind = line.split("\t")
        row = Demonym(form, place_id, tuple(languages.split(",")), cast(Literal["adjective", "people"], kind))
        demonyms[form] = (*demonyms.get(form, ()), row)
    return Knowledge(
        phrases=phrases,
        entity_lines=dict(line.split("\t", 1) for line in _lines("entities.tsv.gz")),
        demonyms=demonyms,
        lengths=lengths,
    )


def _lines(name: str) -> list[str]:
    packed = (files(PACKAGE) / name).read_bytes()
    return gzip.decompress(packed).decode("utf-8").splitlines()
