"""S: nothing, too little, too much."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from tests.bad_inputs.articles import article
from tests.bad_inputs.case import CASE, DELIVERED, Delivery, Landed, case

MIB = 2**20
LINE_BYTES = 192 * MIB
"""The endless line; 2 GB with ``--full``. Twelve times the largest record is beyond any buffer that holds a record."""
HUGE_ROWS = 2_000
"""Rows of the huge file; with their padding 64 MB, and 10 GB with ``--full``."""
PADDING_BYTES = 32 * 1024
"""Blanks in each of them: valid JSON that costs reading and no analysis. 1 MiB with ``--full``."""
MANY_FILES = 1_000
"""Files in one folder; 100,000 with ``--full``."""
TOKEN_CHARS = 50_000_000
SPARSE_BYTES = 2**40
WIDE_COLUMNS = 1_500
"""Columns that stand within the 8 KiB in which a line may be a header; the default limit is 1,000."""


@case("S01", "reject FILE_EMPTY")
def nothing(d: Delivery) -> None:
    """A file of no bytes."""
    d.put("empty.jsonl", b"", CASE)


@case("S02", "reject FILE_EMPTY")
def blanks(d: Delivery) -> None:
    """Files of blanks, line ends and marks."""
    for name, data in (
        ("blanks.txt", b" \n\t\r\n  "),
        ("mark.jsonl", b"\xef\xbb\xbf"),
        ("both.html", b"\xef\xbb\xbf\n \n"),
    ):
        d.put(name, data, CASE)


@case("S03", "reject REC_TOO_LARGE", group="sizes")
def endless_line(d: Delivery) -> None:
    """One row of JSON Lines that does not end for a very long time, between good rows."""
    blocks = (2**31 if d.is_full else LINE_BYTES) // MIB

    def data() -> Iterator[bytes]:
        yield d.good().line()
        yield b'{"title": "Without an end", "text": "'
        yield from (b"a" * MIB for _ in range(blocks))
        yield b'"}\n'
        yield d.good().line()

    d.put("endless.jsonl", data(), CASE)
    d.put("only.jsonl", (b'{"text": "', *(b"b" * MIB for _ in range(80))), CASE)


@case("S04", "accept", group="sizes")
def huge_file(d: Delivery) -> None:
    """A file of very many valid rows."""
    padding = b" " * (MIB if d.is_full else PADDING_BYTES)
    count = 10_000 if d.is_full else HUGE_ROWS

    def data() -> Iterator[bytes]:
        for number in range(count):
            row = {
                "url": f"https://ticker.example/{number}",
                "title": f"Ticker {number}: the tide at {number % 24} o'clock",
            }
            yield json.dumps(row).encode()[:-1] + padding + b"}\n"

    d.put("huge.jsonl", data(), *["accept NO_BODY"] * count)


@case("S05", "accept+flag TEXT_LONG_TOKEN", group="sizes")
def long_token(d: Delivery) -> None:
    """A word of fifty million letters."""
    made = d.article()
    d.put("rows.jsonl", d.good().line() + made.line(text=made.text + " " + "a" * TOKEN_CHARS) + d.good().line(), CASE)


@case("S06", "reject TEXT_TOO_SHORT")
def too_short(d: Delivery) -> None:
    """A text of two letters without a title; with a title it is a headline."""
    rows = [b'{"text": "ok"}\n', json.dumps({"title": d.article("headline").title}).encode() + b"\n"]
    d.put("rows.jsonl", d.good().line() + b"".join(rows) + d.good().line(), CASE, "accept NO_BODY")
    d.put("short.txt", b"ok\n", CASE)


@case("S07", "reject REC_TOO_WIDE")
def wide_object(d: Delivery) -> None:
    """Records with a hundred thousand keys, at the top and further down; a table of fifteen hundred columns."""
    wide = {f"key{number}": number for number in range(100_000)}
    rows = d.article().line(**wide) + d.article("inner").line(more=wide)
    d.put("rows.jsonl", d.good().line() + rows + d.good().line(), CASE, CASE)
    names = ",".join(f"c{number}" for number in range(WIDE_COLUMNS))
    cells = ",".join("1" for _ in range(WIDE_COLUMNS))
    d.put("wide.csv", f"title,text,{names}\nA title,A text,{cells}\n".encode(), CASE)


@case("S08", "accept", group="sizes")
def many_files(d: Delivery) -> None:
    """Very many small files in one folder."""
    count = 100_000 if d.is_full else MANY_FILES
    for number in range(count):
        path = d.path(f"many/{number:06}.jsonl")
        path.write_text(
            json.dumps({"url": f"https://ticker.example/many/{number}", "title": f"Tide table number {number}"})
        )
        os.utime(path, (DELIVERED, DELIVERED))
    d.expect([f"many/{number:06}.jsonl" for number in range(count)], *["accept NO_BODY"] * count)


@case("S09", "accept")
def long_and_foreign_names(d: Delivery) -> None:
    """A name of 255 bytes, and one that is no UTF-8."""
    longest = "n" * (255 - len(".jsonl")) + ".jsonl"
    d.put(longest, d.article("longest").line(), CASE)
    d.put(b"stra\xdfe-100%.jsonl", d.article("foreign").line(), CASE, stored="stra%DFe-100%25.jsonl")


@case("S10", "reject FILE_TOO_LARGE")
def sparse_file(d: Delivery) -> None:
    """A file that says it holds a terabyte, and takes no room on the disk."""
    path = d.path("sparse.jsonl")
    with path.open("wb") as file:
        file.write(article("S10-hole").line())
        file.truncate(SPARSE_BYTES)
    os.utime(path, (DELIVERED, DELIVERED))
    d.expect("sparse.jsonl", CASE)

    def look(own: list[Landed]) -> Iterator[str]:
        if any(one.row["source_sha256"] is not None for one in own):
            yield "it was read before its size was looked at"

    d.check(look)
