"""The report page: one run, what was refused, how good the data is, its stories and voices, and pictures; one file,
offline, no script.

Everything is read from the published file, so the page says what any DuckDB client would see. All text of articles and
files is escaped by Jinja2, the pictures are cut down to drawing (`flows.charts.inline`), and the page forbids scripts
and outside resources to the browser as well.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from flows.charts import NARROW, WIDE, Layout, articles_over_time, most_named, rejects_by_reason
from flows.charts_stories import shares_of_voice, stories_over_time
from flows.evaluation.grades import grades
from flows.evaluation.scorecard import Scorecard, shipped
from flows.report_data import ReportData, Row, read_report
from transforms.contracts.reasons import REASONS
from warehouse.paths import Home
from warehouse.query import open_published
from warehouse.store import Store

REPORT_NAME: Final = "index.html"
DASH: Final = "–"
PACKAGES: Final = ("presswatch", "duckdb", "pyarrow", "great-expectations", "prefect")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def write_report(home: Home, store: Store, run_id: str | None = None) -> Path:
    """Write ``reports/index.html`` about one run (by default the last that ended) and give its path.

    The old page stays until the new one is whole. Raises NotPublished or HomeMoved.
    """
    with open_published(home) as con:
        data = read_report(con, run_id)
    page = render(data, Place.of(home), datetime.now(UTC).replace(tzinfo=None), shipped())
    path = home.reports / REPORT_NAME
    store.write_file(path, [page.encode("utf-8", "replace")])
    return path


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader of the page can look further."""

    home: str
    published: str
    archive: str

    @classmethod
    def of(cls, home: Home) -> Place:
        """The places of one home."""
        return cls(str(home.root), str(home.published_path), str(home.archive))


def render(data: ReportData, place: Place, written_utc: datetime, card: Scorecard | None = None) -> str:
    """The page as HTML. Pure: the same data give the same page. ``card`` says how good the labels are; None leaves that
    out."""
    period = data.period
    told = (*data.languages, *period.buckets, *data.stories.members)
    names = {row["language"]: language_name(row["language"]) for row in told}
    pictures = {
        "time": _both(lambda layout: articles_over_time(period.buckets, period.grain, names, layout)),
        "names": _both(lambda layout: most_named(data.entities, layout)),
        "stories": _both(lambda layout: stories_over_time(data.stories.biggest, data.stories.members, names, layout)),
        "shares": _both(lambda layout: shares_of_voice(data.voices.shares, layout)),
        "reasons": _both(lambda layout: rejects_by_reason(data.reasons, layout)),
    }
    page: str = _template().render(
        data=data,
        place=place,
        written_utc=written_utc,
        pictures=pictures,
        language_names=names,
        grades=grades(card, [row["language"] for row in data.languages]) if card else [],
        sentences={code: reason.sentence for code, reason in REASONS.items()},
        versions=_versions(),
        css=Markup(_css()),  # noqa: S704 - a file of this package
    )
    return page


def _both(draw: Callable[[Layout], str | None]) -> list[tuple[str, Markup]]:
    """A picture for screens and one for phones, each with the class that shows it; none if there is nothing to draw."""
    drawn = [("on-screen", draw(WIDE)), ("on-phone", draw(NARROW))]
    return [(where, Markup(svg)) for where, svg in drawn if svg]  # noqa: S704 - see charts.inline


def language_name(code: str) -> str:
    """The English name of a BCP 47 code; the code itself where CLDR has none."""
    if code in ("und", "other"):
        return {"und": "Unknown", "other": "Other"}[code]
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (ValueError, UnknownLocaleError):
        return code


def number(value: Any) -> str:
    """A count with thousands apart; a dash for none."""
    return DASH if value is None else f"{value:,}"


def moment(value: datetime | None) -> str:
    """A time as `6 May 2024, 07:08`; a dash for none."""
    return DASH if value is None else f"{value.day} {value:%b %Y, %H:%M}"


def day(value: datetime | None) -> str:
    """A day as `6 May 2024`; a dash for none."""
    return DASH if value is None else f"{value.day} {value:%b %Y}"


def published(row: Mapping[str, Any]) -> str:
    """When an article was published, as finely as it is known; a dash where it is not."""
    value: datetime | None = row["published_utc"]
    if value is None:
        return DASH
    return {"year": f"{value:%Y}", "month": f"{value:%b %Y}"}.get(row["published_precision"], day(value))


def duration(seconds: float | None) -> str:
    """Seconds in words: `4.2 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds is None:
        return DASH
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def plain(text: object) -> str:
    """A text for a page: control characters and marks that turn the direction of writing show as U+FFFD."""
    return DASH if text is None else _CONTROL.sub("\ufffd", str(text))


def share(value: float | None) -> str:
    """A share as a percentage; a dash where nothing was measured."""
    return DASH if value is None else f"{100 * value:.1f} %"


def words(code: str) -> str:
    """An expectation's name as words."""
    return code.replace("_", " ")


def when(row: Mapping[str, Any]) -> str:
    """When an article was published, to the minute where that is known; a dash where nothing is."""
    return moment(row["published_utc"]) if row["published_precision"] == "minute" else published(row)


def period_of(first: datetime | None, last: datetime | None) -> str:
    """Two days as a period; one where they are the same, a dash where they are not known."""
    if first is None or last is None or first.date() == last.date():
        return day(first)
    return f"{day(first)} {DASH} {day(last)}"


def of_place(place: int, rows: Iterable[Row]) -> list[Row]:
    """The rows of one place in a ranking."""
    return [row for row in rows if row["place"] == place]


def bytes_of(row: Mapping[str, Any]) -> str:
    """Where a reject stood: `record 3, bytes 120–480`; empty for a whole file."""
    parts = []
    if row["record_number"] is not None:
        parts.append(f"record {row['record_number']:,}")
    if row["start_byte"] is not None and row["end_byte"] is not None:
        parts.append(f"bytes {row['start_byte']:,}{DASH}{row['end_byte']:,}")
    return ", ".join(parts)


def base_name(path: object) -> str:
    """The last part of a path."""
    return plain(path).rstrip("/").rpartition("/")[2] or plain(path)


def examples_of(reason: str, examples: Iterable[Row]) -> list[Row]:
    """The examples of one reason."""
    return [row for row in examples if row["reason"] == reason]


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("flows", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for filter_ in (
        number,
        moment,
        day,
        published,
        language_name,
        duration,
        plain,
        share,
        words,
        bytes_of,
        base_name,
        examples_of,
        when,
        of_place,
    ):
        environment.filters[filter_.__name__] = filter_
    environment.globals["period_of"] = period_of
    return environment.get_template("report.html.j2")


@cache
def _css() -> str:
    return (Path(__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")


@cache
def _versions() -> dict[str, str]:
    return {"Python": platform.python_version(), **{package: metadata.version(package) for package in PACKAGES}}
