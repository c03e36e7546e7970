"""Which of a gazetteer's names of a city are spellings of its name, and what CLDR calls the great ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from babel import Locale, localedata

from transforms.entities.naming import plain_words
from transforms.entities.words import given_names, surnames

# Spellings of a city in other languages are taken for cities of this many people; below it only its own name. Latin
# spellings of the lesser ones are mostly inflected forms of languages that news readers do not meet.
ALTERNATES_FROM_POPULATION = 500_000
CYRILLIC_ALTERNATES_FROM_POPULATION = 100_000
# Short spellings collide with words and codes, so they count for great cities only.
SHORT_ALTERNATE_CHARS = 5
SHORT_ALTERNATES_FROM_POPULATION = 1_000_000
# Sounds in common of a spelling and the city's name. Judged on 460 spellings that 26,939 articles held: below lie
# "White House" (Casablanca), "Morelos" (Ecatepec), "Baucis" (Bauchi). Cyrillic spells foreign sounds more freely.
LEAST_LIKENESS_RATIO = 0.8
LEAST_CYRILLIC_LIKENESS_RATIO = 0.66
# Shorter Latin spellings are words or other names ("Dabei" for Dubai, "Kasa" for Kazan); CLDR and the hand list hold
# the true ones.
LATIN_FROM_CHARS = 6
# A zone's city, of those that lie in it, has this many people: smaller ones share their name with families.
EXEMPLAR_FROM_POPULATION = 100_000

_NOT_A_SPELLING = re.compile(
    r"[^\w\s'’·.-]|\d|\b(?:City|Stadt|Gemeente|Commune|Comune|Citta|Città|Ciudad|Kota|Bandar|of|osh|ош)\b"
)
_WRITTEN_IN = re.compile(r"LATIN|CYRILLIC|GREEK")
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщыэюяёіїєґўј",
        "a b v g d e z z i i k l m n o p r s t u f h c c s s i e u a e i i e g u j".split(),
        strict=True,
    )
)
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i t i k l m n x o p r s s t i f h p o".split(), strict=True)
)
_TO_LATIN = str.maketrans({**_CYRILLIC, **_GREEK, "ь": "", "ъ": ""})
# Letter groups that languages write for one sound; vowels are told apart by being there only.
_SOUNDS = (
    (re.compile(r"tsch|tch|tsj|sch|sh|ch|cz|sz|zh|sj|zj|x|j|dsch"), "s"),
    (re.compile(r"ph|pf"), "f"),
    (re.compile(r"th|dh"), "t"),
    (re.compile(r"qu|ck|kh|gh|c|q|g|h"), "k"),
    (re.compile(r"ts|tz|z"), "s"),
    (re.compile(r"w|b|f"), "v"),
    (re.compile(r"d"), "t"),
    (re.compile(r"[aeiouyj]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def is_spelling(form: str, name: str, population: int, taken: Collection[str]) -> bool:
    """Whether an alternate name of a city is a spelling of its name in running text.

    No spellings are codes and descriptions; literal translations ("White House" for Casablanca), older and other names
    of it, of its state or of its parts ("Morelos"); its name with the ending of a case or an adjective ("Amsterdams");
    what is somebody's name; and what is the name of another place (`taken`, casefolded), for that is meant by it.
    """
    if not form or _NOT_A_SPELLING.search(form) or not form[0].isupper() or form.isupper():
        return False
    is_latin = unicodedata.name(form[0], "").startswith("LATIN")
    if population < ALTERNATES_FROM_POPULATION and not unicodedata.name(form[0], "").startswith("CYRILLIC"):
        return False
    if len(form) < SHORT_ALTERNATE_CHARS and (population < SHORT_ALTERNATES_FROM_POPULATION or len(form) < 4):
        return False
    if not all(_WRITTEN_IN.match(unicodedata.name(c, "")) for c in form if c.isalpha()):
        return False
    if form.casefold() in taken or form in given_names() or form in surnames():
        return False
    if not is_latin:
        return likeness(form, name) >= LEAST_CYRILLIC_LIKENESS_RATIO
    if len(form) < LATIN_FROM_CHARS and plain_words(form) != plain_words(name):
        return False
    if _is_inflected(form, name) or _sounds(form)[:1] != _sounds(name)[:1]:
        return False
    return likeness(form, name) >= LEAST_LIKENESS_RATIO


def _is_inflected(form: str, name: str) -> bool:
    """Whether a form is the name and an ending that makes a genitive or an adjective of it."""
    form, name = form.casefold(), name.casefold()
    return form != name and any(form == name + ending for ending in ("s", "er", "in", "is", "ista", "um", "us", "as"))


def likeness(form: str, name: str) -> float:
    """How alike two names sound, 0 to 1."""
    one, other = _sounds(form), _sounds(name)
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _sounds(name: str) -> str:
    text = "".join(plain_words(name.casefold().translate(_TO_LATIN)))
    for pattern, sound in _SOUNDS:
        text = pattern.sub(sound, text)
    return text


def exemplars(cities: Collection[Mapping[str, Any]]) -> Iterator[tuple[int, str, str]]:
    """GeoNames number, language and name of the cities that CLDR names time zones after (Europe/Vienna: Wien)."""
    english = Locale.parse("en")
    by_zone: dict[str, list[Mapping[str, Any]]] = {}
    for city in cities:
        by_zone.setdefault(city["timezone"], []).append(city)
    number_of: dict[str, int] = {}
    for zone in sorted(by_zone):
        told = english.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        named = [c for c in by_zone[zone] if plain_words(c["name"]) == plain_words(told)]
        greatest = max(named, key=lambda c: (c["population"], -c["geonameid"]), default=None)
        if greatest is not None and greatest["population"] >= EXEMPLAR_FROM_POPULATION:
            number_of[zone] = greatest["geonameid"]
    for identifier in sorted(localedata.locale_identifiers()):
        locale = Locale.parse(identifier)
        if locale.territory:
            continue
        language = "nb" if locale.language == "no" else locale.language
        for zone, number in number_of.items():
            name = locale.time_zones.get(zone, {}).get("city")
            if name and len(name) > 1 and not any(c in name for c in "(（,/"):
                yield number, language, name
