"""J: records that are not what JSON, or a record, should be; and tables."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.bad_inputs.articles import Article
from tests.bad_inputs.case import CASE, Delivery, Landed, case

PLAIN_ROWS = 997
"""Good rows beside the bad one and its two neighbours."""
LARGE_CELL_BYTES = 20 * 2**20
"""A cell beyond the default of max_record_bytes."""


def among_good(d: Delivery, *rows: bytes, code: str = CASE, name: str = "rows.jsonl") -> None:
    """Bad rows, each between good ones."""
    data = d.good().line()
    for row in rows:
        data += row.rstrip(b"\n") + b"\n" + d.good().line()
    d.put(name, data, *[code] * len(rows))


@case("J01", "partial JSON_SYNTAX")
def one_bad_row(d: Delivery) -> None:
    """One row of a thousand lacks its brace."""
    ticker = [
        json.dumps({"url": f"https://ticker.example/j01/{number}", "title": f"Tide table {number} of the season"})
        + "\n"
        for number in range(PLAIN_ROWS)
    ]
    first = d.good().line() + "".join(ticker[:500]).encode()
    bad = d.article().line()[:-2] + b"\n"
    data = first + bad + "".join(ticker[500:]).encode() + d.good().line()
    d.put("rows.jsonl", data, CASE, *["accept NO_BODY"] * PLAIN_ROWS)

    def look(own: list[Landed]) -> Iterator[str]:
        refused = [one.row for one in own if one.outcome.startswith("reject")]
        place = [(row["record_number"], row["start_byte"], row["end_byte"]) for row in refused]
        if place != [(502, len(first), len(first) + len(bad) - 1)]:
            yield f"the bad row stands at {place}"

    d.check(look)


@case("J02", "reject JSON_DUP_KEY")
def key_given_twice(d: Delivery) -> None:
    """An object that gives a key twice, at the top, further down, and once spelled with an escape."""
    made = d.article().line().rstrip(b"}\n")
    among_good(
        d,
        made + b', "title": "Another"}',
        made + b', "more": {"deep": [{"x": 1, "x": 2}]}}',
        made + b', "t\\u0069tle": "Another"}',
    )


@case("J03", "reject JSON_NONFINITE")
def not_finite(d: Delivery) -> None:
    """NaN, Infinity, and a number that overflows."""
    made = d.article().line().rstrip(b"}\n")
    among_good(d, *(made + b', "score": ' + value + b"}" for value in (b"NaN", b"-Infinity", b"1e999")))


@case("J04", "reject JSON_NUMBER")
def endless_number(d: Delivery) -> None:
    """A whole number of ten thousand digits."""
    among_good(d, d.article().line().rstrip(b"}\n") + b', "count": ' + b"7" * 10_000 + b"}")


@case("J05", "reject JSON_DEPTH")
def nested_arrays(d: Delivery) -> None:
    """A hundred thousand arrays within arrays, closed and not closed."""
    made = d.article().line().rstrip(b"}\n")
    deep = b"[" * 100_000
    among_good(d, made + b', "more": ' + deep + b"]" * 100_000 + b"}", deep)
    d.put("deep.json", deep, CASE)


@case("J06", "reject SCHEMA_TYPE")
def no_object(d: Delivery) -> None:
    """Rows that are arrays and scalars."""
    among_good(d, b"[1, 2]", b'"a word"', b"42", b"null")
    d.put("array.json", b"[1, 2]\n", CASE)


@case("J07", "reject SCHEMA_TYPE")
def wrong_types(d: Delivery) -> None:
    """A title that is an object, a date that is a list, a text that is a number."""
    made = d.article()
    among_good(d, made.line(title={"en": made.title}), made.line(published=[2024, 3, 5]), made.line(text=12))


@case("J08", "reject SCHEMA_MISSING")
def nothing_to_read(d: Delivery) -> None:
    """A record without title and text; unknown keys of another are kept."""
    made = d.article()
    among_good(d, made.line(title=None, text=None))
    d.put("extra.jsonl", d.article("extra").line(mood="calm"), "accept")

    def look(own: list[Landed]) -> Iterator[str]:
        if not any("calm" in (one.row["extra"] or "") for one in own):
            yield "the unknown key was lost"

    d.check(look)


@case("J09", "partial TRUNCATED")
def cut_row(d: Delivery) -> None:
    """The last row stops in the middle."""
    d.put("rows.jsonl", d.good().line() + d.good().line() + d.article().line()[:-60], CASE)


@case("J10", "partial CSV_SYNTAX")
def broken_table(d: Delivery) -> None:
    """A table with a row too short, a row too long, a quote that never ends, and a cell beyond the largest record."""
    header = "url,title,text\n"

    def row(made: Article) -> str:
        return f'{made.url},{made.title},"{made.text}"\n'

    ragged = f"{d.article('short').url},Only a title\n"
    long = row(d.article("long")).rstrip("\n") + ",more,and more\n"
    d.put("ragged.csv", (header + row(d.good()) + ragged + long + row(d.good())).encode(), CASE, CASE)
    unclosed = f'{d.article("open").url},A title,"A text without an end {"x" * 1000}\n'
    d.put("unclosed.csv", (header + row(d.good()) + unclosed).encode(), CASE)
    large = f'{d.article("large").url},A title,"{"x" * LARGE_CELL_BYTES}"\n'
    d.put("large.csv", (header + row(d.good()) + large + row(d.good())).encode(), "reject REC_TOO_LARGE")


@case("J11", "accept")
def names_of_machinery(d: Delivery) -> None:
    """Keys that mean something to JavaScript and to Python."""
    more = {"__proto__": {"admin": True}, "constructor": "x", "__class__": "y", "__init__": {"__globals__": 1}}
    d.put("rows.jsonl", d.good().line() + d.article().line(**more) + d.good().line(), CASE)


@case("J12", "reject JSON_SYNTAX")
def two_documents(d: Delivery) -> None:
    """Two objects on one line; a last line without its end is whole."""
    pair = d.article("one").line().rstrip() + d.article("two").line()
    d.put("rows.jsonl", d.good().line() + pair + d.good().line().rstrip(), CASE)
