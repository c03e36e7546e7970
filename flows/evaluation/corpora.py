"""The corpora below a folder: which there are, what they hold, and the digest of their files."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Span = tuple[str, int, int, str]
"""A name: field, start and end (code points, end exclusive), entity type."""

ANNOTATED: Final = "*.txt"
LANGUAGE_FILES: Final = ("langid/lingua-sentences.jsonl.gz", "langid/ntrex-dev.jsonl.gz")
NAMES_FILE: Final = "ner/dev.jsonl.gz"

_TYPES: Final = {"PER": "PERSON", "ORG": "ORGANIZATION", "LOC": "LOCATION"}
_NO_SPACE_BEFORE: Final = frozenset(".,;:!?)]}%»”’")
_NO_SPACE_AFTER: Final = frozenset("([{«“‘")
_MOST_CHARS: Final = 20_000
"""A document of tagged sentences is cut here; some corpora name a whole book one document."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Some files with a task in common. ``sha256`` is over the names and bytes of the files, in the order of their
    names, so that a figure tells what it was measured on."""

    name: str
    files: tuple[Path, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One text in a language that the corpus states (BCP 47)."""

    language: str
    title: str | None
    body: str


@dataclass(frozen=True, slots=True)
class NamedText:
    """One text of one field ``body`` with its names marked."""

    language: str
    text: str
    names: frozenset[Span]


def corpus(name: str, files: Sequence[Path], below: Path) -> Corpus:
    """The files as a corpus; their names count from the folder ``below``."""
    digest = hashlib.sha256()
    for path in sorted(files):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(below).as_posix()}\0{content}\n".encode())
    return Corpus(name, tuple(sorted(files)), digest.hexdigest())


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def samples(path: Path) -> Iterator[Sample]:
    """Sentences (``lang``, ``text``) or documents (``lang``, ``title``, ``sentences``) with their language."""
    for row in read_lines(path):
        yield Sample(row["lang"], row.get("title"), row.get("text") or "\n".join(row.get("sentences", ())))


def tagged_texts(path: Path, limit: int | None = None) -> Iterator[tuple[str, NamedText]]:
    """(corpus, text) of tagged sentences (``corpus``, ``lang``, ``doc``, ``tokens``, BIO ``tags``). Sentences of one
    document are one text, for names prove each other within an article; one without a document stands alone.
    ``limit``: sentences of each corpus and language."""
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for number, row in enumerate(read_lines(path)):
        key = row["corpus"], row["lang"]
        counts[key] += 1
        if limit is None or counts[key] <= limit:
            groups[(*key, str(row.get("doc") or f"#{number}"))].append(row)
    for (name, language, _), rows in groups.items():
        text, names = "", set[Span]()
        for row in rows:
            if len(text) > _MOST_CHARS:
                break
            text, found = detokenized(row["tokens"], row["tags"], text + ("\n" if text else ""))
            names |= found
        yield name, NamedText(language, text, frozenset(names))


def detokenized(tokens: Sequence[str], tags: Sequence[str], text: str) -> tuple[str, set[Span]]:
    """Tokens appended to a text with plain spacing, and the names that their tags mark."""
    spans = set[Span]()
    start, kind, end = 0, "", len(text)
    is_glued = True
    for token, tag in zip(tokens, tags, strict=True):
        if not is_glued and token[0] not in _NO_SPACE_BEFORE:
            text += " "
        at = len(text)
        text += token
        is_glued = token[-1] in _NO_SPACE_AFTER
        if tag[:2] != "I-" and kind:
            spans.add(("body", start, end, kind))
            kind = ""
        if tag[:2] == "B-" or (tag[:2] == "I-" and not kind):
            start, kind = at, _TYPES.get(tag[2:], "")
        end = len(text)
    if kind:
        spans.add(("body", start, end, kind))
    return text, spans
