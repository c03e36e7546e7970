"""What may speak in a sentence: names, offices, nouns for people and bodies, pronouns; and what hangs on others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from transforms.entities.role_words import RoleWords, role_words
from transforms.model import Mention, Role
from transforms.quotes.items import NAME, OFFICE, QUOTED, STOP, WORD, Item, Scene
from transforms.quotes.lexicon import VERBS

PERSON: Final = "PERSON"
PRONOUNS: Final = ("he", "she", "they", "it")
_MOST_PHRASE: Final = 6
"""Items between a preposition and the last word of its phrase."""


@dataclass(frozen=True, slots=True)
class Head:
    """What may speak: items first..last (last exclusive), text[start:end]; ``kind`` is person, org, place, office,
    noun, np, name or a kind of pronoun."""

    first: int
    last: int
    start: int
    end: int
    kind: str
    mention: Mention | None = None
    role: Role | None = None


@cache
def _nouns(language: str) -> RoleWords:
    return role_words({"no": "nb"}.get(language, language))


def head_at(scene: Scene, items: Sequence[Item], i: int) -> Head | None:
    """The head that starts at an item, if one does."""
    item = items[i]
    lexicon = scene.lexicon
    if item.kind == NAME:
        mention = scene.mentions[item.index]
        if _is_possessor(scene.text, mention.end_char) or _is_compound(scene, items, i):
            return None
        # A name that the recogniser began too early: "Zum Rücktritt".
        if mention.surface.partition(" ")[0].lower() in scene.lexicon.of("prep"):
            return None
        kind = {"PERSON": "person", "ORGANIZATION": "org"}.get(mention.entity_type, "place")
        return Head(i, i + 1, item.start, item.end, kind, mention)
    if item.kind == OFFICE:
        role = scene.roles[item.index]
        if role.mention_start_char is not None and role.mention_start_char in scene.mention_at:
            named = scene.mentions[scene.mention_at[role.mention_start_char]]
            return Head(i, i + 1, item.start, item.end, "office", named, role)
        return Head(i, i + 1, item.start, item.end, "office", None, role)
    if item.kind == WORD:
        low = item.low
        words = lexicon.words
        for kind in PRONOUNS:
            if kind in words and low in words[kind]:
                if _is_article(scene, items, i):
                    return None
                return Head(i, i + 1, item.start, item.end, kind)
        if is_noun(scene, low) and (not lexicon.has_noun_capitals or scene.text[item.start].isupper()):
            return Head(i, i + 1, item.start, item.end, "noun")
    return None


def _is_article(scene: Scene, items: Sequence[Item], i: int) -> bool:
    """Whether a word that may be a pronoun stands before a noun ("den russiske utenriksministeren")."""
    lexicon = scene.lexicon
    low = items[i].low
    if i + 1 >= len(items) or (low not in lexicon.of("the") and low not in lexicon.of("a")):
        return False
    follows = items[i + 1]
    if follows.kind in (OFFICE, NAME):
        return True
    if follows.kind != WORD or follows.low in lexicon.first or follows.low in lexicon.of("have"):
        return False
    return follows.low not in lexicon.of("prep") and follows.low not in lexicon.of("that")


def _is_compound(scene: Scene, items: Sequence[Item], i: int) -> bool:
    """Whether a name is the first part of a longer word: not it speaks ("Istanbul-dokumentet", "NAVO-woordvoerder")."""
    end = items[i].end
    return scene.text[end : end + 1] in ("-", "‑") and scene.text[end + 1 : end + 2].isalpha()


def is_noun(scene: Scene, low: str) -> bool:
    """Whether a word in small letters names people or bodies that speak."""
    lexicon = scene.lexicon
    for kind in ("person", "person_m", "person_f", "body"):
        if low in lexicon.words.get(kind, ()):
            return True
    return low in lexicon.stands or (len(low) > 3 and _nouns(scene.language).is_head(low))


def _is_possessor(text: str, end: int) -> bool:
    return text[end : end + 2] in ("’s", "'s") and not text[end + 2 : end + 3].isalpha()


def in_phrase(scene: Scene, items: Sequence[Item], i: int, floor: int) -> bool:
    """Whether the head at item i hangs on a preposition or on a noun before it, down to item ``floor``."""
    lexicon = scene.lexicon
    has_article = False
    j = i - 1
    while j >= floor and i - j <= _MOST_PHRASE:
        item = items[j]
        if item.kind == WORD:
            if item.low in lexicon.of("prep"):
                return True
            if has_article:
                return _is_genitive(scene, items, j)
            if item.low in lexicon.of("and"):
                return j > floor and head_at(scene, items, j - 1) is not None and in_phrase(scene, items, j - 1, floor)
            if _parts(scene, item):
                return False
            if lexicon.has_bare_nouns and is_noun(scene, item.low) and items[i].kind != NAME:
                return True
            has_article = item.low in lexicon.articles
        elif item.kind == OFFICE:
            if items[i].kind != NAME or scene.roles[item.index].mention_start_char != items[i].start:
                return has_article and lexicon.has_noun_capitals
            i = j
        elif item.kind == NAME and (scene.text[item.end - 1] == "s" or _is_possessor(scene.text, item.end)):
            has_article = False
        elif item.kind != STOP or item.low != "’":
            return False
        j -= 1
    return False


def _parts(scene: Scene, item: Item) -> bool:
    """Whether a word parts what follows from what stands before: a relative pronoun or a verb of speech."""
    lexicon = scene.lexicon
    if item.low in lexicon.of("who") and item.low not in lexicon.articles:
        return True
    return item.low in lexicon.first and any(kind in VERBS for _, kind in lexicon.cues[item.low])


def _is_genitive(scene: Scene, items: Sequence[Item], j: int) -> bool:
    """German "der Sprecher der Polizei": a noun right before the article of another."""
    return scene.lexicon.has_noun_capitals and items[j].kind == WORD and is_noun(scene, items[j].low)


def _widened(scene: Scene, items: Sequence[Item], head: Head, floor: int) -> Head:
    """A noun or office with its article and what stands between."""
    if head.kind not in ("noun", "office"):
        return head
    lexicon = scene.lexicon
    for j in range(head.first - 1, max(floor, head.first - 5) - 1, -1):
        item = items[j]
        if item.kind in (STOP, QUOTED) or item.low in lexicon.of("prep") or item.low in lexicon.of("and"):
            break
        if item.kind == WORD and item.low in lexicon.first:
            break
        if item.kind == WORD and item.low in lexicon.articles:
            return Head(j, head.last, item.start, head.end, head.kind, head.mention, head.role)
    return head


def settled_head(scene: Scene, items: Sequence[Item], head: Head, floor: int, ceiling: int) -> Head:
    """A head that names its person right beside it becomes that person."""
    if head.kind == "office" and head.mention is not None:
        start = head.mention.start_char
        for j in range(floor, ceiling):
            if items[j].kind == NAME and items[j].start == start:
                return Head(j, j + 1, items[j].start, items[j].end, "person", head.mention, head.role)
    if head.kind in ("noun", "office", "org", "place") and head.last < ceiling:
        follows = items[head.last]
        if follows.kind == NAME and scene.mentions[follows.index].entity_type == PERSON:
            named = head_at(scene, items, head.last)
            if named is not None and scene.text[head.end : named.start].strip() == "":
                return named
        if head.kind in ("org", "place") and scene.text[head.end : follows.start].strip() in ("", "-"):
            behind = head_at(scene, items, head.last)
            if behind is not None and behind.kind in ("noun", "office"):
                return _widened(scene, items, settled_head(scene, items, behind, floor, ceiling), floor)
    return _widened(scene, items, head, floor)
