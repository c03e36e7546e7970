"""Pieces of HTML in feeds and JSON: all of their text, in blocks, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.contracts.columns import ROLES
from transforms.model import ReadLimits
from transforms.read.html.fragment import fragment_blocks

LIMITS = ReadLimits()
MARKUP = st.lists(
    st.sampled_from(
        [
            *"<p> </p> <div> </div> <b> </b> <br> <ul> <li> </ul> </a> <h2> </h2> <!-- --> <script> </script>".split(),
            *"<style> </style> <table><tr><td> </table> <figure> <figcaption> </figure> </body> </html> <html>".split(),
            *"<frameset> &amp; &lt;p&gt; &#0; &nbsp; word Wort слово < > \" ' \x00 \ud800".split(),
            '<a href="x">',
            "\n",
        ]
    ),
    max_size=30,
).map("".join)


def texts(markup: str) -> list[str]:
    return [block.text for block in fragment_blocks(markup, LIMITS)]


def test_paragraphs_lists_and_headings_become_blocks_with_roles() -> None:
    markup = """<h2>Was bleibt</h2><p>Der Rat der Gemeinde <b>Alt</b>dorf tagt.</p>
        <figure><img src="x.jpg"><figcaption>Das Rathaus</figcaption></figure><ul><li>Eins<li>Zwei</ul>"""
    assert [(block.role, block.text) for block in fragment_blocks(markup, LIMITS)] == [
        ("heading", "Was bleibt"),
        ("paragraph", "Der Rat der Gemeinde Altdorf tagt."),
        ("caption", "Das Rathaus"),
        ("paragraph", "Eins"),
        ("paragraph", "Zwei"),
    ]


def test_scripts_and_styles_are_left_out_and_entities_decoded() -> None:
    assert texts("<p>R&amp;D &ndash; ja</p><script>var a = '<p>b</p>';</script><style>p {}</style>") == ["R&D – ja"]


def test_text_without_tags_keeps_its_lines() -> None:
    assert texts("Eerste regel &amp; meer\nTweede regel, 3 < 4") == ["Eerste regel & meer", "Tweede regel, 3 < 4"]


def test_markup_that_was_escaped_twice_is_read_once_more() -> None:
    assert texts("&lt;p&gt;En&lt;/p&gt;&lt;p&gt;To&lt;/p&gt;") == ["En", "To"]


def test_text_around_blocks_and_behind_the_end_of_the_page_is_kept() -> None:
    assert texts("voor<div>in<p>p</p>na</div>achter</body></html>slot<p>einde</p>") == [
        "voor",
        "in",
        "p",
        "na",
        "achter",
        "slot",
        "einde",
    ]


def test_line_breaks_stay_lines_of_their_block() -> None:
    assert texts("<p>Ein Vers\nauf zwei Zeilen<br>und noch einer</p>") == ["Ein Vers auf zwei Zeilen\nund noch einer"]


def test_too_deep_a_piece_is_read_by_cutting_its_tags() -> None:
    assert texts("<div>" * 5_000 + "diep" + "</div>" * 5_000) == ["diep"]


@given(MARKUP)
def test_any_piece_gives_blocks_of_listed_roles_without_markup_that_a_parser_knows(markup: str) -> None:
    for block in fragment_blocks(markup, LIMITS):
        assert block.role in ROLES
        assert block.text.strip() == block.text != ""
        assert "\x00" not in block.text
        block.text.encode()
