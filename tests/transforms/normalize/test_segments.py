"""Segments: nothing is lost, offsets point at their text, and the body holds the article alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.contracts.columns import ROLES
from transforms.model import Refusal
from transforms.normalize.assemble import BODY_ROLES, Segmented
from transforms.normalize.segments import segment

FIRST = (
    "Oksana Havrylenko told reporters on Tuesday that the talks about the harbour would go on until both sides agreed "
    "on who would inspect the ships."
)
SECOND = (
    "Grain traders remained cautious, and wheat futures in Paris fell 1.4 percent in the morning before they recovered "
    "in the afternoon."
)


def cut(
    text: str,
    *,
    title: str | None = None,
    lead: str | None = None,
    is_structured: bool = False,
    keep_comments: bool = False,
) -> Segmented:
    found = segment(text, title=title, lead=lead, is_structured=is_structured, keep_comments=keep_comments)
    assert not isinstance(found, Refusal)
    return found


def roles(found: Segmented) -> list[str]:
    return [piece.role for piece in found.segments]


def text_of(found: Segmented, place: int) -> str | None:
    piece = found.segments[place]
    if piece.field is None:
        return piece.text
    field = found.title if piece.field == "title" else found.body
    assert field is not None
    return field[piece.start_char : piece.end_char]


def test_a_dateline_runs_on_into_its_paragraph() -> None:
    found = cut(f"Talks Go On in Geneva\n\nGENEVA — {FIRST}\n\n{SECOND}")
    assert found.body == f"GENEVA — {FIRST}\n\n{SECOND}"
    assert found.dateline == "GENEVA"
    assert roles(found) == ["title", "dateline", "paragraph", "paragraph"]
    assert text_of(found, 1) == "GENEVA — "
    assert text_of(found, 2) == FIRST


def test_credits_are_cut_and_captions_stay() -> None:
    found = cut(f"{FIRST}\n\nThe quay at dawn. Foto: Ada Finch / Northline\n\n{SECOND}")
    assert roles(found) == ["paragraph", "caption", "credit", "paragraph"]
    assert found.body == f"{FIRST}\n\nThe quay at dawn.\n\n{SECOND}"
    assert text_of(found, 2) == "Foto: Ada Finch / Northline"


def test_links_between_paragraphs_go_and_headings_stay() -> None:
    found = cut(
        f"{FIRST}\n\n  Storm trekt over de Wadden\n\n{SECOND}\n\nA narrow door\n\n{FIRST}\n\n"
        f"Les også: Tåke på Stad\n\n{SECOND}"
    )
    assert roles(found) == ["paragraph", "furniture", "paragraph", "heading", "paragraph", "furniture", "paragraph"]


def test_comments_are_dropped_unless_they_are_kept() -> None:
    text = f"{FIRST}\n\n{SECOND}\n\n2 comments\n\nHenk: I never liked that harbour.\n\nLeave a Reply"
    found = cut(text)
    assert roles(found) == ["paragraph", "paragraph", "furniture", "comment", "furniture"]
    assert found.segments[3].text is None
    assert "COMMENTS_DROPPED" in found.flags
    kept = cut(text, keep_comments=True)
    assert kept.segments[3].text == "Henk: I never liked that harbour."
    assert "COMMENTS_DROPPED" not in kept.flags
    assert kept.body == found.body == f"{FIRST}\n\n{SECOND}"


def test_copyright_ends_the_article_and_is_handed_on() -> None:
    found = cut(f"{FIRST}\n\n{SECOND}\n\n© 2022 Harbour Ledger\n\nHARBOUR FILES\n\nAll you need to know about ships")
    assert found.copyright_line == "© 2022 Harbour Ledger"
    assert found.body == f"{FIRST}\n\n{SECOND}"


def test_an_authors_note_at_the_end_is_furniture() -> None:
    found = cut(f"{FIRST}\n\n{SECOND}\n\nFrouke Terpstra is redacteur buitenland.\n\nDelen")
    assert found.body == f"{FIRST}\n\n{SECOND}"


def test_a_repeated_title_is_cut() -> None:
    found = cut(f"Talks go on in Geneva\n{FIRST}", title="Talks go on in Geneva | Harbour Ledger", is_structured=True)
    assert roles(found) == ["title", "furniture", "paragraph"]
    assert found.body == FIRST


def test_a_structured_text_keeps_its_first_short_line() -> None:
    found = cut(f"A narrow door in Geneva\n\n{FIRST}", title="Talks go on", is_structured=True)
    assert found.title == "Talks go on"
    assert found.body == f"A narrow door in Geneva\n\n{FIRST}"


def test_the_records_lead_is_found_in_the_text() -> None:
    found = cut(f"{FIRST}\n\n{SECOND}", title="Talks", lead=FIRST, is_structured=True)
    assert roles(found) == ["title", "lead", "paragraph"]
    assert found.body == f"{FIRST}\n\n{SECOND}"


def test_the_records_lead_stands_before_a_text_without_it() -> None:
    found = cut(SECOND, title="Talks", lead=FIRST, is_structured=True)
    assert found.lead == FIRST
    assert found.body == f"{FIRST}\n\n{SECOND}"


def test_a_shortened_lead_adds_nothing() -> None:
    found = cut(f"{FIRST}\n\n{SECOND}", title="Talks", lead=f"{FIRST[:60]}…", is_structured=True)
    assert found.body == f"{FIRST}\n\n{SECOND}"
    assert found.lead == FIRST[:60].rstrip()


def test_nothing_but_furniture_is_refused() -> None:
    found = segment(
        "Menu\n\nLog in\n\nWe use cookies\n\n© 2024 Harbour Ledger",
        title=None,
        lead=None,
        is_structured=False,
        keep_comments=False,
    )
    assert isinstance(found, Refusal)
    assert found.reason == "TEXT_BOILERPLATE"


def test_picture_lines_of_their_own_are_credit_and_caption() -> None:
    found = cut(
        f"Image source, Ada Finch\n\nImage caption, The quay at dawn\n\n{FIRST}\n\n{SECOND}",
        title="T",
        is_structured=True,
    )
    assert roles(found) == ["title", "credit", "caption", "paragraph", "paragraph"]


def test_the_agency_at_the_end_is_a_credit() -> None:
    found = cut(f"{FIRST}\n\n{SECOND}\n\ndpa ub xx n1 hm", title="T", is_structured=True)
    assert roles(found) == ["title", "paragraph", "paragraph", "credit"]


def test_who_else_reported_is_a_credit() -> None:
    found = cut(f"{FIRST}\n\n{SECOND}\n\n(Reporting by Jane Doe; Editing by John Roe)", title="T", is_structured=True)
    assert roles(found)[-1] == "credit"


LINES = st.sampled_from(
    [
        FIRST,
        SECOND,
        "Talks Go On in Geneva",
        "GENEVA — Talks go on, and nobody knows for how long they will.",
        "Menu",
        "Home | World | Sport",
        "By Imogen Ashdown",
        "Published 9 May 2023",
        "2 comments",
        "Henk: Never.",
        "Leave a Reply",
        "© 2022 Harbour Ledger",
        "  A link put in between",
        "A narrow door",
        "Lees ook:",
        "The quay. Foto: Ada Finch",
        "Q: Why?",
        "A: Because.",
        "",
        "",
        "*",
        "HAVENS",
        "begins small and goes on for a while",
        "Foto: Ada Finch",
    ]
)
ANYTHING = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(st.lists(LINES | ANYTHING, max_size=25), st.booleans(), st.none() | st.just("Talks Go On in Geneva"))
def test_no_word_is_lost_and_offsets_hold(lines: list[str], is_structured: bool, title: str | None) -> None:
    text = "\n".join(lines)
    found = segment(text, title=title, lead=None, is_structured=is_structured, keep_comments=True)
    if isinstance(found, Refusal):
        return
    is_given = title is not None
    pieces = [
        text_of(found, place) or ""
        for place, piece in enumerate(found.segments)
        if not (is_given and piece.field == "title")
    ]
    assert "".join("".join(pieces).split()) == "".join(text.split())
    body_pieces = [piece for piece in found.segments if piece.field == "body"]
    end = 0
    for piece in body_pieces:
        assert piece.role in BODY_ROLES
        assert piece.start_char is not None
        assert piece.end_char is not None
        assert (found.body or "")[end : piece.start_char] in ("", "\n\n")
        assert piece.start_char < piece.end_char
        end = piece.end_char
    assert end == len(found.body or "")
    assert set(roles(found)) <= set(ROLES)
    assert found.lead is None or found.lead in (found.body or "")


@given(st.lists(LINES, max_size=25))
def test_the_same_text_gives_the_same_segments(lines: list[str]) -> None:
    text = "\n".join(lines)
    first = segment(text, title=None, lead=None, is_structured=False, keep_comments=False)
    assert first == segment(text, title=None, lead=None, is_structured=False, keep_comments=False)
