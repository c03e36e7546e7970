"""Articles whose quotations are marked: who said what, and what only looks like speech.

A file stands in a folder named after its language and is UTF-8: a line ``speaker N: Full Name`` for everybody who is
quoted (``-`` for one whom the article never names), a blank line, the title, a blank line, the body with its paragraphs
parted by one line break. Marks stand in title and body, and may stand in each other:

    „[[Q1|Wij gaan door]]”          words of speaker 1, marks of quotation outside; a broken quotation is several
    Zij vindt [[I1|dat het kan]]    speech told indirectly
    [[S1|de burgemeester]]          the words that name whose quotation it is: a name, an office, a pronoun
    [[C|zei]]                       the words that make it speech

Key 0: somebody is quoted, and no reader can tell who. Single words, titles of works and words between marks for
distance are no quotations and bear no mark. A file that breaks a rule is refused whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flows.evaluation.annotated import FieldName, MarkError
from flows.evaluation.scores import Counts, Figure, compared, figures
from transforms.entities.annotate import annotate
from transforms.model import Annotations, Quotation
from transforms.quotes.find import find_quotations

UNTOLD: Final = 0
"""The key of a speaker whom no reader can tell."""
_UNNAMED: Final = "-"
_SPEAKER: Final = re.compile(r"speaker ([1-9]\d*): (\S.*)")
_EDGE: Final = re.compile(r"\[\[(?:([QIS])(\d+)|(C))\||\]\]")
_STRAY: Final = re.compile(r"\[\[|\]\]|\|")
_TRIMMED: Final = " \t\n\u00a0\u202f.,;:!?…\"'“”„‟«»‹›‘’‚‛`´–—-"
"""What may stand at either end of a quotation or not: habits differ on whose the full stop and the marks are."""
_JOINS: Final = re.compile(r"(?:dat|at|att|that|dass|daß|que|che)\s|qu['’]", re.IGNORECASE)
"""The word that joins told speech to its verb: belongs to the speech, or not, for corpora differ on that."""
_ALIKE: Final = 0.5
"""Share of the letters of both that two spans must have in common to be the same, loosely."""


@dataclass(frozen=True, slots=True)
class MarkedQuotation:
    """One stretch of words that somebody is quoted with: ``article.text(field)[start:end]``; code points, end
    exclusive. ``speaker`` is a key of ``QuotedArticle.speakers``, or UNTOLD."""

    field: FieldName
    start: int
    end: int
    is_direct: bool
    speaker: int


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """Words that name a speaker, or (``speaker`` None) that make something speech."""

    field: FieldName
    start: int
    end: int
    speaker: int | None


@dataclass(frozen=True, slots=True)
class QuotedArticle:
    """One article, marks taken out; quotations and words in the fields' order and by start. ``speakers``: key → full
    name, None for somebody whom the article never names."""

    name: str
    language: str
    title: str
    body: str
    speakers: Mapping[int, str | None]
    quotations: tuple[MarkedQuotation, ...]
    words: tuple[MarkedWords, ...]

    def text(self, field: FieldName) -> str:
        return self.title if field == "title" else self.body


def is_quoted(text: str) -> bool:
    """Whether a file is of this format."""
    return text.startswith("speaker 1: ") and any(mark in text for mark in ("[[Q", "[[I"))


def parse(text: str, language: str, name: str = "article") -> QuotedArticle:
    """One file's text → the article. Raises MarkError, with the file's name and what is wrong."""
    head, _, rest = text.replace("\r\n", "\n").partition("\n\n")
    marked_title, gap, marked_body = rest.partition("\n\n")
    if not gap or "\n" in marked_title or not marked_title.strip():
        raise MarkError(f"{name}: speakers, title and body must be parted by blank lines")
    speakers: dict[int, str | None] = {}
    for line in head.split("\n"):
        match = _SPEAKER.fullmatch(line.rstrip())
        if match is None or int(match[1]) in speakers:
            raise MarkError(f"{name}: not a speaker, or one given twice: {line[:60]!r}")
        speakers[int(match[1])] = None if match[2] == _UNNAMED else match[2]
    body = marked_body.strip("\n")
    if not body or "\n\n" in body:
        raise MarkError(f"{name}: no body, or a blank line between its paragraphs")
    quotations: list[MarkedQuotation] = []
    words: list[MarkedWords] = []
    title = _read_marks("title", marked_title, name, quotations, words)
    plain = _read_marks("body", body, name, quotations, words)
    for key in {*(mark.speaker for mark in quotations), *(mark.speaker for mark in words)}:
        if key not in speakers and key not in (UNTOLD, None):
            raise MarkError(f"{name}: no speaker {key}")
    return QuotedArticle(name, language, title, plain, speakers, tuple(quotations), tuple(words))


def read(path: Path) -> QuotedArticle:
    """One file → the article, in the language that its folder is named after. Raises MarkError, OSError."""
    return parse(path.read_text("utf-8"), path.parent.name, path.stem)


def read_folder(folder: Path) -> list[QuotedArticle]:
    """All ``*.txt`` at or below a folder, in the order of their paths."""
    return [read(path) for path in sorted(folder.rglob("*.txt"))]


def _read_marks(
    of: FieldName, marked: str, name: str, quotations: list[MarkedQuotation], words: list[MarkedWords]
) -> str:
    """The field without its marks, which are added in the order of their starts."""
    plain: list[str] = []
    length = last = 0
    open_marks: list[tuple[str, int, int]] = []
    found: list[tuple[int, int, str, int]] = []
    for edge in _EDGE.finditer(marked):
        between = marked[last : edge.start()]
        plain.append(_without_stray(between, name))
        length += len(between)
        last = edge.end()
        if edge[0] != "]]":
            open_marks.append((edge[1] or edge[3], int(edge[2] or UNTOLD), length))
        elif open_marks:
            letter, speaker, start = open_marks.pop()
            found.append((start, length, letter, speaker))
        else:
            raise MarkError(f"{name}: a mark ends that never began, after {between[-30:]!r}")
    plain.append(_without_stray(marked[last:], name))
    text = "".join(plain)
    if open_marks:
        raise MarkError(f"{name}: a mark without an end near {text[open_marks[-1][2] :][:40]!r}")
    for start, end, letter, speaker in sorted(found, key=lambda mark: (mark[0], -mark[1])):
        surface = text[start:end]
        if not surface or surface != surface.strip() or "\n" in surface:
            raise MarkError(f"{name}: nothing, blanks at the edge or a line break in {surface[:60]!r}")
        if letter in "QI":
            quotations.append(MarkedQuotation(of, start, end, letter == "Q", speaker))
        else:
            words.append(MarkedWords(of, start, end, speaker if letter == "S" else None))
    return text


def _without_stray(text: str, name: str) -> str:
    if stray := _STRAY.search(text):
        raise MarkError(f"{name}: a mark that is none near {text[max(0, stray.start() - 20) : stray.end() + 30]!r}")
    return text


@dataclass(slots=True)
class Tally:
    """What some articles add up to. ``given``: speakers named for quotations that are there; ``told``: those that the
    article names."""

    exact: dict[bool, Counts] = field(default_factory=lambda: {True: Counts(), False: Counts()})
    alike: dict[bool, Counts] = field(default_factory=lambda: {True: Counts(), False: Counts()})
    given: int = 0
    given_right: int = 0
    found_told: int = 0
    found_told_given: int = 0
    gold_told: int = 0
    gold_right: int = 0


def score_quotations(name: str, articles: Sequence[QuotedArticle]) -> list[Figure]:
    """All figures of a set of articles, by language: direct and indirect quotations, and their speakers."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for article in articles:
        fields = {"title": article.title, "body": article.body}
        named = annotate(fields, article.language, None)
        count(article, find_quotations(fields, article.language, named), named, tallies[article.language])
    return [figure for language, tally in sorted(tallies.items()) for figure in _figures(name, language, tally)]


def _figures(name: str, language: str, tally: Tally) -> Iterator[Figure]:
    for is_direct, task in ((True, "quotes_direct"), (False, "quotes_indirect")):
        yield from figures(task, name, language, tally.exact[is_direct])
        yield from figures(task, name, language, tally.alike[is_direct], "relaxed_")[-1:]
    shares = {
        "precision": (tally.given_right, tally.given),
        "coverage": (tally.found_told_given, tally.found_told),
        "recall": (tally.gold_right, tally.gold_told),
    }
    for measure, (part, whole) in shares.items():
        if whole:
            yield Figure("speakers", name, language, measure, part / whole, whole)


def count(article: QuotedArticle, found: Sequence[Quotation], named: Annotations, tally: Tally) -> None:
    """Add one article: its quotations as they are marked against those found."""
    for is_direct in (True, False):
        gold = [q for q in article.quotations if q.is_direct == is_direct]
        ours = [q for q in found if q.is_direct == is_direct]
        tally.exact[is_direct] += compared(
            (_place(article.text(_field(q)), q.field, q.start_char, q.end_char, is_direct) for q in ours),
            (_place(article.text(g.field), g.field, g.start, g.end, is_direct) for g in gold),
        )
        met = {at: match for at, q in enumerate(ours) if (match := _best(q, gold)) and _likeness(q, match) >= _ALIKE}
        tally.alike[is_direct] += Counts(len(set(met.values())), len(ours), len(gold))
    ids = entities_of(article.speakers, named)
    right: set[MarkedQuotation] = set()
    for quotation in found:
        meant = _best(quotation, article.quotations)
        if meant is None:
            continue
        is_given = quotation.speaker_entity_id is not None
        is_right = is_given and quotation.speaker_entity_id in ids.get(meant.speaker, ())
        tally.given += is_given
        tally.given_right += is_right
        if article.speakers.get(meant.speaker) is not None:
            tally.found_told += 1
            tally.found_told_given += is_given
            if is_right:
                right.add(meant)
    tally.gold_told += sum(article.speakers.get(q.speaker) is not None for q in article.quotations)
    tally.gold_right += len(right)


def entities_of(speakers: Mapping[int, str | None], named: Annotations) -> dict[int, frozenset[str]]:
    """Speaker → ids of the entities that bear the full name, as a mention writes it or as their label; where none does,
    of mentions that hold it among other words ("woningcorporatie Portaal"): how far a name goes is scored elsewhere."""
    ids: dict[str, set[str]] = defaultdict(set)
    for mention in named.mentions:
        ids[_plain(mention.surface)].add(mention.entity_id)
    for entity in named.entities:
        ids[_plain(entity.label)].add(entity.entity_id)
    found: dict[int, frozenset[str]] = {}
    for key, name in speakers.items():
        if name is not None:
            longer = (of for surface, of in ids.items() if f" {_plain(name)} " in f" {surface} ")
            found[key] = frozenset(ids.get(_plain(name)) or {one for of in longer for one in of})
    return found


def _plain(name: str) -> str:
    """A name whatever its capitals, and with or without the full stop of an initial that ends it ("Ruben K.")."""
    return name.casefold().rstrip(".")


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the blanks, marks of quotation and punctuation at its ends."""
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end


def _place(text: str, of: str, start: int, end: int, is_direct: bool) -> Hashable:
    """What two spans must have in common to be the same exactly."""
    start, end = trimmed(text, start, end)
    if not is_direct and (joins := _JOINS.match(text, start, end)):
        start = joins.end()
    return of, start, end


def _field(quotation: Quotation) -> FieldName:
    return "title" if quotation.field == "title" else "body"


def _best(found: Quotation, gold: Iterable[MarkedQuotation]) -> MarkedQuotation | None:
    """The marked quotation that a found one has most in common with, None where it has nothing."""
    scored = [(likeness, mark) for mark in gold if (likeness := _likeness(found, mark))]
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _likeness(found: Quotation, mark: MarkedQuotation) -> float:
    """Share of the letters of both that both have (intersection over union)."""
    common = min(found.end_char, mark.end) - max(found.start_char, mark.start)
    if found.field != mark.field or common <= 0:
        return 0.0
    return common / (max(found.end_char, mark.end) - min(found.start_char, mark.start))
