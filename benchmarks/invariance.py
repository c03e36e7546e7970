"""Do the same articles give the same rows? ``python benchmarks/invariance.py --data DIR``.

Takes 1,000 articles spread over ``DIR/news/articles.jsonl.gz`` (and every one whose URL comes twice), lands them in
one run, again, shuffled, and shuffled and split over three runs, and compares the published rows in every column that
is not volatile, entity ids included.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.flows.harness import books, published_rows, run_once

RESULTS = Path(__file__).parent / "results" / "invariance.json"
ARTICLES = 1_000


def chosen(source: Path) -> list[bytes]:
    """Lines of the corpus: those that share their URL with another, then others at even distances."""
    lines = gzip.decompress(source.read_bytes()).splitlines(keepends=True)
    urls = [json.loads(line).get("url") for line in lines]
    count = collections.Counter(url for url in urls if url)
    shared = [line for line, url in zip(lines, urls, strict=True) if url and 1 < count[url] < 20]
    others = lines[:: max(1, len(lines) // ARTICLES)]
    return list(dict.fromkeys(shared + others))[:ARTICLES]


def _ways(folder: Path, lines: list[bytes]) -> Iterator[tuple[str, list[list[Path]]]]:
    """(name, files of each run) of every way to deliver the same lines."""

    def written(name: str, content: list[bytes]) -> Path:
        path = folder / f"{name}.jsonl"
        path.write_bytes(b"".join(content))
        return path

    shuffled = random.Random(11).sample(lines, len(lines))
    parts = [written(f"part{number}", shuffled[number::3]) for number in range(3)]
    yield "shuffled", [[written("shuffled", shuffled)]]
    yield "three files in one run", [parts]
    yield "three runs", [[part] for part in parts]
    yield "three runs backwards", [[part] for part in parts[::-1]]


def main() -> int:
    """Compare, print, keep; 0 if everything is equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    lines = chosen(options.data / "news" / "articles.jsonl.gz")
    differences: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = folder / "whole.jsonl"
        whole.write_bytes(b"".join(lines))
        run_once(folder / "golden", [whole])
        golden = published_rows(folder / "golden")
        run_once(folder / "golden", [whole])
        differences["again"] = _compare(golden, published_rows(folder / "golden"))
        for way, runs in _ways(folder, lines):
            home = folder / way.replace(" ", "-")
            for files in runs:
                run_once(home, files)
            differences[way] = _compare(golden, published_rows(home))
            print(way, differences[way] or "equal", books(home), flush=True)
        counts = {table: len(rows) for table, rows in golden.items()}
    result = {"articles": len(lines), "rows": counts, "differences": differences}
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(result, indent=1))
    return 1 if any(differences.values()) else 0


def _compare(golden: dict[str, list[tuple[object, ...]]], found: dict[str, list[tuple[object, ...]]]) -> list[str]:
    out = []
    for table, rows in golden.items():
        mine, theirs = collections.Counter(map(repr, rows)), collections.Counter(map(repr, found[table]))
        lost, gained = mine - theirs, theirs - mine
        if lost or gained:
            out.append(f"{table}: {sum(lost.values())} rows lost, {sum(gained.values())} gained")
    return out


if __name__ == "__main__":
    sys.exit(main())
