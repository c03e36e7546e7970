"""Which encoding a page is in: its transport's word, its mark, its own declaration, and its bytes as witnesses."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import Final

from transforms.model import Refusal
from transforms.normalize.encoding import SAMPLE_BYTES, Decoded, decode, wide_encoding

_META: Final = re.compile(
    rb"<meta[^>]{0,500}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([a-zA-Z0-9._:-]{2,40})", re.IGNORECASE
)
_XML: Final = re.compile(rb"^\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([a-zA-Z0-9._:-]{2,40})")
_CODEC_OF: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin_1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""What pages mean by some names (the Encoding Standard of WHATWG, section 4.2)."""
_KNOWN: Final = re.compile(
    r"cp125[0-8]|cp(?:866|874|932|949)|iso8859-\d{1,2}|koi8-[rut]|gb18030|big5hkscs|euc_jp|iso2022_jp|mac-(?:roman|cyrillic)"
)
"""Codecs of text that pages may be in; Python has more, some of which are none."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
MAX_CONTROL_RATIO: Final = 0.001
"""Share of control characters above which a declared encoding is not believed: a page has none."""


_ALIASES: Final = {
    "windows-31j": "cp932",
    "x-sjis": "cp932",
    "x-mac-cyrillic": "mac-cyrillic",
    "iso-8859-8-i": "iso8859-8",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
}
"""Names that pages use and Python does not know."""


def declared_codec(name: str | None) -> str | None:
    """The codec that a declared name means; None for UTF-8, for what is no page's encoding and for nonsense."""
    if not name:
        return None
    name = name.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return None
    codec = _CODEC_OF.get(codec, codec)
    return codec if _KNOWN.fullmatch(codec) else None


def meta_charset(data: bytes) -> str | None:
    """The name of an encoding that the page's head declares, as it stands."""
    found = _META.search(data, 0, SAMPLE_BYTES) or _XML.search(data, 0, SAMPLE_BYTES)
    return found.group(1).decode("ascii") if found else None


def decode_page(data: bytes, transport: str | None) -> Decoded | Refusal:
    """The text of a page's bytes, or ENC_UNDECODABLE. Never raises.

    A byte order mark and valid UTF-8 come first, for no text in another encoding is UTF-8 by chance; then what the
    transport says, what the page's head says, and what the bytes say (``transforms.normalize.encoding``).
    ENC_MISDECLARED where a declaration proves wrong.
    """
    names = [declared_codec(name) for name in (transport, meta_charset(data))]
    declared = [codec for codec in dict.fromkeys(names) if codec]
    if not declared or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    if b"\0" in data[:SAMPLE_BYTES] and wide_encoding(data) is not None:
        return _contradicted(decode(data))
    if b"\x1b" not in data or "iso2022_jp" not in declared:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            found = Decoded(text, "utf-8")
            return found if data.isascii() else _contradicted(found)
    for codec in declared:
        believed = _believed(data, codec)
        if believed is not None:
            return believed if codec == declared[0] else _contradicted(believed)
    return _contradicted(decode(data))


def _contradicted(found: Decoded | Refusal) -> Decoded | Refusal:
    return found if isinstance(found, Refusal) else replace(found, flags=found.flags | {"ENC_MISDECLARED"})


def _believed(data: bytes, codec: str) -> Decoded | None:
    """The page in its declared encoding, some damage allowed, or None where it does not fit."""
    text = data.decode(codec, "replace")
    bad_count = text.count("\ufffd")
    if bad_count * 1_000 > len(text) or len(_CONTROLS.findall(text)) > MAX_CONTROL_RATIO * len(text):
        return None
    return Decoded(text, codec, frozenset({"ENC_REPLACED"}) if bad_count else frozenset())
