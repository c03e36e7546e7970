"""JSON documents: where the records stand, what their wrapper says of them, and what a bad one costs."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.read.stream import SMALL_LIMITS, article, codes_of, pieces, results_of
from transforms.contracts import REASONS
from transforms.model import Context, Framed, Preamble, RawRecord, ReadLimits, Refusal, RefusedSpan, Skipped, Span
from transforms.read.compression import StreamDamage
from transforms.read.jsondoc import JsonReader
from transforms.read.jsonframes import MAX_FOLLOWED_DEPTH

READER = JsonReader()
ROWS = [article(id=str(n), title=f'Sluis {n} "dicht" {{[', parts=[{"n": [1]}, {}]) for n in range(3)]


def frames_of(data: bytes, limits: ReadLimits | None = None, size: int = 10**6) -> list[Framed]:
    """All frames of a document in chunks of a size."""
    return list(READER.frame(pieces(data, size), limits or ReadLimits()))


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32-le"])
def test_spans_are_exactly_the_records_in_any_layout_and_encoding(indent: int | None, encoding: str) -> None:
    rows = [{**row, "text": "Føroyar 国际 " * 20} for row in ROWS]
    wrapped = {"status": "ok", "posts": rows, "next": None}
    joined = "\n".join(json.dumps(row, ensure_ascii=False, indent=indent) for row in rows)
    for text in (*(json.dumps(v, ensure_ascii=False, indent=indent) for v in (rows, wrapped)), joined):
        data = text.encode(encoding)
        spans = [frame for frame in frames_of(data) if isinstance(frame, Span)]
        codec = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
        assert [json.loads(data[s.start_byte : s.end_byte].decode(codec)) for s in spans] == rows
        assert codes_of(READER, data) == ["ok"] * 3


def test_a_wrapper_tells_its_records_outlet_and_language_and_its_tail_is_counted() -> None:
    wrapper = {"version": "https://jsonfeed.org/version/1.1", "title": "Havenkrant", "language": "nl", "items": ROWS}
    found = results_of(READER, json.dumps({**wrapper, "hubs": []}).encode())
    assert [(r.outlet, r.language_hint) for r in found if isinstance(r, RawRecord)] == [("Havenkrant", "nl")] * 3
    kinds = [type(frame) for frame in frames_of(json.dumps({**wrapper, "hubs": []}).encode())]
    assert kinds == [Preamble, Span, Span, Span, Skipped]
    both = json.dumps(wrapper) + json.dumps(ROWS)
    outlets = [r.outlet for r in results_of(READER, both.encode()) if isinstance(r, RawRecord)]
    assert outlets == ["Havenkrant"] * 3 + [None] * 3


def test_a_record_with_a_list_of_its_own_is_no_wrapper() -> None:
    after_text = article(items=[{"title": "a part"}], results=[{"x": 1}])
    after_title = {"title": "a", "results": [{"x": 1}, {"y": 2}], "items": [{"title": "a part"}], "text": "b"}
    for record in (after_text, after_title):
        for data in (json.dumps(record).encode(), json.dumps(record, indent=1).encode("utf-16")):
            assert codes_of(READER, data) == ["ok"]
        assert codes_of(READER, json.dumps([record, record]).encode()) == ["ok", "ok"]
    channel = {"title": "Havenkrant", "items": [{"title": "a", "x": {}}, {"y": 2}]}
    assert codes_of(READER, json.dumps(channel).encode()) == ["ok", "SCHEMA_MISSING"]


def test_a_graph_of_one_article_is_one_record_and_of_several_as_many() -> None:
    nodes = [{"@type": "WebSite", "name": "x"}, {"@type": "NewsArticle", "headline": "Een"}]
    assert codes_of(READER, json.dumps({"@graph": nodes}).encode()) == ["ok"]
    several = json.dumps({"@graph": [*nodes, nodes[1]]}).encode()
    assert codes_of(READER, several) == ["SCHEMA_MISSING", "ok", "ok"]
    assert codes_of(READER, several[:-5]) == ["SCHEMA_MISSING", "ok", "TRUNCATED"]


@pytest.mark.parametrize(
    "bad",
    [
        b'{"title": "a", "text": "b"',
        b'{"title": "a, "text": "b"}',
        b'{"title: "a", "text": "b"}',
        b'{"title": "a", "text": "b}',
        b'{"title": "a", "tags": [1, 2, "text": "b"}',
        b'{"title": "a" "text": 3}',
        b'{"title": "a", "text": }',
        b"{'title': 'a'}",
        b"{title: 1}",
        b'{"title": "a"]',
        b"no value at all",
    ],
)
@pytest.mark.parametrize("separator", [b", ", b",\n  "])
def test_a_bad_record_does_not_take_its_neighbours(bad: bytes, separator: bytes) -> None:
    good = b'{"title": "c", "text": "d", "by": [{"name": "e"}]}'
    for start, end in ((b"[", b"]"), (b'{"articles": [', b"]}")):
        data = start + separator.join([good, bad, good, good]) + end
        assert codes_of(READER, data) == ["ok", "JSON_SYNTAX", "ok", "ok"]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b'[{"title": "a"}}, {"title": "b"}]', ["ok", "JSON_SYNTAX", "ok"]),
        (b'[{"title": "a"}, 1, "x", {"title": "b"}, [2]]', ["ok", "SCHEMA_TYPE", "ok", "SCHEMA_TYPE"]),
        (b"[1, 2, 3]", ["SCHEMA_TYPE"]),
        (b"42", ["SCHEMA_TYPE"]),
        (b"null", ["SCHEMA_TYPE"]),
        (b"[]", ["SCHEMA_MISSING"]),
        (b"{}", ["SCHEMA_MISSING"]),
        (b'{"articles": []}', ["SCHEMA_MISSING"]),
        (b'[{"title": "a", "title": "b"}, {"title": "c"}]', ["JSON_DUP_KEY", "ok"]),
        (b'[{"title": "a", "x": NaN}, {"title": "c"}]', ["JSON_NONFINITE", "ok"]),
        (b'[{"title": "a", "x": ' + b"7" * 5_000 + b'}, {"title": "c"}]', ["JSON_NUMBER", "ok"]),
        (b'[{"title": "a", "x": ' + b"[" * 99 + b"]" * 99 + b'}, {"title": "c"}]', ["JSON_DEPTH", "ok"]),
        (b"[" * (2 * MAX_FOLLOWED_DEPTH), ["JSON_DEPTH"]),
        (b'[{"title": "a"}, {"title": "b', ["ok", "TRUNCATED"]),
        (b'[{"title": "a"},', ["ok", "TRUNCATED"]),
        (b'{"articles": [{"title": "a"}], "more": {', ["ok", "TRUNCATED"]),
        (b'{"title": "a"}\n{"title": "b"} {"title": "c"}', ["ok"] * 3),
        (b'{\n"title": "a",\n{\n"title": "b"\n}', ["JSON_SYNTAX", "ok"]),
        (b"not JSON", ["JSON_SYNTAX"]),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_read(data: bytes, codes: list[str]) -> None:
    assert codes_of(READER, data) == codes


def test_a_stream_that_breaks_off_leaves_its_complete_records() -> None:
    data = json.dumps(ROWS).encode()

    def broken(stop: int) -> Iterator[bytes]:
        yield data[:stop]
        raise StreamDamage("TRUNCATED", "gzip stream ends")

    for stop in (len(data) // 2, data.rindex(b"}") + 1, len(data)):
        frames = list(READER.frame(broken(stop), ReadLimits()))
        assert isinstance(frames[-1], RefusedSpan)
        assert frames[-1].refusal == Refusal("TRUNCATED", "gzip stream ends")
        assert all(isinstance(frame, Span) for frame in frames[:-1])
        assert len(frames) == (2 if stop < data.rindex(b"}") else 4)


@pytest.mark.parametrize("filling", [b"x", b"1,", b"[", b'{"a":', b'\\"'])
def test_a_record_above_the_limit_is_passed_by_without_being_held(filling: bytes) -> None:
    limits = ReadLimits(max_record_bytes=64 * 1024)
    block = filling * (65_536 // len(filling))
    opening = b'"' if filling in (b"x", b'\\"') else b"[" if filling == b"1," else b""

    def document() -> Iterator[bytes]:
        yield b'[{"title": "a"}, {"title": "b", "x": ' + opening
        yield from [block] * 32
        yield (b'"' if opening == b'"' else b"0]") + b'}, {"title": "c"}]'

    tracemalloc.start()
    frames = list(READER.frame(document(), limits))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    codes = [getattr(getattr(frame, "refusal", None), "reason", "ok") for frame in frames]
    assert codes == ["ok", "REC_TOO_LARGE", "ok"]
    assert peak < 2_000_000


PIECES = [
    '{"title":"t","items":[{"x":[{}]',
    '"a":1',
    '{"a":1}',
    '{"a":1},',
    '"items":[{',
    '{"@graph":[{"@type":"Article"}',
    '{"title":"x","n":[1]}',
]
MORE = [
    '{"title":"t","items":[{"x":[{}]',
    '{"title":"t","items":[{"title":"u"}]}',
    '"text":"t"',
    '"' + "y" * 70 + '"',
    "null",
    "国",
]
PARTS = st.sampled_from([*'{}[],:"\\\n1x ÿ', *PIECES, *MORE])
TINY = ReadLimits(max_record_bytes=60, max_json_depth=5)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PARTS, max_size=25).map("".join),
    st.sampled_from(["", "[", '{"data":[']),
    st.sampled_from(["utf-8", "utf-16", "utf-16-be"]),
    st.integers(1, 40),
)
def test_whatever_the_bytes_frames_are_in_order_and_the_same_for_all_chunks(
    text: str, start: str, encoding: str, size: int
) -> None:
    data = (start + text).encode(encoding)
    frames = frames_of(data, TINY)
    assert frames == frames_of(data, TINY, size)
    end, number, outside, preamble = 0, 0, b"", b""
    for frame in frames:
        if isinstance(frame, Preamble):
            preamble = frame.data
        elif isinstance(frame, Span | RefusedSpan):
            span = frame.span if isinstance(frame, RefusedSpan) else frame
            number += 1
            assert span.record_number == number
            assert end <= span.start_byte <= span.end_byte <= len(data)
            outside += data[end : span.start_byte]
            end = span.end_byte
            found = (
                frame.refusal
                if isinstance(frame, RefusedSpan)
                else READER.read(data[span.start_byte : end], TINY, Context(preamble=preamble))
            )
            assert not isinstance(found, Refusal) or found.reason in REASONS
    outside += data[end:]
    assert number or not text.strip(" \n,") + start
    if not any(key in start + text for key in ("items", "data", "graph")):
        assert not outside.strip(b" \n,[]\0\xff\xfe")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=4), max_size=5), st.booleans())
def test_every_object_of_an_array_has_its_span(rows: list[dict[str, str]], is_indented: bool) -> None:
    data = json.dumps(rows, ensure_ascii=is_indented, indent=2 if is_indented else None).encode("utf-8", "replace")
    spans = [frame for frame in frames_of(data, SMALL_LIMITS, 7) if isinstance(frame, Span)]
    assert [json.loads(data[s.start_byte : s.end_byte]) for s in spans] == json.loads(data)
