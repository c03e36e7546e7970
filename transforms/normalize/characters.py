"""Clean characters: what a text shows stays, what only machines see goes, and each kind of mending has its flag."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

MAX_MARKS: Final = 4
"""Combining marks on one letter: Vietnamese, vocalised Hebrew and polytonic Greek need up to four."""
MAX_TOKEN_CHARS: Final = 256
"""Letters and digits without a break: the longest words of any language have below 200."""
MAX_PASSES: Final = 6
"""Mending can uncover more to mend; clean text takes one pass, what was seen broken two."""

_CONTROL_CLASS: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufffe\uffff\ufdd0-\ufdef\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff"
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0xF0000, 0x10000))
)
_SPACE_CLASS: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
_BREAK_CLASS: Final = "\r\x0b\x0c\x85\u2028\u2029"
_MARK_CLASS: Final = (
    # Latin and all scripts; Cyrillic; Hebrew; Arabic; Thai; the extensions for phonetics, symbols and half marks
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)

_PILE: Final = re.compile(f"([{_MARK_CLASS}]{{{MAX_MARKS}}})[{_MARK_CLASS}]+")
_ANSI: Final = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]{0,512}(?:\x07|\x1b\\)|\x1b[@-Z\\^_]")
_CONTROL: Final = re.compile(f"[{_CONTROL_CLASS}]")
_SPACE: Final = re.compile(f"[{_SPACE_CLASS}]")
_BREAK: Final = re.compile("\r\n|[" + _BREAK_CLASS + "]")
_BIDI: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_QUIET: Final = re.compile("[\u00ad\u061c\u200e\u200f\u206a-\u206f]")
"""Soft hyphens and marks of direction: typesetting that changes nothing in the words, so no flag."""
_ZERO_WIDTH: Final = re.compile("[\u180e\u200b-\u200d\u2060-\u2065\ufeff]+")
_FLAG_EMOJI: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")
_CP1252_CONTROL: Final = re.compile("[\x80\x82\x84\x85\x8a\x8c\x8e\x91-\x97\x99\x9a\x9c\x9e\x9f]")
_LATIN: Final = "A-Za-z\u00c0-\u024f"
_LOOKALIKES: Final = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501"  # Cyrillic, small
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405"  # Cyrillic, capital
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd\u03c1"  # Greek
)
_CONFUSABLE: Final = re.compile(f"[{_LOOKALIKES}](?:[{_LATIN}]|(?<=[{_LATIN}][{_LOOKALIKES}]))")
_WORD: Final = re.compile(r"\w+")

_CONTINUED: Final = (
    "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d"
    "\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
"""What the bytes 0x80 to 0xBF are in Latin-1 and cp1252."""
_SIGNS: Final = "\u00a0-\u00bf\u0100-\u017f\u02c7-\u02dd\u0402-\u040f\u0452-\u045f\u0490\u0491\u2010-\u2122"
_MOJIBAKE: Final = re.compile(
    # One class first, so that the engine can skip to it; what follows depends on which letter it was.
    "[\u00c2-\u00f4\u0102\u0139\u0420\u0421\u221a\u251c](?:"
    f"(?<=[\u00c2-\u00df])[{_CONTINUED}]|(?<=[\u00e0-\u00ef])[{_CONTINUED}][{_CONTINUED}]|(?<=[\u00f0-\u00f4])[{_CONTINUED}]{{3}}"
    # UTF-8 read as cp1251 (pairs of \u0420 or \u0421 and a sign), as cp1250, as Mac Roman or cp437
    f"|(?<=[\u0420\u0421])[{_SIGNS}][\u0420\u0421][{_SIGNS}]|(?<=[\u0102\u0139])[{_SIGNS}]|(?<=[\u221a\u251c])[\u0080-\u2580])"
)
"""The first letter of a two-, three- or four-byte UTF-8 sequence read as single bytes, followed by what its other
bytes become. Cheap and generous: ftfy, which is dear, decides."""

_JOINING: Final = (
    (0x0600, 0x08FF),
    (0x0900, 0x0DFF),
    (0x0E00, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x18AF),
    (0xFB50, 0xFDCF),
    (0xFE70, 0xFEFC),
)
"""Scripts in which a joiner, non-joiner or zero-width space is spelling: Arabic, Syriac, Indic, Thai, Lao, Tibetan,
Burmese, Khmer, Mongolian."""


def clean(text: str) -> tuple[str, frozenset[str]]:
    """A text as decoded → (the text to keep, flags TEXT_*).

    Keeps letters, marks, emoji, tabs, runs of blanks and blank lines (they tell blocks apart); NFC; every line end is
    ``\\n``, every blank a space or tab. Idempotent: cleaning twice is cleaning once. Linear in the text but for what is
    broken. TEXT_CONFUSABLE and TEXT_LONG_TOKEN only tell, they change nothing.
    """
    flags: set[str] = set()
    for _ in range(MAX_PASSES):
        cleaned = _mend(text, flags)
        if cleaned == text:
            break
        text = cleaned
    if not text.isascii() and _CONFUSABLE.search(text):
        flags.add("TEXT_CONFUSABLE")
    if _has_long_token(text):
        flags.add("TEXT_LONG_TOKEN")
    return text, frozenset(flags)


def comparable(text: str) -> str:
    """The text as identity compares it: NFC, no invisible characters whatever the script, white space folded to single
    spaces. Case and letters stay: "The Polish" and "the polish" are two texts."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _ZERO_WIDTH.sub("", _QUIET.sub("", _BIDI.sub("", text))))
    return " ".join(text.split())


def _mend(text: str, flags: set[str]) -> str:
    if text.isascii():
        return text if _is_plain(text) else _mend_suspect(text, flags)
    if _MOJIBAKE.search(text) or _CP1252_CONTROL.search(text):
        text = _repair(text, flags)
    if not _is_plain(text):
        text = _mend_suspect(text, flags)
    if _PILE.search(text):
        # Before NFC, whose ordering of marks takes quadratic time on long piles.
        text = _PILE.sub(r"\1", text)
        flags.add("TEXT_COMBINING")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _is_plain(text: str) -> bool:
    """Whether nothing but line ends is unprintable: then there are no controls, no invisible characters and no odd
    blanks."""
    return text.replace("\n", "").isprintable()


def _mend_suspect(text: str, flags: set[str]) -> str:
    if "\x1b" in text or "\x9b" in text:
        text = _flagging(_ANSI, "", "TEXT_CONTROL", text, flags)
    text = _BREAK.sub("\n", text)
    text = _SPACE.sub(" ", text)
    if "\U0001f3f4" in text:
        flags_kept = _FLAG_EMOJI.findall(text)
        parts = _FLAG_EMOJI.split(text)
        cleaned = [_flagging(_CONTROL, "", "TEXT_CONTROL", part, flags) for part in parts]
        text = cleaned[0] + "".join(kept + part for kept, part in zip(flags_kept, cleaned[1:], strict=True))
    else:
        text = _flagging(_CONTROL, "", "TEXT_CONTROL", text, flags)
    text = _flagging(_BIDI, "", "TEXT_BIDI", text, flags)
    text = _QUIET.sub("", text)
    return _ZERO_WIDTH.sub(_zero_width(flags), text)


def _flagging(pattern: re.Pattern[str], into: str, flag: str, text: str, flags: set[str]) -> str:
    replaced, count = pattern.subn(into, text)
    if count:
        flags.add(flag)
    return replaced


def _zero_width(flags: set[str]) -> Callable[[re.Match[str]], str]:
    """What to put for a run of zero-width characters: nothing, or the first one where the script or an emoji needs
    it."""

    def keep_or_drop(match: re.Match[str]) -> str:
        text = match.string
        before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 1]
        last = before[-1:]
        kept = match.group()[0]
        if last and after and kept in "\u200b\u200c\u200d":
            if _is_joining(last) and (_is_joining(after) or kept != "\u200b"):
                return kept
            if (
                kept == "\u200d"
                and _is_pictorial(
                    before[:1] if last in "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff" else last
                )
                and _is_pictorial(after)
            ):
                return kept
        if last.isalnum() and after.isalnum():
            flags.add("TEXT_ZEROWIDTH")
        return ""

    return keep_or_drop


def _is_joining(char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in _JOINING)


def _is_pictorial(char: str) -> bool:
    return bool(char) and (
        unicodedata.category(char) in ("So", "Sk") or char in "\u2640\u2642\u2695\u2764\u27a1\u2194\u2195\U0001f3f4"
    )


def _repair(text: str, flags: set[str]) -> str:
    """The text with wrongly decoded lines repaired. Line by line: a quotation pasted into a good text may be broken
    alone."""
    # Imported late: most texts never need it.
    from ftfy import TextFixerConfig, fix_encoding

    config = TextFixerConfig(explain=False)
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if _MOJIBAKE.search(line):
            repaired = fix_encoding(line, config)
            if repaired != line:
                lines[place] = line = repaired
                flags.add("TEXT_MOJIBAKE")
        if _CP1252_CONTROL.search(line) and not re.search("[\x81\x83\x86-\x89\x8b\x8d\x8f\x90\x98\x9b\x9d\x1b]", line):
            # Controls that no text has, but the curly quotes and dashes of cp1252 have their places.
            lines[place] = _CP1252_CONTROL.sub(lambda match: match.group().encode("latin-1").decode("cp1252"), line)
            flags.update(("TEXT_MOJIBAKE", "TEXT_CONTROL"))
    return "\n".join(lines)


def _has_long_token(text: str) -> bool:
    if max(map(len, text.split()), default=0) <= MAX_TOKEN_CHARS:
        return False
    return any(match.end() - match.start() > MAX_TOKEN_CHARS for match in _WORD.finditer(text))
