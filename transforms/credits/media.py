"""Which words name a medium: the table of outlets, other names and short forms of media, and how media are called."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import Final

from transforms.credits.tables import LANGUAGE_FILES, Cues, rows
from transforms.model import Mention
from transforms.normalize.outlet_table import outlets_by_domain
from transforms.normalize.outlets import outlet_of

NO_MEDIA: Final = frozenset({"government", "aggregator", "blog"})
"""Kinds of outlets whose name in a text is a company or an office, not a medium that reports."""
PRESS: Final = frozenset({"agency", "newspaper", "magazine"})
"""Kinds of outlets that report where they "say" something; a broadcaster or a portal says much of itself."""
MOST_NAMES: Final = 1_000
"""Names of media looked at in one field; an article that had more would be a list of them. It bounds what a hostile
text costs to a fifth of a second."""
RULES: Final = ("", "article", "marked", "never")

_LEADING_ARTICLE: Final = re.compile(r"(?:The|De|Het|Der|DER|Die|DIE|Das|Le|La|la|Les|El|Los|Il|O|de) |L['’]")
_WORD: Final = re.compile(r"\w+")
_DOT_IN_WORD: Final = re.compile(r"\.(?=[a-zа-яіїA-Z]{2})")
_DOMAIN: Final = re.compile(r"\w[\w-]{0,40}(?:\.\w[\w-]{0,40}){0,2}\.(?:[a-zа-яії]{2,8}|Ru|RU|UA|NET)(?![\w@/-])")
_MOST_DOMAIN_CHARS: Final = 60


@dataclass(frozen=True, slots=True)
class Name:
    """One form of a medium's name. ``outlet_id`` is None where it has no known domain; ``rule`` is one of ``RULES``,
    ``is_press`` tells an agency, a newspaper or a magazine; ``anchor_offset`` is where its longest word begins, by
    which it is looked up."""

    form: str
    outlet_id: str | None
    rule: str
    is_press: bool
    anchor_offset: int = 0


@dataclass(frozen=True, slots=True)
class FoundName:
    """A medium's name in a field, before it is known whether it is credited. ``basis`` is table, domain, named (it is
    called like media) or described (a word for a medium stands before it); ``mention`` is the one that stands exactly
    there, ``is_body`` tells that it is a body's name, ``has_own_article`` that the name begins with an article."""

    start: int
    end: int
    outlet_id: str | None
    rule: str
    is_press: bool
    basis: str
    mention: Mention | None
    is_body: bool
    has_own_article: bool


@lru_cache(maxsize=32)
def names_of(language: str) -> dict[str, tuple[Name, ...]]:
    """The names of media as a text in this language has them, by their longest word, the longest name first."""
    forms: dict[str, Name] = {}
    for name in _of_the_table(language):
        forms.setdefault(name.form, name)
    press = {row.domain for row in outlets_by_domain().values() if row.kind in PRESS}
    for is_for_language in (False, True):
        for cells in rows("media.tsv"):
            written, domain, rule = (*cells, "")[:3]
            written, _, languages = written.partition("@")
            if bool(languages) is not is_for_language or (languages and language not in languages.split(",")):
                continue
            if rule not in RULES:
                raise ValueError(f"{rule} is no rule; rules are {', '.join(RULES)}")
            for form in written.split("|"):
                forms[form] = Name(form, None if domain == "-" else domain, rule, domain in press)
    by_anchor: dict[str, list[Name]] = {}
    for name in forms.values():
        if name.rule != "never":
            anchor = max(_WORD.finditer(name.form), key=lambda match: len(match.group()))
            by_anchor.setdefault(anchor.group(), []).append(replace(name, anchor_offset=anchor.start()))
    return {
        word: tuple(sorted(named, key=lambda name: (-len(name.form), name.form))) for word, named in by_anchor.items()
    }


def _of_the_table(language: str) -> Iterator[Name]:
    # One name may stand for two domains (tass.ru, tass.com): that of the language's own country comes first.
    own = "." + {"uk": "ua", "cs": "cz", "da": "dk", "sv": "se", "en": "co.uk"}.get(language, language)
    table = sorted(outlets_by_domain().values(), key=lambda row: (not row.domain.endswith(own), row.domain))
    for row in table:
        if row.name is None or row.kind in NO_MEDIA:
            continue
        is_press = row.kind in PRESS
        if row.name[0].isupper() or row.name[0].isdigit() or " " not in row.name:
            yield Name(row.name, row.domain, "", is_press)
        if "’" in row.name or "'" in row.name:
            yield Name(row.name.translate(str.maketrans("'’", "’'")), row.domain, "", is_press)
        article = _LEADING_ARTICLE.match(row.name)
        if article is not None and len(row.name) - article.end() > 2:
            bare = row.name[article.end() :]
            yield Name(bare, row.domain, "article" if " " not in bare else "", is_press)


def named_in(text: str, words: AbstractSet[str], language: str) -> Iterator[tuple[int, Name]]:
    """Where a text has words that are a medium's name, in no order, the longest name of each place. ``words``
    are the text's words. Whether they mean the medium is not looked at."""
    by_anchor = names_of(language if language in LANGUAGE_FILES else "")
    for word in by_anchor.keys() & words:
        anchor = text.find(word)
        while anchor >= 0:
            for name in by_anchor[word]:
                start = anchor - name.anchor_offset
                if start >= 0 and text.startswith(name.form, start) and _is_whole(text, start, start + len(name.form)):
                    yield start, name
                    break
            anchor = text.find(word, anchor + len(word))
    seen = 0
    for dot in _DOT_IN_WORD.finditer(text):
        if dot.start() < seen:
            continue
        start = _word_start(text, dot.start())
        address = _DOMAIN.match(text, start)
        domain = _domain(address.group()) if address is not None else None
        if address is not None and domain is not None:
            seen = address.end()
            yield start, Name(address.group(), domain, "", False)


def _word_start(text: str, end: int) -> int:
    """Where the letters, digits, hyphens and full stops before ``end`` begin."""
    start = end
    while start and end - start < _MOST_DOMAIN_CHARS and (text[start - 1].isalnum() or text[start - 1] in "-."):
        start -= 1
    return start


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (start and (text[start - 1].isalnum() or text[start - 1] == "_")) and not _goes_on(text, end)


def _goes_on(text: str, end: int) -> bool:
    """Whether the word goes on behind ``end``: letters, or a name of an address."""
    rest = text[end : end + 2]
    return rest[:1].isalnum() or (rest[:1] in (".", "@", "_") and rest[1:].isalnum()) or rest[:1] == "_"


@lru_cache(maxsize=4096)
def _domain(text: str) -> str | None:
    if not text.isascii() or text.count(".") == text.rfind(".") == 1:
        return None  # "m.in." and "t.me": no outlet has a name of one letter
    outlet = outlet_of(None, text)
    return None if outlet.kind in NO_MEDIA else outlet.domain


@cache
def media_words(place: str) -> frozenset[str]:
    """``media_words.tsv``: the words of one place (last, first, part, article)."""
    return frozenset(word for cells in rows("media_words.tsv") if cells[0] == place for word in cells[1].split())


def is_called_like_media(name: str) -> bool:
    """Whether a body's name begins or ends as media are called: ``Harbour Post``, ``Radio Kust``."""
    first, _, rest = name.partition(" ")
    if not rest or (rest.rpartition(" ")[2] not in media_words("last") and first not in media_words("first")):
        return False
    return media_words("never").isdisjoint(name.split())


def names_in_field(text: str, language: str, mentions: Sequence[Mention], cues: Cues) -> list[FoundName]:
    """Names of media in a field, by start, none overlapping another: those of the tables, then addresses, then bodies
    that are called like media or stand behind a word for one. ``mentions`` are the field's, by start."""
    starts = [mention.start_char for mention in mentions]
    words = set(_WORD.findall(text))
    if cues.telling.isdisjoint(words):
        return []
    medium = cues.medium_written & words
    found = [
        whole
        for start, name in islice(named_in(text, words, language), MOST_NAMES)
        if (whole := _whole(text, start, name, mentions, starts)) is not None
    ]
    found.sort(key=lambda name: (name.start, -name.end))
    held: list[FoundName] = []
    for name in found:
        if not held or name.start >= held[-1].end:
            held.append(name)
    taken = [name.start for name in held]
    more: list[FoundName] = []
    for mention in mentions:
        place = bisect_right(taken, mention.end_char - 1) - 1
        if place >= 0 and held[place].end > mention.start_char:
            continue
        basis = _basis(text, mention, held[place].end if place >= 0 else 0, medium)
        if basis is not None:
            is_body = mention.entity_type == "ORGANIZATION"
            more.append(
                FoundName(mention.start_char, mention.end_char, None, "", False, basis, mention, is_body, False)
            )
    return sorted([*held, *more], key=lambda name: name.start) if more else held


def _whole(text: str, start: int, name: Name, mentions: Sequence[Mention], starts: Sequence[int]) -> FoundName | None:
    """A name of the tables with the mention that stands there; None where that mention is somebody else, or a longer
    name (``Reuters Institute``)."""
    end = start + len(name.form)
    article = _OWN_ARTICLE.search(text, max(0, start - 4), start)
    basis = "domain" if "." in name.form and name.form[-1].islower() and name.outlet_id is None else "table"
    place = bisect_right(starts, end - 1) - 1
    mention = mentions[place] if place >= 0 and mentions[place].end_char > start else None
    if mention is None:
        if article is not None:
            start = article.start()
        return FoundName(start, end, name.outlet_id, name.rule, name.is_press, basis, None, False, article is not None)
    head = text[mention.start_char : start].lower().replace("’", "'").split()
    tail = text[end : mention.end_char].replace("-", " ").split() if mention.end_char > end else []
    has_own_article = mention.start_char != start
    if not all(word in media_words("article") for word in head):
        return None
    if not all(word in media_words("part") for word in tail):
        return None
    if (head or tail) and mention.entity_type != "ORGANIZATION" and mention.entity_type == "PERSON":
        return None
    if mention.end_char < end or not set(text[start : mention.start_char].lower().split()) <= media_words("article"):
        return FoundName(start, end, name.outlet_id, name.rule, name.is_press, basis, None, False, article is not None)
    is_body = mention.entity_type == "ORGANIZATION"
    return FoundName(
        mention.start_char,
        mention.end_char,
        name.outlet_id,
        name.rule,
        name.is_press,
        basis,
        mention,
        is_body,
        has_own_article or article is not None,
    )


_OWN_ARTICLE: Final = re.compile(r"\b(?:The|De|Het|Der|Die|Das|Le|La|Les|El|Los|Il|O|L['’])\s?$")


def _basis(text: str, mention: Mention, since: int, medium: AbstractSet[str]) -> str | None:
    """How a mention is known to name a medium, by itself and by the words since ``since``."""
    if mention.entity_type != "ORGANIZATION":
        return None
    if is_called_like_media(mention.surface):
        return "named"
    if medium:
        before = text[max(since, mention.start_char - 30) : mention.start_char].rstrip(" «“„\"'‘")
        if before and before[-1].isalpha() and _WORD.findall(before)[-1] in medium:
            return "described"
    return None
