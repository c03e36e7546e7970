"""One item of a feed and its channel → a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from transforms.model import RawRecord, ReadLimits, Refusal
from transforms.normalize.outlets import outlet_of
from transforms.read.feed.channel import Channel
from transforms.read.feed.markup import Node, Parsed
from transforms.read.feed.texts import CONTENTS, SUMMARIES, text_of_item
from transforms.read.feed.words import HTTP, bare, joined, license_of, name_in, person_of, plain
from transforms.read.records import leaves_folder

PUBLISHED: Final = (
    "pubDate published dcterms:issued issued dc:date dcterms:created created dcterms:date dcterms:available date"
    " updated modified dcterms:modified"
).split()
"""Elements that date an item, best first: when it was first published, at last when it was changed."""
TITLES: Final = ("title", "dc:title", "media:title", "itunes:title", "dcterms:title")
REDIRECT_PAGES: Final = frozenset("url redirect redirect.php redir redir.php out out.php go click away".split())
"""Last parts of the paths of pages that only lead on."""
REDIRECT_KEYS: Final = ("url", "u", "q", "to", "target", "dest", "destination", "redirect")
MAX_QUERY_FIELDS: Final = 100
MAX_CATEGORIES: Final = 20
MAX_ENCLOSURES: Final = 10
MAX_EXTRA_CHARS: Final = 2_000
"""Of one value in ``extra``."""


def record_of_item(item: Parsed, channel: Channel, limits: ReadLimits) -> RawRecord | Refusal:
    """An item's nodes and its channel → the record, or SCHEMA_MISSING, PATH_TRAVERSAL. Never raises."""
    base = _base(item, channel)
    link = _url(item, base)
    url = _destination(link) if link else None
    title = plain(_first(item.children, TITLES))
    text = text_of_item(item.children, title, channel, limits)
    if title is None and not text.blocks and text.lead is None:
        return Refusal("SCHEMA_MISSING", "neither title nor text")
    external_id = _first(item.children, ("guid", "id", "dc:identifier")) or item.attributes.get("rdf:about")
    if external_id is not None and not HTTP.match(external_id) and leaves_folder(external_id):
        return Refusal("PATH_TRAVERSAL", "the id is a path that leaves its folder")
    published_from, published = _published(item.children)
    source = next((node for node in item.children if node.name == "source"), None)
    return RawRecord(
        title=title,
        lead=text.lead,
        blocks=text.blocks,
        byline=_byline(item.children, source, channel),
        external_id=external_id,
        url=url,
        outlet=_outlet(item.children, source) or _own_title(channel, url),
        section=", ".join(_categories(item.children)) or None,
        language_hint=_language(item) or channel.language,
        published=published,
        published_from=published_from,
        rights=license_of(item.children) or channel.rights,
        extra=_extra(item.children, base, source, published_from) | ({"feed_link": link} if link != url else {}),
        flags=item.flags | text.flags | ({"XML_RECOVERED"} if channel.is_recovered else set()),
    )


def _first(nodes: Iterable[Node], names: Sequence[str]) -> str | None:
    """The text of the best-named node that has one."""
    held: dict[str, str] = {}
    for node in nodes:
        if node.name in names and node.text.strip():
            held.setdefault(node.name, node.text.strip())
    return next((held[name] for name in names if name in held), None)


def _base(item: Parsed, channel: Channel) -> str | None:
    base = channel.base or channel.link
    given = item.attributes.get("xml:base")
    return joined(base, given) if given else base


def _url(item: Parsed, base: str | None) -> str | None:
    """Where the article stands. What a feed's service noted as the original link counts before its own redirect; a
    guid only if nothing says that it is none, and it looks like one."""
    original = _first(item.children, ("feedburner:origLink",))
    if original:
        return original
    links = [node for node in item.children if node.name == "link"]
    for node in links:
        if not node.attributes.get("href") and node.text.strip() and node.attributes.get("rel") in (None, "alternate"):
            return joined(base, node.text)
    alternates = [
        node
        for node in links
        if node.attributes.get("href", "").strip() and node.attributes.get("rel", "alternate") == "alternate"
    ]
    if alternates:
        pages = [node for node in alternates if "html" in node.attributes.get("type", "html")]
        return joined(base, (pages or alternates)[0].attributes["href"])
    for node in item.children:
        is_link = node.attributes.get("isPermaLink", "true").strip().lower() != "false"
        if node.name == "guid" and is_link and HTTP.match(node.text.strip()):
            return node.text.strip()
    about = item.attributes.get("rdf:about", "").strip()
    if about and HTTP.match(about):
        return about
    own = next((node for node in links if node.attributes.get("rel") == "self" and node.attributes.get("href")), None)
    if own is not None:
        return joined(base, own.attributes["href"])
    identifier = _first(item.children, ("id",))
    return identifier if identifier and HTTP.match(identifier) else None


def _destination(link: str) -> str:
    """Where a link of a counting or search service leads, if it says so itself: ``/url?…&url=https://…``."""
    try:
        parts = urlsplit(link)
        if parts.path.rpartition("/")[2].lower() not in REDIRECT_PAGES:
            return link
        given = dict(parse_qsl(parts.query, max_num_fields=MAX_QUERY_FIELDS))
    except ValueError:
        return link
    return next((given[key] for key in REDIRECT_KEYS if HTTP.match(given.get(key, ""))), link)


def _own_title(channel: Channel, url: str | None) -> str | None:
    """The channel's title as the outlet's name, unless the article stands on another domain than the channel: such a
    feed gathers what others published."""
    home = outlet_of(channel.link or channel.base, None).outlet_id
    there = outlet_of(url, None).outlet_id
    return channel.title if home is None or there is None or home == there else None


def _published(nodes: Sequence[Node]) -> tuple[str | None, str | None]:
    for name in PUBLISHED:
        value = _first(nodes, (name,))
        if value is not None:
            return f"feed {name}", " ".join(value.split())
    return None, None


def _byline(nodes: Sequence[Node], source: Node | None, channel: Channel) -> tuple[str, ...]:
    """The authors' names: the item's own, its source's, at last the channel's. The outlet's own name is no author."""
    found: dict[str, None] = {}
    for wanted in (("author", "dc:creator"), ("itunes:author", "media:credit", "dc:contributor")):
        for node in nodes:
            name = person_of(node) if node.name in wanted else None
            if name and not (node.name == "media:credit" and node.attributes.get("role", "author") != "author"):
                found.setdefault(name)
        if found:
            break
    if not found and source is not None:
        found = {name: None for node in source.children if node.name == "author" and (name := person_of(node))}
    names = tuple(found) or channel.authors
    return tuple(name for name in names if channel.title is None or name.casefold() != channel.title.casefold())


def _outlet(nodes: Sequence[Node], source: Node | None) -> str | None:
    """Who published, where the feed only gathers: the source that an item names."""
    if source is not None:
        name = plain(_first(source.children, ("title",)) or source.text)
        if name:
            return name
    publisher = _first(nodes, ("dc:publisher", "dcterms:publisher"))
    return name_in(publisher) if publisher else None


def _categories(nodes: Sequence[Node]) -> list[str]:
    found: dict[str, str] = {}
    for node in nodes:
        if node.name not in ("category", "dc:subject"):
            continue
        term = node.attributes.get("label") or node.text.strip() or node.attributes.get("term")
        value = plain(term)
        if value and not HTTP.match(value) and len(found) < MAX_CATEGORIES:
            # "Coast Guard" and its slug "coast-guard" are one.
            found.setdefault(bare(value), value)
    return list(found.values())


def _language(item: Parsed) -> str | None:
    given = item.attributes.get("xml:lang") or _first(item.children, ("dc:language", "language"))
    if given:
        return given.strip() or None
    for name in (*CONTENTS, "title", *SUMMARIES):
        for node in item.children:
            if node.name == name and node.attributes.get("xml:lang", "").strip():
                return node.attributes["xml:lang"].strip()
    return None


def _extra(
    nodes: Sequence[Node], base: str | None, source: Node | None, published_from: str | None
) -> dict[str, object]:
    """What else an analyst may ask for: files, comments, when it was changed, where it came from."""
    extra: dict[str, object] = {}
    files = [{key: value[:MAX_EXTRA_CHARS] for key, value in found.items() if value} for found in _files(nodes, base)][
        :MAX_ENCLOSURES
    ]
    if files:
        extra["enclosures"] = files
    updated = _first(nodes, ("updated", "modified", "dcterms:modified"))
    if updated and published_from not in ("feed updated", "feed modified", "feed dcterms:modified"):
        extra["updated"] = updated[:MAX_EXTRA_CHARS]
    for key, names in (
        ("comments", ("comments",)),
        ("duration", ("itunes:duration",)),
        ("comment_count", ("slash:comments", "thr:total")),
    ):
        value = _first(nodes, names)
        if value:
            extra[key] = value[:MAX_EXTRA_CHARS]
    if source is not None:
        link = source.attributes.get("url") or _first(source.children, ("id",))
        if link:
            extra["source"] = link[:MAX_EXTRA_CHARS]
    return extra


def _files(nodes: Sequence[Node], base: str | None) -> Iterable[dict[str, str]]:
    for node in nodes:
        given = node.attributes
        key = {"enclosure": "url", "media:content": "url", "link": "href", "content": "src"}.get(node.name)
        if key is not None and given.get(key) and (node.name != "link" or given.get("rel") == "enclosure"):
            yield {"url": joined(base, given[key]), "type": given.get("type", ""), "length": given.get("length", "")}
