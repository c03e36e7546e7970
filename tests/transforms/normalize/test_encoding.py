"""Bytes become the text that was written, or are refused; a guess is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.contracts import FLAGS
from transforms.model import Refusal
from transforms.normalize.encoding import Decoded, decode, stream_encoding

TEXTS = {
    "pl": "Żeglarze z Gdańska wrócili do portu, mówi kapitan Żółkiewski. Łódź była uszkodzona, a część załogi ranna. ",
    "cs": "Žluťoučký kůň úpěl, řekla včera ministryně Božena Dvořáčková během návštěvy Ústí nad Labem. ",
    "ru": "Министр иностранных дел заявил во вторник, что переговоры в Женеве продолжатся на следующей неделе. ",
    "de": "Außenministerin Käthe Österreicher äußerte sich über die Lage in Südböhmen und fuhr nach Lübeck. ",
    "is": "Þorgerður Ægisdóttir sagði að ferðin til Akureyrar væri löng og að veðrið hefði verið óvenju gott. ",
    "el": "Ο υπουργός δήλωσε την Τρίτη ότι οι συνομιλίες στη Γενεύη θα συνεχιστούν την επόμενη εβδομάδα. ",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("de", "cp1252"),
        ("de", "latin-1"),
        ("is", "cp1252"),
        ("pl", "cp1250"),
        ("cs", "cp1250"),
        ("ru", "cp1251"),
        ("ru", "koi8-r"),
        ("el", "cp1253"),
    ],
)
def test_old_encodings_are_found_and_flagged(language: str, encoding: str) -> None:
    text = TEXTS[language] * 6
    decoded = decode(text.encode(encoding))
    assert isinstance(decoded, Decoded)
    assert decoded.text == text
    assert decoded.flags == {"ENC_MISDECLARED"}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_without_a_mark_are_found_in_every_alphabet(language: str, encoding: str) -> None:
    text = TEXTS[language] * 3
    assert decode(text.encode(encoding)) == Decoded(text, encoding, frozenset({"ENC_GUESSED"}))


@pytest.mark.parametrize("text", ["a\x00b", "plain \x00 words " * 40, "a\x00\x00\x00b", "\x00"])
def test_stray_nuls_do_not_make_utf_16(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8")


def test_a_code_point_cut_at_the_end_is_damage_and_no_other_encoding() -> None:
    data = ("Ærlig talt, sa Øystein. " * 20 + "blåbærsyltetøy").encode()
    decoded = decode(data[: data.rindex("ø".encode()) + 1])
    assert isinstance(decoded, Decoded)
    assert decoded.flags == {"ENC_REPLACED"}
    assert decoded.text.endswith("blåbærsyltet\ufffd")


def test_a_few_broken_bytes_in_utf_8_leave_the_rest_alone() -> None:
    text = TEXTS["de"] * 10
    data = text.encode()
    broken = data[:301] + b"\xe4" + data[301:600] + b"\x93" + data[600:]
    decoded = decode(broken)
    assert isinstance(decoded, Decoded)
    assert decoded.encoding == "utf-8"
    assert decoded.text.count("\ufffd") in (2, 3, 4)


def test_noise_is_refused() -> None:
    noise = bytes((n * 167 + n // 3 * 31) % 256 for n in range(5_000))
    assert isinstance(decode(noise), Refusal)


def test_the_encoding_of_a_stream_is_known_from_its_head() -> None:
    assert stream_encoding(b'{"title": "a"}') == ("utf-8", 0, False)
    assert stream_encoding(b"\xef\xbb\xbf{") == ("utf-8", 3, False)
    assert stream_encoding("\ufeff{}".encode("utf-16-be")) == ("utf-16-be", 2, False)
    assert stream_encoding('{"title": "a"}'.encode("utf-16-le")) == ("utf-16-le", 0, True)
    assert stream_encoding("\ufeff{}".encode("utf-32-le")) == ("utf-32-le", 4, True)


@given(st.text())
def test_utf_8_is_always_read_as_it_was_written(text: str) -> None:
    decoded = decode(b"\xef\xbb\xbf" + text.encode())
    assert decoded == Decoded(text, "utf-8")


@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_without_surrogates_or_a_refusal(data: bytes) -> None:
    decoded = decode(data)
    if isinstance(decoded, Refusal):
        assert decoded.reason == "ENC_UNDECODABLE"
    else:
        decoded.text.encode()
        assert decoded.flags <= FLAGS.keys()
