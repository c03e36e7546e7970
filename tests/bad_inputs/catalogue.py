"""All cases, by family. Importing this registers them."""

from __future__ import annotations

from typing import Final

from tests.bad_inputs import containers, duplicates, encodings, feeds, jsons, names, pages, sizes, values, warcs
from tests.bad_inputs.case import CASES

__all__ = ["CASES", "FAMILIES", "IDS"]

FAMILIES: Final = {
    "E": (18, encodings),
    "S": (10, sizes),
    "C": (12, containers),
    "J": (12, jsons),
    "X": (11, feeds),
    "H": (7, pages),
    "W": (7, warcs),
    "N": (12, names),
    "V": (7, values),
    "D": (5, duplicates),
}
"""Family → how many cases it has in the catalogue, and the module that makes them."""

IDS: Final = tuple(f"{family}{number:02}" for family, (count, _) in FAMILIES.items() for number in range(1, count + 1))
"""The ids of the catalogue, 101 of them."""
