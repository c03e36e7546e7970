"""What of a page is its article: paragraphs kept, furniture cut, roles told. The pages are of invented outlets."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.main_text import Counts, PageCase
from transforms.contracts import FLAGS, REASONS
from transforms.contracts.columns import ROLES
from transforms.model import Context, RawRecord, ReadLimits, Refusal
from transforms.read.html import HtmlReader
from transforms.read.html.areas import core_area, found_again, gather
from transforms.read.html.maintext import weights
from transforms.read.html.marks import marks_of_names
from transforms.read.html.parse import parse_markup
from transforms.read.html.walk import page_blocks

LEAD = "De sluis bij Oosterwaarde gaat vanaf maandag twee weken dicht voor groot onderhoud aan de deuren."
FIRST = "Schippers moeten in die tijd omvaren over het Noordkanaal, zegt wethouder Truus Meinsma van Waterwegen."
SECOND = (
    "Het onderhoud kost 2,4 miljoen euro. De deuren van de sluis zijn veertig jaar oud en roesten op veel plaatsen."
)
THIRD = "Volgens schippersvereniging De Peiling verliezen haar leden door de omweg elke reis een halve dag."
PAGE = f"""<!DOCTYPE html><html lang="nl"><head><title>Sluis bij Oosterwaarde twee weken dicht - Havenkrant</title>
<meta property="og:title" content="Sluis bij Oosterwaarde twee weken dicht"></head><body>
<header class="site-header"><a href="/">Havenkrant</a><nav class="menu"><ul><li><a href="/nieuws">Nieuws</a></li>
<li><a href="/sport">Sport</a></li><li><a href="/weer">Weer</a></li></ul></nav></header>
<main><article class="article"><h1>Sluis bij Oosterwaarde twee weken dicht</h1>
<div class="byline">Door: Kees Blom</div><p class="article-lead">{LEAD}</p>
<div class="article-body"><p>{FIRST}</p>
<figure><img src="sluis.jpg" alt=""><figcaption>De sluis bij Oosterwaarde. Foto: Mies Hartog</figcaption></figure>
<p>{SECOND}</p><h2>Een halve dag later thuis</h2><p>{THIRD}</p>
<div class="related"><h3>Lees ook</h3><ul><li><a href="/a">Brug over de Lauter wordt vervangen</a></li>
<li><a href="/b">Nieuwe pont vaart vanaf mei</a></li></ul></div></div></article>
<aside class="sidebar"><h3>Meest gelezen</h3><ul><li><a href="/c">Markt verhuist naar het plein</a></li></ul></aside>
<section id="comments" class="comments"><h3>2 reacties</h3><div class="comment"><p>Dat werd ook wel eens tijd, die
deuren lekten al jaren en niemand deed er iets aan.</p></div></section></main>
<footer class="site-footer"><p>© 2023 Havenkrant. Alle rechten voorbehouden.</p>
<a href="/privacy">Privacy</a></footer></body></html>"""


def record(page: str) -> RawRecord:
    found = HtmlReader().read(page.encode(), ReadLimits(), Context())
    assert isinstance(found, RawRecord), found
    return found


def kept(page: str) -> dict[str, list[str]]:
    """Role → texts."""
    found: dict[str, list[str]] = {}
    for block in record(page).blocks:
        found.setdefault(block.role, []).append(block.text)
    return found


def test_the_article_is_kept_with_its_roles() -> None:
    found = kept(PAGE)
    assert [
        text for text in (LEAD, FIRST, SECOND, THIRD) if text not in found["paragraph"] + found.get("lead", [])
    ] == []
    assert "Een halve dag later thuis" in found["heading"]


def test_menus_related_links_sidebars_and_footers_are_cut() -> None:
    texts = " ".join(text for role, each in kept(PAGE).items() if role not in ("furniture", "comment") for text in each)
    for cut in ("Weer", "Lees ook", "Nieuwe pont", "Meest gelezen", "verhuist", "voorbehouden", "Privacy", "lekten"):
        assert cut not in texts


def test_a_bold_line_of_its_own_is_a_heading_and_a_byline_is_no_text() -> None:
    page = PAGE.replace("<h2>Een halve dag later thuis</h2>", "<p><b>Een halve dag later thuis</b></p>")
    assert "Een halve dag later thuis" in kept(page)["heading"]
    assert kept(page)["byline"] == ["Door: Kees Blom"]


def test_a_body_told_to_machines_stands_in_where_the_page_shows_only_its_beginning() -> None:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Sluis dicht"}
    data["articleBody"] = "\n\n".join([LEAD, FIRST, SECOND, THIRD] * 2)
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    page = f"""<html><head><title>Sluis dicht</title>{script}</head>
        <body><article><h1>Sluis dicht</h1><p>{LEAD}</p></article></body></html>"""
    assert record(page).flags == {"TEXT_FALLBACK"}
    assert THIRD in " ".join(kept(page)["paragraph"])


def test_a_page_without_any_paragraph_element_is_read_by_its_line_breaks() -> None:
    page = f"<html><body><table><tr><td>{LEAD}<br><br>{FIRST}<br><br>{SECOND}</td></tr></table></body></html>"
    assert kept(page)["paragraph"] == [LEAD, FIRST, SECOND]


def test_cells_of_a_row_are_one_line() -> None:
    rows = "<tr><td>Ploeg A</td><td>12</td></tr><tr><td>Ploeg B</td><td>9</td></tr>"
    page = PAGE.replace(
        "<h2>", f"<p>De stand na de laatste wedstrijd van zaterdag is als volgt:</p><table>{rows}</table><h2>"
    )
    assert {"Ploeg A | 12", "Ploeg B | 9"} <= {text for texts in kept(page).values() for text in texts}


def test_the_description_is_a_lead_only_where_the_text_has_it() -> None:
    told = PAGE.replace("</head>", f'<meta name="description" content="{LEAD}"></head>')
    advert = PAGE.replace("</head>", '<meta name="description" content="Al het nieuws uit de haven."></head>')
    assert record(told).lead == LEAD
    assert record(advert).lead is None
    assert record(advert).extra == {"description": "Al het nieuws uit de haven."}


def test_the_element_with_the_most_prose_is_the_core() -> None:
    tree = parse_markup(PAGE)
    core = core_area(gather(page_blocks(tree), ""))
    assert core is not None
    assert core.place.element.get("class") == "article-body"


def test_sums_of_an_element_are_those_of_its_blocks() -> None:
    items = gather(page_blocks(parse_markup(PAGE)), "")
    whole = list(items[0].area.upwards())[-1]
    assert whole.word_count == sum(item.word_count for item in items)
    assert (whole.first, whole.last) == (0, len(items) - 1)


def test_short_blocks_are_found_again_only_in_their_order() -> None:
    assert found_again(["Sport", "a" * 30, "Sport"], "a" * 30 + "Sport") == [True, False, False] or found_again(
        ["Weer", "a" * 30, "Sport"], "a" * 30 + "Sport"
    ) == [False, True, True]


def test_names_of_elements_tell_marks() -> None:
    assert "body" in marks_of_names("article__body")
    assert "body" in marks_of_names("postContent")
    assert "related" in marks_of_names("c-related-links")
    assert marks_of_names("x1 b-2") == frozenset()


def test_the_packaged_weights_speak_for_the_extractor_and_against_furniture() -> None:
    assert weights()["chosen"] > 0 > weights()["furniture"]
    assert weights()["bare_link"] < 0


def test_the_benchmark_counts_strings_as_the_evaluation_does() -> None:
    counts = Counts()
    counts.add(PageCase("u", "f", b"", ["kept  one", "lost"], ["left", "gone"]), "a kept one,\nleft")
    assert (counts.kept, counts.lost, counts.left, counts.dropped) == (1, 1, 1, 1)
    assert counts.shares() == dict.fromkeys(("precision_ratio", "recall_ratio", "accuracy_ratio", "f1_ratio"), 0.5)


PIECES = st.sampled_from(
    [
        *"<p> </p> <div> </div> <b> </b> <br> <ul> <li> </ul> </a> <h1> <h2> </h2> <!-- --> <script> </script>".split(),
        *"<article> </article> <nav> </nav> <table><tr><td> </table> <figure> <figcaption> </body> </html>".split(),
        *"<html> <body> <head> <title> </title> <noscript> <pre> </pre> <template> <frameset> <svg>".split(),
        "<plaintext>",
        '<div class="article-body">',
        '<a href="x">',
        '<meta charset="utf-16">',
        '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":["x"]}</script>',
        "\x00",
        "\udcff",
        "&#55296;",
        "Sport",
        LEAD,
        FIRST,
        SECOND,
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(PIECES, max_size=25).map(lambda p: "".join(p).encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_give_a_record_with_text_or_a_listed_reason(data: bytes) -> None:
    result = HtmlReader().read(data, ReadLimits(max_html_depth=40), Context())
    if isinstance(result, Refusal):
        assert result.reason in REASONS
        return
    assert result.flags <= FLAGS.keys()
    assert any(block.text.strip() for block in result.blocks)
    for block in result.blocks:
        assert block.role in ROLES
        block.text.encode()


@given(st.lists(st.binary(max_size=50), max_size=8))
def test_a_page_is_one_span_whatever_the_chunks(chunks: list[bytes]) -> None:
    reader = HtmlReader()
    assert list(reader.frame(chunks, ReadLimits())) == list(reader.frame([b"".join(chunks)], ReadLimits()))
