"""How well the date and the authors of saved web pages are found, beside htmldate and trafilatura alone.

Takes the pages of trafilatura's evaluation (``--data DIR`` with ``extract/trafilatura-pages.tar.gz``, or DIR itself)
whose list gives a date or says that there is none. Every program gets the same decoded text and the page's address.

Ours is the record's date after ``transforms.normalize.dates.published``, as a day: that of the zone which the value
itself names. htmldate runs with its defaults and with ``original_date=True``.

- exact, wrong, missing: of the pages with a date in the list, the share with that day, another day, none;
- invented: of the pages that the list has without a date, the share for which one is given.

Authors are compared as sets of names (case folded, parted at commas, semicolons, slashes and "and"): exact is the
share of pages with the same set, precision and recall are of names. ``development`` and ``check`` are halves by a hash
of the file's name: the rules were found on the first; what still went wrong in either was read at the end.
Results: ``benchmarks/results/page_dates.json``.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import htmldate
import trafilatura

from benchmarks._pages import evaluation_pages
from transforms.model import Context, PublishedDate, ReadLimits, Refusal
from transforms.normalize.dates import published
from transforms.read.html.charset import decode_page
from transforms.read.html.metadata import page_metadata
from transforms.read.html.parse import parse_page

RESULT = Path(__file__).parent / "results" / "page_dates.json"
AS_OF = datetime(2026, 1, 1)  # noqa: DTZ001
JOINTS = re.compile(r"[;,/&]|\s(?:and|und|et|y|e)\s")
LEAD_IN = re.compile(r"^(?:von|by|par|por)\s+")
OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")


def pages(data: Path) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    """(url, entry of the list, page) of every page whose entry speaks of a date."""
    for url, entry, page in evaluation_pages(data):
        if entry.get("date") is not None:
            yield url, entry, page


def day_of(found: PublishedDate | None) -> str | None:
    """The day of a date in the zone that its value names, ISO 8601; None if it is coarser than a day."""
    if found is None or found.precision not in ("day", "minute"):
        return None
    value, offset = found.value_utc, OFFSET.fullmatch(found.zone or "")
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3])
        value += timedelta(minutes=minutes if offset[1] == "+" else -minutes)
    return value.date().isoformat()


def ours(text: str, url: str) -> tuple[str | None, set[str], str]:
    """(day, authors, where the date stood) of a page by this project."""
    page = parse_page(text, ReadLimits())
    if isinstance(page, Refusal):
        return None, set(), ""
    metadata = page_metadata(page.root, page.markup, Context(url=url))
    found, _ = published(
        header_date=None,
        record_value=metadata.published,
        record_from=metadata.published_from,
        dateline=None,
        publication_line=None,
        copyright_line=None,
        as_of=AS_OF,
        language_hint=metadata.language,
    )
    return day_of(found), names(";".join(metadata.byline)), metadata.published_from or "none"


def names(given: str | list[str] | None) -> set[str]:
    """Names of authors as the comparison has them."""
    text = ";".join(given) if isinstance(given, list) else given or ""
    return {LEAD_IN.sub("", " ".join(part.split()).casefold()) for part in JOINTS.split(text) if part.strip()}


def gold_day(given: str) -> str | None:
    """A day of the list as ISO 8601, None if it is no day ("2022-25-10")."""
    try:
        return date(*(int(part) for part in given.split("-"))).isoformat()
    except (ValueError, TypeError):
        return None


def verdict(gold: str | None, found: str | None) -> str:
    """What a program did with one page's date."""
    if gold is None:
        return "invented" if found else "rightly none"
    return "missing" if found is None else "exact" if found == gold else "wrong"


def date_shares(counts: Counter[str]) -> dict[str, float | int]:
    """Counts of verdicts as shares."""
    dated = counts["exact"] + counts["wrong"] + counts["missing"]
    undated = counts["invented"] + counts["rightly none"]
    shares: dict[str, float | int] = {"dated_count": dated, "undated_count": undated}
    for name in ("exact", "wrong", "missing"):
        shares[f"{name}_ratio"] = round(counts[name] / max(dated, 1), 4)
    shares["invented_ratio"] = round(counts["invented"] / max(undated, 1), 4)
    return shares


def author_shares(counts: Counter[str]) -> dict[str, float | int]:
    """Counts of names as shares."""
    precision = counts["right"] / max(counts["right"] + counts["extra"], 1)
    recall = counts["right"] / max(counts["right"] + counts["lost"], 1)
    return {
        "authored_count": counts["pages"],
        "exact_ratio": round(counts["same"] / max(counts["pages"], 1), 4),
        "precision_ratio": round(precision, 4),
        "recall_ratio": round(recall, 4),
        "f1_ratio": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "invented_ratio": round(counts["invented"] / max(counts["unsigned"], 1), 4),
    }


def measure(data: Path, misses: Path | None) -> dict[str, Any]:
    """Shares of each program in each half and in all."""
    dates: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    authors: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    sources: dict[str, Counter[str]] = defaultdict(Counter)
    notes: list[str] = []
    unreadable = 0
    seconds = 0.0
    page_count = 0
    for url, entry, page in pages(data):
        decoded = decode_page(page, None)
        gold = gold_day(entry["date"].strip()) if entry["date"].strip() else None
        if isinstance(decoded, Refusal) or (gold is None and entry["date"].strip()):
            unreadable += 1
            continue
        page_count += 1
        half = "check" if sha256(entry["file"].encode()).digest()[0] % 2 else "development"
        start = time.process_time()
        our_day, our_names, source = ours(decoded.text, url)
        seconds += time.process_time() - start
        other = trafilatura.extract_metadata(decoded.text, default_url=url)
        found = {
            "ours": our_day,
            "htmldate": htmldate.find_date(decoded.text, url=url),
            "htmldate original": htmldate.find_date(decoded.text, url=url, original_date=True),
        }
        for program, day in found.items():
            for part in (half, "all"):
                dates[program, part][verdict(gold, day)] += 1
        what = verdict(gold, our_day)
        sources[source][what] += 1
        if what not in ("exact", "rightly none"):
            notes.append(f"{what}\t{half}\tlist {gold}\t{found}\t{source}\t{url}")
        wanted = names(entry.get("author"))
        for program, given in (("ours", our_names), ("trafilatura", names(other.author if other else None))):
            for part in (half, "all"):
                _count_names(authors[program, part], wanted, given)
        if wanted != our_names:
            notes.append(f"author\t{half}\tlist {sorted(wanted)}\t{sorted(our_names)}\t{url}")
    if misses:
        misses.write_text("\n".join(notes), encoding="utf-8")
    parts = ("development", "check", "all")
    return {
        "page_count": page_count,
        "left_out_count": unreadable,
        "ms_per_page": round(1000 * seconds / max(page_count, 1), 2),
        "dates": {
            program: {part: date_shares(dates[program, part]) for part in parts}
            for program in ("ours", "htmldate", "htmldate original")
        },
        "authors": {
            program: {part: author_shares(authors[program, part]) for part in parts}
            for program in ("ours", "trafilatura")
        },
        "sources": {name: dict(sorted(counts.items())) for name, counts in sorted(sources.items())},
    }


def _count_names(counts: Counter[str], wanted: set[str], given: set[str]) -> None:
    if not wanted:
        counts["unsigned"] += 1
        counts["invented"] += bool(given)
        return
    counts["pages"] += 1
    counts["same"] += wanted == given
    counts["right"] += len(wanted & given)
    counts["lost"] += len(wanted - given)
    counts["extra"] += len(given - wanted)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with the saved pages")
    parser.add_argument("--misses", type=Path, help="write every page that went wrong to this file")
    arguments = parser.parse_args()
    result = measure(arguments.data, arguments.misses)
    for subject in ("dates", "authors"):
        for program, halves in result[subject].items():
            for part, shares in halves.items():
                print(f"{subject:8} {program:18} {part:12} " + " ".join(f"{k}={v}" for k, v in shares.items()))
    print(f"{result['page_count']} pages, {result['ms_per_page']} ms each")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
