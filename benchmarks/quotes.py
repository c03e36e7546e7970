"""Quotations and their speakers against annotated text, ours beside a regular expression with the nearest name.

    python -m benchmarks.quotes --data DIRECTORY [--part dev] [--most N] [--show wrong|missed|speakers]

Reads ``quotes/en-polnear.PART.jsonl.gz`` (PolNeAR: English political news) and ``quotes/de-wikinews.PART.jsonl.gz``
(German Wikinews) under DIRECTORY. Writes ``benchmarks/results/quotes.json``; texts are never written.

What counts as a direct quotation there:

``de``           every annotated span of type Direct, single words included.
``en quoted``    PolNeAR marks what is attributed, not what is quoted. Every stretch between marks (found by a plain
                 expression that knows “”, "", '' and ‘’) of which nine tenths lie in annotated content.
``en whole``     the other reading: annotated content that begins and ends with marks. Fragments within reported speech
                 are then no quotations, though they stand between marks.
``en sentences`` as before, but what begins with a small letter, and so is no sentence, is left out on all sides.

Both sides are held against each other without marks and punctuation at their ends; a span is right if both ends are
within two characters. A speaker is right if its words overlap the annotated source, or stand right before a relative
pronoun that is annotated, or share a capitalised word with it (through the words or the entity's full name), or, where
the source is a pronoun, are the same pronoun within 800 characters or the entity that the text named last before it.
Precision is of speakers given, coverage their share among right spans with an annotated source. An indirect quotation
is right if it and an annotated span share at least half of what both cover together.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from transforms.entities.annotate import annotate
from transforms.model import Annotations, Mention, Quotation
from transforms.quotes.find import find_quotations

ROOT: Final = Path(__file__).resolve().parents[1]
Span = tuple[int, int]
Finder = Callable[["Article", Annotations], Sequence[Quotation]]

_SET_LANGUAGES: Final = {"en-polnear": "en", "de-wikinews": "de"}
_ENDS: Final = " \n\t“”„\"«»'‘’‚,.!?…;:–-"
_STRETCH: Final = re.compile(
    r"“[^“”\n]{1,3000}(?:”|(?=\n|$))|\"[^\"\n]{1,3000}(?:\"|(?=\n|$))"
    r"|''(?:(?!'')[^\n]){1,3000}(?:''|(?=\n|$))|‘(?:(?!’\W)[^\n‘“”]){1,1000}’(?=\W)"
)
_PLAIN: Final = re.compile(r"“[^“”\n]+”|„[^“”\n]+[“”]|\"[^\"\n]+\"|''[^\n]+?''|«[^»\n]+»|»[^«\n]+«|‘[^’\n]+’(?!\w)")
"""The baseline: marks and what stands between."""
_RELATIVE: Final = frozenset("who which that der die das welcher welche".split())
_PRONOUNS: Final = frozenset("he she they it er sie es".split())
_NEAR: Final = 800
_JUST_BEFORE: Final = 80
_SLACK: Final = 2
_COVERED: Final = 0.9


@dataclass(frozen=True, slots=True)
class Article:
    """One annotated article: direct spans with the places of their sources (none where the annotators found none), and
    spans of reported speech."""

    name: str
    language: str
    text: str
    direct: tuple[tuple[Span, tuple[Span, ...]], ...]
    reported: tuple[Span, ...]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--part", default="dev", choices=("dev", "train"))
    parser.add_argument("--most", type=int, default=None, help="articles of each set")
    parser.add_argument("--show", default="", help="print some spans that are wrong or missed, or wrong speakers")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks/results/quotes.json")
    options = parser.parse_args()
    results: dict[str, Any] = {"part": options.part}
    for name, read, whole_sentences in (
        ("en quoted", _polnear_quoted, False),
        ("en whole", _polnear_whole, False),
        ("en sentences", _polnear_whole, True),
        ("de", _wikinews, False),
    ):
        articles = list(read(options.data / "quotes", options.part))[: options.most]
        named = _named(articles)
        results[name] = {
            "articles": len(articles),
            "presswatch": _measured(articles, named, _ours, whole_sentences, options.show),
            "expression and nearest name": _measured(articles, named, _baseline, whole_sentences, ""),
        }
        for engine in ("presswatch", "expression and nearest name"):
            print(f"{name:12} {engine:28} {json.dumps(results[name][engine])}")
    if options.part == "dev" and options.most is None:
        options.out.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", "utf-8")


_kept: dict[str, Annotations] = {}


def _named(articles: Sequence[Article]) -> list[Annotations]:
    for article in articles:
        if article.name not in _kept:
            _kept[article.name] = annotate({"body": article.text}, article.language, None)
    return [_kept[a.name] for a in articles]


def _ours(article: Article, named: Annotations) -> Sequence[Quotation]:
    return find_quotations({"body": article.text}, article.language, named)


def _baseline(article: Article, named: Annotations) -> Sequence[Quotation]:
    people = [m for m in named.mentions if m.entity_type == "PERSON"]
    found = []
    for match in _PLAIN.finditer(article.text):
        start, end = match.span()
        near = min(
            (m for m in people if m.end_char <= start or m.start_char >= end),
            key=lambda m: start - m.end_char if m.end_char <= start else m.start_char - end,
            default=None,
        )
        found.append(_plain(start, end, match.group(), near))
    return found


def _plain(start: int, end: int, text: str, speaker: Mention | None) -> Quotation:
    surface = speaker.surface if speaker else None
    place = speaker.start_char if speaker else None
    entity = speaker.entity_id if speaker else None
    return Quotation("body", start, end, text, True, surface, place, entity, None, 1.0, None)


def _measured(
    articles: Sequence[Article], named: Sequence[Annotations], find: Finder, whole_sentences: bool, show: str
) -> dict[str, float]:
    count: Counter[str] = Counter()
    spent = 0.0
    for article, names in zip(articles, named, strict=True):
        started = time.process_time()
        found = find(article, names)
        spent += time.process_time() - started
        _score(article, names, found, whole_sentences, count, show)
    right, wrong, missed = count["right"], count["wrong"], count["missed"]
    given = count["speaker right"] + count["speaker wrong"]
    words = sum(len(a.text.split()) for a in articles)
    measured: dict[str, float] = {
        "precision": _share(right, right + wrong),
        "recall": _share(right, right + missed),
        "f1": _share(2 * right, 2 * right + wrong + missed),
        "spans": right + missed,
        "speaker_precision": _share(count["speaker right"], given),
        "speaker_coverage": _share(given, given + count["speaker none"]),
        "ms_per_500_words": round(spent * 1000 * 500 / words, 3),
    }
    if count["indirect right"] + count["indirect wrong"]:
        measured["indirect"] = count["indirect right"] + count["indirect wrong"]
        measured["indirect_precision"] = _share(count["indirect right"], int(measured["indirect"]))
    return measured


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _score(
    article: Article,
    names: Annotations,
    found: Sequence[Quotation],
    whole_sentences: bool,
    count: Counter[str],
    show: str,
) -> None:
    text = article.text
    indirect = [(q.start_char, q.end_char) for q in found if not q.is_direct]
    for span in indirect:
        right = any(_overlap(span, other) >= 0.5 for other in article.reported)
        count["indirect right" if right else "indirect wrong"] += 1
    gold = {bare: sources for span, sources in article.direct if (bare := _bare(text, *span))[0] < bare[1]}
    ours = {_bare(text, q.start_char, q.end_char): q for q in found if q.is_direct}
    if whole_sentences:
        gold = {span: sources for span, sources in gold.items() if not text[span[0]].islower()}
        ours = {span: quotation for span, quotation in ours.items() if not text[span[0]].islower()}
    labels = {e.entity_id: e.label for e in names.entities}
    for span, quotation in ours.items():
        match = _match(span, gold)
        if match is None:
            count["wrong"] += 1
            _tell(show, "wrong", article, span, quotation)
            continue
        count["right"] += 1
        if not gold[match]:
            continue
        if quotation.speaker_surface is None:
            count["speaker none"] += 1
            continue
        right = _is_right(quotation, text, gold[match], names, labels)
        count["speaker right" if right else "speaker wrong"] += 1
        if not right:
            _tell(show, "speakers", article, span, quotation)
    for span in gold:
        if _match(span, ours) is None:
            count["missed"] += 1
            _tell(show, "missed", article, span, None)


def _tell(show: str, kind: str, article: Article, span: Span, quotation: Quotation | None) -> None:
    if show == kind:
        start, end = span
        text = f"{article.text[max(0, start - 150) : start]}[[{article.text[start:end]}]]{article.text[end : end + 80]}"
        print(kind, article.name, quotation.speaker_surface if quotation else None, repr(text[:400]))


def _match(span: Span, others: Any) -> Span | None:
    if span in others:
        return span
    near = (o for o in others if abs(o[0] - span[0]) <= _SLACK and abs(o[1] - span[1]) <= _SLACK)
    return next(near, None)


def _overlap(a: Span, b: Span) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0]))


def _bare(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _ENDS:
        start += 1
    while end > start and text[end - 1] in _ENDS:
        end -= 1
    return start, end


def _is_right(
    quotation: Quotation, text: str, sources: Sequence[Span], names: Annotations, labels: dict[str, str]
) -> bool:
    if quotation.speaker_surface is None or quotation.speaker_start_char is None:
        return False
    start = quotation.speaker_start_char
    end = start + len(quotation.speaker_surface)
    ours = _capitalised(f"{quotation.speaker_surface} {labels.get(quotation.speaker_entity_id or '', '')}")
    for a, b in sources:
        said = text[a:b]
        low = said.lower()
        if start < b and a < end:
            return True
        if low in _RELATIVE and 0 < a - end < _JUST_BEFORE:
            return True
        if ours & _capitalised(said):
            return True
        if low in _PRONOUNS:
            if quotation.speaker_surface.lower() == low and abs(a - start) < _NEAR:
                return True
            before = [m for m in names.mentions if m.entity_type == "PERSON" and m.start_char < a]
            if before and before[-1].entity_id == quotation.speaker_entity_id:
                return True
    return False


def _capitalised(words: str) -> set[str]:
    return {w for w in re.findall(r"\w+", words) if w[:1].isupper() and len(w) > 2}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _attributions(note: str) -> list[dict[str, list[Span]]]:
    """The attributions of one PolNeAR note (brat's stand-off lines): role → spans."""
    spans: dict[str, list[Span]] = {}
    events: list[list[list[str]]] = []
    for line in note.split("\n"):
        columns = line.split("\t")
        if len(columns) < 2:
            continue
        if columns[0].startswith("T"):
            places = columns[1].split(" ", 1)[1].split(";")
            spans[columns[0]] = [(int(a), int(b)) for a, b in (p.split() for p in places)]
        elif columns[0].startswith("E"):
            events.append([part.split(":") for part in columns[1].split()])
    found = []
    for event in events:
        roles: dict[str, list[Span]] = defaultdict(list)
        for role, key in event:
            roles[re.sub(r"\d+$", "", role)] += spans.get(key, [])
        found.append(dict(roles))
    return found


def _polnear_quoted(folder: Path, part: str) -> Iterator[Article]:
    for row in _lines(folder / f"en-polnear.{part}.jsonl.gz"):
        text = row["text"]
        notes = _attributions(row["attributions"])
        contents = [(span, r.get("Source", [])) for r in notes for span in r.get("Content", [])]
        direct = []
        for match in _STRETCH.finditer(text):
            start, end = _bare(text, *match.span())
            inside = [c for c in contents if c[0][0] < end and start < c[0][1]]
            covered: set[int] = set()
            for (a, b), _ in inside:
                covered.update(range(max(start, a), min(end, b)))
            if end > start and len(covered) >= _COVERED * (end - start):
                best = max(inside, key=lambda c: (min(end, c[0][1]) - max(start, c[0][0]), c[0][0] - c[0][1]))
                direct.append(((start, end), tuple(best[1])))
        yield Article(row["doc"], "en", text, tuple(direct), tuple(span for span, _ in contents))


def _polnear_whole(folder: Path, part: str) -> Iterator[Article]:
    for row in _lines(folder / f"en-polnear.{part}.jsonl.gz"):
        text = row["text"]
        direct, reported = [], []
        for roles in _attributions(row["attributions"]):
            for start, end in roles.get("Content", []):
                said = text[start:end].strip(" .,")
                reported.append((start, end))
                if said.startswith(("“", '"', "''")) and said.endswith(("”", '"', "''")):
                    direct.append(((start, end), tuple(roles.get("Source", []))))
        yield Article(row["doc"], "en", text, tuple(direct), tuple(reported))


def _wikinews(folder: Path, part: str) -> Iterator[Article]:
    for row in _lines(folder / f"de-wikinews.{part}.jsonl.gz"):
        direct, reported = [], []
        for note in row["annotations"]:
            spans = [(s["charBegin"], s["charEnd"]) for s in note["quote"]["spans"]]
            speakers = tuple((s["charBegin"], s["charEnd"]) for s in note["speaker"]["spans"])
            if note["type"] == "Direct":
                direct += [(span, speakers) for span in spans]
            else:
                reported += spans
        yield Article(row["doc"], "de", row["originalText"], tuple(direct), tuple(reported))


if __name__ == "__main__":
    main()
