"""What a list gives, held against limits: things with their names, and what was not taken, with the reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from transforms.entities.knowledge import EntityType
from transforms.entities.knowledge.own import OwnEntity, OwnName, united

MOST_ENTITIES: Final = 200_000
MOST_NAMES: Final = 500_000
"""Things and names of one list, and of all lists of a home. Each worker holds them all: 26,821 politicians with 44,981
names took 50 MB, so these limits are some 0.5 GB."""
MOST_NAMES_OF_ONE: Final = 1_000
MOST_NAME_CHARS: Final = 200
"""The longest name of a body seen in sanctions lists has 180."""
MOST_ID_CHARS: Final = 200

_TYPES: Final[dict[str, EntityType]] = {
    **dict.fromkeys("person per p people persoon personne human".split(), "PERSON"),
    **dict.fromkeys("organization organisation org o company publicbody body".split(), "ORGANIZATION"),
    **dict.fromkeys("location loc l t place toponym gpe geo".split(), "LOCATION"),
}
_PREFIXED: Final = re.compile(r"(iso3166|geonames|wikidata|local|jrc|ftm|own):\S+")
_QID: Final = re.compile(r"Q[1-9]\d{0,11}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
_HIDDEN: Final = frozenset(("Cc", "Cs", "Co", "Cn", "Zl", "Zp"))


class ListRefused(Exception):
    """The list as a whole cannot be taken; the message says why, in one sentence."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows or names that were not taken for one reason; ``first_line`` is where the first stood, from 1."""

    count: int
    first_line: int


@dataclass(frozen=True, slots=True)
class ListRead:
    """What a list gave. ``skipped`` counts by reason what was not taken: rows, and single names of rows."""

    style: str
    row_count: int
    entities: list[OwnEntity]
    skipped: dict[str, Skipped]

    @property
    def name_count(self) -> int:
        """Names of all things together."""
        return sum(len(entity.names) for entity in self.entities)


@dataclass(slots=True)
class Gatherer:
    """Collects the rows of one list. ``default_type`` is for rows that say none, or one that is no type of ours."""

    default_type: EntityType | None = None
    line: int = 0
    row_count: int = 0
    name_count: int = 0
    found: dict[str, OwnEntity] = field(default_factory=dict)
    skipped: dict[str, Skipped] = field(default_factory=dict)

    def skip(self, reason: str) -> None:
        """Note that the row at hand, or one of its names, is not taken."""
        known = self.skipped.get(reason)
        self.skipped[reason] = Skipped(known.count + 1, known.first_line) if known else Skipped(1, self.line)

    def type_of(self, given: str) -> EntityType | None:
        """The type that a row says; None (and skipped) for none of ours."""
        entity_type = _TYPES.get(given.strip().casefold(), self.default_type)
        if entity_type is None:
            self.skip("its type is no person, organisation or place (--type says one for all)")
        return entity_type

    def take(
        self,
        entity_id: str | None,
        entity_type: EntityType | None,
        label: str,
        names: Iterable[tuple[str, str]],
        country: str = "",
        weak: Sequence[str] = (),
    ) -> None:
        """One row: an id, a type (None: skipped already), a label, names as (name, language), and weak names."""
        if entity_id is None or entity_type is None:
            return
        shown = self.name(label, entity_type)
        if shown is None:
            return
        taken = [OwnName(shown)] if not names else []
        for name, language in names:
            cleaned = self.name(name, entity_type)
            if cleaned is not None:
                taken.append(OwnName(cleaned, languages_of(language)))
        for name in weak:
            cleaned = self.name(name, entity_type)
            if cleaned is not None:
                taken.append(OwnName(cleaned, (), True))
        known = self.found.get(entity_id)
        room = MOST_NAMES_OF_ONE - (len(known.names) if known else 0)
        if len(taken) > room:
            self.skip(f"it has more than {MOST_NAMES_OF_ONE:,} names")
            taken = taken[:room]
        if known is not None and known.entity_type != entity_type:
            self.skip("its id stands for something of another type above")
            return
        self._keep(entity_id, entity_type, shown, country_of(country), taken, known)

    def _keep(
        self,
        entity_id: str,
        entity_type: EntityType,
        label: str,
        country: str | None,
        taken: Sequence[OwnName],
        known: OwnEntity | None,
    ) -> None:
        self.name_count += len(taken)
        if known is None:
            self.found[entity_id] = OwnEntity(entity_id, entity_type, label, country, tuple(taken))
        elif taken or known.country is None:
            names = (*known.names, *taken)
            self.found[entity_id] = OwnEntity(entity_id, entity_type, known.label, known.country or country, names)
        if len(self.found) > MOST_ENTITIES or self.name_count > MOST_NAMES:
            raise ListRefused(
                f"The list holds more than {MOST_ENTITIES:,} things or {MOST_NAMES:,} names; cut it to those that you "
                "follow."
            )

    def name(self, given: str, entity_type: EntityType) -> str | None:
        """A name as it is kept; None (and skipped) for what is none."""
        wrong = wrong_name(given)
        if wrong is not None:
            self.skip(wrong)
            return None
        name = " ".join(unicodedata.normalize("NFC", given).split())
        return turned(name) if entity_type == "PERSON" else name

    def id_of(self, given: str, prefix: str) -> str | None:
        """An id of ours for the id of a list: a prefixed one as it is, a Wikidata id as such, else with the list's own
        prefix. None (and skipped) for what is none."""
        wanted = given.strip()
        if not wanted or len(wanted) > MOST_ID_CHARS or not wanted.isprintable() or len(wanted.split()) != 1:
            self.skip("its id is empty, too long, or holds blanks")
            return None
        if _PREFIXED.fullmatch(wanted):
            return wanted
        if _QID.fullmatch(wanted):
            return f"wikidata:{wanted}"
        return f"{prefix}:{wanted}"

    def done(self, style: str) -> ListRead:
        """What was gathered."""
        return ListRead(style, self.row_count, united(self.found.values()), self.skipped)


@lru_cache(maxsize=1_024)
def wrong_name(given: str) -> str | None:
    """Why a text is no name; None for one. Lists repeat a name for each language."""
    name = " ".join(given.split())
    if len(name) > MOST_NAME_CHARS:
        return f"the name has more than {MOST_NAME_CHARS} characters"
    if not name.isprintable() and any(unicodedata.category(character) in _HIDDEN for character in name):
        return "the name holds characters that cannot be printed"
    if not (len(name) > 1 and name[:2].isalnum()) and sum(character.isalnum() for character in name) < 2:
        return "the name has fewer than two letters"
    return None


@lru_cache(maxsize=1_024)
def languages_of(given: str) -> tuple[str, ...]:
    """The languages of a cell (``nl``, ``pt-BR;de``), without their variants; those that are no codes fall away."""
    found = {part.strip().casefold().replace("_", "-").split("-")[0] for part in re.split(r"[;,|\s]+", given)}
    return tuple(sorted(code for code in found if _LANGUAGE.fullmatch(code)))


def country_of(given: str) -> str | None:
    """An ISO 3166-1 alpha-2 code; None for anything else, and for several."""
    code = given.strip()
    return code.upper() if _COUNTRY.fullmatch(code) else None


def turned(name: str) -> str:
    """A person's name in the order of a text: "Maas, Jan" as "Jan Maas"."""
    last, comma, first = name.partition(", ")
    if not comma or "," in first or not last or not first:
        return name
    return f"{first} {last}"
