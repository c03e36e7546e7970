"""One item of a feed and its channel → a record."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from transforms.model import MarkedBlock, RawRecord, ReadLimits, Refusal
from transforms.normalize.outlets import outlet_of
from transforms.read.feed.channel import Channel
from transforms.read.feed.markup import Node, Parsed
from transforms.read.feed.words import HTTP, joined, license_of, name_in, person_of, plain
from transforms.read.html.fragment import fragment_blocks
from transforms.read.records import leaves_folder

PUBLISHED: Final = (
    "pubDate published dcterms:issued issued dc:date dcterms:created created dcterms:date dcterms:available date"
    " updated modified dcterms:modified"
).split()
"""Elements that date an item, best first: when it was first published, at last when it was changed."""
TITLES: Final = ("title", "dc:title", "media:title", "itunes:title", "dcterms:title")
CONTENTS: Final = ("content:encoded", "content", "xhtml:body", "xhtml:div", "body", "fulltext", "encoded")
SUMMARIES: Final = (
    "description", "summary", "dc:description", "dcterms:abstract", "itunes:summary", "media:description", "subtitle",
    "itunes:subtitle",
)  # fmt: skip
MIN_TEXT_BLOCKS: Final = 3
MIN_TEXT_CHARS: Final = 500
"""From so many blocks and characters on the description of an RSS item is its text: RSS 2.0 allows either. Of 38,000
summaries that an aggregator took from news feeds half have up to 150 characters and none has more than 260; with a
picture's caption or a link to go on they have two blocks."""
EXCERPT_KEY_CHARS: Final = 120
"""Letters and digits at the head of a summary that tell whether it is the beginning of the text."""
MAX_NOTICE_CHARS: Final = 120
"""Of the words of a last block that names title and outlet, besides these two."""
REDIRECT_PAGES: Final = frozenset("url redirect redirect.php redir redir.php out out.php go click away".split())
"""Last parts of the paths of pages that only lead on."""
REDIRECT_KEYS: Final = ("url", "u", "q", "to", "target", "dest", "destination", "redirect")
MAX_QUERY_FIELDS: Final = 100
MAX_CATEGORIES: Final = 20
MAX_ENCLOSURES: Final = 10
MAX_EXTRA_CHARS: Final = 2_000
"""Of one value in ``extra``."""
_CUT_MARK: Final = re.compile(r"[\[(]\s*(?:…|\.{3})\s*[\])]\s*$")
_LINKS_ONLY: Final = re.compile(r"\s*(?:<a\s[^<>]*>[^<>]*</a\s*>\s*)+", re.IGNORECASE)
"""What leads to comments or to the article, and says nothing of it."""
_REAL_TAG: Final = re.compile(r"</(?:p|div|a|b|i|em|strong|span|ul|ol|li|h[1-6])\s*>|<br\s*/?>", re.IGNORECASE)
"""What tells that a text is mark-up although its type says that it is none."""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an item: its blocks, or a lead alone."""

    blocks: tuple[MarkedBlock, ...] = ()
    lead: str | None = None
    flags: frozenset[str] = frozenset()


def record_of_item(item: Parsed, channel: Channel, limits: ReadLimits) -> RawRecord | Refusal:
    """An item's nodes and its channel → the record, or SCHEMA_MISSING, PATH_TRAVERSAL. Never raises."""
    base = _base(item, channel)
    link = _url(item, base)
    url = _destination(link) if link else None
    title = plain(_first(item.children, TITLES))
    text = _text(item.children, title, channel, limits)
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
            found.setdefault(_key(value), value)
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


def _text(nodes: Sequence[Node], title: str | None, channel: Channel, limits: ReadLimits) -> Text:
    """The item's text as blocks with its summary as lead, or the summary alone (TEXT_SUMMARY)."""
    blocks = _longest(nodes, CONTENTS, limits)
    summary_node = _summary(nodes)
    summary = _blocks(summary_node, limits) if summary_node is not None else ()
    is_whole = (
        summary_node is not None
        and summary_node.name == "description"
        and len(summary) >= MIN_TEXT_BLOCKS
        and _chars(summary) >= MIN_TEXT_CHARS
    )
    if is_whole and _chars(summary) > _chars(blocks):
        blocks, summary = summary, ()
    lead = " ".join(block.text for block in summary) or None
    is_cut = False
    if lead is not None:
        lead, is_cut = _uncut(lead)
    if blocks:
        return Text(_without_notice(blocks, title, channel), _unless_excerpt(lead, blocks))
    if not lead:
        return Text()
    return Text((), lead, frozenset({"TEXT_SUMMARY", "TEXT_CUT"} if is_cut else {"TEXT_SUMMARY"}))


def _longest(nodes: Sequence[Node], names: Sequence[str], limits: ReadLimits) -> tuple[MarkedBlock, ...]:
    found = [_blocks(node, limits) for node in nodes if node.name in names]
    return max(found, key=_chars, default=())


def _summary(nodes: Sequence[Node]) -> Node | None:
    held: dict[str, Node] = {}
    for node in nodes:
        if node.name in SUMMARIES and node.text.strip():
            held.setdefault(node.name, node)
        elif node.name in ("media:group", "media:content"):
            for child in node.children:
                if child.name == "media:description" and child.text.strip():
                    held.setdefault(child.name, child)
    return next((held[name] for name in SUMMARIES if name in held), None)


def _chars(blocks: Iterable[MarkedBlock]) -> int:
    return sum(len(block.text) for block in blocks)


def _blocks(node: Node, limits: ReadLimits) -> tuple[MarkedBlock, ...]:
    """The text of an element by what its type says of it: nothing for pictures and sounds."""
    kind = node.attributes.get("type", "").strip().lower()
    text = node.text
    is_encoded = node.attributes.get("mode", "").strip().lower() == "base64"
    is_html = kind in ("", "html", "xhtml", "text/html", "application/xhtml+xml") or node.is_markup
    is_text = is_html or kind in ("text", "escaped") or kind.startswith("text/") or kind.endswith(("/xml", "+xml"))
    if not is_text:
        return ()
    if is_encoded:
        text = _unpacked(text)
    if _LINKS_ONLY.fullmatch(text):
        return ()
    if kind in ("text", "text/plain") and not node.is_markup and "<" in text and not _REAL_TAG.search(text):
        text = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n"))
    return fragment_blocks(text, limits)


def _unpacked(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _uncut(lead: str) -> tuple[str, bool]:
    """A summary without the mark that says that it was cut, and whether there was one."""
    match = _CUT_MARK.search(lead[-16:])
    if match is None:
        return lead, False
    return f"{lead[: len(lead) - len(lead[-16:]) + match.start()].rstrip()}…", True


def _unless_excerpt(lead: str | None, blocks: Sequence[MarkedBlock]) -> str | None:
    """A summary that says more than the text does. Most are cut from it, and would stand there twice."""
    if lead is None:
        return None
    said = _key(lead)[:EXCERPT_KEY_CHARS]
    return None if not said or said in _key(" ".join(block.text for block in blocks)) else lead


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _without_notice(blocks: tuple[MarkedBlock, ...], title: str | None, channel: Channel) -> tuple[MarkedBlock, ...]:
    """Blogs' software ends an item with where it came from ("The post … appeared first on …", in any language): a
    last block that is little but title and outlet."""
    last = blocks[-1]
    if title is None or channel.title is None or len(blocks) < 2:
        return blocks
    key, title_key, outlet_key = _key(last.text), _key(title), _key(channel.title)
    is_notice = (
        len(title_key) > 0
        and len(outlet_key) > 0
        and title_key in key
        and outlet_key in key.replace(title_key, "", 1)
        and len(key) <= len(title_key) + len(outlet_key) + MAX_NOTICE_CHARS
    )
    return (*blocks[:-1], MarkedBlock("furniture", last.text)) if is_notice else blocks


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
