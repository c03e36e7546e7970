"""A surface in an article → the known thing that it names, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from transforms.entities.knowledge import Alias, Entity, EntityType, Knowledge, load
from transforms.entities.knowledge.writing import is_code, is_foreign, speaks
from transforms.entities.naming import normalise, plain_words, spelling_key
from transforms.entities.weighing import (
    DEFAULTS,
    DocumentContext,
    LinkParameters,
    is_evidenced,
    is_spoken_of,
    read_in,
    weigh,
)


@dataclass(frozen=True, slots=True)
class Link:
    """The chosen entity. `confidence` in [0, 1], as `LinkParameters` says; `losers` are the other candidates' ids,
    best first.
    """

    entity_id: str
    label: str
    confidence: float
    reason: str
    losers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What a surface may mean in one article: the link, or None where nothing fits or two fit alike, and the ids of
    the candidates that lost, best first, with those last that the article rules out.
    """

    link: Link | None
    rivals: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether more evidence from the article could change it: something was looked at."""
        return self.link is not None or bool(self.rivals)


def link(
    surface: str,
    entity_type: EntityType,
    context: DocumentContext,
    knowledge: Knowledge | None = None,
    parameters: LinkParameters = DEFAULTS,
) -> Link | None:
    """The known entity that a surface names in this article, or None when nothing fits (the caller then uses
    `local_id`).

    A person is linked by a listed spelling of the full name, by the spelling key of one, or by a surname that the
    knowledge base flags as enough, unless the article names somebody else of that surname. Places and bodies are
    linked by listed names. Where the language has cases, a case of such a name counts as the name. Pure: equal
    arguments give equal links. `knowledge` is the packaged one when None.
    """
    return choose(surface, entity_type, context, knowledge, parameters).link


def choose(
    surface: str,
    entity_type: EntityType,
    context: DocumentContext,
    knowledge: Knowledge | None = None,
    parameters: LinkParameters = DEFAULTS,
) -> Choice:
    """As `link`, with the candidates that were looked at in vain."""
    known = load() if knowledge is None else knowledge
    candidates, ruled_out, ratio, reason = _candidates(surface, entity_type, context, known, parameters)
    weights: dict[str, float] = {}
    words: dict[str, bool] = {}
    labels: dict[str, str] = {}
    supported: set[str] = set()
    greatest = max((e.population or 0 for _, e in candidates if e.kind == "city"), default=0)
    is_plain = any(not a.is_word for a, _ in candidates)
    homes = read_in(context.language)
    for alias, entity in candidates:
        times = greatest / max(1, entity.population or 0) if entity.kind == "city" else 1.0
        written = alias.alias if reason == "inflected" else surface
        weight, is_supported = weigh(written, alias, entity, context, parameters, times)
        weight *= parameters.word_factor if is_plain and alias.is_word else 1.0
        is_town = entity.kind == "city" and (entity.population or 0) < parameters.town_heads
        if is_town and alias.is_word and not is_supported and entity.country not in homes:
            ruled_out.append(entity.entity_id)
            continue
        is_alien = entity.kind == "city" and not speaks(alias, context.language) and not is_supported
        is_alien |= is_code(alias) and _is_lesser(entity) and not is_evidenced(entity.entity_id, context, known)
        if is_alien or (alias.needs_country and not is_spoken_of(entity.country, context)):
            ruled_out.append(entity.entity_id)
            continue
        weights[entity.entity_id] = max(weights.get(entity.entity_id, 0.0), weight)
        words[entity.entity_id] = words.get(entity.entity_id, True) and alias.is_word
        labels[entity.entity_id] = entity.label
        supported |= {entity.entity_id} if is_supported else set()
    ranked = sorted(weights, key=lambda entity_id: (-weights[entity_id], entity_id))
    rivals = tuple(dict.fromkeys([*ranked, *sorted(ruled_out)]))
    if not ranked:
        return Choice(None, rivals)
    best = ranked[0]
    share = weights[best] / sum(weights.values())
    if len(ranked) > 1 and share <= parameters.least_share_ratio:
        return Choice(None, rivals)
    confidence = ratio * share
    if words[best]:
        confidence *= parameters.word_ratio
    if entity_type == "PERSON" and best not in supported and not _is_eminent(best, labels[best], known):
        if reason == "spelling":
            return Choice(None, rivals)
        confidence *= parameters.unsupported_person_ratio
    return Choice(Link(best, labels[best], round(confidence, 4), reason, rivals[1:]), rivals[1:])


_Candidates = list[tuple[Alias, Entity]]


def _candidates(
    surface: str, entity_type: EntityType, context: DocumentContext, known: Knowledge, parameters: LinkParameters
) -> tuple[_Candidates, list[str], float, str]:
    """Known things of the type that the surface may name; ids that the article rules out; what the way in which they
    were found leaves of the confidence; and that way."""
    candidates = _of_type([a for a in known.aliases(surface) if _fits(a, surface)], entity_type, known)
    ratio, reason = parameters.ceiling_ratio, "alias"
    if all(alias.is_word for alias, _ in candidates):
        bent = _of_type(known.inflected(surface, context.language), entity_type, known)
        if bent:
            candidates, ratio, reason = bent, ratio * parameters.inflected_ratio, "inflected"
    if entity_type == "LOCATION":
        candidates = [(a, e) for a, e in candidates if not is_foreign(a, context.language)]
    elif entity_type == "ORGANIZATION":
        # Letters stand for other bodies in other languages (CBS is a bureau in Dutch and a broadcaster in English), and
        # so does a word ("Assemblée").
        candidates = [
            (a, e)
            for a, e in candidates
            if speaks(a, context.language) or "en" in a.languages or not (is_code(a) or " " not in a.alias)
        ]
    # A name of the text's own language is not the like name of another ("England" is Walser for the United Kingdom).
    if any(context.language in a.languages for a, _ in candidates):
        candidates = [(a, e) for a, e in candidates if not a.languages or context.language in a.languages]
    if entity_type != "PERSON":
        return candidates, [], ratio, reason
    full = [(a, e) for a, e in candidates if a.kind != "surname"]
    if full:
        return full, [], ratio, reason
    bare = [(a, e) for a, e in candidates if a.kind == "surname" and a.is_bare_surname]
    if bare:
        free = [(a, e) for a, e in bare if not _is_taken(surface, e, context, known)]
        taken = [e.entity_id for a, e in bare if (a, e) not in free]
        return free, taken, ratio * parameters.surname_ratio, "surname" if reason == "alias" else reason
    return (
        _respelled(surface, context.language, known),
        [],
        parameters.ceiling_ratio * parameters.spelling_ratio,
        "spelling",
    )


def _of_type(aliases: Iterable[Alias], entity_type: EntityType, known: Knowledge) -> _Candidates:
    found = ((a, known.entity(a.entity_id)) for a in aliases)
    return [(a, e) for a, e in found if e is not None and e.entity_type == entity_type]


def _fits(alias: Alias, surface: str) -> bool:
    """Whether the casing and the accents of the surface allow the alias."""
    return not alias.is_exact_case or surface.replace(".", "") == alias.alias.replace(".", "")


def _is_lesser(entity: Entity) -> bool:
    """Whether a body is less known in the world than at home: it has no public id here. Its letters stand for others
    elsewhere (ANC)."""
    return entity.kind == "organization" and entity.entity_id.startswith("local:")


def _is_taken(surface: str, entity: Entity, context: DocumentContext, known: Knowledge) -> bool:
    """Whether the article gives this surname to somebody else in full, and never to this person."""
    words = plain_words(surface)
    namesakes: set[str] = set()
    is_other = False
    for name in context.full_names:
        parts = plain_words(name)
        if len(parts) > len(words) and parts[-len(words) :] == words:
            is_other = True
            namesakes |= {alias.entity_id for alias in (*known.aliases(name), *known.inflected(name, context.language))}
            namesakes |= set(known.people_by_spelling.get(spelling_key(name, "PERSON"), ()))
    return is_other and entity.entity_id not in namesakes


def _is_eminent(entity_id: str, label: str, known: Knowledge) -> bool:
    """Whether the surname alone would be linked to this person."""
    words = label.split()
    return any(
        alias.entity_id == entity_id and alias.is_bare_surname
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
        for alias in known.aliases(" ".join(words[start:end]))
    )


def _respelled(surface: str, language: str | None, known: Knowledge) -> list[tuple[Alias, Entity]]:
    """Known people whose listed full names share the spelling key of this one."""
    if " " not in normalise(surface):
        return []
    ids: Iterable[str] = known.people_by_spelling.get(spelling_key(surface, "PERSON", language), ())
    return [(Alias(surface, i), entity) for i in ids if (entity := known.entity(i)) is not None]
