"""Annotated articles of our own: language, names, links, identity, roles and allusions, all at once.

An identity of the set's own (a key) is a thing that the knowledge base does not hold. It is scored by sameness: its
mentions must have one id among themselves, and none that another thing has. A known identity must be linked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from flows.evaluation.annotated import AnnotatedArticle
from flows.evaluation.scores import Counts, Figure, b_cubed, compared, figures
from transforms.entities.annotate import annotate
from transforms.entities.knowledge import load
from transforms.language import default_engine
from transforms.model import Annotations


@dataclass(slots=True)
class _Tally:
    """What the articles of one language add up to."""

    articles: int = 0
    languages_right: int = 0
    wrong_and_reliable: int = 0
    names: Counts = field(default_factory=Counts)
    spans: Counts = field(default_factory=Counts)
    links: Counts = field(default_factory=Counts)
    roles: Counts = field(default_factory=Counts)
    allusions: Counts = field(default_factory=Counts)
    found_ids: dict[Hashable, Hashable] = field(default_factory=dict)
    gold_ids: dict[Hashable, Hashable] = field(default_factory=dict)


def score_articles(name: str, articles: Sequence[AnnotatedArticle]) -> list[Figure]:
    """All figures of a set of annotated articles, by language."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    for article in articles:
        _count(article, tallies[article.language])
    scored: list[Figure] = []
    for language, tally in sorted(tallies.items()):
        n = tally.articles
        scored += [
            Figure("language", name, language, "accuracy", tally.languages_right / n, n),
            Figure("language", name, language, "wrong_and_reliable", tally.wrong_and_reliable / n, n),
        ]
        scored += figures("names", name, language, tally.names)
        scored += figures("names", name, language, tally.spans, "span_")[-1:]
        scored += figures("links", name, language, tally.links)
        cubed = b_cubed(tally.found_ids, tally.gold_ids)
        if cubed is not None:
            items = len(tally.found_ids.keys() & tally.gold_ids.keys())
            scored += [
                Figure("identity", name, language, "b_cubed_precision", cubed[0], items),
                Figure("identity", name, language, "b_cubed_recall", cubed[1], items),
            ]
        scored += figures("roles", name, language, tally.roles)
        scored += figures("allusions", name, language, tally.allusions)
    return scored


def _count(article: AnnotatedArticle, tally: _Tally) -> None:
    guess = default_engine().detect(article.title, article.body)
    tally.articles += 1
    tally.languages_right += guess.language == article.language
    tally.wrong_and_reliable += guess.is_reliable and guess.language != article.language
    fields = {"title": article.title, "body": article.body}
    found = annotate(fields, article.language, article.outlet)
    _count_mentions(article, found, tally)
    tally.roles += compared(
        ((r.field, r.start_char, r.end_char) for r in found.roles), ((r.field, r.start, r.end) for r in article.roles)
    )
    tally.allusions += compared(
        ((a.field, a.start_char, a.end_char, a.entity_id) for a in found.allusions),
        ((a.field, a.start, a.end, a.identity) for a in article.allusions),
    )


def _count_mentions(article: AnnotatedArticle, found: Annotations, tally: _Tally) -> None:
    gold = {(m.field, m.start, m.end): m for m in article.mentions}
    ours = {(m.field, m.start_char, m.end_char): m for m in found.mentions}
    tally.names += compared(
        ((*place, m.entity_type) for place, m in ours.items()), ((*place, m.entity_type) for place, m in gold.items())
    )
    tally.spans += compared(ours, gold)
    linked = [(p, m.entity_id) for p, m in ours.items() if p in gold and _is_known(m.entity_id)]
    told = [(p, m.identity) for p, m in gold.items() if m.identity is not None and _is_known(m.identity)]
    tally.links += compared(linked, told)
    for place, marked in gold.items():
        if marked.identity is not None:
            tally.gold_ids[article.name, *place] = marked.identity
            if place in ours:
                tally.found_ids[article.name, *place] = ours[place].entity_id


def _is_known(identity: str) -> bool:
    """Whether the knowledge base holds it; it holds some things under ids of ours."""
    return load().entity(identity) is not None


def languages_of(articles: Iterable[AnnotatedArticle]) -> list[str]:
    """The languages of some articles, sorted."""
    return sorted({article.language for article in articles})
