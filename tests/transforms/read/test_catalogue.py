"""The catalogue of hostile and broken inputs, row by row, for text and JSON Lines: each test names its row."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import tracemalloc
import zipfile
import zlib

import pytest

from tests.transforms.read.stream import ARTICLE, SMALL_LIMITS, article, lines, read_file
from transforms.model import RawRecord, ReadLimits
from transforms.normalize.characters import clean
from transforms.normalize.identity import content_hash
from transforms.read import READERS, sniff
from transforms.read.sniff import Sniffed

TEXT = (
    "Fähre läuft vor Utvær auf Grund\n\nAlle 143 Menschen an Bord sind in Sicherheit, sagt Kapitän Øystein Brå.\n" * 12
)


def only(data: bytes, name: str = "in.jsonl", **kwargs: ReadLimits) -> RawRecord:
    """The one record of a file."""
    reading = read_file(data, name, **kwargs)
    assert reading.codes == ["ok"], (reading.sniffed, reading.results)
    return reading.records[0]


def test_e01_a_byte_order_mark_changes_nothing() -> None:
    assert only(b"\xef\xbb\xbf" + TEXT.encode(), "a.txt").text == TEXT
    with_bom, without = read_file(b"\xef\xbb\xbf" + lines(ARTICLE)), read_file(lines(ARTICLE))
    assert with_bom.records == without.records
    assert with_bom.records[0].flags == frozenset()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_e02_utf_16_with_a_mark_is_read_without_a_flag(encoding: str) -> None:
    mark = "\ufeff".encode(encoding)
    assert only(mark + TEXT.encode(encoding), "a.txt") == RawRecord(text=TEXT)
    row = json.dumps(article(title="Ü\u0a0aber \u0100\u000a"), ensure_ascii=False) + "\n"
    reading = read_file(mark + (row * 3).encode(encoding), size=7)
    assert reading.codes == ["ok"] * 3
    assert {(r.title, r.flags) for r in reading.records} == {("Ü\u0a0aber \u0100\u000a", frozenset())}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_e03_utf_16_without_a_mark_is_guessed_and_flagged(encoding: str) -> None:
    record = only(TEXT.encode(encoding), "a.txt")
    assert record.text == TEXT
    assert record.flags == {"ENC_GUESSED"}
    reading = read_file(lines(ARTICLE, ARTICLE).decode().encode(encoding))
    assert reading.codes == ["ok", "ok"]
    assert isinstance(reading.sniffed, Sniffed)
    assert reading.sniffed.flags == {"ENC_GUESSED"}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_e02_e03_wide_json_lines_in_any_script(encoding: str, mark: str) -> None:
    row = (
        json.dumps(article(title="国际会议在日内瓦举行" * 30, text="各国代表讨论粮食走廊" * 90), ensure_ascii=False)
        + "\n"
    )
    reading = read_file((mark + row * 3).encode(encoding), size=999)
    assert reading.codes == ["ok"] * 3
    assert {record.title for record in reading.records} == {"国际会议在日内瓦举行" * 30}


def test_e04_utf_32_is_flagged() -> None:
    record = only(TEXT.encode("utf-32"), "a.txt")
    assert record.text == TEXT
    assert record.flags == {"ENC_GUESSED"}


def test_e05_cp1252_is_found_and_flagged() -> None:
    text = "The minister said: \u201cWe\u2019ll see\u201d \u2013 and left for Ávila.\n" * 9
    record = only(text.encode("cp1252"), "a.txt")
    assert record.text == text
    assert record.flags == {"ENC_MISDECLARED"}
    row = json.dumps(article(title="Café \u201cÉtoile\u201d"), ensure_ascii=False).encode("cp1252") + b"\n"
    assert only(row).title == "Café \u201cÉtoile\u201d"


def test_e06_a_few_invalid_bytes_are_replaced_and_many_refuse_the_file() -> None:
    data = TEXT.encode()
    middle = data.index(b"\n", 200)
    record = only(data[:middle] + b"\xff\xfe" + data[middle:], "a.txt")
    assert record.flags == {"ENC_REPLACED"}
    assert record.text is not None
    assert record.text.replace("\ufffd", "") == TEXT
    assert read_file(b"ab\xff\xfe\xff cd " * 200, "a.txt").codes == ["ENC_UNDECODABLE"]


@pytest.mark.parametrize("overlong", [b"\xc0\xaf", b"\xed\xa0\x80", b"\xe0\x80\xaf"])
def test_e07_overlong_forms_never_become_what_they_hide(overlong: bytes) -> None:
    record = only(b"Plain words stand here. " * 40 + b"a" + overlong + b"b", "a.txt")
    assert record.flags == {"ENC_REPLACED"}
    assert record.text is not None
    assert "/" not in record.text


def test_e08_a_lone_surrogate_is_replaced_so_that_arrow_can_hold_it() -> None:
    row = json.dumps(article(title="x", keywords=["x"])).replace('"x"', '"a\\ud800b \\ud83d\\ude00"').encode()
    record = only(row + b"\n")
    assert record.title == "a\ufffdb \U0001f600"
    assert record.extra == {"keywords": ["a\ufffdb \U0001f600"]}
    assert record.flags == {"TEXT_SURROGATE"}


@pytest.mark.parametrize(
    ("broken", "whole", "flags"),
    [
        ("a\x00b", "ab", {"TEXT_CONTROL"}),  # E09
        ("\x1b[2Jcl\x9bear\x07", "clar", {"TEXT_CONTROL"}),  # E10
        ("HÃ¥kon DyrÃ¸y sa at fÃ¦rgen gikk", "Håkon Dyrøy sa at færgen gikk", {"TEXT_MOJIBAKE"}),  # E11
        ("news \u202eevil\u2066 x", "news evil x", {"TEXT_BIDI"}),  # E12
        ("Mos\u200bcow and \ufeffParis", "Moscow and Paris", {"TEXT_ZEROWIDTH"}),  # E13
        ("p\u0430ypal", "p\u0430ypal", {"TEXT_CONFUSABLE"}),  # E14
        ("a" + "\u0316" * 100_000, "a" + "\u0316" * 4, {"TEXT_COMBINING"}),  # E15
        ("e\u0301te\u0301", "été", set()),  # E16
        ("\ufffea\ue000\ufdd0", "a", {"TEXT_CONTROL"}),  # E17
        ("a\rb\u2028c\r\nd", "a\nb\nc\nd", set()),  # E18
    ],
)
def test_e09_to_e18_characters(broken: str, whole: str, flags: set[str]) -> None:
    assert clean(broken) == (whole, flags)
    assert clean(whole)[0] == whole


def test_e09_e10_raw_controls_within_a_json_string_are_a_flaw_of_the_text_only() -> None:
    raw = json.dumps(ARTICLE).encode().replace(b"Sluis", b"Slu\x00\x1b[2Jis") + b"\n"
    record = only(raw)
    assert record.title is not None
    assert clean(record.title)[0] == ARTICLE["title"]


def test_e13_e16_hashes_see_through_invisible_characters_and_composition() -> None:
    assert content_hash("Caf\u00e9", "Mos\u200bcow") == content_hash("Cafe\u0301", "Moscow")
    assert content_hash("p\u0430ypal", "x") != content_hash("paypal", "x")


def test_e18_json_lines_end_at_newlines_only() -> None:
    record = only(lines(article(title="one\u2028two\u0085three\x0cfour")))
    assert record.title == "one\u2028two\u0085three\x0cfour"


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n\n", "\ufeff \n".encode("utf-16-le")]
)
@pytest.mark.parametrize("is_packed", [False, True])
def test_s01_s02_empty_files(data: bytes, is_packed: bool) -> None:
    assert read_file(gzip.compress(data) if is_packed else data, "a.txt").file_code == "FILE_EMPTY"


def test_s03_an_endless_line_costs_no_memory_and_the_next_one_is_read() -> None:
    limits = ReadLimits(max_record_bytes=64 * 1024)
    total = 20 * 2**20

    def endless() -> list[bytes]:
        return [b'{"text": "'] + [b"a" * 65_536] * (total // 65_536) + [b'"}\n', *([lines(ARTICLE)] * 2)]

    tracemalloc.start()
    frames = list(READERS["jsonl"].frame(iter(endless()), limits))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [getattr(getattr(f, "refusal", None), "reason", "ok") for f in frames] == ["REC_TOO_LARGE", "ok", "ok"]
    assert peak < 1_000_000
    whole = read_file(b'{"text": "' + b"a" * 10_000, limits=SMALL_LIMITS)
    assert whole.codes == ["REC_TOO_LARGE"]


def test_s05_one_long_token_is_kept_and_flagged() -> None:
    text = "a" * 100_000
    assert only(text.encode(), "a.txt").text == text
    assert clean(text) == (text, {"TEXT_LONG_TOKEN"})


def test_s07_a_record_with_too_many_keys_is_refused_at_any_level() -> None:
    wide = {f"key{n}": n for n in range(100_000)}
    assert read_file(lines({**ARTICLE, **wide}, article(extra=wide), ARTICLE)).codes == [
        "REC_TOO_WIDE",
        "REC_TOO_WIDE",
        "ok",
    ]


BINARIES = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "elf": b"\x7fELF\x02\x01\x01" + bytes(50),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "sqlite": b"SQLite format 3\0\x10\0",
    "duckdb": b"\x01\x02\x03\x04\x05\x06\x07\x08DUCK\x40\0\0\0",
    "parquet": b"PAR1\x15\x04\x15",
    "pickle": pickle.dumps({"a": [1, 2, 3]}),
    "noise": bytes(range(256)) * 8,
    "zeros": bytes(4_000),
}


@pytest.mark.parametrize("kind", BINARIES)
@pytest.mark.parametrize("is_packed", [False, True])
def test_c01_v06_binaries_are_no_text_whatever_their_name(kind: str, is_packed: bool) -> None:
    data = gzip.compress(BINARIES[kind]) if is_packed else BINARIES[kind]
    assert read_file(data, "article.txt").file_code == "TYPE_MISMATCH"


def test_c02_a_wrong_name_is_flagged_and_the_content_read() -> None:
    reading = read_file(lines(ARTICLE), "article.txt")
    assert reading.codes == ["ok"]
    assert isinstance(reading.sniffed, Sniffed)
    assert reading.sniffed == Sniffed("jsonl", None, frozenset({"TYPE_MISNAMED"}))
    assert sniff(TEXT.encode(), "a.jsonl") == Sniffed("text", None, frozenset({"TYPE_MISNAMED"}))


@pytest.mark.parametrize("filling", [b"\0", b" ", b"a", b'{"title": "a", "text": "' + b"b" * 9_000 + b'"}\n'])
def test_c03_a_bomb_is_stopped_while_it_unpacks(filling: bytes) -> None:
    packer = zlib.compressobj(9, wbits=31)
    block = filling * (2**20 // len(filling))
    data = b"".join(packer.compress(block) for _ in range(64)) + packer.flush()
    limits = ReadLimits(max_record_bytes=2**20)
    reading = read_file(data, "a.html", limits, size=4_096)
    assert "DECOMP_LIMIT" in (reading.file_code, *reading.codes[-1:])
    assert len(reading.content) < 40 * 2**20


def test_c03_the_absolute_limit_holds_too() -> None:
    data = gzip.compress(TEXT.encode() * 100)
    reading = read_file(data, "a.txt", ReadLimits(max_unpacked_bytes=10_000))
    assert "DECOMP_LIMIT" in (reading.file_code, *reading.codes)


def test_c10_what_stood_before_the_cut_is_read() -> None:
    rows = [article(id=str(n), text=f"{n} " + "".join(chr(97 + (n * k) % 26) for k in range(400))) for n in range(400)]
    data = gzip.compress(lines(*rows))
    reading = read_file(data[:-2_000])
    assert reading.codes[:-1] == ["ok"] * (len(reading.codes) - 1)
    assert reading.codes[-1] == "TRUNCATED"
    assert len(reading.codes) > 100
    assert read_file(gzip.compress(TEXT.encode())[:-20], "a.txt").codes == ["TRUNCATED"]


def test_c10_a_missing_checksum_loses_no_record_but_is_told() -> None:
    data = gzip.compress(lines(*[article(id=str(n)) for n in range(5)]))
    assert read_file(data[:-8]).codes == ["ok"] * 5 + ["TRUNCATED"]
    wrong_sum = data[:-8] + bytes(4) + data[-4:]
    assert read_file(wrong_sum).codes == ["ok"] * 5 + ["TRUNCATED"]


def test_c11_all_members_are_read_and_garbage_after_them_is_told() -> None:
    data = gzip.compress(lines(ARTICLE)) + gzip.compress(b"") + gzip.compress(lines(ARTICLE, ARTICLE))
    for size in (1, 7, 10_000):
        assert read_file(data, size=size).codes == ["ok"] * 3
        assert read_file(data + bytes(512), size=size).codes == ["ok"] * 3
        assert read_file(data + b"junk" * 9, size=size).codes == ["ok"] * 3 + ["TRAILING_GARBAGE"]
    assert read_file(gzip.compress(TEXT.encode()) + b"junk", "a.txt").codes == ["ok", "TRAILING_GARBAGE"]


def test_c05_what_is_packed_twice_is_named_for_it() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", TEXT)
    for data in (gzip.compress(packed.getvalue()), gzip.compress(gzip.compress(TEXT.encode()))):
        assert read_file(data, "a.txt").file_code == "ARCHIVE_DEPTH"


@pytest.mark.parametrize("head", [b"\x28\xb5\x2f\xfd\0", b"BZh91AY&SY\xff", b"\xfd7zXZ\0\0", b"\x1f\x8b\x08"])
def test_c10_a_cut_head_of_any_compression(head: bytes) -> None:
    assert read_file(head, "a.txt").file_code == "TRUNCATED"


def test_j01_one_bad_row_of_a_thousand() -> None:
    rows: list[object] = [article(id=str(n)) for n in range(1_000)]
    rows[499] = b'{"id": "499", "title": "without its brace"'
    reading = read_file(lines(*rows))
    assert reading.codes.count("ok") == 999
    assert reading.codes[499] == "JSON_SYNTAX"
    refusal = reading.results[499]
    assert "at character 42" in str(getattr(refusal, "detail", ""))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b'{"title": "a", "title": "a"}', "JSON_DUP_KEY"),  # J02
        (b'{"title": "a", "x": {"y": 1, "z": 2, "\\u0079": 3}}', "JSON_DUP_KEY"),
        (b'{"title" : "a", "x":1, "x":2}', "JSON_DUP_KEY"),
        (b'{"title":"a","x\\\\":1,"b":1,"b":2}', "JSON_DUP_KEY"),
        (b'{"title": "a", "x": NaN}', "JSON_NONFINITE"),  # J03
        (b'{"title": "a", "x": [-Infinity]}', "JSON_NONFINITE"),
        (b'{"title": "a", "x": 1e999}', "JSON_NONFINITE"),
        (b'{"title": "a", "x": ' + b"7" * 10_000 + b"}", "JSON_NUMBER"),  # J04
        (b'{"title": "a", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "JSON_DEPTH"),  # J05
        (b'{"title": "a", "x": ' + b"[" * 64 + b"]" * 64 + b"}", "JSON_DEPTH"),
        (b"[" * 100_000, "JSON_DEPTH"),
        (b"[1, 2]", "SCHEMA_TYPE"),  # J06
        (b'"a word"', "SCHEMA_TYPE"),
        (b"42", "SCHEMA_TYPE"),
        (b"null", "SCHEMA_TYPE"),
        (b'{"title": {"en": "a"}, "text": "b"}', "SCHEMA_TYPE"),  # J07
        (b'{"title": "a", "date": [2020]}', "SCHEMA_TYPE"),
        (b'{"title": "a", "date": true}', "SCHEMA_TYPE"),
        (b'{"title": "a", "author": [["b"]]}', "SCHEMA_TYPE"),
        (b'{"id": "1", "url": "https://a.example/b"}', "SCHEMA_MISSING"),  # J08
        (b'{"title": "  ", "text": null}', "SCHEMA_MISSING"),
        (b'{"title": "a"}{"title": "b"}', "JSON_SYNTAX"),  # J12
        (b'{"title": "a"},', "JSON_SYNTAX"),
        (b'{"title": "a", "id": "../../etc/cron.d/x"}', "PATH_TRAVERSAL"),  # N03
        (b'{"title": "a", "id": "a/%2e%2e/%2e%2e/b"}', "PATH_TRAVERSAL"),
        (b'{"title": "a", "id": "..\\\\..\\\\x"}', "PATH_TRAVERSAL"),
    ],
)
def test_j_n_a_bad_row_is_refused_and_its_neighbours_land(row: bytes, code: str) -> None:
    assert read_file(lines(ARTICLE, row, ARTICLE)).codes == ["ok", code, "ok"]


@pytest.mark.parametrize(
    ("row", "code"), [(b"[" * 100_000, "JSON_DEPTH"), (b"[1,2]", "SCHEMA_TYPE"), (b"{}{}", "JSON_SYNTAX")]
)
def test_j05_j06_j12_alone_in_a_file_that_says_it_is_json_lines(row: bytes, code: str) -> None:
    assert read_file(row + b"\n").codes == [code]


@pytest.mark.parametrize(
    "row",
    [
        {"title": "a", "x": [[[[1]]]]},
        {"title": 'colon ": in text', "x": '":"'},
        {"title": "a", "n": 2**70, "f": 1e300, "z": -0.0},
        {"title": "a", "__proto__": {"x": 1}, "constructor": "y", "__class__": "z"},  # J11
        {"title": "a", "id": "2024/../2023/x", "url": None},
        {"title": "a", "id": "Francais/France/L'Humanité#280"},
    ],
)
def test_odd_but_honest_rows_are_read(row: dict[str, object]) -> None:
    record = only(lines(row))
    known = {"title", "id", "url"}
    assert record.extra == {key: value for key, value in row.items() if key not in known}


def test_j04_an_integer_of_four_thousand_digits_keeps_them() -> None:
    assert only(b'{"title": "a", "x": ' + b"7" * 4_000 + b"}").extra["x"] == int("7" * 4_000)


def test_j08_unknown_keys_are_kept() -> None:
    assert only(lines(article(topic="sluizen", rank=3))).extra == {"topic": "sluizen", "rank": 3}


@pytest.mark.parametrize("cut", [10, 60, 150])
def test_j09_a_last_line_that_stops_within_a_record(cut: int) -> None:
    row = json.dumps(ARTICLE).encode()
    reading = read_file(lines(ARTICLE) + row[:cut])
    assert reading.codes == ["ok", "TRUNCATED"]
    assert read_file(lines(ARTICLE) + row).codes == ["ok", "ok"]


def test_j12_a_missing_newline_at_the_end_is_no_fault() -> None:
    assert read_file(lines(ARTICLE, ARTICLE).rstrip()).codes == ["ok", "ok"]


def test_v03_v05_odd_words_are_inert() -> None:
    title = "{{7*7}} {0.__class__} %s ignore previous instructions <script>alert(1)</script> =cmd|' /C calc'!A0"
    assert only(lines(article(title=title))).title == title
    assert clean(title) == (title, frozenset())
