"""Pages as files: what is read, what is refused, and what is flagged."""

from __future__ import annotations

from transforms.contracts import FLAGS, REASONS
from transforms.model import Context, RawRecord, ReadLimits, Refusal
from transforms.read.html import HtmlReader

READER = HtmlReader()
LIMITS = ReadLimits()
PROSE = (
    "<p>Der Gemeinderat von Altdorf hat am Montag beschlossen, die alte Brücke über die Lauter zu erneuern, sagte "
    "Bürgermeisterin Eva Lang.</p><p>Die Arbeiten sollen im Frühjahr beginnen und rund zwei Jahre dauern, wie die "
    "Verwaltung am Abend mitteilte.</p>"
)
PAGE = f"""<!DOCTYPE html><html lang="de"><head><title>Brücke wird erneuert</title></head><body>
<nav><ul><li><a href="/">Start</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Brücke wird erneuert</h1>{PROSE}</article></body></html>"""


def read(page: str | bytes, context: Context | None = None, limits: ReadLimits = LIMITS) -> RawRecord | Refusal:
    data = page if isinstance(page, bytes) else page.encode()
    result = READER.read(data, limits, context or Context())
    if isinstance(result, Refusal):
        assert result.reason in REASONS
    else:
        assert result.flags <= FLAGS.keys()
    return result


def record(page: str | bytes, context: Context | None = None) -> RawRecord:
    result = read(page, context)
    assert isinstance(result, RawRecord), result
    return result


def paragraphs(page: str | bytes) -> list[str]:
    return [block.text for block in record(page).blocks if block.role == "paragraph"]


def refusal(page: str | bytes, limits: ReadLimits = LIMITS) -> str:
    result = read(page, limits=limits)
    assert isinstance(result, Refusal), result
    return result.reason


def test_an_article_keeps_its_paragraphs_and_loses_the_menu() -> None:
    found = record(PAGE)
    assert found.title == "Brücke wird erneuert"
    assert found.text is None
    assert [text.split()[0] for text in paragraphs(PAGE)] == ["Der", "Die"]
    assert not any("Sport" in block.text for block in found.blocks)


def test_a_page_nested_deeper_than_a_parser_goes_is_read_whole_and_flagged() -> None:
    page = PAGE.replace("<article>", "<div>" * 300 + "<article>").replace("</article>", "</article>" + "</div>" * 300)
    assert record(page).flags == {"HTML_DEPTH"}
    assert paragraphs(page) == paragraphs(PAGE)


def test_a_page_nested_past_the_limit_is_refused_before_it_is_parsed() -> None:
    assert refusal("<html><body>" + "<div>" * 1_000_000 + PROSE) == "HTML_DEPTH"


def test_tag_soup_and_an_unclosed_comment_are_read_and_flagged() -> None:
    for page in (PROSE, f"<html><body><h1>Brücke</h1><!-- {PROSE}", f"<b><i><table>{PROSE}</i></div></b></td>"):
        assert "HTML_BROKEN" in record(page).flags
        assert len(paragraphs(page)) == 2


def test_a_page_without_an_article_is_refused() -> None:
    scripts = '<html><head><title>App</title><script>run()</script></head><body><div id="root"></div></body></html>'
    gone = "<html><title>404 Not Found</title><body><h1>Not Found</h1><p>The requested URL was not found.</p></body>"
    wall = """<html><head><title>Voordat je verdergaat</title></head><body><h1>Wij gebruiken cookies</h1><p>Wij en
        onze partners gebruiken cookies om onze website te verbeteren.</p><button>Accepteren</button></body></html>"""
    assert [refusal(page) for page in (scripts, gone, wall)] == ["TEXT_BOILERPLATE"] * 3


def test_a_short_article_about_what_is_gone_is_an_article() -> None:
    for title in ("Vermisster Wanderer nach drei Tagen nicht gefunden", "404 Wohnungen für Altdorf"):
        assert record(PAGE.replace("Brücke wird erneuert", title)).title == title


def test_a_page_that_is_gone_is_told_in_many_languages() -> None:
    for title in ("Seite nicht gefunden", "Error 404", "Pagina niet gevonden | Havenkrant", "404 - Not found"):
        assert refusal(f"<html><title>{title}</title><body><h1>{title}</h1><p>{'Bla bla. ' * 9}</p></body></html>") == (
            "TEXT_BOILERPLATE"
        )


def test_a_huge_text_of_one_word_is_read_in_no_time() -> None:
    assert "a" * 100_000 + "!" in paragraphs(PAGE.replace("<h1>", f"<p>{'a' * 100_000}!</p><h1>"))


def test_embedded_data_and_masses_of_links_are_trimmed() -> None:
    picture = PAGE.replace("<h1>", f'<img src="data:image/png;base64,{"A" * 5_000_000}"><h1>')
    links = PAGE.replace("</body>", "<ul>" + '<li><a href="/x">Weiter</a></li>' * 6_000 + "</ul></body>")
    for page in (picture, links):
        assert record(page).flags == {"HTML_TRIMMED"}
        assert paragraphs(page) == paragraphs(PAGE)


def test_compressed_bytes_never_reach_an_extractor_that_would_unpack_them() -> None:
    import gzip

    assert refusal(gzip.compress(PAGE.encode() * 1_000)) == "ENC_UNDECODABLE"


def test_declared_utf8_that_is_cp1252_is_read_and_flagged() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="utf-8">').replace("sagte", "„ja“ sagte").encode("cp1252")
    assert "„ja“" in paragraphs(page)[0]
    assert record(page).flags == {"ENC_MISDECLARED"}


def test_a_declared_encoding_is_believed_where_it_fits_and_the_transport_before_the_page() -> None:
    text = "Мэр города сообщил в понедельник, что старый мост через реку закроют на ремонт до конца весны."
    page = f'<html><head><meta charset="windows-1251"></head><body><article><p>{text}</p></article></body></html>'
    assert paragraphs(page.encode("cp1251")) == [text]
    assert record(page.encode("cp1251")).flags == frozenset()
    found = record(page.encode("koi8-r"), Context(encoding="koi8-r"))
    assert [block.text for block in found.blocks] == [text]


def test_what_the_container_knows_of_a_page_is_kept() -> None:
    found = record(PAGE, Context(url="https://altdorfer-bote.example/bruecke", collected="2023-05-02T08:00:00Z"))
    assert found.url == "https://altdorfer-bote.example/bruecke"
    assert found.collected == "2023-05-02T08:00:00Z"


def test_too_large_and_empty_pages_are_refused() -> None:
    assert refusal(PAGE, ReadLimits(max_record_bytes=100)) == "REC_TOO_LARGE"
    assert refusal(" \n") == "SCHEMA_MISSING"
