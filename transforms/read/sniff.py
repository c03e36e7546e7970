"""What a file is, by its content. Its name decides nothing but a flag, and a tie between two readings of JSON."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from transforms.model import ReadLimits, Refusal
from transforms.normalize.encoding import stream_encoding
from transforms.read.archive.tars import BLOCK_BYTES, is_header
from transforms.read.compression import RATIO_FROM_BYTES, StreamDamage, compression_of, inflate
from transforms.read.fields import FieldKeys
from transforms.read.magics import BINARIES, KNOWN_UNREAD, ZIP_MAGICS, package_kind
from transforms.read.promises import is_misnamed
from transforms.read.sniff_text import kind_of_text
from transforms.read.warc import is_compressed_as_one

HEAD_BYTES: Final = 64 * 1024
"""Bytes of content that decide; more would only be read to see the same."""
PACKED_HEAD_BYTES: Final = 256
"""Delivered bytes that tell a compression."""
MAX_CONTROL_RATIO: Final = 0.3
"""Share of control characters from which valid UTF-8 is binary nevertheless; stray NULs in a text stay far below."""
MAX_CONTROL_RATIO_UNDECODED: Final = 0.02
"""The same where the bytes are no UTF-8: random bytes have 0.1, texts in old encodings none."""

_TAR_MAGIC: Final = (257, b"ustar")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UTF8_CUT_BYTES: Final = 3


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is: ``format`` names a reader or an archive (zip, tar: see ``transforms.read.archive``),
    ``compression`` is None, gzip, zstd, bz2 or xz, ``flags`` hold for every record."""

    format: str
    compression: str | None = None
    flags: frozenset[str] = frozenset()


def sniff(head: bytes, name: str, is_member: bool = False) -> Sniffed | Refusal:
    """The format of a file whose first bytes are ``head`` (as delivered; 64 KiB are plenty, but for bzip2, of which
    nothing unpacks before its first 900 KB are complete).

    Refuses TYPE_MISMATCH (binary), TYPE_UNSUPPORTED (known, not read), ARCHIVE_DEPTH (a zip that is compressed, a
    compression within a compression; with ``is_member``, which says that the bytes are of an archive's member, any
    archive), XML_ENTITY and XML_DTD, FILE_EMPTY (white space only, as far as ``head`` shows), TRUNCATED (a compressed
    head that unpacks to nothing). TYPE_MISNAMED is flagged where the extension promises another format, ENC_GUESSED
    where UTF-16 has no mark, WARC_GZIP where a crawl is not compressed by record. Never raises.
    """
    compression = compression_of(head[:PACKED_HEAD_BYTES])
    if compression is None:
        return _sniff_content(head, name, None, is_member)
    inner = b""
    try:
        for chunk in inflate((head,), compression, ReadLimits()):
            inner += chunk
            if len(inner) >= HEAD_BYTES:
                break
    except StreamDamage as damage:
        if not inner:
            return Refusal(damage.reason, damage.detail)
    return _sniff_content(inner[:HEAD_BYTES], name, compression, is_member, head)


def sniff_stream(
    chunks: Iterable[bytes],
    name: str,
    limits: ReadLimits,
    is_member: bool = False,
    field_keys: FieldKeys = (),
) -> tuple[Sniffed | Refusal, Iterator[bytes]]:
    """Bytes as delivered → (what they are, the decompressed stream from its first byte, ready for the reader's frame
    or for ``tar_members``; a zip is opened again, for it takes a file that can be read at any place).

    Reads only as much as it takes to decide: the head, or more while nothing but white space comes. The returned stream
    may raise StreamDamage where the delivered one is damaged; after a Refusal it need not be read. ``field_keys``: the
    user's own names of a table's columns. See ``sniff``.
    """
    delivered = iter(chunks)
    first = b""
    damage: StreamDamage | None = None
    try:
        while len(first) < PACKED_HEAD_BYTES and (chunk := next(delivered, None)) is not None:
            first += chunk
    except StreamDamage as found:
        damage = found
    compression = compression_of(first[:PACKED_HEAD_BYTES])
    packed = itertools.chain((first,), delivered) if damage is None else _again([first], delivered, damage)
    stream = inflate(packed, compression, limits)
    damage = None
    held: list[bytes] = []
    held_bytes = 0
    has_content = False
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
    verdict = _sniff_content(head[start : start + HEAD_BYTES], name, compression, is_member, first, field_keys)
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


def _sniff_content(
    head: bytes,
    name: str,
    compression: str | None,
    is_member: bool,
    packed_head: bytes = b"",
    field_keys: FieldKeys = (),
) -> Sniffed | Refusal:
    if not head:
        return Refusal("FILE_EMPTY", "no bytes" if compression is None else f"{compression} stream without content")
    inner = compression_of(head[:PACKED_HEAD_BYTES]) if compression is not None else None
    if inner is not None:
        return Refusal("ARCHIVE_DEPTH", f"{inner} within {compression}")
    archive = _by_archive(head, compression, is_member)
    if isinstance(archive, Refusal):
        return archive
    if archive is not None:
        return Sniffed(archive, compression, _flags(name, archive, compression))
    return _by_magic(head) or _by_text(head, name, compression, packed_head, field_keys)


def _by_archive(head: bytes, compression: str | None, is_member: bool) -> str | Refusal | None:
    """zip or tar, if it is one that is opened; None for all that is no archive."""
    if head.startswith(ZIP_MAGICS):
        package = package_kind(head)
        if package is not None:
            return Refusal("TYPE_MISMATCH", package)
        if compression is not None:
            return Refusal("ARCHIVE_DEPTH", f"zip within {compression}")
        kind = "zip"
    # a name at its head may look like any magic, so tar comes before those
    elif is_header(head[:BLOCK_BYTES]) or head.startswith(_TAR_MAGIC[1], _TAR_MAGIC[0]):
        kind = "tar"
    else:
        return None
    return Refusal("ARCHIVE_DEPTH", f"{kind} within an archive") if is_member else kind


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


def _by_text(
    head: bytes, name: str, compression: str | None, packed_head: bytes, field_keys: FieldKeys
) -> Sniffed | Refusal:
    encoding, bom_bytes, is_guessed = stream_encoding(head)
    text = head[bom_bytes:].decode(encoding, "replace")
    is_utf8 = encoding != "utf-8" or _is_utf8(head[bom_bytes:])
    stripped = text.strip().strip("\ufeff").strip()
    if not stripped:
        return Refusal("FILE_EMPTY", "nothing but white space")
    if not stripped.startswith(_CRAWLS):
        control_count = len(_CONTROLS.findall(text))
        ratio, few = (MAX_CONTROL_RATIO, 1) if is_utf8 else (MAX_CONTROL_RATIO_UNDECODED, 3)
        if control_count > ratio * len(text) + few:
            return Refusal("TYPE_MISMATCH", f"{control_count} control characters in {len(text)}")
    kind = kind_of_text(stripped, name, field_keys)
    if isinstance(kind, Refusal):
        return kind
    flags = _flags(name, kind.format, compression, kind.is_xml)
    if is_guessed:
        flags |= {"ENC_GUESSED"}
    if kind.format in ("warc", "arc") and is_compressed_as_one(packed_head):
        flags |= {"WARC_GZIP"}
    return Sniffed(kind.format, compression, flags)


_CRAWLS: Final = ("WARC/", "filedesc:")
"""Crawls hold binaries of all kinds among their pages."""


def _flags(name: str, format: str, compression: str | None, is_xml: bool = False) -> frozenset[str]:
    return frozenset({"TYPE_MISNAMED"} if is_misnamed(name, format, compression, is_xml) else ())
