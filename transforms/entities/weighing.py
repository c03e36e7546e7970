"""What an article says for each of the things that a name in it may mean, as a weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from transforms.entities.knowledge import Alias, Entity, Knowledge


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


def read_in(language: str | None) -> frozenset[str]:
    """The countries (ISO 3166-1) where most readers of a language live; empty where none is told."""
    return _HOMES.get(language or "", frozenset())


def homes(language: str | None) -> frozenset[str]:
    """The countries where a language is read, of one that is not read everywhere."""
    return frozenset() if language in _WORLD_LANGUAGES else read_in(language)


def is_evidenced(entity_id: str, context: DocumentContext, knowledge: Knowledge) -> bool:
    """Whether letters may stand for this body in an article that does not write them out as its name: it is of no
    country, or of one that the article names or that it is read in."""
    entity = knowledge.entity(entity_id)
    if entity is None or entity.country is None:
        return entity is not None
    return entity.country in context.countries or entity.country in homes(context.language)


def is_spoken_of(country: str | None, context: DocumentContext) -> bool:
    """Whether the article speaks of this country at least as often as of any other, and oftener than of those where it
    is read."""
    count = context.countries.get(country or "", 0)
    own = homes(context.language)
    at_home = 0 if country in own else sum(context.countries.get(home, 0) for home in own)
    return count > at_home and count >= max(context.countries.values())


def weigh(
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
    if entity.kind != "country" and not is_world and entity.country in read_in(context.language):
        factor *= parameters.home_country_factor
    if entity.entity_id in context.entity_ids:
        factor *= parameters.named_entity_factor
        is_supported = True
    if any(set(phrase.split()) <= context.words for phrase in entity.context):
        factor *= parameters.context_word_factor
        is_supported = True
    return factor, is_supported
