"""Who published: the registrable domain of the URL, else the name that the record gives."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import tldextract

from transforms.model import KnownOutlet
from transforms.normalize.outlet_table import outlets_by_domain, zone_of_country

HOSTS_KEPT: Final = 65_536
"""Hosts whose domain is remembered in one process: a look-up costs 20 times a hit, and feeds repeat their hosts."""

GENERIC_CCTLDS: Final = frozenset(
    """ac ad ag ai am as bz cc cd cf co cx dj eu fm ga gg gl gq gs im io la ly me ml ms mu nf nu pw sc sh sr st su tc
    tk tl to tv vc vg vu ws""".split()
)
"""Country codes sold the world over as if they meant something else (Google Search Central lists most), or that stand
for no country (ac, eu, su): they say nothing of where an outlet is."""
_COUNTRY_OF_TLD_TABLE: Final = """
    uk GB  рф RU  укр UA  бел BY  бг BG  ελ GR  срб RS  мкд MK  қаз KZ  мон MN  გე GE  հայ AM  中国 CN  中國 CN  台湾 TW
    台灣 TW  香港 HK  한국 KR  ไทย TH  भारत IN  ایران IR  مصر EG  السعودية SA
""".split()
COUNTRY_OF_TLD: Final = dict(zip(_COUNTRY_OF_TLD_TABLE[::2], _COUNTRY_OF_TLD_TABLE[1::2], strict=True))
"""Country codes that are no ISO 3166-1 code, or in another script (IANA root zone)."""

_EXTRACT: Final = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
"""The packaged Public Suffix List: no network, no cache files. Private suffixes count, so two blogs are two outlets."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher. All None where neither URL nor name says anything. ``country`` is ISO 3166-1 alpha-2 by the table
    of outlets, else by the domain's country code, None where that is generic. ``kind`` is the table's. ``zone`` is the
    IANA time zone, by the table, else by the country, None where that lies across several."""

    outlet_id: str | None
    label: str | None
    domain: str | None
    country: str | None
    kind: str | None = None
    zone: str | None = None


def outlet_of(url: str | None, given_name: str | None, own: tuple[KnownOutlet, ...] = ()) -> Outlet:
    """The outlet of a record by its canonical URL and the name it gives.

    ``outlet_id`` is the registrable domain (in Unicode), else ``name:`` and the name's slug. ``label`` is the given
    name, else the table's, else the domain. ``own`` are a user's rows of the table. A URL with
    an address instead of a name has no domain. Never raises.
    """
    name = " ".join((given_name or "").split()) or None
    domain, country = _domain(_host(url)) if url else (None, None)
    if domain is None and name is not None and _is_domain_like(name):
        domain, country = _domain(name.lower())
    if domain is not None:
        blog = _as_blog(_host(url) if url else domain, domain, own)
        if blog is not None:
            return Outlet(blog, name or blog, blog, None, "blog")
        return _known(Outlet(domain, name, domain, country), own)
    slug = slug_of(name) if name else ""
    return Outlet(f"name:{slug}" if slug else None, name, None, None)


def _known(outlet: Outlet, own: tuple[KnownOutlet, ...]) -> Outlet:
    domain = outlet.domain or ""
    row = outlets_by_domain(own).get(domain) or KnownOutlet(domain)
    country = row.country or outlet.country
    label = outlet.label or row.name or domain
    return Outlet(domain, label, domain, country, row.kind, row.zone or zone_of_country(country))


def _as_blog(host: str, domain: str, own: tuple[KnownOutlet, ...]) -> str | None:
    """The name under which one blog stands at a host of blogs, where each is an outlet of its own."""
    for hosting in (domain, domain.partition(".")[2]):
        row = outlets_by_domain(own).get(hosting)
        if row is not None and row.kind == "blog" and host != hosting and host.endswith(f".{hosting}"):
            name = host.removesuffix(f".{hosting}").rpartition(".")[2]
            return None if name == "www" else f"{name}.{hosting}"
    return None


def without_outlet(title: str, outlet: Outlet) -> str:
    """A title without the outlet's name, where a bar or a dash between blanks and that name end it: ``Storm over the
    coast | The Harbour Post`` on ``harbourpost.example``. The name is the label or the domain, with or without its
    suffix; it must match letter for letter, case, blanks and a leading "the" apart."""
    match = _LAST_PART.search(title)
    if match is None or outlet.outlet_id is None:
        return title
    names = {outlet.label or "", outlet.domain or "", (outlet.domain or "").partition(".")[0]}
    if _bare(match.group(1)) not in {_bare(name) for name in names} - {""}:
        return title
    return title[: match.start()].rstrip() or title


_LAST_PART: Final = re.compile(r"\s[|–—·•-]\s+([^|–—·•]{2,60})$")


def _bare(name: str) -> str:
    return slug_of(name).removeprefix("www-").removeprefix("the-").replace("-", "").removeprefix("the")


def slug_of(name: str) -> str:
    """A name as a slug: case folded, accents off Latin letters, everything else between letters and digits one
    ``-``."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(char for char in folded if not "\u0300" <= char <= "\u036f")
    composed = unicodedata.normalize("NFC", bare)
    return "-".join(
        "".join(char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in composed).split()
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_domain_like(name: str) -> bool:
    """Whether a given name is itself a domain with a public suffix ("timesofindia.com"), not "J. Doe" or "Mail.Net
    Gazette"."""
    return (
        "." in name
        and " " not in name
        and name.isascii()
        and bool(_EXTRACT.extract_str(name.lower()).suffix)
        and "@" not in name
        and "/" not in name
    )


@lru_cache(maxsize=HOSTS_KEPT)
def _domain(host: str) -> tuple[str | None, str | None]:
    """(registrable domain, country) of a host. Names under no public suffix (``paper.example``) keep their last two
    labels."""
    labels = [label for label in host.split(".") if label]
    if len(labels) < 2 or _is_address(host):
        return None, None
    found = _EXTRACT.extract_str(host)
    if found.suffix and found.domain:
        domain = f"{found.domain}.{found.suffix}"
    elif found.suffix:
        domain = host
    else:
        domain = ".".join(labels[-2:])
    domain = _unicode(domain)
    return domain, _country(domain.rpartition(".")[2])


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _unicode(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def _country(tld: str) -> str | None:
    if tld in COUNTRY_OF_TLD:
        return COUNTRY_OF_TLD[tld]
    if len(tld) != 2 or not tld.isascii() or not tld.isalpha() or tld in GENERIC_CCTLDS:
        return None
    return tld.upper()
