"""What the elements of an item mean, in each of the dialects."""

from __future__ import annotations

import base64
import html

import pytest

from tests.transforms.read.feed.reading import BODY, article_of, atom, item, only, read_feed, rss
from transforms.model import MarkedBlock, RawRecord

PARAGRAPHS = (
    MarkedBlock("paragraph", "The lock at Oosterwaarde closes for two weeks, the harbour board said."),
    MarkedBlock("paragraph", "Skippers have to go round by the Wierdiep & pay no toll there."),
)


def test_an_item_of_rss_with_everything() -> None:
    record = only(
        rss(
            item(
                inner="<guid isPermaLink='false'>hk-1</guid><pubDate>Tue, 05 Mar 2024 08:30:00 +0100</pubDate>"
                "<dc:creator>Truus Meinsma</dc:creator><category>Harbour</category><category>harbour</category>"
                f"<category>Locks</category><content:encoded><![CDATA[{BODY}]]></content:encoded>"
                "<description>No toll on the way round.</description><comments>https://havenkrant.example/r/1</comments>"
                '<enclosure url="https://havenkrant.example/1.mp3" type="audio/mpeg" length="12"/>'
            ),
            channel="<language>nl-nl</language><copyright>© 2024 Havenkrant</copyright>",
        )
    )
    assert record == RawRecord(
        title="Lock 1 closes",
        lead="No toll on the way round.",
        blocks=PARAGRAPHS,
        byline=("Truus Meinsma",),
        external_id="hk-1",
        url="https://havenkrant.example/nieuws/1",
        outlet="Havenkrant",
        section="Harbour, Locks",
        language_hint="nl-nl",
        published="Tue, 05 Mar 2024 08:30:00 +0100",
        published_from="feed pubDate",
        rights="© 2024 Havenkrant",
        extra={
            "enclosures": [{"url": "https://havenkrant.example/1.mp3", "type": "audio/mpeg", "length": "12"}],
            "comments": "https://havenkrant.example/r/1",
        },
    )


def test_an_entry_of_atom_with_everything() -> None:
    record = only(
        atom(
            '<entry xml:lang="nl"><title type="html">Lock &amp;amp; bridge &lt;b&gt;closed&lt;/b&gt;</title>'
            '<link rel="self" href="/api/1"/><link rel="alternate" type="text/html" href="/nieuws/1"/>'
            "<id>tag:havenkrant.example,2024:1</id><published>2024-03-05T08:30:00+01:00</published>"
            "<updated>2024-03-06T09:00:00+01:00</updated><author><name>Truus Meinsma</name></author>"
            '<category term="locks" label="Locks"/><rights>CC BY 4.0</rights>'
            f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{BODY}<br/></div></content></entry>',
            channel="<author><name>Desk</name></author>",
        )
    )
    assert record == RawRecord(
        title="Lock & bridge closed",
        blocks=PARAGRAPHS,
        byline=("Truus Meinsma",),
        external_id="tag:havenkrant.example,2024:1",
        url="https://havenkrant.example/nieuws/1",
        outlet="Havenkrant",
        section="Locks",
        language_hint="nl",
        published="2024-03-05T08:30:00+01:00",
        published_from="feed published",
        rights="CC BY 4.0",
        extra={"updated": "2024-03-06T09:00:00+01:00"},
    )


def test_rdf_and_atom_0_3_say_the_same_in_other_words() -> None:
    rdf = (
        b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b'<channel rdf:about="https://havenkrant.example/"><title>Havenkrant</title><dc:language>nl</dc:language>'
        b"<link>https://havenkrant.example/</link><items><rdf:Seq><rdf:li/></rdf:Seq></items></channel>"
        b'<item rdf:about="https://havenkrant.example/nieuws/1"><title>Lock closes</title>'
        b"<description>No toll.</description><dc:date>2024-03-05T08:30:00+01:00</dc:date></item></rdf:RDF>"
    )
    old = (
        b'<feed version="0.3" xmlns="http://purl.org/atom/ns#" xml:lang="nl"><title>Havenkrant</title>'
        b'<link rel="alternate" href="https://havenkrant.example/"/><entry><title>Lock closes</title>'
        b'<link rel="alternate" href="https://havenkrant.example/nieuws/1"/><summary>No toll.</summary>'
        b"<id>https://havenkrant.example/nieuws/1</id><issued>2024-03-05T08:30:00+01:00</issued></entry></feed>"
    )
    expected = RawRecord(
        title="Lock closes",
        lead="No toll.",
        external_id="https://havenkrant.example/nieuws/1",
        url="https://havenkrant.example/nieuws/1",
        outlet="Havenkrant",
        language_hint="nl",
        published="2024-03-05T08:30:00+01:00",
        published_from="feed dc:date",
        flags=frozenset({"TEXT_SUMMARY"}),
    )
    assert only(rdf) == expected
    assert only(old).published_from == "feed issued"
    assert (only(old).title, only(old).url, only(old).lead) == (expected.title, expected.url, expected.lead)


def test_prefixes_may_have_any_name_and_may_be_forgotten() -> None:
    named = (
        b'<a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns:x="http://purl.org/dc/elements/1.1/"><a:title>H</a:title>'
        b"<a:entry><a:title>Lock closes</a:title><x:creator>Truus Meinsma</x:creator></a:entry></a:feed>"
    )
    assert only(named).byline == ("Truus Meinsma",)
    assert only(rss(item(inner="<itunes:author>Truus Meinsma</itunes:author>"))).byline == ("Truus Meinsma",)
    assert only(rss(item(inner='<o:author xmlns:o="urn:other">Truus Meinsma</o:author>'))).byline == ()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("desk@havenkrant.example (Truus Meinsma)", ("Truus Meinsma",)),
        ("Truus Meinsma &lt;truus@havenkrant.example&gt;", ("Truus Meinsma",)),
        ("desk@havenkrant.example", ()),
        ("Havenkrant", ()),
    ],
)
def test_a_mail_address_is_no_author_and_neither_is_the_outlet(given: str, name: tuple[str, ...]) -> None:
    assert only(rss(item(inner=f"<author>{given}</author>"))).byline == name


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Lock &amp;amp; bridge", "Lock & bridge"),
        ("Caf&amp;eacute; &#233;&eacute;", "Café éé"),
        ("&lt;b&gt;Lock&lt;/b&gt; closes&lt;br/&gt;again", "Lock closes again"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Lock closes", "Lock closes"),
        ("Under 5 &lt; 6 and List&lt;Boat&gt;", "Under 5 < 6 and List<Boat>"),
        ("Lock <b>closes</b>", "Lock closes"),
        ("<![CDATA[Lock & bridge]]>", "Lock & bridge"),
    ],
)
def test_titles_become_plain_words(given: str, title: str) -> None:
    assert only(rss(f"<item><title>{given}</title></item>")).title == title


def test_x11_escaped_markup_in_a_description_gives_its_text_only() -> None:
    escaped = html.escape(f"<script>alert(1)</script>{BODY}")
    article = article_of(only(rss(item(inner=f"<description>{escaped}</description>"))))
    assert article.body is not None
    assert "Wierdiep & pay" in article.body
    assert "alert" not in article.body
    assert "<" not in article.body


def test_a_summary_alone_is_a_lead_and_flagged_and_says_when_it_was_cut() -> None:
    whole = only(rss(item(inner="<description>The lock closes for two weeks.</description>")))
    assert whole.lead == "The lock closes for two weeks."
    assert whole.blocks == ()
    assert whole.flags == {"TEXT_SUMMARY"}
    cut = only(rss(item(inner="<description>The lock closes for [&amp;hellip;]</description>")))
    assert cut.lead == "The lock closes for…"
    assert cut.flags == {"TEXT_SUMMARY", "TEXT_CUT"}


def test_a_long_description_in_paragraphs_is_the_text() -> None:
    long = "".join(f"<p>{'The harbour board met again and talked. ' * 5}{n}</p>" for n in range(3))
    record = only(rss(item(inner=f"<description>{html.escape(long)}</description>")))
    assert [len(record.blocks), record.lead, record.flags] == [3, None, frozenset()]


def test_a_summary_that_is_the_beginning_of_the_text_is_not_said_twice() -> None:
    content = f"<content:encoded><![CDATA[{BODY}]]></content:encoded>"
    cut = "<description>The lock at Oosterwaarde closes for two weeks, the harbour […]</description>"
    assert only(rss(item(inner=cut + content))).lead is None
    first = f"<description>{PARAGRAPHS[0].text}</description>"
    article = article_of(only(rss(item(inner=first + content))))
    assert [segment.role for segment in article.segments] == ["title", "lead", "paragraph"]


def test_a_text_that_says_that_it_was_cut_is_flagged() -> None:
    content = f"<content:encoded><![CDATA[{BODY}<p>The board [...]</p>]]></content:encoded>"
    record = only(rss(item(inner=content)))
    assert (record.blocks[-1].text, record.flags) == ("The board…", frozenset({"TEXT_CUT"}))


def test_the_title_said_again_is_no_summary() -> None:
    for words in ("Lock 1 closes", "Lock 1 closes &lt;font&gt;Havenkrant&lt;/font&gt;"):
        assert only(rss(item(inner=f"<description>{words}</description>"))).lead is None


def test_a_summary_of_two_paragraphs_keeps_them_apart_and_its_link_is_furniture() -> None:
    more = '<a href="https://havenkrant.example/1">Lees verder...</a>'
    record = only(rss(item(inner=f"<description>{html.escape(BODY + more)}</description>")))
    assert [block.role for block in record.blocks] == ["paragraph", "paragraph", "furniture"]
    assert record.flags == {"TEXT_SUMMARY"}
    article = article_of(record)
    assert article.lead == PARAGRAPHS[0].text
    assert article.body == f"{PARAGRAPHS[0].text}\n\n{PARAGRAPHS[1].text}"


def test_links_to_comments_are_no_summary() -> None:
    record = only(rss(item(inner='<description>&lt;a href="https://x.example/"&gt;Comments&lt;/a&gt;</description>')))
    assert (record.lead, record.flags) == (None, frozenset())


def test_the_notice_of_where_an_item_came_from_is_furniture() -> None:
    notice = '<p>Het bericht <a href="/1">Lock 1 closes</a> verscheen eerst op <a href="/">Havenkrant</a>.</p>'
    record = only(rss(item(inner=f"<content:encoded><![CDATA[{BODY}{notice}]]></content:encoded>")))
    assert [block.role for block in record.blocks] == ["paragraph", "paragraph", "furniture"]


def test_contents_of_other_types() -> None:
    packed = base64.b64encode(BODY.encode()).decode()
    old = f'<entry><title>a</title><content type="text/html" mode="base64">{packed}</content></entry>'
    assert only(atom(old)).blocks == PARAGRAPHS
    text = '<entry><title>a</title><content type="text">Boats &lt;b&gt; lie here.</content></entry>'
    assert only(atom(text)).blocks == (MarkedBlock("paragraph", "Boats <b> lie here."),)
    picture = f'<entry><title>a</title><content type="image/png">{packed}</content></entry>'
    assert only(atom(picture)).blocks == ()


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<guid>https://havenkrant.example/1</guid>", "https://havenkrant.example/1"),
        ("<guid isPermaLink='false'>https://havenkrant.example/1</guid>", None),
        ("<guid>hk-1</guid>", None),
        ("<link>/nieuws/1</link>", "https://havenkrant.example/nieuws/1"),
        (
            "<link>https://proxy.example/~r/1</link><feedburner:origLink>https://havenkrant.example/1"
            "</feedburner:origLink>",
            "https://havenkrant.example/1",
        ),
        (
            "<link>https://search.example/url?q=locks&amp;url=https://havenkrant.example/1&amp;ct=ga</link>",
            "https://havenkrant.example/1",
        ),
    ],
)
def test_where_an_article_stands(inner: str, url: str | None) -> None:
    assert only(rss(f"<item><title>a</title>{inner}</item>")).url == url


def test_a_feed_that_gathers_from_others_is_not_their_outlet() -> None:
    link = "<item><title>a</title><link>https://waddenbode.example/1</link>{}</item>"
    assert only(rss(link.format(""))).outlet is None
    source = "<source url='https://waddenbode.example/rss'>De Waddenbode</source>"
    assert only(rss(link.format(source))).outlet == "De Waddenbode"


def test_an_id_that_leaves_its_folder_is_refused() -> None:
    reading = read_feed(rss(item(inner="<guid>../../etc/passwd</guid>"), item(2)))
    assert reading.codes == ["PATH_TRAVERSAL", "ok"]


def test_an_item_that_says_nothing_is_refused() -> None:
    reading = read_feed(rss("<item/>", item(2), "<item><link>https://havenkrant.example/</link></item>"))
    assert reading.codes == ["SCHEMA_MISSING", "ok", "SCHEMA_MISSING"]


@pytest.mark.parametrize(
    ("date", "flags", "year"),
    [
        ("yesterday", {"DATE_UNPARSED", "DATE_VAGUE"}, None),
        ("0001-01-01T00:00:00Z", {"DATE_RANGE"}, None),
        ("Thu, 05 Mar 2048 08:30:00 GMT", {"DATE_FUTURE"}, 2048),
        ("2024-03-05T08:30:00", {"DATE_TZ"}, 2024),
        ("Tue, 05 Mar 2024 08:30:00 +0100", set(), 2024),
    ],
)
def test_x06_to_x09_odd_dates_keep_their_words_and_get_their_flags(
    date: str, flags: set[str], year: int | None
) -> None:
    record = only(rss(item(inner=f"<pubDate>{date}</pubDate>"), channel="<lastBuildDate>2024-05-01</lastBuildDate>"))
    article = article_of(record)
    assert record.published == date
    assert {flag for flag in article.flags if flag.startswith("DATE")} == flags
    assert (article.published and article.published.value_utc.year) == year
