"""Bytes to text: what they are by mark or by form first, a guess only where nothing else is left."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from transforms.model import Refusal

SAMPLE_BYTES: Final = 4096
"""Bytes looked at for a pattern of NULs, and given to the guesser's own sampling."""
MAX_REPLACED_RATIO: Final = 0.01
"""Share of code points that may be U+FFFD before other encodings are tried (the catalogue of bad inputs says 1 %)."""
FEW_REPLACED_COUNT: Final = 3
"""As many may be replaced in any text, or else one bad sequence would refuse a headline."""
MIN_NUL_RATIO: Final = 0.04
"""Share of 16-bit units with a NUL half in unmarked UTF-16: blanks and line ends alone give more, in any alphabet."""
MIN_SCRIPT_RATIO: Final = 0.6
"""Share of high halves up to 0x20 in unmarked UTF-16: every alphabet lies there, and ASCII read as halves lies
above."""
MAX_SCRIPT_BYTE: Final = 0x20
MIN_DISTINCT_HIGH: Final = 5
"""Different bytes above 0x7F that a text in another encoding has, if it has twice as many of them: alphabets have more,
two or three bytes over and over are damage."""
MAX_CONTROL_RATIO: Final = 0.05
"""Share of control characters above which a guessed text is no text."""
MAX_WESTERN_HIGH_RATIO: Final = 0.25
"""Share of bytes above 0x7F in western text: French and Icelandic stay below 0.15, other alphabets lie above 0.7."""

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JSON_HEADS: Final = (
    ("utf-32-le", re.compile(rb'\{\0\0\0(?:[ \t]\0\0\0)*"\0\0\0')),
    ("utf-32-be", re.compile(rb'\0\0\0\{(?:\0\0\0[ \t])*\0\0\0"')),
    ("utf-16-le", re.compile(rb'\{\0(?:[ \t]\0)*"\0')),
    ("utf-16-be", re.compile(rb'\0\{(?:\0[ \t])*\0"')),
)
_REPLACEMENT_BYTES: Final = "\ufffd".encode()
_BROKEN_UTF8: Final = re.compile(
    rb"[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]|[\xf5-\xff]{2,}|[\xf8-\xfd][\x80-\xbf]{3,}"
)
"""Overlong forms, encoded surrogates and runs of bytes that UTF-8 never has: damage, no other encoding's letters."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_HIGH_RUN: Final = re.compile(r"[\x80-\uffff]+")
_WESTERN_MARKS: Final = frozenset("€‚„…†‡‰‹‘’“”•–—™›\u00a0¡¢£¥§¨©ª«°±²³´·¸º»¼½¾¿×÷\u00ad®")
_GUESSABLE: Final = tuple(
    """cp1250 cp1251 cp1253 cp1255 cp1256 cp1257 koi8_r koi8_u cp866 iso8859_2 iso8859_5 iso8859_7 shift_jis euc_jp
    gb18030 big5 euc_kr mac_roman""".split()
)
"""What is tried once the text has proved not to be western European."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text without byte order mark, the encoding it was in, and flags ENC_GUESSED, ENC_MISDECLARED, ENC_REPLACED."""

    text: str
    encoding: str
    flags: frozenset[str] = frozenset()


def decode(data: bytes) -> Decoded | Refusal:
    """The text of some bytes, or ENC_UNDECODABLE. Never raises.

    In this order: a byte order mark; the NUL pattern of UTF-16 and UTF-32 where it is unambiguous (ENC_GUESSED); UTF-8;
    UTF-8 with some damage (ENC_REPLACED); another encoding that fits (ENC_MISDECLARED).
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_marked(data[len(bom) :], encoding)
    if b"\0" in data[:SAMPLE_BYTES]:
        wide = wide_encoding(data)
        if wide is not None:
            found = _decode_wide(data, wide, frozenset({"ENC_GUESSED"}))
            if isinstance(found, Decoded):
                return found
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_damaged(data)


def stream_encoding(head: bytes) -> tuple[str, int, bool]:
    """Encoding of a stream by its first bytes: (codec, length of its byte order mark in bytes, whether it is guessed).

    Answers ``utf-8`` for everything that is neither UTF-16 nor UTF-32.
    """
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding, len(bom), encoding.startswith("utf-32")
    wide = wide_encoding(head) if b"\0" in head[:SAMPLE_BYTES] else None
    return (wide, 0, True) if wide is not None else ("utf-8", 0, False)


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, by where NULs stand; None unless the pattern allows one reading only. JSON tells
    by its first two characters, which are ASCII (RFC 4627, section 3); other texts by many units, in alphabets only."""
    for codec, head in _JSON_HEADS:
        if head.match(data):
            return codec
    sample = data[: min(SAMPLE_BYTES, len(data) - len(data) % 4 or len(data) - len(data) % 2)]
    units = len(sample) // 4
    if units and len(data) % 4 == 0:
        for codec, high, plane in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
            if not any(sample[high::4]) and all(byte <= 0x10 for byte in sample[plane::4]) and any(sample):
                return codec
    pairs = len(sample) // 2
    if not pairs or (len(data) % 2 and len(data) <= SAMPLE_BYTES):
        return None
    even, odd = sample[0 : 2 * pairs : 2], sample[1 : 2 * pairs : 2]
    for codec, low, high_half in (("utf-16-le", even, odd), ("utf-16-be", odd, even)):
        nul_count = high_half.count(0)
        if (
            nul_count >= MIN_NUL_RATIO * pairs
            and low.count(0) * 20 <= nul_count
            and sum(byte <= MAX_SCRIPT_BYTE for byte in high_half) >= MIN_SCRIPT_RATIO * pairs
        ):
            return codec
    return None


def _decode_marked(data: bytes, encoding: str) -> Decoded | Refusal:
    if encoding != "utf-8":
        return _decode_wide(data, encoding, frozenset({"ENC_GUESSED"} if encoding.startswith("utf-32") else ()))
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_damaged(data)


def _decode_wide(data: bytes, encoding: str, flags: frozenset[str]) -> Decoded | Refusal:
    try:
        return Decoded(data.decode(encoding), encoding, flags)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        # Counts the file's own U+FFFD too: they are damage that someone else already saw.
        if _is_bearable(text.count("\ufffd"), len(text)):
            return Decoded(text, encoding, flags | {"ENC_REPLACED"})
        return Refusal("ENC_UNDECODABLE", f"{encoding} with {text.count(chr(0xFFFD))} broken units")


def _is_bearable(bad_count: int, char_count: int) -> bool:
    return bad_count <= max(FEW_REPLACED_COUNT, MAX_REPLACED_RATIO * char_count) and bad_count < char_count


def _decode_damaged(data: bytes) -> Decoded | Refusal:
    """Bytes that are no valid UTF-8: damaged UTF-8 if most of it or its damage has UTF-8's form, else another
    encoding."""
    text = data.decode("utf-8", "replace")
    bad_count = text.count("\ufffd") - data.count(_REPLACEMENT_BYTES)
    good_count = (
        sum(map(len, _HIGH_RUN.findall(text))) - text.count("\ufffd") + sum(1 for char in text if char > "\uffff")
    )
    replaced = Decoded(text, "utf-8", frozenset({"ENC_REPLACED"}))
    is_bearable = _is_bearable(bad_count, len(text))
    if is_bearable and (good_count > bad_count or _has_utf8_form(data)):
        return replaced
    western = _western(data)
    if western is not None:
        return Decoded(western, "cp1252", frozenset({"ENC_MISDECLARED"}))
    high = bytes(byte for byte in data[: 16 * SAMPLE_BYTES] if byte > 0x7F)
    if good_count <= bad_count and len(set(high)) >= min(MIN_DISTINCT_HIGH, len(high) // 2):
        guessed = _guess(data)
        if guessed is not None:
            return guessed
    if is_bearable:
        return replaced
    return Refusal("ENC_UNDECODABLE", f"{bad_count} of {len(text)} code points fit no encoding")


def _has_utf8_form(data: bytes) -> bool:
    """Whether valid UTF-8 is left once the damage that UTF-8 alone can suffer is taken out, or only the last code
    point is cut."""
    rest = _BROKEN_UTF8.sub(b"", data)
    try:
        rest.decode("utf-8")
    except UnicodeDecodeError as error:
        return (
            error.reason == "unexpected end of data"
            and not data.isascii()
            and error.start >= len(rest) - 3
            and error.start > 0
            and _is_cut_lead(rest[error.start :])
        )
    return True


def _is_cut_lead(tail: bytes) -> bool:
    return len(tail) >= 2


def _western(data: bytes) -> str | None:
    """The bytes as cp1252, if they read as words of western Europe: letters stand in words, marks stand between
    them."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    high = list(_HIGH_RUN.finditer(text))
    high_count = sum(match.end() - match.start() for match in high)
    if not high_count or high_count > MAX_WESTERN_HIGH_RATIO * len(text) + 2 or _CONTROLS.search(text):
        return None
    odd_count = 0
    for match in high:
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        run = match.group()
        if run.isalpha():
            # A run of four high letters is no western word.
            odd_count += len(run) if len(run) > 3 or not (before.isalpha() or after.isalpha() or len(run) == 1) else 0
        elif all(char in _WESTERN_MARKS or char.isalpha() for char in run):
            is_inside_word = (
                before.isalpha() and after.isalpha() and not set(run) & frozenset("’‘–—…·\u00ad\u00a0«»“”„‚")
            )
            odd_count += len(run) if is_inside_word else 0
        else:
            odd_count += len(run)
    return text if odd_count * 10 <= high_count else None


def _guess(data: bytes) -> Decoded | None:
    # Imported late: few files ever need it, and every worker would pay for its tables.
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 16 * SAMPLE_BYTES], cp_isolation=list(_GUESSABLE), preemptive_behaviour=False).best()
    if best is None:
        return None
    try:
        text = data.decode(best.encoding)
    except UnicodeDecodeError:
        return None
    if len(_CONTROLS.findall(text)) > MAX_CONTROL_RATIO * len(text):
        return None
    return Decoded(text, best.encoding, frozenset({"ENC_MISDECLARED"}))
