"""Ids for the unknown, and one thing under a full and a short name in one article."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transforms.entities.naming import plain_words, spelling_key
from transforms.entities.resolution.spelling import middle_names

_ID_HEX_CHARS: Final = 20
# Two letters stand for too many bodies to be told from the initials of one.
_INITIALS_FROM_CHARS: Final = 3
# First words that many bodies share; such a word alone shortens none of them.
_GENERIC: Final = frozenset(
    "university universiteit universität université universitetet ministry ministerie ministerium "
    "ministère bank banque "
    "institute instituut institut institutt european europese europäische europeiske national nationale nasjonale "
    "international internationale internasjonale united federal central royal koninklijke the de der die "
    "das het le la les den det new "
    "north south east west deutsche norsk norges nederlandse american british french general first".split()
)


@dataclass(frozen=True, slots=True)
class NamedMention:
    """One mention as the resolver sees it: text, type and place (code points on any axis that runs through the
    article).

    `is_in_brackets_after` is the index of the mention after which this one stands in brackets ("… in Europa (OVSE)"),
    null when it stands in none.
    """

    surface: str
    entity_type: str
    start_char: int
    end_char: int
    is_in_brackets_after: int | None = None


def local_id(entity_type: str, name: str, *, transliterates: bool = True) -> str:
    """The id of a thing known only by name: "local:" and 20 hex digits of a hash over type and spelling key.

    A person's middle initials and patronymic are part of it (George W. and George H. W. Bush). Unless
    `transliterates`, names in other scripts keep ids of their own.
    """
    key = f"{entity_type}\x1f{spelling_key(name, entity_type, transliterates=transliterates)}"
    if entity_type == "PERSON" and (middle := middle_names(name)):
        key += f"\x1f{middle}"
    return "local:" + hashlib.sha256(key.encode("utf-8")).hexdigest()[:_ID_HEX_CHARS]


def group_in_document(mentions: Sequence[NamedMention], *, transliterates: bool = True) -> list[int]:
    """For each mention, the index of the mention that names its group: the fullest name, the earliest of these.

    `mentions` come in reading order; the answer has their length and is idempotent (`r[r[i]] == r[i]`). Tied are:
    names of one type with one spelling key (people whose middle names differ stand apart); a surname to the one
    full name that ends in it; an acronym in brackets to the name before it, and one that spells the initials of one
    name; the first words of one organisation's name to that name. A surname that several full names share goes to the
    only one before it, else stands by itself. First names alone are not tied.
    """
    parent = _by_key(mentions, transliterates)
    names = sorted(set(parent))
    words = {i: plain_words(mentions[i].surface) for i in names}
    keys = {i: _key(mentions[i], transliterates).split() for i in names}
    for index in names:
        bracket = _bracketed(mentions, parent, index)
        if bracket is not None:
            parent[index] = bracket
            continue
        longer = [
            other
            for other in names
            if mentions[other].entity_type == mentions[index].entity_type
            and len(words[other]) > len(words[index])
            and _shortens(mentions[index], words[index], keys[index], mentions[other], words[other], keys[other])
        ]
        # "Vedum" ends both "Slagsvold Vedum" and "Trygve Slagsvold Vedum": these are one name, and the longest holds.
        full = [i for i in longer if not any(i != j and words[j][-len(words[i]) :] == words[i] for j in longer)]
        if len(full) == 1:
            parent[index] = full[0]
        elif full:
            _part(parent, index, full)
    return [_root(parent, parent[i]) for i in range(len(mentions))]


def _key(mention: NamedMention, transliterates: bool) -> str:
    return spelling_key(mention.surface, mention.entity_type, transliterates=transliterates)


def _by_key(mentions: Sequence[NamedMention], transliterates: bool) -> list[int]:
    """For each mention the first one of its type, key and, where the article tells people apart by it, middle name."""
    keys = [(mention.entity_type, _key(mention, transliterates)) for mention in mentions]
    middle = [middle_names(m.surface) if m.entity_type == "PERSON" else "" for m in mentions]
    told: dict[tuple[str, str], set[str]] = {}
    for key, found in zip(keys, middle, strict=True):
        if found:
            told.setdefault(key, set()).add(found)
    first: dict[tuple[str, str, str], int] = {}
    parent = []
    for index, (key, found) in enumerate(zip(keys, middle, strict=True)):
        parent.append(first.setdefault((*key, found if len(told.get(key, ())) > 1 else ""), index))
    return parent


def _shortens(
    short: NamedMention,
    words: list[str],
    key: list[str],
    full: NamedMention,
    full_words: list[str],
    full_key: list[str],
) -> bool:
    """Whether the short name is a surname, the initials or the first words of the full one."""
    if not words:
        return False
    size = len(words)
    if short.entity_type == "PERSON":
        return full_words[-size:] == words or (len(full_key) > len(key) and full_key[-len(key) :] == key)
    if short.entity_type != "ORGANIZATION":
        return False
    letters = short.surface.replace(".", "")
    if size == 1 and letters.isupper():
        capitals = "".join(w[0] for w in full.surface.split() if w[0].isupper())
        initials = "".join(w[0] for w in full_words)
        return len(letters) >= _INITIALS_FROM_CHARS and letters.casefold() in (capitals.casefold(), initials)
    return full_words[:size] == words and not (size == 1 and words[0] in _GENERIC)


def _part(parent: list[int], index: int, full: Sequence[int]) -> None:
    """Tie each mention of a short name to the only full name before it; those that may mean several stay together."""
    undecided: int | None = None
    for mention in [i for i, group in enumerate(parent) if group == index]:
        earlier = [i for i in full if i < mention]
        if len(earlier) == 1:
            parent[mention] = earlier[0]
        else:
            undecided = mention if undecided is None else undecided
            parent[mention] = undecided


def _bracketed(mentions: Sequence[NamedMention], parent: Sequence[int], index: int) -> int | None:
    """The group of the name before the bracket in which any mention of this group stands; None for self and other
    types.
    """
    for other, mention in enumerate(mentions):
        before = mention.is_in_brackets_after
        if parent[other] == index and before is not None and mentions[before].entity_type == mention.entity_type:
            return parent[before] if parent[before] != index else None
    return None


def _root(parent: Sequence[int], index: int) -> int:
    """Follow ties to their end; a circle ends at its smallest index."""
    seen = [index]
    while parent[seen[-1]] != seen[-1]:
        if parent[seen[-1]] in seen:
            return min(seen[seen.index(parent[seen[-1]]) :])
        seen.append(parent[seen[-1]])
    return seen[-1]
