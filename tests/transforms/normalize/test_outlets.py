"""Who published: the registrable domain, else the name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.normalize.outlet_table import read_outlets
from transforms.normalize.outlets import Outlet, outlet_of, slug_of, without_outlet


@pytest.mark.parametrize(
    ("url", "domain", "country"),
    [
        ("https://www.stadskrant.nl/a", "stadskrant.nl", "NL"),
        ("https://news.ledger.co.uk/a", "ledger.co.uk", "GB"),
        ("https://amp.ledger.com.au/a", "ledger.com.au", "AU"),
        ("https://havenkrant.example/a", "havenkrant.example", None),
        ("https://www.deep.havenkrant.example/a", "havenkrant.example", None),
        ("https://startup.io/a", "startup.io", None),
        ("https://union.eu/a", "union.eu", None),
        ("https://one.blogspot.com/a", "one.blogspot.com", None),
        ("https://xn--e1afmkfd.xn--p1ai/a", "пример.рф", "RU"),
    ],
)
def test_the_domain_that_someone_registered_is_the_outlet(url: str, domain: str, country: str | None) -> None:
    outlet = outlet_of(url, None)
    assert (outlet.outlet_id, outlet.label, outlet.domain, outlet.country) == (domain, domain, domain, country)


def test_a_given_name_labels_the_domain() -> None:
    assert outlet_of("https://stadskrant.nl/a", " De \n Stadskrant ") == Outlet(
        "stadskrant.nl", "De Stadskrant", "stadskrant.nl", "NL", zone="Europe/Amsterdam"
    )


def test_without_a_domain_the_name_is_the_outlet() -> None:
    assert outlet_of(None, "L’Écho d'Étretat") == Outlet("name:l-echo-d-etretat", "L’Écho d'Étretat", None, None)
    assert outlet_of("http://127.0.0.1/a", "Ведомости Ёлки").outlet_id == "name:ведомости-елки"
    assert outlet_of(None, "Stadskrant.NL") == Outlet(
        "stadskrant.nl", "Stadskrant.NL", "stadskrant.nl", "NL", zone="Europe/Amsterdam"
    )


def test_nothing_known_is_nothing_claimed() -> None:
    assert (
        outlet_of("http://[::1]/a", None)
        == outlet_of(None, None)
        == outlet_of("http://localhost/a", "  ")
        == Outlet(None, None, None, None)
    )
    assert outlet_of(None, "—!").outlet_id is None


@given(st.text(max_size=30), st.one_of(st.none(), st.text(max_size=30)))
def test_any_url_and_name_give_an_outlet(url: str, name: str | None) -> None:
    outlet = outlet_of(f"https://{url}", name)
    assert (outlet.domain is None) or outlet.outlet_id == outlet.domain
    assert slug_of(name or "") == slug_of((name or "").casefold())


@pytest.mark.parametrize(
    ("title", "url", "name", "bare"),
    [
        ("Storm over the coast | The Harbour Post", "https://harbourpost.example/a", None, "Storm over the coast"),
        (
            "Storm over the coast - Harbourpost.example",
            "https://www.harbourpost.example/a",
            None,
            "Storm over the coast",
        ),
        ("Tempête sur la côte — La Vigie du Port", None, "La Vigie du Port", "Tempête sur la côte"),
        ("Storm over the coast | Opinion", "https://harbourpost.example/a", None, "Storm over the coast | Opinion"),
        ("The case for a Harbour Post", "https://harbourpost.example/a", None, "The case for a Harbour Post"),
        ("Storm - coast", None, None, "Storm - coast"),
        ("- Harbourpost", "https://harbourpost.example/a", None, "- Harbourpost"),
    ],
)
def test_the_outlets_own_name_is_no_part_of_a_title(title: str, url: str | None, name: str | None, bare: str) -> None:
    assert without_outlet(title, outlet_of(url, name)) == bare


def test_the_table_tells_country_kind_and_zone_of_an_outlet() -> None:
    agency = outlet_of("https://apnews.com/article/a", None)
    assert (agency.label, agency.country, agency.kind, agency.zone) == (
        "Associated Press",
        "US",
        "agency",
        "America/New_York",
    )
    assert outlet_of("https://one.blogspot.com/a", None).kind == "blog"
    one, other = outlet_of("https://one.wordpress.com/a", None), outlet_of("https://other.wordpress.com/a", "Other")
    assert (one.outlet_id, one.kind, one.country, other.outlet_id) == (
        "one.wordpress.com",
        "blog",
        None,
        "other.wordpress.com",
    )
    assert outlet_of("https://www.wordpress.com/a", None).outlet_id == "wordpress.com"
    assert outlet_of("https://krant.example/a", None).kind is None


@pytest.mark.parametrize(
    ("domain", "zone"),
    [
        ("krant.be", "Europe/Brussels"),
        ("periodico.es", "Europe/Madrid"),
        ("gazeta.ru", "Europe/Moscow"),
        ("a.ca", None),
    ],
)
def test_a_country_of_one_time_tells_the_zone(domain: str, zone: str | None) -> None:
    assert outlet_of(f"https://{domain}/a", None).zone == zone


def test_a_users_row_stands_over_the_packaged_one() -> None:
    own = read_outlets(
        ["# mine", "", "apnews.com\tAP\tUS\tagency\tAmerica/Chicago", "krant.example\tDe Krant\tNL\tnewspaper"]
    )
    assert outlet_of("https://apnews.com/a", None, own).zone == "America/Chicago"
    krant = outlet_of("https://krant.example/a", None, own)
    assert (krant.label, krant.country, krant.kind, krant.zone) == ("De Krant", "NL", "newspaper", "Europe/Amsterdam")


@pytest.mark.parametrize(
    "line",
    ["nodomain", "a.example\tA\tNLD", "a.example\tA\tNL\tzine", "a.example\tA\tNL\tblog\tMars/One", "a.nl" + "\tx" * 5],
)
def test_a_wrong_row_names_its_line(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_outlets(["# mine", line])
