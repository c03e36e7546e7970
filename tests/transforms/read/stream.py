"""What the reader tests share: a file's bytes through sniff, frame and read, as a shard would."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transforms.model import Context, Framed, Preamble, RawRecord, ReadLimits, Refusal, RefusedSpan, Span
from transforms.read import READERS, Reader, Sniffed, sniff_stream

ARTICLE = {
    "id": "hk-1",
    "url": "https://havenkrant.example/nieuws/sluis-dicht",
    "title": "Sluis bij Oosterwaarde twee weken dicht",
    "text": "De sluis bij Oosterwaarde gaat twee weken dicht. Schippers moeten omvaren, zegt wethouder Truus Meinsma.",
}
SMALL_LIMITS = ReadLimits(max_record_bytes=2_000, max_record_keys=50, max_json_depth=8)


@dataclass(frozen=True)
class Reading:
    """One file as read: what it is, and for each frame its bytes and what they gave."""

    sniffed: Sniffed | Refusal
    frames: list[Span | RefusedSpan]
    results: list[RawRecord | Refusal]
    content: bytes

    @property
    def codes(self) -> list[str]:
        """``ok`` or the reason, per record."""
        return [result.reason if isinstance(result, Refusal) else "ok" for result in self.results]

    @property
    def records(self) -> list[RawRecord]:
        """The records that were read."""
        return [result for result in self.results if isinstance(result, RawRecord)]

    @property
    def file_code(self) -> str:
        """``ok`` or the reason why the whole file was refused."""
        return self.sniffed.reason if isinstance(self.sniffed, Refusal) else "ok"


def pieces(data: bytes, size: int = 1_000) -> Iterator[bytes]:
    """The bytes in chunks."""
    return (data[start : start + size] for start in range(0, len(data), size))


def read_file(data: bytes, name: str = "in.jsonl", limits: ReadLimits | None = None, size: int = 1_000) -> Reading:
    """A delivered file through the whole of reading; archives are only told."""
    limits = limits or ReadLimits()
    sniffed, stream = sniff_stream(pieces(data, size), name, limits)
    if isinstance(sniffed, Refusal) or sniffed.format in ("zip", "tar"):
        return Reading(sniffed, [], [], b"")
    held: list[bytes] = []
    reader = READERS[sniffed.format]
    framed = list(reader.frame(_keep(stream, held), limits))
    content = b"".join(held)
    found = list(_read(reader, framed, content, limits))
    return Reading(sniffed, [frame for frame, _ in found], [result for _, result in found], content)


def results_of(
    reader: Reader, data: bytes, limits: ReadLimits | None = None, size: int = 10**6
) -> list[RawRecord | Refusal]:
    """What each record of a stream gives by one reader: the record, or why it is none."""
    limits = limits or ReadLimits()
    return [result for _, result in _read(reader, reader.frame(pieces(data, size), limits), data, limits)]


def codes_of(reader: Reader, data: bytes, limits: ReadLimits | None = None, size: int = 10**6) -> list[str]:
    """``ok`` or the reason, per record."""
    return [found.reason if isinstance(found, Refusal) else "ok" for found in results_of(reader, data, limits, size)]


def _read(
    reader: Reader, framed: Iterable[Framed], content: bytes, limits: ReadLimits
) -> Iterator[tuple[Span | RefusedSpan, RawRecord | Refusal]]:
    """Each record with its frame; preambles hold for what comes after them."""
    preamble = b""
    for frame in framed:
        if isinstance(frame, Preamble):
            preamble = frame.data
        elif isinstance(frame, RefusedSpan):
            yield frame, frame.refusal
        elif isinstance(frame, Span):
            yield frame, reader.read(content[frame.start_byte : frame.end_byte], limits, Context(preamble=preamble))


def lines(*records: object) -> bytes:
    """Records as JSON Lines in UTF-8; bytes stand as they are."""
    return b"".join(
        (r if isinstance(r, bytes) else json.dumps(r, ensure_ascii=False).encode()) + b"\n" for r in records
    )


def article(**changes: object) -> dict[str, object]:
    """The sample article with some keys changed."""
    return {**ARTICLE, **changes}


def span_of(frame: Span | RefusedSpan) -> Span:
    """Where a frame stands."""
    return frame.span if isinstance(frame, RefusedSpan) else frame


def _keep(stream: Iterable[bytes], held: list[bytes]) -> Iterator[bytes]:
    for chunk in stream:
        held.append(chunk)
        yield chunk
