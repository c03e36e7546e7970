"""Articles of one event found: against articles with known events, translations, and labelled pairs of a feed.

    python benchmarks/stories.py --data DIRECTORY [--only ecb ntrex wmt pairs]

Reads, under DIRECTORY, `stories/en-ecbplus-dev` (English articles with their events), `langid/ntrex-dev` and
`stories/wmt21-docs` (news in several languages, translations of one text) and `news/newsapi-2020-05` (for the labelled
pairs of `benchmarks/data/story_pairs.tsv`); prints and keeps (`benchmarks/results/stories.json`) B-cubed precision,
recall and F1 of the stories, the same of pairs across languages, and, of the labelled pairs, precision and recall of a
common story. All go through the real `enrich`. Only the feed has dates: the others are given one day, and are told
without any as well (`ours_undated`). Beside ours
stands, in the same run, a single pass over TF-IDF vectors with the threshold that is best for the set at hand (looked
up with the answers in sight, which ours is not).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from flows.evaluation.corpora import read_lines
from transforms.contracts.columns import STORY_FEATURES
from transforms.enrich import enrich
from transforms.language.engine import default_engine
from transforms.model import PublishedDate
from transforms.stories.cluster import clusters, loose_bar
from transforms.stories.evidence import Span
from transforms.stories.held import held, held_loose
from transforms.stories.words import WORD

RESULTS: Final = Path(__file__).parent / "results" / "stories.json"
PAIRS: Final = Path(__file__).parent / "data" / "story_pairs.tsv"
DAYS: Final = ("2020-05-12", "2020-05-13")
"""The days that the labelled pairs are of."""
ONE_DAY: Final = datetime.fromisoformat(DAYS[0])
LANGUAGES: Final = {
    **{"eng": "en", "nld": "nl", "nob": "nb", "deu": "de", "fra": "fr", "spa": "es", "por": "pt", "pol": "pl"},
    **{"rus": "ru", "ukr": "uk", "ces": "cs", "ita": "it"},
}
"""Languages of ntrex that are taken: those whose names are known well."""
SCHEMA: Final = pa.schema(
    [
        *((name, pa.string()) for name in ("document_id", "article_id", "language")),
        *((name, pa.timestamp("us")) for name in ("published_utc", "published_from_utc", "published_until_utc")),
        ("published_precision", pa.string()),
        ("features", STORY_FEATURES),
    ]
)


@dataclass(frozen=True)
class Item:
    """One article; `event` is what it tells, or for the feed its URL."""

    event: str
    language: str
    title: str | None
    body: str
    published: datetime = ONE_DAY


def ecb(data: Path) -> Iterator[Item]:
    """English articles as they stand, tokens and datelines included, without the URL that some begin with."""
    for line in read_lines(data / "stories/en-ecbplus-dev.jsonl.gz"):
        rows = [row for row in line["text"].split("\n") if not row.replace(" ", "").startswith("http")]
        yield Item(line["event"], "en", None, "\n".join(rows))


def ntrex(data: Path) -> Iterator[Item]:
    """Translations of 60 English articles, in all variants of twelve languages."""
    for line in read_lines(data / "langid/ntrex-dev.jsonl.gz"):
        language = LANGUAGES.get(line["lang"].partition("#")[0].partition("-")[0])
        if language:
            yield Item(line["cluster_id"], language, line["title"], "\n".join(line["sentences"][1:]))


def wmt(data: Path) -> Iterator[Item]:
    """Translations of news in six languages, Japanese and Icelandic among them."""
    for line in read_lines(data / "stories/wmt21-docs.jsonl.gz"):
        yield Item(line["cluster_id"], line["lang"], line["sentences"][0], "\n".join(line["sentences"][1:]))


def feed(data: Path) -> Iterator[Item]:
    """Two days of a feed, language as told by the text; headlines with the outlet's name behind them, texts cut."""
    engine = default_engine()
    for line in read_lines(data / "news/newsapi-2020-05.jsonl.gz"):
        if (line["publishedAt"] or "")[:10] in DAYS and line["title"]:
            body = "\n".join(part for part in (line["description"], line["content"]) if part)
            language = engine.detect(line["title"], body).language
            yield Item(line["url"], language, line["title"], body, datetime.fromisoformat(line["publishedAt"][:19]))


def told(items: Sequence[Item]) -> pa.Table:
    """Items as a table of documents; ids are places."""
    rows = []
    for place, item in enumerate(items):
        day = PublishedDate(item.published, item.published, item.published, "minute", "")
        found = enrich(item.title, item.body, item.language, None, day if item.published != ONE_DAY else None)
        rows.append(
            {
                "document_id": f"{place:06d}",
                "article_id": f"{place:06d}",
                "language": item.language,
                **dict.fromkeys(("published_utc", "published_from_utc", "published_until_utc"), item.published),
                "published_precision": "minute",
                "features": [{"feature": each.feature, "weight": each.weight} for each in found.features],
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def stories(table: pa.Table) -> list[str]:
    """Documents, day by day as they land, to the first document of each one's story."""
    days = table.column("published_utc").to_numpy().astype("datetime64[D]")
    if np.isnat(days).all():
        found = held_loose(table, table.slice(0, 0))
    else:
        order = np.argsort(days, kind="stable")
        _, starts, counts = np.unique(days[order], return_index=True, return_counts=True)
        spans = [Span(0, int(start), int(start + count)) for start, count in zip(starts, counts, strict=True)]
        found = held(table.take(pa.array(order)), spans)
    placed = clusters(table, found, loose_bar(int(np.isnat(days).sum())))
    return [str(first) for first in placed.column("first_document_id").to_pylist()]


def undated(table: pa.Table) -> pa.Table:
    """The same documents without any date."""
    for name in ("published_utc", "published_from_utc", "published_until_utc", "published_precision"):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, pa.nulls(table.num_rows, table.schema.field(name).type))
    return table


def tf_idf(items: Sequence[Item]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Cosines of all pairs of texts by words, weighted by tf-idf."""
    counts = [Counter(WORD.findall(f"{item.title or ''} {item.body}".casefold())) for item in items]
    seen = Counter(word for count in counts for word in count)
    place = {word: index for index, word in enumerate(sorted(word for word, n in seen.items() if n > 1))}
    vectors = np.zeros((len(items), len(place)), dtype=np.float32)
    for row, count in enumerate(counts):
        for word, times in count.items():
            if word in place:
                vectors[row, place[word]] = (1 + math.log(times)) * math.log(len(items) / seen[word])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors @ vectors.T, dtype=np.float64)


def single_pass(likeness: np.ndarray[Any, np.dtype[np.float64]], threshold: float) -> list[int]:
    """Each document to the story with the highest mean likeness, if that reaches the threshold, else to its own."""
    groups: list[list[int]] = []
    story = []
    for row in range(len(likeness)):
        means = [float(likeness[row, group].mean()) for group in groups]
        best = max(range(len(means)), key=means.__getitem__, default=-1)
        if best < 0 or means[best] < threshold:
            groups.append([])
            best = len(groups) - 1
        groups[best].append(row)
        story.append(best)
    return story


def b_cubed(gold: Sequence[Any], got: Sequence[Any]) -> dict[str, float]:
    """Precision, recall and F1, averaged over documents (Bagga and Baldwin 1998)."""
    both = Counter(zip(gold, got, strict=True))
    of_gold, of_got = Counter(gold), Counter(got)
    pairs = list(zip(gold, got, strict=True))
    precision = sum(both[pair] / of_got[pair[1]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / of_gold[pair[0]] for pair in pairs) / len(pairs)
    return scores(precision, recall)


def across(items: Sequence[Item], got: Sequence[Any]) -> dict[str, float]:
    """The same of pairs in two languages: of all that share a story, how many share an event, and the reverse."""
    gold = [item.event for item in items]

    def pairs(keys: Sequence[Any]) -> int:
        counts: defaultdict[Any, Counter[str]] = defaultdict(Counter)
        for key, item in zip(keys, items, strict=True):
            counts[key][item.language] += 1
        return sum(math.comb(sum(c.values()), 2) - sum(math.comb(n, 2) for n in c.values()) for c in counts.values())

    right = pairs(list(zip(gold, got, strict=True)))
    return scores(right / max(pairs(got), 1), right / max(pairs(gold), 1))


def scores(precision: float, recall: float) -> dict[str, float]:
    """Precision and recall with their F1."""
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def of_set(items: Sequence[Item], is_across: bool) -> dict[str, Any]:
    """Ours and the single pass on one set."""

    def judged(got: Sequence[Any]) -> dict[str, float]:
        return across(items, got) if is_across else b_cubed([item.event for item in items], got)

    started = time.perf_counter()
    table = told(items)
    read = time.perf_counter()
    got = stories(table)
    seconds = {"enrich": round(read - started, 2), "hold_and_cluster": round(time.perf_counter() - read, 2)}
    loose = judged(stories(undated(table)))
    likeness = tf_idf(items)
    tried = {f"{t / 100:.2f}": judged(single_pass(likeness, t / 100)) for t in range(4, 50, 2)}
    best = max(tried, key=lambda threshold: tried[threshold]["f1"])
    baseline = {"threshold": float(best), **tried[best]}
    return {
        **{"documents": len(items), "ours": judged(got), "ours_undated": loose},
        **{"tf_idf_single_pass": baseline, "seconds": seconds},
    }


def of_pairs(items: Sequence[Item]) -> dict[str, Any]:
    """Labelled pairs: does a common story say what the hand said? Plain, and weighted by what each pair stands for."""
    table = told(items)
    verdicts = {"": stories(table), " undated": stories(undated(table))}
    place = {hashlib.sha256(item.event.encode()).hexdigest()[:16]: index for index, item in enumerate(items)}
    lines = [row.split("\t") for row in PAIRS.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    labelled = [row for row in lines[1:] if row[0] in place and row[1] in place]
    told_of: dict[str, Any] = {"labelled": len(lines) - 1, "found": len(labelled)}
    for languages in ("cross", "same"):
        for split, when in product(("dev", "test"), verdicts):
            got = verdicts[when]
            rows = [row for row in labelled if row[2] == languages and row[4] == split]
            joined = [got[place[row[0]]] == got[place[row[1]]] for row in rows]
            true = [row[3] == "1" for row in rows]
            told_of[f"{languages} {split}{when}"] = {
                "pairs": len(rows),
                "true": sum(true),
                **judged_pairs(joined, true, [1.0] * len(rows)),
                "weighted": judged_pairs(joined, true, [float(row[5]) for row in rows]),
            }
    return told_of


def judged_pairs(joined: Sequence[bool], true: Sequence[bool], weights: Sequence[float]) -> dict[str, float]:
    """Precision and recall of verdicts on pairs."""
    right = sum(w for j, t, w in zip(joined, true, weights, strict=True) if j and t)
    return scores(
        right / max(sum(w for j, w in zip(joined, weights, strict=True) if j), 1e-9),
        right / max(sum(w for t, w in zip(true, weights, strict=True) if t), 1e-9),
    )


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--only", nargs="+", choices=("ecb", "ntrex", "wmt", "pairs"), default=("ecb", "ntrex", "wmt", "pairs")
    )
    given = parser.parse_args()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in given.only:
        if name == "pairs":
            results[name] = of_pairs(list(feed(given.data)))
        else:
            read = {"ecb": ecb, "ntrex": ntrex, "wmt": wmt}[name]
            results[name] = of_set(list(read(given.data)), name != "ecb")
        print(name, json.dumps(results[name], indent=1))
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
