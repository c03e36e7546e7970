"""Stories about whom an article is credited to as a whole: agencies, translators, and what only looks like either."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.credits.agencies import agencies, agencies_alone
from transforms.credits.wire import find_credits
from transforms.model import Credits, NormalizeOptions, RawRecord, Refusal
from transforms.normalize.article import normalize

STORY = (
    "The lock at Vessel will stay shut until the spring, the harbour council decided on Monday. Its gates leak, "
    'and the company that was to mend them has gone home.\n\nThe council had hoped for more. "We will wait," said Ann '
    "Blom, who speaks for it. The ships go round by the sea."
)


def credits_of(text: str, **fields: object) -> Credits:
    record = RawRecord(text=text, title="Lock stays shut", **fields)  # type: ignore[arg-type]
    article = normalize(record, NormalizeOptions(), is_structured=True, as_of=datetime.fromisoformat("2024-05-06"))
    assert not isinstance(article, Refusal)
    return find_credits(article, record)


@pytest.mark.parametrize(
    ("before", "after", "wire", "evidence"),
    [
        ("VESSEL (AP) — ", "", ("AP",), "VESSEL (AP)"),
        ("VESSEL, May 3 (Reuters) - ", "", ("Reuters",), "VESSEL, May 3 (Reuters)"),
        ("VESSEL (ANP/AFP) - ", "", ("ANP", "AFP"), "VESSEL (ANP/AFP)"),
        ("VESSEL, 3 мая. /ТАСС/. ", "", ("TASS",), "VESSEL, 3 мая. /ТАСС/"),
        ("МОСКВА, 3 июн — РИА Новости. ", "", ("RIA Novosti",), "МОСКВА, 3 июн — РИА Новости"),
        ("", " (ANP)", ("ANP",), "(ANP)"),
        ("", " (stro, APA, 12.9.2015)", ("APA",), "(stro, APA, 12.9.2015)"),
        ("", " /TT/", ("TT",), "/TT/"),
        ("", "\n\n(©NTB)", ("NTB",), "(©NTB)"),
        ("", "\n\nBron: ANP", ("ANP",), "Bron: ANP"),
        ("", "\n\n© 2020 AFP", ("AFP",), "© 2020 AFP"),
        ("", " ak/PAP.", ("PAP",), "ak/PAP"),
        ("", " – Reuters", ("Reuters",), "Reuters"),
    ],
)
def test_datelines_and_last_lines_name_the_agency(
    before: str, after: str, wire: tuple[str, ...], evidence: str
) -> None:
    assert credits_of(before + STORY + after) == Credits(wire, evidence)


@pytest.mark.parametrize(
    ("byline", "wire"),
    [
        ("Reuters", ("Reuters",)),
        ("By Associated Press", ("AP",)),
        ("ANP Redactie", ("ANP",)),
        ("dpa", ("dpa",)),
        ("Ann Blom, AAP", ("AAP",)),
        ("La Gazette avec AFP", ("AFP",)),
        ("Australian Associated Press", ("AAP",)),
        ("TIM BLOM (AP Boxing Writer)", ("AP",)),
        ("Ann Reuter", ()),
        ("A. P. Blom", ()),
        ("Reuters Foundation", ()),
    ],
)
def test_a_byline_names_the_agency_or_a_person(byline: str, wire: tuple[str, ...]) -> None:
    assert credits_of(STORY, byline=(byline,)).wire == wire


def test_an_agency_s_own_outlet_credits_itself() -> None:
    assert credits_of(STORY, url="https://www.reuters.com/world/lock-1").wire == ("Reuters",)
    assert credits_of(STORY, outlet="ANP").wire == ("ANP",)


@pytest.mark.parametrize(
    "text",
    [
        f"{STORY} “It is over,” Ann Blom told Reuters.",
        f"Foto: ANP\n\n{STORY}",
        f"Gates of the lock. (AP Photo/Ann Blom)\n\n{STORY}",
        f"The lock on Monday. Picture: PA\n\n{STORY}",
        f"The lock on Monday. © AFP\n\n{STORY}",
        f"{STORY} He sat for the party (SD-PA).",
    ],
)
def test_running_text_and_pictures_credit_nothing(text: str) -> None:
    assert credits_of(text).wire == ()


def test_a_party_s_letters_are_no_agency_where_it_stands_for_election() -> None:
    said = f"{STORY} That is what Kari Blom thinks. (AP)"
    assert credits_of(said, url="https://www.vg.no/a/1").wire == ()
    assert credits_of(said, url="https://www.paper.example/a/1").wire == ("AP",)


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        (f"{STORY}\n\nVertaling door Frontbode.", "Vertaling door Frontbode"),
        (f"{STORY}\n\nCopyright © 2022 vertaling door Frontbode. Alle rechten.", "vertaling door Frontbode"),
        (f"{STORY}\n\nTranslated from the Russian by Ann Blom", "Translated from the Russian by Ann Blom"),
        (f"{STORY}\n\nÜbersetzung: Karl Blom", "Übersetzung: Karl Blom"),
        (f"{STORY}\n\nTraduit de l’anglais par Anne Blom", "Traduit de l’anglais par Anne Blom"),
        (f"Перевод: Анна Блом\n\n{STORY}", "Перевод: Анна Блом"),
        (f"{STORY}\n\nMorskap. Roman. Oversatt av Kari Blom. 312 sider.", None),
        (
            f"{STORY} The novel, translated by Ann Blom, sold well there and was then read all over the land by many.",
            None,
        ),
        (f"{STORY}\n\nTranslation: if you want to see the ships, go to the sea and wait for the tide there.", None),
    ],
)
def test_a_translation_says_so_at_its_edges(text: str, credit: str | None) -> None:
    assert credits_of(text).translation == credit


def test_agencies_stand_with_signs_of_editors_but_not_with_words() -> None:
    assert [agency.name for agency in agencies_alone("ČTK, BBC, rm")] == ["ČTK"]
    assert agencies_alone("Reuters reporters in Vessel") == ()
    assert len(agencies().by_form) > 150


@given(st.text(alphabet="AP()/–-. ©\nReuters2:,ab", max_size=200), st.text(max_size=40))
def test_no_text_raises(text: str, byline: str) -> None:
    record = RawRecord(text=text, title="A title", byline=(byline,), rights=byline)
    article = normalize(record, NormalizeOptions(), is_structured=True, as_of=datetime.fromisoformat("2024-05-06"))
    if not isinstance(article, Refusal):
        found = find_credits(article, record)
        assert (found.wire_evidence is None) == (not found.wire)
