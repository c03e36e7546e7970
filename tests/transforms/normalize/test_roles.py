"""What a line is by its form alone."""

from __future__ import annotations

import pytest

from transforms.normalize.blocks import Block, split_blocks
from transforms.normalize.datelines import dateline_end
from transforms.normalize.roles import is_byline, is_heading, is_publication, split_credit


def block(text: str) -> Block:
    return split_blocks(text)[0]


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("REYKJAVIK — Iceland plans to leave the council, its minister said.", "REYKJAVIK — "),
        ("Den Haag (ANP) - De minister wil een nieuwe sluis in Delfzijl.", "Den Haag (ANP) - "),
        ("BRUSSELS, Oct. 18 (Reuters) - Ministers met on Tuesday to talk.", "BRUSSELS, Oct. 18 (Reuters) - "),
        ("Berlin, 3. Mai (dpa) - Die Bundesregierung plant ein neues Gesetz.", "Berlin, 3. Mai (dpa) - "),
        ("Genf/Wien (nza) – Die Schweiz will zwischen beiden vermitteln.", "Genf/Wien (nza) – "),
        ("BAKU (VG) Norge vant bortekampen med ett mål i går kveld.", "BAKU (VG) "),
        ("Oslo (NTB): Regjeringen legger fram budsjettet i dag, sier ministeren.", "Oslo (NTB): "),
        ("STOCKHOLM - De minister bezocht de Zweedse hoofdstad.", "STOCKHOLM - "),
        ("(CNN) — France has recalled its ambassador from Italy.", "(CNN) — "),
        ("GENÈVE, 14 mai (ATS) – Le Conseil fédéral propose sa médiation.", "GENÈVE, 14 mai (ATS) – "),
    ],
)
def test_datelines(text: str, dateline: str) -> None:
    assert text[: dateline_end(text)] == dateline


@pytest.mark.parametrize(
    "text",
    [
        "Rusland – het grootste land ter wereld – wil geen overleg meer.",
        "The minister (NATO) said nothing — and then left.",
        "VIDÉO - Le ministre a répondu aux questions des journalistes.",
        "Voor- en tegenstanders troffen elkaar in Brussel - voor het eerst.",
        "Kairos-Net meldet: Die Werft in Emden baut wieder Schiffe.",
        "",
    ],
)
def test_sentences_without_dateline(text: str) -> None:
    assert dateline_end(text) == 0


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("De minister bij aankomst in Genève.", "© E. Vermaas / Ministerie van Havens"),
        ("Skipperen møtte pressen i Bergen.", "Foto: Even Tunheim / NTB"),
        ("The quay at dawn.", "(Photo by Ada Finch/Northline)"),
        ("Der Kran im Hafen von Emden.", "Bild: dpa"),
        ("Une éleveuse attend l’ouverture du puits.", "Photo : Idriss Kanoré"),
        ("The tanker off Aberdeen.", "(AP Photo/Ada Finch)"),
    ],
)
def test_credits_are_split_off(caption: str, credit: str) -> None:
    text = f"{caption} {credit}"
    at = split_credit(text)
    assert text[:at].rstrip() == caption
    assert text[at:].strip() == credit


def test_a_credit_alone_is_all_credit() -> None:
    assert split_credit("Foto: Malte Brodersen") == 0
    assert split_credit("Even Tunheim (foto)") == 0


@pytest.mark.parametrize(
    "text",
    [
        "He showed the photo to the police.",
        "Op de foto staat de minister met zijn vrouw.",
        "The image of the country has suffered, he said: “Nobody trusts us.”",
    ],
)
def test_speaking_of_photos_is_no_credit(text: str) -> None:
    assert split_credit(text) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Av Silje Myrvoll og Anders Kvamsdal",
        "By Imogen Ashdown",
        "Door onze redactie",
        "Von Jörg Amelung",
        "Par Maëlle Corvisier",
    ],
)
def test_bylines(text: str) -> None:
    assert is_byline(block(text))


@pytest.mark.parametrize(
    "text", ["By The", "Von wegen.", "By the time they came the ship had left the harbour.", "Door"]
)
def test_no_bylines(text: str) -> None:
    assert not is_byline(block(text))


@pytest.mark.parametrize(
    "text",
    [
        "Publisert: Nå nettopp",
        "Published 9 November 2023",
        "Gepubliceerd op 3 maart 2024 om 09:15",
        "Publié le 12 avril 2024 à 07h30",
        "Stand: 04.03.2024, 17:10 Uhr",
        "21. Mai 2024",
        "Gisteren",
        "Thu 8 Feb 2024",
    ],
)
def test_publication_lines(text: str) -> None:
    assert is_publication(block(text))


@pytest.mark.parametrize(
    "text",
    [
        "«1984»",
        "2010.",
        "April 1945.",
        "March of the Penguins",
        "Published authors meet in Turku",
        "前一天，袭击致死至少36人，意图增加谈判筹码",
    ],
)
def test_no_publication_lines(text: str) -> None:
    assert not is_publication(block(text))


def test_headings_may_open_with_a_dash() -> None:
    assert is_heading(block("– Uvanlig taust"))
    assert is_heading(block("Waarnemers aan boord"))
    assert not is_heading(block("Hij zei het zo:"))


@pytest.mark.parametrize("line", ["（责任编辑：王小明）", "(责任编辑：王小明)", "責任編輯 ：王小明", "Източник: БНН"])
def test_an_editor_or_source_at_the_end_is_a_credit(line: str) -> None:
    assert split_credit(line) == 0
