"""The words of a role in a text: its head, what belongs to its title, and the body or country that it belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from transforms.entities.role_words import RoleWords, heads_among
from transforms.model import Mention

PERSON: Final = "PERSON"
JUXTAPOSES: Final = frozenset("en nl nb nn da no sv de af".split())
"""Languages that put a body right before its people ("NATO Secretary General")."""

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_TOKEN: Final = re.compile(r"[^\W_]+(?:[-\u2010\u2011'’][^\W_]+)*|[^\s\w]")
_ELIDED: Final = re.compile(
    r"(?:[dlcsnmjt]|qu|dell|all|dall|nell|sull|un)['’](?=\w)|[^\W_]+(?:[-\u2010\u2011'’][^\W_]+)*|[^\s\w]",
    re.IGNORECASE,
)
_ELIDES: Final = frozenset({"fr", "it"})
_LEFT_CHARS: Final = 90
_RIGHT_CHARS: Final = 150
"""How far around a head its phrase is sought; the longest seen took 60 and 120."""
_MOST_FIELD: Final = 6
"""Words of a professor's field."""
_MOST_FIELDS: Final = 3
"""Fields and bodies in a row ("minister of Finance and Trade of Norway")."""
_CHAINS: Final = frozenset({"en"})
"""Languages that put one title before another ("Press Secretary", "Vice President")."""
_ROMANCE: Final = frozenset("fr es pt it".split())
_AT: Final = frozenset("aan bij at in ved vid an à en de da em na all' all’ alla dell' dell’ della".split())
_IN: Final = frozenset(
    "in at from to near i fra til på te op uit naar aus nach från with met and en og und och".split()
)
_BESIDE: Final = frozenset({" ", "-", "\u2010", "\u2011", "\u00a0", "’s ", "'s ", "’ ", "' ", "s ", ""})
"""What may part a body from the title behind it."""


class Token(NamedTuple):
    """One word or mark; `mention` is the index of the mention that it belongs to, or -1."""

    start: int
    end: int
    text: str
    key: str
    mention: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """One role as its words give it. `first` and `last` are the outermost tokens of the whole phrase (body and country
    included, article not), as code points `start` and `end` the title."""

    start: int
    end: int
    first: int
    last: int
    head: str
    organization_id: str | None
    is_definite: bool
    tokens: tuple[Token, ...]


def heads_in(text: str, words: RoleWords, people: list[int]) -> list[tuple[int, int]]:
    """Where words stand that may open a role, in order. `people` are the ends of the names of people."""
    found: list[tuple[int, int]] = []
    for word in heads_among(words.language, set(_WORD.findall(text))):
        can_stand_alone = words.is_post(word.casefold())
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if not (at and text[at - 1].isalpha()) and not text[end : end + 1].isalpha():
                near = bisect_right(people, at - _LEFT_CHARS)
                if can_stand_alone or (near < len(people) and people[near] < end + _RIGHT_CHARS):
                    found.append((at, end))
            at = text.find(word, end)
    return sorted(found)


def _tokens(text: str, at: int, end: int, words: RoleWords, mentions: list[Mention], starts: list[int]) -> list[Token]:
    """The tokens of the line around a head. Hyphens part a mention from what follows it ("NAVO-topman")."""
    line = text.rfind("\n", 0, at) + 1
    low = max(line, at - _LEFT_CHARS)
    while low > line and text[low - 1].isalnum():
        low -= 1
    stop = text.find("\n", end)
    high = min(len(text) if stop < 0 else stop, end + _RIGHT_CHARS)
    pattern = _ELIDED if words.language in _ELIDES else _TOKEN
    found: list[Token] = []
    index = max(bisect_right(starts, low) - 1, 0)
    count = len(mentions)
    for match in pattern.finditer(text, low, high):
        start, finish = match.span()
        while index < count and mentions[index].end_char <= start:
            index += 1
        inside = index < count and mentions[index].start_char < finish
        if inside and mentions[index].end_char < finish and text[mentions[index].end_char] in "-\u2010\u2011":
            cut = mentions[index].end_char
            found.append(Token(start, cut, text[start:cut], text[start:cut].casefold(), index))
            start, inside = cut + 1, False
        surface = text[start:finish]
        found.append(Token(start, finish, surface, surface.casefold(), index if inside else -1))
    return found


def phrase_at(
    text: str,
    at: int,
    end: int,
    words: RoleWords,
    places: Mapping[str, str],
    mentions: list[Mention],
    starts: list[int],
) -> Phrase | None:
    """The role that the word from `at` to `end` is the head of, or None where it is none."""
    tokens = _tokens(text, at, end, words, mentions, starts)
    head = next((i for i, token in enumerate(tokens) if token.start <= at < token.end), None)
    if head is None or tokens[head].mention >= 0:
        return None
    key = tokens[head].key
    if not (words.is_head(key) or words.is_head(re.split(r"[-\u2010\u2011]", key)[-1])):
        return None
    if words.language in _CHAINS and _goes_on(tokens, head, words):
        return None
    left = _left(text, tokens, head, words)
    if (key in words.compound and left == head) or (words.language in _ROMANCE and _is_in_a_name(tokens, left, words)):
        return None
    right = head
    while right + 1 < len(tokens) and tokens[right + 1].mention < 0 and tokens[right + 1].key in words.postmodifier:
        right += 1
    first, organization, is_definite = _owner(text, tokens, left, words, places, mentions)
    is_past = first < left and first > 0 and tokens[first - 1].mention < 0 and tokens[first - 1].key in words.modifier
    if is_past and (tokens[first - 1].text[:1].islower() or words.language in _CHAINS):
        left = first = first - 1  # "former US President"
    last = right
    if organization is None and _is_demonym(tokens, last + 1, places) and words.language not in JUXTAPOSES:
        organization, last, is_definite = places[tokens[last + 1].key], last + 1, True
    right, last, body_id = _complement(tokens, right, last, words, places, mentions)
    return Phrase(
        start=tokens[left].start,
        end=tokens[right].end,
        first=first,
        last=last,
        head=key,
        organization_id=organization or body_id,
        is_definite=is_definite
        or (words.has_glued_article and key.endswith(("en", "et", "a")))
        or (first > 0 and _makes_definite(tokens[first - 1], words)),
        tokens=tuple(tokens),
    )


def _makes_definite(before: Token, words: RoleWords) -> bool:
    """Whether an article or a possessor ("the alliance's") stands before a role."""
    return before.mention < 0 and (before.key in words.article or before.key.endswith(("'s", "’s")))


def _is_demonym(tokens: list[Token], at: int, places: Mapping[str, str]) -> bool:
    return 0 <= at < len(tokens) and tokens[at].mention < 0 and tokens[at].key in places


def _owner(
    text: str, tokens: list[Token], left: int, words: RoleWords, places: Mapping[str, str], mentions: list[Mention]
) -> tuple[int, str | None, bool]:
    """What stands right before a title, a demonym or the name of whom it belongs to → first token with it, id of a body
    or country or None, and whether it makes the role a definite one."""
    if _is_demonym(tokens, left - 1, places):
        return left - 1, places[tokens[left - 1].key], True
    if not left or tokens[left - 1].mention < 0 or words.language not in JUXTAPOSES:
        return left, None, False
    body = tokens[left - 1].mention
    gap = text[mentions[body].end_char : tokens[left].start]
    if mentions[body].entity_type == PERSON:
        return left, None, gap.strip("'’s ") == "" and len(gap) > 1
    opening = left - 1
    while opening and tokens[opening - 1].mention == body:
        opening -= 1
    is_bound = gap not in (" ", "\u00a0")
    is_genitive = words.has_glued_article and tokens[left - 1].key.endswith("s")
    is_plain = words.language in _CHAINS and not (opening > 0 and tokens[opening - 1].key in _IN)
    if gap in _BESIDE and (is_bound or is_genitive or is_plain):
        return opening, mentions[body].entity_id, True
    return left, None, False


def _goes_on(tokens: list[Token], head: int, words: RoleWords) -> bool:
    """Whether the word opens a longer title whose head comes later ("chief financial officer")."""
    for token in tokens[head + 1 : head + 4]:
        if token.mention >= 0:
            return False
        if words.is_head(token.key):
            return True
        if token.key not in words.modifier or token.key in words.postmodifier:
            return False
    return False


def _is_in_a_name(tokens: list[Token], left: int, words: RoleWords) -> bool:
    """Whether a capitalised head follows a word as names do ("avenue Gouverneur Bovesse")."""
    if not left or not tokens[left].text[:1].isupper():
        return False
    before = tokens[left - 1]
    if before.mention >= 0 or not before.text[0].isalpha():
        return False
    return before.key not in words.article and before.key not in words.of and before.key not in words.conjunction


def _left(text: str, tokens: list[Token], head: int, words: RoleWords) -> int:
    """The first word of a title: the words before its head that belong to it."""
    left = head
    is_capital = tokens[head].text[:1].isupper()
    while left:
        token = tokens[left - 1]
        if token.mention >= 0 or text[token.end : tokens[left].start] not in (" ", "-", "\u00a0"):
            break
        if token.key in words.modifier or (words.language in _CHAINS and words.is_head(token.key)):
            left -= 1
            continue
        break
    if left == head and is_capital and "-" in tokens[head].text:
        # The second word of a body that no mention covers ("Mars One-directeur").
        while left and head - left < 2 and tokens[left - 1].text[:1].isupper() and tokens[left - 1].mention < 0:
            if tokens[left - 1].key in words.article or text[tokens[left - 1].end : tokens[left].start] != " ":
                break
            left -= 1
    if words.language in _CHAINS:
        while left and tokens[left - 1].mention < 0 and tokens[left - 1].key in words.portfolio:
            if tokens[left - 1].text[:1].isupper() != is_capital:
                break
            left -= 1
    return left


def _complement(
    tokens: list[Token],
    right: int,
    last: int,
    words: RoleWords,
    places: Mapping[str, str],
    mentions: list[Mention],
) -> tuple[int, int, str | None]:
    """What a head is a head of → last token of the title, last of the phrase, id of the body or None."""
    if words.has_bare_complements:
        return _bare(tokens, right, words, mentions)
    if tokens[right].key in words.professor:
        taught = _taught(tokens, right, words, mentions)
        if taught is not None:
            return taught
    for _ in range(_MOST_FIELDS):
        at = _behind_of(tokens, last, words)
        if at is None:
            break
        mention = tokens[at].mention
        if mention >= 0 and not (mentions[mention].entity_type == "ORGANIZATION" and _is_field(tokens, at, words)):
            end = _mention_end(tokens, at)
            if mentions[mention].entity_type == PERSON:
                return right, end, None
            end = _possessed(tokens, end, words)
            return right, _more_bodies(tokens, end, words, mentions), mentions[mention].entity_id
        end = _field_end(tokens, at, words)
        if end < at:
            break
        right = last = end
        if _is_demonym(tokens, last + 1, places) and words.language not in JUXTAPOSES:
            return right, last + 1, places[tokens[last + 1].key]
    return right, last, None


def _behind_of(tokens: list[Token], last: int, words: RoleWords) -> int | None:
    """The token behind "of" and its articles that follow the token `last`, or None."""
    at = last + 1
    if at >= len(tokens) or tokens[at].mention >= 0 or tokens[at].key not in words.of:
        return None
    at = _behind_articles(tokens, at + 1, words)
    return at if at < len(tokens) else None


def _behind_articles(tokens: list[Token], at: int, words: RoleWords) -> int:
    while at < len(tokens) and tokens[at].key in words.article and tokens[at].mention < 0:
        at += 1
    return at


def _mention_end(tokens: list[Token], at: int) -> int:
    """The last token of the mention that the token `at` is of."""
    while at + 1 < len(tokens) and tokens[at + 1].mention == tokens[at].mention:
        at += 1
    return at


def _more_bodies(tokens: list[Token], last: int, words: RoleWords, mentions: list[Mention]) -> int:
    """The last token of "en el Congreso" behind "portavoz del PNV"."""
    at = _behind_of(tokens, last, words)
    if at is None or tokens[at].mention < 0 or mentions[tokens[at].mention].entity_type == PERSON:
        return last
    return _mention_end(tokens, at)


def _is_field(tokens: list[Token], at: int, words: RoleWords) -> bool:
    """Whether the mention that opens here is a minister's field only ("Foreign Affairs")."""
    mention = tokens[at].mention
    named = [t for t in tokens[at : at + _MOST_FIELD] if t.mention == mention]
    return all(t.key in words.portfolio for t in named)


def _field_end(tokens: list[Token], at: int, words: RoleWords) -> int:
    """The last token of the field ("Buitenlandse Zaken en Ontwikkeling") that opens here; `at` - 1 when none does."""
    end = at - 1
    index = at
    while index < len(tokens) and index - at < 12:
        key = tokens[index].key
        if key in words.portfolio:
            end = index
        elif index - end > 2 or not (key in words.conjunction or key in words.of or key in words.article or key == ","):
            break
        index += 1
    return end


def _possessed(tokens: list[Token], end: int, words: RoleWords) -> int:
    """Where "Russia's space programme" ends, when the mention is followed by what it has."""
    if words.language != "en" or not tokens[end].key.endswith(("'s", "’s")):
        return end
    index = end
    while index + 1 < len(tokens) and index - end < 3 and tokens[index + 1].text.islower():
        index += 1
    return index


def _taught(
    tokens: list[Token], right: int, words: RoleWords, mentions: list[Mention]
) -> tuple[int, int, str | None] | None:
    """The field of a professor that stands before the university."""
    for index in range(right + 1, min(right + 2 + _MOST_FIELD, len(tokens))):
        token = tokens[index]
        if token.mention >= 0 or not (token.text[0].isalnum() or token.text == "-"):
            return None
        if token.key in _AT:
            at = _behind_articles(tokens, index + 1, words)
            if at < len(tokens) and tokens[at].mention >= 0:
                body = mentions[tokens[at].mention]
                return None if body.entity_type == PERSON else (index - 1, _mention_end(tokens, at), body.entity_id)
    return None


def _bare(tokens: list[Token], right: int, words: RoleWords, mentions: list[Mention]) -> tuple[int, int, str | None]:
    """A head's complements in the genitive: its field, then bodies and countries."""
    last, body_id = right, None
    for _ in range(3):
        at = last + 1
        while at < len(tokens) and tokens[at].mention < 0 and tokens[at].key in words.portfolio:
            at += 1
        if at > last + 1 and body_id is None and len(tokens[at - 1].key) > 2:
            right = at - 1
        last = at - 1
        if at >= len(tokens) or tokens[at].mention < 0 or mentions[tokens[at].mention].entity_type == PERSON:
            break
        mention = tokens[at].mention
        body_id = body_id or mentions[mention].entity_id
        while at < len(tokens) and tokens[at].mention == mention:
            last, at = at, at + 1
    return right, last, body_id
