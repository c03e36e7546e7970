"""What is in a delivered file, whatever goes wrong."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pytest

from tests.flows.formats import zipped
from transforms.model import NO_CONTEXT, Context, Framed, RawRecord, ReadLimits, Refusal, RefusedSpan, Span
from transforms.read.archive import RefusedMember
from transforms.read.parts import Delivered, FileRefused, Part
from transforms.read.registry import READERS

LINE = b'{"title": "The lock gate at Veen is mended"}\n'


class BreakingReader:
    """Frames two lines, then breaks."""

    format = "jsonl"
    is_structured = True

    def frame(self, chunks: Iterable[bytes], limits: ReadLimits, context: Context = NO_CONTEXT) -> Iterator[Framed]:
        yield Span(1, 0, 10)
        yield Span(2, 10, 20)
        raise RuntimeError("a defect")

    def read(self, data: bytes, limits: ReadLimits, context: Context = NO_CONTEXT) -> RawRecord | Refusal:
        return RawRecord(title="Gate")


def parts_of(content: bytes, name: str = "news.bin") -> list[object]:
    found: list[object] = []
    for part in Delivered(io.BytesIO(content), name, ReadLimits()).parts():
        found += list(part.frames) if isinstance(part, Part) else [part]
    return found


def test_a_framer_that_breaks_loses_the_rest_of_its_stream_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(READERS, "jsonl", BreakingReader())
    first, second, last = parts_of(LINE * 3)
    assert (first, second) == (Span(1, 0, 10), Span(2, 10, 20))
    assert isinstance(last, RefusedSpan)
    assert (last.span.record_number, last.refusal.reason) == (3, "PARSE_CRASH")


def test_an_archive_of_which_nothing_can_be_reached_is_refused_whole() -> None:
    with pytest.raises(FileRefused) as refused:
        parts_of(zipped({"a.jsonl": LINE})[:60], "a.zip")
    assert refused.value.refusal.reason == "ARCHIVE_BAD"


def test_members_are_read_beside_one_that_is_refused() -> None:
    found = parts_of(zipped({"a.jsonl": LINE, "inner.zip": zipped({"b.jsonl": LINE}), "c.jsonl": LINE}), "a.zip")
    spans = [part for part in found if isinstance(part, Span)]
    (refused,) = [part for part in found if isinstance(part, RefusedMember)]
    assert len(spans) == 2
    assert (refused.name, refused.refusal.reason) == ("inner.zip", "ARCHIVE_DEPTH")
