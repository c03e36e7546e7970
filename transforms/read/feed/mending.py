"""The text of a piece of XML, and the mends without which many real feeds could not be parsed."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.entities import html5
from typing import Final

from transforms.model import Refusal
from transforms.normalize.encoding import decode
from transforms.read.feed.prolog import WIDTHS

MIN_EVIDENCE_BYTES: Final = 12
"""Bytes above 0x7F from which valid UTF-8 is taken for UTF-8 although an encoding of two bytes a character is declared:
one common character of GB 2312 in eight has its form by chance, six in a row do not."""
_OF_TWO_BYTES: Final = ("gb", "big5", "cp93", "cp94", "cp95", "shift", "euc", "johab", "iso2022")
_HIGH: Final = bytes(range(0x80, 0x100))
_BUILT_IN: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY: Final = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSAND: Final = re.compile(r"&(?:(?:amp|lt|gt|quot|apos);|#([0-9]{1,9});|#[xX]([0-9a-fA-F]{1,8});)?")
_NO_XML_CHAR: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_of(data: bytes, encoding: str) -> tuple[str, frozenset[str]] | Refusal:
    """Bytes in a declared encoding → (text, flags ENC_*). Never raises. UTF-8 that is declared as something else is
    told by its form, which texts in other encodings do not have by chance."""
    is_wide = encoding.startswith(("utf-16", "utf-32"))
    if not is_wide and encoding != "utf-8" and _has_utf8_form(data, encoding):
        return data.decode("utf-8"), frozenset({"ENC_MISDECLARED"})
    if encoding != "utf-8":
        try:
            return data.decode(encoding), frozenset()
        except (LookupError, ValueError):
            pass
        if is_wide and encoding in WIDTHS:
            return data.decode(encoding, "replace"), frozenset({"ENC_REPLACED"})
    found = decode(data)
    if isinstance(found, Refusal):
        return found
    return found.text, found.flags - {"ENC_GUESSED"} | ({"ENC_MISDECLARED"} if encoding != "utf-8" else frozenset())


def _has_utf8_form(data: bytes, encoding: str) -> bool:
    high_count = 0 if data.isascii() else len(data) - len(data.translate(None, _HIGH))
    if high_count < (MIN_EVIDENCE_BYTES if encoding.startswith(_OF_TWO_BYTES) else 1):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def mended(data: bytes, encoding: str, attempt: Callable[[str], Refusal | None]) -> frozenset[str] | Refusal:
    """Try a text as it is, then mended → the flags of the mends that it took, or why neither will do."""
    decoded = text_of(data, encoding)
    if isinstance(decoded, Refusal):
        return decoded
    text, flags = decoded
    text = _outside_cdata(text.lstrip("\ufeff"), _with_known_entities)
    found = attempt(text)
    if found is None or found.reason != "XML_SYNTAX":
        return found or flags
    clean = _NO_XML_CHAR.sub("", text)
    changed = _outside_cdata(clean, _with_escaped_ampersands)
    again = attempt(changed) if changed != text else found
    if again is not None:
        return found if again.reason == "XML_SYNTAX" else again
    return (
        flags
        | ({"TEXT_CONTROL"} if clean != text else frozenset())
        | ({"XML_RECOVERED"} if changed != clean else frozenset())
    )


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """Text with all that stands outside its CDATA sections changed."""
    pieces: list[str] = []
    at = 0
    while True:
        start = text.find("<![CDATA[", at)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            pieces.append(change(text[at:]))
            return "".join(pieces)
        pieces += [change(text[at:start]), text[start:end]]
        at = end


def _with_known_entities(text: str) -> str:
    return _ENTITY.sub(_known_entity, text) if "&" in text else text


def _known_entity(match: re.Match[str]) -> str:
    name = match.group(1)
    characters = None if name in _BUILT_IN else html5.get(f"{name};")
    return match.group() if characters is None else "".join(f"&#{ord(char)};" for char in characters)


def _with_escaped_ampersands(text: str) -> str:
    return _AMPERSAND.sub(_ampersand, text)


def _ampersand(match: re.Match[str]) -> str:
    whole = match.group()
    if len(whole) == 1:
        return "&amp;"
    if match.group(1) is None and match.group(2) is None:
        return whole
    number = int(match.group(1)) if match.group(1) else int(match.group(2), 16)
    is_char = number <= 0x10FFFF and _NO_XML_CHAR.match(chr(number)) is None
    return whole if is_char else ""
