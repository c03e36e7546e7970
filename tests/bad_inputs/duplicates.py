"""D: the same thing again."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bad_inputs.case import CASE, Delivery, case
from tests.bad_inputs.warcs import page_record


@case("D01", "accept DUPLICATE")
def same_bytes(d: Delivery) -> Iterator[None]:
    """The same bytes under two names, and under one name a second time."""
    line = d.whole().line()
    d.put("a.jsonl", line)
    d.put("b.jsonl", line)
    yield
    d.put("a.jsonl", line)
    d.expect(["a.jsonl", "b.jsonl"], "accept", "duplicate", "duplicate")


@case("D02", "accept DUPLICATE")
def same_article_in_two_formats(d: Delivery) -> None:
    """One article as a row and as a crawled page."""
    made = d.whole()
    d.put("rows.jsonl", d.good().line() + made.line())
    d.put("crawl.warc", page_record(made) + page_record(d.good()))
    d.expect(["rows.jsonl", "crawl.warc"], "accept", "duplicate")


@case("D03", "accept")
def same_name_new_content(d: Delivery) -> Iterator[None]:
    """A name that comes again with other content."""
    d.put("today.jsonl", d.whole("monday").line(), CASE)
    yield
    d.put("today.jsonl", d.whole("tuesday").line(), CASE)


@case("D04", "accept DUPLICATE")
def delivered_again(d: Delivery) -> Iterator[None]:
    """A file that comes again after it was read and put away."""
    data = d.article().plain.encode()
    d.put("article.txt", data, "accept")
    yield
    d.put("article.txt", data, "duplicate")


@case("D05", "accept")
def one_word_changed(d: Delivery) -> None:
    """Two articles that differ in one word, under two addresses."""
    made = d.article()
    copy = made.line(url=f"{made.url}-copy", text=made.text.replace("century", "decade"))
    d.put("rows.jsonl", d.good().line() + made.line() + copy + d.good().line(), CASE, CASE)
