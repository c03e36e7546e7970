"""What a text shows stays; what only machines see goes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contracts import FLAGS
from transforms.normalize.characters import clean, comparable

ODD = st.sampled_from(
    [
        *"\x00\x1b\x85\x93\x9b\xa0\xad\u0301\u0316\u034f\u200b\u200c\u200d\u200e\u202e\u2028\u2066\ufeff\ufffe\ue000",
        *"\r\n\t[2Jm ÃÂâ€©¨å\x80РС°±ĂĹ√├éeaÅ가각ᆨक्षمی\U0001f3f4\U000e0067\U000e007f👩🔬\ufe0f🏽",
    ]
)
ODD_TEXT = st.lists(st.one_of(ODD, st.characters()), max_size=40).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, “quoted” – and … so on.\n\n\tIndented\n  twice",
        "👨\u200d👩\u200d👧 👩🏽\u200d🔬 🏳️\u200d🌈 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می\u200cخواهم क्\u200dष နေ\u200bပြည်",
        "Et « voilà » … où l’été ? L'éternité",
        "GROßE Füße, Ångström, Ærø, São Paulo, Łódź, Ďábel",
        "Việt Nam: Nguyễn Thị Bích",
        "שָׁלוֹם עֲלֵיכֶם",
        "USB-кабель и iPhone",
        "Ελλάδα NATO Россия EU",
    ],
)
def test_honest_text_is_left_alone_and_has_no_flag(text: str) -> None:
    assert clean(text) == (text, frozenset())


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("â€œVi venterâ€\x9d, sa HÃ¥kon", "“Vi venter”, sa Håkon"),
        ("gut\n\nFuÃŸball in MÃ¼nchen\n\n„gut“", "gut\n\nFußball in München\n\n„gut“"),
        ("РџСЂРёРІРµС‚, РјРёСЂ", "Привет, мир"),
        ("He said \x93yes\x94 \x96 twice", "He said “yes” – twice"),
    ],
)
def test_text_decoded_wrongly_once_is_repaired(broken: str, whole: str) -> None:
    cleaned, flags = clean(broken)
    assert cleaned == whole
    assert "TEXT_MOJIBAKE" in flags


@pytest.mark.parametrize("text", ["« é » … à”, dit-il", "c’était là… puis “é”", "Ã is a letter", "GÖTEBORG°"])
def test_typography_that_looks_broken_is_not_repaired(text: str) -> None:
    assert "TEXT_MOJIBAKE" not in clean(text)[1]


def test_blanks_and_line_ends_become_plain_and_soft_hyphens_go() -> None:
    assert clean("10\u00a0000\u202fkm\r\nZus\u00adammen\u2029Ende\x0bx") == (
        "10 000 km\nZusammen\nEnde\nx",
        frozenset(),
    )


def test_marks_of_direction_go_quietly_and_overrides_are_told() -> None:
    assert clean("\u200fسلام\u200e x") == ("سلام x", frozenset())
    assert clean("ab\u202dcd")[1] == {"TEXT_BIDI"}


def test_comparable_texts_are_equal_where_only_the_invisible_differs() -> None:
    assert comparable(" Caf\u00e9\n\nau  lait ") == comparable("Cafe\u0301 a\u200bu lait")
    assert comparable("Polish") != comparable("polish")


@settings(max_examples=500)
@given(ODD_TEXT)
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_unprintable(text: str) -> None:
    cleaned, flags = clean(text)
    assert clean(cleaned)[0] == cleaned
    assert flags <= FLAGS.keys()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(char) for char in cleaned if char not in "\n\t\U000e007f"} & {"Cc", "Co"}
    assert not set(cleaned) & set("\r\u2028\u2029\ufeff\u202e\u00ad\u00a0")


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_plain_ascii_never_changes(text: str) -> None:
    assert clean(text)[0] == text
