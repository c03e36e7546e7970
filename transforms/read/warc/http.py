"""The HTTP message within a record: its status, its fields, and its body as the server meant it."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

PIECE_BYTES: Final = 64 * 1024
"""Bytes given to a decoder, and taken from it, at once."""
STEP_BYTES: Final = 8 * 1024
"""Bytes taken at once from decoders that keep back what they have where they fail."""
MAX_CONTROL_RATIO: Final = 0.05
"""Share of control characters up to which a body that its decoder refuses is taken for one that was never packed:
packed bytes have 0.11, texts in any encoding of one byte next to none."""
MAX_HEAD_BYTES: Final = 256 * 1024
"""Bytes of HTTP fields that are read; servers themselves allow 8 to 64 KiB."""
MAX_CODINGS: Final = 3
"""Content codings of one body: two are seen where a proxy compressed once more, ten would be a bomb."""
_MAX_SIZE_LINE_BYTES: Final = 4096
_MAX_INTERIM_COUNT: Final = 8
_MAX_LENGTH_DIGITS: Final = 15

_STATUS: Final = re.compile(rb"(?:HTTP/[0-9](?:\.[0-9])?|ICY)[ \t]+([0-9]{3})(?![0-9])[^\n]*(?:\n|\Z)", re.IGNORECASE)
_BLANK_LINE: Final = re.compile(rb"\n\r?\n")
_CHUNK_SIZE: Final = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\n]*)?\r?\n")
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CHUNK_END: Final = re.compile(rb"\r?\n")

State = Literal["whole", "cut", "over", "raw"]


@dataclass(frozen=True, slots=True)
class Message:
    """A response: ``status`` is None where the bytes are no HTTP, and then all of them are the body. ``fields`` have
    names in small letters; values of equal names are joined by a comma."""

    status: int | None
    fields: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_chunked(self) -> bool:
        """Whether it says that its body comes in chunks."""
        return "chunked" in self.fields.get("transfer-encoding", "").lower()

    @property
    def is_short(self) -> bool:
        """Whether the body holds less than its own Content-Length says."""
        told = self.fields.get("content-length", "").split(",")[0].strip()
        return told.isascii() and told.isdigit() and len(self.body) < int(told[:_MAX_LENGTH_DIGITS])

    @property
    def codings(self) -> tuple[str, ...]:
        """Content codings in the order in which they were applied, without those that change nothing."""
        named = self.fields.get("content-encoding", "").lower().replace("x-gzip", "gzip").split(",")
        return tuple(name for word in named if (name := word.strip()) not in ("", "identity", "none"))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A body without its coding. ``state``: whole; cut (damaged or cut off, ``data`` is what came before); over (the
    limit is reached); raw (the bytes are not in that coding at all, and stand as they were)."""

    data: bytes
    state: State


def parse(block: bytes) -> Message:
    """The last response in the block: interim ones (100 Continue) stand before it. Never raises."""
    at = 0
    for _ in range(_MAX_INTERIM_COUNT):
        line = _STATUS.match(block, at)
        if line is None:
            break
        status = int(line.group(1))
        blank = _BLANK_LINE.search(block, line.end() - 1)
        head_end, at = (blank.start(), blank.end()) if blank else (len(block), len(block))
        if status >= 200 or not _STATUS.match(block, at):
            return Message(status, _fields(block[line.end() : head_end]), block[at:])
    return Message(None, {}, block)


def dechunk(data: bytes) -> tuple[bytes, bool]:
    """A chunked body → (its bytes, whether all chunks are right). Where a chunk is wrong the rest follows as it stands:
    many crawlers keep the field and store the body without chunks."""
    parts: list[bytes] = []
    at = 0
    while True:
        line = _CHUNK_SIZE.match(data, at, at + _MAX_SIZE_LINE_BYTES)
        if line is None:
            parts.append(data[at:])
            return b"".join(parts), False
        size = int(line.group(1), 16)
        if size == 0:
            return b"".join(parts), True
        end = line.end() + size
        parts.append(data[line.end() : end])
        if end > len(data):
            return b"".join(parts), False
        after = _CHUNK_END.match(data, end)
        at = after.end() if after else end


def unpack(data: bytes, coding: str, max_bytes: int) -> Unpacked | None:
    """A body without one content coding, at most ``max_bytes`` of it; None for a coding that is not known. Never
    raises. Memory: the result, and one piece."""
    decoder = _DECODERS.get(coding)
    if decoder is None:
        return None
    for attempt in decoder:
        held = bytearray()
        state: State = "cut"
        try:
            for piece in attempt(data):
                held += piece
                if len(held) > max_bytes:
                    return Unpacked(bytes(held[:max_bytes]), "over")
            state = "whole"
        except (zlib.error, OSError, EOFError, ValueError):
            pass
        if held or state == "whole":
            return Unpacked(bytes(held), state)
    return Unpacked(data, "raw") if _is_readable(data[:PIECE_BYTES]) else Unpacked(b"", "cut")


def _is_readable(data: bytes) -> bool:
    return len(_CONTROLS.findall(data)) <= MAX_CONTROL_RATIO * len(data)


def _fields(head: bytes) -> dict[str, str]:
    fields: dict[str, list[str]] = {}
    parts: list[str] = []
    for line in head[:MAX_HEAD_BYTES].split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            parts.append(line.strip().decode("latin-1"))
            continue
        name, colon, value = line.partition(b":")
        if colon:
            parts = fields.setdefault(name.strip().decode("latin-1").lower(), [])
            parts.append((", " if parts else "") + value.strip().decode("latin-1"))
        else:
            parts = []
    return {name: " ".join(found).replace(" , ", ", ").strip() for name, found in fields.items()}


def _inflate(data: bytes, wbits: int) -> Iterator[bytes]:
    """One deflate stream, or several gzip members; raises EOFError where it is cut off."""
    stream = zlib.decompressobj(wbits)
    has_ended = False
    for start in range(0, len(data), PIECE_BYTES):
        pending = data[start : start + PIECE_BYTES]
        while pending:
            if has_ended:
                # What follows a stream is another member, or padding that servers append.
                if wbits < 16 or not pending.startswith(b"\x1f\x8b"):
                    return
                stream, has_ended = zlib.decompressobj(wbits), False
            yield from _steps(stream, pending)
            has_ended = stream.eof
            pending = stream.unused_data
    if not has_ended:
        yield stream.flush()
        if not stream.eof:
            raise EOFError


def _steps(stream: zlib._Decompress, pending: bytes) -> Iterator[bytes]:
    while pending or stream.unconsumed_tail:
        yield stream.decompress(pending or stream.unconsumed_tail, PIECE_BYTES)
        pending = b""
        if stream.eof:
            return


def _gunzip(data: bytes) -> Iterator[bytes]:
    return _inflate(data, 31)


def _zlib(data: bytes) -> Iterator[bytes]:
    return _inflate(data, 15)


def _deflate(data: bytes) -> Iterator[bytes]:
    return _inflate(data, -15)


def _brotli(data: bytes) -> Iterator[bytes]:
    # Imported late: of the codings it is the rare one, and every worker would load the library.
    from fastwarc.stream_io import BrotliReader

    stream = BrotliReader(io.BytesIO(data))
    return iter(lambda: stream.read(STEP_BYTES), b"")


def _zstd(data: bytes) -> Iterator[bytes]:
    from fastwarc.stream_io import ZstdReader

    stream = ZstdReader(io.BytesIO(data))
    return iter(lambda: stream.read(STEP_BYTES), b"")


_DECODERS: Final[dict[str, tuple[Callable[[bytes], Iterator[bytes]], ...]]] = {
    "gzip": (_gunzip, _zlib),
    # RFC 9110, section 8.4.1.2: some senders give the bare stream for "deflate", and some give gzip.
    "deflate": (_zlib, _deflate, _gunzip),
    "br": (_brotli,),
    "zstd": (_zstd,),
}
