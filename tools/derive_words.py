"""Find aliases that are also ordinary words or names of people, from frequencies in any news corpus and list of names.

    python tools/derive_words.py --news ARTICLES.jsonl.gz --people PEOPLE.jsonl.gz

Prints the rows of `tools/knowledge/words.tsv` (key, reason). `--news` lines carry `lang` and `text`; `--people` lines
carry `names`, a map of language to names. Only the resulting flags ship.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.build_knowledge import build

_WORD: Final = re.compile(r"[^\W\d_]+")
# A form is a word of a language when this share of it, and this many, stand there in lower case. One in ten leaves
# alone the small slips of a newsroom (0.1 % of "Paris" is written "paris") and catches "bergen", "nice", "reading".
LOWER_SHARE_RATIO: Final = 0.1
LOWER_COUNT: Final = 3
# German writes nouns with a capital: a form is a noun when this share of it follows an article, as no city's name does.
ARTICLE_SHARE_RATIO: Final = 0.2
_ARTICLE: Final = re.compile(
    r"\b(?:[Dd](?:er|ie|as|en|em|es)|[Ee]in(?:e[rnms]?)?|[Zz]u[rm]|[Ii]m|[Vv]om|[Kk]ein(?:e[rnms]?)?) ([A-ZÄÖÜ]\w+)"
)
# A form is a name of people when this many politicians bear it as first or last name.
BEARER_COUNT: Final = 3
# Cities this great are meant more often than people of their name.
NAMESAKES_BELOW_POPULATION: Final = 1_000_000
# Languages whose lower-case words count: where editors capitalise names by rule, and the corpus is large.
LANGUAGES: Final = frozenset("nl en de no nb nn fr es pt it pl cs sl".split())
_TEXT_CHARS: Final = 8_000


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--news", type=Path, required=True)
    parser.add_argument("--people", type=Path, required=True)
    options = parser.parse_args()
    tables = build()
    lower, capital, nouns = cases(options.news)
    bearers = name_parts(options.people)
    population: dict[str, int] = {}
    for (key, entity_id, _), _alias in tables.aliases.items():
        entity = tables.entities[entity_id]
        population[key] = max(population.get(key, 0), entity.population or 0)
    print("# key\treason. Derived by tools/derive_words.py; rows kept by hand are in words_hand.tsv.")
    for key in sorted(population):
        if " " in key:
            continue
        if is_word(key, lower, capital) or (
            nouns[key] >= LOWER_COUNT and nouns[key] >= ARTICLE_SHARE_RATIO * capital["de"][key]
        ):
            print(f"{key}\tword")
        elif bearers[key] >= BEARER_COUNT and population[key] < NAMESAKES_BELOW_POPULATION:
            print(f"{key}\tname")


def is_word(key: str, lower: dict[str, Counter[str]], capital: dict[str, Counter[str]]) -> bool:
    """Whether some language writes this form in lower case often enough."""
    for language, counts in lower.items():
        count = counts[key]
        if count >= LOWER_COUNT and count >= LOWER_SHARE_RATIO * (count + capital[language][key]):
            return True
    return False


def cases(path: Path) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]], Counter[str]]:
    """Per language, words in lower case and capitalised words by their lower-case form; German words after articles."""
    nouns: Counter[str] = Counter()
    lower: dict[str, Counter[str]] = {}
    capital: dict[str, Counter[str]] = {}
    for record in read(path):
        if record["lang"] not in LANGUAGES:
            continue
        low = lower.setdefault(record["lang"], Counter())
        high = capital.setdefault(record["lang"], Counter())
        for word in _WORD.findall(record["text"][:_TEXT_CHARS]):
            (low if word[0].islower() else high)[word.casefold()] += 1
        if record["lang"] == "de":
            nouns.update(word.casefold() for word in _ARTICLE.findall(record["text"][:_TEXT_CHARS]))
    return lower, capital, nouns


def name_parts(path: Path) -> Counter[str]:
    """How many people bear each word as the first or last word of a name."""
    counts: Counter[str] = Counter()
    for record in read(path):
        parts: set[str] = set()
        for name in {n for names in record["names"].values() for n in names}:
            words = _WORD.findall(name.casefold())
            parts |= {words[0], words[-1]} if len(words) > 1 else set()
        counts.update(parts)
    return counts


def read(path: Path) -> Iterator[dict[str, Any]]:
    """JSON Lines, gzipped."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    main()
