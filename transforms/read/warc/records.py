"""One record of a crawl → the article that its page or text holds."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from transforms.model import Context, RawRecord, ReadLimits, Refusal
from transforms.normalize.encoding import Decoded, decode
from transforms.normalize.identity import canonical_url
from transforms.read.html import HtmlReader
from transforms.read.warc import http
from transforms.read.warc.digests import is_digest_of
from transforms.read.warc.heads import Dialect, Head
from transforms.read.warc.kinds import LOOKED_AT_BYTES, is_binary, kind_of, message_of

PAGES: Final = HtmlReader()

_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([^\s"';,]{1,40})""", re.IGNORECASE)
_NO_ENCODINGS: Final = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"})
"""Codecs of Python that no server means."""
_ESCAPING: Final = ("utf-16", "utf-32", "iso2022", "hz")
"""Encodings whose bytes may be valid UTF-8 without meaning it: there the header is believed first."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What a server sent, without the ways in which it was sent. ``mime_line`` is its Content-Type as given."""

    data: bytes
    mime_line: str
    flags: frozenset[str]


def read_record(data: bytes, limits: ReadLimits, context: Context, dialect: Dialect) -> RawRecord | Refusal:
    """The bytes of one span (header and block) → its article.

    Refuses WARC_LENGTH (no record, or not all of it), WARC_DIGEST, DECOMP_LIMIT, TRUNCATED (a coding that breaks off),
    TYPE_UNSUPPORTED (a kind that holds no article, an unknown coding), TYPE_MISMATCH (binary content), and whatever
    the page's own reading refuses. Flags WARC_CHUNK, WARC_ONE_DIGEST, TEXT_CUT and URL_BAD. Never raises.
    """
    if len(data) > limits.max_record_bytes:
        return Refusal("REC_TOO_LARGE", f"{len(data)} bytes")
    head = dialect.head(data, 0, is_end=True)
    if head is None or head.block_bytes is None:
        return Refusal("WARC_LENGTH", head.complaint if head else "the header does not end")
    block = data[head.head_bytes : head.head_bytes + head.block_bytes]
    if len(block) < head.block_bytes:
        return Refusal("WARC_LENGTH", f"{len(block)} bytes where {head.block_bytes} should be")
    kind = kind_of(head, block[:LOOKED_AT_BYTES])
    if kind.form == "none":
        return Refusal("TYPE_UNSUPPORTED", kind.label)
    payload = _payload(head, block, message_of(head, block), limits)
    if isinstance(payload, Refusal):
        return payload
    encoding = charset_of(payload.mime_line)
    if kind.form == "page":
        within = replace(context, preamble=b"", url=head.url, encoding=encoding, collected=head.date)
        record = PAGES.read(payload.data, limits, within)
    else:
        record = _text(payload.data, encoding, head)
    if isinstance(record, Refusal):
        return record
    # A page may name its own address; that the crawler's is none is still worth telling.
    return replace(record, flags=record.flags | payload.flags | canonical_url(head.url)[1])


def charset_of(mime_line: str) -> str | None:
    """The character encoding that a Content-Type names, as Python's codec name; None where there is no such one."""
    named = _CHARSET.search(mime_line)
    if named is None:
        return None
    try:
        codec = codecs.lookup(named.group(1))
    except (LookupError, ValueError):
        return None
    is_text = getattr(codec, "_is_text_encoding", True)
    return codec.name if is_text and codec.name not in _NO_ENCODINGS else None


def _payload(head: Head, block: bytes, message: http.Message, limits: ReadLimits) -> Payload | Refusal:
    flags = {"TEXT_CUT"} if head.is_truncated or head.is_segment or message.status == 206 else set[str]()
    body, is_right = http.dechunk(message.body) if message.is_chunked else (message.body, not message.is_short)
    if not is_right and not flags:
        flags.add("WARC_CHUNK")
    content = _decoded(body, message.codings, limits, is_cut="TEXT_CUT" in flags)
    digests = _digests(head, block, (message.body, body, content if isinstance(content, bytes) else b""))
    if isinstance(digests, Refusal):
        return digests
    if isinstance(content, Refusal):
        return content
    mime_line = message.fields.get("content-type", "") if message.status is not None else head.mime or ""
    return Payload(content, mime_line, frozenset(flags) | digests)


def _decoded(body: bytes, codings: tuple[str, ...], limits: ReadLimits, *, is_cut: bool) -> bytes | Refusal:
    """The body without its content codings, the last one applied first."""
    if len(codings) > http.MAX_CODINGS:
        return Refusal("DECOMP_LIMIT", f"{len(codings)} content codings, one within the other")
    for coding in reversed(codings):
        unpacked = http.unpack(body, coding, limits.max_record_bytes)
        if unpacked is None:
            if is_binary(body[: http.PIECE_BYTES]):
                return Refusal("TYPE_UNSUPPORTED", "a content coding that is not known")
            continue
        if unpacked.state == "over":
            return Refusal("DECOMP_LIMIT", f"more than {limits.max_record_bytes} bytes from {len(body)} of {coding}")
        if unpacked.state == "cut" and not is_cut:
            return Refusal("TRUNCATED", f"the {coding} content is damaged or cut off")
        body = unpacked.data
    return body


def _digests(head: Head, block: bytes, payloads: tuple[bytes, ...]) -> frozenset[str] | Refusal:
    """Whether the digests show that bytes were changed: a flag where one does and the other does not, for one that fits
    vouches for the page.

    What a payload is has been read in three ways by crawlers: with its chunks, without them, and without its content
    coding; any will do. What the crawler cut is not judged by the digest of the whole.
    """
    is_partial = head.is_truncated or head.is_segment
    is_block = is_digest_of(head.block_digest, (block,)) if not head.is_truncated else None
    is_payload = is_digest_of(head.payload_digest, _unlike(payloads)) if not is_partial else None
    if is_block is not False and is_payload is not False:
        return frozenset()
    if is_block or is_payload:
        return frozenset({"WARC_ONE_DIGEST"})
    names = [name for name, is_right in (("block", is_block), ("payload", is_payload)) if is_right is False]
    return Refusal("WARC_DIGEST", f"not what the header's digest was made of: the {' and the '.join(names)}")


def _unlike(payloads: tuple[bytes, ...]) -> Iterator[bytes]:
    for place, payload in enumerate(payloads):
        if not any(payload is other for other in payloads[:place]):
            yield payload


def _text(data: bytes, encoding: str | None, head: Head) -> RawRecord | Refusal:
    decoded = _decode_text(data, encoding)
    if isinstance(decoded, Refusal):
        return decoded
    if not decoded.text.strip():
        return Refusal("SCHEMA_MISSING", "nothing but white space")
    if is_binary(decoded.text[: http.PIECE_BYTES].encode("utf-8", "replace")):
        return Refusal("TYPE_MISMATCH", "binary content that is declared as text")
    return RawRecord(text=decoded.text, url=head.url, collected=head.date, flags=decoded.flags)


def _decode_text(data: bytes, encoding: str | None) -> Decoded | Refusal:
    """UTF-8 where it is that, since headers are often wrong about it; else what the header says, if it fits; else what
    fits."""
    if encoding is None or encoding in ("utf-8", "ascii"):
        return decode(data)
    is_escaping = encoding.replace("_", "").startswith(_ESCAPING)
    if not is_escaping and _is_utf8(data):
        return decode(data)
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeError, ValueError):
        return decode(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
