"""JSON Lines: what the keys mean, and where the records stand."""

from __future__ import annotations

import json

import pytest

from tests.transforms.read.stream import ARTICLE, SMALL_LIMITS, article, lines, read_file
from transforms.model import RawRecord
from transforms.read.fields import KEYS_OF_FIELD
from transforms.read.records import leaves_folder, record_of


def test_every_key_of_the_table_reaches_its_field_as_a_path_and_as_a_name_with_dots() -> None:
    for field, keys in KEYS_OF_FIELD.items():
        word = "https://v.example/a" if field == "url" else "v"
        for key in keys:
            nested: object = word
            for part in reversed(key.split(".")):
                nested = {part: nested}
            assert isinstance(nested, dict)
            for given in ({key: word}, nested):
                record = record_of({"title": "t", "text": "x", **given} if field not in ("title", "text") else given)
                assert isinstance(record, RawRecord), key
                assert getattr(record, field) == ((word,) if field == "byline" else word), key


def test_the_shapes_that_aggregators_use() -> None:
    record = read_file(
        lines(
            {
                "source": {"id": "hk", "name": "Havenkrant"},
                "author": [{"name": "Teun Kolkman"}, "Femke Baas", None],
                "title": "a",
                "description": "b",
                "content": "c",
                "publishedAt": "2024-05-12T02:22:33Z",
                "crawledAt": 1715480553,
                "section": ["Haven", "Sluizen"],
                "id": 12,
                "lang": "nl",
            }
        )
    ).records[0]
    assert record == RawRecord(
        text="c",
        title="a",
        lead="b",
        byline=("Teun Kolkman", "Femke Baas"),
        external_id="12",
        outlet="Havenkrant",
        section="Haven, Sluizen",
        language_hint="nl",
        published="2024-05-12T02:22:33Z",
        published_from="record_field publishedAt",
        collected="1715480553",
    )


def test_of_two_keys_for_one_field_the_better_counts_and_the_other_is_kept() -> None:
    for row in ({"title": "t", "text": "whole", "content": "cut"}, {"title": "t", "content": "cut", "text": "whole"}):
        record = record_of(dict(row))
        assert isinstance(record, RawRecord)
        assert record.text == "whole"
        assert record.extra == {"content": "cut"}
    empty_first = record_of({"title": "t", "text": "", "body": "b"})
    assert isinstance(empty_first, RawRecord)
    assert empty_first.text == "b"


def test_paragraphs_as_a_list_become_one_text() -> None:
    assert read_file(lines(article(text=["One.", "Two."]))).records[0].text == "One.\n\nTwo."


def test_spans_point_at_their_records_past_marks_blanks_and_line_ends() -> None:
    data = (
        b"\xef\xbb\xbf" + b"\n \n" + lines(ARTICLE) + b"\r\n" + json.dumps(ARTICLE).encode() + b"\r\n" + lines(ARTICLE)
    )
    for size in (1, 3, 10_000):
        reading = read_file(data, size=size)
        assert reading.codes == ["ok"] * 3
        assert len({json.dumps(json.loads(data[f.start_byte : f.end_byte])) for f in reading.frames}) == 1  # type: ignore[union-attr]
        assert data[reading.frames[0].start_byte :][:1] == b"{"  # type: ignore[union-attr]
        assert data[: reading.frames[1].end_byte][-1:] == b"}"  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [1, 999, 5_000])
def test_a_line_above_the_limit_is_one_refused_record(size: int) -> None:
    data = lines(ARTICLE, article(text="x" * 5_000), ARTICLE) + b'{"text": "' + b"y" * 5_000
    reading = read_file(data, limits=SMALL_LIMITS, size=size)
    assert reading.codes == ["ok", "REC_TOO_LARGE", "ok", "REC_TOO_LARGE"]
    assert [
        frame.record_number if hasattr(frame, "record_number") else frame.span.record_number for frame in reading.frames
    ] == [1, 2, 3, 4]
    refused = reading.frames[1].span  # type: ignore[union-attr]
    assert data[refused.start_byte - 1 : refused.start_byte] == b"\n"
    assert data[refused.end_byte : refused.end_byte + 1] == b"\n"


def test_a_name_leaves_its_folder_only_if_it_climbs_above_it() -> None:
    assert not any(map(leaves_folder, ("a/b", "/nieuws/1", "a/../b", "..a", "https://a.example/b", "v1..2", "")))
    assert all(map(leaves_folder, ("..", "../a", "a/../../b", "..\\a", "%2e%2e/a")))
