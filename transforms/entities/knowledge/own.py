"""Things that a home knows besides the packaged ones, because somebody imported them: their packed form, and the
knowledge base with them in it.

A name of several words holds in every language; a name of one word holds in the languages that the list gives it, and
counts as an ordinary word unless its capitals or digits set it apart, so that the recogniser asks for context. A
surname alone is no name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import orjson

from transforms.entities.knowledge.base import Knowledge
from transforms.entities.knowledge.packed import pack_alias, pack_entity
from transforms.entities.knowledge.things import Alias, Entity, EntityKind, EntityType
from transforms.entities.naming import phrase_key, tokens

_LOCAL: Final = "local:"
_EXACT_CHARS: Final = 3
"""Capitals this short count only as written, like the packaged ones."""
_SHARED_NAMES: Final = 2
"""Names that two things of one type must share to be the same, where no country says so: one may be a namesake's."""
_KINDS: Final[dict[EntityType, EntityKind]] = {
    "PERSON": "person",
    "ORGANIZATION": "organization",
    "LOCATION": "region",
}


@dataclass(frozen=True, slots=True)
class OwnName:
    """One name of an imported thing. ``languages`` are BCP 47, sorted, none for any; ``is_weak``: the list itself says
    that others bear it too."""

    name: str
    languages: tuple[str, ...] = ()
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class OwnEntity:
    """One imported thing. ``country`` is ISO 3166-1 alpha-2 or None; ``names`` are sorted and include the label."""

    entity_id: str
    entity_type: EntityType
    label: str
    country: str | None
    names: tuple[OwnName, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """The knowledge base with imported things. ``same``: id of an imported thing → the packaged id under which it is
    known; ``replaced``: packaged local id → the imported id that stands for it now."""

    knowledge: Knowledge
    same: dict[str, str]
    replaced: dict[str, str]


def pack_own(entities: Iterable[OwnEntity]) -> bytes:
    """Things to their packed form, JSON Lines by id: equal things give equal bytes, in whatever order they come."""
    lines = []
    for entity in sorted(entities, key=lambda each: each.entity_id):
        names = [[name.name, ",".join(name.languages), int(name.is_weak)] for name in entity.names]
        row = [entity.entity_id, entity.entity_type, entity.label, entity.country, names]
        lines.append(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
    return b"".join(lines)


def unpack_own(packed: bytes) -> list[OwnEntity]:
    """The things of a packed form. Raises ValueError for bytes that are none."""
    entities = []
    for line in packed.splitlines():
        entity_id, entity_type, label, country, names = orjson.loads(line)
        found = tuple(
            OwnName(name, tuple(filter(None, tongues.split(","))), bool(weak)) for name, tongues, weak in names
        )
        entities.append(OwnEntity(entity_id, entity_type, label, country, found))
    return entities


def united(entities: Iterable[OwnEntity]) -> list[OwnEntity]:
    """One thing an id, in order of id: of several the last says type, label and country, and their names are put
    together."""
    found: dict[str, OwnEntity] = {}
    for entity in entities:
        known = found.get(entity.entity_id)
        if known is None:
            found[entity.entity_id] = replace(entity, names=names_together(entity.names))
        else:
            names = names_together((*known.names, *entity.names))
            found[entity.entity_id] = replace(entity, country=entity.country or known.country, names=names)
    return [found[key] for key in sorted(found)]


def names_together(names: Iterable[OwnName]) -> tuple[OwnName, ...]:
    """Names, each once, sorted; a name that any list gives for all languages holds for all, and one that any calls
    strong is strong."""
    languages: dict[str, set[str] | None] = {}
    strong: set[str] = set()
    for name in names:
        tongues = languages.setdefault(name.name, set())
        if not name.languages:
            languages[name.name] = None
        elif tongues is not None:
            tongues.update(name.languages)
        if not name.is_weak:
            strong.add(name.name)
    return tuple(OwnName(name, tuple(sorted(languages[name] or ())), name not in strong) for name in sorted(languages))


def with_own(base: Knowledge, own: Sequence[OwnEntity]) -> Joined:
    """The packaged knowledge and the imported, as one.

    An imported thing that is known already adds its names to it: one of the same id; of the same type with two names in
    common and no other country, or with one and the same country; a body all of whose names are known. There the
    packaged id stands, unless it is a local one: then the imported one does. Other namesakes stay apart, and only
    context tells them from each other.
    """
    entities = united(own)
    same: dict[str, str] = {}
    replaced: dict[str, str] = {}
    keys = {name: phrase_key(tokens(name).words) for name in {name.name for each in entities for name in each.names}}
    for entity in entities:
        known_id = _known_as(base, entity, keys)
        if known_id is None or known_id == entity.entity_id:
            continue
        if known_id.startswith(_LOCAL):
            replaced.setdefault(known_id, entity.entity_id)
        else:
            same[entity.entity_id] = known_id
    phrases = dict(base.phrases)
    lines = dict(base.entity_lines)
    lengths = dict(base.lengths)
    for local_id, entity_id in replaced.items():
        lines.setdefault(entity_id, lines[local_id])
    if replaced:
        _rename(phrases, replaced)
    added: dict[str, dict[str, None]] = {}
    for entity in entities:
        target = same.get(entity.entity_id, entity.entity_id)
        if target not in lines:
            is_new = all(keys[name.name] not in base.phrases for name in entity.names)
            lines[target] = pack_entity(_entity(entity, is_new))
        for name in entity.names:
            key = keys[name.name]
            if key:
                packed = pack_alias(_alias(name, target, key), entity.entity_type)
                added.setdefault(key, {})[packed] = None
    for key, entries in added.items():
        _add(phrases, lengths, key, list(entries))
    return Joined(Knowledge(phrases, lines, base.demonyms, lengths), same, replaced)


def _known_as(base: Knowledge, entity: OwnEntity, keys: Mapping[str, str]) -> str | None:
    """The packaged thing that an imported one is; ``keys`` are the phrase keys of its names."""
    if base.entity(entity.entity_id) is not None:
        return entity.entity_id
    shared: Counter[str] = Counter()
    strong = {keys[name.name] for name in entity.names if not name.is_weak}
    for key in strong:
        if key not in base.phrases or (entity.entity_type == "PERSON" and " " not in key):
            continue
        ids = {alias.entity_id for alias in base.aliases(key) if alias.kind != "surname"}
        shared.update(ids)
    fitting = []
    for known_id, count in shared.items():
        known = base.entity(known_id)
        if known is None or known.entity_type != entity.entity_type:
            continue
        is_elsewhere = None not in (known.country, entity.country) and known.country != entity.country
        is_there = known.country is not None and known.country == entity.country
        is_whole = entity.entity_type == "ORGANIZATION" and count == len(strong)
        if not is_elsewhere and (count >= _SHARED_NAMES or is_there or is_whole):
            fitting.append(known_id)
    return fitting[0] if len(fitting) == 1 else None


def _entity(entity: OwnEntity, is_new: bool) -> Entity:
    """A place whose name another thing bears too is as small as any: a region would beat the city of that name."""
    kind = _KINDS[entity.entity_type]
    if entity.entity_type == "LOCATION" and not is_new:
        kind = "city"
    return Entity(entity.entity_id, entity.entity_type, entity.label, kind, entity.country)


def _alias(name: OwnName, entity_id: str, key: str) -> Alias:
    is_single = " " not in key
    is_shouted = is_single and name.name.isupper() and len(name.name) > 1
    is_marked = is_single and (is_shouted or any(c.isdigit() or c.isupper() for c in name.name[1:]))
    return Alias(
        alias=name.name,
        entity_id=entity_id,
        kind="acronym" if is_shouted else "name",
        languages=name.languages if is_single else (),
        is_word=name.is_weak or (is_single and not is_marked),
        is_exact_case=is_shouted and len(name.name) <= _EXACT_CHARS,
    )


def _add(phrases: dict[str, str], lengths: dict[str, int], key: str, packed: Sequence[str]) -> None:
    known = phrases.get(key)
    entries = [] if known is None else known.split("\t")
    named = {entry.split("|", 3)[1] for entry in entries}
    entries += [entry for entry in packed if entry.split("|", 3)[1] not in named]
    phrases[key] = "\t".join(entries)
    first, _, rest = key.partition(" ")
    size = rest.count(" ") + 2 if rest else 1
    lengths[first] = lengths.get(first, 0) | 1 << size


def _rename(phrases: dict[str, str], replaced: dict[str, str]) -> None:
    """Give the aliases of a packaged local id to the imported id that stands for it."""
    for key, packed in phrases.items():
        if f"|{_LOCAL}" not in packed:
            continue
        entries = []
        for entry in packed.split("\t"):
            flags, entity_id, rest = entry.split("|", 2)
            entries.append(f"{flags}|{replaced.get(entity_id, entity_id)}|{rest}")
        phrases[key] = "\t".join(entries)
