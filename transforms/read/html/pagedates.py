"""When a page was published: what it says for machines first, then what it shows; rather none than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from transforms.normalize.moments import Moment, moment_in
from transforms.read.html.metatags import MetaTags
from transforms.read.html.schema import StructuredArticle
from transforms.read.html.walk import PageBlock

MIN_YEAR: Final = 1990
"""Nothing was published on the web before; older dates are what a page tells of."""

PUBLISHED_METAS: Final = tuple(
    """article.published.time og.article.published.time article.published og.published.time published.time
    article.publish.date article.publication.date article.date datepublished date.published publish.date publishdate
    publication.date publicationdate published.date publisheddate published originalpublicationdate
    article.date.original rnews.datepublished parsely.pub.date sailthru.date cxenseparse.recs.publishtime
    cxenseparse.publishtime shareaholic.article.published.time dc.date.issued dcterms.issued dc.issued
    dcterms.created dc.date.created dc.created dcterms.available dcterms.date dc.date prism.publicationdate
    citation.publication.date citation.online.date citation.date pubdate pub.date pubdate date.created datecreated
    article.created created creation.date release.date releasedate displaydate date""".split()
)
"""Folded meta names that tell of publication, the plainest first."""
MODIFIED_METAS: Final = tuple(
    """article.modified.time og.article.modified.time og.updated.time article.modified article.updated datemodified
    date.modified dcterms.modified dc.date.modified dc.modified last.modified lastmod modified updated revised
    shareaholic.article.modified.time""".split()
)

_URL_DAY: Final = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})([/._-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12][0-9]|3[01])(?![0-9])"
)
_URL_MONTH: Final = re.compile(r"/((?:19|20)[0-9]{2})/(0[1-9]|1[0-2])(?=/)")


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A date's own words and a short label of where they stood (``json-ld datePublished``)."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class DateSigns:
    """What a page offers for its date. ``headline`` is the element of its headline; ``blocks`` are its blocks of text
    in reading order."""

    article: StructuredArticle
    items: StructuredArticle
    metas: MetaTags
    url: str | None
    language: str | None
    headline: HtmlElement | None
    blocks: Sequence[PageBlock]


def page_date(tree: HtmlElement, signs: DateSigns) -> DatedValue | None:
    """The date of publication as the page words it, or None. Never raises."""
    for candidates in (_structured(signs), _times(tree, signs), _url_day(signs), _visible(signs)):
        for found in candidates:
            if is_day_of_web(found.value, signs.language):
                return found
    return None


def is_day_of_web(value: str, language: str | None) -> bool:
    """Whether a value names one day on which the web was there."""
    moment = moment_in(value, language, is_whole=True)
    return isinstance(moment, Moment) and moment.has_day and (moment.year or 0) >= MIN_YEAR


def _structured(signs: DateSigns) -> Iterator[DatedValue]:
    for article in (signs.article,):
        yield from (DatedValue(value, label) for label, value in article.dates)
    for name, value in signs.metas.all(PUBLISHED_METAS):
        yield DatedValue(value, f"meta {name}")
    yield from (DatedValue(value, label) for label, value in signs.items.dates)


def _times(tree: HtmlElement, signs: DateSigns) -> Iterator[DatedValue]:
    for element in tree.iter("time"):
        if element.get("datetime"):
            yield DatedValue(str(element.get("datetime")).strip(), "time element")


def _url_day(signs: DateSigns) -> Iterator[DatedValue]:
    if signs.url:
        match = _URL_DAY.search(unquote(urlsplit(signs.url).path))
        if match:
            yield DatedValue(f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}", "url")


def _visible(signs: DateSigns) -> Iterator[DatedValue]:
    return iter(())
