"""JSON read strictly: what two readers could understand differently is refused, with a code that says why.

Two ways give the same verdicts. The fast one (orjson) takes records that cannot hide anything: its result is used only
if the number of keys found equals the number of keys written. Everything else goes the slow way, which names the fault.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final, NoReturn

import orjson

from transforms.model import ReadLimits, Refusal
from transforms.normalize.encoding import decode

MAX_DIGITS: Final = 4_300
"""Digits of one integer: what Python converts by default, because more takes quadratic time."""
MAX_EXACT: Final = float(2**63)
"""From here on orjson turns integers into floats; such records are read the slow way, which keeps their digits."""

_SPACED_COLON: Final = re.compile(rb'"[ \t\r\n]+:')
_STRUCTURE: Final = re.compile(r'"(?:[^"\\]+|\\.)*+("?)|[\[{]|[\]}]', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class _Fault(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.refusal = Refusal(reason, detail)


def loads(data: bytes, limits: ReadLimits) -> tuple[Any, frozenset[str]] | Refusal:
    """The JSON value of some bytes in any encoding, with flags (TEXT_SURROGATE and those of decoding), or the refusal:
    JSON_SYNTAX, JSON_DUP_KEY, JSON_NONFINITE, JSON_NUMBER, JSON_DEPTH, REC_TOO_WIDE, ENC_UNDECODABLE. Never raises."""
    value = _fast(data, limits)
    if value is not None:
        return value, frozenset()
    decoded = decode(data)
    if isinstance(decoded, Refusal):
        return decoded
    # RFC 4627 makes the pattern of NULs part of JSON itself: UTF-16 in a line is no guess.
    flags = decoded.flags - {"ENC_GUESSED"}
    try:
        slow = _slow(decoded.text, limits)
    except _Fault as fault:
        return fault.refusal
    except json.JSONDecodeError as error:
        return Refusal("JSON_SYNTAX", f"{error.msg} at character {error.pos}")
    except (ValueError, RecursionError) as error:
        return Refusal("JSON_SYNTAX", type(error).__name__)
    mended, has_surrogates = (
        _mend_surrogates(slow) if "\\u" in decoded.text or _SURROGATE.search(decoded.text) else (slow, False)
    )
    return mended, flags | ({"TEXT_SURROGATE"} if has_surrogates else set())


def is_cut(text: str) -> bool:
    """Whether the text ends within a string or an open bracket, so that more must have followed."""
    depth, is_open_string = _scan(text, None)
    return is_open_string or depth > 0


def _fast(data: bytes, limits: ReadLimits) -> Any | None:
    """The value if it is an object about which there can be no doubt, else None."""
    try:
        value = orjson.loads(data)
    except ValueError:
        return None
    if type(value) is not dict or b'\\\\"' in data or _SPACED_COLON.search(data):
        return None
    if data.count(b"{") + data.count(b"[") > limits.max_json_depth and _is_deep(data.decode("utf-8"), limits):
        return None
    key_count = data.count(b'":') - data.count(b'\\":')
    if key_count > limits.max_record_keys:
        return None
    found_count = 0
    pending: list[Any] = [value]
    while pending:
        node = pending.pop()
        if type(node) is dict:
            found_count += len(node)
            pending.extend(child for child in node.values() if type(child) is not str)
        elif type(node) is list:
            pending.extend(child for child in node if type(child) is not str)
        elif type(node) is float and abs(node) >= MAX_EXACT:
            return None
    return value if found_count == key_count else None


def _slow(text: str, limits: ReadLimits) -> Any:
    if _is_deep(text, limits):
        raise _Fault("JSON_DEPTH", f"nested more than {limits.max_json_depth} deep")
    key_count = 0

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal key_count
        key_count += len(items)
        if key_count > limits.max_record_keys:
            raise _Fault("REC_TOO_WIDE", f"more than {limits.max_record_keys} keys")
        found = dict(items)
        if len(found) != len(items):
            raise _Fault("JSON_DUP_KEY", f"keys that stand twice in one object: {len(items) - len(found)}")
        return found

    # strict=False: a raw control character in a string is a flaw of the text, mended and flagged later.
    return json.loads(
        text, object_pairs_hook=pairs, parse_constant=_refuse_constant, parse_float=_float, parse_int=_int, strict=False
    )


def _refuse_constant(word: str) -> NoReturn:
    raise _Fault("JSON_NONFINITE", word)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _Fault("JSON_NONFINITE", "a number beyond the range of doubles")
    return number


def _int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _Fault("JSON_NUMBER", f"an integer of {len(digits)} digits")
    return int(digits)


def _is_deep(text: str, limits: ReadLimits) -> bool:
    return _scan(text, limits.max_json_depth)[0] > limits.max_json_depth


def _scan(text: str, stop_depth: int | None) -> tuple[int, bool]:
    """Brackets outside strings, without recursion: (deepest level if ``stop_depth`` is given, and no further than one
    past it; else the level at the end; whether the text ends within a string)."""
    level = deepest = 0
    is_open_string = False
    for match in _STRUCTURE.finditer(text):
        token = match.group()
        first = token[0]
        if first == '"':
            is_open_string = not match.group(1)
        elif first in "[{":
            level += 1
            if level > deepest:
                deepest = level
                if stop_depth is not None and deepest > stop_depth:
                    break
        else:
            level -= 1
    return (level if stop_depth is None else deepest), is_open_string


def _mend_surrogates(value: Any) -> tuple[Any, bool]:
    """The value with lone surrogates as U+FFFD, and whether there were any. Depth is bounded by the scan before."""
    if isinstance(value, str):
        if not _SURROGATE.search(value):
            return value, False
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), True
    if isinstance(value, list):
        items = [_mend_surrogates(item) for item in value]
        return [item for item, _ in items], any(is_mended for _, is_mended in items)
    if isinstance(value, dict):
        pairs = [(_mend_surrogates(key), _mend_surrogates(item)) for key, item in value.items()]
        return {key[0]: item[0] for key, item in pairs}, any(key[1] or item[1] for key, item in pairs)
    return value, False
