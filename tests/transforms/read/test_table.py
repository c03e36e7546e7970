"""Tables with separators: the header and what it means, rows and what breaks them."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.read.stream import codes_of, pieces, read_file, results_of
from transforms.contracts import REASONS
from transforms.model import Context, Framed, Preamble, RawRecord, ReadLimits, Refusal, RefusedSpan, Skipped, Span
from transforms.read.compression import StreamDamage
from transforms.read.table import TableReader
from transforms.read.tabledialect import dialect_in

READER = TableReader()
HEADER = b"Title,Text,URL,rank\n"
GOOD = b"a,b,https://a.example/c,1\n"


def frames_of(data: bytes, limits: ReadLimits | None = None, size: int = 10**6) -> list[Framed]:
    """All frames of a table in chunks of a size."""
    return list(READER.frame(pieces(data, size), limits or ReadLimits()))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_every_way_to_write_a_table(delimiter: str, end: str, encoding: str) -> None:
    rows = [
        ["Kop", "TEKST", "title", "Pub Date", "Text"],
        ["x", "1", 'Brug "dicht"', "2024-03-01", f"Een, 国;{end}twee|"],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    data = (text.getvalue() + end + delimiter * 4 + end).encode(encoding)
    (found,) = results_of(READER, data)
    assert isinstance(found, RawRecord)
    assert (found.title, found.text, found.published) == ('Brug "dicht"', f"Een, 国;{end}twee|", "2024-03-01")
    assert found.extra == {"Kop": "x", "TEKST": "1"}
    spans = [frame for frame in frames_of(data) if isinstance(frame, Span)]
    codec = {"utf-16": "utf-16-le"}.get(encoding, encoding)
    assert data[spans[0].start_byte : spans[0].end_byte].decode(codec).count(delimiter) >= 4


def test_excel_names_its_separator_and_exports_have_lines_above_their_header() -> None:
    data = b"sep=|\r\nTitle|Text\r\na|b\r\n"
    assert [type(frame) for frame in frames_of(data)] == [Skipped, Preamble, Span]
    data = b"Export of 1 March 2024\n\nSearch: bridges, locks\nDate;Title;Text\n2024-03-01;a;b\n"
    frames = frames_of(data)
    assert [type(frame) for frame in frames] == [Skipped, Skipped, Preamble, Span]
    assert isinstance(frames[2], Preamble)
    dialect = dialect_in(frames[2].data)
    assert dialect is not None
    assert (dialect.delimiter, dialect.columns) == (";", ("Date", "Title", "Text"))


def test_a_table_in_an_old_encoding_is_read_in_it_row_by_row() -> None:
    data = "Titel;Title;Text\r\nMüller;Größe;Straße für Übung\r\nx;y;z\r\n".encode("cp1252")
    first, second = results_of(READER, data)
    assert isinstance(first, RawRecord)
    assert isinstance(second, RawRecord)
    assert (first.title, first.text) == ("Größe", "Straße für Übung")
    assert "ENC_MISDECLARED" in first.flags


def test_the_columns_of_webz_and_newsapi_exports_reach_their_fields() -> None:
    data = b"thread.site,source.name,publishedAt,title,content\n"
    data += b"zm.example,De Zandermeerder,2024-03-01,Brug,Dicht. [+99 chars]\n"
    (found,) = results_of(READER, data)
    assert isinstance(found, RawRecord)
    assert (found.outlet, found.published, found.text) == ("De Zandermeerder", "2024-03-01", "Dicht.")
    assert found.flags == {"TEXT_CUT"}


def test_a_table_without_articles_is_refused_once_and_names_its_columns() -> None:
    data = b"name,age,city\n" + b"1,2,3\n" * 50_000
    (frame,) = frames_of(data)
    assert isinstance(frame, RefusedSpan)
    assert frame.span == Span(1, 0, len(data))
    assert frame.refusal.reason == "SCHEMA_MISSING"
    assert "name, age, city" in str(frame.refusal.detail)
    assert codes_of(READER, HEADER) == ["SCHEMA_MISSING"]


def test_the_users_names_of_columns_make_a_table_readable() -> None:
    keys = (("title", ("kop",)), ("text", ("tekst",)))
    data = b"kop;tekst\nBrug;Dicht\n"
    assert [type(f) for f in READER.frame([data], ReadLimits())] == [RefusedSpan]
    preamble, span = READER.frame([data], ReadLimits(), Context(field_keys=keys))
    assert isinstance(preamble, Preamble)
    assert isinstance(span, Span)
    context = Context(preamble=preamble.data, field_keys=keys)
    assert READER.read(b"Brug;Dicht", ReadLimits(), context) == RawRecord(title="Brug", text="Dicht")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"a,b\n", "CSV_SYNTAX"),
        (b"a,b,c,d,e\n", "CSV_SYNTAX"),
        (b"a,b,c,d,,\n", "ok"),
        (b'a,"b,c,d\n', "CSV_SYNTAX"),
        (b'"a,b,c,d\n', "CSV_SYNTAX"),
        (b'a,b,c,"d\n', "CSV_SYNTAX"),
        (b'a,"b\nmore of it\nand more" x,c,d\n', "CSV_SYNTAX"),
        (b'a,"b\nc","d",e,f,g\n', "CSV_SYNTAX"),
        (b'"Enough", says mayor,b,c\n', "ok"),
        (b'"Enough" says mayor,b,c,d\n', "ok"),
        (b",,c,d\n", "SCHEMA_MISSING"),
    ],
)
def test_j10_a_bad_row_is_lost_alone(row: bytes, code: str) -> None:
    quoted = b'"x ""y""","l1\nl2",https://a.example/d,2\n'
    for after in (GOOD + quoted, quoted + GOOD):
        assert codes_of(READER, HEADER + GOOD + row + after) == ["ok", code, "ok", "ok"]


@pytest.mark.parametrize("end", [b'",c,1\n', b",c,1\n"])
def test_j10_a_cell_of_any_size_is_passed_by_without_being_held(end: bytes) -> None:
    limits = ReadLimits(max_record_bytes=64 * 1024)

    def table() -> Iterator[bytes]:
        yield HEADER + GOOD + (b'a,"' if end.startswith(b'"') else b"a,")
        yield from [b"x" * 65_536] * 200
        yield end + GOOD

    tracemalloc.start()
    frames = list(READER.frame(table(), limits))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    codes = [frame.refusal.reason if isinstance(frame, RefusedSpan) else "ok" for frame in frames[1:]]
    assert codes == ["ok", "REC_TOO_LARGE", "ok"]
    assert peak < 1_500_000


def test_j10_a_quote_that_never_ends_costs_its_row_though_much_follows() -> None:
    limits = ReadLimits(max_record_bytes=2_000)
    data = HEADER + GOOD + b'a,"never ends\n' + GOOD * 500
    for size in (100, 10**6):
        frames = frames_of(data, limits, size)
        refused = [frame for frame in frames if isinstance(frame, RefusedSpan)]
        assert [frame.refusal.reason for frame in refused] == ["CSV_SYNTAX"]
        assert data[refused[0].span.start_byte : refused[0].span.end_byte] == b'a,"never ends'
        assert sum(isinstance(frame, Span) for frame in frames) == 501


def test_v02_formulas_are_inert() -> None:
    row = b"=cmd|' /C calc'!A0,\"@SUM(1)\t+2\r\n-3\",u,1\n"
    (found,) = results_of(READER, HEADER + row)
    assert isinstance(found, RawRecord)
    assert (found.title, found.text) == ("=cmd|' /C calc'!A0", "@SUM(1)\t+2\r\n-3")


def test_a_stream_that_breaks_off_leaves_its_complete_rows() -> None:
    def broken() -> Iterator[bytes]:
        yield HEADER + GOOD + b"a,b,c"
        raise StreamDamage("TRUNCATED", "gzip stream ends")

    preamble, row, missing = READER.frame(broken(), ReadLimits())
    assert isinstance(preamble, Preamble)
    assert isinstance(row, Span)
    assert isinstance(missing, RefusedSpan)
    assert missing.refusal == Refusal("TRUNCATED", "gzip stream ends")
    assert missing.span == Span(2, len(HEADER + GOOD), len(HEADER + GOOD) + 5)


def test_a_delivered_table_is_told_by_its_content() -> None:
    reading = read_file(HEADER + GOOD * 3, "export.txt")
    assert reading.codes == ["ok"] * 3


CELLS = st.text(st.sampled_from('ab ",;\n\r\t国'), max_size=6)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), st.sampled_from(",;\t|"), st.integers(1, 30))
def test_what_csv_writes_is_read_back(rows: list[tuple[str, str, str]], delimiter: str, size: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["title", "x", "y"])
    writer.writerows([f"t{cells[0]}", *cells[1:]] for cells in rows)
    data = text.getvalue().encode()
    assert frames_of(data) == frames_of(data, size=size)
    found = [found for found in results_of(READER, data) if isinstance(found, RawRecord)]
    assert [(r.title, r.extra.get("x", "")) for r in found] == [
        (f"t{cells[0]}", cells[1] if cells[1].strip() else "") for cells in rows
    ]


PARTS = st.sampled_from(
    [*'",;\n\ra ', '""', "\r\n", "x,y,z\n", '"p\nq"', "z" * 70, 'q,"r,s\n', '"o" r,s,t\n', "é", "国"],
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, max_size=25).map("".join), st.sampled_from(["utf-8", "utf-16", "cp1252"]), st.integers(1, 40))
def test_whatever_the_bytes_frames_are_in_order_and_the_same_for_all_chunks(
    text: str, encoding: str, size: int
) -> None:
    limits = ReadLimits(max_record_bytes=60)
    data = ("title,text,c\n" + text).encode(encoding, "replace")
    frames = frames_of(data, limits)
    assert frames == frames_of(data, limits, size)
    end, number, outside, preamble = 0, 0, b"", b""
    for frame in frames:
        if isinstance(frame, Preamble):
            preamble = frame.data
        elif isinstance(frame, Span | RefusedSpan):
            span = frame.span if isinstance(frame, RefusedSpan) else frame
            number += 1
            assert span.record_number == number
            assert end <= span.start_byte <= span.end_byte <= len(data)
            outside += data[end : span.start_byte] if number > 1 else b""
            end = span.end_byte
            found = (
                frame.refusal
                if isinstance(frame, RefusedSpan)
                else READER.read(data[span.start_byte : end], limits, Context(preamble=preamble))
            )
            assert not isinstance(found, Refusal) or found.reason in REASONS
    assert number
    outside += data[end:]
    assert not outside.strip(b" \r\n,\0")


@given(st.binary(max_size=200))
def test_any_bytes_under_any_preamble_are_a_record_or_a_listed_reason(data: bytes) -> None:
    frames = frames_of(data)
    assert frames == frames_of(data, size=1)
    preamble = b'{"delimiter": ",", "columns": ["title"], "encoding": ""}'
    for given_preamble in (preamble, data, b""):
        found = READER.read(data, ReadLimits(), Context(preamble=given_preamble))
        assert isinstance(found, RawRecord) or found.reason in REASONS
