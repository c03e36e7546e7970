"""A page → its record: decoded once, parsed once, what it says of itself and its main text with roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal
from transforms.normalize.headline import is_same_line
from transforms.read.html.charset import decode_page
from transforms.read.html.maintext import MainText, main_text
from transforms.read.html.metadata import PageMetadata, page_metadata
from transforms.read.html.parse import Page, parse_page
from transforms.read.html.verdict import refused
from transforms.read.html.walk import body_blocks
from transforms.read.text import TextReader


class HtmlReader:
    """Reads a whole stream as one page."""

    format: Final = "html"
    is_structured: Final = True

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        """One span over the whole stream, as a plain text has."""
        return TextReader().frame(chunks, limits)

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        """The page's article: ``blocks`` with roles, ``text`` None.

        Refuses with REC_TOO_LARGE, ENC_UNDECODABLE, HTML_DEPTH, SCHEMA_MISSING (no text at all) and TEXT_BOILERPLATE
        (no article: scripts alone, a cookie wall, the notice that a page is gone). Flags: HTML_DEPTH, HTML_BROKEN,
        HTML_TRIMMED, TEXT_FALLBACK, those of decoding and those of the metadata.
        """
        if len(data) > limits.max_record_bytes:
            return Refusal("REC_TOO_LARGE", f"{len(data)} bytes")
        decoded = decode_page(data, context.encoding)
        if isinstance(decoded, Refusal):
            return decoded
        if not decoded.text.strip():
            return Refusal("SCHEMA_MISSING", "nothing but white space")
        page = parse_page(decoded.text, limits)
        if isinstance(page, Refusal):
            return page
        blocks = body_blocks(page.root)
        metadata = page_metadata(page.root, page.markup, context, blocks)
        found = main_text(page.root, blocks, metadata.title, metadata.jsonld_body, limits)
        return refused(found, metadata.title) or _record(page, metadata, found, context, decoded.flags)


def _record(
    page: Page, metadata: PageMetadata, found: MainText, context: Context, decoding_flags: frozenset[str]
) -> RawRecord:
    return RawRecord(
        title=metadata.title,
        byline=metadata.byline,
        url=metadata.url or context.url,
        outlet=metadata.outlet,
        section=metadata.section,
        language_hint=metadata.language,
        published=metadata.published,
        published_from=metadata.published_from,
        collected=context.collected,
        rights=metadata.rights,
        blocks=found.blocks,
        lead=_lead_in_text(metadata.lead, found),
        extra={"description": metadata.lead} if metadata.lead else {},
        flags=decoding_flags | page.flags | metadata.flags | found.flags,
    )


def _lead_in_text(lead: str | None, found: MainText) -> str | None:
    """The page's description where it stands among the first blocks of its text: else it is no part of the article."""
    if not lead:
        return None
    flat = " ".join(lead.split())
    shortened = flat.rstrip(". …")
    for block in found.blocks[:4]:
        if is_same_line(block.text, flat) or (shortened and block.text.startswith(shortened)):
            return flat
    return None
