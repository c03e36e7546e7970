"""Objects around a list of records (the answer of a news service, a JSON Feed): what they say of all their records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from transforms.model import RawRecord
from transforms.read.fields import fields_of, fold_key
from transforms.read.linked import unwrapped
from transforms.read.records import record_of
from transforms.read.units import WIDTHS

LIST_KEYS: Final = frozenset(
    """articles posts items data results documents docs hits entries records rows news stories response value
    @graph""".split()
)
"""Folded keys of a wrapper under which its records stand, also one within another (``hits.hits``,
``response.docs``)."""
MAX_HEAD_BYTES: Final = 2**20
"""How much of a wrapper before its list, or of a graph of linked data, is held to be understood. Real heads have a few
hundred bytes, one page's graph a few thousand."""
MAX_PREAMBLE_BYTES: Final = 64 * 1024
_SHARED_FIELDS: Final = ("outlet", "language_hint", "collected", "rights", "byline")
"""What a wrapper can say of all its records. Its title, URL and description are its own."""
_FEED_VERSION: Final = "jsonfeed.org/version/"


def fields_of_head(head: bytes) -> frozenset[str]:
    """The fields that the beginning of an object gives, up to a list in it. With a text it is a record that has a list;
    a title may be a record's or a feed's own."""
    return _fields_of(key for level in _levels(_parsed(head)) for key in level)


def gives_an_article(data: bytes) -> bool:
    """Whether an object has a title or a text, itself or as a search engine's hit."""
    try:
        value = json.loads(data, strict=False)
    except (ValueError, RecursionError):
        return True
    return bool(_fields_of(unwrapped(value)) & {"title", "text"})


def _fields_of(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(name for key in keys for name in fields_of(key))


def preamble_of(head: bytes, encoding: str) -> bytes:
    """What the records need to know of their document: its encoding where it is wide, and the fields of its wrapper.
    ``head`` is the wrapper up to its list, in UTF-8, or nothing. Empty where there is nothing to know."""
    if not head and encoding not in WIDTHS:
        return b""
    said: dict[str, Any] = {"encoding": encoding} if encoding in WIDTHS else {}
    shared = {name: value for level in _levels(_parsed(head)) for name, value in _shared_of(level).items()}
    for some in ({**said, "shared": shared} if shared else said, said):
        data = json.dumps(some, ensure_ascii=False).encode("utf-8", "replace") if some else b""
        if len(data) <= MAX_PREAMBLE_BYTES:
            return data
    return b""


@lru_cache(maxsize=16)
def read_preamble(data: bytes) -> tuple[str | None, Mapping[str, Any]]:
    """A preamble → (encoding or None, shared fields of RawRecord). What is no preamble says nothing."""
    try:
        said = json.loads(data) if data else {}
    except ValueError:
        said = {}
    if not isinstance(said, dict):
        said = {}
    shared = said.get("shared")
    shared = shared if isinstance(shared, dict) else {}
    fields = {name: tuple(value) if name == "byline" else value for name, value in shared.items()}
    return said.get("encoding"), fields


def _parsed(head: bytes) -> dict[str, Any]:
    """The object whose beginning this is, with its open brackets closed; empty where it is broken."""
    if not head:
        return {}
    text = head.decode("utf-8", "replace").rstrip()
    for closing in ("}", "]}", "]}}", "]}}}", "]}}}}", "]}}}}}"):
        try:
            value = json.loads(text + closing, strict=False)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) else {}
    return {}


def _levels(value: dict[str, Any]) -> list[dict[str, Any]]:
    """A wrapper's head and the wrappers in it, outermost first."""
    levels = [value]
    while True:
        inner = next((v for k, v in levels[-1].items() if fold_key(k) in LIST_KEYS and isinstance(v, dict)), None)
        if inner is None:
            return levels
        levels.append(inner)


def _shared_of(level: dict[str, Any]) -> dict[str, Any]:
    found = record_of({"title": "a wrapper", **{key: given for key, given in level.items() if key != "title"}})
    if not isinstance(found, RawRecord):
        return {}
    shared = {name: getattr(found, name) for name in _SHARED_FIELDS if getattr(found, name)}
    if _FEED_VERSION in str(level.get("version", "")) and isinstance(level.get("title"), str):
        shared["outlet"] = level["title"]
    return shared
