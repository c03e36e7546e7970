"""News agencies and translators that an article is credited to as a whole.

Believed are the places where editors say so: bylines, the dateline, the first and last lines, the record's own fields.
What running text says of an agency is a citation, and a picture's credit is the picture's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from transforms.credits.agencies import Agency, agencies, agencies_alone, agency_of, notes
from transforms.credits.translated import translation_credit
from transforms.model import Article, Credits, RawRecord

FIRST_LINES: Final = 5
LAST_LINES: Final = 6
MOST_LINE_CHARS: Final = 120
"""A line that is nothing but a credit is short: ``Copyright 2020 The Associated Press. All rights reserved. …``."""
MOST_DATELINE_CHARS: Final = 90
MOST_TAIL_CHARS: Final = 120
MOST_RIGHTS_CHARS: Final = 1_000
"""How much is read of a record's own notice of rights; whole terms of use come in that field too."""

_PROSE_ROLES: Final = frozenset(("paragraph", "lead", "question", "answer"))
_CREDIT_ROLES: Final = frozenset(("credit", "byline", "dateline", "furniture", "copyright", "publication", "paragraph"))
_WORD: Final = re.compile(r"[^\W\d_]+")

_DATELINE: Final = re.compile(
    r"\s*(?P<place>[^\n()«»“”\"!?;]{0,70}?)\s*(?P<words>\((?P<bracket>[^()\n]{2,40})\)|/\s?(?P<slash>[^/\n]{2,30}?)\s?/)"
    r"(?P<rest>\s*[.:]?\s*(?:--|[-–—:.])|\s)"
)
_DASHED: Final = re.compile(
    r"\s*(?P<place>[^\n()«»“”\"!?;:]{2,50}?)\s*(?:[-–—]\s{0,2}(?P<agency>[^\n.,:;()–—]{2,20}?)\s*[.,–—-]"
    r"|\.\s(?P<dotted>[A-ZА-Я][^\n,:;()–—]{2,20}?)\s*[–—-])\s"
)
_BRACKET_AT_END: Final = re.compile(
    r"[(\[]\s*([^()\[\]\n]{2,60})[)\]]\s*\.?\s*((?:[\w.]{1,6}\s?/\s?){0,8}[\w.]{0,6})\s*$"
)
_SLASHED_AT_END: Final = re.compile(r"/\s?([^/\n]{2,30}?)\s?/\s*$")
_BEHIND_SENTENCE: Final = re.compile(r"[.!?…][»”“\"’')]?\s+(?:[–—-]\s*)?([^.!?…»”“\"\n:]{2,40}?)\.?\s*$")
_COPYRIGHT: Final = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)\s*(?:©|\(c\))?\s*(?:\d{4})?\s*,?\s*(?:by\s+)?([^\n.,;|(]{2,40}?)(?=\s*(?:\d{4}|[.,;|(\n]|$|all\b|tous\b))",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(r"\s*[(\[]?\s*([^\W\d_]+)\s*:\s*(.{2,60}?)\s*[)\]]?\s*\.?\s*$")
_BYLINE_PARTS: Final = re.compile(r"\s*[,;|/&()\n]\s*|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class _Line:
    """One segment of the article as a line; ``is_first`` and ``is_last`` tell that it stands at an edge, ``is_after``
    that no prose follows."""

    role: str
    text: str
    is_first: bool
    is_last: bool
    is_after: bool


def find_credits(article: Article, record: RawRecord) -> Credits:
    """What byline, dateline, credit lines and last lines say of where the text comes from. Pure; no text raises."""
    lines = _lines(article)
    found: dict[str, str] = {}
    for name, words in _wire(article, record, lines):
        found.setdefault(name, words)
    edges = [line.text for line in lines if line.is_first or line.is_last or line.role not in _PROSE_ROLES]
    return Credits(tuple(found), next(iter(found.values()), None), translation_credit(edges, article.title, record))


def _lines(article: Article) -> list[_Line]:
    """The article's segments as lines. Comments and titles are none."""
    pieces: list[tuple[str, str]] = []
    for segment in article.segments:
        text = segment.text
        if text is None and segment.field == "body" and article.body is not None:
            text = article.body[segment.start_char : segment.end_char]
        if text and segment.role not in ("comment", "title"):
            pieces.append((segment.role, text))
    last_prose = max((at for at, (role, _) in enumerate(pieces) if role in _PROSE_ROLES), default=-1)
    prose = [at for at, (role, _) in enumerate(pieces) if role in _PROSE_ROLES]
    first_edge = (prose[:2] or [FIRST_LINES])[-1]
    return [
        _Line(
            role,
            text,
            is_first=at <= first_edge and at < FIRST_LINES + 3,
            is_last=last_prose <= at <= last_prose + LAST_LINES or at >= len(pieces) - 2,
            is_after=at > last_prose,
        )
        for at, (role, text) in enumerate(pieces)
    ]


def _wire(article: Article, record: RawRecord, lines: list[_Line]) -> Iterator[tuple[str, str]]:
    """(agency, words that credit it), the surest place first."""
    country = article.outlet_country
    for value in (*record.byline, *(line.text for line in lines if line.role == "byline")):
        yield from _in_byline(value, country)
    for line in lines:
        if line.is_first or line.role == "dateline":
            yield from _in_dateline(line.text)
    for line in lines:
        if (line.is_first or line.is_last) and line.role in _CREDIT_ROLES and len(line.text) <= MOST_LINE_CHARS:
            yield from _in_line(line, country)
        if line.is_last and line.role in _PROSE_ROLES:
            yield from _at_end(line.text, country)
    if record.rights:
        yield from _in_copyright(record.rights[:MOST_RIGHTS_CHARS])
    for domain, label in ((article.outlet_domain, article.outlet), (None, article.outlet or record.outlet)):
        agency = agencies().by_domain.get(domain or "") or (agency_of(label) if label else None)
        if agency is not None and (label or domain):
            yield agency.name, label or domain or ""


def _named(found: tuple[Agency, ...], words: str) -> Iterator[tuple[str, str]]:
    for agency in found:
        yield agency.name, " ".join(words.split())


def _has_agency_word(text: str) -> bool:
    return not agencies().first_words.isdisjoint(word.casefold() for word in _WORD.findall(text))


def _in_byline(value: str, country: str | None) -> Iterator[tuple[str, str]]:
    """``ANP Redactie``, ``By Alan Baldwin, Reuters``, ``Le Figaro avec AFP``, ``TIM DAHLBERG (AP Boxing Writer)``."""
    if len(value) > MOST_LINE_CHARS * 2 or "://" in value or not _has_agency_word(value):
        return
    parts: list[list[str]] = [[]]
    joints = notes("joint") | notes("lead_in")
    for word in _BYLINE_PARTS.sub(" | ", value).replace("l'", "l' ").replace("l’", "l' ").split():
        if word == "|" or word.casefold().rstrip(":") in joints:
            parts.append([])
        else:
            parts[-1].append(word)
    for words in parts:
        agency = _in_byline_part(words)
        if agency is not None:
            yield agency.name, " ".join(value.split())


def _in_byline_part(words: list[str]) -> Agency | None:
    """An agency alone, with words for desks and functions, or behind a name of several words."""
    while words and words[-1].casefold().rstrip(":.") in notes("staff") and agency_of(" ".join(words)) is None:
        words = words[:-1]
    for at, word in enumerate(words):
        if at and word in ("in", "à", "a"):
            words = words[:at]
            break
    while words and words[0].casefold() in ("l'", "the", "de", "het", "agence", "persbureau", "agencia", "agência"):
        if agency_of(" ".join(words)) is not None:
            break
        words = words[1:]
    while words and words[-1].casefold().rstrip(":.") in notes("staff") and agency_of(" ".join(words)) is None:
        words = words[:-1]
    if not words:
        return None
    whole = agency_of(" ".join(words))
    if whole is not None:
        return whole
    for count in (3, 2):
        tail = " ".join(words[-count:])
        if len(words) >= count + 2 and agency_of(tail) is not None and not _is_other_body(words, tail):
            return agency_of(tail)
    return None


def _is_other_body(words: list[str], tail: str) -> bool:
    """``Australian Associated Press`` is another agency than ``Associated Press``."""
    return any(agency_of(" ".join(words[at:])) not in (None, agency_of(tail)) for at in range(len(words)))


def _in_dateline(text: str) -> Iterator[tuple[str, str]]:
    """``MOSCOW (AP) —``, ``BRUSSELS, Oct. 18 (Reuters) -``, ``ВАШИНГТОН, 14 декабря. /ТАСС/.``, ``МОСКВА, 3 июн — РИА
    Новости.``."""
    head = text[: MOST_DATELINE_CHARS + 20]
    match = _DATELINE.match(head)
    if match is not None:
        inside = match["bracket"] or match["slash"]
        found = agencies_alone(inside)
        if found and _is_place(match["place"], is_dashed=not match["rest"].isspace()):
            yield from _named(found, text[: match.end("words")].strip())
            return
    match = _DASHED.match(head)
    if match is not None and _is_place(match["place"], is_dashed=True):
        inside = match["agency"] or match["dotted"]
        found = agencies_alone(inside, with_signs=False)
        yield from _named(found, text[: max(match.end("agency"), match.end("dotted"))].strip())


def _is_place(place: str, *, is_dashed: bool) -> bool:
    """Whether what stands before a dateline's agency may be a place and a date: few words, names or parts of a date."""
    words = [word.strip(".,/:") for word in place.replace("/", " ").split()]
    words = [word for word in words if word]
    if len(words) > 9:
        return False
    if not words:
        return True
    if not words[0][0].isupper() and not words[0][0].isdigit():
        return False
    is_dated = any(word[0].isdigit() for word in words)
    small = [word for word in words if word[0].islower() and word not in _PARTICLES]
    if len(small) > (2 if is_dated else 0):
        return False
    return is_dashed or words[0].isupper() or is_dated


_PARTICLES: Final = frozenset(
    "de del la le les las los den der the of and und en y e d' do da dos das sur am au aux im in".split()
)


def _in_line(line: _Line, country: str | None) -> Iterator[tuple[str, str]]:
    """A line that is nothing but a credit."""
    text = line.text.strip()
    if _is_picture(text) or not _has_agency_word(text):
        return
    is_marked = text[0] in "([/–—" or text.endswith((")", "]", "/"))
    is_after = line.is_after or line.role == "byline"
    if is_marked or is_after:
        found = agencies_alone(text, country)
        if found:
            yield from _named(found, text)
            return
    labelled = _LABELLED.match(text)
    if labelled is not None and labelled[1].casefold() in notes("label"):
        yield from _named(agencies_alone(labelled[2]), text)
        return
    yield from _in_copyright(text, is_bare=line.is_after and "©" in text)
    yield from _in_note(text)


def _in_copyright(text: str, *, is_bare: bool = False) -> Iterator[tuple[str, str]]:
    """``© 2020 AFP``, ``Copyright 2020 The Associated Press. All rights reserved.``; ``(©NTB)``. Without a year it may
    be a picture's, but where ``is_bare`` says otherwise."""
    for match in _COPYRIGHT.finditer(text):
        agency = agency_of(match[1])
        has_year = re.search(r"\d{4}", text[match.start() : match.end() + 6]) is not None
        if agency is not None and (has_year or is_bare or text[match.start() - 1 : match.start()] == "("):
            yield agency.name, " ".join(text[match.start() : match.end()].split())


def _in_note(text: str) -> Iterator[tuple[str, str]]:
    """``Avec AFP``, ``(With inputs from PTI)``, ``The Associated Press contributed to this report.``"""
    bare = text.strip(" \t()[].*–—-")
    lowered = bare.casefold().replace("’", "'")
    for phrase in notes("with"):
        if lowered.startswith(phrase) and (phrase.endswith("'") or lowered[len(phrase) : len(phrase) + 1] == " "):
            yield from _named(agencies_alone(bare[len(phrase) :], with_signs=False), text)
    for phrase in notes("after"):
        at = lowered.find(phrase)
        if at > 0:
            yield from _named(agencies_alone(bare[:at], with_signs=False), text)


def _at_end(text: str, country: str | None) -> Iterator[tuple[str, str]]:
    """What closes the last paragraph: ``… geblieven. (ANP)``, ``… sade han. /TT/``, ``… rozwoju. ak/PAP.``"""
    tail = text[-MOST_TAIL_CHARS:]
    if not _has_agency_word(tail[-70:]):
        return
    match = _BRACKET_AT_END.search(tail)
    if match is not None:
        found = agencies_alone(match[1], country)
        before = tail[: match.start()].rstrip()
        is_sure = any(len(agency.name) > 2 for agency in found) or before.endswith((".", "!", "?", "”", "»", '"'))
        is_many = len(match[1].split()) > 1
        if found and (is_sure or is_many):
            yield from _named(found, match[0])
            return
        if not _is_picture(match[1]):
            yield from _in_note(match[1])
            yield from _in_labelled(match[1])
        return
    match = _SLASHED_AT_END.search(tail)
    if match is not None:
        yield from _named(agencies_alone(match[1], country, with_signs=False), match[0])
        return
    match = _BEHIND_SENTENCE.search(tail)
    if match is not None and not _is_picture(match[1]):
        yield from _named(agencies_alone(match[1], country), match[1])
    sentence = re.split(r"(?<=[.!?])\s", tail.rstrip())[-1]
    if len(sentence) < len(tail) or len(text) == len(tail):
        yield from _in_note(sentence)
        yield from _in_labelled(sentence)


def _in_labelled(text: str) -> Iterator[tuple[str, str]]:
    labelled = _LABELLED.match(text)
    if labelled is not None and labelled[1].casefold() in notes("label"):
        yield from _named(agencies_alone(labelled[2]), text)


def _is_picture(text: str) -> bool:
    """Whether the words credit a picture, or a film."""
    return not notes("picture").isdisjoint(word.casefold() for word in _WORD.findall(text))
