"""Whatever the bytes: readers never raise, and every byte that is a record or a refused one is counted once."""

from __future__ import annotations

import gzip
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.read.stream import ARTICLE, SMALL_LIMITS, article, read_file, span_of
from transforms.contracts import FLAGS, REASONS
from transforms.model import RawRecord, Refusal
from transforms.read import READERS, Sniffed, sniff, sniff_stream
from transforms.read.strictjson import _fast, _slow, loads

FRAGMENTS = st.sampled_from(
    [
        json.dumps(ARTICLE).encode(),
        json.dumps(article(title="Fähre \u2028 \ud800")).encode(),
        b'{"title": "t", "x": [1, {"y": 2}]}',
        b'{"title": "t", "title": "u"}',
        b'{"title": "cut',
        b"\n",
        b"\r\n",
        b"  ",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\0",
        b"x" * 3_000,
        b"[[[[[[[[[[[[",
        "Ærlig talt\n".encode("cp1252"),
        " date 2021-10 Kop\n".encode("utf-16-le"),
    ]
)
CONTENT = st.one_of(
    st.binary(max_size=300), st.lists(st.one_of(FRAGMENTS, st.binary(max_size=20)), max_size=12).map(b"".join)
)
JSON_VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=8)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=12,
)


@given(CONTENT, st.sampled_from(["text", "jsonl"]))
def test_reading_any_bytes_gives_a_record_or_a_listed_reason(data: bytes, format: str) -> None:
    result = READERS[format].read(data, SMALL_LIMITS)
    if isinstance(result, Refusal):
        assert result.reason in REASONS
    else:
        assert isinstance(result, RawRecord)
        assert result.flags <= FLAGS.keys()
        assert (result.title or result.text or "").strip()


@given(CONTENT, st.sampled_from(["text", "jsonl"]), st.integers(1, 64))
def test_frames_cover_all_content_once_and_in_order_whatever_the_chunks(data: bytes, format: str, size: int) -> None:
    reader = READERS[format]
    frames = list(reader.frame((data[at : at + size] for at in range(0, len(data), size)), SMALL_LIMITS))
    assert frames == list(reader.frame([data], SMALL_LIMITS))
    spans = [span_of(frame) for frame in frames]
    assert [span.record_number for span in spans] == list(range(1, len(spans) + 1))
    end, outside = 0, b""
    for span in spans:
        assert end <= span.start_byte <= span.end_byte <= len(data)
        outside += data[end : span.start_byte]
        end = span.end_byte
    outside += data[end:]
    assert not outside.strip(b" \t\r\n\x0b\x0c\0\xef\xbb\xbf\xff\xfe")


@given(CONTENT, st.text(max_size=8), st.integers(1, 100))
def test_a_delivered_file_never_raises_and_no_record_is_lost(data: bytes, name: str, size: int) -> None:
    for delivered in (data, gzip.compress(data), gzip.compress(data)[:-5] + data[:9], b"\x1f\x8b" + data):
        reading = read_file(delivered, name, SMALL_LIMITS, size)
        assert isinstance(reading.sniffed, Sniffed | Refusal)
        assert len(reading.results) == len(reading.frames)
        if isinstance(reading.sniffed, Sniffed):
            assert reading.results or reading.sniffed.format in ("zip", "tar", "feed")
            assert set(reading.codes) <= {"ok", *REASONS}
            assert reading.sniffed.flags <= FLAGS.keys()
        else:
            assert reading.file_code in REASONS


@given(CONTENT, st.text(max_size=8))
def test_sniffing_a_head_agrees_with_sniffing_the_stream(data: bytes, name: str) -> None:
    assert sniff(data, name) == sniff_stream([data], name, SMALL_LIMITS)[0] or data.startswith(b"\x1f\x8b")


@given(st.dictionaries(st.text(max_size=6), JSON_VALUES, max_size=6), st.booleans(), st.sampled_from([None, 1]))
def test_both_ways_of_reading_json_give_one_value(value: dict[str, object], is_ascii: bool, indent: int | None) -> None:
    try:
        data = json.dumps(value, ensure_ascii=is_ascii, indent=indent).encode()
    except UnicodeEncodeError:
        return
    loaded = loads(data, SMALL_LIMITS)
    assert not isinstance(loaded, Refusal)
    assert json.dumps(loaded[0]) == json.dumps(value) or "TEXT_SURROGATE" in loaded[1]
    fast = _fast(data, SMALL_LIMITS)
    assert fast is None or json.dumps(fast) == json.dumps(_slow(data.decode(), SMALL_LIMITS))


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", '"', "\\", ":"]), st.sampled_from(["1", '":"', '{"a":1}', '"\\\\"'])),
        max_size=5,
    ),
    st.sampled_from(["", " "]),
)
def test_no_duplicate_key_slips_through_the_fast_way(pairs: list[tuple[str, str]], blank: str) -> None:
    data = ("{" + ",".join(f"{json.dumps(key)}{blank}:{value}" for key, value in pairs) + "}").encode()
    loaded = loads(data, SMALL_LIMITS)
    has_duplicates = len({key for key, _ in pairs}) < len(pairs)
    assert (isinstance(loaded, Refusal) and loaded.reason == "JSON_DUP_KEY") == has_duplicates
