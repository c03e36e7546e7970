"""Lists of names that others keep: each style gives things with their names, and each row is taken or counted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.entities.knowledge.own import OwnEntity, OwnName, pack_own, unpack_own
from transforms.entities.lists import ListRead, ListRefused, gather, read_list
from transforms.entities.lists import read as reading

PARANAMES = """\
wikidata_id\teng\tlabel\tlanguage\ttype
Q99901\tNilsa Torvak\tNilsa Torvak\ten\tPER
Q99901\tNilsa Torvak\tНилса Торвак\tru\tPER
Q99902\tHolm Ferries\tHolmské přívozy\tcs\tORG
Q99903\tThe Long Night\tDe lange nacht\tnl\tWORK
"""
JRC = """\
# id type language name
17\tP\tu\tNilsa+Torvak
17\tP\tru\tНилса+Торвак
18\tO\ten\tHolm+Ferries
19\tU\tu\tDelvar+Moen
20\tT\tu\tTorvakia
"""
FTM = [
    {
        "id": "ft-1",
        "schema": "Person",
        "properties": {
            "name": ["Torvak, Nilsa"],
            "alias": ["Нилса Торвак"],
            "weakAlias": ["Nilsie"],
            "nationality": ["no"],
        },
    },
    {"id": "Q99902", "schema": "Company", "properties": {"name": ["Holm Ferries"], "country": ["no", "dk"]}},
    {"id": "ft-3", "schema": "Vessel", "properties": {"name": ["Holm Star"]}},
]
TABLE = """\
id,name,type,language,aliases,country
1,Nilsa Torvak,person,ru,Нилса Торвак;Torvak Nilsa,NO
,Holm Ferries,company,,,
"""


def listed(text: str, **options: str) -> ListRead:
    return read_list(text.encode().splitlines(keepends=True), **options)  # type: ignore[arg-type]


def told(read: ListRead) -> dict[str, tuple[str, str, str | None, dict[str, str]]]:
    """id → type, label, country, and names with their languages (* for a weak one)."""
    return {
        each.entity_id: (
            each.entity_type,
            each.label,
            each.country,
            {name.name: ",".join(name.languages) + "*" * name.is_weak for name in each.names},
        )
        for each in read.entities
    }


def test_paranames_gives_one_thing_an_id() -> None:
    read = listed(PARANAMES)
    assert (read.style, read.row_count) == ("paranames", 4)
    assert told(read) == {
        "wikidata:Q99901": ("PERSON", "Nilsa Torvak", None, {"Nilsa Torvak": "en", "Нилса Торвак": "ru"}),
        "wikidata:Q99902": ("ORGANIZATION", "Holm Ferries", None, {"Holm Ferries": "en", "Holmské přívozy": "cs"}),
    }
    assert [(each.count, each.first_line) for each in read.skipped.values()] == [(1, 5)]


def test_jrc_names_take_blanks_for_plus_signs_and_leave_out_the_unknown() -> None:
    read = listed(JRC)
    assert read.style == "jrc"
    assert told(read) == {
        "jrc:17": ("PERSON", "Nilsa Torvak", None, {"Nilsa Torvak": "", "Нилса Торвак": "ru"}),
        "jrc:18": ("ORGANIZATION", "Holm Ferries", None, {"Holm Ferries": "en"}),
        "jrc:20": ("LOCATION", "Torvakia", None, {"Torvakia": ""}),
    }
    assert "jrc:19" in told(listed(JRC, default_type="PERSON"))


@pytest.mark.parametrize("text", ["\n".join(map(json.dumps, FTM)), json.dumps(FTM), json.dumps(FTM, indent=1)])
def test_follow_the_money_comes_as_lines_or_as_an_array(text: str) -> None:
    assert told(listed(text)) == {
        "ftm:ft-1": ("PERSON", "Nilsa Torvak", "NO", {"Nilsa Torvak": "", "Nilsie": "*", "Нилса Торвак": ""}),
        "wikidata:Q99902": ("ORGANIZATION", "Holm Ferries", None, {"Holm Ferries": ""}),
    }


@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_table_needs_a_header_and_may_lack_ids(separator: str) -> None:
    read = listed("\ufeff" + TABLE.replace(",", separator))
    mine = told(read)
    names = {"Nilsa Torvak": "", "Torvak Nilsa": "ru", "Нилса Торвак": "ru"}
    assert mine.pop("own:1") == ("PERSON", "Nilsa Torvak", "NO", names)
    ((made, thing),) = mine.items()
    assert made.startswith("own:")
    assert thing == ("ORGANIZATION", "Holm Ferries", None, {"Holm Ferries": ""})
    assert read.style == "csv"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,\x1b[2JNilsa,person", "cannot be printed"),
        ("1,N,person", "fewer than two letters"),
        (f"1,{'N' * 201},person", "more than 200"),
        ("1 2,Nilsa Torvak,person", "its id"),
        (f"{'1' * 201},Nilsa Torvak,person", "its id"),
        ("1,Nilsa Torvak,ghost", "its type"),
        ("1,Nilsa\x00,person", "cannot be printed"),
        (f'1,"{"N" * 140_000}",person', "no CSV"),
    ],
)
def test_what_is_no_name_is_left_out_with_its_reason(row: str, reason: str) -> None:
    read = listed(f"id,name,type\n{row}\n2,Delvar Moen,person\n")
    assert list(told(read)) == ["own:2"]
    assert [reason in each for each in read.skipped] == [True], read.skipped
    assert [(each.count, each.first_line) for each in read.skipped.values()] == [(1, 2)]


def test_lines_that_are_no_text_or_too_long_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_LINE_BYTES", 60)
    lines = [
        b"id,name,type\n",
        b"1,\xff\xfeNilsa,person\n",
        b"2," + b"N" * 90 + b",person\n",
        b"3,Delvar Moen,person\n",
    ]
    read = read_list(lines)
    assert list(told(read)) == ["own:3"]
    assert {each.first_line for each in read.skipped.values()} == {2, 3}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "empty"), ("nothing to see\n", "no known style"), ("[{]", "no JSON"), ("# only a comment\n", "empty")],
)
def test_what_is_no_list_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ListRefused, match=sentence):
        listed(text)


def test_a_list_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST_ENTITIES", 1)
    with pytest.raises(ListRefused, match="cut it"):
        listed(PARANAMES)
    with pytest.raises(ListRefused, match="UTF-16"):
        read_list([TABLE.encode("utf-16")])


def test_one_thing_keeps_so_many_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MOST_NAMES_OF_ONE", 2)
    read = listed("id,name,type,aliases\n1,Nilsa Torvak,person,Nilsa A;Nilsa B;Nilsa C\n")
    assert (read.name_count, [each.count for each in read.skipped.values()]) == (2, [1])


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(TEXTS, max_size=7).map(",".join), max_size=6), st.sampled_from([TABLE, PARANAMES, JRC, "{}\n"])
)
def test_no_content_raises(rows: list[str], start: str) -> None:
    text = start + "\n".join(rows)
    read = listed(text)
    assert all(each.names and each.label for each in read.entities)


@given(
    st.lists(
        st.builds(
            OwnEntity,
            st.integers(0, 5).map(lambda n: f"own:{n}"),
            st.just("PERSON"),
            TEXTS,
            st.sampled_from([None, "NO"]),
            st.lists(st.builds(OwnName, TEXTS, st.sampled_from([(), ("nl", "ru")]), st.booleans()), max_size=3).map(
                tuple
            ),
        ),
        max_size=4,
        unique_by=lambda each: each.entity_id,
    )
)
def test_what_is_packed_comes_out_again_whatever_the_order(entities: list[OwnEntity]) -> None:
    packed = pack_own(entities)
    assert packed == pack_own(entities[::-1])
    assert unpack_own(packed) == sorted(entities, key=lambda each: each.entity_id)
