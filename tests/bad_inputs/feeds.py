"""X: XML that explodes, reaches out or breaks off, and dates that are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.bad_inputs.articles import feed
from tests.bad_inputs.case import CASE, Check, Delivery, Landed, case


def dates_are(test: Callable[[str | None], bool], name: str = "") -> Check:
    """A look: the date of every record (of files so named) as the test wants it."""

    def look(own: list[Landed]) -> Iterator[str]:
        for one in own:
            found = one.row["published_utc"]
            if one.outcome.startswith("accept") and name in one.source and not test(found):
                yield f"{one.source.rpartition('/')[2]}: published {found}"

    return look


def declared(d: Delivery, declarations: str, use: str) -> bytes:
    """A feed with declarations of its own, used in a title."""
    made = d.article(use)
    return feed(made.item(title=f"<title>News &{use};</title>"), head=f"<!DOCTYPE rss [\n{declarations}\n]>\n")


@case("X01", "reject XML_ENTITY")
def billion_laughs(d: Delivery) -> None:
    """Ten entities, each of ten of the one before."""
    levels = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    d.put("feed.xml", declared(d, '<!ENTITY e0 "ha">' + "\n".join(levels), "e9"), CASE)


@case("X02", "reject XML_ENTITY")
def quadratic_blowup(d: Delivery) -> None:
    """One long entity, used many times."""
    made = d.article()
    title = f"<title>{'&long;' * 2_000}</title>"
    head = f'<!DOCTYPE rss [<!ENTITY long "{"a" * 50_000}">]>\n'
    d.put("feed.xml", feed(made.item(title=title), head=head), CASE)


@case("X03", "reject XML_ENTITY")
def external_entity(d: Delivery) -> None:
    """Entities that stand for a secret file and for an address, also as parameters."""
    word = d.place.secret / "word.txt"
    d.put("file.xml", declared(d, f'<!ENTITY word SYSTEM "file://{word}">', "word"), CASE)
    d.put("address.xml", declared(d, f'<!ENTITY call SYSTEM "{d.place.trap}/entity">', "call"), CASE)
    parameter = f'<!ENTITY % out SYSTEM "{d.place.trap}/parameter"> %out; <!ENTITY inner "x">'
    d.put("parameter.xml", declared(d, parameter, "inner"), CASE)


@case("X04", "reject XML_DTD")
def external_document_type(d: Delivery) -> None:
    """A document type that lies elsewhere; that of a page does no harm."""
    made = d.article()
    for name, where in (("address", f"{d.place.trap}/rss.dtd"), ("file", f"file://{d.place.secret}/word.txt")):
        d.put(f"{name}.xml", feed(made.item(), head=f'<!DOCTYPE rss SYSTEM "{where}">\n'), CASE)
    doctype = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
    )
    d.put("page.html", d.good().page().replace("<!doctype html>", doctype).encode())


@case("X05", "reject XML_ENTITY")
def cyclic_entity(d: Delivery) -> None:
    """Two entities that stand for each other."""
    d.put("feed.xml", declared(d, '<!ENTITY one "&two;"><!ENTITY two "&one;">', "one"), CASE)


@case("X06", "accept+flag DATE_UNPARSED")
def no_date(d: Delivery) -> None:
    """Feed dates in words and with years of two digits that cannot be."""
    items = [
        d.whole(f"{number}").item(pubDate=f"<pubDate>{date}</pubDate>")
        for number, date in enumerate(("yesterday", "Fri, 99 Foo 24 99:99:99 XYZ"))
    ]
    d.put("feed.xml", feed(d.good().item(), *items, d.good().item()), CASE, CASE)
    d.allow("DATE_VAGUE")
    d.check(dates_are(lambda found: found is None))


@case("X07", "accept+flag DATE_RANGE")
def impossible_years(d: Delivery) -> None:
    """The years 1, 0 and 9999."""
    dates = ("0001-01-01T00:00:00Z", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z")
    rows = [d.article(date).line(published=date) for date in dates]
    d.put("rows.jsonl", d.good().line() + b"".join(rows) + d.good().line(), *[CASE] * 3)
    d.check(dates_are(lambda found: found is None))


@case("X08", "accept+flag DATE_FUTURE")
def years_ahead_and_ago(d: Delivery) -> None:
    """A date ten years ahead, and one before there were pages."""
    rows = [d.article(date).line(published=date) for date in ("2046-03-05T08:30:00Z", "1974-03-05T08:30:00Z")]
    d.put("rows.jsonl", d.good().line() + b"".join(rows) + d.good().line(), CASE, CASE)


@case("X09", "accept+flag DATE_TZ")
def zones(d: Delivery) -> None:
    """No zone, an offset that no place has, and a leap second."""
    rows = [d.article(date).line(published=date) for date in ("2024-03-05T08:30:00", "2024-03-05T08:30:00+99:99")]
    d.put("rows.jsonl", d.good().line() + b"".join(rows) + d.good().line(), CASE, CASE)
    d.check(dates_are(lambda found: str(found).startswith("2024-03-05 08:30"), "rows"))
    d.put("leap.jsonl", d.article("leap").line(published="2016-12-31T23:59:60Z"), CASE)


@case("X10", "partial XML_SYNTAX")
def broken_item(d: Delivery) -> None:
    """An item with an element that is not closed, and one that is not closed itself, between good ones."""
    broken = d.article("broken").item(description="<description>Here the feed <b breaks &nowhere; ")
    endless = d.article("endless").item().replace("</item>", "")
    d.put("feed.xml", feed(d.good().item(), broken, d.good().item(), endless, d.good().item()), CASE, CASE)


@case("X11", "accept")
def markup_in_text(d: Delivery) -> None:
    """A description whose escaped mark-up holds a script."""
    made = d.whole()
    text = "".join(f"&lt;p&gt;{part}&lt;/p&gt;" for part in made.paragraphs).replace("'", "&apos;")
    script = "&lt;script&gt;alert(document.cookie)&lt;/script&gt;"
    item = made.item(description=f"<description>{script}{text}</description>")
    d.put("feed.xml", feed(d.good().item(), item, d.good().item()), CASE)

    def look(own: list[Landed]) -> Iterator[str]:
        for one in own:
            if "alert" in (one.row["body"] or "") or "<p>" in (one.row["body"] or ""):
                yield "mark-up in the text"

    d.check(look)
