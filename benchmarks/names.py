"""Names found against annotated text: strict typed F1, speed and memory per language, ours beside the rules alone and
beside a small spaCy network trained on the same texts.

    python -m benchmarks.names --data DIRECTORY [--with-spacy [--minutes 12] [--spacy FOLDER]] [--show LANGUAGE]

Reads ``ner/dev.jsonl.gz`` under DIRECTORY (tokens, BIO tags), a language's sentences put together as articles, and our
own held-out articles in ``tests/quality/gold``. Where conventions differ, both sides are made alike
(``tools.tagger.scoring.fair``). Writes ``benchmarks/results/names.json``. Speed is of this process alone, one core,
nothing kept from before: the first time that each text is read.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import psutil

from tools.tagger.corpora import SHIPPED, Article, Name, articles, ours, own_articles
from tools.tagger.scoring import Tally, fair
from transforms.entities.knowledge import load
from transforms.entities.naming import tokens
from transforms.entities.recognize import Recognizer, RuleRecognizer
from transforms.entities.spacy_engine import SpacyRecognizer
from transforms.entities.tagged import name_recognizer
from transforms.entities.tagger.model import MODEL, load_model
from transforms.entities.tagger.tagger import Tagger
from transforms.entities.tokens import read_field
from transforms.entities.words import words_of

ROOT: Final = Path(__file__).resolve().parents[1]
Finder = Callable[[Article], dict[str, set[Name]]]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--with-spacy", action="store_true", help="beside spaCy; trained here unless --spacy is given")
    parser.add_argument("--minutes", type=float, default=12, help="of training spaCy, in this process's own time")
    parser.add_argument("--spacy", type=Path, default=None, help="where the trained pipeline is, or is put")
    parser.add_argument("--show", default="", help="print the names of this language that are wrong or missed")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/names.json")
    options = parser.parse_args()
    texts = [ours(a) for a in articles(options.data / "ner/dev.jsonl.gz", lines="single")]
    texts += own_articles(ROOT / "tests/quality/gold")
    results: dict[str, Any] = {}
    for name, made in _engines(options):
        before = psutil.Process().memory_info().rss
        started = time.process_time()
        finder = made()
        loading = time.process_time() - started
        results[name] = _measured(finder, texts) | {
            "load_s": round(loading, 2),
            "rss_mb": round((psutil.Process().memory_info().rss - before) / 1e6),
        }
        _print(name, results[name])
    results["model_bytes"] = len((files("transforms.entities.tagger") / MODEL).read_bytes())
    results["model_digest"] = load_model().card.digest
    given = options.spacy and options.spacy / "given.json"
    if given and given.exists():
        results["spacy_given"] = json.loads(given.read_text("utf-8"))
    if options.show:
        _show(_whole(name_recognizer(load())), [a for a in texts if a.language == options.show])
    options.out.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", "utf-8")


def _engines(options: argparse.Namespace) -> list[tuple[str, Callable[[], Finder]]]:
    engines: list[tuple[str, Callable[[], Finder]]] = [
        ("presswatch", lambda: _whole(name_recognizer(load()))),
        ("tagger alone", _tagger_alone),
        ("rules alone", lambda: _whole(RuleRecognizer(load()))),
    ]
    if options.with_spacy:
        engines.append(("spacy", lambda: _spacy(options)))
    return engines


def _whole(recognizer: Recognizer) -> Finder:
    def find(article: Article) -> dict[str, set[Name]]:
        found: dict[str, set[Name]] = defaultdict(set)
        for c in recognizer.recognize(article.fields, article.language):
            found[c.field].add((c.start_char, c.end_char, str(c.entity_type)))
        return found

    return find


def _tagger_alone() -> Finder:
    """The tagger, with the reading of the text and the known names that are among its features."""
    tagger = Tagger(load_model(), load())
    known = RuleRecognizer(load()).known

    def find(article: Article) -> dict[str, set[Name]]:
        words = words_of(article.language)
        fields = [read_field(name, text, words) for name, text in article.fields.items()]
        tagged = tagger.tag(fields, [known.spans(field, words) for field in fields], words)
        return {
            f.name: {(f.tokens.starts[t.first], f.tokens.ends[t.last], str(t.entity_type)) for t in tags}
            for f, tags in zip(fields, tagged, strict=True)
        }

    return find


def _spacy(options: argparse.Namespace) -> Finder:
    import spacy

    from benchmarks._spacy_names import train

    folder = options.spacy or Path("data/spacy-names")
    if not (folder / "config.cfg").exists():
        texts = [ours(a) for a in articles(options.data / "ner/train.jsonl.gz", SHIPPED)]
        given = train([*texts, *own_articles(ROOT / "training/names")], options.minutes, folder)
        (folder / "given.json").write_text(json.dumps(given), "utf-8")
    pipeline = spacy.load(folder)
    return _whole(SpacyRecognizer(defaultdict(lambda: pipeline, dict.fromkeys(_LANGUAGES, pipeline))))


_LANGUAGES: Final = ("nl", "en", "nb", "nn", "da", "sv", "pt", "de", "fr")


def _measured(finder: Finder, texts: Sequence[Article]) -> dict[str, Any]:
    """By language and corpus: F1 and its parts, tokens a second."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    seconds: dict[str, float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    for article in texts:
        key = f"{article.language} {article.corpus}"
        started = time.process_time()
        found = finder(article)
        seconds[key] += time.process_time() - started
        for field, text in article.fields.items():
            counts[key] += len(tokens(text).words)
            tallies[key].add(*fair(article, field, found.get(field, set())))
    scores = {}
    for key, tally in sorted(tallies.items()):
        right, found_count, gold = tally.sums()
        scores[key] = {
            "names": gold,
            "precision": round(right / max(1, found_count), 4),
            "recall": round(right / max(1, gold), 4),
            "f1": round(tally.f1(), 4),
            "span_f1": round(tally.f1("span"), 4),
            **{kind.lower() + "_f1": round(tally.f1(kind), 4) for kind in ("PERSON", "ORGANIZATION", "LOCATION")},
            "tokens_per_s": round(counts[key] / seconds[key]),
        }
    return {"scores": scores, "tokens_per_s": round(sum(counts.values()) / sum(seconds.values()))}


def _print(name: str, result: dict[str, Any]) -> None:
    print(f"== {name}: {result['tokens_per_s']} tokens/s, load {result['load_s']} s, {result['rss_mb']} MB")
    print("                     names  precision recall     F1  span-F1  person    org  place  tokens/s")
    for key, s in result["scores"].items():
        print(
            f"{key:20} {s['names']:5}    {s['precision']:6.1%} {s['recall']:6.1%} {s['f1']:6.1%}   {s['span_f1']:6.1%}"
            f"  {s['person_f1']:6.1%} {s['organization_f1']:6.1%} {s['location_f1']:6.1%}  {s['tokens_per_s']:8}"
        )


def _show(finder: Finder, texts: Sequence[Article]) -> None:
    for article in texts:
        found = finder(article)
        for field, text in article.fields.items():
            names, gold = fair(article, field, found.get(field, set()))
            for start, end, kind in sorted(names ^ gold):
                what = "missed" if (start, end, kind) in gold else "wrong"
                print(f"  {what:6} {kind:12} {text[start:end]!r} in {text[max(0, start - 40) : end + 25]!r}")


if __name__ == "__main__":
    main()
