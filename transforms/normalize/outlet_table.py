"""What is known of outlets by their domain: name, country, kind and time zone. A packaged table that a user extends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from babel.core import get_global

from transforms.contracts.columns import OUTLET_KINDS
from transforms.model import KnownOutlet

_COLUMNS: Final = ("domain", "name", "country", "kind", "zone")
_COUNTRY_CHARS: Final = 2
PRESS_ZONES: Final = {
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "VN": "Asia/Ho_Chi_Minh",
}
"""Countries whose further zones are islands, exclaves or two names of one time: where their press sits. Of countries
that lie across several (Russia, the United States) the country tells no zone."""


def read_outlets(lines: Iterable[str]) -> tuple[KnownOutlet, ...]:
    """Rows of a table with tabs: domain, name, country, kind, zone; what is left out is unknown, ``#`` begins a remark.
    Raises ValueError with the line's number and what is wrong with it."""
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() or None for cell in line.rstrip("\r\n").split("\t")]
        if len(cells) > len(_COLUMNS):
            raise ValueError(f"line {number} has {len(cells)} columns; they are {', '.join(_COLUMNS)}")
        cells += [None] * (len(_COLUMNS) - len(cells))
        domain, name, country, kind, zone = cells
        if domain is None or "." not in domain or "/" in domain:
            raise ValueError(f"line {number} begins with no domain")
        if country is not None and not (len(country) == _COUNTRY_CHARS and country.isalpha() and country.isupper()):
            raise ValueError(f"line {number}: {country} is no country of ISO 3166-1 alpha-2")
        if kind is not None and kind not in OUTLET_KINDS:
            raise ValueError(f"line {number}: {kind} is no kind; kinds are {', '.join(OUTLET_KINDS)}")
        if zone is not None and zone not in _zones():
            raise ValueError(f"line {number}: {zone} is no IANA time zone")
        rows.append(KnownOutlet(domain.lower(), name, country, kind, zone))
    return tuple(rows)


@lru_cache(maxsize=8)
def outlets_by_domain(own: tuple[KnownOutlet, ...] = ()) -> Mapping[str, KnownOutlet]:
    """The packaged table with a user's rows over it, each in the place of the whole packaged row."""
    return {row.domain: row for row in (*_packaged(), *own)}


@cache
def zone_of_country(country: str | None) -> str | None:
    """The IANA zone of a country's press, None where it lies across several or is unknown. By CLDR."""
    if country is None:
        return None
    zones = get_global("territory_zones").get(country, [])
    return PRESS_ZONES.get(country) or (str(zones[0]) if len(zones) == 1 else None)


@cache
def _packaged() -> tuple[KnownOutlet, ...]:
    text = files("transforms.normalize").joinpath("data", "outlets.tsv").read_text("utf-8")
    return read_outlets(text.splitlines())


@cache
def _zones() -> frozenset[str]:
    return frozenset(str(zone) for zone in get_global("zone_territories"))
