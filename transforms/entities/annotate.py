"""An article's fields → its mentions and the things that they name: recognise, group, link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from transforms.entities.allusions import find_allusions
from transforms.entities.inflection import document_bases
from transforms.entities.knowledge import EntityType, Knowledge, load
from transforms.entities.link import Choice, Link, choose
from transforms.entities.recognize import Candidate, Recognizer
from transforms.entities.resolve import NamedMention, group_in_document, local_id
from transforms.entities.roles import find_roles
from transforms.entities.status import names_status
from transforms.entities.tagged import name_recognizer
from transforms.entities.weighing import DocumentContext, is_evidenced
from transforms.model import Annotations, Mention, ObservedEntity

_WORD: Final = re.compile(r"\w+")
_SURE: Final = 0.9
"""Link confidence from which a thing speaks for others in the article."""
_COUNTRY: Final = "iso3166:"
_BESIDE: Final = frozenset({",", "("})
_BESIDE_CHARS: Final = 3
"""Of a place and the larger one that it lies in: what parts them, and how far they stand apart."""
_LOCAL: Final = "local:"
"""Ids of ours, also of things that the knowledge holds under no public id: such an id links to nothing outside."""
_MOST_CONTEXT_CHARS: Final = 100_000
_MOST_RIVALS: Final = 3
"""Losers that are kept as evidence; a name like Springfield has dozens."""


def annotate(
    fields: Mapping[str, str],
    language: str,
    outlet: str | None,
    recognizer: Recognizer | None = None,
    knowledge: Knowledge | None = None,
    *,
    transliterates: bool = True,
) -> Annotations:
    """One article → its names, the things that they name, the roles that it gives people, and what it alludes to.

    `fields` are the article's texts by field name (title, lead, body; absent or empty when null). `outlet` is who
    published it: its name in the text is an organisation's. Pure: ids depend on the document and the knowledge alone
    (both packaged when None). No text raises. A name that no known thing fits gets a local id, a hash of its type and
    spelling key; unless `transliterates`, one in other than Latin letters gets an id of its own.
    """
    knowledge = knowledge or load()
    recognizer = recognizer or recognizer_of(knowledge)
    hints: list[tuple[str, EntityType]] = [(outlet, "ORGANIZATION")] if outlet else []
    candidates = recognizer.recognize(fields, language, hints)
    status = names_status(language)
    candidates = [_retyped(c, language, knowledge) for c in candidates]
    bases = document_bases({(c.surface, c.entity_type) for c in candidates}, language)
    names = [bases.get((c.surface, c.entity_type), c.surface) for c in candidates]
    groups = group_in_document(_named(fields, candidates, names), transliterates=transliterates)
    groups = _parted(groups, candidates, names, knowledge)
    surfaces: dict[int, list[str]] = {}
    for candidate, base, group in zip(candidates, names, groups, strict=True):
        known = surfaces.setdefault(group, [])
        known += [name for name in dict.fromkeys((base, candidate.surface)) if name not in known]
    choices = _links(fields, language, candidates, names, groups, surfaces, knowledge)
    mentions: list[Mention] = []
    entities: dict[str, ObservedEntity] = {}
    observed: dict[int, ObservedEntity] = {}
    for candidate, group in zip(candidates, groups, strict=True):
        choice = choices[group]
        found = choice.link
        if group not in observed:
            name = _label(names[group], surfaces[group])
            observed[group] = _observed(found, candidates[group].entity_type, name, knowledge, transliterates)
        entity = observed[group]
        entities.setdefault(entity.entity_id, entity)
        mentions.append(
            Mention(
                field=candidate.field,
                start_char=candidate.start_char,
                end_char=candidate.end_char,
                surface=candidate.surface,
                entity_type=candidate.entity_type,
                entity_id=entity.entity_id,
                method=candidate.method,
                confidence=round(candidate.confidence, 4),
                link_confidence=found.confidence if found and not entity.entity_id.startswith(_LOCAL) else None,
                link_reason=found.reason if found else None,
                rivals=choice.rivals[:_MOST_RIVALS],
            )
        )
    roles = find_roles(fields, language, mentions, knowledge)
    allusions = find_allusions(fields, language, mentions, knowledge)
    pointed = {a.entity_id for a in allusions} | {r.organization_entity_id for r in roles if r.organization_entity_id}
    for entity_id in sorted(pointed - entities.keys()):
        entities[entity_id] = _known(entity_id, knowledge)
    return Annotations(
        tuple(mentions), tuple(entities[key] for key in sorted(entities)), tuple(roles), tuple(allusions), status
    )


@lru_cache(maxsize=2)
def recognizer_of(knowledge: Knowledge) -> Recognizer:
    """The packaged recogniser over this knowledge, made once a process."""
    return name_recognizer(knowledge)


def default_recognizer() -> Recognizer:
    """The recogniser over the packaged knowledge."""
    return recognizer_of(load())


def _retyped(candidate: Candidate, language: str, knowledge: Knowledge) -> Candidate:
    """A place that is known as a body only (EU), as a body. A body that is known as a place only stays: a team."""
    if candidate.entity_type != "LOCATION":
        return candidate
    known = knowledge.types(candidate.surface, None if language == "und" else language)
    return replace(candidate, entity_type="ORGANIZATION") if known == {"ORGANIZATION"} else candidate


def _parted(
    groups: Sequence[int], candidates: Sequence[Candidate], names: Sequence[str], knowledge: Knowledge
) -> list[int]:
    """Groups without the short names that name a known body by themselves where the long one names none that is known:
    Harvard is not Harvard Medical School, and the letters behind "De Jonge (CDA)" are not his."""
    first: dict[str, int] = {}
    parted = list(groups)
    for index, group in enumerate(groups):
        short, full = names[index], names[group]
        if (
            candidates[index].entity_type == "ORGANIZATION"
            and len(short) < len(full)
            and (full.casefold().startswith(short.casefold() + " ") or _is_other(short, full))
            and not knowledge.aliases(full)
            and knowledge.aliases(short)
        ):
            parted[index] = first.setdefault(short, index)
    return parted


def _is_other(letters: str, full: str) -> bool:
    """Whether letters do not begin like any word of a name, and so do not stand for it."""
    return letters.isupper() and letters[0].casefold() not in {word[0].casefold() for word in full.split()}


def _named(fields: Mapping[str, str], candidates: Sequence[Candidate], names: Sequence[str]) -> list[NamedMention]:
    """Candidates, by the base forms of their names, on one axis that runs through the fields."""
    offsets: dict[str, int] = {}
    at = 0
    for name, text in fields.items():
        offsets[name] = at
        at += len(text or "") + 1
    index_at = {(c.field, c.start_char): i for i, c in enumerate(candidates)}
    return [
        NamedMention(
            name,
            c.entity_type,
            c.start_char + offsets[c.field],
            c.end_char + offsets[c.field],
            None if c.stands_for is None else index_at.get((c.field, c.stands_for)),
        )
        for c, name in zip(candidates, names, strict=True)
    ]


def _links(
    fields: Mapping[str, str],
    language: str,
    candidates: Sequence[Candidate],
    names: Sequence[str],
    groups: Sequence[int],
    surfaces: Mapping[int, Sequence[str]],
    knowledge: Knowledge,
) -> dict[int, Choice]:
    """Group → the known thing it names. Twice: what is sure the first time speaks for the rest the second time.
    `names` are the candidates' base forms, `surfaces` all forms of a group."""
    words = frozenset(_WORD.findall(" ".join(fields.values())[:_MOST_CONTEXT_CHARS].casefold()))
    tongue = None if language == "und" else language
    full_names = frozenset(
        name for c, name in zip(candidates, names, strict=True) if c.entity_type == "PERSON" and " " in name
    )
    alluded = _alluded(words, tongue, knowledge)
    context = DocumentContext(tongue, alluded, frozenset(), full_names, words)
    beside = _beside(fields, candidates, groups, knowledge)

    def chosen(group: int, told: DocumentContext) -> Choice:
        kind = candidates[group].entity_type
        return _choose((names[group], *surfaces[group]), kind, told, knowledge, beside.get(group))

    first = {group: chosen(group, context) for group in surfaces}
    sure = [c.link for c in first.values() if c.link is not None and c.link.confidence >= _SURE]
    countries = Counter(alluded)
    for found in sure:
        entity = knowledge.entity(found.entity_id)
        if entity is not None and entity.country is not None:
            countries[entity.country] += 1
    ids = frozenset(found.entity_id for found in sure)
    second = DocumentContext(tongue, countries, ids, full_names, words)
    return {
        group: choice
        if (choice.link is not None and choice.link.confidence >= _SURE) or not choice.is_open
        else chosen(group, second)
        for group, choice in first.items()
    }


def _beside(
    fields: Mapping[str, str], candidates: Sequence[Candidate], groups: Sequence[int], knowledge: Knowledge
) -> dict[int, tuple[str, ...]]:
    """Group of a place → what the article calls the larger place right behind it ("Vienna, Virginia")."""
    found: dict[int, tuple[str, ...]] = {}
    for index, (place, larger) in enumerate(pairwise(candidates)):
        if (
            place.entity_type == larger.entity_type == "LOCATION"
            and place.field == larger.field
            and place.end_char < larger.start_char <= place.end_char + _BESIDE_CHARS
            and fields[place.field][place.end_char : larger.start_char].strip() in _BESIDE
        ):
            found[groups[index]] = (*found.get(groups[index], ()), larger.surface)
    return found


def _choose(
    surfaces: Sequence[str],
    entity_type: EntityType,
    context: DocumentContext,
    knowledge: Knowledge,
    beside: Sequence[str] | None = None,
) -> Choice:
    """The group's fullest name, which comes first, decides; its other forms are asked when that one is not known."""
    if beside:
        larger = [
            entity
            for name in beside
            for alias in knowledge.aliases(name)
            if (entity := knowledge.entity(alias.entity_id)) is not None and entity.kind in ("country", "subdivision")
        ]
        context = replace(
            context,
            beside=frozenset(e.label.partition(" (")[0].casefold() for e in larger),
            beside_countries=frozenset(e.country for e in larger if e.country is not None),
        )
    lost: tuple[str, ...] = ()
    for surface in dict.fromkeys(surfaces):
        choice = choose(surface, entity_type, context, knowledge)
        is_short = surface is not surfaces[0] and surface.isupper() and " " in surfaces[0]
        if choice.link is not None and (not is_short or is_evidenced(choice.link.entity_id, context, knowledge)):
            return choice
        lost = lost or choice.rivals
    return Choice(None, lost)


def _alluded(words: frozenset[str], language: str | None, knowledge: Knowledge) -> dict[str, int]:
    """Countries that demonyms in the article point to."""
    found: Counter[str] = Counter()
    for word in words & knowledge.demonyms.keys():
        demonym = knowledge.demonym(word, language)
        if demonym is not None and demonym.place_id.startswith(_COUNTRY):
            found[demonym.place_id.removeprefix(_COUNTRY)] += 1
    return found


def _label(fullest: str, names: Sequence[str]) -> str:
    """The fullest form; not in capitals where the same name also stands in small letters."""
    fullest = " ".join(fullest.split())
    if not fullest.isupper():
        return fullest
    return next((name for name in names if name.casefold() == fullest.casefold() and not name.isupper()), fullest)


def _observed(
    found: Link | None, entity_type: EntityType, name: str, knowledge: Knowledge, transliterates: bool
) -> ObservedEntity:
    if found is None or knowledge.entity(found.entity_id) is None:
        entity_id = local_id(entity_type, name, transliterates=transliterates)
        return ObservedEntity(entity_id, entity_type, name, None, None, None, False)
    return _known(found.entity_id, knowledge)


def _known(entity_id: str, knowledge: Knowledge) -> ObservedEntity:
    """A thing of the knowledge base. Raises KeyError if it holds no such id."""
    entity = knowledge.entity(entity_id)
    if entity is None:
        raise KeyError(entity_id)
    return ObservedEntity(
        entity.entity_id,
        entity.entity_type,
        entity.label,
        entity.country,
        entity.latitude,
        entity.longitude,
        not entity.entity_id.startswith("local:"),
    )
