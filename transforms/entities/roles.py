"""In what capacity an article names its people: offices, titles and functions, and the bodies that they belong to.

Five ways of saying so: before the name ("minister van Buitenlandse Zaken Sergej Lavrov"), behind it ("Lavrov, the
Russian foreign minister,"), before it between commas ("a spokeswoman, Oana Lungescu,"), with a verb ("Lavrov is the
minister"), and of nobody named ("a spokesman for the ministry"). A title is the words of the role alone: without
article, and without the body or country, unless these stand inside it. Cost: one pass over a field's words; only
around words that open a role is anything looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from transforms.entities.allusions import demonym_places
from transforms.entities.knowledge import Knowledge, load
from transforms.entities.role_phrases import PERSON, Phrase, Token, heads_in, phrase_at
from transforms.entities.role_words import RoleWords, role_words
from transforms.model import Mention, Role

CONFIDENCE: Final[Mapping[str, float]] = {
    "before": 0.97,
    "behind": 0.95,
    "between": 0.95,
    "verb": 0.9,
    "and": 0.85,
    "unnamed": 0.9,
}
"""Share of roles judged right, by how they are said; docs/roles.md tells on what."""
MAX_FIELD_CHARS: Final = 100_000

_MOST_COMPLEMENT: Final = 10
"""Words between a role behind a name and the mark that ends it."""
_MOST_FILLING: Final = 6
_MOST_COURTESY: Final = 5
"""Words and stops of "Prof. Dr."."""
_MOST_PRAISE: Final = 3
"""Adjectives of no list between an article behind a name and the role."""
_AGES: Final = frozenset("ans jahre år anos años anni jaar years year old aged leta".split())
_ROMANCE: Final = frozenset("fr es pt it".split())
_AS: Final = frozenset("as als som comme como come".split())
_COURTESY: Final = frozenset("mr mrs ms dr prof dhr mevrouw mevr herr frau mme m don drs ir sir".split())
_OPENS: Final = frozenset(",(–—-")
_CLOSES: Final = frozenset(',.);:–—!?"”»’')
_FROM: Final = frozenset("uit aus from fra från".split())
_GOES_ON: Final = frozenset("die who which som der qui que che said says zegt zei sa sier sagte sagt".split())


def find_roles(
    fields: Mapping[str, str], language: str, mentions: Sequence[Mention], knowledge: Knowledge | None = None
) -> list[Role]:
    """An article's fields and its mentions → the roles that it gives, in the fields' order and by start.

    Titles do not overlap each other or a mention they are not part of. `organization_entity_id` is the id of a mention
    in or beside the role, or the place of a demonym in it. A language without lists gives none. Pure; no text raises.
    """
    words = role_words(language)
    if not words.head:
        return []
    places = demonym_places(language, knowledge or load())
    found: list[Role] = []
    for field, text in fields.items():
        if text:
            named = sorted((m for m in mentions if m.field == field), key=lambda m: m.start_char)
            found += _roles(field, text[:MAX_FIELD_CHARS], words, places, named)
    return found


def _roles(field: str, text: str, words: RoleWords, places: Mapping[str, str], mentions: list[Mention]) -> list[Role]:
    starts = [m.start_char for m in mentions]
    found: list[tuple[Phrase, Role | None, str]] = []
    taken = -1
    people = [(m.start_char, m.end_char) for m in mentions if m.entity_type == PERSON]
    for at, end in heads_in(text, words, people):
        if at < taken:
            continue
        index = bisect_right(starts, at) - 1
        if index >= 0 and mentions[index].end_char > at:
            continue
        phrase = phrase_at(text, at, end, words, places, mentions, starts)
        if phrase is None:
            continue
        role, how = _attach(field, text, phrase, words, mentions)
        found.append((phrase, role, how))
        taken = phrase.end
    return _apart([role for role in _joined(field, text, found, words) if role is not None])


def _apart(roles: Sequence[Role]) -> list[Role]:
    """Of titles that overlap the longest ("premier secrétaire", not its "premier"), of equals the surest, the first."""
    kept: list[Role] = []
    for role in sorted(roles, key=lambda r: (r.start_char - r.end_char, -r.confidence, r.start_char)):
        if all(role.end_char <= other.start_char or other.end_char <= role.start_char for other in kept):
            kept.append(role)
    return sorted(kept, key=lambda r: r.start_char)


def _attach(
    field: str, text: str, phrase: Phrase, words: RoleWords, mentions: list[Mention]
) -> tuple[Role | None, str]:
    """The person that a role is said of, or nobody where it may stand alone."""
    for how, find in (("before", _named_behind), ("between", _between), ("behind", _named_before), ("verb", _by_verb)):
        index = find(text, phrase, words, mentions)
        if index is not None:
            role = _role(field, text, phrase, mentions[index], how)
            if how == "before" and role.organization_entity_id is None:
                role = replace(role, organization_entity_id=_body_behind(phrase, index, words, mentions))
            return role, how
    if _stands_alone(phrase, words, mentions):
        return _role(field, text, phrase, None, "unnamed"), "unnamed"
    return None, ""


def _role(field: str, text: str, phrase: Phrase, person: Mention | None, how: str) -> Role:
    return Role(
        field,
        phrase.start,
        phrase.end,
        text[phrase.start : phrase.end],
        None if person is None else person.entity_id,
        None if person is None else person.start_char,
        phrase.organization_id,
        CONFIDENCE[how],
    )


def _named_behind(text: str, phrase: Phrase, words: RoleWords, mentions: list[Mention]) -> int | None:
    """The name that follows the role at once."""
    tokens = phrase.tokens
    at = _behind_courtesy(tokens, phrase.last + 1)
    if at >= len(tokens) or not _is_person(tokens[at], mentions):
        return None
    if text[tokens[at - 1].end : tokens[at].start] not in (" ", "  ", "\u00a0"):
        return None
    if phrase.head in words.served and phrase.organization_id is None:
        return None
    if phrase.first and tokens[phrase.first - 1].key in words.towards:
        return None
    if phrase.head in words.capital and phrase.organization_id is None and not phrase.is_definite:
        title = text[phrase.start : phrase.end]
        if title.islower() and " " not in title:
            return None
    return tokens[at].mention


def _behind_courtesy(tokens: Sequence[Token], at: int) -> int:
    """The first token from `at` on that is no courtesy ("mr. dr. Jet Bomhoff")."""
    most = at + _MOST_COURTESY
    while at < min(len(tokens), most) and tokens[at].mention < 0 and tokens[at].key in _COURTESY:
        at += 1
        if at < len(tokens) and tokens[at].text == ".":
            at += 1
    return at


def _body_behind(phrase: Phrase, person: int, words: RoleWords, mentions: list[Mention]) -> str | None:
    """The body that follows the name ("directeur Anna Smit van Acme")."""
    tokens = phrase.tokens
    at = next((i + 1 for i in range(len(tokens) - 1, -1, -1) if tokens[i].mention == person), len(tokens))
    if at >= len(tokens) or tokens[at].mention >= 0 or tokens[at].key not in words.of:
        return None
    at += 1
    while at < len(tokens) and tokens[at].mention < 0 and tokens[at].key in words.article:
        at += 1
    if at < len(tokens) and tokens[at].mention >= 0 and mentions[tokens[at].mention].entity_type == "ORGANIZATION":
        return mentions[tokens[at].mention].entity_id
    return None


def _between(text: str, phrase: Phrase, words: RoleWords, mentions: list[Mention]) -> int | None:
    """The name between commas behind a definite role."""
    tokens, at = phrase.tokens, phrase.last + 1
    if words.language in _ROMANCE or (at < len(tokens) and tokens[at].key in words.of and not phrase.is_agent):
        # "el portavoz parlamentario de ERC, Gabriel Rufián,", "le président du club, Luc Brun,"
        is_behind_of = False
        while at < len(tokens) and at - phrase.last <= _MOST_FILLING and tokens[at].text != ",":
            is_behind_of = is_behind_of or (tokens[at].key in words.of and tokens[at].mention < 0)
            if _is_person(tokens[at], mentions) or not (
                tokens[at].mention >= 0
                or (is_behind_of and tokens[at].text[0].isalnum())
                or tokens[at].key in words.of
                or tokens[at].key in words.article
                or tokens[at].key in words.portfolio
                or tokens[at].key in words.postmodifier
                or at == phrase.last + 1
            ):
                return None
            at += 1
    if not phrase.is_definite or at + 1 >= len(tokens) or tokens[at].text != ",":
        return None
    at = _behind_courtesy(tokens, at + 1)
    if at >= len(tokens) or not _is_person(tokens[at], mentions):
        return None
    person = tokens[at].mention
    end = at
    while end < len(tokens) and tokens[end].mention == person:
        end += 1
    if end < len(tokens):
        return person if tokens[end].text in _CLOSES else None
    return person if mentions[person].end_char >= len(text) or text[mentions[person].end_char] in "\n.,)" else None


def _named_before(text: str, phrase: Phrase, words: RoleWords, mentions: list[Mention]) -> int | None:
    """The name that a role explains behind a comma or in brackets."""
    tokens = phrase.tokens
    at = _opening(phrase, words)
    if at is None:
        return None
    at -= 1
    age = at
    while age > 1 and at - age < _MOST_PRAISE and (tokens[age].text.isdigit() or tokens[age].key in _AGES):
        age -= 1
    if age < at and tokens[age].text == ",":
        at = age - 1
    if tokens[at].text == ")" and tokens[at + 1].text == ",":
        opening = next((i for i in range(at, max(at - 5, -1), -1) if tokens[i].text == "("), 0)
        at = opening - 1
    if at < 0 or not _is_person(tokens[at], mentions):
        return None
    if not _is_closed(text, phrase, words):
        return None
    return tokens[at].mention


def _opening(phrase: Phrase, words: RoleWords) -> int | None:
    """Index of the mark that opens what is said behind a name, or None."""
    tokens = phrase.tokens
    at = _before(phrase, words) - 1
    if at >= 1 and tokens[at].text in _OPENS:
        return at
    has_article = at >= 0 and tokens[at + 1].key in words.article
    for _ in range(0 if has_article else _MOST_PRAISE):
        if at < 1 or tokens[at].mention >= 0 or not tokens[at].text.islower():
            return None
        if tokens[at].key in words.article:
            return at - 1 if tokens[at - 1].text in _OPENS else None
        at -= 1
    if at >= 1 and tokens[at].key in words.article and not has_article:
        return at - 1 if tokens[at - 1].text in _OPENS else None
    return None


def _is_closed(text: str, phrase: Phrase, words: RoleWords) -> bool:
    """Whether a role behind a name ends with a mark, the line, or a word that goes on about the person."""
    tokens = phrase.tokens
    for count, token in enumerate(tokens[phrase.last + 1 :]):
        if token.text in _CLOSES:
            return True
        if count >= _MOST_COMPLEMENT or (token.mention >= 0 and count == 0):
            return False
        if count == 0 and not (token.key in words.of or token.key in words.conjunction):
            return token.key in _GOES_ON or token.key in _FROM
    end = tokens[-1].end
    return end >= len(text) or text[end : end + 1] == "\n" or text[end:].lstrip(" ")[:1] in ("", "\n")


def _by_verb(text: str, phrase: Phrase, words: RoleWords, mentions: list[Mention]) -> int | None:
    """The name of which a verb says the role ("Lavrov is sinds 2004 minister")."""
    tokens = phrase.tokens
    at = _before(phrase, words) - 1
    for _ in range(3):
        if at < 0 or tokens[at].key in words.copula:
            break
        if tokens[at].mention >= 0 or not (tokens[at].key in words.adverb or tokens[at].text.isdigit()):
            return None
        at -= 1
    if at < 1 or tokens[at].key not in words.copula or tokens[at].mention >= 0:
        return None
    if words.language == "en" and not phrase.is_definite:
        return None
    at -= 1
    return tokens[at].mention if _is_person(tokens[at], mentions) and tokens[at].text[-2:] not in ("'s", "’s") else None


def _before(phrase: Phrase, words: RoleWords) -> int:
    """Index of the token where a role's article, and the adverbs before it, begin."""
    tokens, at = phrase.tokens, phrase.first
    for listed in (words.modifier, words.article, words.adverb):
        while at and tokens[at - 1].mention < 0 and tokens[at - 1].key in listed:
            at -= 1
    return at


def _stands_alone(phrase: Phrase, words: RoleWords, mentions: list[Mention]) -> bool:
    """Whether a role of nobody named is worth keeping: somebody speaks for a body, or holds a post that the text tells
    apart."""
    tokens = phrase.tokens
    if phrase.is_agent:
        return False
    opening = _before(phrase, words)
    before = tokens[opening - 1].key if opening else ""
    if before in _AS or before in words.copula:
        return False
    following = tokens[phrase.last + 1] if phrase.last + 1 < len(tokens) else None
    if following is not None and following.mention >= 0:
        return False
    nearby = tokens[phrase.last + 1 : phrase.last + 10]
    if any(one.text == "," and _is_person(other, mentions) for one, other in pairwise(nearby)):
        return False
    if (
        words.language == "de"
        and opening < phrase.first
        and tokens[phrase.first - 1].key == "die"
        and not phrase.head.endswith("in")
    ):
        return False
    if words.is_spokes(phrase.head):
        return phrase.is_definite or phrase.organization_id is not None
    return words.is_post(phrase.head) and phrase.organization_id is not None and phrase.is_definite


def _is_person(token: Token, mentions: list[Mention]) -> bool:
    return token.mention >= 0 and mentions[token.mention].entity_type == PERSON


def _joined(
    field: str, text: str, found: list[tuple[Phrase, Role | None, str]], words: RoleWords
) -> Iterator[Role | None]:
    """Roles in pairs ("oprichter en directeur", "postdoktor og forsker"): both are the person's."""
    roles = [role for _, role, _ in found]
    hows = [how for _, _, how in found]
    for index in range(len(found) - 1):
        phrase, follower = found[index][0], found[index + 1][0]
        end = phrase.tokens[phrase.last].end
        start = follower.tokens[_before(follower, words)].start
        if not 0 < start - end < 12 or text[end:start].strip().casefold() not in words.conjunction:
            continue
        one, other = roles[index], roles[index + 1]
        if other is not None and hows[index + 1] == "before" and (one is None or hows[index] == "unnamed"):
            roles[index] = replace(
                _role(field, text, phrase, None, "and"),
                entity_id=other.entity_id,
                mention_start_char=other.mention_start_char,
            )
        elif (
            one is not None
            and hows[index] in ("behind", "verb", "and")
            and (other is None or hows[index + 1] == "unnamed")
        ):
            roles[index + 1] = replace(
                _role(field, text, follower, None, "and"),
                entity_id=one.entity_id,
                mention_start_char=one.mention_start_char,
            )
            hows[index + 1] = "and"
    return iter(roles)
