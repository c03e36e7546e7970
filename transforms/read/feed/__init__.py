"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0. One item is one record.

The XML parser is expat, one item at a time: no document type ever reaches it, so there are no entities to expand and
nothing outside to fetch, and a broken item breaks nothing but itself. feedparser is not used: it reads whole documents
only, takes strings for files and addresses to open, drops mark-up that tells blocks apart, and guesses where XML is
broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal
from transforms.read.feed.channel import Channel
from transforms.read.feed.framing import Framer
from transforms.read.feed.items import record_of_item
from transforms.read.feed.markup import Scope, parse
from transforms.read.feed.prolog import WIDTHS, declared_encoding, look, narrow
from transforms.read.framed import framed

__all__ = ["FeedReader", "is_feed", "xml_threat"]

_THREATS: Final = ("XML_ENTITY", "XML_DTD")


class FeedReader:
    """Reads one item a record. The channel (title, language, rights, encoding, namespaces) is the preamble."""

    format: Final = "feed"
    is_structured: Final = True

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """One span an ``<item>`` or ``<entry>``, from its start tag to its end tag.

        A document that declares entities (XML_ENTITY), names an outside document type that is not well known (XML_DTD)
        or is no feed (TYPE_UNSUPPORTED) is one refused span. An item whose XML is broken is refused (XML_SYNTAX); those
        after it are read, with a preamble that tells them so. An item without end, or a feed without end, gives a last
        refused span TRUNCATED. A feed without items gives nothing.
        """
        return framed(Framer(limits), chunks)

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """One item → its record. Refuses XML_SYNTAX, XML_DTD, HTML_DEPTH, REC_TOO_LARGE, REC_TOO_WIDE, ENC_UNDECODABLE,
        SCHEMA_MISSING, PATH_TRAVERSAL."""
        if len(data) > limits.max_record_bytes:
            return Refusal("REC_TOO_LARGE", f"{len(data)} bytes")
        channel = Channel.from_bytes(context.preamble)
        item = parse(data, channel.encoding, Scope(dict(channel.prefixes)), limits)
        return item if isinstance(item, Refusal) else record_of_item(item, channel, limits)


def is_feed(head_text: str) -> bool:
    """Whether a document begins as a feed does. ``head_text``: its first characters, 64 KiB are plenty. One that
    declares entities or names an outside document type is none. Never raises."""
    return not isinstance(look(head_text.encode("latin-1", "replace")), Refusal)


def xml_threat(head: bytes) -> Refusal | None:
    """XML_ENTITY or XML_DTD where the first bytes of an XML document of any kind tell so, else None. Never raises,
    linear; nothing is expanded or fetched."""
    encoding, bom_bytes = declared_encoding(head)
    body = head[bom_bytes:]
    found = look(narrow(body[: len(body) - len(body) % WIDTHS.get(encoding, 1)], encoding))
    return found if isinstance(found, Refusal) and found.reason in _THREATS else None
