"""Furniture is told from the article, and the article's end is found."""

from __future__ import annotations

import pytest

from transforms.normalize.blocks import split_blocks
from transforms.normalize.furniture import find_core, find_end, judge, judge_all
from transforms.normalize.lexicon import furniture_lexicon, label_lexicon, line_key

PARAGRAPH = (
    "The harbour master of Florness told reporters on Tuesday that the ferry had left the quay on time, that nobody "
    "had been hurt, and that an inquiry would begin before the end of the month."
)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("2 REACTIES", "comments"),
        ("Comments (14)", "comments"),
        ("3 Kommentare", "comments"),
        ("5 kommentarer", "comments"),
        ("2 commentaires", "comments"),
        ("LAAT EEN REACTIE ACHTER", "reply_form"),
        ("Your email address will not be published. Required fields are marked *", "reply_form"),
        ("© 2024 De Havenkrant. Overname alleen met toestemming.", "copyright"),
        ("Copyright 2023 Floe Magazine. All rights reserved.", "copyright"),
        ("Lees ook: Waarom bruggen duurder worden", "related"),
        ("» LIRE AUSSI - Le port de Marseille en grève", "related"),
        ("Les også: Slik følger du trafikken", "related"),
        ("Related Articles", "related"),
        ("Back to top", "navigation"),
        ("Home | World | Shipping | Opinion", "navigation"),
        ("Del på Facebook", "share"),
        ("Meld je aan voor onze nieuwsbrief", "newsletter"),
        ("Diese Website verwendet Cookies. Alle akzeptieren", "cookies"),
    ],
)
def test_lines_of_furniture(line: str, kind: str) -> None:
    judged = judge(split_blocks(line)[0])
    assert judged.is_furniture
    assert judged.kind == kind


@pytest.mark.parametrize(
    "line",
    [
        PARAGRAPH,
        "Stille in de haven",
        "– Uvanlig taust",
        "Reply of the minister came late, and it said nothing about the ship or its crew.",
        "Share prices in Oslo fell by two percent after the announcement.",
        "Menu prices rise as olive oil gets scarce",
        "“Comments like these do not help,” the ambassador said.",
        "Watch makers in Geneva cut three hundred jobs",
        "Related to the case is a second inquiry, which the police opened in May.",
        "Das ist ein guter Tag für die Küste, sagte sie.",
    ],
)
def test_lines_of_the_article(line: str) -> None:
    assert not judge(split_blocks(line)[0]).is_furniture


def end_of(text: str) -> str | None:
    judged = judge_all(split_blocks(text))
    end = find_end(judged)
    return judged[end].block.text if end < len(judged) else None


def test_the_end_is_at_the_comment_counter() -> None:
    text = f"{PARAGRAPH}\n\n{PARAGRAPH}\n\n2 comments\n\nHenk: Well, I never."
    assert end_of(text) == "2 comments"


def test_a_comment_counter_under_the_headline_is_no_end() -> None:
    text = f"A headline of five words\n\n12 comments\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\n{PARAGRAPH}"
    assert end_of(text) is None


def test_a_copyright_line_under_a_first_picture_is_no_end() -> None:
    text = f"A short caption for the picture.\n\n© 2021 Northline\n\n{PARAGRAPH}\n\n{PARAGRAPH}"
    assert end_of(text) is None


def test_an_article_about_comments_keeps_its_text() -> None:
    about = "The site received 12 comments in an hour, and the editors closed the page soon after."
    text = f"{PARAGRAPH}\n\n{about}\n\n{PARAGRAPH}"
    assert end_of(text) is None


def test_a_list_under_related_is_furniture_and_the_heading_after_it_is_not() -> None:
    text = (
        f"{PARAGRAPH}\n\nLees ook:\n\nWaarom bruggen steeds duurder worden in het oosten\n\n"
        f"Dit verandert er op 1 april in het verkeer\n\nEerst onderzoek\n\n{PARAGRAPH}"
    )
    judged = judge_all(split_blocks(text))
    assert [item.is_furniture for item in judged] == [False, True, True, True, False, False]


def test_the_core_leaves_an_unmarked_ending_alone() -> None:
    text = f"{PARAGRAPH}\n\n{PARAGRAPH}\n\nAjax - PSV 2-1\n\nUtrecht - Twente 0-0"
    judged = judge_all(split_blocks(text))
    assert find_core(judged, len(judged)) == (0, 4)


def test_every_phrase_of_the_lists_finds_itself() -> None:
    """A phrase that is written in a way that no line's key can have would never be found."""
    from transforms.normalize import lexicon

    for name, find in (("furniture.tsv", furniture_lexicon()), ("labels.tsv", label_lexicon())):
        for _, _, place, phrase in lexicon._rows(name):
            key = line_key(phrase)
            assert key, phrase
            if place == "line":
                assert find.whole(key) is not None, phrase
            elif place == "start":
                assert find.beginning(key) is not None, phrase
            else:
                assert find.inside(key), phrase


def test_a_link_with_its_headline_takes_no_heading_with_it() -> None:
    text = f"{PARAGRAPH}\n\nLæs også: Rusland afviser anklager\n\nKritik fra oppositionen\n\n{PARAGRAPH}"
    assert [item.is_furniture for item in judge_all(split_blocks(text))] == [False, True, False, False]


def test_the_last_short_line_of_a_list_before_prose_may_be_a_heading() -> None:
    text = f"{PARAGRAPH}\nLes også\nRussland avviser\nSlik er marinen i dag\nKritikk fra alle\n{PARAGRAPH}"
    judged = judge_all(split_blocks(text))
    assert [item.is_furniture for item in judged] == [False, True, True, True, False, False]


def test_questions_in_a_list_of_links_are_links() -> None:
    text = f"{PARAGRAPH}\n\nLire aussi\n\nQui sont les médiateurs ?\n\nPartager"
    assert [item.is_furniture for item in judge_all(split_blocks(text))] == [False, True, True, True]


def test_an_article_goes_on_after_a_box_of_links() -> None:
    text = f"{PARAGRAPH}\n\nLees ook\n\nEen link\n\nNog een link\n\nEen derde link naar iets\n\n{PARAGRAPH}\n\nDelen"
    judged = judge_all(split_blocks(text))
    assert find_core(judged, len(judged))[1] == 6


def test_a_menu_and_a_list_of_headlines_are_no_part_of_the_core() -> None:
    menu = "\n".join(
        ("Home", "News", "Sport", "Contact", "Subscribe", "Search", "Weather", "Harbour", "Log in", "Menu")
    )
    links = "\n\n".join(("Related articles", *(f"A link to some other story number {number}" for number in range(9))))
    text = f"{menu}\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\n{links}\n\nA sentence that ends the page, and it is no part of it."
    judged = judge_all(split_blocks(text))
    first, last = find_core(judged, len(judged))
    assert [item.block.text for item in judged[first:last]] == [PARAGRAPH, PARAGRAPH]


def test_some_evidence_is_enough_beside_furniture_of_its_kind() -> None:
    box = "Elke ochtend het belangrijkste nieuws uit het noorden in je mailbox."
    alone = judge_all(split_blocks(f"{PARAGRAPH}\n\n{box}\n\n{PARAGRAPH}"))
    beside = judge_all(split_blocks(f"{PARAGRAPH}\n\nMeld je aan voor onze nieuwsbrief\n{box}\n\n{PARAGRAPH}"))
    assert not alone[1].is_furniture
    assert beside[2].is_furniture


def test_a_gallery_label_that_stands_again_and_again_is_furniture() -> None:
    label = "Pictures from the harbour of Delfhaven"
    captions = [
        f"The {word} lock of the harbour stood open all through the long dry summer of that year."
        for word in ("first", "second", "third", "fourth")
    ]
    text = "\n\n".join(line for caption in captions for line in (label, caption))
    judged = judge_all(split_blocks(text))
    assert [item.is_furniture for item in judged] == [True, False] * 4


def test_what_speakers_or_tables_repeat_stays() -> None:
    for line in ("Anna Berg", "Party of the Harbour (PH): 12 %", "The Legend of the Lock:"):
        text = "\n\n".join([line, "The lock of the harbour stood open all through the long dry summer."] * 4)
        assert not any(item.is_furniture for item in judge_all(split_blocks(text)))


def test_a_call_of_a_script_is_furniture_and_brackets_in_prose_are_not() -> None:
    assert judge(split_blocks('AD_place.show("7000");')[0]).is_furniture
    assert not judge(split_blocks("The lock (the old one);")[0]).is_furniture


def test_a_link_that_runs_on_into_a_paragraph_is_kept_with_it() -> None:
    assert judge(split_blocks("Lees ook: Minister belooft een nieuwe zeesluis.")[0]).is_furniture
    assert not judge(split_blocks(f"Lees ook: Minister belooft een nieuwe zeesluis {PARAGRAPH}")[0]).is_furniture
