"""The grammar of JSON as compiled expressions over bytes, each linear: what has matched is never matched again."""

from __future__ import annotations

import re
from typing import Final

_STR: Final = rb'"(?:[^"\\]++|\\.)*+"'
_PLAIN: Final = rb"(?:" + _STR + rb"|[-+.0-9A-Za-z]++)"
_WS: Final = rb"[ \t\r\n\x1e]*+"
"""Blanks, and the mark that JSON text sequences set before each text (RFC 7464)."""
TOKEN: Final = re.compile(
    _WS + rb'(?:([\[{])|([\]}])|(,)|(:)|("(?:[^"\\]++|\\.)*+(")?)|([-+.0-9A-Za-z]++)|([^ \t\r\n\x1e]))', re.DOTALL
)
OPEN, CLOSE, COMMA, COLON, STRING, END_OF_STRING, WORD, OTHER = range(1, 9)
REST_OF_STRING: Final = re.compile(rb'(?:[^"\\]++|\\.)*+(")?', re.DOTALL)
MEMBERS: Final = re.compile(
    rb"(?:" + _WS + _STR + _WS + rb":" + _WS + _PLAIN + _WS + rb",)*+",
    re.DOTALL,
)
ITEMS: Final = re.compile(rb"(?:" + _WS + _PLAIN + _WS + rb",)*+", re.DOTALL)


def _object_of(value: bytes) -> bytes:
    """The expression of a whole object whose values are such."""
    member = _WS + _STR + _WS + rb":" + _WS + value + _WS
    return rb"\{(?:" + member + rb"(?:,|(?=\})))*+" + _WS + rb"\}"


def _list_of(value: bytes) -> bytes:
    return rb"\[(?:" + _WS + value + _WS + rb"(?:,|(?=\])))*+" + _WS + rb"\]"


_FLAT: Final = rb"(?:" + _PLAIN + rb"|" + _list_of(_PLAIN) + rb")"
_NESTED: Final = rb"(?:" + _PLAIN + rb"|" + _list_of(_FLAT) + rb"|" + _object_of(_FLAT) + rb")"
_NESTED_TWICE: Final = rb"(?:" + _PLAIN + rb"|" + _list_of(_NESTED) + rb"|" + _object_of(_NESTED) + rb")"
SEPARATORS: Final = re.compile(rb"[ \t\r\n\x1e,]*+")
_FIRST_KEY: Final = rb"(?=\{" + _WS + rb"(" + _STR + rb"))"
WHOLE_IN_LIST: Final = re.compile(_FIRST_KEY + rb"(" + _object_of(_NESTED_TWICE) + rb")", re.DOTALL)
"""A whole record, as most are: the quick way past it. The slow way gives the same frame."""
WHOLE_AT_TOP: Final = re.compile(
    _FIRST_KEY + rb"(" + _object_of(rb"(?:" + _FLAT + rb"|" + _object_of(_FLAT) + rb")") + rb")",
    re.DOTALL,
)
"""The same for an object that cannot be a wrapper: it holds no list of objects."""


def record_with(first_keys: bytes) -> re.Pattern[bytes]:
    """Where a record with one of these first keys begins: behind another, a comma or a line end."""
    blanks = rb"[ \t\r\n]{0,64}"
    return re.compile(rb"([},\n])" + blanks + rb"(\{)" + blanks + rb"(?:" + first_keys + rb")" + blanks + rb":")


ANY_RECORD: Final = record_with(rb'"[^"\\]{1,98}"')
