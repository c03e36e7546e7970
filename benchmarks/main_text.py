"""How well the main text of saved web pages is found, beside trafilatura and newspaper4k alone, in one run.

Takes the pages of trafilatura's evaluation (``--data DIR`` with ``extract/trafilatura-pages.tar.gz``, or DIR itself).
The evaluation names for each page strings that the text must hold and strings that it must not; scores are counted as
it counts them, per string, with white space made even for all. Ours is scored twice: title and body after
normalizing, and the body alone. trafilatura gets the same bytes and runs in each of its own settings (balanced, fast,
precision, recall; comments off); the best of them by F1 is the bar. A page that a tool refuses gives the empty text.

Prints precision, recall, accuracy and F1, median and mean milliseconds of processor time a page and pages a second of
each, and ours by halves of the pages (by hash of the file's name); writes them to
``benchmarks/results/main_text.json``. The weights of ours are fitted on these pages: ``tools/fit_main_text.py --check``
tells what weights fitted on one half give on the other.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks._pages import evaluation_pages, flat
from transforms.model import Context, NormalizeOptions, ReadLimits, Refusal
from transforms.normalize.article import normalize
from transforms.read.html import HtmlReader

RESULT: Final = Path(__file__).parent / "results" / "main_text.json"
AS_OF: Final = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
TRAFILATURA_MODES: Final[dict[str, dict[str, bool]]] = {
    "balanced": {},
    "fast": {"fast": True},
    "precision": {"favor_precision": True},
    "recall": {"favor_recall": True},
}
NEEDED: Final = "newspaper4k is not installed: run `pip install -r requirements-compare.lock` in this environment."


@dataclass(frozen=True)
class PageCase:
    """One saved page: its address, file name and bytes, and what its text must and must not hold."""

    url: str
    file: str
    page: bytes
    wanted: list[str]
    unwanted: list[str]


@dataclass
class Counts:
    """Strings that were to be kept and were (or not), and those that were not to be."""

    kept: int = 0
    lost: int = 0
    left: int = 0
    dropped: int = 0

    def add(self, case: PageCase, text: str) -> None:
        """Count one page's strings in the text found for it."""
        whole = flat(text)
        kept = sum(flat(string) in whole for string in case.wanted)
        left = sum(flat(string) in whole for string in case.unwanted)
        self.kept += kept
        self.lost += len(case.wanted) - kept
        self.left += left
        self.dropped += len(case.unwanted) - left

    def shares(self) -> dict[str, float]:
        """precision, recall, accuracy and F1."""
        precision = self.kept / max(1, self.kept + self.left)
        recall = self.kept / max(1, self.kept + self.lost)
        right = self.kept + self.dropped
        return {
            "precision_ratio": round(precision, 4),
            "recall_ratio": round(recall, 4),
            "accuracy_ratio": round(right / max(1, right + self.left + self.lost), 4),
            "f1_ratio": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        }


def half_of(case: PageCase) -> int:
    """0 or 1, by the hash of the page's file name."""
    return int(hashlib.sha256(case.file.encode()).hexdigest(), 16) % 2


def page_cases(data: Path) -> Iterator[PageCase]:
    """Every page that the evaluation names, in the order of its list."""
    for url, entry, page in evaluation_pages(data):
        yield PageCase(url, entry["file"], page, entry["with"], entry["without"])


def ours(case: PageCase) -> tuple[str, str]:
    """(title and body, body) as they land."""
    record = HtmlReader().read(case.page, ReadLimits(), Context(url=case.url))
    if isinstance(record, Refusal):
        return "", ""
    article = normalize(record, NormalizeOptions(), is_structured=True, as_of=AS_OF)
    if isinstance(article, Refusal):
        return "", ""
    return f"{article.title or ''}\n{article.body or ''}", article.body or ""


def reading(case: PageCase) -> None:
    """The whole read of a page, without normalizing."""
    HtmlReader().read(case.page, ReadLimits(), Context(url=case.url))


def trafilatura_of(options: dict[str, bool]) -> Callable[[PageCase], str]:
    """trafilatura alone, in one of its settings."""
    from trafilatura import extract

    return lambda case: extract(case.page, include_comments=False, **options) or ""


def newspaper_of() -> Callable[[PageCase], str]:
    """newspaper4k alone, on the page as text; nothing is fetched."""
    try:
        from newspaper import Article, Config
    except ImportError:
        sys.exit(NEEDED)
    config = Config()
    config.fetch_images = False

    def found(case: PageCase) -> str:
        article = Article(case.url, config=config)
        try:
            article.download(input_html=case.page.decode("utf-8", "replace"))
            article.parse()
        except Exception:  # a page that it cannot read gives no text, as for the others
            return ""
        return str(article.text)

    return found


def timed(run: Callable[[PageCase], object], case: PageCase, times: list[float]) -> object:
    """The answer; its seconds of processor time are added to ``times``."""
    start = time.process_time()
    answer = run(case)
    times.append(time.process_time() - start)
    return answer


def speed(times: list[float]) -> dict[str, float]:
    """Median and mean milliseconds of processor time a page, pages a second of it."""
    return {
        "median_ms": round(1000 * statistics.median(times), 1),
        "mean_ms": round(1000 * statistics.fmean(times), 1),
        "pages_per_second": round(len(times) / sum(times), 1),
    }


def measure(data: Path, every: int, misses: Path | None) -> dict[str, object]:
    """Counts and times of all tools over every so many-th page."""
    logging.disable(logging.CRITICAL)
    others: dict[str, Callable[[PageCase], str]] = {
        f"trafilatura {name}": trafilatura_of(options) for name, options in TRAFILATURA_MODES.items()
    }
    others["newspaper4k"] = newspaper_of()
    names = ["ours, body", "ours, title and body", "ours, body, half 0", "ours, body, half 1", *others]
    counts = {name: Counts() for name in names}
    times: dict[str, list[float]] = {name: [] for name in ("ours, reading", "ours, with normalizing", *others)}
    notes: list[str] = []
    page_count = 0
    for number, case in enumerate(page_cases(data)):
        if number % every:
            continue
        page_count += 1
        timed(reading, case, times["ours, reading"])
        start = time.process_time()
        both, body = ours(case)
        times["ours, with normalizing"].append(time.process_time() - start)
        counts["ours, body"].add(case, body)
        counts["ours, title and body"].add(case, both)
        counts[f"ours, body, half {half_of(case)}"].add(case, body)
        for name, run in others.items():
            counts[name].add(case, str(timed(run, case, times[name])))
        whole = flat(body)
        notes.extend(f"LOST\t{case.url}\t{string}" for string in case.wanted if flat(string) not in whole)
        notes.extend(f"LEFT\t{case.url}\t{string}" for string in case.unwanted if flat(string) in whole)
    if misses:
        misses.write_text("\n".join(notes), encoding="utf-8")
    shares = {name: found.shares() for name, found in counts.items()}
    bar = max((name for name in others if name.startswith("trafilatura")), key=lambda name: shares[name]["f1_ratio"])
    return {
        "page_count": page_count,
        "bar": bar,
        "points_above_bar": round(100 * (shares["ours, body"]["f1_ratio"] - shares[bar]["f1_ratio"]), 2),
        "scores": shares,
        "speed": {name: speed(found) for name, found in times.items()},
    }


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the saved pages")
    parser.add_argument("--every", type=int, default=1, help="take every so many-th page only; the result is not kept")
    parser.add_argument("--misses", type=Path, help="write every string that went wrong to this file")
    arguments = parser.parse_args()
    result = measure(arguments.data, arguments.every, arguments.misses)
    print(json.dumps(result, indent=2))
    if arguments.every == 1:
        RESULT.parent.mkdir(parents=True, exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
