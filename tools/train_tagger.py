"""Train the name tagger and write its model file: ``python -m tools.train_tagger --data DIRECTORY``.

Reads ``ner/train.jsonl.gz`` under DIRECTORY (lang, corpus, licence, doc, tokens, BIO tags), of it only the corpora
whose licence permits a model (``corpora.SHIPPED``), and our own annotated articles. Names that were typed by a model
are typed anew by a first tagger that never saw them. Confidence is fitted on ``ner/dev.jsonl.gz``, but for what is for
research only. The same data give the same bytes. About three minutes on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from tools.tagger import calibrate, corpora, examples, packing, perceptron, retype
from tools.tagger.corpora import Article
from tools.tagger.scoring import Tally, fair
from transforms.entities.knowledge import load
from transforms.entities.known import Known
from transforms.entities.tagger.model import LABELS, MODEL, Card, Model, pack, unpack
from transforms.entities.tagger.tagger import Tagger
from transforms.entities.tokens import read_field
from transforms.entities.words import words_of

ROOT: Final = Path(__file__).resolve().parents[1]
OWN_WEIGHT: Final = 3
"""How often an epoch meets our own articles: they are news of today, the corpora mostly are not."""
RESEARCH_ONLY: Final = frozenset({"conll2002"})
LEAST_NAMES: Final = 1_000
"""A language with fewer annotated names has no features of its own: they would fit a handful of articles."""
TRANSFERRED: Final = ("af", "ca", "es", "fo", "fy", "gl", "it", "pl")
"""Languages without that much training data in which the tagger beats the rules (docs/models/names.md)."""


def main() -> None:
    """Train, fit the confidence, write, and print the figures on the dev set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--own", type=Path, default=ROOT / "training" / "names")
    parser.add_argument("--out", type=Path, default=ROOT / "transforms" / "entities" / "tagger" / MODEL)
    parser.add_argument("--also", action="append", default=[], help="a corpus to train on that is not shipped from")
    options = parser.parse_args()
    started = time.perf_counter()
    train_file, dev_file = options.data / "ner/train.jsonl.gz", options.data / "ner/dev.jsonl.gz"
    found = [corpora.ours(a) for a in corpora.articles(train_file, corpora.SHIPPED | frozenset(options.also))]
    found += corpora.own_articles(options.own)
    for (name, language), (names, chars) in sorted(corpora.counted(found).items()):
        print(f"{language} {name:22} {names:7} names in {chars:9} characters")
    dev = [corpora.ours(a) for a in corpora.articles(dev_file, lines="single")]
    model = fit(found, perceptron.Settings(), digest_of([train_file, dev_file, *sorted(options.own.rglob("*.txt"))]))
    tagger = Tagger(model, load())
    model = replace(model, card=replace(model.card, bins=fitted_bins(tagger, dev)))
    weights = model.rows.view(np.int8).reshape(1 << model.card.bits, -1)[:, : len(LABELS)]
    options.out.write_bytes(pack(model.card, weights))
    print(f"{options.out}: {options.out.stat().st_size} bytes, {time.perf_counter() - started:.0f} s")
    print("lang  corpus            names  precision recall  F1  span-F1     PER    ORG    LOC")
    for (language, corpus), tally in sorted(scored(Tagger(model, load()), dev).items()):
        print(f"{language:5} {corpus:15} {tally.line()}")


def fit(found: Sequence[Article], settings: perceptron.Settings, digest: str) -> Model:
    """A model without confidence, from articles; silver types are asked of a first model."""
    known = Known(load())
    silver = [a for a in found if a.corpus in retype.SILVER]
    rest = [a for a in found if a.corpus not in retype.SILVER]
    if silver:
        first = Tagger(trained(rest, replace(settings, rounds=1), digest, known), known.knowledge)
        rest = [*retype.retyped(silver, first, known), *rest]
    return trained(rest, settings, digest, known)


def trained(found: Sequence[Article], settings: perceptron.Settings, digest: str, known: Known) -> Model:
    """A model from articles as they are."""
    own = [a.corpus == corpora.OWN for a in found]
    languages = languages_of(found)
    read, articles = examples.examples(found, known, frozenset(languages))
    examples.drop_seldom(read, settings.least)
    weights, moves = perceptron.train(read, settings, np.where(np.array(own)[articles], OWN_WEIGHT, 1))
    packed, unit = packing.packed_weights(weights)
    card = Card(
        bits=settings.bits,
        transitions=np.round(moves / unit).astype(int).tolist(),
        trained=languages,
        transferred=sorted(set(TRANSFERRED) - set(languages)),
        bins={},
        digest=digest,
    )
    return unpack(pack(card, packed))


def languages_of(found: Sequence[Article]) -> list[str]:
    """Languages with enough names to learn what is their own."""
    names: dict[str, int] = defaultdict(int)
    for article in found:
        names[article.language] += sum(map(len, article.names.values()))
    return sorted(language for language, count in names.items() if count >= LEAST_NAMES)


def fitted_bins(tagger: Tagger, dev: Sequence[Article]) -> dict[str, list[list[float]]]:
    """The share of names right by type and margin."""
    seen: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for article in dev:
        if article.corpus in RESEARCH_ONLY:
            continue
        for field, tags in tagged(tagger, article):
            spans = {(*tag[:2], tag[2]): tag[3] for tag in tags}
            names, gold = fair(article, field, spans)
            for name in names:
                seen[name[2]].append((spans[name], name in gold))
    return {kind: calibrate.bins(names) for kind, names in sorted(seen.items())}


def scored(tagger: Tagger, dev: Sequence[Article]) -> dict[tuple[str, str], Tally]:
    """Counts by language and corpus, of the tagger alone."""
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for article in dev:
        for field, tags in tagged(tagger, article):
            tallies[article.language, article.corpus].add(*fair(article, field, {tag[:3] for tag in tags}))
    return tallies


def tagged(tagger: Tagger, article: Article) -> list[tuple[str, list[tuple[int, int, str, int]]]]:
    """By field the tagger's names: start, end, type, margin."""
    words = words_of(article.language)
    known = Known(tagger.knowledge)
    fields = [read_field(name, text, words) for name, text in article.fields.items()]
    tags = tagger.tag(fields, [known.spans(field, words) for field in fields], words)
    return [
        (f.name, [(f.tokens.starts[t.first], f.tokens.ends[t.last], t.entity_type, t.margin) for t in of_field])
        for f, of_field in zip(fields, tags, strict=True)
    ]


def digest_of(paths: Sequence[Path]) -> str:
    """SHA-256 over the files' bytes, in order."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
