"""Structured data as it stands on real pages: wrapped, broken, nested, several articles at once, or an attack."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.read.html.microdata import microdata
from transforms.read.html.parse import parse_markup
from transforms.read.html.schema import StructuredArticle, page_self, structured_article
from transforms.read.html.structured import StructuredData, json_ld

PAGE = page_self(["https://www.harbourpost.example/sea/ferry"], ["Ferry runs again to the islands"])


def data_of(*scripts: str) -> StructuredData:
    """The nodes of a page with these JSON-LD scripts."""
    source = "".join(f"<script type='application/ld+json'>{script}</script>" for script in scripts) + "<p>text</p>"
    tree = parse_markup(f"<html><body>{source}</body></html>")
    assert tree is not None
    return json_ld(tree, source)


def article_of(*scripts: str) -> StructuredArticle:
    """The page's own article."""
    return structured_article(data_of(*scripts), PAGE)


def items_of(markup: str) -> StructuredArticle:
    """The page's own article by its microdata."""
    tree = parse_markup(f"<html><body>{markup}</body></html>")
    assert tree is not None
    return structured_article(microdata(tree), PAGE)


WHOLE = '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry", "datePublished": "2024-05-03"}'


@pytest.mark.parametrize(
    "script",
    [
        WHOLE,
        f"[{WHOLE}]",
        f'{{"@graph": [{{"@type": "WebSite", "name": "x"}}, {WHOLE}]}}',
        f'{{"@type": "WebPage", "mainEntity": {WHOLE}}}',
        f"<!-- {WHOLE} -->",
        f"//<![CDATA[\n{WHOLE}\n//]]>",
        f"{WHOLE};",
        f"{WHOLE}\n{{}}",
        WHOLE.replace('"2024-05-03"}', '"2024-05-03",}'),
        WHOLE.replace('"Ferry"', '"Fer\nry"'),
        WHOLE.replace('"Ferry"', r'"Skipper\'s ferry"'),
        WHOLE.replace('", "', '",\n "').replace('"Ferry"', '"The "last" ferry"'),
        WHOLE.replace('"', "&quot;"),
        WHOLE.replace('"headline"', '"headline": "Old", "headline"'),
        WHOLE.replace("NewsArticle", "https://schema.org/NewsArticle"),
        WHOLE.replace('"NewsArticle"', '["Thing", "schema:NewsArticle"]'),
        WHOLE.replace('"2024-05-03"}', '"2024-05-03", "keywords": ["a" "b"]'),
        WHOLE[:-1] + ', "wordCount": NaN}',
    ],
)
def test_the_shapes_that_json_ld_comes_in(script: str) -> None:
    assert article_of(script).dates == (("json-ld datePublished", "2024-05-03"),)


def test_of_several_articles_the_one_with_the_pages_address_or_title_counts() -> None:
    others = [
        {"@type": "NewsArticle", "headline": f"Other story number {n}", "datePublished": f"2020-01-0{n}"}
        for n in (1, 2)
    ]
    own = {"@type": "NewsArticle", "url": "http://harbourpost.example/sea/ferry/?a=1", "datePublished": "2024-05-03"}
    titled = {"@type": "Article", "headline": "Ferry runs again to the islands", "datePublished": "2024-05-04"}
    assert article_of(json.dumps([*others, own])).dates[0][1] == "2024-05-03"
    assert article_of(json.dumps([others[0], titled, others[1]])).dates == (("json-ld datePublished", "2024-05-04"),)


def test_a_list_of_other_pages_articles_says_nothing_of_this_page() -> None:
    others = [
        {"@type": "NewsArticle", "headline": f"Other story number {n}", "datePublished": f"2020-01-0{n}"}
        for n in (1, 2)
    ]
    assert article_of(json.dumps(others)).dates == ()
    nested = {"@type": "NewsArticle", "headline": "Own", "datePublished": "2024-05-03", "citation": others}
    assert article_of(json.dumps(nested)).dates == (("json-ld datePublished", "2024-05-03"),)


def test_names_are_found_by_the_id_that_another_node_bears() -> None:
    graph = {
        "@graph": [
            {"@type": "Article", "headline": "Ferry", "author": {"@id": "#ada"}, "publisher": {"@id": "#post"}},
            {"@type": "Person", "@id": "#ada", "name": "Ada Quill"},
            {"@type": "Organization", "@id": "#post", "name": "The Harbour Post"},
        ]
    }
    found = article_of(json.dumps(graph))
    assert (found.authors, found.outlet) == (("Ada Quill",), "The Harbour Post")


def test_the_day_of_a_bare_page_is_kept_apart_from_that_of_an_article() -> None:
    found = article_of('{"@type": "WebPage", "datePublished": "2019-01-01"}')
    assert (found.dates, found.page_dates) == ((), (("json-ld datePublished", "2019-01-01"),))


def test_what_cannot_be_mended_gives_single_strings_if_it_tells_of_one_article() -> None:
    broken = (
        '{"@type": "NewsArticle", "headline": "Ferry", "datePublished": "2024-05-03", "articleBody": "He said "no" " '
    )
    assert article_of(broken).dates == (("json-ld datePublished", "2024-05-03"),)
    assert article_of(broken + broken).dates == ()


def test_microdata_gives_the_same_article() -> None:
    found = items_of(
        "<article itemscope itemtype='http://schema.org/NewsArticle'><h1 itemprop='headline name'>Ferry</h1>"
        "<span itemprop=author itemscope itemtype='http://schema.org/Person'><b itemprop=name>Ada Quill</b></span>"
        "<time itemprop=datePublished datetime='2024-05-03'>yesterday</time>"
        "<div itemprop=comment itemscope itemtype='http://schema.org/Comment'>"
        "<time itemprop=datePublished datetime='2024-06-01'></time></div></article>"
    )
    assert (found.headline, found.authors) == ("Ferry", ("Ada Quill",))
    assert found.dates == (("microdata datePublished", "2024-05-03"),)


def test_scripts_that_the_parser_dropped_are_read_from_the_source() -> None:
    tree = parse_markup("<html><body><p>text</p></body></html>")
    assert tree is not None
    source = f"<p>text</p><script type='application/ld+json'>{WHOLE}</script><script type='application/ld+json'>"
    assert structured_article(json_ld(tree, source), PAGE).headline == "Ferry"


@pytest.mark.parametrize(
    "script",
    [
        "[" * 200_000,
        '{"@type":"NewsArticle","headline":' * 20_000,
        '{"a":' + " " * 1_000_000,
        " " * 1_000_000 + "]]>x",
        "\n" * 300_000 + '"',
        '"' * 300_000,
        ",\n" * 200_000,
        "\\" * 300_000,
        '{"@graph": [' + ",".join(['{"@type": "NewsArticle", "author": []}'] * 30_000) + "]}",
        '{"headline": ' + "9" * 100_000 + "}",
        '"author": {' * 50_000,
    ],
)
def test_hostile_scripts_cost_little(script: str) -> None:
    start = time.process_time()
    found = article_of(script)
    assert time.process_time() - start < 5
    assert isinstance(found, StructuredArticle)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["@type", "@id", "@graph", "name", "url", "headline", "author", "datePublished", "license", "inLanguage",
             "articleSection", "articleBody", "mainEntityOfPage", "copyrightHolder", "copyrightYear", "publisher"]
        ),
        inner | st.sampled_from(["NewsArticle", "WebPage"]),
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_values_of_any_shape_are_survived(value: object) -> None:
    found = article_of(json.dumps({"@type": "NewsArticle", "headline": "x", "author": value, "datePublished": value}))
    assert all(isinstance(name, str) for name in found.authors)
    assert isinstance(article_of(json.dumps(value)), StructuredArticle)
