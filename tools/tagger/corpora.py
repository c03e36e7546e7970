"""Annotated sentences and articles → texts with names, as our mentions mark them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flows.evaluation.annotated import read as read_annotated
from flows.evaluation.corpora import detokenized, read_lines

CONTRACTED: Final = 0.5
"""Share of sentences whose contractions are written as they are in print; some texts come with them taken apart."""
_CONTRACTIONS: Final = {
    (preposition, article): short + article
    for preposition, short in (("de", "d"), ("em", "n"), ("por", "pel"))
    for article in ("o", "a", "os", "as")
} | {("a", "o"): "ao", ("a", "os"): "aos", ("a", "a"): "à", ("a", "as"): "às"}

Name = tuple[int, int, str]
"""Start and end (code points, end exclusive) and type."""

SHIPPED: Final = frozenset(
    """uner-ddt uner-ewt wikigold norne ud-alpino-lassysmall uner-bosque uner-talbanken webnyheter""".split()
)
"""Corpora whose licence is stated and permits a model: CC BY, CC BY-SA and CC0 (docs/models/names.md names each)."""
OWN: Final = "presswatch"
"""Articles of our own."""
ARTICLE_CHARS: Final = 3_000
"""Where a corpus names no documents, or a whole book one, this much in a row is taken for an article: news articles
have 2,400 in the middle."""
_LINE_SENTENCES: Final = (1, 1, 2, 3, 4)
"""How many sentences a line has; a paragraph of news has one to four."""


@dataclass(frozen=True, slots=True)
class Article:
    """Texts by field name, and the names in each."""

    language: str
    corpus: str
    fields: Mapping[str, str]
    names: Mapping[str, frozenset[Name]]


def articles(path: Path, corpora: frozenset[str] | None = None, *, lines: str = "joined") -> Iterator[Article]:
    """The sentences of a gzipped JSON Lines file (lang, corpus, doc, tokens, BIO tags), put together as articles: of
    these corpora, or of all. `lines`: "joined" puts one to four sentences on a line, the same ones each time; "single"
    one on each."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in read_lines(path):
        if corpora is None or row["corpus"] in corpora:
            groups[row["corpus"], row["lang"], str(row.get("doc"))].append(row)
    for (corpus, language, _), rows in groups.items():
        dice = random.Random(len(rows))
        text, names, left = "", set[Name](), 0
        for row in rows:
            if not row["tokens"]:
                continue
            if len(text) > ARTICLE_CHARS:
                yield Article(language, corpus, {"body": text}, {"body": frozenset(names)})
                text, names, left = "", set(), 0
            if text and lines == "joined" and left > 0:
                text += " "
            elif text:
                text += "\n"
            if left <= 0:
                left = dice.choice(_LINE_SENTENCES)
            left -= 1
            tokens, tags = row["tokens"], row["tags"]
            if lines == "joined":
                tokens, tags = as_printed(tokens, tags, language, is_contracted=dice.random() < CONTRACTED)
            text, found = detokenized(tokens, tags, text)
            names |= {(start, end, kind) for _, start, end, kind in found if kind}
        if text:
            yield Article(language, corpus, {"body": text}, {"body": frozenset(names)})


def as_printed(
    tokens: Sequence[str], tags: Sequence[str], language: str, *, is_contracted: bool
) -> tuple[list[str], list[str]]:
    """Tokens as a newspaper prints them, with their tags: hyphens inside a name stand without spaces, and, where
    `is_contracted`, Portuguese prepositions run into the article ("de o" is "do")."""
    words: list[str] = []
    marks: list[str] = []
    is_glued = False
    for word, tag in zip(tokens, tags, strict=True):
        is_hyphen = word == "-" and tag[:2] == "I-"
        contracted = _CONTRACTIONS.get((words[-1].casefold(), word)) if words and language == "pt" else None
        if (is_hyphen or (is_glued and tag[:2] == "I-")) and words:
            words[-1] += word
        elif is_contracted and contracted and (tag == "O" or (tag[:2] == "I-" and marks[-1] != "O")):
            words[-1] = contracted.capitalize() if words[-1][0].isupper() else contracted
        else:
            words.append(word)
            marks.append(tag)
        is_glued = is_hyphen
    return words, marks


def own_articles(folder: Path) -> Iterator[Article]:
    """The annotated articles below a folder, in the order of their paths."""
    for path in sorted(folder.rglob("*.txt")):
        marked = read_annotated(path)
        names: dict[str, set[Name]] = {"title": set(), "body": set()}
        for mention in marked.mentions:
            names[mention.field].add((mention.start, mention.end, mention.entity_type))
        yield Article(
            marked.language,
            OWN,
            {"title": marked.title, "body": marked.body},
            {field: frozenset(spans) for field, spans in names.items()},
        )


def ours(article: Article) -> Article:
    """An article with its names as our mentions mark them: of a compound with a small head only the name ("NAVO" in
    "NAVO-topman")."""
    names = {
        field: frozenset(_without_head(article.fields[field], name) for name in spans)
        for field, spans in article.names.items()
    }
    return Article(article.language, article.corpus, article.fields, names)


def _without_head(text: str, name: Name) -> Name:
    start, end, kind = name
    at = text.rfind("-", start, end)
    if at > start and text[at + 1 : at + 2].islower() and " " not in text[at:end] and text[start:at] != "":
        is_particle = text[at + 1 : end] in ("la", "le", "sur", "de", "en", "les", "du", "sous")
        if not is_particle:
            return start, at, kind
    return name


def counted(found: Iterable[Article]) -> dict[tuple[str, str], tuple[int, int]]:
    """Names and characters by corpus and language."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for article in found:
        names, chars = counts.get((article.corpus, article.language), (0, 0))
        names += sum(map(len, article.names.values()))
        counts[article.corpus, article.language] = names, chars + sum(map(len, article.fields.values()))
    return counts
