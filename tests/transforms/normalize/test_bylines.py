"""A byline gives its authors' names and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.normalize.bylines import byline_names, person_name


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Av Alf Hansen og Kari Li", ("Alf Hansen", "Kari Li")),
        ("Av: Alf Hansen (tekst) og Ola Vik (foto)", ("Alf Hansen", "Ola Vik")),
        ("By JANE DOE, Political Editor", ("Jane Doe",)),
        ("By\nDominic Gull", ("Dominic Gull",)),
        ("Analysis by Marsha Cowen", ("Marsha Cowen",)),
        ("By Jo Scrim For Daily Ledger Australia", ("Jo Scrim",)),
        ("Jane Doe and John Roe, CNN", ("Jane Doe", "John Roe")),
        ("Jane Doe in Moscow", ("Jane Doe",)),
        ("Jane Doe (jane@ledger.example)", ("Jane Doe",)),
        ("Jane Doe | Updated 12:05", ("Jane Doe",)),
        ("Jane Doe; John A. Roe / Ann O'Neill", ("Jane Doe", "John A. Roe", "Ann O'Neill")),
        ("Von Jörg Amelung", ("Jörg Amelung",)),
        ("Anna Schmidt, dpa", ("Anna Schmidt",)),
        ("Dr. Anna Berg", ("Anna Berg",)),
        ("Door Jan van der Berg en Piet de Vries", ("Jan van der Berg", "Piet de Vries")),
        ("Par Jean DUPONT avec AFP", ("Jean Dupont",)),
        ("Por Nuria Valdecasas y Juan Ortega y Gasset", ("Nuria Valdecasas", "Juan Ortega y Gasset")),
        ("Текст: Сергей Иванов", ("Сергей Иванов",)),
        ("Hansen, Kari", ("Kari Hansen",)),
        ("MARIE-LOUISE O'BRIEN", ("Marie-Louise O'Brien",)),
        ("Ben Allan ACS CSI", ("Ben Allan",)),
    ],
)
def test_names_are_found_in_what_papers_write(value: str, names: tuple[str, ...]) -> None:
    assert byline_names([value]) == names


@pytest.mark.parametrize(
    "value",
    [
        "Door onze redactie",
        "La rédaction",
        "BBC News",
        "Ledger staff reporter",
        "20 Minutes avec AFP",
        "admin",
        "Kate",
        "https://www.facebook.com/alan.boyle",
        "news+feed@ledger.example",
        "HT Entertainment Desk",
        "La Voix du Nord",
        "NTB",
        "Von unserem Korrespondenten",
        "",
        "a" * 1_000,
        "Foto: Reuters",
    ],
)
def test_desks_agencies_and_addresses_are_nobody(value: str) -> None:
    assert byline_names([value]) == ()


def test_order_is_kept_and_nobody_stands_twice() -> None:
    assert byline_names(["Kari Li", "By Alf Hansen", "Kari Li and Alf Hansen"]) == ("Kari Li", "Alf Hansen")


def test_the_french_en_is_a_place_and_the_dutch_en_an_author() -> None:
    assert byline_names(["Anna Duval en Nouvelle Galles"], "fr") == ("Anna Duval",)
    assert byline_names(["Jan Vos en Piet Duin"], "nl") == ("Jan Vos", "Piet Duin")


@given(st.lists(st.text(max_size=60), max_size=4))
def test_whatever_stands_in_the_field_names_are_names(values: list[str]) -> None:
    for name in byline_names(values):
        assert 2 <= len(name.split()) <= 6
        assert not any(char.isdigit() for char in name)
        assert person_name(name) is not None
