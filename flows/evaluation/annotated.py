"""Read articles whose names are marked in the text (`python -m tools.annotated` lists and checks them).

A file is UTF-8: headers ``key: value``, a blank line, then the body in paragraphs parted by blank lines. ``language``
(BCP 47) and ``title`` are required, ``outlet`` and ``kind`` may be given. Marks stand in title and body:

    [P:Van der Berg] [O:NAVO] [L:Den Haag]             a name: person, organisation, location
    [P:Van der Berg|pieter-van-der-berg]               … with whom or what it is
    {R:minister van Financiën|pieter-van-der-berg}     an office or function, whose it is
    {R:woordvoerder|pieter-van-der-berg|wikidata:Q7184}  … and of which body or place; `{R:woordvoerder||key}`: nobody's
    {D:Russische|iso3166:RU} {M:het Kremlin|iso3166:RU}  words that point to a thing: demonym, metonym

An identity is an id of the knowledge base (``iso3166:``, ``geonames:``, ``wikidata:``, ``local:``) or a key of the
set's own (small letters, digits, hyphens): the same key is the same thing in the whole set. Marks do not nest.
Brackets, braces and bars have no other use, and a file that breaks a rule is refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from transforms.entities.naming import tokens

FieldName = Literal["title", "body"]
TYPES: Final = {"P": "PERSON", "O": "ORGANIZATION", "L": "LOCATION"}
KINDS: Final = {"D": "demonym", "M": "metonym"}
HEADERS: Final = frozenset({"language", "title", "outlet", "kind"})

_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KNOWN_ID: Final = re.compile(r"iso3166:[A-Z]{2}(?:-[A-Z0-9]{1,3})?|geonames:\d+|wikidata:Q\d+|local:[0-9a-f]{20}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
_MARK: Final = re.compile(r"\[([POL]):([^\[\]{}|\n]+)(?:\|([^\[\]{}|\n]+))?\]|\{([RDM]):([^\[\]{}\n]+)\}")
_RESERVED: Final = frozenset("[]{}|")
# A full stop after these, or after a single letter, ends no sentence.
_ABBREVIATED: Final = frozenset(
    """mr mrs ms dr prof st drs ir ing mevr dhr bijv ca nr jl art vs jr sr sen rep gov gen bzw z.b hr fr mme m bl kl
    f.eks dvs osv o.a d.w.z""".split()
)


class MarkError(ValueError):
    """A file breaks the format; the message says where."""


@dataclass(frozen=True, slots=True)
class MarkedMention:
    """One name: ``article.text(field)[start:end] == surface``; code points, end exclusive. ``identity`` is None where
    the file gives none."""

    field: FieldName
    start: int
    end: int
    surface: str
    entity_type: str
    identity: str | None


@dataclass(frozen=True, slots=True)
class MarkedRole:
    """One office, title or function; None where the article names nobody, or no body that it belongs to."""

    field: FieldName
    start: int
    end: int
    title: str
    identity: str | None
    organization: str | None


@dataclass(frozen=True, slots=True)
class MarkedAllusion:
    """Words that point to a thing without naming it; ``kind`` is demonym or metonym."""

    field: FieldName
    start: int
    end: int
    surface: str
    kind: str
    identity: str


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """One article, marks taken out; mentions, roles and allusions in the fields' order and by start. ``name`` is the
    file's, without folder and ending."""

    name: str
    language: str
    outlet: str | None
    kind: str | None
    title: str
    body: str
    mentions: tuple[MarkedMention, ...]
    roles: tuple[MarkedRole, ...]
    allusions: tuple[MarkedAllusion, ...]

    def text(self, field: FieldName) -> str:
        return self.title if field == "title" else self.body


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of one sentence as ``naming.tokens`` parts them, with their start in the field, and a BIO tag each
    (``B-PER``, ``I-ORG``, ``O`` …). A word is tagged when a name begins in it or covers its start ("Ruttes")."""

    field: FieldName
    words: tuple[str, ...]
    starts: tuple[int, ...]
    tags: tuple[str, ...]


def parse(text: str, name: str = "article") -> AnnotatedArticle:
    """One file's text → the article. Raises MarkError, with the file's name and what is wrong."""
    head, gap, marked_body = text.replace("\r\n", "\n").partition("\n\n")
    if not gap:
        raise MarkError(f"{name}: no blank line after the headers")
    headers: dict[str, str] = {}
    for line in head.split("\n"):
        key, colon, value = line.partition(": ")
        if not colon or key not in HEADERS or key in headers or not value.strip():
            raise MarkError(f"{name}: not a header, or one given twice: {line[:60]!r}")
        headers[key] = value.strip()
    if not {"language", "title"} <= set(headers):
        raise MarkError(f"{name}: language and title are required")
    if not _LANGUAGE.fullmatch(headers["language"]):
        raise MarkError(f"{name}: no language tag: {headers['language']!r}")
    title = _read_marks("title", headers["title"], name)
    body = _read_marks("body", marked_body.strip("\n"), name)
    if not body.text:
        raise MarkError(f"{name}: no body")
    return AnnotatedArticle(
        name=name,
        language=headers["language"],
        outlet=headers.get("outlet"),
        kind=headers.get("kind"),
        title=title.text,
        body=body.text,
        mentions=(*title.mentions, *body.mentions),
        roles=(*title.roles, *body.roles),
        allusions=(*title.allusions, *body.allusions),
    )


def read(path: Path) -> AnnotatedArticle:
    """One file → the article. Raises MarkError, OSError, and UnicodeDecodeError where it is no UTF-8."""
    return parse(path.read_text("utf-8"), path.stem)


def read_folder(folder: Path) -> list[AnnotatedArticle]:
    """All ``*.txt`` at or below a folder, in the order of their paths."""
    return [read(path) for path in sorted(folder.rglob("*.txt"))]


def sentences(article: AnnotatedArticle) -> Iterator[Sentence]:
    """The article's sentences, title first. A line break ends one; so does a full stop, question or exclamation mark
    before a space and a word that begins large, except after an abbreviation."""
    for field in ("title", "body"):
        text = article.text(field)
        tags = {}
        mentions = [mention for mention in article.mentions if mention.field == field]
        cut = tokens(text)
        at = 0
        for mention in mentions:
            label = "B-" + {"PERSON": "PER", "ORGANIZATION": "ORG", "LOCATION": "LOC"}[mention.entity_type]
            while at < len(cut.words) and cut.ends[at] <= mention.start:
                at += 1
            while at < len(cut.words) and cut.starts[at] < mention.end:
                tags[at] = label
                label = "I" + label[1:]
                at += 1
        first = 0
        for i in range(len(cut.words)):
            if i + 1 == len(cut.words) or _ends(text, cut.words, cut.ends[i], cut.starts[i + 1], i):
                yield Sentence(
                    field,
                    tuple(cut.words[first : i + 1]),
                    tuple(cut.starts[first : i + 1]),
                    tuple(tags.get(j, "O") for j in range(first, i + 1)),
                )
                first = i + 1


def _ends(text: str, words: list[str], end: int, next_start: int, i: int) -> bool:
    """Whether a sentence ends after word ``i`` (not the last)."""
    gap = text[end:next_start]
    if "\n" in gap:
        return True
    if " " not in gap:
        return False
    stop = i - 1 if words[i] in "\"'”’»)" and i else i
    if words[stop] not in {".", "!", "?", "…"}:
        return False
    before = words[stop - 1] if stop else ""
    if words[stop] == "." and (before.casefold() in _ABBREVIATED or (len(before) == 1 and before.isalpha())):
        return False
    follows = words[i + 1]
    return follows[0].isupper() or not follows[0].isalnum() or follows[0].isdigit()


@dataclass(frozen=True, slots=True)
class _Marked:
    text: str
    mentions: list[MarkedMention]
    roles: list[MarkedRole]
    allusions: list[MarkedAllusion]


def _read_marks(field: FieldName, marked: str, name: str) -> _Marked:
    plain: list[str] = []
    found = _Marked("", [], [], [])
    length = last = 0
    for match in _MARK.finditer(marked):
        between = marked[last : match.start()]
        _refuse_reserved(between, name)
        plain.append(between)
        start = length + len(between)
        letter = match[1] or match[4]
        surface, *given = [match[2], match[3]] if match[1] else match[5].split("|")
        end = start + len(surface)
        if not surface or surface != surface.strip():
            raise MarkError(f"{name}: blanks at the edge of, or nothing in {match[0]!r}")
        if letter in TYPES:
            found.mentions.append(
                MarkedMention(field, start, end, surface, TYPES[letter], _identity(given[0], match[0], name))
            )
        elif letter == "R" and 1 <= len(given) <= 2:
            person, organization = (*given, "")[:2]
            found.roles.append(
                MarkedRole(
                    field,
                    start,
                    end,
                    surface,
                    _identity(person or None, match[0], name),
                    _identity(organization or None, match[0], name),
                )
            )
        elif letter in KINDS and len(given) == 1 and (identity := _identity(given[0], match[0], name)):
            found.allusions.append(MarkedAllusion(field, start, end, surface, KINDS[letter], identity))
        else:
            raise MarkError(f"{name}: too few or too many parts in {match[0]!r}")
        plain.append(surface)
        length = end
        last = match.end()
    _refuse_reserved(marked[last:], name)
    plain.append(marked[last:])
    return _Marked("".join(plain), found.mentions, found.roles, found.allusions)


def _identity(given: str | None, mark: str, name: str) -> str | None:
    if given is not None and not _KEY.fullmatch(given) and not _KNOWN_ID.fullmatch(given):
        raise MarkError(f"{name}: neither a known id nor a key: {mark!r}")
    return given


def _refuse_reserved(text: str, name: str) -> None:
    bad = next((i for i, letter in enumerate(text) if letter in _RESERVED), None)
    if bad is not None:
        raise MarkError(f"{name}: a mark that is none near {text[max(0, bad - 20) : bad + 30]!r}")
