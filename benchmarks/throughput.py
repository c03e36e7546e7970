"""Speed and memory of a whole run: ``python benchmarks/throughput.py --data DIR``.

Runs the command on ``DIR/news/articles.jsonl.gz`` in a new home, several times, and keeps articles a second, the time
of each run, and the peak memory of all its processes together (sum of proportional set sizes, sampled four times a
second, so that shared pages count once). Also holds the language against the corpus's ``lang`` field where there is
one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import statistics
import tempfile
from pathlib import Path

import duckdb
import psutil

from benchmarks._measured import books, measured_run

RESULTS = Path(__file__).parent / "results" / "throughput.json"


def languages(home: Path, source: Path) -> list[dict[str, object]]:
    """Per language of the corpus: articles, share right, share called reliable, share wrong and reliable."""
    with gzip.open(source) as lines:
        told = [(number, json.loads(line).get("lang")) for number, line in enumerate(lines, 1)]
    with duckdb.connect() as con:
        con.execute("CREATE TABLE told (record_number BIGINT, told VARCHAR)")
        con.executemany("INSERT INTO told VALUES (?, ?)", told)
        con.execute(f"ATTACH '{home / 'presswatch.duckdb'}' AS published (READ_ONLY)")
        rows = con.execute(
            """
            WITH judged AS (
                SELECT told, is_language_reliable,
                    CASE WHEN language IN ('nb', 'nn') THEN 'no' ELSE split_part(language, '-', 1) END AS found
                FROM published.documents JOIN told USING (record_number)
            )
            SELECT told, count(*), avg((found = told)::INT), avg(is_language_reliable::INT),
                avg((found <> told AND is_language_reliable)::INT)
            FROM judged WHERE told IS NOT NULL GROUP BY told ORDER BY count(*) DESC
            """
        ).fetchall()
    names = ("language", "article_count", "right_ratio", "reliable_ratio", "wrong_and_reliable_ratio")
    return [dict(zip(names, [row[0], row[1], *(round(value, 4) for value in row[2:])], strict=True)) for row in rows]


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    source = options.data / "news" / "articles.jsonl.gz"
    runs = []
    for _ in range(options.times):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            seconds, peak = measured_run(source, home)
            counted = books(home)
            told = languages(home, source)
        rate = counted["read_count"] / seconds
        runs.append({"seconds": round(seconds, 1), "articles_per_second": round(rate, 1), "peak_mib": peak >> 20})
        print(runs[-1], counted, flush=True)
    result = {
        "source": source.name,
        "machine": {"cores": psutil.cpu_count(), "python": platform.python_version()},
        "books": counted,
        "runs": runs,
        "median_articles_per_second": statistics.median(run["articles_per_second"] for run in runs),
        "peak_mib": max(run["peak_mib"] for run in runs),
        "languages": told,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
