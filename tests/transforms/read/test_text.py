"""A text file is one article, with an optional line that dates it."""

from __future__ import annotations

import pytest

from tests.transforms.read.stream import SMALL_LIMITS, read_file
from transforms.model import RawRecord, ReadLimits, Refusal, Span
from transforms.read import READERS


def read(text: str) -> RawRecord:
    """A text through the reader."""
    record = READERS["text"].read(text.encode(), ReadLimits())
    assert isinstance(record, RawRecord)
    return record


@pytest.mark.parametrize(
    ("text", "header_date", "rest"),
    [
        (" date 2021-10 De minister zei", "2021-10", "De minister zei"),
        ("date 2024-05-14\nKop\n\n  Ingesprongen", "2024-05-14", "\nKop\n\n  Ingesprongen"),
        ("\ufeff\n  date 2021-10\r\n\r\nKop", "2021-10", "\r\n\r\nKop"),
        ("date 2021-10-18T10:00 x", None, None),
        ("date 2021-13 x", None, None),
        ("date 2021-1 x", None, None),
        ("The date 2021-10 is wrong", None, None),
        ("dated 2021-10 x", None, None),
    ],
)
def test_the_header_line_is_cut_and_its_date_kept(text: str, header_date: str | None, rest: str | None) -> None:
    record = read(text)
    assert record.header_date == header_date
    assert record.text == (text.removeprefix("\ufeff") if rest is None else rest)


def test_layout_is_kept_because_it_tells_blocks_apart() -> None:
    text = "Kop\n\n\n    Ingesprongen\talinea\n \nDerde\n"
    assert read(text).text == text


def test_a_header_line_alone_is_no_article() -> None:
    assert READERS["text"].read(b" date 2021-10 \n", ReadLimits()) == Refusal(
        "SCHEMA_MISSING", "nothing but a header line"
    )


def test_one_file_is_one_span_of_all_its_bytes() -> None:
    data = b"One\n\nTwo\n" * 50
    assert read_file(data, "a.txt", size=7).frames == [Span(1, 0, len(data))]
    assert read_file(data * 50, "a.txt", SMALL_LIMITS).codes == ["REC_TOO_LARGE"]
