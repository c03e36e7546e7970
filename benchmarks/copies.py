"""How well and how fast copies are found.

    python benchmarks/copies.py --data DIR [--standing 1000000] [--show N] [--keep]

- *made*: 500 copies made of real articles (see ``_made_copies``), among these and some thousand others, landed in
  three runs in an order drawn by chance. Found: the copy and its original are in one cluster. False: pairs of documents
  in one cluster that neither come from one article nor are in one cluster without the made copies either; as a share of
  all pairs found.
- *feed*: items of a real aggregator's feed with equal texts (25 words and more) under several addresses. Found: of the
  links that join each set of equal texts, those that the clusters have.
- *scale*: a run of 10,000 new signatures on top of a million drawn by chance: seconds, and memory.

Baselines over the same documents: equal texts alone (hash), and datasketch's MinHashLSH over the same runs of three
words (128 permutations, threshold 0.5), where it is installed. Copies among the real articles themselves, and false
pairs among them, are judged by hand: ``--show`` prints pairs drawn by chance.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow as pa

from benchmarks._copy_archive import CopyArchive
from benchmarks._copy_scale import measure
from benchmarks._made_copies import Text, made_copy
from flows.evaluation.corpora import read_lines
from transforms.contracts.tables import arrow_schema
from transforms.copies.sign import sign
from transforms.copies.words import words_of
from transforms.normalize.identity import content_hash

RESULTS = Path(__file__).parent / "results" / "copies.json"
MADE = 500
BASE_WORDS = 100
EVERY_ARTICLE = 4
EQUAL_WORDS = 25
NEW = 10_000
DOCUMENT_COLUMNS = pa.schema([(name, pa.string()) for name in ("document_id", "article_id", "outlet_id")])
Clusters = Mapping[int, object]
"""Place of a text to its cluster, of those that are in one."""


def main() -> None:
    """Print the figures; keep them if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--standing", type=int, default=1_000_000, help="signatures that stand; 0 leaves scale out")
    parser.add_argument("--show", type=int, default=0, help="print so many pairs found among the real articles")
    parser.add_argument("--keep", action="store_true", help=f"write {RESULTS.name}")
    options = parser.parse_args()
    articles = list(read_articles(options.data))
    figures: dict[str, object] = {"made": made(articles, options.show), "feed": feed(options.data, options.show)}
    if options.standing:
        figures["scale"] = measure(options.standing, NEW)
    print(json.dumps(figures, indent=1))
    if options.keep:
        RESULTS.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", "utf-8")


def read_articles(data: Path) -> Iterable[Text]:
    """Every fourth article, with the host of its address for an outlet."""
    for number, row in enumerate(read_lines(data / "news" / "articles.jsonl.gz")):
        if number % EVERY_ARTICLE == 0 and row["text"]:
            yield Text(row["title"], row["text"], urlsplit(row["url"] or "").hostname)


def read_feed(data: Path) -> Iterable[Text]:
    """The feed's items as the pipeline reads them: description and content are the body."""
    seen = set()
    for row in read_lines(data / "news" / "newsapi-2020-05.jsonl.gz"):
        if row["url"] in seen:
            continue
        seen.add(row["url"])
        lead, content = row["description"] or "", (row["content"] or "").partition("… [+")[0]
        body = lead if content.strip() in ("", lead) else f"{lead}\n{content}"
        yield Text(row["title"], body, urlsplit(row["url"]).hostname)


def made(articles: Sequence[Text], show: int) -> dict[str, object]:
    """Recall and false pairs over the made copies, of all three ways."""
    long = [place for place, text in enumerate(articles) if len(words_of(text.body)) >= BASE_WORDS]
    bases = random.Random(5).sample(long, MADE)
    copies, kinds = zip(*(made_copy(articles[base], number) for number, base in enumerate(bases)), strict=True)
    texts = [*articles, *copies]
    base_of = {len(articles) + number: base for number, base in enumerate(bases)}
    figures: dict[str, object] = {"articles": len(articles), "made": MADE}
    for name, way in WAYS.items():
        if way is None:
            continue
        started = time.process_time()
        clusters, alone = way(texts), way(articles)
        if name == "presswatch" and show:
            show_pairs(articles, alone, show)
        missed = [copy for copy, base in base_of.items() if not together(clusters, copy, base)]
        figures[name] = {
            "recall": round(1 - len(missed) / MADE, 4),
            "missed": dict(Counter(kinds[copy - len(articles)] for copy in missed)),
            "real_pairs": len(pairs_of(alone)),
            **false_pairs(clusters, alone, base_of),
            "cpu_seconds": round(time.process_time() - started, 1),
        }
    return figures


def false_pairs(clusters: Clusters, alone: Clusters, base_of: Mapping[int, int]) -> dict[str, object]:
    """Pairs of which both come neither from one article, nor from two that are one cluster without the made copies."""
    pairs = pairs_of(clusters)
    false = 0
    for one, other in pairs:
        bases = base_of.get(one, one), base_of.get(other, other)
        false += bases[0] != bases[1] and not together(alone, *bases)
    return {"pairs": len(pairs), "false_pairs": false, "false_share": round(false / max(1, len(pairs)), 5)}


def feed(data: Path, show: int) -> dict[str, object]:
    """Recall on the feed's equal texts."""
    texts = list(read_feed(data))
    equal: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        words = words_of(text.body)
        if len(words) >= EQUAL_WORDS:
            equal[" ".join(words)].append(place)
    groups = [places for places in equal.values() if len(places) > 1]
    figures: dict[str, object] = {
        "items": len(texts),
        "equal_groups": len(groups),
        "equal_links": sum(len(places) - 1 for places in groups),
    }
    for name in ("presswatch", "hash"):
        way = WAYS[name]
        assert way is not None
        started = time.process_time()
        clusters = way(texts)
        if name == "presswatch" and show:
            show_pairs(texts, clusters, show)
        links = sum(len(places) - len({clusters.get(place, place) for place in places}) for places in groups)
        figures[name] = {
            "recall": round(links / sum(len(places) - 1 for places in groups), 4),
            "clusters": len(set(clusters.values())),
            "documents_in_clusters": len(clusters),
            "cpu_seconds": round(time.process_time() - started, 1),
        }
    return figures


def found_here(texts: Sequence[Text]) -> Clusters:
    """As a run finds them, in three runs of texts drawn by chance."""
    ids = [hashlib.blake2b(b"%d" % place, digest_size=16).hexdigest() for place in range(len(texts))]
    order = random.Random(3).sample(range(len(texts)), len(texts))
    with tempfile.TemporaryDirectory() as folder:
        archive = CopyArchive(Path(folder))
        for part in range(3):
            places = order[part::3]
            documents = [
                {
                    "document_id": ids[place],
                    "article_id": ids[place],
                    "outlet_id": texts[place].outlet,
                }
                for place in places
            ]
            signatures = []
            for place in places:
                signed = sign(texts[place].title, texts[place].body)
                row = {name: getattr(signed, name) for name in arrow_schema("signatures").names[1:]}
                signatures.append({"document_id": ids[place], **row})
            archive.run(
                pa.Table.from_pylist(documents, DOCUMENT_COLUMNS),
                pa.Table.from_pylist(signatures, arrow_schema("signatures")),
            )
        place_of = {name: place for place, name in enumerate(ids)}
        return {place_of[name]: original for name, original in archive.clusters().items()}


def equal_hash(texts: Sequence[Text]) -> Clusters:
    """Texts whose title and body are equal but for white space."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        groups[content_hash(text.title, text.body)].append(place)
    return {place: name for name, places in groups.items() if len(places) > 1 for place in places}


def with_datasketch(texts: Sequence[Text]) -> Clusters:
    """datasketch's LSH at Jaccard 0.5, closed to clusters."""
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    cluster = list(range(len(texts)))

    def root(place: int) -> int:
        while cluster[place] != place:
            cluster[place] = cluster[cluster[place]]
            place = cluster[place]
        return place

    for place, text in enumerate(texts):
        words = words_of(text.body)
        sketch = MinHash(num_perm=128)
        sketch.update_batch(["\n".join(run).encode() for run in zip(words, words[1:], words[2:], strict=False)])
        for other in lsh.query(sketch):
            cluster[root(place)] = root(other)
        lsh.insert(place, sketch)
    sizes = Counter(root(place) for place in range(len(texts)))
    return {place: root(place) for place in range(len(texts)) if sizes[root(place)] > 1}


try:
    from datasketch import MinHash, MinHashLSH
except ImportError:
    WAYS: dict[str, Callable[[Sequence[Text]], Clusters] | None] = {"datasketch": None}
else:
    WAYS = {"datasketch": with_datasketch}
WAYS = {"presswatch": found_here, "hash": equal_hash, **WAYS}


def together(clusters: Clusters, one: int, other: int) -> bool:
    """Whether two texts are in one cluster."""
    return one in clusters and clusters[one] == clusters.get(other)


def pairs_of(clusters: Clusters) -> list[tuple[int, int]]:
    """Every pair of texts in one cluster."""
    members: dict[object, list[int]] = defaultdict(list)
    for place, cluster in sorted(clusters.items()):
        members[cluster].append(place)
    return [(one, other) for places in members.values() for n, one in enumerate(places) for other in places[n + 1 :]]


def show_pairs(texts: Sequence[Text], clusters: Clusters, count: int) -> None:
    """Print some pairs, one of each cluster at most, drawn by chance."""
    one_each = {clusters[one]: (one, other) for one, other in pairs_of(clusters)}
    for pair in random.Random(9).sample(sorted(one_each.values()), min(count, len(one_each))):
        print("==")
        for text in (texts[place] for place in pair):
            print(f"  {text.outlet} | {text.title} | {len(text.body)} | {' '.join(text.body[:400].split())}")


if __name__ == "__main__":
    main()
