"""How well dates are read, beside dateparser alone, and how fast.

    python benchmarks/dates.py [--data DIR] [--misses FILE] [--ours]

The cases are made by the benchmark itself from CLDR (``benchmarks/_rendered_dates.py``): the dates of 158 locales in
the shapes of newspapers, with and without the language told, and what programs write. dateparser is asked for full
dates only, without relative words, and is told the language where it knows it; ``--ours`` leaves it out. It gets every
fifth written case, for it takes twenty to seventy times longer; "ours, same cases" is scored on those.

The names in the cases are CLDR's, as are those of both programs: the figures compare how shapes of dates are read, and
say little of names that newspapers spell otherwise than CLDR.

- exact: the right day, and the right time where the text has one (the right instant where it has a zone);
- coarse: nothing wrong, but less than the text says: the day without its time, a month, a year;
- unsure: both readings of 03/04/2021, one of them right;
- missing: no date; wrong: another day or time; invented: a date for a text that gives none (part of wrong).

With ``--data`` (a folder with ``news/*.gz`` and ``feeds/*.tar.gz``) real values are counted by what came of them.
Results: ``benchmarks/results/dates.json``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dateparser
from _rendered_dates import Case, machine_cases, written_cases

from transforms.normalize.dates import published

RESULT = Path(__file__).parent / "results" / "dates.json"
AS_OF = datetime(2026, 12, 31)  # noqa: DTZ001
EVERY = 5
"""dateparser gets one written case of so many."""
NO_GUESS = {
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["timestamp", "custom-formats", "absolute-time"],
}
SPEED_COUNT = 20_000
VERDICTS = ("exact", "coarse", "unsure", "missing", "wrong")
DATE_ELEMENT = re.compile(
    rb"<((?:\w+:)?(?:pubDate|published|updated|date|created|issued|modified))>([^<]{1,80})</", re.I
)
VALUE_KEYS = ("date", "publishedAt", "published_at")

Reader = Callable[[str, str | None], tuple[str, datetime | None, datetime | None]]
"""A text and its language → (precision or "", the value or the first moment it can be, the end of what it can be)."""


def ours(text: str, language: str | None) -> tuple[str, datetime | None, datetime | None]:
    """The date of a record's field by this project, in UTC."""
    found, _ = published(
        header_date=None,
        record_value=text,
        dateline=None,
        publication_line=None,
        copyright_line=None,
        as_of=AS_OF,
        language_hint=language,
        is_from_web=False,
    )
    if found is None:
        return "", None, None
    is_point = found.precision in ("day", "minute")
    return found.precision, found.value_utc if is_point else found.from_utc, found.until_utc


def theirs(text: str, language: str | None) -> tuple[str, datetime | None, datetime | None]:
    """dateparser's reading, in UTC; told the language where it knows it."""
    for names in [language, language.partition("-")[0]] if language else []:
        try:
            found = dateparser.parse(text, locales=[names], settings=NO_GUESS)
        except ValueError:
            continue
        break
    else:
        found = dateparser.parse(text, settings=NO_GUESS)
    if found is None:
        return "", None, None
    value = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    return "minute", value, value


def verdict(case: Case, precision: str, value: datetime | None, until: datetime | None) -> str:
    """What a program did with one case."""
    if case.at is None:
        return "exact" if value is None else "wrong"
    if value is None or until is None:
        return "missing"
    gold = case.at.astimezone(UTC).replace(tzinfo=None) if case.at.tzinfo else case.at
    if precision in ("year", "month"):
        day = case.at.replace(tzinfo=None)
        if not value <= day < until:
            return "wrong"
        return "unsure" if until - value < timedelta(days=364) and precision == "year" else "coarse"
    if not case.has_time:
        return "exact" if value.date() == gold.date() else "wrong"
    if value.replace(second=0, microsecond=0) == gold:
        return "exact"
    has_no_time = precision == "day" or (value.hour, value.minute) == (0, 0)
    return "coarse" if has_no_time and value.date() == case.at.date() else "wrong"


def score(cases: list[Case], read: Reader, is_told: bool, notes: list[str] | None) -> dict[str, Counter[str]]:
    """Counts of verdicts by group, by kind (``kind: …``) and language (``language: …``)."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        found = read(case.text, case.language if is_told else None)
        what = verdict(case, *found)
        for key in ("all", case.group, f"kind: {case.kind}", f"language: {case.language}"):
            counts[key][what] += 1
        if notes is not None and what != "exact":
            notes.append(
                f"{what}\t{case.group}\t{case.kind}\t{case.language}\t{is_told}\t{case.text}\t{case.at}\t{found}"
            )
    return counts


def real_values(data: Path) -> Iterator[tuple[str, str]]:
    """(file, value) of every date in news and feeds."""
    for path in sorted(data.glob("news/*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                item = json.loads(line)
                for key in VALUE_KEYS:
                    if isinstance(item.get(key), str):
                        yield path.name, item[key]
    for path in sorted(data.glob("feeds/*.tar.gz")):
        with tarfile.open(path) as archive:
            for member in archive:
                opened = archive.extractfile(member)
                for _, value in DATE_ELEMENT.findall(opened.read()) if opened else ():
                    yield path.name, value.decode("utf-8", "replace").strip()


def outcomes(data: Path) -> dict[str, dict[str, int]]:
    """Counts of real values by file and by what came of them: precision, or why there is none, and flags."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    unread: Counter[str] = Counter()
    for name, value in real_values(data):
        found, flags = published(
            header_date=None,
            record_value=value,
            dateline=None,
            publication_line=None,
            copyright_line=None,
            as_of=AS_OF,
        )
        counts[name][" ".join([found.precision if found else "none", *sorted(flags)])] += 1
        if found is None:
            unread[value] += 1
    for value, count in unread.most_common(20):
        print(f"  no date: {count} × {value!r}")
    return {name: dict(found.most_common()) for name, found in sorted(counts.items())}


def per_second(read: Reader, texts: list[tuple[str, str | None]]) -> int:
    """Different values read in a second of processor time."""
    start = time.process_time()
    for text, language in texts:
        read(text, language)
    return round(len(texts) / (time.process_time() - start))


def speeds(written: list[Case], is_ours_only: bool) -> dict[str, int]:
    """Values a second, none of them seen before."""
    first = datetime(2015, 1, 1, tzinfo=UTC)
    days = [first + timedelta(minutes=197 * number) for number in range(SPEED_COUNT)]
    iso: list[tuple[str, str | None]] = [(f"{at:%Y-%m-%dT%H:%M:%S+01:00}", None) for at in days]
    rfc: list[tuple[str, str | None]] = [(f"{at:%a, %d %b %Y %H:%M:%S GMT}", None) for at in days]
    lines: list[tuple[str, str | None]] = [(f"{case.text} ", case.language) for case in written]
    found = {"iso": per_second(ours, iso), "rfc2822": per_second(ours, rfc), "written": per_second(ours, lines)}
    if not is_ours_only:
        for name, values in (("iso", iso), ("rfc2822", rfc), ("written", lines[::EVERY])):
            found[f"{name}, dateparser"] = per_second(theirs, values[:500])
    return found


def shares(counts: Counter[str]) -> dict[str, float | int]:
    """Counts as shares of all."""
    total = sum(counts.values())
    return {"count": total} | {name: round(counts[name] / total, 4) for name in VERDICTS}


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with news/*.gz and feeds/*.tar.gz")
    parser.add_argument("--misses", type=Path, help="write everything that was not exact to this file")
    parser.add_argument("--ours", action="store_true", help="without dateparser; results are not kept")
    arguments = parser.parse_args()
    written, machines = written_cases(), list(machine_cases())
    sample = written[::EVERY]
    notes: list[str] = []
    results: dict[str, dict[str, Counter[str]]] = {
        "ours, language told": score(written, ours, True, notes),
        "ours, language not told": score(written, ours, False, notes),
        "ours, machines": score(machines, ours, False, notes),
    }
    if not arguments.ours:
        for is_told, name in ((True, "told"), (False, "not told")):
            results[f"ours, same cases, {name}"] = score(sample, ours, is_told, None)
            results[f"dateparser, {name}"] = score(sample, theirs, is_told, None)
        results["dateparser, machines"] = score(machines, theirs, False, None)
    if arguments.misses:
        arguments.misses.write_text("\n".join(notes), encoding="utf-8")
    kept: dict[str, Any] = {
        name: {key: shares(counts) for key, counts in found.items()} for name, found in results.items()
    }
    for name, found in kept.items():
        for key, row in found.items():
            if not key.startswith("language: "):
                print(f"{name:30} {key:28} " + " ".join(f"{label}={value}" for label, value in row.items()))
    kept["values_per_second"] = speeds(written, arguments.ours)
    print(kept["values_per_second"])
    if arguments.data:
        kept["real_values"] = outcomes(arguments.data)
        print(json.dumps(kept["real_values"], indent=1))
    if not arguments.ours:
        RESULT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
