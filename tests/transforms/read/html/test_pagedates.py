"""The day on which a page was published, by whatever tells it; never a comment's, another article's or today's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.model import Context
from transforms.read.html.metadata import page_metadata
from transforms.read.html.parse import parse_markup

URL = "https://www.harbourpost.example/sea/ferry"
TEXT = "<p>" + "The ferry to the outer islands runs again after three weeks of repairs, the harbour office said. " * 4
HEAD = "<article><h1>Ferry runs again</h1>"
ITEM = "<li class='entry'><h3>Another story of the day</h3><span class='date'>{}</span></li>"


def date_of(
    head: str = "", body: str = "", after: str = "", *, url: str = URL, lang: str = "en"
) -> tuple[str | None, str | None]:
    """(words of the date, where they stood) of a page; ``body`` stands before the text, ``after`` behind it."""
    source = f"<html lang='{lang}'><head>{head}</head><body><div>{body}{TEXT}{after}</div></body></html>"
    tree = parse_markup(source)
    assert tree is not None
    page = page_metadata(tree, source, Context(url=url))
    return page.published, page.published_from


def ld(value: str, kind: str = "NewsArticle") -> str:
    """JSON-LD of an article with this date."""
    node = f'{{"@type": "{kind}", "headline": "F", "datePublished": "{value}"}}'
    return f'<script type="application/ld+json">{node}</script>'


def meta(name: str, value: str) -> str:
    """A meta tag."""
    return f'<meta property="{name}" content="{value}">'


@pytest.mark.parametrize(
    ("head", "body", "url", "expected"),
    [
        (ld("2024-05-03T10:00:00+02:00"), "", URL, ("2024-05-03T10:00:00+02:00", "json-ld datePublished")),
        (meta("article:published_time", "2024-05-03"), "", URL, ("2024-05-03", "meta article.published.time")),
        (meta("DC.date.issued", "2024-05-03"), "", URL, ("2024-05-03", "meta dc.date.issued")),
        ("", HEAD + "<time datetime='2024-05-03'>Friday</time>", URL, ("2024-05-03", "time element")),
        ("", HEAD, "https://a.example/2024/05/03/ferry", ("2024-05-03", "url")),
        ("", HEAD, "https://a.example/2024-05/03/ferry", ("2024-05-03", "url")),
        ("", HEAD + "<p class='meta'>By Ada Quill | 3 May 2024 14:05 | Sea</p>", URL, ("3 May 2024 14:05", "text")),
        (
            "<script>var page = {\"publishedAt\": \"2024-05-03T10:00:00Z\"}</script>",
            HEAD,
            URL,
            ("2024-05-03T10:00:00Z", "embedded data"),
        ),
    ],
)  # fmt: skip
def test_the_places_of_a_date(head: str, body: str, url: str, expected: tuple[str, str]) -> None:
    assert date_of(head, body, url=url) == expected


@pytest.mark.parametrize(
    ("lang", "line", "words"),
    [
        ("de", "Veröffentlicht am 3. Mai 2024 um 14:05 Uhr", "3. Mai 2024 um 14:05 Uhr"),
        ("de", "03.05.2024, 14:05 Uhr", "03.05.2024, 14:05 Uhr"),
        ("de", "Mia Falk | 03.05.24", "03.05.2024"),
        ("de", "Datum:3. Mai 2024", "3. Mai 2024"),
        ("fr", "Publié le 3 mai 2024", "3 mai 2024"),
        ("es", "Publicado el 3 de mayo de 2024", "3 de mayo de 2024"),
        ("pl", "Opublikowano: 3 maja 2024", "3 maja 2024"),
        ("ru", "Опубликовано 3 мая 2024", "3 мая 2024"),
        ("zh", "2024年5月3日 14:05 来源", "2024年5月3日 14:05"),
        ("nb", "Publisert 3. mai 2024", "3. mai 2024"),
        ("en", "Published May 3, 2024; updated May 9, 2024", "May 3, 2024"),
        ("en", "Updated May 9, 2024; published May 3, 2024", "May 3, 2024"),
    ],
)
def test_date_lines_of_many_languages(lang: str, line: str, words: str) -> None:
    assert date_of("", f"{HEAD}<p>{line}</p>", lang=lang) == (words, "text")


@pytest.mark.parametrize(
    ("body", "after"),
    [
        (
            "",
            "<ol class='comments'><li class='comment'><time datetime='2024-05-09'>9 May 2024</time> I agree</li></ol>",
        ),
        ("", "<footer>© 2019 Harbour Press, as of 1 January 2019</footer>"),
        (
            "",
            "<aside class='related'><ul>"
            + "".join(ITEM.format(f"{n} April 2024") for n in range(1, 6))
            + "</ul></aside>",
        ),
        ("<header><span>Friday, 3 May 2024</span></header>" + HEAD, ""),
        (HEAD, "<blockquote class='tweet'><p>We sail. 2 May 2024</p></blockquote>"),
        (HEAD, "<p>The harbour opened on 4 June 1998 and was closed from 1 April 2024 to 2 May 2024 for repairs.</p>"),
        (HEAD + "<p class='meta'>Last updated 9 May 2024</p>", ""),
        (HEAD + "<p>Festival: 3 - 5 May 2024</p>", ""),
    ],
)
def test_dates_of_other_things_are_not_taken(body: str, after: str) -> None:
    assert date_of("", body, after) == (None, None)


def test_a_change_or_the_making_of_a_bare_page_is_no_publication() -> None:
    assert date_of(meta("article:modified_time", "2024-05-03")) == (None, None)
    assert date_of(ld("2024-05-03", "WebPage")) == (None, None)
    shown = f"{HEAD}<p class='date'>3 May 2024</p>"
    assert date_of(ld("2024-05-03T08:00:00+02:00", "WebPage"), shown)[0] == "2024-05-03T08:00:00+02:00"


def test_most_places_win_over_one() -> None:
    head = ld("2024-05-01") + meta("article:published_time", "2024-05-03")
    assert date_of(head, f"{HEAD}<p class='date'>3 May 2024</p>")[0] == "2024-05-03"


def test_of_one_days_values_the_one_with_a_time_is_kept() -> None:
    head = ld("2024-05-03T10:00:00+02:00") + meta("article:published_time", "2024-05-03")
    assert date_of(head) == ("2024-05-03T10:00:00+02:00", "json-ld datePublished")


def test_a_moment_in_utc_bows_to_the_day_that_the_outlet_shows() -> None:
    head = meta("article:published_time", "2024-05-04T02:25:54Z")
    assert date_of(head, f"{HEAD}<p class='date'>3 May 2024</p>")[0] == "3 May 2024"
    assert date_of(head, f"{HEAD}<p class='date'>5 May 2024</p>")[0] == "2024-05-04T02:25:54Z"
    offset = meta("article:published_time", "2024-05-03T21:25:54-05:00")
    assert date_of(offset, f"{HEAD}<p class='date'>3 May 2024</p>")[0] == "2024-05-03T21:25:54-05:00"


def test_a_date_that_nobody_can_read_is_handed_on_to_be_told() -> None:
    assert date_of(ld("soon")) == ("soon", "json-ld datePublished")
    assert date_of(ld("soon"), f"{HEAD}<p class='date'>3 May 2024</p>") == ("3 May 2024", "text")
    assert date_of(meta("article:published_time", "1970-01-01T00:00:00Z"))[0] == "1970-01-01T00:00:00Z"


def test_an_address_that_is_months_older_tells_of_the_first_publication() -> None:
    head = ld("2024-05-03T10:00:00+02:00")
    assert date_of(head, url="https://a.example/2017/07/12/ferry") == ("2017-07-12", "url")
    assert date_of(head, url="https://a.example/2024/05/01/ferry")[0] == "2024-05-03T10:00:00+02:00"


def test_a_backward_address_counts_where_days_stand_first() -> None:
    assert date_of(url="https://a.example/news/03052024-ferry", lang="de") == ("2024-05-03", "url")
    assert date_of(url="https://a.example/news/03-05-2024", lang="de") == ("2024-05-03", "url")
    assert date_of(url="https://a.example/news/03052024-ferry", lang="en-US") == (None, None)


def test_the_title_of_a_microformat_is_a_date_for_machines() -> None:
    body = f"{HEAD}<abbr class='published' title='2024-05-03T10:00:00+02:00'>three days ago</abbr>"
    assert date_of("", body) == ("2024-05-03T10:00:00+02:00", "time element")


def test_a_date_may_open_the_first_paragraph() -> None:
    long = (
        "Three weeks of repairs are over and the ferry to the outer islands runs again, the harbour office said. " * 3
    )
    assert date_of("", f"{HEAD}<p>03.05.2024 – {long}</p>", lang="de") == ("03.05.2024", "text")
    assert date_of("", f"{HEAD}<p>Pressemitteilung vom 3. Mai 2024 | {long}</p>", lang="de") == ("3. Mai 2024", "text")


def test_in_a_list_of_newest_articles_the_pages_own_entry_has_its_date() -> None:
    entry = "<li class='entry'><a href='{}'><h3>A story</h3><span class='date'>{}</span></a></li>"
    others = "".join(entry.format(f"/sea/{n}", f"{n} April 2024") for n in range(1, 6))
    own = entry.format("/sea/ferry", "3 May 2024")
    assert date_of("", HEAD + "</article>", f"<aside><ul>{others}</ul></aside>") == (None, None)
    assert date_of("", HEAD + "</article>", f"<aside><ul>{others}{own}</ul></aside>") == ("3 May 2024", "text")


def test_two_days_in_a_pages_own_data_say_nothing() -> None:
    script = '<script>x = [{"published_at": "2024-05-03"}, {"published_at": "2024-05-09"}]</script>'
    assert date_of(script, HEAD) == (None, None)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_there_it_never_raises(value: str, shown: str, path: str) -> None:
    safe = value.replace('"', "").replace("<", "")
    words, place = date_of(
        meta("article:published_time", safe),
        f"{HEAD}<time datetime='{shown}'>{shown}</time>",
        url=f"https://a.example/{path}",
    )
    assert (words is None) == (place is None)
