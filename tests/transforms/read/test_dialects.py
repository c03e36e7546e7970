"""The dialects that suppliers of news write, each as its own record looks, and what the one table makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.transforms.read.stream import read_file
from transforms.model import Context, MarkedBlock, RawRecord, ReadLimits, Refusal
from transforms.read import READERS
from transforms.read.fields import DIALECTS, KEYS_OF_FIELD, fields_of, index_of
from transforms.read.languages import language_code
from transforms.read.records import record_of

BODY = "De brug bij Zandermeer blijft tot maandag dicht, zegt gemeente Oudersluis."


def record(value: Mapping[str, object], context: Context | None = None) -> RawRecord:
    """The record of one object, which must be one."""
    found = record_of(value, context=context) if context else record_of(value)
    assert isinstance(found, RawRecord), found
    return found


def test_webz_posts_give_the_threads_site_and_their_own_text() -> None:
    post = {
        "thread": {"uuid": "t-1", "url": "https://zm.example/t", "site": "zm.example", "title": "Brug dicht"},
        "uuid": "p-1",
        "url": "https://zm.example/brug",
        "author": "Mirte Haanstra",
        "published": "2024-03-01T09:30:00.000+02:00",
        "title": "",
        "text": BODY,
        "language": "dutch",
        "crawled": "2024-03-01T10:00:00.000+02:00",
    }
    found = record(post)
    assert (found.title, found.outlet, found.url) == ("Brug dicht", "zm.example", "https://zm.example/brug")
    assert (found.language_hint, found.collected) == ("nl", "2024-03-01T10:00:00.000+02:00")
    assert found.published_from == "record_field published"
    assert found.extra == {"thread": post["thread"]}


def test_news_please() -> None:
    found = record(
        {
            "authors": ["Mirte Haanstra", "Joost Prik"],
            "date_download": "2024-03-02 08:00:00",
            "date_modify": None,
            "date_publish": "2024-03-01 09:30:00",
            "description": "Omrijden via de dijk.",
            "maintext": BODY,
            "source_domain": "zm.example",
            "title": "Brug dicht",
            "url": "https://zm.example/brug",
        }
    )
    assert (found.text, found.lead, found.outlet) == (BODY, "Omrijden via de dijk.", "zm.example")
    assert (found.published, found.collected) == ("2024-03-01 09:30:00", "2024-03-02 08:00:00")
    assert found.byline == ("Mirte Haanstra", "Joost Prik")
    assert found.extra == {"date_modify": None} or "date_modify" not in found.extra


def test_the_cut_of_newsapi_is_cut_off_and_flagged() -> None:
    found = record({"title": "Brug dicht", "description": "Kort.", "content": BODY + " Wie om… [+1234 chars]"})
    assert found.text == BODY + " Wie om"
    assert found.flags == {"TEXT_CUT"}
    whole = record({"title": "Brug dicht", "content": "Hij zei: [+12 chars] is geen grap."})
    assert (whole.text, whole.flags) == ("Hij zei: [+12 chars] is geen grap.", frozenset())


def test_a_summary_alone_stands_as_the_lead() -> None:
    for value in ({"title": "Brug dicht", "description": "Kort.", "content": None}, {"summary": "Kort."}):
        found = record(dict(value))
        assert (found.lead, found.text) == ("Kort.", None)
        assert found.flags == {"TEXT_SUMMARY"}


def test_gdelt_says_when_an_article_was_seen_and_not_when_it_was_published() -> None:
    found = record(
        {
            "url": "https://zm.example/brug",
            "title": "Brug dicht",
            "seendate": "20240301T093000Z",
            "domain": "zm.example",
            "language": "Dutch",
            "sourcecountry": "Netherlands",
        }
    )
    assert (found.published, found.collected) == (None, "20240301T093000Z")
    assert (found.language_hint, found.outlet) == ("nl", "zm.example")
    assert found.extra == {"sourcecountry": "Netherlands"}


@pytest.mark.parametrize(
    "author", ["Mirte Haanstra", {"@type": "Person", "name": "Mirte Haanstra"}, [{"name": ["Mirte Haanstra"]}]]
)
def test_schema_org_articles(author: object) -> None:
    found = record(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": "Brug dicht",
            "articleBody": BODY,
            "datePublished": "2024-03-01",
            "dateModified": "2024-03-04",
            "author": author,
            "publisher": {"@type": "Organization", "name": "De Zandermeerder"},
            "mainEntityOfPage": {"@type": "WebPage", "@id": "https://zm.example/brug"},
            "articleSection": ["Streek", "Verkeer"],
            "inLanguage": "nl-NL",
            "copyrightNotice": "Alle rechten bij De Zandermeerder",
        }
    )
    assert (found.title, found.text, found.url) == ("Brug dicht", BODY, "https://zm.example/brug")
    assert (found.byline, found.outlet) == (("Mirte Haanstra",), "De Zandermeerder")
    assert (found.section, found.language_hint) == ("Streek, Verkeer", "nl-NL")
    assert (found.published, found.rights) == ("2024-03-01", "Alle rechten bij De Zandermeerder")
    assert found.extra["dateModified"] == "2024-03-04"


def test_a_graph_with_one_article_gives_it_with_the_names_that_it_refers_to() -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": "#z", "name": "De Zandermeerder"},
            {"@type": ["NewsArticle"], "headline": "Brug", "author": [{"@id": "#m"}], "publisher": {"@id": "#z"}},
            {"@type": "Person", "@id": "#m", "name": "Mirte Haanstra"},
        ],
    }
    found = record(graph)
    assert (found.title, found.byline, found.outlet) == ("Brug", ("Mirte Haanstra",), "De Zandermeerder")


@pytest.mark.parametrize(
    ("value", "collected"),
    [
        ({"url": "https://a.example/b", "text": BODY, "timestamp": "2019-04-25T12:57:54Z"}, "2019-04-25T12:57:54Z"),
        ({"url": "https://a.example/b", "raw_content": BODY, "date_download": "2019-04-25"}, "2019-04-25"),
        ({"url": "https://a.example/b", "text": BODY, "dump": "CC-MAIN-2019-18", "date": "2019-04-25"}, "2019-04-25"),
        (
            {"content": BODY, "warc_headers": {"warc-target-uri": "https://a.example/b", "warc-date": "2019-04-25"}},
            "2019-04-25",
        ),
    ],
)
def test_crawled_corpora_say_when_a_page_was_fetched_and_not_published(
    value: dict[str, object], collected: str
) -> None:
    found = record(value)
    assert (found.text, found.url) == (BODY, "https://a.example/b")
    assert (found.collected, found.published) == (collected, None)


def test_a_hit_of_a_search_engine_is_its_source() -> None:
    found = record({"_index": "news", "_id": "7", "_source": {"title": "Brug", "date": {"$date": "2024-03-01"}}})
    assert (found.title, found.external_id, found.published) == ("Brug", "7", "2024-03-01")


def test_wordpress_gives_its_texts_rendered() -> None:
    found = record(
        {
            "id": 3,
            "date_gmt": "2024-03-01T08:30:00",
            "title": {"rendered": "Brug &#8216;dicht&#8217;"},
            "content": {"rendered": "<p>Een.</p>\n<h2>Kop</h2><p>Twee &amp; drie.</p>"},
            "excerpt": {"rendered": "<p>Kort.</p>\n"},
        }
    )
    assert (found.title, found.text, found.lead) == ("Brug ‘dicht’", None, "Kort.")
    assert found.blocks == (
        MarkedBlock("paragraph", "Een."),
        MarkedBlock("heading", "Kop"),
        MarkedBlock("paragraph", "Twee & drie."),
    )


def test_lines_stay_lines_where_only_a_list_is_marked_up() -> None:
    found = record({"title": "t", "text": "Een.\r\nTwee:\r\n<ul><li>drie</li><li>vier</li></ul>"})
    assert [block.text for block in found.blocks] == ["Een.", "Twee:", "drie", "vier"]


def test_a_list_cut_within_its_second_item_is_mark_up() -> None:
    found = record({"title": "t", "description": "Zo werkt het. \n<ul> \n<li>een</li> \n<li>tw…"})
    assert found.lead == "Zo werkt het.\n\neen\n\ntw…"


@pytest.mark.parametrize(
    "text", ["x <b y", "Wie <p> en <h1> schrijft, blijft.", "5 < 6 > 4 &copy=1", "<3 voor de brug"]
)
def test_a_text_that_only_quotes_a_tag_is_left_alone(text: str) -> None:
    assert record({"title": "t", "text": text}).text == text


def test_the_users_keys_come_first_also_as_paths() -> None:
    context = Context(field_keys=(("title", ("kop",)), ("text", ("inhoud.tekst", "tekst"))))
    found = record({"kop": "Brug", "title": "x", "inhoud": {"tekst": BODY}, "tekst": "y"}, context)
    assert (found.title, found.text) == ("Brug", BODY)
    assert found.extra == {"title": "x", "tekst": "y"}
    assert fields_of("kop", context.field_keys) == {"title"}
    assert index_of(context.field_keys) is index_of(context.field_keys)


def test_a_soft_field_of_a_wrong_type_is_kept_and_refuses_nothing() -> None:
    found = record({"title": "t", "section": 5, "language": {"x": 1}, "source": True})
    assert found.extra == {"section": 5, "language": {"x": 1}, "source": True}


def test_what_a_container_says_holds_where_the_record_says_nothing() -> None:
    context = Context(url="https://a.example/x", collected="2024-03-01")
    assert record({"title": "t"}, context).url == "https://a.example/x"
    assert record({"title": "t", "url": "https://b.example/y"}, context).url == "https://b.example/y"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("Dutch", "nl"),
        ("nederlands", "nl"),
        ("nld", "nl"),
        ("pt_BR", "pt-BR"),
        ("Norwegian Bokmål", "nb"),
        ("no", "no"),
        ("__label__fr", "fr"),
        ("Klingonese", "Klingonese"),
        ("русский", "ru"),
    ],
)
def test_names_of_languages_become_codes(given: str, code: str) -> None:
    assert language_code(given) == code


def test_the_same_article_in_every_wrapper_is_the_same_record() -> None:
    row = {"title": "Brug dicht", "text": BODY, "url": "https://zm.example/brug", "date": "2024-03-01"}
    wrappers: list[object] = [
        *({key: [row, row]} for key in ("articles", "posts", "items", "data", "results", "documents")),
        {"hits": {"total": 2, "hits": [{"_source": row}, {"_source": row}]}},
        {"status": "ok", "response": {"docs": [row, row], "pages": 3}},
        [row, row],
    ]
    for wrapper in wrappers:
        for indent in (None, 1):
            reading = read_file(json.dumps(wrapper, indent=indent).encode(), "in.json")
            assert reading.codes == ["ok", "ok"], wrapper
            assert reading.records == [record(dict(row))] * 2


def test_every_field_of_the_table_is_one_of_a_record() -> None:
    fields = set(RawRecord.__dataclass_fields__)
    assert set(KEYS_OF_FIELD) <= fields
    assert {name for dialect in DIALECTS for name, _ in (*dialect.keys, *dialect.unlike)} <= fields


def test_the_reader_refuses_what_no_table_can_map() -> None:
    found = READERS["json"].read(b'{"@type": "Organization", "name": "x"}', ReadLimits())
    assert found == Refusal("SCHEMA_MISSING", "neither title nor text in a Organization")
