"""The names of news agencies, and whether a few words are nothing but a credit to some."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from transforms.credits.tables import rows

SHORT_CHARS: Final = 4
"""A form of so many letters is a common abbreviation too: it counts only as it is written."""
MOST_TOKEN_CHARS: Final = 8
"""What may stand beside an agency in a closing credit is an editor's or a paper's sign: ``stro``, ``fit``, ``BBC``."""
MOST_TOKENS: Final = 8

_PARTS: Final = re.compile(r"\s*[/,;|+&]\s*|\s+[-–—]\s+|\s+(?:and|und|en|et|og|och|y|e|i|oraz|и|та)\s+")
_SIGN: Final = re.compile(r"[\w.]+(?:\s?[-./:]\s?\w+)*\.?")
_DATED: Final = re.compile(r"[\d.:\s]+(?:\w{0,10}\.?\s?\d*)")
_STRIP: Final = " \t\u00a0.,:;()[]©®–—-/\"'’‘“”«»*"


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: its usual name, its own domains, and the countries where its short forms are believed: ``only_in``
    (none: anywhere) and ``not_in``."""

    name: str
    domains: tuple[str, ...]
    only_in: frozenset[str]
    not_in: frozenset[str]

    def is_believed_in(self, country: str | None) -> bool:
        """Whether a short form that ends a text means this agency in an outlet of that country."""
        if country is None:
            return True
        return country not in self.not_in and (not self.only_in or country in self.only_in)


@dataclass(frozen=True, slots=True)
class Agencies:
    """All agencies by their forms as written, by their long forms in small letters, and by domain. ``first_words`` are
    the words that forms begin with, in small letters."""

    by_form: dict[str, Agency]
    by_long_form: dict[str, Agency]
    by_domain: dict[str, Agency]
    first_words: frozenset[str]


@cache
def agencies() -> Agencies:
    """``agencies.tsv``."""
    by_form: dict[str, Agency] = {}
    by_long: dict[str, Agency] = {}
    by_domain: dict[str, Agency] = {}
    for cells in rows("agencies.tsv"):
        name, domains, forms, countries = (*cells, "", "")[:4]
        listed = frozenset(countries.lstrip("+-").split())
        only_in, not_in = (listed, frozenset[str]()) if countries.startswith("+") else (frozenset[str](), listed)
        agency = Agency(name, tuple(domains.split()), only_in, not_in)
        for form in forms.split("|"):
            by_form[form] = agency
            if len(form) > SHORT_CHARS:
                by_long[form.casefold()] = agency
        for domain in agency.domains:
            by_domain[domain] = agency
    first = {re.findall(r"\w+", form)[0].casefold() for form in by_form}
    return Agencies(by_form, by_long, by_domain, frozenset(first))


@cache
def notes(kind: str) -> frozenset[str]:
    """``notes.tsv``: the phrases of one kind."""
    return frozenset(phrase for cells in rows("notes.tsv") if cells[0] == kind for phrase in cells[1:] if phrase)


def agency_of(text: str, country: str | None = None) -> Agency | None:
    """The agency that the text is the name of, marks at its edges apart."""
    bare = text.strip(_STRIP)
    found = agencies().by_form.get(bare)
    if found is not None and len(bare) <= SHORT_CHARS:
        return found if found.is_believed_in(country) else None
    return found or agencies().by_long_form.get(bare.casefold())


def agencies_alone(text: str, country: str | None = None, *, with_signs: bool = True) -> tuple[Agency, ...]:
    """The agencies of a text that holds nothing else: ``ANP/AFP``, ``stro, APA, 12.9.2015``, ``ČTK, BBC, rm``. Empty
    where it holds anything else. ``with_signs`` lets dates and short signs of editors stand among them."""
    parts = [part for part in _PARTS.split(text.strip(_STRIP)) if part]
    if not 0 < len(parts) <= MOST_TOKENS:
        return ()
    found: dict[str, Agency] = {}
    for part in parts:
        agency = agency_of(part, country)
        if agency is not None:
            found.setdefault(agency.name, agency)
        elif not (with_signs and _is_sign(part)):
            return ()
    return tuple(found.values())


def _is_sign(part: str) -> bool:
    bare = part.strip(_STRIP)
    if _DATED.fullmatch(bare) and len(bare) <= 20:
        return True
    return (
        len(bare) <= MOST_TOKEN_CHARS and _SIGN.fullmatch(bare) is not None and not bare.isdigit() and " " not in bare
    )
