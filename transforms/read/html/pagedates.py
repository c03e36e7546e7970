"""When a page was published: what it says for machines first, then what it shows; rather none than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from transforms.normalize.moments import Moment, moment_in
from transforms.normalize.moments.numbers import writes_day_first
from transforms.read.html.datelines import ShownDate, shown_dates
from transforms.read.html.layout import PageLayout
from transforms.read.html.metatags import MetaTags
from transforms.read.html.schema import StructuredArticle

MIN_YEAR: Final = 1990
"""Nothing was published on the web before; older dates are what a page tells of."""

PUBLISHED_METAS: Final = tuple(
    """article.published.time og.article.published.time article.published og.published.time published.time
    article.publish.date article.publication.date article.date datepublished date.published publish.date publishdate
    publication.date publicationdate published.date publisheddate published originalpublicationdate
    article.date.original rnews.datepublished parsely.pub.date sailthru.date cxenseparse.recs.publishtime
    cxenseparse.publishtime shareaholic.article.published.time dc.date.issued dcterms.issued dc.issued
    dcterms.created dc.date.created dc.created dcterms.available dcterms.date dc.date prism.publicationdate
    citation.publication.date citation.online.date citation.date pubdate pub.date""".split()
)
"""Folded meta names that tell of publication, the plainest first."""
WEAK_METAS: Final = tuple(
    "date date.created datecreated article.created created creation.date release.date releasedate displaydate".split()
)
"""Names that some programs give the day of the last change, or of the page's being built."""
MODIFIED_METAS: Final = tuple(
    """article.modified.time og.article.modified.time og.updated.time article.modified article.updated datemodified
    date.modified dcterms.modified dc.date.modified dc.modified last.modified lastmod modified updated revised
    shareaholic.article.modified.time""".split()
)

_URL_DAY: Final = re.compile(
    r"(?<![0-9])((?:199|20[0-9])[0-9])(?:[/_-](1[0-2]|0?[1-9])[/_-](3[01]|[12][0-9]|0?[1-9])|/?(1[0-2]|0[1-9])/?"
    r"(3[01]|[12][0-9]|0[1-9]))(?![0-9])"
)
_URL_BACKWARDS: Final = re.compile(
    r"(?<![0-9-])(0[1-9]|[12][0-9]|3[01])(-?)(0[1-9]|1[0-2])\2(20[0-9]{2})(?![0-9-]*[0-9])"
)
"""Eight digits that are a day, a month and a year by chance are one number in 3,000."""
_EMBEDDED: Final = re.compile(
    r"""["'](?:date_?published|(?:first_?)?published_?(?:at|on|date|time|date_?time)|(?:publish|publication|pub)_?(?:date|time)
    |first_?published)\\*["']\s{0,3}:\s{0,3}\\*["']([12][0-9]{3}-[01][0-9]-[0-3][0-9][^"'\\<>]{0,24})""",
    re.IGNORECASE | re.VERBOSE,
)
"""A date in the data that a page's own programs carry, under a name that leaves no doubt."""
MAX_EMBEDDED_CHARS: Final = 4 * 2**20
"""Characters of a page's scripts searched for such data."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A date's own words and a short label of where they stood (``json-ld datePublished``)."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class DateSigns:
    """What a page offers for its date, apart from its elements."""

    article: StructuredArticle
    items: StructuredArticle
    metas: MetaTags
    url: str | None
    language: str | None
    layout: PageLayout


@dataclass(frozen=True, slots=True)
class _Vote:
    """One place that gives a date. Places of one ``family`` are written by one program and count once."""

    family: str
    weight: float
    date: DatedValue


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each place says, against the others. Found on half of the pages of trafilatura's evaluation, where they
    give the day of 344 of 387 pages: what a paper's own programs write for others to read says most, a shown date wins
    over one that may be of the last change, and what may be anything stands only with another."""

    article_meta: float = 3.1
    """``article:published_time``: right on 157 of 174 pages, and in more conflicts with JSON-LD than the other way."""
    structured: float = 3.0
    """``datePublished`` of the page's article."""
    made: float = 1.5
    """``dateCreated`` and ``uploadDate`` of it: of the file, of the picture."""
    meta: float = 2.0
    weak_meta: float = 1.0
    bare_page: float = 0.9
    """``datePublished`` of a page that is no article: 7 of 9 such pages have no date in that evaluation."""
    url: float = 2.0
    shown_surely: float = 2.2
    shown_likely: float = 1.8
    shown_alone: float = 1.1
    needed: float = 1.0
    """What a day needs to be taken at all."""


WEIGHTS: Final = Weights()
MIN_SURE_SCORE: Final = 7.0
MIN_SCORE: Final = 5.0
"""What must speak for a shown date (``datelines``) that it counts surely, and that it counts beside others."""
MIN_LONE_SCORE: Final = 2.0
"""The same where no other day is shown: lower, it finds dates of other things as often as the page's own."""
MIN_LEADING_SCORE: Final = 3.5
MIN_LEAD: Final = 1.5
"""What a shown date of middling score must have over those of other days."""
EASTMOST: Final = timedelta(hours=14)
WESTMOST: Final = timedelta(hours=12)
"""Zones reach from 14 hours before UTC to 12 behind it."""
MOVED_AFTER: Final = timedelta(days=60)
"""An address is given once; programs that move a site give its pages new dates, so an older address tells better."""


def page_date(tree: HtmlElement, signs: DateSigns) -> DatedValue | None:
    """The date of publication as the page words it, or None. Never raises."""
    shown = shown_dates(tree, signs.layout, signs.language)
    return (
        _elected([*_machine_votes(signs), *_shown_votes(shown, signs)], signs.language)
        or next(_embedded(tree, signs.language), None)
        or _unread(signs)
    )


def _elected(votes: list[_Vote], language: str | None) -> DatedValue | None:
    """The date of the day for which most speaks; what stands first in the order of votes wins a tie.

    An address that is months older wins. A moment in UTC speaks for the day before or after it too, if that is another
    place's day: outlets show the day of their own zone, and that one is then taken.
    """
    days: dict[tuple[int, ...], dict[str, _Vote]] = {}
    moments: list[tuple[_Vote, datetime]] = []
    for vote in votes:
        day = day_of(vote.date.value, language)
        if day is not None:
            held = days.setdefault(day, {})
            if vote.family not in held or held[vote.family].weight < vote.weight:
                held[vote.family] = vote
            at = utc_of(vote.date.value, language)
            if at is not None:
                moments.append((vote, at))
    own_days = {day: held for day, held in days.items() if _weight(held) >= WEIGHTS.needed}
    for vote, at in moments:
        for day, held in own_days.items():
            if (
                len(day) == 3
                and vote.family not in held
                and day != day_of(vote.date.value, language)
                and is_day_in_some_zone(at, day)
            ):
                days[day] = {**days[day], vote.family: vote}
    best = max(days.items(), key=lambda entry: _weight(entry[1]), default=None)
    if best is None or _weight(best[1]) < WEIGHTS.needed:
        return None
    first_day = min((day for day, held in days.items() if "url" in held and len(day) == 3), default=None)
    if first_day is not None and len(best[0]) == 3 and date(*best[0]) - date(*first_day) > MOVED_AFTER:
        best = first_day, days[first_day]
    own = [vote for vote in best[1].values() if day_of(vote.date.value, language) == best[0]]
    return max(own, key=lambda vote: (has_clock(vote.date.value, language), vote.weight)).date


def _weight(held: Mapping[str, _Vote]) -> float:
    return sum(vote.weight for vote in held.values())


def utc_of(value: str, language: str | None) -> datetime | None:
    """The moment that a value gives in UTC; None where it has no time of day or another zone."""
    moment = moment_in(value, language, is_whole=True)
    if not isinstance(moment, Moment) or moment.clock is None or moment.clock.offset_minutes != 0 or not moment.day:
        return None
    return datetime.combine(
        date(moment.year or 1, moment.month or 1, moment.day), time(moment.clock.hour, moment.clock.minute)
    )


def is_day_in_some_zone(at: datetime, day: tuple[int, ...]) -> bool:
    """Whether clocks somewhere showed that day (year, month, day) at a moment in UTC."""
    start = datetime.combine(date(*day[:3]), time())
    return start - EASTMOST <= at < start + timedelta(days=1) + WESTMOST


def day_of(value: str, language: str | None) -> tuple[int, ...] | None:
    """The day that a value names (or its bounds, where it can be read in two ways), if the web was there then."""
    moment = moment_in(value, language, is_whole=True)
    if not isinstance(moment, Moment) or not moment.has_day or (moment.year or 0) < MIN_YEAR:
        return None
    if moment.low is not None and moment.high is not None:
        return moment.low.toordinal(), moment.high.toordinal()
    return moment.year or 0, moment.month or 0, moment.day or 0


def has_clock(value: str, language: str | None) -> bool:
    """Whether a value tells a time of day."""
    moment = moment_in(value, language, is_whole=True)
    return isinstance(moment, Moment) and moment.clock is not None


def _machine_votes(signs: DateSigns) -> Iterator[_Vote]:
    for name, value in signs.metas.all(PUBLISHED_METAS[:2]):
        yield _Vote("article", WEIGHTS.article_meta, DatedValue(value, f"meta {name}"))
    for label, value in signs.article.dates:
        yield _Vote("json-ld", _of_label(label), DatedValue(value, label))
    for label, value in signs.items.dates:
        yield _Vote("microdata", _of_label(label), DatedValue(value, label))
    for name, value in signs.metas.all(PUBLISHED_METAS[2:]):
        yield _Vote("meta", WEIGHTS.meta, DatedValue(value, f"meta {name}"))
    for label, value in signs.article.page_dates:
        yield _Vote("json-ld", WEIGHTS.bare_page, DatedValue(value, label))
    for name, value in signs.metas.all(WEAK_METAS):
        yield _Vote("meta", WEIGHTS.weak_meta, DatedValue(value, f"meta {name}"))
    for value in url_days(signs.url, signs.language):
        yield _Vote("url", WEIGHTS.url, DatedValue(value, "url"))


def _of_label(label: str) -> float:
    return WEIGHTS.structured if label.endswith("datePublished") else WEIGHTS.made


def _shown_votes(shown: Sequence[ShownDate], signs: DateSigns) -> Iterator[_Vote]:
    own = [given for given in shown if not given.is_change]
    low = [given for given in own if given.score >= MIN_LONE_SCORE]
    top = max((given.score for given in low), default=0.0)
    first = next((day_of(given.value, signs.language) for given in low), None)
    rivals = [given.score for given in low if day_of(given.value, signs.language) != first]
    is_alone = not rivals or (top >= MIN_LEADING_SCORE and top - max(rivals) >= MIN_LEAD)
    for given in low:
        if given.score >= MIN_SURE_SCORE:
            weight = WEIGHTS.shown_surely
        elif given.score >= MIN_SCORE:
            weight = WEIGHTS.shown_likely
        elif is_alone and day_of(given.value, signs.language) == first:
            weight = WEIGHTS.shown_alone
        else:
            weight = 0.0
        label = "time element" if given.is_element else "text"
        yield _Vote("shown", weight + given.score / 100, DatedValue(given.value, label))


def _embedded(tree: HtmlElement, language: str | None) -> Iterator[DatedValue]:
    """A date in the data of the page's own programs, if all that they name are of one day."""
    found: set[str] = set()
    left = MAX_EMBEDDED_CHARS
    for script in tree.iter("script"):
        text = (script.text or "")[: max(left, 0)]
        left -= len(text)
        if "ld+json" not in (script.get("type") or "").lower():
            found.update(match[1] for match in _EMBEDDED.finditer(text))
    if found and len({day_of(value, language) for value in found}) == 1:
        yield DatedValue(min(found), "embedded data")


def _unread(signs: DateSigns) -> DatedValue | None:
    """A date that the page means to give and that nobody can read, so that this can be told."""
    return next((vote.date for vote in _machine_votes(signs) if vote.weight >= WEIGHTS.meta), None)


def url_days(url: str | None, language: str | None) -> list[str]:
    """Full dates in the path of an address, ISO 8601."""
    try:
        path = unquote(urlsplit(url or "").path)
    except ValueError:
        return []
    backwards = _URL_BACKWARDS.search(path) if writes_day_first((language or "").lower()) else None
    if backwards is not None:
        return [f"{backwards[4]}-{backwards[3]}-{backwards[1]}"]
    return [
        f"{match[1]}-{int(match[2] or match[4]):02}-{int(match[3] or match[5]):02}" for match in _URL_DAY.finditer(path)
    ][:1]
