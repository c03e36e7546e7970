"""Names found against annotated sentences: strict typed F1 per language, and precision per rule.

    python benchmarks/names.py --data DIRECTORY [--limit 1500] [--show RULE]

Reads `ner/dev.jsonl.gz` under DIRECTORY (tokens, BIO tags PER, ORG, LOC). Sentences of one document are read as one
text where the corpus names documents, for names prove each other within an article.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

from transforms.entities.recognize import RuleRecognizer

_TYPES: Final = {"PER": "PERSON", "ORG": "ORGANIZATION", "LOC": "LOCATION"}
_NO_SPACE_BEFORE: Final = frozenset(".,;:!?)]}%»”’")
_NO_SPACE_AFTER: Final = frozenset("([{«“‘")
_MOST_CHARS: Final = 20_000

Span = tuple[int, int, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=1500, help="sentences a language")
    parser.add_argument("--show", default="", help="print wrong names of this rule (or `missed`)")
    parser.add_argument("--language", default="")
    parser.add_argument("--least", type=float, default=None, help="least confidence, else the recogniser's own")
    options = parser.parse_args()
    recognizer = RuleRecognizer() if options.least is None else RuleRecognizer(least_confidence=options.least)
    by_rule: dict[str, Counter[str]] = defaultdict(Counter)
    print("lang  sentences  names  precision  recall     F1  span-F1    PER    ORG    LOC")
    for (corpus, language), sentences in sorted(read(options.data / "ner/dev.jsonl.gz", options.limit).items()):
        if options.language not in ("", language):
            continue
        counts: Counter[tuple[str, str]] = Counter()
        for text, gold in documents(sentences):
            found = recognizer.recognize({"body": text}, language)
            spans = {(c.start_char, c.end_char, str(c.entity_type)) for c in found}
            gold = {without_genitive(span, text, spans, language) for span in gold}
            for kind in _TYPES.values():
                counts[kind, "right"] += len({s for s in spans & gold if s[2] == kind})
                counts[kind, "found"] += sum(s[2] == kind for s in spans)
                counts[kind, "gold"] += sum(s[2] == kind for s in gold)
            counts["any", "loose"] += len({s[:2] for s in spans} & {s[:2] for s in gold})
            for c in found:
                is_right = (c.start_char, c.end_char, str(c.entity_type)) in gold
                by_rule[c.rule][language] += 1
                by_rule[c.rule][language + " right"] += is_right
                if not is_right and options.show == c.rule:
                    same = [k for s, e, k in gold if (s, e) == (c.start_char, c.end_char)]
                    print(
                        "   ",
                        language,
                        c.entity_type,
                        repr(c.surface),
                        same,
                        repr(text[max(0, c.start_char - 40) : c.end_char + 30]),
                    )
            if options.show == "missed":
                for s, e, kind in sorted(gold - spans):
                    print("   ", language, kind, repr(text[s:e]), repr(text[max(0, s - 30) : e + 20]))
        total = {key: sum(counts[k, key] for k in _TYPES.values()) for key in ("right", "found", "gold")}
        each = [f1(counts[k, "right"], counts[k, "found"], counts[k, "gold"]) for k in _TYPES.values()]
        loose = f1(counts["any", "loose"], total["found"], total["gold"])
        print(
            f"{language:5} {len(sentences):9} {total['gold']:6} {total['right'] / max(1, total['found']):10.1%}"
            f"{total['right'] / max(1, total['gold']):8.1%} {f1(total['right'], total['found'], total['gold']):6.1%}"
            f" {loose:8.1%} " + " ".join(f"{value:6.1%}" for value in each) + f"   {corpus}"
        )
    print("\nrule             found  precision   by language")
    for rule, seen in sorted(by_rule.items()):
        languages = [k for k in seen if not k.endswith(" right")]
        n = sum(seen[k] for k in languages)
        right = sum(seen[k + " right"] for k in languages)
        each_language = " ".join(f"{k} {seen[k + ' right'] / seen[k]:.0%} of {seen[k]}" for k in sorted(languages))
        print(f"{rule:16} {n:5} {right / n:10.1%}   {each_language}")


def without_genitive(span: Span, text: str, found: set[Span], language: str) -> Span:
    """A gold name without its -s or 's where the name was found so: a mention here covers the name alone."""
    start, end, kind = span
    if language in ("nb", "nn", "da", "sv", "en"):
        for shorter in (end - 1, end - 2):
            if text[shorter:end] in ("s", "'s", "’s") and any(s[:2] == (start, shorter) for s in found):
                return start, shorter, kind
    return span


def f1(right: int, found: int, gold: int) -> float:
    """Harmonic mean of precision and recall; 0 where nothing is right."""
    return 2 * right / (found + gold) if right else 0.0


def read(path: Path, limit: int) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The first sentences of each corpus and language."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows = found[row["corpus"], row["lang"]]
            if len(rows) < limit:
                rows.append(row)
    return found


def documents(sentences: list[dict[str, Any]]) -> list[tuple[str, set[Span]]]:
    """Sentences joined by document as texts with their gold spans; a sentence without a document stands alone."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, row in enumerate(sentences):
        groups[str(row.get("doc") or f"#{number}")].append(row)
    made: list[tuple[str, set[Span]]] = []
    for rows in groups.values():
        text, gold = "", set[Span]()
        for row in rows:
            if len(text) > _MOST_CHARS:
                break
            text, spans = detokenize(row["tokens"], row["tags"], text + ("\n" if text else ""))
            gold |= spans
        made.append((text, gold))
    return made


def detokenize(tokens: list[str], tags: list[str], text: str) -> tuple[str, set[Span]]:
    """Tokens appended to a text with plain spacing; the spans of their tags."""
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
            spans.add((start, end, kind))
            kind = ""
        if tag[:2] == "B-" or (tag[:2] == "I-" and not kind):
            start, kind = at, _TYPES.get(tag[2:], "")
        end = len(text)
    if kind:
        spans.add((start, end, kind))
    return text, spans


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.1f} s")
