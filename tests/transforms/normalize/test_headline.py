"""The title of a plain text, and the lines around it."""

from __future__ import annotations

from transforms.model import Refusal
from transforms.normalize.assemble import Segmented
from transforms.normalize.segments import segment

FIRST = (
    "Delfhaven krijgt een nieuwe zeesluis, heeft minister Van Hoorne beloofd tijdens een bezoek aan de haven. De bouw "
    "kost naar verwachting 410 miljoen euro."
)
SECOND = (
    "De oude sluis is te smal voor de schepen die graan en staal naar Duitsland brengen. Schippers liggen soms een "
    "halve dag te wachten."
)


def parts(*blocks: str) -> Segmented:
    found = segment("\n\n".join(blocks), title=None, lead=None, is_structured=False, keep_comments=False)
    assert not isinstance(found, Refusal)
    return found


def test_a_headline_above_paragraphs() -> None:
    assert parts("Minister belooft een nieuwe zeesluis", FIRST, SECOND).title == "Minister belooft een nieuwe zeesluis"


def test_an_article_that_begins_with_a_paragraph_has_no_title() -> None:
    found = parts(FIRST, "Eerst onderzoek", SECOND)
    assert found.title is None
    assert [piece.role for piece in found.segments] == ["paragraph", "heading", "paragraph"]


def test_menu_kicker_headline_byline_and_date() -> None:
    found = parts(
        "De Kustbode",
        "Menu\nNieuws\nSport",
        "HAVENS",
        "Minister belooft nieuwe sluis",
        "Door Marieke Stokvis",
        "Gisteren",
        FIRST,
        SECOND,
    )
    assert found.kicker == "HAVENS"
    assert found.title == "Minister belooft nieuwe sluis"
    assert found.byline_lines == ("Door Marieke Stokvis",)
    assert found.publication_line == "Gisteren"
    assert found.body == f"{FIRST}\n\n{SECOND}"


def test_a_labelled_caption_may_stand_above_the_headline() -> None:
    caption = "SKUFFET Utenriksministeren møtte ambassadøren i Tromsø i oktober. Nå er hun lei av å vente på svar."
    lead = "Utenriksministeren har ventet i fem uker på et svar, og nå ber hun om hjelp fra flere land."
    found = parts(
        caption, "Krever svar: Båten er fortsatt borte", lead, "Av Pernille Skogheim", "Publisert: Nå nettopp", FIRST
    )
    assert found.title == "Krever svar: Båten er fortsatt borte"
    assert found.lead == lead
    assert found.byline_lines == ("Av Pernille Skogheim",)
    assert found.publication_line == "Publisert: Nå nettopp"
    assert found.body == f"{caption}\n\n{lead}\n\n{FIRST}"
    assert [piece.role for piece in found.segments][:3] == ["caption", "title", "lead"]


def test_a_question_may_be_a_headline() -> None:
    title = "Why do the ferries between Aberdeen and Bergen leave so early in the morning in winter?"
    assert parts(title, FIRST, SECOND).title == title


def test_a_subtitle_is_the_lead() -> None:
    found = parts("Der Fluss vergisst nichts", "Warum der Rhein im Frühjahr so wenig Wasser führt", FIRST, SECOND)
    assert found.title == "Der Fluss vergisst nichts"
    assert found.lead == "Warum der Rhein im Frühjahr so wenig Wasser führt"


def test_an_author_beside_a_date_is_no_title() -> None:
    found = parts("Ola Brattvåg", "12. mai 2023", FIRST, SECOND)
    assert found.title is None
    assert found.byline_lines == ("Ola Brattvåg",)


def test_a_headline_alone_is_an_article_without_body() -> None:
    found = parts("Minister belooft Delfhaven een nieuwe zeesluis")
    assert found.title == "Minister belooft Delfhaven een nieuwe zeesluis"
    assert found.body is None
    assert found.flags == {"NO_BODY"}


def test_a_byline_may_hold_the_date() -> None:
    found = parts("Minister belooft een nieuwe zeesluis", "Door: Kees Blom | 3 mei 2021, 06:00", FIRST, SECOND)
    assert found.byline_lines == ("Door: Kees Blom",)
    assert found.publication_line == "3 mei 2021, 06:00"


def of_record(title: str, *blocks: str) -> Segmented:
    found = segment("\n\n".join(blocks), title=title, lead=None, is_structured=True, keep_comments=False)
    assert not isinstance(found, Refusal)
    return found


def test_a_date_in_the_place_of_the_title_is_read_as_a_date() -> None:
    found = of_record("14 mei 2021, 10:15", "Minister belooft een nieuwe zeesluis", FIRST, SECOND)
    assert found.title == "Minister belooft een nieuwe zeesluis"
    assert found.publication_line == "14 mei 2021, 10:15"


def test_a_cookie_notice_in_the_place_of_the_title_gives_way_to_the_headline() -> None:
    notice = "Наш сайт использует файлы cookie, чтобы предоставлять вам персонализированную информацию."
    found = of_record(notice, "Minister belooft een nieuwe zeesluis", FIRST, SECOND)
    assert found.title == "Minister belooft een nieuwe zeesluis"
    assert [piece.text for piece in found.segments if piece.role == "furniture"] == [notice]


def test_without_a_line_of_some_words_a_record_whose_title_is_a_byline_has_none() -> None:
    found = of_record("Автор: Мартин Колев", "Кустбоде", FIRST, SECOND)
    assert found.title is None
    assert found.byline_lines == ("Автор: Мартин Колев",)


def test_titles_that_only_look_like_dates_or_bylines_stay() -> None:
    for title in ("58", "1984", "April 1945", "By the Grace of God", "18:06 in de haven van Delfhaven", "Von Trier"):
        assert of_record(title, FIRST, SECOND).title == title


def test_a_headline_that_a_plain_text_says_twice_is_no_lead() -> None:
    found = parts("Minister belooft een nieuwe zeesluis", "Minister belooft een nieuwe zeesluis", FIRST, SECOND)
    assert (found.title, found.lead) == ("Minister belooft een nieuwe zeesluis", None)
    assert found.body == f"{FIRST}\n\n{SECOND}"
