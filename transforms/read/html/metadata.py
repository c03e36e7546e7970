"""What a page says of itself besides its text: title, authors, outlet, date, address, language, rights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from transforms.model import Context
from transforms.read.html.authors import page_authors
from transforms.read.html.headline import MAX_TITLE_CHARS, page_headline
from transforms.read.html.layout import PageLayout
from transforms.read.html.metatags import MetaTags, meta_tags
from transforms.read.html.microdata import microdata
from transforms.read.html.pagedates import MODIFIED_METAS, DateSigns, page_date
from transforms.read.html.pagetext import text_of
from transforms.read.html.rights import page_rights
from transforms.read.html.schema import StructuredArticle, page_self, structured_article
from transforms.read.html.structured import json_ld
from transforms.read.html.walk import PageBlock, body_blocks


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What one page says of itself; None and empty mean that it does not say.

    ``published`` and ``modified`` are the dates' own words, ``published_from`` a short label of where the first stood.
    ``url`` is the canonical address, absolute. ``byline`` are names as given. ``rights`` are licence, copyright and
    reuse notices. ``jsonld_body`` is the text that the page's JSON-LD repeats. ``flags`` are codes of the closed list.
    """

    title: str | None = None
    lead: str | None = None
    byline: tuple[str, ...] = ()
    outlet: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    published: str | None = None
    published_from: str | None = None
    modified: str | None = None
    rights: str | None = None
    jsonld_body: str | None = None
    flags: frozenset[str] = frozenset()


def page_metadata(
    tree: HtmlElement, source: str, context: Context, blocks: list[PageBlock] | None = None
) -> PageMetadata:
    """A page's tree and source → what it says of itself. Never raises, whatever the markup. ``blocks``: those of its
    body, where they are known already."""
    metas = meta_tags(tree)
    url = _canonical(tree, metas, context)
    titles = [metas.first(("og.title",)), metas.first(("twitter.title",)), *_title_elements(tree)]
    page = page_self([url, context.url, metas.first(("og.url",))], titles)
    json_data = json_ld(tree, source)
    article = structured_article(json_data, page)
    items = structured_article(microdata(tree), page)
    language = _language(tree, metas, article)
    headline = page_headline(tree, metas, article, items)
    if blocks is None:
        blocks = body_blocks(tree)
    layout = PageLayout(tree, blocks, headline.element, page)
    signs = DateSigns(article, items, metas, url or context.url, language, layout)
    date = page_date(tree, signs)
    return PageMetadata(
        title=headline.text,
        lead=_lead(metas, article),
        byline=page_authors(tree, metas, article, items, layout),
        outlet=metas.first(("og.site.name",)) or article.outlet or metas.first(("application.name", "dc.publisher")),
        section=article.section or metas.first(("article.section", "og.article.section", "parsely.section")),
        language=language,
        url=url,
        published=date.value if date else None,
        published_from=date.source if date else None,
        modified=next((value for _, value in article.modified), None) or metas.first(MODIFIED_METAS),
        rights=page_rights(tree, metas, article, items, blocks),
        jsonld_body=article.body,
        flags=frozenset({"HTML_TRIMMED"}) if json_data.is_trimmed else frozenset(),
    )


def _canonical(tree: HtmlElement, metas: MetaTags, context: Context) -> str | None:
    base = context.url or ""
    for given in (*metas.links.get("canonical", ()), *metas.values.get("og.url", ()), context.url):
        try:
            url = urljoin(base, given or "")
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc:
            if given != context.url and parts.path in ("", "/") and base and urlsplit(base).path not in ("", "/"):
                continue
            return url
    return None


def _title_elements(tree: HtmlElement) -> list[str]:
    return [text for element in tree.iter("title", "h1") if (text := text_of(element, MAX_TITLE_CHARS))][:10]


def _language(tree: HtmlElement, metas: MetaTags, article: StructuredArticle) -> str | None:
    given = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    found = given or metas.first(("content.language", "language", "dc.language", "og.locale")) or article.language
    match = re.match(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", (found or "").strip())
    if match is None:
        return None
    base, *rest = match.group().replace("_", "-").split("-")
    return "-".join([base.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


def _lead(metas: MetaTags, article: StructuredArticle) -> str | None:
    return article.description or metas.first(("og.description", "description", "dc.description"))
