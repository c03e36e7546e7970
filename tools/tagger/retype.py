"""Better types for names whose types were assigned by some model: asked of ours, over the whole corpus."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from tools.tagger.corpora import Article, Name
from tools.tagger.examples import labelled
from transforms.entities.known import Known
from transforms.entities.tagger.agree import TYPES
from transforms.entities.tagger.tagger import Tagger
from transforms.entities.tokens import read_field
from transforms.entities.words import words_of

SILVER: Final = frozenset({"ud-alpino-lassysmall"})
"""Corpora whose names are marked by hand and typed by a model."""


def retyped(articles: Sequence[Article], tagger: Tagger, known: Known, trust: float = 0.5) -> list[Article]:
    """Articles with a new type for each name: the one that the tagger scores highest where the name stands, added up
    over all places of the name. `trust`: what one given type counts for, of the tagger's middle margin. Words of origin
    are no names."""
    language = articles[0].language
    words = words_of(language)
    totals: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(3))
    given: dict[str, Counter[str]] = defaultdict(Counter)
    margins: list[float] = []
    for article in articles:
        fields = [read_field(name, text, words) for name, text in article.fields.items()]
        spans = [known.spans(field, words) for field in fields]
        scores = tagger.scores_of(fields, spans, words)
        at = 0
        for field in fields:
            mine = scores[at : at + len(field.tokens.words)]
            at += len(mine)
            for name in article.names[field.name]:
                marked = np.nonzero(labelled(field, frozenset({name})))[0]
                if not len(marked):
                    continue
                surface = field.text[name[0] : name[1]]
                head, rest = mine[marked[0]], mine[marked[1:]].sum(0)
                three = np.array([head[1] + rest[2], head[3] + rest[4], head[5] + rest[6]], float)
                totals[surface] += three
                ordered = np.sort(three)
                margins.append(ordered[2] - ordered[1])
                given[surface][name[2]] += 1
    weight = trust * float(np.median(margins))
    best: dict[str, str] = {}
    for surface, total in totals.items():
        counted = np.array([given[surface][kind] for kind in TYPES]) * weight
        best[surface] = TYPES[int((total + counted).argmax())]

    def typed(text: str, names: frozenset[Name]) -> frozenset[Name]:
        kept = set()
        for start, end, kind in names:
            surface = text[start:end]
            if " " not in surface and known.knowledge.demonym(surface, language) is not None:
                continue
            kept.add((start, end, best.get(surface, kind)))
        return frozenset(kept)

    return [
        replace(article, names={field: typed(article.fields[field], names) for field, names in article.names.items()})
        for article in articles
    ]
