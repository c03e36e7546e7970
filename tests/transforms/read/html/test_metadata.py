"""What a page says of itself: one story for each place where it may say it, and none that brings the reader down."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.model import Context
from transforms.read.html.metadata import PageMetadata, page_metadata
from transforms.read.html.parse import parse_markup

URL = "https://www.harbourpost.example/2024/05/03/ferry-runs-again.html"
TEXT = "<p>" + "The ferry to the outer islands runs again after three weeks of repairs, the harbour office said. " * 4


def metadata_of(head: str = "", body: str = "", *, url: str | None = URL, lang: str = "en-GB") -> PageMetadata:
    """The metadata of a page with this head and body."""
    source = f"<html lang='{lang}'><head>{head}</head><body>{body}{TEXT}</body></html>"
    tree = parse_markup(source)
    assert tree is not None
    return page_metadata(tree, source, Context(url=url))


def json_ld(content: str) -> str:
    """A JSON-LD script."""
    return f"<script type='application/ld+json'>{content}</script>"


def test_the_heading_is_the_title_and_the_outlets_name_stays_off() -> None:
    page = metadata_of(
        "<title>Ferry runs again | The Harbour Post</title>"
        "<meta property='og:title' content='Ferry runs again - Harbour'>"
        "<meta property='og:site_name' content='The Harbour Post'>",
        "<h1><a href='/'>The Harbour Post</a></h1><article><h1>Ferry runs again</h1>",
    )
    assert page.title == "Ferry runs again"
    assert page.outlet == "The Harbour Post"


def test_a_heading_with_a_date_in_it_gives_way_to_the_title_that_it_holds() -> None:
    page = metadata_of(
        "<meta property='og:title' content='Ferry runs again today'>", "<h1>Ferry runs again today 3 May</h1>"
    )
    assert page.title == "Ferry runs again today"


def test_without_headings_the_title_tag_stands() -> None:
    assert metadata_of("<title>Ferry runs again</title>").title == "Ferry runs again"
    assert metadata_of().title is None


def test_soft_hyphens_are_no_part_of_a_title() -> None:
    assert metadata_of("", "<h1>Hafen&shy;behörde öffnet</h1>").title == "Hafenbehörde öffnet"


def test_the_canonical_address_is_made_absolute_and_a_front_page_is_none() -> None:
    assert metadata_of("<link rel=canonical href='/a/ferry'>").url == "https://www.harbourpost.example/a/ferry"
    assert metadata_of("<link rel=canonical href='https://www.harbourpost.example/'>").url == URL
    assert metadata_of("<link rel=canonical href='javascript:alert(1)'>").url == URL
    assert metadata_of("<link rel=canonical href='/a/ferry'>", url=None).url is None
    assert metadata_of("<link rel=canonical href='http://[bad'>").url == URL


def test_the_language_comes_from_the_root_or_a_meta_tag() -> None:
    assert metadata_of(lang="NB_no").language == "nb-NO"
    assert metadata_of("<meta property='og:locale' content='pt_BR'>", lang="").language == "pt-BR"
    assert metadata_of(lang="!").language is None


def test_authors_are_names_and_nothing_else() -> None:
    page = metadata_of(
        json_ld(
            '{"@type": "NewsArticle", "headline": "Ferry runs again", "publisher": {"name": "The Harbour Post"},'
            ' "author": [{"@type": "Person", "name": "By Ada Quill"}, {"name": "Harbour Post"}, "https://harbourpost.example/u/7",'
            ' {"@type": "Organization", "name": "The Harbour Post"}, "Otto Berg and Lena Strand"]}'
        )
    )
    assert page.byline[0] == "Ada Quill"
    assert page.byline[-2:] == ("Otto Berg", "Lena Strand")
    assert "The Harbour Post" not in page.byline
    assert not any("://" in name for name in page.byline)


def test_a_shown_byline_stands_where_no_tag_names_anyone() -> None:
    page = metadata_of(
        "<meta property='og:title' content='Ferry runs again'>",
        "<article><h1>Ferry runs again</h1><div class='byline'>Von <a rel='author' href='/u/1'>Mia Falk</a></div>",
    )
    assert page.byline == ("Mia Falk",)


def test_a_line_with_by_and_a_date_names_its_author() -> None:
    page = metadata_of("", "<article><h1>Ferry runs again</h1><p>By Ada Quill | 3 May 2024</p>")
    assert page.byline == ("Ada Quill",)


def test_commenters_and_margins_name_no_author() -> None:
    page = metadata_of(
        "",
        "<article><h1>Ferry runs again</h1></article><aside><a class='author'>Nils Other</a></aside>"
        "<ol class='comments'><li class='comment'><span class='author'>Angry Reader</span></li></ol>",
    )
    assert page.byline == ()


def test_a_desk_stands_only_where_nobody_else_does() -> None:
    assert metadata_of("<meta name=author content='Redaktion'>").byline == ("Redaktion",)
    assert metadata_of("<meta name=author content='Redaktion'>", "<a rel=author>Ada Quill</a>").byline == ("Ada Quill",)


def test_a_first_name_is_completed_by_the_name_that_another_place_gives() -> None:
    data = json_ld('{"@type": "NewsArticle", "headline": "Ferry", "author": {"name": "Ada"}}')
    person = "<b itemscope itemtype='http://schema.org/Article'><i itemprop=author>Ada Quill</i></b>"
    assert metadata_of(data, person).byline == ("Ada Quill",)
    assert metadata_of(data, person.replace("Ada Quill", "Ada comments")).byline == ("Ada",)


def test_programs_and_firms_write_no_articles() -> None:
    for name in ("admin", "Pixel Works GmbH", "https://a.example/u/7", "info@a.example", "No Author"):
        assert metadata_of(f"<meta name=author content='{name}'>").byline == ()
    assert metadata_of("<meta name=author content='View all posts by Perry Stone Jr.'>").byline == ("Perry Stone Jr.",)


def test_rights_are_gathered_from_every_place() -> None:
    page = metadata_of(
        json_ld(
            '{"@type": "NewsArticle", "headline": "x", "copyrightHolder": {"name": "Harbour Press"}, '
            '"copyrightYear": 2024, "license": "https://creativecommons.org/licenses/by/4.0/"}'
        ),
        "<footer>© 2024 Harbour Press. All rights reserved.</footer>",
    )
    assert page.rights is not None
    assert page.rights.startswith("https://creativecommons.org/licenses/by/4.0/; © 2024 Harbour Press")
    assert "All rights reserved" in page.rights


def test_a_sentence_that_only_speaks_of_licences_is_no_notice() -> None:
    assert metadata_of("", "<p>Creative Commons turned twenty this week.</p>").rights is None
    granted = metadata_of("", "<p>This text is licensed under CC BY 4.0.</p>").rights
    assert granted == "This text is licensed under CC BY 4.0."


def test_section_description_and_body_of_the_structured_data() -> None:
    page = metadata_of(
        json_ld(
            '{"@type": "NewsArticle", "headline": "Ferry", "articleSection": ["Sea", "Local"], '
            '"articleBody": "It runs.", "description": "Again &amp; again", "dateModified": "2024-05-04"}'
        )
    )
    assert (page.section, page.lead, page.jsonld_body) == ("Sea", "Again & again", "It runs.")
    assert page.modified == "2024-05-04"


def test_too_much_structured_data_is_left_out_and_told() -> None:
    deep = "[" * 500 + "]" * 500
    assert metadata_of(json_ld(f'{{"@type": "NewsArticle", "headline": {deep}}}')).flags == {"HTML_TRIMMED"}
    assert metadata_of(json_ld('{"@type": "NewsArticle"}')).flags == frozenset()


PIECES = (
    "<time datetime='2024-99-99'>",
    "<h1>",
    "</h1>",
    "<div class='byline author'>",
    "<script type='application/ld+json'>",
    "</script>",
    '{"@type": "NewsArticle", "author": ',
    '{"@graph": [{"@id": 1}, null, "x", ',
    "<meta property='article:published_time' content='0000-00-00T99'>",
    "<link rel=canonical href='//[::1'>",
    "<p itemscope itemtype='x' itemprop='datePublished author'>",
    "By 31.02.2020 – © 2020",
    "All rights reserved",
    "]}",
    "<!--",
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=14))
def test_no_markup_brings_it_down(pieces: list[str]) -> None:
    source = "<html>" + "".join(pieces)
    tree = parse_markup(source)
    if tree is not None:
        page = page_metadata(tree, source, Context(url="https://a.example/x"))
        assert all(isinstance(name, str) and name for name in page.byline)
        assert (page.published is None) == (page.published_from is None)


def test_a_reservation_of_data_mining_is_a_notice() -> None:
    page = metadata_of(
        '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://a.example/tdm">'
    )
    assert page.rights == "tdm-reservation: 1; tdm-policy: https://a.example/tdm"
