"""A surface in an article → the known thing that it names, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from transforms.entities.knowledge import Alias, Entity, EntityType, Knowledge, load
from transforms.entities.knowledge.writing import is_code, is_foreign, speaks
from transforms.entities.naming import normalise, plain_words, spelling_key


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """What else the article says.

    `language` is its BCP 47 language, null when unknown. `countries` counts ISO 3166-1 codes that it names or alludes
    to. `entity_ids` are things already linked in it, `full_names` the full names of people found in it, `words` its
    words, casefolded. `beside` are the labels and `beside_countries` the countries of the larger places named right
    behind this very name ("Vienna, Virginia").
    """

    language: str | None = None
    countries: Mapping[str, int] = field(default_factory=dict)
    entity_ids: frozenset[str] = frozenset()
    full_names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    beside_countries: frozenset[str] = frozenset()


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


@dataclass(frozen=True, slots=True)
class LinkParameters:
    """Weights of the choice. A candidate's weight is its prior times its factors; confidence is its share of all
    weights, times `ceiling_ratio`, and times `word_ratio` when the form is also an ordinary word or a name of people.

    Priors of places are heads: what is bigger is named more. Judged by hand on Dutch, English, Norwegian, German and
    French news; the factors are orders of magnitude, and no choice there hung on their exact value. English is read in
    more countries than its own, so home says nothing for a city there. A country speaks for its cities the more, the
    oftener the article alludes to it (`named_once_factor` each time), but little for one that is `lesser_ratio` times
    smaller than another of the name. One `dominance_ratio` times smaller has no factor from the article at large, only
    from a region or country right beside it ("Vienna, Virginia"). A town of fewer than `town_heads`, whose name people
    or places elsewhere bear, is linked only where its country is named or the text is read there. Where one of the name
    is meant by it alone and others are not, these have `word_factor`.
    """

    ceiling_ratio: float = 0.99
    word_ratio: float = 0.9
    spelling_ratio: float = 0.95
    inflected_ratio: float = 0.96
    surname_ratio: float = 0.97
    unsupported_person_ratio: float = 0.8
    other_casing_ratio: float = 0.05
    foreign_alias_ratio: float = 0.2
    country_prior: float = 1e9
    subdivision_prior: float = 3e7
    region_prior: float = 2e7
    smallest_city_prior: float = 1e4
    other_prior: float = 1.0
    named_country_factor: float = 20.0
    home_country_factor: float = 8.0
    named_once_factor: float = 4.0
    lesser_named_factor: float = 5.0
    word_factor: float = 0.25
    town_heads: int = 150_000
    lesser_ratio: float = 4.0
    dominance_ratio: float = 50.0
    beside_factor: float = 1e4
    named_entity_factor: float = 100.0
    context_word_factor: float = 10.0
    least_share_ratio: float = 0.6


DEFAULTS: Final = LinkParameters()
_WORLD_LANGUAGES: Final = frozenset({"en"})
# Where most readers of a language live: a name of two places means the nearer one.
_HOMES: Final[Mapping[str, frozenset[str]]] = {
    language: frozenset(countries.split())
    for language, countries in {
        "nl": "NL BE", "nb": "NO", "nn": "NO", "no": "NO", "da": "DK", "sv": "SE FI", "de": "DE AT CH",
        "fr": "FR BE CH", "en": "GB US", "es": "ES MX", "pt": "PT BR", "it": "IT", "pl": "PL", "ru": "RU",
        "uk": "UA", "cs": "CZ", "sk": "SK", "bg": "BG", "sl": "SI", "hr": "HR", "fi": "FI", "tr": "TR",
        "pcm": "NG", "ig": "NG", "yo": "NG", "ha": "NG",
    }.items()
}  # fmt: skip


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
    homes = _HOMES.get(context.language or "", frozenset())
    for alias, entity in candidates:
        times = greatest / max(1, entity.population or 0) if entity.kind == "city" else 1.0
        written = alias.alias if reason == "inflected" else surface
        weight, is_supported = _weigh(written, alias, entity, context, parameters, times)
        weight *= parameters.word_factor if is_plain and alias.is_word else 1.0
        is_town = entity.kind == "city" and (entity.population or 0) < parameters.town_heads
        if is_town and alias.is_word and not is_supported and entity.country not in homes:
            ruled_out.append(entity.entity_id)
            continue
        is_alien = entity.kind == "city" and not speaks(alias, context.language) and not is_supported
        is_alien |= is_code(alias) and _is_lesser(entity) and not is_evidenced(entity.entity_id, context, known)
        if is_alien or (alias.needs_country and not _is_spoken_of(entity.country, context)):
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


def _homes(language: str | None) -> frozenset[str]:
    """The countries where a language is read, of one that is not read everywhere."""
    return frozenset() if language in _WORLD_LANGUAGES else _HOMES.get(language or "", frozenset())


def _is_lesser(entity: Entity) -> bool:
    """Whether a body is less known in the world than at home: it has no public id here. Its letters stand for others
    elsewhere (ANC)."""
    return entity.kind == "organization" and entity.entity_id.startswith("local:")


def is_evidenced(entity_id: str, context: DocumentContext, knowledge: Knowledge) -> bool:
    """Whether letters may stand for this body in an article that does not write them out as its name: it is of no
    country, or of one that the article names or that it is read in."""
    entity = knowledge.entity(entity_id)
    if entity is None or entity.country is None:
        return entity is not None
    return entity.country in context.countries or entity.country in _homes(context.language)


def _is_spoken_of(country: str | None, context: DocumentContext) -> bool:
    """Whether the article speaks of this country at least as often as of any other, and oftener than of those where it
    is read."""
    count = context.countries.get(country or "", 0)
    homes = _homes(context.language)
    at_home = 0 if country in homes else sum(context.countries.get(home, 0) for home in homes)
    return count > at_home and count >= max(context.countries.values())


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


def _weigh(
    surface: str,
    alias: Alias,
    entity: Entity,
    context: DocumentContext,
    parameters: LinkParameters,
    times: float,
) -> tuple[float, bool]:
    """A candidate's weight in this article, and whether anything but the name speaks for it. The greatest city of the
    name is `times` as big."""
    by_kind = {
        "country": parameters.country_prior,
        "continent": parameters.country_prior,
        "subdivision": parameters.subdivision_prior,
        "region": parameters.region_prior,
        "water": parameters.region_prior,
        "city": max(float(entity.population or 0), parameters.smallest_city_prior),
    }
    weight = by_kind.get(entity.kind, parameters.other_prior)
    is_supported = False
    if entity.kind == "city" and (entity.country in context.beside_countries or context.beside & set(entity.context)):
        weight *= parameters.beside_factor
        is_supported = True
    if times <= parameters.dominance_ratio:
        factor, is_spoken_for = _article_factor(entity, context, parameters, times)
        weight *= factor
        is_supported |= is_spoken_for
    if alias.alias != surface:
        weight *= parameters.other_casing_ratio
    if alias.languages and context.language not in (None, "und") and context.language not in alias.languages:
        weight *= parameters.foreign_alias_ratio
    return weight, is_supported


def _article_factor(
    entity: Entity, context: DocumentContext, parameters: LinkParameters, times: float
) -> tuple[float, bool]:
    """What the article at large adds to a candidate's weight, and whether more than its language speaks for it."""
    factor, is_supported = 1.0, False
    # A country named by itself says nothing for itself; that it is named speaks for what lies in it.
    count = context.countries.get(entity.country, 0) if entity.country and entity.kind != "country" else 0
    if count:
        most = parameters.named_country_factor if times <= parameters.lesser_ratio else parameters.lesser_named_factor
        factor *= min(most, parameters.named_once_factor * count) if entity.kind == "city" else most
        is_supported = True
    is_world = entity.kind == "city" and context.language in _WORLD_LANGUAGES
    if entity.kind != "country" and not is_world and entity.country in _HOMES.get(context.language or "", ()):
        factor *= parameters.home_country_factor
    if entity.entity_id in context.entity_ids:
        factor *= parameters.named_entity_factor
        is_supported = True
    if any(set(phrase.split()) <= context.words for phrase in entity.context):
        factor *= parameters.context_word_factor
        is_supported = True
    return factor, is_supported
