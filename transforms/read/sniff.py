"""What a file is, by its content. Its name decides nothing but a flag, and a tie between two readings of JSON."""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from transforms.model import ReadLimits, Refusal
from transforms.normalize.encoding import stream_encoding
from transforms.read.compression import GZIP_MAGIC, RATIO_FROM_BYTES, StreamDamage, inflate
from transforms.read.fields import FIELD_OF_KEY, fold_key
from transforms.read.magics import BINARIES, KNOWN_UNREAD

HEAD_BYTES: Final = 64 * 1024
"""Bytes of content that decide; more would only be read to see the same."""
LOOKED_AT_LINES: Final = 50
MIN_COLUMNS: Final = 2
"""Names of a record's fields in a first line that make it a table's header."""
MAX_CONTROL_RATIO: Final = 0.3
"""Share of control characters from which valid UTF-8 is binary nevertheless; stray NULs in a text stay far below."""
MAX_CONTROL_RATIO_UNDECODED: Final = 0.02
"""The same where the bytes are no UTF-8: random bytes have 0.1, texts in old encodings none."""

_FEED_TAGS: Final = "rss|feed|rdf:rdf|urlset|opml|svg|nitf|newsml|newsitem"
_PAGE_TAGS: Final = "html|head|body|meta|title|script|style|div|span|p|article|section|table|h1"
_MARKUP: Final = re.compile(rf"<(?:!doctype|!--|\?xml|(?:{_PAGE_TAGS}|{_FEED_TAGS})[\s>/])", re.IGNORECASE)
_FEED: Final = re.compile(rf"<(?:\?xml|{_FEED_TAGS})", re.IGNORECASE)
_OBJECT_LINE: Final = re.compile(r'\{\s*(?:"|\})')
_JSON_START: Final = re.compile(
    r'[\[{"]|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\s*$|(?:true|false|null|NaN|-?Infinity)\s*$', re.MULTILINE
)
_JSON_HEAD: Final = re.compile(r'[\[{]\s*[\[{"\]}]|\[[\s0-9.,eE+-]+\]?(?=\n|$)|\[\s*(?:true|false|null)\s*[,\]]')
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_COLUMN: Final = re.compile(r"[A-Za-z_][\w .-]{0,40}")
_UTF8_CUT_BYTES: Final = 3
_JSONL_NAMES: Final = (".jsonl", ".ndjson", ".jsonlines")
_TEXT_NAMES: Final = (".txt", ".text", ".md", ".asc")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is: ``format`` names a reader, ``compression`` is None or gzip, ``flags`` hold for every record."""

    format: str
    compression: str | None = None
    flags: frozenset[str] = frozenset()


def sniff(head: bytes, name: str) -> Sniffed | Refusal:
    """The format of a file whose first bytes are ``head`` (as delivered; 64 KiB are plenty).

    Refuses TYPE_MISMATCH (binary), TYPE_UNSUPPORTED (known, not read), FILE_EMPTY (white space only, as far as ``head``
    shows), TRUNCATED (a gzip head that unpacks to nothing). TYPE_MISNAMED is flagged where the extension promises
    another format, ENC_GUESSED where UTF-16 has no mark. Never raises.
    """
    if not head.startswith(GZIP_MAGIC):
        return _sniff_content(head, name, None)
    try:
        inner = zlib.decompressobj(31).decompress(head, HEAD_BYTES)
    except zlib.error as error:
        return Refusal("TRUNCATED", f"damaged gzip head: {error}")
    if not inner and len(head) < HEAD_BYTES:
        return Refusal("TRUNCATED" if len(head) < 20 else "FILE_EMPTY", "gzip stream without content")
    return _sniff_content(inner, name, "gzip")


def sniff_stream(chunks: Iterable[bytes], name: str, limits: ReadLimits) -> tuple[Sniffed | Refusal, Iterator[bytes]]:
    """Bytes as delivered → (what they are, the decompressed stream from its first byte, ready for the reader's frame).

    Reads only as much as it takes to decide: the head, or more while nothing but white space comes. The returned stream
    may raise StreamDamage where the delivered one is damaged; after a Refusal it need not be read.
    """
    delivered = iter(chunks)
    first = b""
    while len(first) < len(GZIP_MAGIC) and (chunk := next(delivered, None)) is not None:
        first += chunk
    compression = "gzip" if first.startswith(GZIP_MAGIC) else None
    stream = inflate(itertools.chain((first,), delivered), compression, limits)
    held: list[bytes] = []
    held_bytes = 0
    has_content = False
    damage: StreamDamage | None = None
    try:
        for chunk in stream:
            held.append(chunk)
            held_bytes += len(chunk)
            has_content = has_content or not _is_blank(chunk)
            if held_bytes >= (HEAD_BYTES if has_content else max(limits.max_record_bytes, RATIO_FROM_BYTES)):
                break
    except StreamDamage as found:
        damage = found
    head = b"".join(held)
    if damage is not None and not has_content:
        return Refusal(damage.reason, damage.detail), iter(())
    start = 0 if held_bytes <= HEAD_BYTES or not _is_blank(head[:HEAD_BYTES]) else _content_start(head)
    verdict = _sniff_content(head[start : start + HEAD_BYTES], name, compression)
    if isinstance(verdict, Refusal) and compression is not None and damage is None:
        damage = _bomb(stream, held_bytes)
        if damage is not None:
            return Refusal(damage.reason, damage.detail), iter(())
    return verdict, _again(held, stream, damage)


def _again(held: list[bytes], stream: Iterator[bytes], damage: StreamDamage | None) -> Iterator[bytes]:
    yield from held
    if damage is not None:
        raise damage
    yield from stream


def _bomb(stream: Iterator[bytes], held_bytes: int) -> StreamDamage | None:
    """Whether what is refused anyway is a bomb: its owner should learn that first."""
    try:
        for chunk in stream:
            held_bytes += len(chunk)
            if held_bytes > 2 * RATIO_FROM_BYTES:
                return None
    except StreamDamage as found:
        return found if found.reason == "DECOMP_LIMIT" else None
    return None


def _is_blank(data: bytes) -> bool:
    return not data.strip(b" \t\r\n\x0b\x0c\0\xef\xbb\xbf\xff\xfe")


def _content_start(head: bytes) -> int:
    start = len(head) - len(head.lstrip(b" \t\r\n\x0b\x0c\0"))
    return start - start % 4


def _sniff_content(head: bytes, name: str, compression: str | None) -> Sniffed | Refusal:
    if not head:
        return Refusal("FILE_EMPTY", "no bytes" if compression is None else "gzip stream without content")
    if head.startswith(GZIP_MAGIC):
        return Refusal("TYPE_UNSUPPORTED", "gzip within gzip")
    known = _by_magic(head)
    if known is not None:
        return known
    encoding, bom_bytes, is_guessed = stream_encoding(head)
    text = head[bom_bytes:].decode(encoding, "replace")
    is_utf8 = encoding != "utf-8" or _is_utf8(head[bom_bytes:])
    stripped = text.strip().strip("\ufeff").strip()
    if not stripped:
        return Refusal("FILE_EMPTY", "nothing but white space")
    control_count = len(_CONTROLS.findall(text))
    if control_count > (MAX_CONTROL_RATIO if is_utf8 else MAX_CONTROL_RATIO_UNDECODED) * len(text) + (
        1 if is_utf8 else 3
    ):
        return Refusal("TYPE_MISMATCH", f"{control_count} control characters in {len(text)}")
    flags = frozenset({"ENC_GUESSED"}) if is_guessed else frozenset[str]()
    return _by_text(stripped, name, compression, flags)


def _by_magic(head: bytes) -> Refusal | None:
    for offset, magic, kind in BINARIES:
        if head.startswith(magic, offset) and not _is_spelled_out(magic, head):
            return Refusal("TYPE_MISMATCH", kind)
    for offset, magic, kind in KNOWN_UNREAD:
        if head.startswith(magic, offset) and not _is_spelled_out(magic, head):
            return Refusal("TYPE_UNSUPPORTED", kind)
    return None


def _is_spelled_out(magic: bytes, head: bytes) -> bool:
    """Whether a magic of letters alone stands at the head of a plain text ("RIFFIAN", "DUCKS"), not of a binary."""
    return magic.isalnum() and _is_utf8(head) and len(_CONTROLS.findall(head.decode("utf-8", "replace"))) == 0


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - _UTF8_CUT_BYTES and len(head) >= HEAD_BYTES
    return True


def _by_text(text: str, name: str, compression: str | None, flags: frozenset[str]) -> Sniffed | Refusal:
    if _MARKUP.match(text):
        return Refusal("TYPE_UNSUPPORTED", "XML" if _FEED.match(text) else "HTML")
    lines = [line for line in text[:HEAD_BYTES].split("\n", LOOKED_AT_LINES + 1)[:LOOKED_AT_LINES] if line.strip()]
    first = lines[0].strip()
    is_named_jsonl = _bare_name(name).endswith(_JSONL_NAMES)
    object_count = sum(1 for line in lines if _OBJECT_LINE.match(line.strip()))
    is_over_lines = first in ("{", "[", "[{") or (
        first[-1] in ",{["
        and len(lines) > 1
        and _JSON_START.match(first) is not None
        and lines[1].strip()[:1] not in "{["
    )
    if first[0] in "{[" and is_over_lines and _looks_like_json(text):
        return Refusal("TYPE_UNSUPPORTED", "one JSON document over several lines")
    if object_count * 2 > len(lines) or _OBJECT_LINE.match(first) or (is_named_jsonl and _JSON_START.match(first)):
        is_misnamed = _bare_name(name).endswith((*_TEXT_NAMES, ".html", ".htm", ".xml", ".csv"))
        return Sniffed("jsonl", compression, flags | ({"TYPE_MISNAMED"} if is_misnamed else set()))
    if first[0] == "[" and _looks_like_json(text):
        return Refusal("TYPE_UNSUPPORTED", "a JSON array")
    if _is_table(first):
        return Refusal("TYPE_UNSUPPORTED", "a table with separators")
    is_misnamed = _bare_name(name).endswith((*_JSONL_NAMES, ".json", ".html", ".htm", ".xml"))
    return Sniffed("text", compression, flags | ({"TYPE_MISNAMED"} if is_misnamed else set()))


def _looks_like_json(text: str) -> bool:
    """Whether what follows the first bracket can follow it in JSON: ``[Update] The …`` and ``[1] See …`` are texts."""
    return _JSON_HEAD.match(text) is not None


def _is_table(first: str) -> bool:
    """A line of column names, two of which are fields of a record."""
    for separator in (",", ";", "\t", "|"):
        names = [cell.strip().strip('"') for cell in first.split(separator)]
        is_header = len(names) > 1 and all(_COLUMN.fullmatch(name) for name in names)
        if is_header and sum(fold_key(name) in FIELD_OF_KEY for name in names) >= MIN_COLUMNS:
            return True
    return False


def _bare_name(name: str) -> str:
    lowered = name.lower()
    return lowered[:-3] if lowered.endswith(".gz") else lowered
