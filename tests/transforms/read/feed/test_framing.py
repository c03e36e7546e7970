"""Where items stand: broken, cut off, hostile, in any encoding, and however the stream is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.transforms.read.feed.reading import atom, item, only, read_chunks, read_feed, rss
from transforms.model import Context, Preamble, RawRecord, ReadLimits, Refusal, RefusedSpan, Span
from transforms.read.compression import StreamDamage
from transforms.read.feed import FeedReader, is_feed, xml_threat

BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def test_spans_are_the_items_from_tag_to_tag() -> None:
    reading = read_feed(rss(item(1), "\n<!-- <item>no</item> -->", item(2), "<item><title/></item>"))
    assert reading.spans == [item(1).encode(), item(2).encode(), b"<item><title/></item>"]
    assert [frame.record_number for frame in reading.frames if isinstance(frame, Span)] == [1, 2, 3]
    assert isinstance(reading.frames[0], Preamble)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (BOMB, "XML_ENTITY"),
        ('<!DOCTYPE rss [<!ENTITY long "' + "a" * 90_000 + '">]>', "XML_ENTITY"),
        ('<!DOCTYPE rss [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>', "XML_ENTITY"),
        ('<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://trap.example/p"> %p;]>', "XML_ENTITY"),
        ('<!DOCTYPE rss [<!-- "quiet\' --><!ATTLIST a b CDATA "]>"><!ENTITY one "&two;"><!ENTITY two "&one;">]>',
         "XML_ENTITY"),
        ('<!DOCTYPE rss SYSTEM "http://trap.example/rss.dtd">', "XML_DTD"),
        ('<!DOCTYPE rss PUBLIC "-//Trap//DTD//EN" "http://trap.example/rss.dtd" []>', "XML_DTD"),
        ('<!DOCTYPE rss [<!ELEMENT rss ANY>', "XML_DTD"),
    ],
)  # fmt: skip
def test_x01_to_x05_declared_entities_and_outside_types_refuse_the_whole_file(head: str, reason: str) -> None:
    data = rss(item(1), item(2), head=head)
    for size in (7, len(data)):
        frames = read_feed(data, size=size).frames
        assert len(frames) == 1
        assert isinstance(frames[0], RefusedSpan)
        assert (frames[0].refusal.reason, frames[0].span) == (reason, Span(1, 0, len(data)))
    threat = xml_threat(data)
    assert threat is not None
    assert threat.reason == reason
    assert not is_feed(data.decode())


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss.dtd">',
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.example/xhtml1-strict.dtd">',
        "<!DOCTYPE rss>",
        "<!DOCTYPE rss [<!ELEMENT rss ANY>]>",
        "<!-- <!DOCTYPE rss [<!ENTITY a 'b'>]> --><?style sheet?>",
    ],
)
def test_document_types_that_declare_nothing_new_do_no_harm(head: str) -> None:
    assert read_feed(rss(item(), head=head)).codes == ["ok"]
    assert xml_threat(rss(item(), head=head)) is None


def test_entities_within_an_item_are_never_declared() -> None:
    assert read_feed(rss(BOMB + item(1), f"<item>{BOMB}<title>&b;</title></item>", item(3))).codes == [
        "ok",
        "XML_SYNTAX",
        "ok",
    ]
    alone = FeedReader().read(f"{BOMB}<item><title>&b;</title></item>".encode(), ReadLimits(), Context())
    assert isinstance(alone, Refusal)
    assert alone.reason == "XML_DTD"


def test_what_else_has_items_and_titles_in_a_channel_is_not_taken_for_the_feeds_own() -> None:
    image = "<image><title>A picture</title><link>https://pictures.example/</link></image>"
    data = (
        rss(item(1), channel=image)
        .replace(b"<title>Havenkrant</title>", b"")
        .replace(image.encode(), image.encode() + b"<title>Havenkrant</title>")
    )
    assert only(data).outlet == "Havenkrant"
    prefixed = (
        b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="http://purl.org/rss/1.0/">'
        b"<p:channel><p:title>Havenkrant</p:title><item/></p:channel><p:item><p:title>Lock closes</p:title></p:item>"
        b"</r:RDF>"
    )
    assert (only(prefixed).title, only(prefixed).outlet) == ("Lock closes", "Havenkrant")


def test_threats_in_other_xml_are_seen_too_and_it_is_no_feed() -> None:
    svg = b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>'
    threat = xml_threat(svg)
    assert threat is not None
    assert threat.reason == "XML_ENTITY"
    for head in ("<svg/>", "<urlset><url/></urlset>", '<?xml version="1.0"?><opml version="2.0">', "", "<", "plain"):
        assert not is_feed(head), head
        assert xml_threat(head.encode()) is None
    for data in (rss(), atom(), b"<html><body>" + atom()):
        assert is_feed(data.decode())


def test_x10_a_broken_item_is_refused_and_its_neighbours_stand() -> None:
    reading = read_feed(rss(item(1), item(2, "<description>one <b>two</description>"), item(3)))
    assert reading.codes == ["ok", "XML_SYNTAX", "ok"]
    assert [record.flags for record in reading.records] == [frozenset(), frozenset({"XML_RECOVERED"})]
    assert {record.outlet for record in reading.records} == {"Havenkrant"}


def test_x10_an_item_without_end_gives_way_to_the_next() -> None:
    broken = item(2).removesuffix("</item>")
    reading = read_feed(rss(item(1), broken, item(3)))
    assert reading.codes == ["ok", "XML_SYNTAX", "ok"]
    assert reading.spans[1] == broken.encode()
    last = read_feed(rss(item(1), broken))
    assert last.codes == ["ok", "XML_SYNTAX"]
    assert read_feed(rss(item(1), "<item><title>a <b c</title>", end="")).codes == ["ok", "XML_SYNTAX"]


@pytest.mark.parametrize("opening", ["<![CDATA[", "<!--"])
def test_what_never_ends_swallows_one_item_only(opening: str) -> None:
    reading = read_feed(rss(item(1), item(2, f"<description>{opening} open"), item(3), item(4)))
    assert reading.codes == ["ok", "XML_SYNTAX", "ok", "ok"]
    outside = read_feed(rss(item(1), "<!-- open", item(2), item(3)))
    assert outside.codes == ["ok", "ok", "ok"]


def test_items_within_a_text_are_text() -> None:
    quoted = f"<description><![CDATA[They wrote {item(7)} there.]]></description>"
    reading = read_feed(rss(item(1, quoted), item(2)))
    assert reading.codes == ["ok", "ok"]
    assert reading.spans[0] == item(1, quoted).encode()


@pytest.mark.parametrize(
    ("given", "title", "flag"),
    [
        ("Caf&eacute;&nbsp;&mdash; caf&#233;", "Café — café", None),
        ("Meinsma & Zoon", "Meinsma & Zoon", "XML_RECOVERED"),
        ("Lock &oosterwaarde; closes", "Lock &oosterwaarde; closes", "XML_RECOVERED"),
        ("Lock&#11; closes", "Lock closes", "XML_RECOVERED"),
        ("Lock clo\x0bses", "Lock closes", "TEXT_CONTROL"),
    ],
)
def test_common_mistakes_are_mended(given: str, title: str, flag: str | None) -> None:
    url = "<link><![CDATA[https://havenkrant.example/?a=1&b=2&copy=3]]></link>"
    record = only(rss(f"<item><title>{given}</title>{url}</item>"))
    assert record.title == title
    assert record.url == "https://havenkrant.example/?a=1&b=2&copy=3"
    assert record.flags == ({flag} if flag else frozenset())


def test_the_channel_is_mended_too() -> None:
    data = rss(item(1), channel="<language>nl</language>").replace(b"<title>Havenkrant", b"<title>Meinsma & Zoon")
    record = only(data)
    assert (record.outlet, record.language_hint, record.flags) == ("Meinsma & Zoon", "nl", frozenset())
    broken = data.replace(b"<language>", b"<b><language>")
    assert only(broken).outlet == "Meinsma & Zoon"


def test_a_feed_that_just_ends_keeps_its_whole_items() -> None:
    data = rss(item(1), item(2))
    cut = read_feed(data[: data.index(b"Lock 2")])
    assert cut.codes == ["ok", "TRUNCATED"]
    assert read_feed(rss(item(1), end="")).codes == ["ok", "TRUNCATED"]
    assert read_feed(rss(item(1))).codes == ["ok"]
    assert read_feed(rss()).frames == []


def test_a_damaged_stream_keeps_its_whole_items() -> None:
    data = rss(item(1), item(2), item(3))
    good = data[: data.index(b"Lock 3")]

    def damaged() -> Iterator[bytes]:
        yield good
        raise StreamDamage("TRUNCATED", "gzip stream ends within a member")

    reading = read_chunks(damaged(), good)
    assert reading.codes == ["ok", "ok", "TRUNCATED"]
    assert reading.spans[2].startswith(b"<item>")


def test_an_item_too_large_is_refused_without_being_held() -> None:
    limits = ReadLimits(max_record_bytes=500)
    large = item(2, f"<description>{'word ' * 1_000}</description>")
    for size in (64, 100_000):
        reading = read_feed(rss(item(1), large, item(3)), limits, size)
        assert reading.codes == ["ok", "REC_TOO_LARGE", "ok"]
        assert reading.spans[1] == large.encode()
        assert reading.records[1].flags == frozenset()


def test_depth_and_width_have_limits() -> None:
    limits = ReadLimits(max_html_depth=50, max_record_keys=40)
    deep = item(2, f"<description>{'<i>' * 60}{'</i>' * 60}</description>")
    wide = item(3, "<category>a</category>" * 60)
    assert read_feed(rss(item(1), deep, wide), limits).codes == ["ok", "HTML_DEPTH", "REC_TOO_WIDE"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "iso-8859-1", "gb2312"])
def test_encodings_by_mark_and_by_declaration(encoding: str) -> None:
    title = "渔船进港 🚢" if encoding.startswith("utf") else "渔船进港" if encoding == "gb2312" else "Fähre läuft auf"
    items = (item(1).replace("Lock 1 closes", title), item(2))
    text = rss(*items, head=f'<?xml version="1.0" encoding="{encoding}"?>\n').decode()
    data = text.encode(encoding)
    for size in (3, 1_000):
        reading = read_feed(data, size=size)
        assert reading.codes == ["ok", "ok"]
        assert (reading.records[0].title, reading.records[0].flags) == (title, frozenset())


def test_an_encoding_that_is_declared_wrongly_is_found_and_flagged() -> None:
    text = rss(item(1).replace("Lock", "Fähre")).decode()
    for declared, actual in (("iso-8859-1", "utf-8"), ("utf-8", "cp1252")):
        data = text.replace('version="1.0"', f'version="1.0" encoding="{declared}"', 1).encode(actual)
        record = only(data)
        assert record.title == "Fähre 1 closes"
        assert record.flags == {"ENC_MISDECLARED"}


def test_a_short_chinese_title_is_not_taken_for_utf_8() -> None:
    data = '<?xml version="1.0" encoding="gb2312"?><rss><channel><item><title>水业</title></item></channel></rss>'
    assert "水业" not in data.encode("gb2312").decode("utf-8")
    assert only(data.encode("gb2312")).title == "水业"
    long = data.replace("水业", "水业港口渔船")
    assert only(long.encode()).flags == {"ENC_MISDECLARED"}
    assert only(long.encode()).title == "水业港口渔船"


def test_two_documents_in_one_file_have_a_channel_each() -> None:
    second = rss(item(2)).replace(b"<title>Havenkrant", b"<title>De Waddenbode")
    records = read_feed(rss(item(1)) + b"\n" + second).records
    assert [record.outlet for record in records] == ["Havenkrant", "De Waddenbode"]


def test_a_feed_in_a_page_and_an_entry_of_its_own() -> None:
    assert read_feed(b"<html><body>" + atom("<entry><title>a</title></entry>") + b"</body></html>").codes == ["ok"]
    alone = b'<?xml version="1.0"?><entry xmlns="http://www.w3.org/2005/Atom"><title>Lock closes</title></entry>'
    assert only(alone).title == "Lock closes"


def test_c02_json_in_a_file_of_xml_is_no_feed() -> None:
    frames = read_feed(b'{"title": "Lock closes", "text": "<item><title>a</title></item>"}').frames
    assert len(frames) == 1
    assert isinstance(frames[0], RefusedSpan)
    assert frames[0].refusal.reason == "TYPE_UNSUPPORTED"


def test_a_preamble_stays_small_and_any_other_is_ignored() -> None:
    names = "".join(f' xmlns:p{n}="urn:{n}"' for n in range(90))
    long = f"<copyright>{'©' * 100_000}</copyright><x {names}/>"
    frames = read_feed(rss(item(1), channel=long)).frames
    assert isinstance(frames[0], Preamble)
    assert len(frames[0].data) < 64 * 1024
    for preamble in (
        b"[]",
        b"{",
        b'{"encoding": 7, "prefixes": [1], "authors": 3, "title": {}}',
        b'{"prefixes": null}',
    ):
        record = FeedReader().read(item(1).encode(), ReadLimits(), Context(preamble=preamble))
        assert isinstance(record, RawRecord)
        assert record.title == "Lock 1 closes"
