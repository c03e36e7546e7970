"""Names found against names annotated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tools.tagger.corpora import Article, Name

_TYPES = ("PERSON", "ORGANIZATION", "LOCATION")


class Tally:
    """Counts of names right, found and annotated."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, found: set[Name], gold: set[Name]) -> None:
        """Count one field."""
        for kind in _TYPES:
            self.counts[kind, "right"] += sum(name[2] == kind for name in found & gold)
            self.counts[kind, "found"] += sum(name[2] == kind for name in found)
            self.counts[kind, "gold"] += sum(name[2] == kind for name in gold)
        self.counts["span", "right"] += len({name[:2] for name in found} & {name[:2] for name in gold})
        self.counts["span", "found"] += len(found)
        self.counts["span", "gold"] += len(gold)

    def f1(self, *kinds: str) -> float:
        """F1 over these kinds, over all types when none is given; 0 where nothing is right."""
        return f1(*self.sums(*kinds))

    def sums(self, *kinds: str) -> tuple[int, int, int]:
        """Right, found and annotated."""
        kinds = kinds or _TYPES
        return tuple(sum(self.counts[kind, what] for kind in kinds) for what in ("right", "found", "gold"))  # type: ignore[return-value]

    def line(self) -> str:
        """Precision, recall and F1 of all types, of the span alone, and F1 by type."""
        right, found, gold = self.sums()
        each = " ".join(f"{self.f1(kind):6.1%}" for kind in _TYPES)
        return (
            f"{gold:6} {right / max(1, found):7.1%} {right / max(1, gold):7.1%} {self.f1():7.1%}"
            f" {self.f1('span'):7.1%}  {each}"
        )


def f1(right: int, found: int, gold: int) -> float:
    """Harmonic mean of precision and recall; 0 where nothing is right."""
    return 2 * right / (found + gold) if right else 0.0


def fair(article: Article, field: str, found: Iterable[Name]) -> tuple[set[Name], set[Name]]:
    """Names found and annotated in one field; where the annotation's conventions differ from ours, both are made alike:
    a genitive ending is part of the name or not, and a name inside a hyphenated compound that the corpus does not part
    is neither right nor wrong."""
    text = article.fields[field]
    names = set(found)
    gold: set[Name] = set()
    for name in article.names[field]:
        start, end, kind = name
        for ending in ("s", "'s", "’s", "'", "’"):
            if text[start:end].endswith(ending) and any(n[:2] == (start, end - len(ending)) for n in names):
                name = (start, end - len(ending), kind)
                break
            if text[end : end + len(ending)] == ending and any(n[:2] == (start, end + len(ending)) for n in names):
                name = (start, end + len(ending), kind)
                break
        gold.add(name)
    parted = {n for n in names - gold if _is_inside(text, n, gold)}
    return names - parted, gold


def _is_inside(text: str, name: Name, gold: set[Name]) -> bool:
    """Whether a name is part of a compound of which nothing is annotated."""
    start, end, _ = name
    left, right = text[start - 1 : start] == "-", text[end : end + 1] == "-"
    if not (left or right):
        return False
    return not any(g[0] < end and start < g[1] for g in gold)
