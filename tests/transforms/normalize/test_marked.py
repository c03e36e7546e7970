"""Blocks whose source marks them: roles are kept, and only what form alone can tell is added."""

from __future__ import annotations

from transforms.model import MarkedBlock, Refusal
from transforms.normalize.assemble import Segmented
from transforms.normalize.marked import segment_marked

FIRST = "Der Gemeinderat von Altdorf hat am Montag beschlossen, die alte Brücke über die Lauter zu erneuern."
SECOND = "Die Arbeiten sollen im Frühjahr beginnen und rund zwei Jahre dauern, teilte die Verwaltung mit."


def parts(*blocks: tuple[str, str], title: str | None = None, lead: str | None = None) -> Segmented:
    marked = [MarkedBlock(role, text) for role, text in blocks]
    found = segment_marked(marked, title=title, lead=lead, keep_comments=False)
    assert isinstance(found, Segmented)
    return found


def roles(found: Segmented) -> list[str]:
    return [segment.role for segment in found.segments]


def test_roles_stay_and_offsets_point_at_the_body() -> None:
    found = parts(("heading", "Zwei Jahre Bauzeit"), ("paragraph", FIRST), ("caption", "Die alte Brücke"))
    assert roles(found) == ["heading", "paragraph", "caption"]
    assert found.body is not None
    for segment in found.segments:
        assert found.body[segment.start_char : segment.end_char] in ("Zwei Jahre Bauzeit", FIRST, "Die alte Brücke")


def test_a_heading_that_says_the_title_again_is_no_part_of_the_body() -> None:
    title = "Altdorf erneuert seine Brücke"
    menus = [("furniture", "Start"), ("furniture", "Sport"), ("furniture", "Kultur")]
    found = parts(*menus, ("heading", f"{title} | Altdorfer Bote"), ("paragraph", FIRST), title=title)
    assert found.body == FIRST
    assert found.title == title


def test_a_heading_far_down_stays_even_if_it_says_the_title() -> None:
    title = "Altdorf erneuert seine Brücke"
    texts = [("paragraph", FIRST), ("paragraph", SECOND), ("paragraph", FIRST)]
    assert roles(parts(*texts, ("heading", title), title=title))[-1] == "heading"


def test_furniture_and_comments_are_cut_and_a_comment_loses_its_text() -> None:
    found = parts(("paragraph", FIRST), ("furniture", "Mehr zum Thema"), ("paragraph", SECOND), ("comment", "Endlich!"))
    assert found.body == f"{FIRST}\n\n{SECOND}"
    cut = {segment.role: segment.text for segment in found.segments if segment.field is None}
    assert cut == {"furniture": "Mehr zum Thema", "comment": None}
    assert "COMMENTS_DROPPED" in found.flags


def test_the_lead_is_found_where_it_stands() -> None:
    found = parts(("paragraph", SECOND), ("paragraph", FIRST), lead=SECOND)
    assert found.lead == SECOND
    assert roles(found) == ["lead", "paragraph"]


def test_a_picture_credit_is_cut_off_its_caption() -> None:
    found = parts(("paragraph", FIRST), ("caption", "Die alte Brücke. Foto: Jan Okker"), ("paragraph", SECOND))
    assert "Jan Okker" not in (found.body or "")
    assert "credit" in roles(found)


def test_labelled_paragraphs_are_turns_of_an_interview() -> None:
    found = parts(
        ("paragraph", "Bote: Wann beginnen die Arbeiten?"),
        ("paragraph", "Lang: Im Frühjahr, wenn der Frost vorbei ist."),
        ("paragraph", "Bote: Und wie lange dauern sie?"),
        ("paragraph", "Lang: Zwei Jahre, hoffe ich."),
    )
    assert roles(found) == ["question", "answer", "question", "answer"]


def test_furniture_alone_is_no_article() -> None:
    found = segment_marked([MarkedBlock("furniture", "Start")], title=None, lead=None, keep_comments=False)
    assert isinstance(found, Refusal)
    assert found.reason == "TEXT_BOILERPLATE"


def test_names_of_the_authors_and_the_title_said_again_are_no_paragraphs() -> None:
    title = "Altdorf erneuert seine Brücke"
    marked = [
        MarkedBlock("paragraph", text) for text in (title, "Von Jutta Kern", "von", FIRST, "Jutta Kern kam spät.")
    ]
    found = segment_marked(marked, title=title, lead=None, keep_comments=False, authors=["Jutta Kern"])
    assert isinstance(found, Segmented)
    assert roles(found) == ["title", "byline", "byline", "paragraph", "paragraph"]
    assert found.body == f"{FIRST}\n\nJutta Kern kam spät."


def test_a_line_of_furniture_is_no_paragraph() -> None:
    found = parts(
        ("paragraph", FIRST), ("paragraph", "Bli abonnent"), ("paragraph", "Read more »"), ("paragraph", SECOND)
    )
    assert roles(found) == ["paragraph", "furniture", "furniture", "paragraph"]
