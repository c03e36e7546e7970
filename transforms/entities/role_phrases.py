"""The words of a role in a text: its head, what belongs to its title, and the body or country that it belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from transforms.entities.role_words import RoleWords, heads_among
from transforms.model import Mention

PERSON: Final = "PERSON"
JUXTAPOSES: Final = frozenset("en nl nb nn da no sv de af".split())
"""Languages that put a body right before its people ("NATO Secretary General")."""

_WORD: Final = re.compile(r"\w{2,}")
_TOKEN: Final = re.compile(r"[^\W_]+(?:[-\u2010\u2011'’][^\W_]+)*|[^\s\w]")
_ELIDED: Final = re.compile(
    r"(?:[dlcsnmjt]|qu|dell|all|dall|nell|sull|un)['’](?=\w)|[^\W_]+(?:[-\u2010\u2011'’][^\W_]+)*|[^\s\w]",
    re.IGNORECASE,
)
_HYPHEN: Final = re.compile(r"[-\u2010\u2011]")
_MARKS: Final = frozenset(',.);:(–—!?"”»«“„’')
_LEAST_ADJECTIVE: Final = 5
_SIDES: Final = ("iste", "ien", "ienne", "ois", "oise", "ais", "aise", "ain", "aine")
_MOST_BOUND: Final = 3
"""Words of a noun phrase without article behind a head."""
_ELIDES: Final = frozenset({"fr", "it"})
_LEFT_CHARS: Final = 90
_RIGHT_CHARS: Final = 150
"""How far around a head its phrase is sought; the longest seen took 60 and 120."""
_SHORT_LEFT_CHARS: Final = 40
_SHORT_RIGHT_CHARS: Final = 80
"""How far where no name of a person stands further off."""
_MARK_CHARS: Final = 30
"""Behind such a name: the body that it stands before fits in."""
_BESIDE_CHARS: Final = 36
"""Between a name and a word that is a role only beside one; an adjective and a body fit in."""
_MOST_FIELD: Final = 6
"""Words of a professor's field."""
_MOST_BARE_FIELD: Final = 4
"""One more than the words of a field that no university follows."""
_MOST_FIELDS: Final = 3
"""Fields and bodies in a row ("minister of Finance and Trade of Norway")."""
_CHAINS: Final = frozenset({"en"})
"""Languages that put one title before another ("Press Secretary", "Vice President")."""
_ROMANCE: Final = frozenset("fr es pt it".split())
_AT: Final = frozenset("aan bij at in ved vid an à en de da em na all' all’ alla dell' dell’ della".split())
_IN: Final = frozenset(
    "in at from to near i fra til på te op uit naar aus nach från with met and en og und och".split()
)
_POLICY: Final = ("politiske", "politisk", "politische", "politischer", "politischen", "politieke")
"""Endings of adjectives that say what somebody speaks on ("finanspolitisk talsperson")."""
_WHERE: Final = frozenset("in at à au en em na i på te zu an".split())
"""Words that tell of a body whose somebody is, of a place rather where."""
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
    is_agent: bool
    tokens: tuple[Token, ...]


@lru_cache(maxsize=4)
def words_in(text: str) -> frozenset[str]:
    """The different words of a text, kept for who asks next about the same one."""
    return frozenset(_WORD.findall(text))


def heads_in(text: str, words: RoleWords, people: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where words stand that may open a role, in order. `people` are the spans of the names of people, sorted."""
    found: list[tuple[int, int]] = []
    starts = [start for start, _ in people]
    for word in heads_among(words.language, words_in(text)):
        key = word.casefold()
        can_stand_alone = words.is_post(key) or key in words.opener
        if not (can_stand_alone or people):
            continue
        is_head = words.is_head(key)
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            is_word = not (at and text[at - 1].isalpha()) and not text[end : end + 1].isalpha()
            if is_word and (can_stand_alone or _is_near(text, at, end, is_head, people, starts)):
                found.append((at, end))
            at = text.find(word, end)
    return sorted(found)


def _is_near(text: str, at: int, end: int, is_head: bool, people: list[tuple[int, int]], starts: list[int]) -> bool:
    """Whether a name of a person stands near enough in the same sentence to be said to be what the word says. A word
    that only ends like a role needs it right beside."""
    following = bisect_right(starts, at)
    if following < len(people):
        start = people[following][0]
        if start - end <= (_RIGHT_CHARS if is_head else _BESIDE_CHARS):
            gap = text[end:start]
            if "\n" not in gap and (". " not in gap or len(gap) < _BESIDE_CHARS):
                return True
    if following:
        finish = people[following - 1][1]
        if 0 < at - finish <= (_LEFT_CHARS if is_head else _BESIDE_CHARS):
            gap = text[finish:at]
            return "\n" not in gap and ". " not in gap
    return False


def _reach(at: int, end: int, mentions: list[Mention], starts: list[int]) -> tuple[int, int]:
    """From where to where a head's phrase is sought."""
    low, high = at - _SHORT_LEFT_CHARS, end + _SHORT_RIGHT_CHARS
    index = bisect_right(starts, at)
    for mention in reversed(mentions[max(index - 3, 0) : index]):
        if mention.entity_type == PERSON and mention.end_char > at - _LEFT_CHARS:
            low = min(low, mention.start_char)
            break
    for mention in mentions[index : index + 3]:
        if mention.entity_type == PERSON and mention.start_char < end + _RIGHT_CHARS:
            high = max(high, mention.end_char + _MARK_CHARS)
            break
    return low, high


def _tokens(text: str, at: int, end: int, words: RoleWords, mentions: list[Mention], starts: list[int]) -> list[Token]:
    """The tokens of the line around a head, further where a person's name stands. Hyphens part a mention from what
    follows it ("NAVO-topman")."""
    line = text.rfind("\n", 0, at) + 1
    before, behind = _reach(at, end, mentions, starts)
    low = max(line, before)
    while low > line and text[low - 1].isalnum():
        low -= 1
    stop = text.find("\n", end)
    high = min(len(text) if stop < 0 else stop, behind)
    pattern = _ELIDED if words.language in _ELIDES else _TOKEN
    found: list[Token] = []
    index = max(bisect_right(starts, low) - 1, 0)
    count = len(mentions)
    opens = starts[index] if index < count else high
    add, new = found.append, tuple.__new__  # a third of the time goes here
    for match in pattern.finditer(text, low, high):
        start, finish = match.span()
        if finish <= opens:
            surface = match.group()
            add(new(Token, (start, finish, surface, surface.casefold(), -1)))
            continue
        while index < count and mentions[index].end_char <= start:
            index += 1
            opens = starts[index] if index < count else high
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
    is_head = words.is_head(key) or words.is_head(_HYPHEN.split(key)[-1])
    if not is_head and (key in places or not words.is_agent(_HYPHEN.split(tokens[head].text)[-1])):
        return None
    if words.language in _CHAINS and _goes_on(tokens, head, words):
        return None
    left = _left(text, tokens, head, words)
    if (key in words.compound and left == head) or (words.language in _ROMANCE and _is_in_a_name(tokens, left, words)):
        return None
    right = head
    if key in words.abbreviation and right + 1 < len(tokens) and tokens[right + 1].text == ".":
        right += 1
    while right + 1 < len(tokens) and tokens[right + 1].mention < 0 and tokens[right + 1].key in words.postmodifier:
        right += 1
    right = _bound(tokens, _adjective(tokens, right, words, places), words, mentions)
    is_of_state = words.is_of_state(key)
    first, organization, is_definite = _owner(text, tokens, left, words, places, mentions, is_of_state)
    is_past = first < left and first > 0 and tokens[first - 1].mention < 0 and tokens[first - 1].key in words.modifier
    if is_past and (tokens[first - 1].text[:1].islower() or words.language in _CHAINS):
        left = first = first - 1  # "former US President"
    if not is_head and words.language in _ROMANCE and not _has_opening(tokens, first, words):
        return None
    last = right
    if organization is None and _is_demonym(tokens, last + 1, places) and words.language not in JUXTAPOSES:
        organization = places[tokens[last + 1].key] if is_of_state else None
        last, is_definite = last + 1, True
    if _is_of_side(tokens, last + 1, words, mentions):
        last += 1
    right, last, body_id = _complement(tokens, right, last, words, places, mentions)
    if body_id is None and organization is None and words.language in _ROMANCE:
        last, body_id = _member_of(tokens, last, mentions)
    return Phrase(
        start=tokens[left].start,
        end=tokens[right].end,
        first=first,
        last=last,
        head=key,
        organization_id=organization or body_id,
        is_agent=not is_head,
        is_definite=is_definite
        or (words.has_glued_article and key.endswith(("en", "et", "a")))
        or (first > 0 and _makes_definite(tokens[first - 1], words)),
        tokens=tuple(tokens),
    )


def _adjective(tokens: list[Token], right: int, words: RoleWords, places: Mapping[str, str]) -> int:
    """The last token of a title with the adjective behind it ("défenseur central", before a name, mark or "of")."""
    if not words.adjective or right + 2 >= len(tokens):
        return right
    token, after = tokens[right + 1], tokens[right + 2]
    if token.mention >= 0 or len(token.text) < _LEAST_ADJECTIVE or not token.text.islower():
        return right
    if not token.key.endswith(words.adjective) or token.key in places or token.key in words.not_agent:
        return right
    is_end = after.mention >= 0 or after.text in _MARKS or after.key in words.of or after.key in places
    return right + 1 if is_end else right


def _is_of_side(tokens: list[Token], at: int, words: RoleWords, mentions: list[Mention]) -> bool:
    """Whether a word behind a French title, right before a name, says of which party or region somebody is."""
    if words.language != "fr" or at + 1 >= len(tokens) or tokens[at].mention >= 0 or tokens[at + 1].mention < 0:
        return False
    if mentions[tokens[at + 1].mention].entity_type != PERSON or tokens[at].key in words.not_agent:
        return False
    return tokens[at].text.islower() and len(tokens[at].key) > _LEAST_ADJECTIVE and tokens[at].key.endswith(_SIDES)


def _bound(tokens: list[Token], right: int, words: RoleWords, mentions: list[Mention]) -> int:
    """The last token of a title with the bare noun that it does not stand without ("chef d'orchestre", "head of
    nursing")."""
    if right + 2 >= len(tokens) or tokens[right + 1].key not in words.bound or tokens[right + 1].mention >= 0:
        return right
    for at in range(right + 2, min(right + 3 + _MOST_BOUND, len(tokens))):
        token = tokens[at]
        is_end = token.text in _MARKS or token.key in words.of or token.key in words.conjunction
        if is_end or (token.mention >= 0 and mentions[token.mention].entity_type == PERSON):
            return at - 1 if at > right + 2 else right
        if token.mention >= 0 or not token.text.islower() or token.key in words.article or len(token.key) < 3:
            return right
    return right


def _has_opening(tokens: list[Token], first: int, words: RoleWords) -> bool:
    """Whether a title has an article, or stands at the beginning or behind a mark."""
    return not first or tokens[first - 1].key in words.article or tokens[first - 1].text in _MARKS


def _member_of(tokens: list[Token], last: int, mentions: list[Mention]) -> tuple[int, str | None]:
    """The body right behind a title, before a name or mark ("le délégué CFDT Jérôme Tavernier")."""
    at = last + 1
    if at >= len(tokens) or tokens[at].mention < 0 or mentions[tokens[at].mention].entity_type != "ORGANIZATION":
        return last, None
    end = _mention_end(tokens, at)
    if end + 1 < len(tokens) and tokens[end + 1].text not in _MARKS and tokens[end + 1].mention < 0:
        return last, None
    return end, mentions[tokens[at].mention].entity_id


def _makes_definite(before: Token, words: RoleWords) -> bool:
    """Whether an article or a possessor ("the alliance's") stands before a role."""
    return before.mention < 0 and (before.key in words.article or before.key.endswith(("'s", "’s")))


def _is_demonym(tokens: list[Token], at: int, places: Mapping[str, str]) -> bool:
    return 0 <= at < len(tokens) and tokens[at].mention < 0 and tokens[at].key in places


def _owner(
    text: str,
    tokens: list[Token],
    left: int,
    words: RoleWords,
    places: Mapping[str, str],
    mentions: list[Mention],
    is_of_state: bool,
) -> tuple[int, str | None, bool]:
    """What stands right before a title, a demonym or the name of whom it belongs to → first token with it, id of a body
    or country or None, and whether it makes the role a definite one. A demonym tells whose minister somebody is, but of
    a poet only where she is from."""
    if _is_demonym(tokens, left - 1, places):
        return left - 1, places[tokens[left - 1].key] if is_of_state else None, True
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
        is_title = words.language in _CHAINS and words.is_head(token.key)
        if is_title or token.key in words.modifier or token.key.endswith(_POLICY):
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
    if tokens[right].key in words.professor or tokens[right].key.endswith("professor"):
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
            is_where = tokens[last + 1].key in _WHERE and mentions[mention].entity_type == "LOCATION"
            body_id = None if is_where and not words.is_of_state(tokens[right].key) else mentions[mention].entity_id
            return right, _more_bodies(tokens, end, words, mentions), body_id
        end = _field_end(tokens, at, words)
        if end < at and tokens[right].key.startswith("minist") and tokens[at].text[:1].isupper():
            end = at
        if end < at:
            break
        right = last = end
        if _is_demonym(tokens, last + 1, places) and words.language not in JUXTAPOSES:
            place = places[tokens[last + 1].key] if words.is_of_state(tokens[right].key) else None
            return right, last + 1, place
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
        if index > right + 1 and _ends_field(token, mentions):
            is_field = all(t.text.islower() and t.key not in words.article for t in tokens[right + 1 : index])
            return (index - 1, index - 1, None) if is_field and index - right <= _MOST_BARE_FIELD else None
        if token.mention >= 0 or not (token.text[0].isalnum() or token.text == "-"):
            return None
        if token.key in _AT:
            at = _behind_articles(tokens, index + 1, words)
            if at < len(tokens) and tokens[at].mention >= 0:
                body = mentions[tokens[at].mention]
                return None if body.entity_type == PERSON else (index - 1, _mention_end(tokens, at), body.entity_id)
    return None


def _ends_field(token: Token, mentions: list[Mention]) -> bool:
    """Whether a professor's name or a mark follows the field."""
    if token.mention >= 0:
        return mentions[token.mention].entity_type == PERSON
    return token.text in ",.;()"


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
