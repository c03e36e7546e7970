"""E: bytes and characters that are not what they should be."""

from __future__ import annotations

import codecs
import json
import unicodedata
from collections.abc import Iterator

from tests.bad_inputs.articles import Article
from tests.bad_inputs.case import CASE, Check, Delivery, Landed, case

ESCAPE = "\x1b"


def told(article: Article, old: str, new: str) -> bytes:
    """The article's record with a piece of its text exchanged, as one line."""
    assert old in article.text
    return article.line(text=article.text.replace(old, new, 1))


def between(d: Delivery, *rows: bytes) -> bytes:
    """Rows of JSON Lines with a good one before and after."""
    return d.good().line() + b"".join(rows) + d.good().line()


def among(d: Delivery, marked: str) -> None:
    """Deliver a record whose text holds a mark in the middle of a word, between good ones; the case's verdict holds."""
    d.put("rows.jsonl", between(d, told(d.article(), "visitors", f"visi{marked}tors")), CASE)


def says(phrase: str) -> Check:
    """A look: the text as it landed has this phrase."""

    def look(own: list[Landed]) -> Iterator[str]:
        if not any(phrase in (one.row["body"] or "") for one in own):
            yield f"no text holds {phrase!a}"

    return look


@case("E01", "accept")
def byte_order_mark(d: Delivery) -> None:
    """A text that begins with the mark of UTF-8; without it, it is the same text."""
    plain = d.article().plain.encode()
    d.put("a.txt", codecs.BOM_UTF8 + plain)
    d.put("b.txt", plain)
    d.expect(["a.txt", "b.txt"], "accept", "duplicate")
    rows = d.article("rows").line() + d.article("more rows").line()
    d.put("rows.jsonl", codecs.BOM_UTF8 + rows, CASE, CASE)


@case("E02", "accept")
def wide_with_mark(d: Delivery) -> None:
    """UTF-16 of both byte orders, with its mark."""
    for name, mark, encoding in (
        ("little", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("big", codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        d.put(f"{name}.txt", mark + d.whole(name).plain.encode(encoding), CASE)
        rows = d.whole(f"{name} row").line() + d.good().line()
        d.put(f"{name}.jsonl", mark + rows.decode().encode(encoding), CASE)


@case("E03", "accept+flag ENC_GUESSED")
def wide_without_mark(d: Delivery) -> None:
    """UTF-16 without a mark, told by where its NUL bytes stand."""
    d.put("a.txt", d.whole("little").plain.encode("utf-16-le"), CASE)
    d.put("b.txt", d.whole("big").plain.encode("utf-16-be"), CASE)


@case("E04", "accept+flag ENC_GUESSED")
def widest(d: Delivery) -> None:
    """UTF-32, which no web page may use."""
    d.put("a.txt", d.whole().plain.encode("utf-32"), CASE)


@case("E05", "accept+flag ENC_MISDECLARED")
def windows_quotes(d: Delivery) -> None:
    """The quotation marks of cp1252 in rows that should be UTF-8."""
    made = d.article()
    text = made.text.replace("visitors", "\u201cvisitors\u201d of the caf\u00e9")
    row = json.dumps(made.row(text=text), ensure_ascii=False).encode("cp1252") + b"\n"
    d.put("rows.jsonl", between(d, row), CASE)
    d.check(says("\u201cvisitors\u201d of the caf\u00e9"))
    page = d.article("page").page().replace("visitors", "\u201cvisitors\u201d").encode("cp1252")
    d.put("page.html", page, CASE)


@case("E06", "accept+flag ENC_REPLACED")
def invalid_in_the_middle(d: Delivery) -> None:
    """Two bytes that are no UTF-8 in the middle of a row; and a file of which a third is none."""
    row = d.article().line().replace(b"visitors", b"visi\xff\xfetors")
    d.put("rows.jsonl", between(d, row), CASE)
    d.put("noise.txt", b"ab\xff\xfe\xff cd " * 300, "reject ENC_UNDECODABLE")


@case("E07", "accept+flag ENC_REPLACED")
def overlong_forms(d: Delivery) -> None:
    """A slash and a surrogate in forms that UTF-8 forbids, because filters overlook them."""
    row = d.article().line().replace(b"visitors", b"visi\xc0\xaftors").replace(b"Monday", b"Mon\xed\xa0\x80day")
    d.put("rows.jsonl", between(d, row), CASE)

    def look(own: list[Landed]) -> Iterator[str]:
        if any("visi/tors" in (one.row["body"] or "") for one in own):
            yield "the overlong slash became a slash"

    d.check(look)


@case("E08", "accept+flag TEXT_SURROGATE")
def lone_surrogate(d: Delivery) -> None:
    """Half of a pair, spelled as a JSON escape."""
    row = d.article().line().replace(b"visitors", b"visi\\ud800tors")
    d.put("rows.jsonl", between(d, row), CASE)
    d.check(says("visi\ufffdtors"))


@case("E09", "accept+flag TEXT_CONTROL")
def null_bytes(d: Delivery) -> None:
    """NUL bytes in a text."""
    among(d, "\x00")
    d.check(says("visitors"))


@case("E10", "accept+flag TEXT_CONTROL")
def escape_sequences(d: Delivery) -> None:
    """What clears a terminal and rings its bell."""
    among(d, f"{ESCAPE}[2J\x07\x9b31m")
    d.check(says("visitors"))


@case("E11", "accept+flag TEXT_MOJIBAKE")
def mojibake(d: Delivery) -> None:
    """UTF-8 that was once read as cp1252 and kept that way."""
    twice = "H\u00e5kon Dyr\u00f8y came over the J\u00f8rnfjord with visitors".encode().decode("cp1252")
    d.put("rows.jsonl", between(d, told(d.article(), "visitors", twice)), CASE)
    d.check(says("H\u00e5kon Dyr\u00f8y"))


@case("E12", "accept+flag TEXT_BIDI")
def direction_marks(d: Delivery) -> None:
    """Overrides and isolates of writing direction, in title and text."""
    made = d.article()
    row = made.line(title=made.title.replace("opens", "\u202eopens"), text=made.text.replace("stood", "\u2066stood"))
    d.put("rows.jsonl", between(d, row), CASE)

    def look(own: list[Landed]) -> Iterator[str]:
        if [one.row["title"] for one in own] != [made.title]:
            yield "the title kept an override"

    d.check(look)


@case("E13", "accept+flag TEXT_ZEROWIDTH")
def invisible_inside_words(d: Delivery) -> None:
    """Zero-width characters inside words: the text is the same as without them."""
    among(d, "\u200b\ufeff")
    d.check(says("visitors"))
    clean = d.article("twin")
    marked = clean.line(url=f"{clean.url}/copy", text=clean.text.replace("visitors", "visi\u200btors"))
    d.put("twins.jsonl", clean.line() + marked, "accept", CASE)

    def look(own: list[Landed]) -> Iterator[str]:
        if len({one.row["content_hash"] for one in own if one.source.endswith("twins.jsonl")}) != 1:
            yield "the twins have two hashes"

    d.check(look)


@case("E14", "accept+flag TEXT_CONFUSABLE")
def look_alikes(d: Delivery) -> None:
    """A Cyrillic letter in a Latin word, never folded."""
    made = d.article()
    d.put("rows.jsonl", between(d, made.line(title=made.title.replace("opens", "\u043epens"))), CASE)


@case("E15", "accept+flag TEXT_COMBINING")
def pile_of_marks(d: Delivery) -> None:
    """A hundred thousand accents on one letter."""
    among(d, "a" + "\u0316" * 100_000)

    def look(own: list[Landed]) -> Iterator[str]:
        if any(len(one.row["body"] or "") > 5_000 for one in own):
            yield "the pile was not capped"

    d.check(look)


@case("E16", "accept")
def composed_and_decomposed(d: Delivery) -> None:
    """The same words with composed and with decomposed letters: one text."""
    made = d.article()
    text = made.text.replace("visitors", "visitors of the caf\u00e9 Bj\u00f8rk\u00e5")
    rows = [made.line(text=unicodedata.normalize(form, text)) for form in ("NFC", "NFD")]
    d.put("rows.jsonl", between(d, *rows), CASE, "duplicate")


@case("E17", "accept+flag TEXT_CONTROL")
def no_characters(d: Delivery) -> None:
    """Noncharacters and private-use characters."""
    among(d, "\ufffe\ue000\ufdd0")
    d.check(says("visitors"))


@case("E18", "accept")
def odd_line_ends(d: Delivery) -> None:
    """Line ends of other systems inside records: rows end at the line feed only."""
    among(d, "\u2028")
    made = d.whole("carriage returns")
    d.put("old.txt", made.plain.replace("\n", "\r").encode(), CASE)
    mixed = d.whole("mixed")
    d.put("mixed.txt", mixed.plain.replace("\n\n", "\r\n\n\r").encode(), CASE)
