"""H: pages that exhaust a parser, or hold no article."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bad_inputs import faults
from tests.bad_inputs.case import CASE, Delivery, Landed, case

PARSER_DEPTH = 256
"""From here on libxml2 drops elements."""


def nested(inner: str, depth: int) -> str:
    """Elements within elements."""
    return "<div>" * depth + inner + "</div>" * depth


@case("H01", "accept+flag HTML_DEPTH")
def deep_page(d: Delivery) -> None:
    """An article three hundred elements deep."""
    made = d.whole()
    inner = nested("".join(f"<p>{part}</p>" for part in made.paragraphs), PARSER_DEPTH + 44)
    d.put("page.html", made.page(body=inner).encode(), CASE)
    d.put("good.html", d.good().page().encode())
    d.allow("TEXT_FALLBACK")


@case("H02", "reject HTML_DEPTH")
def bottomless_page(d: Delivery) -> None:
    """A million elements within each other, closed and not closed."""
    d.put("closed.html", d.article().page(body=nested("<p>Words</p>", 1_000_000)).encode(), CASE)
    d.put("open.html", b"<html><body>" + b"<div>" * 1_000_000, CASE)
    d.put("good.html", d.good().page().encode())


@case("H03", "accept+flag HTML_BROKEN")
def tag_soup(d: Delivery) -> None:
    """A page without a body, with crossed tags, and a comment that never ends."""
    made = d.whole()
    soup = "".join(f"<p><b><i>{part}</b></i><td>" for part in made.paragraphs)
    page = f"<title>{made.title}</title><link rel=canonical href={made.url}><h1>{made.title}</h2><article>{soup}"
    d.put("soup.html", page.encode(), CASE)
    comment = d.whole("comment")
    d.put("comment.html", comment.page(after="<!-- never ends ").encode(), CASE)
    d.put("good.html", d.good().page().encode())
    d.allow("TEXT_FALLBACK")


@case("H04", "reject TEXT_BOILERPLATE")
def no_article(d: Delivery) -> None:
    """Pages of scripts alone, of a cookie wall, and of an error."""
    script = "<script>window.data = {};" + "var a = 1;" * 500 + "</script>"
    d.put("script.html", f"<!doctype html><html><head>{script}</head><body>{script}</body></html>".encode(), CASE)
    wall = (
        '<!doctype html><html><head><title>Before you continue</title></head><body><div class="cookie-consent">'
        "<h2>We value your privacy</h2><p>We and our partners store and access information on your device, such as "
        "cookies. Click accept to consent to the processing of your data, or change your settings.</p>"
        "<button>Accept all</button><button>Reject all</button></div></body></html>"
    )
    d.put("wall.html", wall.encode(), CASE)
    missing = (
        "<!doctype html><html><head><title>404 Not Found</title></head><body><h1>404</h1><p>Page not found</p>"
        '<p>The page you are looking for does not exist.</p><a href="/">Back to the home page</a></body></html>'
    )
    d.put("missing.html", missing.encode(), CASE)
    d.put("good.html", d.good().page().encode())


@case("H05", "accept")
def text_against_patterns(d: Delivery) -> None:
    """Texts on which careless patterns never end."""
    rows = b""
    for number, hostile in enumerate(
        (
            "a" * 100_000 + "!",
            " " * 100_000 + "x",
            "a " * 50_000 + "!",
            "<" * 100_000,
            "=" * 100_000,
            "1-" * 50_000,
            "@." * 50_000,
        )
    ):
        made = d.whole(f"{number}")
        rows += made.line(text=f"{made.text}\n\n{hostile}")
    d.put("rows.jsonl", d.good().line() + rows + d.good().line(), *[CASE] * 7)
    made = d.whole("page")
    d.put("page.html", made.page(after=f"<p>{'a' * 100_000}!</p>{'<' * 100_000}").encode(), CASE)
    d.allow("TEXT_LONG_TOKEN", "HTML_BROKEN", "HTML_TRIMMED")


@case("H07", "accept+flag HTML_TRIMMED")
def heavy_page(d: Delivery) -> None:
    """A picture of ten megabytes within the page, and a hundred thousand links."""
    made = d.whole("picture")
    picture = f'<img src="data:image/png;base64,{"iVBORw0K" * (10 * 2**17)}">'
    d.put("picture.html", made.page(before=picture).encode(), CASE)
    made = d.whole("links")
    links = "".join(f'<a href="/tag/{number}">tag {number}</a> ' for number in range(100_000))
    d.put("links.html", made.page(after=f"<div>{links}</div>").encode(), CASE)
    d.put("good.html", d.good().page().encode())

    def look(own: list[Landed]) -> Iterator[str]:
        for one in own:
            if "tag 77" in (one.row["body"] or "") or "iVBOR" in (one.row["body"] or ""):
                yield "the weight is in the text"

    d.check(look)


@case("H06", "reject PARSE_TIMEOUT|PARSE_CRASH", group="killed")
def failing_parser(d: Delivery) -> None:
    """A parser that hangs, dies by a signal, leaves without a word, or takes all memory."""
    for number, mark in enumerate((faults.HANG, faults.DIE, faults.LEAVE, faults.EAT)):
        row = d.article(f"{number}").line(mark=mark.decode())
        outcome = "reject PARSE_TIMEOUT" if mark == faults.HANG else "reject PARSE_CRASH"
        d.put(f"rows-{number}.jsonl", d.good().line() + row + d.good().line(), outcome)
